# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converging records: reads, writes, lost answers, refusals, and what the result says of it all."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.records import (
    RecordTarget,
    check_options,
    converge,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AkuvoxError,
    AuthFailed,
    BadReply,
    InvalidInput,
    LostAnswer,
    NotKept,
    PartialFailure,
    PurgeFence,
    Refused,
    TlsError,
    Unreachable,
    Unsupported,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Digits, Joined, Number, Text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import Field, FieldTable
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import (
    FakeDevice,
    FakeTask,
    comes_late,
    cut_after,
    cut_before,
    fails,
)

PEOPLE = FieldTable(
    "people",
    (
        Field("who", ("Who",), Text(), needed="always"),
        Field("name", ("Name",), Text(), default="nobody"),
        Field("pin", ("Pin",), Digits(1, 4), default="", secret=True),
        Field("floors", ("Floors", "Levels"), Joined(Number()), stale_keys=("Storeys",)),
    ),
)
TARGET = RecordTarget("people", lambda profile: PEOPLE, lambda record: record.get("Owner") == "cloud")


def person(number, **more):
    return {"ID": str(number), "Who": f"w{number}", "Name": "old", "Pin": "1", **more}


def want(*numbers, **more):
    return [{"who": f"w{number}", "name": "new", **more} for number in numbers]


def run(device, wanted, check_mode=False, secrets="always", target=TARGET, **params):
    return converge(device, target, PEOPLE.check_rows(wanted), FakeTask(check_mode, **params), secrets=secrets)


def content(device):
    """What is on the device, but for its own numbering."""
    return sorted(({key: value for key, value in record.items() if key != "ID"} for record in device.stored), key=str)


def lists(result):
    return {name: result[name] for name in ("added", "updated", "removed")}


def no_change(device, wanted, **params):
    """A second run reads once and changes nothing."""
    device.requests.clear()
    device.faults.clear()
    assert run(device, wanted, **params)["changed"] is False
    assert device.requests == [("get", 0)]


# -- what is asked of a device ------------------------------------------------------------------------------------


def test_a_device_that_holds_everything_is_read_once():
    device = FakeDevice([person(1)])
    result = run(device, [{"who": "w1", "name": "old"}])
    assert result == {
        "changed": False, "added": [], "updated": [], "removed": [], "removed_doubles": [], "refused": [],
        "diff": {"before": {}, "after": {}},
    }  # fmt: skip
    assert device.requests == [("get", 0)]


def test_one_request_for_each_kind_of_change_and_one_to_verify():
    device = FakeDevice([person(1), person(2), person(3)])
    result = run(device, want(2, 4, 5), purge=True, purge_limit="100%")
    assert device.requests == [("get", 0), ("del", 2), ("set", 1), ("add", 2), ("get", 0)]
    assert lists(result) == {"added": ["w4", "w5"], "updated": ["w2"], "removed": ["w1", "w3"]}
    no_change(device, want(2, 4, 5), purge=True)


def test_long_lists_go_in_batches():
    device = FakeDevice(batch_size=10)
    run(device, want(*range(25)))
    assert device.writes == [("add", 10), ("add", 10), ("add", 5)]


def test_a_new_record_has_the_defaults_of_what_was_not_given_and_an_update_keeps_the_whole_record():
    device = FakeDevice([person(1, Face="yes", Storeys="4")], add_id="-1")
    run(device, [{"who": "w1", "name": "new"}, {"who": "w2", "floors": [1, 2]}])
    assert device.sent == [
        ("set", {"item": [person(1, Name="new", Face="yes", Floors="4", Levels="4")]}),
        ("add", {"item": [{"ID": "-1", "Who": "w2", "Name": "nobody", "Pin": "", "Floors": "1;2", "Levels": "1;2"}]}),
    ]


def test_a_device_that_numbers_for_itself_gets_no_id():
    device = FakeDevice(add_id="")
    run(device, want(1))
    assert "ID" not in device.sent[0][1]["item"][0]


