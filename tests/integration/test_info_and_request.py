# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a device, and calling any function of it."""

from __future__ import annotations

import pytest
from harness.people import card, person, pins

RELAY = "Config.DoorSetting.RELAY."
SUBSETS = ["system", "status", "firmware", "config", "relay", "relay_status", "rfkey", "user", "user_count"]


def info(name="info", **options):
    """A task of akuvox_info."""
    return {"name": name, "doorfleet.akuvox.akuvox_info": options}


def request(name="request", **options):
    """A task of akuvox_request."""
    return {"name": name, "doorfleet.akuvox.akuvox_request": options}


def test_every_subset(play, fleet):
    fleet.put("door-01", user=[dict(person(21)[1], ID="7")], rfkey=[dict(card(5)[1], ID="3")])
    fleet.put_config("door-01", **{RELAY + "Password": "0pen-by-url", RELAY + "HoldDelayB": "17"})
    before = fleet.state("door-01")
    secrets = pins(21) | {"0pen-by-url"}
    done = play([info(gather=SUBSETS)], fleet.hosts("door-01"), "--check", "--diff", "-vvv", secrets=secrets)
    outcome = done.outcome("door-01")
    found = outcome["akuvox"]
    assert outcome["changed"] is False
    assert "diff" not in outcome
    assert fleet.state("door-01") == before
    assert list(found) == SUBSETS

    mac = fleet.devices["door-01"]["mac"]
    assert found["system"]["model"] == found["firmware"]["model"] == "R29"
    assert found["system"]["mac"] == found["firmware"]["mac"] == mac
    assert found["system"]["firmware"] == found["firmware"]["version"] == "29.30.10.100"
    assert found["system"]["hardware"] == found["firmware"]["hardware"] == "29.3.0"
    assert found["system"]["profile"] == "manual"
    assert found["system"]["lan"]["type"] == "dhcp"
    assert [account["account"] for account in found["system"]["accounts"]] == [1, 2]
    assert {"time", "uptime"} <= set(found["status"])
    assert found["status"]["uptime"] >= 86400
    assert found["relay_status"] == {"A": 0, "B": 0, "C": 0}
    assert found["user"] == [{**person(21)[0], "id": "7", "pin": "********", "type": "ordinary"}]
    assert found["user_count"] == 1
    assert found["rfkey"] == [
        {
            "id": "3",
            "code": "00B40005",
            "name": "Card 5",
            "doors": ["A", "C"],
            "days": ["mon", "thu"],
            "time_start": "06:00",
            "time_end": "18:30",
            "access": "frequency",
            "frequency": 7,
        }
    ]
    assert found["relay"]["relays"][1] == {
        "relay": "B",
        "name": "RelayB",
        "type": "normally_closed",
        "hold_delay": 17,
        "trigger_delay": 0,
    }
    assert found["relay"]["dtmf"] == {"enabled": True, "digits": 1, "codes": ["********"] * 3}
    assert found["relay"]["http_trigger"] == {"enabled": False, "username": "", "password": "********"}
    # what names no secret is shown as it is; what does is hidden wherever it is not empty
    state = fleet.state("door-01")["config"]
    assert set(found["config"]) == set(state)
    hidden = {key for key, value in found["config"].items() if value != state[key]}
    assert {found["config"][key] for key in hidden} == {"********"}
    assert {RELAY + "Password", "Config.DoorSetting.APIFCGI.Password"} <= hidden
    assert not any(key.endswith(("Enable", "UserName", "HoldDelayB", "AuthMode")) for key in hidden)


def test_defaults_to_system_and_status(play, fleet):
    assert set(play([info()], fleet.hosts("door-01")).outcome("door-01")["akuvox"]) == {"system", "status"}
    assert fleet.functions("door-01") == ["GET system/info", "GET system/status"]


@pytest.mark.parametrize("section", ["Config.DoorSetting.RELAY", "Config.DoorSetting.RELAY."])
def test_config_section(play, fleet, section):
    found = play([info(gather=["config"], config_section=section)], fleet.hosts("door-01")).outcome("door-01")
    expected = {key for key in fleet.state("door-01")["config"] if key.startswith(RELAY)}
    assert set(found["akuvox"]["config"]) == expected
    assert not any(key.startswith("Config.DoorSetting.RELAYSCHEDULE") for key in expected)


def test_include_secrets(play, fleet):
    fleet.put("door-01", user=[dict(person(2)[1], ID="1")])
    fleet.put_config("door-01", **{RELAY + "Password": "0pen-by-url"})
    tasks = [
        {**info(gather=["user", "relay", "config"], include_secrets=True), "register": "found", "no_log": True},
        {
            "name": "compare",
            "ansible.builtin.assert": {
                "quiet": True,
                "that": [
                    "found.akuvox.user[0].pin == pin",
                    "found.akuvox.relay.http_trigger.password == trigger",
                    "found.akuvox.relay.dtmf.codes == ['0', '1', '2']",
                    "found.akuvox.config['" + RELAY + "Password'] == trigger",
                ],
            },
        },
    ]
    variables = {"pin": person(2)[0]["pin"], "trigger": "0pen-by-url"}
    play(tasks, fleet.hosts("door-01"), "-vvvv", variables=variables, secrets=pins(2) | {"0pen-by-url"})


