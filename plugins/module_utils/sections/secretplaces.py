# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which values of a module's option are secrets, by what the module itself hides."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..fields.secretleaves import secret
from ..secrets import HIDDEN, is_masked

HIDDEN_BY_DOOR = "the door hides it"
NO_VAULT = "left out, as there is no vault password"
_TEMPLATE = re.compile(r"{[{%#]")
_LIKE_A_TEMPLATE = "has {{, {% or {# in it, which Ansible takes for a template"
_NOTHING = object()
# A DTMF code of one key opens nothing that a dozen tries wouldn't. And ansible-core 2.22 takes each text that was
# vaulted out of all output, so a vaulted "0" would leave no number readable.
_LEAST_SECRET = 2


def marked(module, option, value):
    """A copy of an option's value with its secrets marked; without an option, of a mapping of options."""
    return _walk(*_sides(module, option, value), lambda place, text: text if _is_open(text) else secret(text), "")


def pruned(module, option, value, with_secrets, note):
    """A copy without what is None and without secrets that can't be written; ``note(place, reason)`` gets each.

    A list of secrets goes as a whole, since the place of each says what it is for.
    """

    def keep(place, text):
        reason = _obstacle(text, with_secrets)
        if reason:
            note(place, reason)
        return _NOTHING if reason else text

    found = _walk(*_sides(module, option, value), keep, "")
    return None if found is _NOTHING else found


def _is_open(text):
    return len(text) < _LEAST_SECRET


def _obstacle(text, with_secrets):
    if _is_open(text):
        return ""
    if is_masked(text):
        return HIDDEN_BY_DOOR
    if not with_secrets:
        return NO_VAULT
    return _LIKE_A_TEMPLATE if _TEMPLATE.search(text) else ""


def _sides(module, option, value):
    """The value, what the module shows of it, and the suboptions that it masks by value."""
    if not option:
        return value, module.shown(value), module.flat_spec
    return value, module.shown({option: value})[option], module.flat_spec[option].get("options") or {}


def _walk(value, shown, spec, act, place):
    if isinstance(value, Mapping):
        found = {}
        for name, member in value.items():
            entry = spec.get(name, {}) if isinstance(spec, Mapping) else {}
            its = shown[name] if isinstance(shown, Mapping) else shown
            its = HIDDEN if entry.get("no_log") and member not in (None, "") else its
            new = _walk(member, its, entry.get("options") or {}, act, f"{place}.{name}")
            if new is not _NOTHING and new is not None:
                found[name] = new
        return found
    if isinstance(value, list):
        members = [_walk(each, shown if shown == HIDDEN else shown[index], spec, act, f"{place}[{index}]")
                   for index, each in enumerate(value)]  # fmt: skip
        return _NOTHING if any(each is _NOTHING for each in members) else members
    is_hidden = shown == HIDDEN and value not in (None, "", HIDDEN)
    return act(place, str(value)) if is_hidden or (value == HIDDEN and shown == HIDDEN) else value
