# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts extensions/awx into a real AWX, looks at what becomes of it, and prints a table: see README.md."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import requests
import yaml

ROOT = Path(__file__).resolve().parents[3]
# Variable of the files -> objects of the API.
KINDS = {
    "controller_credential_types": "credential_types",
    "controller_execution_environments": "execution_environments",
    "controller_projects": "projects",
    "controller_inventories": "inventories",
    "controller_inventory_sources": "inventory_sources",
    "controller_notifications": "notification_templates",
    "controller_templates": "job_templates",
    "controller_workflows": "workflow_job_templates",
    "controller_schedules": "schedules",
    "controller_teams": "teams",
}
# Fields that name another object, and fields that are a list of them at a path of its own.
FOREIGN = {
    "organization", "project", "inventory", "execution_environment", "default_environment", "source_project",
    "credential", "unified_job_template",
}  # fmt: skip
LISTS = {"credentials", "instance_groups", "success_nodes", "failure_nodes", "always_nodes"}
LISTS |= {f"notification_templates_{event}" for event in ("started", "success", "error", "approvals")}
# By which others are only looked up.
NO_FIELDS = {"inventory_sources": {"organization"}, "schedules": {"organization"}}
NOT_COMPARED = {"update_secrets", "simplified_workflow_nodes", "approval_node"}


@dataclass
class Row:
    """A line of the table."""

    what: str
    expected: str
    seen: str

    @property
    def ok(self) -> bool:
        """Whether it is as it has to be."""
        return self.expected == self.seen


