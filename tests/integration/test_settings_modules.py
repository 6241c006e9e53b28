# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs, public codes, SIP accounts and the log: converged, read back, and on devices that hide what they hold."""

from __future__ import annotations

import pytest

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

DOOR = "door-01"
INPUT = "Config.DoorSetting.INPUT."
CALL = "Config.DoorSetting.Action."
PUBLIC = "Config.DoorSetting.PASSWORD."
SIP = "Config.Account1."
LEVEL = "Config.Settings.LOGLEVEL.Level"
CODES = ["041822", "940713"]
PASSWORD, NEW_PASSWORD = "s1p/pass+word", "n3w/sip+secret"
SECRETS = {*CODES, "33333333", "66666666", "88888888", PASSWORD, NEW_PASSWORD, "raw/stun+secret"}

ACCOUNT = {
    "account": 1,
    "enabled": True,
    "server": "sip.example.net",
    "port": 5061,
    "username": "0114",
    "auth_name": "0114",
    "password": "{{ password }}",
    "display_name": "Street door",
    "label": "Door",
    "transport": "dns_naptr",
    "server2": "192.0.2.9",
    "port2": 5062,
    "outbound_proxy": {
        "enabled": True,
        "server": "192.0.2.10",
        "port": 5070,
        "backup_server": "192.0.2.11",
        "backup_port": 5071,
    },
    "settings": {"NAT.UdpKeepInterval": 15, "NAT.Rport": True},
}

# module -> options, the keys that the device holds afterwards, some of what the result calls updated
CASES = {
    "akuvox_input": (
        {
            "inputs": [
                {
                    "input": "A",
                    "enabled": False,
                    "trigger": "high",
                    "delay": 65536,
                    "relay": "C",
                    "action_url": "http://192.0.2.5/door?a=1",
                    "ftp": True,
                    "http": True,
                    "smtp": True,
                    "sip": True,
                },
                {"input": "C", "relay": "A"},
            ],
            "call": {"number": "0049123", "name": "Guard"},
        },
        {
            **{INPUT + key: value for key, value in {
                "EnableA": "0", "OptionA": "1", "DelayA": "65536", "RelayIdA": "3", "RelayIdC": "1",
                "ActionUrlA": "http://192.0.2.5/door?a=1", "FtpEnableA": "1", "HttpEnableA": "1", "SmtpEnableA": "1",
                "SipEnableA": "1"}.items()},
            CALL + "CallNum": "0049123",
            CALL + "CallName": "Guard",
        },
        ["A.trigger", "C.relay", "call.number"],
    ),
    "akuvox_publiccode": (
        {"enabled": False, "digits": 6, "codes": "{{ codes }}"},
        {PUBLIC + "PublicKeyEnable": "0", PUBLIC + "PublicKeyBitsLimit": "3", PUBLIC + "PublicKey1": CODES[0],
         PUBLIC + "PublicKey2": CODES[1], PUBLIC + "PublicKey3": ""},
        ["enabled", "digits", "codes[0]", "codes[2]"],
    ),
    "akuvox_sip": (
        {"accounts": [ACCOUNT]},
        {SIP + key: value for key, value in {
            "GENERAL.Enable": "1", "SIP.Server": "sip.example.net", "SIP.Port": "5061", "GENERAL.UserName": "0114",
            "GENERAL.AuthName": "0114", "GENERAL.Pwd": PASSWORD, "GENERAL.DisplayName": "Street door",
            "GENERAL.Label": "Door", "SIP.TransType": "3", "SIP.Server2": "192.0.2.9", "SIP.Port2": "5062",
            "OUTPROXY.Enable": "1", "OUTPROXY.Server": "192.0.2.10", "OUTPROXY.Port": "5070",
            "OUTPROXY.BakServer": "192.0.2.11", "OUTPROXY.BakPort": "5071", "NAT.UdpKeepInterval": "15",
            "NAT.Rport": "1"}.items()},
        ["1.enabled", "1.password", "1.outbound_proxy.server", "1.settings.NAT.Rport"],
    ),
    "akuvox_log": ({"level": "debug"}, {LEVEL: "7"}, ["level"]),
}  # fmt: skip

