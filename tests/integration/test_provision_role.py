# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role provision: a fleet brought to the state of its variables, each section by itself, and what it refuses."""

from __future__ import annotations

import pytest
from harness.emulator import DOORS
from harness.people import cards, cards_on_device, people, people_on_device, pins, without_ids

DOOR = DOORS[0]
TASK = "Bring the door to its desired state"
ROLE = [{"name": "Provision", "ansible.builtin.import_role": {"name": "doorfleet.akuvox.provision"}}]
SETTING = "Config.DoorSetting."
SIP = "Config.Account1."
ALL_DAYS = dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "1")
SIP_PASSWORD, PUBLIC_CODE, CODE, OTHER_CODE = "s1p/pass+word", "041822", "09182736", "18273645"
SECRETS = {SIP_PASSWORD, PUBLIC_CODE, CODE, OTHER_CODE} | pins(1, 2, 3)

# Section by section, under the variable that is its tag.
SECTIONS = {
    "akuvox_config": {"akuvox_config": {SETTING + "DEVICENODE.Location": "{{ inventory_hostname }}"}},
    "akuvox_log_level": {"akuvox_log_level": "debug"},
    "akuvox_relays": {"akuvox_relays": [{"relay": "A", "hold_delay": 12}], "akuvox_dtmf": {"enabled": False}},
    "akuvox_inputs": {
        "akuvox_inputs": [{"input": "B", "enabled": True, "trigger": "high", "delay": 90, "sip": True}],
        "akuvox_input_call": {"number": "0200", "name": "Guard"},
    },
    "akuvox_sip": {
        "akuvox_sip": [
            {
                "account": 1,
                "enabled": True,
                "server": "sip.example.net",
                "username": "{{ sip_number }}",
                "password": "{{ sip_password }}",
                "outbound_proxy": {"enabled": True, "server": "192.0.2.10"},
                "settings": {"NAT.UdpKeepInterval": 15},
            },
            {"account": 2, "enabled": False},
        ]
    },
    "akuvox_groups": {"akuvox_groups": ["First floor", {"name": "Second floor", "renamed_from": "Attic"}]},
    "akuvox_contacts": {
        "akuvox_contacts": [
            {"name": "Flat 1", "phone": "0101", "group": "First floor", "account": 1},
            {"name": "Flat 2", "phone": "192.0.2.102", "group": "Second floor"},
        ]
    },
    "akuvox_dialreplace": {"akuvox_dialreplace": [{"prefix": "0110", "replacements": ["0200", "192.0.2.100"]}]},
    "akuvox_publiccode": {"akuvox_publiccode": {"enabled": False, "digits": 6, "codes": ["{{ public_code }}"]}},
    "akuvox_privatekeys": {
        "akuvox_privatekeys": [
            {"name": "Cleaning", "code": "{{ code }}", "days": ["mon"], "time_start": "05:30", "time_end": "08:00"}
        ]
    },
    "akuvox_rfkeys": {"akuvox_rfkeys": cards(1, 2, 3)},
    "akuvox_users": {"akuvox_users": people(1, 2, 3)},
}
EVERYTHING = {
    **{name: value for section in SECTIONS.values() for name, value in section.items()},
    "sip_password": SIP_PASSWORD,
    "public_code": PUBLIC_CODE,
    "code": CODE,
}
CONFIG = {
    SETTING + "RELAY.HoldDelayA": "12",
    SETTING + "DTMF.Enable": "0",
    SETTING + "INPUT.EnableB": "1",
    SETTING + "INPUT.OptionB": "1",
    SETTING + "INPUT.DelayB": "90",
    SETTING + "INPUT.SipEnableB": "1",
    SETTING + "Action.CallNum": "0200",
    SETTING + "Action.CallName": "Guard",
    SETTING + "PASSWORD.PublicKeyEnable": "0",
    SETTING + "PASSWORD.PublicKeyBitsLimit": "3",
    SETTING + "PASSWORD.PublicKey1": PUBLIC_CODE,
    SETTING + "PASSWORD.PublicKey2": "",
    SETTING + "PASSWORD.PublicKey3": "",
    "Config.Settings.LOGLEVEL.Level": "7",
    SIP + "GENERAL.Enable": "1",
    SIP + "GENERAL.Pwd": SIP_PASSWORD,
    SIP + "SIP.Server": "sip.example.net",
    SIP + "OUTPROXY.Enable": "1",
    SIP + "OUTPROXY.Server": "192.0.2.10",
    SIP + "NAT.UdpKeepInterval": "15",
}
# What is on each door before, of every list.
HELD = {
    "group": [{"ID": "1", "Name": "Attic"}, {"ID": "2", "Name": "Cellar"}],
    "contact": [{"ID": "1", "Name": "Nobody", "Phone": "999", "Group": "Cellar", "DialType": "0"}],
    "dialreplace": [{"ID": "1", "Prefix": "9", "Line": "0", "Replace1": "100"}],
    "privatekey": [{"ID": "1", "Name": "Nobody", "Code": OTHER_CODE, "DoorNum": "1", **ALL_DAYS}],
}


