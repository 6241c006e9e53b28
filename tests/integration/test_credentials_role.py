# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role credentials: one list of people on a fleet, what it refuses, and whom it leaves alone."""

from __future__ import annotations

import pytest
import yaml
from harness.emulator import DOORS, ROOT

DOOR = DOORS[0]
NORTH, SOUTH = DOORS[:6], DOORS[6:]
GROUPS = {"north": NORTH, "south": SOUTH}
ROLE = [{"name": "Credentials", "ansible.builtin.import_role": {"name": "doorfleet.akuvox.credentials"}}]
PLAN, SET = "Plan the people of the door", "Set the people of the door"
REFUSE = "Refuse the list"
TODAY = "2026-05-15"

KIM_PIN, ROBIN_PIN, ALEX_PIN, NEW_PIN = "04837261", "59172648", "61840375", "82736405"
SECRETS = {KIM_PIN, ROBIN_PIN, ALEX_PIN, NEW_PIN}
KIM = {"user_id": "1001", "name": "Kim Example", "pin": "{{ kim_pin }}", "cards": ["00AB0001"], "doors": ["all"]}
ROBIN = {"user_id": "1002", "name": "Robin Sample", "pin": "{{ robin_pin }}", "doors": ["north", DOORS[11]]}
ALEX = {"user_id": "1003", "name": "Alex Muster", "cards": ["00AB0003", "00AB0004"], "doors": "south",
        "schedule": [{"schedule": "1003", "relays": ["A", "B"]}, {"schedule": "never", "relays": ["C"]}],
        "valid_from": "2026-05-01", "valid_until": "2026-05-15"}  # fmt: skip
LATER = {"user_id": "1004", "name": "Later Person", "doors": ["all"], "valid_from": "2026-05-16"}
GONE = {"user_id": "1005", "name": "Gone Person", "doors": ["all"], "valid_until": "2026-05-14"}
ABSENT = {"user_id": "1006", "state": "absent"}
PEOPLE = [KIM, ROBIN, ALEX, LATER, GONE, ABSENT]
PINS = {"kim_pin": KIM_PIN, "robin_pin": ROBIN_PIN}


def record(user_id, name, pin="", cards="", schedules="1001-1"):
    """What a door holds of somebody, without its number."""
    return {
        **{"UserID": user_id, "Name": name, "PrivatePIN": pin, "CardCode": cards, "ScheduleRelay": schedules},
        **{"WebRelay": "0", "LiftFloorNum": "0", "Type": "0", "FaceUrl": "", "SourceType": ""},
    }


KIM_HELD = record("1001", "Kim Example", KIM_PIN, "00AB0001")
ROBIN_HELD = record("1002", "Robin Sample", ROBIN_PIN)
ALEX_HELD = record("1003", "Alex Muster", cards="00AB0003;00AB0004", schedules="1003-1,1003-2,1002-3")


@pytest.fixture
def credentials(play, fleet):
    """``credentials(people, *arguments, doors=..., expect=0, **variables)``: run the role on the doors."""

    def run(people, *arguments, doors=(DOOR,), expect=0, hosts=None, more=None, **variables):
        known = {"akuvox_people": people} if people is not None else {}
        return play(
            ROLE,
            {**fleet.hosts(*doors), **(hosts or {})},
            *arguments,
            variables={**PINS, "akuvox_people_today": TODAY, **known, **variables},
            secrets=SECRETS,
            expect=expect,
            groups={name: [door for door in members if door in doors] for name, members in GROUPS.items()},
            others={door: {} for door in sorted(set(DOORS) - set(doors))},
            **(more or {}),
        )

    return run


def outcome(done, task, door=DOOR):
    return done.outcome(door, f"doorfleet.akuvox.credentials : {task}")


def held(fleet, door=DOOR, target="user", key="UserID"):
    records = ({name: value for name, value in row.items() if name != "ID"} for row in fleet.state(door)[target])
    return sorted(records, key=lambda row: row[key])


def lists(result):
    return [result[name] for name in ("added", "updated", "removed")]


