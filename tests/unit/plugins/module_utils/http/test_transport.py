# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP conversation, against a real server on loopback: logins, repetitions, redirects, and answers without end."""

from __future__ import annotations

import gzip
import io
import socket
import threading
import time

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import Connection
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AkuvoxError,
    AuthFailed,
    BadReply,
    LostAnswer,
    Redirected,
    Throttled,
    TlsError,
    Unreachable,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.streams import MultipartUpload
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http import transport as transport_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.marks import Marks
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.messages import Request
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.pacing import Pacer
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.transport import PRIMING_PATH, Transport
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

    def make(server, clock=time.monotonic, **options):
        connection = Connection(
            port=getattr(server, "port", server),
            **{"host": "127.0.0.1", "use_ssl": False, "request_interval": 0, "retries": 0, "auth": "none",
               "timeout": 30, **options},
        )  # fmt: skip
        made.append(Transport(connection, sleep=slept.append, clock=clock))
        return made[-1]

    yield make
    for transport in made:
        transport.close()


def post(transport, kind="write", body=b'{"target": "user"}'):
    return transport.send(Request("POST", "/api/user/add", kind=kind, body=body, content_type="application/json"))


# -- logins -------------------------------------------------------------------------------------------------------


def test_the_digest_challenge_costs_one_extra_request(talk):
    with serving(Digest(**LOGIN)) as server:
        transport = talk(server, auth="digest", **LOGIN)
        for path in ("/api/user/get", "/api/system/info"):
            assert transport.send(Request("GET", path)).body == b'{"retcode": 0}'
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
        transport.send(Request("POST", "/api/upgrade", kind="act", body=body, content_type=body.content_type))
    uploads = [seen.body for seen in server.seen if seen.method == "POST"]
    assert len(uploads) == 1
    assert content in uploads[0]
    assert len(uploads[0]) == len(body)


def test_a_nonce_that_is_stale_by_now_is_answered_with_the_new_one(talk):
    door = Digest(**LOGIN)
    with serving(door) as server:
        transport = talk(server, auth="digest", **LOGIN)
        transport.send(Request("GET", "/api/user/get"))
        door.nonce = "another"
        assert transport.send(Request("GET", "/api/user/get")).body


class Worded(Digest):
    """A door whose challenge is in words of its own."""

    def __init__(self, words):
        super().__init__(**LOGIN)
        self._words = words

    @property
    def challenge(self):
        return self._words.format(nonce=self.nonce)


@pytest.mark.parametrize("words", [
    'Digest realm="HTTP API", qop="auth-int, auth", nonce="{nonce}"',
    'Digest realm="HTTP API", qop="auth-int,auth", nonce="{nonce}"',
    'Digest realm="HTTP API", qop=" auth , auth-int", nonce="{nonce}"',
    'Digest realm="HTTP API", qop="AUTH", nonce="{nonce}"',
    'Digest realm="Basic access", qop="auth", nonce="{nonce}"',
    'Digest realm="the Basic door, Digest too", nonce="{nonce}", qop="auth"',
    'Basic realm="Digest of doors", Digest realm="HTTP API", nonce="{nonce}", qop="auth"',
    'Digest nonce="{nonce}", qop="auth", realm="HTTP API", Basic realm="HTTP API"',
])  # fmt: skip
def test_a_challenge_in_other_words_is_answered(talk, words):
    with serving(Worded(words)) as server:
        assert talk(server, auth="digest", **LOGIN).send(Request("GET", "/api/user/get")).body
    assert len(server.seen) == 2


class ShortLived(Digest):
    """A door whose nonces live for less than the client's pause, by the clock of the test."""

    def __init__(self, clock, seconds):
        super().__init__(**LOGIN)
        self._clock, self._seconds = clock, seconds
        self._issued = float("-inf")

    @property
    def challenge(self):
        self.nonce = f"{self.nonce}x"
        self._issued = self._clock()
        return f'Digest realm="HTTP API", qop="auth", nonce="{self.nonce}", stale=true'

    def _is_right(self, seen):
        return super()._is_right(seen) and self._clock() - self._issued < self._seconds


def test_a_pause_longer_than_a_nonce_lives_gets_in(talk, tmp_path):
    """The pause stays between requests; only what is asked for the login is answered at once, when it must be."""
    now = [1000.0]
    pacer = Pacer("door", 5, clock=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds),
                  marks=Marks(own=(str(tmp_path),)))  # fmt: skip
    with serving(ShortLived(lambda: now[0], 3)) as server:
        transport = talk(server, auth="digest", **LOGIN)
        transport._pacer = transport._line.digest._pacer = pacer
        assert transport.send(Request("GET", "/api/user/get")).body
        assert len(server.seen) == 3, "the challenge, an answer too late, and one at once"
        post(transport)
        assert len(server.seen) == 5, "a nonce that is too old, and its successor at once"
    assert [seen.body for seen in server.seen if seen.method == "POST"] == [b'{"target": "user"}'] * 2
    assert now[0] >= 1010


