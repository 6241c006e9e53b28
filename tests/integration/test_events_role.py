# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role events: a token for each door in the file and in the door, rotated step by step, and taken away."""

from __future__ import annotations

import hashlib
import json
import stat

import pytest
from harness.emulator import DOORS

ROLE = "doorfleet.akuvox.events : "
PREFIX = "Config.Features.ACTIONURL."
NAMES = DOORS[:3]
JOB = [{"name": "events", "ansible.builtin.import_playbook": "doorfleet.akuvox.events"}]
RECEIVER = "http://127.0.0.1:9"


class Events:
    """The job on three doors, its file, and the event source's word for it."""

    def __init__(self, play, fleet, folder):
        self.play, self.fleet = play, fleet
        self.file = folder / "events" / "doors.json"
        self.status = folder / "events" / "doors.json.status"
        self.known = set()

    def run(self, *arguments, expect=0, **variables):
        variables = {
            "akuvox_events_url": RECEIVER,
            "akuvox_events_doors_file": str(self.file),
            "akuvox_events_reload": 0,
            "akuvox_retries": 0,
            **variables,
        }
        done = self.play(
            None, self.fleet.hosts(*NAMES), "-e", "akuvox_hosts=doors", *arguments,
            playbook=JOB, variables=variables, expect=expect,
        )  # fmt: skip
        self.known |= {token for tokens in self.tokens().values() for token in tokens}
        assert not any(token in done.output for token in self.known)
        return done

    def tokens(self):
        """Door -> its tokens in the file, the oldest first."""
        if not self.file.exists():
            return {}
        doors = json.loads(self.file.read_text())["doors"].values()
        return {door["name"]: [each["token"] for each in door["tokens"]] for door in doors}

    def held(self, door):
        """The tokens in the URLs of a door."""
        config = self.fleet.state(door)["config"]
        urls = [value for key, value in config.items() if key.startswith(PREFIX) and value.startswith("http")]
        return {url.split("/")[3] for url in urls}

    def say(self, *used):
        """Say in the source's place that it has the file, and which tokens were used."""
        digest = hashlib.sha256(self.file.read_bytes()).hexdigest() if self.file.exists() else ""
        names = {hashlib.sha256(token.encode()).hexdigest()[:16]: "2026-11-28T08:00:00Z" for token in used}
        self.status.write_text(
            json.dumps({"version": 1, "ended": "", "doors_file": {"sha256": digest}, "tokens": names})
        )


@pytest.fixture
def events(play, fleet, tmp_path):
    return Events(play, fleet, tmp_path)


def test_the_life_of_the_tokens(events, fleet):
    away = NAMES[2]
    done = events.run("--check")
    assert not events.file.exists()
    assert all(fleet.writes(door) == [] for door in NAMES)
    assert "3 doors: 0 ok, 3 would change, 0 failed, 0 unreachable" in done.output
    # two at a time, as the file is of all of them
    done = events.run("-e", "akuvox_serial=2")
    assert "3 doors: 0 ok, 3 changed, 0 failed, 0 unreachable" in done.output
    assert stat.S_IMODE(events.file.stat().st_mode) == 0o600
    first = events.tokens()
    assert set(first) == set(NAMES)
    data = json.loads(events.file.read_text())
    assert data["doors"][fleet.devices[NAMES[0]]["mac"]]["address"] == "127.0.0.1"
    assert {door: events.held(door) for door in NAMES} == {door: set(first[door]) for door in NAMES}
    done = events.run()
    assert events.tokens() == first
    assert "3 doors: 3 ok, 0 changed, 0 failed, 0 unreachable" in done.output
    # a rotation without a status file: the old tokens go at the end. A door that is away keeps its own.
    fleet.patch(away, online=False)
    done = events.run("-e", "akuvox_events_rotate=true", expect=None)
    second = events.tokens()
    for door in NAMES[:2]:
        assert first[door][0] not in second[door]
        assert events.held(door) == set(second[door])
        assert len(second[door]) == 1
    assert second[away][0] == first[away][0]
    assert len(second[away]) == 2
    assert "3 doors: 0 ok, 2 changed, 0 failed, 1 unreachable" in done.output
    # with one: the source has the file, and each door has to call first
    fleet.patch(away, online=True)
    events.say()
    done = events.run()
    assert events.held(away) == {second[away][1]}
    assert events.tokens() == second
    assert "it has not called by its new token yet, so both are valid" in done.output
    assert (
        done.outcome(away, f"{ROLE}Note what became of the door")["ansible_facts"]["events_report"]["state"] == "unseen"
    )
    # the token by which it called before is no proof
    events.say(second[away][0])
    assert events.run()
    assert events.tokens()[away] == second[away]
    events.say(second[away][1])
    planned, done = events.run("--check"), events.run()
    assert events.tokens()[away] == second[away][1:]
    for each, word in ((planned, "would change"), (done, "changed")):
        assert f"3 doors: 2 ok, 1 {word}, 0 failed, 0 unreachable" in each.output
    # taken away, and the door that is away keeps its entry
    fleet.patch(away, online=False)
    done = events.run("-e", "akuvox_events_state=absent", expect=None)
    assert set(events.tokens()) == {away}
    assert events.held(NAMES[0]) == set()
    assert "2 changed, 0 failed, 1 unreachable" in done.output


@pytest.mark.one_core
def test_a_source_that_does_not_take_the_file_and_files_that_cannot_be_used(events, fleet):
    events.file.parent.mkdir()
    events.status.write_text(json.dumps({"doors_file": {"sha256": "old", "problem": "must not be readable by others"}}))
    done = events.run(expect=2)
    says = "the event source has not taken"
    assert says in done.output
    assert "(must not be readable by others), so no door was written" in done.output
    assert all(fleet.writes(door) == [] for door in NAMES)
    # and on from there, with the same tokens
    tokens = events.tokens()
    events.say()
    assert events.run()
    assert events.tokens() == tokens
    assert all(events.held(door) == set(tokens[door]) for door in NAMES)
    # one that has ended reads it when it starts
    events.status.write_text(json.dumps({"ended": "2026-11-28T08:00:00Z", "doors_file": {"sha256": "old"}}))
    done = events.run("-e", "akuvox_events_rotate=true")
    assert "the event source has ended at 2026-11-28T08:00:00Z" in done.output
    assert {len(each) for each in events.tokens().values()} == {2}
    # nobody else has to say so
    events.run("-e", "akuvox_events_drop_unseen=true")
    assert {len(each) for each in events.tokens().values()} == {1}
    for door in NAMES:
        fleet.forget_requests(door)
    text = events.file.read_text()
    events.file.write_text(text.replace('"version": 1', '"version": 3'))
    done = events.run(expect=2)
    assert f"akuvox_events_doors_file: {events.file} must have version 1 and doors" in done.output
    events.file.write_text(text)
    done = events.run(akuvox_events_doors_file="doors.json", expect=2)
    assert "akuvox_events_doors_file: must be the absolute path" in done.output
    done = events.run(akuvox_events_doors_file="{{ '/tmp/' ~ inventory_hostname ~ '.json' }}", expect=2)
    assert f"akuvox_events_doors_file: differs between the doors of this run, such as {NAMES[1]}" in done.output
    done = events.run(akuvox_events_url="http://192.0.2.5/x", expect=2)
    assert "url: must be http:// or https://" in done.output
    assert all(fleet.writes(door) == [] for door in NAMES)
    assert events.file.read_text() == text
