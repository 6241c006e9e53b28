# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the real ansible-playbook as a process in an environment of its own."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .commands import LOCALE, Commands, commands
from .emulator import PASSWORD, ROOT, USERNAME
from .ledger import Ledger

PLUGINS = Path(__file__).resolve().parent / "plugins"
LIMIT_SECONDS = 300

# What all devices have in common, as it would stand in a group's variables.
CONNECTION = {
    "akuvox_username": USERNAME,
    "akuvox_password": PASSWORD,
    "akuvox_request_interval": 0,
    # an emulated door does at once what it does at all; where it doesn't, the test says so
    "akuvox_settle": 1,
}


class Vaulted(str):
    """Text that ``ansible-vault`` has encrypted, for a playbook or an inventory."""

    __slots__ = ()


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    def ignore_aliases(self, data):
        return True


_Dumper.add_representer(Vaulted, lambda dumper, text: dumper.represent_scalar("!vault", str(text), style="|"))


def to_yaml(value: object) -> str:
    """YAML that keeps text that looks like a number as text."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads a text that Ansible is not to take for a template as the text."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def _with_mapped_diff(event: dict) -> dict:
    """An event with the sides of its diff as the mappings that their lines say; several diffs by their headers."""
    diff = event.get("result", {}).get("diff")
    if isinstance(diff, list) and diff and all(isinstance(part, dict) and part.get("before_header") for part in diff):
        parts = {
            part["before_header"]: _with_mapped_diff({"result": {"diff": part}})["result"]["diff"] for part in diff
        }
        return {**event, "result": {**event["result"], "diff": parts}}
    if isinstance(diff, dict) and diff.get("before_header"):
        sides = {side: yaml.load(diff[side], Loader=_Loader) or {} for side in ("before", "after")}
        return {**event, "result": {**event["result"], "diff": sides}}
    return event


@dataclass
class Run:
    """One finished run of ansible-playbook."""

    code: int
    output: str
    """What it printed, and all that a callback was given."""
    events: list[dict] = field(default_factory=list)
    recap: dict[str, dict] = field(default_factory=dict)
    printed: str = ""

    @property
    def end(self) -> str:
        """As much of the output as a failed test should show."""
        return self.output[-6000:]

    @property
    def changed(self) -> dict[str, int]:
        """Host -> how many tasks have changed something there."""
        return {host: counts["changed"] for host, counts in self.recap.items()}

    @property
    def summary(self) -> list[str]:
        """The lines that the job sums up with, once."""
        (lines,) = [event["result"]["msg"] for event in self.events if event["task"] == "Sum up"]
        return lines

    def outcomes(self, host: str) -> list[dict]:
        """All results of a host, each with its event: ok, failed, unreachable or skipped."""
        return [{**event["result"], "event": event["event"]} for event in self.events if event["host"] == host]

    def problem(self, host: str) -> dict | None:
        """The first result of a host that is failed or unreachable."""
        return next((found for found in self.outcomes(host) if found["event"] in ("failed", "unreachable")), None)

    def results(self, host: str) -> list[dict]:
        """:meth:`outcomes`, each with the name of its task."""
        return [{**event["result"], **event} for event in self.events if event["host"] == host]

    def outcome(self, host: str, task: str | None = None) -> dict:
        """A host's only result, or the last one of the named task."""
        found = [event for event in self.events if event["host"] == host and task in (None, event["task"])]
        assert found, f"{host} has no result of {task or 'any task'}:\n{self.end}"
        assert task is not None or len(found) == 1, f"{host} has {len(found)} results:\n{self.end}"
        return {**found[-1]["result"], "event": found[-1]["event"]}

    def message(self, host: str, task: str | None = None) -> str:
        """What the user reads of a result."""
        return self.outcome(host, task).get("msg", "")


@dataclass
class Found:
    """What ansible-inventory has listed, and all that it has put out."""

    code: int
    output: str
    listed: dict

    @property
    def hosts(self) -> dict[str, dict]:
        """The variables of each host."""
        return self.listed.get("_meta", {}).get("hostvars", {})

    @property
    def said(self) -> str:
        """The output on one line, as messages are broken at the width of the terminal."""
        return " ".join(self.output.split())

    def group(self, name: str) -> set[str]:
        """The hosts of a group."""
        return set(self.listed.get(name, {}).get("hosts", ()))


