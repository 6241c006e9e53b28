# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests each module and role sends: what a rollout takes on real doors, which want a pause between two.

Those that only fetch a login's challenge count as well. tests/contract/requests.yaml has the numbers.
"""

from __future__ import annotations

import os

import pytest
import yaml
from harness import newer
from harness.emulator import PASSWORD, ROOT
from harness.everything import MODULES, SECRETS, fill, options_of_all
from harness.people import cards, people, pins
from harness.playbook import to_yaml
from targets.privatekey import CODE, PIN
from targets.sip import PASSWORD as SIP_PASSWORD

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

TABLE = ROOT / "tests" / "contract" / "requests.yaml"
UPDATE = "UPDATE_REQUEST_COUNTS"
DOOR, NEWER = "door-01", "newer-1"
# They ask until the door has restarted, which takes a varying number of requests.
RESTARTING = {"akuvox_reboot", "akuvox_firmware", "akuvox_factory_reset"}
# Options that make a task wait, and so ask again.
WAITING = {"wait_registered", "capture"}
# Steps between that do not count. A call is ended before the next one, and others go on with the login as it was: by
# the second of their tasks.
ASIDE = "aside"
UNDONE_AFTER = {"akuvox_call": ("first", "again"), "akuvox_api_account": ("with_mac",)}
# First, again when nothing is left to do, and once more with a MAC that is expected.
TURNS = ("first", "again", "with_mac")
# A card is held to the reader once.
ONCE = {"akuvox_card_scan"}
NEW_PASSWORD = "n3w/api+pass%word"
LISTED = [{"user_id": "2001", "name": "Sam", "pin": PIN}, {"user_id": "2002", "name": "Ada", "cards": ["00B40005"]}]
ROLES = {
    "provision": {
        "akuvox_config": {"Config.DoorSetting.DEVICENODE.Location": "North"},
        "akuvox_relays": [{"relay": "A", "hold_delay": 12}],
        "akuvox_inputs": [{"input": "B", "delay": 7}],
        "akuvox_sip": [{"account": 1, "enabled": True, "server": "sip.example.net", "username": "7101",
                        "password": SIP_PASSWORD}],
        "akuvox_groups": ["First floor"],
        "akuvox_contacts": [{"name": "Flat 1", "phone": "0101", "group": "First floor"}],
        "akuvox_dialreplace": [{"prefix": "0110", "replacements": ["0200"]}],
        "akuvox_privatekeys": [{"name": "Cleaning", "code": CODE}],
        "akuvox_rfkeys": cards(1, 2, 3),
        "akuvox_users": people(1, 2, 3),
    },
    "credentials": {
        "akuvox_people": [{**person, "doors": ["doors"]} for person in LISTED],
        # the others are those of provision
        "akuvox_people_managed": ["2001-2999"],
    },
    "access": {},
    "probe": {"akuvox_probe_write": True},
    "adopt": {"akuvox_adopt_dir": "."},
    "revoke": {"akuvox_revoke": "2001"},
    "drift": {},
    "backup": {},
    "collect_logs": {},
    "hardening": {},
    "events": {"akuvox_events_url": "http://127.0.0.1:9", "akuvox_events_reload": 0},
    # of what credentials has done; all roles keep what they change, which costs nothing
    "undo": {"akuvox_undo_run": "credentials"},
    # last, since it changes the login
    "api_credentials": {"akuvox_api_new_password": NEW_PASSWORD},
}  # fmt: skip


@pytest.fixture(scope="module")
def table():
    """The numbers that are expected; a run to update them begins with none."""
    return {} if os.environ.get(UPDATE) else yaml.safe_load(TABLE.read_text(encoding="utf-8"))


@pytest.fixture
def counts(play, fleet):
    """``counts(steps, *arguments, **how)``: run a playbook of steps, (name, plays); return the requests of each one."""

    def run(steps, *arguments, **how):
        playbook = [part for name, plays in steps for part in (*plays, reading(name))]
        for door in (DOOR, NEWER):
            fleet.forget_requests(door)
        done = play(None, fleet.hosts(DOOR, NEWER), *arguments, playbook=playbook, **how)
        seen, found = 0, {}
        for name, _plays in steps:
            total = int(done.outcome("localhost", name)["msg"])
            found[name], seen = total - seen, total
        return found

    def reading(name):
        logs = [
            f"lookup('ansible.builtin.url', '{fleet.admin_url}/devices/{door}/requests', split_lines=false) | from_json"
            for door in (DOOR, NEWER)
        ]
        message = "{{ " + " + ".join(f"({log}) | length" for log in logs) + " }}"
        task = {"name": name, "ansible.builtin.debug": {"msg": message}}
        return {"name": "Count", "hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [task]}

    return run


def check(kind, found, table):
    """Compare what was counted with the table, or write it there."""
    rows = {}
    for name, count in found.items():
        what, turn = name.split()
        if not turn.startswith(ASIDE):
            rows.setdefault(what, {})[turn] = count
    if os.environ.get(UPDATE):
        known = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
        head = TABLE.read_text(encoding="utf-8").partition("---\n")[0]
        TABLE.write_text(head + "---\n" + to_yaml({**known, kind: rows}), encoding="utf-8")
        return
    differing = {name: {"now": rows.get(name), "table": table[kind].get(name)} for name in rows | table[kind]}
    differing = {name: pair for name, pair in differing.items() if pair["now"] != pair["table"]}
    assert not differing, (
        f"other numbers of requests than in {TABLE.relative_to(ROOT)}: {differing}. More of them make every rollout "
        "slower. If it is meant: python3 tests/tools/checks.py --exec newest "
        f"env {UPDATE}=1 pytest tests/integration/test_request_counts.py, and say why in the commit"
    )


def test_of_each_module(counts, fleet, table, tmp_path):
    """The same task three times: the first one writes, where the module does, and the others find nothing to do."""
    fill(fleet, DOOR)
    fill(fleet, NEWER)
    steps = []
    for module, tasks in options_of_all(tmp_path, fleet.devices[DOOR]["mac"]).items():
        if module in RESTARTING:
            continue
        first = {option: value for option, value in tasks[0].items() if option not in WAITING}
        if module == "akuvox_import":
            export = {"target": first["target"], "dest": first["src"]}
            steps.append((f"{module} {ASIDE}", [one_task("akuvox_export", export)]))
        for turn in TURNS[: 1 if module in ONCE else 3]:
            mac = {"mac": fleet.devices[hosts_of(module)]["mac"]} if turn == "with_mac" else {}
            steps.append((f"{module} {turn}", [one_task(module, {**first, **mac})]))
            if turn in UNDONE_AFTER.get(module, ()):
                steps.append((f"{module} {ASIDE}-{turn}", [one_task(module, tasks[1])]))
    assert {name.split()[0] for name, _plays in steps} == MODULES - RESTARTING
    check("modules", counts(steps, secrets=SECRETS), table)


def hosts_of(module):
    """The door that has what a module needs."""
    return NEWER if module in newer.MODULES else DOOR


def one_task(module, options):
    """A play of one task, on the door that has what it needs."""
    hosts = hosts_of(module)
    task = {"name": module, f"doorfleet.akuvox.{module}": options}
    return {"name": module, "hosts": hosts, "gather_facts": False, "tasks": [task]}


def test_of_each_role(counts, fleet, table, tmp_path):
    """The playbook of each role three times on one door."""
    variables = {
        "akuvox_backup_dir": f"{tmp_path}/sets",
        "akuvox_log_dir": f"{tmp_path}/logs",
        "akuvox_probe_dir": f"{tmp_path}/probes",
        "akuvox_undo_dir": f"{tmp_path}/undo",
        "akuvox_revoked_file": f"{tmp_path}/revoked.csv",
        "akuvox_events_doors_file": f"{tmp_path}/doors.json",
        **{name: value for settings in ROLES.values() for name, value in settings.items()},
    }
    steps = [
        (f"{role} {turn}", [{"name": role, "ansible.builtin.import_playbook": f"doorfleet.akuvox.{role}", **more}])
        for role in ROLES
        for turn, more in zip(TURNS, ({}, {}, {"vars": {"akuvox_mac": fleet.devices[DOOR]["mac"]}}), strict=True)
    ]
    secrets = {CODE, PIN, SIP_PASSWORD, NEW_PASSWORD, PASSWORD} | pins(1, 2, 3)
    check("roles", counts(steps, "-e", f"akuvox_hosts={DOOR}", variables=variables, secrets=secrets), table)
