# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's variables in the form that AWX gives them."""

from __future__ import annotations

import json


def variables_file(variables: dict) -> str:
    """A job's variables as AWX 24.6.1 was seen to write them: each text, names included, has a tag.

    ansible-core from 2.19 on reads such a text without its quotes: ``0123`` is the number 83.
    """
    return "".join(f"{_tagged(name)}: {_tagged(value)}\n" for name, value in variables.items())


def _tagged(value: object) -> str:
    if isinstance(value, str):
        quoted = value.replace("'", "''")
        return f"!unsafe '{quoted}'"
    if isinstance(value, dict):
        return "{" + ", ".join(f"? {_tagged(name)} : {_tagged(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_tagged, value)) + "]"
    return json.dumps(value)
