# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in each module's documentation run as they stand, against a door that holds what they speak of."""

from __future__ import annotations

import ast
import hashlib

import pytest
import yaml
from harness.emulator import ROOT
from harness.everything import MODULES, VERSION, fill
from targets import ALL

# It has what all examples need, also those for newer firmware.
DOOR = "newer-1"
OPENER = "0pen-by-url"
API_PASSWORD, NEWEST_API_PASSWORD = "api/pass+w0rd", "newest/api+pass"
DOOR_TOKEN = "token-of-the-example-0123"
PIN_KEY = "key-of-the-example-0123456789abcdef"
SECRETS = {OPENER, API_PASSWORD, NEWEST_API_PASSWORD, DOOR_TOKEN, PIN_KEY}.union(
    *(data.secrets for data in ALL.values())
)
VARIABLES = {
    "vault_pin_key": PIN_KEY,
    "vault_new_api_password": API_PASSWORD,
    "vault_newest_api_password": NEWEST_API_PASSWORD,
    "door_token": DOOR_TOKEN,
    "vault_akuvox_opener": OPENER,
}
for data in ALL.values():
    VARIABLES |= data.examples
TRIGGER = "Config.DoorSetting.RELAY."
EXAMPLE_MD5 = "25e317773f308e446cc84c503a6d1f85"
# Files that the examples take, by the target of the export that makes them.
FILES = {"ICKey.xml": "rfkey", "Config.tgz": "config"}


def examples(module, stand_ins):
    """The tasks of a module's documentation; ``stand_ins`` replace what only the test can know."""
    tree = ast.parse((ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8"))
    texts = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign)}
    text = ast.literal_eval(texts["EXAMPLES"])
    for written, meant in stand_ins.items():
        text = text.replace(written, meant)
    return yaml.safe_load(text)


# What each module does under each ansible-core is tried by test_every_module.
@pytest.mark.one_core
@pytest.mark.parametrize("module", sorted(MODULES))
def test_the_examples_of_the_documentation_run(play, fleet, tmp_path, module):
    fill(fleet, DOOR)
    fleet.put_config(DOOR, **{f"{TRIGGER}UserName": "opener", f"{TRIGGER}Password": OPENER, f"{TRIGGER}HttpTrig": "1"})
    # a restart after another one shows only when it takes longer than the uptime is exact
    fleet.patch(DOOR, reboot_grace=0.2, reboot_seconds=4.0)
    for place in ("firmware", "doors/north-gate"):
        (tmp_path / place).mkdir(parents=True)
    firmware = f"AKUVOX-EMULATED-FIRMWARE model=R29 version={VERSION}\n".encode() + bytes(8192)
    (tmp_path / "firmware" / f"{VERSION}.rom").write_bytes(firmware)
    mac = fleet.devices[DOOR]["mac"]
    host = {"north-gate": fleet.host(DOOR, label_mac=mac)}
    if module == "akuvox_info":
        # it waits until an account is registered
        account = {"GENERAL.Enable": "1", "GENERAL.UserName": "0114", "SIP.Server": "192.0.2.9"}
        fleet.put_config(DOOR, **{f"Config.Account1.{key}": value for key, value in account.items()})
    if module == "akuvox_import":
        saved = [{"target": target, "dest": f"{tmp_path}/doors/north-gate/{name}"} for name, target in FILES.items()]
        play([{"name": "export", "doorfleet.akuvox.akuvox_export": options} for options in saved], host)
    if module == "akuvox_restore":
        options = [{"dir": f"{tmp_path}/doors/backups", "door": door} for door in ("north-gate", "south-gate")]
        play([{"name": "backup", "doorfleet.akuvox.akuvox_backup": each} for each in options], host)
        fleet.reset()
    if module == "akuvox_undo":
        # a run of the job, which keeps what it changes
        people = [{"user_id": "1001", "name": "Robin Sample", "doors": ["all"]}]
        given = {"akuvox_run_dir": f"{tmp_path}/doors/runs", "akuvox_people": people, "akuvox_people_managed": ["1001"]}
        job = [{"import_playbook": "doorfleet.akuvox.credentials"}]
        play(None, host, playbook=job, groups={"akuvox": ["north-gate"]}, variables=given)
    tasks = examples(
        module,
        {
            **{"/srv/": f"{tmp_path}/", "0C:11:05:00:00:0B": mac, EXAMPLE_MD5: hashlib.md5(firmware).hexdigest()},
            # the test's only set is of today
            'before: "2026-01-31 18:00"': 'before: "2099-01-31 18:00"',
        },
    )
    assert any(f"doorfleet.akuvox.{module}" in str(task) for task in tasks)
    if module == "akuvox_factory_reset":
        # afterwards nobody is let in, so each example has a door that is as new
        for task in tasks:
            fleet.reset()
            play([task], host, "--diff", "-v")
    else:
        play(tasks, host, "--diff", "-v", variables=VARIABLES, secrets=SECRETS)