def test_the_same_keys_in_check_mode_and_no_write():
    wanted = want(2, 4)
    rehearsed, real = FakeDevice([person(1), person(2)]), FakeDevice([person(1), person(2)])
    result = run(rehearsed, wanted, check_mode=True, purge=True)
    assert rehearsed.requests == [("get", 0)]
    assert result == run(real, wanted, purge=True)
    assert result["changed"]


@pytest.mark.parametrize("purge_limit", ["half", "120%"])
def test_a_senseless_fence_is_refused_without_a_device(purge_limit):
    with pytest.raises(InvalidInput, match="purge_limit: must be"):
        check_options({"purge_limit": purge_limit})


def test_the_fence_stops_the_task_before_any_write():
    device = FakeDevice([person(1), person(2), person(3)])
    with pytest.raises(PurgeFence, match="purge would remove 2 of the 3 records on the device"):
        run(device, want(1), purge=True)
    assert device.writes == []


# -- clear --------------------------------------------------------------------------------------------------------


def test_many_records_are_cleared_at_once_where_nothing_stays():
    device = FakeDevice([person(1), person(2)])
    result = run(device, [], purge=True, purge_limit="100%")
    assert device.requests == [("get", 0), ("clear", 2), ("get", 0)]
    assert result["removed"] == ["w1", "w2"]


@pytest.mark.parametrize(
    ("records", "wanted", "params"),
    [
        ([person(1), person(2), person(3)], [{"who": "w3"}], {"purge": True, "purge_limit": "100%"}),
        ([person(1), person(2), person(3, Owner="cloud")], [], {"purge": True, "purge_limit": "100%"}),
        ([person(1), person(2)], want(3), {"purge": True, "purge_limit": "100%"}),
        ([person(1), person(2), person(3)], [{"who": "w1"}, {"who": "w2"}], {"state": "absent"}),
        ([person(1)], [{"who": "w1"}], {"state": "absent"}),
    ],
    ids=["one is listed", "one is another's", "one is new", "one is not named", "there is but one"],
)
def test_clear_is_not_used_where(records, wanted, params):
    device = FakeDevice(records)
    run(device, wanted, **params)
    assert "clear" not in {action for action, count in device.writes}
    no_change(device, wanted, **params)


def test_a_target_without_clear_is_emptied_record_by_record():
    device = FakeDevice([person(1), person(2)])
    run(device, [], purge=True, purge_limit="100%", target=RecordTarget("people", TARGET.table, clearable=False))
    assert device.writes == [("del", 2)]


@pytest.mark.parametrize("reason", ["unsupported", "refused"])
def test_a_device_that_does_not_clear_is_emptied_record_by_record(reason):
    device = FakeDevice([person(1), person(2)])
    if reason == "unsupported":
        device.without = ("clear",)
    else:
        device.refuses = lambda action, record: action == "clear"
    run(device, [], purge=True, purge_limit="100%")
    assert device.writes == [("clear", 2), ("del", 2)]
    assert device.stored == []


# -- lost answers -------------------------------------------------------------------------------------------------


def changed_people():
    return FakeDevice([person(number) for number in range(1, 7)], batch_size=2)


WANTED = want(3, 4, 5, 6, 7, 8, 9)
PURGE = {"purge": True}


@pytest.mark.parametrize("error", [LostAnswer, Unreachable, BadReply])
@pytest.mark.parametrize("cut", [cut_before, cut_after])
@pytest.mark.parametrize("request_number", range(1, 6))
def test_one_lost_answer_loses_and_doubles_nothing(request_number, cut, error):
    expected = changed_people()
    result = run(expected, WANTED, **PURGE)
    device = changed_people()
    device.faults = {request_number: lambda apply: cut(apply, error)}
    assert expected.requests[request_number][0] != "get", "it is a write that is cut"
    assert run(device, WANTED, **PURGE) == result
    assert content(device) == content(expected)
    no_change(device, WANTED, **PURGE)


