# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the lookup people_list, from the variables that say the same for all roles."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer

PEOPLE, TODAY = "akuvox_people", "akuvox_people_today"
# Option of the lookup -> variable.
VARIABLES = {
    "file": "akuvox_people_file",
    "fields": "akuvox_people_fields",
    "pin_policy": "akuvox_pin_policy",
    "known_doors": "akuvox_known_doors",
    "managed": "akuvox_people_managed",
    "expire_limit": "akuvox_people_expire_limit",
    "columns": "akuvox_people_columns",
    "encoding": "akuvox_people_encoding",
    "card_notation": "akuvox_card_notation",
    "card_byte_order": "akuvox_card_byte_order",
}
# What all doors have to have in common, as one list is for all of them.
SAME = (
    PEOPLE,
    *(VARIABLES[option] for option in ("file", "fields", "pin_policy", "card_notation", "card_byte_order")),
    *(VARIABLES[option] for option in ("columns", "encoding")),
)


def options_of(variables):
    """The options that the variables of a door set, of a :class:`doorvars.DoorVariables`.

    A variable that isn't set, is null or empty leaves its option out.
    """
    found = {option: variables.get(name) for option, name in VARIABLES.items()}
    # not as plain values, so that the lookup can name the entries that can't be decrypted
    found["people"] = variables.template(PEOPLE) if variables.task_vars.get(PEOPLE) is not None else None
    found["today"] = text_answer(variables.get(TODAY), TODAY)
    return {"same": list(SAME), **{option: value for option, value in found.items() if value is not None}}
