# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware versions: dotted numbers, compared part by part. The first one is that of the models' family."""

from __future__ import annotations

import re

# As a user writes one; devices also have some of a single number.
VERSION_FORM = r"[0-9]{1,9}(\.[0-9]{1,9})+"
_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})*")


def version_key(version):
    """A version as numbers to compare, without zeros at the end; None when it isn't dotted numbers (device-facts 0)."""
    text = str(version).strip()
    if not _VERSION.fullmatch(text):
        return None
    numbers = [int(part) for part in text.split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def same_version(left, right):
    """Whether two versions are one; those that are no dotted numbers are when their text is the same."""
    keys = version_key(left), version_key(right)
    return str(left).strip() == str(right).strip() if None in keys else keys[0] == keys[1]