@given(cuts=st.dictionaries(st.integers(1, 25), st.sampled_from([cut_before, cut_after]), max_size=6))
def test_whatever_is_cut_the_next_run_ends_with_exactly_the_desired_state(cuts):
    expected = changed_people()
    run(expected, WANTED, **PURGE)
    device = changed_people()
    device.faults = dict(cuts)
    try:
        run(device, WANTED, **PURGE)
    except LostAnswer:
        device.faults = {}
        run(device, WANTED, **PURGE)
    assert content(device) == content(expected)


@given(cuts=st.dictionaries(st.integers(1, 25), st.sampled_from([cut_before, cut_after]), min_size=1))
def test_a_failed_task_names_nothing_as_done_that_is_not(cuts):
    device = changed_people()
    device.faults = dict(cuts)
    try:
        result = run(device, WANTED, **PURGE)
    except LostAnswer as exc:
        result = exc.detail
    there = {record["Who"]: record["Name"] for record in device.stored}
    assert all(there.get(who) == "new" for who in result["added"] + result["updated"])
    assert not set(result["removed"]) & set(there)


def test_a_device_that_never_takes_a_write_ends_the_task():
    device = FakeDevice([person(1)])
    device.write_fault = cut_before
    with pytest.raises(LostAnswer, match="1 of 1 changes are not confirmed") as caught:
        run(device, want(1))
    assert device.writes == [("set", 1)] * 3
    assert caught.value.detail["pending"] == 1
    assert caught.value.detail["updated"] == []
    assert not caught.value.detail["changed"]


def dies_at(name, device):
    """A fault: the program behind the door's web server dies, as one record of the request is too much for it."""

    def fault(apply):
        if any(item.get("Name") == name for item in device.sent[-1][1]["item"]):
            raise LostAnswer("HTTP 500; it is not known whether it has done it", status=500)
        apply()

    return fault


def test_a_record_that_a_door_dies_of_is_named_and_the_others_get_in():
    """HTTP 500 may come of a write that is done later, so it is waited for once; then it is how this door refuses."""
    device = FakeDevice(batch_size=4)
    device.write_fault = dies_at("bad", device)
    rows = want(1, 2, 3, 4)
    rows[2] = {**rows[2], "name": "bad"}
    with pytest.raises(PartialFailure, match="HTTP 500") as caught:
        run(device, rows)
    assert [entry["key"] for entry in caught.value.detail["refused"]] == ["w3"]
    assert len(device.stored) == 3
    assert device.clock() - 1000 <= 2 * device.settle, "the time that a write may take is waited for once"


def test_slow_progress_is_progress():
    device = FakeDevice([person(number) for number in range(1, 9)], batch_size=1)
    # every write is applied, and no answer ever arrives
    device.write_fault = cut_after
    assert len(run(device, want(*range(1, 9)))["updated"]) == 8


@pytest.mark.parametrize("error", [Unreachable, BadReply, AuthFailed])
def test_a_device_that_can_not_be_read_back_leaves_the_changes_unconfirmed(error):
    device = FakeDevice([person(1)])
    device.faults = {2: fails(error("no answer"))}
    with pytest.raises(error) as caught:
        run(device, want(1))
    again = "" if error is AuthFailed else "; run again, it continues from there"
    assert str(caught.value) == f"no answer. 1 of 1 changes are not confirmed{again}"
    assert caught.value.detail["updated"] == []


# -- late writes --------------------------------------------------------------------------------------------------


ONE_WRITE = {
    "add": ([], {"wanted": want(1)}),
    "set": ([person(1)], {"wanted": want(1)}),
    "del": ([person(1), person(2)], {"wanted": [{"who": "w1"}], "state": "absent"}),
    "clear": ([person(1), person(2)], {"wanted": [], "purge": True, "purge_limit": "100%"}),
}
each_action = pytest.mark.parametrize("action", ONE_WRITE)


def after(seconds, device):
    """The device once so many seconds have gone by."""
    device.clock.sleep(seconds)
    device.records("people")
    return device