def test_a_wrong_password_is_tried_once(talk):
    with serving(Digest(**LOGIN)) as server:
        transport = talk(server, auth="digest", username="api", password="wrong", retries=3)
        with pytest.raises(AuthFailed, match="refused the login of user 'api'") as caught:
            transport.send(Request("GET", "/api/user/get"))
    assert len(server.seen) == 2, "the challenge, and one try"
    assert "wrong" not in str(caught.value)


def test_a_device_can_not_talk_the_client_down_to_basic(talk):
    with serving(lambda handler, seen: send(handler, 401, WWW_Authenticate='Basic realm="HTTP API"')) as server:
        transport = talk(server, auth="digest", **LOGIN)
        with pytest.raises(AuthFailed, match="offers basic login, not digest"):
            transport.send(Request("GET", "/api/user/get"))
    assert not [seen for seen in server.seen if "authorization" in seen.headers]


def test_basic_sends_the_login_at_once_and_in_utf_8(talk):
    with serving(lambda handler, seen: send(handler)) as server:
        talk(server, auth="basic", username="api", password="Zoë").send(Request("GET", "/api/user/get"))
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
        talk(server).send(Request("GET", "/api/user/get"))
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
        assert talk(server, retries=3).send(Request("GET", "/api/user/get")).body == b'{"retcode": 0}'
    assert len(server.seen) == 4
    assert slept == [0.5, 1, 2]


@pytest.mark.parametrize("failure", [hang_up, busy, cut])
def test_a_read_that_never_works_ends(talk, failure):
    with serving(FailsFirst(99, failure)) as server, pytest.raises(Unreachable) as caught:
        talk(server, retries=2).send(Request("GET", "/api/user/get"))
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
        talk(server, use_ssl=True).send(Request("GET", "/api/user/get"))


# -- redirects ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_redirect_is_followed_and_no_login_goes_elsewhere(talk, status, method):
    with serving(lambda handler, seen: send(handler)) as elsewhere:
        door = Digest(
            **LOGIN, answer=lambda handler: send(handler, status, Location=f"http://127.0.0.1:{elsewhere.port}/api")
        )
        with serving(door) as server, pytest.raises(Redirected):
            talk(server, auth="digest", **LOGIN).send(Request(method, "/api/user/get", kind="write"))
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


@pytest.fixture
def _small(monkeypatch):
    monkeypatch.setattr(transport_module, "MAX_ANSWER_BYTES", 2**20)
    monkeypatch.setattr(transport_module, "MAX_FILE_BYTES", 2**20)


def raw(*parts, then=b""):
    """Bytes as they are, then others for ever."""

    def answer(handler, seen):
        handler.close_connection = True
        for part in parts:
            handler.wfile.write(part)
        while then:
            handler.wfile.write(then)

    return answer


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
WITHOUT_END = {
    "a body": endless(200),
    "chunks": raw(CHUNKED, then=b"400\r\n" + b" " * 1024 + b"\r\n"),
    "the end of the chunks": raw(CHUNKED + b"0\r\n", then=b"X: y\r\n" * 512),
    "interim answers": raw(then=b"HTTP/1.1 100 Continue\r\n\r\n" * 512),
}


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("answer", WITHOUT_END.values(), ids=WITHOUT_END.keys())
def test_an_answer_without_end_is_given_up(talk, answer):
    with serving(answer) as server, pytest.raises(BadReply, match="the answer does not end within 1 MB") as caught:
        talk(server, retries=3).send(Request("GET", "/api/config/get"))
    assert len(server.seen) == 1, "asking again would not help"
    assert caught.value.detail["reachability"] == "not_an_akuvox"


@pytest.mark.usefixtures("_small")
def test_a_line_without_end_among_the_chunks_is_given_up(talk):
    """Newer versions of urllib3 have a limit of their own for it."""
    with serving(raw(CHUNKED, then=b"0" * 4096)) as server, pytest.raises((BadReply, Unreachable)):
        talk(server).send(Request("GET", "/api/config/get"))


@pytest.mark.usefixtures("_small")
def test_a_file_without_end_is_given_up(talk):
    with serving(endless(200)) as server, pytest.raises(BadReply, match="the answer does not end within 1 MB"):
        talk(server).send(Request("GET", "/api/config/export", sink=Sink()))


