# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source in the real engine: how it starts, how it ends, and what it does while the engine is busy."""

from __future__ import annotations

import json
import re
import signal
import socket
import threading
import time

import pytest
from engine import MAC, call, free_port

TOKEN = "tokenOfTheDoorLobby-0123"
DOORS = {MAC.format(0): {"name": "lobby", "address": "127.0.0.1", "token": TOKEN}}
PRINT = {"name": "Print", "condition": "event.akuvox.kind is defined", "action": {"print_event": {}}}


def rulebook(*rules, **arguments):
    """A rulebook with our source."""
    source = {"name": "doors", "doorfleet.akuvox.action_url": arguments}
    return [{"name": "Doors", "hosts": "all", "sources": [source], "rules": list(rules)}]


def test_a_wrong_argument_ends_the_engine_with_its_name(engine):
    """An undefined variable arrives as an object, a token of digits as a number; neither is an error to the engine."""
    wrong = [
        ({"port": "{{ nowhere }}", "doors": DOORS}, "port: the variable in it is not defined"),
        (
            {"port": free_port(), "doors": {MAC.format(0): {"name": "lobby", "token": "{{ digits }}"}}},
            "must be text in",
        ),
    ]
    started = [
        engine().start(rulebook(PRINT, **arguments), variables={"digits": "1" * 24}) for arguments, _message in wrong
    ]
    for each, (_arguments, message) in zip(started, wrong, strict=True):
        assert each.wait() == 1
        assert f"doorfleet.akuvox.action_url: {message}" in each.output.replace(f"doors.{MAC.format(0)}.token: ", "")
        assert "1" * 24 not in each.output


def test_a_taken_port_ends_the_engine_with_its_name(engine):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        started = engine().start(rulebook(PRINT, port=port, doors=DOORS))
        assert started.wait() == 1
    message = f"host, port: can't listen on 127.0.0.1 port {port}: Address already in use"
    assert f"doorfleet.akuvox.action_url: {message}" in started.output


def seen_and_counted(output):
    """Number of events that the engine was given, and of those that were counted at the end."""
    seen = set(re.findall(r"'seq': '([0-9]+)'", output))
    counted = re.search(r"overflow: ([0-9]+) accepted events", output)
    return len(seen), int(counted[1]) if counted else 0


@pytest.mark.parametrize("java", ["-Xrs", ""])
def test_sigterm_loses_no_accepted_event_without_a_count(engine, java, tmp_path):
    """Also without -Xrs, where Java ends a process with SIGTERM unless the source takes the signal back."""
    port, doors_file = free_port(), tmp_path / "doors.json"
    door = {"name": "lobby", "address": "", "tokens": [{"token": TOKEN}]}
    doors_file.write_text(json.dumps({"version": 1, "doors": {MAC.format(0): door}}), encoding="utf-8")
    doors_file.chmod(0o600)
    book = rulebook(PRINT, port=port, doors_file=str(doors_file), max_per_door_per_minute=0, max_pending=5000)
    # what a rule prints is printed later, and not at all when the engine ends before
    started = engine().start(book, arguments=("--print-events",), java=java).wait_for_port(port)
    statuses, stop = [], threading.Event()

    def calls():
        while not stop.is_set():
            try:
                statuses.append(call(port, f"/{TOKEN}/tamper"))
            except OSError:
                return

    threads = [threading.Thread(target=calls) for _time in range(3)]
    for thread in threads:
        thread.start()
    started.wait_for_text("'kind': 'tamper'", 5)
    code = started.end(signal.SIGTERM)
    stop.set()
    for thread in threads:
        thread.join()
    accepted = statuses.count(200)
    status = json.loads((tmp_path / "doors.json.status").read_text(encoding="utf-8"))
    seen, counted = seen_and_counted(started.output)
    assert (code, bool(status["ended"])) == (0, True)
    # an answer may be cut off after the event was accepted, one for each connection
    assert accepted <= seen + counted <= accepted + len(threads)
    assert status["unsaid"].get(MAC.format(0), 0) == counted


def test_a_busy_engine_keeps_no_door_waiting(engine, tmp_path):
    """Doors are answered while a playbook runs; what finds no room is answered 503 and counted."""
    port, most = free_port(), 30
    # in a folder of its own, as the engine copies all that lies beside a playbook
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "busy.yml").write_text(
        "- {name: Busy, hosts: all, gather_facts: false, tasks: [{name: wait, wait_for: {timeout: 8}}]}\n",
        encoding="utf-8",
    )
    busy = {
        "name": "Busy",
        "condition": 'event.akuvox.kind == "tamper"',
        "action": {"run_playbook": {"name": str(folder / "busy.yml")}},
    }
    count = {"name": "Count", "condition": 'event.akuvox.kind != "tamper"', "action": {"print_event": {}}}
    book = rulebook(busy, count, port=port, doors=DOORS, max_per_door_per_minute=0, max_pending=most)
    started = engine().start(book, {"lobby": {"ansible_connection": "local"}}).wait_for_port(port)
    assert call(port, f"/{TOKEN}/tamper") == 200
    statuses, slowest = [], 0.0
    for _time in range(most * 3):
        began = time.monotonic()
        statuses.append(call(port, f"/{TOKEN}/hang_up"))
        slowest = max(slowest, time.monotonic() - began)
    accepted, refused = statuses.count(200), statuses.count(503)
    # the engine itself takes about ten before it waits
    assert (accepted + refused, most <= accepted <= most + 20) == (len(statuses), True), (accepted, refused)
    assert slowest < 1
    started.wait_for_text("'kind': 'call_ended'", accepted)
    started.wait_for_text("'kind': 'overflow'")
    assert started.end() == 0
    assert started.output.count("'kind': 'call_ended'") == accepted
    counted = sum(int(count) for count in re.findall(r"'kind': 'overflow', 'result': '([0-9]+)'", started.output))
    assert counted == refused