def test_a_fleet_gets_its_people(credentials, fleet):
    """Two doors in the north, one in the south, and one there that is named by itself."""
    doors = (DOORS[0], DOORS[1], DOORS[6], DOORS[11])
    expected = {
        door: [
            KIM_HELD,
            *([ROBIN_HELD] if door in (*NORTH, DOORS[11]) else []),
            *([ALEX_HELD] if door in SOUTH else []),
        ]
        for door in doors
    }
    predicted = credentials(PEOPLE, "--check", doors=doors)
    assert predicted.changed == dict.fromkeys(doors, 1)
    assert [fleet.writes(door) for door in doors] == [[]] * 4

    first = credentials(PEOPLE, doors=doors)
    assert first.changed == dict.fromkeys(doors, 1)
    for door in doors:
        assert held(fleet, door) == expected[door]
        assert lists(outcome(first, SET, door)) == lists(outcome(predicted, PLAN, door))
        fleet.forget_requests(door)
    assert outcome(first, "Note what became of the people")["ansible_facts"]["credentials_report"] == {
        **{"store": "user", "people": 2, "kept": 0},
        **{"added": ["1001", "1002"], "updated": [], "removed": []},
    }

    again = credentials(PEOPLE, doors=doors)
    assert again.changed == dict.fromkeys(doors, 0)
    asked = [[entry["target"] for entry in fleet.requests(door) if entry["authorized"]] for door in doors]
    assert asked == [["system", "user"]] * 4


def test_a_profile_of_the_users_own_holds_for_what_is_written(credentials, fleet):
    """Here one record for each request. Without it, what the plan has found out is what the second task goes by."""
    own = {"akuvox_profile": {"base": "manual", "batch_size": 1}}
    credentials([KIM, ROBIN], hosts={DOOR: fleet.host(DOOR, **own)}, doors=DOORS[:2])
    assert [fleet.functions(door).count("POST user/add") for door in DOORS[:2]] == [2, 1]
    assert [fleet.functions(door).count("GET system/info") for door in DOORS[:2]] == [0, 1]


@pytest.mark.one_core
def test_rotation_revocation_moving_and_expiry_are_changes_of_the_list(credentials, fleet):
    north, south, cloud = DOORS[0], DOORS[6], {**record("9", "Cloud Person"), "ID": "7", "SourceType": "2"}
    old = {**record("1099", "Former Person", ALEX_PIN, "00AB0099"), "ID": "6"}
    nameless = {**record("", "", cards="00AB0098"), "ID": "8"}
    for door in (north, south):
        fleet.put(door, user=[cloud, old, nameless])
    first = credentials(PEOPLE, doors=(north, south), akuvox_purge_limit=2)
    assert lists(outcome(first, SET, north)) == [["1001", "1002"], [], ["(without user_id)", "1099"]]
    assert outcome(first, SET, north)["kept"] == 1

    kim = {key: value for key, value in KIM.items() if key != "cards"} | {"pin": "{{ new_pin }}"}
    variables = {"new_pin": NEW_PIN, "akuvox_people_today": "2026-05-16"}
    people = [kim, {**ROBIN, "doors": ["south"]}, ALEX, LATER]
    predicted = credentials(people, "--check", doors=(north, south), **variables)
    fleet.forget_requests(north)
    second = credentials(people, doors=(north, south), **variables)
    expected = {
        north: [["1004"], ["1001"], ["1002"]],
        south: [["1002", "1004"], ["1001"], ["1003"]],
    }
    for door, changes in expected.items():
        assert lists(outcome(second, SET, door)) == lists(outcome(predicted, PLAN, door)) == changes
    assert outcome(second, SET, north)["diff"]["after"]["1001"] == {"pin": "******** (changed)", "cards": []}
    cloud_held = {name: value for name, value in cloud.items() if name != "ID"}
    later = record("1004", "Later Person")
    assert held(fleet, north) == [record("1001", "Kim Example", NEW_PIN), later, cloud_held]
    assert held(fleet, south) == [record("1001", "Kim Example", NEW_PIN), ROBIN_HELD, later, cloud_held]


