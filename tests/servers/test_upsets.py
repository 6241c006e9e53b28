# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong behind and in a real server: late writes, programs that die, old TLS, TLS where there is none."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from harness.certificates import Maker
from relay import LENGTH, relaying
from webservers import Apache, Lighttpd, Site

SERVERS = {server.name: server for server in (Lighttpd, Apache)}
# A late write comes after the server has given up, and while the task still looks for it.
LATE_SECONDS, SETTLE, PATIENCE = 3.0, 15, 1
ADD = {"target": "contact", "action": "add"}
OLD_TLS = {"akuvox_use_ssl": True, "akuvox_legacy_tls": True}
THROUGH = ""


@dataclass(frozen=True)
class Upset:
    """``fault``: what the door does to the first add; ``site``: how its server differs; ``variables``: of the host.

    ``says``: what the task fails with, empty where it has to do its work.
    """

    name: str
    asked: str
    fault: str = ""
    site: str = "plain"
    variables: tuple = ()
    says: str = THROUGH


UPSETS = (
    Upset("late-proxy", "the door hangs up on an add and does it 3 s later, behind a proxy", fault="late"),
    Upset("late-cgi", "the same behind CGI: the server says HTTP 500", fault="late", site="cgi"),
    Upset("slow-proxy", "the door does an add and answers later than the proxy waits: HTTP 502 or 504", fault="slow"),
    Upset("dead-cgi", "the program dies before the add has reached the door", fault="cut_before", site="cgi"),
    Upset(
        "old-tls", "TLS 1.0, DHE and a key of 1,024 bits, AES-CBC, with `akuvox_legacy_tls: true`", site="old",
        variables=tuple(OLD_TLS.items()),
    ),
    Upset(
        "old-tls-refused", "the same without it: the message names `akuvox_legacy_tls`", site="old",
        variables=(("akuvox_use_ssl", True),), says="akuvox_legacy_tls: true allows it for this host",
    ),
    Upset("tls", "TLS as it is now", site="tls", variables=(("akuvox_use_ssl", True),)),
    Upset(
        "tls-client", "TLS that wants a certificate of the client: the message says so", site="client",
        variables=(("akuvox_use_ssl", True),), says="it wants a TLS certificate of the client",
    ),
    Upset(
        "tls-to-plain", "TLS to a port of plain HTTP: the message says so",
        variables=(("akuvox_use_ssl", True),), says="this port does not speak TLS",
    ),
    Upset(
        "plain-to-tls", "plain HTTP to a port of TLS: the message names `akuvox_use_ssl: true`", site="tls",
        says="set akuvox_use_ssl: true",
    ),
)  # fmt: skip
CASES = [(server, upset) for server in SERVERS for upset in UPSETS]
IDS = [f"{server}-{upset.name}" for server, upset in CASES]


def name_of(server, upset):
    return f"{server.lower()}-{upset.name}"


@pytest.fixture(scope="module")
def certificates(folder):
    """Files: a CA, a certificate with its key, and one with a key of 1,024 bits."""
    maker = Maker(folder)
    authority = maker.certificate("ca", is_ca=True)
    made = [maker.certificate("server", authority), maker.certificate("weak", authority, rsa_bits=1024)]
    return str(authority.trust), *(str(each.file) for each in made)


@pytest.fixture(scope="module")
def doors(emulate):
    return emulate([{"name": name_of(*case)} for case in CASES])


@pytest.fixture(scope="module")
def servers(stack, serve, script_for, doors, certificates):
    authority, certificate, weak = certificates

    def site(server, upset):
        name = name_of(server, upset)
        port = doors.devices[name]["port"]
        special = {
            "plain": {},
            # the door asks for the login itself, which Apache keeps from a program
            "cgi": {"script": script_for(port), "digest": True} if upset.site == "cgi" else {},
            "tls": {"certificate": certificate},
            "old": {"certificate": weak, "old_tls": True},
            "client": {"certificate": certificate, "client_ca": authority},
        }[upset.site]
        behind = port if special.get("script") else stack.enter_context(relaying(port, LENGTH)).port
        return Site(name, behind, patience=PATIENCE, **special)

    return {name: serve(server, [site(name, upset) for upset in UPSETS]) for name, server in SERVERS.items()}


@pytest.fixture(scope="module")
def done(player, servers, doors, certificates):
    hosts = {}
    for server, upset in CASES:
        name = name_of(server, upset)
        if upset.site == "cgi":
            doors.patch(name, auth="none")
        if upset.fault:
            seconds = {} if upset.fault == "cut_before" else {"seconds": LATE_SECONDS}
            doors.set_fault(name, upset.fault, **ADD, **seconds)
        hosts[name] = {
            "ansible_host": "127.0.0.1",
            "akuvox_port": servers[server].ports[name],
            "akuvox_use_ssl": False,
            **dict(upset.variables),
        }
    add = {"contacts": [{"name": "Kim", "phone": "101"}, {"name": "Robin", "phone": "102"}]}
    steps = [{"name": "add", "doorfleet.akuvox.akuvox_contact": add}]
    variables = {"akuvox_ca_path": certificates[0], "akuvox_settle": SETTLE, "akuvox_retries": 0}
    return player.run(steps, hosts, ("--forks", "20"), variables=variables)


@pytest.mark.parametrize(("server", "upset"), CASES, ids=IDS)
def test_it_ends_as_it_should(done, doors, server, upset):
    name = name_of(server, upset)
    told = done.outcome(name, "add")
    held = sorted(row["Name"] for row in doors.state(name)["contact"])
    if upset.says:
        assert (told["event"] in ("failed", "unreachable"), held) == (True, [])
        assert upset.says in told["msg"]
    else:
        assert (told["event"], told["changed"], held) == ("ok", True, ["Kim", "Robin"]), told
    # a second one would be removed again, and was not needed
    writes = [entry for entry in doors.writes(name) if entry["applied"]]
    assert len(writes) == (0 if upset.says else 1)


@pytest.mark.usefixtures("done")
def test_every_case_has_a_row(rows):
    for server, upset in CASES:
        rows.append([f"{server} {SERVERS[server].version()}", upset.asked, "yes"])
