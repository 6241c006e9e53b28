# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each HTTP status is taken to mean, and what the message asks the operator to look at."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import Connection
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AuthFailed,
    LostAnswer,
    Redirected,
    Refused,
    Throttled,
    Unreachable,
    Unsupported,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.diagnosis import REACHABILITIES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.statuses import status_error

DIGEST = Connection("192.0.2.1", 80, use_ssl=False, username="api", password="not shown")
BASIC = dataclasses.replace(DIGEST, auth="basic")
OPEN = dataclasses.replace(DIGEST, auth="none", username=None, password=None)
UNKNOWN_LOGIN = dataclasses.replace(DIGEST, username=None, password=None)
OVER_TLS = dataclasses.replace(DIGEST, use_ssl=True, port=443)
ASKED = 'Digest realm="HTTPAPI", nonce="4b1f"'


def error(status, kind="read", connection=DIGEST, answered=False, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status_error("GET http://192.0.2.1:80/api/system/info", kind, status, named, connection, answered)


def verdict(*args, **more):
    return error(*args, **more).detail.get("reachability")


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
        (500, "write", LostAnswer),
        (500, "act", LostAnswer),
        (500, "read", Refused),
    ],
)
def test_each_status_is_an_error_of_its_kind(status, kind, expected):
    found = error(status, kind)
    assert found.__class__ is expected
    assert str(found).startswith("GET http://192.0.2.1:80/api/system/info: ")


@pytest.mark.parametrize(
    ("connection", "challenge", "found", "says"),
    [
        (OPEN, ASKED, "auth_mode_mismatch", "the device wants a login (HTTP 401). Set akuvox_auth: digest with"),
        (OPEN, 'Basic realm="x"', "auth_mode_mismatch", "the device wants a login (HTTP 401). Set akuvox_auth: basic"),
        (OPEN, "", "auth_mode_mismatch", "the device wants a login (HTTP 401). Set akuvox_auth: digest"),
        (DIGEST, 'Basic realm="HTTP API"', "auth_mode_mismatch",
         "the device offers basic login, not digest. Set akuvox_auth: basic"),
        (BASIC, ASKED, "auth_mode_mismatch", "the device offers digest login, not basic. Set akuvox_auth: digest"),
        (UNKNOWN_LOGIN, 'Basic realm="HTTP API"', "auth_mode_mismatch", "the device offers basic login, not digest"),
        (DIGEST, "Digest", "auth_mode_mismatch", "a digest login of a kind that is not supported"),
        (DIGEST, f"{ASKED}, algorithm=new", "auth_mode_mismatch", "a digest login of a kind that is not supported"),
        (DIGEST, ASKED, "bad_credentials", "the device refused the login of user 'api' (HTTP 401)"),
        (DIGEST, f'Basic realm="x", {ASKED}', "bad_credentials", "the device refused the login of user 'api'"),
        (DIGEST, "", "bad_credentials", "the device refused the login of user 'api'"),
        (BASIC, "", "bad_credentials", "the device refused the login of user 'api'"),
        (UNKNOWN_LOGIN, ASKED, "bad_credentials", "Set akuvox_username and akuvox_password"),
        (DIGEST, f"{ASKED}, stale=true", "throttled", "it was asked too fast. Raise akuvox_request_interval"),
        (BASIC, f"Basic realm=x, {ASKED}, stale=true", "bad_credentials", "the device refused the login"),
    ],
)  # fmt: skip
def test_a_401_says_what_to_set(connection, challenge, found, says):
    for answered in (False, True):
        refused = error(401, connection=connection, answered=answered, www_authenticate=challenge)
        assert says in str(refused)
        assert "not shown" not in str(refused)
        assert refused.detail == {"status": 401, "reachability": found}
        assert refused.__class__ is (Throttled if found == "throttled" else AuthFailed)


def test_a_403_points_to_the_switch_and_the_whitelist():
    assert "HTTP API is switched off, or this controller's address is not on its whitelist" in str(error(403))
    assert verdict(403) == verdict(403, answered=True) == "api_disabled_or_not_whitelisted"


