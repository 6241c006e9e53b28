# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole door: all is planned before the first write, what is refused and named, and what a failure leaves."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AkuvoxError,
    InvalidInput,
    Refused,
    Unreachable,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Task
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.door import MODULE
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.registry import SECTIONS
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import FakeDevice

SNTP = "Config.Settings.SNTP.NTPServer1"
LEVEL = "Config.Settings.LOGLEVEL.Level"
HOLD = "Config.DoorSetting.RELAY.HoldDelayA"
NIGHT = {"name": "Night", "type": "daily", "time_start": "20:00", "time_end": "23:00"}
KIM, SAM = ({"user_id": number, "name": name} for number, name in (("1", "Kim"), ("2", "Sam")))


def record(number, **keys):
    return {"ID": number, "UserID": number, "PrivatePIN": "", "CardCode": "", "ScheduleRelay": "1001-1", **keys}


class FakeDoor:
    """A device in memory for each list, and one for the settings; ``log`` has what was asked, in turn."""

    address = "http://192.0.2.10:80"

    def __init__(self, settings=None, missing=(), **lists):
        self.settings = {SNTP: "a", LEVEL: "3", HOLD: "5", **(settings or {})}
        self.base = "field" if "schedule" in lists else "manual"
        self.lists = {name: FakeDevice(records, base=self.base) for name, records in lists.items()}
        self.plain = FakeDevice(settings=self.settings)
        profile = {"missing": list(missing)} if missing else {}
        self.plain.profile = FakeDevice(base=self.base, **profile).profile
        self.log = []
        self.faults = {}
        self.number = 1000
        self.tells_numbers = True

    def __getattr__(self, name):
        return getattr(self.plain, name)

    def _of(self, target):
        return self.lists.setdefault(target, FakeDevice(base=self.base)) if target in TARGETS_OF_LISTS else self.plain

    def records(self, target):
        self._note(target, "get")
        return self._of(target).records(target)

    def read(self, target, action="get", query=None):
        self._note(target, action)
        return self._of(target).read(target, action, query)

    def write(self, target, action, data=None, items=0):
        self._note(target, action)
        self._of(target).write(target, action, data, items)
        with self.plain.tally.acting("write"):
            pass
        if target == "schedule" and action == "add" and self.tells_numbers:
            for its in self.lists["schedule"].stored:
                if "DisplayID" not in its:
                    self.number += 3
                    its["DisplayID"] = str(self.number)

    def set_keys(self, target, values):
        self.write(target, "set", values)

    def _note(self, target, action):
        self.log.append(f"{target}/{action}")
        if f"{target}/{action}" in self.faults:
            raise self.faults[f"{target}/{action}"]

    @property
    def writes(self):
        return [entry for entry in self.log if not entry.endswith("/get")]


TARGETS_OF_LISTS = {section.target.name for section in SECTIONS.values() if section.target.records}


def work(door, check_mode=False, **options):
    """The result of the module, with options as a task has them."""
    spec = {name: entry.get("default") for name, entry in MODULE.own_spec.items()}
    params = MODULE.check({**spec, **MODULE.listed(options)})
    task = Task(params, door, check_mode)
    return MODULE.work(task)


def refused(door, kind=AkuvoxError, **options):
    with pytest.raises(kind) as caught:
        work(door, **options)
    return caught.value


def test_all_is_read_before_the_first_write_and_each_list_once():
    door = FakeDoor(user=[record("9", Name="Former")], schedule=[{"ID": "1", "Name": "Day", "DisplayID": "7"}])
    options = {"config": {SNTP: "b"}, "log_level": "debug", "users": [KIM], "schedules": [NIGHT]}
    done = work(door, **options, purge=True, purge_schedules=True, purge_limit="100%")
    first = next(index for index, entry in enumerate(door.log) if not entry.endswith("/get"))
    assert sorted(door.log[:first]) == ["config/get", "log/get", "schedule/get", "user/get"]
    assert list(done["sections"]) == ["schedules", "config", "log_level", "users"]
    assert {its["outcome"] for its in done["sections"].values()} == {"changed"}
    assert done["sections"]["schedules"] | {"msg": ""} == {
        "outcome": "changed", "changed": True, "added": ["Night"], "updated": [], "removed": ["Day"],
        "removed_doubles": [], "refused": [], "msg": "",
    }  # fmt: skip
    assert [entry["section"] for entry in done["diff"]] == ["schedules", "config", "log_level", "users", "schedules"]
    assert door.writes.index("schedule/del") > door.writes.index("user/add"), "when nobody refers to it"
    door.log.clear()
    assert work(door, **options, purge=True, purge_schedules=True)["changed"] is False
    assert sorted(door.log) == ["config/get", "log/get", "schedule/get", "user/get"]


