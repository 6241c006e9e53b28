# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which door a delegated task writes to: always that of its inventory host, whoever else answers at the delegate's."""

from __future__ import annotations

import shutil
import socket

import pytest
from harness.emulator import PASSWORD, USERNAME, Emulator, Fleet

# Each on the same port, so that only the address tells them apart, and every one with the same login.
DOORS = {f"door-{letter}": f"127.0.61.{number}" for number, letter in enumerate("abcd", 1)}
STRANGERS = {"controller": "127.0.0.1", "bastion": "127.0.61.9"}


def hosts():
    """Inventory hosts by each way to say an address: two doors for each, which must not be mixed up.

    The doors a and b have several names, c and d are named by their address.
    """
    found = {}
    for letter in "ab":
        address = DOORS[f"door-{letter}"]
        found |= {
            f"{letter}-plain": {"ansible_host": address},
            f"{letter}-template": {"ansible_host": "{{ place[inventory_hostname[0]] }}", "place": {letter: address}},
            f"{letter}-own": {"akuvox_host": address},
        }
        # without ansible_host
        found[address] = {}
        found[DOORS["door-" + chr(ord(letter) + 2)]] = {"akuvox_host": "{{ ansible_host }}"}
    return found


WAYS = {
    "none": {},
    "localhost": {"delegate_to": "localhost"},
    "local": {"delegate_to": "controller-2"},
    "self": {"delegate_to": "{{ inventory_hostname }}"},
    "bastion": {"delegate_to": "{{ 'bastion-1' }}"},
}
OTHERS = {
    # both answer at their address as a door does
    "controller-2": {"ansible_connection": "{{ 'local' }}", "ansible_host": STRANGERS["controller"]},
    "bastion-1": {"ansible_connection": "elsewhere", "ansible_host": STRANGERS["bastion"], "akuvox_host": "192.0.2.1"},
}


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    """Doors and strangers at addresses of their own, and their common port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    devices = [{"name": name, "host": host, "port": port} for name, host in (DOORS | STRANGERS).items()]
    defaults = {"username": USERNAME, "password": PASSWORD}
    running = Emulator(tmp_path_factory.mktemp("street"), {"defaults": defaults, "devices": devices})
    yield Fleet(running), {"akuvox_port": port, "akuvox_use_ssl": False}
    running.stop()


@pytest.fixture
def doors(street):
    """The devices as at their first start."""
    street[0].reset()
    return street


def add_user(user_id):
    """A task's module that adds a person."""
    return {"doorfleet.akuvox.akuvox_user": {"users": [{"user_id": user_id, "name": "Robin Sample"}]}}


def held(fleet, name):
    """The user_id of all people on a door."""
    return sorted(record["UserID"] for record in fleet.state(name)["user"])


def assert_strangers_alone(fleet):
    """Nobody has asked those who are no doors of the play."""
    assert {name: fleet.requests(name) for name in STRANGERS} == {name: [] for name in STRANGERS}


def test_each_way_of_delegating_writes_to_the_hosts_own_door(play, doors):
    """Every way to say an address, by every way of delegating."""
    fleet, variables = doors
    inventory = hosts()
    tasks = [{"name": way, **add_user(way + " {{ inventory_hostname }}"), **keywords} for way, keywords in WAYS.items()]
    ((module, options),) = add_user("action {{ inventory_hostname }}").items()
    tasks.append({"name": "action", "local_action": module, "args": options})
    # all sections of a door in one task, on two of the hosts
    only = {"when": "inventory_hostname.endswith('-own')"}
    for way, keywords in WAYS.items():
        its = {"contacts": [{"name": way + " {{ inventory_hostname }}", "phone": "101"}]}
        tasks.append({"name": f"{way}, whole", "doorfleet.akuvox.akuvox_door": its, **keywords, **only})
    done = play(tasks, inventory, variables=variables, others=OTHERS)
    of_each = len(WAYS) + 1
    for name, counts in done.recap.items():
        assert counts["changed"] == of_each + (len(WAYS) if name.endswith("-own") else 0), done.recap
    for letter in "ab":
        names = sorted(record["Name"] for record in fleet.state(f"door-{letter}")["contact"])
        assert names == sorted(f"{way} {letter}-own" for way in WAYS)
    ways = [*WAYS, "action"]
    for letter in "abcd":
        address = DOORS[f"door-{letter}"]
        names = [name for name in inventory if name.startswith(f"{letter}-") or name == address]
        assert held(fleet, f"door-{letter}") == sorted(f"{way} {name}" for way in ways for name in names)
    assert_strangers_alone(fleet)


