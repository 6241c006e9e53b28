# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One door that holds something of everything, and tasks of all modules for it."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import yaml
from targets import ALL
from targets import LISTS as RECORDS
from targets.privatekey import PIN

from . import newer
from .emulator import PASSWORD, ROOT, USERNAME


def documented(module):
    """The options of a module, by its documentation without the fragments."""
    tree = ast.parse((ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8"))
    texts = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign)}
    return yaml.safe_load(ast.literal_eval(texts["DOCUMENTATION"]))["options"]


# without those that run in the controller alone
MODULES = {
    path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if "\nMODULE = " in path.read_text("utf-8")
}
TRIGGER_PASSWORD = "0pen-by-url"
OTHER_USERNAME, OTHER_PASSWORD = "other-api", "0ther/api+pass%word"
RECEIVER_TOKEN = "receiver-token-0123456789"
SECRETS = {TRIGGER_PASSWORD, OTHER_PASSWORD, RECEIVER_TOKEN}.union(*(data.secrets for data in ALL.values()))
VERSION = "29.30.10.200"

# Two of each on the door at first, so that one of them can be removed without all going.
HELD = {
    **{target: data.held for target, data in RECORDS.items()},
    "calllog": [{"Type": "Missed", "Name": "Kim", "Num": "100"}, {"Type": "Dialed", "Name": "Robin", "Num": "101"}],
    "doorlog": [{"Type": "Card", "Name": name, "Status": "Success", "Code": "00B40001"} for name in ("Kim", "Robin")],
}
# The count is of what the door is asked for anyway, and how it is reached of none of it.
SUBSETS = [
    name
    for name in documented("akuvox_info")["gather"]["choices"]
    if name not in (*newer.TARGETS, "user_count", "reachability")
]
LISTS = ("user", "rfkey", "privatekey", "contact", "dialreplace")


def kept_in(folder):
    """Options that undo a run, which has removed a group; and the file in which the run has kept that."""
    run = "provision-20260102T030405.000000Z"
    path = Path(folder) / "undo" / run / "gate.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {"door": "gate", "run": run, "job": "provision", "started": "2026-01-02T03:04:05.000000Z", "vault": False}
    change = {"before": {"ID": "9", "Name": "Attic"}, "after": None, "hidden": [[], []], "news": []}
    lines = [
        {"kind": "doorfleet.akuvox undo", "format": 1, **about},
        {"step": 1, "kind": "records", "target": "group", "changes": [change]},
        {"done": 1, "found": [{"found": None, "hidden": []}]},
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return {"dir": str(Path(folder) / "undo"), "run": run, "door": "gate"}


def backup_of(folder):
    """Where the sets of the door are."""
    return {"dir": f"{folder}/sets", "door": "north-gate"}


def options_of_all(folder, mac):
    """Options of one or more tasks for each module, in an order that works on one door."""
    firmware = folder / "door.rom"
    firmware.write_bytes(f"AKUVOX-EMULATED-FIRMWARE model=R29 version={VERSION}\n".encode() + bytes(8192))
    return {
        "akuvox_info": [{"gather": SUBSETS}],
        "akuvox_request": [{"target": "system", "action": "status"}],
        "akuvox_export": [{"target": name, "dest": f"{folder}/{name}"} for name in ("config", *LISTS)],
        "akuvox_log_export": [
            {"type": name, "dest": f"{folder}/{name}"} for name in ("log", "kmsg", "log_debug", "calllog", "doorlog")
        ],
        "akuvox_log_collect": [{"dir": f"{folder}/collected", "door": "north-gate", "capture": 1}],
        "akuvox_backup": [backup_of(folder)],
        **{data.module: data.tasks for data in ALL.values()},
        "akuvox_action_url": [{"url": "http://192.0.2.5:5000", "token": RECEIVER_TOKEN}, {"state": "absent"}],
        "akuvox_door": [
            {"dtmf": {"enabled": False}, "groups": ["Fourth floor"], "contacts": [{"name": "Sam", "phone": "104"}]}
        ],
        "akuvox_credentials": [
            {"people": [{"user_id": "4", "name": "Sam", "pin": PIN, "cards": ["00B40004"]}], "purge_limit": "100%"},
            {"people": [], "purge_limit": "100%"},
        ],
        "akuvox_revoke": [
            {"people": [{"user_id": "2", "name": "Gone Person", "cards": ["00B40001"]}]},
            {"names": ["Sam"]},
        ],
        "akuvox_access_info": [{"pin_key": "5f" * 32}],
        "akuvox_probe": [{"dir": f"{folder}/probes", "door": "north-gate"}],
        "akuvox_adopt_info": [{}],
        "akuvox_calllog": [{"state": "absent", "ids": ["1"]}, {"state": "cleared"}],
        "akuvox_doorlog": [{"state": "absent", "ids": ["1"]}, {"state": "cleared"}],
        "akuvox_call": [{"action": "dial", "number": "100"}, {"action": "hangup"}],
        "akuvox_relay_trigger": [{"relay": "A", "confirm": True}],
        "akuvox_card_scan": [{}],
        "akuvox_pcap": [
            {"state": "started", "type": "manual"},
            {"state": "stopped", "dest": f"{folder}/door.pcap"},
        ],
        "akuvox_restore": [{**backup_of(folder), "parts": ["group"], "confirm": True}],
        "akuvox_undo": [kept_in(folder)],
        # What was exported above comes back; all of it has been changed since.
        "akuvox_import": [{"target": name, "src": f"{folder}/{name}"} for name in (*LISTS, "config")],
        "akuvox_hardening_info": [{"pin_policy": {"min_length": 6}, "fix": ["log_debug"]}],
        # The login as it was comes last: other tasks go on with it.
        "akuvox_api_account": [
            {"new_username": OTHER_USERNAME, "new_password": OTHER_PASSWORD},
            {"username": OTHER_USERNAME, "password": OTHER_PASSWORD, "new_username": USERNAME,
             "new_password": PASSWORD},
        ],
        "akuvox_reboot": [{"wait_timeout": 30}],
        "akuvox_firmware": [{"version": VERSION, "src": str(firmware), "wait_timeout": 30}],
        "akuvox_factory_reset": [{"confirm": mac}],
    }  # fmt: skip


def fill(fleet, door):
    """Put something into every list of the door."""
    fleet.put(door, scan_card="99D78D72", **{
        name: [{"ID": str(number), **record} for number, record in enumerate(records, 1)]
        for name, records in HELD.items()
    })  # fmt: skip