VARIABLES = {"password": PASSWORD, "codes": CODES}


def task(module, name=None, ignore_errors=False, **options):
    """A task named after its module."""
    more = {"ignore_errors": True} if ignore_errors else {}
    return {"name": name or module, f"doorfleet.akuvox.{module}": options, **more}


def without_invocation(outcome):
    return {name: value for name, value in outcome.items() if name != "invocation"}


@pytest.mark.parametrize("module", CASES)
def test_check_mode_says_what_the_run_does_and_a_second_run_does_nothing(play, fleet, module):
    options, holds, updated = CASES[module]
    tasks, hosts = [task(module, **options)], fleet.hosts(DOOR)
    before = fleet.state(DOOR)["config"]

    def run(*arguments):
        done = play(tasks, hosts, "--diff", *arguments, variables=VARIABLES, secrets=SECRETS)
        return without_invocation(done.outcome(DOOR))

    predicted = run("--check")
    assert fleet.writes(DOOR) == []
    real = run()
    assert real == predicted
    assert real["changed"] is True
    assert set(updated) <= set(real["updated"])
    assert set(real["diff"]["before"]) == set(real["diff"]["after"]) == set(real["updated"])
    assert fleet.state(DOOR)["config"] == {**before, **holds}
    assert len(fleet.writes(DOOR)) == 1
    again = run()
    assert again["changed"] is False
    assert again["diff"] == {"before": {}, "after": {}}
    assert "warnings" not in again
    assert len(fleet.writes(DOOR)) == 1


BAD = {
    "input delay": ("akuvox_input", {"inputs": [{"input": "A", "delay": 65537}]},
                    "inputs[0].delay (input A): must be 0 to 65536 seconds, not 65537"),
    "input url": ("akuvox_input", {"inputs": [{"input": "A", "action_url": "door.example"}]},
                  "inputs[0].action_url (input A): must be a URL that begins with http:// or https://, or empty"),
    "input twice": ("akuvox_input", {"inputs": [{"input": "A"}, {"input": "A"}]}, "inputs[1].input: A is already in"),
    "input number": ("akuvox_input", {"call": {"number": 77}},
                     "call.number: must be in quotes, not a number: YAML drops the leading zeros of an unquoted one"),
    "input nothing": ("akuvox_input", {"inputs": []}, "nothing to do: give at least one of inputs, call"),
    "code digits": ("akuvox_publiccode", {"digits": 7, "codes": "{{ codes }}"},
                    "codes[0]: must be 7 digits in quotes, not 6 (digits)"),
    "code number": ("akuvox_publiccode", {"codes": [123456]},
                    "codes[0]: must be 4 to 8 digits in quotes, not a number"),
    "codes four": ("akuvox_publiccode", {"codes": ["{{ codes[0] }}", "", "", ""]},
                   "codes: must be at most 3 codes, not 4"),
    "code twice": ("akuvox_publiccode", {"codes": ["{{ codes[0] }}", "{{ codes[0] }}"]},
                   "codes[1]: is already in codes[0]; each may be listed once"),
    "code nothing": ("akuvox_publiccode", {}, "nothing to do: give at least one of enabled, digits, codes"),
    "sip account": ("akuvox_sip", {"accounts": [{"account": 3}]}, "accounts[0].account: must be 1 to 2, not 3"),
    "sip port": ("akuvox_sip", {"accounts": [{"account": 1, "port": 0}]},
                 "accounts[0].port (account 1): must be 1 to 65535, not 0"),
    "sip password": ("akuvox_sip", {"accounts": [{"account": 1, "password": 12345678}]},
                     "accounts[0].password (account 1): must be in quotes, not a number"),
    "sip proxy": ("akuvox_sip", {"accounts": [{"account": 1, "outbound_proxy": {"port": 70000}}]},
                  "accounts[0].outbound_proxy.port (account 1): must be 1 to 65535, not 70000"),
    "sip proxy option": ("akuvox_sip", {"accounts": [{"account": 1, "outbound_proxy": {"host": "192.0.2.1"}}]},
                         "accounts[0].outbound_proxy.host (account 1): is not an option; there are enabled, server"),
    "sip covered": ("akuvox_sip", {"accounts": [{"account": 1, "settings": {"GENERAL.Pwd": "{{ password }}"}}]},
                    "accounts[0].settings.GENERAL.Pwd (account 1): is the option password; give it there"),
    "sip whole key": ("akuvox_sip", {"accounts": [{"account": 1, "settings": {"Config.Account1": "1", "x": "1"}}]},
                      "accounts[0].settings.x (account 1): is not a part of a key like NAT.Rport"),
    "sip wait": ("akuvox_sip", {"accounts": [{"account": 1}], "wait_registered": 3601},
                 "wait_registered: must be 0 to 3600 seconds, not 3601"),
    "sip empty": ("akuvox_sip", {"accounts": []}, "accounts: is empty; give at least one account"),
    "log level": ("akuvox_log", {"level": "loud"}, "value of level must be one of: emergency, alert, critical"),
    "log nothing": ("akuvox_log", {}, "nothing to do: give at least one of level, clear"),
}  # fmt: skip


