# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provision an emulated fleet of twelve doors with ansible-playbook, twice, and show what a change looks like."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
INVENTORY = Path("demo", "inventory")
PEOPLE = Path("demo", "people.yml")
PLAYBOOK = "doorfleet.akuvox.provision"
RECAP = re.compile(r"^(\S+) +: ok=\d+ +changed=(\d+) +unreachable=(\d+) +failed=(\d+)", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# Should this program be killed and the emulator not notice, it stops by itself.
LIFETIME = 3600


class DemoError(Exception):
    """Something isn't as the demo promises."""


def say(text: str) -> None:
    """Print a paragraph, or a heading that begins with #."""
    if text.startswith("#"):
        text = f"\n{text.lstrip('# ')}\n{'=' * len(text.lstrip('# '))}"
    print("\n".join(textwrap.fill(line, 79) for line in text.splitlines()), end="\n\n", flush=True)


def show(argv: list[str]) -> None:
    """Print a command line as one types it, an option and its value together."""
    lines = ["$"]
    for word in re.sub(r" (?=-[-a-zA-Z])", "\0", shlex.join(argv)).split("\0"):
        if len(lines[-1]) + len(word) > 76:
            lines[-1] += " \\"
            lines.append("   ")
        lines[-1] += f" {word}"
    print("\n".join(lines), flush=True)


def sites() -> dict[str, list[str]]:
    """Return the doors of the inventory by site."""
    inventory = yaml.safe_load((INVENTORY / "hosts.yml").read_text(encoding="utf-8"))
    return {site: list(group["hosts"]) for site, group in inventory["akuvox"]["children"].items()}


def write(path: Path, contents: object, comment: str) -> None:
    """Write a YAML file that only its owner can read."""
    path.touch(mode=0o600)
    path.write_text(f"---\n# {comment}\n{yaml.safe_dump(contents, sort_keys=False)}", encoding="utf-8")


class Demo:
    """The emulated fleet, and what is run against it. ``folder`` holds all that the demo writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.password = secrets.token_urlsafe(12)
        # Made afresh for each run; the inventory takes them from the environment.
        self.secrets = {
            "AKUVOX_PASSWORD": self.password,
            "DOOR_SIP_PASSWORD": secrets.token_urlsafe(12),
            "DOOR_PUBLIC_CODE": f"{secrets.randbelow(10**6):06d}",
            "DOOR_CLEANING_CODE": f"{secrets.randbelow(10**8):08d}",
        }
        self.environment = {
            **os.environ,
            **self.secrets,
            "ANSIBLE_HOME": str(folder / "ansible"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
            self.environment["ANSIBLE_FORCE_COLOR"] = "1"
        self.emulator: subprocess.Popen[bytes] | None = None
        self.admin = ""

    def start_fleet(self) -> None:
        """Start the emulator, and tell Ansible where it has put each door."""
        fleet = [{"name": door, "tls": site != "north"} for site, doors in sites().items() for door in doors]
        defaults = {"username": "api", "password": self.password}
        write(self.folder / "fleet.yml", {"defaults": defaults, "devices": fleet}, "The doors of the demo.")
        ready = self.folder / "ready.json"
        argv = ["python", "extensions/emulator", "serve", "--fleet", str(self.folder / "fleet.yml")]
        argv += ["--ready-file", str(ready)]
        show(argv)
        limits = ["--exit-with-parent-pid", str(os.getpid()), "--lifetime", str(LIFETIME), "--log-level", "error"]
        self.emulator = subprocess.Popen([sys.executable, *argv[1:], *limits], env=self.environment)
        deadline = time.monotonic() + 30
        while not ready.exists():
            if self.emulator.poll() is not None or time.monotonic() > deadline:
                raise DemoError("the emulated fleet doesn't start")
            time.sleep(0.1)
        self.redirect(json.loads(ready.read_text(encoding="utf-8")))

    def redirect(self, ready: dict) -> None:
        """Write an inventory that leads the names of the doors to the emulated ones."""
        self.admin = ready["admin"]
        hosts = {}
        for device in ready["devices"]:
            hosts[device["name"]] = its = {"ansible_host": device["host"], "akuvox_port": device["port"]}
            # Emulated doors need no pause between requests. Real ones do: leave it at its default.
            its["akuvox_request_interval"] = 0.02
            if device["name"].startswith("south"):
                its["akuvox_ca_path"] = ready["ca_file"]
            if device["name"].startswith("harbour"):
                its["akuvox_ssl_fingerprint"] = device["fingerprint"]
        comment = (
            "The doors of demo/inventory, as this run of the emulator plays them. They need no pause between\n"
            "# requests; for real doors, leave akuvox_request_interval at its default."
        )
        write(self.folder / "emulated.yml", {"akuvox": {"hosts": hosts}}, comment)

    def provision(self, *options: str) -> dict[str, int]:
        """Run the playbook, show all that it prints, and return how many tasks changed something on each door."""
        argv = ["ansible-playbook", "-i", str(INVENTORY), "-i", str(self.folder / "emulated.yml"), "--forks", "12"]
        argv += [*options, PLAYBOOK]
        show(argv)
        process = subprocess.Popen(argv, env=self.environment, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        output = []
        try:
            for line in process.stdout:
                print(line, end="", flush=True)
                output.append(COLOUR.sub("", line))
            code = process.wait()
        except BaseException:
            end(process, signal.SIGINT)
            raise
        recap = {name: tuple(map(int, counts)) for name, *counts in RECAP.findall("".join(output))}
        if code or not recap or any(unreachable or failed for changed, unreachable, failed in recap.values()):
            raise DemoError(f"ansible-playbook ended with exit code {code}")
        return {name: changed for name, (changed, unreachable, failed) in recap.items()}

    def people_on_doors(self) -> dict[str, int]:
        """Ask the emulator itself, past the collection, how many people each door knows."""
        with urllib.request.urlopen(f"{self.admin}/devices/*/state", timeout=10) as answer:
            states = json.load(answer)
        return {name: len(state["user"]) for name, state in states.items()}

    def write_environment(self) -> Path:
        """Write what another shell needs to repeat the commands."""
        names = (*self.secrets, "ANSIBLE_COLLECTIONS_PATH", "ANSIBLE_CONFIG", "PATH")
        lines = [f"export {name}={shlex.quote(self.environment[name])}" for name in names if name in self.environment]
        path = self.folder / "env"
        path.touch(mode=0o600)
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        return path

    def stop(self) -> None:
        """Stop the emulator."""
        if self.emulator is not None:
            end(self.emulator, signal.SIGTERM)


def end(process: subprocess.Popen, number: int) -> None:
    """Ask a process to end, and don't leave it running whatever it does."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(demo: Demo, keep: bool) -> None:
    """Show it all."""
    doors = [door for group in sites().values() for door in group]
    people = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))
    say(f"# {len(doors)} emulated doors at {len(sites())} sites")
    say("North speaks plain HTTP, south has certificates that are checked with a CA file, harbour one that is pinned.")
    demo.start_fleet()

    say(f"# Provision them: settings, telephony, codes, cards and {len(people)} people")
    say(f"{INVENTORY} is written as for real doors. The other inventory leads their names to the emulated ones.")
    changed = demo.provision()
    if set(changed) != set(doors) or not all(changed.values()):
        raise DemoError("the first run was to change every door")
    found = demo.people_on_doors()
    if set(found.values()) != {len(people)}:
        raise DemoError(f"there should be {len(people)} people on each door, not {found}")
    say(f"The emulator itself says: {len(people)} people on each of the {len(found)} doors.")

    say("# Once more: nothing is left to change")
    changed = demo.provision()
    if any(changed.values()):
        raise DemoError("the second run was to change nothing")

    person = people[41]
    say(f"# What would change if {person['name']} got another PIN and a second card?")
    person["pin"] = f"{secrets.randbelow(10**6):06d}"
    person["cards"] = [*person.get("cards", []), "00C0FFEE"]
    changed_people = demo.folder / "people.yml"
    write(changed_people, people, "The list of people with one person changed.")
    options = ["--limit", "harbour-gate", "--tags", "akuvox_users", "-e", f"people_file={changed_people.resolve()}"]
    demo.provision("--check", "--diff", *options)
    say("PINs are hidden, cards are shown, and nothing was written: this was check mode.")
    if keep:
        say(f"# The fleet keeps running\nUntil you press Ctrl-C. In another terminal, from {ROOT}:")
        print(f". {shlex.quote(str(demo.write_environment()))}", flush=True)
        signal.pause()