# What a machine for doors of its own is reached with, all of it wrong for these.
ITS_OWN = {
    "ansible_port": 22, "ansible_user": "operator", "akuvox_host": STRANGERS["controller"], "akuvox_port": 9,
    "akuvox_username": "another", "akuvox_scheme": "https", "akuvox_mac": "00:00:5E:00:53:01",
}  # fmt: skip
MACHINES = {
    "machine-1": {"ansible_connection": "local", "ansible_host": STRANGERS["controller"], **ITS_OWN},
    "machine-2": {"ansible_connection": "elsewhere", "ansible_host": STRANGERS["bastion"], **ITS_OWN},
}


def test_nothing_of_a_delegate_counts_however_the_task_is_written(play, doors):
    """Machines with variables of doors, loops, blocks, the task's own vars, facts, and hosts that a play adds."""
    fleet, variables = doors
    ways = ("a-plain", "a-template", DOORS["door-a"], DOORS["door-c"])
    inventory = {name: hosts()[name] for name in ways}
    plain, last = "a-plain", DOORS["door-b"]

    def task(name, **keywords):
        return {"name": name, **add_user(name + " {{ inventory_hostname }}"), **keywords}

    tasks = [
        *(task(machine, delegate_to=machine) for machine in MACHINES),
        task("loop", loop=["localhost", *MACHINES], delegate_to="{{ item }}"),
        {"name": "Block", "delegate_to": "machine-1", "block": [task("block")]},
        task("facts", delegate_to="machine-1", delegate_facts=True),
        task("connection", delegate_to="machine-2", connection="local"),
        task("six", delegate_to="::1"),
        task("once", delegate_to="machine-1", run_once=True),
        {
            "name": "Facts",
            "ansible.builtin.set_fact": {"ansible_host": last},
            "when": f"inventory_hostname == '{plain}'",
        },
        task("fact", delegate_to="machine-1", when=f"inventory_hostname == '{plain}'"),
        task("vars", delegate_to="machine-2", vars={"ansible_host": last}, when=f"inventory_hostname == '{plain}'"),
    ]
    add = {"name": "added", "groups": "later", "ansible_host": DOORS["door-c"], **variables}
    later = [
        {"hosts": "localhost", "gather_facts": False, "tasks": [{"name": "Add", "ansible.builtin.add_host": add}]},
        {"hosts": "later", "gather_facts": False, "tasks": [task("later", delegate_to="{{ item }}", loop=[*MACHINES])]},
    ]
    book = [{"hosts": "doors", "gather_facts": False, "tasks": tasks}, *later]
    environment = {"AKUVOX_USERNAME": USERNAME, "AKUVOX_PASSWORD": PASSWORD}
    done = play(None, inventory, playbook=book, variables=variables, others=MACHINES, environment=environment)
    assert not any(counts["failures"] or counts["unreachable"] for counts in done.recap.values())
    everywhere = ("machine-1", "machine-2", "loop", "block", "facts", "connection", "six")
    for letter in "abcd":
        address = DOORS[f"door-{letter}"]
        names = [name for name in inventory if name.startswith(f"{letter}-") or name == address]
        own = [name for name in held(fleet, f"door-{letter}") if name.split()[0] in everywhere]
        assert own == sorted(f"{way} {name}" for way in everywhere for name in names)
    assert {"fact a-plain", "vars a-plain"} <= set(held(fleet, "door-b"))
    assert held(fleet, "door-c").count("later added") == 1
    (once,) = [name for letter in "abcd" for name in held(fleet, f"door-{letter}") if name.startswith("once ")]
    assert once == f"once {next(iter(inventory))}"
    assert_strangers_alone(fleet)


ALONE = {"as it is": {}, "delegated": {"delegate_to": "localhost"}}


