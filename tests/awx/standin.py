# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for AWX: as much of its REST API as the modules of awx.awx use, and what it does with what they make.

What it does was seen on AWX 24.6.1. It knows nothing of the bundle.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from asked import refused_fields, refused_variables
from operations import Operations, Refused
from relations import FOREIGN, HIDDEN, KINDS, LINKS, RUNNABLE, matches

SYNCED = ("projects", "inventory_sources")
# What AWX makes of null, where it shows something else: awx.awx compares that with the null that it has sent.
NULLS = {"inventories": {"kind": ""}}
ROLES = {
    "job_templates": ("admin", "execute", "read"),
    "workflow_job_templates": ("admin", "execute", "read", "approval"),
}


class Awx(Operations):
    """The objects, and what each request does to them."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[int, dict]] = {kind: {} for kind in KINDS}
        self.links: dict[tuple[str, int, str], list[int]] = {}
        self.surveys: dict[int, dict] = {}
        self.writes: list[str] = []
        self.secrets: dict[int, dict] = {}
        self.settings = {"AWX_ISOLATION_SHOW_PATHS": ["/etc/pki/ca-trust:/etc/pki/ca-trust:O"]}
        self.hosts: list[str] = []
        self.revision = "1"
        self.failing_syncs: list[str] = []
        """Kinds whose next sync fails."""
        self.after_write: Callable = lambda: None
        self._next = 1
        self.prepare()
        self.add("organizations", {"name": "Default"})
        for name, secrets in {
            "Vault": ["vault_password"],
            "Source Control": ["password", "ssh_key_data"],
            "Container Registry": ["password"],
        }.items():
            fields = [{"id": each, "secret": True} for each in secrets]
            self.add("credential_types", {"name": name, "inputs": {"fields": fields}})

    def named(self, kind: str) -> dict[str, dict]:
        """The objects of a kind by their names; steps of workflows have none."""
        return {each["name"]: each for each in self.objects[kind].values()}

    def linked(self, kind: str, number: int, link: str) -> list[dict]:
        """The objects behind a link."""
        return [self.objects[LINKS[link]][each] for each in self.links.get((kind, number, link), [])]

    def add(self, kind: str, data: dict) -> dict:
        """Make an object."""
        number, self._next = self._next, self._next + 1
        url = f"/api/v2/{kind}/{number}/"
        related = {"survey_spec": f"{url}survey_spec/"} if kind in RUNNABLE else {}
        found = {"id": number, "url": url, "type": kind[:-1], "related": related, "summary_fields": {}}
        if kind in SYNCED:
            related["update"] = f"{url}update/"
            found |= {"scm_revision": "", "status": "never updated"}
        if kind in ROLES:
            found["ask_variables_on_launch"] = False
            roles = {f"{role}_role": self._add_role(kind, number, role) for role in ROLES[kind]}
            found["summary_fields"]["object_roles"] = roles
        self.objects[kind][number] = found
        try:
            self.change(kind, number, data)
        except Refused:
            del self.objects[kind][number]
            raise
        if kind == "projects":
            self.sync(kind, number)
        return found

    def _add_role(self, kind: str, number: int, role: str) -> dict:
        made, self._next = self._next, self._next + 1
        self.objects["roles"][made] = {"id": made, "name": role, "of": (kind, number)}
        return {"id": made, "name": role}

    def change(self, kind: str, number: int, data: dict) -> dict:
        """Change an object; a number that leads to nothing is refused."""
        found = self.find(kind, number)
        for field, value in data.items():
            target = KINDS[kind].get(field)
            if target and value is not None and value not in self.objects[target]:
                raise Refused(400, {field: [f"there is no {target} {value!r}"]})
        if isinstance(data.get("extra_vars"), dict):
            raise Refused(400, {"extra_vars": ["must be text"]})
        self._check(kind, {**found, **data})
        if data.get("unified_job_template", found.get("unified_job_template")) != found.get("unified_job_template"):
            self._remove_approval(found)
        found.update(data)
        found.update({field: shown for field, shown in NULLS.get(kind, {}).items() if found.get(field) is None})
        if kind == "workflow_job_template_nodes" and found.get("unified_job_template") is None:
            found["unified_job_template"] = None
            found["related"].pop("unified_job_template", None)
            found["summary_fields"].pop("unified_job_template", None)
        for field, target in (KINDS[kind] | FOREIGN.get(kind, {})).items():
            if found.get(field):
                found["summary_fields"][field] = {
                    "id": found[field],
                    "name": self.find_any(target, found[field])["name"],
                }
        if kind == "credentials" and "inputs" in data:
            fields = self.objects["credential_types"][found["credential_type"]]["inputs"]["fields"]
            hidden = {field["id"] for field in fields if field.get("secret")}
            self.secrets[number] = {**self.secrets.get(number, {}), **data["inputs"]}
            found["inputs"] = {name: HIDDEN if name in hidden else value for name, value in data["inputs"].items()}
        return found

    def _check(self, kind: str, wanted: dict) -> None:
        if kind == "job_templates" and self.objects["projects"][wanted["project"]]["status"] != "successful":
            raise Refused(400, {"playbook": ["Playbook not found for project."]})
        if kind == "schedules":
            _check_rrule(wanted.get("rrule", ""))
        if kind in ("schedules", "workflow_job_template_nodes") and wanted.get("unified_job_template"):
            template = self.find_any(RUNNABLE, wanted["unified_job_template"])
            if "ask_variables_on_launch" not in template:
                return
            survey, answers = self.surveys.get(template["id"], {}), wanted.get("extra_data") or {}
            wrong = refused_fields(template, wanted)
            more = refused_variables(template, survey, answers)
            if more:
                wrong["extra_data"] = [
                    f"Variables {', '.join(more)} are not allowed on launch. Check the Prompt on Launch setting on the "
                    "Job Template to include Extra Variables."
                ]
            wrong |= self.survey_refusal(template, answers, missing=kind == "schedules")
            if wrong:
                raise Refused(400, wrong)

    def find(self, kind: str, number: int) -> dict:
        """One object."""
        if number not in self.objects.get(kind, {}):
            raise Refused(404, f"there is no {kind} {number}")
        return self.objects[kind][number]

    def find_any(self, kinds: str | tuple[str, ...], number: int) -> dict:
        """One object of several kinds."""
        kinds = (kinds,) if isinstance(kinds, str) else kinds
        return next(self.objects[kind][number] for kind in kinds if number in self.objects[kind])

    def search(self, kind: str, wanted: dict[str, str]) -> dict:
        """A list of objects, as its filters have it."""
        kinds = RUNNABLE if kind == "unified_job_templates" else (kind,)
        if not set(kinds) <= set(self.objects):
            raise Refused(404, f"there is no {kind}")
        found = [
            self.shown(one, number)
            for one in kinds
            for number, each in self.objects[one].items()
            if matches(self, one, each, wanted)
        ]
        return {"count": len(found), "next": None, "results": found}

    def remove(self, kind: str, number: int) -> None:
        """Remove an object, the links to and from it, and what is only there with it."""
        self._remove_approval(self.find(kind, number))
        del self.objects[kind][number]
        self.links = {
            key: [each for each in linked if LINKS[key[2]] != kind or each != number]
            for key, linked in self.links.items()
            if key[:2] != (kind, number)
        }
        owned = {"workflow_job_templates": "workflow_job_template_nodes"}.get(kind)
        for each in [n for n, one in self.objects.get(owned, {}).items() if one["workflow_job_template"] == number]:
            self.remove(owned, each)

    def _remove_approval(self, step: dict) -> None:
        """An approval belongs to one step, and goes with it or when the step gets something else to do."""
        approval = step.get("unified_job_template")
        if approval in self.objects["workflow_approval_templates"]:
            self.remove("workflow_approval_templates", approval)

    def answer(self, method: str, path: str, query: dict[str, str], data: dict) -> tuple[int, object]:
        """What a request is answered with."""
        status, answer = self._answer(method, path, query, data)
        if method != "GET":
            self.writes.append(f"{method} {path}")
            self.after_write()
        return status, answer

    def _answer(self, method: str, path: str, query: dict[str, str], data: dict) -> tuple[int, object]:
        parts = path.strip("/").split("/")[2:]
        if parts[0] == "settings":
            if method == "PATCH":
                self.settings.update(data)
            return 200, self.settings
        kind, number, link = (*parts, None, None)[:3]
        if number is None:
            return (200, self.search(kind, query)) if method == "GET" else (201, self.add(kind, data))
        number = int(number)
        found = self.find(kind, number)
        if link is None:
            if method == "DELETE":
                self.remove(kind, number)
                return 204, None
            return (200, self.shown(kind, number)) if method == "GET" else (200, self.change(kind, number, data))
        if link == "survey_spec":
            if method == "POST":
                self.surveys[number] = data
            return 200, self.surveys.get(number, {})
        if link == "create_approval_template" and method == "POST":
            step = self.add("workflow_approval_templates", data)
            found["unified_job_template"], found["related"]["unified_job_template"] = step["id"], step["url"]
            return 201, step
        operation = self.operation(kind, number, link, method, data)
        if operation is not None:
            return operation
        if link not in LINKS or (kind == "workflow_approval_templates"):
            raise Refused(404, f"there is no {path}")
        return self._link(method, (kind, number, link), data)

    def _link(self, method: str, key: tuple[str, int, str], data: dict) -> tuple[int, object]:
        linked = self.links.setdefault(key, [])
        if method == "GET":
            return 200, {"count": len(linked), "next": None, "results": [self.find(LINKS[key[2]], n) for n in linked]}
        if key[2].endswith("_nodes") and "id" not in data:
            parent = self.find(key[0], key[1])
            made = self.add(key[0], {**data, "workflow_job_template": parent["workflow_job_template"]})
            linked.append(made["id"])
            return 201, made
        self.find(LINKS[key[2]], data["id"])
        if data.get("disassociate"):
            linked.remove(data["id"])
        elif data["id"] not in linked:
            linked.append(data["id"])
        return 204, None

    def sync(self, kind: str, number: int) -> dict:
        """Sync a project or an inventory source; what comes of it."""
        found, failed = self.objects[kind][number], kind in self.failing_syncs
        if failed:
            self.failing_syncs.remove(kind)
        found["status"] = "failed" if failed else "successful"
        if kind == "projects" and not failed:
            found["scm_revision"] = self.revision
        made, self._next = self._next, self._next + 1
        update = {
            "id": made, "type": "update", "url": f"/api/v2/updates/{made}/", "failed": failed,
            "status": found["status"],
            "finished": "2026-01-01T00:00:00Z", "event_processing_finished": True, "elapsed": 1, "name": found["name"],
            "scm_revision": found["scm_revision"],
        }  # fmt: skip
        self.objects["updates"][made] = update
        return update


def _check_rrule(rrule: str) -> None:
    start = re.match(r"DTSTART(?:;TZID=([^:]+))?:\d{8}T\d{6}(Z?)", rrule)
    if not start or not (start[1] or start[2]):
        raise Refused(400, {"rrule": ["DTSTART cannot be a naive datetime. Require ;TZINFO= or YYYYMMDDTHHMMSSZZ"]})
    rule = rrule.partition("RRULE:")[2]
    if "INTERVAL=" not in rule:
        raise Refused(400, {"rrule": [f"INTERVAL required in rrule: RULE:{rule}"]})
