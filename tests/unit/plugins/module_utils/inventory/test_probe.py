# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is at an address, and above all who gets the login."""

from __future__ import annotations

import json
import socket

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import Connection
from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory import probe as probing
from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory.addresses import Target
from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory.probe import Probe
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.loopback import Digest, send, serving

LOGIN = {"username": "api", "password": "Tr0ub4dor"}
STATUS = {"Model": "X916", "FirmwareVersion": "916.30.10.114", "MAC": "0C:11:05:00:00:07"}
INFO = json.dumps({"retcode": 0, "data": {"Status": STATUS}}).encode()


@pytest.fixture
def at():
    """Probe ports of this machine; returns the door."""

    def probe(*ports, named=True, use_ssl=False, patience=20, **options):
        connection = Connection(
            "nowhere", 1, **{"retries": 0, "request_interval": 0, "timeout": 20, "auth": "digest", **LOGIN, **options}
        )
        look = Probe(connection, ports, use_ssl, patience, lambda: 60.0)
        return look(Target("127.0.0.1", ports[0] if named else None))

    return probe


@pytest.fixture
def closed_port():
    """A port of this machine on which nothing listens: it is taken, so that nobody else can begin to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def logins(server):
    return [seen.headers["authorization"] for seen in server.seen if "authorization" in seen.headers]


def asks(challenge):
    return lambda handler, seen: send(handler, 401, b"", WWW_Authenticate=challenge)


def answers(handler, seen=None):
    send(handler, 200, INFO)


def basic(handler, seen):
    if "authorization" in seen.headers:
        answers(handler)
    else:
        send(handler, 401, b"", WWW_Authenticate='Basic realm="HTTPAPI"')


def test_a_door_is_asked_twice_and_says_what_it_is(at):
    with serving(Digest(**LOGIN, answer=answers)) as server:
        door = at(server.port)
    assert (door.reachability, door.model, door.firmware, door.mac) == ("ok", *STATUS.values())
    assert (door.port, door.use_ssl, door.recognised) == (server.port, False, True)
    assert len(server.seen) == 2


def test_a_basic_login_is_sent_once_it_was_asked_for(at):
    with serving(basic) as server:
        assert at(server.port, auth="basic").reachability == "ok"
    assert ["authorization" in seen.headers for seen in server.seen] == [False, True]


STRANGERS = {
    "a digest of another realm": asks('Digest realm="router", qop="auth", nonce="abc"'),
    "a basic login of another realm": asks('Basic realm="router"'),
    "a realm that only begins so": asks('Digest realm="HTTP API gateway", qop="auth", nonce="abc"'),
    "two realms": asks('Digest realm="router", qop="auth", nonce="abc", Basic realm="HTTP API"'),
    "no realm": asks('Digest qop="auth", nonce="abc"'),
    "no challenge": lambda handler, seen: send(handler, 401, b""),
    "a page": lambda handler, seen: send(handler, 200, b"<html>"),
    "an error": lambda handler, seen: send(handler, 500, b""),
    "a redirect to somebody else": lambda handler, seen: send(handler, 302, b"", Location="http://leads.example/"),
    "a redirect to another page": lambda handler, seen: send(handler, 302, b"", Location="/login"),
    "nobody lets us in": lambda handler, seen: send(handler, 403, b""),
}


@pytest.mark.parametrize("auth", ["digest", "basic"])
@pytest.mark.parametrize("name", STRANGERS)
def test_who_is_not_recognised_gets_no_login(at, name, auth):
    with serving(STRANGERS[name]) as server:
        door = at(server.port, auth=auth)
    assert not door.recognised
    assert logins(server) == []
    assert door.reachability in ("not_an_akuvox", "other_dialect", "api_disabled_or_not_whitelisted")


def test_who_asks_in_another_name_is_told_from_a_wrong_password(at):
    with serving(STRANGERS["a digest of another realm"]) as server:
        door = at(server.port)
    assert door.reachability == "not_an_akuvox"
    assert "not in the name of the HTTP API" in door.message
    with serving(Digest("api", "another", answer=answers)) as server:
        door = at(server.port)
    assert (door.reachability, door.recognised) == ("bad_credentials", True)


RECOGNISED = {
    "no login wanted": (answers, {}, "ok"),
    "no login given": (Digest(**LOGIN), {"username": None, "password": None}, "bad_credentials"),
    "another kind of login": (basic, {}, "auth_mode_mismatch"),
    "broken basic": (
        lambda handler, seen: send(handler, 200, b'{"retcode": -1, "message": "unsupport action"}'),
        {}, "auth_mode_mismatch",
    ),
    "OEM": (lambda handler, seen: send(handler, 200, b'{"retcode": -3}'), {}, "other_dialect"),
    "older firmware": (lambda handler, seen: send(handler, 200, b"<a href=/fcgi/do?id=1>"), {}, "other_dialect"),
    "its web interface tells": (
        lambda handler, seen: send(handler, *((200, b'{"Model": "E18C"}') if "/web/" in seen.path else (403, b""))),
        {}, "other_dialect",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RECOGNISED)
def test_a_device_is_recognised_without_a_login(at, name):
    answer, options, verdict = RECOGNISED[name]
    with serving(answer) as server:
        door = at(server.port, **options)
    assert (door.reachability, door.recognised) == (verdict, True)
    assert logins(server) == []


def test_whether_a_port_speaks_tls_is_found_out(at, certificate):
    with serving(answers, certificate) as secure, serving(answers) as plain:
        doors = [at(server.port, use_ssl=None, validate_certs=False) for server in (secure, plain)]
    assert [(door.reachability, door.use_ssl) for door in doors] == [("ok", True), ("ok", False)]


def test_an_untrusted_certificate_gets_no_login_and_is_not_believed(at, certificate):
    with serving(Digest(**LOGIN, answer=answers), certificate) as server:
        door = at(server.port, use_ssl=True)
    assert (door.reachability, door.recognised) == ("tls_untrusted", True)
    assert logins(server) == []
    with serving(answers, certificate) as server:
        door = at(server.port, use_ssl=True)
    assert (door.reachability, door.recognised, door.model) == ("tls_untrusted", True, "")


def test_the_first_port_where_a_device_is_recognised_counts(at, closed_port):
    with serving(answers) as door, serving(STRANGERS["a page"]) as page:
        assert at(closed_port, page.port, door.port, named=False).port == door.port
        seen = at(closed_port, page.port, closed_port, named=False)
    assert (seen.reachability, seen.port) == ("not_an_akuvox", page.port), "more telling than a closed port"


def test_where_nobody_answers_nothing_is_known(at, closed_port):
    door = at(closed_port, named=False)
    assert (door.reachability, door.port, door.recognised) == ("offline", None, False)
    assert "connection refused" in door.message
    door = at(closed_port, use_ssl=None)
    assert (door.reachability, door.port, door.use_ssl) == ("offline", closed_port, None)


def test_a_mute_port_is_given_up(at):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        door = at(mute.getsockname()[1], use_ssl=None, patience=0.1, timeout=0.1)
    assert door.reachability == "offline"
    assert "no answer within" in door.message
    assert door.use_ssl is None, "the modules would go by it"


def test_a_door_that_takes_its_time_for_tls_is_found_all_the_same(at, certificate, monkeypatch):
    monkeypatch.setattr(probing, "_speaks_tls", lambda plain: None)
    with serving(answers, certificate) as slow, serving(answers) as without:
        found = [at(server.port, use_ssl=None, validate_certs=False) for server in (slow, without)]
    assert [(door.reachability, door.use_ssl) for door in found] == [("ok", True), ("ok", False)]
