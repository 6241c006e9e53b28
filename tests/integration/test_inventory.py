# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin, by the real ansible-inventory and ansible-playbook on emulated doors."""

from __future__ import annotations

import ast
import re
import sys

import pytest
import yaml
from harness.emulator import PASSWORD, ROOT, USERNAME
from harness.leaks import leaks
from harness.playbook import to_yaml

sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))
from inventory_scan import run as scan

PLUGIN = "doorfleet.akuvox.akuvox"
LOGIN = {"AKUVOX_USERNAME": USERNAME, "AKUVOX_PASSWORD": PASSWORD, "AKUVOX_REQUEST_INTERVAL": "0"}
INFO = [{"name": "info", "doorfleet.akuvox.akuvox_info": {"gather": ["system"]}}]


@pytest.fixture
def find(player):
    """``find(source, ..., expect=0)``: run ansible-inventory, search all that it shows and keeps for the password."""

    def run(source, *arguments, login=None, expect=0):
        environment = LOGIN if login is None else login
        done = player.find({"plugin": PLUGIN, **source}, *arguments, environment=environment)
        kept = "".join(file.read_text(errors="replace") for file in player.folder.glob("cache/*"))
        assert not leaks(done.output + kept, {PASSWORD})
        assert "Traceback" not in done.output, done.output[-6000:]
        assert done.code == expect, done.output[-6000:]
        return done

    return run


def place(fleet, name, key="port"):
    return f"127.0.0.1:{fleet.devices[name][key]}"


def composed(text):
    """What the list may show of a composed text: from 2.19 on it is one that isn't trusted."""
    return text, {"__ansible_unsafe": text}


def asked(fleet, name):
    return [(entry["path"], entry["status"]) for entry in fleet.requests(name)]


def test_each_named_door_is_a_host_with_its_verdict(find, fleet, player):
    fleet.patch("door-02", online=False)
    fleet.patch("door-03", password="another/Passw0rd")
    fleet.patch("door-04", auth="basic")
    fleet.patch("door-05", auth="none", model="{{ 'R' ~ 20 }}")
    fleet.patch("door-06", auth="whitelist")
    rows = {
        "door-01": "north", "door-02": "north", "door-03": "south", "door-04": "", "door-05": "south",
        "door-06": "south", "tls-1": "south", "hostile-1": "south",
    }  # fmt: skip
    lines = [f"127.0.0.1,{fleet.devices[name]['port']},{name},{site}" for name, site in rows.items()]
    (player.folder / "doors.csv").write_text("\n".join(["address,port,name,site", *lines]), encoding="utf-8")
    done = find(
        {
            "csv": "doors.csv",
            "addresses": [place(fleet, "door-01"), place(fleet, "forced-1", "http_port")],
            "compose": {"akuvox_label": "site ~ '/' ~ akuvox_model"},
            "groups": {"silent": "akuvox_reachability == 'offline'"},
            "keyed_groups": [
                {"key": "akuvox_model | default('unknown')", "prefix": "model"},
                {"key": "site", "prefix": "site"},
            ],
        }
    )
    forced = place(fleet, "forced-1", "http_port").replace(":", "_")
    assert {name: host["akuvox_reachability"] for name, host in done.hosts.items()} == {
        "door-01": "ok",
        "door-02": "offline",
        "door-03": "bad_credentials",
        "door-04": "auth_mode_mismatch",
        "door-05": "ok",
        "door-06": "api_disabled_or_not_whitelisted",
        "tls-1": "tls_untrusted",
        "hostile-1": "ok",
        forced: "https_only",
    }
    device = fleet.devices["door-01"]
    assert done.hosts["door-01"].pop("akuvox_label") in composed("north/R29")
    assert done.hosts["door-01"] == {
        "ansible_host": "127.0.0.1",
        "akuvox_port": device["port"],
        "akuvox_use_ssl": False,
        "akuvox_model": "R29",
        "akuvox_firmware": device["firmware"],
        "akuvox_mac_found": device["mac"],
        "akuvox_reachability": "ok",
        "site": "north",
    }
    assert done.hosts["tls-1"]["akuvox_use_ssl"] is True
    assert done.hosts["door-02"].keys() == {"ansible_host", "akuvox_port", "akuvox_reachability", "site"}
    assert done.group("akuvox") == {*rows, forced}
    assert done.group("silent") == {"door-02"}
    assert done.group("site_north") == {"door-01", "door-02"}
    assert {"door-01"} == done.group("model_R29")
    # what a device says of itself is no template, and no name of a group as it is
    assert "{{ 'R' ~ 20 }}" in str(done.hosts["door-05"]["akuvox_label"])
    assert "door-05" in set().union(*(done.group(name) for name in done.listed if name.startswith("model____")))
    assert asked(fleet, "door-01") == [("/api/system/info", 401), ("/api/system/info", 200)]
    assert asked(fleet, "tls-1") == [("/api/system/info", 401)], "who isn't trusted gets no login"


