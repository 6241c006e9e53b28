# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets in where, against generated states of emulated doors of all families: right or "unknown", never wrong.

What is right is computed here from what was generated, by the facts about devices, and by none of the product's code.
``ACCESS_SEEDS`` says how many states; ``make test`` takes a tenth of the 300. CONTRIBUTING has the command for all.
"""

from __future__ import annotations

import datetime
import json
import os
import random
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.accessfleet import answer_at, of_person, rows_of
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import execute
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import unpack
from ansible_collections.doorfleet.akuvox.plugins.modules.akuvox_access_info import MODULE
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.emulating import started

FAMILIES = ("manual", "e18", "x916", "x915s", "x912", "e16c", "s532", "a08s", "hostile")
MASKING = {"masked_fields": {"user": ["PrivatePIN"], "privatekey": ["Code"]}}
SEEDS = int(os.environ.get("ACCESS_SEEDS", "30"))
OPENER = build_opener(ProxyHandler({}))
FLAGS = ("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun")


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    """name -> device of a running emulator, and a function that puts a state."""
    folder = tmp_path_factory.mktemp("emulator")
    devices = [{"name": f"{family}-open", "profile": family} for family in FAMILIES]
    devices += [{"name": f"{family}-masking", "profile": family, "profile_overrides": MASKING} for family in FAMILIES]
    fleet = {"defaults": {"username": "api", "password": "fleet/pass+word"}, "devices": devices}
    with started(folder, fleet) as ready:

        def put(name, state):
            url = f"{ready['admin']}/devices/{name}/state"
            with OPENER.open(Request(url, method="PUT", data=json.dumps(state).encode()), timeout=60) as answer:
                answer.read()

        yield {device["name"]: device for device in ready["devices"]}, put


class Generated:
    """A door's state by a seed, and by its own arithmetic who gets in when."""

    def __init__(self, seed, with_schedules):
        self.random = random.Random(seed)
        self.schedules = {
            str(number): self._schedule(number) for number in range(1003, 1007 if with_schedules else 1003)
        }
        self.people = [self._person(number) for number in range(1, 9)]
        self.keys = {"rfkey": [], "privatekey": []}
        for number in range(1, 9):
            for store in self.keys:
                if self.random.random() < 0.3:
                    self.keys[store].append(self._key(store, number))
        self.moments = [
            datetime.datetime(2026, self.random.randint(1, 12), self.random.randint(1, 28),
                              self.random.randint(0, 23), self.random.randint(0, 59))
            for _turn in range(6)
        ]  # fmt: skip

    def _schedule(self, number):
        kind = self.random.choice("012")
        times = sorted(f"{self.random.randint(0, 23):02d}:{self.random.randint(0, 59):02d}" for _turn in range(2))
        if self.random.random() < 0.2:
            times.reverse()
        if self.random.random() < 0.3:
            times = ["00:00", "23:59"]
        record = {"ID": str(number - 1000), "DisplayID": str(number), "Name": f"S{number}", "Type": kind, "Mode": kind}
        record |= {"TimeStart": times[0], "TimeEnd": times[1], "SourceType": "1"}
        if kind != "2":
            record |= {flag: self.random.choice("01") for flag in FLAGS}
        if kind == "0":
            months = sorted(self.random.sample(range(1, 13), 2))
            record |= {"DateStart": f"2026{months[0]:02d}10", "DateEnd": f"2026{months[1]:02d}20"}
        return record

    def _person(self, number):
        choose = self.random.random
        numbers = self.random.sample(["1001", "1002", "1999", *self.schedules], self.random.randint(1, 2))
        return {
            "ID": str(number),
            "UserID": str(2000 + number),
            "Name": f"P{number}",
            "PrivatePIN": f"{self.random.randint(0, 99999999):08d}" if choose() < 0.6 else "",
            "CardCode": f"00B4{number:04X}" if choose() < 0.5 else "",
            "ScheduleRelay": ",".join(f"{each}-1" for each in numbers),
            "SourceType": self.random.choice(["", "1", "2"]),
        }

    def _key(self, store, number):
        times = self.random.choice([["00:00", "00:00"], ["08:00", "17:30"], ["22:00", "06:00"]])
        code = f"00B5{number:04X}" if store == "rfkey" else f"{self.random.randint(0, 9999999):08d}"
        record = {"ID": str(number), "Name": f"{2000 + number} P{number}", "Code": code, "TimeStart": times[0],
                  "TimeEnd": times[1], "DoorNum": self.random.choice(["0", "1", "12"])}  # fmt: skip
        record |= {flag: self.random.choice("0111") for flag in FLAGS}
        return record | ({"Tags": self.random.choice("0123"), "Frequency": "5"} if store == "rfkey" else {})

    def state(self):
        users = [dict(person) for person in self.people]
        return {"user": users, **self.keys, **({"schedule": list(self.schedules.values())} if self.schedules else {})}

    def truth(self, person, moment):
        """yes, no, or "unsure" where no source tells what a door does."""
        whose = f"{person['UserID']} "
        keys = [key for keys in self.keys.values() for key in keys if key["Name"].startswith(whose)]
        answers = {self._of_user(person, moment), *(self._of_key(key, moment) for key in keys)}
        return "yes" if "yes" in answers else "unsure" if "unsure" in answers else "no"

    def _of_key(self, key, moment):
        tags = key.get("Tags", "3")
        if key["DoorNum"] == "0" or tags == "2":
            return "no"
        begin, end = (int(text[:2]) * 60 + int(text[3:]) for text in (key["TimeStart"], key["TimeEnd"]))
        minute = moment.hour * 60 + moment.minute
        if key[FLAGS[moment.weekday()]] == "0":
            # the night of the day before may not be over
            lasts = begin >= end and minute <= end and (begin or end) and key[FLAGS[moment.weekday() - 1]] == "1"
            its = "unsure" if lasts else "no"
        elif begin == end == 0:
            its = "yes"
        elif begin >= end or minute == end:
            its = "unsure"
        else:
            its = "yes" if begin <= minute < end else "no"
        # no source says whether days and times hold with any other Tags than "schedule", and a frequency may be used up
        return its if tags == "3" or (tags == "0" and its == "yes") else "unsure"

    def _of_user(self, person, moment):
        if not (person["PrivatePIN"] or person["CardCode"]):
            return "no"
        answers = {self._holds(pair.split("-")[0], moment) for pair in person["ScheduleRelay"].split(",")}
        return "yes" if "yes" in answers else "unsure" if "unsure" in answers else "no"

    def _holds(self, number, moment):
        if number in ("1001", "1002"):
            return "yes" if number == "1001" else "no"
        if number not in self.schedules:
            return "unsure"
        record = self.schedules[number]
        minute, day = moment.hour * 60 + moment.minute, moment.strftime("%Y%m%d")
        begin, end = (int(text[:2]) * 60 + int(text[3:]) for text in (record["TimeStart"], record["TimeEnd"]))
        if not self._has_day(record, moment):
            lasts = begin >= end and minute <= end and self._has_day(record, moment - datetime.timedelta(days=1))
            return "unsure" if lasts else "no"
        if record["Type"] == "0" and (day == record["DateEnd"] or (begin, end) != (0, 1439)):
            return "unsure"
        if begin >= end or (minute == end != 1439):
            return "unsure"
        return "yes" if begin <= minute <= end else "no"

    @staticmethod
    def _has_day(record, moment):
        in_range = record["Type"] != "0" or record["DateStart"] <= moment.strftime("%Y%m%d") <= record["DateEnd"]
        return in_range and (record["Type"] == "2" or record[FLAGS[moment.weekday()]] == "1")