def test_bad_input_is_refused_before_the_first_request(play, fleet):
    tasks = [task(module, name, ignore_errors=True, **options) for name, (module, options, message) in BAD.items()]
    done = play(tasks, fleet.hosts(DOOR), variables=VARIABLES, secrets=SECRETS)
    for name, (_module, _options, message) in BAD.items():
        assert message in done.message(DOOR, name), name
    assert fleet.requests(DOOR) == []


def test_what_a_device_does_not_have_is_named_and_nothing_is_written(play, fleet):
    config = fleet.state(DOOR)["config"]
    gone = (INPUT + "SmtpEnableA", PUBLIC + "PublicKeyBitsLimit", SIP + "SIP.Server2", LEVEL)
    fleet.put(DOOR, config={key: value for key, value in config.items() if key not in gone})
    tasks = [
        task("akuvox_input", ignore_errors=True, inputs=[{"input": "A", "smtp": True}]),
        task("akuvox_publiccode", ignore_errors=True, digits=4),
        task("akuvox_sip", ignore_errors=True, accounts=[{"account": 1, "server2": "192.0.2.1"}]),
        task("akuvox_sip", "raw", ignore_errors=True, accounts=[{"account": 1, "settings": {"NAT.Magic": "1"}}]),
        task("akuvox_log", ignore_errors=True, level="info"),
    ]
    done = play(tasks, fleet.hosts(DOOR))
    assert f"has no smtp for input A (looked for {INPUT}SmtpEnableA)" in done.message(DOOR, "akuvox_input")
    assert f"looked for {PUBLIC}PublicKeyBitsLimit" in done.message(DOOR, "akuvox_publiccode")
    assert f"looked for {SIP}SIP.Server2, Config.Account.SIP.Server2" in done.message(DOOR, "akuvox_sip")
    assert "accounts[0].settings.NAT.Magic: this device has no such setting" in done.message(DOOR, "raw")
    assert f"level: this device has no such setting (looked for {LEVEL})" in done.message(DOOR, "akuvox_log")
    assert fleet.writes(DOOR) == []


def test_inputs_by_the_names_of_other_firmware(play, fleet):
    config = {key: value for key, value in fleet.state(DOOR)["config"].items() if not key.startswith(INPUT)}
    own = {f"{INPUT}Input{letter}{part}": "1" for letter in ("", "B") for part in ("Enable", "Trigger", "Relay")}
    fleet.put(DOOR, config={**config, **own})
    wanted = [{"input": "A", "enabled": False, "relay": "B"}, {"input": "B", "trigger": "low"}]
    done = play([task("akuvox_input", inputs=wanted)], fleet.hosts(DOOR))
    assert done.outcome(DOOR)["updated"] == ["A.enabled", "A.relay", "B.trigger"]
    after = fleet.state(DOOR)["config"]
    assert {key: after[key] for key in own} == {
        **own, INPUT + "InputEnable": "0", INPUT + "InputRelay": "2", INPUT + "InputBTrigger": "0"
    }  # fmt: skip


