# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX lets a launch, a schedule or a step of a workflow say, as AWX 24.6.1 was seen to do it."""

from __future__ import annotations

# Field of a launch, a schedule or a step -> field of the template that allows it.
ASKED = {
    "limit": "ask_limit_on_launch",
    "job_slice_count": "ask_job_slice_count_on_launch",
    "inventory": "ask_inventory_on_launch",
}
NOT_ASKED = "Field is not configured to prompt on launch."


def refused_fields(template: dict, prompts: dict) -> dict[str, list[str]]:
    """The prompts that a template doesn't ask for, each with AWX's message; an empty one is none."""
    return {name: [NOT_ASKED] for name, field in ASKED.items() if prompts.get(name) and not template.get(field)}


def refused_variables(template: dict, survey: dict, variables: dict) -> list[str]:
    """The variables that neither the survey nor "variables on launch" let through."""
    if template.get("ask_variables_on_launch"):
        return []
    return sorted(set(variables) - {question["variable"] for question in questions(template, survey)})


def questions(template: dict, survey: dict) -> list[dict]:
    """The questions of a template, none where its survey is switched off."""
    return survey.get("spec", []) if template.get("survey_enabled") else []


def answer_errors(asked: list[dict], answers: dict, missing: bool = True) -> list[str]:
    """What is wrong with answers. A required question wants one, be there a default or not."""
    found = []
    for question in asked:
        name = question["variable"]
        if name in answers:
            found += _answer_errors(question, answers[name])
        elif missing and question["required"]:
            found.append(f"'{name}' value missing")
    return found


def _answer_errors(question: dict, value: object) -> list[str]:
    name, kind = question["variable"], question["type"]
    low, high = question.get("min"), question.get("max")
    if kind in ("text", "textarea", "password"):
        if not isinstance(value, str):
            return [f"Value {value} for '{name}' expected to be a string."]
        if low not in (None, "") and len(value) < low:
            return [f"'{name}' value {value} is too small (length is {len(value)} must be at least {low})."]
        if high not in (None, "") and len(value) > high:
            return [f"'{name}' value {value} is too large (must be no more than {high})."]
    elif kind == "integer":
        if not isinstance(value, int) or isinstance(value, bool):
            return [f"Value {value} for '{name}' expected to be an integer."]
        if (low not in (None, "") and value < low) or (high not in (None, "") and value > high):
            return [f"'{name}' value {value} is out of range ({low} to {high})."]
    elif kind == "multiplechoice":
        if value not in question["choices"] or not isinstance(value, str):
            return [f"Value {value} for '{name}' expected to be one of {question['choices']}."]
    elif kind == "multiselect":
        if not isinstance(value, list):
            return [f"'{name}' value is expected to be a list."]
        return [f"Value {each} for '{name}' expected to be one of {question['choices']}."
                for each in value if each not in question["choices"]]  # fmt: skip
    return []


def defaults(asked: list[dict]) -> dict[str, object]:
    """The defaults that become answers. One that breaks its own question's rule is left out without a word."""
    found = {question["variable"]: question.get("default") for question in asked}
    wrong = {q["variable"] for q in asked if _answer_errors(q, q.get("default"))}
    return {name: value for name, value in found.items() if value is not None and name not in wrong}