def trickling(head):
    """The beginning of an answer, the rest byte by byte until the client hangs up."""
    return raw(head, then=b"x")


class Hurried:
    """A clock on which a second goes by with each look, and so with each bit of an answer that comes."""

    def __init__(self):
        self.now = 0

    def __call__(self):
        self.now += 1
        return self.now


TRICKLES = {
    "the status": b"HTTP/1.1 ",
    "a header": OK + b"X-Header: ",
    "the body": OK + b"Content-Length: 10000000\r\n\r\n",
    "the body without a length": OK + b"\r\n",
    "a chunk": CHUNKED + b"FFFFFF\r\n",
    "the body of a challenge": (
        f"HTTP/1.1 401 No\r\nContent-Length: 60000\r\nWWW-Authenticate: {Digest(**LOGIN).challenge}\r\n\r\n".encode()
    ),
}


@pytest.mark.parametrize("as_file", [False, True])
@pytest.mark.parametrize("head", TRICKLES.values(), ids=TRICKLES.keys())
def test_an_answer_that_trickles_is_given_up(talk, head, as_file):
    """Each bit comes long before the time-out of the socket, and all of them would take for ever."""
    with serving(trickling(head)) as server:
        transport = talk(server, clock=Hurried(), retries=3, auth="digest", **LOGIN)
        with pytest.raises(BadReply, match=r"does not end within .* or comes too slowly"):
            transport.send(Request("GET", "/api/config/get", sink=Sink() if as_file else None))
    assert len(server.seen) == 1


def test_a_trickle_inside_of_tls_is_given_up(talk, certificate):
    with serving(trickling(OK + b"\r\n"), certificate) as server:
        transport = talk(server, clock=Hurried(), use_ssl=True, validate_certs=False)
        with pytest.raises(BadReply, match="comes too slowly"):
            transport.send(Request("GET", "/api/config/get"))


def breaking_off(handler, seen):
    """TLS ends in the middle of an answer with a record that nobody can decrypt."""
    if seen.method == "GET":
        send(handler)
        return
    handler.wfile.write(OK + b"Content-Length: 100\r\n\r\n{")
    handler.wfile.flush()
    socket.socket.sendall(handler.connection, b"\x17\x03\x03\x00\x20" + b"x" * 32)
    handler.close_connection = True


def test_a_write_that_tls_has_lost_the_answer_to_may_have_been_done(talk, certificate):
    with serving(breaking_off, certificate) as server:
        transport = talk(server, use_ssl=True, validate_certs=False)
        with pytest.raises(LostAnswer, match="it is not known whether the device has done it"):
            post(transport)


def test_a_limit_leaves_an_ordinary_answer_alone(talk, certificate):
    with serving(lambda handler, seen: send(handler, 200, b"x" * 2**20), certificate) as server:
        transport = talk(server, use_ssl=True, validate_certs=False)
        for _again in range(3):
            assert len(transport.send(Request("GET", "/api/config/get")).body) == 2**20
    assert transport.received > 3 * 2**20


def test_a_redirect_is_not_read(talk):
    with serving(endless(302, Location="/login.html")) as server, pytest.raises(Redirected):
        talk(server).send(Request("GET", "/api/config/get"))


def test_a_compressed_answer_is_not_unpacked(talk):
    """A few bytes may stand for gigabytes."""
    packed = gzip.compress(b'{"retcode": 0}')
    with (
        serving(lambda handler, seen: send(handler, 200, packed, Content_Encoding="gzip")) as server,
        pytest.raises(BadReply, match="the answer is compressed"),
    ):
        talk(server).send(Request("GET", "/api/config/get"))


# -- answers that are no HTTP ---------------------------------------------------------------------------------------

NO_HTTP = {
    "another service": b"SSH-2.0-OpenSSH_9.6\r\n",
    "text": b"ready\r\n\r\n",
    "no number": b"HTTP/1.1 fine\r\n\r\n",
    "a line without end": OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
    "many headers": OK + b"X: y\r\n" * 500 + b"\r\n",
}


@pytest.mark.parametrize("answer", NO_HTTP.values(), ids=NO_HTTP.keys())
def test_what_is_no_http_is_said(talk, answer):
    with serving(raw(answer)) as server, pytest.raises(BadReply, match="the answer is not HTTP") as caught:
        talk(server, retries=3).send(Request("GET", "/api/config/get"))
    assert caught.value.detail["reachability"] == "not_an_akuvox"


