# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each emulated family is probed, and its report gives its profile back, field by field."""

from __future__ import annotations

import dataclasses

import pytest
from akuvox_emulator.configkeys import FACTORY, factory
from akuvox_emulator.profiles import MANUAL, PROFILES, override
from akuvox_emulator.recordkinds import KINDS
from contents import contents
from emulated import FAMILIES, running
from probe_profile import overrides

pytestmark = pytest.mark.one_core

# What a probe that only reads can't know, and why.
UNKNOWABLE = {
    "name": "made up", "summary": "made up",
    "model": "compared with the report", "firmware": "compared with the report", "hardware": "compared with the report",
    "factory_auth_mode": "shows after a reset", "broken_auth_modes": "would take another login mode",
    "unknow_auth_modes": "would take another login mode", "whitelist_every_mode": "would take a whitelist",
    "nonce_lifetime": "would take minutes", "min_request_interval": "not provoked", "serial_only": "not provoked",
    "max_items": "not provoked", "capacity": "not provoked", "cloud_sources": "a cloud's records are left alone",
    "action_url_method": "shows where a door calls", "action_url_code": "shows where a door calls",
    "base64_keys": "passwords are not written", "unread_keys": "they come in no reply",
}  # fmt: skip
BY_WRITING = (
    "closed_paths", "extra_get", "refused_post", "user_write_retcode", "schedule_write_retcode", "required_on_add",
    "refused_on_add", "selectors", "config_single", "user_schedule_write", "user_schedule_separators",
)  # fmt: skip


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    devices = [{"name": name, "profile": name, "request_interval": 0} for name in FAMILIES]
    with running(tmp_path_factory.mktemp("probe"), devices) as found:
        for name in FAMILIES:
            found.put(name, **contents(name))
        yield found


@pytest.fixture(scope="module")
def written(doors):
    """``written(name)``: the result of a write probe of a family's door, made once, with the door's state around it."""
    known = {}

    def probe(name):
        if name not in known:
            before = doors.state(name)
            known[name] = (doors.probe(name, write=True), before, doors.state(name))
        return known[name]

    return probe


def expected(name, field, written):
    """What of a family's profile a probe can see, in this field."""
    value = getattr(PROFILES[name], field)
    if field == "fields":
        silent = {entry.partition("/")[0] for entry in (*PROFILES[name].html_replies, *PROFILES[name].empty_replies)}
        return {entry for entry in value if entry not in OF_THE_MANUAL and entry.partition(".")[0] not in silent}
    if field == "config":
        return set(factory(PROFILES[name])) - set(FACTORY) if "config" not in PROFILES[name].missing else set()
    if field == "config_absent":
        return set(FACTORY) - set(factory(PROFILES[name])) if "config" not in PROFILES[name].missing else set()
    if field == "closed_paths":
        return {entry for entry in value if not {entry, entry.partition("/")[0]} & set(PROFILES[name].missing)}
    if written and field == "extensions":
        return set(value) - {"security_basic/set"}
    if field == "required_on_add":
        return {target: set(names) for target, names in value.items()}
    if field == "selectors":
        # what goes by something else than the ID as well isn't tried: an unknown device may use it on all
        return {target: names for target, names in value.items() if "ID" not in names}
    if field == "user_schedule_write":
        return value
    if field == "extensions" and not written:
        return {entry for entry in value if entry.endswith("/get")}
    if field == "missing" and not written:
        return {entry for entry in value if "/" not in entry or entry.endswith("/get")}
    if field in ("echoes", "messages") and not written:
        return {entry: said for entry, said in value.items() if entry.endswith("/get")}
    return set(value) if isinstance(value, tuple) else value


OF_THE_MANUAL = {
    f"{target}.{key}" for target, kind in KINDS.items() for key in kind.defaults
}  # fmt: skip


def compared(name, found, fields, written):
    """The fields in which the profile of a report is not the family's."""
    different = {}
    for field in fields:
        value = getattr(found, field)
        if field in ("fields", "config"):
            value = set(value) - (set(getattr(MANUAL, field)))
        if field == "required_on_add":
            value = {target: set(names) for target, names in value.items()}
        if field == "user_schedule_write":
            value = tuple(value)
            assert value == expected(name, field, written)
            continue
        value = set(value) if isinstance(value, tuple) else value
        if value != expected(name, field, written):
            different[field] = (value, expected(name, field, written))
    return different