def read(device):
    options = {option: entry.get("default") for option, entry in CONNECTION_SPEC.items()}
    options |= {"host": device["host"], "port": device["port"], "use_ssl": device["scheme"] == "https"}
    options["validate_certs"] = False
    # the hostile one hangs up on who doesn't pause
    options["request_interval"] = 0.25 if device["name"].startswith("hostile") else 0.0
    options |= {"username": "api", "password": "fleet/pass+word", "pin_key": "00" * 32, "pin_policy": None}
    result = execute(MODULE, options)
    assert "packed" in result, result
    return result


@pytest.mark.parametrize("part", range(10))
def test_every_answer_is_right_or_unknown(part, doors):
    devices, put = doors
    names = sorted(devices)
    sure = 0
    for seed in range(part, SEEDS, 10):
        name = names[seed % len(names)]
        generated = Generated(seed, with_schedules=not name.startswith(("manual", "e16c")))
        put(name, generated.state())
        result = read(devices[name])
        if "schedule" in result["missing"]:
            # such a door has them and doesn't tell
            generated.schedules = {}
        for store in set(generated.keys) & set(result["missing"]):
            generated.keys[store] = []
        assert not [each for each in generated.people if each["PrivatePIN"] and each["PrivatePIN"] in str(result)]
        rows = {name: rows_of(name, unpack(result["packed"], "packed")), "away": None}
        for person in generated.people:
            found, ids = of_person(person["UserID"], list(rows), rows)
            assert ids == [person["UserID"]]
            for moment in generated.moments:
                said, right = answer_at(found[name], moment), generated.truth(person, moment)
                where = f"seed {seed}, {name}, {person['UserID']} at {moment}: {said}, and it is {right}"
                assert said in (right, "unknown"), where
                # what is known is said
                assert said != "unknown" or right == "unsure", where
                assert answer_at(found["away"], moment) == "unknown"
                sure += right != "unsure"
    assert sure or part >= SEEDS