ODD_HTTP = {
    "a negative length": OK + b"Content-Length: -5\r\n\r\n",
    "a length that is no number": OK + b"Content-Length: \xb2\r\n\r\n{}",
    "two lengths": OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "a length of many digits": OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n{}",
    "no length of a chunk": CHUNKED + b"\r\n\r\n",
    "an odd length of a chunk": CHUNKED + b"zz\r\n{}\r\n",
    "a header without a colon": OK + b"nonsense\r\n\r\n{}",
    "bytes in a header": OK + b"X: \xff\xfe\x00\r\n\r\n{}",
    "a status that there is not": b"HTTP/1.1 999 No\r\n\r\n",
    "an old version": b"HTTP/0.9 200 OK\r\n\r\n{}",
    "a redirect to nowhere": b"HTTP/1.1 302 No\r\nLocation: http://[\r\n\r\n",
    "a redirect in bytes": b"HTTP/1.1 302 No\r\nLocation: \xff\xfe\r\n\r\n",
    "cookies": OK + b"Set-Cookie: =;;; expires=\xff; domain=.\r\n\r\n{}",
    "a challenge without a realm": b"HTTP/1.1 401 No\r\nWWW-Authenticate: Digest\r\n\r\n",
    "a challenge without a nonce": b"HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=x\r\n\r\n",
    "an unknown algorithm": b"HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=x, nonce=y, algorithm=z\r\n\r\n",
    "an unknown protection": b"HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=x, nonce=y, qop=z\r\n\r\n",
    "a challenge in bytes": b'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="\xff", nonce="\xfe"\r\n\r\n',
    "a challenge to a 403": b"HTTP/1.1 403 No\r\nWWW-Authenticate: Digest\r\n\r\n",
}


@pytest.mark.parametrize("as_file", [False, True])
@pytest.mark.parametrize("answer", ODD_HTTP.values(), ids=ODD_HTTP.keys())
def test_odd_http_is_an_answer_or_an_error_of_ours(talk, answer, as_file):
    with serving(raw(answer)) as server:
        transport = talk(server, auth="digest", **LOGIN)
        try:
            transport.send(Request("GET", "/api/config/get", sink=Sink() if as_file else None))
        except AkuvoxError as exc:
            message = str(exc)
            assert message.startswith(f"GET http://127.0.0.1:{server.port}/api/config/get: ")


@pytest.mark.parametrize("host", ["a..b", "x" * 70, "door\x00", "\ud800", "[", "%"])
def test_a_host_that_can_not_be_is_an_error_of_ours(talk, host):
    with serving(hang_up) as server, pytest.raises(AkuvoxError):
        talk(server, host=host).send(Request("GET", "/api/config/get"))
    assert server.seen == []


# -- throttling (device-facts 1.2) ----------------------------------------------------------------------------------


class Throttling(Digest):
    """Turns logins away as stale, some times."""

    def __init__(self, times):
        super().__init__(**LOGIN)
        self.left = times

    def __call__(self, handler, seen):
        if "authorization" in seen.headers and self.left:
            self.left -= 1
            send(handler, 401, b"too fast", WWW_Authenticate=f"{self.challenge}, stale=true")
        else:
            super().__call__(handler, seen)


@pytest.mark.parametrize("kind", ["read", "write"])
def test_a_device_that_was_asked_too_fast_is_given_time(talk, slept, kind):
    # what has just been turned away as stale is tried again by requests itself, so each attempt costs it two
    door = Throttling(times=3)
    with serving(door) as server:
        transport = talk(server, auth="digest", retries=3, **LOGIN)
        transport.send(Request("POST", "/api/user/add", kind=kind, body=b'{"a": 1}'))
    assert slept == [3, 6]
    assert door.left == 0


@pytest.mark.parametrize(("kind", "retries", "pauses"), [
    ("read", 3, [3, 6, 9]), ("read", 99, [3, 6, 9]), ("read", 1, [3]), ("read", 0, []), ("write", 3, [3, 6, 9]),
])  # fmt: skip
def test_a_device_that_turns_every_login_away_is_left_alone_at_last(talk, slept, kind, retries, pauses):
    with serving(Throttling(times=999)) as server, pytest.raises(Throttled, match="it was asked too fast") as caught:
        talk(server, auth="digest", retries=retries, **LOGIN).send(Request("GET", "/api/user/get", kind=kind))
    assert slept == pauses
    assert caught.value.detail == {"status": 401, "reachability": "throttled"}


def test_what_acts_is_not_repeated_although_it_was_not_done(talk, slept):
    with serving(Throttling(times=999)) as server:
        transport = talk(server, auth="digest", retries=3, **LOGIN)
        transport._challenged = True
        with pytest.raises(Throttled):
            post(transport, "act")
    assert slept == []


