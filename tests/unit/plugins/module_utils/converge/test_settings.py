# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converging settings: one write for the difference, lost answers, and what the device doesn't keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.settings import (
    Setting,
    Variant,
    VariantField,
    converge_settings,
    letter_rows,
    letter_settings,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AuthFailed,
    BadReply,
    InvalidInput,
    LostAnswer,
    NotKept,
    Refused,
    Unreachable,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Choice, Flag, Number
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import Field, FieldTable
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import (
    FakeDevice,
    FakeTask,
    cut_after,
    cut_before,
    fails,
)


def wants(values, secret=()):
    """The settings of a mapping, as akuvox_config makes them."""
    return [Setting(f"settings.{key}", key, key, value, key in secret) for key, value in values.items()]


def run(device, values, secret=(), check_mode=False, task=None):
    task = task or FakeTask(check_mode)
    return converge_settings(device, "config", lambda current: wants(values, secret), task)


ON_DEVICE = {"A": "1", "B": "2", "C": "3"}


def test_a_device_that_holds_everything_is_read_once():
    device = FakeDevice(settings=ON_DEVICE)
    assert run(device, {"A": "1", "B": "2"}) == {
        "changed": False,
        "updated": [],
        "diff": {"before": {}, "after": {}},
    }
    assert device.requests == [("get", 0)]


def test_only_the_difference_is_written_at_once_and_read_back():
    device = FakeDevice(settings=ON_DEVICE)
    result = run(device, {"A": "1", "B": "7", "D": "8"})
    assert device.sent == [("set", {"B": "7", "D": "8"})]
    assert device.requests == [("get", 0), ("set", 2), ("get", 0)]
    assert result == {
        "changed": True,
        "updated": ["B", "D"],
        "diff": {"before": {"B": "2", "D": None}, "after": {"B": "7", "D": "8"}},
    }


def test_check_mode_says_the_same_and_writes_nothing():
    rehearsed, real = FakeDevice(settings=ON_DEVICE), FakeDevice(settings=ON_DEVICE)
    result = run(rehearsed, {"A": "7"}, check_mode=True)
    assert rehearsed.requests == [("get", 0)]
    assert result == run(real, {"A": "7"})


def test_values_that_mean_the_same_are_the_same():
    same_number = Setting("a", "a", "A", "07", decode=Number().decode)
    assert not same_number.differs({"A": "7"})
    assert same_number.differs({"A": "70"})
    assert same_number.differs({})


@pytest.mark.parametrize("error", [LostAnswer, Unreachable, BadReply])
@pytest.mark.parametrize("cut", [cut_before, cut_after])
def test_one_lost_answer_changes_nothing_in_the_end(cut, error):
    device = FakeDevice(settings=ON_DEVICE)
    device.faults = {1: lambda apply: cut(apply, error)}
    assert run(device, {"A": "7", "B": "8"})["updated"] == ["A", "B"]
    assert device.settings == {"A": "7", "B": "8", "C": "3"}
    assert len(device.writes) == (2 if cut is cut_before else 1)


def test_what_comes_late_is_waited_for_and_not_written_again():
    device = FakeDevice(settings=ON_DEVICE)
    device.faults = {1: cut_before}
    device.late = [(device.clock.now + 3, lambda: device.settings.update({"A": "7"}))]
    run(device, {"A": "7"})
    assert len(device.writes) == 1
    assert device.settings["A"] == "7"


def test_a_device_that_takes_no_write_ends_the_task_with_what_it_has_taken():
    device = FakeDevice(settings=ON_DEVICE)

    def takes_one_and_hangs_up(apply):
        device.settings["A"] = "7"
        raise LostAnswer("the connection broke off")

    device.faults, device.write_fault = {1: takes_one_and_hangs_up}, cut_before
    with pytest.raises(LostAnswer) as caught:
        run(device, {"A": "7", "B": "8"})
    assert len(device.writes) == 4
    assert caught.value.detail["updated"] == ["A"]
    assert caught.value.detail["changed"] is True


@given(cuts=st.dictionaries(st.integers(1, 9), st.sampled_from([cut_before, cut_after])))
def test_whatever_is_cut_the_next_run_ends_with_the_desired_state(cuts):
    device = FakeDevice(settings=ON_DEVICE)
    device.faults = dict(cuts)
    try:
        run(device, {"A": "7", "B": "8"})
    except Unreachable:
        device.faults = {}
        run(device, {"A": "7", "B": "8"})
    assert device.settings == {"A": "7", "B": "8", "C": "3"}


