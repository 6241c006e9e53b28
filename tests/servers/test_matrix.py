# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules through lighttpd and Apache, in every set-up that they can do: docs/servers.md has the rows."""

from __future__ import annotations

import contextlib
from collections import Counter

import pytest
import requests
from harness.emulator import PASSWORD, USERNAME
from relay import CHUNKED, CLOSE, LENGTH, held_back, relaying
from requests.auth import HTTPDigestAuth
from setups import MOST, NONCE_SECONDS, OWN, all_setups, impossible
from webservers import Apache, Lighttpd, Site

SERVERS = {server.name: server for server in (Lighttpd, Apache)}
SETUPS = [setup for setup in all_setups() if not impossible(setup)]
CONTACTS = [{"name": f"Person {number}", "phone": f"10{number}"} for number in range(6)]
LEFT = {"Person 0": "100", "Person 1": "201", "Person 3": "103", "Person 4": "104", "Person 5": "105"}
VERSION = "29.30.10.200"
# What no task asks for.
LOOK = "/api/dialreplace/get"
NTP = "Config.Settings.SNTP.NTPServer1"
# Each task's event, and whether it changed anything.
OUTCOMES = {
    "info": ("ok", False),
    "config": ("ok", True),
    "add": ("ok", True),
    "change": ("ok", True),
    "remove": ("ok", True),
    "again": ("ok", False),
    "export": ("ok", True),
    "upload": ("failed", False),
}


def tasks(folder):
    """What a play does to a door: every kind of request that there is."""
    firmware = folder / "door.rom"
    firmware.write_bytes(f"AKUVOX-EMULATED-FIRMWARE model=R29 version={VERSION}\n".encode() + bytes(8 * MOST))
    contacts = "doorfleet.akuvox.akuvox_contact"
    export = {"target": "contact", "dest": f"{folder}/{{{{ inventory_hostname }}}}.csv"}
    return [
        {"name": "info", "doorfleet.akuvox.akuvox_info": {"gather": ["system", "status", "config", "relay", "user"]}},
        {"name": "config", "doorfleet.akuvox.akuvox_config": {"settings": {NTP: "ntp.example.net"}}},
        {"name": "add", contacts: {"contacts": CONTACTS}},
        {"name": "change", contacts: {"contacts": [{"name": "Person 1", "phone": "201"}]}},
        {"name": "remove", contacts: {"contacts": [{"name": "Person 2"}], "state": "absent"}},
        {"name": "again", contacts: {"contacts": [{"name": "Person 1", "phone": "201"}]}},
        {"name": "export", "doorfleet.akuvox.akuvox_export": export},
        {"name": "upload", "doorfleet.akuvox.akuvox_firmware": {"version": VERSION, "src": str(firmware)}},
    ]


@pytest.fixture(scope="module")
def doors(emulate):
    """A door for each set-up; the server asks for the login of some, and the door of the others."""
    return emulate(
        [
            {"name": setup.name, "auth": "none" if setup.login == OWN else "digest", "nonce_lifetime": NONCE_SECONDS}
            for setup in SETUPS
        ]
    )


@pytest.fixture(scope="module")
def relays(stack, doors):
    """What stands before the door of each set-up that isn't by CGI."""
    return {
        setup.name: stack.enter_context(relaying(doors.devices[setup.name]["port"], setup.framing, setup.pause))
        for setup in SETUPS
        if not setup.by_cgi
    }


@pytest.fixture(scope="module")
def servers(serve, script_for, doors, relays):
    """Each server with a site for each of its set-ups."""

    def site(setup):
        port = doors.devices[setup.name]["port"]
        script = script_for(port) if setup.by_cgi else ""
        return Site(
            setup.name,
            port if setup.by_cgi else relays[setup.name].port,
            script=script,
            digest=setup.login == OWN,
            keep_alive=setup.keep_alive,
            http_1_0=setup.framing == CLOSE,
            most=MOST,
        )

    return {
        name: serve(server, [site(setup) for setup in SETUPS if setup.server == name])
        for name, server in SERVERS.items()
    }