@pytest.mark.parametrize(
    ("connection", "location", "found", "says"),
    [
        (DIGEST, "https://192.0.2.1/api", "https_only", "only answers over HTTPS. Set akuvox_use_ssl: true"),
        (DIGEST, "HTTPS://192.0.2.1:8443/api", "https_only", "only answers over HTTPS"),
        (dataclasses.replace(DIGEST, host="Door.example"), "https://door.EXAMPLE/", "https_only", "over HTTPS"),
        (dataclasses.replace(DIGEST, host="2001:db8::1"), "https://[2001:DB8::1]/", "https_only", "over HTTPS"),
        (DIGEST, "/login.html", "other_dialect", "a redirect, which is not followed, to a page of its own"),
        (DIGEST, "", "other_dialect", "a redirect, which is not followed"),
        (DIGEST, "http://192.0.2.1/#/login", "other_dialect", "a redirect, which is not followed"),
        (OVER_TLS, "https://192.0.2.1/#/login", "other_dialect", "a redirect, which is not followed"),
        (OVER_TLS, "https://leads.example/", "not_an_akuvox", "a redirect to another host, which is not followed"),
        (DIGEST, "https://leads.example/", "not_an_akuvox", "a redirect to another host, which is not followed"),
        (DIGEST, "//leads.example/", "not_an_akuvox", "a redirect to another host"),
        (DIGEST, "https://192.0.2.1@leads.example/", "not_an_akuvox", "a redirect to another host"),
        (DIGEST, "https://[leads.example/", "not_an_akuvox", "a redirect to no address at all"),
    ],
)
def test_a_redirect_says_what_to_set_and_not_where_it_leads(connection, location, found, says):
    redirected = error(308, connection=connection, location=location)
    assert says in str(redirected)
    assert "leads.example" not in str(redirected)
    assert redirected.detail["reachability"] == found


@pytest.mark.parametrize("status", [404, 405, 501, 400, 418, 500])
def test_a_function_that_fails_is_no_matter_of_getting_in_once_others_have_worked(status):
    assert verdict(status) == "not_an_akuvox"
    assert verdict(status, answered=True) is None
    assert ("or is no Akuvox device" in str(error(status))) is (status in (404, 405, 501))
    assert "or is no Akuvox device" not in str(error(status, answered=True))


def test_a_web_server_that_takes_the_request_for_broken_tls_may_want_https():
    assert "set akuvox_use_ssl: true" in str(error(400))
    # over TLS the port was right; proxies say so to a client without a certificate
    assert "If it wants a TLS certificate of the client" in str(error(400, connection=OVER_TLS))
    assert "akuvox_use_ssl" not in str(error(400, answered=True)) + str(error(500))


def test_a_busy_device_may_have_done_what_it_was_told():
    assert "it is not known whether it has done it" in str(error(503, "write"))
    assert "too busy to answer" in str(error(503, "read"))
    assert verdict(503) == verdict(502, "write") == verdict(504, "act", answered=True) == "throttled"


def test_every_status_has_a_verdict_that_there_is():
    for status in (*range(300, 600), 0, 99, 600, 999):
        for connection in (DIGEST, BASIC, OPEN, OVER_TLS, UNKNOWN_LOGIN):
            assert verdict(status, connection=connection) in REACHABILITIES[1:]


@pytest.mark.parametrize(("challenge", "offered", "stale"), [
    ('Digest realm="HTTP API", nonce="1", stale=false', ("digest",), False),
    ('Basic realm="HTTP API"', ("basic",), False),
    ('Digest realm="HTTP API", nonce="1", Basic realm="HTTP API"', ("digest", "basic"), False),
    ("", (), False),
])  # fmt: skip
def test_a_refused_login_says_what_is_asked_for_and_that_it_is_final(challenge, offered, stale):
    found = error(401, **{"www_authenticate": challenge} if challenge else {})
    assert (found.offered, found.stale, found.detail["status"]) == (offered, stale, 401)


@pytest.mark.parametrize("challenge", [
    'Digest realm="HTTP API", nonce="1", stale=true',
    'Digest realm="HTTP API", nonce="1", Stale="TRUE", Basic realm="HTTP API"',
])  # fmt: skip
def test_a_login_that_is_only_put_off_says_so(challenge):
    found = error(401, www_authenticate=challenge)
    assert (found.stale, found.detail["status"]) == (True, 401)
