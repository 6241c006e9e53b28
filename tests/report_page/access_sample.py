# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets in where, of a fleet of any size: the page is made as the role makes it, and what it has to show is not."""

from __future__ import annotations

from pathlib import Path

from sample import HOSTILE, SITES

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accessfindings import findings
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accessfleet import rows_of
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accesspage import access_data, access_page

FILES = Path(__file__).resolve().parents[2] / "roles" / "access" / "files"
GENERATED = "2026-01-05T06:00:00Z"
ALWAYS, OFFICE = "always (A)", "Office: mon-fri 07:30-18:00 (A,B)"
RIGHTS = [{"openings": [[{"kind": "always"}, ["A"]]], "limit": "", "text": text} for text in (ALWAYS, OFFICE)]
HAS_PIN = 1
SILENT_EVERY = 9


class Sample:
    """A fleet of so many doors and people; the last door and the last person have hostile names."""

    def __init__(self, doors, people):
        self.doors = [f"{self.site_of(number).split()[0].lower()}-door-{number:04d}" for number in range(doors - 1)]
        self.doors.append(HOSTILE)
        self.people = [f"{1000 + number} Person {number}" for number in range(people - 1)]
        self.people.append(f"{1000 + people - 1} {HOSTILE}")
        self.sites = {door: self.site_of(number) for number, door in enumerate(self.doors)}

    @staticmethod
    def site_of(number):
        """The site of a door."""
        return SITES[number % len(SITES)]

    @staticmethod
    def answers(door):
        """Whether a door, by its number, answers."""
        return door % SILENT_EVERY != 4

    @staticmethod
    def lets_in(door, person):
        """Whether a door that answers lets somebody in, both by their numbers."""
        return (7 * person + 3 * door) % 5 != 0

    @staticmethod
    def right_of(door, person):
        """When it does."""
        return ALWAYS if (person + door) % 2 == 0 else OFFICE

    def cell(self, door, person):
        """What the page has to show: a dot, nothing, or a question mark."""
        return "?" if not self.answers(door) else "\N{BLACK CIRCLE}" if self.lets_in(door, person) else ""

    def page(self):
        """The page."""
        said = {
            door: {"people": self._rows(number), "rights": RIGHTS, "missing": [], "public": False, "readers": {}}
            for number, door in enumerate(self.doors)
            if self.answers(number)
        }
        rows = {door: rows_of(door, said[door]) if door in said else None for door in self.doors}
        found = findings(rows, said, None, "2026-01-05")
        data = access_data(rows, self.sites, lambda row: "list", found, {"generated": GENERATED, "part": ""})
        return access_page(data, *((FILES / f"access.{end}").read_text("utf-8") for end in ("html", "css", "js")))

    def _rows(self, door):
        return [
            [*self._who(person), "user", int(self.right_of(door, person) == OFFICE), *self._means(person)]
            for person in range(len(self.people))
            if self.lets_in(door, person)
        ]

    def _who(self, person):
        return self.people[person].split(" ", 1)

    @staticmethod
    def _means(person):
        # two people share a PIN, for a finding
        return [f"00B4{person:04X}"], f"{max(person, 1):016x}", HAS_PIN


def make(folder, doors, people):
    """The path of a page, and the sample that it shows."""
    sample = Sample(doors, people)
    path = folder / "access.html"
    path.write_text(sample.page(), encoding="utf-8")
    return path, sample