@pytest.fixture(scope="module")
def done(player, servers, tmp_path_factory):
    """One play over all of them."""
    hosts = {
        setup.name: {
            "ansible_host": "127.0.0.1",
            "akuvox_port": servers[setup.server].ports[setup.name],
            "akuvox_use_ssl": False,
        }
        for setup in SETUPS
    }
    # so that most tasks last longer than a nonce
    variables = {"akuvox_request_interval": 0.2, "akuvox_timeout": 20}
    steps = tasks(tmp_path_factory.mktemp("files"))
    return player.run(steps, hosts, ("--forks", "14"), variables=variables, play={"strategy": "free"})


@pytest.mark.parametrize("setup", SETUPS, ids=lambda setup: setup.name)
def test_each_task_does_its_work(done, doors, setup):
    told = {result["task"]: result for result in done.results(setup.name)}
    assert {task: (result["event"], result["changed"]) for task, result in told.items()} == OUTCOMES, done.end
    assert "HTTP 413" in told["upload"]["msg"]
    assert "it is not known" not in told["upload"]["msg"]
    state = doors.state(setup.name)
    assert {row["Name"]: row["Phone"] for row in state["contact"]} == LEFT
    assert (state["config"][NTP], doors.summary(setup.name)["firmware"]) == ("ntp.example.net", "29.30.10.100")
    # no write twice, also where a nonce was too old for it
    applied = Counter(f"{entry['target']}/{entry['action']}" for entry in doors.writes(setup.name) if entry["applied"])
    assert {name: applied[name] for name in applied if name != "firmware/prepare"} == {
        "config/set": 1, "contact/add": 1, "contact/set": 1, "contact/del": 1,
    }  # fmt: skip


def framed(server, setup, relay):
    """The version of HTTP of an answer, and which of the headers it has that say where it ends.

    They are looked at before the answer has ended, as a server that has all of it may frame it otherwise.
    """
    url = f"http://127.0.0.1:{server.ports[setup.name]}{LOOK}"
    for _try in range(5):
        with requests.Session() as session:
            session.trust_env = False
            with held_back(relay) if relay else contextlib.nullcontext():
                answer = session.get(url, auth=HTTPDigestAuth(USERNAME, PASSWORD), timeout=30, stream=True)
            assert answer.content
        # on a busy machine a nonce of a second may be too old at once
        if answer.status_code != 401:
            break
    assert answer.status_code == 200
    ends = {name for name in ("content-length", "transfer-encoding") if name in answer.headers}
    return answer.raw.version, ends


@pytest.fixture(scope="module")
def looks(servers, relays, doors, done):
    """How each set-up frames an answer, and its log; that is only certain to be whole once the server has ended."""
    # requests reads the body of a challenge before it answers, and a slow one takes longer than a second
    doors.patch("*", nonce_lifetime=60)
    frames = {setup.name: framed(servers[setup.server], setup, relays.get(setup.name)) for setup in SETUPS}
    used = {}
    for server in servers.values():
        server.stop()
        used |= server.used()
    return {name: (frame, used[name]) for name, frame in frames.items()}


@pytest.mark.parametrize("setup", SETUPS, ids=lambda setup: setup.name)
def test_the_server_did_what_it_was_set_up_for(looks, setup):
    """Else a row would claim what nobody has tried."""
    frame, used = looks[setup.name]
    assert frame == {
        CLOSE: (10, set()), CHUNKED: (11, {"transfer-encoding"}), LENGTH: (11, {"content-length"}),
    }[setup.framing]  # fmt: skip
    used = [entry for entry in used if LOOK not in entry[-1]]
    most = max(number for number, _status, _request in used)
    assert 1 < most <= setup.keep_alive if setup.keep_alive > 1 else most == 1
    # a task begins with a challenge, and a second later with another one; those of lighttpd live longer
    lives = setup.login == OWN and setup.server == Lighttpd.name
    assert sum(status == 401 for _number, status, _request in used) >= len(OUTCOMES) + (0 if lives else 2)


@pytest.mark.usefixtures("done")
def test_every_combination_has_a_row(rows):
    """The tests above have failed where one that can be done didn't hold."""
    for setup in all_setups():
        server = f"{setup.server} {SERVERS[setup.server].version()}"
        reason = impossible(setup)
        held = f"can't be: {reason}" if reason else "yes"
        rows.append([server, setup.login, str(setup.keep_alive), setup.asked, held])
    assert len(rows) >= len(SERVERS) * 2 * 2 * 3
