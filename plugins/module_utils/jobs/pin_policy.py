# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which PINs and codes are too easy to guess. No reason that is given here repeats one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..codecs import BadValue, Flag, Number
from ..errors import InvalidInput

# Straight down and up the keypad.
_COLUMNS = ("2580", "0852", "147", "741", "258", "852", "369", "963")
_DIGITS = "0123456789"
# 0 follows 9 on a keypad's last row.
_RUNS = (_DIGITS + _DIGITS, (_DIGITS + _DIGITS)[::-1])


@dataclass(frozen=True)
class PinPolicy:
    """``min_length``: the fewest digits. ``allow_weak``: whether patterns such as 1111, 1234 and 1212 may be used."""

    min_length: int = 4
    allow_weak: bool = False


_PARTS = {"min_length": Number(2, 8, "digits").check, "allow_weak": Flag().check}


def policy_from(option, place="akuvox_pin_policy"):
    """The :class:`PinPolicy` of a mapping of its parts; what is left out has its default.

    :raises InvalidInput: for an unknown or wrong member, by ``place``.
    """
    if option in (None, ""):
        return PinPolicy()
    if not isinstance(option, Mapping):
        raise InvalidInput(f"{place}: must be a mapping with {' and '.join(_PARTS)}")
    unknown = sorted(str(name) for name in option if name not in _PARTS)
    if unknown:
        raise InvalidInput(f"{place}.{unknown[0]}: is not a part of the policy; there are {' and '.join(_PARTS)}")
    try:
        return PinPolicy(**{name: _part(name, value) for name, value in option.items()})
    except BadValue as exc:
        raise InvalidInput(f"{place}.{exc}") from None


def _part(name, value):
    try:
        return _PARTS[name](value)
    except BadValue as exc:
        raise BadValue(f"{name}: {exc}") from None


def weakness(pin, policy):
    """Why a PIN breaks the policy, as "is ..." or "has ...", without the PIN; None if it doesn't or there is none."""
    if not pin:
        return None
    if len(pin) < policy.min_length:
        return f"has fewer than {policy.min_length} digits"
    if policy.allow_weak:
        return None
    return next((reason for is_so, reason in _PATTERNS if is_so(pin)), None)


def _repeats(pin):
    """Whether it is one block of digits over and over; so is one digit."""
    return any(len(pin) % size == 0 and pin == pin[:size] * (len(pin) // size) for size in range(1, len(pin) // 2 + 1))


_PATTERNS = (
    (lambda pin: len(set(pin)) == 1, "is one digit over and over"),
    (lambda pin: any(pin in run for run in _RUNS), "counts up or down"),
    (_repeats, "is a group of digits over and over"),
    (lambda pin: pin in _COLUMNS, "is a line of the keypad"),
)
