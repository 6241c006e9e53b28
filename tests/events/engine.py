# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real ansible-rulebook as a process of its own, and doors' calls from a bare socket."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

BIN = Path(sys.executable).parent
# Generous, as other jobs run beside this one.
START_SECONDS = 120
WAIT_SECONDS = 120
MAC = "0C:11:05:00:00:{:02X}"


def free_port() -> int:
    """Return a port of this machine on which nothing listens at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def call(port: int, target: str | bytes, raw: bytes | None = None, timeout: float = 10) -> int:
    """Call as a door does, on a connection of its own, and return the status; 0 where the connection is just closed."""
    target = target.encode() if isinstance(target, str) else target
    text = raw if raw is not None else b"GET " + target + b" HTTP/1.1\r\nHost: events\r\nConnection: close\r\n\r\n"
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout) as connection:
        connection.sendall(text)
        with contextlib.suppress(ConnectionResetError):
            while chunk := connection.recv(4096):
                answer += chunk
    return int(answer.split()[1]) if answer else 0


def write_telling(folder: Path, kept: Path) -> Path:
    """Write tasks for the playbook notify, which keep each event as a file, and return their path."""
    path, name = folder / "telling.yml", "akuvox_job_said.kind ~ '-' ~ inventory_hostname ~ '.json'"
    copy = {
        "dest": f"{{{{ '{kept}/' ~ {name} }}}}",
        "content": "{{ ansible_eda.event.akuvox | to_json }}",
        "mode": "0600",
    }
    path.write_text(yaml.safe_dump([{"ansible.builtin.copy": copy, "delegate_to": "localhost"}]), encoding="utf-8")
    return path


def wait_for(condition: Callable[[], object], what: str, seconds: float = WAIT_SECONDS) -> object:
    """Return what a condition says as soon as that is something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} has not happened within {seconds:g} s")


class Engine:
    """One process of ansible-rulebook."""

    def __init__(self, folder: Path, collections: Path) -> None:
        """Take a folder of its own, and the collections path."""
        self.folder = folder
        # Ansible has a socket there, and begins nothing where its path is over 107 characters.
        self.temporary = Path(tempfile.mkdtemp(prefix="akuvox-"))
        self._collections = collections
        self._log = folder / "engine.log"
        self._process: subprocess.Popen | None = None
        (folder / "home").mkdir(parents=True)
        (folder / "ansible.cfg").write_text("[defaults]\n", encoding="utf-8")

    def start(
        self,
        rulebook: list[dict] | str,
        hosts: dict[str, dict] | None = None,
        variables: dict | None = None,
        arguments: tuple = (),
        java: str = "-Xrs",
        group_variables: dict | None = None,
    ) -> Engine:
        """Start it with a rulebook, or one of a collection by its full name. ``hosts`` are the group ``akuvox``."""
        if not isinstance(rulebook, str):
            (self.folder / "rulebook.yml").write_text(yaml.safe_dump(rulebook, sort_keys=False), encoding="utf-8")
            rulebook = "rulebook.yml"
        inventory = {"akuvox": {"hosts": hosts or {}, "vars": group_variables or {}}}
        (self.folder / "inventory.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
        (self.folder / "variables.yml").write_text(yaml.safe_dump(variables or {}), encoding="utf-8")
        command = [BIN / "ansible-rulebook", "--rulebook", rulebook, "--inventory", "inventory.yml"]
        command += ["--vars", "variables.yml", *arguments]
        kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "JAVA_HOME") if name in os.environ}
        environment = {
            **kept,
            "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.temporary),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_CONFIG": str(self.folder / "ansible.cfg"),
            "ANSIBLE_COLLECTIONS_PATH": str(self._collections),
            "ANSIBLE_NOCOLOR": "1",
            **({"JAVA_TOOL_OPTIONS": java} if java else {}),
        }
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                list(map(str, command)),
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    @property
    def output(self) -> str:
        """What it has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def wait_for_port(self, port: int) -> Engine:
        """Wait until the source listens, which is some seconds before the rules are read."""

        def listening() -> bool:
            assert self.running, f"ansible-rulebook has ended:\n{self.output[-6000:]}"
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return True
            return False

        wait_for(listening, f"a listener on port {port}", START_SECONDS)
        return self

    def wait_for_text(self, text: str, count: int = 1, seconds: float = WAIT_SECONDS) -> str:
        """Wait until it has printed something so many times."""

        def printed() -> bool:
            ended = not self.running
            found = self.output.count(text) >= count
            assert found or not ended, f"ansible-rulebook has ended without {text!r}:\n{self.output[-6000:]}"
            return found

        wait_for(
            printed, f"{count} times {text!r} in\n{self.output[-3000:]}\n(what is above was seen at first)", seconds
        )
        return self.output

    def wait_for_file(self, path: Path) -> None:
        """Wait until something exists."""

        def there() -> bool:
            assert self.running, f"ansible-rulebook has ended without {path}:\n{self.output[-6000:]}"
            return path.exists()

        try:
            wait_for(there, f"{path}")
        except AssertionError as problem:
            raise AssertionError(f"{problem}:\n{self.output[-6000:]}") from None

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        if self.running:
            self._process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait for its end, by force after a while, and return the exit code."""
        try:
            return self._process.wait(WAIT_SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        """End it with all that it has started."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        shutil.rmtree(self.temporary, ignore_errors=True)