@pytest.mark.one_core
def test_the_fence_holds_one_door_and_not_the_others(credentials, fleet):
    full, other = DOORS[0], DOORS[1]
    fleet.put(full, user=[{**record(str(number), "Former"), "ID": str(number)} for number in range(1, 5)])
    done = credentials([KIM], doors=(full, other), expect=2)
    assert outcome(done, PLAN, full)["msg"] == (
        "purge would remove 4 of the 4 records on the device (user_id 1 Former, user_id 2 Former, user_id 3 Former, "
        "user_id 4 Former), and akuvox_purge_limit allows 50%. Nothing was changed. If they are not the list's, set "
        "akuvox_people_managed to the user_ids that it manages, without theirs. If they are to go, set "
        "akuvox_purge_limit: 4 or '100%'"
    )
    assert (fleet.writes(full), held(fleet, other)) == ([], [KIM_HELD])
    # nobody at all, and the limit of this door raised
    credentials([], doors=(full,), hosts={full: fleet.host(full, akuvox_purge_limit="100%")})
    assert held(fleet, full) == []


@pytest.mark.one_core
def test_a_band_of_user_ids_is_managed_and_the_others_stay(credentials, fleet):
    visitor, staff, old = (
        {**record(user_id, "Somebody"), "ID": str(number)}
        for number, user_id in enumerate(("77", "staff-1", "1500"), 1)
    )
    fleet.put(DOOR, user=[visitor, staff, old])
    band = {"akuvox_people_managed": ["1000-1999", "hq-*"], "akuvox_purge_limit": "100%"}
    done = credentials([KIM], **band)
    assert (lists(outcome(done, SET)), outcome(done, SET)["kept"]) == ([["1001"], [], ["1500"]], 2)
    assert [row["UserID"] for row in held(fleet)] == ["1001", "77", "staff-1"]

    # whom another list owns can't be in this one; no door is written
    done = credentials([KIM, {**ROBIN, "user_id": "77"}], doors=DOORS[:2], expect=2, **band)
    words = "people[1] (user_id 77): is not one of those that the list manages on this device"
    assert all(words in outcome(done, REFUSE, door)["msg"] for door in DOORS[:2])
    assert fleet.writes(DOORS[1]) == []


@pytest.mark.one_core
def test_pins_and_schedules_that_the_list_does_not_decide_stay(credentials, fleet):
    fleet.put(DOOR, user=[{**KIM_HELD, "ID": "1", "ScheduleRelay": "1002-1", "CardCode": ""}])
    done = credentials([KIM], akuvox_people_fields=["cards"])
    assert lists(outcome(done, SET)) == [[], ["1001"], []]
    assert held(fleet) == [{**KIM_HELD, "ScheduleRelay": "1002-1"}]
    fleet.put(DOOR, user=[{**KIM_HELD, "ID": "1", "PrivatePIN": ALEX_PIN}])
    assert credentials([KIM], akuvox_update_secrets="on_create").changed == {DOOR: 0}


HELD_TIMES = {
    **dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "1"),
    "TimeStart": "00:00",
    "TimeEnd": "00:00",
}
KEYS = {"akuvox_credential_store": "rfkey_privatekey", "akuvox_purge_limit": "100%"}


def keys(fleet):
    """The private codes and the cards: name, code and the relays that they open."""
    return [
        sorted((row["Name"], row["Code"], row["DoorNum"]) for row in fleet.state(DOOR)[target])
        for target in ("privatekey", "rfkey")
    ]


