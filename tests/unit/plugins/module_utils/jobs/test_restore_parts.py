# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Making a part exactly what it was: whatever a device holds, and whichever answers are lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    LostAnswer,
    NotKept,
    PartialFailure,
    Unsupported,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.parts import LISTS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.restore_parts import (
    renumbered,
    restore_config,
    restore_list,
    schedule_numbers,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import encoded
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import (
    FakeDevice,
    FakeTask,
    cut_after,
    cut_before,
)

CONTACT, USER, GROUP, PRIVATEKEY, SCHEDULE = (
    LISTS[name] for name in ("contact", "user", "group", "privatekey", "schedule")
)
RELAY_A = "Config.DoorSetting.RELAYSCHEDULE.RelayASchedule"
PWD, NAME = "Config.Account1.GENERAL.Pwd", "Config.DoorSetting.RELAY.NameA"
STARS = "the device that the set is of shows it as stars"


def task(device, check_mode=False):
    made = FakeTask(check_mode)
    made.device = device
    return made


def run(device, part, records, check_mode=False, proving=False, **more):
    """The result, what is lost, and the warnings."""
    made, lost = task(device, check_mode), []
    result = restore_list(made, part, records, lost, proving=proving, **more)
    return result, lost, made.warnings


def content(records, own=("ID",)):
    rows = [{key: value for key, value in record.items() if key not in own} for record in records]
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def numbered(records):
    return [{"ID": str(number), **record} for number, record in enumerate(records, 1)]


contacts = st.lists(
    st.fixed_dictionaries(
        {"Name": st.sampled_from(["Kim", "Robin", ""]), "Phone": st.sampled_from(["1", "2", ""]),
         "Extra": st.sampled_from(["", "x"])}
    ),
    max_size=6,
)  # fmt: skip


@given(contacts, contacts, st.dictionaries(st.integers(0, 8), st.sampled_from([cut_before, cut_after]), max_size=2))
def test_whatever_there_is_it_becomes_exactly_the_set(held, wanted, cuts):
    device = FakeDevice(numbered(held))
    before, _lost, _warnings = run(FakeDevice(numbered(held)), CONTACT, wanted, check_mode=True)
    device.faults = cuts
    for _attempt in range(5):
        try:
            result, lost, _warnings = run(device, CONTACT, wanted)
            break
        except LostAnswer:
            continue
    assert content(device.stored) == content(wanted)
    assert lost == []
    if not cuts:
        assert result == before
    device.faults, device.requests = {}, []
    assert run(device, CONTACT, wanted)[0]["changed"] is False
    assert device.writes == []


def test_records_that_are_the_same_stay_whatever_their_order():
    kim = [{"Name": "Kim", "Phone": number} for number in ("1", "2", "3")]
    device = FakeDevice(numbered(reversed(kim)))
    assert run(device, CONTACT, numbered(kim))[0]["changed"] is False
    device = FakeDevice(numbered(kim))
    result = run(device, CONTACT, [kim[1]])[0]
    assert (result["removed"], [row["Phone"] for row in device.stored]) == (["Kim", "Kim"], ["2"])


def test_fields_that_no_option_speaks_of_are_written_and_what_the_device_rules_is_not():
    user = {"ID": "9", "UserID": "1", "Name": "Kim", "PhoneNum": "0100", "Level": 3, "FaceUrl": "/f", "SourceType": "1",
            "ScheduleRelay": "1001-1"}  # fmt: skip
    device = FakeDevice([{"ID": "4", "UserID": "1", "Name": "Kim", "FaceUrl": "/mine", "ScheduleRelay": "1001-1"}])
    run(device, USER, [user])
    assert device.stored == [
        {"ID": "4", "UserID": "1", "Name": "Kim", "PhoneNum": "0100", "Level": 3, "FaceUrl": "/mine",
         "ScheduleRelay": "1001-1"}
    ]  # fmt: skip
    # numbers and text are the same to a device
    device.stored[0]["Level"] = "3"
    assert run(device, USER, [user])[0]["changed"] is False


def test_schedules_are_written_as_the_device_wants_them():
    user = {"UserID": "1", "Name": "Kim", "Schedule": ["1001", "1003"], "Schedule-Relay": "1003-12;1001-3;"}
    device = FakeDevice(schedule_keys=["ScheduleRelay", "Schedule-Relay"])
    run(device, USER, [user], numbers={"1003": "1007"})
    (sent,) = device.stored
    assert sent["ScheduleRelay"] == sent["Schedule-Relay"] == "1007-1,1007-2,1001-3"
    assert "Schedule" not in sent
    device = FakeDevice(base="s532")
    run(device, USER, [user])
    assert (device.stored[0]["Schedule-Relay"], device.stored[0]["Schedule"]) == (
        "1003-1;1003-2;1001-3;",
        ["1003", "1001"],
    )
    for base, key in (("manual", "ScheduleRelay"), ("s532", "Schedule-Relay")):
        device = FakeDevice(base=base)
        run(device, USER, [{**user, "Schedule-Relay": "whatever"}])
        assert device.stored[0][key] == "whatever"


def test_a_clouds_records_are_left_alone_on_both_sides():
    cloud = {"UserID": "7", "Name": "Cloud", "SourceType": "2"}
    device = FakeDevice(numbered([cloud, {"UserID": "1", "Name": "Kim", "SourceType": "Cloud"}]))
    before = content(device.stored)
    result, lost, _warnings = run(device, USER, [{"UserID": "1", "Name": "Kim"}, {**cloud, "UserID": "8"}])
    assert (result["changed"], content(device.stored)) == (False, before)
    assert lost == ["user user_id 1 (a cloud or another platform owns it now)"]


def test_built_in_schedules_are_no_business_of_a_restore():
    always = {"ID": "1", "Name": "Always", "DisplayID": "1001"}
    device = FakeDevice([always], missing={})
    result = run(
        device, SCHEDULE, [{**always, "Name": "24/7"}, {"ID": "3", "Name": "Office", "DisplayID": "1003", "Type": "1"}]
    )[0]
    assert result["added"] == ["Office"]
    assert device.stored == [always, {"ID": "2", "Name": "Office", "Type": "1"}]


def test_groups_stay_where_single_ones_can_not_be_removed():
    device = FakeDevice(numbered([{"Name": "Attic"}, {"Name": "Cellar"}]))
    result, _lost, warnings = run(device, GROUP, [{"Name": "Attic"}, {"Name": "Roof"}])
    assert (result["added"], result["removed"]) == (["Roof"], [])
    assert warnings == ["group: this device can't remove single ones, so these stay: Cellar"]
    device = FakeDevice(numbered([{"Name": "Attic"}]), missing=[])
    assert run(device, GROUP, [])[0]["removed"] == ["Attic"]


def test_stars_are_never_written():
    hidden = {"Name": "Kim", "Code": "******", "DoorNum": "1"}
    device = FakeDevice()
    result, lost, _warnings = run(device, PRIVATEKEY, [hidden])
    assert (result["changed"], device.stored, lost) == (False, [], [f"privatekey name Kim ({STARS})"])
    device = FakeDevice(numbered([{"Name": "Kim", "Code": "4711", "DoorNum": "2"}]))
    assert run(device, PRIVATEKEY, [hidden])[1] == []
    assert device.stored == numbered([{"Name": "Kim", "Code": "4711", "DoorNum": "1"}])
    # the whole record would be written, and so the stars of the device
    device = FakeDevice(numbered([{"Name": "Kim", "Code": "****", "DoorNum": "2"}]))
    result, lost, _warnings = run(device, PRIVATEKEY, [hidden])
    assert (result["changed"], lost) == (False, [f"privatekey name Kim ({STARS}, and so does this one)"])
    device = FakeDevice(numbered([{"Name": "Kim", "Code": "****", "DoorNum": "1"}]))
    assert run(device, PRIVATEKEY, [hidden])[1] == []


def test_a_secret_that_can_not_be_compared_is_written_once_and_counts_as_proven():
    plain = {"Name": "Kim", "Code": "4711", "DoorNum": "1"}
    device = FakeDevice(numbered([{**plain, "Code": "0815"}]))
    device.shown = lambda stored: [{**row, "Code": "****"} for row in stored]
    assert run(device, PRIVATEKEY, [plain])[0]["updated"] == ["Kim"]
    assert device.stored == numbered([plain])
    assert run(device, PRIVATEKEY, [plain], check_mode=True, proving=True)[0]["changed"] is False


def test_a_refused_record_is_named_and_not_removed():
    device = FakeDevice(numbered([{"Name": "Kim", "Phone": "1"}]), refuses=lambda action, record: -1)
    with pytest.raises(PartialFailure, match="refused 1 of the contacts: name Kim"):
        run(device, CONTACT, [{"Name": "Kim", "Phone": "2"}])
    assert device.stored == numbered([{"Name": "Kim", "Phone": "1"}])


def config(device, wanted, same_firmware=True, proving=False, check_mode=False):
    made, lost = task(device, check_mode), []
    return restore_config(made, wanted, same_firmware, lost, proving), lost, made.warnings


def test_keys_that_differ_are_written_at_once():
    device = FakeDevice(settings={NAME: "Old", PWD: "secret", "Config.X.Stays": "1"})
    result, lost, _warnings = config(device, {NAME: "New", PWD: "secret"})
    assert (result["updated"], lost, device.sent) == ([NAME], [], [("set", {NAME: "New"})])
    assert config(device, {NAME: "New", PWD: "secret"})[0]["changed"] is False


def test_stars_in_the_configuration():
    device = FakeDevice(settings={PWD: "", NAME: "***"})
    result, lost, _warnings = config(device, {PWD: "****", NAME: "***"})
    assert (result["changed"], lost) == (False, [f"{PWD} ({STARS})"])
    assert config(FakeDevice(settings={PWD: "******"}), {PWD: "****"})[1] == []
    # a code of stars is a code
    code = "Config.DoorSetting.DTMF.Code1"
    device = FakeDevice(settings={code: "0"})
    assert config(device, {code: "*"})[0]["updated"] == [code]
    assert config(device, {code: "*"})[0]["changed"] is False


def test_a_password_that_is_shown_in_base64_is_the_same_after_a_restore():
    device = FakeDevice(settings={PWD: "", NAME: "Old"})
    device.shown = lambda settings: {**settings, PWD: encoded(settings[PWD])}
    result = config(device, {PWD: encoded("s1p/pass"), NAME: "New"})[0]
    assert (device.settings, sorted(result["updated"])) == ({PWD: "s1p/pass", NAME: "New"}, sorted([PWD, NAME]))
    assert config(device, {PWD: encoded("s1p/pass"), NAME: "New"})[0]["changed"] is False


def test_what_is_not_kept_is_named_with_the_way_to_leave_it_out():
    device = FakeDevice(settings={PWD: "", NAME: "Old"}, keep=lambda data: {PWD: data.get(PWD, "")})
    with pytest.raises(NotKept, match=r"Config.DoorSetting.RELAY.NameA.*akuvox_restore_exclude") as caught:
        config(device, {PWD: "secret", NAME: "New"})
    assert "secret" not in str(caught.value)
    assert caught.value.detail["updated"] == [PWD]


def test_keys_of_another_firmware_are_left_out():
    device = FakeDevice(settings={NAME: "Old"})
    result, _lost, warnings = config(device, {NAME: "New", "Config.Other": "1"}, same_firmware=False)
    assert result["updated"] == [NAME]
    assert warnings == ["this firmware doesn't have 1 keys of the set: Config.Other"]
    # with the same firmware it may be there once it is set
    config(device, {NAME: "New", "Config.Other": "1"})
    assert device.settings["Config.Other"] == "1"


def schedules(*numbers_and_names):
    return [{"DisplayID": number, "Name": name} for number, name in numbers_and_names]


@pytest.mark.parametrize(
    ("on_device", "numbers"),
    [
        (schedules(("1003", "Office")), {"1003": "1003"}),
        (schedules(("1003", "Lunch"), ("1004", "Office")), {"1003": "1004"}),
        (schedules(("1007", "Office"), ("1003", "Office")), {"1003": "1003"}),
        (schedules(("1003", "Lunch")), {}),
        # people were given the number None
        (schedules((None, "Office")), {}),
    ],
)
def test_schedules_are_found_again_by_name(on_device, numbers):
    held = {
        "schedule": schedules(("1003", "Office"), ("1009", "Unused"), ("1001", "Always")),
        "user": [{"ScheduleRelay": "1003-1,1001-2"}],
    }
    assert schedule_numbers(FakeDevice(on_device), held) == numbers
    relays = {"schedule": held["schedule"], "config": {RELAY_A: "1001/1003/"}}
    assert schedule_numbers(FakeDevice(on_device), relays) == numbers


def test_relays_refer_to_the_schedules_of_the_device():
    config = {RELAY_A: "1001/1003/", NAME: "1003"}
    assert renumbered(config, {"1003": "1007"}) == {RELAY_A: "1001/1007/", NAME: "1003"}


def test_nothing_is_asked_when_nobody_refers_to_a_schedule():
    device = FakeDevice()
    held = {"schedule": schedules(("1003", "Office")), "user": [{"ScheduleRelay": "1001-1"}]}
    assert schedule_numbers(device, held) == {}
    assert device.requests == []
    device.without = ("get",)
    assert schedule_numbers(device, {**held, "user": [{"ScheduleRelay": "1003-1"}]}) == {}
    with pytest.raises(Unsupported):
        device.records("schedule")
