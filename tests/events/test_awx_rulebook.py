# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a door's call by way of the forwarder to a job of AWX, with the rulebook awx in the real engine.

The controller is a stand-in with the requests that ansible-rulebook makes, and job templates of the bundle's names.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import yaml
from engine import MAC, call, free_port, wait_for
from harness.emulator import ROOT

EDA = ROOT / "extensions" / "eda"
TEMPLATES = [
    template["name"]
    for template in yaml.safe_load((ROOT / "extensions/awx/config/job_templates.yml").read_text("utf-8"))[
        "controller_templates"
    ]
    if "name" in template
]
TOKEN, PIN, STREAM_TOKEN = "tokenOfTheDoorLobby-0123", "83920174", "the-token-of-the-stream"


class Controller(BaseHTTPRequestHandler):
    """What ansible-rulebook asks a controller for."""

    def do_GET(self):
        """Templates, and jobs that have already ended."""
        asked = {"ask_limit_on_launch": True, "ask_labels_on_launch": False}
        asked |= {"ask_inventory_on_launch": False, "ask_variables_on_launch": True}
        templates = [
            {"id": number, "type": "job_template", "name": name, "related": {"launch": f"/launch/{number}"}, **asked}
            for number, name in enumerate(TEMPLATES)
        ]
        jobs = [{"id": job["id"], "status": "successful", "artifacts": {}} for job in self.server.jobs]
        results = templates if "templates" in self.path else jobs
        self.say({"version": "24.6.1", "count": len(results), "next": None, "results": results})

    def do_POST(self):
        """Launch a job."""
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        job = {"id": len(self.server.jobs) + 1, "template": TEMPLATES[int(self.path.rpartition("/")[2])], **given}
        self.server.jobs.append(job)
        self.say({"id": job["id"], "url": f"/api/v2/jobs/{job['id']}/", "status": "pending"})

    def say(self, content):
        """Answer."""
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def controller():
    """A controller."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Controller)
    running.jobs = []
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def test_a_call_becomes_a_job_for_that_door_and_no_other(engine, controller, tmp_path):
    port, stream, url = free_port(), free_port(), f"http://127.0.0.1:{controller.server_port}/"
    variables = {"akuvox_events_port": stream, "akuvox_events_stream_token": STREAM_TOKEN}
    login = ("--controller-url", url, "--controller-token", "anything", "--controller-ssl-verify", "no")
    started = engine().start("doorfleet.akuvox.awx", {"lobby": {}}, variables, (*login, "-vv", "--print-events"))
    (tmp_path / "token").write_text(STREAM_TOKEN, encoding="utf-8")
    (tmp_path / "token").chmod(0o600)
    doors = {MAC.format(0): {"name": "lobby", "token": TOKEN}, MAC.format(1): {"name": "1_000", "token": TOKEN[::-1]}}
    config = {
        "source": {"port": port, "doors": doors},
        "stream": {"url": f"http://127.0.0.1:{stream}/", "token_file": str(tmp_path / "token")},
        "spool": {"path": str(tmp_path / "spool.db")},
    }
    (tmp_path / "forwarder.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    command = [sys.executable, "-m", "akuvox_forwarder", str(tmp_path / "forwarder.yml")]
    forwarder = subprocess.Popen(command, cwd=EDA, stderr=subprocess.DEVNULL)
    try:
        # the stream may not be there yet: what the doors say waits on disk
        wait_for(lambda: answers(port, f"/{TOKEN}/tamper?code={PIN}"), "the forwarder's port")
        assert call(port, f"/{TOKEN[::-1]}/AlarmDoorOpenedTimeoutA") == 200
        assert [call(port, f"/{TOKEN}/InvalidCodeEntered?code={PIN}") for _time in range(7)] == [200] * 7
        started.wait_for_port(stream)
        wait_for(lambda: len(controller.jobs) >= 3, f"three jobs, {started.output[-3000:]}")
    finally:
        forwarder.terminate()
        forwarder.wait(60)
    assert started.end() == 0
    assert [(job["template"], job["limit"]) for job in controller.jobs] == [
        ("Akuvox collect logs", "lobby:&all"),
        ("Akuvox report", "1_000:&all"),
        ("Akuvox collect logs", "lobby:&all"),
    ]
    assert PIN not in started.output + str(controller.jobs)


def answers(port, target):
    """Say whether a call was accepted, or nobody listens yet."""
    try:
        return call(port, target) == 200
    except OSError:
        return False
