# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet and single doors brought to a desired state: exactly it, then no change, in few requests."""

from __future__ import annotations

import pytest
from harness.emulator import DOORS, PAGE_SIZE
from harness.families import task
from harness.people import (
    card,
    cards,
    cards_on_device,
    people,
    people_on_device,
    person,
    pin,
    pins,
    without_ids,
)

RELAY = "Config.DoorSetting.RELAY."
DTMF = "Config.DoorSetting.DTMF."
SNTP = "Config.Settings.SNTP."

EVERYONE = range(1, 201)

TRIGGER_PASSWORD = "0pen-by-url"
SIP_PASSWORD = "s1p/pass+word"

# Each module with options that change something on a door that has PEOPLE and CARDS of `prepare`.
MODULE_TASKS = {
    "akuvox_user": {"users": people(2, 3, 9, 10), "purge": True, "purge_limit": "100%"},
    "akuvox_rfkey": {"keys": cards(2, 3, 9, 10), "purge": True, "purge_limit": "100%"},
    "akuvox_relay": {
        "relays": [
            {"relay": "A", "name": "Street door", "type": "normally_open", "hold_delay": 12},
            {"relay": "C", "trigger_delay": 3},
        ],
        "dtmf": {"enabled": False, "digits": 4, "codes": ["71*3", "904#", "55A2"]},
        "http_trigger": {"enabled": True, "username": "opener", "password": TRIGGER_PASSWORD},
    },
    "akuvox_config": {
        "settings": {
            SNTP + "NTPServer1": "ntp.example.net",
            SNTP + "Enable": False,
            "Config.Account1.GENERAL.Pwd": SIP_PASSWORD,
        }
    },
}
SECRETS = {TRIGGER_PASSWORD, SIP_PASSWORD} | pins(1, 2, 3, 4, 9, 10)


def prepare(fleet, door):
    """Records to be changed and removed: person 2 has another PIN, card 2 another name."""
    records = [dict(person(number)[1], ID=str(number)) for number in (1, 2, 3, 4)]
    records[1]["PrivatePIN"] = "40516273"
    keys = [dict(card(number)[1], ID=str(number)) for number in (1, 2, 3, 4)]
    keys[1]["Name"] = "Renamed at the door"
    fleet.put(door, user=records, rfkey=keys)


@pytest.mark.one_core
def test_a_fleet_with_200_people(play, fleet):
    doors = DOORS[:4]
    tasks = [
        task("akuvox_user", users="{{ people }}"),
        task("akuvox_rfkey", keys="{{ cards }}"),
        task("akuvox_relay", relays=[{"relay": "B", "name": "Gate of {{ inventory_hostname }}", "hold_delay": 30}]),
        task("akuvox_config", settings={"Config.DoorSetting.DEVICENODE.Location": "Site {{ site }}"}),
    ]
    hosts = {name: fleet.host(name, site=f"S{number % 3}") for number, name in enumerate(doors)}
    variables = {"people": people(*EVERYONE), "cards": cards(*range(1, 51))}
    config_before = fleet.state(doors[0])["config"]

    first = play(tasks, hosts, variables=variables, secrets=pins(*EVERYONE))
    assert first.changed == dict.fromkeys(doors, 4)

    wanted_people, wanted_cards = people_on_device(*EVERYONE), cards_on_device(*range(1, 51))
    for number, name in enumerate(doors):
        state = fleet.state(name)
        assert without_ids(state["user"]) == wanted_people
        assert without_ids(state["rfkey"]) == wanted_cards
        assert state["config"] == {
            **config_before,
            RELAY + "NameB": f"Gate of {name}",
            RELAY + "HoldDelayB": "30",
            "Config.DoorSetting.DEVICENODE.Location": f"Site S{number % 3}",
        }
    states = {name: fleet.state(name) for name in doors}
    for name in doors:
        fleet.forget_requests(name)

    second = play(tasks, hosts, variables=variables, secrets=pins(*EVERYONE))
    assert second.changed == dict.fromkeys(doors, 0)
    for name in doors:
        assert fleet.writes(name) == []
        assert fleet.state(name) == states[name]


