# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The source that asks: when it asks whom, what it makes of the answers, and that it keeps out of the plays' way."""

from __future__ import annotations

import asyncio
import itertools
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.marks import Marks
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.pacing import Pacer
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.sessions import Session

sys.path.insert(0, str(Path(__file__).resolve().parent))

import conftest as shared

MAC = "0C:11:05:00:00:01"


@pytest.fixture(scope="session")
def door_poll():
    """The event source door_poll."""
    return shared.load("eda_door_poll", shared.EDA / "plugins" / "event_source" / "door_poll.py")


def test_a_door_is_silent_after_three_misses_and_back_after_one_answer(door_poll):
    state = door_poll.State()
    outcomes = [
        ("missed", -1, []), ("missed", -1, []), ("busy", -1, []), ("answered", 500, []), ("missed", -1, []),
        ("missed", -1, []), ("busy", -1, []), ("missed", -1, [("door_silent", "3")]), ("missed", -1, []),
        ("answered", 900, [("door_back", "")]), ("answered", 901, []), ("answered", -1, []),
        ("answered", 30, [("restart", "")]), ("missed", -1, []), ("missed", -1, []),
        ("missed", -1, [("door_silent", "3")]), ("answered", 10, [("door_back", ""), ("restart", "")]),
    ]  # fmt: skip
    for outcome, uptime, wanted in outcomes:
        assert door_poll.judge(state, outcome, uptime) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (b'{"data": {"UpTime": 90}}', 90),
        (b'{"data": {"UpTime": "90"}}', 90),
        (b"[]", -1),
        (b"", -1),
        (b'{"data": 1}', -1),
    ],
)
def test_the_uptime_is_read_as_a_number_or_as_text(door_poll, text, wanted):
    assert door_poll.uptime_in(text) == wanted


def arguments(folder, **changes):
    """Arguments that are right."""
    password = folder / "password"
    password.write_text("the/pass+word\n", encoding="utf-8")
    password.chmod(0o600)
    doors = {MAC: {"name": "lobby", "address": "127.0.0.1"}}
    given = {"doors": doors, "username": "api", "password_file": str(password), "use_ssl": False, "request_interval": 0}
    return {**given, **changes}


WRONG = [
    ({"password": "the/pass+word"}, "password: there is no such argument"),
    ({"interval": 59}, "interval: must be from 60"),
    ({"use_ssl": "false"}, "use_ssl: must be true or false, not of type str"),
    ({"password_file": None}, "auth: digest and basic need username and password_file"),
    ({"auth": "none"}, "none has no use for them"),
    ({"username": "j\xfcrgen"}, "username: must be ASCII"),
    ({"password_file": "/nowhere"}, "password_file: /nowhere: No such file"),
    ({"doors": {MAC: {"name": "all", "address": "127.0.0.1"}}}, f"doors.{MAC}.name: must be the inventory name"),
    ({"doors": None}, "doors, doors_file: exactly one"),
]


@pytest.mark.parametrize(("changes", "message"), WRONG, ids=[message for _changes, message in WRONG])
def test_a_wrong_argument_is_refused_by_name(door_poll, tmp_path, changes, message):
    with pytest.raises(door_poll.CORE.BadArgument) as refused:
        asyncio.run(door_poll.main(asyncio.Queue(), arguments(tmp_path, **changes)))
    assert message in str(refused.value)
    assert "the/pass" not in str(refused.value)


def test_a_password_that_others_can_read_is_refused(door_poll, tmp_path):
    given = arguments(tmp_path)
    Path(given["password_file"]).chmod(0o640)
    with pytest.raises(door_poll.CORE.BadArgument, match="others can read it"):
        asyncio.run(door_poll.main(asyncio.Queue(), given))


def test_the_options_are_those_of_the_documentation(door_poll):
    documented = yaml.safe_load(door_poll.DOCUMENTATION)["options"]
    types = {str: "str", int: "int", bool: "bool", dict: "dict"}
    assert {
        name: (types[option.type], option.default, list(option.choices)) for name, option in door_poll.OPTIONS.items()
    } == {name: (each["type"], each.get("default"), each.get("choices", [])) for name, each in documented.items()}


