# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forwarder as a process: from a door's call to the stream, through an outage and a restart."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

EDA = Path(__file__).resolve().parents[3] / "extensions" / "eda"
TOKEN, STREAM_TOKEN = "tokenOfTheDoorLobby-0123", "the-token-of-the-stream"
DOORS = {"0C:11:05:00:00:01": {"name": "lobby", "token": TOKEN, "address": ""}}


class Stream(ThreadingHTTPServer):
    """An event stream that answers as a test wants, and keeps what it took."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.taken, self.asked = 200, [], 0
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    """One request to the stream."""

    def do_POST(self):
        """Take an event."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.server.status if self.headers["Authorization"] == f"Bearer {STREAM_TOKEN}" else 401
        self.server.asked += 1
        if status == 200:
            self.server.taken.append(json.loads(body))
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def stream():
    """A stream."""
    running = Stream()
    yield running
    running.shutdown()
    running.server_close()


def wait_for(condition):
    """Wait until something is so."""
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


class Forwarder:
    """The forwarder's configuration and process."""

    def __init__(self, folder, stream, **spool):
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        token = folder / "token"
        token.write_text(STREAM_TOKEN + "\n", encoding="utf-8")
        token.chmod(0o600)
        self.config = {
            "source": {"port": self.port, "doors": DOORS, "max_per_door_per_minute": 0, "max_pending": 5},
            "stream": {"url": f"http://127.0.0.1:{stream.server_port}/", "token_file": str(token)},
            "spool": {"path": str(folder / "spool.db"), **spool},
        }
        self.path, self.log, self.process = folder / "forwarder.yml", folder / "forwarder.log", None

    def start(self):
        """Start it, and wait for its port."""
        self.path.write_text(yaml.safe_dump(self.config), encoding="utf-8")
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "akuvox_forwarder", str(self.path)]
            self.process = subprocess.Popen(command, cwd=EDA, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        wait_for(lambda: self.process.poll() is not None or "Listening on" in self.log.read_text(encoding="utf-8"))
        return self

    def call(self, word):
        """Call as the door does, with a PIN that must not get anywhere."""
        url = f"http://127.0.0.1:{self.port}/{TOKEN}/{word}?code=83920174"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code

    def kept(self):
        """How many events are on disk."""
        with contextlib.closing(sqlite3.connect(self.config["spool"]["path"])) as file:
            return file.execute("SELECT count(*) FROM events").fetchone()[0]

    def end(self, number=signal.SIGTERM):
        """End it, and return its status."""
        self.process.send_signal(number)
        code = self.process.wait(60)
        self.log.write_text("", encoding="utf-8")
        return code


@pytest.fixture
def forward(stream, tmp_path):
    """``forward(**spool)``: a forwarder, which ends with the test."""
    made = []

    def make(**spool):
        made.append(Forwarder(tmp_path, stream, **spool))
        return made[-1]

    yield make
    for each in made:
        if each.process is not None and each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def test_events_come_through_an_outage_and_a_restart_in_order(stream, forward, tmp_path):
    forwarder = forward().start()
    assert forwarder.call("tamper") == 200
    wait_for(lambda: len(stream.taken) == 1)
    stream.status = 503
    assert [forwarder.call(word) for word in ("make_call", "hang_up", "alarm")] == [200] * 3
    wait_for(lambda: stream.asked > 1 and forwarder.kept() == 3)
    # killed, not ended: what is on disk stays
    assert forwarder.end(signal.SIGKILL) == -signal.SIGKILL
    stream.status = 200
    forwarder.start()
    wait_for(lambda: len(stream.taken) == 4)
    assert forwarder.call("restart") == 200
    wait_for(lambda: len(stream.taken) == 5)
    assert [each["akuvox"]["kind"] for each in stream.taken] == [
        "tamper",
        "call_made",
        "call_ended",
        "alarm",
        "restart",
    ]
    assert "83920174" not in str(stream.taken) + forwarder.log.read_text(encoding="utf-8")
    assert (tmp_path / "spool.db").stat().st_mode & 0o777 == 0o600
    assert forwarder.end() == 0


def test_what_finds_no_room_is_counted_and_a_redirect_is_not_followed(stream, forward):
    forwarder = forward(most=3)
    stream.status = 302
    forwarder.start()
    # three on disk, five in the source, and one on its way between them at most
    statuses = [forwarder.call("tamper") for _time in range(20)]
    accepted = statuses.count(200)
    assert (8 <= accepted <= 9, statuses[-5:]) == (True, [503] * 5)
    stream.status = 200
    wait_for(lambda: any(each["akuvox"]["kind"] == "overflow" for each in stream.taken))
    kinds = [each["akuvox"]["kind"] for each in stream.taken]
    counted = sum(int(each["akuvox"]["result"]) for each in stream.taken if each["akuvox"]["kind"] == "overflow")
    assert (kinds.count("tamper"), counted) == (accepted, 20 - accepted)
    assert "the stream answered 302" in forwarder.log.read_text(encoding="utf-8")
    assert forwarder.end() == 0


WRONG = [
    ({"stream": {"url": "http://eda.example/"}}, "stream.url: must begin with https://"),
    ({"stream": {"urls": "x"}}, "stream.urls: there is no such key"),
    ({"stream": {"timeout": "10"}}, "stream.timeout: must be a whole number"),
    ({"spool": {"path": None}}, "spool.path: must be text"),
    ({"source": {"port": "5000"}}, "port: must be a whole number without quotes"),
]


@pytest.mark.parametrize(("changes", "message"), WRONG, ids=[message for _changes, message in WRONG])
def test_a_wrong_configuration_is_named(forward, changes, message):
    forwarder = forward()
    for part, values in changes.items():
        forwarder.config[part].update(values)
    assert forwarder.start().process.wait(60) == 2
    assert message in forwarder.log.read_text(encoding="utf-8")


def test_a_token_that_others_can_read_is_refused(forward):
    forwarder = forward()
    os.chmod(forwarder.config["stream"]["token_file"], 0o644)
    assert forwarder.start().process.wait(60) == 2
    assert "others can read it" in forwarder.log.read_text(encoding="utf-8")