@pytest.mark.one_core
def test_thousand_users_take_few_requests(play, fleet):
    everyone = range(1, 1001)
    tasks = [task("akuvox_user", users="{{ people }}")]
    hosts, variables = fleet.hosts("door-01"), {"people": people(*everyone)}

    play(tasks, hosts, variables=variables, secrets=pins(*everyone))
    requests = fleet.requests("door-01")
    assert len(requests) <= 12, requests
    assert sum(entry["status"] == 401 for entry in requests) == 1, "the digest challenge is fetched once"
    assert without_ids(fleet.state("door-01")["user"]) == people_on_device(*everyone)

    fleet.forget_requests("door-01")
    second = play(tasks, hosts, variables=variables, secrets=pins(*everyone))
    assert second.outcome("door-01")["changed"] is False
    assert len(fleet.requests("door-01")) <= 3


def test_check_mode_says_what_the_run_does_and_a_second_run_does_nothing(play, fleet):
    prepare(fleet, "door-01")
    tasks, hosts = [task(module, **options) for module, options in MODULE_TASKS.items()], fleet.hosts("door-01")
    before = fleet.state("door-01")

    def run(*arguments):
        done = play(tasks, hosts, *arguments, "--diff", secrets=SECRETS)
        results = {module: done.outcome("door-01", module) for module in MODULE_TASKS}
        return {
            module: {name: value for name, value in result.items() if name != "invocation"}
            for module, result in results.items()
        }

    predicted = run("--check")
    assert fleet.state("door-01") == before
    assert fleet.writes("door-01") == []
    real = run()
    for module in MODULE_TASKS:
        assert predicted[module]["changed"] is True, module
        assert predicted[module] == real[module], module
    after = fleet.state("door-01")
    assert {part for part in before if after[part] != before[part]} >= {"user", "rfkey", "config"}
    for module, again in run().items():
        assert again["changed"] is False, module
        assert again["diff"] == {"before": {}, "after": {}}, module
        assert not any(again.get(part) for part in ("added", "updated", "removed", "refused")), module
    assert fleet.state("door-01") == after


def test_user_result_and_diff(play, fleet):
    prepare(fleet, "door-01")
    done = play([task("akuvox_user", **MODULE_TASKS["akuvox_user"])], fleet.hosts("door-01"), "--diff", secrets=SECRETS)
    outcome = done.outcome("door-01")
    assert (outcome["added"], outcome["updated"], outcome["removed"]) == (["1009", "1010"], ["1002"], ["1001", "1004"])
    assert outcome["diff"]["before"]["1002"] == {"pin": "********"}
    assert outcome["diff"]["after"]["1002"] == {"pin": "******** (changed)"}
    assert outcome["diff"]["after"]["1009"] == {**person(9)[0], "pin": "********"}
    assert without_ids(fleet.state("door-01")["user"]) == people_on_device(2, 3, 9, 10)
    assert "******** (changed)" in done.output


@pytest.mark.one_core
def test_relay_settings_reach_the_device(play, fleet):
    before = fleet.state("door-01")["config"]
    done = play(
        [task("akuvox_relay", **MODULE_TASKS["akuvox_relay"])], fleet.hosts("door-01"), "--diff", secrets=SECRETS
    )
    assert fleet.state("door-01")["config"] == {
        **before,
        RELAY + "NameA": "Street door",
        RELAY + "TypeA": "1",
        RELAY + "HoldDelayA": "12",
        RELAY + "TriggerDelayC": "3",
        RELAY + "HttpTrig": "1",
        RELAY + "UserName": "opener",
        RELAY + "Password": TRIGGER_PASSWORD,
        DTMF + "Enable": "0",
        DTMF + "Option": "3",
        DTMF + "MultiCode1": "71*3",
        DTMF + "MultiCode2": "904#",
        DTMF + "MultiCode3": "55A2",
    }
    outcome = done.outcome("door-01")
    assert outcome["diff"]["before"]["A.hold_delay"] == 5
    assert outcome["diff"]["after"]["A.hold_delay"] == 12
    assert outcome["diff"]["after"]["A.type"] == "normally_open"
    assert outcome["diff"]["after"]["dtmf.codes[0]"] == "******** (changed)"
    assert "71*3" not in done.output
    # one read, one write of everything, one read back
    asked = [function for function in fleet.functions("door-01") if "relay" in function]
    assert asked == ["GET relay/get", "POST relay/set", "GET relay/get"]


