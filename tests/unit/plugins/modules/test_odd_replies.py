# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replies that mean harm, to all modules: whatever stands in them is a result or an error of ours, never a bug."""

from __future__ import annotations

import contextlib
import copy
import functools
import importlib
import io
import itertools
import json
import os
import re
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api import link as link_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.keeping import Change
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AuthFailed
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.diagnosis import REACHABILITIES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.tls import Handshake
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.parts import LISTS as LIST_PARTS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.parts import NAMES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undofile import Keeper
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import execute

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from targets import ALL

# Thousands of replies: one ansible-core is enough for what has none of it in it.
pytestmark = pytest.mark.one_core

PLUGINS = Path(link_module.__file__).resolve().parents[2]
READS = ("get", "info", "status", "export")
PIN = "86421357"
NEW_PASSWORD = "n3w/pass+word"
# What earlier runs have kept in files, which no task changes; and what stands for a new folder of each run.
IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
KEPT = tempfile.TemporaryDirectory(dir=IN_MEMORY)


def kept_run():
    """Options that undo a run, which has removed a record of each list and set a key; and what it has kept of that."""
    run = "provision-20260102T030405.000000Z"
    about = {"run": run, "job": "provision", "started": "2026-01-02T03:04:05.000000Z", "vault": False}
    keeper = Keeper(f"{KEPT.name}/undo/{run}", "gate", about)
    for name, part in LIST_PARTS.items():
        keeper.keep("records", name, [Change({"ID": "9", part.key: "7", "Name": "Kim"}, None)])
    keeper.keep("settings", "config", [Change({"Config.A.B": "1"}, {"Config.A.B": "2"})])
    return {"dir": f"{KEPT.name}/undo", "run": run, "door": "gate"}


NEW = "/a/new/folder"
PARTS = NAMES
SNTP = "Config.Settings.SNTP.Enable"
MODE_KEY = "Config.DoorSetting.APIFCGI.AuthMode"
_RELAY, _DTMF = "Config.DoorSetting.RELAY.", "Config.DoorSetting.DTMF."
_INPUT, _CODES = "Config.DoorSetting.INPUT.", "Config.DoorSetting.PASSWORD.PublicKey"


def listing(*records):
    return {"num": len(records), "item": [{"ID": str(number), **record} for number, record in enumerate(records, 1)]}


