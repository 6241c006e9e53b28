# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP conversation, against a real server on loopback: logins, repetitions, redirects, and answers without end."""

from __future__ import annotations

import io
import socket
import threading

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils import transport as transport_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AkuvoxError,
    AuthFailed,
    BadReply,
    LostAnswer,
    Redirected,
    TlsError,
    Unreachable,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files import MultipartUpload
from ansible_collections.doorfleet.akuvox.plugins.module_utils.options import Connection
from ansible_collections.doorfleet.akuvox.plugins.module_utils.transport import PRIMING_PATH, Transport
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.loopback import (
    Digest,
    hang_up,
    send,
    serving,
)

LOGIN = {"username": "api", "password": "Tr0ub4dor"}


@pytest.fixture
def slept():
    """The seconds that were slept between repetitions; nothing really sleeps."""
    return []


@pytest.fixture
def talk(slept):
    """Make a transport to a port; all are closed in the end."""
    made = []

    def make(server, **options):
        connection = Connection(
            "127.0.0.1", getattr(server, "port", server),
            **{"use_ssl": False, "request_interval": 0, "retries": 0, "auth": "none", "timeout": 30, **options},
        )  # fmt: skip
        made.append(Transport(connection, sleep=slept.append))
        return made[-1]

    yield make
    for transport in made:
        transport.close()


def post(transport, kind="write", body=b'{"target": "user"}'):
    return transport.request("POST", "/api/user/add", kind=kind, body=body, content_type="application/json")


# -- logins -------------------------------------------------------------------------------------------------------


def test_the_digest_challenge_costs_one_extra_request(talk):
    with serving(Digest(**LOGIN)) as server:
        transport = talk(server, auth="digest", **LOGIN)
        for path in ("/api/user/get", "/api/system/info"):
            assert transport.request("GET", path).body == b'{"retcode": 0}'
        post(transport)
    assert server.asked() == [
        ("GET", "/api/user/get"),
        ("GET", "/api/user/get"),
        ("GET", "/api/system/info"),
        ("POST", "/api/user/add"),
    ]


def test_a_first_write_fetches_the_challenge_by_a_read_so_that_no_body_is_sent_twice(talk):
    with serving(Digest(**LOGIN)) as server:
        post(talk(server, auth="digest", **LOGIN))
    assert server.asked() == [("GET", PRIMING_PATH), ("GET", PRIMING_PATH), ("POST", "/api/user/add")]
    assert [seen.body for seen in server.seen if seen.body] == [b'{"target": "user"}']


def test_an_upload_is_sent_once_and_whole(talk):
    content = bytes(range(256)) * 1000
    body = MultipartUpload(io.BytesIO(content), len(content), "door.rom")
    with serving(Digest(**LOGIN)) as server:
        transport = talk(server, auth="digest", **LOGIN)
        transport.refresh_challenge()
        transport.request("POST", "/api/upgrade", kind="act", body=body, content_type=body.content_type)
    uploads = [seen.body for seen in server.seen if seen.method == "POST"]
    assert len(uploads) == 1
    assert content in uploads[0]
    assert len(uploads[0]) == len(body)


def test_a_nonce_that_is_stale_by_now_is_answered_with_the_new_one(talk):
    door = Digest(**LOGIN)
    with serving(door) as server:
        transport = talk(server, auth="digest", **LOGIN)
        transport.request("GET", "/api/user/get")
        door.nonce = "another"
        assert transport.request("GET", "/api/user/get").body


def test_a_wrong_password_is_tried_once(talk):
    with serving(Digest(**LOGIN)) as server:
        transport = talk(server, auth="digest", username="api", password="wrong", retries=3)
        with pytest.raises(AuthFailed, match="refused the login of user 'api'") as caught:
            transport.request("GET", "/api/user/get")
    assert len(server.seen) == 2, "the challenge, and one try"
    assert "wrong" not in str(caught.value)


