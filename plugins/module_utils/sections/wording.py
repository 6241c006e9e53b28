# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user calls things: the options of a whole door, or the variables that they are taken from."""

from __future__ import annotations

import re

from ..fields.places import in_words
from ..targets.descriptor import PREFIX


class Wording:
    """The words for a task with these options; ``prefix`` makes a variable of an option."""

    def __init__(self, params):
        self.by_variables = str(params.get("from_variables") or "").lower() in ("true", "yes", "on", "1", "y", "t")
        self.prefix = PREFIX if self.by_variables else ""

    def section(self, name):
        """A section."""
        return self.prefix + name

    def of_option(self, section, message):
        """A message of a section's module in the words of the user."""
        shared = ("purge_limit", "update_secrets", "card_notation", "card_byte_order")
        names = {**{name: name for name in shared}, **section.words}
        return in_words(message, {option: self.prefix + name for option, name in names.items()})

    def of_section(self, section, message):
        """The same, with the section before it where it doesn't begin with one of its options."""
        said = self.of_option(section, message).rstrip(".")
        own = "|".join(re.escape(self.prefix + name) for name in section.options)
        return said if re.match(rf"(?:{own})[\[:.]", said) else f"{self.section(section.name)}: {said}"
