# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns of configuration keys, as users give them: a key, a section, or text with ``*``. Capitals don't matter."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .codec import BadValue, Codec, spoken
from .lists import text_list

_FORM = re.compile(r"(?:config\.|config$|\*)[0-9a-z_.*?\[\]-]*", re.IGNORECASE)


@dataclass(frozen=True)
class KeyPatterns(Codec):
    """A list of patterns; the name of a section, such as ``Config.Network``, means all keys below it."""

    def check(self, value):
        patterns = text_list(value)
        for index, pattern in enumerate(patterns):
            if not _FORM.fullmatch(pattern):
                raise BadValue(
                    f"must begin with Config., as all keys do, or with *, not {spoken(pattern)}", f"[{index}]"
                )
        return patterns


def fits_key(key, patterns):
    """Whether one of the checked patterns fits a key, or the section that the key is in."""
    key = key.lower()
    return any(
        fnmatchcase(key, form) for pattern in patterns for form in (pattern.lower(), f"{pattern.lower().rstrip('.')}.*")
    )


def without_key(patterns, keys, whose):
    """What to say of each pattern that fits none of the ``keys``, with the pattern's index; ``whose`` keys they are."""
    for index, pattern in enumerate(patterns):
        if not any(fits_key(key, [pattern]) for key in keys):
            known = {".".join(key.split(".")[:size]) for key in keys for size in range(2, key.count(".") + 2)}
            close = difflib.get_close_matches(pattern.rstrip(".*"), sorted(known), n=1)
            yield index, f"{spoken(pattern)} fits no key of {whose}" + (f"; did you mean {close[0]}?" if close else "")
