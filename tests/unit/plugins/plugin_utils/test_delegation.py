# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose variables a delegated task has, and which delegations mean another door."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.delegation import (
    is_written,
    own_variables,
    refuse_borrowed,
    refuse_no_door,
    refuse_other_door,
)

THEIRS = {"ansible_host": "192.0.2.99", "ansible_ssh_host": "192.0.2.99", "ansible_port": 22, "ansible_user": "ops"}


class HostVars(dict):
    """Core's, as far as it is used."""

    raw_get = dict.__getitem__


def delegated(own=None, **more):
    """A door's variables as core hands them to a delegated task."""
    own = {"inventory_hostname": "gate", **(own or {})}
    return {**THEIRS, **own, "vars": own, **more}


@pytest.mark.parametrize(
    ("own", "address"),
    [
        ({}, "gate"),
        ({"ansible_host": "192.0.2.1"}, "192.0.2.1"),
        # the older name, which core gives to the other one
        ({"ansible_ssh_host": "192.0.2.2"}, "192.0.2.2"),
    ],
)
def test_core_fills_in_the_delegates_values_and_they_are_left_out(own, address):
    found = own_variables(delegated(own, item="kept"))
    assert found["ansible_host"] == found["ansible_ssh_host"] == address
    assert not {"ansible_port", "ansible_user"} & set(found)
    assert found["item"] == "kept"


def test_without_the_variable_vars_the_inventory_says_what_is_the_doors():
    variables = delegated({"ansible_host": "192.0.2.1"})
    del variables["vars"]
    variables["hostvars"] = HostVars(gate={"ansible_host": "192.0.2.1"})
    assert own_variables(variables)["ansible_host"] == "192.0.2.1"


LOGIN = {"akuvox_username": "api"}


@pytest.mark.parametrize(
    ("host", "delegate", "named", "refused"),
    [
        ("gate", "bastion", False, False),
        ("gate", "localhost", False, False),
        ("gate", "gate", False, False),
        ("gate", "back", False, True),
        ("gate", "found", False, True),
        ("gate", "192.0.2.7", False, False),
        ("localhost", "gate", False, True),
        ("localhost", "gate", True, True),
        ("localhost", "bastion", False, True),
        ("localhost", "bastion", True, False),
        ("localhost", "localhost", False, False),
        ("bastion", "gate", False, True),
        # a machine with the variables of its site's group, outside of the play
        ("gate", "marked", False, False),
    ],
)
def test_a_delegate_that_is_a_door_is_refused(host, delegate, named, refused):
    everybody = {"akuvox_use_ssl": True}
    hostvars = HostVars(
        localhost=everybody, bastion=everybody, marked={**everybody, **LOGIN},
        gate={**everybody, **LOGIN}, back={**everybody, **LOGIN}, found=everybody,
    )  # fmt: skip
    variables = {
        "inventory_hostname": host,
        "hostvars": hostvars,
        "groups": {"akuvox": ["found"]},
        "ansible_play_hosts_all": ["gate", "back"] if host == "gate" else [host],
    }
    with pytest.raises(InvalidInput, match=f"here {host}, and not for {delegate}") if refused else nullcontext():
        refuse_other_door(delegate, variables, named)


@pytest.mark.parametrize(
    ("host", "everybody", "named", "refused"),
    [
        ("localhost", ["gate"], False, True),
        ("127.0.0.1", [], False, True),
        ("localhost", ["gate"], "192.0.2.7", False),
        ("localhost", ["gate", "localhost"], False, False),
        ("gate", ["gate"], False, False),
    ],
)
def test_a_localhost_that_nobody_made_a_door_is_none(host, everybody, named, refused):
    variables = {"inventory_hostname": host, "groups": {"all": everybody}}
    with pytest.raises(InvalidInput, match="which door is meant") if refused else nullcontext():
        refuse_no_door(variables, named)


@pytest.mark.parametrize(
    ("args", "own", "literal", "refused"),
    [
        ({"host": "192.0.2.99"}, {}, False, "host"),
        ({"host": "192.0.2.99"}, {}, True, None),
        ({"host": "192.0.2.99"}, {"ansible_host": "192.0.2.99"}, False, None),
        ({"host": "192.0.2.5"}, {}, False, None),
        ({"port": "22"}, {}, False, "port"),
        ({"username": "ops"}, {}, False, "username"),
        ({"username": "ops"}, {"ansible_user": "ops"}, False, None),
    ],
)
def test_an_option_with_the_delegates_value_is_refused_unless_it_is_written_so(args, own, literal, refused):
    variables = delegated(own)
    says = f"^{refused}: its template gives the value of bastion"
    with pytest.raises(InvalidInput, match=says) if refused else nullcontext():
        refuse_borrowed(args, "bastion", variables, own_variables(variables), lambda option, value: literal)


@pytest.mark.parametrize(
    ("playbook", "written"),
    [
        ({"doorfleet.akuvox.akuvox_info": {"host": "192.0.2.9"}}, True),
        ({"doorfleet.akuvox.akuvox_info": {"host": "{{ ansible_host }}"}}, False),
        ({"local_action": "doorfleet.akuvox.akuvox_info host=192.0.2.9"}, True),
        ([{"group/doorfleet.akuvox.akuvox": {"host": "192.0.2.9"}}], True),
        ({"name": "of 192.0.2.9"}, False),
        (None, False),
    ],
)
def test_a_value_is_found_where_a_playbook_writes_it(playbook, written):
    assert is_written(playbook, "host", "192.0.2.9") is written
