# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every auth mode, and switching between them over the API itself."""

from __future__ import annotations

import pytest

API = "Config.DoorSetting.APIFCGI."
INFO = "/api/system/info"


@pytest.mark.parametrize("auth", ["none", "basic", "digest"])
def test_right_credentials(make_rig, auth):
    rig = make_rig(auth=auth, username="operator", password="s3cret:colon")
    client = rig.client(auth=auth, username="operator", password="s3cret:colon")
    assert client.get(INFO).json()["retcode"] == 0
    assert client.call("relay", "get")["retcode"] == 0


@pytest.mark.parametrize("auth", ["basic", "digest"])
@pytest.mark.parametrize(("username", "password"), [("admin", "wrong"), ("other", "httpapi"), ("", "")])
def test_wrong_credentials(make_rig, auth, username, password):
    rig = make_rig(auth=auth)
    answer = rig.client(auth=auth, username=username, password=password).get(INFO)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith(auth.title())
    entries = rig.log()
    assert entries[-1]["authorized"] is False
    assert (entries[-1]["target"], entries[-1]["status"]) == ("system", 401)


def test_digest_challenge_is_the_manuals(make_rig):
    challenge = make_rig(auth="digest").client().get(INFO).headers["WWW-Authenticate"]
    assert challenge.startswith('Digest realm="HTTPAPI",qop="auth,auth-int",nonce="')
    assert 'opaque="' in challenge
    assert "stale" not in challenge


def test_auth_int_covers_the_body(make_rig):
    rig = make_rig(auth="digest")
    client = rig.client(auth="digest-int")
    assert client.call("relay", "set", {"Config.DoorSetting.RELAY.NameA": "Gate"})["retcode"] == 0
    assert client.call("firmware", "prepare")["retcode"] == 0
    assert client.upload("/api/firmware/upload", b"x" * 3_000_000).json()["retcode"] == 0
    assert rig.state()["firmware"]["file"]["size"] == 3_000_000
    login = client._login("POST", "/api/relay/set", b"{}")
    assert client.raw("POST", "/api/relay/set", b"{ }", login).status == 401


def test_answer_for_another_uri_is_refused(make_rig):
    client = make_rig(auth="digest").client(auth="digest")
    assert client.get(INFO).status == 200
    login = client._login("GET", "/api/system/status", None)
    assert client.raw("GET", INFO, headers=login).status == 401


def test_replayed_answer_is_stale(make_rig):
    client = make_rig(auth="digest").client(auth="digest")
    assert client.get(INFO).status == 200
    login = client._login("GET", INFO, None)
    assert client.raw("GET", INFO, headers=login).status == 200
    again = client.raw("GET", INFO, headers=login)
    assert again.status == 401
    assert "stale=true" in again.headers["WWW-Authenticate"]


def test_nonce_expires(make_rig):
    rig = make_rig(auth="digest", nonce_lifetime=0.0)
    client = rig.client(auth="digest")
    assert client.get(INFO).status == 401
    assert "stale=true" in client.get(INFO).headers["WWW-Authenticate"]
    rig.admin("PATCH", "/devices/door-001", {"nonce_lifetime": 60})
    assert client.get(INFO).status == 200


def test_both_modes_offer_both(make_rig):
    rig = make_rig(auth="basic+digest")
    challenges = rig.client().get(INFO).headers.get_all("WWW-Authenticate")
    assert [entry.split()[0] for entry in challenges] == ["Digest", "Basic"]
    assert rig.client(auth="basic").get(INFO).status == 200
    assert rig.client(auth="digest").get(INFO).status == 200


def test_empty_whitelist_denies_everyone(make_rig):
    rig = make_rig(auth="whitelist")
    answer = rig.client(auth="basic").get(INFO)
    assert answer.status == 403
    assert "WWW-Authenticate" not in answer.headers
    rig.admin("PATCH", "/devices/door-001", {"whitelist": ["192.0.2.9"]})
    assert rig.client().get(INFO).status == 403
    rig.admin("PATCH", "/devices/door-001", {"whitelist": ["192.0.2.9", "127.0.0.1"]})
    assert rig.client().get(INFO).status == 200


def test_whitelist_only_counts_in_its_mode(make_rig):
    assert make_rig(auth="none", whitelist=("192.0.2.9",)).client().get(INFO).status == 200
    strict = make_rig(auth="none", whitelist=("192.0.2.9",), overrides={"whitelist_every_mode": True})
    assert strict.client().get(INFO).status == 403


def test_disabled_api(make_rig):
    rig = make_rig(auth="digest")
    rig.admin("PATCH", "/devices/door-001", {"api_enabled": False})
    answer = rig.client(auth="digest").get(INFO)
    assert answer.status == 403
    assert "WWW-Authenticate" not in answer.headers


def test_new_credentials_hold_from_the_next_request_on(make_rig):
    rig = make_rig(auth="digest")
    client = rig.client(auth="digest")
    change = {API + "UserName": "operator", API + "Password": "n3w"}
    assert client.call("config", "set", change) == {"retcode": 0, "action": "set", "message": "OK"}
    assert client.get(INFO).status == 401
    assert rig.client(auth="digest", username="operator", password="n3w").get(INFO).status == 200


@pytest.mark.parametrize(("mode", "status"), [("0", 200), ("1", 401), ("2", 403), ("3", 401), ("4", 401), ("9", 401)])
def test_mode_is_a_config_key(make_rig, mode, status):
    rig = make_rig(auth="none")
    assert rig.client().call("config", "set", {API + "AuthMode": mode})["retcode"] == 0
    assert rig.client().get(INFO).status == status


def test_mode_3_refuses_even_the_right_password(make_rig):
    rig = make_rig(auth="none")
    rig.client().call("config", "set", {API + "AuthMode": "3"})
    assert rig.client(auth="digest").get(INFO).status == 401


def test_download_wants_the_login_too(make_rig):
    rig = make_rig(auth="digest")
    client = rig.client(auth="digest")
    address = client.call("user", "export")["data"]["address"]
    assert rig.client().get(address).status == 401
    assert client.get(address).status == 200


def test_logins_are_counted(make_rig):
    rig = make_rig(auth="digest")
    client = rig.client(auth="digest")
    assert [client.get(INFO).status for number in range(3)] == [200, 200, 200]
    rig.client(auth="digest").get(INFO)
    assert rig.admin("GET", "/devices/door-001")["counters"]["logins"] == 2