def test_pauses_have_an_end(talk, slept):
    with serving(hang_up) as server, pytest.raises(Unreachable):
        talk(server, retries=9).send(Request("GET", "/api/user/get"))
    assert slept == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


# -- what is not reached ----------------------------------------------------------------------------------------------


class CutsSecond:
    """Answers once, and cuts whoever asks again, as doors do that are asked too fast."""

    def __init__(self, cut_after):
        self._cut = cut_after
        self._asked = 0

    def __call__(self, handler, seen):
        self._asked += 1
        (send if self._asked == 1 else self._cut)(handler)


@pytest.mark.parametrize(
    ("cut_after", "verdict", "hint"), [(hang_up, "throttled", "akuvox_request_interval"), (cut, "offline", "")]
)
def test_a_connection_that_breaks_off_after_an_answer_may_be_for_asking_too_fast(talk, cut_after, verdict, hint):
    with serving(CutsSecond(cut_after)) as server:
        transport = talk(server)
        transport.send(Request("GET", "/api/user/get"))
        with pytest.raises(Unreachable, match="the connection broke off") as caught:
            transport.send(Request("GET", "/api/user/get"))
    assert caught.value.detail["reachability"] == verdict
    assert hint in str(caught.value)
    assert "akuvox_use_ssl" not in str(caught.value)


def test_a_connection_that_breaks_off_at_once_says_nothing_of_the_pace(talk):
    with serving(hang_up) as server, pytest.raises(Unreachable, match="set akuvox_use_ssl: true") as caught:
        talk(server).send(Request("GET", "/api/user/get"))
    assert caught.value.detail["reachability"] == "offline"


@pytest.mark.parametrize("kind", ["write", "act"])
def test_what_breaks_off_in_the_handshake_has_never_left(talk, kind):
    """It was said not to be known whether the device has done it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def hang_up():
            connection, _address = listener.accept()
            connection.close()

        closing = threading.Thread(target=hang_up)
        closing.start()
        transport = talk(listener.getsockname()[1], use_ssl=True, validate_certs=False)
        with pytest.raises(AkuvoxError) as caught:
            post(transport, kind)
        closing.join()
    assert not isinstance(caught.value, LostAnswer)
    assert transport.sent is None


def test_the_moment_of_sending_is_that_of_the_request_and_not_of_the_answer(talk):
    with serving(hang_up) as server:
        transport = talk(server)
        began = time.monotonic()
        with pytest.raises(LostAnswer):
            post(transport)
    assert began <= transport.sent <= time.monotonic()


def test_a_challenge_without_end_is_given_up(talk):
    challenge = Digest(**LOGIN).challenge
    with serving(endless(401, WWW_Authenticate=challenge)) as server, pytest.raises(AuthFailed):
        talk(server, auth="digest", **LOGIN).send(Request("GET", "/api/config/get"))
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


@pytest.mark.parametrize("size", [0, 1, 99])
def test_a_file_that_is_cut_is_never_taken_for_a_whole_one(talk, size):
    def short(handler, seen):
        handler.wfile.write(OK + b"Content-Length: 100\r\n\r\n" + b"x" * size)
        handler.close_connection = True

    with serving(short) as server, pytest.raises(Unreachable):
        talk(server, retries=0).send(Request("GET", "/api/config/export", sink=Sink()))


def test_a_sink_starts_anew_with_every_repetition(talk):
    sink = Sink()
    with serving(FailsFirst(1, cut)) as server:
        answer = talk(server, retries=1).send(Request("GET", "/api/config/export", sink=sink))
    assert (sink.starts, sink.taken, answer.body) == (2, b'{"retcode": 0}', b"")


def test_messages_name_the_url_and_neither_query_nor_login(talk):
    with serving(hang_up) as server, pytest.raises(Unreachable) as caught:
        talk(server, auth="basic", **LOGIN).send(Request("GET", "/api/relay/trig", query={"code": "8642"}))
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
    assert talk(1).handshake() is None


def test_a_port_without_tls_has_no_certificate_to_read(talk):
    with serving(send) as server, pytest.raises(AkuvoxError, match="its certificate can't be read"):
        talk(server, use_ssl=True, timeout=5).handshake()


def test_a_request_shows_neither_its_query_nor_its_body():
    secret = "0pen-s3same"
    request = Request("GET", "/fcgi/OpenDoor", "act", query={"Password": secret}, body=secret.encode())
    assert secret not in repr(request)
