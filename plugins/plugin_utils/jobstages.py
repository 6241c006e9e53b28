# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of a job's playbook, see ``playbooks/shared/job.yml``.

A door that fails or doesn't answer is only noted in the first play, so that no batch can end the run. Then there is
always a door left on which the summary can be made, also when none of them answers. The last play fails them.

What batches hand on to later ones, and to the last play, is a fact of localhost:

- ``job``, ``started``, and ``doors``: all of them
- ``stop``: why no further door is begun; ``stop_at``: the Unix time after which none is
- ``undo``: the folder of what this run changes, empty where nothing is kept; ``undo_secrets``: whether secrets are
- ``fine``: one door that is not to fail; ``failing``: those that are
"""

from __future__ import annotations

import datetime
import json
import time

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs import runwriter
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.jobends import ENDS, people_of, says_differs
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import (
    BEGUN,
    FAILING,
    FAILURE,
    door_outcome,
    not_tried,
    unfinished,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runfiles import TIME
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runwriter import RUN_DIR
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.stoptime import over, stop_time
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.summary import summary, wrapped
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.variables import (
    DESIRED,
    KNOWN,
    unknown_variables,
    warnings_of,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.waves import first_named
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils import undofolder
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import STATE, of_job, only
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.failedtask import failed_here
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.injob import refuse_wrong
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.rolespec import role_variables


class Stages:
    """The stages of one job, each of which returns the result of its task.

    :param variables: a :class:`doorvars.DoorVariables`.
    :param check_mode: whether nothing is written to a door.
    :param show: prints a line for the user.
    :param vault: a :class:`vault.Vault`; None for stages that begin no run.
    """

    def __init__(self, variables, check_mode, show, vault=None):
        self._variables, self._show, self._vault = variables, show, vault
        self._vars = variables.task_vars
        self.job = str(variables.get("akuvox_job"))
        self._check_mode = variables.flag("akuvox_job_check_mode", check_mode)
        self._doors = [str(door) for door in self._vars.get("ansible_play_hosts_all", ())]
        self._batch = [str(door) for door in self._vars.get("ansible_play_batch", ())]

    # -- begin: once, before all batches -------------------------------------------------------------------------------

    def begin(self):
        """Find out which doors the run is for, refuse what is wrong for all of them, and put the run file in place."""
        doors = self._doors_to_do()
        state = {
            "job": self.job,
            "started": datetime.datetime.now(datetime.timezone.utc).strftime(TIME),
            "stop": "",
            "stop_at": stop_time(self._variables.get("akuvox_stop_at"), datetime.datetime.now()),
            "doors": doors,
            "failing": [],
        }
        self._refuse_nothing()
        run = self._record(state, None, {door: not_tried("") for door in doors})
        folder = self._variables.folder(RUN_DIR)
        if folder is not None and doors:
            runwriter.make_folder(folder, RUN_DIR)
        kept, lines = undofolder.begin(self._variables, self.job, state["started"], self._check_mode, self._vault)
        state.update(kept)
        for line in wrapped(lines):
            self._show(line)
        if folder is not None and doors:
            runwriter.write_run(runwriter.run_path(folder, self.job, state["started"]), run)
        return {"started": state["started"], "ansible_facts": {STATE: state}, **self._handed_on(run)}

    def _doors_to_do(self):
        retry = self._variables.get(runwriter.RETRY)
        if retry is None:
            return self._doors
        now = datetime.datetime.now(datetime.timezone.utc)
        left = runwriter.open_doors(retry, self._doors, self._variables.folder(RUN_DIR), self._vars, now)
        if not left:
            self._show(f"{runwriter.RETRY}: {retry} has left nothing open at the {len(self._doors)} doors of this run")
        return left

    def _refuse_nothing(self):
        """Refuse a run that has nothing to do at any of its doors: most often a wrong folder or a misspelled name."""
        wanted = DESIRED.get(self.job)
        narrowed = list(self._vars.get("ansible_run_tags") or ["all"]) != ["all"] or self._vars.get("ansible_skip_tags")
        if not wanted or narrowed or any(self._is_set(door, wanted) for door in self._doors):
            return
        raise InvalidInput(
            f"there is nothing to do: none of the {len(self._doors)} doors has any of the variables "
            f"{', '.join(sorted(wanted))}. Are group_vars beside the inventory, and is the group named akuvox?"
        )

    def _is_set(self, door, wanted):
        variables = self._variables.of(door)
        return any(variables.get(name) not in (None, "") for name in wanted)

    def _record(self, state, finished, doors):
        return runwriter.record(self.job, state["started"], finished, self._check_mode, doors)

    def _handed_on(self, run):
        """For AWX, where the files of a job go with its container: what follows in a workflow has it as a variable.

        It is one text, as AWX hands text on as if it had no quotes: a time would arrive as a date.
        """
        if not self._variables.flag("akuvox_run_artifact"):
            return {}
        name = runwriter.artifact_name(self.job, run["started"])
        return {"ansible_stats": {"data": {name: json.dumps(run)}, "per_host": False, "aggregate": False}}

    # -- batch: once at the beginning of each batch --------------------------------------------------------------------

    def batch(self):
        """Note that the doors of the batch are begun, or why they and all others aren't."""
        state = self._variables.state()
        if not state["stop"] and state["stop_at"] and time.time() > state["stop_at"]:
            state["stop"] = over(state["stop_at"])
        if state["stop"]:
            # one of those that are not tried makes the run fail
            self._fail(state, self._batch[:1])
        else:
            began = datetime.datetime.now(datetime.timezone.utc).strftime(TIME)
            self._update(state, {door: unfinished(began) for door in self._batch})
        members = {key: state[key] for key in ("job", "started", "stop", "stop_at", "undo", "undo_secrets")}
        return {**members, "batch": self._batch, "ansible_facts": {STATE: state}}

    def _update(self, state, doors):
        """Say of some doors in the run file what is known of them."""
        folder = self._variables.folder(RUN_DIR)
        if folder is not None:
            path = runwriter.run_path(folder, self.job, state["started"])
            runwriter.write_run(path, self._record(state, None, {**runwriter.held_doors(path), **doors}))

    # -- check: for each door, before its first task -------------------------------------------------------------------

    def check(self):
        """Refuse wrong variables, where the role has more than one task or its task doesn't do it itself."""
        refuse_wrong(self.job, self._variables)
        return {}

    # -- rescue: for each door that failed -----------------------------------------------------------------------------

    def rescue(self):
        """Say what became of a door of which a task has failed, and why."""
        begun = self._begun()
        outcome, reason, seen = failed_here(self._variables, begun.get("started", ""), self._batch)
        if outcome == "unreachable" and self._variables.state().get("waved"):
            # once it is its turn, a door counts as failed, since the waves go by that
            outcome = "failed"
        return {
            "job": self.job,
            "started": begun.get("started", ""),
            "outcome": outcome,
            "reason": reason,
            "seen": seen,
        }

    def _begun(self):
        return only(self._vars, lambda name: name == BEGUN).get(BEGUN) or {}

    # -- batch_end: once at the end of each batch ----------------------------------------------------------------------

    def batch_end(self):
        """Keep what became of the batch, and begin no further one when no door of it came through."""
        begun, state = self._begun(), self._variables.state()
        outcomes = self._outcomes(begun["batch"], state)
        lost = [door for door, outcome in outcomes.items() if outcome["outcome"] in FAILING]
        if len(lost) == len(begun["batch"]):
            state["stop"] = f"no door of the batch before came through ({first_named(lost)})"
        self._update(state, outcomes)
        return {"ansible_facts": {STATE: state}}

    @staticmethod
    def _fail(state, doors):
        """Have doors fail in the last play, and keep one in it that doesn't, so that the plays after it go on."""
        state["failing"] = list(dict.fromkeys([*state["failing"], *doors]))
        failing = set(state["failing"])
        state["fine"] = next((door for door in state["doors"] if door not in failing), None)

    def _outcomes(self, doors, state):
        """What became of some doors; those that are to fail in the last play are noted. Each one is looked at once."""
        outcomes, failing = {}, []
        for door in doors:
            own = of_job(self._variables.of(door), self.job)
            outcomes[door] = self._become(door, own, state)
            if self._fails(own, outcomes[door], state):
                failing.append(door)
        self._fail(state, failing)
        return outcomes

    def _outcome(self, door, state):
        return self._become(door, of_job(self._variables.of(door), self.job), state)

    def _become(self, door, own, state):
        """What became of a door, by its own variables and, where it was not begun, by what stopped the run."""
        waits = state.get("plan", {}).get("waves", {}).get(door, 0) > state.get("waved", 0)
        begun = own.get(BEGUN) or {}
        failed = (own.get(FAILURE) or {}).get("started") == state["started"]
        if begun.get("started") != state["started"] or begun.get("stop") or (waits and not failed):
            return not_tried(state["stop"])
        return door_outcome(own, self.job, state["started"])

    def _fails(self, own, outcome, state):
        """Whether a door is to fail: also where no time was left, and for a difference where the variable says so."""
        refused = own.get(FAILURE) or {}
        if (refused.get("started"), refused.get("outcome")) == (state["started"], "not_tried"):
            return True
        if self.job == "drift" and says_differs(outcome) and self._variables.flag("akuvox_drift_fail", True):
            return True
        # a report says what became of a door that could not be asked, and has not failed for that
        said = self.job == "report" and outcome["report"]
        return outcome["outcome"] in FAILING and not said

    # -- the last play -------------------------------------------------------------------------------------------------

    def door(self):
        """Fail this door if it has failed; why has been said, and is in the summary."""
        state, door = self._variables.state(), str(self._vars["inventory_hostname"])
        outcome = self._outcome(door, state)
        # newer versions of Ansible print a text that is the same for many doors once
        if outcome["outcome"] == "unreachable" and door in state["failing"]:
            return {"unreachable": True, "msg": "see the summary"}
        if door in state["failing"]:
            return {"failed": True, "msg": "see the summary"}
        return {}

    def end(self):
        """Print the summary, finish the run file and hand the run on."""
        state = self._variables.state()
        doors, people, warnings = self._look_at_all(state)
        run = self._record(state, datetime.datetime.now(datetime.timezone.utc).strftime(TIME), doors)
        lines = summary(
            run,
            people=people if self._variables.flag("akuvox_summary_names", True) else None,
            more=[*(ENDS[self.job](run) if self.job in ENDS else ()), *undofolder.end(state)],
            advice=self._advice(),
        )
        result = {"msg": lines, "fails": str(self._vars["inventory_hostname"]) in state["failing"]}
        folder = self._variables.folder(RUN_DIR)
        if folder is not None:
            try:
                runwriter.write_run(runwriter.run_path(folder, self.job, state["started"]), run)
            except InvalidInput as exc:
                lines.append(f"The run file is not finished: {exc.message}")
        for line in ["", *wrapped([*warnings, *lines]), ""]:
            self._show(line)
        return {**result, **self._handed_on(run)}

    def _look_at_all(self, state):
        """The outcomes, the people who changed, and the unknown variables; each door's variables are read once."""
        doors, people, strange = {}, {}, {}
        known = KNOWN | role_variables()
        for door in state["doors"]:
            raw = self._variables.of(door)
            own = of_job(raw, self.job)
            doors[door] = self._become(door, own, state)
            changes = people_of(own, self.job, doors[door])
            if changes:
                people[door] = changes
            for name in unknown_variables(raw, known, self._variables.set_in_plays(door)):
                strange.setdefault(name, []).append(door)
        return doors, people, warnings_of(strange, known)

    def _advice(self):
        # where nobody can add a variable to a command
        if "awx_job_id" in self._vars:
            return "Again, only the doors that failed: relaunch this job in AWX on its failed hosts"
        if self._variables.folder(RUN_DIR) is None and not self._variables.flag("akuvox_run_artifact"):
            return ""
        return f"Again, only the open ones: the same command with -e akuvox_retry={self.job}"
