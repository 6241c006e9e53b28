# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the connection options come from, and in which order."""

from __future__ import annotations

from harness.emulator import PASSWORD
from harness.people import people, people_on_device, pins, without_ids

WRONG = "wr0ng/pass+word"
SECRETS = {WRONG}
GROUP = "group/doorfleet.akuvox.akuvox"


def info(name, **options):
    """A task that needs the right password."""
    return {"name": name, "doorfleet.akuvox.akuvox_info": options}


def test_order_of_the_sources(play, fleet):
    """Each source in turn has the right password, and those that come after it have a wrong one."""
    right, wrong = "{{ the_right_one }}", "{{ the_wrong_one }}"
    tasks = [
        {
            "name": "block",
            "module_defaults": {GROUP: {"password": wrong}},
            "block": [info("task", password=right)],
        },
        {
            "name": "block",
            "module_defaults": {GROUP: {"password": right}},
            "block": [
                info("module_defaults"),
                # the group serves every module of the collection
                {"name": "group", "doorfleet.akuvox.akuvox_request": {"target": "system", "action": "status"}},
                {"name": "rfkey", "doorfleet.akuvox.akuvox_rfkey": {"keys": []}},
            ],
        },
        {
            "name": "block",
            "module_defaults": {"doorfleet.akuvox.akuvox_info": {"password": right}},
            "block": [info("defaults of one module")],
        },
    ]
    variables = {"akuvox_password": wrong, "the_right_one": PASSWORD, "the_wrong_one": WRONG}
    hosts, environment = fleet.hosts("door-01"), {"AKUVOX_PASSWORD": WRONG}
    play(tasks, hosts, variables=variables, environment=environment, secrets=SECRETS)

    inventory = {"akuvox_password": right, "the_right_one": PASSWORD}
    play([info("inventory")], hosts, variables=inventory, environment=environment, secrets=SECRETS)

    nothing = {"akuvox_password": None}
    play([info("environment")], hosts, variables=nothing, environment={"AKUVOX_PASSWORD": PASSWORD})
    done = play([info("nowhere")], hosts, variables=nothing, expect=2)
    assert "needs akuvox_password" in done.message("door-01")


def test_defaults_and_conversions(play, fleet, closed_port):
    device = fleet.devices["door-01"]
    nobody = {"akuvox_port": None, "akuvox_use_ssl": None, "akuvox_retries": 0}
    hosts = {
        "127.0.0.1": nobody,
        "plain": {**nobody, "ansible_host": "127.0.0.1", "akuvox_use_ssl": "no"},
        "other-host": {**nobody, "ansible_host": "192.0.2.1", "akuvox_host": "127.0.0.1", "akuvox_port": closed_port},
        # ini inventories and extra variables give text
        "text": {"ansible_host": "127.0.0.1", "akuvox_port": str(device["port"]), "akuvox_use_ssl": "false"},
        "ipv6": {**nobody, "ansible_host": "::1", "akuvox_port": closed_port},
    }
    done = play([info("info")], hosts, expect=4)
    assert "GET https://127.0.0.1:443/api/system/info" in done.message("127.0.0.1")
    assert "GET http://127.0.0.1:80/api/system/info" in done.message("plain")
    assert f"GET https://127.0.0.1:{closed_port}/api" in done.message("other-host")
    assert f"GET https://[::1]:{closed_port}/api" in done.message("ipv6")
    assert done.outcome("text")["event"] == "ok"


def test_environment_gives_all_options(play, fleet):
    device = fleet.devices["door-01"]
    environment = {"AKUVOX_HOST": "192.0.2.1", "AKUVOX_PORT": str(device["port"]), "AKUVOX_USE_SSL": "no"}
    done = play([info("info", host="127.0.0.1")], {"door": {}}, environment=environment)
    assert done.outcome("door")["event"] == "ok"


def test_vaulted_password_and_pin(play, player, fleet):
    password, key = player.encrypt(PASSWORD, "v4ult-key")
    pin = player.encrypt("01928374", "v4ult-key")[0]
    wanted = [{**people(2)[0], "pin": pin}, people(3)[0]]
    secrets = {"01928374", "v4ult-key"} | pins(2, 3)
    for tasks, variables in (
        ([{"name": "users", "doorfleet.akuvox.akuvox_user": {"users": wanted}}], {}),
        ([{"name": "users", "doorfleet.akuvox.akuvox_user": {"users": "{{ people }}"}}], {"people": wanted}),
    ):
        fleet.reset()
        run = {"secrets": secrets, "variables": {**variables, "akuvox_password": password}}
        hosts, arguments = fleet.hosts("door-01"), ("--vault-password-file", key, "-vvvv", "--diff")
        assert play(tasks, hosts, *arguments, **run).outcome("door-01")["added"] == ["1002", "1003"]
        records = people_on_device(2, 3)
        records[0]["PrivatePIN"] = "01928374"
        assert without_ids(fleet.state("door-01")["user"]) == records
        assert play(tasks, hosts, *arguments, **run).outcome("door-01")["changed"] is False


def test_templated_variables(play, fleet):
    hosts = {
        name: {"number": number, "ansible_host": "{{ loopback }}"} for number, name in enumerate(("door-01", "door-02"))
    }
    variables = {
        "loopback": "127.0.0.1",
        "ports": [fleet.devices[name]["port"] for name in hosts],
        "akuvox_port": "{{ ports[number] }}",
        "akuvox_use_ssl": "{{ secure | default(false) }}",
        "akuvox_password": "{{ passwords[inventory_hostname] }}",
        "passwords": dict.fromkeys(hosts, PASSWORD),
        "akuvox_timeout": "{{ 2 + 3 }}",
        "akuvox_profile": {"base": "{{ 'manual' }}", "batch_size": "{{ 1 + 1 }}"},
    }
    play(
        [{"name": "users", "doorfleet.akuvox.akuvox_user": {"users": people(1, 2, 3)}}],
        hosts,
        variables=variables,
        secrets=pins(1, 2, 3),
    )
    for name in hosts:
        assert without_ids(fleet.state(name)["user"]) == people_on_device(1, 2, 3)
        assert [entry["items"] for entry in fleet.writes(name)] == [2, 1]