# What a good door says, by target/action; all else it just takes.
DATA = {
    "system/info": {
        "Status": {"Model": "R29S", "MAC": "0C:11:05:00:00:01", "FirmwareVersion": "29.31.101.624", "Uptime": "1 day"},
        "Lan": {"PortType": "0", "LinkStatus": "1", "IPAddress": "192.0.2.10", "DNS1": "192.0.2.53"},
        "Account1": {"UserName": "114", "SipServer": "sip.example.net", "Status": "2"},
        "Account2": {},
    },
    "system/status": {"SystemTime": 1544336389, "UpTime": 137},
    "firmware/status": {"Model": "R29S", "FirmwareVersion": "29.31.101.624"},
    "config/get": {SNTP: "0", "Config.DoorSetting.Action.CallNum": "100", MODE_KEY: "4",
                   "Config.Settings.SNTP.TimeZone": "GMT+1:00"},
    "relay/get": {
        _RELAY + "NameA": "Door", _RELAY + "TypeA": "0", _RELAY + "HoldDelayA": "5", _DTMF + "Option": "0",
        _DTMF + "Code1": "7", _RELAY + "HttpTrig": "0", _RELAY + "Password": "x",
    },
    "relay/status": {"RelayA": 0, "RelayB": 1},
    "input/get": {_INPUT + "EnableA": "1", _INPUT + "OptionA": "0", _INPUT + "RelayIdA": "1"},
    "input/status": {"InputA": "0"},
    "publiccode/get": {_CODES + "Enable": "1", _CODES + "BitsLimit": "0", _CODES + "1": "12345678", _CODES + "2": "",
                       _CODES + "3": ""},
    "sip/get": {"Config.Account1.GENERAL.Enable": "1", "Config.Account1.SIP.Port": "5060",
                "Config.Account1.GENERAL.Pwd": "x"},
    "sip/status": {"Account1": {"UserName": "114", "SipServer": "sip.example.net", "Status": "2"}},
    "log/get": {"Config.Settings.LOGLEVEL.Level": "3"},
    "user/get": listing(
        {"UserID": "1", "Name": "Robin Sample", "PrivatePIN": PIN, "CardCode": "00B4161D", "ScheduleRelay": "1001-1",
         "LiftFloorNum": "0", "Type": "0", "WebRelay": "0"},
        {"UserID": "2", "Name": "Kim Example", "PrivatePIN": "", "SourceType": "1"},
    ),
    "user/info": {"DefaultUserId": "3"},
    "user/scan": {"RFCode": "00B4161D"},
    "schedule/get": listing({"Name": "Office", "DisplayID": "1003", "Type": "1", "Mon": "1", "TimeStart": "08:00"}),
    "rfkey/get": listing({"Code": "00B4161D", "Name": "Card", "DoorNum": "12", "Mon": "1", "Thur": "0", "Tags": "0"}),
    "privatekey/get": listing({"Code": PIN, "Name": "Robin Sample", "DoorNum": "1", "TimeStart": "00:00"}),
    "contact/get": listing({"Name": "Reception", "Phone": "100", "Group": "Default", "DialType": "0"}),
    "group/get": listing({"Name": "Default"}, {"Name": "First floor"}),
    "dialreplace/get": listing({"Prefix": "110", "Line": "0", "Replace1": "100", "Replace2": ""}),
    "calllog/get": listing({"Type": "Missed", "Name": "Kim", "Num": "100", "Date": "2018-12-13"}),
    "doorlog/get": listing({"Type": "1", "Name": "Kim", "Status": "0", "Code": "00B4161D", "Relay": "1"}),
    "pcap/status": {"Status": "stop", "FileSize": "0"},
    "call/status": {"Status": "READY"},
}  # fmt: skip


def _archive():
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("empty"))
    return packed.getvalue()


# The same for what it gives away as a file.
FILES = {
    "config/export": _archive(),
    "user/export": _archive(),
    "contact/export": b"Name,Phone\nReception,100\n",
    "dialreplace/export": b"<DialReplace><Item/></DialReplace>",
    "privatekey/export": b"<PrivateKey><Item/></PrivateKey>",
    "rfkey/export": b"<ICKey><Item/></ICKey>",
    "log/export": b"a line\n",
}
SUBSETS = [
    *("system", "status", "firmware", "config", "relay", "relay_status", "input", "input_status", "publiccode", "sip"),
    *("privatekey", "rfkey", "user", "next_user_id", "contact", "group", "sip_status", "dialreplace", "log", "calllog"),
    *("doorlog", "pcap", "call_status", "schedule"),
]

ACCOUNT = {"auth": "digest", "username": "api", "password": "0ld/pass+word", "new_password": NEW_PASSWORD}

