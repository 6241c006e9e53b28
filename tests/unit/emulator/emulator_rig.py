# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet in a thread, and a client written with the standard library only, so that it shares nothing with a fleet."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import http.client
import json
import re
import ssl
import threading
import time
import uuid
from dataclasses import dataclass

from aiohttp import web
from akuvox_emulator import profiles
from akuvox_emulator.admin import application
from akuvox_emulator.device import Spec
from akuvox_emulator.fleet import Fleet


@dataclass
class Answer:
    """One HTTP answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        """Return the body as JSON."""
        return json.loads(self.body)


class Client:
    """Talks to one port over one kept connection. ``auth`` is none, basic, digest or digest-int."""

    def __init__(self, host, port, auth="none", username="admin", password="httpapi", context=None):
        self.auth, self.username, self.password = auth, username, password
        self.challenge = {}
        self.count = 0
        self.challenges = []
        if context is None:
            self.http = http.client.HTTPConnection(host, port, timeout=60)
        else:
            self.http = http.client.HTTPSConnection(host, port, timeout=60, context=context)

    def close(self):
        """Close the connection."""
        self.http.close()

    def raw(self, method, path, body=None, headers=None):
        """Send one request as it is."""
        try:
            self.http.request(method, path, body=body, headers=headers or {})
            response = self.http.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except BaseException:
            self.http.close()
            raise
        return answer

    def request(self, method, path, body=None, headers=None):
        """Send a request with the login; answer one digest challenge."""
        headers = dict(headers or {})
        answer = self.raw(method, path, body, headers | self._login(method, path, body))
        if answer.status == 401 and self.auth.startswith("digest"):
            self.challenges = answer.headers.get_all("WWW-Authenticate") or []
            digest = next((entry for entry in self.challenges if entry.startswith("Digest ")), "")
            self.challenge, self.count = dict(re.findall(r'(\w+)="?([^",]*(?:,auth-int)?)"?', digest[7:])), 0
            answer = self.raw(method, path, body, headers | self._login(method, path, body))
        return answer

    def _login(self, method, path, body):
        if self.auth == "basic":
            token = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
            return {"Authorization": f"Basic {token}"}
        if not self.auth.startswith("digest") or not self.challenge:
            return {}
        self.count += 1

        def md5(text):
            return hashlib.md5(text if isinstance(text, bytes) else text.encode()).hexdigest()

        realm, nonce = self.challenge["realm"], self.challenge["nonce"]
        qop = "auth-int" if self.auth == "digest-int" else "auth"
        tail = f"{method}:{path}" + (":" + md5(body or b"") if qop == "auth-int" else "")
        first = md5(f"{self.username}:{realm}:{self.password}")
        response = md5(f"{first}:{nonce}:{self.count:08x}:0a4f113b:{qop}:{md5(tail)}")
        return {
            "Authorization": f'Digest username="{self.username}", realm="{realm}", nonce="{nonce}", uri="{path}", '
            f'response="{response}", qop={qop}, nc={self.count:08x}, cnonce="0a4f113b", '
            f'opaque="{self.challenge["opaque"]}"'
        }

    def get(self, path):
        """GET a path."""
        return self.request("GET", path)

    def post(self, target, action, data=None, path=None):
        """POST an envelope to the full path, or to another one."""
        envelope = {"target": target, "action": action}
        if data is not None:
            envelope["data"] = data
        body = json.dumps(envelope).encode()
        return self.request("POST", path or f"/api/{target}/{action}", body, {"Content-Type": "application/json"})

    def call(self, target, action, data=None):
        """POST an envelope, return the JSON."""
        return self.post(target, action, data).json()

    def upload(self, path, content, filename="file.bin", part="file"):
        """POST a form with one file."""
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{part}"; filename="{filename}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self.request("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})


class Rig:
    """A running fleet. Without specs: one device door-001, made with the changes."""

    def __init__(self, *specs, **changes):
        overrides = changes.pop("overrides", None)
        if overrides:
            changes["profile"] = profiles.override(profiles.MANUAL, overrides)
        self.specs = list(specs) or [Spec(**{"name": "door-001", "index": 1, **changes})]
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.fleet = Fleet(self.specs)
        self.run(self._start())

    def run(self, coroutine):
        """Run a coroutine in the fleet's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    async def _start(self):
        await self.fleet.start()
        self.runner = web.AppRunner(application(self.fleet), access_log=None, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.admin_port = self.runner.addresses[0][1]

    def stop(self):
        """Stop the fleet and its loop."""

        async def end():
            await self.runner.cleanup()
            await self.fleet.stop()

        self.run(end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    @property
    def device(self):
        """The first device."""
        return next(iter(self.fleet.devices.values()))

    def client(self, name=None, auth="none", listener=0, **changes):
        """Return a client for a device's port."""
        device = self.fleet.devices[name] if name else self.device
        port = device.listeners[listener]
        context = None
        if port.context is not None:
            context = ssl.create_default_context(cafile=str(self.fleet.certificate.certificate))
        return Client(port.host, port.port, auth, context=context, **changes)

    def admin(self, method, path, body=None, status=200):
        """Ask the admin port; the status must be as expected."""
        client = Client("127.0.0.1", self.admin_port)
        try:
            answer = client.raw(method, path, None if body is None else json.dumps(body))
        finally:
            client.close()
        if answer.status != status:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.body!r}")
        return answer.json()

    def state(self):
        """Return the first device's state from the admin port."""
        return self.admin("GET", f"/devices/{self.device.name}/state")

    def log(self):
        """Return the first device's request log."""
        return self.admin("GET", f"/devices/{self.device.name}/requests")

    def fault(self, **fault):
        """Plan a fault for the first device."""
        return self.admin("POST", f"/devices/{self.device.name}/faults", fault)


def wait_for(condition, seconds=60.0):
    """Wait until a condition holds, looking often; fail after some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("the condition did not come true")