def test_config_hides_secrets_by_key(play, fleet):
    outcome = play(
        [task("akuvox_config", **MODULE_TASKS["akuvox_config"])], fleet.hosts("door-01"), "--diff", secrets=SECRETS
    ).outcome("door-01")
    assert outcome["diff"]["after"] == {
        SNTP + "NTPServer1": "ntp.example.net",
        SNTP + "Enable": "0",
        "Config.Account1.GENERAL.Pwd": "******** (changed)",
    }
    assert fleet.state("door-01")["config"]["Config.Account1.GENERAL.Pwd"] == SIP_PASSWORD


@pytest.mark.one_core
def test_only_given_options_are_compared(play, fleet):
    prepare(fleet, "door-01")
    before = {record["UserID"]: record for record in fleet.state("door-01")["user"]}
    play([task("akuvox_user", users=[{"user_id": "1003", "name": "Kim Example"}])], fleet.hosts("door-01"))
    after = {record["UserID"]: record for record in fleet.state("door-01")["user"]}
    assert after == {**before, "1003": {**before["1003"], "Name": "Kim Example"}}


@pytest.mark.one_core
@pytest.mark.parametrize(("module", "rows", "records"), [
    ("akuvox_user", {"users": [{"user_id": "1002"}, {"user_id": "1004"}, {"user_id": "9999"}]}, "user"),
    ("akuvox_rfkey", {"keys": [{"code": "00b40002"}, {"code": "00B40004"}, {"code": "00B4FFFF"}]}, "rfkey"),
])  # fmt: skip
def test_absent_removes_what_is_listed(play, fleet, module, rows, records):
    prepare(fleet, "door-01")
    kept = [record for record in fleet.state("door-01")[records] if record["ID"] in ("1", "3")]
    tasks, hosts = [task(module, state="absent", **rows)], fleet.hosts("door-01")
    predicted = play(tasks, hosts, "--check", "--diff").outcome("door-01")
    real = play(tasks, hosts, "--diff").outcome("door-01")
    assert real == predicted
    assert len(real["removed"]) == 2
    assert fleet.state("door-01")[records] == kept
    assert play(tasks, hosts).outcome("door-01")["changed"] is False


@pytest.mark.one_core
def test_absent_removes_everybody_by_one_clear_or_by_key(play, fleet):
    prepare(fleet, "door-01")
    rows = [{"user_id": str(1000 + number)} for number in (1, 2, 3, 4)]
    outcome = play([task("akuvox_user", users=rows, state="absent")], fleet.hosts("door-01")).outcome("door-01")
    assert outcome["removed"] == ["1001", "1002", "1003", "1004"]
    assert fleet.state("door-01")["user"] == []


@pytest.mark.one_core
def test_purge_fence(play, fleet):
    fleet.put("door-01", user=[dict(person(number)[1]) for number in range(1, 11)])
    before = fleet.state("door-01")
    keep_four = {"users": people(1, 2, 3, 4), "purge": True}
    hosts, secrets = fleet.hosts("door-01"), pins(*range(1, 11))
    named = [f"user_id {row['UserID']} {row['Name']}" for row in before["user"][4:9]]

    for arguments in ((), ("--check",)):
        done = play([task("akuvox_user", **keep_four)], hosts, *arguments, secrets=secrets, expect=2)
        assert done.message("door-01") == (
            f"purge would remove 6 of the 10 records on the device ({', '.join(named)} and 1 more), and purge_limit "
            "allows 50%. Nothing was changed. If they are to go, set purge_limit: 6 or '60%'"
        )
        assert fleet.state("door-01") == before
    assert fleet.writes("door-01") == []

    for limit, kept in ((5, None), ("59%", None), (6, (1, 2, 3, 4)), ("60%", (1, 2, 3, 4))):
        fleet.put("door-01", user=before["user"])
        tasks = [task("akuvox_user", **keep_four, purge_limit=limit)]
        play(tasks, hosts, secrets=secrets, expect=2 if kept is None else 0)
        held = without_ids(fleet.state("door-01")["user"])
        assert held == people_on_device(*(kept or range(1, 11))), limit


