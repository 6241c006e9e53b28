# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Delegated tasks: on the controller in its own process, on a bastion as an ordinary module, with equal results."""

from __future__ import annotations

import pytest
from harness.emulator import PASSWORD
from harness.people import card, cards, people, people_on_device, person, pin, pins, without_ids

BASTION = {"bastion-1": {"ansible_connection": "elsewhere"}}
RELAY = "Config.DoorSetting.RELAY."
SECRETS = {"0pen-by-url", "s1p/pass+word"} | pins(1, 2, 3, 9)

TASKS = {
    "akuvox_user": {"users": "{{ people }}", "purge": True, "purge_limit": "100%"},
    "akuvox_rfkey": {"keys": cards(2, 3, 9), "purge": True, "purge_limit": "100%"},
    "akuvox_relay": {
        "relays": [{"relay": "A", "hold_delay": 12}],
        "dtmf": {"digits": 4, "codes": ["71*3"]},
        "http_trigger": {"enabled": True, "username": "opener", "password": "{{ trigger_password }}"},
    },
    "akuvox_config": {"settings": {"Config.Account1.GENERAL.Pwd": "{{ sip_password }}", RELAY + "NameB": "Gate"}},
    "akuvox_info": {"gather": ["system", "user", "rfkey", "relay"], "config_section": "Config.Settings"},
    "akuvox_request": {"target": "log", "action": "set", "data": {"Config.Settings.LOGLEVEL.Level": "4"}},
}
VARIABLES = {"people": people(2, 3, 9), "trigger_password": "0pen-by-url", "sip_password": "s1p/pass+word"}


def task(module, **keywords):
    """A task named after its module."""
    return {"name": module, f"doorfleet.akuvox.{module}": TASKS[module], **keywords}


def prepare(fleet):
    """The same records on the same device, each time."""
    fleet.reset()
    records = [dict(person(number)[1], ID=str(number)) for number in (1, 2, 3)]
    records[1]["PrivatePIN"] = "40516273"
    fleet.put("door-01", user=records, rfkey=[dict(card(number)[1], ID=str(number)) for number in (1, 2)])


def comparable(done):
    """Results without what tells the two ways apart: core's notes on the delegation, and the origin of arguments."""
    skipped = ("_ansible_", "invocation", "exception")
    return {
        module: {name: value for name, value in done.outcome("door-01", module).items() if not name.startswith(skipped)}
        for module in TASKS
    }


def test_a_bastion_gives_the_same_results(play, fleet):
    results = {}
    for delegate in (None, "bastion-1"):
        keywords = {"delegate_to": delegate} if delegate else {}
        prepare(fleet)
        results[delegate] = []
        for arguments in (("--check", "--diff"), ("--diff",), ()):
            before = fleet.state("door-01")
            done = play(
                [task(module, **keywords) for module in TASKS],
                fleet.hosts("door-01"),
                *arguments,
                "-vvvv",
                variables=VARIABLES,
                others=BASTION,
                secrets=SECRETS,
            )
            if "--check" in arguments:
                assert fleet.writes("door-01") == []
                assert fleet.state("door-01") == before
            assert ("AnsiballZ_akuvox" in done.output) is bool(delegate), "where the modules ran"
            results[delegate].append(comparable(done))
        results[delegate].append({**fleet.state("door-01"), "log": None, "firmware": None})
    assert [outcome["changed"] for outcome in results[None][1].values()] == [True, True, True, True, False, True]
    assert results["bastion-1"] == results[None]


@pytest.mark.parametrize("delegate", ["localhost", "127.0.0.1", "controller"])
def test_delegated_to_the_controller_it_runs_in_its_process(play, fleet, delegate):
    others = {"controller": {"ansible_connection": "local"}}
    tasks = [task("akuvox_user", delegate_to=delegate)]
    done = play(tasks, fleet.hosts("door-01"), "-vvvv", variables=VARIABLES, others=others, secrets=SECRETS)
    assert "AnsiballZ" not in done.output
    assert without_ids(fleet.state("door-01")["user"]) == people_on_device(2, 3, 9)


