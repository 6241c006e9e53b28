# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a message for its places: those of the user in place of those of a module."""

from __future__ import annotations

import re


def in_words(message, names, also=None):
    """A message with the ``names`` where it has the options: as the place of a mistake, or as what is to be set.

    An option like ``managed`` is a word of English too; one with an underscore is an option wherever it stands, unless
    it is one of ``also``.
    """
    known = {**(also or {}), **names}
    words = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    long_ones = "|".join(re.escape(option) for option in sorted(names, key=len, reverse=True) if "_" in option)
    places = rf"(?:^|(?<=; ))(?:{words})(?=\[|:|\.\w)|(?<=\bset )(?:{words})\b"
    anywhere = rf"|(?<![\w.'\"])(?:{long_ones})(?![\w'\"])" if long_ones else ""
    return re.sub(places + anywhere, lambda found: known[found[0]], message)
