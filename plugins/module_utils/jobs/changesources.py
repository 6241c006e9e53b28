# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the changes of a time are read from: what runs have kept, run files, and backups. No door is asked."""

from __future__ import annotations

import os
import re
from datetime import datetime, timezone

from ..errors import AkuvoxError, InvalidInput
from ..secrets import is_masked, is_secret_key
from .changes import CHANGED, Event, changed_between, events_of_image, view_of
from .parts import CONFIG, LISTS
from .runfiles import find_files, moment_of, read_run
from .sets import door_folder, load, set_names
from .undofile import door_file, read_image
from .undoruns import runs_in, time_of

_UTC = "%Y-%m-%dT%H:%M:%SZ"
_SET = "%Y%m%dT%H%M%SZ"
# Name of a run file, and the beginning of the run in it.
_NAME, _SHORT = re.compile(r"([a-z][a-z0-9_]*)-(\d{8}T\d{6})\.\d{6}Z\.json"), "%Y%m%dT%H%M%S"
# The jobs whose reports have a door's firmware, and how many runs before the time are read, as slices are runs too.
_TELL_FIRMWARE, _SLICES = ("firmware", "report"), 20
# Jobs whose reports say which people they have changed.
_CHANGES = {"added": "came", "updated": "changed", "removed": "went"}


class Sources:
    """The folders, and what could not be read of them.

    ``runs``, ``undo`` and ``backups`` are folders, empty where there is none. ``vault`` decrypts, where there is a
    password.
    """

    def __init__(self, runs, undo, backups, vault=None):
        self.runs, self.undo, self.backups, self.vault = runs, undo, backups, vault
        self.problems = []

    def events(self, doors, since, until):
        """The events of these doors between two times, each once."""
        names = [name for name in (runs_in(self.undo) if self.undo else []) if time_of(name) <= until]
        runs = self._run_files(since, until)
        found, kept = [], set()
        for door in doors:
            sets = self._sets(door, since, until)
            # what lies between the set before the time and the time itself explains what differs since that set
            begin = min(since, _time_of_set(sets[0].name)) if sets else since
            images = self._images([name for name in names if time_of(name) >= begin], door)
            within = [image for image in images if moment_of(image.started) >= since]
            kept |= {(image.run, door) for image in within}
            found += [event for image in within for event in events_of_image(image, _at(image))]
            found += _firmware_events(door, runs, sets, since, until)
            found += self._between_sets(door, sets, images, since)
        for run in runs:
            if since <= moment_of(run.started) <= until:
                found += self._events_of_report(run, doors, kept)
        return list(dict.fromkeys(found))

    def _images(self, names, door):
        found = []
        for name in names:
            path = door_file(os.path.join(self.undo, name), door)
            try:
                found.append(self._image(path))
            except InvalidInput as exc:
                self.problems.append(exc.message)
        return [image for image in found if image]

    def _image(self, path):
        try:
            return read_image(path, self.vault, open_secrets=self.vault is not None)
        except InvalidInput:
            # another password: that a PIN is another one was kept as well
            return read_image(path, open_secrets=False)

    def _run_files(self, since, until):
        """The runs of the time, and the newest ones before it that tell of firmware."""
        paths = find_files([self.runs], "akuvox_run_dir") if self.runs and os.path.isdir(self.runs) else []
        within, earlier = [], {}
        for path in paths:
            named = _NAME.fullmatch(os.path.basename(path))
            if named is None or since.strftime(_SHORT) <= named[2] <= until.strftime(_SHORT):
                within.append(path)
            elif named[1] in _TELL_FIRMWARE and named[2] < since.strftime(_SHORT):
                earlier.setdefault(named[1], []).append((named[2], path))
        within += [path for its in earlier.values() for _time, path in sorted(its)[-_SLICES:]]
        found = []
        for path in within:
            try:
                run = read_run(path)
            except InvalidInput as exc:
                self.problems.append(f"{path} {exc.message}")
                continue
            if run is not None and not run.check_mode:
                found.append(run)
        return sorted(found, key=lambda run: run.order)

    @staticmethod
    def _events_of_report(run, doors, kept):
        """Who came and went by a run of which nothing was kept."""
        name = _name(run)
        at, found = moment_of(run.started).strftime(_UTC), []
        for door in (door for door in doors if (name, door) not in kept):
            stated = run.doors.get(door)
            report = stated["report"] if stated and stated["outcome"] in ("changed", "failed", "unknown") else {}
            for kind, change in _CHANGES.items() if "store" in report or run.job == "revoke" else ():
                found += [Event(at, name, door, "user", str(who), change) for who in report.get(kind) or ()]
        return found

    # -- backups -------------------------------------------------------------------------------------------------------

    def _sets(self, door, since, until):
        """The sets of a door in a time and the one before it, each a :class:`sets.StoredSet`."""
        if not self.backups:
            return []
        try:
            folder = door_folder(self.backups, door)
            names = [name for name in set_names(folder) if name <= until.strftime(_SET)]
            before = [name for name in names if name < since.strftime(_SET)]
            names = names[max(0, len(before) - 1) :]
        except AkuvoxError as exc:
            self.problems.append(exc.message)
            return []
        found = []
        for name in names:
            try:
                found.append(load(folder, name, self.vault))
            except AkuvoxError as exc:
                self.problems.append(exc.message)
        return found

    def _between_sets(self, door, sets, images, since):
        """What differs between two sets and was done by none of the runs in between."""
        found = []
        for earlier, later in zip(sets, sets[1:]):
            if later.name <= since.strftime(_SET):
                continue
            begun, ended = _set_time(earlier.name), _set_time(later.name)
            between = [image for image in images if begun < _at(image) <= ended]
            about = {"at": ended, "source": "", "door": door, "since": begun}
            for name in LISTS:
                if name in earlier.held and name in later.held:
                    view = view_of(name)
                    held = _after(earlier.held[name], later.held[name], between, name, view)
                    found += changed_between(name, view, held, later.held[name], about)
            if CONFIG in earlier.held and CONFIG in later.held:
                found += _config_events(_config_after(earlier.held[CONFIG], between), later.held[CONFIG], about)
        return found


