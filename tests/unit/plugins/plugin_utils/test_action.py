# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin: where options come from, what becomes of errors, and what is shown of secrets."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AuthFailed,
    InvalidInput,
    LostAnswer,
    PartialFailure,
    Unreachable,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Digits, Text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import Field, FieldTable
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.action import DISPLAY, AkuvoxAction

PEOPLE = FieldTable(
    "people",
    (Field("who", ("Who",), Text(), needed="always"), Field("pin", ("Pin",), Digits(1, 8), secret=True)),
)
LOGIN = {"akuvox_username": "api", "akuvox_password": "Tr0ub4dor"}
HOST = {"inventory_hostname": "north-gate", **LOGIN}


def template(value):
    """What a templar makes of a variable, as far as these tests have any."""
    return value.replace("{{ n }}", "7") if isinstance(value, str) else value


def act(run, args=None, task_vars=None, shipped=None, **task):
    """Run a module's logic by way of the action plugin."""

    class Action(AkuvoxAction):
        module = Module(
            run=run,
            spec={"people": {}, "api": {"type": "dict", "options": {"password": {"type": "str", "no_log": True}}}},
            tables={"people": PEOPLE},
        )

        def _execute_module(self, **how):
            shipped.append(how)
            return {"changed": True, "invocation": {"module_args": "all of them"}}

    action = Action(
        SimpleNamespace(
            **{"args": args or {}, "action": "doorfleet.akuvox.akuvox_people", "async_val": 0, "check_mode": False,
               "diff": True, "delegate_to": None, **task}
        ),
        connection=SimpleNamespace(_shell=SimpleNamespace(tmpdir="unused")),
        play_context=SimpleNamespace(),
        loader=None,
        templar=SimpleNamespace(template=template, copy_with_new_env=lambda **how: SimpleNamespace(template=template)),
        shared_loader_obj=None,
    )  # fmt: skip
    return action.run(task_vars=HOST if task_vars is None else task_vars)


def echo(task):
    """What the logic was given."""
    return {"changed": True, "address": task.device.address, "params": dict(task.params)}


def raises(error):
    def run(task):
        raise error

    return run


# -- where options come from --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "task_vars", "address"),
    [
        ({}, {"inventory_hostname": "gate"}, "https://gate:443"),
        ({}, {"inventory_hostname": "gate", "ansible_host": "192.0.2.{{ n }}"}, "https://192.0.2.7:443"),
        ({}, {"inventory_hostname": "gate", "ansible_host": "192.0.2.1", "akuvox_host": "192.0.2.2"},
         "https://192.0.2.2:443"),
        ({"host": "192.0.2.3"}, {"inventory_hostname": "gate", "akuvox_host": "192.0.2.2"}, "https://192.0.2.3:443"),
        ({}, {"inventory_hostname": "gate", "akuvox_use_ssl": False}, "http://gate:80"),
        ({"use_ssl": "yes"}, {"inventory_hostname": "gate", "akuvox_use_ssl": False}, "https://gate:443"),
        ({}, {"inventory_hostname": "gate", "akuvox_port": "8{{ n }}"}, "https://gate:87"),
        ({}, {"inventory_hostname": "gate", "akuvox_port": ""}, "https://gate:443"),
    ],
)  # fmt: skip
def test_the_tasks_own_option_comes_before_the_inventorys(args, task_vars, address):
    assert act(echo, args, {**LOGIN, **task_vars})["address"] == address


def test_the_environment_comes_last(monkeypatch):
    monkeypatch.setenv("AKUVOX_PORT", "81")
    monkeypatch.setenv("AKUVOX_TIMEOUT", "7")
    params = act(echo, {}, {**HOST, "akuvox_port": 82})["params"]
    assert (params["port"], params["timeout"]) == (82, 7.0)


def test_check_mode_reaches_the_logic():
    assert act(lambda task: {"changed": task.check_mode}, check_mode=True)["changed"] is True


@pytest.mark.parametrize("wanted", [True, False])
def test_a_diff_is_returned_when_it_is_asked_for(wanted):
    result = act(lambda task: {"changed": True, "diff": {"before": {}, "after": {}}}, diff=wanted)
    assert ("diff" in result) is wanted


# -- errors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Unreachable("no answer"), "unreachable"),
        (LostAnswer("the answer was lost"), "failed"),
        (AuthFailed("the login was refused"), "failed"),
        (InvalidInput("people: must be a list"), "failed"),
        (PartialFailure("one was refused", added=["1"]), "failed"),
    ],
)
def test_each_error_is_a_result(error, outcome):
    result = act(raises(error))
    assert result[outcome] is True
    assert not result.get({"failed": "unreachable", "unreachable": "failed"}[outcome])
    assert result["msg"] == error.message
    assert result["changed"] is False
    assert result.get("added") == error.detail.get("added")


def test_what_was_applied_before_the_error_counts_as_changed():
    assert act(raises(PartialFailure("one was refused", changed=True)))["changed"] is True


def test_a_bug_is_a_result_without_the_secrets():
    args = {"people": [{"who": "1", "pin": "86421357"}]}
    result = act(raises(ZeroDivisionError("86421357 and Tr0ub4dor")), args)
    assert result["failed"] is True
    assert "unexpected ZeroDivisionError" in result["msg"]
    assert "This is a bug of the collection" in result["msg"]
    assert "ZeroDivisionError" in result["exception"]
    assert "86421357" not in repr(result)
    assert "Tr0ub4dor" not in repr(result)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ({"poeple": []}, "poeple: is not an option of doorfleet.akuvox.akuvox_people; did you mean people?"),
        ({"timeout": "soon"}, "timeout"),
        ({"auth": "token"}, "auth must be one of: digest, basic, none, got: token"),
        ({"people": [{"who": "1", "pin": 7}]}, "people[0].pin (who 1): must be 1 to 8 digits in quotes"),
        ({"port": 0}, "port: must be 1 to 65535, not 0"),
    ],
)
def test_bad_input_never_reaches_the_logic(args, says):
    result = act(raises(AssertionError("the logic was run")), args)
    assert result["failed"] is True
    assert says in result["msg"]
    assert "akuvox_collections" not in result["msg"]


