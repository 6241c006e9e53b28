# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins that a device may hold, and those that are refused before anything is sent."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profileoption import profile_from_option
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES, choose_profile
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.api_account import (
    Login,
    auth_of,
    check_lets_in,
    check_mode,
    check_password,
    check_username,
    logins,
)

OLD = Login("the old login", "old", "digest", "api", "old/pass+word")


def new(username="operator", password="new/pass+word", auth="digest"):
    return Login("the new login", "new", auth, username, password)


def tried(ways):
    return [(way.holds, way.auth, way.username, way.password) for way in ways]


def test_the_likeliest_login_comes_first():
    assert tried(logins(OLD, new())) == [
        ("new", "digest", "operator", "new/pass+word"),
        ("old", "digest", "api", "old/pass+word"),
        ("mixed", "digest", "operator", "old/pass+word"),
        ("mixed", "digest", "api", "new/pass+word"),
        ("changed", "digest", "operator", "bmV3L3Bhc3Mrd29yZA=="),
    ]


def test_each_way_in_is_tried_once():
    assert tried(logins(OLD, new("api")))[:3] == [
        ("new", "digest", "api", "new/pass+word"),
        ("old", "digest", "api", "old/pass+word"),
        ("changed", "digest", "api", "bmV3L3Bhc3Mrd29yZA=="),
    ]
    assert [way.holds for way in logins(OLD, new("api", OLD.password))] == ["new", "changed"]


def test_a_mode_that_changes_has_more_ways_in():
    ways = tried(logins(Login("the old login", "old", "basic", "api", "old/pass+word"), new()))
    assert ways[:4] == [
        ("new", "digest", "operator", "new/pass+word"),
        ("old", "basic", "api", "old/pass+word"),
        ("mixed", "basic", "operator", "new/pass+word"),
        ("mixed", "basic", "operator", "old/pass+word"),
    ]
    assert len(ways) == len(set(ways)) == 10


def test_a_login_that_was_none_is_in_no_mixture():
    assert [way.holds for way in logins(Login("the old login", "old", "none", None), new())] == [
        "new",
        "old",
        "changed",
    ]


def test_a_long_password_may_have_been_cut_off_and_one_in_base64_decoded():
    forms = [(way.form, way.password) for way in logins(OLD, new(password="YS1sb25nLXBhc3N3b3Jk")) if way.form]
    assert forms == [
        ("encoded", "WVMxc2IyNW5MWEJoYzNOM2IzSms="),
        ("decoded", "a-long-password"),
        ("cut", "YS1sb25nLXBhc3N3"),
        ("cut", "YS1sb25nLXBhc3N"),
    ]


def test_a_login_does_not_show_its_password():
    assert "old/pass+word" not in repr(OLD)


@pytest.mark.parametrize(("mode", "before", "after"), [
    (None, "digest", "digest"),
    (None, "basic", "basic"),
    (None, "none", "digest"),
    ("digest", "basic", "digest"),
    ("basic", "digest", "basic"),
    ("basic_digest", "basic", "basic"),
    ("basic_digest", "none", "digest"),
])  # fmt: skip
def test_how_to_log_in_afterwards(mode, before, after):
    assert auth_of(mode, before) == after


@pytest.mark.parametrize("mode", ["digest", "basic_digest", "basic"])
def test_modes_that_can_be_set(mode):
    check_mode(mode, "new_auth_mode")


@pytest.mark.parametrize(("mode", "reason"), [
    ("none", "opens the API to everybody"),
    ("whitelist", "locks everybody out"),
    ("3", "answers HTTP 401 to the right login"),
    (3, "answers HTTP 401 to the right login"),
    ("Token", "is reserved"),
    ("normal", "is reserved"),
])  # fmt: skip
def test_a_mode_that_locks_out_or_protects_nothing_is_refused_with_the_reason(mode, reason):
    with pytest.raises(InvalidInput) as caught:
        check_mode(mode, "new_auth_mode")
    assert caught.value.message.startswith(f"new_auth_mode: must be digest, basic_digest, basic, not '{mode}', which ")
    assert reason in caught.value.message


def test_an_unknown_mode_is_refused():
    with pytest.raises(InvalidInput) as caught:
        check_mode("disgest", "new_auth_mode")
    assert caught.value.message == "new_auth_mode: must be digest, basic_digest, basic, not 'disgest'"


@pytest.mark.parametrize(("model", "firmware"), [("E16C", "216.30.10.141"), ("x912", "")])
def test_basic_is_known_to_work_there(model, firmware):
    check_lets_in("basic", choose_profile(model, firmware), "new_auth_mode")


@pytest.mark.parametrize(("model", "firmware"), [("X916S", "916.30.10.114"), ("R29", "29.1.2.3"), ("", "")])
def test_basic_is_refused_elsewhere(model, firmware):
    with pytest.raises(InvalidInput):
        check_lets_in("basic", choose_profile(model, firmware), "new_auth_mode")


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize("mode", ["digest", "basic_digest"])
def test_what_also_takes_digest_works_everywhere(profile, mode):
    check_lets_in(mode, profile, "new_auth_mode")


def test_what_a_refused_mode_says_can_be_done():
    with pytest.raises(InvalidInput) as caught:
        check_lets_in("basic", PROFILES["field"], "new_auth_mode")
    assert "akuvox_profile to a mapping that has login_modes: [digest, basic_digest, basic]." in caught.value.message
    told = profile_from_option({"base": "field", "login_modes": ["digest", "basic_digest", "basic"]})
    check_lets_in("basic", told, "new_auth_mode")


@pytest.mark.parametrize(("password", "reason"), [
    ("", "must not be empty"),
    (4711, "must be text in quotes"),
    ("httpapi", "is one that devices are delivered with"),
    ("admin", "is one that devices are delivered with"),
    ("pässword-1", "must be printable ASCII"),
    ("pass\nword", "must be printable ASCII"),
    (" password", "without a blank at either end"),
    ("x" * 64, "must be at most 63 characters, not 64"),
])  # fmt: skip
def test_passwords_that_are_refused_are_not_repeated(password, reason):
    with pytest.raises(InvalidInput) as caught:
        check_password(password, "new_password")
    assert caught.value.message.startswith("new_password: ")
    assert reason in caught.value.message
    if password and password != "admin":
        assert str(password) not in caught.value.message


@pytest.mark.parametrize("username", ["a:b", 'a"b', "a\\b", "", "ü"])
def test_users_that_a_login_header_cannot_hold_are_refused(username):
    with pytest.raises(InvalidInput):
        check_username(username, "new_username")


def test_others_are_fine():
    check_username("fleet-api", "new_username")
    check_password('Vx7/fle:"\\+pass%w0rd', "new_password")
