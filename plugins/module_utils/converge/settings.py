# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring ``Config.*`` keys on a device to what is wanted: read, plan, write the difference at once, verify."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

from ..api.envelope import nonsense
from ..errors import AkuvoxError, BadReply, InvalidInput, Refused, Unreachable
from ..fields.tables import Field
from ..secrets import encoded, is_encoded, is_masked
from .keeping import keep_settings, settings_done
from .rounds import MAX_FRUITLESS_ROUNDS, look_until
from .settings_outcome import Account, settings_result


@dataclass(frozen=True)
class Setting:
    """One key with the value it should have.

    ``place`` is the option as the user wrote it, for messages; ``label`` names it in result and diff; ``value`` is the
    device's string; ``decode`` turns a device string into what the user would have written.
    ``rewrite``: a secret that the device shows as stars is written, and counts as a change.
    ``blind``: the device may take the key without ever showing it; then it is written in every run and never counts
    as a change, since nobody can tell whether it is one.
    ``hint``: what the user can do about a secret that can't be compared.
    ``verbatim``: the device has to show the very value, not the same in base64. ``sends`` is written in its place.
    ``show``: what a diff may show of a secret, in place of stars.
    """

    place: str
    label: str
    key: str
    value: str
    secret: bool = False
    decode: Callable[[str], Any] = staticmethod(lambda text: text)
    rewrite: bool = False
    blind: bool = False
    hint: str = ""
    verbatim: bool = False
    sends: str | None = None
    show: Callable[[str], str] | None = None

    def hidden(self, current):
        """Whether it is a secret that the device shows as stars."""
        have = current.get(self.key)
        return self.secret and self.value != "" and is_masked(have) and not (self.verbatim and have == self.value)

    def unseen(self, current):
        """Whether the device doesn't show the key at all, and that proves nothing."""
        return self.blind and self.key not in current

    def differs(self, current):
        """Whether the device holds something else, as far as that can be known."""
        have = current.get(self.key)
        if self.hidden(current):
            return self.rewrite
        if have is None:
            return not self.blind
        encoded = self.secret and not self.verbatim and is_encoded(str(have), self.value)
        return not encoded and self.decode(str(have)) != self.decode(self.value)


@dataclass(frozen=True)
class Variant:
    """One spelling of a key, and the codec that goes with it (default: the field's).

    ``pattern`` has ``{}`` for the letter or number; ``{bare}`` is the same and empty for the first one.
    """

    pattern: str
    codec: Any = None

    def key(self, letter, first):
        """The full key for a letter."""
        return self.pattern.format(letter, bare="" if letter == first else letter)


@dataclass(frozen=True)
class VariantField(Field):
    """An option of a lettered relay, input or account whose key differs by firmware; the device's own is used."""

    variants: tuple = ()

    def find(self, letter, first, current):
        """Key and codec of the first variant that the device has, None when it has none."""
        for variant in self.variants:
            key = variant.key(letter, first)
            if key in current:
                return key, variant.codec or self.codec
        return None


def letter_settings(table, rows, current):
    """The :class:`Setting` list for the (checked) rows of a table of relays, inputs or accounts.

    :raises InvalidInput: naming what this device doesn't have.
    """
    settings, first = [], next(iter(table.key.codec.choices))
    for index, row in enumerate(rows):
        letter = row[table.key.option]
        for fld in table.compared:
            if fld.option not in row or not fld.variants:
                continue
            place = f"{table.option}[{index}].{fld.option}"
            found = fld.find(letter, first, current)
            if found is None:
                looked_for = ", ".join(variant.key(letter, first) for variant in fld.variants)
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
    rows, first = [], next(iter(table.key.codec.choices))
    for letter in table.key.codec.choices:
        row = {}
        for fld in table.compared:
            found = fld.find(letter, first, current)
            if found is not None:
                row[fld.option] = found[1].decode(current[found[0]])
        if row:
            rows.append({table.key.option: letter, **row})
    return rows