# What each module is asked for: something that makes it look at all that it reads, and want to write.
TASKS = [
    *(("akuvox_info", {"gather": [subset]}) for subset in SUBSETS),
    ("akuvox_info", {"gather": ["reachability", "system"]}),
    ("akuvox_request", {"target": "user", "action": "get"}),
    ("akuvox_config", {"settings": {SNTP: True}}),
    ("akuvox_action_url", {"url": "http://192.0.2.5:5000", "token": "receiver-token-0123456789", "foreign": "replace"}),
    ("akuvox_action_url", {"state": "absent"}),
    ("akuvox_relay", {"relays": [{"relay": "A", "hold_delay": 12}], "dtmf": {"codes": ["8"]}}),
    ("akuvox_input", {"inputs": [{"input": "A", "trigger": "high"}], "call": {"number": "101"}}),
    ("akuvox_publiccode", {"digits": 4}),
    ("akuvox_publiccode", {"codes": [PIN]}),
    ("akuvox_sip", {"accounts": [{"account": 1, "port": 5062, "password": "y"}], "wait_registered": 5}),
    ("akuvox_log", {"level": "debug", "clear": ["log"]}),
    ("akuvox_user", {"users": [{"user_id": "1", "name": "New", "pin": "4711"}, {"user_id": "3", "name": "Alex"}]}),
    ("akuvox_user", {"users": [{"user_id": "1", "schedules": [{"schedule": "Office"}]}]}),
    ("akuvox_user", {"users": [{"user_id": "3", "name": "Alex"}], "profile": "auto"}),
    ("akuvox_user", {"users": [], "purge": True, "purge_limit": "100%"}),
    ("akuvox_rfkey", {"keys": [{"code": "00B4161D", "doors": ["B"], "days": ["mon"]}], "purge": True}),
    ("akuvox_privatekey", {"keys": [{"name": "Robin Sample", "doors": ["B"]}], "match_by": "name"}),
    ("akuvox_privatekey", {"keys": [{"code": PIN, "name": "Other"}], "match_by": "code"}),
    (
        "akuvox_schedule",
        {
            "schedules": [{"name": "Office", "type": "daily"}, {"name": "Fair", "type": "daily"}],
            "profile": "field",
            "purge": True,
            "purge_limit": "100%",
        },
    ),
    ("akuvox_schedule", {"schedules": [{"name": "Office"}], "state": "absent", "profile": "field"}),
    (
        "akuvox_credentials",
        {"people": [{"user_id": "1", "name": "New", "pin": "4711", "cards": ["00B4161D"]}], "purge_limit": "100%"},
    ),
    (
        "akuvox_credentials",
        {
            "people": [{"user_id": "3", "name": "Alex", "pin": "4711", "cards": ["00B4161D"]}],
            "store": "rfkey_privatekey",
            "purge_limit": "100%",
        },
    ),
    ("akuvox_contact", {"contacts": [{"name": "Reception", "phone": "102", "group": "First floor"}]}),
    ("akuvox_group", {"groups": [{"name": "Ground floor", "renamed_from": "First floor"}]}),
    ("akuvox_dialreplace", {"rules": [{"prefix": "110", "replacements": ["101"]}]}),
    (
        "akuvox_door",
        {
            "config": {SNTP: True},
            "relays": [{"relay": "A", "hold_delay": 12}],
            "users": [{"user_id": "3", "name": "Alex"}],
        },
    ),
    ("akuvox_revoke", {"people": [{"user_id": "1", "name": "Robin Sample", "cards": ["00B4161D"]}]}),
    ("akuvox_access_info", {"pin_key": "0123456789abcdef"}),
    ("akuvox_adopt_info", {"secrets": True}),
    ("akuvox_calllog", {"state": "absent", "ids": ["1"]}),
    ("akuvox_calllog", {"state": "cleared", "type": "missed"}),
    ("akuvox_doorlog", {"state": "cleared"}),
    ("akuvox_call", {"action": "dial", "number": "100"}),
    ("akuvox_call", {"action": "hangup", "check": True}),
    ("akuvox_relay_trigger", {"relay": "A", "confirm": True}),
    ("akuvox_card_scan", {}),
    ("akuvox_pcap", {"state": "started"}),
    ("akuvox_reboot", {"wait": False}),
    ("akuvox_factory_reset", {"confirm": "0C:11:05:00:00:01"}),
    ("akuvox_firmware", {"version": "29.31.101.700", "src": __file__, "check": True}),
    *(
        ("akuvox_export", {"target": target, "dest": f"{NEW}/file"})
        for target in ("config", "user", "contact", "dialreplace", "privatekey", "rfkey")
    ),
    ("akuvox_log_export", {"type": "log", "dest": f"{NEW}/log.txt"}),
    ("akuvox_import", {"target": "rfkey", "src": __file__, "check": True}),
    ("akuvox_hardening_info", {"fix": [], "pin_policy": {"min_length": 6}}),
    ("akuvox_api_account", {**ACCOUNT, "new_auth_mode": "basic_digest"}),
    ("akuvox_api_account", {**ACCOUNT, "new_auth_mode": "basic", "profile": "auto"}),
    *(("akuvox_backup", {"dir": NEW, "door": "gate", "exports": False, "parts": [part]}) for part in PARTS),
    *(("akuvox_backup", {"dir": KEPT.name, "door": "gate", "parts": [part], "check": True}) for part in PARTS),
    *(
        (
            "akuvox_restore",
            {
                "dir": KEPT.name,
                "door": "gate",
                "parts": [part],
                "exclude": [],
                "access": True,
                "confirm": True,
                "profile": "field",
            },
        )
        for part in PARTS
    ),
    ("akuvox_undo", kept_run()),
    *(
        ("akuvox_log_collect", {"dir": KEPT.name, "door": "gate", "logs": [log], "check": True})
        for log in ("doorlog", "calllog", "log")
    ),
    ("akuvox_log_collect", {"dir": NEW, "door": "gate", "logs": ["doorlog"], "capture": 3}),
]
# A target that nothing above is about.
TASKS += [(data.module, data.tasks[0]) for data in ALL.values() if data.module not in dict(TASKS)]
LISTS = [
    task for task in TASKS
    if task[1].keys() & {"users", "keys", "contacts", "groups", "rules", "schedules", "people"}
    # these read several lists
    and task[1].get("store") != "rfkey_privatekey" and task[0] not in ("akuvox_door", "akuvox_revoke")
]  # fmt: skip


