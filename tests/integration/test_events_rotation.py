# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rotation of the tokens of a whole fleet while things happen at its doors, with the real event source.

The run is killed in the middle and 5 % of the doors are away: no call of a door is refused. AKUVOX_ROTATION_DOORS sets
the number of doors.
"""

from __future__ import annotations

import json
import os
import threading
import time

import pytest
from harness.emulator import PASSWORD, USERNAME, Emulator, Fleet
from harness.eventsource import EventSource

pytestmark = pytest.mark.one_core

COUNT = int(os.environ.get("AKUVOX_ROTATION_DOORS", "20"))
NAMES = [f"door-{number:02d}" for number in range(1, COUNT + 1)]
AWAY = NAMES[-max(1, COUNT // 20) :]
HERE = [name for name in NAMES if name not in AWAY]
# Each family calls in its own way.
FAMILIES = ["manual", "e18", "x916", "s532", "a08s"]
PREFIX = "Config.Features.ACTIONURL."
JOB = [{"name": "events", "ansible.builtin.import_playbook": "doorfleet.akuvox.events"}]
CARD = {"kind": "card", "value": "0FACADE1"}


class Life:
    """Things that happen at all doors, all the time: a card that nobody knows is held to each of them."""

    def __init__(self, fleet):
        self._fleet = fleet
        self._over = threading.Event()
        self.rounds = 0
        self._thread = threading.Thread(target=self._go_on, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_problem):
        self._over.set()
        self._thread.join(30)

    def _go_on(self):
        while not self._over.wait(0.25):
            self._fleet.happen("*", **CARD)
            self.rounds += 1


@pytest.fixture
def doors(tmp_path_factory, ledger):
    """A fleet of its own."""
    devices = [{"name": name, "profile": FAMILIES[number % len(FAMILIES)]} for number, name in enumerate(NAMES)]
    defaults = {"username": USERNAME, "password": PASSWORD}
    running = Emulator(tmp_path_factory.mktemp("rotation"), {"defaults": defaults, "devices": devices})
    yield Fleet(running)
    running.stop()


def test_no_call_is_refused_while_tokens_are_rotated(play, doors, tmp_path):
    file = tmp_path / "doors.json"
    file.write_text('{"version": 1, "doors": {}}', encoding="utf-8")
    file.chmod(0o600)
    source = EventSource(tmp_path, file, max_per_door_per_minute=0)
    known = set()

    def tokens():
        held = json.loads(file.read_text())["doors"].values()
        found = {door["name"]: [each["token"] for each in door["tokens"]] for door in held}
        known.update(token for each in found.values() for token in each)
        return found

    def run(*arguments, expect=0, **more):
        variables = {"akuvox_events_url": source.url, "akuvox_events_doors_file": str(file), "akuvox_retries": 0}
        # doors call here all the time, so that each is seen with its new token
        variables["akuvox_events_wait"] = 60
        done = play(
            None, doors.hosts(*NAMES), "-e", "akuvox_hosts=doors", *arguments, playbook=JOB, variables=variables,
            expect=expect, **more,
        )  # fmt: skip
        tokens()
        assert not any(token in done.output for token in known)
        return done

    def held(name):
        return doors.state(name)["config"][PREFIX + "InvalidCardEntered"].split("/")[3]

    def calls(name):
        return doors.calls(name)["sent"]

    try:
        run()
        first = tokens()
        assert set(first) == set(NAMES)
        for name in AWAY:
            doors.patch(name, online=False)
        with Life(doors) as life:
            begun = time.monotonic()
            killed = run(
                "-e", "akuvox_events_rotate=true", expect=None, kill_when=lambda: held(HERE[0]) != first[HERE[0]][0]
            )
            assert killed.code != 0
            assert {len(each) for each in tokens().values()} == {2}
            rounds = life.rounds
            done = run(expect=None)
            assert f"{len(NAMES)} doors: 0 ok, {len(HERE)} changed, 0 failed, {len(AWAY)} unreachable" in done.output
            assert life.rounds > rounds
        second = tokens()
        for name in HERE:
            assert len(second[name]) == 1
            assert second[name][0] not in first[name]
            assert held(name) == second[name][0]
        made = [call for name in HERE for call in calls(name)]
        assert len(made) > len(HERE)
        assert {(call["status"], call["error"]) for call in made} == {(200, "")}
        assert {doors.calls(name)["lost"] for name in HERE} == {0}
        took = time.monotonic() - begun
        print(f"{len(made)} calls of {len(HERE)} doors in {took:.0f} s, none refused")
        # the doors that were away have the old token, and are heard with it
        for name in AWAY:
            assert (second[name][0], len(second[name])) == (first[name][0], 2)
            doors.patch(name, online=True)
            doors.forget_calls(name)
            doors.happen(name, **CARD)
        with Life(doors):
            run("--limit", ",".join(AWAY))
        for name in AWAY:
            assert tokens()[name] == second[name][1:]
            assert {call["status"] for call in calls(name)} == {200}
        counts = json.loads((tmp_path / "doors.json.status").read_text())["counts"]
        assert (counts["refused"], counts["bad_requests"], counts["overflow"]) == (0, 0, 0)
        heard = source.events
        assert {event["door"] for event in heard} == set(NAMES)
        assert {event["kind"] for event in heard} == {"invalid_card"}
        # an old token is no longer worth anything, and neither is another door's
        assert source.call(f"/{first[HERE[0]][0]}/InvalidCardEntered?mac=$mac") == 403
        other = doors.devices[HERE[1]]["mac"].replace(":", "")
        assert source.call(f"/{second[HERE[0]][0]}/InvalidCardEntered?mac={other}") == 403
    finally:
        source.stop()
    assert not any(token in source.output for token in known)