class SettingsConvergence:
    """Settings on their way to what is wanted: read and planned when made, written and read back by :meth:`finish`.

    ``choose(current)`` gives the :class:`Setting` list for the keys that the device has; it raises what the user has to
    know about keys that it doesn't have. ``read()`` gives the keys, by default what the target's get shows.
    ``afterwards(result)`` is what comes after, and gives the final result.

    ``settings`` are all that are wanted, ``current`` the keys as they were read, ``result`` what would be reported.
    ``provisional``: as of :class:`records.Convergence`.
    """

    provisional = False

    def __init__(self, device, target, choose, task, read=None, afterwards=lambda result: result):
        self._device, self._target, self._check_mode, self._afterwards = device, target, task.check_mode, afterwards
        self._read = read or (lambda: device.read(target))
        self.current = self._seen = self._read_keys()
        self.settings = choose(self.current)
        _check_shape(self.settings, self.current, target)
        for setting in self.settings:
            _warn(setting, self.current, task)
        self._first = [setting for setting in self.settings if setting.differs(self.current)]
        self._unseen = [setting for setting in self.settings if setting.unseen(self.current)]
        self.result = settings_result(self._first, self.current)

    @property
    def after(self):
        """The keys as they are to be in the end."""
        return {**self.current, **{setting.key: setting.value for setting in self._first}}

    def _read_keys(self):
        return _spelled(self._read())

    def finish(self):
        """Write and read until the device holds the settings, unless in check mode, and return the task's result.

        :raises NotKept: naming each option that the device accepted and didn't keep.
        """
        if not self._check_mode and (self._first or self._unseen):
            self._keep_and_write()
        return self._afterwards(self.result)

    def _keep_and_write(self):
        """Write, once what the keys are now is kept; in the end, keep what they were last seen to be."""
        written = [*self._first, *self._unseen, *(each for each in self.settings if each.hidden(self.current))]
        written = list({setting.key: setting for setting in written}.values())
        step = keep_settings(self._device, self._target, written, self.current)
        try:
            self._write_and_read_back()
        finally:
            settings_done(self._device, step, written, self._seen)

    def _read_again(self, lost):
        """The keys after a write; where its answer was lost, as soon as they are as wanted, or ``settle`` is over."""
        return look_until(
            self._device,
            self._device.settles_at() if lost is not None else None,
            self._read_keys,
            # of a secret that is shown as stars nothing would be seen
            lambda found: not any(each.differs(found) and not each.hidden(found) for each in self.settings),
            f"{self._target}/set",
        )

    def _write_and_read_back(self):
        left, unseen, current = self._first, self._unseen, self.current
        fruitless, written, account = 0, set(), Account(self._device, self._first, current, self.result)
        while left or unseen:
            along = [setting for setting in self.settings if setting.hidden(current) or setting.unseen(current)]
            before = len(left)
            self._seen = None
            try:
                lost = _write(self._device, self._target, [*left, *along])
            except Refused as exc:
                raise _refused(exc, self._read_keys, self.settings, account, written) from None
            if lost is None:
                written.update(setting.key for setting in along)
                unseen = []
            try:
                current = self._seen = self._read_again(lost)
            except AkuvoxError as exc:
                raise exc.restated(
                    f"{exc.message}. It is not known whether the {before} settings were taken; run again",
                    **account.unread(left),
                ) from None
            left = [setting for setting in self.settings if _is_open(setting, current, written)]
            if left and lost is None:
                raise account.not_kept(left, current)
            fruitless = fruitless + 1 if len(left) >= before else 0
            if (left or unseen) and fruitless >= MAX_FRUITLESS_ROUNDS:
                open_, asked = len(left) + len(unseen), len(self._first) + len(self._unseen)
                raise lost.restated(
                    f"{lost.message}. {open_} of {asked} settings are not confirmed; run again",
                    **account.read(left, current),
                )


def converge_settings(device, target, choose, task, read=None):
    """Make the device hold the settings and return the task's result, see :class:`SettingsConvergence`."""
    return SettingsConvergence(device, target, choose, task, read).finish()


def _spelled(current):
    """What was read with numbers and booleans as the strings that a device has for them (device-facts 2.1)."""
    return {
        # True is an int, and stands for 1
        key: str(int(value) if isinstance(value, bool) else value) if isinstance(value, (int, float)) else value
        for key, value in current.items()
    }


def _check_shape(settings, current, target):
    """Refuse what no device sends, since what is planned on it does harm."""
    for setting in settings:
        value = current.get(setting.key)
        if isinstance(value, (dict, list)):
            raise nonsense(f"{target}/get", f"{setting.key} is a JSON {type(value).__name__}")


def _is_open(setting, current, written):
    """Whether a setting is still to be written; what the device doesn't show is done once a write was answered."""
    return setting.differs(current) and not (setting.hidden(current) and setting.key in written)


def _warn(setting, current, task):
    if setting.hidden(current) and not setting.rewrite:
        what = "the device shows it as stars, so it is only written along with other changes"
    elif setting.unseen(current):
        what = "the device doesn't show it, so it is written in every run, and no run counts it as a change"
    else:
        return
    task.warn(f"{setting.place}: {what}{f'. {setting.hint}' if setting.hint else ''}")


def _write(device, target, settings):
    """Write the settings in one request; return the error when the answer was lost."""
    try:
        device.set_keys(target, {setting.key: _sent(setting, device) for setting in settings})
    except (Unreachable, BadReply) as exc:
        return exc
    return None


def _refused(exc, read, settings, account, written):
    """The error of a device that refused the settings, or, where each is a request of its own, one of them."""
    try:
        current = read()
    except AkuvoxError:
        return exc.restated(exc.message, **account.unread(account.first))
    left = [setting for setting in settings if _is_open(setting, current, written)]
    done = account.read(left, current)
    made = f". {len(left)} of {len(account.first)} settings are not made" if done["changed"] else ""
    return exc.restated(f"{exc.message}{made}", **done)


def _sent(setting, device):
    """The value as this device wants it written: some take passwords base64-encoded only (device-facts 1.4)."""
    value = setting.value if setting.sends is None else setting.sends
    return encoded(value) if device.encodes(setting.key) else value
