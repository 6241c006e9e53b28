# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the families have in common that were tried in the field, by the sections of device-facts."""

from __future__ import annotations

from emulator_cases import ABSENT, DONE, FAILED, OK, UNSUPPORTED, Case, item, rows, user

GET_USERS = "GET /api/user/get"
NAME = "Config.DoorSetting.RELAY.NameA"
CLOUD = {"user": [{"ID": "1", "UserID": "1", "Name": "Ada", "ScheduleRelay": "1001-1", "SourceType": "2"}]}


def users_are(*expected):
    """Return the answer of a user get that must have these users."""
    return {"data": {"item": list(expected)}}


def field_device(name):
    """Return the cases that all devices of the field have in common (3.2, 4, 5.7, 10, 11)."""
    add = ("user", "add", item(user(1, ID="1", SourceType="2")), "/api/user/set")
    change = ("user", "set", item(user(1, ID="1", Name="Eva")))
    return [
        Case(name, "3.2 add and del through set", ((add, DONE), (GET_USERS, users_are({"UserID": "1"})))),
        Case(name, "3.2 no path of its own for add", ((("user", "add", item(user(1))), UNSUPPORTED),)),
        Case(name, "3.2 the body needs target and action", ((("", "", {}, "/api/user/set"), UNSUPPORTED),)),
        Case(name, "5.7 what is added here is local", ((add, DONE), (GET_USERS, users_are({"SourceType": "1"})))),
        Case(
            name,
            "5.7 a cloud's user stays as it is",
            (
                (change, FAILED),
                (("user", "del", item({"ID": "1"}), "/api/user/set"), FAILED),
                (("user", "clear", {}), OK),
                ("state", {"user": [{"Name": "Ada"}]}),
            ),
            CLOUD,
        ),
        Case(
            name,
            "4 pages of 10 where page is asked",
            (
                (GET_USERS, {"data": {"num": 21, "curPageNum": ABSENT}}),
                (GET_USERS + "?page=2", {"data": {"num": 21, "curPageNum": 10}}),
                (GET_USERS + "?page=3", {"data": {"num": 21, "curPageNum": 1, "item": [{"ID": "21"}]}}),
                (GET_USERS + "?page=4", {"data": {"num": 21, "curPageNum": 0, "item": []}}),
            ),
            {"user": rows(21)},
        ),
        Case(
            name,
            "10 the door log's words and fields",
            (("GET /api/doorlog/get", users_are({"Status": "Failed", "AccessMode": "0"}, {"Status": "Succ"})),),
            {"doorlog": [{"Status": "1"}, {"Status": "0", "Relay": "1"}]},
        ),
        Case(
            name,
            "11 uptime in words",
            (("GET /api/system/info", {"data": {"Status": {"Uptime": "10 days", "WebLang": "0"}}}),),
            {"uptime": 10 * 86400 + 5},
        ),
        Case(
            name,
            "6 schedules: number, Mode, no reply data, Week sets no day, the whole record",
            (
                (
                    ("schedule", "add", item({"Name": "Two", "Type": "1", "Week": "13"}), "/api/schedule/set"),
                    {**DONE, "data": ABSENT},
                ),
                (
                    "GET /api/schedule/get",
                    users_are({"ID": "1", "DisplayID": "1003", "Mode": "1", "Week": "13", "Mon": "0", "Wed": "0"}),
                ),
                (("schedule", "set", item({"ID": "1", "Type": "2"})), DONE),
                ("GET /api/schedule/get", users_are({"DisplayID": "1003", "Mode": "2", "Week": "", "Name": ""})),
                (("schedule", "add", item({"Name": "No type"}), "/api/schedule/set"), FAILED),
                (("schedule", "del", item({"Name": "Two"}), "/api/schedule/set"), FAILED),
                (("schedule", "del", item({"ID": "1"}), "/api/schedule/set"), DONE),
            ),
        ),
    ]


def door_phone(name):
    """Return the cases of contacts and groups of a door phone (7.1, 7.3)."""
    contact = ("contact", "add", item({"Name": "Ada", "Group": "Nowhere"}, {"Name": "Eva"}), "/api/contact/set")
    shape = {"ID": "1", "Name": "Ada", "Group": "Default", "Phone": "", "DialType": ABSENT}
    return [
        Case(
            name,
            "7.1 four fields, unknown group and none become Default",
            ((contact, OK), ("GET /api/contact/get", users_are(shape, {"Name": "Eva", "Group": "Default"}))),
        ),
        Case(
            name,
            "7.1 unknown ID -7",
            (
                (
                    ("contact", "del", item({"ID": "9"}), "/api/contact/set"),
                    {**FAILED, "message": "Error", "data": {"item": [{"Ret": -7}]}},
                ),
            ),
        ),
        Case(
            name,
            "7.3 groups: unknown ID -4 on set and 0 on del, no name 14, Default is not listed",
            (
                (("group", "add", item({"Name": ""})), {**FAILED, "data": {"item": [{"Ret": 14}]}}),
                (("group", "set", item({"ID": "9", "Name": "X"})), {**FAILED, "data": {"item": [{"Ret": -4}]}}),
                (("group", "del", item({"ID": "9"})), OK),
                ("GET /api/group/get", {"data": {"num": 0, "item": []}}),
            ),
        ),
        Case(
            name,
            "2.3 config set says other words",
            ((("config", "set", {NAME: "Gate"}), {**OK, "action": "config", "message": "Success"}),),
        ),
    ]