@pytest.mark.parametrize("name", FAMILIES)
def test_a_familys_report_gives_its_profile_back(doors, name):
    report = doors.probe(name)["probe"]
    profile = PROFILES[name]
    assert report["device"] == {
        "model": profile.model, "firmware": profile.firmware, "hardware": profile.hardware
    }  # fmt: skip
    found = override(MANUAL, overrides(report))
    fields = [entry.name for entry in dataclasses.fields(found) if entry.name not in (*UNKNOWABLE, *BY_WRITING)]
    assert len(fields) > 30
    assert compared(name, found, fields, written=False) == {}


@pytest.mark.parametrize("name", FAMILIES)
def test_a_write_probe_gives_the_rest_back_and_leaves_the_door_as_it_was(written, name):
    result, before, after = written(name)
    report = result["probe"]
    # what is added gets the next number: nothing else may be different
    assert {part: after[part] for part in after if part not in ("revision", "uptime", "log")} == {
        part: before[part] for part in before if part not in ("revision", "uptime", "log")
    }
    assert result["changed"] is False
    assert all(steps.get("put_back") is not False for steps in report["writes"]["targets"].values())
    found = override(MANUAL, overrides(report))
    fields = [entry.name for entry in dataclasses.fields(found) if entry.name not in UNKNOWABLE]
    assert compared(name, found, fields, written=True) == {}


# The number in device-facts 13.2, a word of what the report says, and the families that show it.
SURPRISES = (
    (1, "retcode 1 and no data", ("manual", "e18")), (2, "HTTP 200", ("manual", "it83")),
    (3, "without target and action", FAMILIES), (4, "hanlders", ("it83",)), (5, "positive retcode", ("hostile",)),
    (6, "Ret of a good rfkey add", ("manual",)), (7, "unknown contact", ("e18",)),
    (8, "hyphenated name alone", ("e18",)),
    (9, "hyphenated name of a schedule is ignored", ("x916", "manual")), (10, "bare Schedule", ("x915s",)),
    (11, "-100", ("x912",)), (12, "behind a semicolon", ("e18",)), (13, "end with a separator", ("s532",)),
    (15, "has pages", ("e18", "x916")), (15, "is ignored", ("manual", "hostile")), (15, "has no item", ("hostile",)),
    (15, "called Item", ("hostile",)), (15, "as an object", ("x912",)), (16, "leaves out is lost", ("manual",)),
    (18, "cut at 63", ("s532", "hostile")), (19, "becomes Default", ("e18",)),
    (21, "realm has a blank", ("e18", "x912")),
    (24, "follow the JSON", ("hostile",)), (24, "Latin-1", ("hostile",)), (24, "is empty", ("hostile",)),
    (24, "web page", ("hostile",)), (25, "by GET", ("e16c",)), (26, "as stars", ("hostile",)),
    (27, "in days", ("e18",)), (27, "as text", ("hostile",)), (28, "by URL", ("it83",)),
    (30, "words for the outcome", ("e18",)), (30, "numbers for the outcome", ("manual",)),
    (31, "another function's", ("manual", "e18")), (32, "can't be added again", ("manual", "x916")),
)  # fmt: skip


@pytest.mark.parametrize(("item", "words", "families"), SURPRISES, ids=[f"{each[0]}-{each[1]}" for each in SURPRISES])
def test_the_surprises_show_in_the_report(written, item, words, families):
    for name in families:
        report = written(name)[0]["probe"]
        assert [odd for odd in report["oddities"] if odd["item"] == item and words in odd["text"]], name


def test_a_surprise_shows_where_it_is_only(written):
    """None of the rarer ones shows on the manual's device."""
    shown = {odd["item"] for odd in written("manual")[0]["probe"]["oddities"]}
    assert not shown & {4, 5, 8, 10, 11, 12, 18, 21, 22, 23, 24, 25, 26, 27, 28}