class Door:
    """In the place of a transport: answers in JSON, by target/action, and counts what was no read.

    It takes any login, but for the new password before its configuration was written.
    """

    def __init__(self, replies):
        self.connection = None
        self.answered = self.asked_by_api = False
        self.received = 0
        self.writes = []
        self._replies = replies

    def session(self, connection):
        """The same door in the place of another transport."""
        other = copy.copy(self)
        other.connection = connection
        return other

    def has_answered(self):
        """It has said something that the API says."""
        self.answered = True

    def send(self, request):
        if self.connection.password == NEW_PASSWORD and "config/set" not in self.writes:
            raise AuthFailed("refused", status=401)
        said = json.loads(request.body) if request.body else {}
        function = f"{said['target']}/{said['action']}" if said else request.path.removeprefix("/api/")
        if function.rpartition("/")[2] not in READS:
            self.writes.append(function)
        reply = self._replies(function)
        content = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
        if request.sink is not None:
            request.sink.start()
            request.sink.write(content)
        return SimpleNamespace(body=content, sized=True)

    @property
    def sent(self):
        """The last request was sent just now."""
        return time.monotonic()

    def handshake(self):
        """A certificate that can't be read."""
        return Handshake(b"certificate", "TLSv1.3", "TLS_AES_256_GCM_SHA384", 256)

    def plain_http(self, port):
        """It answers there, too."""
        return 200

    def without_login(self):
        """It answers everybody alike."""
        return self

    def close(self):
        """Nothing to close."""


def params_of(module, options):
    """All options of a task with their defaults, as a module's logic gets them."""
    given_options = {name: value for name, value in options.items() if name != "check"}
    connection = {"host": "192.0.2.1", "auth": "none", "profile": "manual"}
    validated = ArgumentSpecValidator(module.argument_spec(deep=False), **module.constraints).validate(
        {**connection, **given_options}
    )
    assert not validated.errors.errors, validated.errors.messages
    return validated.validated_parameters


def _prepared(name, options):
    module = importlib.import_module(f"ansible_collections.doorfleet.akuvox.plugins.modules.{name}").MODULE
    return name, module, params_of(module, options), options.get("check", False)


PREPARED = [_prepared(name, options) for name, options in TASKS]
each_task = pytest.mark.parametrize("prepared", PREPARED, ids=[f"{task[0]}-{at}" for at, task in enumerate(TASKS)])
PREPARED_LISTS = [_prepared(name, options) for name, options in LISTS]


@contextlib.contextmanager
def instead_of_the_network(door):
    """The device's transport is the door, and time passes by looking at the clock; no disk is waited for."""
    clock = itertools.count(step=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(link_module, "Transport", door.session)
        patch.setattr("os.fsync", lambda handle: None)
        patch.setattr("tempfile.tempdir", IN_MEMORY)
        patch.setattr("time.sleep", lambda seconds: None)
        patch.setattr("time.monotonic", clock.__next__)
        yield


@contextlib.contextmanager
def in_a_new_folder(params):
    """The params with a folder that is there for this run in the place of the one that stands for it."""
    paths = {name: params[name] for name in ("dir", "dest") if str(params.get(name)).startswith(NEW)}
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) if paths else contextlib.nullcontext() as folder:
        yield {**params, **{name: path.replace(NEW, folder) for name, path in paths.items()}}