def test_a_bastion_talks_to_the_door_of_each_host(play, fleet):
    """The connection options are the door's, also where they are templates; the bastion's own do not count."""
    hosts = fleet.hosts("door-01", "door-02", "door-03", akuvox_password="{{ door_password }}", door_password=PASSWORD)
    others = {"bastion-1": {"ansible_connection": "elsewhere", "akuvox_port": 1, "akuvox_password": "bastion's own"}}
    tasks = [
        {
            "name": "users",
            "doorfleet.akuvox.akuvox_user": {"users": [{"user_id": "1", "name": "At {{ inventory_hostname }}"}]},
            "delegate_to": "{{ bastion }}",
        }
    ]
    play(tasks, hosts, variables={"bastion": "bastion-1"}, others=others)
    for name in hosts:
        assert [record["Name"] for record in fleet.state(name)["user"]] == [f"At {name}"]


def test_environment_counts_where_ansible_runs(play, fleet):
    tasks = [{**task("akuvox_info"), "delegate_to": "bastion-1"}]
    hosts = fleet.hosts("door-01", akuvox_password=None)
    environment = {"AKUVOX_PASSWORD": PASSWORD}
    play(tasks, hosts, "-vvvv", environment=environment, others=BASTION)


@pytest.mark.parametrize("delegate", [None, "bastion-1"])
def test_failures_hide_secrets_and_keep_what_was_done(play, fleet, delegate):
    """Refused, dropped and lost in between, at the highest verbosity."""
    names = ("door-01", "door-02", "door-03")
    for name in names:
        fleet.put(name, user=[dict(person(1)[1], ID="1")])
    fleet.set_fault("door-01", "refuse_item", match={"UserID": "1009"}, times=-1)
    for action in ("add", "set"):
        fleet.set_fault("door-02", "silent_drop", action=action, field="PrivatePIN", times=-1)
    fleet.set_fault("door-03", "cut_before", action="add", times=-1)
    keywords = {"delegate_to": delegate} if delegate else {}
    done = play(
        [task("akuvox_user", **keywords)],
        fleet.hosts(*names),
        "-vvvv",
        "--diff",
        variables=VARIABLES,
        others=BASTION,
        secrets=SECRETS,
        expect=2,
    )
    assert [done.outcome(name)["event"] for name in names] == ["failed", "failed", "failed"]
    refused = done.outcome("door-01")
    assert (refused["added"], [entry["key"] for entry in refused["refused"]]) == (["1002", "1003"], ["1009"])
    assert refused["diff"]["after"]["1002"]["pin"] == "********"
    assert "user_id 1002 pin" in done.message("door-02")
    assert done.outcome("door-03")["removed"] == ["1001"]
    assert done.outcome("door-03")["pending"] == 3


def test_secret_of_a_person_is_not_masked_elsewhere(play, fleet):
    """PINs are hidden by column: the same digits in a name or an id are not blanked."""
    row = {"user_id": "2468", "name": "Extension 2468", "pin": "{{ pin }}"}
    tasks = [{"name": "users", "doorfleet.akuvox.akuvox_user": {"users": [row]}}]
    outcome = play(tasks, fleet.hosts("door-01"), "--diff", variables={"pin": "2468"}).outcome("door-01")
    assert outcome["diff"]["after"]["2468"]["name"] == "Extension 2468"
    assert outcome["diff"]["after"]["2468"]["pin"] == "********"
    assert outcome["invocation"]["module_args"]["users"] == [{**row, "pin": "********"}]
    assert outcome["invocation"]["module_args"]["password"] != PASSWORD


def test_pins_in_registered_results_and_loops(play, fleet):
    """What a playbook registers, prints and loops over has no PIN in it, unless it asks for one."""
    fleet.put("door-01", user=[dict(person(2)[1], ID="1")])
    tasks = [
        {
            "name": "loop",
            "doorfleet.akuvox.akuvox_user": {"users": [{"user_id": "{{ item }}", "name": "N", "pin": "{{ pin }}"}]},
            "loop": ["71", "72"],
            "register": "written",
        },
        {"name": "print", "ansible.builtin.debug": {"var": "written"}},
        {"name": "read", "doorfleet.akuvox.akuvox_info": {"gather": ["user"]}, "register": "held"},
        {"name": "print what was read", "ansible.builtin.debug": {"var": "held"}},
        {
            "name": "read secrets",
            "doorfleet.akuvox.akuvox_info": {"gather": ["user"], "include_secrets": True},
            "register": "held",
            "no_log": True,
        },
        {"name": "compare", "ansible.builtin.assert": {"that": ["held.akuvox.user[1].pin == pin"], "quiet": True}},
    ]
    secrets = {pin(50)} | pins(2)
    play(tasks, fleet.hosts("door-01"), "-vvvv", "--diff", variables={"pin": pin(50)}, secrets=secrets)
