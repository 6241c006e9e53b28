# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each device family does, by the sections of device-facts: the table behind test_families."""

from __future__ import annotations

from emulator_cases import ABSENT, DONE, FAILED, OK, UNSUPPORTED, Case, item, rows, user, users
from field_cases import GET_USERS, NAME, door_phone, field_device, users_are

RELAY = "Config.DoorSetting.RELAY."
INPUT = "Config.DoorSetting.INPUT."
PASSWORD = "Config.DoorSetting.APIFCGI.Password"
WEB = "Config.Settings.WEB_LOGIN.Password"
TWO_PAIRS = {"ScheduleRelay": "1001-1;1002-2", "Schedule-Relay": "1001-1;1002-2"}


def by_set(*records):
    """Return an add through user/set."""
    return "user", "add", item(*records), "/api/user/set"


CASES = [
    *(case for name in ("e18", "x916", "x915s", "a08s") for case in field_device(name)),
    *(case for name in ("e18", "x916") for case in door_phone(name)),
    Case(
        "e18",
        "5.3 hyphenated key only; 5.4 cut at the semicolon; read under the plain name",
        (
            (by_set(user(1, **{"Schedule-Relay": None})), {**FAILED, "message": "Failed"}),
            (by_set(user(1, **TWO_PAIRS)), DONE),
            (GET_USERS, users_are({"ScheduleRelay": "1001-1", "Schedule-Relay": ABSENT, "ID": "1"})),
            (("user", "set", item(user(1, ID="1", **{"Schedule-Relay": "1001-1,1002-2,"}))), DONE),
            (GET_USERS, users_are({"ScheduleRelay": "1001-1,1002-2,"})),
        ),
    ),
    *(
        Case("e18", f"5.2 no user without {name}", ((by_set(user(1, **{name: None})), FAILED), ("state", {"user": []})))
        for name in ("Name", "UserID", "LiftFloorNum", "WebRelay", "Schedule-Relay")
    ),
    Case(
        "e18",
        "8.3 relay keys: the type by another name, a mode, a trigger delay for A only",
        (
            (
                "GET /api/config/get",
                {
                    "data": {
                        RELAY + "RelayAType": "0",
                        RELAY + "RelayAMode": "0",
                        RELAY + "TypeA": ABSENT,
                        RELAY + "HoldDelayA": "5",
                        RELAY + "TriggerDelayA": "0",
                        RELAY + "TriggerDelayB": ABSENT,
                    }
                },
            ),
        ),
    ),
    Case(
        "x916",
        "5.3 the hyphenated key is ignored",
        (
            (by_set(user(1, ScheduleRelay=None)), DONE),
            (by_set(user(2, **{"Schedule-Relay": "1002-2"})), DONE),
            (GET_USERS, users_are({"ScheduleRelay": ""}, {"ScheduleRelay": "1001-1"})),
        ),
    ),
    Case(
        "x915s",
        "5.3 bare Schedule on read, and it wins when it is sent back",
        (
            (by_set(user(1)), DONE),
            (GET_USERS, users_are({"Schedule": "1001-1", "ScheduleRelay": ABSENT})),
            (("user", "set", item(user(1, ID="1", Schedule="1001-1", ScheduleRelay="1002-1"))), DONE),
            (GET_USERS, users_are({"Schedule": "1001-1"})),
        ),
    ),
    Case(
        "x915s",
        "7.2 the apartment book is read-only",
        (
            (
                "GET /api/contact/get",
                users_are({"APTName": "Flat", "APTNum": "12", "Landline": "", "ID": ABSENT, "Group": ABSENT}),
            ),
            *(
                (("contact", action, item({"Name": "Ada"}), "/api/contact/set"), UNSUPPORTED)
                for action in ("add", "set", "del")
            ),
        ),
        {"contact": [{"APTName": "Flat", "APTNum": "12", "Name": "Ada"}]},
    ),
    Case(
        "x912",
        "5.3 Schedule on add -100, on set tolerated; 2.2 retcode 0; 2.1 one record as an object",
        (
            (("user", "add", item(user(1, Schedule=["1001"]))), {"retcode": -100}),
            (("user", "add", item(user(1, ScheduleID="1001"))), {"retcode": -100}),
            (("user", "add", item(user(1))), OK),
            (("user", "set", item(user(1, ID="1", Schedule=["1001"], ScheduleID="1001"))), OK),
            (GET_USERS, {"data": {"num": 1, "item": {"ID": "1"}}}),
            (("user", "get", {"page": -1}), {"data": {"item": {"ID": "1"}}}),
            (("user", "get", {"NameOrPerID": "ser"}), {"data": {"num": 1}}),
            (("user", "del", item({"ID": "1"})), OK),
        ),
    ),
    Case(
        "x912",
        "3.2 schedules by the bare path; 6 Type 2 by default, deleted by name",
        (
            (("schedule", "add", item({"Name": "Two"})), UNSUPPORTED),
            (("schedule", "add", item({"Name": "Two"}), "/api/"), OK),
            ("GET /api/schedule/get", {"data": {"item": {"Type": "2", "DisplayID": "1003"}}}),
            (("schedule", "del", item({"ID": "1"}), "/api/"), FAILED),
            (("schedule", "del", item({"Name": "Two"}), "/api/"), OK),
        ),
    ),
    Case(
        "e16c",
        "9.2 config set by GET, one key per call",
        (
            (("config", "set", {NAME: "One"}), UNSUPPORTED),
            (f"GET /api/config/set?{NAME}=Two", OK),
            (f"GET /api/config/set?{NAME}=Three&{RELAY}NameB=Four", FAILED),
            ("state", {"config": {NAME: "Two", RELAY + "NameB": "RelayB"}}),
        ),
    ),
    Case(
        "e16c", "4 no paging", ((GET_USERS + "?page=2", {"data": {"num": 21, "item": [{}] * 21}}),), {"user": rows(21)}
    ),
    Case(
        "s532",
        "3.2 the bare path; 5.3 Schedule-Relay and a list; 5.4 semicolons; 5.7 Source",
        (
            (("user", "add", item(user(1, ID="-1", **TWO_PAIRS)), "/api"), DONE),
            (
                GET_USERS,
                users_are(
                    {
                        "Schedule-Relay": "1001-1;1002-2",
                        "Schedule": ["1001", "1002"],
                        "ScheduleRelay": ABSENT,
                        "Source": "Local",
                        "BLEAuthCode": "",
                    }
                ),
            ),
            (("user", "get", {"NameOrCode": "ser"}, "/api"), {"data": {"num": 1}}),
            (("user", "del", item({"ID": "1"}), "/api"), DONE),
        ),
    ),
    Case(
        "s532",
        "5.6 cards cut at 63 characters on read",
        (
            (GET_USERS, users_are({"CardCode": ";".join(["A" * 15] * 4)[:63]})),
            ("state", {"user": [{"CardCode": ";".join(["A" * 15] * 5)}]}),
        ),
        {"user": rows(1, CardCode=";".join(["A" * 15] * 5))},
    ),
    Case(
        "s532",
        "1.4 passwords are written in base64; 9.3 those of the web login by another target",
        (
            (("config", "set", {PASSWORD: "czNjcmV0"}), OK),
            ("state", {"config": {PASSWORD: "s3cret"}}),
            (("security_basic", "set", {WEB: "czNjcmV0"}, "/api"), OK),
            ("state", {"config": {WEB: "s3cret"}}),
        ),
    ),
    Case(
        "s532",
        "8.3, 8.4 other names for relays and inputs, none for the letter A",
        (
            (("input", "set", {INPUT + "InputEnable": "0", INPUT + "InputBTrigger": "1"}, "/api"), OK),
            (
                "GET /api/config/get",
                {
                    "data": {
                        RELAY + "RelayADelay": "5",
                        RELAY + "HoldDelayA": ABSENT,
                        INPUT + "InputEnable": "0",
                        INPUT + "InputBTrigger": "1",
                        INPUT + "InputDEnable": "1",
                        INPUT + "EnableA": ABSENT,
                    }
                },
            ),
        ),
    ),
    Case(
        "s532",
        "3.2 group del and clear; 7.3 Number",
        (
            (("group", "add", item({"ID": "-1", "Name": "Floor", "Number": "7"}), "/api"), OK),
            ("GET /api/group/get", users_are({"Name": "Floor", "Number": "7"})),
            (("group", "clear", {}, "/api"), OK),
            (("group", "del", item({"ID": "1"}), "/api"), OK),
        ),
    ),
    *(
        Case("a08s", f"12 has no {target}", ((f"GET /api/{target}/get", UNSUPPORTED),))
        for target in ("contact", "group", "calllog")
    ),
    *(
        Case(
            "it83", f"12, 2.4 no handlers: {path}", ((f"GET /api/{path}", {"message": "No hanlders for this request"}),)
        )
        for path in ("relay/status", "relay/trig?num=1", "user/get", "config/get", "schedule/get")
    ),
    Case("it83", "13.3 its model can be read", (("GET /api/system/info", {"data": {"Status": {"Model": "IT83"}}}),)),
    Case(
        "hostile",
        "2.1, 1.3 Item, no item, numbers as text, junk after the JSON",
        (
            (GET_USERS, {"data": {"num": 0, "item": ABSENT, "Item": ABSENT}}),
            (by_set(*users(2)), DONE),
            (GET_USERS + "?page=7", {"data": {"num": 2, "item": ABSENT, "Item": [{"ID": "1"}, {"ID": "2"}]}}),
            ("GET /api/relay/status", {"data": {"RelayA": "0"}}),
        ),
    ),
    Case(
        "hostile",
        "2.2, 2.4 a positive retcode that is a failure",
        (("GET /api/no/such", {"retcode": 200, "message": "api unsupported"}),),
    ),
    Case(
        "hostile",
        "6 built-in schedules are listed, and stay",
        (
            ("GET /api/schedule/get", {"data": {"Item": [{"DisplayID": "1001"}, {"DisplayID": "1002"}]}}),
            (("schedule", "del", item({"ID": "1001"}), "/api/schedule/set"), FAILED),
            ("GET /api/schedule/get", {"data": {"num": 2}}),
        ),
    ),
    Case(
        "hostile",
        "2.6 empty answers and web pages",
        (
            ("GET /api/dialreplace/get", {"http": 200, "body": b""}),
            ("GET /api/calllog/get", {"http": 200, "retcode": ABSENT}),
        ),
    ),
]
