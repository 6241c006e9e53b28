# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets in where: about a person, about a door, as files, and what an auditor asks about first."""

from __future__ import annotations

import csv
import json
import os
import stat

import pytest
from harness.backups import ALL_DAYS
from harness.emulator import DOORS

MAIN, KEYS, AWAY = DOORS[:3]
OFFICE, MASKING = "x916-1", "masking-1"
PIN, KIM_PIN, CODE, WEAK = "59172648", "04837261", "48271530", "1234"
SECRETS = {PIN, KIM_PIN, CODE}
ROBIN = {
    "UserID": "1007",
    "Name": "Robin Sample",
    "PrivatePIN": PIN,
    "CardCode": "00B4161D",
    "ScheduleRelay": "1001-12",
}
KIM = {"UserID": "1008", "Name": "Kim Example", "PrivatePIN": KIM_PIN, "ScheduleRelay": "1001-1"}
SCHEDULE = {"Name": "Office", "DisplayID": "1003", "Type": "1", **ALL_DAYS, "Sat": "0", "Sun": "0",
            "TimeStart": "07:30", "TimeEnd": "18:00"}  # fmt: skip


@pytest.fixture
def access(play, fleet):
    """``access(*doors, expect=4, **variables)``: run the playbook; returns the run and what it has answered."""

    def run(*doors, expect=4, arguments=(), **variables):
        playbook = [{"name": "access", "ansible.builtin.import_playbook": "doorfleet.akuvox.access"}]
        done = play(
            None, fleet.hosts(*doors), "-e", "akuvox_hosts=doors", *arguments,
            playbook=playbook, variables={"akuvox_retries": 0, **variables}, expect=expect, secrets=SECRETS,
        )  # fmt: skip
        return done, "\n".join(done.outcome(doors[0], "doorfleet.akuvox.access : Answer")["lines"])

    return run


def fill(fleet):
    fleet.put(MAIN, user=[ROBIN, KIM])
    fleet.put(KEYS, rfkey=[{"Name": "Spare", "Code": "b4161d", "DoorNum": "1", "Tags": "0", **ALL_DAYS}],
              privatekey=[{"Name": "1009 Ada", "Code": PIN, "DoorNum": "2", **ALL_DAYS}])  # fmt: skip
    fleet.put(OFFICE, schedule=[SCHEDULE],
              user=[{**ROBIN, "ScheduleRelay": "1003-1", "SourceType": "2", "PrivatePIN": WEAK}])  # fmt: skip
    fleet.patch(AWAY, online=False)


def test_a_person_and_a_door(access, fleet):
    """Every door, when, and by what; one that doesn't answer is unknown and never no. Nothing is written."""
    fill(fleet)
    doors = (MAIN, KEYS, AWAY, OFFICE)
    done, told = access(*doors, akuvox_access_person="1007", arguments=["-vvvv", "--diff"])
    assert told.splitlines()[0] == "id 1007: Robin Sample"
    assert f"{MAIN}  always (A,B)" in told
    assert "card 00B4161D, PIN" in told
    # by the card that another door has of them
    assert f"{KEYS}  always (A)" in told
    assert "card b4161d" in told
    # their PIN is also a private code of somebody else, which the other door of the unit takes
    assert f"{KEYS}  always (B)" in told
    assert "private code (of 1009 Ada)" in told
    assert "public codes are on, and whoever knows one gets in: " in told
    assert f"{AWAY}  unknown" in told
    assert f"{OFFICE}   Office: mon-fri 07:30-18:00 (A)" in told
    assert "4 doors: 3 ok, 0 changed, 0 failed, 1 unreachable" in done.output
    assert [entry for door in doors for entry in fleet.writes(door)] == []
    # one session for each door: the challenge, and a read of each store
    assert sum(entry["status"] == 401 for entry in fleet.requests(MAIN)) == 1
    _done, told = access(*doors, akuvox_access_person="robin sample", akuvox_access_on="2026-11-29T12:00")
    answers = {line.split()[0]: line.split()[1] for line in told.splitlines()[1:] if line.split()[0] in doors}
    assert answers == {MAIN: "yes", KEYS: "yes", AWAY: "unknown", OFFICE: "no"}
    _done, told = access(*doors, akuvox_access_door=OFFICE, akuvox_access_on="2026-11-30T12:00")
    assert told.splitlines()[0] == f"{OFFICE}: 1 people"
    assert "1007  Robin Sample  yes  Office: mon-fri 07:30-18:00 (A)  card 00B4161D, PIN  cloud" in told
    done, told = access(AWAY, akuvox_access_door=AWAY, akuvox_access_person="1007")
    assert f"{AWAY}  unknown" in told
    # in batches: of a door that is not begun nothing is said; and in a slice
    batches = {"awx_workflow_job_id": 7, "arguments": ["-e", "akuvox_serial=1"]}
    done, told = access(MAIN, AWAY, akuvox_access_person="1007", **batches)
    assert AWAY not in told
    assert "This is a part: 1 of 2 doors of the inventory" in done.output
    told = done.outcome(AWAY, "doorfleet.akuvox.access : Answer")["lines"]
    assert [line.split()[:2] for line in told[1:3]] == [[MAIN, "always"], [AWAY, "unknown"]]
    assert "This may be a part: a slice of a job knows its own 2 doors only" in done.output


