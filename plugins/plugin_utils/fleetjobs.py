# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What single jobs ask of a door, and what their tasks would have registered for it: for a fleet in one process.

Each job is the same actions, in the order of its role's tasks. The names are those of the tasks, as messages have them.
"""

from __future__ import annotations

import traceback
from functools import partial

from ansible.errors import AnsibleError

try:
    from ansible.errors import AnsibleTaskError
except ImportError:
    # before 2.19 the message of a task is that of the error
    AnsibleTaskError = None

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import FROM_VARIABLES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import people_on
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.drift import PEOPLE, SECTIONS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.fit import refusal
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import (
    FAILURE,
    failure_outcome,
    failure_reason,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import pack, unpack
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.driftsections import SectionsAction, drift_report
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.injob import refuse_wrong
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peopleoptions import TODAY
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.tagged import inherited, runs
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.today import day


class JobRead:
    """Base of the jobs.

    :param tasks: a :class:`doortasks.DoorTasks`.
    :param params: the options of the action that runs once.
    :param begun: what the job's playbook has registered as begun.
    """

    # the job's variables are checked in a task of its own, where the door's one task doesn't do it
    check = "Check the variables"

    def __init__(self, tasks, params, begun):
        self.tasks, self.params, self.run = tasks, params, {key: begun[key] for key in ("job", "started")}

    def begun(self, door):
        """A function that asks a door. It gives the variables that would have been registered, and the tasks' results.

        :raises Exception: whatever Ansible finds wrong with the door's variables.
        """
        task_vars = self.tasks.variables(door)
        templar = self.tasks.templar(task_vars)
        return self.ask(DoorVariables(task_vars, templar.template), templar)

    def ask(self, variables, templar):
        """The same, of the variables of a door."""
        raise NotImplementedError

    def concluded(self, kept, doors):
        """What is only known when all doors have told is added to what is kept."""

    def failure(self, result, task):
        """The variables of a door that fails by the result of a task."""
        found = {"outcome": failure_outcome(result), "reason": failure_reason(result, task)}
        return {FAILURE: {**self.run, **found}}


class AccessRead(JobRead):
    """Whom the doors let in."""

    def ask(self, variables, templar):
        refuse_wrong("access", variables)
        args = {"pin_key": self.params["pin_key"]}
        policy = variables.get("akuvox_pin_policy")
        if policy:
            args["pin_policy"] = policy
        written = {"pin_policy": "{{ akuvox_pin_policy }}"}
        action = self.tasks.action("akuvox_access_info", args, templar, ignore_unreachable=True, written=written)
        return partial(_registered, "access_door", _begun(action, variables.task_vars))


class ReportRead(JobRead):
    """What the doors say of themselves."""

    def ask(self, variables, templar):
        refuse_wrong("report", variables)
        if not variables.flag("akuvox_report_ask", True):
            return lambda: ({"report_door": {"changed": False, "skipped": True}}, [])
        args = {"gather": ["system", "user_count"], "skip_missing": True}
        action = self.tasks.action("akuvox_info", args, templar, ignore_unreachable=True)
        return partial(_registered, "report_door", _begun(action, variables.task_vars))


class BackupRead(JobRead):
    """Sets of what the doors hold."""

    def ask(self, variables, templar):
        action = self.tasks.action("akuvox_backup", {FROM_VARIABLES: True}, templar)
        return partial(self._backed_up, _begun(action, variables.task_vars))

    def _backed_up(self, work):
        result = work()
        wrong = result.get("failed") or result.get("unreachable")
        failure = self.failure(result, "Back up the door") if wrong else {}
        return {"backup_result_set": result, **failure}, [result]


class DriftRead(JobRead):
    """Where the doors differ from their variables."""

    _SECTIONS, _PEOPLE = "Check the sections of the door", "Plan the people of the door"
    _REFUSED, _END = "Refuse the list", "Fail where something could not be checked"

    def __init__(self, tasks, params, begun):
        super().__init__(tasks, params, begun)
        self._list, self._listed, self._parts, self._plans = None, None, {}, {}
        only, skip = (tasks.task_vars.get(f"ansible_{which}_tags") for which in ("run", "skip"))
        # the role's tasks for people have no tags of their own
        self._with_people = runs(inherited(tasks.task), only, skip)

    def ask(self, variables, templar):
        door = variables.task_vars["inventory_hostname"]
        args = {"check_sections": True}
        action = self.tasks.action("akuvox_drift", args, templar, check_mode=True, kind=SectionsAction)
        sections = _begun(action, variables.task_vars)
        people = None
        if self._with_people and any(name in variables.task_vars for name in ("akuvox_people", "akuvox_people_file")):
            people = self._people(variables, templar)
        return partial(self._told, str(door), sections, people)

    def _people(self, variables, templar):
        if self._list is None:
            self._list = self.tasks.people_list()
            self._listed = unpack(self._list["packed"], "packed") if self._list["packed"] else None
        try:
            packed = self._own_part(variables) if self._listed else ""
        except Exception as exc:
            return partial(failed_result, exc)
        task_vars = {**variables.task_vars, "credentials_list": {"packed": packed}}
        args = {FROM_VARIABLES: True, "plan": True}
        return _begun(self.tasks.action("akuvox_credentials", args, templar, check_mode=True), task_vars, "credentials")

    def _own_part(self, variables):
        """What the list has for a door. Most doors have the same as many others, and then it is the same text."""
        door = str(variables.task_vars["inventory_hostname"])
        today = day(text_answer(variables.get(TODAY), TODAY), variables.get("akuvox_people_timezone"))
        key = self._listed["doors"].get(door), today
        if key not in self._parts:
            self._parts[key] = pack(people_on(self._listed, door, today))
        return self._parts[key]

    def _told(self, door, sections, people):
        """The variables of a door, as its two roles leave them."""
        results, unchecked = {}, {}
        for part, name, task, work in (
            ("provision", SECTIONS, self._SECTIONS, sections),
            ("credentials", PEOPLE, self._PEOPLE, people),
        ):
            if work is None:
                continue
            result = results[name] = work()
            if result.get("unreachable"):
                lost = self.failure({"unreachable": True, "reason": failure_reason(result, task)}, task)
                # what was seen before is kept
                seen = results[SECTIONS].get("report")
                return {**({SECTIONS: {"report": seen}} if seen else {}), **lost}, list(results.values())
            if result.get("failed"):
                unchecked[part] = failure_reason(result, task)
            elif part == "credentials":
                self._plans[door] = {key: result[key] for key in ("misfit", "msg", "readers") if key in result}
        return self._checked(drift_report(results, unchecked)), list(results.values())

    def _checked(self, found):
        unchecked = found["report"]["unchecked"]
        variables = {"drift_result_check": found}
        if unchecked:
            msg = f"{' and '.join(unchecked)} could not be checked, see above"
            variables.update(self.failure({"msg": msg}, self._END))
        return variables

    def concluded(self, kept, doors):
        problems = (self._list or {}).get("problems") or []
        why = refusal(problems, {door: self._plans[door] for door in doors if door in self._plans})
        for door in self._plans if why else ():
            variables = kept.read(door)
            found = variables["drift_result_check"]
            found["report"]["unchecked"]["credentials"] = failure_reason({"msg": why}, self._REFUSED)
            kept.write(door, {**variables, **self._checked(found)})


JOBS = {"access": AccessRead, "backup": BackupRead, "drift": DriftRead, "report": ReportRead}


def _begun(action, task_vars, role=None):
    """What asks a door; where Ansible finds its variables wrong, what says so."""
    try:
        if role:
            refuse_wrong(role, DoorVariables(task_vars, action._templar.template))
        return action.begun(task_vars)
    except Exception as exc:
        return partial(_not_begun, exc)


def _not_begun(exc):
    """The result for what a door's variables raise, with the words that Ansible has for it."""
    if AnsibleTaskError is None and not isinstance(exc, (AkuvoxError, AnsibleError)):
        return {"failed": True, "changed": False, "msg": f"Unexpected failure during module execution: {exc}"}
    return failed_result(exc)


def failed_result(exc):
    """The result of a task for what was raised before it began."""
    if isinstance(exc, AkuvoxError):
        return {**exc.detail, "failed": True, "changed": False, "msg": exc.message}
    if isinstance(exc, AnsibleError):
        return {"failed": True, "changed": False, "msg": _of_ansible(exc)}
    # nobody knows what is in its text
    what = type(exc).__name__
    return {
        "failed": True,
        "changed": False,
        "msg": f"unexpected {what}. This is a bug of the collection; please report it",
        "exception": "".join([*traceback.format_tb(exc.__traceback__), what]),
    }


def _of_ansible(exc):
    """The message of an error as Ansible has it in the result of a task."""
    if AnsibleTaskError is None:
        return str(exc)
    try:
        raise AnsibleTaskError from exc
    except AnsibleTaskError as error:
        return str(error)


def _registered(name, work):
    result = work()
    return {name: result}, [result]
