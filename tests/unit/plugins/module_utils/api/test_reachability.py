# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at a device: what it is taken for, how often it is asked, and who gets the login."""

from __future__ import annotations

import dataclasses
import json
import socket

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import Connection
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.reachability import INFO_PATH, check_reachability
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.diagnosis import OTHER_UNIT, REACHABILITIES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.transport import Transport
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.loopback import (
    Digest,
    hang_up,
    send,
    serving,
)

LOGIN = {"username": "api", "password": "Tr0ub4dor"}
NO_LOGIN = {"username": None, "password": None}
INFO = json.dumps({"retcode": 0, "data": {"Status": {"Model": "X916", "FirmwareVersion": "916.30.10.114"}}}).encode()
SPA, LEGACY = "/api/web/system/info", "/web/status/get"


@pytest.fixture
def looking():
    """Look at a server, with the connection's members given; its transport is closed in the end."""
    made = []

    def at(port, **options):
        defaults = {"use_ssl": False, "request_interval": 0, "retries": 3, "timeout": 30, "auth": "digest", **LOGIN}
        made.append(Transport(Connection("127.0.0.1", port, **{**defaults, **options}), sleep=None))
        return check_reachability(made[-1])

    yield at
    for transport in made:
        transport.close()


def always(*args, **more):
    """A door that answers everything alike."""
    return lambda handler, seen: send(handler, *args, **more)


def routed(other=(404, b""), **answers):
    """A door with an answer for each path, given as (status, body, headers ...)."""

    def answer(handler, seen):
        status, body, *headers = answers.get({INFO_PATH: "info", SPA: "spa", LEGACY: "legacy"}.get(seen.path), other)
        send(handler, status, body, **dict(headers))

    return answer


def stale(handler, seen):
    send(handler, 401, b"", WWW_Authenticate=f"{Digest(**LOGIN).challenge}, stale=true")


HTML = b"<!DOCTYPE html><html>"
UNKNOW = b'{"retcode": -1, "action": "unknow", "message": "unsupport action"}'
TO_ANOTHER_HOST = (302, b"", ("Location", "http://leads.example/api"))

# name -> the door, the connection's members, the verdict, a part of the message
DOORS = {
    "open": (always(200, INFO), {}, "ok", ""),
    "open, without a login": (always(200, INFO), NO_LOGIN, "ok", ""),
    "digest": (Digest(**LOGIN, answer=lambda handler: send(handler, 200, INFO)), {}, "ok", ""),
    "no login given": (Digest(**LOGIN), NO_LOGIN, "bad_credentials", "Set akuvox_username and akuvox_password"),
    "wrong password": (Digest(**LOGIN), {"password": "wrong"}, "bad_credentials", "refused the login of user 'api'"),
    "digest for none": (Digest(**LOGIN), {"auth": "none"}, "auth_mode_mismatch", "wants a login"),
    "digest for basic": (Digest(**LOGIN), {"auth": "basic"}, "auth_mode_mismatch", "offers digest login, not basic"),
    "basic for digest": (always(401, WWW_Authenticate="Basic realm=x"), {}, "auth_mode_mismatch", "offers basic"),
    "broken basic": (always(200, UNKNOW), {"auth": "basic"}, "auth_mode_mismatch", "Set its HTTP API to Digest"),
    "forbidden": (always(403, b""), {}, "api_disabled_or_not_whitelisted", "forbids access (HTTP 403)"),
    "locked": (always(200, b""), {}, "api_disabled_or_not_whitelisted", "the answer is empty"),
    "older web interface": (
        routed(info=(403, b""), legacy=(200, b'{"data": {"ProductName": "E18C"}}')),
        {}, "other_dialect", "Its web interface says that it is E18C",
    ),
    "newer web interface": (
        routed(info=(302, b"", ("Location", "/#/login")), spa=(200, b'{"data": {"model": "S562"}}')),
        {}, "other_dialect", "Its web interface says that it is S562",
    ),
    "newer, silent about itself": (always(302, b"", Location="/#/login"), {}, "other_dialect", "a page of its own"),
    "page of the newer one": (
        routed(info=(200, HTML), spa=(200, b'{"Model": "R29C"}')), {}, "other_dialect", "says that it is R29C"
    ),
    "page of the oldest": (always(200, b"<a href=/fcgi/do?id=1>"), {}, "other_dialect", "of older firmware"),
    "OEM": (always(200, b'{"retcode": -3, "message": "no"}'), {}, "other_dialect", "refuses to say what it is"),
    "HTTPS only": (
        lambda handler, seen: send(handler, 308, b"", Location=f"https://{seen.headers['host']}{seen.path}"),
        {}, "https_only", "only answers over HTTPS",
    ),
    "another host": (routed(info=TO_ANOTHER_HOST, other=TO_ANOTHER_HOST), {}, "not_an_akuvox", "to another host"),
    "a web server": (always(404, HTML), {}, "not_an_akuvox", "is no Akuvox device (HTTP 404)"),
    "a page": (always(200, HTML), {}, "not_an_akuvox", "the answer is HTML"),
    "another API": (always(200, b'{"status": "fine"}'), {}, "not_an_akuvox", "the answer has no retcode"),
    "a list": (always(200, b"[]"), {}, "not_an_akuvox", "a JSON list"),
    "a broken one": (always(500, b""), {}, "not_an_akuvox", "HTTP 500"),
    "no TLS": (always(200, INFO), {"use_ssl": True}, "not_an_akuvox", "does not speak TLS"),
    "busy": (always(503, b""), {}, "throttled", "too busy to answer"),
    "asked too fast": (stale, {}, "throttled", "it was asked too fast"),
    "cut": (hang_up, {}, "offline", "the connection broke off"),
}  # fmt: skip