@pytest.mark.one_core
def test_the_store_of_private_codes_and_cards(credentials, fleet):
    visitor = ("visitor 1", "00AB0098", "1")
    fleet.put(
        DOOR,
        privatekey=[{"ID": "1", "Name": "Cleaning", "Code": ALEX_PIN, "DoorNum": "1"}],
        rfkey=[
            {"ID": "1", "Name": "", "Code": "00AB0099", "DoorNum": "1"},
            {"ID": "2", **dict(zip(("Name", "Code", "DoorNum"), visitor, strict=True))},
        ],
    )
    managed = {**KEYS, "akuvox_people_managed": ["1*", "Cleaning", "(without*"]}
    kim = {**KIM, "schedule": [{"schedule": "always", "relays": ["A", "C"]}]}
    never = {**ALEX, "doors": "all", "schedule": "never", "user_id": "1007"}
    people = [kim, ROBIN, never]
    predicted = credentials(people, "--check", **managed)
    assert fleet.writes(DOOR) == []
    first = credentials(people, **managed)
    assert lists(outcome(first, SET)) == [["1001", "1002"], [], ["(without user_id)", "Cleaning"]]
    assert lists(outcome(predicted, PLAN)) == lists(outcome(first, SET))
    assert (outcome(first, SET)["store"], outcome(first, SET)["kept"]) == ("rfkey_privatekey", 1)
    assert keys(fleet) == [
        [("1001 Kim Example", KIM_PIN, "13"), ("1002 Robin Sample", ROBIN_PIN, "1")],
        [("1001 Kim Example", "00AB0001", "13"), visitor],
    ]
    assert credentials(people, **managed).changed == {DOOR: 0}

    # a new PIN, a new name, a card that goes to somebody else, and a PIN that is gone
    robin = {**ROBIN, "name": "Robin Other", "pin": "{{ new_pin }}", "cards": KIM["cards"]}
    kim = {"user_id": "1001", "name": "Kim Example", "cards": ["00AB0002"], "doors": "all"}
    second = credentials([kim, robin], **managed, new_pin=NEW_PIN)
    assert lists(outcome(second, SET)) == [[], ["1001", "1002"], []]
    assert keys(fleet) == [
        [("1002 Robin Other", NEW_PIN, "1")],
        [("1001 Kim Example", "00AB0002", "1"), ("1002 Robin Other", "00AB0001", "1"), visitor],
    ]
    # where the list doesn't decide about PINs, and about a card that somebody else's list has
    third = credentials([{**kim, "pin": "{{ kim_pin }}"}], **managed, akuvox_people_fields=["cards", "schedule"])
    assert lists(outcome(third, SET)) == [[], [], ["1002"]]
    assert keys(fleet) == [[], [("1001 Kim Example", "00AB0002", "1"), visitor]]
    done = credentials([{**kim, "cards": [visitor[1]]}], **managed, expect=2)
    assert "is not one of those that this list manages" in outcome(done, PLAN)["msg"]


@pytest.mark.one_core
def test_when_somebody_may_come_in_holds_for_what_the_list_does_not_decide(credentials, fleet):
    """A private code or a card that the list leaves alone opens no longer than its owner's schedule says."""
    fleet.put(
        DOOR,
        privatekey=[{"ID": str(place), "Name": f"{place} Sample", "Code": code, "DoorNum": "1", **HELD_TIMES}
                    for place, code in ((1001, KIM_PIN), (1002, ROBIN_PIN), (1007, ALEX_PIN))],
        rfkey=[{"ID": str(place), "Name": f"{place} Sample", "Code": f"00AB{place}", "DoorNum": "1", **HELD_TIMES}
               for place in (1001, 1002, 1007)],
    )  # fmt: skip
    kim = {"user_id": "1001", "name": "Sample", "doors": "all", "schedule": "never", "cards": []}
    robin = {**kim, "user_id": "1002", "schedule": [{"schedule": "always", "relays": ["A", "C"]}]}
    alex = {**kim, "user_id": "1007", "schedule": "always"}
    for unsaid, said in (("pin", "cards"), ("cards", "pin")):
        again = {target: fleet.state(DOOR)[target] for target in ("privatekey", "rfkey")}
        people = [kim, robin, alex]
        fields = {**KEYS, "akuvox_people_fields": ["schedule", said]}
        predicted = credentials(people, "--check", **fields)
        done = credentials(people, **fields)
        assert lists(outcome(predicted, PLAN)) == lists(outcome(done, SET)) == [[], ["1002", "1007"], ["1001"]]
        codes, cards = keys(fleet)
        left = {"pin": [("1002 Sample", ROBIN_PIN, "13"), ("1007 Sample", ALEX_PIN, "1")],
                "cards": [("1002 Sample", "00AB1002", "13"), ("1007 Sample", "00AB1007", "1")]}  # fmt: skip
        assert {"pin": codes, "cards": cards} == {unsaid: left[unsaid], said: []}
        assert credentials(people, **fields).changed == {DOOR: 0}
        fleet.put(DOOR, **again)


