# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way: the role sets up the doors, a card is held to one, and a playbook does its work on that door."""

from __future__ import annotations

import json

from engine import free_port, wait_for
from harness.playbook import Player

DOOR, OTHER = "door-01", "x916-1"
CARD = "0FACADE1"
JOB = [{"name": "events", "ansible.builtin.import_playbook": "doorfleet.akuvox.events"}]


def test_from_the_card_at_the_door_to_the_playbook_on_the_door(engine, fleet, login, collections, tmp_path):
    port, kept, file = free_port(), tmp_path / "kept", tmp_path / "doors.json"
    kept.mkdir()
    file.write_text('{"version": 1, "doors": {}}', encoding="utf-8")
    file.chmod(0o600)
    variables = {
        "akuvox_events_port": port,
        "akuvox_events_doors_file": str(file),
        "akuvox_events_dir": str(kept),
    }
    hosts = fleet.hosts(DOOR, OTHER)
    started = engine().start("doorfleet.akuvox.doors", hosts, variables, ("-vv",), group_variables=login)
    started.wait_for_port(port)
    # the source runs, and takes the doors from the file that the role writes
    given = {"akuvox_events_url": f"http://127.0.0.1:{port}", "akuvox_events_doors_file": str(file)}
    work = tmp_path / "play"
    work.mkdir()
    temporary = tmp_path / "t"
    temporary.mkdir()
    player = Player(work, collections, temporary)
    done = player.run(None, hosts, ("-e", "akuvox_hosts=doors"), variables={**login, **given}, playbook=JOB)
    assert done.code == 0, done.end
    fleet.forget_requests(DOOR)
    fleet.forget_requests(OTHER)
    assert fleet.happen(DOOR, "card", value=CARD) == {"granted": False}
    started.wait_for_file(kept / "logs" / DOOR)
    wait_for(lambda: "GET doorlog/get" in fleet.functions(DOOR), "a look at the door's log")
    (call,) = fleet.calls(DOOR)["sent"]
    assert (call["word"], call["status"]) == ("InvalidCardEntered", 200)
    # only that door was asked, and its log has what has happened
    assert fleet.requests(OTHER) == []
    collected = kept / "logs" / DOOR

    def has_the_card():
        return any(CARD in path.read_text(errors="replace") for path in collected.rglob("*") if path.is_file())

    wait_for(has_the_card, "the card in the log that was collected")
    # a door that calls by POST, and a restart that it tells of itself
    fleet.happen(OTHER, "tamper")
    started.wait_for_file(kept / "logs" / OTHER)
    fleet.happen(DOOR, "restart")
    started.wait_for_text(f"{DOOR}: restart at")
    assert started.end() == 0
    tokens = [each["token"] for door in json.loads(file.read_text())["doors"].values() for each in door["tokens"]]
    assert len(tokens) == 2
    for secret in (CARD, *tokens):
        assert secret not in started.output
