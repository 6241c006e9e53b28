# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Round trip: generated doors of six families are adopted, wiped, and set again from what was written.

What is lost on the way is written down here by hand, and adopt has to name each of it. ``ADOPT_SEEDS`` says how many
states of the fleet, ``ADOPT_DOORS`` how many doors; ``make test`` takes one state of a smaller fleet. All of it:
``env ADOPT_SEEDS=200 ADOPT_DOORS=40 pytest tests/unit/plugins/plugin_utils/test_adopt_seeds.py -n 2``.
"""

from __future__ import annotations

import base64
import json
import os
import random
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

FAMILIES = ("manual", "e18", "x916", "x912", "s532", "a08s")
SEEDS, DOORS = int(os.environ.get("ADOPT_SEEDS", "1")), int(os.environ.get("ADOPT_DOORS", "8"))
MASKING = {"masked_fields": {"user": ["PrivatePIN"]}, "masked_keys": ["Config.Account1.GENERAL.Pwd"]}
OPENER = build_opener(ProxyHandler({}))
FLAGS = ("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun")
TODAY = "2026-05-15"
SCHEDULES, CONTACTS = ("e18", "x916", "x912", "a08s"), ("manual", "e18", "x916", "x912", "s532")

# What can't come back, by hand: (part, field) -> words of adopt that name it, of the very person where it is one.
_PEOPLE = {
    ("user", "WebRelay"): "user_id {key}: a list of people has no field for web_relay",
    ("user", "LiftFloorNum"): "lift_floors",
    # families without schedules have other ones for the same people
    (
        "user",
        "ScheduleRelay",
    ): "user_id {key}: the doors disagree on the schedule, so each keeps its own (keep: schedule)",
}
LOST = {
    **dict.fromkeys(FAMILIES, _PEOPLE),
    "masking": {
        **_PEOPLE,
        # where other doors show it, it comes back
        ("user", "PrivatePIN"): "user_id {key}: the door hides the PIN (keep: pin)",
        ("config", "Config.Account1.GENERAL.Pwd"): "akuvox_sip[0].password: the door hides it",
    },
}
# A record's fields that a device gives by itself, or that follow from others.
OWN = ("ID", "DisplayID", "Mode", "SourceType", "Source", "Week", "Daily", "Date")


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
    devices = []
    for number in range(DOORS):
        family = FAMILIES[number % len(FAMILIES)]
        masking = number % 7 == 3
        name = f"{family}-{'masking' if masking else 'open'}-{number}"
        devices.append({"name": name, "profile": family, "profile_overrides": MASKING if masking else {}})
    fleet = {"defaults": {"username": "api", "password": "fleet/pass+word"}, "devices": devices}
    with started(folder, fleet) as ready:

        def ask(method, path, body=None):
            data = None if body is None else json.dumps(body).encode()
            with OPENER.open(Request(ready["admin"] + path, method=method, data=data), timeout=60) as answer:
                return json.load(answer)

        yield ask, {device["name"]: device for device in ready["devices"]}


class Generated:
    """The state of a fleet by a seed. People and some values are shared, and some doors differ from the others."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.people = [self._person(number) for number in range(1, 13)]
        self.contacts = [{"Name": f"Flat {number}", "Phone": f"0{self.random.randint(100, 999)}", "Group": "",
                          "DialType": self.random.choice("012")} for number in range(1, 5)]  # fmt: skip
        self.schedules = [self._schedule(number) for number in range(1003, 1007)]

    def _person(self, number):
        choose = self.random.random
        return {
            "UserID": str(2000 + number),
            "Name": self.random.choice(["Sample {}", "{} Example", "Zoë {{{{ x }}}} {}", "007-{}"]).format(number),
            "PrivatePIN": f"{self.random.randint(10000000, 99999999)}" if choose() < 0.7 else "",
            "CardCode": f"00B4{number:04X}" if choose() < 0.6 else "",
            "WebRelay": self.random.choice(["0", "0", "3"]),
            "LiftFloorNum": self.random.choice(["0", "0", "2;4"]),
            "numbers": self.random.sample(["1001", "1002", "1003", "1004"], self.random.randint(1, 2)),
        }

    def _schedule(self, number):
        kind = self.random.choice("012")
        times = sorted(self.random.sample([f"{hour:02d}:{minute}" for hour in range(24) for minute in ("00", "30")], 2))
        days = (
            dict.fromkeys(FLAGS, "0") | {self.random.choice(FLAGS): "1"} if kind == "1" else dict.fromkeys(FLAGS, "1")
        )
        record = {"ID": str(number - 1000), "DisplayID": str(number), "Name": f"S{number}", "Type": kind, "Mode": kind}
        record |= {"TimeStart": times[0], "TimeEnd": times[1], "SourceType": "1", **days}
        record["DateStart"], record["DateEnd"] = ("20260110", "20261120") if kind == "0" else ("", "")
        return record

    def _keyed(self, number, code):
        times = self.random.choice([("00:00", "00:00"), ("08:00", "17:30")])
        days = {flag: self.random.choice("11110") for flag in FLAGS}
        return {"Name": f"Key {number}", "Code": code, "DoorNum": self.random.choice(["1", "12", "3"]), **days,
                "TimeStart": times[0], "TimeEnd": times[1]}  # fmt: skip

    def state(self, family):
        """Of one door: its records, and the keys of its configuration that are not as on a new door."""
        chosen = self.random.sample(self.people, 8)
        users = []
        for number, person in enumerate(chosen, 1):
            its = person["numbers"]
            if family not in SCHEDULES and not {*its} <= {"1001", "1002"}:
                its = ["1001"]
            record = {key: value for key, value in person.items() if key != "numbers"}
            users.append({**record, "ID": str(number), "ScheduleRelay": ",".join(f"{each}-1" for each in its)})
        found = {"user": users}
        if family in SCHEDULES:
            found["schedule"] = self.schedules
        if family in CONTACTS:
            # device-facts 7.1: newer firmware has no account for each contact
            lacks = ("DialType",) if family in ("e18", "x916") else ()
            found["contact"] = [
                {**{key: value for key, value in each.items() if key not in lacks}, "ID": str(number)}
                for number, each in enumerate(self.contacts, 1)
            ]
        found["rfkey"] = [{**self._keyed(number, f"00C0{number:04X}"), "ID": str(number), "Frequency": "0",
                           "Tags": self.random.choice("023")} for number in range(1, 4)]  # fmt: skip
        found["privatekey"] = [{**self._keyed(number, f"{self.random.randint(100000, 999999)}{number}"),
                                "ID": str(number)} for number in range(1, 3)]  # fmt: skip
        found["dialreplace"] = [{"ID": "1", "Prefix": "01", "Line": "1", "Replace1": "0201", "Replace2": "0202"}]
        choose = self.random.choice
        config = {
            "Config.Account1.GENERAL.Pwd": choose(["s1p/secret", "0ther+secret"]),
            "Config.Account1.GENERAL.UserName": choose(["7101", "7102"]),
            "Config.Account1.SIP.Server": "sip.example.net",
            "Config.Account1.GENERAL.DisplayName": choose(["Door", "{{ lookup }}"]),
            "Config.Settings.LOGLEVEL.Level": choose("3467"),
            "Config.DoorSetting.DTMF.Code1": choose("59*#"),
        }
        return found, config


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