@pytest.mark.one_core
def test_a_name_that_is_left_out_stays(play, fleet):
    fleet.put(DOOR, privatekey=[{"ID": "1", "Name": "1001 Kim Example", "Code": KIM_PIN, "DoorNum": "1", **HELD_TIMES}])
    person = {"user_id": "1001", "pin": NEW_PIN, "cards": ["00AB0001"]}
    options = {"people": [person], "store": "rfkey_privatekey"}
    for added in (True, False):
        done = play([{"doorfleet.akuvox.akuvox_credentials": options}], fleet.hosts(DOOR), secrets={KIM_PIN, NEW_PIN})
        assert done.outcome(DOOR)["changed"] is added
        assert keys(fleet) == [[("1001 Kim Example", NEW_PIN, "1")], [("1001 Kim Example", "00AB0001", "1")]]


# A door that can't hold its part of the list, and why.
MISFITS = {
    "users": ({"akuvox_profile": {"max_users": 1}}, "hold 1 records at most, and it would be 2"),
    "cards": ({"akuvox_profile": {"card_limit": 16}}, "people[1].cards (user_id 1003): must be at most 16 characters"),
    "schedule": ({"akuvox_credential_store": "rfkey_privatekey"}, "so only always and never are possible, not '1003'"),
}


@pytest.mark.one_core
def test_a_list_that_one_door_cannot_hold_is_written_to_none(credentials, fleet):
    for check in ("--check", "-v"):
        hosts = {f"small-{name}": fleet.host(door, **variables)
                 for door, (name, (variables, words)) in zip(DOORS[6:], MISFITS.items(), strict=False)}  # fmt: skip
        people = [KIM, {**ALEX, "doors": "all"}]
        done = credentials(people, check, doors=DOORS[:2], hosts=hosts, expect=2)
        for door in (*DOORS[:2], *hosts):
            message = outcome(done, REFUSE, door)["msg"]
            assert message.startswith("Nothing was changed on any door, as the list doesn't fit all of them: small-")
            assert [words for variables, words in MISFITS.values() if words not in message] == []
        assert [fleet.writes(door) for door in DOORS] == [[]] * 12
        assert outcome(done, "Note what became of the people")["ansible_facts"]["credentials_report"]["added"] == (
            ["1001", "1003"] if check == "--check" else []
        )


def test_a_list_with_mistakes_is_refused_before_anything_is_sent(credentials, fleet):
    people = [
        KIM,
        {**ROBIN, "pin": "{{ kim_pin }}", "doors": ["north", "attic"]},
        {**ALEX, "pin": "12345678", "cards": ["ab0001"], "valid_from": "2026-06-01"},
        {"user_id": "1003", "nmae": "Somebody", "doors": "{{ robin_pin }}"},
    ]
    done = credentials(people, doors=DOORS, expect=2)
    wrong = [
        "akuvox_people[1].doors (user_id 1002): 'attic' is no group or host of the inventory",
        "akuvox_people[2].valid_until (user_id 1003): is before valid_from",
        "akuvox_people[2].pin (user_id 1003): counts up or down (akuvox_pin_policy)",
        "akuvox_people[3] (user_id 1003): has a field 'nmae'; did you mean name?",
        "akuvox_people[3].name (user_id 1003): is missing",
        "akuvox_people[3].doors (user_id 1003): a number, which is hidden here, is no group or host of the inventory",
        "akuvox_people[3].user_id (user_id 1003): is in the list already; each person may be listed once",
        "akuvox_people[1].pin (user_id 1002): user_id 1001 has the same PIN at the same time",
        "akuvox_people[2].cards (user_id 1003): user_id 1001 has the same card ab0001 at the same time",
    ]
    message = f"Nothing was changed, as the list of people has mistakes: {'; '.join(wrong)}"
    assert {door: outcome(done, REFUSE, door)["msg"] for door in DOORS} == dict.fromkeys(DOORS, message)
    assert [fleet.requests(door) for door in DOORS] == [[]] * 12


def test_lists_that_differ_between_doors_are_refused(credentials, fleet):
    other = {DOORS[1]: fleet.host(DOORS[1], akuvox_people=[ROBIN])}
    done = credentials([KIM], doors=DOORS[:2], hosts=other, expect=2)
    message = outcome(done, REFUSE)["msg"]
    assert "akuvox_people: must be the same for all doors, as one list is for the whole fleet" in message
    assert f"is not the same for {DOORS[0]} and {DOORS[1]}" in message
    assert fleet.requests(DOOR) == []


