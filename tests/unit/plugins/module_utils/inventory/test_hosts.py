# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what was found to inventory hosts."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import INVENTORY_VARIABLES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory.addresses import Target
from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory.hosts import check_hostnames, inventory_hosts
from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory.probe import Door

MAC = "0c-11-05-00-00-01"
OFFLINE = Door("offline", "nobody there")


def found(mac="", port=443, model="R29"):
    return Door("ok", "", port, True, model, "29.30.10.100", mac, True)


@pytest.mark.parametrize(
    ("hostnames", "name"),
    [
        (["name", "address"], "north"),
        (["address"], "192.0.2.1_443"),
        (["mac", "name"], "0c1105000001"),
        (["floor", "name"], "north"),
        (["floor"], "192.0.2.1_443"),
        ([], "192.0.2.1_443"),
    ],
)
def test_a_host_has_the_first_name_that_is_known(hostnames, name):
    target = Target("192.0.2.1", 443, "doors.csv line 2", columns={"name": "north", "site": "Harbour"})
    [(own, variables)] = inventory_hosts([(target, found(MAC))], hostnames)
    assert own == name
    assert variables == {
        "ansible_host": "192.0.2.1",
        "akuvox_port": 443,
        "akuvox_use_ssl": True,
        "akuvox_model": "R29",
        "akuvox_firmware": "29.30.10.100",
        "akuvox_mac_found": "0C:11:05:00:00:01",
        "akuvox_reachability": "ok",
        "site": "Harbour",
    }
    assert {*variables} - {*INVENTORY_VARIABLES} == {"site"}, "a job calls what it doesn't know misspelled"


def test_what_is_not_known_is_not_set():
    [(name, variables)] = inventory_hosts([(Target("192.0.2.1"), OFFLINE)], ["mac", "name"])
    assert (name, variables) == ("192.0.2.1", {"ansible_host": "192.0.2.1", "akuvox_reachability": "offline"})
    [(_name, variables)] = inventory_hosts([(Target("192.0.2.1"), Door("offline", "", 80, False))], [])
    assert variables["akuvox_use_ssl"] is False, "which is known"


def test_a_device_that_means_harm_gets_a_line_of_text():
    [(_name, variables)] = inventory_hosts(
        [(Target("192.0.2.1"), found("no MAC", model="R\n29\x1b[0m" + "x" * 99))], []
    )
    assert variables["akuvox_model"].startswith("R 29?[0mx")
    assert len(variables["akuvox_model"]) < 70
    assert not {"akuvox_mac", "akuvox_mac_found"} & set(variables)


ONE, OTHER, THIRD = "0c1105000001", "0c1105000002", "0c1105000003"


def row(address, *macs, **columns):
    return Target(address, None, "doors.csv", columns=columns, macs=macs)


def seen(hosts):
    """Of each host: address, expected and found MAC, and verdict."""
    names = ("ansible_host", "akuvox_mac", "akuvox_mac_found", "akuvox_reachability")
    short = {"0C:11:05:00:00:01": "1", "0C:11:05:00:00:02": "2", "0C:11:05:00:00:03": "3"}
    return {host: tuple(short.get(values.get(name), values.get(name)) for name in names) for host, values in hosts}


def test_an_expected_mac_is_never_taken_from_what_was_found():
    rows = [(row("a", ONE, name="north"), found(OTHER)), (row("b", ONE[:-1] + "9", THIRD, name="south"), found(THIRD))]
    hosts = inventory_hosts([*rows, (row("c", OTHER, name="west"), found(""))], ["name"])
    assert seen(hosts) == {
        "north": ("a", "1", "2", "other_unit"),
        "south": ("b", "0C:11:05:00:00:09, 0C:11:05:00:00:03", "3", "ok"),
        # one that doesn't tell can't be compared yet; the tasks do
        "west": ("c", "2", None, "ok"),
    }
    # what the other unit is would choose a wrong profile
    assert "akuvox_model" not in dict(hosts)["north"]


def test_two_rows_whose_units_have_changed_places_are_both_other_units():
    doors = [(row("a", ONE, name="north"), found(OTHER)), (row("b", OTHER, name="south"), found(ONE))]
    assert seen(inventory_hosts(doors, ["name", "mac"])) == {
        "north": ("a", "1", "2", "other_unit"),
        "south": ("b", "2", "1", "other_unit"),
    }


def test_where_hosts_are_named_by_mac_the_address_follows_the_unit():
    doors = [
        (row("a", ONE, site="x"), found(OTHER)),
        (row("b", OTHER, site="y"), found(ONE)),
        # found in a network, and listed at another address
        (row("c", THIRD, site="z"), OFFLINE),
        (Target("d", 8443, "networks[0]", named=False), found(THIRD, port=8443)),
    ]
    hosts = inventory_hosts(doors, ["mac"])
    assert seen(hosts) == {
        ONE: ("b", "1", "1", "ok"),
        OTHER: ("a", "2", "2", "ok"),
        THIRD: ("d", "3", "3", "ok"),
    }
    assert [values["site"] for _name, values in hosts] == ["x", "y", "z"]
    assert dict(hosts)[THIRD]["akuvox_port"] == 8443


def test_a_unit_that_is_nowhere_keeps_its_name_and_the_one_in_its_place_is_no_other_host():
    doors = [(row("a", ONE), found(OTHER)), (row("b", OTHER), OFFLINE)]
    assert seen(inventory_hosts(doors, ["mac"])) == {
        ONE: ("a", "1", "2", "other_unit"),
        OTHER: ("a", "2", "2", "ok"),
    }


TWO = Target("192.0.2.1", None, "networks[0]"), Target("gate", 443, "doors.csv line 2")


@pytest.mark.parametrize(
    ("targets", "doors", "hostnames", "says"),
    [
        (TWO, (found(MAC), found("0C1105000001", 8443)), [], "the MAC 0C:11:05:00:00:01 is that of"),
        ((TWO[0], Target("192.0.2.1", 443, "addresses[0]")), (found(), found()), [], "192.0.2.1 port 443 is that of"),
        (
            [Target(host, None, host, columns={"site": "x"}) for host in ("a", "b")],
            (OFFLINE, OFFLINE),
            ["site"],
            r"the name x is that of two doors: a \(a\) and b \(b\)",
        ),
    ],
)
def test_two_that_are_one_are_refused_with_both(targets, doors, hostnames, says):
    with pytest.raises(InvalidInput, match=f"^{says}") as caught:
        inventory_hosts(list(zip(targets, doors, strict=True)), hostnames)
    assert all(target.spoken in caught.value.message for target in targets)


def test_two_that_are_not_known_are_two():
    assert len(inventory_hosts([(Target("a"), OFFLINE), (Target("b"), OFFLINE)], ["name", "address"])) == 2


@pytest.mark.parametrize("name", ["a b", "a,b", "a:b", "!a", "a*", "[a]", "{{ a }}", "a/b"])
def test_a_name_that_no_pattern_could_have_is_refused(name):
    target = Target("192.0.2.1", None, "doors.csv line 2", columns={"name": name})
    with pytest.raises(InvalidInput, match=r"of 192.0.2.1 \(doors.csv line 2\) has a character"):
        inventory_hosts([(target, OFFLINE)], ["name"])


def test_hosts_can_be_named_after_columns_that_there_are():
    check_hostnames(["mac", "address", "name", "site"], ("name", "site"))
    with pytest.raises(InvalidInput, match=r"^hostnames\[1\]: must be one of mac, address, name, floor; not 'site'$"):
        check_hostnames(["mac", "site"], ("floor",))