@pytest.fixture
def provision(play, fleet):
    """``provision(variables, *arguments, doors=..., expect=0)``: run the role on the doors."""

    def run(variables, *arguments, doors=(DOOR,), hosts=None, expect=0, **more):
        numbered = {name: fleet.host(name, sip_number=f"07{number:02d}") for number, name in enumerate(doors, 1)}
        hosts = hosts or numbered
        return play(ROLE, hosts, *arguments, variables=variables, secrets=SECRETS, expect=expect, **more)

    return run


def outcome(done, section="", door=DOOR):
    """The result of the role's task, or of one section of it."""
    its = done.outcome(door, f"doorfleet.akuvox.provision : {TASK}")
    return its["sections"][section] if section else its


def changed(done):
    """How many sections have changed, by door."""
    return {
        host: sum(its["changed"] for its in outcome(done, door=host).get("sections", {}).values())
        for host in done.recap
    }


def names(fleet, target, door=DOOR):
    return [record["Name"] for record in fleet.state(door)[target]]


def test_a_fleet_with_everything(provision, fleet):
    doors = DOORS[:3]
    for door in doors:
        fleet.put(door, **HELD)
    before = {door: fleet.state(door) for door in doors}

    predicted = provision(EVERYTHING, "--check", doors=doors[:1], expect=None)
    assert (changed(predicted), fleet.writes(DOOR)) == ({DOOR: len(SECTIONS)}, [])
    assert fleet.state(DOOR) == before[DOOR]

    first = provision(EVERYTHING, doors=doors)
    assert changed(first) == dict.fromkeys(doors, len(SECTIONS))
    for number, door in enumerate(doors, 1):
        state = fleet.state(door)
        assert state["config"] == {
            **before[door]["config"],
            **CONFIG,
            SETTING + "DEVICENODE.Location": door,
            SIP + "GENERAL.UserName": f"07{number:02d}",
        }
        assert without_ids(state["user"]) == people_on_device(1, 2, 3)
        assert without_ids(state["rfkey"]) == cards_on_device(1, 2, 3)
        assert [(row["ID"], row["Name"]) for row in state["group"]][:2] == [("1", "Second floor"), ("2", "Cellar")]
        assert state["group"][2]["Name"] == "First floor"
        contacts = {row["Name"]: row for row in state["contact"]}
        assert contacts.pop("Nobody") == before[door]["contact"][0]
        assert sorted(without_ids(contacts.values()), key=lambda row: row["Name"]) == [
            {"Name": "Flat 1", "Phone": "0101", "Group": "First floor", "DialType": "1"},
            {"Name": "Flat 2", "Phone": "192.0.2.102", "Group": "Second floor", "DialType": "0"},
        ]
        assert state["dialreplace"][0] == before[door]["dialreplace"][0]
        rule = state["dialreplace"][1]
        assert (rule["Prefix"], rule["Replace1"], rule["Replace2"]) == ("0110", "0200", "192.0.2.100")
        key = state["privatekey"][1]
        assert (key["Name"], key["Code"], key["Mon"], key["Tue"]) == ("Cleaning", CODE, "1", "0")
        assert (key["TimeStart"], key["TimeEnd"]) == ("05:30", "08:00")
    states = {door: fleet.state(door) for door in doors}
    for door in doors:
        fleet.forget_requests(door)

    second = provision(EVERYTHING, doors=doors)
    assert changed(second) == dict.fromkeys(doors, 0)
    for door in doors:
        assert fleet.writes(door) == []
        assert fleet.state(door) == states[door]


def test_nothing_set_asks_nothing(provision, fleet):
    assert changed(provision({"akuvox_purge": True, "akuvox_purge_groups": True})) == {DOOR: 0}
    assert fleet.requests(DOOR) == []


