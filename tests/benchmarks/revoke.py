# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody out of a fleet of which 3% are offline: who is named, what comes back by old lists and sets, what it costs.

What a run has to say and leave behind is asserted. The table has the cost against one ``debug`` task beside it.
``BENCH_DOORS`` sets how many doors there are, for a try with fewer.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import people
from noop import play as debug
from table import ratio, short, table
from workplace import Cost, Workplace, workplace

DOORS = int(os.environ.get("BENCH_DOORS", "1000"))
AWAY_PERCENT = 3
PEOPLE = 20
# A backup of each door is a file per list; a restore of some of them shows what all of them would.
RESTORED = 10
GONE = people.person(7)["user_id"]
LISTED = [people.person(number) | {"doors": ["akuvox"]} for number in range(PEOPLE)]


def run(rounds: int) -> list[str]:
    """The table. Doors change with each of these runs, so one round does."""
    with workplace(DOORS) as place:
        return table(
            ["run", "seconds", "requests per door", "processor, s", "to `debug`"], list(Revocation(place).rows())
        )


class Revocation:
    """One revocation on a fleet, and what may undo it."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._fleet = place, place.fleet
        self._doors = list(self._fleet.ports)
        # none of the first, which are those of the restore
        every = 100 // AWAY_PERCENT
        self._away = self._doors[every - 1 :: every][: len(self._doors) * AWAY_PERCENT // 100]
        self._runs = place.folder / "runs"
        self._variables = {
            "akuvox_revoked_file": str(place.folder / "revoked.csv"),
            "akuvox_run_dir": str(self._runs),
            "akuvox_backup_dir": str(place.folder / "sets"),
            # the cost of a door that is away is that of one try
            "akuvox_retries": 0,
        }

    def rows(self):
        """The rows of the table, one for each run."""
        records = [_record(person) for person in LISTED]
        for door in self._doors:
            self._fleet.put(door, user=records)
        self._play("backup", doors=RESTORED)
        base = [self._place.play(debug("debug")).cpu for _run in range(2)]
        self._fleet.switch(self._away, online=False)
        yield self._row("`revoke`, 3% offline", base, "revoke", expect=4, akuvox_revoke=GONE)
        base.append(self._place.play(debug("debug")).cpu)
        assert self._unreached() == self._away, self._unreached()
        assert self._holding() == self._away
        # yesterday's list and yesterday's set, while the doors are still away
        yield self._row("`credentials`, yesterday's list", base, "credentials", expect=4, akuvox_people=LISTED)
        assert self._holding() == self._away
        self._play("restore", doors=RESTORED, akuvox_restore_confirm=True)
        assert self._holding() == self._away
        self._fleet.switch(self._away, online=True)
        yield self._row("`revoke` again, all online", base, "revoke")
        assert self._unreached() == []
        assert self._holding() == []

    def _row(self, name: str, base: list[float], job: str, expect: int = 0, **variables: object) -> list[object]:
        self._fleet.forget()
        cost = self._play(job, expect, **variables)
        requests = self._fleet.count_requests() / len(self._doors)
        return [name, short(cost.seconds), short(requests), short(cost.cpu), ratio([cost.cpu], base)]

    def _play(self, job: str, expect: int = 0, doors: int | None = None, **variables: object) -> Cost:
        given = {"akuvox_revoke": "", **self._variables, **variables}
        return self._place.play(f"doorfleet.akuvox.{job}", doors=doors, variables=given, expect=expect)

    def _unreached(self) -> list[str]:
        """The doors that the newest run file of revoke names as unreachable."""
        newest: Path = max(self._runs.glob("revoke-*.json"))
        doors = json.loads(newest.read_text())["doors"]
        assert {door["outcome"] for door in doors.values()} <= {"ok", "changed", "unreachable"}
        assert len(doors) == len(self._doors)
        return sorted(name for name, door in doors.items() if door["outcome"] == "unreachable")

    def _holding(self) -> list[str]:
        """The doors that still have the person, as they hold it."""
        states = self._fleet.states()
        return sorted(
            name for name, state in states.items() if any(record["UserID"] == GONE for record in state["user"])
        )


def _record(person: dict) -> dict[str, str]:
    return {
        "UserID": person["user_id"],
        "Name": person["name"],
        "PrivatePIN": person["pin"],
        "CardCode": person["cards"][0],
        "ScheduleRelay": "1001-1",
    }
