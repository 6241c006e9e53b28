# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give the settings that a run has changed their values back."""

from __future__ import annotations

import re
from dataclasses import replace

from ..api.profiles import fits_one
from ..converge.settings import SettingsConvergence
from ..errors import NotKept, Unsupported
from ..secrets import is_secret_key
from ..targets.schedule import RELAY_SCHEDULE
from .parts import CONFIG
from .restore import ACCESS
from .restore_parts import mended, renumbered, schedule_numbers, verbatim
from .undorefs import missing_schedules, names_of, numbers_in
from .undostates import BACK, CHANGED, hidden_of, judge_setting, settings_together

# Keys that are right only together: a password must not go to a server that somebody has set since.
_ACCOUNT = re.compile(r"Config\.Account\d*\.")


class SettingsBack:
    """The keys of one target on their way back.

    :param changes: :class:`undofile.Kept`. ``before``: the records of lists before the run, by target, as relays refer
        to schedules by number. ``found``: :class:`undo.Findings`, to which what is found out is added.
    """

    def __init__(self, task, target, changes, before, found):
        self.name = target
        self._task, self._before, self._found = task, before, found
        self._changes = settings_together(changes)
        self._prepared, self._settings, self._first = None, [], True

    def rests_on(self, results):
        """Whether what was brought back before it changes the plan: numbers of schedules."""
        return any(part.name == "schedule" and result.get("added") for part, result in results.items())

    def prepare(self):
        """Read and plan.

        :raises AkuvoxError: the door can't be read.
        """
        self._prepared = SettingsConvergence(self._task.device, self.name, self._choose, self._task, self._read)

    def _read(self):
        device, keys = self._task.device, {change.key for change in self._changes}
        try:
            found = dict(device.read(self.name))
        except Unsupported:
            found = {}
        # some firmware shows them with the whole configuration only
        return found if keys <= found.keys() or self.name == CONFIG else {**device.read(CONFIG), **found}

    def _choose(self, current):
        wanted, left = {}, set()
        shown = {each.key: each.before[each.key] for each in self._changes if each.before and each.key in each.before}
        numbers = schedule_numbers(self._task.device, {**self._before, "user": [], CONFIG: shown})
        missing, self._first = self._missing(shown, numbers), False
        for change in self._changes:
            key = change.key
            reason = self._why_not(key, change)
            gone = missing.intersection(numbers_in(shown[key])) if not reason and RELAY_SCHEDULE.fullmatch(key) else ()
            if reason or gone:
                reason = reason or f"the door no longer has schedule {', '.join(sorted(gone))}"
                self._found.lost.append(f"{key} ({reason})")
                continue
            value = renumbered({key: str(shown[key])}, numbers)[key]
            verdict = judge_setting(replace(change, before={key: value}), current)
            if verdict.state == CHANGED:
                self._found.changed.append(_difference(key, change, current))
                left.add(_together(key))
            elif verdict.state != BACK:
                wanted[key] = value
        for key in [key for key in wanted if _together(key) in left]:
            self._found.changed.append(f"{key}: stays with what was changed beside it")
            del wanted[key]
        self._settings = [verbatim(key, value) for key, value in wanted.items()]
        return self._settings

    def _missing(self, shown, numbers):
        """Numbers of schedules that relays had before the run and that mean nothing now."""
        said = {number for key, value in shown.items() if RELAY_SCHEDULE.fullmatch(key) for number in numbers_in(value)}
        # the first time, all of the list are still to come, but for those that somebody has removed since
        coming = names_of(self._before.get("schedule", ())).keys() - self._found.gone if self._first else ()
        return missing_schedules(self._task.device, said, numbers, coming)

    @property
    def after(self):
        """The keys as they are to be in the end."""
        return self._prepared.after

    @staticmethod
    def _why_not(key, change):
        """Why the key's value from before can't be brought back; empty where it can."""
        if fits_one(key, ACCESS):
            return "network and API login stay as they are, since they could cut the door off"
        if change.before is None:
            return "the door did not show it before"
        if key in change.hidden.get("before", ()):
            return "the run had no vault password, so it was not kept"
        return "the door showed it as stars" if key in hidden_of(change, "before") else ""

    def finish(self):
        """Write and read back; the result."""
        try:
            return self._prepared.finish()
        except NotKept as exc:
            return mended(exc, self._task, self.name, self._settings, self._read)


def _together(key):
    """What is the same for keys that stay together: their account, or else all of the key but its last part."""
    account = _ACCOUNT.match(key)
    return account[0] if account else key.rpartition(".")[0]


def _difference(key, change, current):
    if is_secret_key(key):
        return f"{key} is another one"
    return f"{key} is '{current.get(key)}', and the run left '{(change.left or {}).get(key)}'"
