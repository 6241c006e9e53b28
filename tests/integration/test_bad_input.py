# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input is refused before the first request, with the option's name, the value's place and what is allowed."""

from __future__ import annotations

import pytest

USER = {"user_id": "1001", "name": "Robin Sample"}
# Neither a refused PIN nor a good one beside it may be quoted.
BAD_PIN, GOOD_PIN = "12ab5678", "40917283"
# As variables, since newer ansible-core quotes the lines of the playbook around a task that fails.
VARIABLES = {"bad_pin": BAD_PIN, "good_pin": GOOD_PIN}

# name -> module, options, the message as the user reads it (a part, where the rest is a list)
CASES = {
    "pin with letters": (
        "akuvox_user",
        {"users": [{**USER, "pin": "{{ good_pin }}"}, {**USER, "user_id": "1042", "pin": "{{ bad_pin }}"}]},
        "users[1].pin (user_id 1042): must be 2 to 8 digits in quotes, not text with other characters",
    ),
    "pin that lost its zeros": (
        "akuvox_user",
        {"users": [{**USER, "pin": 7}]},
        "users[0].pin (user_id 1001): must be 2 to 8 digits in quotes, not a number: "
        "YAML drops the leading zeros of an unquoted one",
    ),
    "pin too long": (
        "akuvox_user",
        {"users": [{**USER, "pin": "{{ good_pin }}0"}]},
        "users[0].pin (user_id 1001): must be 2 to 8 digits in quotes, not 9",
    ),
    "duplicate user_id": (
        "akuvox_user",
        {"users": [USER, {"user_id": "1002", "name": "Kim"}, {"user_id": 1001, "name": "Sam"}]},
        "users[2].user_id: 1001 is already in users[0]; each may be listed once",
    ),
    "user without key": (
        "akuvox_user",
        {"users": [USER, {"name": "Kim Example"}]},
        "users[1].user_id: is missing; it is what the record is found by",
    ),
    "unknown member": (
        "akuvox_user",
        {"users": [{**USER, "pim": "{{ good_pin }}"}]},
        "users[0].pim: is not an option; did you mean pin?",
    ),
    "several mistakes": (
        "akuvox_user",
        {"users": [{"nmae": "Kim", "pin": "{{ good_pin }}"}, {**USER, "cards": ["x"]}]},
        "users[0].nmae: is not an option; did you mean name?; users[0].user_id: is missing; it is what the record is "
        "found by; users[1].cards[0]",
    ),
    "unknown suboptions": (
        "akuvox_relay",
        {"dtmf": {"enabeld": True}},
        "dtmf.enabeld: is not an option of doorfleet.akuvox.akuvox_relay; did you mean dtmf.enabled?",
    ),
    "unknown relay of a schedule": (
        "akuvox_user",
        {"users": [{**USER, "schedules": [{"schedule": "always", "relays": ["E"]}]}]},
        "users[0].schedules[0].relays (user_id 1001): must be letters out of A, B, C, D, not 'E'",
    ),
    "floor out of range": (
        "akuvox_user",
        {"users": [{**USER, "lift_floors": [1, 256]}]},
        "users[0].lift_floors[1] (user_id 1001): must be 1 to 255, not 256",
    ),
    "too many cards": (
        "akuvox_user",
        {"users": [{**USER, "cards": ["A1", "A2", "A3", "A4", "A5", "A6"]}]},
        "users[0].cards (user_id 1001): must be at most 5 cards, not 6",
    ),
    "no user list": (
        "akuvox_user",
        {"users": {"user_id": "1001", "pin": "{{ good_pin }}"}},
        "argument 'users' is of type",
    ),
    "users as text": (
        "akuvox_user",
        # without a template, of which ansible-core 2.16 would make a list
        {"users": "[{'user_id': '1001', 'name': 'Robin Sample'}]"},
        'users: must be a list of records, not text. On the command line give it as JSON, -a \'{"users": '
        '[{"user_id": "..."}]}\'. In AWX, give it as a variable of the template',
    ),
    "port in a SIP server": (
        "akuvox_sip",
        {"accounts": [{"account": 1, "outbound_proxy": {"server": "pbx.example:5160"}}]},
        "accounts[0].outbound_proxy.server (account 1): must be a host name or an address by itself: the port belongs "
        "in outbound_proxy.port",
    ),
    "URI for a SIP user": (
        "akuvox_sip",
        {"accounts": [{"account": 1, "username": "sip:7101@pbx.example"}]},
        "accounts[0].username (account 1): must be the user's name alone, not a URI: the host belongs in server",
    ),
    "card over midnight": (
        "akuvox_rfkey",
        {"keys": [{"code": "00B4161D", "name": "Night", "time_start": "22:00", "time_end": "06:00"}]},
        "keys[0].time_end (name Night): must be after 22:00, where the window begins, not 06:00: what a door does then "
        "is unknown; write two windows: 22:00-23:59 and 00:00-06:00",
    ),
    "private code over midnight": (
        "akuvox_privatekey",
        {"keys": [{"name": "Night", "code": "{{ good_pin }}", "time_start": "08:00", "time_end": "08:00"}]},
        "keys[0].time_end (name Night): must be after 08:00, where the window begins, not 08:00",
    ),
    "daily schedule over midnight": (
        "akuvox_schedule",
        {"schedules": [{"name": "Night", "type": "daily", "time_start": "22:00", "time_end": "06:00"}]},
        "schedules[0].time_end (name Night): must be after 22:00, where the window begins, not 06:00",
    ),
    "times of a person that are none": (
        "akuvox_credentials",
        {"people": [{**USER, "schedules": [{"schedule": "25:00-06:00"}]}]},
        "people[0].schedules[0].schedule (user_id 1001): must be HH:MM from 00:00 to 23:59, not '25:00'",
    ),
    "a range with a blank in it": (
        "akuvox_credentials",
        {"people": [USER], "managed": "1000-1999, 2000 - 2999, staff-*"},
        "managed[1]: must be a range of numbers like 1000-1999 or a pattern like staff-*, not '2000 - 2999': a",
    ),
    "ranges with blanks between them": (
        "akuvox_credentials",
        {"people": [USER], "managed": ["1000-1999 2000-2999"]},
        "managed[0]: must be a range of numbers like 1000-1999 or a pattern like staff-*, not '1000-1999 2000-2999': "
        "a user_id must be without spaces",
    ),
    "a choice out of text with blanks": (
        "akuvox_backup",
        {"dir": "/nowhere", "door": "x", "parts": "user, shedule"},
        "value of parts must be one or more of: schedule, config",
    ),
    "list in a list": (
        "akuvox_user",
        {"users": [[{**USER, "pin": "{{ good_pin }}"}]]},
        "Elements value for option 'users' is of type",
    ),
    "purge_limit that is no limit": (
        "akuvox_user",
        {"users": [USER], "purge": True, "purge_limit": "half"},
        "purge_limit: must be a number of records or a percentage like '50%', not 'half'",
    ),
    "purge_limit above all": (
        "akuvox_rfkey",
        {"keys": [], "purge": True, "purge_limit": "150%"},
        "purge_limit: must be a number of records or a percentage like '50%', not '150%'",
    ),
    "unknown state": (
        "akuvox_user",
        {"users": [USER], "state": "there"},
        "value of state must be one of: present, absent",
    ),
    "unknown option": ("akuvox_user", {"users": [USER], "usres": [{"pin": "{{ good_pin }}"}]}, "usres"),
    "missing option": ("akuvox_user", {}, "missing required arguments: users"),
    "door out of range": (
        "akuvox_rfkey",
        {"keys": [{"code": "00B4161D", "doors": ["A", "D"]}]},
        "keys[0].doors (code 00B4161D): must be letters out of A, B, C, not 'D'",
    ),
    "card code that lost its zeros": (
        "akuvox_rfkey",
        {"keys": [{"code": 12345678}]},
        "keys[0].code: must be a card code in quotes, not 12345678: YAML drops leading zeros of an unquoted number",
    ),
    "duplicate card in another case": (
        "akuvox_rfkey",
        {"keys": [{"code": "00b4161d"}, {"code": "00B4161D"}]},
        "keys[1].code: 00B4161D is already in keys[0]; each may be listed once",
    ),
    "unknown day": (
        "akuvox_rfkey",
        {"keys": [{"code": "00B4161D", "days": ["mon", "someday"]}]},
        "keys[0].days (code 00B4161D): must be days out of mon, tue, wed, thu, fri, sat, sun, not 'someday'",
    ),
    "time that YAML read as a number": (
        "akuvox_rfkey",
        {"keys": [{"code": "00B4161D", "time_start": 630}]},
        "keys[0].time_start (code 00B4161D): must be HH:MM in quotes, not 630",
    ),
    "hold delay": (
        "akuvox_relay",
        {"relays": [{"relay": "A", "hold_delay": 99}]},
        "relays[0].hold_delay (relay A): must be 0 to 60 seconds, not 99",
    ),
    "unknown relay": (
        "akuvox_relay",
        {"relays": [{"relay": "D", "hold_delay": 5}]},
        "relays[0].relay: must be one of A, B, C, not 'D'",
    ),
    "relay listed twice": (
        "akuvox_relay",
        {"relays": [{"relay": "A", "hold_delay": 5}, {"relay": "A", "name": "Gate"}]},
        "relays[1].relay: A is already in relays[0]; each may be listed once",
    ),
    "relay without letter": ("akuvox_relay", {"relays": [{"hold_delay": 5}]}, "relays[0].relay: is missing"),
    "dtmf code that nobody can dial": (
        "akuvox_relay",
        {"dtmf": {"codes": ["12x4"]}},
        "dtmf.codes[0]: must be 1 to 4 DTMF characters in quotes: digits, *, #, A to D",
    ),
    "misspelled password": (
        "akuvox_relay",
        {"http_trigger": {"enabled": True, "pasword": "{{ good_pin }}"}},
        "http_trigger.pasword",
    ),
    "dtmf that is no mapping": ("akuvox_relay", {"dtmf": "{{ good_pin }}"}, "argument 'dtmf' is of type"),
    "settings that are no mapping": (
        "akuvox_config",
        {"settings": ["{{ good_pin }}"]},
        "argument 'settings' is of type",
    ),
    "nothing to do": ("akuvox_relay", {}, "nothing to do: give at least one of relays, dtmf, http_trigger"),
    "config key that is none": (
        "akuvox_config",
        {"settings": {"Settings.SNTP.Enable": True}},
        "settings.Settings.SNTP.Enable: must be a full key such as Config.Settings.SNTP.Enable",
    ),
    "config value that is a list": (
        "akuvox_config",
        {"settings": {"Config.Settings.SNTP.Enable": [1]}},
        "settings.Config.Settings.SNTP.Enable: must be text, a whole number or a boolean, not list",
    ),
    "port": ("akuvox_info", {"port": 99999}, "port: must be 1 to 65535, not 99999"),
    "timeout": ("akuvox_info", {"timeout": 0}, "timeout: must be 0.1 to 3600, not 0.0"),
    "fingerprint": (
        "akuvox_info",
        {"ssl_fingerprint": "AB:CD"},
        "ssl_fingerprint: must be the certificate's SHA-256 as 64 hex digits, colons allowed",
    ),
    "URL for a host": (
        "akuvox_info",
        {"host": "http://192.0.2.10/"},
        "host: must be a host name or an address without scheme, port or path, not 'http://192.0.2.10/'",
    ),
    "zone of IPv6": (
        "akuvox_info",
        {"host": "fe80::1%eth0"},
        "host: must be without a zone such as %eth0, not 'fe80::1%eth0': the HTTP library can't connect to it",
    ),
    "PIN that a template made a number": (
        "akuvox_user",
        {"users": [{**USER, "pin": 4091}]},
        "where jinja2_native is on, before ansible-core 2.19: add | string to it, or make the whole list one template",
    ),
    "auth": ("akuvox_info", {"auth": "digset"}, "value of auth must be one of: digest, basic, none, got: digset"),
    "profile": (
        "akuvox_info",
        {"profile": "manuel"},
        "or a mapping, not 'manuel'",
    ),
    "subset": ("akuvox_info", {"gather": ["sytem"]}, "value of gather must be one or more of"),
    "target that is no word": (
        "akuvox_request",
        {"target": "../config", "action": "get"},
        "target: must be a word of letters, digits and underscores, not '../config'",
    ),
    "GET with data": (
        "akuvox_request",
        {"target": "system", "action": "info", "data": {"a": 1}},
        "data: is sent by POST only; a GET takes query",
    ),
}


