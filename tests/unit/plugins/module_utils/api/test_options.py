# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options: defaults, ranges, and what counts as a host."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC, connection_from
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput


def options(**given):
    """Validated parameters of a task, as the argument spec fills them in."""
    defaults = {option: entry.get("default") for option, entry in CONNECTION_SPEC.items()}
    return {**defaults, "host": "door.example", "username": "api", "password": "Tr0ub4dor", **given}


def refusal(**given):
    with pytest.raises(InvalidInput) as caught:
        connection_from(options(**given))
    return str(caught.value)


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "https://door.example:443"),
        ({"use_ssl": False}, "http://door.example:80"),
        ({"port": 8443}, "https://door.example:8443"),
        ({"host": " 192.0.2.10 "}, "https://192.0.2.10:443"),
        ({"host": "2001:db8::10"}, "https://[2001:db8::10]:443"),
        ({"host": "[2001:db8::10]"}, "https://[2001:db8::10]:443"),
    ],
)
def test_the_url_that_is_asked(given, url):
    assert connection_from(options(**given)).base_url == url


@pytest.mark.parametrize("host", [None, "", "  "])
def test_a_host_is_needed(host):
    assert refusal(host=host).startswith("host: is not set; give the task a host")


@pytest.mark.parametrize(
    "host",
    ["http://door.example", "door.example/api", "api@door.example", "door one", "door?x", "door#x", "do\\or",
     "door.example:8443", "192.0.2.10:80", "[2001:db8::10]:80", "2001:db8::zz"],
)  # fmt: skip
def test_scheme_port_path_and_login_do_not_belong_in_the_host(host):
    assert refusal(host=host) == (f"host: must be a host name or an address without scheme, port or path, not '{host}'")


@pytest.mark.parametrize(
    ("option", "value", "allowed"),
    [
        ("port", 0, "1 to 65535"),
        ("port", 65536, "1 to 65535"),
        ("timeout", 0, "0.1 to 3600"),
        ("timeout", -1.0, "0.1 to 3600"),
        ("timeout", float("nan"), "0.1 to 3600"),
        ("timeout", float("inf"), "0.1 to 3600"),
        ("retries", -1, "0 to 100"),
        ("retries", 101, "0 to 100"),
        ("request_interval", -0.1, "0 to 60"),
        ("request_interval", 61, "0 to 60"),
    ],
)
def test_numbers_out_of_range_are_refused(option, value, allowed):
    assert refusal(**{option: value}) == f"{option}: must be {allowed}, not {value}"


@pytest.mark.parametrize(
    ("option", "value"),
    [("port", 1), ("port", 65535), ("timeout", 0.1), ("timeout", 3600), ("retries", 0), ("request_interval", 0)],
)
def test_the_ends_of_the_ranges_are_allowed(option, value):
    assert getattr(connection_from(options(**{option: value})), option) == value


@pytest.mark.parametrize("auth", ["digest", "basic"])
@pytest.mark.parametrize(
    ("login", "missing"),
    [
        ({"username": None}, "akuvox_username"),
        ({"password": ""}, "akuvox_password"),
        ({"username": None, "password": None}, "akuvox_username and akuvox_password"),
    ],
)
def test_a_login_is_needed_and_has_no_default(auth, login, missing):
    message = refusal(auth=auth, **login)
    assert message.startswith(f"auth: {auth} needs {missing} (")
    assert "Tr0ub4dor" not in message


def test_a_device_without_a_login_needs_none():
    assert connection_from(options(auth="none", username=None, password=None)).auth == "none"


@pytest.mark.parametrize(
    ("auth", "username", "says"),
    [
        ("digest", "j\xfcrgen", "must be ASCII, as the digest login carries nothing else reliably"),
        ("basic", "door:api", "must be without a colon"),
        ("digest", "\u0142ukasz", "must be one line of Latin-1"),
    ],
)
def test_a_user_name_that_a_login_cant_carry_is_refused(auth, username, says):
    assert refusal(auth=auth, username=username).startswith(f"username: {says}")


@pytest.mark.parametrize(("auth", "username"), [("basic", "j\xfcrgen"), ("none", "j\xfcrgen"), ("digest", "door:api")])
def test_another_login_carries_it(auth, username):
    assert connection_from(options(auth=auth, username=username)).username == username


DIGITS = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("given", "fingerprint"),
    [
        (DIGITS, DIGITS),
        (DIGITS.upper(), DIGITS),
        (":".join(DIGITS[at : at + 2] for at in range(0, 64, 2)).upper(), DIGITS),
        (f" {DIGITS[:32]} {DIGITS[32:]}\n", DIGITS),
        ("", None),
        (None, None),
    ],
)
def test_a_fingerprint_is_taken_in_the_forms_that_tools_print(given, fingerprint):
    assert connection_from(options(ssl_fingerprint=given)).ssl_fingerprint == fingerprint


@pytest.mark.parametrize("wrong", [DIGITS[:40], DIGITS + "00", "g" * 64, "sha256:" + DIGITS])
def test_a_fingerprint_is_sha_256(wrong):
    assert refusal(ssl_fingerprint=wrong).startswith("ssl_fingerprint: must be the certificate's SHA-256 as 64 hex")


def test_the_password_is_in_no_representation():
    assert "Tr0ub4dor" not in repr(connection_from(options()))
    assert "Tr0ub4dor" not in connection_from(options()).base_url


def test_the_password_is_masked_by_value_and_has_no_default():
    assert CONNECTION_SPEC["password"] == {"type": "str", "no_log": True}


@pytest.mark.parametrize(
    ("timeout", "given", "settle"),
    [(2, None, 30), (10, None, 30), (20, None, 60), (300, None, 120), (10, 0, 0), (2, 5, 5)],
)
def test_a_door_gets_three_times_the_timeout_to_settle_or_what_is_said(timeout, given, settle):
    assert connection_from(options(timeout=timeout, settle=given)).settle == settle


def test_a_door_is_known_by_its_expected_macs_and_by_address_and_port():
    connection = connection_from(options(host="Door.example"))
    assert connection.names == ("door.example-443",)
    assert replace(connection, macs=("0C1105000001",)).names == ("0C1105000001", "door.example-443")