@each_action
@pytest.mark.parametrize("seconds", [0.1, 5, 29, 29.9])
def test_what_comes_late_is_waited_for_and_not_sent_again(action, seconds):
    records, how = ONE_WRITE[action]
    expected, device = FakeDevice(records), FakeDevice(records)
    device.faults = {1: comes_late(device, seconds)}
    assert run(device, **how) == run(expected, **how)
    assert [name for name, count in device.writes] == [action]
    assert content(after(200, device)) == content(expected)
    assert seconds <= device.clock() - 1000 - 200 <= min(seconds + 5, 30)
    assert device.told[0].startswith(f"the answer to people/{action} was lost; waiting up to 30 s for http://")


@each_action
@pytest.mark.parametrize("seconds", [31, 45, 59])
def test_what_comes_later_than_that_is_sent_again_and_what_is_there_twice_is_removed(action, seconds):
    records, how = ONE_WRITE[action]
    expected, device = FakeDevice(records), FakeDevice(records)
    result = run(expected, **how)
    device.faults = {1: comes_late(device, seconds)}
    found = run(device, **how)
    assert [name for name, count in device.writes[:2]] == [action, action]
    assert content(after(200, device)) == content(expected)
    doubles = found.pop("removed_doubles")
    result.pop("removed_doubles"), found.pop("diff"), result.pop("diff")
    assert found == result
    assert doubles == (["w1"] if action == "add" else [])


def test_what_comes_after_the_end_is_removed_by_the_next_run():
    device = FakeDevice()
    device.faults = {1: comes_late(device, 75)}
    run(device, want(1))
    assert len(after(20, device).stored) == 2
    device.faults = {}
    result = run(device, want(1), check_mode=True)
    assert (result["changed"], result["removed_doubles"], result["removed"]) == (True, ["w1"], [])
    assert list(result["diff"]["before"]) == ["w1 (double, ID 2)"]
    assert run(device, want(1)) == result
    assert [record["ID"] for record in device.stored] == ["1"]
    no_change(device, want(1))


def test_a_batch_that_is_applied_piece_by_piece_is_waited_for_as_a_whole():
    device = FakeDevice()

    def one_by_one(apply):
        for number, row in enumerate(want(1, 2, 3)):
            item = {"Who": row["who"], "Name": row["name"], "Pin": ""}
            device.late.append((device.clock() + 4 * number, lambda item=item: device._apply("add", item)))
        raise LostAnswer("the connection broke off")

    device.faults = {1: one_by_one}
    assert run(device, want(1, 2, 3))["added"] == ["w1", "w2", "w3"]
    assert device.writes == [("add", 3)]


def test_the_looks_come_at_growing_pauses():
    device = FakeDevice()
    device.faults = {1: comes_late(device, 29)}
    run(device, want(1))
    assert device.clock.slept[:6] == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]


def test_a_device_that_is_away_for_a_while_is_asked_again_until_its_time_is_over():
    device = FakeDevice()
    device.faults = {1: cut_after, 2: fails(Unreachable("refused")), 3: fails(Unreachable("refused"))}
    assert run(device, want(1))["added"] == ["w1"]
    assert device.writes == [("add", 1)]


@pytest.mark.parametrize("error", [Unreachable, TlsError])
def test_what_has_never_left_is_sent_again_at_once(error):
    device = FakeDevice()
    device.faults = {1: fails(error("connection refused"))}
    assert run(device, want(1))["added"] == ["w1"]
    assert device.writes == [("add", 1)] * 2
    assert device.clock.slept == []


def test_devices_that_answer_wait_for_nothing():
    device = FakeDevice([person(1), person(2)])
    run(device, want(1, 3), purge=True)
    assert device.clock.slept == []
    assert device.told == []


def test_a_task_that_ends_while_a_write_is_on_its_way_says_how_long_to_wait():
    device = FakeDevice()
    device.faults = {1: cut_before, 2: fails(AuthFailed("the login is refused"))}
    with pytest.raises(AuthFailed) as caught:
        run(device, want(1))
    assert str(caught.value) == (
        "the login is refused. 1 of 1 changes are not confirmed; people/add may still be applied: run again in 30 s, "
        "it then continues from there"
    )