def test_a_device_can_not_talk_the_client_down_to_basic(talk):
    with serving(lambda handler, seen: send(handler, 401, WWW_Authenticate='Basic realm="HTTP API"')) as server:
        transport = talk(server, auth="digest", **LOGIN)
        with pytest.raises(AuthFailed, match="offers basic login, not digest"):
            transport.request("GET", "/api/user/get")
    assert not [seen for seen in server.seen if "authorization" in seen.headers]


def test_basic_sends_the_login_at_once_and_in_utf_8(talk):
    with serving(lambda handler, seen: send(handler)) as server:
        talk(server, auth="basic", username="api", password="Zoë").request("GET", "/api/user/get")
    assert server.seen[0].headers["authorization"] == "Basic YXBpOlpvw6s="


def test_proxies_and_logins_of_the_environment_are_ignored(talk, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login nobody password nothing\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with serving(hang_up) as proxy, serving(lambda handler, seen: send(handler)) as server:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        talk(server).request("GET", "/api/user/get")
    assert proxy.seen == []
    assert "authorization" not in server.seen[0].headers


# -- repetitions --------------------------------------------------------------------------------------------------


class FailsFirst:
    """Fails some times, then answers."""

    def __init__(self, times, failure):
        self.left = times
        self._failure = failure

    def __call__(self, handler, seen):
        self.left -= 1
        (self._failure if self.left >= 0 else send)(handler)


def busy(handler):
    send(handler, 503, b"busy")


def cut(handler):
    """The beginning of an answer that was announced as longer."""
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"retcode":')
    handler.close_connection = True


@pytest.mark.parametrize("failure", [hang_up, busy, cut])
def test_a_read_is_repeated_with_growing_pauses(talk, slept, failure):
    with serving(FailsFirst(3, failure)) as server:
        assert talk(server, retries=3).request("GET", "/api/user/get").body == b'{"retcode": 0}'
    assert len(server.seen) == 4
    assert slept == [0.5, 1, 2]


@pytest.mark.parametrize("failure", [hang_up, busy, cut])
def test_a_read_that_never_works_ends(talk, failure):
    with serving(FailsFirst(99, failure)) as server, pytest.raises(Unreachable) as caught:
        talk(server, retries=2).request("GET", "/api/user/get")
    assert not isinstance(caught.value, LostAnswer)
    assert len(server.seen) == 3


@pytest.mark.parametrize("kind", ["write", "act"])
@pytest.mark.parametrize("failure", [hang_up, busy, cut])
def test_what_acts_is_never_repeated(talk, slept, failure, kind):
    with serving(FailsFirst(99, failure)) as server, pytest.raises(LostAnswer, match="it is not known whether"):
        post(talk(server, retries=5), kind)
    assert server.asked() == [("POST", "/api/user/add")]
    assert slept == []


def test_what_acts_starts_on_a_fresh_connection(talk):
    clients = []

    def note(handler, seen):
        clients.append(handler.client_address)
        send(handler)

    with serving(note) as server:
        transport = talk(server)
        for kind in ("read", "write", "act"):
            post(transport, kind)
    assert clients[0] == clients[1] != clients[2]


@pytest.mark.parametrize(("kind", "error"), [("read", Unreachable), ("write", LostAnswer)])
def test_a_device_that_does_not_answer_in_time(talk, kind, error):
    over = threading.Event()
    with serving(lambda handler, seen: over.wait(30)) as server:
        with pytest.raises(error, match=r"no answer within 0\.1 s \(akuvox_timeout\)"):
            post(talk(server, timeout=0.1), kind)
        over.set()


@pytest.mark.parametrize("kind", ["read", "write", "act"])
def test_a_device_that_was_never_reached_has_done_nothing(talk, kind):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match="connection refused, nothing listens on this port") as caught:
        post(talk(port), kind)
    assert not isinstance(caught.value, LostAnswer)


def test_a_port_that_does_not_speak_tls_is_told_from_one_that_is_not_trusted(talk):
    with (
        serving(lambda handler, seen: send(handler)) as server,
        pytest.raises(TlsError, match="this port does not speak TLS"),
    ):
        talk(server, use_ssl=True).request("GET", "/api/user/get")