def run(prepared, replies):
    """The result of a task on such a door, and what it wrote."""
    _name, module, params, check_mode = prepared
    door = Door(replies)
    with in_a_new_folder(params) as own_params, instead_of_the_network(door):
        result = execute(module, own_params, check_mode)
    return result, door.writes


def reply_of(function):
    """What a good door says, as an object that may be changed."""
    return FILES.get(function) or {"retcode": 0, "message": "OK", "data": copy.deepcopy(DATA.get(function, {}))}


@functools.cache
def sent_of(function):
    """The same as it comes over the network."""
    return FILES.get(function) or json.dumps(reply_of(function)).encode()


# What stands where it does not belong, in each place once.
ODD = [
    None, True, False, -1, 0, 2, 10**30, -(10**30), 1.5, 1e300, "", "-1", "x", "²", "1" * 400, "*" * 9, "\x1b[2J\u202e",
    "\ud800", "1001-12;,,-", "1 day 9:99", "unsupport action", [], ["1"], [["1"]], {}, {"ID": "1"}, {"ID": {"ID": []}},
]  # fmt: skip
# Replies to what writes; those to reads are changed copies of a good door's.
WRITTEN = [
    {"retcode": -1, "data": {"item": [{"Ret": -1, "ID": odd, "Name": odd, "UserID": odd}]}} for odd in ODD
] + [{"retcode": 0, "data": {"item": [{"Ret": odd, "ID": "1"}, {"Ret": -7, "ID": odd}]}} for odd in ODD]  # fmt: skip

odd = st.recursive(
    st.one_of(st.sampled_from([value for value in ODD if not isinstance(value, (dict, list))]), st.text(max_size=6)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["ID", "Ret", "item", "Item", "num", "Status", "data"]), inner, max_size=3),
    ),
    max_leaves=6,
)


def places(value, path=()):
    """The paths of all members of a reply."""
    yield path
    if isinstance(value, dict):
        for key, member in value.items():
            yield from places(member, (*path, key))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from places(member, (*path, index))


def with_odd(value, path, other):
    """A copy of a reply with another value at a path."""
    if not path:
        return other
    value = copy.copy(value)
    value[path[0]] = with_odd(value[path[0]], path[1:], other)
    return value


@st.composite
def odd_replies(draw):
    """A function that replies as a good door does, but for some places in some replies."""
    changed = {}
    for function in draw(st.lists(st.sampled_from(sorted(DATA)), min_size=3, max_size=len(DATA), unique=True)):
        reply = reply_of(function)
        for _change in range(draw(st.integers(1, 3))):
            paths = list(places(reply))
            reply = with_odd(reply, draw(st.sampled_from(paths)), draw(odd))
        changed[function] = reply
    for function in draw(st.lists(st.sampled_from(["user/add", "user/set", "rfkey/set", "config/set", "log/clear"]))):
        changed[function] = draw(odd)
    return lambda function: changed[function] if function in changed else sent_of(function)


def judge(result, name):
    """A result that can be returned and tells what a user needs, without a secret."""
    assert json.dumps(result, ensure_ascii=False, allow_nan=False).encode()
    assert isinstance(result["changed"], bool)
    if result.get("failed") or result.get("unreachable"):
        assert result["msg"]
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202e\ud800-\udfff]", result["msg"])
        assert len(result["msg"]) < 20_000
        assert result.get("reachability", "ok") in REACHABILITIES
        assert PIN not in result["msg"]


bounded = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def asked_by(prepared):
    """The functions that a task asks a good door for."""
    asked = []
    run(prepared, lambda function: asked.append(function) or reply_of(function))
    return set(asked)


def earlier_reply_of(function):
    """What the door has said before: another first record in each list, and another setting."""
    reply = reply_of(function)
    if function in DATA and "item" in reply["data"]:
        first, before = reply["data"]["item"][0], {"Name": "Earlier", "UserID": "9", "Code": "99", "Prefix": "9"}
        first.update({key: before[key] for key in before if key in first})
    return {"retcode": 0, "data": {**reply["data"], SNTP: "1"}} if function == "config/get" else reply


