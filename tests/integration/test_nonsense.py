# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that no door gives: each is named for what it is, nothing is written, and none takes long or much memory."""

from __future__ import annotations

import contextlib

import pytest
from harness.emulator import PASSWORD
from harness.memory import peak_of
from harness.nonsense import KINDS, MEGABYTE, OK, Server, http, many, redirect_after_login

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

SNTP = "Config.Settings.SNTP.Enable"
LIMIT_SECONDS = 120
LOOK = {"name": "look", "doorfleet.akuvox.akuvox_info": {"gather": ["reachability", "system"]}}
TASKS = [
    {"name": "info", "doorfleet.akuvox.akuvox_info": {"gather": ["user", "config"]}},
    {"name": "user", "doorfleet.akuvox.akuvox_user": {"users": [{"user_id": "1", "name": "Robin"}], "purge": True}},
    {"name": "config", "doorfleet.akuvox.akuvox_config": {"settings": {SNTP: True}}},
]

# kind -> verdict, and what the user reads of it
NOT_THE_API = "so this is not the HTTP API of an Akuvox device; check host and port"
EXPECTED = {
    "empty": ("api_disabled_or_not_whitelisted", "the answer is empty. The HTTP API of this device may be locked"),
    "page": ("not_an_akuvox", f"the answer is HTML, {NOT_THE_API}"),
    "older-page": ("other_dialect", "the answer is HTML, a page of the web interface of older firmware"),
    "other-api": ("not_an_akuvox", f"the answer has no retcode, {NOT_THE_API}"),
    "not-found": ("not_an_akuvox", "this device does not have the function, or is no Akuvox device (HTTP 404)"),
    "ssh": ("not_an_akuvox", f"the answer is not HTTP, {NOT_THE_API}"),
    "headers": ("not_an_akuvox", f"the answer is not HTTP, {NOT_THE_API}"),
    "endless": ("not_an_akuvox", "the answer does not end within 32 MB"),
    "huge": ("not_an_akuvox", "the answer does not end within 32 MB"),
    "deep": ("not_an_akuvox", f"the answer is nested too deeply, {NOT_THE_API}"),
    "packed": ("not_an_akuvox", f"the answer is compressed, which was not asked for, {NOT_THE_API}"),
    "challenge": ("auth_mode_mismatch", "the device asks for a digest login of a kind that is not supported"),
    "elsewhere": ("not_an_akuvox", "the answer is a redirect to another host, which is not followed"),
}
# these are got into, and then make no sense
INSIDE = {
    "text-for-data": dict.fromkeys(("user", "config"), "its data is a JSON str"),
    "text-for-records": {"user": "not all of its items are records", "config": "this device has no such key"},
    "odd-count": {"user": "it announces [2] records", "config": f"{SNTP} is a JSON list"},
    "odd-record": {"user": "ID of record 0 of the device is a JSON dict", "config": f"{SNTP} is a JSON dict"},
}


@pytest.fixture
def serve():
    """Start servers; all of them end with the test."""
    with contextlib.ExitStack() as stack:

        def start(answer):
            server = Server(answer)
            stack.callback(server.stop)
            return server

        yield start


def test_every_kind_of_nonsense_is_told_and_nothing_is_written(play, serve):
    servers = {kind: serve(answer) for kind, answer in KINDS.items()}
    elsewhere = serve(http(b'{"retcode": 0}'))
    # the same machine under another name, which is another host to whoever has a login
    target = f"http://localhost:{elsewhere.server_address[1]}"
    servers["elsewhere"] = serve(redirect_after_login(target))
    hosts = {kind: server.host() for kind, server in servers.items()}
    done = play(
        [LOOK, *({**task, "ignore_errors": True, "ignore_unreachable": True} for task in TASKS)],
        hosts,
        "-vvv",
        variables={"akuvox_retries": 0},
    )
    for kind, (verdict, says) in EXPECTED.items():
        look = done.outcome(kind, "look")
        assert (look["event"], look["akuvox"]["reachability"]["verdict"]) == ("ok", verdict), kind
        assert set(look["akuvox"]) == {"reachability"}, kind
        for told in (look["akuvox"]["reachability"]["message"], *(done.message(kind, task["name"]) for task in TASKS)):
            assert says in told, (kind, told)
        for task in TASKS:
            outcome = done.outcome(kind, task["name"])
            assert (outcome["event"], outcome["changed"], outcome["reachability"]) == ("failed", False, verdict), kind
    for kind, told in INSIDE.items():
        look = done.outcome(kind, "look")["akuvox"]
        assert (look["reachability"]["verdict"], look["system"]["model"]) == ("ok", "R29"), kind
        for task, says in told.items():
            outcome = done.outcome(kind, task)
            assert says in outcome["msg"], (kind, task)
            assert (outcome["event"], outcome["changed"]) == ("failed", False), (kind, task)
            assert outcome["reachability"] == "ok"
        # reading is more lenient, and says only that
        assert done.outcome(kind, "info")["event"] in ("ok", "failed")
    for kind, server in servers.items():
        assert {method for method, _path, _login in server.seen} == {"GET"}, kind
        assert {login for _method, _path, login in server.seen} == {kind == "elsewhere", False}, kind
    assert elsewhere.seen == [], "no login and no request goes to another host"
    assert PASSWORD not in done.output


def test_odd_answers_that_make_sense_are_taken(play, serve, fleet):
    """Bytes after the reply, and names that are no UTF-8 (device-facts 1.3)."""
    fleet.put("hostile-1", user=[{"ID": "1", "UserID": "1", "Name": "Zoë", "PrivatePIN": ""}])
    task = {"name": "info", "doorfleet.akuvox.akuvox_info": {"gather": ["reachability", "user"]}}
    found = play([task], fleet.hosts("hostile-1", akuvox_request_interval=0.3)).outcome("hostile-1")["akuvox"]
    assert found["reachability"]["verdict"] == "ok"
    assert [user["name"] for user in found["user"]] == ["Zoë"]


READ = """
    def work(device):
        try:
            return str(len(device.read("config")))
        except AkuvoxError as exc:
            return exc.message
"""
START, END = b'{"retcode": 0, "data": {"a": [', b"0]}}"
WIDE = "\U0001f600".encode()
LARGE = {
    # name -> answer, and what becomes of it
    "wide characters": (many(START + b'"' + WIDE, b"x" * 30, 1_000_000, b'",' + END), "1"),
    "many strings": (many(START, b'"abcdefgh",', 1_990_000, END), "1"),
    "many objects": (many(START, b'{"a":{}},', 660_000, END), "1"),
    "more values than anybody has": (many(START, b"{},", 5_000_000, END), "holds too many values"),
    "100 MB": (many(START, b'"' + b"x" * 97 + b'",', 1_000_000, END), "does not end within 32 MB"),
    "no end": (lambda handler: iter(lambda: b" " * MEGABYTE, b""), "not HTTP"),
    "no end of blanks": (lambda handler: (part for part in iter(lambda: OK + b" " * MEGABYTE, b"")), "32 MB"),
}


@pytest.mark.parametrize("name", LARGE)
def test_no_answer_takes_much_memory(serve, collections_tree, name):
    answer, says = LARGE[name]
    host = serve(answer).host()
    params = {
        "host": host["ansible_host"],
        "port": host["akuvox_port"],
        "use_ssl": False,
        "auth": "none",
        "request_interval": 0,
        "retries": 0,
    }
    peak, said = peak_of(READ, collections_tree, params)
    assert says in said
    assert peak < 500, f"{peak:.0f} MB for an answer of at most 32 MB"