def comparable(state, keys):
    """What a door holds: IDs and schedule numbers aside."""
    names = {record["DisplayID"]: record["Name"] for record in state.get("schedule", ())}
    found = {("config", key, ""): state["config"].get(key) for key in keys}
    for part, key in (("user", "UserID"), ("contact", "Name"), ("rfkey", "Code"), ("privatekey", "Name"),
                      ("dialreplace", "Prefix"), ("schedule", "Name")):  # fmt: skip
        for record in state.get(part, ()):
            for field, value in record.items():
                if field in OWN or (part == "contact" and field == "Group"):
                    continue
                if part == "user" and "Schedule" in field:
                    pairs = [pair.partition("-") for pair in value.replace(";", ",").split(",") if pair]
                    field, value = (
                        "ScheduleRelay",
                        frozenset((names.get(one, one), relay) for one, _dash, relay in pairs),
                    )
                if part == "schedule" and record["Type"] == "2" and field in FLAGS:
                    continue
                found[part, field, record[key]] = value
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
def test_adopted_wiped_and_set_again_a_door_is_what_it_was(seed, emulator, tmp_path, monkeypatch):
    ask, devices = emulator
    generated, before, keys = Generated(seed), {}, {}
    for name in devices:
        ask("POST", f"/devices/{name}/reset")
        state, config = generated.state(name.partition("-")[0])
        ask("PUT", f"/devices/{name}/state", state)
        ask("PATCH", f"/devices/{name}/config", config)
        keys[name] = list(config)
        before[name] = comparable(ask("GET", f"/devices/{name}/state"), config)
    groups = {"all": list(devices)}
    groups |= {family: [name for name in devices if name.startswith(f"{family}-")] for family in FAMILIES}
    told = {name: done(ADOPT_INFO, device, secrets=True, config=[], managed=["*"]) for name, device in devices.items()}
    result = written(tmp_path, told, groups, monkeypatch)
    packed = packed_list(tmp_path, groups, list(devices))
    for name, device in devices.items():
        options = variables_of(tmp_path, name, groups)
        people = {"packed": packed, "door": name, "today": TODAY, "purge_limit": "100%"}
        # nothing is left to do, or adopt has named it
        named = [line for line in result["doors"][name]["lost"] if "credentials would" in line]
        assert not done(DOOR, device, check_mode=True, **options)["changed"], name
        assert done(CREDENTIALS, device, check_mode=True, **people)["changed"] == bool(named), (name, named)
        ask("POST", f"/devices/{name}/reset")
        done(DOOR, device, **options)
        done(CREDENTIALS, device, **people)
        after = comparable(ask("GET", f"/devices/{name}/state"), keys[name])
        held = before[name]
        differing = [place for place in {**held, **after} if held.get(place) != after.get(place)]
        lost = LOST["masking" if "-masking-" in name else name.partition("-")[0]]
        said = " ".join([*result["doors"][name]["lost"], *result["notes"]])
        for part, field, key in differing:
            what = (seed, name, part, field, key, held.get((part, field, key)), after.get((part, field, key)))
            assert (part, field) in lost, what
            assert lost[part, field].format(key=key) in said, what
