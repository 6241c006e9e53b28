# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring ``Config.*`` keys on a device to what is wanted: read, plan, write the difference at once, verify."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

from .errors import AkuvoxError, BadReply, InvalidInput, NotKept, Unreachable
from .fields import Field
from .plan import is_masked
from .records import MAX_FRUITLESS_ROUNDS
from .secrets import HIDDEN, HIDDEN_NEW


@dataclass(frozen=True)
class Setting:
    """One key with the value it shall have.

    ``place`` is the option as the user wrote it, for messages; ``label`` names it in result and diff; ``value`` is the
    device's string; ``decode`` turns a device string into what the user would have written.
    """

    place: str
    label: str
    key: str
    value: str
    secret: bool = False
    decode: Callable[[str], Any] = staticmethod(lambda text: text)

    def differs(self, current):
        """Whether the device holds something else. A secret that the device masks can't be told, so it doesn't."""
        have = current.get(self.key)
        if self.secret and is_masked(have):
            return False
        return have is None or self.decode(str(have)) != self.decode(self.value)


@dataclass(frozen=True)
class Variant:
    """One spelling of a key, with ``{}`` for the letter, and the codec that goes with it (default: the field's)."""

    pattern: str
    codec: Any = None


@dataclass(frozen=True)
class VariantField(Field):
    """An option of a lettered relay or input whose key is spelled differently by firmware; the device's own is used."""

    variants: tuple = ()

    def find(self, letter, current):
        """Key and codec of the first variant that the device has, None when it has none."""
        for variant in self.variants:
            key = variant.pattern.format(letter)
            if key in current:
                return key, variant.codec or self.codec
        return None


def letter_settings(table, rows, current):
    """The :class:`Setting` list for the (checked) rows of a table of relays or inputs.

    :raises InvalidInput: naming what this device doesn't have.
    """
    settings = []
    for index, row in enumerate(rows):
        letter = row[table.key.option]
        for fld in table.fields[1:]:
            if fld.option not in row:
                continue
            place = f"{table.option}[{index}].{fld.option}"
            found = fld.find(letter, current)
            if found is None:
                looked_for = ", ".join(variant.pattern.format(letter) for variant in fld.variants)
                raise InvalidInput(
                    f"{place}: this device has no {fld.option} for {table.key.option} {letter} "
                    f"(looked for {looked_for})"
                )
            key, codec = found
            settings.append(
                Setting(place, f"{letter}.{fld.option}", key, codec.encode(row[fld.option]), fld.secret, codec.decode)
            )
    return settings


def letter_rows(table, current):
    """The rows that a device's settings amount to, in option terms; letters without any key are left out."""
    rows = []
    for letter in table.key.codec.words:
        row = {}
        for fld in table.fields[1:]:
            found = fld.find(letter, current)
            if found is not None:
                row[fld.option] = found[1].decode(current[found[0]])
        if row:
            rows.append({table.key.option: letter, **row})
    return rows


def converge_settings(device, target, choose, task):
    """Make the device hold the settings and return the task's result.

    ``choose(current)`` gives the :class:`Setting` list for the keys that the device has; it raises what the user has to
    know about keys that it doesn't have.

    :raises NotKept: naming each option that the device accepted and didn't keep.
    """
    current = device.read(target)
    settings = choose(current)
    for setting in settings:
        if setting.secret and is_masked(current.get(setting.key)):
            task.warn(f"{setting.place}: the device shows it as stars, so it is only written along with other changes")
    first = open_settings = [setting for setting in settings if setting.differs(current)]
    result = _result(first, current)
    if not first or task.check_mode:
        return result
    fruitless = 0
    while open_settings:
        masked = [item for item in settings if item.secret and is_masked(current.get(item.key))]
        lost = _write(device, target, [*open_settings, *masked])
        before = len(open_settings)
        try:
            current = device.read(target)
        except AkuvoxError as exc:
            raise type(exc)(
                f"{exc.message}. It is not known whether the {before} settings were taken; run again", **result
            ) from None
        open_settings = [setting for setting in settings if setting.differs(current)]
        if open_settings and lost is None:
            raise _not_kept(open_settings, current, first, result)
        fruitless = fruitless + 1 if len(open_settings) >= before else 0
        if open_settings and fruitless >= MAX_FRUITLESS_ROUNDS:
            raise type(lost)(
                f"{lost.message}. {len(open_settings)} of {len(first)} settings are not confirmed; run again",
                **_done(result, open_settings, first),
            )
    return result


def _write(device, target, settings):
    """Write the settings in one request; return the error when the answer was lost."""
    try:
        device.write(target, "set", {setting.key: setting.value for setting in settings})
    except (Unreachable, BadReply) as exc:
        return exc
    return None


def _result(settings, current):
    def shown(setting, value, hidden):
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


def _not_kept(left, current, first, result):
    lines = []
    for setting in left:
        have = _decoded(setting, current.get(setting.key))
        values = "" if setting.secret else f": it holds {have!r}, not {setting.decode(setting.value)!r}"
        lines.append(f"{setting.place} ({setting.key}){values}")
    return NotKept(
        f"the device accepted the settings and did not keep {len(left)} of {len(first)}: {'; '.join(lines)}",
        **_done(result, left, first),
    )


def _done(result, left, first):
    """The result with only those settings that are not left."""
    labels = {setting.label for setting in left}
    return {
        **result,
        "updated": [label for label in result["updated"] if label not in labels],
        "changed": len(left) < len(first),
    }