def write_comes_late(device, seconds):
    """A fault that strikes where the request is a write."""
    fault = comes_late(device, seconds)
    return lambda apply: fault(apply) if device.requests[-1][0] != "get" else apply()


@given(late=st.dictionaries(st.integers(1, 25), st.floats(0.1, 90), min_size=1, max_size=5))
def test_whatever_comes_late_one_more_run_ends_with_exactly_the_desired_state(late):
    expected, device = changed_people(), changed_people()
    run(expected, WANTED, **PURGE)

    device.faults = {number: write_comes_late(device, seconds) for number, seconds in late.items()}
    with contextlib.suppress(LostAnswer):
        run(device, WANTED, **PURGE)
    after(100, device)
    device.faults = {}
    run(device, WANTED, **PURGE)
    assert content(device) == content(expected)


@given(late=st.dictionaries(st.integers(1, 25), st.floats(0.1, 29.9), min_size=1, max_size=3))
def test_what_comes_in_time_leaves_nothing_to_do(late):
    expected, device = changed_people(), changed_people()
    run(expected, WANTED, **PURGE)

    device.faults = {number: write_comes_late(device, seconds) for number, seconds in late.items()}
    run(device, WANTED, **PURGE)
    assert content(after(100, device)) == content(expected)
    no_change(device, WANTED, **PURGE)


# -- two runs at once ---------------------------------------------------------------------------------------------


def test_a_double_of_another_run_goes_and_one_that_the_other_run_removed_is_no_refusal():
    device = FakeDevice()
    twin = {"Who": "w1", "Name": "new", "Pin": ""}
    device.faults = {1: lambda apply: (device._apply("add", twin), apply())[1]}
    device.refuses = lambda action, record: (
        -1 if action == "del" and not any(row["ID"] == record["ID"] for row in device.stored) else 0
    )
    # the other one is faster
    device.faults[3] = lambda apply: (device.stored.pop(), apply())[1]
    result = run(device, want(1))
    assert device.writes == [("add", 1), ("del", 1)]
    assert (result["added"], result["refused"]) == (["w1"], [])
    assert [record["ID"] for record in device.stored] == ["1"]


@pytest.mark.parametrize(
    ("lacks", "clearable", "way_out"),
    [
        ({}, True, """'{"target": "people", "action": "del", "data": {"item": [{"ID": "2"}]}}'"""),
        ({"missing": ["people.del"]}, True, """'{"people": [], "purge": true, "purge_limit": "100%"}'"""),
        ({"missing": ["people.del"]}, False, "remove one of them in the web interface, then run again"),
    ],
)
def test_the_way_out_is_one_that_the_device_has(lacks, clearable, way_out):
    device = FakeDevice([person(1), person(2, Who="w1", Name="else")], **lacks)
    with pytest.raises(InvalidInput) as caught:
        run(device, want(1), target=RecordTarget("people", TARGET.table, clearable=clearable))
    assert way_out in str(caught.value)


# -- refusals -----------------------------------------------------------------------------------------------------


def refuse(*bad, action="add", ret=-7):
    """Refuse these people, whatever the batch."""
    names = {f"w{number}" for number in bad}
    return lambda done, record: ret if done == action and record.get("Who") in names else 0


@pytest.mark.parametrize("atomic", [False, True], ids=["the others are applied", "the others are not"])
def test_a_refused_record_of_a_batch_is_named_and_the_others_are_taken(atomic):
    device = FakeDevice([person(1)], refuses=refuse(3))
    device.atomic = atomic
    with pytest.raises(PartialFailure) as caught:
        run(device, want(1, 2, 3, 4))
    assert "the device refused 1 of the people: who w3: add: the device refused records, Ret -7" in str(caught.value)
    assert lists(caught.value.detail) == {"added": ["w2", "w4"], "updated": ["w1"], "removed": []}
    assert caught.value.detail["refused"] == [{"key": "w3", "reason": "add: the device refused records, Ret -7"}]
    assert caught.value.detail["changed"] is True
    assert {record["Who"] for record in device.stored} == {"w1", "w2", "w4"}