# -- redirects ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_redirect_is_followed_and_no_login_goes_elsewhere(talk, status, method):
    with serving(lambda handler, seen: send(handler)) as elsewhere:
        door = Digest(
            **LOGIN, answer=lambda handler: send(handler, status, Location=f"http://127.0.0.1:{elsewhere.port}/api")
        )
        with serving(door) as server, pytest.raises(Redirected):
            talk(server, auth="digest", **LOGIN).request(method, "/api/user/get", kind="write")
    assert elsewhere.seen == []


# -- answers without end ------------------------------------------------------------------------------------------


def endless(status, **headers):
    """An answer that goes on until the client hangs up."""

    def answer(handler, seen):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.close_connection = True
        while True:
            handler.wfile.write(b" " * 65536)

    return answer


def test_an_answer_without_end_is_given_up(talk, monkeypatch):
    monkeypatch.setattr(transport_module, "MAX_ANSWER_BYTES", 2**20)
    with serving(endless(200)) as server, pytest.raises(BadReply, match="the answer does not end within 1 MB"):
        talk(server).request("GET", "/api/config/get")


def test_an_answer_that_takes_too_long_is_given_up(talk, monkeypatch):
    monkeypatch.setattr(transport_module, "MAX_ANSWER_SECONDS", -1)
    with serving(lambda handler, seen: send(handler)) as server, pytest.raises(BadReply, match="does not end within"):
        talk(server).request("GET", "/api/config/get")


def test_a_challenge_without_end_is_given_up(talk):
    challenge = Digest(**LOGIN).challenge
    with serving(endless(401, WWW_Authenticate=challenge)) as server, pytest.raises(AuthFailed):
        talk(server, auth="digest", **LOGIN).request("GET", "/api/config/get")
    assert len(server.seen) == 2


class Sink:
    """Takes what arrives."""

    def __init__(self):
        self.starts = 0

    def start(self):
        self.starts += 1
        self.taken = b""

    def write(self, chunk):
        self.taken += chunk


def test_a_sink_starts_anew_with_every_repetition(talk):
    sink = Sink()
    with serving(FailsFirst(1, cut)) as server:
        answer = talk(server, retries=1).request("GET", "/api/config/export", sink=sink)
    assert (sink.starts, sink.taken, answer.body) == (2, b'{"retcode": 0}', b"")


def test_messages_name_the_url_and_neither_query_nor_login(talk):
    with serving(hang_up) as server, pytest.raises(Unreachable) as caught:
        talk(server, auth="basic", **LOGIN).request("GET", "/api/relay/trig", query={"code": "8642"})
    assert str(caught.value).startswith(f"GET http://127.0.0.1:{server.port}/api/relay/trig: ")
    assert "8642" not in str(caught.value) + repr(caught.value.detail)
    assert server.asked() == [("GET", "/api/relay/trig?code=8642")]


# -- what else a device shows -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "headers"), [
    (200, {}),
    (308, {"Location": "https://192.0.2.1/"}),
    (401, {"WWW_Authenticate": 'Digest realm="x"'}),
    (404, {}),
    (503, {}),
])  # fmt: skip
def test_another_port_is_asked_once_and_without_a_login(talk, status, headers):
    with serving(lambda handler, seen: send(handler, status, **headers)) as server:
        transport = talk(1, auth="digest", use_ssl=True, retries=3, **LOGIN)
        assert transport.plain_http(server.port) == status
        (seen,) = server.seen
    assert "authorization" not in seen.headers


def test_a_port_on_which_nothing_answers_has_no_status(talk):
    with serving(hang_up) as server:
        assert talk(1, use_ssl=True).plain_http(server.port) is None
    assert talk(1, use_ssl=True).plain_http(server.port) is None, "nothing listens there any more"


def test_without_tls_there_is_no_certificate(talk):
    assert talk(1).certificate() is None


def test_a_port_without_tls_has_no_certificate_to_read(talk):
    with serving(send) as server, pytest.raises(AkuvoxError, match="its certificate can't be read"):
        talk(server, use_ssl=True, timeout=5).certificate()