def test_check_mode_says_what_the_run_does_with_schedules_that_are_yet_to_come():
    day = {"ID": "1", "Name": "Day", "DisplayID": "7"}
    options = {
        "schedules": [NIGHT],
        "users": [{**KIM, "schedules": [{"schedule": "Night"}]}, {**SAM, "schedules": [{"schedule": "always"}]}],
        "purge_schedules": True,
        "purge_limit": "100%",
    }
    doors = [FakeDoor(schedule=[day], user=[record("1", Name="Kim", ScheduleRelay="7-1")]) for _number in range(2)]
    predicted, done = work(doors[0], check_mode=True, **options), work(doors[1], **options)
    assert predicted["sections"] == done["sections"]
    assert done["sections"]["users"]["updated"] == ["1"]
    assert done["sections"]["schedules"]["removed"] == ["Day"]
    assert doors[0].writes == []
    number = next(its["DisplayID"] for its in doors[1].lists["schedule"].stored)
    kim = next(its for its in doors[1].lists["user"].stored if its["UserID"] == "1")
    assert kim["ScheduleRelay"].startswith(f"{number}-1")


def test_what_only_later_writes_tell_is_judged_then_and_says_what_was_written():
    """The number of a new schedule, which people need, isn't told: people got the schedule "None"."""
    people = [{**KIM, "schedules": [{"schedule": "Night"}]}]
    door = FakeDoor(schedule=[], user=[record("9", Name="Former")])
    door.tells_numbers = False
    failure = refused(door, log_level="debug", schedules=[NIGHT], users=people, purge=True, purge_limit="100%")
    assert (
        "users[0].schedules (user_id 1): the device doesn't tell the number of its schedule 'Night'" in failure.message
    )
    assert "Done before it: schedules, log_level" in failure.message
    assert "Still let in, though to be removed: user_id 9 Former (users)" in failure.message
    assert failure.detail["changed"] is True
    assert {name: its["outcome"] for name, its in failure.detail["sections"].items()} == {
        "schedules": "changed", "log_level": "changed", "users": "failed",
    }  # fmt: skip
    assert [entry for entry in door.writes if entry.startswith("user/")] == []


def test_a_schedule_that_somebody_will_still_have_is_refused_before_anything_is_written():
    day = {"ID": "1", "Name": "Day", "DisplayID": "7"}
    door = FakeDoor(schedule=[day], user=[record("1", Name="Kim", ScheduleRelay="7-1")])
    options = {"log_level": "debug", "schedules": [NIGHT], "purge_schedules": True, "purge_limit": "100%"}
    failure = refused(door, **options, users=[{**SAM}])
    assert "Day (number 7): user_id 1" in failure.message
    assert failure.detail["refused_sections"] == ["schedules"]
    assert (door.writes, failure.detail["changed"]) == ([], False)
    # with Kim gone in the same run, nobody has it
    assert work(door, **options, users=[SAM], purge=True)["sections"]["schedules"]["removed"] == ["Day"]


def test_wrong_input_of_all_sections_is_named_and_nothing_is_asked():
    door = FakeDoor()
    failure = refused(
        door,
        InvalidInput,
        contacts=[{"name": "Kim", "fone": "1"}],
        log_level="loud",
        privatekeys=[{"name": "Kim", "code": "12345678901"}],
        publiccode=["1234"][:0],
        sip=[{"account": 1, "port": 0}],
    )
    assert failure.detail["refused_sections"] == ["contacts", "log_level", "privatekeys", "sip"]
    for said in ("contacts[0].fone: ", "log_level: ", "privatekeys[0].code (name Kim): ", "sip[0].port (account 1): "):
        assert said in failure.message
    assert "12345678901" not in failure.message
    assert failure.message.endswith("leave contacts,log_level,privatekeys,sip out of the option sections")
    assert door.log == []


def test_the_role_has_its_variables_and_tags_in_the_message():
    failure = refused(FakeDoor(), from_variables=True, dialreplace=[{"prefix": "9", "replacements": 5}])
    assert failure.message.startswith("akuvox_dialreplace[0].replacements (prefix 9): ")
    assert failure.message.endswith("To set the rest without it: --skip-tags akuvox_dialreplace")


def test_one_refusal_leaves_all_as_it_is_and_names_who_is_still_let_in():
    held = [record("1", Name="Kim"), record("2", Name="Sam"), record("3", Name="Alex")]
    door = FakeDoor(
        user=held, group=[{"ID": "1", "Name": "Attic"}, {"ID": "2", "Name": "Cellar"}], missing=["group.del"]
    )
    failure = refused(
        door, users=[SAM, {"user_id": "3"}], purge=True, purge_groups=True, groups=["Attic"], log_level="debug"
    )
    assert failure.message.startswith("groups: ")
    assert failure.message.endswith("Still let in, though to be removed: user_id 1 Kim (users)")
    assert failure.detail["still_let_in"] == ["user_id 1 Kim (users)"]
    assert {name: its["outcome"] for name, its in failure.detail["sections"].items()} == {
        "groups": "refused",
        "log_level": "not_begun",
        "users": "not_begun",
    }
    assert door.writes == []