def test_files_findings_and_the_gate(access, fleet, tmp_path):
    """The page and its data, without a PIN in any of them; findings fail their doors."""
    fill(fleet)
    people = [
        {"user_id": "1007", "name": "Robin Sample", "doors": ["all"]},
        {"user_id": "1008", "name": "Kim Example", "doors": ["all"], "valid_until": "2020-01-01"},
    ]
    folder = tmp_path / "access"
    fleet.put_config(MAIN, **{"Config.DoorSetting.RFCARDDISPLAY.RfidDisplayMode": "4"})
    fleet.put_config(OFFICE, **{"Config.DoorSetting.RFCARDDISPLAY.RfidDisplayMode": "3"})
    doors = (MAIN, KEYS, AWAY, OFFICE, MASKING)
    fleet.put(MASKING, privatekey=[{"Name": "1010 Sam", "Code": CODE, "DoorNum": "1", **ALL_DAYS}])
    done, _told = access(
        *doors, expect=None, akuvox_people=people, akuvox_access_dir=str(folder), akuvox_access_fail="high",
        akuvox_twins=[[MAIN, KEYS]],
    )  # fmt: skip
    found = done.outcome(MAIN, "doorfleet.akuvox.access : Answer")["findings"]
    by_id = {}
    for one in found:
        by_id.setdefault(one["id"], []).append(one)
    assert set(by_id) == {
        "pin_shared", "not_listed", "expired", "missing", "public_codes", "pin_weak", "twins_differ", "display_mode",
        "pin_hidden", "no_answer",
    }  # fmt: skip
    assert by_id["pin_shared"][0]["text"] == "one PIN on several people of the fleet: 1007 Robin Sample, 1009 Ada"
    assert by_id["pin_hidden"][0]["doors"] == [MASKING]
    assert by_id["expired"][0]["doors"] == [MAIN]
    assert "5 doors: 1 ok, 0 changed, 3 failed, 1 unreachable" in done.output
    assert stat.S_IMODE(os.stat(folder / "access.html").st_mode) == 0o600
    texts = [(folder / f"access.{end}").read_text(encoding="utf-8") for end in ("html", "csv", "json")]
    assert not [secret for secret in SECRETS for text in texts if secret in text]
    rows = list(csv.DictReader(texts[1].splitlines()))
    assert [row["means"] for row in rows if row["door"] == MAIN] == ["card 00B4161D", "PIN", "PIN"]
    assert [row["means"] for row in rows if row["door"] == AWAY] == ["unknown: the door didn't answer"]
    data = json.loads(texts[2])
    assert [door["name"] for door in data["doors"] if door["people"] is None] == [AWAY]
    assert len(data["findings"]) == len(found)