@pytest.mark.one_core
def test_a_network_gives_what_is_recognised_in_it(find, fleet, player, closed_port):
    fleet.patch("door-06", auth="whitelist")
    source = {
        "networks": ["127.0.0.0/29"],
        "exclude": ["127.0.0.3-5"],
        "ports": [closed_port, fleet.devices["door-01"]["port"]],
        "hostnames": ["mac"],
    }
    name = fleet.devices["door-01"]["mac"].replace(":", "").lower()
    done = find(source)
    assert done.group("akuvox") == {name}
    assert done.hosts[name]["akuvox_port"] == source["ports"][1]
    assert "127.0.0.3" not in done.output
    fleet.forget_requests("door-01")
    source["ports"] = [fleet.devices["door-06"]["port"], fleet.devices["tls-1"]["port"]]
    done = find({**source, "hostnames": ["address"], "ca_path": fleet.ca_file}, login={"AKUVOX_REQUEST_INTERVAL": "0"})
    assert done.hosts["127.0.0.1"]["akuvox_port"] == source["ports"][1], (
        "a 403 is no sign of a door, so the next port is"
    )
    assert done.hosts["127.0.0.1"]["akuvox_reachability"] == "bad_credentials", "as none were given"
    assert asked(fleet, "tls-1") == [("/api/system/info", 401)]
    done = find({**source, "ports": source["ports"][:1]})
    assert done.hosts == {}
    assert "127.0.0.1 answered as a door does whose HTTP API is off" in done.said


def test_what_was_found_is_kept_until_it_is_to_be_looked_for_again(find, fleet, player, play):
    source = {
        "addresses": [place(fleet, "door-01")],
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(player.folder / "cache"),
    }
    first = find(source)
    count = len(fleet.requests("door-01"))
    fleet.patch("door-01", online=False)
    again = find(source)
    assert again.hosts == first.hosts
    assert list(player.folder.glob("cache/*")), "it is kept in a file"
    [name] = first.hosts
    assert find({**source, "legacy_tls": True}).hosts[name]["akuvox_reachability"] == "offline", "another search"
    assert find(source).hosts[name]["akuvox_reachability"] == "ok"
    say = [{"name": "say", "ansible.builtin.debug": {"var": "akuvox_reachability"}}]
    done = play(say, {}, "-i", str(player.source), "--flush-cache", play={"hosts": "akuvox"}, environment=LOGIN)
    assert done.outcome(name)["akuvox_reachability"] == "offline"
    fleet.patch("door-01", online=True)
    assert find(source).hosts[name]["akuvox_reachability"] == "offline"
    assert len(fleet.requests("door-01")) == count


def test_a_playbook_reaches_the_doors_as_they_were_found(find, fleet, player, play):
    fleet.patch("door-02", online=False)
    names = ["door-01", "door-02", "tls-1"]
    source = {"addresses": [place(fleet, name) for name in names], "ca_path": fleet.ca_file}
    hosts = list(find(source).hosts)
    login = {**LOGIN, "AKUVOX_CA_PATH": fleet.ca_file}
    done = play(INFO, {}, "-i", str(player.source), play={"hosts": "akuvox"}, environment=login, expect=4)
    outcomes = {host: done.outcome(host) for host in hosts}
    found = {name: outcomes[place(fleet, name).replace(":", "_")] for name in names}
    assert {name: outcome["event"] for name, outcome in found.items()} == {
        "door-01": "ok", "door-02": "unreachable", "tls-1": "ok",
    }  # fmt: skip
    assert found["tls-1"]["akuvox"]["system"]["mac"] == fleet.devices["tls-1"]["mac"]


def test_a_vaulted_password_and_a_basic_login(find, fleet, player):
    fleet.patch("door-04", auth="basic")
    vaulted, key = player.encrypt(PASSWORD, "opens-the-vault")
    template = {"username": "{{ 'fleet' ~ 'api' }}", "password": vaulted, "auth": "basic", "request_interval": 0}
    done = find({"addresses": [place(fleet, "door-04")], **template}, "--vault-password-file", key, login={})
    [host] = done.hosts.values()
    assert (host["akuvox_reachability"], host["akuvox_model"]) == ("ok", "R29")
    assert asked(fleet, "door-04") == [("/api/system/info", 401), ("/api/system/info", 200)], "first without the login"