CSV = f"""\ufeffuser_id,name,pin,cards,schedule,valid_from,valid_until,doors
1001,Kim Example,{KIM_PIN},00AB0001,,,,all

1002,"Sample, Robin",{ROBIN_PIN},,,,,north;{DOORS[11]}
1003,Alex Muster,,00AB0003;00AB0004,1003;always,2026-05-01,2026-05-15,south
"""


def test_the_list_is_a_csv_file_or_a_vaulted_yaml_file(credentials, player, fleet):
    csv, broken = player.folder / "people.csv", player.folder / "broken.csv"
    csv.write_text(CSV, encoding="utf-8")
    credentials(None, doors=(DOORS[0], DOORS[6]), akuvox_people_file=str(csv))
    assert held(fleet, DOORS[0]) == [KIM_HELD, {**ROBIN_HELD, "Name": "Sample, Robin"}]
    assert held(fleet, DOORS[6]) == [KIM_HELD, {**ALEX_HELD, "ScheduleRelay": "1003-1,1001-1"}]

    people = [{**KIM, "pin": KIM_PIN}, {**ROBIN, "pin": ROBIN_PIN}]
    vaulted = player.folder / "people.yml"
    text, password = player.encrypt(yaml.safe_dump({"akuvox_people": people}), "v4ult-password")
    vaulted.write_text(text, encoding="utf-8")
    done = credentials(None, "--vault-password-file", password, akuvox_people_file=str(vaulted))
    assert lists(outcome(done, SET)) == [[], ["1002"], []]
    done = credentials(None, expect=2, akuvox_people_file=str(vaulted))
    assert f"akuvox_people_file: can't read {vaulted}" in outcome(done, REFUSE)["msg"]

    # columns that have slipped
    broken.write_text(f"user_id,name,pin,doors\n1001,Kim,all,{KIM_PIN}\n1002,Robin,{ROBIN_PIN},all,all\n")
    done = credentials(None, expect=2, akuvox_people_file=str(broken))
    assert "broken.csv line 3, column 5: the header has 4 columns" in outcome(done, REFUSE)["msg"]
    broken.write_text(f"user_id,name,pin,doors\n1001,Kim,all,{KIM_PIN}\n")
    done = credentials(None, expect=2, akuvox_people_file=str(broken))
    assert (
        "broken.csv line 2, pin (user_id 1001): must be 2 to 8 digits in quotes, not text with other characters; "
        "broken.csv line 2, doors (user_id 1001): a number, which is hidden here, is no group or host of the inventory"
    ) in outcome(done, REFUSE)["msg"]
    assert fleet.writes(DOORS[1]) == []


def test_doors_fail_one_by_one_and_the_next_run_heals_them(credentials, fleet, closed_port):
    offline, wrong, refusing, cut = DOORS[1:5]
    fleet.set_fault(refusing, "refuse_item", target="user", match={"UserID": "1002"}, times=-1)
    fleet.set_fault(cut, "cut_after", target="user", action="add")
    hosts = {
        offline: fleet.host(offline, akuvox_port=closed_port, akuvox_retries=0),
        wrong: fleet.host(wrong, akuvox_password="wr0ng/password"),
    }
    doors = (DOOR, refusing, cut)
    done = credentials([KIM, ROBIN], doors=doors, hosts=hosts, expect=None)
    assert outcome(done, PLAN, offline)["event"] == "unreachable"
    assert outcome(done, PLAN, wrong)["event"] == "failed"
    assert outcome(done, SET, refusing)["refused"][0]["key"] == "1002"
    assert held(fleet, refusing) == [KIM_HELD]
    report = outcome(done, "Note what became of the people", refusing)["ansible_facts"]["credentials_report"]
    assert (report["added"], report["people"]) == (["1001"], 2)
    for door in (DOOR, cut):
        assert held(fleet, door) == [KIM_HELD, ROBIN_HELD]
    fleet.clear_faults(refusing)
    assert credentials([KIM, ROBIN], doors=doors).changed == {DOOR: 0, cut: 0, refusing: 1}


