# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for as much of AWX's REST API as the modules of awx.awx use: objects, their links, surveys, approvals."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

# Objects of the API -> the fields that hold the number of another object, and where that is kept.
KINDS = {
    "organizations": {},
    "credential_types": {},
    "credentials": {"organization": "organizations", "credential_type": "credential_types"},
    "execution_environments": {"organization": "organizations"},
    "projects": {"organization": "organizations", "default_environment": "execution_environments"},
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
}
RUNNABLE = ("job_templates", "workflow_job_templates", "projects", "inventory_sources")
# What is a list of other objects, at a path of its own.
LINKS = {
    "credentials": "credentials",
    "success_nodes": "workflow_job_template_nodes",
    "failure_nodes": "workflow_job_template_nodes",
    "always_nodes": "workflow_job_template_nodes",
    **{f"notification_templates_{event}": "notification_templates"
       for event in ("started", "success", "error", "approvals")},
}  # fmt: skip
HIDDEN = "$encrypted$"
USER, PASSWORD, TOKEN = "admin", "awx/pass+word", "t0ken/of+awx"


class Refused(Exception):
    """An answer other than success: its status, and what is wrong."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class Awx:
    """The objects, and what each request does to them."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[int, dict]] = {kind: {} for kind in KINDS}
        self.links: dict[tuple[str, int, str], list[int]] = {}
        self.surveys: dict[int, dict] = {}
        self.writes: list[str] = []
        self.secrets: dict[int, dict] = {}
        self._next = 1
        self.add("organizations", {"name": "Default"})
        vault = [{"id": "vault_password", "secret": True}]
        self.add("credential_types", {"name": "Vault", "inputs": {"fields": vault}})

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
        self.objects[kind][number] = {"id": number, "url": url, "type": kind[:-1], "related": related}
        if kind == "projects":
            self.objects[kind][number] |= {"scm_revision": "", "summary_fields": {}}
        return self.change(kind, number, data)

    def change(self, kind: str, number: int, data: dict) -> dict:
        """Change an object; a number that leads to nothing is refused."""
        found = self.find(kind, number)
        for field, value in data.items():
            target = KINDS[kind].get(field)
            if target and value not in self.objects[target]:
                raise Refused(400, f"{field}: there is no {target} {value!r}")
        if isinstance(data.get("extra_vars"), dict):
            raise Refused(400, "extra_vars: must be text")
        found.update(data)
        if kind == "credentials" and "inputs" in data:
            fields = self.objects["credential_types"][found["credential_type"]]["inputs"]["fields"]
            hidden = {field["id"] for field in fields if field.get("secret")}
            self.secrets[number] = {**self.secrets.get(number, {}), **data["inputs"]}
            found["inputs"] = {name: HIDDEN if name in hidden else value for name, value in data["inputs"].items()}
        return found

    def find(self, kind: str, number: int) -> dict:
        """One object."""
        if number not in self.objects.get(kind, {}):
            raise Refused(404, f"there is no {kind} {number}")
        return self.objects[kind][number]

    def search(self, kind: str, wanted: dict[str, str]) -> dict:
        """A list of objects, as its filters have it."""
        kinds = RUNNABLE if kind == "unified_job_templates" else (kind,)
        if not set(kinds) <= set(self.objects):
            raise Refused(404, f"there is no {kind}")
        found = [each for one in kinds for each in self.objects[one].values() if _matches(each, wanted)]
        return {"count": len(found), "next": None, "results": found}

    def answer(self, method: str, path: str, query: dict[str, str], data: dict) -> tuple[int, object]:
        """What a request is answered with."""
        if method != "GET":
            self.writes.append(f"{method} {path}")
        parts = path.strip("/").split("/")[2:]
        kind, number, link = (*parts, None, None)[:3]
        if number is None:
            return (200, self.search(kind, query)) if method == "GET" else (201, self.add(kind, data))
        number = int(number)
        found = self.find(kind, number)
        if link is None:
            return (200, found) if method == "GET" else (200, self.change(kind, number, data))
        if link == "survey_spec":
            if method == "POST":
                self.surveys[number] = data
            return 200, self.surveys.get(number, {})
        if link == "create_approval_template" and method == "POST":
            step = self.add("workflow_approval_templates", data)
            found["unified_job_template"], found["related"]["unified_job_template"] = step["id"], step["url"]
            return 201, step
        if link not in LINKS:
            raise Refused(404, f"there is no {path}")
        return self._link(method, (kind, number, link), data)

    def _link(self, method: str, key: tuple[str, int, str], data: dict) -> tuple[int, object]:
        linked = self.links.setdefault(key, [])
        if method == "GET":
            return 200, {"count": len(linked), "next": None, "results": [self.find(LINKS[key[2]], n) for n in linked]}
        self.find(LINKS[key[2]], data["id"])
        if data.get("disassociate"):
            linked.remove(data["id"])
        else:
            linked.append(data["id"])
        return 204, None


def _matches(found: dict, wanted: dict[str, str]) -> bool:
    either = {name: value for name, value in wanted.items() if name.startswith("or__")}
    every = {name: value for name, value in wanted.items() if name not in either}
    return all(str(found.get(name)) == value for name, value in every.items()) and (
        not either or any(str(found.get(name[4:])) == value for name, value in either.items())
    )


class Server:
    """The stand-in at a port of this machine."""

    def __init__(self) -> None:
        self.awx = Awx()
        awx, guard = self.awx, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with guard:
                    try:
                        if address.path.startswith("/api/v2/tokens/"):
                            status, answer = (201, {"id": 1, "token": TOKEN}) if self.command == "POST" else (204, None)
                        elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
                            raise Refused(401, "no token")
                        else:
                            status, answer = awx.answer(
                                self.command, address.path, dict(parse_qsl(address.query)), json.loads(body or b"{}")
                            )
                    except Refused as refused:
                        status, answer = refused.status, {"detail": refused.detail, "__all__": [refused.detail]}
                text = b"" if answer is None else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_POST = do_PATCH = do_DELETE = do_GET

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