def test_a_purge_beyond_its_limit_names_who_stays():
    door = FakeDoor(user=[record("1", Name="Kim"), record("2", Name="Sam")])
    failure = refused(door, users=[], purge=True, from_variables=True)
    assert (
        "set akuvox_purge_limit: 2 or '100%'. To set the rest without it: --skip-tags akuvox_users" in failure.message
    )
    assert failure.detail["still_let_in"] == ["user_id 1 Kim (users)", "user_id 2 Sam (users)"]
    assert failure.detail["sections"]["users"]["purge"] == {"would_remove": 2, "held": 2}


def test_a_section_that_fails_says_what_was_done_and_what_was_not_begun():
    door = FakeDoor(user=[record("1", Name="Kim"), record("2", Name="Sam")])
    door.faults["relay/set"] = Refused("relay/set: refused by the device (retcode -1)")
    failure = refused(
        door, config={SNTP: "b"}, relays=[{"relay": "A", "hold_delay": 9}], log_level="debug", users=[SAM], purge=True
    )
    assert failure.detail["done"] == ["config", "log_level"]
    assert failure.detail["not_begun"] == ["users"]
    assert (
        "relays: relay/set: refused by the device (retcode -1). Done before it: config, log_level. Not begun: users"
        in (failure.message)
    )
    assert failure.message.endswith("Still let in, though to be removed: user_id 1 Kim (users)")
    assert failure.detail["changed"] is True
    assert {name: its["outcome"] for name, its in failure.detail["sections"].items()} == {
        "config": "changed", "log_level": "changed", "relays": "failed", "users": "not_begun",
    }  # fmt: skip
    assert [entry["section"] for entry in failure.detail["diff"]] == ["config", "log_level", "relays"][:2]


def test_a_door_that_stops_answering_is_unreachable_with_what_was_done():
    door = FakeDoor(user=[record("1", Name="Kim"), record("2", Name="Sam")])
    door.faults["user/del"] = Unreachable("no answer")
    failure = refused(door, Unreachable, config={SNTP: "b"}, users=[SAM], purge=True)
    assert failure.detail["done"] == ["config"]
    assert "--skip-tags" not in failure.message
    assert failure.detail["still_let_in"] == ["user_id 1 Kim (users)"]


def test_two_sections_that_want_other_values_of_one_setting_are_refused():
    door = FakeDoor()
    failure = refused(door, config={HOLD: "7"}, relays=[{"relay": "A", "hold_delay": 9}], from_variables=True)
    assert f"akuvox_config.{HOLD} and akuvox_relays[0].hold_delay want different values" in failure.message
    assert door.writes == []
    same = work(door, config={HOLD: "9"}, relays=[{"relay": "A", "hold_delay": 9}])
    assert same["changed"] is True
    assert door.plain.settings[HOLD] == "9"


def test_sections_and_section_options():
    door = FakeDoor()
    options = {"config": {"Config.New": "1"}, "log_level": "debug"}
    assert list(work(door, **options, sections=["log_level"])["sections"]) == ["log_level"]
    assert "allow_unknown_keys" in refused(door, **options).message
    done = work(door, **options, section_options={"config": {"allow_unknown_keys": True}})
    assert done["sections"]["config"]["updated"] == ["Config.New"]
    for wrong, said in (
        ({"konfig": {}}, "section_options.konfig: is not a section; did you mean config?"),
        ({"config": {"allow": 1}}, "config: allow: is not an option; "),
        ({"config": 1}, "section_options.config: must be a mapping of options of akuvox_config"),
    ):
        assert said in refused(door, InvalidInput, **options, section_options=wrong).message


def test_what_is_empty_is_not_wanted_but_lists():
    door = FakeDoor()
    empty = {"config": {}, "log_level": "", "relays": [], "dtmf": None, "sip": [], "publiccode": {}, "inputs": []}
    assert work(door, **empty)["sections"] == {}
    assert door.log == []
    assert list(work(door, **empty, users=[], groups=[])["sections"]) == ["groups", "users"]


def test_a_secret_in_any_place_is_hidden():
    shown = MODULE.shown(
        {
            "publiccode": {"codes": ["048213"], "kodes": ["048214"]},
            "http_trigger": {"password": "op3n", "passwort": "op3m"},
            "privatekeys": [{"name": "Kim", "code": "048215"}],
            "sip": ["s1p"],
            "section_options": {"config": {"x": "s3c"}},
            "usres": [{"pin": "048216"}],
        }
    )
    text = str(shown)
    assert [secret for secret in ("048213", "048214", "op3m", "048215", "s1p", "s3c", "048216") if secret in text] == []
    assert "Kim" in text


def test_where_a_schedule_is_refused_its_removals_are_not_judged_too():
    day = {"ID": "1", "Name": "Day", "DisplayID": "7"}
    door = FakeDoor(schedule=[day, {**day, "ID": "2", "DisplayID": "8", "TimeStart": "0700"}])
    failure = refused(door, schedules=[{"name": "Day", "type": "daily"}, NIGHT], purge_schedules=True)
    assert failure.message.count("the device holds 2 records with this name") == 1
    assert door.writes == []
