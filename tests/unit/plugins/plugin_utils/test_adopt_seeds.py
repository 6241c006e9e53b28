# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Round trip: generated doors of six families are adopted, wiped, and set again from what was written.

What is lost on the way is written down here by hand, and adopt has to name each of it. ``ADOPT_SEEDS`` says how many
states of the fleet, from the seed ``ADOPT_FIRST`` on, ``ADOPT_DOORS`` how many doors; ``make test`` takes one state of
a smaller fleet. All of it:
``env ADOPT_SEEDS=200 ADOPT_DOORS=40 pytest tests/unit/plugins/plugin_utils/test_adopt_seeds.py -n 2``.
"""

from __future__ import annotations

import base64
import json
import os
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.secretleaves import bare
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.doorlists import (
    FIELDS,
    doors_of,
    in_sets,
    listed_person,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.people import Rules, check_people
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import pin_policy
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import execute
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import pack
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.door import MODULE as DOOR
from ansible_collections.doorfleet.akuvox.plugins.modules.akuvox_adopt_info import MODULE as ADOPT_INFO
from ansible_collections.doorfleet.akuvox.plugins.modules.akuvox_credentials import MODULE as CREDENTIALS
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils import adoptstages
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.adoptedfile import AdoptedFile
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.emulating import started
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.plugin_utils.adoptedfleet import (
    CONFIG,
    FAMILIES,
    Generated,
    comparable,
    devices,
)

FIRST = int(os.environ.get("ADOPT_FIRST", "0"))
SEEDS, DOORS = int(os.environ.get("ADOPT_SEEDS", "1")), int(os.environ.get("ADOPT_DOORS", "8"))
OPENER = build_opener(ProxyHandler({}))
TODAY = "2026-05-15"

# What can't come back, by hand: (part, field) -> words of a line of adopt that names it, of the very person where it is
# one. Of some things all fields are lost.
_NO_FIELD = "user_id {key}: a list of people has no field for"
_OWN_SCHEDULE = ("user_id {key}: the doors disagree on the schedule, so each keeps its own (keep: schedule)",)
_OWN_TIMES = ("user_id {key}: the times or relays of the cards or the code are none that a list can say",)
_ALL = {
    ("user", "WebRelay"): [(_NO_FIELD, "web_relay")],
    ("user", "LiftFloorNum"): [(_NO_FIELD, "lift_floors")],
    ("user", "FaceUrl"): [(_NO_FIELD, "a face")],
    # families without schedules have other ones for the same people, and so have relays
    ("user", "ScheduleRelay"): [_OWN_SCHEDULE],
    ("config", "Config.DoorSetting.RELAY.Password"): [("akuvox_http_trigger.password: has {{, {% or {# in it",)],
    ("config", "Config.DoorSetting.Action.CallNum"): [("akuvox_input_call: the door doesn't show it",)],
    # one of them is only stars, as which a door hides others
    **{
        ("config", f"Config.DoorSetting.DTMF.MultiCode{n}"): [("akuvox_dtmf.codes", "the door hides it")] for n in "123"
    },
    # of three public codes the first is empty
    **{
        ("config", f"Config.DoorSetting.PASSWORD.PublicKey{n}"): [("akuvox_publiccode.codes", "would change it")]
        for n in "123"
    },
}
LOST = {
    "open": _ALL,
    # whoever can't be let in as before isn't let in
    "keyed": {**_ALL, ("rfkey", ""): [_OWN_SCHEDULE, _OWN_TIMES], ("privatekey", ""): [_OWN_SCHEDULE, _OWN_TIMES]},
    "masking": {
        **_ALL,
        # where other doors show it, it comes back
        ("user", "PrivatePIN"): [("user_id {key}: the door hides the PIN (keep: pin)",)],
        ("config", "Config.Account1.GENERAL.Pwd"): [("akuvox_sip[0].password: the door hides it",)],
    },
}
OF_A_CLOUD = ("1 people of a cloud or another platform, which credentials leaves alone",)


class Vault:
    """As ansible-vault, without its cost."""

    def __init__(self, loader):
        pass

    def check(self, option):
        pass

    def encrypt(self, content):
        return b"$ANSIBLE_VAULT;1.1;TEST\n" + base64.b16encode(content).lower() + b"\n"

    def decrypt(self, content, path):
        return base64.b16decode(content.split(b"\n")[1].strip().upper())


@pytest.fixture(scope="module")
def emulator(tmp_path_factory):
    """``ask(method, path, body)`` of an emulator with the doors, and their addresses."""
    folder = tmp_path_factory.mktemp("emulator")
    fleet = {"defaults": {"username": "api", "password": "fleet/pass+word"}, "devices": devices(DOORS)}
    with started(folder, fleet) as ready:

        def ask(method, path, body=None):
            data = None if body is None else json.dumps(body).encode()
            with OPENER.open(Request(ready["admin"] + path, method=method, data=data), timeout=60) as answer:
                return json.load(answer)

        yield ask, {device["name"]: device for device in ready["devices"]}


def params_of(module, device, **options):
    found = {name: entry.get("default") for name, entry in module.flat_spec.items()}
    found |= {"host": device["host"], "port": device["port"], "use_ssl": device["scheme"] == "https"}
    found |= {"validate_certs": False, "request_interval": 0.0, "retries": 0, "settle": 1.0}
    return {**found, "username": "api", "password": "fleet/pass+word", **options}


def done(module, device, check_mode=False, **options):
    result = execute(module, params_of(module, device, **options), check_mode=check_mode)
    assert not {"failed", "unreachable"} & set(result), f"{device['name']}: {result.get('msg')}"
    return result


class HostVars:
    """As Ansible's, for the stages."""

    def __init__(self, told):
        self.told = told

    def raw_get(self, door):
        return {"adopt_door": self.told.get(door, {})}


