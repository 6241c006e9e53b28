# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The surprises of device-facts 13.2, by their numbers: the table behind test_surprises."""

from __future__ import annotations

from akuvox_emulator import profiles
from akuvox_emulator.device import Spec
from emulator_cases import ABSENT, DONE, FAILED, OK, UNSUPPORTED, Case, item, rows, user, users

PWD = "Config.Account1.GENERAL.Pwd"
NAME = "Config.DoorSetting.RELAY.NameA"
USERS = "GET /api/user/get"
RELAY_ACCOUNT = {
    "Config.DoorSetting.RELAY.UserName": "admin",
    "Config.DoorSetting.RELAY.Password": "open",
    "Config.DoorSetting.RELAY.HttpTrig": "1",
}
OPEN = "GET /fcgi/do?action=OpenDoor&UserName=admin&Password={}&DoorNum=1"
RESULT = b'<html><body><form><input type="hidden" id="hcSingleResult" value="%s"></form></body></html>'
NO_RESULT = b"<html><body><form></form></body></html>"


def _odd(name, base="manual", **changes):
    return Spec(name, profile=profiles.override(profiles.find(base), changes), auth="none")


SPECS = [
    *(Spec(name, profile=profile, auth="none") for name, profile in profiles.PROFILES.items()),
    _odd("one-401", statuses={"doorlog/get": 401}),
    _odd("x915s-113", "x915s", firmware="2915.30.10.113", statuses={"user/add": 500}),
    _odd("masking", masked_keys=[PWD]),
    _odd("plain-door", "it83", open_door="plain"),
    _odd("empty-door", "it83", open_door="empty"),
]


def page(number, count, total):
    """Return a read of a page, and what it must say."""
    full = {"num": total, "curPageNum": count, "item": [{}] * count}
    return f"{USERS}?page={number}", {"data": full}


def by_set(target, action, *records):
    """Return a write through the path of set."""
    return target, action, item(*records), f"/api/{target}/set"


def door(name, password, body, http=200):
    """Return the case of an OpenDoor with a right or a wrong password."""
    step = (OPEN.format(password), {"http": http, "body": body})
    return Case(name, f"28 OpenDoor with {password}", (step,), {"config": RELAY_ACCOUNT})


