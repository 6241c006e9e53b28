# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task reports about settings: names of what changes, diff, and how far unfinished changes got."""

from __future__ import annotations

from ..errors import NotKept
from ..secrets import HIDDEN, HIDDEN_NEW


def settings_result(settings, current):
    """The result of settings that are to be made, the same for check mode and a real run."""

    def shown(setting, value, hidden):
        if setting.show is not None and value is not None:
            return setting.show(value)
        return hidden if setting.secret and value else value

    return {
        "changed": bool(settings),
        "updated": [setting.label for setting in settings],
        "diff": {
            "before": {s.label: shown(s, _decoded(s, current.get(s.key)), HIDDEN) for s in settings},
            "after": {s.label: shown(s, s.decode(s.value), HIDDEN_NEW) for s in settings},
        },
    }


def _decoded(setting, value):
    return None if value is None else setting.decode(str(value))


class Account:
    """What is known of settings that were not all made: results for an error, by what the device holds then."""

    def __init__(self, device, first, held, result):
        self.first = first
        self._device, self._held, self._result, self._touched = device, held, result, device.tally.count

    def read(self, left, current):
        """The result where the device holds ``current``; a setting that isn't as it was has changed all the same."""
        half = [
            setting
            for setting in left
            if _decoded(setting, current.get(setting.key)) != _decoded(setting, self._held.get(setting.key))
        ]
        return self._without(left, half, {s.label: _decoded(s, current.get(s.key)) for s in half if not s.secret})

    def unread(self, left):
        """The result where nobody can ask what became of the last write, which is of ``left``."""
        result = self._without(left)
        return {**result, "changed": result["changed"] or self._device.tally.count > self._touched}

    def _without(self, left, half=(), holds=None):
        undone = {setting.label for setting in left} - {setting.label for setting in half}
        updated = [label for label in self._result["updated"] if label not in undone]
        diff = {
            side: {label: rows[label] for label in rows if label not in undone}
            for side, rows in self._result["diff"].items()
        }
        diff["after"].update(holds or {})
        incomplete = [setting.label for setting in half]
        return {**self._result, "changed": bool(updated), "updated": updated, "incomplete": incomplete, "diff": diff}

    def not_kept(self, left, current):
        """The error of a device that accepted the settings and holds others."""
        lines = []
        for setting in left:
            have = _decoded(setting, current.get(setting.key))
            values = "" if setting.secret else f": it holds {have!r}, not {setting.decode(setting.value)!r}"
            lines.append(f"{setting.place} ({setting.key}){values}")
        return NotKept(
            f"the device accepted the settings and did not keep {len(left)} of {len(self.first)}: {'; '.join(lines)}",
            **self.read(left, current),
        )