def keep_files():
    """A backup and the logs of the door at that time."""
    with instead_of_the_network(Door(earlier_reply_of)):
        for name in ("akuvox_backup", "akuvox_log_collect"):
            _name, module, params, _check_mode = _prepared(name, {"dir": KEPT.name, "door": "gate"})
            assert not execute(module, params).get("failed")


keep_files()
ASKED = [asked_by(prepared) for prepared in PREPARED]


def takers_of(function):
    """The tasks that read a function; where all tasks of a module see who the door is, for each of its parts, one."""
    takers = [prepared for prepared, asked in zip(PREPARED, ASKED, strict=True) if function in asked]
    if function != "system/info":
        return takers
    alike = {prepared[0]: prepared for prepared in takers if prepared[0] in ("akuvox_backup", "akuvox_restore")}
    return [prepared for prepared in takers if alike.get(prepared[0], prepared) is prepared]


@pytest.mark.parametrize("function", sorted({**DATA, **FILES}))
def test_no_value_is_too_odd_in_any_place_of_any_reply(function):
    good = reply_of(function)
    takers = takers_of(function)
    assert takers, "somebody reads it"
    for path in places(good):
        for value in ODD:
            reply = with_odd(good, path, value)
            # An answer in bytes is a file or what was JSON before.
            sent = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
            for prepared in takers:
                result, _writes = run(prepared, lambda name, sent=sent: sent if name == function else sent_of(name))
                judge(result, prepared[0])


@each_task
def test_no_reply_to_a_write_is_too_odd(prepared):
    for reply in [*ODD, *WRITTEN]:
        result, writes = run(prepared, lambda name, reply=reply: sent_of(name) if name in DATA else reply)
        judge(result, prepared[0])
        if not writes:
            break


@bounded
@given(replies=odd_replies())
def test_no_reply_is_too_odd_for_any_module(replies):
    for prepared in PREPARED:
        result, writes = run(prepared, replies)
        judge(result, prepared[0])
        assert prepared[0] != "akuvox_info" or writes == []


@bounded
@given(reply=odd)
def test_no_reply_is_too_odd_whatever_is_asked(reply):
    for prepared in PREPARED:
        result, writes = run(prepared, lambda function: reply)
        judge(result, prepared[0])


@each_task
def test_a_good_door_is_read_by_all_of_them(prepared):
    """So that the tests above have changed what is really looked at."""
    result, writes = run(prepared, reply_of)
    judge(result, prepared[0])
    assert prepared[0] != "akuvox_info" or not result.get("failed"), result


NESTED = [["1"], {"a": "1"}, [], {}]
_target = {"akuvox_user": "user", "akuvox_rfkey": "rfkey", "akuvox_privatekey": "privatekey",
           "akuvox_contact": "contact", "akuvox_group": "group", "akuvox_dialreplace": "dialreplace",
           "akuvox_schedule": "schedule", "akuvox_credentials": "user"}  # fmt: skip


@pytest.mark.parametrize("nested", NESTED, ids=str)
@pytest.mark.parametrize("prepared", PREPARED_LISTS, ids=[f"{name}-{at}" for at, (name, _options) in enumerate(LISTS)])
def test_nothing_is_written_on_a_list_with_a_record_that_makes_no_sense(prepared, nested):
    target = _target[prepared[0]]
    written = set(run(prepared, reply_of)[1])
    assert written, "the same task writes to a door that makes sense"
    for key in DATA[f"{target}/get"]["item"][0]:
        if key in ("SourceType", "DisplayID"):
            continue
        data = with_odd(DATA[f"{target}/get"], ("item", 0, key), nested)
        if key == "ScheduleRelay" and nested in (["1"], []):
            # a list of strings is how some firmware has it (device-facts 5.3)
            continue
        result, writes = run(prepared, lambda function, data=data: {
            "retcode": 0, "data": data if function == f"{target}/get" else DATA.get(function, {})
        })  # fmt: skip
        assert (result.get("failed"), writes) == (True, []), key
        assert "makes no sense" in result["msg"], key
        assert "Nothing is done with" in result["msg"], key
        assert result["reachability"] == "ok"