@pytest.mark.parametrize("bad", range(20))
def test_halving_finds_the_one_bad_record_wherever_it_is(bad):
    device = FakeDevice(refuses=refuse(bad, ret=-1), named=False)
    with pytest.raises(PartialFailure) as caught:
        run(device, want(*range(20)))
    assert [entry["key"] for entry in caught.value.detail["refused"]] == [f"w{bad}"]
    assert len(device.stored) == 19
    assert len(device.writes) <= 10, "a search, not a request for each record"


@given(bad=st.sets(st.integers(0, 29), max_size=4))
def test_halving_finds_all_bad_records(bad):
    device = FakeDevice(refuses=refuse(*bad, ret=-1), named=False)
    wanted = want(*range(30))
    try:
        result = run(device, wanted)
    except PartialFailure as exc:
        result = exc.detail
    assert {entry["key"] for entry in result["refused"]} == {f"w{number}" for number in bad}
    assert (
        set(result["added"])
        == {record["Who"] for record in device.stored}
        == {f"w{n}" for n in range(30)} - {f"w{number}" for number in bad}
    )


@pytest.mark.parametrize("named", [True, False], ids=["with the reply's items", "without items"])
def test_a_device_that_refuses_everything_is_left_alone_after_five_in_a_row(named):
    device = FakeDevice(refuses=lambda action, record: -1, named=named, batch_size=1)
    with pytest.raises(PartialFailure) as caught:
        run(device, want(*range(12)))
    assert device.writes == [("add", 1)] * 5
    reasons = [entry["reason"] for entry in caught.value.detail["refused"]]
    assert len(reasons) == 12
    assert all("not tried, since the device refused 5 records in a row" in reason for reason in reasons[5:])
    assert caught.value.detail["changed"] is False


@pytest.mark.parametrize(
    "item",
    [{"ID": "2", "Ret": -1}, {"ID": "2", "Ret": "-1"}, {"Who": "w2", "Ret": -1}, {"Name": "old", "Ret": -1}],
    ids=["by its ID", "with Ret as text", "by its key", "in a way that does not tell which"],
)
def test_a_reply_with_the_refused_record_only_says_which_one(item):
    device = FakeDevice([person(1), person(2), person(3)], refuses=refuse(2, action="set"), named=False)
    device.faults = {1: fails(Refused("set: the device refused 1 of 3 records", items=[item]))}
    with pytest.raises(PartialFailure) as caught:
        run(device, want(1, 2, 3))
    assert [entry["key"] for entry in caught.value.detail["refused"]] == ["w2"]
    assert caught.value.detail["updated"] == ["w1", "w3"]


def test_a_refused_change_does_not_make_purge_remove_the_record():
    device = FakeDevice([person(1), person(2)], refuses=refuse(1, action="set"))
    with pytest.raises(PartialFailure):
        run(device, want(1), purge=True)
    assert [record["Who"] for record in device.stored] == ["w1"]


def test_a_refused_removal_is_not_tried_for_ever():
    device = FakeDevice([person(1), person(2), person(3)])
    device.refuses = lambda action, record: -1 if action == "del" and record["ID"] == "2" else 0
    with pytest.raises(PartialFailure) as caught:
        run(device, [{"who": "w1"}, {"who": "w2"}], state="absent")
    assert caught.value.detail["removed"] == ["w1"]
    assert [entry["key"] for entry in caught.value.detail["refused"]] == ["w2"]


def test_a_refusal_does_not_tell_the_pin():
    device = FakeDevice()
    device.faults = {1: fails(Refused("add: PIN 8642 is taken"))}
    with pytest.raises(PartialFailure) as caught:
        run(device, want(1, pin="8642"))
    assert caught.value.detail["refused"][0]["reason"] == "add: PIN ******** is taken"
    assert "8642" not in str(caught.value)


def test_a_function_that_is_missing_midway_reports_what_was_applied():
    device = FakeDevice([person(1), person(2)])
    device.without = ("add",)
    with pytest.raises(Unsupported) as caught:
        run(device, want(1, 3), purge=True)
    assert str(caught.value).startswith("add: this device does not have the function. 1 of 3 changes are not made")
    assert lists(caught.value.detail) == {"added": [], "updated": ["w1"], "removed": ["w2"]}
    assert caught.value.detail["pending"] == 1
    assert caught.value.detail["changed"] is True


