# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doors of six families with a state by a seed, for the round trip of adopt, and what is equal about two states.

All of it is in the device's own words (manual, device-facts 5 to 9), not in those of the collection.
"""

from __future__ import annotations

import random

FAMILIES = ("manual", "e18", "x916", "x912", "s532", "a08s")
SCHEDULES, CONTACTS = ("e18", "x916", "x912", "a08s"), ("manual", "e18", "x916", "x912", "s532")
MASKING = {"masked_fields": {"user": ["PrivatePIN"]}, "masked_keys": ["Config.Account1.GENERAL.Pwd"]}
# keys without a variable of their own, which adopt is asked for
CONFIG = ["Config.Settings.SNTP.*", "Config.Settings.FTP.*"]
FLAGS = ("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun")
_ALWAYS = {**dict.fromkeys(FLAGS, "1"), "TimeStart": "00:00", "TimeEnd": "00:00"}
_DOOR, _SIP = "Config.DoorSetting.", "Config.Account"
# A record's fields that a device gives by itself, or that follow from others.
_OWN = ("ID", "DisplayID", "Mode", "SourceType", "Source", "Week", "Daily", "Date")
_KEYS = {"user": "UserID", "contact": "Name", "group": "Name", "rfkey": "Code", "privatekey": "Name",
         "dialreplace": "Prefix", "schedule": "Name"}  # fmt: skip


def devices(count):
    """The doors of a fleet file: some mask PINs, and some of the manual's have people as cards and codes."""
    found = []
    for number in range(count):
        family = FAMILIES[number % len(FAMILIES)]
        is_masking, is_keyed = number % 7 == 3, family == "manual" and number % 4 == 2
        kind = "masking" if is_masking else "keyed" if is_keyed else "open"
        overrides = MASKING if is_masking else {}
        found.append({"name": f"{family}-{kind}-{number}", "profile": family, "profile_overrides": overrides})
    return found


