# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device's HTTP API: functions by target and action, on the routes of its profile."""

from __future__ import annotations

from dataclasses import replace

from ..errors import BadReply, Unsupported
from ..files.streams import open_upload
from ..http.messages import Request
from ..http.sessions import session_with
from .envelope import check_reply, own_path, read_data, reply_in, request_body
from .judging import judged
from .link import Link
from .options import connection_from
from .paging import all_records
from .patience import Patience
from .profileoption import profile_from_option
from .profiles import BARE, ENCODED_KEYS, ROUTED_FUNCTIONS, ROUTED_KEYS, choose_profile, fits_one
from .tally import Tally

_JSON = "application/json"
# What a device may take to store an uploaded file before it answers, beside the usual timeout.
_STORE_SECONDS = 60


class Device(Link, Patience):
    """One device, as a task sees it. Nothing is sent before the first function is used.

    ``params`` are the validated options of the module. ``model`` and ``firmware`` may be known already (from the
    inventory); then ``profile: auto`` needs no request. ``tell(text)`` gets what a watching user should know,
    ``warn(text)`` what every user should.

    ``read_only``: whatever could change the device is refused and not sent.

    ``session`` is the right to write, see :class:`sessions.Session`; who writes has to have it. ``keeper``: what keeps
    what is about to change, see ``converge/keeping.py``; None where nothing does.
    """

    keeper = None

    def __init__(
        self,
        params,
        model=None,
        firmware=None,
        login_optional=False,
        tell=lambda text: None,
        warn=lambda text: None,
        read_only=False,
    ):
        super().__init__(replace(connection_from(params, login_optional), read_only=read_only))
        self.tell, self.warn = tell, warn
        self._profile = profile_from_option(params.get("profile"))
        self._known = (model, firmware) if model and firmware else None
        self._route_taken = {}
        self.tally = Tally()
        self.session = session_with(self._connection, tell, warn)

    @property
    def profile(self):
        """The device's profile; reads model and firmware when the option says ``auto`` and they aren't known."""
        if self._profile is None:
            self._profile = choose_profile(*(self._known or self.model_and_firmware()))
        return self._profile

    def read(self, target, action="get", query=None):
        """``data`` of a function that reads, by GET; repeated after connection errors."""
        what = f"{target}/{action} on {self.address}"
        data = self._judged(Request("GET", f"/api/{target}/{action}", query=query), what, read_data)
        return self._heard(target, action, data)

    def probe(self, target, action, timeout):
        """Like :meth:`read`, asked once on a new connection with ``timeout`` seconds at most for each step.

        For a device that may be about to restart: neither repeats nor a dead connection stretch the time.
        """
        what = f"{target}/{action} on {self.address}"
        self.transport.close()
        request = Request("GET", f"/api/{target}/{action}", timeout=min(timeout, self.timeout), retries=0)
        # it may be down, and says who it is by this very answer
        answer = judged(self.transport, self.transport.send(request).body, what, read_data)
        return self._heard(target, action, answer)

    def records(self, target):
        """All records of a list target. Pages are fetched until all that ``num`` announces are there (C69).

        :raises BadReply: when the list stays shorter than the device says, since a plan on half a list does harm.
        """
        return all_records(
            lambda query: self.read(target, query=query),
            f"{target}/get on {self.address}",
            paged=bool(self.profile.page_size),
            received=lambda: self.transport.received,
        )

    def write(self, target, action, data=None, items=0):
        """``data`` of a function that changes something. ``items`` records lengthen the time that it may take."""
        return self._post(target, action, data, "write", self.timeout + self.longer(items))

    def set_keys(self, target, values):
        """Set ``Config.*`` keys by the ``set`` of their target, or as this device wants it (device-facts 3.2, 9.2).

        A device that doesn't set them by their target takes the same keys by ``config``.
        """
        left = dict(values)
        for key in values:
            other = fits_one(key, ROUTED_KEYS) and self.profile.key_target(key)
            if other:
                self.write(other, "set", {key: left.pop(key)})
        if not left:
            return
        if self._profile is not None and self._profile.config_by_get:
            self._set_by_get(left)
            return
        try:
            self.write(target, "set", left)
        except Unsupported:
            if self.profile.config_by_get:
                self._set_by_get(left)
            elif target != "config":
                self.write("config", "set", left)
            else:
                raise

    def encodes(self, key):
        """Whether this device wants the value of a ``Config.*`` key in base64."""
        return fits_one(key, ENCODED_KEYS) and self.profile.encodes(key)

    def _set_by_get(self, values):
        for key, value in values.items():
            what = f"config/set on {self.address}"
            with self.tally.acting("write"):
                self._judged(Request("GET", "/api/config/set", kind="write", query={key: value}), what)

    def require(self, target, action):
        """Refuse a function that this device's profile lacks, before anything is sent.

        :raises Unsupported: naming the profile, and what the user can do.
        """
        hint = self.profile.lack(target, action)
        if hint is not None:
            raise Unsupported(
                f"{target}/{action} on {self.address}: this device does not have the function, by its profile "
                f"{self.profile.name}{f': {hint}' if hint else ''}. If it does, set akuvox_profile to a mapping with "
                f"base: {self.profile.base or self.profile.name} and missing: a list without it"
            )

    def act(self, target, action, data=None, timeout=None, lasting=True):
        """``data`` of a function that must never be sent twice: trigger, dial, reboot, reset.

        ``lasting``: it changes the device, as a question to its user or a preparation doesn't.
        """
        return self._post(target, action, data, "act", timeout, lasting)

    def download(self, target, action, sink, query=None):
        """Stream the file that a function answers with into ``sink``, a :class:`files.Scratch`; repeated like a read.

        A reply is never taken for the file: it raises what it says (C71), unless it says where the file is (C60).
        Returns whether the length proves that all of it came.
        """
        what = f"{target}/{action} on {self.address}"
        answer = self._sent(Request("GET", f"/api/{target}/{action}", query=query, sink=sink))
        reply = reply_in(sink.head)
        if reply is not None:
            path = own_path(check_reply(reply, what).get("address"), self.address, what)
            answer = self._sent(Request("GET", path, sink=sink))
            reply = reply_in(sink.head)
        if reply is not None:
            check_reply(reply, what)
            raise BadReply(f"{what}: the device answers with a reply where the file should be")
        return answer.sized

    def upload(self, target, action, path, query=None, progress=None, option="src", lasting=True):
        """``data`` of a function that takes a file, which is streamed from disk and never sent twice.

        ``progress(sent, total)`` is called with bytes of the request; ``option`` names the file in messages;
        ``lasting`` as of :meth:`act`.

        :raises LostAnswer: the device may have the file or a part of it.
        """
        what = f"{target}/{action} on {self.address}"
        field = self.profile.upload_field
        source = open_upload(path, option=option, field=field, progress=progress)
        with self.tally.acting("act", lasting), source as body:
            # a stale nonce would be found out after the whole file was sent
            self.transport.refresh_challenge()
            request = Request(
                "POST",
                f"/api/{target}/{action}",
                kind="act",
                query=query,
                body=body,
                content_type=body.content_type,
                timeout=self.timeout + _STORE_SECONDS,
            )
            return self._judged(request, what)

    def call(self, method, target, action, data=None, query=None, kind="write"):
        """The reply of any function as the device sends it, unjudged."""
        what = f"{target}/{action} on {self.address}"
        body = request_body(target, action, data) if method == "POST" else None
        content_type = _JSON if body else None
        request = Request(method, f"/api/{target}/{action}", kind, query=query, body=body, content_type=content_type)
        with self.tally.acting(kind, kind != "read"):
            return self._judged(request, what, lambda reply, *_known: reply)

    def exchange(self, request):
        """The :class:`messages.Answer` to any :class:`messages.Request`, as it came. What writes counts as a change.

        :raises AkuvoxError: as ``Transport.send``.
        """
        if request.kind != "read":
            self._before_write()
        with self.tally.acting(request.kind, request.kind != "read"):
            return self._sent(request)

    def _judged(self, request, what, judge=check_reply):
        """What ``judge`` makes of the answer to a request, see :func:`judging.judged`."""
        if request.kind != "read":
            self._before_write()
        return judged(self.transport, self._sent(request).body, what, judge)

    def _paths(self, target, action):
        """Paths to try. Model and firmware needn't be read for a function that has one route in all profiles."""
        if self._profile is None and f"{target}.{action}" not in ROUTED_FUNCTIONS:
            return (f"/api/{target}/{action}", BARE)
        return self.profile.paths(target, action)

    def _post(self, target, action, data, kind, timeout, lasting=True):
        paths = self._route_taken.get((target, action)) or self._paths(target, action)
        body = request_body(target, action, data)
        for index, path in enumerate(paths):
            what = f"{target}/{action} on {self.address}"
            try:
                with self.tally.acting(kind, lasting):
                    request = Request("POST", path, kind, body=body, content_type=_JSON, timeout=timeout)
                    result = self._judged(request, what)
            except Unsupported:
                if index == len(paths) - 1:
                    raise
                continue
            self._route_taken[target, action] = (path,)
            return result