def test_a_wrong_variable_fails_with_its_name(credentials, fleet):
    wrong = {
        DOORS[0]: ({"akuvox_credential_store": "cloud"}, "akuvox_credential_store"),
        DOORS[1]: ({"akuvox_pin_policy": {"minimum": 3}}, "akuvox_pin_policy.minimum"),
    }
    hosts = {door: fleet.host(door, **variables) for door, (variables, _words) in wrong.items()}
    done = credentials([KIM], expect=2, doors=list(wrong), hosts=hosts)
    check = "Validating arguments against arg spec 'main' - One list of people for a fleet of doors"
    for door, (_variables, words) in wrong.items():
        assert words in str(outcome(done, check, door))
        assert fleet.requests(door) == []


@pytest.mark.one_core
def test_the_roles_files_name_the_same_variables():
    role = ROOT / "roles" / "credentials"
    defaults = yaml.safe_load((role / "defaults" / "main.yml").read_text(encoding="utf-8"))
    spec = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options = spec["argument_specs"]["main"]["options"]
    assert {name: option["default"] for name, option in options.items() if "default" in option} == defaults
    readme = (role / "README.md").read_text(encoding="utf-8")
    assert [name for name in ("akuvox_people", *options) if f"| `{name}` |" not in readme] == []


@pytest.mark.one_core
def test_a_revocation_reaches_the_smallest_door(credentials, fleet):
    """Both stores; whoever is named doesn't count for the fence, and whoever is missing still does."""
    gone, cut = DOORS[:2]
    two = [{**record("1005", "Gone Person"), "ID": "1"}, {**record("1006", "Absent Person"), "ID": "2"}]
    fleet.put(gone, user=two)
    fleet.put(
        cut, user=[*two, {**record("1007", "Missing Person"), "ID": "3"}, {**record("1008", "Missing"), "ID": "4"}]
    )
    keys = {"Name": "1006 Absent Person", "DoorNum": "1"}
    fleet.put(
        DOORS[2], rfkey=[{"ID": "1", "Code": "00AB0006", **keys}], privatekey=[{"ID": "1", "Code": NEW_PIN, **keys}]
    )
    hosts = {DOORS[2]: fleet.host(DOORS[2], akuvox_credential_store="rfkey_privatekey")}
    doors = (gone, DOORS[2])
    people = [{**GONE, "doors": [DOORS[3]]}, ABSENT]
    predicted = credentials(people, "--check", doors=doors, hosts=hosts)
    done = credentials(people, doors=doors, hosts=hosts)
    for door, removed in ((gone, ["1005", "1006"]), (DOORS[2], ["1006"])):
        assert lists(outcome(predicted, PLAN, door)) == lists(outcome(done, SET, door)) == [[], [], removed]
        state = fleet.state(door)
        assert (state["user"], state["rfkey"], state["privatekey"]) == ([], [], [])
    assert credentials(people, doors=doors, hosts=hosts).changed == dict.fromkeys(doors, 0)
    refused = credentials([GONE], doors=(cut,), expect=2)
    assert "purge would remove 3 of the 4 records" in outcome(refused, PLAN, cut)["msg"]
    assert len(held(fleet, cut)) == 4


@pytest.mark.one_core
def test_a_wrong_year_revokes_nobody(credentials, fleet, tmp_path):
    people = [
        {"user_id": str(2000 + number), "name": f"Person {number}", "doors": ["all"], "valid_until": "2026-05-16"}
        for number in range(12)
    ]
    credentials(people, doors=DOORS[:2])
    wrong = [{**person, "valid_until": "2025-05-16"} for person in people[:11]] + people[11:]
    for door in DOORS[:2]:
        fleet.forget_requests(door)
    refused = credentials(wrong, doors=DOORS[:2], expect=2)
    assert [fleet.requests(door) for door in DOORS[:2]] == [[], []]
    for words in (
        "11 of the 12 people",
        "2000 Person 0, 2001 Person 1, 2002 Person 2",
        "akuvox_people_expire_limit: 100%",
    ):
        assert words in outcome(refused, REFUSE)["msg"]
    done = credentials(wrong, doors=DOORS[:2], akuvox_people_expire_limit="100%")
    assert lists(outcome(done, SET)) == [[], [], [person["user_id"] for person in people[:11]]]
    assert [row["UserID"] for row in held(fleet)] == ["2011"]