class Generated:
    """The state of a fleet by a seed. People and some values are shared, and some doors differ from the others."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.people = [self._person(number) for number in range(1, 13)]
        self.contacts = [{"Name": f"Flat {number}", "Phone": f"0{self.random.randint(100, 999)}",
                          "Group": self.random.choice(["Tenants", "Staff"]), "DialType": self.random.choice("012")}
                         for number in range(1, 5)]  # fmt: skip
        self.schedules = [self._schedule(number) for number in range(1, 5)]

    def _chance(self, part):
        return self.random.random() < part

    def _person(self, number):
        names = ["Sample {}", "{} Example", "Zoë {{{{ x }}}} {}", "007-{}", "yes {}", "O'Neill: {} #1"]
        cards = [f"00B4{number:02X}{end:02X}" for end in range(self.random.choice([0, 0, 1, 1, 2]))]
        return {
            "UserID": str(2000 + number),
            "Name": self.random.choice(names).format(number),
            "PrivatePIN": f"{self.random.randint(0, 99999999):08d}" if self._chance(0.7) else "",
            "CardCode": ";".join(cards),
            "WebRelay": self.random.choice(["0", "0", "3"]),
            "LiftFloorNum": self.random.choice(["0", "0", "2;4"]),
            "FaceUrl": "http://192.0.2.7/face.jpg" if self._chance(0.2) else "",
            "schedules": self.random.choice(
                [
                    [("1001", "1")],
                    [("1001", "1")],
                    [("1001", "1"), ("1002", "2")],
                    [("S1", "1")],
                    [("S2", "2"), ("S1", "1")],
                    [("1002", "1")],
                    [("S3", "1"), ("1001", "2")],
                ]
            ),
        }

    def _schedule(self, number):
        kind = self.random.choice("012")
        times = sorted(self.random.sample([f"{hour:02d}:{minute}" for hour in range(24) for minute in ("00", "30")], 2))
        days = (
            dict.fromkeys(FLAGS, "0") | {self.random.choice(FLAGS): "1"} if kind == "1" else dict.fromkeys(FLAGS, "1")
        )
        record = {"Name": f"S{number}", "Type": kind, "Mode": kind, "SourceType": "1", **days}
        record |= {"TimeStart": times[0], "TimeEnd": times[1]}
        record["DateStart"], record["DateEnd"] = ("20260110", "20261120") if kind == "0" else ("", "")
        return record

    def _key(self, number, code):
        times = self.random.choice([("00:00", "00:00"), ("08:00", "17:30")])
        days = {flag: self.random.choice("11110") for flag in FLAGS}
        return {"Name": f"Key {number}", "Code": code, "DoorNum": self.random.choice(["1", "12", "3"]), **days,
                "TimeStart": times[0], "TimeEnd": times[1]}  # fmt: skip

    def records(self, door):
        """The lists of one door."""
        family, kind, _number = door.split("-")
        # a schedule has another number on each door
        numbers = self.random.sample(range(1003, 1020), 4)
        numbers = {record["Name"]: str(number) for record, number in zip(self.schedules, numbers, strict=True)}
        chosen = self._chosen(family, kind)
        found = self._keyed_people(chosen) if kind == "keyed" else self._users(chosen, family, numbers)
        if family in SCHEDULES:
            its = [(record, numbers[record["Name"]]) for record in self.schedules]
            found["schedule"] = [{**record, "DisplayID": number, "ID": str(int(number) - 1000)}
                                 for record, number in its]  # fmt: skip
        if family in CONTACTS:
            # device-facts 7.1: newer firmware has no account for each contact
            lacks = ("DialType",) if family in ("e18", "x916") else ()
            found["contact"] = _numbered({key: value for key, value in each.items() if key not in lacks}
                                         for each in self.contacts)  # fmt: skip
            found["group"] = _numbered({"Name": name} for name in ("Tenants", "Staff"))
        replaced = [f"0{self.random.randint(100, 999)}" for _count in range(self.random.randint(1, 5))]
        rule = {f"Replace{number}": text for number, text in enumerate(replaced, 1)}
        found["dialreplace"] = _numbered([{"Prefix": "01", "Line": self.random.choice("012"), **rule}])
        return found

    def _chosen(self, family, kind):
        """Who is on a door: rather whoever has the same there as elsewhere, since of others the doors disagree."""
        fits = [
            person
            for person in self.people
            if (kind != "keyed" or person["schedules"] == [("1001", "1")])
            and (family in SCHEDULES or not any(name.startswith("S") for name, _relay in person["schedules"]))
        ]
        others = [person for person in self.people if person not in fits and self._chance(0.02)]
        return self.random.sample(fits, min(len(fits), 8)) + others

    def _users(self, chosen, family, numbers):
        users = []
        for person in chosen:
            its = [pair for pair in person["schedules"] if family in SCHEDULES or pair[0].isdigit()] or [("1001", "1")]
            its = [("1001", "3")] if self._chance(0.004) else its
            pairs = ",".join(f"{numbers.get(name, name)}-{relay}" for name, relay in its)
            record = {key: value for key, value in person.items() if key != "schedules"}
            users.append({**record, "ScheduleRelay": pairs})
        if family != "manual" and self._chance(0.3):
            users.append({**users[0], "UserID": "9001", "Name": "Of a cloud", "PrivatePIN": "", "CardCode": "",
                          "SourceType": "2", "Source": "Cloud"})  # fmt: skip
        cards = [{**self._key(number, f"00C0{number:04X}"), "Frequency": "0", "Tags": self.random.choice("023")}
                 for number in range(1, 4)]  # fmt: skip
        codes = [self._key(number, f"{self.random.randint(100000, 999999)}{number}") for number in range(1, 3)]
        return {"user": _numbered(users), "rfkey": _numbered(cards), "privatekey": _numbered(codes)}

    def _keyed_people(self, chosen):
        found = {"rfkey": [], "privatekey": []}
        for person in chosen:
            # some doors don't let somebody in at all times, which no list can say
            times = {"TimeEnd": "17:30"} if self._chance(0.1) else {}
            record = {
                "Name": f"{person['UserID']} {person['Name']}",
                "DoorNum": "1",
                **_ALWAYS,
                **times,
            }
            cards = [card for card in person["CardCode"].split(";") if card]
            found["rfkey"] += [{**record, "Code": card, "Tags": "0", "Frequency": "0"} for card in cards]
            if person["PrivatePIN"]:
                found["privatekey"].append({**record, "Code": person["PrivatePIN"]})
        return {target: _numbered(records) for target, records in found.items()}

    def config(self, shown):
        """Keys of one door that are not as on a new one; only those that it has, ``shown``."""
        choose, number = self.random.choice, self.random.randint
        found = {
            "Config.Settings.LOGLEVEL.Level": choose("3467"),
            "Config.Settings.SNTP.NTPServer1": choose(["0.pool.ntp.org", "192.0.2.123"]),
            "Config.Settings.FTP.Password": choose(["", "Ftp+Secret/1"]),
            f"{_DOOR}Action.CallNum": choose(["", "100"]),
            **self._dtmf(),
            **self._public_codes(),
            f"{_DOOR}RELAY.HttpTrig": choose("01"),
            f"{_DOOR}RELAY.UserName": choose(["", "opener"]),
            f"{_DOOR}RELAY.Password": choose(["", "0pen/Sesame", "{{ x }}"]),
        }
        for letter in "ABC":
            found[f"{_DOOR}RELAY.Name{letter}"] = choose(["Gate", "Tür {{ y }}", f"Relay{letter}"])
            hold, delay = str(number(1, 30)), str(number(0, 5))
            found |= {f"{_DOOR}RELAY.HoldDelay{letter}": hold, f"{_DOOR}RELAY.Relay{letter}Delay": hold}
            found |= {f"{_DOOR}RELAY.TriggerDelay{letter}": delay, f"{_DOOR}RELAY.Type{letter}": choose("01")}
            found[f"{_DOOR}RELAY.Relay{letter}Type"] = choose("01")
            bare = "" if letter == "A" else letter
            found |= {f"{_DOOR}INPUT.Enable{letter}": choose("01"), f"{_DOOR}INPUT.Input{bare}Enable": choose("01")}
            found |= {f"{_DOOR}INPUT.Option{letter}": choose("01"), f"{_DOOR}INPUT.Input{bare}Trigger": choose("01")}
            found |= {f"{_DOOR}INPUT.Delay{letter}": delay, f"{_DOOR}INPUT.RelayId{letter}": choose("123")}
            found[f"{_DOOR}INPUT.ActionUrl{letter}"] = choose(["", "http://192.0.2.9/in?token=a1b2"])
            found[f"{_DOOR}INPUT.HttpEnable{letter}"] = choose("01")
        for account in "12":
            of = f"{_SIP}{account}."
            found |= {
                f"{of}GENERAL.Pwd": choose(["s1p/secret", "0ther+secret", ""]),
                f"{of}GENERAL.Enable": choose("01"),
            }
            found |= {
                f"{of}GENERAL.UserName": choose(["7101", "7102"]),
                f"{of}GENERAL.AuthName": choose(["", "auth71"]),
            }
            found |= {
                f"{of}GENERAL.DisplayName": choose(["Door", "{{ lookup }}"]),
                f"{of}GENERAL.Label": choose(["", "0815"]),
            }
            found |= {f"{of}SIP.Server": choose(["sip.example.net", "192.0.2.5"]), f"{of}SIP.TransType": choose("0123")}
            found |= {f"{of}SIP.Port": choose(["5060", "5062"]), f"{of}OUTPROXY.Enable": choose("01")}
            found[f"{of}OUTPROXY.Server"] = choose(["", "proxy.example.net"])
        return {key: value for key, value in found.items() if key in shown}

    def _dtmf(self):
        digits = self.random.randint(1, 4)
        codes = ["".join(self.random.choice("0123456789*#ABCD") for _digit in range(digits)) for _relay in range(3)]
        key = "Code" if digits == 1 else "MultiCode"
        return {f"{_DOOR}DTMF.Option": str(digits - 1),
                **{f"{_DOOR}DTMF.{key}{number}": code for number, code in enumerate(codes, 1)}}  # fmt: skip

    def _public_codes(self):
        digits = self.random.randint(4, 8)
        codes = [f"{number}{self.random.randrange(10 ** (digits - 1)):0{digits - 1}d}" for number in (1, 2, 3)]
        codes = [code if number < self.random.randint(0, 3) else "" for number, code in enumerate(codes)]
        return {f"{_DOOR}PASSWORD.PublicKeyEnable": self.random.choice("01"),
                f"{_DOOR}PASSWORD.PublicKeyBitsLimit": {8: "0", 4: "1", 5: "2", 6: "3", 7: "4"}[digits],
                **{f"{_DOOR}PASSWORD.PublicKey{number}": code for number, code in enumerate(codes, 1)}}  # fmt: skip


def _numbered(records):
    return [{**record, "ID": str(number)} for number, record in enumerate(records, 1)]


def comparable(state, keys):
    """What a door holds, as (part, field, key of the record): IDs and schedule numbers aside."""
    names = {record["DisplayID"]: record["Name"] for record in state.get("schedule", ())}
    found = {("config", key, ""): state["config"].get(key) for key in keys}
    for part, key in _KEYS.items():
        for record in state.get(part, ()):
            for field, value in record.items():
                if field in _OWN:
                    continue
                if part == "user" and "Schedule" in field:
                    pairs = [pair.partition("-") for pair in value.replace(";", ",").split(",") if pair]
                    value = frozenset((names.get(one, one), relay) for one, _dash, relay in pairs)
                    field = "ScheduleRelay"
                if part == "user" and field == "CardCode":
                    value = frozenset(value.split(";"))
                if part == "schedule" and record["Type"] == "2" and field in FLAGS:
                    continue
                found[part, field, record[key]] = value
    return found
