# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules."""

from __future__ import annotations

from dataclasses import replace

from ..converge.records import prepare as prepare_records
from ..listmodule import list_module
from ..targets import schedule


def prepare(task):
    """Read and plan the schedules."""
    params = task.params

    def guard(plan):
        schedule.check_changes(plan)
        if not params["remove_referenced"]:
            schedule.check_unreferenced(task.device, plan)

    return prepare_records(task.device, schedule.TARGET, params["schedules"], task, guard=guard)


def prepare_removal(task):
    """Read and plan the removal of all schedules that are not listed, as a step of its own behind all other targets.

    What they have planned and not written yet decides who will still refer to a schedule.
    """
    planned = task.planned
    coming = {row["name"] for row in planned["schedule"].plan.add} if "schedule" in planned else ()
    names = [{"name": row["name"]} for row in task.params["schedules"] if row["name"] not in coming]
    params = {**task.params, "state": "present", "purge": True}

    def guard(plan):
        people = planned["user"].after if "user" in planned else None
        settings = planned["config"].after if "config" in planned else None
        if not params["remove_referenced"]:
            schedule.check_unreferenced(task.device, plan, people, settings)

    prepared = prepare_records(task.device, schedule.TARGET, names, replace(task, params=params), guard=guard)
    prepared.provisional = any(its.result["changed"] for its in planned.values())
    return prepared


MODULE = list_module(
    schedule.DESCRIPTOR,
    prepare,
    {"remove_referenced": {"type": "bool", "default": False}},
    checks=(schedule.check_schedules,),
)
