# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP hosts and users: what belongs in another option is refused with that option's name."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import sip


def refusal(**account):
    with pytest.raises(InvalidInput) as caught:
        sip.TABLE.check_rows([{"account": 1, **account}])
    return str(caught.value)


@pytest.mark.parametrize(("host", "where"), [
    ("pbx.example:5160", "the port belongs in port"),
    ("192.0.2.1:5060", "the port belongs in port"),
    ("[2001:db8::1]:5060", "the port belongs in port"),
    ("pbx.example:", "the port belongs in port"),
    ("sip:pbx.example", "leave out what stands before the host"),
    ("sips:pbx.example:5061;transport=tls", "leave out what stands before the host"),
    ("SIP:7101@pbx.example", "leave out what stands before the host"),
    ("https://pbx.example/", "leave out what stands before the host"),
    ("pbx.example;transport=tcp", "the transport belongs in transport"),
    ("pbx.example;lr", "other parameters in settings"),
    ("7101@pbx.example", "before the @ belongs in username"),
    ("pbx .example", "without blanks"),
    ("a.example,b.example", "without blanks, commas"),
    ("pbx.example/x", "slashes"),
])  # fmt: skip
def test_what_is_no_host_alone(host, where):
    assert where in refusal(server=host)
    assert refusal(server=host).startswith("accounts[0].server (account 1): must be a host name or an address")


@pytest.mark.parametrize(("option", "where"), [("server2", "port2"), ("server", "port")])
def test_each_host_has_a_port_of_its_own(option, where):
    assert refusal(**{option: "pbx.example:5160"}).endswith(f"belongs in {where}")
    proxy = {"server": "outbound_proxy.port", "server2": "outbound_proxy.backup_port"}
    names = {"server": "server", "server2": "backup_server"}
    assert refusal(outbound_proxy={names[option]: "pbx.example:1"}).endswith(f"belongs in {proxy[option]}")


@pytest.mark.parametrize(
    "host", ["pbx.example", "192.0.2.1", "2001:db8::1", "[2001:db8::1]", "pbx", "_sip._udp.example", ""]
)
def test_hosts(host):
    assert sip.TABLE.check_rows([{"account": 1, "server": host}])[0]["server"] == host


@pytest.mark.parametrize(("option", "name", "where"), [
    ("username", "sip:7101@pbx.example", "not a URI"),
    ("username", "71 01", "display_name"),
    ("username", "7101@pbx.example", "belongs in server"),
    ("username", "<7101>", "without < >"),
    ("username", "7101:5060", "without colons"),
    ("auth_name", "sip:7101", "not a URI"),
    ("auth_name", "Front door", "display_name"),
])  # fmt: skip
def test_what_is_no_user_alone(option, name, where):
    assert where in refusal(**{option: name})


def test_users():
    row = {"account": 1, "username": "0114", "auth_name": "0114@ims.example"}
    assert sip.TABLE.check_rows([row]) == [row]
