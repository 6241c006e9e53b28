# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed, in words: each change once, none invented, and never a secret."""

from __future__ import annotations

import datetime
import json

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.keeping import Change
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.changesources import Sources
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.changewords import text_lines, to_csv
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.sets import Draft, to_json
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.summary import wrapped
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undofile import Keeper

STARTED, RUN = "2026-01-02T03:04:05.000000Z", "credentials-20260102T030405.000000Z"
PIN, NEW_PIN = "048372", "591726"
KIM = {"ID": "1", "UserID": "1001", "Name": "Kim Example", "PrivatePIN": PIN, "CardCode": "00AB0001",
       "ScheduleRelay": "1001-1"}  # fmt: skip
ADA = {**KIM, "ID": "2", "UserID": "1002", "Name": "Ada Muster", "CardCode": "", "PrivatePIN": ""}
LATER = {**KIM, "Name": "Kim Exemple", "PrivatePIN": NEW_PIN, "CardCode": "00AB0001;00AB0007"}


def moment(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=datetime.timezone.utc)


DAY = (moment("2026-01-02"), moment("2026-01-03"))


@pytest.fixture
def kept(tmp_path):
    """``kept(*doors)``: a run that changed Kim, added Ada and set two keys on the doors; returns the folder."""

    def keep(*doors, done=True):
        for door in doors:
            about = {"run": RUN, "job": "credentials", "started": STARTED, "vault": False}
            keeper = Keeper(str(tmp_path / "undo" / RUN), door, about)
            keeper.keep("records", "user", [Change(KIM, LATER, ("PrivatePIN",), ("PrivatePIN",)), Change(None, ADA)])
            keeper.keep("settings", "config", [
                Change({"Config.A.B": "1"}, {"Config.A.B": "2"}),
                Change({"Config.A.Pwd": "x"}, {"Config.A.Pwd": "y"}, ("Config.A.Pwd",), ("Config.A.Pwd",)),
                Change({"Config.A.C": "1"}, {"Config.A.C": "3"}),
            ])  # fmt: skip
            if done:
                keeper.done(1, [LATER, {**ADA, "ID": "9"}])
                # the last one was not taken
                keeper.done(2, [{"Config.A.B": "2"}, {"Config.A.Pwd": "y"}, {"Config.A.C": "1"}])
        return str(tmp_path / "undo")

    return keep


def test_a_run_in_words_and_as_csv(kept):
    events = Sources("", kept("gate", "lobby", "north", "south"), "").events(["gate", "lobby", "north", "south"], *DAY)
    lines = text_lines(events, "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")
    assert lines == [
        "From 2026-01-02 00:00 to 2026-01-03 00:00 (UTC): 24 changes on 4 doors",
        f"2026-01-02 03:04 credentials ({RUN})",
        "  4 doors: Config.A.B from 1 to 2",
        "  4 doors: Config.A.Pwd got another value",
        "  4 doors: 1001 Kim Example got another PIN",
        "  4 doors: 1001 Kim Example got card 00AB0007",
        "  4 doors: 1001 Kim Example is called Kim Exemple now",
        "  4 doors: 1002 Ada Muster came",
    ]
    assert all(len(line) <= 80 for line in wrapped(lines))
    text = to_csv(events)
    assert f"\n,2026-01-02T03:04:05Z,{RUN},gate,setting,Config.A.B,changed,,1,2,yes\n" in text
    assert PIN not in text
    assert NEW_PIN not in text
    assert len(text.splitlines()) == 1 + 24
    assert Sources("", kept(), "").events(["other"], *DAY) == []
    assert "Nothing has changed" in text_lines([], "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")[0]


def test_of_a_run_that_was_cut_off_nothing_is_certain(kept):
    events = Sources("", kept("gate", done=False), "").events(["gate"], *DAY)
    assert {event.certain for event in events} == {False}
    assert "1002 Ada Muster came (perhaps; the run was cut off)" in [event.text for event in events]


def backup(folder, name, users, firmware="29.1", **config):
    place = folder / "gate"
    place.mkdir(parents=True, exist_ok=True)
    with Draft(str(place)) as draft:
        draft.write("data.json", to_json({"parts": {"user": users, "config": config}}))
        draft.keep(name, {"model": "R29", "firmware": firmware, "mac": "", "vault": False, "exports": False,
                          "parts": {}, "gaps": {}, "set": name})  # fmt: skip


def test_what_none_of_the_runs_did_is_found_between_two_backups(kept, tmp_path):
    key = {"Config.A.B": "1", "Config.A.C": "1", "Config.A.Pwd": "x"}
    sam = {**ADA, "ID": "3", "UserID": "1003", "Name": "Sam Sample"}
    backup(tmp_path / "sets", "20260102T010000Z", [KIM], **key)
    after = {"Config.A.B": "2", "Config.A.C": "7", "Config.A.Pwd": "y"}
    backup(tmp_path / "sets", "20260102T050000Z", [LATER, {**ADA, "ID": "9"}, sam], "29.2", **after)
    events = Sources("", kept("gate"), str(tmp_path / "sets")).events(["gate"], *DAY)
    others = sorted(event.text for event in events if not event.source)
    assert others == ["1003 Sam Sample came", "Config.A.C from 1 to 7", "firmware from 29.1 to 29.2"]
    lines = text_lines(events, "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")
    assert "2026-01-02 01:00 to 2026-01-02 05:00, by none of the runs" in lines
    # a run before the time explains what differs since the set before it
    late = (datetime.datetime(2026, 1, 2, 4, tzinfo=datetime.timezone.utc), DAY[1])
    events = Sources("", kept(), str(tmp_path / "sets")).events(["gate"], *late)
    assert sorted(event.text for event in events) == others
    # after the run alone, all of it is somebody else's doing
    assert len(Sources("", "", str(tmp_path / "sets")).events(["gate"], *DAY)) == 1 + 4 + 3 + 1


def test_of_a_run_of_which_nothing_was_kept_the_run_file_tells(tmp_path):
    report = {"store": "user", "added": ["1009"], "updated": [], "removed": ["1001"]}
    doors = {"gate": {"outcome": "changed", "reason": "", "report": report}}
    run = {
        "format": 2,
        "job": "credentials",
        "started": STARTED,
        "finished": STARTED,
        "check_mode": False,
        "doors": doors,
    }
    (tmp_path / f"{RUN}.json").write_text(json.dumps(run), encoding="utf-8")
    firmware = {"model": "R29", "version": "29.2"}
    later = {**run, "job": "firmware", "doors": {"gate": {"outcome": "changed", "reason": "", "report": firmware}}}
    (tmp_path / "firmware-20260102T030405.000000Z.json").write_text(json.dumps(later), encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    sources = Sources(str(tmp_path), "", "")
    events = sources.events(["gate"], *DAY)
    assert sorted(event.text for event in events) == ["1001 went", "1009 came", "firmware from nothing to 29.2"]
    assert [problem.endswith("is not JSON, or was cut off") for problem in sources.problems] == [True]
