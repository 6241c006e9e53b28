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
        # what goes by something else than the ID as well isn't tried: an unknown device may take it for all
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
def test_a_write_probe_gives_the_rest_back_and_leaves_the_door_as_it_was(doors, name):
    before = doors.state(name)
    result = doors.probe(name, write=True)
    report = result["probe"]
    after = doors.state(name)
    # what is added gets the next number: nothing else may be different
    assert {part: after[part] for part in after if part not in ("revision", "uptime", "log")} == {
        part: before[part] for part in before if part not in ("revision", "uptime", "log")
    }
    assert result["changed"] is False
    assert all(steps.get("put_back") is not False for steps in report["writes"]["targets"].values())
    found = override(MANUAL, overrides(report))
    fields = [entry.name for entry in dataclasses.fields(found) if entry.name not in UNKNOWABLE]
    assert compared(name, found, fields, written=True) == {}
