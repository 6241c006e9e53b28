# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each guide is followed to the letter: its files are written, its commands run, and what they print is compared.

Only what a reader has and a test hasn't is replaced, as stories.yml says: the doors, which are emulated ones, and what
is typed at a prompt.
"""

from __future__ import annotations

import ast
import os
import shlex
import shutil
import socket
import subprocess
import time
from pathlib import Path

import messages
import pytest
import story
import yaml
from harness.commands import commands
from harness.emulator import ROOT, Emulator, Fleet, linked_collection

HERE = Path(__file__).resolve().parent
GUIDES = [*sorted(ROOT.joinpath("docs", "docsite", "rst").glob("*.rst")), ROOT / "README.md"]
STORIES = yaml.safe_load(HERE.joinpath("stories.yml").read_text(encoding="utf-8"))
# The documentation ranges of the guides, and where a test may have its doors.
RANGES = {"192.0.2.": "127.0.2.", "198.51.100.": "127.0.3.", "203.0.113.": "127.0.4."}
LANGUAGES_OF_FILES = {"yaml", "ini", "text"}
LIMIT_SECONDS = 180
VAULT_PROMPT = "--ask-vault-pass"


def free_port(hosts: list[str]) -> int:
    """A port that is free at all of these addresses."""
    for _try in range(50):
        with socket.socket() as first:
            first.bind((hosts[0], 0))
            port = first.getsockname()[1]
        try:
            for host in hosts:
                with socket.socket() as tried:
                    tried.bind((host, port))
        except OSError:
            continue
        return port
    raise RuntimeError(f"no port is free at all of {', '.join(hosts)}")


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """The home of whoever follows the guides, with the collection and nothing else."""
    folder = tmp_path_factory.mktemp("home")
    linked_collection(folder / "collections")
    (folder / "vault-password").write_text("of the vault\n", encoding="utf-8")
    (folder / "ansible.cfg").write_text("[defaults]\nretry_files_enabled = false\n", encoding="utf-8")
    return folder


class Reader:
    """Somebody who follows a guide, in a folder of its own."""

    def __init__(self, folder: Path, home: Path, told: dict, doors: Emulator | None, port: int) -> None:
        self.folder = folder
        self.told = told
        self.port = port
        self.code = 0
        known, fingerprint = {"{root}": str(ROOT)}, ""
        if doors is not None:
            fingerprint = next(device["fingerprint"] for device in doors.devices.values()) or ""
            known |= {"{port}": str(port), "{fingerprint}": fingerprint}
        taken = {str(number): str(free_port(["127.0.0.1"])) for number in told.get("ports", ())}
        # in this order, as what is put in place of something may have some of the others in it
        self.replaced = {**told.get("replace", {}), **taken, **RANGES, **known}
        self.printed = {**RANGES, **({":443": f":{port}"} if port else {})}
        self.printed |= {text: fingerprint for text, put in told.get("replace", {}).items() if put == "{fingerprint}"}
        self.secrets = set(told.get("secrets", ()))
        self.background: list[subprocess.Popen] = []
        self.home = home
        (folder / ".home").symlink_to(home)
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "VIRTUAL_ENV") if name in os.environ}
        self.environment = {
            **kept,
            "HOME": str(home),
            "COLUMNS": "200",
            "ANSIBLE_CONFIG": str(home / "ansible.cfg"),
            "ANSIBLE_COLLECTIONS_PATH": str(home / "collections"),
            "AKUVOX_REQUEST_INTERVAL": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            **told.get("environment", {}),
        }
        if doors is not None:
            self.environment["AKUVOX_PORT"] = str(port)
            if doors.ca_file:
                self.environment["AKUVOX_CA_PATH"] = doors.ca_file

    def meant(self, text: str) -> str:
        """What the guide says, with the emulated doors in place of the real ones."""
        for written, put in self.replaced.items():
            text = text.replace(written, put)
        return text

    def written(self, text: str) -> str:
        """What was printed, as the guide would have it."""
        for written, put in self.printed.items():
            text = text.replace(put, written)
        return text

    def follow(self, block: story.Block) -> None:
        """Do what a block says."""
        if block.caption.startswith(story.QUOTED):
            quoted = ROOT.joinpath(block.caption.removeprefix(story.QUOTED)).read_text(encoding="utf-8")
            lines = [line.strip() for line in block.text.splitlines() if line.strip()]
            there = [line.strip() for line in quoted.splitlines() if line.strip()]
            assert any(there[start : start + len(lines)] == lines for start in range(len(there))), (
                f"{block.place}: {block.caption} has other lines"
            )
        elif not block.caption and block.language in self.told.get("shown", ()):
            return
        elif block.language == "console":
            for command in story.commands(block):
                self.run(command)
        else:
            assert block.language in LANGUAGES_OF_FILES, f"{block.place}: nothing is known to do with {block.language}"
            assert block.caption, f"{block.place}: a file without a name, as :caption:"
            self.write(block)

    def write(self, block: story.Block) -> None:
        """Write a file, or the end of one."""
        name = block.caption.removesuffix(story.ADDED)
        path = self.folder / name
        assert path.resolve().is_relative_to(self.folder.resolve()), f"{block.place}: {name} is outside"
        path.parent.mkdir(parents=True, exist_ok=True)
        if block.caption.endswith(story.ADDED):
            assert path.exists(), f"{block.place}: nothing to add to"
            text = path.read_text(encoding="utf-8") + "\n" + self.meant(block.text)
        else:
            text = self.meant(block.text)
        path.write_text(text, encoding="utf-8")

    def run(self, command: story.Command) -> None:
        """Run a command, and compare what it prints and how it ends: with 0, or as a following "echo $?" says."""
        line = self.told.get("commands", {}).get(command.line, command.line)
        if isinstance(line, dict):
            self.environment |= line
            return
        if command.line == "echo $?":
            assert (str(self.code),) == command.prints, f"{command.place}: it ended with {self.code}"
            self.code = 0
            return
        assert self.code == 0, f"{command.place}: what came before ended with {self.code}; show it by 'echo $?'"
        words = shlex.split(self.meant(line))
        if words[-1] == "&":
            self.start(words[:-1])
            return
        # A vault password is there where the guide asks for it, and not where it forgets to.
        asked = VAULT_PROMPT in words or words[0] == "ansible-vault"
        password = {"ANSIBLE_VAULT_PASSWORD_FILE": str(self.home / "vault-password")} if asked else {}
        words = [word for word in words if word != VAULT_PROMPT]
        self.code, printed = self.execute(words, {**self.environment, **password})
        output = self.written(printed)
        assert not [secret for secret in self.secrets if secret in output], f"{command.place}: a secret in the output"
        if lacks := story.missing(command.prints, output):
            raise AssertionError(f"{command.place}: '{command.line}' doesn't print '{lacks}':\n{output[-6000:]}")
        if self.code and not command.prints:
            raise AssertionError(f"{command.place}: '{command.line}' ends with {self.code}:\n{output[-6000:]}")

    def execute(self, words: list[str], environment: dict[str, str]) -> tuple[int, str]:
        """Run a command; return its exit code and what it printed. Those of Ansible start quickly, by the harness."""
        if words[0].startswith("ansible"):
            script = shutil.which(words[0], path=environment["PATH"])
            return commands().start([script, *words[1:]], self.folder, environment).finish(LIMIT_SECONDS)
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        return done.returncode, done.stdout

    def start(self, words: list[str]) -> None:
        """Start a command that goes on in the background, and wait for its ready file."""
        process = subprocess.Popen(words, cwd=self.folder, env=self.environment, stdout=subprocess.DEVNULL)
        self.background.append(process)
        ready = self.folder / words[words.index("--ready-file") + 1]
        deadline = time.monotonic() + LIMIT_SECONDS
        while not ready.exists():
            assert process.poll() is None, f"'{words}' ended with {process.returncode}"
            assert time.monotonic() < deadline, f"'{words}' isn't ready"
            time.sleep(0.05)

    def end(self) -> None:
        """Stop what was started."""
        for process in self.background:
            process.terminate()
            process.wait(30)


def test_every_guide_has_a_story_and_every_story_a_guide():
    assert sorted(STORIES) == sorted(guide.stem for guide in GUIDES)


def verdicts() -> list[str]:
    """The verdicts, in the order of their table."""
    tree = ast.parse(ROOT.joinpath("plugins", "module_utils", "http", "diagnosis.py").read_text(encoding="utf-8"))
    names = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign)}
    return [ast.literal_eval(names[entry.id]) for entry in names["REACHABILITIES"].elts]


def test_the_messages_of_the_guide_are_those_of_the_collection():
    entries = messages.entries(ROOT / "docs" / "docsite" / "rst" / "guide_troubleshooting.rst")
    said = messages.texts(ROOT / "plugins")
    assert [message for message in entries if not messages.is_said(message, said)] == []
    assert {verdict for verdict in entries.values() if verdict} == set(verdicts()) - {"ok"}


def test_every_guide_is_in_the_index_of_the_site_and_in_the_readme():
    index = ROOT.joinpath("docs", "site", "index.rst").read_text(encoding="utf-8")
    readme = ROOT.joinpath("README.md").read_text(encoding="utf-8")
    names = [guide.stem for guide in GUIDES if guide.suffix == ".rst"]
    assert [name for name in names if f"docsite/{name}\n" not in index or f"{name}.rst)" not in readme] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_the_guide_works_as_it_is_written(tmp_path, home, guide):
    told = STORIES[guide.stem] or {}
    found = story.fences(guide) if guide.suffix == ".md" else story.blocks(guide)
    fleet = told.get("fleet")
    doors, port = None, 0
    if fleet:
        port = free_port([device["host"] for device in fleet["devices"]])
        place = tmp_path / "emulator"
        place.mkdir()
        for device in fleet["devices"]:
            device["port"] = port
        doors = Emulator(place, fleet)
    folder = tmp_path / "reader"
    folder.mkdir()
    reader = Reader(folder, home, told, doors, port)
    try:
        for name, text in told.get("files", {}).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode().ljust(8192, b"\n"))
        for block in found:
            reader.follow(block)
        assert reader.code == 0, f"the last command ended with {reader.code}"
        for door, holds in told.get("afterwards", {}).items():
            state = Fleet(doors).state(door)
            for target, wanted in holds.items():
                assert _names(state[target]) == wanted, f"{target} of {door}"
    finally:
        reader.end()
        if doors:
            doors.stop()


def _names(held: object) -> object:
    """The names of records, or settings as they are."""
    return sorted(record["Name"] for record in held) if isinstance(held, list) else held
