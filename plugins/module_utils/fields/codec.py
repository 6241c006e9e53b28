# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every codec is: the checks and the translation of one option's value. All values of the API are strings."""

from __future__ import annotations


class BadValue(ValueError):
    """Why a value is refused, as "must be ..., not ...". ``path`` leads to the member of a list that is meant."""

    def __init__(self, reason, path=""):
        super().__init__(reason)
        self.path = path


def spoken(value):
    """A refused value as it is quoted in a message."""
    return f"'{value}'" if isinstance(value, str) else repr(value)


# What makes a number of text that is in quotes, and the two ways on.
TEMPLATED = (
    ". A template in quotes gives a number too where jinja2_native is on, before ansible-core 2.19: add | string to "
    "it, or make the whole list one template"
)


def unquoted(allowed, what, why):
    """Why a value is refused that YAML, or a template, has made a number of.

    :param allowed: what would be right, empty for any text; ``what`` came instead; ``why`` that is wrong.
    """
    quoted = f"{allowed} in quotes" if allowed else "in quotes"
    return f"must be {quoted}, not {what}: {why}{TEMPLATED}"


class Codec:
    """One kind of value. A codec changes what differs from text that is written and read as it is.

    The class attributes are what the argument spec gets: ``spec_type``, ``elements`` of a list, ``choices`` (empty:
    any value), and ``suboptions`` of a mapping or of the mappings in a list (None: there are none).
    ``takes_lists``: on some firmware the device's key has a list where others have a string.

    The methods are pure and don't know the option's name.
    """

    spec_type = "str"
    elements = ""
    choices = ()
    suboptions = None
    takes_lists = False

    def check(self, value):
        """The user's value in its canonical form.

        :raises BadValue: with the text that follows the option's name.
        """
        return value

    def encode(self, value):
        """The device's string for a canonical value."""
        return value

    def decode(self, text):
        """The canonical value for what a device sends; what makes no sense passes through as text."""
        return str(text)

    def shown(self, value):
        """The user's value, checked or not, as it may be shown; a codec whose values hold secrets hides them."""
        return value
