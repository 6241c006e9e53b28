# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The known device families, one row each: what was observed on hardware, with the section of device-facts it is from.

Only what is known about a family stands in its row; where nothing is, it does what the manual says. No source gives
hardware versions, nor a firmware for X912 and S532: those are made up after the pattern of the others.
"""

from __future__ import annotations

from .profile import REQUIRED, Profile

_RELAY = "Config.DoorSetting.RELAY."
_INPUT = "Config.DoorSetting.INPUT."
_URL = "Config.Features.ACTIONURL."

SCHEDULES = ("schedule/get", "schedule/add", "schedule/set", "schedule/del")
"""Not in the manual (6)."""

# 3.2: adds and deletes go through <target>/set with the action in the body. That the paths of the actions have no
# handler is how 3.2 and 14 (rows 1 and 2) read; for schedules they exist on paper only.
_SET_ONLY = tuple(f"{target}/{action}" for target in ("user", "schedule", "contact") for action in ("add", "del"))

# 7.1: a field device returns ID, Name, Phone and Group of a contact; without a group it is in Default.
# 5.7: local users have SourceType 1. 10: the logs have more fields.
_FIELDS = {
    "user.SourceType": "1",
    "contact.Group": "Default",
    "doorlog.Relay": "",
    "doorlog.AccessMode": "0",
    "doorlog.Status": "Succ",
    "calllog.PicUrl": "",
}
_WORDS = {"doorlog.Status=Success": "Succ", "doorlog.Status=0": "Succ", "doorlog.Status=1": "Failed"}  # 10

_CLOUD = ("2", "Cloud", "SDMC")  # 5.7: users; schedules know 2 for cloud, too

_REALM = "HTTP API"  # 1.4: with a blank on real devices

E18 = Profile(
    name="e18",
    summary="hyphenated schedule key only, pairs with commas only, add and del through set, pages of 10",
    model="E18C",  # 12: the unit with 18.30.11.21 is most likely an E18C
    firmware="18.30.11.21",
    hardware="18.0.0",
    realm=_REALM,
    routing="body",  # 3.1: the target in the body picks the handler
    extensions=("group/del", *SCHEDULES),  # 12
    closed_paths=_SET_ONLY,
    echoes={"config/set": "config"},  # 2.3
    messages={"config/set": "Success"},  # 2.3: another word than OK, which one is not said
    page_size=10,  # 4
    info_uptime=True,  # 11
    # 5.2; 5.3: an add with ScheduleRelay alone fails
    required_on_add={**REQUIRED, "user": ("UserID", "Name", "LiftFloorNum", "WebRelay", "ScheduleRelay")},
    fields=_FIELDS,
    absent_fields=("contact.DialType",),
    words=_WORDS,
    selectors={"contact": ("ID",), "schedule": ("ID",)},  # 3.2, 6
    cloud_sources=_CLOUD,
    capacity={"schedule": 100},  # 6
    user_schedule_write=("Schedule-Relay",),  # 5.3; what ScheduleSRelay is sent is thrown away
    user_schedule_read="ScheduleRelay",  # 5.3
    user_schedule_separators=",",  # 5.4: cut at a semicolon
    action_url_code="code_value",  # 9.3: a receiver for E18 18.30
    # 8.3: type codes the other way round, a mode, and a trigger delay for relay A only
    config={
        _URL + "Method": "POST",  # 9.3: the default on some firmware, by the same receiver
        **{f"{_RELAY}Relay{relay}Type": "0" for relay in "AB"},
        **{f"{_RELAY}Relay{relay}Mode": "0" for relay in "AB"},
    },
    config_absent=(_RELAY + "Type*", _RELAY + "TriggerDelayB", _RELAY + "TriggerDelayC"),
)

X916 = Profile(
    name="x916",
    summary="plain schedule key (the hyphenated one is ignored), Basic is broken, pages of 10",
    model="X916",
    firmware="916.30.10.114",
    hardware="916.0.0",
    realm=_REALM,
    unknow_auth_modes=("1",),  # 1.4: Basic answers "unknow" to every call
    routing="body",  # 3.2
    extensions=("group/del", *SCHEDULES),  # 12
    closed_paths=_SET_ONLY,
    echoes={"config/set": "config"},  # 2.3
    messages={"config/set": "Success"},
    page_size=10,  # 4
    info_uptime=True,  # 11
    fields=_FIELDS,
    absent_fields=("contact.DialType",),
    words=_WORDS,
    selectors={"contact": ("ID",), "schedule": ("ID",)},
    cloud_sources=_CLOUD,
    capacity={"schedule": 100},
    user_schedule_write=("ScheduleRelay",),  # 5.3
    action_url_method="POST",  # 9.3
)

X915S = Profile(
    name="x915s",
    summary="reads a bare Schedule and prefers it when sent back, apartment contacts that are read-only, pages of 10",
    model="X915S",
    firmware="2915.30.10.114",  # 1.5: .113 answers 500 to each user add, see ``statuses``
    hardware="2915.0.0",
    realm=_REALM,
    routing="body",  # 3.2
    extensions=("group/del", *SCHEDULES),  # 12
    missing=("contact/add", "contact/set", "contact/del"),  # 7.2 (del: assumed there)
    closed_paths=_SET_ONLY,
    page_size=10,  # 4
    info_uptime=True,  # 11
    # 7.2: the apartment book's shape, without ID and group
    fields={**_FIELDS, "contact.APTName": "", "contact.APTNum": "", "contact.Building": "", "contact.Landline": ""},
    absent_fields=("contact.ID", "contact.DialType", "contact.Group"),
    words=_WORDS,
    selectors={"schedule": ("ID",)},
    cloud_sources=_CLOUD,
    capacity={"schedule": 100},
    user_schedule_write=("Schedule", "ScheduleRelay", "Schedule-Relay"),  # 5.3: it re-reads a Schedule sent back
    user_schedule_read="Schedule",  # 5.3
    action_url_method="POST",  # 9.3
)

X912 = Profile(
    name="x912",
    summary="-100 for Schedule on add, retcode 0, one record as an object, schedules by /api and by name",
    model="X912",
    firmware="912.30.10.100",
    hardware="912.0.0",
    realm=_REALM,
    extensions=SCHEDULES,  # 12
    closed_paths=("schedule/add", "schedule/set", "schedule/del"),  # 3.2: bare /api
    user_write_retcode=0,  # 2.2
    schedule_write_retcode=0,  # 14, row 3: its client takes any other for an error
    single_item_as_object=True,  # 2.1
    refused_on_add={"user": ("Schedule", "ScheduleID")},  # 5.3
    fields={"user.SourceType": "1", "schedule.Type": "2"},  # 5.7; 6: Type defaults to 2
    required_on_add={**REQUIRED, "schedule": ("Name",)},
    selectors={"schedule": ("Name",)},  # 6: deleted by name
    cloud_sources=_CLOUD,
    user_filter="NameOrPerID",  # 5.8
    action_url_method="POST",  # 9.3
)

E16C = Profile(
    name="e16c",
    summary="config set by GET only, one key per call; HTTPS, no paging",
    model="E16C",
    firmware="216.30.10.141",
    hardware="216.0.0",
    realm=_REALM,
    tls=True,  # 13.3
    extra_get=("config/set",),  # 9.2
    refused_post=("config/set",),  # 9.2
    config_single=True,  # 9.2
    # 9.3: one of each, no QR code, no tamper; an alarm and a break-in of other names
    config={_URL + "AlarmTriggered": "", _URL + "InputBreakIn": ""},
    config_absent=(
        *(f"{_URL}{what}{letter}*" for what in ("Relay", "Input") for letter in "BCD"),
        *(f"{_URL}{name}*" for name in ("ValidQR", "InvalidQR", "Tamper", "BreakIn", "AlarmDoor", "Setup")),
    ),
    fields={"user.SourceType": "1"},
    cloud_sources=_CLOUD,
)

_S532_USER = (
    "PhoneNum Group DialAccount PriorityCall DoorNum C4Event AnalogSystem AnalogNumber AnalogReplace AnalogMode "
    "AnalogProxyAddress ContactID BLEAuthCode BLE_KEY_ID BLE_Expired BLE_Status QrCodeUrl"
).split()  # 5.1

S532 = Profile(
    name="s532",
    summary="base64 secrets, the schedule as Schedule-Relay and as a list, semicolons, cards cut at 63 characters",
    model="S532",
    firmware="532.30.10.100",
    hardware="532.0.0",
    realm=_REALM,
    extensions=("group/del", "security_basic/set"),  # 3.2, 9.3
    fields={
        "user.Source": "Local",  # 5.7
        "user.SourceType": "1",
        **{f"user.{name}": "" for name in _S532_USER},
        "group.Number": "",  # 7.3
    },
    cloud_sources=_CLOUD,
    capacity={"user": 10000},  # 5.10
    user_filter="NameOrCode",  # 5.8
    user_schedule_write=("Schedule-Relay",),  # 5.3
    user_schedule_read="Schedule-Relay",
    user_schedule_list=True,
    card_read_limit=63,  # 5.6
    # 8.3, 8.4: other names, type codes the other way round, no letter for input A, four inputs
    config={
        **{f"{_RELAY}Relay{relay}Type": "0" for relay in "AB"},
        **{f"{_RELAY}Relay{relay}Delay": "5" for relay in "AB"},
        _RELAY + "DTMFUnlock": "1",
        **{f"{_INPUT}Input{letter}Enable": "1" for letter in ("", "B", "C", "D")},
        **{f"{_INPUT}Input{letter}Trigger": "0" for letter in ("", "B", "C", "D")},
        **{f"{_INPUT}Input{letter}Relay": "0" for letter in ("", "B", "C", "D")},
    },
    config_absent=(
        *(f"{_RELAY}{name}*" for name in ("Type", "HoldDelay")),
        *(f"{_INPUT}{name}*" for name in ("Enable", "Option", "RelayId")),
    ),
    # 1.4: the passwords of the API, of SIP and of RTSP; 9.3: all of the web login
    base64_keys=(
        "Config.DoorSetting.APIFCGI.Password",
        "Config.Account1.GENERAL.Pwd",
        "Config.Account2.GENERAL.Pwd",
        "Config.DoorSetting.RTSP.UserPasswd",
        *(f"Config.Settings.WEB_LOGIN.{name}{account}" for name in ("User", "Password") for account in ("", "02")),
    ),
)

A08S = Profile(
    name="a08s",
    summary="access unit without contacts, groups and call log, pages of 10",
    model="A08S",
    firmware="108.30.10.144",
    hardware="108.0.0",
    realm=_REALM,
    routing="body",  # 3.2
    extensions=SCHEDULES,  # 12
    missing=("contact", "group", "calllog"),  # 12
    closed_paths=_SET_ONLY,
    page_size=10,  # 4
    info_uptime=True,  # 11
    fields={name: value for name, value in _FIELDS.items() if name.startswith(("user.", "doorlog."))},
    words=_WORDS,
    selectors={"schedule": ("ID",)},
    cloud_sources=_CLOUD,
    capacity={"schedule": 100},
    user_schedule_write=("ScheduleRelay", "Schedule-Relay"),  # 5.3
)

IT83 = Profile(
    name="it83",
    summary="indoor monitor: no handlers but system info and status, and OpenDoor at /fcgi/do",
    model="IT83",
    firmware="83.30.10.4",
    hardware="83.0.0",
    realm=_REALM,
    unsupported_message="No hanlders for this request",  # 2.4, with its slip
    # 12 confirms this for relay; 13.3 has it for everything. How else would its model be known: system is there.
    missing=tuple(
        "config relay input publiccode sip log privatekey rfkey contact group dialreplace user call calllog doorlog "
        "pcap firmware".split()
    ),
    open_door="result",  # 8.5
    config={_RELAY + "HttpTrig": "1", _RELAY + "UserName": "admin", _RELAY + "Password": "admin"},
)

HOSTILE = Profile(
    name="hostile",
    summary="all bad manners at once: fast clients cut off, junk after JSON, Latin-1, empty answers, page ignored",
    model="X999",  # no such model: what a client does with an unknown one
    firmware="999.30.10.1",
    hardware="999.0.0",
    realm=_REALM,
    min_request_interval=0.25,  # 1.2
    serial_only=True,  # 1.2
    routing="body",  # 3.2
    extensions=("group/del", *SCHEDULES),
    closed_paths=_SET_ONLY,
    unsupported_message="api unsupported",  # 2.4
    unsupported_retcode=200,  # 2.2
    item_key="Item",  # 2.1
    omit_empty_item=True,  # 2.1
    numbers_as_text=True,  # 2.1
    info_uptime=True,  # 11
    charset="latin-1",  # 1.3
    trailing_bytes="\r\n\0junk",  # 1.3
    empty_replies=("dialreplace/get",),  # 2.6
    html_replies=("calllog/get",),  # 2.6
    fields=_FIELDS,
    absent_fields=("contact.DialType",),
    words=_WORDS,
    cloud_sources=_CLOUD,
    builtin_schedules=True,
    user_schedule_write=("Schedule-Relay", "ScheduleRelay"),
    card_read_limit=63,  # 5.6
    masked_keys=("Config.Account1.GENERAL.Pwd", "Config.Account2.GENERAL.Pwd"),  # 9.4
)

FAMILIES = (E18, X916, X915S, X912, E16C, S532, A08S, IT83, HOSTILE)
