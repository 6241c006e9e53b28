# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets within JSON data that are to be encrypted one by one: each is a mapping with a single key of its own."""

from __future__ import annotations

from collections.abc import Mapping

_MARK = "!secret"


def secret(text):
    """The text, marked."""
    return {_MARK: text}


def is_secret(value):
    """Whether it is a marked text."""
    return isinstance(value, Mapping) and list(value) == [_MARK]


def text_of(value):
    """The text of a marked one."""
    return value[_MARK]


def mapped(tree, change):
    """A copy of the data with ``change(text)`` in the place of each marked text."""
    if is_secret(tree):
        return change(text_of(tree))
    if isinstance(tree, Mapping):
        return {key: mapped(member, change) for key, member in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [mapped(member, change) for member in tree]
    return tree


def bare(tree):
    """A copy of the data with the texts as they are."""
    return mapped(tree, str)