class Door(ThreadingHTTPServer):
    """A door that counts how often it was asked, and answers with a redirect where a test wants it."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked, self.logins, self.status, self.challenge = [], [], 200, 'Digest realm="api", nonce="1"'
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Answer(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self):
        """Answer."""
        self.server.asked.append((time.time(), self.path))
        self.server.logins.append(self.headers.get("Authorization"))
        body = b'{"data": {"UpTime": 90}}'
        self.send_response(self.server.status)
        if self.server.status == 401:
            self.send_header("WWW-Authenticate", self.server.challenge)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def door():
    """A door without login."""
    running = Door()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def poller(door_poll, door, tmp_path):
    """Asks that door; its marks are in a folder of the test."""

    def make(**changes):
        given = arguments(tmp_path, port=door.server_port, lock_dir=str(tmp_path), **changes)
        if "auth" not in changes:
            given.update(auth="none", username=None, password_file=None)
        return door_poll.Poller(door_poll.checked_arguments(given))

    return make


def test_a_door_that_a_play_is_writing_to_is_not_asked(door_poll, door, poller, tmp_path):
    asked = door_poll.Asked("lobby", MAC, "127.0.0.1")
    for name in (f"127.0.0.1-{door.server_port}", "0c1105000001"):
        with Session([name], Marks(str(tmp_path)), 1):
            assert poller().ask(asked) == ("busy", -1.0)
    assert door.asked == []
    assert poller().ask(asked) == ("answered", 90.0)
    # and it leaves no lock behind
    with Session([f"127.0.0.1-{door.server_port}"], Marks(str(tmp_path)), 0):
        pass


def test_the_pause_between_requests_is_kept_with_the_plays(door_poll, door, poller, tmp_path):
    asked = door_poll.Asked("lobby", MAC, "127.0.0.1")
    pacer = Pacer(f"127.0.0.1-{door.server_port}", 0.5, marks=Marks(str(tmp_path)))
    pacer.done()
    began = time.time()
    assert poller(request_interval=500).ask(asked)[0] == "answered"
    assert door.asked[0][0] - began >= 0.4
    # the play that comes next waits for what the source has asked
    # (a clock that stands still: after the play's own request 0.1 s would be left)
    slept, still = [], itertools.repeat(began + 0.4)
    pacer = Pacer(
        f"127.0.0.1-{door.server_port}", 0.5, sleep=slept.append, clock=still.__next__, marks=Marks(str(tmp_path))
    )
    pacer.wait()
    assert len(slept) == 1
    assert slept[0] > 0.45


def test_a_redirect_and_an_error_are_answers_and_nothing_is_asked_twice(door_poll, door, poller):
    asked = door_poll.Asked("lobby", MAC, "127.0.0.1")
    for status in (302, 401, 500):
        door.status = status
        assert poller().ask(asked) == ("answered", -1.0)
    assert [path for _when, path in door.asked] == ["/api/system/status"] * 3
    port = door.server_port
    door.shutdown()
    door.server_close()
    assert poller().ask(asked) == ("missed", -1.0)
    assert port == door.server_port


@pytest.mark.parametrize("auth", ["basic", "digest"])
def test_a_login_that_a_door_refuses_is_not_sent_again_until_the_password_changes(
    door_poll, door, poller, tmp_path, auth, caplog
):
    asked = door_poll.Asked("lobby", MAC, "127.0.0.1")
    door.status, asking = 401, poller(auth=auth)
    for _round in range(3):
        assert asking.ask(asked) == ("answered", -1.0)
    assert [login for login in door.logins if login] == [door.logins[1 if auth == "digest" else 0]]
    assert caplog.text.count("lobby refuses the login") == 1
    # another door hasn't refused it
    asking.ask(door_poll.Asked("gate", "0C:11:05:00:00:02", "127.0.0.1"))
    assert len([login for login in door.logins if login]) == 2
    (tmp_path / "password").write_text("another/pass\n", encoding="utf-8")
    asking.ask(asked)
    assert len([login for login in door.logins if login]) == 3
    assert "pass" not in caplog.text.replace("password_file", "")


def test_a_nonce_that_is_too_old_is_no_refusal(door_poll, door, poller):
    asked = door_poll.Asked("lobby", MAC, "127.0.0.1")
    door.status, door.challenge, asking = 401, 'Digest realm="api", nonce="1", stale=true', poller(auth="digest")
    for _round in range(2):
        asking.ask(asked)
    assert len([login for login in door.logins if login]) == 2


def test_rounds_are_spread_and_no_door_is_asked_twice_within_the_interval(door_poll):
    clock = shared.Clock()
    asked, options = [], SimpleNamespace(interval=60, max_parallel=100)

    class Fake:
        def ask(self, door):
            asked.append((clock.now - 1000, door.name))
            return "missed", -1.0

    async def run():
        queue = asyncio.Queue()
        rounds = door_poll.Rounds(options, Fake(), queue, clock)
        rounds.take({str(n): door_poll.Asked(f"d{n}", str(n), "192.0.2.1") for n in range(6)})
        for _time in range(240):
            rounds.step()
            while rounds._asking:
                await asyncio.sleep(0.001)
            clock.now += 1
        rounds.close()
        return [queue.get_nowait() for _time in range(queue.qsize())]

    events = asyncio.run(run())
    assert [when for when, name in asked if name == "d2"] == [20, 80, 140, 200]
    # ten seconds apart, so that six doors are never asked at once
    assert len({when for when, _name in asked}) == len(asked) == 24
    assert sorted(each["akuvox"]["door"] for each in events) == [f"d{n}" for n in range(6)]
    assert events[0]["meta"] == {"hosts": events[0]["akuvox"]["door"]}
    assert set(events[0]["akuvox"]) == set(door_poll.CORE.event("x")["akuvox"])
