# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments of the event source: nothing else checks them, so it does, and says which one is wrong."""

from __future__ import annotations

import json
import os

import jinja2
import pytest
import yaml

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields import actionurls

UNDEFINED = jinja2.StrictUndefined(name="nowhere")
TOKEN = "t" * 24
MAC = "0C:11:05:00:00:01"
DOORS = {MAC: {"name": "lobby", "token": TOKEN}}
WRONG = [
    ({}, "port: is required"),
    ({"port": "5000"}, "port: must be a whole number without quotes, not of type str"),
    ({"port": True}, "port: must be a whole number without quotes, not of type bool"),
    ({"port": 5000.0}, "port: must be a whole number"),
    ({"port": 0}, "port: must be from 1 to 65535, not 0"),
    ({"port": UNDEFINED}, "port: the variable in it is not defined"),
    ({"host": 1}, "host: must be text in quotes, not of type int"),
    ({"host": ""}, "host: must not be empty"),
    ({"hots": "192.0.2.1"}, "hots: there is no such argument"),
    ({"doors": None}, "doors, doors_file: exactly one"),
    ({"doors_file": "doors.json"}, "doors, doors_file: exactly one"),
    ({"doors": []}, "doors: must be a mapping, not of type list"),
    ({"doors": UNDEFINED}, "doors: the variable in it is not defined"),
    ({"doors": {MAC: UNDEFINED}}, f"doors.{MAC}: the variable in it is not defined"),
    ({"doors": {MAC: {"name": "lobby", "token": int("1" * 24)}}}, f"doors.{MAC}.token: must be text in quotes"),
    ({"doors": {MAC: {"name": "lobby", "token": UNDEFINED}}}, f"doors.{MAC}.token: the variable in it is not"),
    ({"doors": {MAC: {"name": "lobby", "token": "short"}}}, f"doors.{MAC}.token: must be 20 to 64 letters"),
    ({"doors": {MAC: {"name": "lobby", "token": []}}}, f"doors.{MAC}: must have one or 2 tokens, not 0"),
    ({"doors": {MAC: {"name": "lobby", "token": [TOKEN, "u" * 24, "v" * 24]}}}, "must have one or 2 tokens, not 3"),
    ({"doors": {MAC: {"name": "all", "token": TOKEN}}}, f"doors.{MAC}.name: must be the inventory name of one host"),
    ({"doors": {MAC: {"name": "lobby:&gate", "token": TOKEN}}}, f"doors.{MAC}.name: must be the inventory name"),
    ({"doors": {MAC: {"name": 12, "token": TOKEN}}}, f"doors.{MAC}.name: must be text in quotes, not of type int"),
    ({"doors": {MAC: {"name": "lobby", "tokens": TOKEN}}}, f"doors.{MAC}.tokens: there is no such key"),
    ({"doors": {"lobby": {"name": "lobby", "token": TOKEN}}}, "doors.lobby: must be a MAC address"),
    ({"doors": {611105000001: {"name": "lobby", "token": TOKEN}}}, "(a MAC): must be text in quotes, not of type int"),
    ({"doors": {**DOORS, "0c1105000001": {"name": "b", "token": "u" * 24}}}, "the MAC is there twice"),
    ({"doors": {**DOORS, "0c1105000002": {"name": "b", "token": TOKEN}}}, "has the token of 'lobby'"),
    ({"doors": {**DOORS, "0c1105000002": {"name": "lobby", "token": "u" * 24}}}, "two doors have the name 'lobby'"),
    ({"allowed_peers": "192.0.2.0/24"}, "allowed_peers: must be a list, not of type str"),
    ({"allowed_peers": ["192.0.2.1/24"]}, "allowed_peers[0]: must be an address or a network"),
    ({"credentials": "keep"}, "credentials: must be one of drop, hash"),
    ({"credentials": "hash"}, "hash_key: credentials: hash needs one of 16 characters"),
    ({"credentials": "hash", "hash_key": 1234567890123456}, "hash_key: must be text in quotes"),
    ({"hash_key": "k" * 16}, "hash_key: has no effect without"),
    ({"keyfile": "key.pem"}, "certfile: is required with"),
    ({"certfile": "/nowhere/cert.pem"}, "certfile, keyfile: can't be used: No such file or directory"),
    ({"offline_after": 59}, "offline_after: must be 0 or at least 60"),
    ({"dedupe_seconds": -1}, "dedupe_seconds: must be from 0 to 3600"),
    ({"max_pending": 0}, "max_pending: must be from 1"),
    ({"max_line": 100}, "max_line: must be from 256"),
    ({"unknown_door": False}, "unknown_door: must be text in quotes, not of type bool"),
    ({"doors": None, "doors_file": "/nowhere/doors.json"}, "doors_file: /nowhere/doors.json: No such file"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_a_wrong_argument_is_refused_by_name(action_url, arguments, message):
    given = {"port": 5000, "doors": DOORS, **arguments} if arguments else {"doors": DOORS}
    with pytest.raises(action_url.BadArgument) as refused:
        action_url.prepared(given)
    assert message in str(refused.value)
    assert TOKEN not in str(refused.value)
    assert "1" * 24 not in str(refused.value)


def test_the_options_are_those_of_the_documentation(action_url):
    documented = yaml.safe_load(action_url.DOCUMENTATION)["options"]
    types = {str: "str", int: "int", list: "list", dict: "dict"}
    assert {
        name: (types[option.type], option.default, list(option.choices), option.required)
        for name, option in action_url.OPTIONS.items()
    } == {
        name: (option["type"], option.get("default"), option.get("choices", []), option.get("required", False))
        for name, option in documented.items()
    }
    (example,) = yaml.safe_load(action_url.EXAMPLES)
    arguments = example["sources"][0]["doorfleet.akuvox.action_url"]
    assert action_url.checked_arguments(arguments).port == arguments["port"]


def test_what_both_sides_agree_on_is_the_same(action_url):
    names = {name for name in vars(actionurls) if name.isupper()} - {"LONGEST_URL"}
    assert {"TOKEN", "OWN_KINDS"} < names
    for name in names:
        ours, theirs = getattr(action_url, name), getattr(actionurls, name)
        assert getattr(ours, "pattern", ours) == getattr(theirs, "pattern", theirs), name


def doors_file(path, mode=0o600, **changes):
    """Write a file with a door, and return its path as text."""
    door = {"name": "lobby", "address": "192.0.2.11", "tokens": [{"token": TOKEN, "created": "2026"}], "state": 1}
    content = {"version": 1, "rotation": {}, "doors": {MAC: {**door, **changes}}}
    path.write_text(json.dumps(content), encoding="utf-8")
    path.chmod(mode)
    return str(path)


def test_the_file_of_the_role_is_read_and_what_the_role_keeps_there_is_passed_over(action_url, tmp_path):
    file = action_url.DoorsFile(doors_file(tmp_path / "doors.json"))
    registry = file.read()
    assert registry.by_mac[MAC] == action_url.Door("lobby", MAC, "192.0.2.11", (TOKEN,))
    assert file.read() is None


BROKEN = [
    ("", 0o600, "is no JSON"),
    ("[" * 100_000, 0o600, "is no JSON"),
    ("[]", 0o600, "its content: must be a mapping"),
    ('{"version": 2, "doors": {}}', 0o600, "version: must be 1"),
    ('{"version": 1}', 0o600, "doors: must be a mapping"),
    ('{"version": 1, "doors": {"' + MAC + '": {"name": "a", "tokens": ["' + TOKEN + '"]}}}', 0o600, "tokens[0]: must"),
    ('{"version": 1, "doors": {}}', 0o644, "others can read it"),
    ('{"version": 1, "doors": {}}', 0o620, "its group can write it (mode 0620); set 0600"),
]


@pytest.mark.parametrize(("text", "mode", "message"), BROKEN, ids=[message for *_rest, message in BROKEN])
def test_a_broken_file_leaves_the_last_good_one_and_gives_one_event(source, action_url, tmp_path, text, mode, message):
    path = tmp_path / "doors.json"
    running = source()
    running.file = action_url.DoorsFile(doors_file(path))
    running.reload()
    assert list(running.registry.by_mac) == [MAC]
    digest = running.file.sha256
    path.unlink()
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    for _time in range(3):
        running.reload()
    assert list(running.registry.by_mac) == [MAC]
    assert [each["akuvox"]["kind"] for each in running.pending.events] == ["doors_file_broken"]
    assert message in running.file.problem
    assert (running.file.sha256, TOKEN in running.file.problem) == (digest, False)
    os.replace(doors_file(tmp_path / "new.json", name="gate"), path)
    running.reload()
    assert (running.registry.by_mac[MAC].name, running.file.problem) == ("gate", "")
    assert running.file.sha256 not in ("", digest)