def test_codes_are_as_long_as_the_device_says_and_a_shorter_list_empties_the_rest(play, fleet):
    tasks = [
        task("akuvox_publiccode", "too short", ignore_errors=True, codes="{{ codes }}"),
        task("akuvox_publiccode", "without codes", digits=6),
        task("akuvox_publiccode", "one", codes=["{{ codes[1] }}"]),
        task("akuvox_publiccode", "none", codes=[]),
    ]
    done = play(tasks, fleet.hosts(DOOR), variables=VARIABLES, secrets=SECRETS)
    assert "codes[0]: must be 8 digits in quotes, not 6" in done.message(DOOR, "too short")
    assert "codes on the device don't have 6 digits" in str(done.outcome(DOOR, "without codes")["warnings"])
    assert done.outcome(DOOR, "one")["updated"] == ["codes[0]", "codes[1]", "codes[2]"]
    assert done.outcome(DOOR, "none")["updated"] == ["codes[0]"]
    config = fleet.state(DOOR)["config"]
    assert [config[f"{PUBLIC}PublicKey{number}"] for number in (1, 2, 3)] == ["", "", ""]


def test_a_call_that_no_reply_shows_is_written_and_never_a_change(play, fleet):
    door = "masking-1"
    tasks = [task("akuvox_input", call={"number": "0049123", "name": "Guard"})]
    checked = play(tasks, fleet.hosts(door), "--check").outcome(door)
    assert fleet.writes(door) == []
    for _round in (1, 2):
        outcome = play(tasks, fleet.hosts(door)).outcome(door)
        assert outcome["changed"] is checked["changed"] is False
        assert "call.number: the device doesn't show it, so it is written in every run" in str(outcome["warnings"])
        config = fleet.state(door)["config"]
        assert (config[CALL + "CallNum"], config[CALL + "CallName"]) == ("0049123", "Guard")
    assert len(fleet.writes(door)) == 2
    fleet.set_fault(door, "cut_after", target="input", action="set", times=-1)
    lost = play(tasks, fleet.hosts(door), expect=2)
    assert "it is not known whether the device has done it" in lost.message(door)


def sip_task(name="akuvox_sip", password="{{ password }}", more=None, **options):
    return task("akuvox_sip", name, accounts=[{"account": 1, "password": password, **(more or {})}], **options)


def test_a_password_in_base64_is_compared_and_rotated(play, fleet):
    for door in ("encoding-1", "s532-1"):
        fleet.put_config(door, **{SIP + "GENERAL.Pwd": PASSWORD})
        tasks = [sip_task("same"), sip_task("rotated", "{{ other }}"), sip_task("again", "{{ other }}")]
        done = play(tasks, fleet.hosts(door), variables={**VARIABLES, "other": NEW_PASSWORD}, secrets=SECRETS)
        assert [done.outcome(door, name)["changed"] for name in ("same", "rotated", "again")] == [False, True, False]
        assert fleet.state(door)["config"][SIP + "GENERAL.Pwd"] == NEW_PASSWORD