def written(folder, told, groups, monkeypatch):
    """Write the files; what the stage has returned."""
    monkeypatch.setattr(adoptstages, "Vault", Vault)
    task_vars = {"ansible_play_hosts_all": list(told), "groups": groups, "hostvars": HostVars(told),
                 "akuvox_adopt_dir": str(folder), "akuvox_adopt_groups": ["all", *FAMILIES]}  # fmt: skip
    stages = adoptstages.AdoptStages(DoorVariables(task_vars, lambda value: value), None, False, lambda line: None)
    stages.begin()
    return stages.write()


def variables_of(folder, door, groups):
    """The variables of a door as Ansible would have them, and the list."""
    places = [("group_vars", name) for name in ["all", *FAMILIES] if door in groups.get(name, ())]
    found = {}
    for place in [*places, ("host_vars", door)]:
        found |= bare(AdoptedFile(str(folder.joinpath(*place, "adopted.yml")), Vault(None)).tree({}))
    return {name.removeprefix("akuvox_"): value for name, value in found.items()}


def packed_list(folder, groups, doors):
    rows = bare(AdoptedFile(str(folder / "adopted_people.yml"), Vault(None)).tree([]))
    rules = Rules(names=frozenset([*groups, *doors]), policy=pin_policy({}), today=TODAY)
    people, problems = check_people(rows, lambda index, field: f"{index} {field}", rules)
    assert problems == []
    listed = [listed_person(person, FIELDS) for person in people]
    return pack({"people": listed, **in_sets(doors_of(people, groups, doors)), "absent": []})


def is_named(place, kind, lines):
    """Whether a loss is one of those that are written down above, and named."""
    part, field, key = place
    if (part, key) == ("user", "9001"):
        ways = [OF_A_CLOUD]
    else:
        ways = LOST[kind].get((part, field)) or LOST[kind].get((part, "")) or []
    # a card is known by its code, and said to be of its person
    who = lines.owners.get((part, key), key)
    return any(all(word.replace("{key}", who) in line for word in way) for way in ways for line in lines.said)


class Said:
    """What adopt has named of a door, and whose its cards and codes are."""

    def __init__(self, result, door, state):
        self.said = [*result["doors"][door]["lost"], *result["notes"]]
        self.owners = {("rfkey", record["Code"]): record["Name"].partition(" ")[0] for record in state["rfkey"]}
        self.owners |= {
            ("privatekey", record["Name"]): record["Name"].partition(" ")[0] for record in state["privatekey"]
        }


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
def test_adopted_wiped_and_set_again_a_door_is_what_it_was(seed, emulator, tmp_path, monkeypatch):
    ask, doors = emulator
    generated, before, keys, groups = Generated(seed), {}, {}, {"all": list(doors)}
    for name in doors:
        ask("POST", f"/devices/{name}/reset")
        ask("PUT", f"/devices/{name}/state", generated.records(name))
        config = generated.config(ask("GET", f"/devices/{name}/state")["config"])
        ask("PATCH", f"/devices/{name}/config", config)
        keys[name], before[name] = list(config), ask("GET", f"/devices/{name}/state")
    groups |= {family: [name for name in doors if name.startswith(f"{family}-")] for family in FAMILIES}
    stores = {name: "rfkey_privatekey" if "-keyed-" in name else "auto" for name in doors}
    told = {
        name: done(ADOPT_INFO, device, secrets=True, config=CONFIG, managed=["*"], store=stores[name])
        for name, device in doors.items()
    }
    result = written(tmp_path, told, groups, monkeypatch)
    packed = packed_list(tmp_path, groups, list(doors))
    for name, device in doors.items():
        options = variables_of(tmp_path, name, groups)
        people = {"packed": packed, "door": name, "today": TODAY, "purge_limit": "100%", "store": stores[name]}
        # nothing is left to do, or adopt has named it
        named = [line for line in result["doors"][name]["lost"] if "credentials would" in line]
        assert not done(DOOR, device, check_mode=True, **options)["changed"], name
        assert done(CREDENTIALS, device, check_mode=True, **people)["changed"] == bool(named), (name, named)
        ask("POST", f"/devices/{name}/reset")
        done(DOOR, device, **options)
        done(CREDENTIALS, device, **people)
        after, held = (comparable(state, keys[name]) for state in (ask("GET", f"/devices/{name}/state"), before[name]))
        lines = Said(result, name, before[name])
        for place in {**held, **after}:
            if held.get(place) != after.get(place):
                what = (seed, name, place, held.get(place), after.get(place))
                assert is_named(place, name.split("-")[1], lines), what