# -- what a device doesn't keep -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keep", "wanted", "message"),
    [
        (lambda record: {**record, "Name": "cut"}, want(1),
         "who w1 name: it holds 'cut', not 'new'"),
        (lambda record: {**record, "Pin": "9"}, want(1, pin="8642"), "who w1 pin"),
        (lambda record: {**record, "Pin": "9"}, want(7, pin="8642"), "who w7 pin"),
        (lambda record: {**record, "Who": "else"}, want(7), "who w7 is not there"),
    ],
)  # fmt: skip
def test_what_the_device_keeps_otherwise_is_named_by_record_and_field(keep, wanted, message):
    device = FakeDevice([person(1)], keep=keep)
    with pytest.raises(NotKept) as caught:
        run(device, wanted)
    assert str(caught.value) == f"the device accepted the people and did not keep all of it: {message}"
    assert "8642" not in repr(caught.value.detail)


def test_a_removal_that_the_device_only_pretends_is_named():
    device = FakeDevice([person(1), person(2)])
    device.faults = {1: lambda apply: {}}
    with pytest.raises(NotKept, match="who w1 is still there"):
        run(device, [{"who": "w1"}], state="absent")


def test_only_the_first_of_many_fields_are_spelled_out():
    device = FakeDevice(keep=lambda record: {**record, "Name": "cut"})
    with pytest.raises(NotKept) as caught:
        run(device, want(*range(9)))
    assert str(caught.value).count("name: it holds") == 3
    assert str(caught.value).endswith("; and 6 more")


# -- secrets ------------------------------------------------------------------------------------------------------


def test_a_diff_says_that_a_secret_changes_and_not_what_it_is():
    device = FakeDevice([person(1, Pin="1111"), person(2, Pin="2222")])
    wanted = [*want(1, pin="3333"), *want(3, pin="4444")]
    result = run(device, wanted, purge=True, check_mode=True)
    assert result["diff"] == {
        "before": {"w1": {"name": "old", "pin": "********"}, "w2": {"who": "w2", "name": "old", "pin": "********"}},
        "after": {
            "w1": {"name": "new", "pin": "******** (changed)"},
            "w3": {"who": "w3", "name": "new", "pin": "********"},
        },
    }


def stars(records):
    return [{**record, "Pin": "****"} for record in records]


def test_a_device_that_shows_stars_is_written_once_and_believed():
    device = FakeDevice([person(1)])
    device.shown = stars
    assert run(device, [{"who": "w1", "pin": "8642"}])["updated"] == ["w1"]
    assert device.stored[0]["Pin"] == "8642"
    assert device.writes == [("set", 1)]


def test_a_device_that_shows_stars_and_refuses_one_takes_the_others():
    device = FakeDevice([person(1), person(2)], refuses=refuse(2, action="set"))
    device.shown = stars
    with pytest.raises(PartialFailure) as caught:
        run(device, [{"who": "w1", "pin": "8642"}, {"who": "w2", "pin": "8642"}])
    assert caught.value.detail["updated"] == ["w1"]
    assert device.stored[0]["Pin"] == "8642"


def test_keys_that_are_secret_are_counted_and_not_shown():
    codes = FieldTable("codes", (Field("code", ("Code",), Digits(1, 8), needed="always", secret=True),))
    target = RecordTarget("codes", lambda profile: codes)
    device = FakeDevice([{"ID": "1", "Code": "1111"}])
    result = converge(device, target, [{"code": "8642"}], FakeTask(purge=True, purge_limit="100%"))
    assert result["added"] == result["removed"] == ["********"]
    assert result["diff"] == {"before": {"removed 1": {"code": "********"}}, "after": {"added 1": {"code": "********"}}}
    device.refuses = lambda action, record: -1
    with pytest.raises(PartialFailure) as caught:
        converge(device, target, [{"code": "9753"}], FakeTask())
    assert caught.value.detail["refused"][0]["key"] == "********"
    assert "9753" not in str(caught.value) + repr(caught.value.detail)