def test_a_sync_of_awx_keeps_encrypted_values_and_fails_on_an_encrypted_file(find, player, closed_port):
    """It exports the inventory without a vault password, which AWX allows to no source from a project."""
    vaulted, _key = player.encrypt("5aid-n0where", "opens-the-vault")
    group = player.folder / "group_vars" / "akuvox.yml"
    group.parent.mkdir()
    group.write_text(to_yaml({"akuvox_sip_password": vaulted}), encoding="utf-8")
    source = {"addresses": [f"127.0.0.1:{closed_port}"]}
    kept = find(source, "--export").listed["akuvox"]["vars"]["akuvox_sip_password"]["__ansible_vault"]
    assert kept.startswith("$ANSIBLE_VAULT;1.1;AES256")
    group.write_text(kept, encoding="utf-8")
    assert "no vault secrets" in find(source, "--export", expect=4).said


# name -> what the source has, and what the error says
WRONG = {
    "nothing": ({}, "set at least one of networks, addresses and csv"),
    "unknown": ({"network": ["192.0.2.0/24"]}, "network: there is no such option"),
    "large": ({"networks": ["10.0.0.0/8"]}, "networks[0]: stands for 16777214 addresses, and max_addresses"),
    "network": ({"networks": ["192.0.2.7/24"]}, "networks[0]: must be a network such as 192.0.2.0/24"),
    "address": ({"addresses": ["https://door"]}, "addresses[0]: must be a host name or an address"),
    "excluded": ({"addresses": ["192.0.2.1"], "exclude": ["192.0.2.9-2"]}, "exclude[0]: '192.0.2.9-2' is not a range"),
    "port": ({"addresses": ["192.0.2.1"], "ports": [0]}, "ports[0]: a port must be 1 to 65535, not '0'"),
    "rate": ({"addresses": ["192.0.2.1"], "rate": 0}, "rate: must be 0.1 to 10000"),
    "hostnames": ({"addresses": ["192.0.2.1"], "hostnames": ["serial"]}, "hostnames[0]: must be one of mac, address,"),
    "no file": ({"csv": "missing.csv"}, "csv: can't read"),
    "csv": ({"csv": "twins.csv"}, "csv: twins.csv line 3, column name: is the same as in line 2"),
    "column": ({"csv": "column.csv"}, "csv: column.csv line 1, column 2: akuvox_password would show a secret"),
    "half a login": ({"addresses": ["192.0.2.1"], "password": PASSWORD}, "username, password: one of them is not set"),
    "template": (
        {"addresses": ["192.0.2.1"], "username": "api", "password": f"{{{{ '{PASSWORD}' | no_such_filter }}}}"},
        "password: can't be templated or decrypted",
    ),
    "ca": ({"addresses": ["192.0.2.1"], "ca_path": "/missing.pem"}, "ca_path: no CA certificate could be read"),
}  # fmt: skip


def test_what_is_wrong_is_said_with_its_place_before_anything_is_sent(find, player, closed_port):
    (player.folder / "twins.csv").write_text("name,address\nnorth,192.0.2.1\nnorth,192.0.2.2\n", encoding="utf-8")
    (player.folder / "column.csv").write_text("address,akuvox_password\n192.0.2.1,x\n", encoding="utf-8")
    more = []
    for name, (source, _says) in WRONG.items():
        file = player.folder / f"{name.replace(' ', '-')}.akuvox.yml"
        file.write_text(yaml.safe_dump({"plugin": PLUGIN, **source}), encoding="utf-8")
        more += ["-i", str(file)]
    said = find({"addresses": [f"127.0.0.1:{closed_port}"]}, *more, login={}).said
    missing = [says for _source, says in WRONG.values() if says not in said]
    assert missing == []


@pytest.mark.one_core
def test_two_that_are_one_are_an_error_that_names_both(find, fleet):
    port = fleet.devices["door-01"]["port"]
    source = {"addresses": [f"127.0.0.1:{port}", f"localhost:{port}"]}
    said = find(source, expect=1).said
    mac = fleet.devices["door-01"]["mac"]
    assert f"the MAC {mac} is that of two doors: 127.0.0.1:{port} (addresses[0]) and localhost:{port} (addr" in said


@pytest.mark.parametrize("name", ["akuvox", "all", "north"])
def test_a_door_with_the_name_of_a_group_is_an_error(find, player, closed_port, name):
    """Its variables would be the group's, and with that of all its doors."""
    rows = f"address,port,name,site\n127.0.0.1,{closed_port},{name},north\n127.0.0.2,{closed_port},gate,north\n"
    (player.folder / "doors.csv").write_text(rows, encoding="utf-8")
    groups = [{"key": "site", "prefix": "", "separator": ""}]
    said = find({"csv": "doors.csv", "keyed_groups": groups}, expect=1).said
    assert f"the host name '{name}' is that of a group, too" in said


