# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles: which one a device gets, and what the option may change."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.models import MODELS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profileoption import profile_from_option
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import (
    PROFILES,
    Profile,
    choose_profile,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput


@pytest.mark.parametrize(
    ("model", "firmware", "profile"),
    [
        ("R29S", "29.31.101.624", "manual"),
        ("r29s", "29.31.101.624", "manual"),
        ("A05", "5.1.2.3", "manual"),
        ("R29S", "916.30.10.114", "x916"),
        ("X916", "916.30.10.114", "x916"),
        ("X916S", "916.30.10.200", "x916"),
        ("X915S", "2915.30.10.114", "x915s"),
        ("X915S", "2915.30.10.113", "x915s_113"),
        ("X915S", "2915.30.9.200", "x915s_113"),
        ("X915S", "2915.31.1.1", "x915s"),
        ("X915S", "beta", "x915s"),
        ("X912", "912.30.1.1", "x912"),
        ("E18C", "18.30.11.21", "e18"),
        ("E18", "18.30.10.118", "e18"),
        ("E16C", "216.30.10.141", "e16c"),
        ("E16C", "16.1.1.1", "field"),
        ("S532", "532.30.10.100", "s532"),
        ("A08S", "108.30.10.144", "a08s"),
        ("R20K", "320.30.3.122", "field"),
        ("R20A", "320.30.11.63", "r20a"),
        ("E12W", "312.30.11.15", "e12"),
        ("IT83", "83.30.10.4", "it83"),
        ("X999", "999.30.10.1", "field"),
        ("", "", "field"),
        (None, None, "field"),
    ],
)
def test_model_and_firmware_decide(model, firmware, profile):
    assert choose_profile(model, firmware) is PROFILES[profile]


def test_every_model_names_a_profile_and_where_it_comes_from():
    for model in MODELS:
        assert model.profile in PROFILES
        assert model.source
        assert model.family or model.model, "a row that fits every device would hide those after it"
        assert all(PROFILES[model.profile].lack(*function.split(".")) is None for function in model.shown)


def test_every_profile_is_picked_for_some_model():
    assert {model.profile for model in MODELS} == set(PROFILES)


def test_a_target_that_is_missing_misses_all_its_functions():
    assert PROFILES["a08s"].lack("contact", "get") == ""
    assert PROFILES["a08s"].lack("user", "add") is None
    assert "2915.30.10.114" in PROFILES["x915s_113"].lack("user", "add")
    assert "read-only" in PROFILES["x915s_113"].lack("contact", "set")


def test_keys_that_are_written_in_base64():
    assert PROFILES["s532"].encodes("Config.Account2.GENERAL.Pwd")
    assert not PROFILES["s532"].encodes("Config.DoorSetting.RELAY.Password"), "nothing is known of this one"
    assert not PROFILES["field"].encodes("Config.Account2.GENERAL.Pwd")
    assert PROFILES["s532"].key_target("Config.Settings.WEB_LOGIN.Password02") == "security_basic"
    assert PROFILES["s532"].key_target("Config.Settings.WEB_LOGIN.Type") is None


@pytest.mark.parametrize(
    ("target", "action", "manual", "field"),
    [
        ("user", "add", ("/api/user/add", "/api/"), ("/api/user/set", "/api/user/add")),
        ("user", "del", ("/api/user/del", "/api/"), ("/api/user/set", "/api/user/del")),
        ("user", "set", ("/api/user/set", "/api/"), ("/api/user/set", "/api/")),
        ("group", "del", ("/api/group/del", "/api/"), ("/api/group/del", "/api/")),
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
        ("missing", ["contact", "user.add"], {"contact": "", "user.add": ""}),
        ("missing", {"user.add": "upgrade"}, {"user.add": "upgrade"}),
        ("missing", [], {}),
        ("del_keys", {"schedule": "Name"}, {"schedule": ("Name",)}),
        ("key_targets", {"Config.A.*": "other"}, {"Config.A.*": "other"}),
        ("config_by_get", "yes", True),
        ("login_modes", ["digest", "basic"], ("digest", "basic")),
        ("card_limit", "63", 63),
        ("schedule_end", ";", ";"),
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
    del parts["name"], parts["about"], parts["base"]
    assert dataclasses.replace(profile_from_option(parts), name="field", base="") == PROFILES["field"]


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (
            "fields",
            "profile: must be auto, a08s, e12, e16c, e18, field, it83, manual, r20a, s532, x912, x915s, "
            "x915s_113, x916 or a mapping, not 'fields'",
        ),
        (7, "profile: must be a profile's name or a mapping of its parts"),
        (["manual"], "profile: must be a profile's name or a mapping of its parts"),
        (
            {"base": "auto"},
            "profile.base: must be one of a08s, e12, e16c, e18, field, it83, manual, r20a, s532, x912, "
            "x915s, x915s_113, x916, not 'auto'",
        ),
        ({"base": ["manual"]}, "profile.base: must be one of a08s, "),
        ({"batchsize": 5}, "profile.batchsize: is not a part of a profile; there are base, add_id, base64_keys, "),
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
        ({"login_modes": ["none"]}, "profile.login_modes: must be one of digest, basic_digest, basic, not 'none'"),
        ({"missing": [5]}, "profile.missing: must be a list of names"),
        ({"del_keys": ["Name"]}, "profile.del_keys: must be a mapping of names to lists of names"),
        ({"key_targets": {"Config.A": 5}}, "profile.key_targets: must be a mapping of names to names"),
        ({"credential_store": "paper"}, "profile.credential_store: must be one of user, rfkey_privatekey, not 'paper'"),
        ({"routes": "user/set"}, "profile.routes: must be a mapping such as user.add: [user/set, user/add]"),
        ({"routes": {"user.add": []}}, "profile.routes: must be a list of at least one name"),
        ({"routes": {"user.add": 5}}, "profile.routes: must be a list of names, not 5"),
    ],
)
def test_a_wrong_profile_is_refused_by_the_part_that_is_wrong(option, says):
    with pytest.raises(InvalidInput) as caught:
        profile_from_option(option)
    assert str(caught.value).startswith(says)