@pytest.mark.parametrize("nested", NESTED, ids=str)
@pytest.mark.parametrize(("part", "key"), [
    ("schedule", "Name"), ("group", "Name"), ("contact", "Name"), ("dialreplace", "Prefix"), ("privatekey", "Name"),
    ("rfkey", "Code"), ("user", "UserID"),
])  # fmt: skip
def test_nothing_is_kept_or_restored_of_a_list_whose_key_makes_no_sense(part, key, nested):
    data = with_odd(DATA[f"{part}/get"], ("item", 0, key), nested)
    tasks = [prepared for prepared in PREPARED if prepared[2].get("parts") == [part]]
    assert {prepared[0] for prepared in tasks} == {"akuvox_backup", "akuvox_restore"}
    for prepared in tasks:
        result, writes = run(prepared, lambda function: {
            "retcode": 0, "data": data if function == f"{part}/get" else DATA.get(function, {})
        })  # fmt: skip
        assert (result.get("failed"), writes) == (True, [])
        assert f"{part}: the answer of the device makes no sense: {key} of record 0 is a JSON" in result["msg"]


@pytest.mark.parametrize("nested", NESTED, ids=str)
@pytest.mark.parametrize(
    ("task", "target", "key"),
    [
        (
            ("akuvox_config", {"settings": {SNTP: True}}),
            "config",
            "Config.Settings.SNTP.Enable",
        ),
        (("akuvox_relay", {"relays": [{"relay": "A", "hold_delay": 12}]}), "relay", _RELAY + "HoldDelayA"),
        (("akuvox_input", {"inputs": [{"input": "A", "trigger": "high"}]}), "input", _INPUT + "OptionA"),
        (("akuvox_publiccode", {"codes": [PIN]}), "publiccode", _CODES + "1"),
        (("akuvox_sip", {"accounts": [{"account": 1, "port": 5062}]}), "sip", "Config.Account1.SIP.Port"),
        (("akuvox_log", {"level": "debug"}), "log", "Config.Settings.LOGLEVEL.Level"),
    ],
)
def test_nothing_is_written_on_a_setting_that_makes_no_sense(task, target, key, nested):
    prepared = _prepared(*task)
    assert run(prepared, reply_of)[1], "the same task writes to a door that makes sense"
    data = {**DATA[f"{target}/get"], key: nested}
    result, writes = run(prepared, lambda function: {
        "retcode": 0, "data": data if function == f"{target}/get" else DATA.get(function, {})
    })  # fmt: skip
    assert (result.get("failed"), writes) == (True, [])
    assert f"the answer makes no sense: {key} is a JSON" in result["msg"]


@pytest.mark.parametrize("delay", ["-5", "99999999", "soon", "1.5", ""])
def test_a_door_is_not_opened_for_a_time_that_makes_no_sense(delay):
    prepared = _prepared("akuvox_relay_trigger", {"relay": "A", "confirm": True})
    data = {**DATA["relay/get"], _RELAY + "HoldDelayA": delay}
    result, writes = run(prepared, lambda function: {"retcode": 0, "data": data})
    assert (result.get("failed"), writes) == (True, [])
    assert "doesn't say the hold delay of relay A" in result["msg"]


def test_numbers_and_switches_that_are_no_strings_are_settings_all_the_same():
    prepared = _prepared("akuvox_config", {"settings": {SNTP: True, "Config.A": 7}})
    data = {SNTP: True, "Config.A": 7}
    result, writes = run(prepared, lambda function: {"retcode": 0, "data": data})
    assert (result["changed"], writes) == (False, [])


def test_every_module_is_among_the_tasks():
    files = (PLUGINS / "modules").glob("akuvox_*.py")
    # those without are the documentation of actions that never speak to a door
    modules = {path.stem for path in files if "\nMODULE = " in path.read_text("utf-8")}
    # a probe describes odd answers, see probing/test_odd_answers.py
    assert {name for name, _options in TASKS} == modules - {"akuvox_probe"}