@pytest.mark.one_core
def test_a_cache_that_is_damaged_is_as_good_as_none(find, fleet, player):
    cache = player.folder / "cache"
    source = {
        "addresses": [place(fleet, "door-01")],
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(cache),
    }
    first = find(source)
    [file] = cache.iterdir()
    file.write_text(file.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    again = find(source)
    assert again.hosts == first.hosts
    assert "the doors are looked for again" in again.said
    assert find(source).said.count("looked for again") == 0, "it is whole again"


def test_another_file_is_left_to_other_plugins(find, player, closed_port):
    other = player.folder / "other.yml"
    other.write_text(yaml.safe_dump({"plugin": PLUGIN, "addresses": ["192.0.2.1"]}), encoding="utf-8")
    done = find({"addresses": [f"127.0.0.1:{closed_port}"]}, "-i", str(other), login={})
    assert set(done.hosts) == {f"127.0.0.1_{closed_port}"}
    assert f"could not be verified by inventory plugin '{PLUGIN}'" in done.said


def examples(text):
    """The first example and those in comments, which sanity of older versions wants: no second document in a text."""
    first, *others = re.split(r"^(?:#.*\n)*#\n(?=# plugin:)", text, flags=re.MULTILINE)
    return [first, *(re.sub("^# ?", "", other, flags=re.MULTILINE) for other in others)]


def test_the_examples_of_the_documentation_find_doors(find, fleet, player):
    """As they stand, but for the addresses, which are this machine's."""
    tree = ast.parse((ROOT / "plugins" / "inventory" / "akuvox.py").read_text(encoding="utf-8"))
    texts = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign)}
    network, csv, behind = map(yaml.safe_load, examples(ast.literal_eval(texts["EXAMPLES"])))
    port, tls = fleet.devices["door-01"]["port"], fleet.devices["tls-1"]["port"]

    network |= {"networks": ["127.0.0.0/30"], "exclude": ["127.0.0.2"], "ports": [tls], "ca_path": fleet.ca_file}
    assert find(network).hosts["127.0.0.1"]["akuvox_mac_found"] == fleet.devices["tls-1"]["mac"]

    (player.folder / "doors.csv").write_text("address,name,site\nlocalhost,north-gate,harbour\n", encoding="utf-8")
    (player.home / ".akuvox-password").write_text(PASSWORD, encoding="utf-8")
    csv |= {"ports": [port], "username": USERNAME}
    done = find(csv, login={})
    assert done.hosts["north-gate"]["akuvox_location"] in composed("Harbour")
    assert done.group("model_R29") == done.group("site_harbour") == {"north-gate"}
    assert done.group("to_be_seen_to") == set()

    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Find the doors")[2]
    shown = yaml.safe_load(readme.partition("```yaml")[2].partition("```")[0])
    done = find(shown | {"networks": ["127.0.0.4/30"], "ports": [port]})
    assert (set(done.hosts), done.group("model_R29")) == ({"north-gate"}, {"north-gate"})

    behind |= {"addresses": [f"127.0.0.1:{port}-{port}"], "cache_connection": str(player.folder / "cache")}
    assert set(find(behind).hosts) == {f"127.0.0.1_{port}"}


@pytest.mark.one_core
def test_each_door_is_asked_twice_and_no_more():
    assert scan(doors=60, runs=1)["requests"] == 2


def test_a_csv_file_that_expects_another_unit(find, fleet, player):
    """The expected MAC is that of the file, whatever was found, and ansible says which door it is."""
    first, second = (fleet.devices[name] for name in ("door-01", "door-02"))
    rows = [
        f"gate,{first['host']},{first['port']},{first['mac'].lower()}",
        f"lobby,{second['host']},{second['port']},{first['mac'][:-2]}FF",
    ]
    (player.folder / "doors.csv").write_text("\n".join(["name,address,port,mac", *rows]), encoding="utf-8")
    found = find({"csv": "doors.csv"})
    names = ("akuvox_mac", "akuvox_mac_found", "akuvox_reachability")
    assert {host: tuple(values[name] for name in names) for host, values in found.hosts.items()} == {
        "gate": (first["mac"], first["mac"], "ok"),
        "lobby": (f"{first['mac'][:-2]}FF", second["mac"], "other_unit"),
    }
    assert "lobby: another unit answers at" in found.said