@pytest.mark.parametrize("local", [False, True])
def test_a_loop_that_delegates_to_doors_is_refused_with_the_way_to_write_it(play, doors, local):
    """The task is for its inventory host, and a loop over the doors means each of them."""
    fleet, variables = doors
    inventory = {name: value for name, value in hosts().items() if name.endswith("plain")}
    variables = {**variables, **({"ansible_connection": "local"} if local else {})}
    loop = {"loop": ["b-plain"], "delegate_to": "{{ item }}", "ignore_errors": True}
    plays = (
        ("localhost", "localhost", {}),
        ("machine", "bastion-1", {}),
        ("door", "a-plain:b-plain", {"run_once": True}),
    )
    book = [
        {"name": name, "gather_facts": False, "hosts": of, "tasks": [{"name": name, **add_user("1"), **loop, **more}]}
        for name, of, more in plays
    ]
    nobody = [{"name": f"nobody {way}", **add_user("1"), **more, "ignore_errors": True} for way, more in ALONE.items()]
    book.append({"name": "nobody", "gather_facts": False, "hosts": "localhost", "tasks": nobody})
    environment = {"AKUVOX_USERNAME": USERNAME, "AKUVOX_PASSWORD": PASSWORD}
    bastion = {"bastion-1": {"ansible_connection": "local", "ansible_host": STRANGERS["bastion"]}}
    done = play(None, inventory, playbook=book, variables=variables, others=bastion, environment=environment)
    for name, host in (("localhost", "localhost"), ("machine", "bastion-1"), ("door", "a-plain")):
        outcome = done.outcome(host, name)
        (result,) = outcome["results"]
        assert result["msg"].startswith(
            f"delegate_to: a task is for the door that is its inventory host, here {host}, and not for b-plain. Write "
        ), result
        assert outcome["event"] == "failed"
        assert not outcome["changed"]
    for way in ALONE:
        assert done.outcome("localhost", f"nobody {way}")["msg"].startswith("host: which door is meant? ")
    assert all(fleet.requests(name) == [] for name in (*DOORS, *STRANGERS))


def test_an_option_that_takes_the_delegates_value_is_refused(play, doors):
    """The door without ansible_host has the delegate's there, by the hand of core, before a plugin sees it."""
    fleet, variables = doors
    name, place = DOORS["door-a"], STRANGERS["controller"]
    module = add_user("1")["doorfleet.akuvox.akuvox_user"]
    from_template = {"doorfleet.akuvox.akuvox_user": {**module, "host": "{{ ansible_host }}"}}
    literal = {"doorfleet.akuvox.akuvox_user": {**module, "host": place}}
    tasks = [
        {"name": "not delegated", **from_template},
        {"name": "from a template", **from_template, "delegate_to": "controller-2", "ignore_errors": True},
        {"name": "as it is written", **literal, "delegate_to": "controller-2"},
    ]
    others = {"controller-2": {"ansible_connection": "local", "ansible_host": place}}
    done = play(tasks, {name: {}}, variables=variables, others=others)
    assert done.outcome(name, "not delegated")["changed"]
    assert done.message(name, "from a template").startswith("host: its template gives the value of controller-2")
    assert held(fleet, "door-a") == ["1"]
    # who writes an address of the controller's own means it, such as the end of a tunnel
    assert held(fleet, "controller") == ["1"]


def test_a_bastion_that_cannot_be_used_makes_the_host_unreachable(play, doors):
    """Down, unknown, and without a place for the module."""
    fleet, variables = doors
    bastions = {
        "bastion-down": {"ansible_connection": "down"},
        "bastion-full": {"ansible_connection": "elsewhere", "ansible_remote_tmp": "/proc/nowhere"},
    }
    if shutil.which("ssh"):
        options = {"ansible_connection": "ssh", "ansible_ssh_args": "-F none -o ConnectTimeout=5 -o BatchMode=yes"}
        bastions["bastion-unknown.invalid"] = options
        bastions["bastion-closed"] = {**options, "ansible_host": "127.0.61.8", "ansible_port": 1}
    inventory = {f"by-{bastion}": {"akuvox_host": DOORS["door-a"], "way": bastion} for bastion in bastions}
    tasks = [{"name": "add", **add_user("1"), "delegate_to": "{{ way }}"}]
    done = play(tasks, inventory, variables=variables, others=bastions, expect=4)
    for name, options in inventory.items():
        assert done.outcome(name)["event"] == "unreachable", done.outcome(name)
        assert done.message(name).startswith(f"bastion {options['way']} (delegate_to)")
    assert fleet.requests("door-a") == []