@pytest.mark.one_core
def test_purge_spares_records_of_another_platform(play, fleet):
    foreign = {**person(5)[1], "ID": "5", "SourceType": "2"}
    fleet.put("door-01", user=[dict(person(1)[1], ID="1"), dict(person(2)[1], ID="2"), foreign])
    tasks = [task("akuvox_user", users=people(1), purge=True)]
    outcome = play(tasks, fleet.hosts("door-01"), secrets=pins(1, 2, 5)).outcome("door-01")
    assert outcome["removed"] == ["1002"]
    assert fleet.state("door-01")["user"] == [dict(person(1)[1], ID="1"), foreign]

    done = play([task("akuvox_user", users=[{"user_id": "1005", "name": "Mine"}])], fleet.hosts("door-01"), expect=2)
    assert "owned by a cloud or another platform" in done.message("door-01")
    assert fleet.state("door-01")["user"][1] == foreign


@pytest.mark.one_core
def test_secrets_on_create_leave_existing_pins(play, fleet):
    prepare(fleet, "door-01")
    hosts = fleet.hosts("door-01")
    tasks = [task("akuvox_user", users=people(2, 9), update_secrets="on_create")]
    assert play(tasks, hosts, secrets=SECRETS).outcome("door-01")["added"] == ["1009"]
    held = {record["UserID"]: record["PrivatePIN"] for record in fleet.state("door-01")["user"]}
    assert (held["1002"], held["1009"]) == ("40516273", pin(9))
    outcome = play([task("akuvox_user", users=people(2, 9))], hosts, secrets=SECRETS).outcome("door-01")
    assert outcome["updated"] == ["1002"]
    held = {record["UserID"]: record["PrivatePIN"] for record in fleet.state("door-01")["user"]}
    assert held["1002"] == pin(2)


@pytest.mark.one_core
def test_empty_values_take_away(play, fleet):
    fleet.put("door-01", user=[dict(person(21)[1], ID="1")])
    row = {"user_id": "1021", "pin": "", "cards": [], "lift_floors": [], "web_relay": 0}
    tasks, hosts = [task("akuvox_user", users=[row])], fleet.hosts("door-01")
    assert play(tasks, hosts, secrets=pins(21)).outcome("door-01")["changed"] is True
    wanted = {**person(21)[1], "PrivatePIN": "", "CardCode": "", "LiftFloorNum": "0", "WebRelay": "0"}
    assert without_ids(fleet.state("door-01")["user"]) == [wanted]
    assert play(tasks, hosts, secrets=pins(21)).outcome("door-01")["changed"] is False


@pytest.mark.one_core
def test_lists_that_come_in_pages(play, fleet):
    everyone = range(1, 2 * PAGE_SIZE + 6)
    tasks, hosts = [task("akuvox_user", users=people(*everyone))], fleet.hosts("paged-1")
    paged = {"akuvox_profile": {"base": "manual", "page_size": PAGE_SIZE}}
    for profile in ({}, paged):
        fleet.put("paged-1", user=[dict(person(number)[1]) for number in range(3, 2 * PAGE_SIZE)])
        first = play(tasks, hosts, variables=profile, secrets=pins(*everyone)).outcome("paged-1")
        assert len(first["added"]) == 8
        assert first["updated"] == []
        assert without_ids(fleet.state("paged-1")["user"]) == people_on_device(*everyone)
        second = play(tasks, hosts, variables=profile, secrets=pins(*everyone)).outcome("paged-1")
        assert second["changed"] is False


def test_facts_of_the_inventory_spare_a_request(play, fleet):
    tasks = [task("akuvox_user", users=people(1))]
    known = {"akuvox_model": "R29", "akuvox_firmware": "29.30.10.100"}
    play(tasks, fleet.hosts("door-01"), variables=known, secrets=pins(1))
    assert "GET system/info" not in fleet.functions("door-01")
    assert without_ids(fleet.state("door-01")["user"]) == people_on_device(1)