def test_a_missing_login_is_said_before_anything_is_sent():
    result = act(echo, {}, {"inventory_hostname": "gate"})
    assert result["msg"].startswith("auth: digest needs akuvox_username and akuvox_password")


# -- secrets ------------------------------------------------------------------------------------------------------


def test_the_password_is_masked_wherever_it_turns_up():
    result = act(lambda task: {"changed": False, "note": f"said {task.params['password']} aloud"})
    assert "Tr0ub4dor" not in repr(result)


@pytest.mark.parametrize(
    "args",
    [
        {"people": [{"who": "1", "pin": "86421357"}]},
        {"people": [{"who": "1", "pin": "8642135x86421357"}]},
        {"people": [{"who": "1", "pni": "86421357"}]},
        {"people": {"who": "1", "pin": "86421357"}},
        {"people": "who=1 pin=86421357"},
        {"people": ["who=1 pin=86421357"]},
        {"peopel": [{"who": "1", "pin": "86421357"}]},
        {"api": {"password": "86421357"}},
        {"api": {"passwrod": "86421357"}},
        {"api": "password=86421357"},
        {"api": '{"password": "86421357"}'},
        {"password": "86421357"},
        {"pasword": "86421357"},
    ],
)
@pytest.mark.parametrize("error", [None, InvalidInput("refused"), ValueError("unexpected")])
def test_no_secret_is_shown_wherever_it_was_written(args, error):
    result = act(raises(error) if error else lambda task: {"changed": True}, args)
    assert "86421357" not in repr(result)


def test_the_rest_of_the_arguments_is_shown():
    shown = act(lambda task: {"changed": False}, {"people": [{"who": "1042", "pin": "86421357"}]})["invocation"]
    assert shown["module_args"]["people"] == [{"who": "1042", "pin": "********"}]
    assert shown["module_args"]["host"] == "north-gate"
    assert shown["module_args"]["username"] == "api"


@pytest.mark.parametrize(("verbosity", "rows"), [(0, 100), (2, 101), (3, 101)])
def test_a_long_list_is_sent_back_as_its_number_unless_it_is_asked_for(monkeypatch, verbosity, rows):
    """5,000 masked rows would go through a pipe and into each callback, for a door with nothing to do."""
    monkeypatch.setattr(DISPLAY, "verbosity", verbosity)
    people = {"people": [{"who": str(number), "pin": "86421357"} for number in range(rows)]}
    for run in (lambda task: {"count": len(task.params["people"])}, raises(InvalidInput("refused"))):
        result = act(run, people)
        assert result.get("count", rows) == rows
        shown = result["invocation"]["module_args"]["people"]
        assert shown == f"{rows} entries" if rows > 100 and verbosity < 3 else len(shown) == rows
        assert "86421357" not in repr(result)


# -- bastions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delegate", [None, "localhost", "127.0.0.1", "::1"])
def test_a_task_for_this_controller_runs_here(delegate):
    shipped = []
    act(lambda task: {"changed": False}, delegate_to=delegate, shipped=shipped)
    assert shipped == []


def test_a_delegate_with_a_local_connection_is_this_controller():
    shipped = []
    variables = {**HOST, "ansible_delegated_vars": {"me": {"ansible_connection": "local"}}}
    act(lambda task: {"changed": False}, task_vars=variables, delegate_to="me", shipped=shipped)
    assert shipped == []


def test_a_bastion_gets_the_task_with_the_connection_options_resolved():
    shipped = []
    result = act(
        raises(AssertionError("the logic was run here")), {"people": []},
        {**HOST, "akuvox_port": 8443}, delegate_to="bastion", shipped=shipped,
    )  # fmt: skip
    (how,) = shipped
    assert how["module_name"] == "doorfleet.akuvox.akuvox_people"
    assert how["module_args"]["host"] == "north-gate"
    assert how["module_args"]["port"] == 8443
    assert how["module_args"]["password"] == "Tr0ub4dor"
    assert how["module_args"]["people"] == []
    assert "Tr0ub4dor" not in repr(result), "the password is masked in what comes back"


def test_bad_input_is_not_shipped():
    shipped = []
    result = act(echo, {"people": [{"who": "1", "pin": 7}]}, delegate_to="bastion", shipped=shipped)
    assert result["failed"] is True
    assert shipped == []


ACTIONS = Path(__file__).resolve().parents[4] / "plugins" / "action"


@pytest.mark.parametrize("name", sorted(path.stem for path in ACTIONS.glob("akuvox_*.py")))
def test_what_an_action_hands_on_to_its_base_is_there(name):
    """A method that takes the place of one that has got another name would never be called."""
    found = importlib.import_module(f"ansible_collections.doorfleet.akuvox.plugins.action.{name}")
    handed_on = re.findall(r"super\(\)\.(\w+)\(", (ACTIONS / f"{name}.py").read_text("utf-8"))
    bases = found.ActionModule.__mro__[1:]
    assert [method for method in handed_on if not any(method in vars(base) for base in bases)] == []
