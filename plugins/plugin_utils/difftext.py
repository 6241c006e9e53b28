# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A diff as it is shown: which door and what of it in the header, and a line for each record or setting.

Ansible would print a record as JSON over many lines. The lines are YAML, so that they can be read back.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml


def diff_text(diff, door, section):
    """The diff of a module's result, whose sides are mappings, with text for sides and headers."""
    return {
        "before_header": f"{door} {section}",
        "after_header": f"{door} {section}",
        "before": "".join(_lines(diff["before"])),
        "after": "".join(_lines(diff["after"])),
    }


def _lines(mapping, indent=""):
    for key in sorted(mapping, key=str):
        value = mapping[key]
        if isinstance(value, Mapping) and any(isinstance(member, Mapping) for member in value.values()):
            yield f"{indent}{_flow(str(key))}:\n"
            yield from _lines(value, f"{indent}  ")
        else:
            yield f"{indent}{_flow(str(key))}: {_flow(value)}\n"


def _flow(value):
    """A value in one line of YAML."""
    text = yaml.safe_dump(value, default_flow_style=True, width=float("inf"), sort_keys=False, allow_unicode=True)
    return text.removesuffix("...\n").removesuffix("\n")
