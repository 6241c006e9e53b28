# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what was found to inventory hosts."""

from __future__ import annotations

import pytest

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
        "akuvox_mac": "0C:11:05:00:00:01",
        "akuvox_reachability": "ok",
        "site": "Harbour",
    }


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
    assert "akuvox_mac" not in variables


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