@pytest.mark.parametrize("error", [Unreachable, BadReply, AuthFailed])
def test_a_device_that_can_not_be_read_back_leaves_the_outcome_open(error):
    device = FakeDevice(settings=ON_DEVICE)
    device.faults = {2: fails(error("no answer"))}
    with pytest.raises(error, match=r"no answer\. It is not known whether the 1 settings were taken; run again"):
        run(device, {"A": "7"})


def test_a_refused_write_is_not_tried_again():
    device = FakeDevice(settings=ON_DEVICE, refuses=lambda action, record: -1)
    with pytest.raises(Refused):
        run(device, {"A": "7"})
    assert device.writes == [("set", 1)]


def test_what_the_device_does_not_keep_is_named_and_the_rest_counts_as_done():
    device = FakeDevice(settings=ON_DEVICE, keep=lambda data: {**data, "A": "9", "P": "9"})
    with pytest.raises(NotKept) as caught:
        run(device, {"A": "7", "B": "8", "P": "8642"}, secret=("P",))
    assert str(caught.value) == (
        "the device accepted the settings and did not keep 2 of 3: settings.A (A): it holds '9', not '7'; "
        "settings.P (P)"
    )
    detail = caught.value.detail
    # what has neither the old value nor the new one is half done
    assert (detail["changed"], detail["updated"], detail["incomplete"]) == (True, ["A", "B", "P"], ["A", "P"])
    assert detail["diff"]["after"] == {"A": "9", "B": "8", "P": "******** (changed)"}
    assert caught.value.detail["changed"] is True
    assert "8642" not in repr(caught.value.detail)


def test_a_device_that_keeps_nothing_has_not_changed():
    device = FakeDevice(settings=ON_DEVICE, keep=lambda data: {})
    with pytest.raises(NotKept) as caught:
        run(device, {"A": "7"})
    assert caught.value.detail["changed"] is False


def test_a_diff_says_that_a_secret_changes_and_not_what_it_is():
    device = FakeDevice(settings={"P": "1111", "Q": ""})
    result = run(device, {"P": "8642", "Q": "9753"}, secret=("P", "Q"))
    assert result["diff"] == {
        "before": {"P": "********", "Q": ""},
        "after": {"P": "******** (changed)", "Q": "******** (changed)"},
    }


def test_a_secret_shown_as_stars_is_written_with_other_changes_only_and_the_user_is_told():
    device, task = FakeDevice(settings={"A": "1", "P": "****"}), FakeTask()
    assert run(device, {"P": "8642"}, secret=("P",), task=task)["changed"] is False
    assert device.writes == []
    assert task.warnings == ["settings.P: the device shows it as stars, so it is only written along with other changes"]
    result = run(device, {"A": "7", "P": "8642"}, secret=("P",))
    assert device.sent == [("set", {"A": "7", "P": "8642"})]
    assert result["updated"] == ["A"]


def test_what_choosing_finds_wrong_is_said_before_any_write():
    device = FakeDevice(settings=ON_DEVICE)

    def choose(current):
        assert current == ON_DEVICE
        raise InvalidInput("settings.X: this device has no such key")

    with pytest.raises(InvalidInput):
        converge_settings(device, "config", choose, FakeTask())
    assert device.writes == []


DOORS = FieldTable(
    "doors",
    (
        Field("door", (), Choice({"A": "1", "B": "2"}), needed="always"),
        VariantField("enabled", (), Flag(), variants=(Variant("Enable{}"),)),
        VariantField(
            "kind",
            (),
            Choice({"in": "0", "out": "1"}),
            variants=(Variant("Kind{}"), Variant("{}Kind", Choice({"in": "1", "out": "0"}))),
        ),
    ),
)


def test_the_devices_own_spelling_of_a_key_is_used_with_its_own_numbers():
    current = {"KindA": "0", "BKind": "0", "EnableA": "1"}
    rows = DOORS.check_rows([{"door": "A", "kind": "out"}, {"door": "B", "kind": "out"}])
    settings = letter_settings(DOORS, rows, current)
    assert [(s.label, s.key, s.value, s.differs(current)) for s in settings] == [
        ("A.kind", "KindA", "1", True),
        ("B.kind", "BKind", "0", False),
    ]
    assert letter_rows(DOORS, current) == [
        {"door": "A", "enabled": True, "kind": "in"},
        {"door": "B", "kind": "out"},
    ]


def test_a_key_that_the_device_does_not_have_is_named_with_all_its_spellings():
    with pytest.raises(InvalidInput) as caught:
        letter_settings(DOORS, [{"door": "A"}, {"door": "B", "kind": "in"}], {"KindA": "0"})
    assert str(caught.value) == "doors[1].kind: this device has no kind for door B (looked for KindB, BKind)"