# Those whose target has another name, and a list; that each section has its tag is tried in tests/unit.
@pytest.mark.parametrize("tag", ["akuvox_log_level", "akuvox_inputs", "akuvox_users"])
def test_a_tag_runs_its_section_only(provision, fleet, tag):
    """Predicted: nothing else is asked for, and nothing else would change."""
    fleet.put(DOOR, **HELD)
    done = provision(EVERYTHING, "--check", "--tags", tag)
    assert changed(done) == {DOOR: 1}
    target = {"akuvox_log_level": "log", "akuvox_inputs": "input"}.get(
        tag, tag.removeprefix("akuvox_").removesuffix("s")
    )
    asked = {entry["target"] for entry in fleet.requests(DOOR) if entry["authorized"]}
    assert asked <= {"system", "config", target}


def test_only_the_sections_that_a_door_has_variables_for_are_in_its_result(provision, fleet):
    done = provision({name: EVERYTHING[name] for name in ("akuvox_users", "akuvox_dtmf")})
    assert list(outcome(done)["sections"]) == ["relays", "users"]
    assert done.recap[DOOR]["changed"] == 1, "one task"
    assert set(outcome(done)["diff"]) == {f"{DOOR} akuvox_relays", f"{DOOR} akuvox_users"}


def test_a_skipped_tag_leaves_its_section_out_only(provision, fleet):
    done = provision(EVERYTHING, "--check", "--skip-tags", "akuvox_users,akuvox_config")
    assert changed(done) == {DOOR: len(SECTIONS) - 2}
    assert "user" not in {entry["target"] for entry in fleet.requests(DOOR) if entry["authorized"]}


@pytest.mark.one_core
def test_purge_removes_what_is_not_listed_and_no_groups(provision, fleet):
    fleet.put(DOOR, **HELD)
    done = provision({**EVERYTHING, "akuvox_purge": True, "akuvox_purge_limit": "100%"})
    assert outcome(done, "contacts")["removed"] == ["Nobody"]
    assert names(fleet, "privatekey") == ["Cleaning"]
    assert [row["Prefix"] for row in fleet.state(DOOR)["dialreplace"]] == ["0110"]
    assert names(fleet, "group") == ["Second floor", "Cellar", "First floor"]


@pytest.mark.one_core
def test_purge_is_fenced(provision, fleet):
    """Each list on a door of its own. Nothing is written, and who would have gone is named."""
    lists = ("contacts", "dialreplace", "privatekeys", "rfkeys", "users")
    doors = dict(zip(DOORS, lists, strict=False))
    hosts = {
        door: fleet.host(door, **{f"akuvox_{name}": [], "akuvox_log_level": "debug"}) for door, name in doors.items()
    }
    for door in doors:
        fleet.put(door, **HELD, rfkey=cards_on_device(1), user=people_on_device(1))
    before = {door: fleet.state(door) for door in doors}
    done = provision({"akuvox_purge": True}, hosts=hosts, expect=2)
    for door, name in doors.items():
        message = outcome(done, door=door)["msg"]
        assert message.startswith(f"akuvox_{name}: purge would remove 1 of the 1 records on the device (")
        # the options are the modules', the variables are the user's
        assert ", and akuvox_purge_limit allows 50%. Nothing was changed. " in message
        assert "set akuvox_purge_limit: 1 or '100%'. " in message
        assert f"To set the rest without it: --skip-tags akuvox_{name}" in message
        assert ("Still let in" in message) is (name in ("privatekeys", "rfkeys", "users"))
        assert outcome(done, name, door)["outcome"] == "refused"
        assert outcome(done, "log_level", door)["outcome"] == "not_begun"
    assert {door: fleet.state(door) for door in doors} == before
    assert set(changed(provision({"akuvox_log_level": "notice"}, hosts=hosts)).values()) == {1}
    provision({"akuvox_purge": True, "akuvox_purge_limit": 1}, hosts=hosts)
    targets = ("contact", "dialreplace", "privatekey", "rfkey", "user")
    assert [fleet.state(door)[target] for door, target in zip(doors, targets, strict=True)] == [[]] * 5


@pytest.mark.one_core
def test_groups_are_purged_by_a_variable_of_their_own(provision, fleet):
    for door in (DOOR, "newer-1"):
        fleet.put(door, group=HELD["group"])
    done = provision({"akuvox_groups": ["Attic"], "akuvox_purge_groups": True}, doors=(DOOR, "newer-1"), expect=2)
    assert outcome(done, "groups")["outcome"] == "refused"
    assert names(fleet, "group") == ["Attic", "Cellar"]
    assert outcome(done, "groups", "newer-1")["removed"] == ["Cellar"]
    assert names(fleet, "group", "newer-1") == ["Attic"]