def test_a_password_behind_stars_is_no_change_in_every_run_and_can_be_rotated(play, fleet):
    door = "masking-1"
    keys = {"GENERAL.Pwd": PASSWORD, "GENERAL.Enable": "1", "GENERAL.UserName": "0114", "SIP.Server": "192.0.2.9"}
    fleet.put_config(door, **{SIP + key: value for key, value in keys.items()})

    def run(tasks, *arguments):
        variables = {**VARIABLES, "other": NEW_PASSWORD}
        done = play(tasks, fleet.hosts(door), *arguments, variables=variables, secrets=SECRETS)
        return [outcome["changed"] for outcome in done.outcomes(door)], done

    changed, done = run([sip_task(), sip_task("created", "{{ other }}", update_secrets="on_create")])
    assert changed == [False, False]
    assert "run once with update_secrets: always" in str(done.outcome(door, "akuvox_sip")["warnings"])
    assert fleet.writes(door) == []

    rotation = [sip_task(password="{{ other }}", update_secrets="always")]
    assert run(rotation, "--check")[0] == [True]
    assert fleet.state(door)["config"][SIP + "GENERAL.Pwd"] == PASSWORD
    assert run(rotation)[0] == [True]
    assert fleet.state(door)["config"][SIP + "GENERAL.Pwd"] == NEW_PASSWORD

    assert run([sip_task(more={"label": "Front"})])[0] == [True]
    assert fleet.state(door)["config"][SIP + "GENERAL.Pwd"] == PASSWORD, "written along with another change"

    fleet.put(door, sip_status={"Account1": "3"})
    assert run([sip_task(password="{{ other }}")])[0] == [True], "the account could not register"
    fleet.put(door, sip_status={})
    assert fleet.state(door)["config"][SIP + "GENERAL.Pwd"] == NEW_PASSWORD
    assert run([sip_task(password="{{ other }}")])[0] == [False]


def test_waiting_for_registration(play, fleet):
    account = {"account": 1, "enabled": True, "server": "192.0.2.9", "username": "0114"}
    tasks = [
        task("akuvox_sip", accounts=[account, {"account": 2}], wait_registered=30),
        task("akuvox_sip", "disabled", accounts=[{**account, "enabled": False}], wait_registered=1),
    ]
    done = play(tasks, fleet.hosts(DOOR))
    assert done.outcome(DOOR, "akuvox_sip")["accounts"][0] == {
        "account": 1, "username": "0114", "server": "192.0.2.9", "status": "registered"
    }  # fmt: skip
    assert "accounts" not in done.outcome(DOOR, "disabled"), "nobody waits for an account that is switched off"

    fleet.put(DOOR, sip_status={"Account1": "1"})
    fleet.forget_requests(DOOR)
    waiting = [task("akuvox_sip", accounts=[account], wait_registered=2)]
    assert play(waiting, fleet.hosts(DOOR), "--check").outcome(DOOR)["changed"] is True
    assert "GET sip/status" not in fleet.functions(DOOR)
    stuck = play(waiting, fleet.hosts(DOOR), expect=2).outcome(DOOR)
    assert stuck["msg"].startswith("not registered after 2 s: account 1 is registering. Check server")
    assert (stuck["changed"], stuck["updated"], stuck["accounts"][0]["status"]) == (True, ["1.enabled"], "registering")


def test_logs_are_emptied_each_time_and_not_in_check_mode(play, fleet):
    tasks = [task("akuvox_log", level="error", clear=["kmsg", "log", "kmsg"])]
    checked = without_invocation(play(tasks, fleet.hosts(DOOR), "--check").outcome(DOOR))
    assert fleet.writes(DOOR) == []
    real = without_invocation(play(tasks, fleet.hosts(DOOR)).outcome(DOOR))
    assert checked == real
    assert (real["changed"], real["cleared"], real["updated"]) == (True, ["kmsg", "log"], [])
    assert [entry["action"] for entry in fleet.writes(DOOR)] == ["clear", "clear"]

    fleet.set_fault(DOOR, "cut_after", target="log", action="clear", nth=2)
    lost = play(tasks, fleet.hosts(DOOR), expect=2).outcome(DOOR)
    assert lost["msg"].startswith("clear: log: ")
    assert "it is not known whether the device has done it" in lost["msg"]
    assert (lost["changed"], lost["cleared"]) == (True, ["kmsg"])
    assert [entry["action"] for entry in fleet.writes(DOOR)] == ["clear"] * 4, "never repeated"


