# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user reads of a role's task: variables in place of options, and diffs in a line for each record."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from ansible_collections.doorfleet.akuvox.plugins.action import akuvox_backup, akuvox_credentials, akuvox_hardening_info
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.difftext import diff_text
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.rolespec import role_options, role_variables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.uservariables import (
    in_variables,
    is_of_role,
    variables_of,
)

ROLES = Path(__file__).resolve().parents[4] / "roles"


def task(written, role="doorfleet.akuvox.provision"):
    """A task as Ansible has it; without a role, one that somebody has written by hand."""
    action = next(key for key in written if "." in key)
    its = SimpleNamespace(get_name=lambda: role) if role else None
    return SimpleNamespace(_role=its, _ds=written, action=action)


def of_role(role):
    """The tasks of a role that use modules of the collection, also in blocks."""

    def flat(tasks):
        for entry in tasks or ():
            yield entry
            for part in ("block", "rescue", "always"):
                yield from flat(entry.get(part))

    for path in sorted(ROLES.joinpath(role, "tasks").glob("*.yml")):
        for entry in flat(yaml.safe_load(path.read_text("utf-8"))):
            if any(str(key).startswith("doorfleet.akuvox.") and isinstance(entry[key], dict) for key in entry):
                yield task(entry, f"doorfleet.akuvox.{role}")


USERS = task(
    {
        "doorfleet.akuvox.akuvox_user": {
            "users": "{{ akuvox_users }}",
            "purge": "{{ akuvox_purge }}",
            "purge_limit": "{{ akuvox_purge_limit }}",
        }
    }
)
PEOPLE = task({"doorfleet.akuvox.akuvox_credentials": {"managed": "{{ akuvox_people_managed }}"}})
# The list of people is read with these before it comes to a door.
BEFORE_A_DOOR = {"akuvox_card_notation", "akuvox_card_byte_order"}
TAKEN = {"backup": akuvox_backup, "credentials": akuvox_credentials, "hardening": akuvox_hardening_info}


@pytest.mark.parametrize(("its", "message", "said"), [
    (USERS, "users[3].pin (user_id 1): is a number", "akuvox_users[3].pin (user_id 1): is a number"),
    (USERS, "users[0].name: is missing; users[1].pin: is short",
     "akuvox_users[0].name: is missing; akuvox_users[1].pin: is short"),
    (USERS, "the door has no users: none", "the door has no users: none"),
    (USERS, "and purge_limit allows 50%, set purge_limit: 6",
     "and akuvox_purge_limit allows 50%, set akuvox_purge_limit: 6"),
    (USERS, "akuvox_purge_limit stays", "akuvox_purge_limit stays"),
    (USERS, "timeout: must be a number", "akuvox_timeout: must be a number"),
    (PEOPLE, "is managed by a cloud. Now set managed to ['1-2']",
     "is managed by a cloud. Now set akuvox_people_managed to ['1-2']"),
    (PEOPLE, "no store there, nor state", "no store there, nor state"),
])  # fmt: skip
def test_a_message_names_the_variables_that_the_roles_task_has(its, message, said):
    assert in_variables(message, variables_of(its)) == said
    by_hand = SimpleNamespace(_role=None, _ds=its._ds, action=its.action)
    assert in_variables(message, variables_of(by_hand)) == message


def test_a_role_never_sets_the_options_of_the_connection():
    """So it is the variable that is wrong, also where the task has no option at all that names one."""
    bare = task({"doorfleet.akuvox.akuvox_info": {"gather": ["system"]}}, "doorfleet.akuvox.report")
    message = "username: must be ASCII; gather: is unknown"
    said = in_variables(message, variables_of(bare), is_of_role(bare))
    assert said == "akuvox_username: must be ASCII; gather: is unknown"
    by_hand = task(bare._ds, role=None)
    assert in_variables(message, variables_of(by_hand), is_of_role(by_hand)) == message


def test_a_role_of_somebody_else_keeps_the_options():
    assert variables_of(task(USERS._ds, "site_doors")) == {}


@pytest.mark.parametrize("role", TAKEN)
def test_the_variables_of_an_action_are_those_of_its_roles_specification(role):
    action = TAKEN[role].ActionModule
    own = {name for name in action.variables.values() if name.startswith("akuvox_")}
    assert len(own) > 1
    assert own - set(role_options(role)) == set()
    assert set(action.variables) <= set(action.module.flat_spec)


@pytest.mark.parametrize("role", TAKEN)
def test_no_variable_of_a_role_is_forgotten_by_its_action(role):
    """The role's task names none of them, so one that the action doesn't know has no effect, and nobody sees it."""
    action = TAKEN[role].ActionModule
    options = {name: name.removeprefix("akuvox_").removeprefix(f"{role}_") for name in role_options(role)}
    its = {name for name, option in options.items() if option in action.module.flat_spec}
    assert its - BEFORE_A_DOOR - set(action.variables.values()) == set()


@pytest.mark.parametrize("role", ["restore", "collect_logs"])
def test_the_variables_of_a_roles_tasks_are_those_of_specifications(role):
    found = {name.partition(".")[0] for its in of_role(role) for name in variables_of(its).values()}
    assert len(found) > 1
    assert found - role_variables() == set()


def test_a_diff_has_a_line_for_each_record_and_can_be_read_back():
    before = {"1001": {"cards": ["00AB0001"], "pin": "********", "schedules": [{"schedule": "1001", "relays": ["A"]}]}}
    after = {"config": {"Config.A": "07"}, "user": {"1001": {"pin": "******** (changed)"}, "2: x": {"name": "ü" * 200}}}
    text = diff_text({"before": before, "after": after}, "gate", "akuvox_users")
    assert (text["before_header"], text["after_header"]) == ("gate akuvox_users", "gate akuvox_users")
    assert (text["before"].count("\n"), text["after"].count("\n")) == (1, 4)
    assert (yaml.safe_load(text["before"]), yaml.safe_load(text["after"])) == (before, after)
    assert diff_text({"before": {}, "after": {}}, "gate", "x")["before"] == ""