@pytest.mark.parametrize("name", DOORS)
def test_each_door_has_its_verdict(looking, name):
    answer, options, verdict, says = DOORS[name]
    with serving(answer) as server:
        seen = looking(server.port, **options)
    assert (seen.reachability, says in seen.message) == (verdict, True), seen.message
    assert bool(seen.message) is (verdict != "ok")
    assert seen.url == f"http{'s' if options.get('use_ssl') else ''}://127.0.0.1:{server.port}{INFO_PATH}"
    # once, and once more with the login where that is asked for; and never more than one look elsewhere
    asked = [path for method, path in server.asked()]
    assert len(asked) <= 3
    assert asked.count(INFO_PATH) <= 2
    assert {method for method, path in server.asked()} <= {"GET"}
    assert not any("authorization" in entry.headers for entry in server.seen if entry.path != INFO_PATH)


def test_all_verdicts_that_need_neither_a_certificate_nor_a_mac_are_among_them():
    assert {verdict for answer, options, verdict, says in DOORS.values()} == {
        verdict for verdict in REACHABILITIES if not verdict.startswith("tls_") and verdict != OTHER_UNIT
    }


def test_a_device_that_is_reached_says_what_it_is(looking):
    with serving(always(200, INFO)) as server:
        seen = looking(server.port)
    assert seen.facts() == {
        "verdict": "ok",
        "message": "",
        "url": f"http://127.0.0.1:{server.port}{INFO_PATH}",
        "model": "X916",
        "firmware": "916.30.10.114",
    }
    assert seen.data["Status"]["Model"] == "X916"


def test_a_model_that_is_told_without_a_login_is_kept_apart_from_what_leads_elsewhere(looking):
    with serving(routed(info=(403, b""), legacy=(200, b'{"model": "E18C\\u001b[2J' + b"x" * 90 + b'"}'))) as server:
        seen = looking(server.port, auth="basic")
    assert seen.facts()["model"].startswith("E18C?[2Jx")
    assert len(seen.facts()["model"]) < 50
    assert [path for method, path in server.asked()] == [INFO_PATH, LEGACY]
    assert "authorization" in server.seen[0].headers
    assert "authorization" not in server.seen[1].headers


def test_nobody_there(looking):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    seen = looking(port)
    assert (seen.reachability, seen.facts()["model"]) == ("offline", None)
    assert "connection refused" in seen.message


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        ({}, "tls_untrusted"),
        ({"ssl_fingerprint": "ab" * 32}, "tls_untrusted"),
        ({"validate_certs": False}, "ok"),
        ({"use_ssl": False}, "offline"),
    ],
)
def test_certificates(looking, certificate, options, verdict):
    with serving(always(200, INFO), certificate) as server:
        assert looking(server.port, **{"use_ssl": True, **options}).reachability == verdict


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_tls_that_is_too_weak(looking, certificate):
    """As old units have it: a version that the defaults of this machine refuse (device-facts 1.1)."""
    with serving(always(200, INFO), certificate, old_tls=True) as server:
        assert looking(server.port, use_ssl=True, validate_certs=False).reachability == "tls_legacy"


def test_wrong_options_are_no_finding(looking):
    with pytest.raises(InvalidInput, match="ca_path: no CA certificate"):
        looking(443, use_ssl=True, ca_path="/nowhere")


def test_a_look_needs_no_login(looking):
    connection = Connection("127.0.0.1", 1, use_ssl=False, request_interval=0)
    assert dataclasses.asdict(connection)["username"] is None
    transport = Transport(connection)
    assert check_reachability(transport).reachability == "offline"
    transport.close()