def test_subset_that_the_device_does_not_have(play, fleet):
    done = play([info(gather=["system", "schedule"])], fleet.hosts("door-01"), expect=2)
    assert "schedule/get on http://127.0.0.1:" in done.message("door-01")
    assert 'this device does not have the function (it says "unsupport action")' in done.message("door-01")

    found = play([info(gather=["system", "schedule"], skip_missing=True)], fleet.hosts("door-01")).outcome("door-01")
    assert (list(found["akuvox"]), found["missing"]) == (["system"], ["schedule"])


def test_request(play, fleet):
    level = {"Config.Settings.LOGLEVEL.Level": "5"}
    tasks = [
        request("get", target="system", action="status"),
        request("post read", target="system", action="status", method="POST"),
        request(
            "section", target="config", action="get", method="POST", data={"item": ["Config.Settings.LOGLEVEL.Level"]}
        ),
        request("set", target="log", action="set", data=level),
        request("quiet set", target="log", action="set", data=level, changed_when_ok=False),
        {**request("unknown", target="schedule", action="add", data={}), "ignore_errors": True},
        {**request("refused", target="config", action="set", data={RELAY + "HoldDelayA": "61"}), "ignore_errors": True},
    ]
    done = play(tasks, fleet.hosts("door-01"))
    assert done.outcome("door-01", "get")["reply"]["data"]["UpTime"] >= 86400
    assert done.outcome("door-01", "post read")["reply"]["retcode"] == 0
    assert done.outcome("door-01", "section")["reply"]["data"] == {"Config.Settings.LOGLEVEL.Level": "3"}
    changed = {name: done.outcome("door-01", name)["changed"] for name in ("get", "post read", "section", "set")}
    assert changed == {"get": False, "post read": False, "section": False, "set": True}
    assert done.outcome("door-01", "quiet set")["changed"] is False
    assert fleet.state("door-01")["config"]["Config.Settings.LOGLEVEL.Level"] == "5"
    assert "this device does not have the function" in done.message("door-01", "unknown")
    assert "refused by the device (retcode -1" in done.message("door-01", "refused")


def test_request_in_check_mode(play, fleet):
    level = {"Config.Settings.LOGLEVEL.Level": "5"}
    tasks = [
        request("read", target="system", action="status"),
        request("act", target="relay", action="trig", data={"mode": 0, "num": 1, "level": 1, "delay": 5}),
        request("set", target="log", action="set", data=level),
    ]
    done = play(tasks, fleet.hosts("door-01"), "--check")
    assert done.outcome("door-01", "read")["reply"]["retcode"] == 0
    assert done.outcome("door-01", "act")["changed"] is True
    assert fleet.functions("door-01") == ["GET system/status"]
    assert fleet.state("door-01")["relay_trips"] == []


@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "status", "garbage"])
def test_a_request_that_acts_is_sent_once(play, fleet, kind):
    """A door must not open twice because an answer was lost."""
    fleet.set_fault("door-01", kind, action="trig")
    task = request(target="relay", action="trig", data={"mode": 0, "num": 1, "level": 1, "delay": 5})
    done = play([task], fleet.hosts("door-01"), expect=2)
    if kind != "garbage":
        assert "it is not known whether" in done.message("door-01")
    assert [entry["action"] for entry in fleet.writes("door-01") if entry["authorized"]] == ["trig"]
    assert len(fleet.state("door-01")["relay_trips"]) == (1 if kind in ("cut_after", "garbage") else 0)


def test_a_door_is_waited_for(play, fleet):
    """It is up, it stays away, or it answers and isn't as it should be. ``until`` can't retry an unreachable host."""
    fleet.patch("door-02", online=False)
    task = info(
        gather=["call_status"], wait_timeout=1, wait_for=["not_in_call"], wait_firmware="{{ version | default(omit) }}"
    )
    hosts = {**fleet.hosts("door-01", "door-02"), "door-03": fleet.host("door-03", version="29.30.10.999")}
    done = play([task], hosts, variables={"akuvox_retries": 0}, expect=4)
    assert done.outcome("door-01")["waited"] >= 0
    assert done.outcome("door-01")["akuvox"]["call_status"]["in_call"] is False
    assert done.outcome("door-02")["event"] == "unreachable"
    assert "not up after 1 s (wait_timeout): " in done.message("door-02")
    assert done.outcome("door-03")["event"] == "failed"
    assert "after 1 s it has firmware 29.30.10.100, not 29.30.10.999" in done.message("door-03")
    # a verdict is no failure
    done = play(
        [info(gather=["reachability"], wait_timeout=0)], fleet.hosts("door-02"), variables={"akuvox_retries": 0}
    )
    assert done.outcome("door-02")["akuvox"]["reachability"]["verdict"] == "offline"
    wrong = play([info(wait_for=["registered"])], fleet.hosts("door-01"), expect=2)
    assert "wait_for: needs wait_timeout, the seconds to wait at most" in wrong.message("door-01")