def _after(records, later, images, name, view):
    """A list as runs have left it, from what it was before them; where that isn't known, as it is ``later``."""
    held = list(records)
    for image in images:
        for step in image.steps:
            for change in step.changes if (step.kind, step.target) == ("records", name) else ():
                gone = change.before or change.left
                same = [record for record in held if gone and view.identity(record) == view.identity(gone)]
                if same:
                    held.remove(same[0])
                if not change.is_done:
                    held += [record for record in later if gone and view.identity(record) == view.identity(gone)][:1]
                elif change.left is not None:
                    # secrets that were not kept are as they come
                    unknown = dict.fromkeys(change.hidden.get("found", ()), "*")
                    held.append({**change.left, **unknown})
    return held


def _config_after(config, images):
    held = dict(config)
    for image in images:
        for step in image.steps:
            for change in step.changes if step.kind == "settings" else ():
                key = change.key
                known = change.is_done and key not in change.hidden.get("found", ())
                # stars say nothing
                held[key] = (change.left or {}).get(key) if known else "**"
    return held


def _config_events(before, after, about):
    found = []
    for key in sorted({*before, *after}):
        one, other = before.get(key), after.get(key)
        if str(one) == str(other) or is_masked(one) or is_masked(other) or None in (one, other):
            continue
        base = {**about, "kind": "setting", "who": key, "change": CHANGED}
        if is_secret_key(key):
            found.append(Event(**base, what="secret"))
        else:
            found.append(Event(**base, before=str(one), after=str(other)))
    return found


# -- firmware ----------------------------------------------------------------------------------------------------------


def _firmware_events(door, runs, sets, since, until):
    """Where two sightings of a door's firmware in a row differ."""
    seen = []
    for run in runs:
        stated = run.doors.get(door)
        report = stated["report"] if stated else {}
        version = report.get("version" if run.job == "firmware" else "firmware")
        if run.job in _TELL_FIRMWARE and isinstance(version, str) and version:
            is_cause = run.job == "firmware" and stated["outcome"] == "changed"
            name = _name(run) if is_cause else ""
            seen.append((moment_of(run.started).strftime(_UTC), version, name))
    seen += [(_set_time(each.name), str(each.manifest["firmware"]), "") for each in sets]
    seen.sort()
    found = []
    for (begun, one, _cause), (at, other, name) in zip(seen, seen[1:]):
        if one != other and since.strftime(_UTC) <= at <= until.strftime(_UTC):
            found.append(Event(at, name, door, "firmware", "firmware", CHANGED, "", one, other, True,
                               "" if name else begun))  # fmt: skip
    if seen and seen[0][2] and since.strftime(_UTC) <= seen[0][0]:
        at, version, name = seen[0]
        found.append(Event(at, name, door, "firmware", "firmware", CHANGED, "", "", version))
    return found


def _name(run):
    return os.path.basename(run.file)[: -len(".json")]


def _at(image):
    return moment_of(image.started).strftime(_UTC)


def _time_of_set(name):
    return datetime.strptime(name, _SET).replace(tzinfo=timezone.utc)


def _set_time(name):
    return f"{name[:4]}-{name[4:6]}-{name[6:11]}:{name[11:13]}:{name[13:15]}Z"
