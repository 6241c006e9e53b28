# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of a task that its module doesn't have."""

from __future__ import annotations

import difflib

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError


def refuse_unknown(names, spec, action):
    """Refuse options that the module doesn't have, with the one that is spelled most alike.

    :raises AkuvoxError: naming each.
    """
    # core gives a word for an option, and a tuple for a suboption
    paths = sorted((name,) if isinstance(name, str) else tuple(name) for name in names)
    mistakes = []
    for *outer, name in paths:
        known = spec
        for option in outer:
            known = known.get(option, {}).get("options") or {}
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {'.'.join([*outer, close[0]])}?" if close else ""
        mistakes.append(f"{'.'.join([*outer, name])}: is not an option of {action}{hint}")
    if mistakes:
        raise AkuvoxError("; ".join(mistakes))