def test_a_key_that_is_a_number_is_shown_as_text():
    """As the modules' RETURN says it: elements are str."""
    table = FieldTable("floors", (Field("floor", ("Floor",), Number(), needed="always"), Field("name", ("Name",))))
    target = RecordTarget("floors", lambda profile: table)
    device = FakeDevice([{"ID": "1", "Floor": "1", "Name": "old"}, {"ID": "2", "Floor": "2", "Name": "old"}])
    wanted = table.check_rows([{"floor": 1, "name": "new"}, {"floor": 3, "name": "new"}])
    result = converge(device, target, wanted, FakeTask(False, purge=True, purge_limit="100%"))
    assert lists(result) == {"added": ["3"], "updated": ["1"], "removed": ["2"]}
    assert set(result["diff"]["before"]) == {"1", "2"}


# -- what a failed task says of changed -----------------------------------------------------------------------------


def half_kept(**dropped):
    """A device that stores these fields as other values than it was sent."""
    return lambda record: {**record, **{name: value for name, value in dropped.items() if name in record}}


def test_a_record_that_is_half_added_is_added_and_named():
    device = FakeDevice(keep=half_kept(Name="Default"))
    with pytest.raises(NotKept) as caught:
        run(device, want(1))
    detail = caught.value.detail
    assert (detail["changed"], detail["added"], detail["incomplete"], detail["pending"]) == (True, ["w1"], ["w1"], 1)
    assert detail["diff"]["after"]["w1"]["name"] == "Default"


def test_a_record_that_is_half_changed_is_updated_and_named():
    device = FakeDevice([person(1)], keep=half_kept(Pin="7"))
    with pytest.raises(NotKept) as caught:
        run(device, want(1, pin="9"))
    detail = caught.value.detail
    assert (detail["changed"], detail["updated"], detail["incomplete"]) == (True, ["w1"], ["w1"])


def test_a_record_that_the_device_gives_another_key_is_named_by_it():
    device = FakeDevice(keep=half_kept(Who="w"))
    with pytest.raises(NotKept) as caught:
        run(device, want(1))
    detail = caught.value.detail
    assert (detail["changed"], detail["added"], detail["incomplete"]) == (True, ["w"], ["w"])


def test_a_record_that_vanishes_is_a_change():
    device = FakeDevice([person(1), person(2)])
    device.faults = {1: lambda apply: device.stored.pop(0)}
    with pytest.raises(NotKept) as caught:
        run(device, want(1))
    assert (caught.value.detail["changed"], caught.value.detail["removed"]) == (True, ["w1"])


def test_a_record_that_is_refused_and_stored_all_the_same_is_a_change():
    device = FakeDevice(batch_size=1)

    def store_and_refuse(apply):
        apply()
        raise Refused("add: refused by the device (retcode -1, Failed)")

    device.faults = {1: store_and_refuse}
    with pytest.raises(PartialFailure) as caught:
        run(device, want(1))
    detail = caught.value.detail
    assert (detail["changed"], detail["added"], detail["incomplete"]) == (True, ["w1"], ["w1"])
    assert detail["refused"][0]["key"] == "w1"


@given(
    cuts=st.dictionaries(st.integers(1, 25), st.sampled_from([cut_before, cut_after, fails(AuthFailed("no"))])),
    stored=st.sampled_from([{}, {"Name": "Default"}, {"Who": "w"}, {"Pin": "7"}]),
    unread=st.integers(2, 30),
)
def test_changed_false_is_a_promise(cuts, stored, unread):
    device = changed_people()
    device.keep = half_kept(**stored)
    before = content(device)
    device.faults = {**cuts, **dict.fromkeys(range(unread, 60), fails(Unreachable("gone")))}
    try:
        result = run(device, WANTED, **PURGE)
    except AkuvoxError as exc:
        result = exc.detail
    if not result["changed"]:
        assert content(device) == before
