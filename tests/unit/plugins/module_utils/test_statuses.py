# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each HTTP status is taken for, and what the operator is told to look at."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AuthFailed,
    LostAnswer,
    Redirected,
    Refused,
    Unreachable,
    Unsupported,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.options import Connection
from ansible_collections.doorfleet.akuvox.plugins.module_utils.statuses import status_error

DIGEST = Connection("192.0.2.1", 80, use_ssl=False, username="api", password="not shown")
BASIC = dataclasses.replace(DIGEST, auth="basic")
OPEN = dataclasses.replace(DIGEST, auth="none", username=None, password=None)
OVER_TLS = dataclasses.replace(DIGEST, use_ssl=True, port=443)


def error(status, kind="read", connection=DIGEST, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status_error("GET http://192.0.2.1:80/api/system/info", kind, status, named, connection)


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (401, "read", AuthFailed),
        (403, "write", AuthFailed),
        (301, "read", Redirected),
        (308, "write", Redirected),
        (502, "read", Unreachable),
        (503, "read", Unreachable),
        (504, "read", Unreachable),
        (502, "write", LostAnswer),
        (503, "act", LostAnswer),
        (404, "read", Unsupported),
        (405, "write", Unsupported),
        (501, "write", Unsupported),
        (400, "read", Refused),
        (500, "write", Refused),
        (500, "read", Refused),
    ],
)
def test_each_status_is_an_error_of_its_kind(status, kind, expected):
    found = error(status, kind)
    assert found.__class__ is expected
    assert str(found).startswith("GET http://192.0.2.1:80/api/system/info: ")


@pytest.mark.parametrize(
    ("connection", "challenge", "says"),
    [
        (OPEN, 'Digest realm="HTTPAPI"', "the device wants a login (HTTP 401). Set akuvox_auth: digest"),
        (DIGEST, 'Basic realm="HTTP API"', "the device offers basic login, not digest. Set akuvox_auth: basic"),
        (BASIC, 'Digest realm="HTTP API"', "the device offers digest login, not basic. Set akuvox_auth: digest"),
        (DIGEST, 'Digest realm="HTTPAPI"', "the device refused the login of user 'api' (HTTP 401)"),
        (DIGEST, 'Basic realm="x", DIGEST realm="x"', "the device refused the login of user 'api'"),
        (BASIC, "", "the device refused the login of user 'api'"),
    ],
)
def test_a_401_says_what_to_set(connection, challenge, says):
    message = str(error(401, connection=connection, www_authenticate=challenge))
    assert says in message
    assert "not shown" not in message


def test_a_403_points_to_the_switch_and_the_whitelist():
    assert "HTTP API is switched off, or this controller's address is not on its whitelist" in str(error(403))


@pytest.mark.parametrize(
    ("connection", "location", "says"),
    [
        (DIGEST, "https://192.0.2.1/api", "only answers over HTTPS. Set akuvox_use_ssl: true"),
        (DIGEST, "HTTPS://192.0.2.1/api", "only answers over HTTPS"),
        (DIGEST, "/login.html", "a redirect, which is not followed"),
        (DIGEST, "", "a redirect, which is not followed"),
        (OVER_TLS, "https://leads.example/", "a redirect, which is not followed"),
    ],
)
def test_a_redirect_says_what_to_set_and_not_where_it_leads(connection, location, says):
    message = str(error(308, connection=connection, location=location))
    assert says in message
    assert "leads.example" not in message


def test_a_busy_device_may_have_done_what_it_was_told():
    assert "it is not known whether it has done it" in str(error(503, "write"))
    assert "too busy to answer" in str(error(503, "read"))


@pytest.mark.parametrize(("challenge", "offered", "stale"), [
    ('Digest realm="HTTP API", nonce="1", stale=true', ("digest",), True),
    ('Digest realm="HTTP API", nonce="1", Stale="TRUE", Basic realm="HTTP API"', ("digest", "basic"), True),
    ('Digest realm="HTTP API", nonce="1", stale=false', ("digest",), False),
    ('Basic realm="HTTP API"', ("basic",), False),
    ("", (), False),
])  # fmt: skip
def test_a_refused_login_says_what_is_asked_for_and_whether_that_is_final(challenge, offered, stale):
    found = error(401, **{"www_authenticate": challenge} if challenge else {})
    assert (found.offered, found.stale, found.detail) == (offered, stale, {"status": 401})
