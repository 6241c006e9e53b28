# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner: properties over random lists, and the cases that have a message of their own."""

from __future__ import annotations

import copy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.doubles import DoubleRules
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.plan import (
    Plan,
    batches,
    check_fence,
    hold,
    make_plan,
    parse_limit,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput, PurgeFence
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Digits, Joined, Number, Text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import Field, FieldTable

PEOPLE = FieldTable(
    "people",
    (
        Field("who", ("Who",), Text(), needed="always", same=str.upper),
        Field("name", ("Name",), Text(), needed="add"),
        Field("pin", ("Pin",), Digits(1, 4), secret=True),
        Field("floors", ("Floors",), Joined(Number()), same=frozenset),
    ),
)


def is_foreign(record):
    return record.get("Owner") == "cloud"


def held(*records):
    return hold(records, PEOPLE, is_foreign)


def plan(records, wanted, **how):
    return make_plan(held(*records), PEOPLE.check_rows(wanted), PEOPLE, **how)


def project(records, plan):
    """The device's records after the plan, by a rule of its own: what is said of a record is what it gets."""
    gone = [id(record.record) for record in plan.remove]
    changed = {id(update.held.record): update.changes for update in plan.update}
    after = []
    for record in records:
        if id(record) not in gone:
            after.append({**record, **encoded(changed.get(id(record), {}))})
    return after + [{"ID": f"new {number}", **encoded(row)} for number, row in enumerate(plan.add)]


def encoded(values):
    keys = {"who": "Who", "name": "Name", "pin": "Pin"}
    record = {keys[option]: value for option, value in values.items() if option in keys}
    if "floors" in values:
        record["Floors"] = ";".join(map(str, values["floors"]))
    return record


names = st.sampled_from("abcdefghABCDEFGH")
device_records = st.lists(
    st.fixed_dictionaries(
        {"ID": st.integers(1, 99).map(str), "Who": names, "Name": st.sampled_from(["x", "y", ""])},
        optional={
            "Pin": st.sampled_from(["1", "2", ""]),
            "Floors": st.sampled_from(["1;2", "2,1", "3", ""]),
            "Owner": st.sampled_from(["cloud", "local"]),
        },
    ),
    unique_by=(lambda record: record["Who"].upper(), lambda record: record["ID"]),
    max_size=8,
)
wanted_rows = st.lists(
    st.fixed_dictionaries(
        {"who": names, "name": st.sampled_from(["x", "y", "z"])},
        optional={
            "pin": st.sampled_from(["1", "2", ""]),
            "floors": st.sampled_from([[1, 2], [2, 1], [3], []]),
        },
    ),
    unique_by=lambda row: row["who"].upper(),
    max_size=8,
)
how_to_plan = st.fixed_dictionaries(
    {"state": st.sampled_from(["present", "absent"]), "purge": st.booleans(), "secrets": st.just("always")}
)


def possible(records, wanted, how):
    """A plan, for examples in which no foreign record stands in the way."""
    try:
        return plan(records, wanted, **how)
    except InvalidInput:
        assume(False)


@given(records=device_records, wanted=wanted_rows, how=how_to_plan)
def test_nothing_is_left_to_do_once_the_plan_is_done(records, wanted, how):
    first = possible(records, wanted, how)
    assert not plan(project(records, first), wanted, **how)


@given(records=device_records, state=st.sampled_from(["present", "absent"]))
def test_nothing_wanted_and_no_purge_plans_nothing(records, state):
    assert not plan(records, [], state=state)


@given(records=device_records, wanted=wanted_rows, how=how_to_plan, data=st.data())
def test_the_order_of_the_lists_makes_no_difference(records, wanted, how, data):
    def content(some):
        return (
            {row["who"]: row for row in some.add},
            {update.held.identity: update.changes for update in some.update},
            {record.identity for record in some.remove},
            (some.purged, some.whole),
        )

    first = possible(records, wanted, how)
    other = plan(data.draw(st.permutations(records)), data.draw(st.permutations(wanted)), **how)
    assert content(first) == content(other)


@given(records=device_records, wanted=wanted_rows, how=how_to_plan)
def test_the_inputs_are_not_changed(records, wanted, how):
    before = copy.deepcopy((records, wanted))
    possible(records, wanted, how)
    assert (records, wanted) == before


@given(records=device_records, wanted=wanted_rows, how=how_to_plan)
def test_a_record_of_someone_else_is_never_written(records, wanted, how):
    made = possible(records, wanted, how)
    assert not [record for record in made.remove if record.foreign]
    assert not [update for update in made.update if update.held.foreign]


@given(records=device_records, wanted=wanted_rows, how=how_to_plan)
def test_whole_means_a_purge_with_an_empty_list_that_leaves_nothing(records, wanted, how):
    made = possible(records, wanted, how)
    purge = how.get("purge", False) and how.get("state", "present") == "present"
    assert made.whole == (purge and not wanted and bool(records) and project(records, made) == [])


@given(records=device_records, wanted=wanted_rows)
def test_every_wanted_record_is_there_afterwards_and_what_was_not_named_stays(records, wanted):
    made = possible(records, wanted, {"state": "present"})
    after = {record["Who"].upper(): record for record in project(records, made)}
    assert set(after) == {record["Who"].upper() for record in records} | {row["who"].upper() for row in wanted}
    for record in records:
        row = next((row for row in wanted if row["who"].upper() == record["Who"].upper()), {})
        for option, key in (("pin", "Pin"), ("floors", "Floors")):
            if option not in row:
                assert after[record["Who"].upper()].get(key) == record.get(key)


@given(records=device_records, wanted=wanted_rows)
def test_purge_leaves_exactly_the_list_and_what_others_own(records, wanted):
    made = possible(records, wanted, {"purge": True})
    after = {record["Who"].upper() for record in project(records, made)}
    assert after == {row["who"].upper() for row in wanted} | {r["Who"].upper() for r in records if is_foreign(r)}
    assert made.purged == len(made.remove)


ROBIN = {"ID": "1", "Who": "r", "Name": "Robin", "Pin": "12", "Floors": "1;2"}


@pytest.mark.parametrize(
    ("wanted", "changes"),
    [
        ({"who": "R"}, None),
        ({"who": "r", "name": "Robin", "pin": "12", "floors": [2, 1]}, None),
        ({"who": "r", "name": "Kim"}, {"name": "Kim"}),
        ({"who": "r", "pin": "", "floors": []}, {"pin": "", "floors": []}),
    ],
)
def test_only_what_is_given_is_compared(wanted, changes):
    made = plan([ROBIN], [wanted])
    assert [update.changes for update in made.update] == ([changes] if changes else [])
    assert made.size == len(made.update)


@pytest.mark.parametrize("empty", [{"pin": ""}, {"floors": []}])
def test_a_field_that_the_device_leaves_out_is_as_good_as_empty(empty):
    assert not plan([{"ID": "1", "Who": "r"}], [{"who": "r", **empty}])


def test_a_new_record_needs_what_it_can_not_do_without():
    with pytest.raises(InvalidInput) as caught:
        plan([ROBIN], [{"who": "r"}, {"who": "k", "pin": "12"}])
    assert str(caught.value) == "people[1].name: is needed to add this record, which is not on the device yet"


@pytest.mark.parametrize(("state", "verb"), [("present", "changed"), ("absent", "removed")])
def test_a_listed_record_of_someone_else_is_refused(state, verb):
    with pytest.raises(InvalidInput, match=rf"people\[0\]: .* cannot be {verb} on the device; .* \(who r\)"):
        plan([{**ROBIN, "Owner": "cloud"}], [{"who": "r", "name": "Kim"}], state=state)


def test_a_listed_record_of_someone_else_that_is_right_as_it_is_bothers_nobody():
    assert not plan([{**ROBIN, "Owner": "cloud"}], [{"who": "r", "name": "Robin"}])


def test_a_record_without_the_key_is_nobodys_to_purge():
    made = plan([{"ID": "1", "Name": "nameless"}, {"ID": "2", "Who": ""}, ROBIN], [], purge=True)
    assert [record.values["who"] for record in made.remove] == ["r"]
    assert not made.whole


TWIN = {**ROBIN, "ID": "9"}
MASKED = "the device shows a part of them as stars, so nobody can see whether they are the same"
WANT_ROBIN = [{"who": "r", "name": "Robin"}]


@pytest.mark.parametrize("records", [[ROBIN, TWIN], [TWIN, ROBIN]], ids=["in order", "the later one first"])
def test_of_doubles_the_first_stays(records):
    made = plan(records, WANT_ROBIN)
    assert [record.record["ID"] for record in made.doubles] == ["9"]
    assert (made.add, made.update, made.remove, made.size) == ((), (), (), 1)


def test_ids_are_compared_as_numbers_and_the_number_for_others_may_differ():
    records = [{**ROBIN, "ID": number, "DisplayID": f"10{number}"} for number in ("10", "9", "11")]
    assert [record.record["ID"] for record in plan(records, WANT_ROBIN).doubles] == ["10", "11"]


def test_doubles_that_nobody_lists_stay():
    assert not plan([ROBIN, TWIN, {"ID": "2", "Who": "k", "Name": "Kim"}], [{"who": "k", "name": "Kim"}])


def test_the_one_that_stays_of_doubles_is_changed_like_any_other():
    made = plan([ROBIN, TWIN], [{"who": "r", "name": "Kim"}])
    assert [update.held.record["ID"] for update in made.update] == [ROBIN["ID"]]
    assert len(made.doubles) == 1


def test_of_doubles_the_one_stays_that_others_refer_to():
    rules = DoubleRules(referrers=lambda record: ["user_id 71"] if record["ID"] == "9" else [])
    assert [record.record["ID"] for record in plan([ROBIN, TWIN], WANT_ROBIN, rules=rules).doubles] == [ROBIN["ID"]]


@pytest.mark.parametrize(
    ("others", "rules", "says"),
    [
        ([{**TWIN, "Owner": "cloud"}], {}, "at least one of them is owned by a cloud or another platform"),
        ([{**TWIN, "Pin": "****"}], {}, MASKED),
        ([{**TWIN, "Kept": "****"}], {}, MASKED),
        ([{**TWIN, "Name": "Kim"}], {}, "they differ in Name"),
        ([{**TWIN, "Unknown": "1"}], {}, "they differ in Unknown"),
        ([TWIN, {**TWIN, "ID": "11", "Name": "Kim"}], {}, "they differ in Name"),
        ([{**ROBIN}], {}, "the device shows no IDs by which to tell them apart"),
        ([TWIN], {"obstacle": "this device can't remove single people"}, "this device can't remove single people"),
        ([TWIN], {"referrers": lambda record: [f"user_id {record['ID']}"]},
         f"more than one of them is referred to: ID {ROBIN['ID']} by user_id {ROBIN['ID']}; ID 9 by user_id 9"),
    ],
)  # fmt: skip
def test_records_with_one_key_that_are_no_doubles_are_refused_by_name_with_a_way_out(others, rules, says):
    rules = DoubleRules(way_out=lambda records: f"do this with {len(records)}", **rules)
    with pytest.raises(InvalidInput) as caught:
        plan([ROBIN, *others], WANT_ROBIN, rules=rules)
    numbers = ", ".join([ROBIN["ID"], *(record["ID"] for record in others)])
    assert str(caught.value) == (
        f"people[0]: the device holds {1 + len(others)} records with this who (IDs {numbers}), and {says} (who r). To "
        f"end this, do this with {1 + len(others)}, then run again"
    )


def test_two_records_with_one_key_on_the_device_both_go():
    twins = [ROBIN, {**ROBIN, "ID": "9"}]
    assert len(plan(twins, [{"who": "r"}], state="absent").remove) == 2
    assert len(plan(twins, [], purge=True).remove) == 2


@pytest.mark.parametrize(
    ("on_device", "wanted", "secrets", "changes"),
    [
        ("12", "34", "always", {"pin": "34"}),
        ("12", "34", "on_create", {}),
        ("12", "12", "always", {}),
        ("12", "", "always", {"pin": ""}),
        ("12", "", "on_create", {}),
        ("****", "12", "always", {"pin": "12"}),
        ("****", "12", "on_create", {}),
        ("****", "", "always", {"pin": ""}),
        (None, "12", "always", {"pin": "12"}),
        (None, "12", "on_create", {}),
    ],
)
def test_secrets_of_records_that_are_there(on_device, wanted, secrets, changes):
    record = {"ID": "1", "Who": "r"} if on_device is None else {**ROBIN, "Pin": on_device}
    made = plan([record], [{"who": "r", "pin": wanted}], secrets=secrets)
    assert [update.changes for update in made.update] == ([changes] if changes else [])


def test_on_create_sets_the_secrets_of_new_records():
    made = plan([], [{"who": "r", "name": "Robin", "pin": "12"}], secrets="on_create")
    assert made.add[0]["pin"] == "12"


@pytest.mark.parametrize("secrets", ["always", "on_create"])
def test_stars_are_never_written_back_with_another_change(secrets):
    masked = {**ROBIN, "Pin": "****"}
    found = plan([masked], [{"who": "r", "pin": "12", "name": "Other"}], secrets=secrets)
    assert found.update[0].changes == {"pin": "12", "name": "Other"}


def test_a_record_whose_secret_is_masked_is_not_changed_without_it():
    masked = {**ROBIN, "Pin": "****"}
    with pytest.raises(InvalidInput, match="pin: is needed to change this record, since the device shows it as stars"):
        plan([masked], [{"who": "r", "name": "Other"}])


def test_a_masked_secret_that_was_just_written_counts_as_kept():
    masked = {**ROBIN, "Pin": "****"}
    assert not plan([masked], [{"who": "r", "pin": "12"}], written=frozenset({"R"}))
    assert plan([masked], [{"who": "r", "pin": "12"}], written=frozenset({"K"}))


@pytest.mark.parametrize(
    ("limit", "of", "records"),
    [("50%", 10, 5), ("50%", 5, 2.5), ("0%", 10, 0), ("100%", 7, 7), ("0", 10, 0), ("3", 10, 3), (3, 10, 3),
     (" 20% ", 10, 2)],
)  # fmt: skip
def test_the_fence_is_a_number_or_a_percentage(limit, of, records):
    assert parse_limit(limit, of) == records


@pytest.mark.parametrize("limit", ["", "101%", "50.5%", "-1", "-5%", "half", "5 0", "50%%", None, True, 0.5, "50 %"])
def test_anything_else_is_no_fence(limit):
    with pytest.raises(InvalidInput, match="purge_limit: must be a number of records or a percentage like '50%'"):
        parse_limit(limit, 10)


@pytest.mark.parametrize(
    ("purged", "of", "limit", "passes"),
    [
        (5, 10, "50%", True),
        (6, 10, "50%", False),
        (3, 5, "50%", False),
        (10, 10, "100%", True),
        (1, 10, "0%", False),
        (0, 10, "0%", True),
        (1, 10, "0", False),
        (0, 0, "0", True),
        (3, 10, "3", True),
        (4, 10, "3", False),
    ],
)
def test_the_fence_holds_at_its_edge(purged, of, limit, passes):
    fenced = Plan(purged=purged)
    if passes:
        check_fence(fenced, of, limit)
    else:
        with pytest.raises(PurgeFence) as caught:
            check_fence(fenced, of, limit)
        assert caught.value.detail == {"purge": {"would_remove": purged, "held": of}}


@given(of=st.integers(1, 5000), share=st.floats(0, 1), limit=st.integers(0, 100).map("{}%".format))
def test_the_fence_says_what_would_open_it(of, share, limit):
    fenced = Plan(purged=round(of * share))
    try:
        check_fence(fenced, of, limit)
    except PurgeFence as exc:
        words = str(exc).rsplit("purge_limit: ", 1)[1]
        for suggested in (word.strip("'") for word in words.split(" or ")):
            check_fence(fenced, of, suggested)


def test_removals_that_were_asked_for_by_name_are_not_fenced():
    made = plan([ROBIN], [{"who": "r"}], state="absent")
    assert (len(made.remove), made.purged) == (1, 0)
    check_fence(made, 1, "0")


@given(rows=st.lists(st.integers()), size=st.integers(1, 9))
def test_batches_are_all_rows_in_order_and_none_too_long(rows, size):
    parts = batches(rows, size)
    assert [row for part in parts for row in part] == rows
    assert all(0 < len(part) <= size for part in parts)
