# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provision an emulated fleet of twelve doors, twice, take a lost card away, and report on them."""

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
REPORT = Path(".cache", "demo-report")
LOST_CARD = 41
LOCATION = "Config.DoorSetting.DEVICENODE.Location"
# Failures, diffs and summaries, and nothing else.
QUIET = {"ANSIBLE_STDOUT_CALLBACK": "doorfleet.akuvox.quiet"}
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
    text = shlex.join(argv).replace(f"{ROOT}/", "$PWD/")
    for word in re.sub(r" (?=-[-a-zA-Z]|doorfleet)", "\0", text).split("\0"):
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
            **QUIET,
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

    def play(self, job: str, *options: str) -> dict[str, str]:
        """Run a job's playbook, show all that it prints, and return what became of each door by its run file."""
        runs = self.folder / "runs"
        inventories = ["-i", str(INVENTORY), "-i", str(self.folder / "emulated.yml")]
        argv = ["ansible-playbook", *inventories, f"doorfleet.akuvox.{job}", *options]
        show(argv)
        argv += ["-e", f"akuvox_run_dir={runs}", "--forks", "12"]
        process = subprocess.Popen(argv, env=self.environment, stdin=subprocess.DEVNULL)
        try:
            code = process.wait()
        except BaseException:
            end(process, signal.SIGINT)
            raise
        if code:
            raise DemoError(f"ansible-playbook ended with exit code {code}")
        newest = max(runs.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        run = json.loads(newest.read_text(encoding="utf-8"))
        if run["job"] != job:
            raise DemoError(f"the newest run file is of {run['job']}, not of {job}")
        return {name: door["outcome"] for name, door in run["doors"].items()}

    def show_doors(self) -> dict[str, dict]:
        """Ask the emulator itself, past the collection, what the doors hold, and show it by site."""
        with urllib.request.urlopen(f"{self.admin}/devices/*/state", timeout=10) as answer:
            states = json.load(answer)
        for site, doors in sites().items():
            people = sorted({len(states[door]["user"]) for door in doors})
            locations = {states[door]["config"].get(LOCATION) for door in doors}
            named = len(locations - {"", None}) if len(locations) == len(doors) else 0
            print(f"  {site:8} {len(doors)} doors, {named} with their location, people on each: {people[0]}")
        print(flush=True)
        return states

    def write_environment(self) -> Path:
        """Write what another shell needs to repeat the commands."""
        names = (*self.secrets, *QUIET, "ANSIBLE_COLLECTIONS_PATH", "ANSIBLE_CONFIG", "PATH")
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
    say(f"# {len(doors)} emulated doors at {len(sites())} sites, as they came out of the box")
    demo.start_fleet()
    demo.show_doors()

    say(f"# One run: settings, telephony, codes, cards and {len(people)} people")
    if set(demo.play("provision").values()) != {"changed"}:
        raise DemoError("the first run was to change every door")
    expect_people(demo.show_doors(), doors, people)

    say("# Once more: nothing is left to change")
    if set(demo.play("provision").values()) != {"ok"}:
        raise DemoError("the second run was to change nothing")

    person = people[LOST_CARD]
    say(f"# {person['name']} has lost a card: it goes from the list, and from all doors")
    lost = person["cards"].pop(0)
    changed_people = demo.folder / "people.yml"
    write(changed_people, people, "The list of people, without the lost card.")
    if set(demo.play("provision", "--diff", "-e", f"people_file={changed_people.resolve()}").values()) != {"changed"}:
        raise DemoError("the lost card was to go from every door")
    states = demo.show_doors()
    if any(lost in record["CardCode"] for state in states.values() for record in state["user"]):
        raise DemoError("the lost card is still on a door")

    say("# The state of the fleet, in one page")
    demo.play("report", "-e", f"akuvox_report_dir={REPORT}")
    print(f"Open it in a browser:\n{REPORT.joinpath('report.html').resolve().as_uri()}\n", flush=True)
    if keep:
        say("# The fleet keeps running")
        say(f"Until you press Ctrl-C, {LIFETIME // 60} minutes at most. Type this elsewhere:")
        print(f"cd {shlex.quote(str(ROOT))}\n. {shlex.quote(str(demo.write_environment()))}")
        inventories = f"-i {INVENTORY} -i {demo.folder / 'emulated.yml'}"
        print(f"ansible-playbook {inventories} \\\n    doorfleet.akuvox.drift", flush=True)
        signal.pause()


def expect_people(states: dict[str, dict], doors: list[str], people: list[dict]) -> None:
    """Compare what the emulator itself says with the list."""
    found = {name: len(state["user"]) for name, state in states.items()}
    if found != dict.fromkeys(doors, len(people)):
        raise DemoError(f"there should be {len(people)} people on each door, not {found}")


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
            # a second Ctrl-C, or the one of make, would leave the fleet running
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            demo.stop()
    say(f"# Done in {time.monotonic() - started:.0f} seconds, and the fleet is stopped")
    say(
        "make demo ARGS=--keep leaves it running, for commands of your own. For your doors: copy demo/inventory, put "
        "in their addresses, and begin with --check --diff --limit ONE-DOOR."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