def main() -> int:
    """Run the demo; leave nothing behind."""
    parser = argparse.ArgumentParser(prog="demo.py", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="keep the fleet running at the end, for trying commands")
    keep = parser.parse_args().keep
    if shutil.which("ansible-playbook") is None or "ANSIBLE_COLLECTIONS_PATH" not in os.environ:
        parser.error("start it with 'make demo', which provides ansible-core and makes the collection known to it")
    os.chdir(ROOT)
    # Both end by way of an exception, so that everything is cleared away; also when started with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    started = time.monotonic()
    Path(".cache").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="demo-", dir=".cache") as folder:
        demo = Demo(Path(os.path.relpath(folder)))
        try:
            run(demo, keep)
        except KeyboardInterrupt:
            print("\nStopped.", flush=True)
            return 0 if keep else 130
        except DemoError as problem:
            print(f"\ndemo.py: {problem}", file=sys.stderr, flush=True)
            return 1
        finally:
            demo.stop()
    say(f"# Done in {time.monotonic() - started:.0f} seconds, and the fleet is stopped")
    say(
        "Try it yourself: make demo ARGS=--keep leaves the fleet running until you press Ctrl-C.\n"
        "With your doors: copy demo/inventory, put in their addresses, and begin with --check --diff --limit ONE-DOOR. "
        "README.md has a quick start."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
