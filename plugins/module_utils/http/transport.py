# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP conversation with one device: login, TLS, pacing, time-outs, retries of reads, bounded answers.

It knows nothing of targets and actions, and nothing of Ansible.
"""

from __future__ import annotations

import contextlib
import time
import traceback
from dataclasses import replace

from ..errors import AkuvoxError, BadReply, LostAnswer, NoAnswerInTime, Refused, Throttled, Unreachable
from .challenges import is_of_the_api
from .deadline import AnswerLimit
from .diagnosis import cut, no_answer_within, no_connection, no_connection_within, not_the_api, tls_hint, without_end
from .line import Line, leave
from .messages import Answer, Request, is_not_http
from .pacing import pacer_with
from .statuses import status_error
from .tls import handshake, is_end_of_tls, tls_error

REQUESTS_IMPORT_ERROR = None
try:
    import requests  # noqa: F401, pylint: disable=unused-import
    import urllib3
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

# What the answer to one request may have, beside the time-out for its beginning: 50,000 users of 600 bytes.
MAX_ANSWER_BYTES = 32 * 1024 * 1024
MAX_ANSWER_SECONDS = 300
# The same for a file; the largest one is a packet capture, whose size is an option of 31 bits.
MAX_FILE_BYTES = 2 * 1024**3
MAX_FILE_SECONDS = 3600
CHUNK_BYTES = 64 * 1024
# Waits before a request is repeated: doubled each time, or, for a device that was asked too fast, that much longer each
# time (device-facts 1.2).
PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30
THROTTLED_SECONDS = 3
MAX_THROTTLED_REPEATS = 3
# How long a port that may well be closed is waited for.
_LOOK_SECONDS = 5.0
# The cheapest read of the manual: it fetches the digest challenge, so that no body is sent twice.
PRIMING_PATH = "/api/system/status"


class Transport:
    """Requests to one device, strictly one after the other.

    The ``kind`` of a request says what may happen when its answer is lost: a ``read`` is repeated; a ``write`` or an
    ``act`` never is and raises :class:`LostAnswer`, as the device may have applied it. A ``write`` is repeated when the
    device was asked too fast for a login, as it has done nothing then.

    ``answered`` says that a valid API reply arrived: later errors no longer mean "not an Akuvox device". Who judges the
    answers says so by :meth:`has_answered`. ``asked_by_api`` says that a login was asked for in the name of the API.

    With ``api_only`` a digest login goes only to who asks for it so. ``most`` is what an answer may have, in seconds
    beside the time-out for its beginning, and in bytes.
    """

    def __init__(
        self,
        connection,
        pacer=None,
        sleep=time.sleep,
        clock=time.monotonic,
        api_only=False,
        most=None,
    ):
        if REQUESTS_IMPORT_ERROR:
            raise AkuvoxError(
                "the Python library requests is missing where this task runs; install it for that Python: "
                "pip install requests",
                exception=REQUESTS_IMPORT_ERROR,
            )
        self.connection = connection
        self._sleep = sleep
        self._pacer = pacer or pacer_with(connection)
        self.answered = False
        self.asked_by_api = False
        self._most = most or (MAX_ANSWER_SECONDS, MAX_ANSWER_BYTES)
        self._challenged = connection.auth != "digest"
        self._limit = AnswerLimit(clock)
        self._line = Line(connection, self._limit, self._pacer, api_only)

    @property
    def received(self):
        """Bytes of all answers so far."""
        return self._limit.total

    @property
    def opened(self):
        """How many connections were made so far."""
        return self._limit.opened

    @property
    def sent(self):
        """When the last request was sent, on the clock of ``time.monotonic``; None when nothing of it has left."""
        return self._limit.sent

    def close(self):
        """Close the connection; a later request opens a new one."""
        self._line.close()

    def has_answered(self):
        """Note that an answer was one of the API."""
        self.answered = True

    def send(self, request):
        """Send a :class:`Request` and return its :class:`Answer`.

        :raises AkuvoxError: as ``errors`` says; messages name the URL, never a query or a credential.
        """
        if request.body is not None and not self._challenged:
            self._fetch_challenge()
        if request.kind == "act":
            # on a kept-alive connection that the device has closed the outcome would be unknown
            self._line.close()
        retries = self.connection.retries if request.retries is None else request.retries
        attempt = 0
        while True:
            try:
                return self._send(request)
            except Unreachable as exc:
                attempt += 1
                if attempt > _repeats(exc, request.kind, retries):
                    raise
                self._sleep(_pause(exc, attempt))

    def handshake(self):
        """The :class:`tls.Handshake` with the device; None without TLS. Its certificate needn't be trusted."""
        if not self.connection.use_ssl:
            return None
        self.close()
        self._pacer.wait()
        try:
            return handshake(self.connection)
        except OSError as exc:
            raise AkuvoxError(f"{self.connection.base_url}: its certificate can't be read: {exc}") from None
        finally:
            self._pacer.done()

    def plain_http(self, port):
        """The HTTP status that a plain request to another port of the device gets; None when nothing answers there.

        It has no login in it.
        """
        self.close()
        transport = self.without_login(use_ssl=False, port=port)
        try:
            timeout = min(self.connection.timeout, _LOOK_SECONDS)
            transport.send(Request("GET", PRIMING_PATH, timeout=timeout, retries=0))
        except AkuvoxError as exc:
            return exc.detail.get("status")
        finally:
            transport.close()
        return 200

    def without_login(self, **options):
        """Another transport to the device, which has no login; ``options`` are other members of its connection."""
        connection = replace(self.connection, auth="none", username=None, password=None, **options)
        return Transport(connection, self._pacer, self._sleep, most=self._most)

    def refresh_challenge(self):
        """Before a large upload: make sure that the nonce is fresh, since a stale one costs a second upload."""
        if self.connection.auth == "digest":
            self._fetch_challenge()

    def _fetch_challenge(self):
        with contextlib.suppress(Refused, BadReply):
            self.send(Request("GET", PRIMING_PATH))
        self._challenged = True

    def _send(self, request):
        url = self.connection.base_url + request.path
        what = f"{request.method} {url}"
        timeout = request.timeout or self.connection.timeout
        seconds, size = self._most if request.sink is None else (MAX_FILE_SECONDS, MAX_FILE_BYTES)
        self._limit.arm(timeout, seconds, size, request.pinned)
        self._pacer.wait()
        try:
            response = self._line.ask(request, min(timeout, self.connection.timeout), timeout)
            whole = False
            try:
                if not 200 <= response.status < 300:
                    self.asked_by_api = response.status == 401 and is_of_the_api(response.headers)
                    raise status_error(
                        what, request.kind, response.status, response.headers, self.connection, self.answered
                    )
                self._challenged = True
                body = self._read(response, what, request.sink)
                whole = True
                return Answer(response.headers, body)
            finally:
                leave(response, whole)
        except urllib3.exceptions.HTTPError as exc:
            if self._limit.passed:
                raise without_end(size, timeout + seconds, self.answered).error(BadReply, what) from None
            raise self._connection_error(what, request.kind, exc, timeout) from None
        except UnicodeError:
            raise AkuvoxError(f"{what}: a text holds a character that cannot be sent; check host and query") from None
        finally:
            self._pacer.done()

    def _read(self, response, what, sink):
        """The answer's body; what its limit allows is enforced below HTTP."""
        if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            # a few bytes may stand for a great many
            says = "the answer is compressed, which was not asked for"
            raise not_the_api(says, self.answered).error(BadReply, what)
        if sink is None:
            body = bytearray()
            for chunk in response.stream(CHUNK_BYTES, decode_content=False):
                body += chunk
            return body
        sink.start()
        for chunk in response.stream(CHUNK_BYTES, decode_content=False):
            sink.write(chunk)
        return b""

    def _connection_error(self, what, kind, exc, timeout):
        """The error for an exception of urllib3: TLS, not reached, or reached and the answer lost."""
        unknown = kind != "read" and self._limit.sent is not None
        if isinstance(exc, urllib3.exceptions.SSLError) and not (unknown or is_end_of_tls(exc)):
            return tls_error(what, exc, self.connection.legacy_tls)
        if isinstance(exc, urllib3.exceptions.LocationValueError):
            return AkuvoxError(f"{what}: not a URL that can be asked; check host and port")
        # some versions of urllib3 make the first of these a kind of the second
        if isinstance(exc, urllib3.exceptions.NewConnectionError):
            return no_connection(str(exc)).error(Unreachable, what)
        if isinstance(exc, urllib3.exceptions.ConnectTimeoutError):
            return no_connection_within(min(timeout, self.connection.timeout)).error(Unreachable, what)
        if is_not_http(exc):
            return not_the_api("the answer is not HTTP", self.answered).error(BadReply, what)
        late = isinstance(exc, urllib3.exceptions.ReadTimeoutError) or "timed out" in str(exc)
        diagnosis = no_answer_within(timeout) if late else cut(self._limit.begun, self._limit.heard)
        if not unknown:
            spoken = self._limit.sent is not None
            told = self._limit.begun or self._limit.heard or (late and spoken and self.connection.use_ssl)
            return diagnosis.error(Unreachable, what, "" if told else f". {tls_hint(self.connection, spoken)}")
        lost = NoAnswerInTime if late else LostAnswer
        return diagnosis.error(lost, what, so="it is not known whether the device has done it")


def _repeats(exc, kind, retries):
    """How often a request may be repeated after an error."""
    if isinstance(exc, Throttled) and kind != "act":
        return min(retries, MAX_THROTTLED_REPEATS)
    return retries if kind == "read" else 0


def _pause(exc, attempt):
    """Seconds before a request is repeated for the ``attempt``th time."""
    if isinstance(exc, Throttled):
        return THROTTLED_SECONDS * attempt
    return min(LONGEST_PAUSE_SECONDS, PAUSE_SECONDS * 2 ** (attempt - 1))
