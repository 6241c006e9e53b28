# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles: which one a device gets, and what the option may change."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.profiles import (
    PROFILES,
    RULES,
    Profile,
    choose_profile,
    profile_from_option,
)


@pytest.mark.parametrize(
    ("model", "firmware", "profile"),
    [
        ("R29S", "29.31.101.624", "manual"),
        ("r29s", "29.31.101.624", "manual"),
        ("A05", "5.1.2.3", "manual"),
        ("R29S", "916.30.10.114", "field"),
        ("X916", "916.30.10.114", "field"),
        ("E18C", "18.30.11.21", "field"),
        ("A08S", "108.30.10.144", "field"),
        ("R20K", "290.1.2.3", "field"),
        ("", "", "field"),
        (None, None, "field"),
    ],
)
def test_model_and_firmware_decide(model, firmware, profile):
    assert choose_profile(model, firmware) is PROFILES[profile]


def test_every_rule_names_a_profile_and_where_it_comes_from():
    for rule in RULES:
        assert rule.profile in PROFILES
        assert rule.source
        assert rule.family or rule.model, "a rule that fits every device would hide those after it"


@pytest.mark.parametrize(
    ("target", "action", "manual", "field"),
    [
        ("user", "add", ("user/add",), ("user/set", "user/add")),
        ("user", "del", ("user/del",), ("user/set", "user/del")),
        ("user", "set", ("user/set",), ("user/set",)),
        ("config", "get", ("config/get",), ("config/get",)),
    ],
)
def test_routes(target, action, manual, field):
    assert PROFILES["manual"].paths(target, action) == manual
    assert PROFILES["field"].paths(target, action) == field


@pytest.mark.parametrize("option", [None, "", "auto"])
def test_auto_is_decided_by_the_device(option):
    assert profile_from_option(option) is None


def test_a_name_settles_it():
    assert profile_from_option("manual") is PROFILES["manual"]


def test_a_mapping_changes_parts_of_the_profile_that_it_names():
    changed = profile_from_option({"base": "manual", "batch_size": "20", "schedule_keys": "Schedule-Relay"})
    assert (changed.batch_size, changed.schedule_keys) == (20, ("Schedule-Relay",))
    assert changed.routes == PROFILES["manual"].routes
    assert changed.name == "manual with changes"
    assert PROFILES["manual"].batch_size == 250, "the profile itself stays as it is"


def test_the_base_is_what_most_devices_take():
    assert profile_from_option({"page_size": 10}).routes == PROFILES["field"].routes


@pytest.mark.parametrize(
    ("part", "given", "kept"),
    [
        ("routes", {"user.add": "user/new"}, {"user.add": ("user/new",)}),
        ("routes", {"user.add": ["user/new", "user/add"]}, {"user.add": ("user/new", "user/add")}),
        ("missing_targets", ["contact"], ("contact",)),
        ("page_size", 0, 0),
        ("page_size", "10", 10),
        ("batch_size", 1, 1),
        ("seconds_per_item", 0, 0.0),
        ("seconds_per_item", "1.5", 1.5),
        ("add_id", -1, "-1"),
        ("add_id", "", ""),
        ("schedule_separator", ";", ";"),
    ],
)
def test_parts_are_brought_to_their_type(part, given, kept):
    assert getattr(profile_from_option({part: given}), part) == kept


def test_every_part_can_be_changed_but_the_name():
    parts = {part.name: getattr(PROFILES["field"], part.name) for part in dataclasses.fields(Profile)}
    del parts["name"], parts["about"]
    assert dataclasses.replace(profile_from_option(parts), name="field") == PROFILES["field"]


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("fields", "profile: must be auto, field, manual, s532 or a mapping, not 'fields'"),
        (7, "profile: must be a profile's name or a mapping of its parts"),
        (["manual"], "profile: must be a profile's name or a mapping of its parts"),
        ({"base": "auto"}, "profile.base: must be one of field, manual, s532, not 'auto'"),
        ({"base": ["manual"]}, "profile.base: must be one of field, manual"),
        ({"batchsize": 5}, "profile.batchsize: is not a part of a profile; there are base, add_id, base64_passwords, "),
        ({7: 5}, "profile.7: is not a part of a profile"),
        ({"name": "mine"}, "profile.name: is not a part of a profile"),
        ({"batch_size": "many"}, "profile.batch_size: must be 1 to 10000, not 'many'"),
        ({"batch_size": 0}, "profile.batch_size: must be 1 to 10000, not 0"),
        ({"batch_size": None}, "profile.batch_size: must be 1 to 10000, not None"),
        ({"batch_size": 1.5}, "profile.batch_size: must be 1 to 10000, not 1.5"),
        ({"page_size": -1}, "profile.page_size: must be 0 to 10000, not -1"),
        ({"seconds_per_item": -0.5}, "profile.seconds_per_item: must be 0 to 60 seconds, not -0.5"),
        ({"seconds_per_item": "nan"}, "profile.seconds_per_item: must be 0 to 60 seconds, not 'nan'"),
        ({"seconds_per_item": "slow"}, "profile.seconds_per_item: must be 0 to 60 seconds, not 'slow'"),
        ({"add_id": ["0"]}, "profile.add_id: must be text"),
        ({"schedule_separator": ""}, "profile.schedule_separator: must be one of ,, ;, not ''"),
        ({"schedule_keys": []}, "profile.schedule_keys: must be a list of at least one name"),
        ({"schedule_keys": 5}, "profile.schedule_keys: must be a list of names, not 5"),
        ({"missing_targets": [5]}, "profile.missing_targets: must be a list of names"),
        ({"routes": "user/set"}, "profile.routes: must be a mapping such as user.add: [user/set, user/add]"),
        ({"routes": {"user.add": []}}, "profile.routes: must be a list of at least one name"),
        ({"routes": {"user.add": 5}}, "profile.routes: must be a list of names, not 5"),
    ],
)
def test_a_wrong_profile_is_refused_by_the_part_that_is_wrong(option, says):
    with pytest.raises(InvalidInput) as caught:
        profile_from_option(option)
    assert str(caught.value).startswith(says)
