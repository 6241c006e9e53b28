# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of objects of AWX's API, and what leads from one to another."""

from __future__ import annotations

# Objects of the API -> the fields that hold the number of another object, and where that is kept.
KINDS = {
    "organizations": {},
    "credential_types": {},
    "credentials": {"organization": "organizations", "credential_type": "credential_types"},
    "execution_environments": {"organization": "organizations", "credential": "credentials"},
    "projects": {
        "organization": "organizations",
        "default_environment": "execution_environments",
        "credential": "credentials",
    },
    "inventories": {"organization": "organizations"},
    "inventory_sources": {
        "inventory": "inventories",
        "source_project": "projects",
        "credential": "credentials",
        "execution_environment": "execution_environments",
    },
    "notification_templates": {"organization": "organizations"},
    "job_templates": {
        "organization": "organizations",
        "project": "projects",
        "inventory": "inventories",
        "execution_environment": "execution_environments",
    },
    "workflow_job_templates": {"organization": "organizations"},
    "workflow_job_template_nodes": {"workflow_job_template": "workflow_job_templates"},
    "workflow_approval_templates": {},
    "schedules": {},
    "teams": {"organization": "organizations"},
    "roles": {},
    "instance_groups": {},
    "updates": {},
    "jobs": {},
    "workflow_jobs": {},
    "workflow_approvals": {},
}
RUNNABLE = ("job_templates", "workflow_job_templates", "projects", "inventory_sources", "workflow_approval_templates")
# What summary_fields say of an object.
FOREIGN = {
    "workflow_job_template_nodes": {
        "workflow_job_template": "workflow_job_templates",
        "unified_job_template": RUNNABLE,
    },
    "schedules": {"unified_job_template": RUNNABLE},
}
# What is a list of other objects, at a path of its own.
LINKS = {
    "credentials": "credentials",
    "instance_groups": "instance_groups",
    "teams": "teams",
    "success_nodes": "workflow_job_template_nodes",
    "failure_nodes": "workflow_job_template_nodes",
    "always_nodes": "workflow_job_template_nodes",
    **{f"notification_templates_{event}": "notification_templates"
       for event in ("started", "success", "error", "approvals")},
}  # fmt: skip
HIDDEN = "$encrypted$"
_NO_FILTERS = ("page_size", "page", "order_by")


def matches(awx: object, kind: str, found: dict, wanted: dict[str, str]) -> bool:
    """Whether an object is one of those that the filters of a list are for."""
    either = {name: value for name, value in wanted.items() if name.startswith("or__")}
    every = {name: value for name, value in wanted.items() if name not in either and name not in _NO_FILTERS}
    return all(_matches(awx, kind, found, name, value) for name, value in every.items()) and (
        not either or any(str(found.get(name[4:])) == value for name, value in either.items())
    )


def _matches(awx: object, kind: str, found: dict, name: str, value: str) -> bool:
    field, _separator, rest = name.partition("__")
    if rest == "startswith":
        return str(found.get(field)).startswith(value)
    if rest:
        targets = (KINDS[kind] | FOREIGN.get(kind, {})).get(field)
        if not targets or not found.get(field):
            return False
        targets = (targets,) if isinstance(targets, str) else targets
        ((target, other),) = [
            (one, awx.objects[one][found[field]]) for one in targets if found[field] in awx.objects[one]
        ]
        return _matches(awx, target, other, rest, value)
    return str(found.get(field)) == value
