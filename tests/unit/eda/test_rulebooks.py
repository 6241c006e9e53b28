# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rulebooks by themselves: what they start exists, takes nobody's access away, and is not started without end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
RULEBOOKS = sorted((ROOT / "extensions" / "eda" / "rulebooks").glob("*.yml"))
# What only reads, or only tells. No rule opens a door or changes who may enter.
HARMLESS = {"access", "collect_logs", "notify", "report"}
TEMPLATES = {"Akuvox collect logs", "Akuvox report"}


def actions(rule):
    """All actions of a rule, as pairs."""
    return [pair for action in rule.get("actions", [rule.get("action")]) for pair in action.items()]


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.stem)
def test_rules_start_what_exists_and_is_harmless_and_are_throttled(path, action_url):
    keys = set(action_url.event("x")["akuvox"])
    kinds = {kind for kind, _result in action_url.WORDS.values()} | {kind for _p, kind, _of in action_url.LETTERED}
    kinds |= set(action_url.OWN_KINDS)
    (ruleset,) = yaml.safe_load(path.read_text(encoding="utf-8"))
    for rule in ruleset["rules"]:
        assert set(re.findall(r"akuvox\.(\w+)", rule["condition"])) <= keys, rule["name"]
        assert set(re.findall(r'"(\w+)"', rule["condition"])) <= kinds, rule["name"]
        # an event without the key of a group would not be throttled at all
        groups = rule["throttle"]["group_by_attributes"]
        assert {group.rpartition(".")[2] for group in groups} <= keys, rule["name"]
        for name, given in actions(rule):
            if name == "run_playbook":
                job = given["name"].removeprefix("doorfleet.akuvox.")
                assert job in HARMLESS, rule["name"]
                assert (ROOT / "playbooks" / f"{job}.yml").is_file(), rule["name"]
            elif name == "run_job_template":
                assert given["name"] in TEMPLATES, rule["name"]
                assert "door" in given["job_args"]["limit"], rule["name"]
            else:
                assert name == "post_event", rule["name"]


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.stem)
def test_no_variable_of_an_action_can_be_undefined(path):
    """An undefined one ends the process, with status 0."""
    (ruleset,) = yaml.safe_load(path.read_text(encoding="utf-8"))
    text = yaml.safe_dump(ruleset["rules"])
    expressions = re.findall(r"{{(.*?)}}", text, re.DOTALL)
    assert [
        each for each in expressions if "default(" not in each and not re.match(r"\s*(dict\()?(hosts=)?event\.", each)
    ] == []


def test_the_templates_are_those_of_the_bundle():
    text = (ROOT / "extensions" / "awx" / "config" / "job_templates.yml").read_text(encoding="utf-8")
    assert all(f"name: {name}\n" in text for name in TEMPLATES)