# What another part of the collection or of Ansible refuses, one of each: on a bastion the module looks at its options.
OF_EACH_KIND = (
    "pin with letters", "several mistakes", "unknown suboptions", "no user list", "list in a list", "unknown state",
    "unknown option", "missing option", "purge_limit that is no limit", "nothing to do", "config key that is none",
    "URL for a host", "auth", "profile", "GET with data",
)  # fmt: skip


@pytest.mark.parametrize("delegate", [None, pytest.param("bastion-1", marks=pytest.mark.one_core)])
def test_bad_input_is_refused_before_the_first_request(play, fleet, delegate):
    """All cases in one run; one of each kind when the module runs as a process on another host."""
    cases = {name: CASES[name] for name in OF_EACH_KIND} if delegate else CASES
    tasks = [
        {"name": name, f"doorfleet.akuvox.{module}": options, "ignore_errors": True}
        | ({"delegate_to": delegate} if delegate else {})
        for name, (module, options, _unused) in cases.items()
    ]
    others = {"bastion-1": {"ansible_connection": "elsewhere"}}
    done = play(
        tasks,
        fleet.hosts("door-01"),
        "-vvvv",
        "--diff",
        secrets={BAD_PIN, GOOD_PIN, GOOD_PIN + "0"},
        others=others,
        variables=VARIABLES,
    )
    wrong = {
        name: (done.outcome("door-01", name)["event"], done.message("door-01", name))
        for name, (_unused, _unused, message) in cases.items()
        if done.outcome("door-01", name)["event"] != "failed" or message not in done.message("door-01", name)
    }
    assert not wrong
    assert fleet.requests("door-01") == []