def test_a_setting_that_the_device_does_not_keep_is_named(play, fleet):
    keys = [INPUT + "OptionA", PUBLIC + "PublicKey1", SIP + "SIP.Server", LEVEL]
    fleet.set_fault(DOOR, "silent_drop", action="set", keys=keys, times=-1)
    tasks = [
        task("akuvox_input", ignore_errors=True, inputs=[{"input": "A", "trigger": "high", "sip": True}]),
        task("akuvox_publiccode", ignore_errors=True, digits=6, codes="{{ codes }}"),
        task("akuvox_sip", ignore_errors=True, accounts=[{"account": 1, "server": "192.0.2.9"}]),
        task("akuvox_log", ignore_errors=True, level="debug"),
    ]
    done = play(tasks, fleet.hosts(DOOR), variables=VARIABLES, secrets=SECRETS)
    message = done.message(DOOR, "akuvox_input")
    assert f"inputs[0].trigger ({INPUT}OptionA): it holds 'low', not 'high'" in message
    assert done.outcome(DOOR, "akuvox_input")["updated"] == ["A.sip"]
    assert f"did not keep 1 of 4: codes[0] ({PUBLIC}PublicKey1)" in done.message(DOOR, "akuvox_publiccode")
    assert "accounts[0].server" in done.message(DOOR, "akuvox_sip")
    assert "it holds 'error', not 'debug'" in done.message(DOOR, "akuvox_log")


def test_info_shows_it_all_in_option_terms(play, fleet):
    subsets = ["input", "input_status", "publiccode", "privatekey", "next_user_id", "contact", "group", "sip",
               "sip_status", "dialreplace", "log"]  # fmt: skip
    options, _holds, _updated = CASES["akuvox_sip"]
    code = {"ID": "7", "Name": "Robin", "Code": CODES[0], "DoorNum": "0"}
    fleet.put(
        DOOR,
        privatekey=[code],
        group=[{"ID": "3", "Name": "First floor"}],
        contact=[{"ID": "4", "Name": "Kim", "Phone": "100", "Group": "First floor", "DialType": "2"}],
        dialreplace=[{"ID": "5", "Prefix": "0110", "Line": "1", "Replace1": "101", "Replace3": "103"}],
    )
    tasks = [
        task("akuvox_sip", **options),
        task("akuvox_input", call={"number": "0049"}),
        task("akuvox_info", gather=subsets),
    ]
    done = play(tasks, fleet.hosts(DOOR), variables=VARIABLES, secrets=SECRETS)
    found = done.outcome(DOOR, "akuvox_info")["akuvox"]
    assert found["input"]["inputs"][1] == {
        "input": "B", "enabled": True, "trigger": "low", "delay": 0, "relay": "B", "action_url": "", "ftp": False,
        "http": False, "smtp": False, "sip": False,
    }  # fmt: skip
    assert found["input_status"] == {"A": "high", "B": "high", "C": "high"}
    assert found["publiccode"] == {"enabled": True, "digits": 8, "codes": ["********"] * 3}
    assert found["privatekey"][0]["code"] == "********"
    assert (found["privatekey"][0]["id"], found["privatekey"][0]["doors"]) == ("7", [])
    assert found["next_user_id"] == "1"
    assert found["contact"] == [{"id": "4", "name": "Kim", "phone": "100", "group": "First floor", "account": "2"}]
    assert found["group"] == [{"id": "3", "name": "First floor"}]
    assert found["dialreplace"] == [{"id": "5", "prefix": "0110", "account": "1", "replacements": ["101", "", "103"]}]
    assert found["log"] == {"level": "error"}
    assert found["sip_status"][0]["status"] == "registered"
    wanted = {name: value for name, value in ACCOUNT.items() if name not in ("settings", "password")}
    assert found["sip"][0] == {**wanted, "password": "********"}


def test_a_secret_in_a_raw_key_is_hidden(play, fleet):
    config = fleet.state(DOOR)["config"]
    fleet.put(DOOR, config={**config, SIP + "STUN.Password": "old/stun+secret"})
    tasks = [task("akuvox_sip", accounts=[{"account": 1, "settings": {"STUN.Password": "{{ secret }}"}}])]
    secrets = {*SECRETS, "old/stun+secret"}
    done = play(tasks, fleet.hosts(DOOR, secret="raw/stun+secret"), "--diff", "-vvvv", secrets=secrets)
    assert done.outcome(DOOR)["updated"] == ["1.settings.STUN.Password"]
    assert fleet.state(DOOR)["config"][SIP + "STUN.Password"] == "raw/stun+secret"
