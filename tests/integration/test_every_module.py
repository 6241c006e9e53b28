# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for all modules alike: check mode writes nothing, and each way of not getting in has its message."""

from __future__ import annotations

import ast

import yaml
from harness.emulator import DOORS, PASSWORD, ROOT
from harness.everything import LISTS, MODULES, SECRETS, backup_of, fill, options_of_all

# It has what all modules need, also those for newer firmware.
DOOR = "newer-1"
OTHERS = DOORS[1:]
WRONG = "wr0ng/pass+word"
LOCKED, MISMATCH = "api_disabled_or_not_whitelisted", "auth_mode_mismatch"
READS = {"get", "info", "status", "export"}
TIMES = ("uptime", "reboots")


# What Ansible adds to a result, or takes out of it for its own use.
OF_ANSIBLE = {
    "ansible_facts", "changed", "deprecations", "diff", "event", "exception", "failed", "invocation", "msg",
    "skip_reason", "skipped", "unreachable", "warnings",
}  # fmt: skip


def returned(module):
    """The keys of a result that a module's RETURN names."""
    tree = ast.parse((ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8"))
    texts = [node.value.value for node in tree.body
             if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "RETURN"]  # fmt: skip
    return set(yaml.safe_load(texts[0]) or {})


def tasks_of_all(folder, fleet, **keywords):
    """The first task of each module, named after it."""
    return [
        {"name": module, f"doorfleet.akuvox.{module}": options[0], **keywords}
        for module, options in options_of_all(folder, fleet.devices[DOOR]["mac"]).items()
    ]


def export(play, fleet, folder):
    """Save what akuvox_import is to import, and akuvox_restore to restore."""
    files = [{"target": name, "dest": f"{folder}/{name}"} for name in (*LISTS, "config")]
    tasks = [{"name": "export", "doorfleet.akuvox.akuvox_export": options} for options in files]
    tasks.append({"name": "backup", "doorfleet.akuvox.akuvox_backup": backup_of(folder)})
    play(tasks, fleet.hosts(DOOR))


def lasting(state):
    """A door's state without what changes by itself."""
    return {part: value for part, value in state.items() if part not in TIMES}


def test_check_mode_of_every_module_writes_nothing_and_shows_no_secret(play, fleet, tmp_path):
    fill(fleet, DOOR)
    export(play, fleet, tmp_path)
    # other than what would be imported
    fleet.put(DOOR, user=[{"ID": "1", "UserID": "9", "Name": "Other"}])
    before = lasting(fleet.state(DOOR))
    fleet.forget_requests(DOOR)
    tasks = tasks_of_all(tmp_path, fleet)
    assert {task["name"] for task in tasks} == MODULES
    done = play(tasks, fleet.hosts(DOOR), "--check", "--diff", "-vvvv", secrets=SECRETS)
    # some cores leave their own keys in
    told = {
        module: {key for key in done.outcome(DOOR, module) if not key.startswith("_ansible_")} for module in MODULES
    }
    unnamed = {module: keys - OF_ANSIBLE - returned(module) for module, keys in told.items()}
    assert {module: keys for module, keys in unnamed.items() if keys} == {}
    # the file of an export is fetched from an address of its own (C60), and a probe looks at the page that opens doors
    aside = ("/download/", "/fcgi/do")
    asked = [entry for entry in fleet.requests(DOOR) if not entry["path"].startswith(aside)]
    assert {entry["action"] for entry in asked if entry["authorized"]} <= READS
    assert lasting(fleet.state(DOOR)) == before


def test_every_module_says_why_it_does_not_get_in(play, fleet, closed_port, tmp_path):
    fill(fleet, DOOR)
    export(play, fleet, tmp_path)
    fleet.patch(OTHERS[1], api_enabled=False)
    doors = {
        "wrong-password": (
            fleet.host(OTHERS[0], akuvox_password=WRONG),
            "failed",
            "refused the login of user",
            "bad_credentials",
        ),
        "api-off": (fleet.host(OTHERS[1]), "failed", "the device forbids access (HTTP 403)", LOCKED),
        "other-login": (
            fleet.host(OTHERS[2], akuvox_auth="basic"),
            "failed",
            "offers digest login, not basic",
            MISMATCH,
        ),
        "unknown-certificate": (fleet.host("tls-1"), "failed", "its certificate is not trusted here", "tls_untrusted"),
        "no-tls": (
            fleet.host(OTHERS[3], akuvox_use_ssl=True),
            "failed",
            "this port does not speak TLS",
            "not_an_akuvox",
        ),
        "nothing-there": (
            fleet.host(OTHERS[4], akuvox_port=closed_port),
            "unreachable",
            "connection refused",
            "offline",
        ),
    }
    done = play(
        tasks_of_all(tmp_path, fleet, ignore_errors=True, ignore_unreachable=True),
        {name: variables for name, (variables, *_rest) in doors.items()},
        "-vvvv",
        variables={"akuvox_retries": 0},
        secrets={WRONG, PASSWORD, *SECRETS},
    )
    for name, (_variables, event, words, verdict) in doors.items():
        for module in MODULES:
            outcome = done.outcome(name, module)
            assert (outcome["event"], words in outcome["msg"]) == (event, True), (name, module, outcome["msg"])
            assert outcome["reachability"] == verdict, (name, module)
            assert not outcome.get("changed"), (name, module)