def test_missing_login_is_refused_before_the_first_request(play, fleet):
    done = play(
        [{"name": "info", "doorfleet.akuvox.akuvox_info": {}}],
        fleet.hosts("door-01", akuvox_password=None) | fleet.hosts("door-02", akuvox_password="", akuvox_username=None),
        expect=2,
    )
    assert done.message("door-01").startswith("auth: digest needs akuvox_password (an inventory variable")
    assert done.message("door-02").startswith("auth: digest needs akuvox_username and akuvox_password (an inventory")
    assert fleet.requests("door-01") == fleet.requests("door-02") == []


def test_what_only_the_device_can_tell_is_refused_before_the_first_write(play, fleet):
    fleet.put("door-01", user=[])
    cases = {
        "new without a name": (
            "akuvox_user",
            {"users": [{"user_id": "1001"}]},
            "users[0].name: is needed to add this record, which is not on the device yet",
        ),
        "unknown schedule": (
            "akuvox_user",
            {"users": [{**USER, "schedules": [{"schedule": "Office hours"}]}]},
            "users: this device cannot look up the schedule 'Office hours' by name; give its number, always or never",
        ),
        "misspelled key": (
            "akuvox_config",
            {"settings": {"Config.Settings.SNTP.NTPServr1": "ntp.example.net"}},
            "settings.Config.Settings.SNTP.NTPServr1: this device has no such key; did you mean "
            "Config.Settings.SNTP.NTPServer1? (allow_unknown_keys: true writes it all the same)",
        ),
        "length of a code": (
            "akuvox_relay",
            {"dtmf": {"digits": 4, "codes": ["123"]}},
            "dtmf.codes[0]: must be 4 characters long (dtmf.digits), not 3",
        ),
    }
    before = fleet.state("door-01")
    tasks = [
        {"name": name, f"doorfleet.akuvox.{module}": options, "ignore_errors": True}
        for name, (module, options, _unused) in cases.items()
    ]
    done = play(tasks, fleet.hosts("door-01"))
    assert {name: done.message("door-01", name) for name in cases} == {name: case[2] for name, case in cases.items()}
    assert fleet.writes("door-01") == []
    assert fleet.state("door-01") == before


def test_the_error_line_of_a_task_with_no_log_has_no_secret_in_it(play, fleet):
    """From 2.19 on, ansible-core prints the message of a failed task, whatever ``no_log`` says."""
    wrong, refused = "wr0ng/pass+word", GOOD_PIN
    fleet.set_fault("door-03", "refuse_item", index=0, target="user", action="add", times=-1)
    hosts = {
        "door-01": fleet.host("door-01", akuvox_password=wrong, pin=GOOD_PIN),
        "door-02": fleet.host("door-02", pin=BAD_PIN),
        "door-03": fleet.host("door-03", pin=refused),
    }
    users = [{"user_id": "1001", "name": "Kim Example", "pin": "{{ pin }}"}]
    task = {"name": "users", "doorfleet.akuvox.akuvox_user": {"users": users}, "no_log": True}
    done = play([task], hosts, "-vvvv", secrets={wrong, BAD_PIN, GOOD_PIN}, expect=2)
    assert [done.outcome(door)["event"] for door in hosts] == ["failed"] * 3