@pytest.mark.one_core
def test_secrets_on_create_leave_those_that_are_there(provision, fleet):
    fleet.put(DOOR, privatekey=[{**HELD["privatekey"][0], "Name": "Cleaning"}])
    fleet.put_config(DOOR, **{SIP + "GENERAL.Pwd": "0ther/pass+word"})
    tags = ("--tags", "akuvox_sip,akuvox_privatekeys")
    provision({**EVERYTHING, "akuvox_update_secrets": "on_create"}, *tags)
    assert fleet.state(DOOR)["config"][SIP + "GENERAL.Pwd"] == "0ther/pass+word"
    assert fleet.state(DOOR)["privatekey"][0]["Code"] == OTHER_CODE
    provision(EVERYTHING, *tags)
    assert fleet.state(DOOR)["config"][SIP + "GENERAL.Pwd"] == SIP_PASSWORD
    assert fleet.state(DOOR)["privatekey"][0]["Code"] == CODE


# Variables, words of the message, and the task that says them.
CHECK = "Validating arguments against arg spec 'main' - The whole desired state of a door"
WRONG = {
    "word": ({"akuvox_log_level": "loud"}, ("akuvox_log_level", "loud"), CHECK),
    "input": ({"akuvox_inputs": [{"input": "D"}]}, ("akuvox_inputs[0].input",), TASK),
    "misspelt": ({"akuvox_contacts": [{"name": "Kim", "fone": "1"}]}, ("akuvox_contacts[0].fone",), TASK),
    "call": ({"akuvox_input_call": {"num": "1"}}, ("akuvox_input_call.num",), CHECK),
    "publiccode": ({"akuvox_publiccode": {"digits": 9, "codes": [CODE]}}, ("akuvox_publiccode", "digits"), CHECK),
    "codes": ({"akuvox_publiccode": [PUBLIC_CODE]}, ("akuvox_publiccode",), CHECK),
    "secret in place of an account": ({"akuvox_sip": [[SIP_PASSWORD]]}, ("akuvox_sip", "'accounts'"), TASK),
    "account": ({"akuvox_log_level": "debug", "akuvox_sip": [{"account": 3, "password": SIP_PASSWORD}]},
                ("akuvox_sip[0].account",), TASK),
    "secret in place of a key": ({"akuvox_privatekeys": [[CODE]]}, ("akuvox_privatekeys", "'keys'"), TASK),
    "unquoted": ({"akuvox_privatekeys": [{"name": "Kim", "code": int(OTHER_CODE)}]},
                 ("akuvox_privatekeys[0].code", "in quotes"), TASK),
    "length": ({"akuvox_publiccode": {"digits": 4, "codes": [PUBLIC_CODE]}}, ("akuvox_publiccode", "codes[0]"),
               TASK),
    "records as text": ({"akuvox_log_level": "debug", "akuvox_rfkeys": "[{'code': '12', 'name': 'x'}, {'code': '13'}]"},
                        ("akuvox_rfkeys: must be a list of records, not text. On", "-e "), TASK),
}  # fmt: skip


def test_a_wrong_variable_fails_with_its_name_and_without_its_secret(provision, fleet):
    """Each on a door of its own."""
    cases = dict(zip(DOORS, WRONG.values(), strict=True))
    hosts = {door: fleet.host(door, **variables) for door, (variables, _words, _task) in cases.items()}
    done = provision({}, "-vvv", hosts=hosts, expect=2)
    lacks = []
    for door, (_variables, words, task) in cases.items():
        failure = done.outcome(door, f"doorfleet.akuvox.provision : {task}")
        assert failure["event"] == "failed"
        told = " ".join([failure["msg"], *failure.get("argument_errors", ())])
        lacks += [(door, word) for word in words if word not in told]
    assert lacks == []
    assert [fleet.requests(door) for door in DOORS] == [[]] * len(WRONG), "no door is asked"


@pytest.mark.one_core
def test_schedules_and_the_people_who_have_them(provision, fleet):
    """Names of schedules, also in check mode of a fresh door, and what is removed last."""
    families = ("e18-1", "x916-1")
    night = {"name": "Night", "type": "daily", "time_start": "20:00", "time_end": "23:00"}
    robin = {"user_id": "71", "name": "Robin Sample", "schedules": [{"schedule": "Night"}]}
    purge = {"akuvox_purge_schedules": "true", "akuvox_purge_limit": "100%"}
    wanted = {"akuvox_schedules": [night], "akuvox_users": [robin], **purge}
    predicted = provision(wanted, "--check", doors=families)
    assert {door: fleet.writes(door) for door in families} == {door: [] for door in families}
    first = provision(wanted, doors=families)
    assert changed(predicted) == changed(first) == dict.fromkeys(families, 2)
    assert changed(provision(wanted, doors=families)) == dict.fromkeys(families, 0)

    # Robin moves to another schedule, and then nobody refers to the one that goes
    day = {**night, "name": "Day"}
    moved = {"akuvox_schedules": [day], "akuvox_users": [{**robin, "schedules": [{"schedule": "Day"}]}]}
    predicted = provision({**moved, **purge}, "--check", doors=families)
    done = provision({**moved, **purge}, doors=families)
    assert changed(predicted) == changed(done) == dict.fromkeys(families, 2)
    for door in families:
        for run in (predicted, done):
            its = outcome(run, "schedules", door)
            assert (its["added"], its["updated"], its["removed"]) == (["Day"], [], ["Night"])
    for door in families:
        schedule = fleet.state(door)["schedule"]
        assert [record["Name"] for record in schedule] == ["Day"]
        assert fleet.state(door)["user"][0]["ScheduleRelay"] == f"{schedule[0]['DisplayID']}-1"
    # only what the run itself would add is taken for being there
    dusk = {
        "akuvox_schedules": [{**night, "name": "Dusk"}],
        "akuvox_users": [{**robin, "schedules": [{"schedule": "Dusk"}]}],
    }
    for arguments in ((), ("--check",)):
        failed = provision(dusk, "--tags", "akuvox_users", *arguments, doors=families, expect=2)
        for door in families:
            assert "the device has no schedule 'Dusk'" in outcome(failed, door=door)["msg"]
    # one that somebody still has
    failed = provision({"akuvox_schedules": [], **purge}, doors=families, expect=2)
    for door in families:
        assert "user_id 71. Nothing was changed" in outcome(failed, door=door)["msg"]


def test_a_bad_pin_leaves_the_door_untouched_and_a_failure_names_who_is_still_let_in(provision, fleet):
    """Each on a door of its own: wrong input, a list that is refused, a setting that is not kept, and another unit."""
    wrong, refused, dropped, other = DOORS[:4]
    held = people_on_device(1, 2, 3)
    for name in (wrong, refused, dropped, other):
        fleet.put(name, user=held)
    fleet.set_fault(dropped, "silent_drop", action="set", keys=[SETTING + "RELAY.HoldDelayA"], times=-1)
    wanted = {"akuvox_log_level": "debug", "akuvox_relays": [{"relay": "A", "hold_delay": 12}], "akuvox_purge": True}
    hosts = {
        wrong: fleet.host(wrong, akuvox_users=[*people(1, 2), {"user_id": "77", "name": "Kim", "pin": "1"}]),
        refused: fleet.host(refused, akuvox_users=people(1)),
        dropped: fleet.host(dropped, akuvox_users=people(1, 2)),
        other: fleet.host(other, akuvox_users=people(1, 2), akuvox_mac="0C:11:05:FF:FF:FE"),
    }
    for arguments in (("--check",), ()):
        done = provision(wanted, *arguments, hosts=hosts, expect=2)
        assert "akuvox_users[2].pin (user_id 77): " in outcome(done, door=wrong)["msg"]
        assert "To set the rest without it: --skip-tags akuvox_users" in outcome(done, door=wrong)["msg"]
        assert outcome(done, door=refused)["refused_sections"] == ["users"]
        assert len(outcome(done, door=refused)["still_let_in"]) == 2
        assert [fleet.writes(name) for name in (wrong, refused, other)] == [[]] * 3
    failed = outcome(done, door=dropped)
    assert (failed["done"], failed["not_begun"]) == (["log_level"], ["users"])
    assert failed["msg"].startswith("akuvox_relays: the device accepted the settings and did not keep 1 of 1: ")
    assert "Done before it: akuvox_log_level. Not begun: akuvox_users. " in failed["msg"]
    assert "Still let in, though to be removed: user_id " in failed["msg"]
    assert {entry["UserID"] for entry in fleet.state(dropped)["user"]} == {entry["UserID"] for entry in held}