CASES = [
    Case("manual", "1 user add answers 1 and no data", ((("user", "add", item(user(1))), {**DONE, "data": ABSENT}),)),
    Case("manual", "2 a refusal with HTTP 200", ((("calllog", "del", {"ID": "9"}), {**FAILED, "http": 200}),)),
    Case(
        "x916",
        "3 unsupport action: no envelope, or no such action",
        ((("POST", "/api/config/set", {NAME: "Gate"}), UNSUPPORTED), ("GET /api/apartment/get", UNSUPPORTED)),
    ),
    Case("it83", "4 hanlders", (("GET /api/relay/status", {"message": "No hanlders for this request"}),)),
    Case("hostile", "5 retcode 200 is a failure", (("GET /api/x/y", {"retcode": 200, "message": "api unsupported"}),)),
    Case(
        "manual",
        "6 positive Ret that fails, positive Ret that is good, a failure in a good reply",
        (
            (("group", "add", item({"Name": ""})), {**FAILED, "data": {"item": [{"Ret": 14}]}}),
            (
                ("rfkey", "add", item({"Code": "0A"}, {"Code": "0B"})),
                {**OK, "data": {"item": [{"Ret": 1}, {"Ret": 2}]}},
            ),
            (("rfkey", "del", item({"ID": "1"}, {"ID": "9"})), {**OK, "data": {"item": [{"Ret": 0}, {"Ret": -1}]}}),
        ),
    ),
    Case(
        "e18",
        "7 del of what is not there: contact -7, group 0",
        (
            (by_set("contact", "del", {"ID": "9"}), {**FAILED, "data": {"item": [{"Ret": -7}]}}),
            (("group", "del", item({"ID": "9"})), OK),
        ),
    ),
    Case(
        "e18",
        "8 hyphenated key only",
        (
            (by_set("user", "add", user(1, **{"Schedule-Relay": None})), {**FAILED, "message": "Failed"}),
            (by_set("user", "add", user(1)), DONE),
            (USERS, {"data": {"item": [{"ScheduleRelay": "1001-1", "Schedule-Relay": ABSENT}]}}),
        ),
    ),
    Case(
        "x916",
        "9 hyphenated key ignored",
        (
            (by_set("user", "add", user(1, ScheduleRelay=None)), DONE),
            (USERS, {"data": {"item": [{"ScheduleRelay": ""}]}}),
        ),
    ),
    Case(
        "x915s",
        "10 bare Schedule, contacts without ID",
        (
            (USERS, {"data": {"item": [{"Schedule": "1001-1"}]}}),
            (("user", "set", item(user(1, ID="1", Schedule="1002-1"))), DONE),
            (USERS, {"data": {"item": [{"Schedule": "1002-1"}]}}),
            ("GET /api/contact/get", {"data": {"item": [{"APTName": "A", "ID": ABSENT}]}}),
            (by_set("contact", "del", {"Name": "Ada"}), UNSUPPORTED),
        ),
        {"user": rows(1, ScheduleRelay="1001-1"), "contact": [{"APTName": "A", "Name": "Ada"}]},
    ),
    Case("x912", "11 Schedule on add", ((("user", "add", item(user(1, Schedule="1001-1"))), {"retcode": -100}),)),
    Case(
        "e18",
        "12 cut at the semicolon",
        (
            (by_set("user", "add", user(1, **{"Schedule-Relay": "1001-1;1002-2"})), DONE),
            (USERS, {"data": {"item": [{"ScheduleRelay": "1001-1"}]}}),
        ),
    ),
    Case(
        "manual",
        "13 kept as written",
        (
            (("user", "add", item(user(1, ScheduleRelay="1001-12;"), user(2, ScheduleRelay="1001-1,1001-2,"))), DONE),
            (USERS, {"data": {"item": [{"ScheduleRelay": "1001-12;"}, {"ScheduleRelay": "1001-1,1001-2,"}]}}),
        ),
    ),
    Case(
        "e18",
        "14 Week sets no days",
        (
            (by_set("schedule", "add", {"Name": "W", "Type": "1", "Week": "13"}), DONE),
            ("GET /api/schedule/get", {"data": {"item": [{"Week": "13", "Mon": "0", "Wed": "0"}]}}),
        ),
    ),
    Case("e18", "15 10 users", (page(1, 10, 10), page(2, 0, 10)), {"user": rows(10)}),
    Case("e18", "15 11 users", (page(1, 10, 11), page(2, 1, 11), page(3, 0, 11)), {"user": rows(11)}),
    Case("e18", "15 20 users", (page(2, 10, 20), page(3, 0, 20), page(99, 0, 20)), {"user": rows(20)}),
    Case("hostile", "15 page ignored, Item", ((USERS + "?page=3", {"data": {"Item": [{}] * 12}}),), {"user": rows(12)}),
    Case("hostile", "15 no item at all", ((USERS, {"data": {"num": 0, "item": ABSENT, "Item": ABSENT}}),)),
    Case("x912", "15 item as an object", ((USERS, {"data": {"item": {"ID": "1"}}}),), {"user": rows(1)}),
    Case(
        "manual",
        "16 a partial set wipes the rest",
        (
            (("user", "set", item({"ID": "1", "UserID": "1", "Name": "Eva"})), DONE),
            (USERS, {"data": {"item": [{"Name": "Eva", "PrivatePIN": "", "CardCode": ""}]}}),
        ),
        {"user": rows(1, PrivatePIN="1234", CardCode="0A")},
    ),
    Case(
        "manual",
        "17 zeros of a PIN",
        (
            (("user", "add", item(user(1, PrivatePIN="0007"), user(2, PrivatePIN=7))), DONE),
            (USERS, {"data": {"item": [{"PrivatePIN": "0007"}, {"PrivatePIN": "7"}]}}),
        ),
    ),
    Case(
        "s532",
        "18 cards cut",
        ((USERS, {"data": {"item": [{"CardCode": "A" * 63}]}}),),
        {"user": rows(1, CardCode="A" * 80)},
    ),
    Case(
        "e18",
        "19 unknown group",
        (
            (by_set("contact", "add", {"Name": "Ada", "Group": "Nowhere"}), OK),
            ("GET /api/contact/get", {"data": {"item": [{"Group": "Default"}]}}),
        ),
    ),
    Case("one-401", "21 one endpoint 401", (("GET /api/doorlog/get", {"http": 401}), ("GET /api/calllog/get", OK))),
    Case("x915s-113", "21 one endpoint 500", ((by_set("user", "add", user(1)), {"http": 500}), (USERS, OK))),
    Case("hostile", "24 an empty body", (("GET /api/dialreplace/get", {"http": 200, "body": b""}),)),
    Case(
        "manual",
        "25 accepted and not kept",
        (
            ({"kind": "silent_drop", "target": "config", "action": "set", "keys": [NAME]}, {}),
            (("config", "set", {NAME: "Gate"}), OK),
            (("config", "get", {"item": [NAME]}), {"data": {NAME: "RelayA"}}),
        ),
    ),
    Case("e16c", "25 by GET", ((("config", "set", {NAME: "G"}), UNSUPPORTED), (f"GET /api/config/set?{NAME}=G", OK))),
    Case(
        "manual",
        "26 plain",
        ((("config", "set", {PWD: "s3cret"}), OK), ("GET /api/sip/get", {"data": {PWD: "s3cret"}})),
    ),
    Case(
        "masking",
        "26 stars",
        ((("config", "set", {PWD: "s3cret"}), OK), ("GET /api/sip/get", {"data": {PWD: "********"}})),
    ),
    Case("s532", "26 base64", ((("config", "set", {PWD: "czNjcmV0"}), OK), ("state", {"config": {PWD: "s3cret"}}))),
    Case("manual", "27 a number", (("GET /api/system/status", {"data": {"UpTime": 137}}),), {"uptime": 137.5}),
    Case("hostile", "27 digits", (("GET /api/system/status", {"data": {"UpTime": "137"}}),), {"uptime": 137.5}),
    Case(
        "e18",
        "27 words",
        (("GET /api/system/info", {"data": {"Status": {"Uptime": "10 days"}}}),),
        {"uptime": 864099.0},
    ),
    door("it83", "open", RESULT % b"0"),
    door("it83", "wrong", RESULT % b"-1"),
    door("plain-door", "open", NO_RESULT),
    door("plain-door", "wrong", NO_RESULT, 403),
    door("empty-door", "open", b""),
    door("empty-door", "wrong", b"fail"),
    Case("manual", "28 no OpenDoor by the manual", ((OPEN.format("open"), {"http": 404}),)),
    Case("manual", "29 upgrade without prepare", ((("firmware", "upgrade", {"md5": "0" * 32}), FAILED),)),
    Case(
        "x916",
        "30 words in the door log",
        (("GET /api/doorlog/get", {"data": {"item": [{"Status": "Failed", "Type": "Face"}]}}),),
        {"doorlog": [{"Status": "1", "Type": "Face"}]},
    ),
    Case(
        "manual",
        "30 numbers in the door log, an address or a count in the call log",
        (
            ("GET /api/doorlog/get", {"data": {"item": [{"Status": "1", "Type": "4"}]}}),
            ("GET /api/calllog/get", {"data": {"item": [{"Num": "192.0.2.9"}, {"Num": "3"}]}}),
        ),
        {"doorlog": [{"Status": "1", "Type": "4"}], "calllog": [{"Num": "192.0.2.9"}, {"Num": "3"}]},
    ),
    Case(
        "manual",
        "31 wrong echoes",
        (
            (USERS, {"action": "info"}),
            (("user", "scan", {}), {"action": "scam"}),
            (("calllog", "clear", {}), {"action": "upgrade"}),
            (("log", "set", {"Config.Settings.LOGLEVEL.Level": "3"}), {"action": "get"}),
        ),
    ),
    Case("x916", "31 config set echoes config", ((("config", "set", {NAME: "Gate"}), {**OK, "action": "config"}),)),
    Case(
        "manual",
        "32 the same user again",
        (
            (("user", "add", item(*users(1))), DONE),
            (("user", "add", item(user(1, Name="Other"))), FAILED),
            ("state", {"user": [{"Name": "User 1"}]}),
        ),
    ),
]
