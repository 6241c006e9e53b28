# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a door's call to what the playbooks did, with the collection's rulebook in the real engine."""

from __future__ import annotations

import contextlib
import json
import threading

from engine import call, free_port, wait_for, write_telling

DOOR, OTHER = "door-01", "door-02"
TOKENS = {DOOR: "tokenOfTheFirstDoor-0123", OTHER: "tokenOfTheSecondDoor-0123"}
# What nobody may read anywhere: a PIN and a card that were typed and held at the door.
PIN, CARD = "83920174", "0FACADE1"


PREFIX = "Config.Features.ACTIONURL."
WORDS = ("TamperAlarmTriggered", "AlarmDoorOpenedTimeoutA", "InvalidCodeEntered", "InvalidCardEntered")


def teach(fleet, path, port):
    """Write the doors file, and set the doors' Action URLs, with more in them than the role would put there."""
    doors = {}
    for name, token in TOKENS.items():
        doors[fleet.summary(name)["mac"]] = {"name": name, "address": "", "tokens": [{"token": token, "created": ""}]}
        more = "mac=$mac&ip=$ip&code=$code&card_sn=$card_sn&user_name=Mary Marker"
        urls = {PREFIX + word: f"http://127.0.0.1:{port}/{token}/{word}?{more}" for word in WORDS}
        fleet.put_config(name, **{PREFIX + "Enable": "1", PREFIX + "Method": "", **urls})
    path.write_text(json.dumps({"version": 1, "doors": doors}), encoding="utf-8")
    path.chmod(0o600)
    return path


def heard(fleet, name):
    """The statuses that a door's calls were answered with."""
    return [each["status"] for each in fleet.calls(name)["sent"]]


def test_each_rule_starts_its_playbooks_for_the_door_and_once(engine, fleet, login, tmp_path):
    port, kept = free_port(), tmp_path / "kept"
    kept.mkdir()
    doors_file = teach(fleet, tmp_path / "doors.json", port)
    variables = {
        "akuvox_events_port": port,
        "akuvox_events_doors_file": str(doors_file),
        "akuvox_events_dir": str(kept),
        "akuvox_events_max_per_door_per_minute": 20,
    }
    started = engine().start(
        "doorfleet.akuvox.doors",
        fleet.hosts(DOOR, OTHER),
        variables,
        ("-vv", "--print-events"),
        group_variables={**login, "akuvox_notify_tasks": str(write_telling(tmp_path, kept))},
    )
    started.wait_for_port(port)
    written, ended = set(), threading.Event()

    def watch():
        """What the engine writes for the playbooks is there only while they run."""
        while not ended.wait(0.05):
            for path in started.temporary.glob("eda*/env/*"):
                with contextlib.suppress(OSError):
                    written.add(path.read_text(encoding="utf-8"))

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()

    fleet.happen(DOOR, "tamper", times=2)
    fleet.happen(DOOR, "held_open")
    fleet.happen(DOOR, "code", value=PIN, times=4)
    fleet.happen(OTHER, "code", value=PIN, times=11)
    fleet.happen(DOOR, "card", value=CARD)
    for name, count in ((DOOR, 8), (OTHER, 11)):
        wait_for(lambda name=name, count=count: heard(fleet, name) == [200] * count, f"{count} calls of {name}")
    # and one that calls too often
    answers = [call(port, f"/{TOKENS[OTHER]}/ValidCardEntered?card_sn={CARD}") for _time in range(12)]
    assert answers == [200] * 9 + [503] * 3
    started.wait_for_text("'kind': 'overflow'")
    wanted = {
        f"tamper-{DOOR}",
        f"door_held_open-{DOOR}",
        f"code_spree-{OTHER}",
        f"invalid_card-{DOOR}",
        f"overflow-{OTHER}",
    }
    for name in wanted:
        started.wait_for_file(kept / f"{name}.json")
    started.wait_for_file(kept / "logs" / DOOR)
    started.wait_for_file(kept / f"access-{OTHER}" / "access.html")
    ended.set()
    watching.join()
    assert started.end() == 0
    assert {path.stem for path in kept.glob("*.json")} == wanted
    # the door is the limit: nothing was asked of the other one but what its own events led to
    assert (kept / f"report-{DOOR}" / "report.html").exists()
    assert not (kept / f"report-{OTHER}").exists()
    assert json.loads((kept / f"overflow-{OTHER}.json").read_text())["result"] == "3"
    # the second tamper was throttled, and the eleven wrong PINs were one spree
    assert started.output.count("door-01: tamper at") == 1
    assert started.output.count("door-02: code_spree denied at") == 1
    assert any("code_spree" in text for text in written)
    for secret in ("Mary", PIN, CARD, *TOKENS.values()):
        assert secret not in started.output
        assert not any(secret in text for text in written)
