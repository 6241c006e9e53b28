# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The firmware job beside its doors: check of the variables, plan of the waves, and whether a wave may begin.

What the waves need of each other is in the job's state, see ``jobstages``: ``plan``, and ``waved``, the number of the
last wave that was begun.
"""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.firmware import (
    after_upgrade,
    obstacles,
    table,
    variable_errors,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import FAILING
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.waves import make_plan, plan_lines, stop_reason
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import STATE
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.jobstages import Stages
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain

_VARIABLES = (
    *("akuvox_firmware_wait_timeout", "akuvox_firmware_settle_timeout", "akuvox_firmware_clock_tolerance"),
    *("akuvox_backup_dir", "akuvox_soak"),
)
# As the role takes what was typed into AWX, see its vars.
_WAVES = {
    "akuvox_canary": "firmware_canary",
    "akuvox_wave": "firmware_wave",
    "akuvox_failure_budget": "firmware_failure_budget",
}
_BASELINE, _REPORT_ONLY = "akuvox_firmware_baseline", "akuvox_firmware_report_only"


class Rollout(Stages):
    """The stages of a rollout, each of which returns the result of its task."""

    def check(self):
        """Refuse wrong variables and files, once for all doors, since none is touched while one entry is wrong."""
        given = {name: self._variables.get(name, "") for name in _VARIABLES}
        given.update(zip(_WAVES, self._waves(), strict=True))
        given[_REPORT_ONLY] = self._variables.flag(_REPORT_ONLY)
        hostvars = self._vars["hostvars"]
        own = self._variables.get(_BASELINE)
        given[_BASELINE] = [plain(hostvars[door].get(_BASELINE, own)) for door in self._batch]
        wrong = variable_errors(given, self._groups())
        if wrong:
            raise InvalidInput("; ".join(wrong))
        return {}

    def plan(self):
        """Say who has which firmware, and plan who is upgraded in which wave."""
        state, reports = self._variables.state(), self._reports()
        plan = {"waves": {}, "sizes": []}
        if not self._variables.flag(_REPORT_ONLY):
            arguments = self._waves()
            forks = int(self._vars["ansible_forks"])
            plan = make_plan(reports, self._groups(), *arguments, forks)
            lines = {"table": table(reports), "waves": plan_lines(plan, arguments[1], forks, arguments[0])}
            for line in [line for part in lines.values() for line in ("", *part)]:
                self._show(line)
        else:
            lines = {}
        return {**lines, "ansible_facts": {STATE: {**state, "plan": plan, "waved": 0}}}

    def wave(self):
        """Note that the doors of the wave are begun, or why they and all after them aren't."""
        state, plan = self._variables.state(), self._variables.state()["plan"]
        number = plan["waves"][self._batch[0]]
        stop = stop_reason(plan, self._reports_of_waves(state), number)
        if not stop:
            begun = super().batch()
            stop, state = begun["stop"], begun["ansible_facts"][STATE]
            state["waved"] = state["waved"] if stop else number
        else:
            state["stop"] = stop
        return {"stop": stop, "last": number == len(plan["sizes"]), "ansible_facts": {STATE: state}}

    def wave_end(self):
        """Keep what became of the wave."""
        state = self._variables.state()
        outcomes = self._outcomes(self._wave(state), state)
        self._update(state, outcomes)
        return {"ansible_facts": {STATE: state}}

    def obstacles(self):
        """What speaks against upgrading this door now, as a text; empty where nothing does."""
        found = plain(self._vars["firmware_result_look"])["akuvox"]
        tolerance = int(self._variables.get("akuvox_firmware_clock_tolerance", 0))
        return {"obstacles": "; ".join(obstacles(found, tolerance))}

    def outcome(self):
        """The report of this door after its upgrade."""
        result = plain(self._vars.get("firmware_result_upgrade") or {})
        backup = self._variables.get("backup_report") or {}
        report = after_upgrade(plain(self._vars["firmware_report"]), result, self._check_mode)
        return {"firmware": {**report, "backup": backup.get("path")}, "obstacles": result.get("skip_reason", "")}

    def _waves(self):
        return [plain(self._variables.template(name)) for name in _WAVES.values()]

    def _wave(self, state):
        return [door for door, number in state["plan"]["waves"].items() if number == state["waved"]]

    def _groups(self):
        return {str(group): [str(door) for door in doors] for group, doors in self._vars["groups"].items()}

    def _reports(self):
        doors = self._variables.state()["doors"]
        return {door: plain(self._variables.of(door).get("firmware_report") or {}) for door in doors}

    def _reports_of_waves(self, state):
        """The reports of the doors in the plan; one that failed says so, whatever its report does."""
        plan, found = state["plan"], {}
        for door in dict.fromkeys([*plan["waves"], *plan["canaries"]]):
            report = plain(self._variables.of(door).get("firmware_report") or {})
            failed = self._outcome(door, state)["outcome"] in FAILING
            found[door] = {**report, "outcome": "failed"} if failed else report
        return found