@functools.cache
def _home() -> Path:
    """One home for all plays of this process, so that their settings are the same and they start quickly."""
    home = Path(tempfile.mkdtemp(prefix="akuvox-home-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "ansible.cfg").write_text("[defaults]\n", encoding="utf-8")
    return home


class Player:
    """Writes inventory and playbook into a folder and runs them."""

    def __init__(
        self,
        folder: Path,
        collections: Path,
        temporary: Path,
        ledger: Ledger | None = None,
        starter: Commands | None = None,
    ) -> None:
        """``starter``: one of its own, for a player that runs while another one does."""
        self._starter = starter
        self.folder = folder
        self.ledger = ledger
        self.collections = collections
        self.temporary = temporary
        self.count = 0
        self.home = _home()

    def run(
        self,
        tasks: list[dict] | None,
        hosts: dict[str, dict],
        arguments: tuple = (),
        variables: dict | None = None,
        play: dict | None = None,
        environment: dict[str, str] | None = None,
        others: dict[str, dict] | None = None,
        playbook: list[dict] | None = None,
        kill_when: Callable[[], bool] | None = None,
        groups: dict[str, list[str]] | None = None,
    ) -> Run:
        """Run the tasks on the hosts of the group ``doors``; ``others`` are hosts outside of it.

        A ``playbook`` of its own takes the place of the play with the tasks. As soon as ``kill_when`` is true, the run
        is killed with all its workers. ``groups``: more groups, of known hosts.
        """
        self.count += 1
        folder = self.folder / f"run-{self.count}"
        folder.mkdir(exist_ok=True)
        inventory = {
            "all": {"hosts": others or {}},
            "doors": {"hosts": hosts, "vars": {**CONNECTION, **(variables or {})}},
            **{name: {"hosts": {member: {} for member in members}} for name, members in (groups or {}).items()},
        }
        site = playbook or [{"name": "Test", "hosts": "doors", "gather_facts": False, **(play or {}), "tasks": tasks}]
        (folder / "inventory.yml").write_text(to_yaml(inventory), encoding="utf-8")
        (folder / "site.yml").write_text(to_yaml(site), encoding="utf-8")
        record = folder / "record.jsonl"
        command = [shutil.which("ansible-playbook", path=str(Path(sys.executable).parent)), "-i", "inventory.yml"]
        command += ["--forks", "12", *arguments, "site.yml"]
        code, output = self._execute(command, folder, {"RECORD_FILE": str(record)}, environment, kill_when)
        lines = record.read_text(encoding="utf-8") if record.exists() else ""
        events = [_with_mapped_diff(json.loads(line)) for line in lines.splitlines()]
        recap = next((event["recap"] for event in events if event["event"] == "recap"), {})
        # a play that asks for secrets is shown them
        if self.ledger is not None and "include_secrets: true" not in (folder / "site.yml").read_text(encoding="utf-8"):
            self.ledger.add_output(output + lines)
        # What a callback is given is what AWX keeps of a job, so it belongs to the output that is searched for secrets.
        return Run(code, output + lines, [event for event in events if event["event"] != "recap"], recap, output)

    def by_hand(
        self, folder: Path, *arguments: str, environment: dict[str, str] | None = None, secrets: tuple[str, ...] = ()
    ) -> tuple[int, str]:
        """Run ansible-playbook in a folder as somebody does who has set nothing: a home with the collection alone.

        Returns the exit status and what was printed, in which none of the ``secrets`` may be.
        """
        home = folder / "home"
        installed = home / ".ansible" / "collections" / "ansible_collections" / "doorfleet"
        if not installed.exists():
            installed.mkdir(parents=True)
            installed.joinpath("akuvox").symlink_to(ROOT)
        command = [shutil.which("ansible-playbook", path=str(Path(sys.executable).parent)), *arguments]
        kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SSL_CERT_FILE") if name in os.environ}
        own = {"PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin", "HOME": str(home), **LOCALE}
        own |= {"TMPDIR": str(self.temporary), "PYTHONDONTWRITEBYTECODE": "1", **kept, **(environment or {})}
        done = subprocess.run(
            command,
            cwd=folder,
            env=own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        assert not [secret for secret in (PASSWORD, *secrets) if secret in done.stdout]
        return done.returncode, done.stdout

    def find(self, source: dict | str, *arguments: str, environment: dict[str, str] | None = None) -> Found:
        """Run ansible-inventory on a source of the plugin akuvox; it stays in ``folder`` as :attr:`source`."""
        self.source.write_text(source if isinstance(source, str) else to_yaml(source), encoding="utf-8")
        shown = self.folder / "list.json"
        shown.unlink(missing_ok=True)
        command = [shutil.which("ansible-inventory", path=str(Path(sys.executable).parent)), "-i", str(self.source)]
        command += [*arguments, "--list", "--output", str(shown)]
        strict = {"ANSIBLE_INVENTORY_UNPARSED_FAILED": "1"}
        # from elsewhere, as a path in the source begins at its own folder
        code, output = self._execute(command, self.temporary, strict, environment)
        listed = shown.read_text(encoding="utf-8") if shown.exists() else "{}"
        if self.ledger is not None:
            self.ledger.add_output(output + listed)
        assert "[DEPRECATION WARNING]" not in output, output[-6000:]
        return Found(code, output + listed, json.loads(listed))

    @property
    def source(self) -> Path:
        """The inventory source that :meth:`find` has written."""
        return self.folder / "doors.akuvox.yml"

    def encrypt(self, text: str, password: str) -> tuple[Vaulted, str]:
        """A value as ``ansible-vault encrypt_string`` writes it, and the path of the file with the vault password."""
        key = self.folder / "vault-password"
        key.write_text(password, encoding="utf-8")
        command = shutil.which("ansible-vault", path=str(Path(sys.executable).parent))
        done = subprocess.run(
            [command, "encrypt_string", "--vault-password-file", str(key)],
            input=text,
            capture_output=True,
            text=True,
            # it says more than the vaulted text at that verbosity
            env=self._environment({"ANSIBLE_VERBOSITY": "0"}, None),
            cwd=self.folder,
            timeout=LIMIT_SECONDS,
            check=True,
        )
        body = done.stdout[done.stdout.index("$ANSIBLE_VAULT") :]
        return Vaulted("\n".join(line.strip() for line in body.splitlines()) + "\n"), str(key)

    def _environment(self, own: dict, extra: dict | None) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SSL_CERT_FILE") if name in os.environ}
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            **LOCALE,
            "ANSIBLE_HOME": str(self.home / "ansible"),
            "ANSIBLE_CONFIG": str(self.home / "ansible.cfg"),
            "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
            "ANSIBLE_CALLBACK_PLUGINS": str(PLUGINS / "callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "record",
            "ANSIBLE_CONNECTION_PLUGINS": str(PLUGINS / "connection"),
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "ANSIBLE_REMOTE_TMP": str(self.temporary / "remote"),
            "ANSIBLE_NOCOLOR": "1",
            # as much as a user can be shown, since all of it is searched for secrets
            "ANSIBLE_VERBOSITY": "4",
            "ANSIBLE_DIFF_ALWAYS": "1",
            **own,
            **(extra or {}),
        }

    def _execute(
        self, command: list, folder: Path, own: dict, extra: dict | None, kill_when: Callable[[], bool] | None = None
    ) -> tuple[int, str]:
        """Run in a session of its own; a hanging run is ended with all its workers."""
        started = (self._starter or commands()).start(command, folder, self._environment(own, extra))
        try:
            while kill_when is not None and not started.ended():
                if kill_when():
                    _kill(started.pid)
                    break
                time.sleep(0.05)
            return started.finish(LIMIT_SECONDS)
        except BaseException:
            _kill(started.pid)
            started.finish(LIMIT_SECONDS)
            raise


def _kill(pid: int) -> None:
    """Kill a process with all that it has started: the workers of newer versions are in sessions of their own."""
    doomed, new = {pid}, {pid}
    while new:
        # whoever is stopped starts no further worker, which would outlive it and go on writing
        for each in new:
            _signal(each, signal.SIGSTOP)
        new = {child for child, parent in _parents().items() if parent in doomed} - doomed
        doomed |= new
    for each in doomed:
        _signal(each, signal.SIGKILL)


def _parents() -> dict[int, int]:
    """Each process of the machine and the one that has started it."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # the name before may have anything in it, also brackets
            found[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