class Api:
    """The REST API of an AWX, by the variables that awx.awx takes too."""

    def __init__(self) -> None:
        self.host = os.environ["CONTROLLER_HOST"].rstrip("/")
        self.session = requests.Session()
        self.session.verify = os.environ.get("CONTROLLER_VERIFY_SSL", "true").lower() not in ("false", "no", "0")
        token = os.environ.get("CONTROLLER_OAUTH_TOKEN")
        if token:
            self.session.headers["Authorization"] = f"Bearer {token}"
        else:
            self.session.auth = (os.environ["CONTROLLER_USERNAME"], os.environ["CONTROLLER_PASSWORD"])

    def _url(self, path: str) -> str:
        return self.host + (path if path.startswith("/") else f"/api/v2/{path}")

    def get(self, path: str, **query: str) -> dict:
        """One answer."""
        answer = self.session.get(self._url(path), params=query, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def all(self, path: str, **query: str) -> list[dict]:
        """All results of a list."""
        page = self.get(path, page_size="200", **query)
        found = page["results"]
        while page["next"]:
            page = self.get(page["next"])
            found += page["results"]
        return found

    def post(self, path: str, data: dict) -> tuple[int, dict]:
        """Status and answer."""
        answer = self.session.post(self._url(path), json=data, timeout=60)
        return answer.status_code, answer.json() if answer.content else {}


class _Loader(yaml.SafeLoader):
    """Reads YAML as Ansible does, as far as it is used here."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def described(folder: Path) -> dict:
    """The variables of config/."""
    files = sorted((folder / "config").glob("*.yml"))
    return {
        name: value for path in files for name, value in yaml.load(path.read_text(encoding="utf-8"), _Loader).items()
    }


# ---- 1. configure


def configure(options: argparse.Namespace) -> Iterator[Row]:
    """Run the playbook twice."""
    command = ["ansible-playbook", "configure.yml"]
    for each in options.vars:
        # a file, or what -e takes otherwise
        command += ["-e", f"@{Path(each).resolve()}" if Path(each).is_file() else each]
    if options.vault_password_file:
        command += ["--vault-password-file", str(Path(options.vault_password_file).resolve())]
    for run, expected in (("configure.yml, first run", "ok"), ("configure.yml, second run", "ok, changed=0")):
        done = subprocess.run(
            command, cwd=options.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        seen = "ok" if done.returncode == 0 else f"failed: {' '.join(done.stdout[-2000:].split())[-600:]}"
        changed = re.search(r"changed=\d+", done.stdout)
        if expected != "ok" and changed and done.returncode == 0:
            seen += f", {changed[0]}"
        yield Row(run, expected, seen)
        if done.returncode:
            break


# ---- 2. compare


def compare(api: Api, config: dict) -> Iterator[Row]:
    """Each field of each entry with what AWX shows; a row for each kind."""
    for variable, kind in KINDS.items():
        compared, wrong = 0, []
        for entry in config[variable]:
            found = api.all(f"{kind}/", name=entry["name"])
            if len(found) != 1:
                wrong.append(f"{entry['name']}: is there {len(found)} times")
                continue
            left_out = NOT_COMPARED | NO_FIELDS.get(kind, set())
            fields = {name: value for name, value in entry.items() if name not in left_out and is_plain(value)}
            compared += len(fields)
            wrong += differences(api, found[0], fields, entry["name"])
            if kind == "workflow_job_templates":
                count, more = compare_steps(api, found[0], entry)
                compared += count
                wrong += more
        yield Row(f"{kind}: {compared} fields", "as declared", "; ".join(wrong) or "as declared")


def compare_steps(api: Api, workflow: dict, entry: dict) -> tuple[int, list[str]]:
    """The steps of a workflow: how many fields, and what differs."""
    held = {step["identifier"]: step for step in api.all(f"workflow_job_templates/{workflow['id']}/workflow_nodes/")}
    compared, wrong = 0, []
    for step in entry["simplified_workflow_nodes"]:
        name = f"{entry['name']}/{step['identifier']}"
        found = held.pop(step["identifier"], None)
        if found is None:
            wrong.append(f"{name}: is missing")
            continue
        links = {link: step.get(link, []) for link in ("success_nodes", "failure_nodes", "always_nodes")}
        fields = {name: value for name, value in {**step, **links}.items() if name not in NOT_COMPARED}
        compared += len(fields)
        wrong += differences(api, found, fields, name)
        if "approval_node" in step:
            approval = api.get(found["related"]["unified_job_template"])
            compared += len(step["approval_node"])
            wrong += differences(api, approval, step["approval_node"], name)
    return compared, wrong + [f"{entry['name']}/{name}: is not in the files" for name in held]


def differences(api: Api, found: dict, fields: dict, name: str) -> list[str]:
    """What an object doesn't have as it is declared."""
    wrong = []
    for field, value in fields.items():
        seen = shown(api, found, field, value)
        if seen != value:
            wrong.append(f"{name}.{field}: {seen!r} and not {value!r}")
    return wrong


def shown(api: Api, found: dict, field: str, value: object) -> object:
    """A field as AWX shows it, in the form of the files."""
    if field in FOREIGN:
        return found["summary_fields"].get(field, {}).get("name")
    if field in LISTS:
        names = [each.get("name", each.get("identifier")) for each in api.all(f"{found['url']}{field}/")]
        return value if sorted(names) == sorted(value) else names
    if field == "survey_spec":
        return api.get(found["related"]["survey_spec"])
    if field == "extra_vars":
        return yaml.safe_load(found.get(field) or "{}")
    if field == "notification_configuration":
        # a password is never shown
        return {**found.get(field, {}), "password": value.get("password", "")}
    return found.get(field)


def is_plain(value: object) -> bool:
    """Whether it is not for Ansible to fill in."""
    return not (isinstance(value, str) and "{{" in value)


# ---- 3. and 4. launch


def finished(api: Api, url: str, options: argparse.Namespace, look=lambda _job: None) -> dict:
    """A job once it is finished; ``look`` is called each time that it isn't."""
    deadline = time.monotonic() + options.timeout
    while True:
        job = api.get(url)
        if job["finished"] or time.monotonic() > deadline:
            return job
        look(job)
        time.sleep(options.interval)


def launch_templates(api: Api, config: dict, options: argparse.Namespace) -> Iterator[Row]:
    """Launch what writes to no door."""
    quiet = {
        name
        for role in config["controller_roles"]
        if role["team"] == "Akuvox checkers"
        for name in role["job_templates"]
    }
    for entry in config["controller_templates"]:
        if entry["name"] not in quiet:
            continue
        what = f"launch: {entry['name']}"
        (template,) = api.all("job_templates/", name=entry["name"])
        needed = api.get(f"job_templates/{template['id']}/launch/")["variables_needed_to_start"]
        answers = answers_to(entry["survey_spec"]["spec"], options)
        missing = ", ".join(sorted(set(needed) - set(answers)))
        expected = f"asks for {missing}" if missing else "successful"
        prompts = {"limit": options.limit} if entry["ask_limit_on_launch"] else {}
        status, answer = api.post(f"job_templates/{template['id']}/launch/", {**prompts, "extra_vars": answers})
        if status == 400 and missing and all(name in str(answer) for name in missing.split(", ")):
            yield Row(what, expected, expected)
            continue
        if status != 201:
            yield Row(what, expected, f"refused ({status}): {answer}")
            continue
        if answer.get("ignored_fields"):
            yield Row(f"{what}, ignored", "nothing", str(answer["ignored_fields"]))
        job = finished(api, answer["url"], options)
        why = "" if job["status"] == expected else f", job {job['id']} {job.get('job_explanation', '')}".rstrip()
        yield Row(what, expected, job["status"] + why)


def answers_to(questions: list[dict], options: argparse.Namespace) -> dict:
    """What the user answers to a survey. Which doors are meant is asked by the survey where there is no limit."""
    given = dict(each.split("=", 1) for each in options.answer)
    found = {}
    for question in questions:
        name = question["variable"]
        if name in given:
            typed = given[name]
            kinds = {"integer": int, "float": float, "multiselect": lambda text: text.split(",")}
            found[name] = kinds.get(question["type"], str)(typed)
        elif name == "akuvox_hosts" and question["required"]:
            found[name] = options.limit
    return found


def launch_rollouts(api: Api, config: dict, options: argparse.Namespace) -> Iterator[Row]:
    """Launch each rollout on canaries that fail."""
    for entry in config["controller_workflows"]:
        if "canary" not in [step["identifier"] for step in entry["simplified_workflow_nodes"]]:
            continue
        what = f"rollout: {entry['name']}"
        (workflow,) = api.all("workflow_job_templates/", name=entry["name"])
        answers = {"akuvox_hosts": options.failing_canary}
        status, answer = api.post(f"workflow_job_templates/{workflow['id']}/launch/", {"extra_vars": answers})
        if status != 201:
            yield Row(what, "failed", f"refused ({status}): {answer}")
            continue
        nodes = f"workflow_jobs/{answer['id']}/workflow_nodes/"

        def answer_approvals(_job: dict, nodes: str = nodes) -> None:
            for step in api.all(nodes):
                job = step["summary_fields"].get("job", {})
                if job.get("type") == "workflow_approval" and job["status"] == "pending":
                    verdict = "deny" if step["identifier"] == "approval" else "approve"
                    api.post(f"workflow_approvals/{job['id']}/{verdict}/", {})

        job = finished(api, answer["url"], options, answer_approvals)
        steps = {step["identifier"]: step for step in api.all(nodes)}
        seen = {name: step["summary_fields"].get("job", {}).get("status", "not run") for name, step in steps.items()}
        yield Row(what, "failed", job["status"])
        for name, wanted in {"canary": "failed", "waves": "not run", "end": "failed"}.items():
            yield Row(f"{what}, {name}", wanted, seen[name])


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    lines = ["| what | has to be | was | |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.expected} | {row.seen} | {'ok' if row.ok else '**not ok**'} |" for row in rows]
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    """What the user wants."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "extensions" / "awx")
    parser.add_argument("--vars", action="append", default=[])
    parser.add_argument("--vault-password-file")
    parser.add_argument("--limit")
    parser.add_argument("--answer", action="append", default=[])
    parser.add_argument("--failing-canary")
    parser.add_argument("--timeout", type=float, default=3600)
    parser.add_argument("--interval", type=float, default=5)
    return parser.parse_args()


def tried(options: argparse.Namespace) -> Iterator[Row]:
    """All of it, a row after the other."""
    for row in configure(options):
        yield row
        if row.seen.startswith("failed"):
            return
    api, config = Api(), described(options.folder)
    yield from compare(api, config)
    yield from launch_templates(api, config, options) if options.limit else ()
    yield from launch_rollouts(api, config, options) if options.failing_canary else ()


def main() -> int:
    """Do all of it. It takes long, so each result is shown as it comes, and Ctrl-C prints the table of those so far."""
    rows = []
    try:
        for row in tried(arguments()):
            print(f"{'ok    ' if row.ok else 'not ok'} {row.what}: {row.seen}", file=sys.stderr, flush=True)
            rows.append(row)
    finally:
        print(table(rows))
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
