# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's variables in the form that AWX gives them, and answers for questions that nobody has thought of yet."""

from __future__ import annotations

import json
from collections.abc import Iterator

# Logins that are no text any more where they come by variables: words for users, digits for secrets.
_WORDS = ("no", "yes", "off", "on", "null", "true")


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


def answer_for(question: dict) -> object:
    """An answer that a question of a survey takes: all that can be chosen of a list, or what AWX fills in by itself.

    Raises ``ValueError`` where it has neither, so that a test has to say one.
    """
    kind = question["type"]
    if kind == "multiselect":
        return question["choices"]
    if kind == "multiplechoice":
        return question["choices"][-1]
    if question["required"]:
        raise ValueError(f"{question['variable']} is required and has no default: say what the test answers")
    return question["default"]


def credential_environment(types: list[dict]) -> dict[str, str]:
    """The environment that credentials of these types give a job, with values that don't look like text.

    A type whose fields are put in by anything but ``env`` is refused.
    """
    words, digits = iter(_WORDS), _digits()
    found = {}
    for each in types:
        if set(each["injectors"]) != {"env"}:
            raise ValueError(f"{each['name']}: a password of digits is a number unless it comes by env")
        # AWX has no numbers in credentials; a boolean that nobody set is False
        values = {
            field["id"]: "False"
            if field.get("type") == "boolean"
            else next(digits)
            if field.get("secret")
            else next(words)
            for field in each["inputs"]["fields"]
        }
        for name, template in each["injectors"]["env"].items():
            for field, value in values.items():
                template = template.replace(f"{{{{ {field} }}}}", value)
            if "{{" in template:
                raise ValueError(f"{each['name']}: {name} is made of more than fields: {template}")
            found[name] = template
    return found


def _digits() -> Iterator[str]:
    number = 123456
    while True:
        yield f"00{number}"
        number += 1
