# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codecs for the names of people and things."""

from __future__ import annotations

from dataclasses import dataclass

from .characters import wrong_in_id, wrong_in_name
from .codec import BadValue, spoken
from .codecs import Text

# What stands for the user_id of a record that has none.
UNNAMED = "(without user_id)"


@dataclass(frozen=True)
class Name(Text):
    """A name that people read: nothing unseen in it, and no digits that only look like the ordinary ones."""

    max_length: int = 63
    wrong_in = staticmethod(wrong_in_name)

    def check(self, value):
        value = super().check(value)
        if value and not value.strip():
            raise BadValue("must have a character that people see, not blanks only")
        return value


@dataclass(frozen=True)
class PersonId(Text):
    """The id of a person: nothing in it that another id looks like, and no number that a spreadsheet has changed.

    ``blanks``: whether it may have blanks within.
    """

    max_length: int = 63
    blanks: bool = True
    wrong_in = staticmethod(wrong_in_id)

    def check(self, value):
        if isinstance(value, float):
            raise BadValue(f"must be text, not {value!r}: put the id in quotes, without decimal places or exponent")
        value = super().check(value)
        if value != value.strip():
            raise BadValue(f"must not begin or end with a blank, not {spoken(value)}")
        if not self.blanks and " " in value:
            raise BadValue(f"must be without spaces, not {spoken(value)}")
        return value
