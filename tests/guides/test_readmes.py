# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the READMEs of the roles and the pages of docs show: plays that Ansible takes, variables that there are.

That the roles do what they say, their own tests show.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess

import pytest
import story
import yaml
from harness.emulator import ROOT

READMES = [*sorted(ROOT.glob("roles/*/README.md")), *sorted(ROOT.glob("docs/*.md"))]
# Of the playbooks and lookups, beside what the roles take.
OF_PLAYBOOKS = {
    *("akuvox_hosts", "akuvox_serial", "akuvox_run_dir", "akuvox_run_artifact", "akuvox_drift_fail", "akuvox_people"),
    *("akuvox_retry", "akuvox_stop_at", "akuvox_allow_no_doors", "akuvox_summary_names"),
}


class _Loader(yaml.SafeLoader):
    """YAML with the tags of Ansible."""


_Loader.add_multi_constructor("!", lambda loader, tag, node: str(node.value))


def known_variables() -> set[str]:
    """All variables that a role, a playbook or the connection takes."""
    names = set(OF_PLAYBOOKS)
    for path in ROOT.glob("roles/*/meta/argument_specs.yml"):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"].values():
            names |= set(entry["options"])
    for path in ROOT.glob("playbooks/*.yml"):
        names |= set(re.findall(r"\bakuvox_[a-z_]+", path.read_text(encoding="utf-8")))
    fragment = (ROOT / "plugins" / "doc_fragments" / "connection.py").read_text(encoding="utf-8")
    return names | {f"akuvox_{name}" for name in re.findall(r"^  (\w+):$", fragment, re.MULTILINE)}


KNOWN = known_variables()


def shown(page, *languages):
    return [block for block in story.fences(page) if block.language in languages]


@pytest.mark.parametrize("page", READMES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_commands_name_playbooks_and_variables_that_there_are(page):
    for block in shown(page, "console"):
        for command in story.commands(block):
            words = shlex.split(command.line)
            if words[0] != "ansible-playbook":
                continue
            (playbook,) = [word for word in words if word.startswith("doorfleet.akuvox.")]
            assert ROOT.joinpath("playbooks", f"{playbook.rpartition('.')[2]}.yml").is_file(), block.place
            given = [words[number + 1] for number, word in enumerate(words) if word == "-e"]
            names = {name for text in given for name in (json.loads(text) if text[0] == "{" else [text.split("=")[0]])}
            assert names <= KNOWN, f"{block.place}: {names - KNOWN}"


@pytest.mark.parametrize("page", READMES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_variables_are_those_of_the_roles(page):
    for block in shown(page, "yaml"):
        held = yaml.load(block.text, _Loader)
        if isinstance(held, dict):
            names = {name for name in held if name.startswith("akuvox_")}
            assert names <= KNOWN, f"{block.place}: {names - KNOWN}"


def test_plays_and_tasks_are_taken_by_ansible(tmp_path):
    books = []
    for page in READMES:
        for block in shown(page, "yaml"):
            held = yaml.load(block.text, _Loader)
            if not isinstance(held, list):
                continue
            text = block.text
            if "hosts" not in held[0]:
                text = "- hosts: all\n  tasks:\n" + "".join(f"    {line}\n" for line in text.splitlines())
            books.append(tmp_path / f"{block.place.replace(':', '-')}-{page.parent.name}.yml")
            books[-1].write_text(text, encoding="utf-8")
    assert books
    command = ["ansible-playbook", "--syntax-check", "-i", "localhost,", *map(str, books)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout
