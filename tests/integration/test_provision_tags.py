# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one task of the role provision, with tags: whichever way a play uses it, the sections run as tasks would.

Each way is a play of its own on a door of its own, so that one run tries them all.
"""

from __future__ import annotations

import pytest
from harness.emulator import DOORS

ROLE = "doorfleet.akuvox.provision"
IMPORT = {"name": "Import", "ansible.builtin.import_role": {"name": ROLE}}
UNKNOWN = "Config.DoorSetting.NEW.Key"
VARIABLES = {
    "akuvox_log_level": "debug",
    "akuvox_groups": ["First floor"],
    "akuvox_users": [{"user_id": "1", "name": "Kim Example"}],
}
ALL = ["groups", "log_level", "users"]


def included(**role):
    tags = {"apply": {"tags": ["access"]}, **role}
    return {"name": "Include", "ansible.builtin.include_role": {"name": ROLE, **tags}, "tags": ["always"]}


# How a play uses the role.
WAYS = {
    "import_role": {"tasks": [{**IMPORT, "tags": ["access"]}]},
    "include_role": {"tasks": [included()]},
    "roles": {"roles": [{"role": ROLE, "tags": ["access"]}]},
    "a block": {"tasks": [{"name": "Block", "tags": ["access"], "block": [IMPORT]}]},
    "no tag of its own": {"tasks": [IMPORT]},
    "when": {"tasks": [{**IMPORT, "when": "inventory_hostname is match('nobody')"}]},
    "tasks_from": {"tasks": [included(tasks_from="users")]},
    "module_defaults": {
        "module_defaults": {
            "doorfleet.akuvox.akuvox_config": {"allow_unknown_keys": True},
            "group/doorfleet.akuvox.akuvox": {"timeout": "{{ 20 }}"},
        },
        "vars": {"akuvox_config": {UNKNOWN: "1"}},
        "tasks": [IMPORT],
    },
    "rescue": {
        "tasks": [
            {
                "name": "Rescued",
                "block": [{"name": "Fail", "ansible.builtin.fail": {"msg": "no"}, "tags": ["always"]}],
                "rescue": [{**IMPORT, "tags": ["access"]}],
            }
        ]
    },
}
HOSTS = dict(zip(WAYS, DOORS, strict=False))
PLAYS = [{"name": way, "hosts": HOSTS[way], "gather_facts": False, **more} for way, more in WAYS.items()]
TAGGED = ("import_role", "include_role", "roles", "a block", "rescue")


def expected(tagged, others, of_defaults):
    """The sections of each way: of those with the tag ``access``, of the others, and of the one with a key more."""
    found = {way: tagged if way in TAGGED else others for way in WAYS}
    # of the role's own condition, and of one file of it
    found |= {"when": [], "tasks_from": [name for name in tagged if name == "users"]}
    return {**found, "module_defaults": of_defaults}


CASES = {
    (): expected(ALL, ALL, ["config", *ALL]),
    ("--tags", "akuvox_users"): expected(["users"], ["users"], ["users"]),
    ("--tags", "akuvox_users,akuvox_config"): expected(["users"], ["users"], ["config", "users"]),
    ("--tags", "access"): expected(ALL, [], []),
    ("--skip-tags", "akuvox_users"): expected(ALL[:2], ALL[:2], ["config", *ALL[:2]]),
    ("--tags", "access", "--skip-tags", "akuvox_groups"): expected(ALL[1:], [], []),
    ("--skip-tags", "access"): expected([], ALL, ["config", *ALL]),
}


@pytest.mark.parametrize("arguments", CASES, ids=" ".join)
def test_the_sections_that_tags_leave(play, fleet, arguments):
    # Ansible warns of the condition where a tag chooses the task that is there for --list-tags
    site = [its for its in PLAYS if its["name"] != "when" or "akuvox_users" not in str(arguments[:2])]
    # whether a block of which all the rescue is skipped counts as rescued depends on the version of ansible-core
    how = {"variables": VARIABLES, "playbook": site, "expect": None if arguments == ("--skip-tags", "access") else 0}
    done = play(None, fleet.hosts(*HOSTS.values()), "--check", *arguments, **how)
    ran = {way: [] for way in WAYS}
    for way, door in HOSTS.items():
        for result in done.outcomes(door):
            ran[way] += result.get("sections", {})
    assert ran == CASES[arguments]


def test_what_ansible_shows_of_tags_and_where_it_starts(play, fleet):
    hosts, site = fleet.hosts(*HOSTS.values()), [PLAYS[0], PLAYS[2]]
    listed = play(None, hosts, "--list-tags", variables=VARIABLES, playbook=site).printed
    tags = next(line for line in listed.splitlines() if "TASK TAGS" in line)
    assert all(tag in tags for tag in ("access", "always", "akuvox_users", "akuvox_log_level", "akuvox_schedules"))
    first = {"name": "Fail", "ansible.builtin.fail": {"msg": "not from here"}}
    site = [{**PLAYS[0], "tasks": [first, *PLAYS[0]["tasks"]]}]
    begin = ("--start-at-task", "Bring the door to its desired state", "--check")
    for arguments, sections in (((), ALL), (("--tags", "access", "--skip-tags", "akuvox_groups"), ALL[1:])):
        done = play(None, hosts, *begin, *arguments, variables=VARIABLES, playbook=site)
        result = done.outcome(HOSTS["import_role"], f"{ROLE} : Bring the door to its desired state")
        assert list(result["sections"]) == sections


def test_a_file_of_a_section_says_once_what_to_use_in_its_place(play, fleet):
    tasks = [included(tasks_from="users"), included(tasks_from="groups")]
    printed = " ".join(play(tasks, fleet.hosts(*DOORS[:2]), "--check", variables=VARIABLES).printed.split())
    for name in ("users", "groups"):
        assert printed.count(f"tasks_from: {name} of the role provision goes with 0.5.0") == 1
        assert f"Use the role with its tag akuvox_{name}, or akuvox_door with" in printed


def test_a_limit_a_rescue_and_a_door_that_does_not_answer(play, fleet, closed_port):
    """As the user's plays have it: a failed door is rescued, one that does not answer is unreachable, others go on."""
    good, bad, gone, outside = DOORS[:4]
    hosts = {
        **fleet.hosts(good, outside),
        bad: fleet.host(bad, akuvox_log_level="loud"),
        gone: fleet.host(gone, akuvox_port=closed_port, akuvox_retries=0),
    }
    tasks = [
        {
            "name": "Provision",
            "block": [IMPORT],
            "rescue": [{"name": "Why", "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}],
        },
        {"name": "On", "ansible.builtin.debug": {"msg": "{{ provision_result.sections.users.added | default([]) }}"}},
    ]
    arguments = ("--limit", f"{good},{bad},{gone}")
    # a value that the role's own check doesn't know is refused by it, and one that it can't know by the action
    hosts[bad] |= {"akuvox_log_level": "debug", "akuvox_users": [{"user_id": "1", "name": "Kim", "pin": "1"}]}
    done = play(tasks, hosts, *arguments, variables=VARIABLES, expect=4)
    assert set(done.recap) == {good, bad, gone}
    assert done.outcome(good, "On")["msg"] == ["1"]
    assert done.outcome(bad, "Why")["msg"].startswith("akuvox_users[0].pin (user_id 1): ")
    assert done.recap[bad]["rescued"] == 1
    assert done.recap[gone]["unreachable"] == 1
    assert fleet.writes(bad) == []


def test_model_and_firmware_of_the_inventory_spare_a_request(play, fleet):
    known, unknown, with_mac = DOORS[:3]
    facts = {name: fleet.devices[name] for name in (known, with_mac)}
    same = {"akuvox_model": "R29", "akuvox_firmware": "29.30.10.101"}
    hosts = {
        known: fleet.host(known, **same),
        unknown: fleet.host(unknown),
        with_mac: fleet.host(with_mac, **same, akuvox_mac=facts[with_mac]["mac"]),
    }
    wanted = {"akuvox_log_level": "debug", "akuvox_groups": [], "akuvox_contacts": [], "akuvox_users": []}
    play([IMPORT], hosts, variables=wanted)
    for name in hosts:
        fleet.forget_requests(name)
    play([IMPORT], hosts, variables=wanted)
    # four sections, and one to be asked for the login
    assert {name: len(fleet.requests(name)) for name in hosts} == {known: 5, unknown: 6, with_mac: 6}
