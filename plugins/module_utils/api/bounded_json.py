# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON from a perhaps hostile sender: reading costs little time and memory, and the data is safe to show and send."""

from __future__ import annotations

import json
import math
import re

# Commas and brackets, and so values. 50,000 users with 20 fields have half of it. A value takes many times as much
# memory as it takes bytes, so a limit for the bytes alone would not do.
MAX_VALUES = 2_000_000
# Lists and objects within each other. No reply of the manual has more than 4.
MAX_DEPTH = 32
_MAX_DIGITS = 40
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class TooMuch(ValueError):
    """It may be JSON, and is more than anybody needs."""


def decode(text, start=0):
    """The value that begins at ``start``, whatever follows it.

    :raises ValueError: when it isn't JSON. :class:`TooMuch` says what there is too much of.
    """
    if sum(map(text.count, ",[{")) > MAX_VALUES:
        raise TooMuch("holds too many values")
    try:
        value = _DECODER.raw_decode(text, start)[0]
    except RecursionError:
        raise TooMuch("is nested too deeply") from None
    if not _is_flat(value):
        raise TooMuch("is nested too deeply")
    return _whole_characters(value) if _SURROGATE.search(text) else value


def _integer(digits):
    # one with thousands of digits takes minutes in some versions of Python
    if len(digits) > _MAX_DIGITS:
        raise TooMuch("holds a number with too many digits")
    return int(digits)


def _finite(digits):
    number = float(digits)
    if not math.isfinite(number):
        raise TooMuch("holds a number that is too large")
    return number


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_finite, parse_constant=_no_constant)


def _is_flat(value):
    """Whether nothing stands deeper than ``MAX_DEPTH``; what is deeper breaks whatever walks through it."""
    level = [[value]]
    for _unused in range(MAX_DEPTH + 1):
        level = [
            member
            for outer in level
            for member in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(member, (dict, list))
        ]
        if not level:
            return True
    return False


def _whole_characters(value):
    """A value with a replacement for each half of a character, which could be neither shown nor sent."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_characters(member) for member in value]
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(member) for key, member in value.items()}
    return value
