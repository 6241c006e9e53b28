# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the written networks, addresses and ranges stand for."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.inventory.addresses import (
    Target,
    addresses,
    excluded,
    merged,
    network,
    within,
)


def places(span):
    found = [(target.host, target.port) for target in span.targets(named=True)]
    assert len(found) == span.count
    return found


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("192.0.2.0/29", "192.0.2.1", "192.0.2.6", 6),
        ("192.0.2.8/31", "192.0.2.8", "192.0.2.9", 2),
        ("192.0.2.8/32", "192.0.2.8", "192.0.2.8", 1),
        ("2001:db8::/125", "2001:db8::1", "2001:db8::7", 7),
        ("2001:db8::4/127", "2001:db8::4", "2001:db8::5", 2),
    ],
)
def test_a_network_stands_for_its_hosts(text, first, last, count):
    found = places(network(text, "networks[0]"))
    assert (found[0], found[-1], len(found)) == ((first, None), (last, None), count)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("North-Gate.example.net", [("north-gate.example.net", None)]),
        ("door-7", [("door-7", None)]),
        ("192.0.2.10", [("192.0.2.10", None)]),
        ("192.0.2.10:8443", [("192.0.2.10", 8443)]),
        ("gate:8001-8002", [("gate", 8001), ("gate", 8002)]),
        ("192.0.2.10-12", [("192.0.2.10", None), ("192.0.2.11", None), ("192.0.2.12", None)]),
        ("192.0.2.255-192.0.3.0", [("192.0.2.255", None), ("192.0.3.0", None)]),
        ("192.0.2.1-2:80-81", [("192.0.2.1", 80), ("192.0.2.1", 81), ("192.0.2.2", 80), ("192.0.2.2", 81)]),
        ("2001:DB8::A", [("2001:db8::a", None)]),
        ("[2001:db8::a]", [("2001:db8::a", None)]),
        ("[2001:db8::a]:443", [("2001:db8::a", 443)]),
        ("2001:db8::9-2001:db8::a", [("2001:db8::9", None), ("2001:db8::a", None)]),
        ("[2001:db8::9-2001:db8::a]:80", [("2001:db8::9", 80), ("2001:db8::a", 80)]),
        ("fe80::1%eth0", [("fe80::1%eth0", None)]),
        (" 192.0.2.7 ", [("192.0.2.7", None)]),
    ],
)
def test_an_address_or_a_range_stands_for_each_of_its_places(text, expected):
    assert places(addresses(text, "addresses[0]")) == expected


@pytest.mark.parametrize(
    "text",
    ["", "192.0.2.300", "192.0.2", "gate:", "gate:0", "gate:65536", "gate:80-", "gate:90-80", "192.0.2.9-2",
     "192.0.2.1-2001:db8::1", "192.0.2.1-999", "-gate", "ga te", "user@gate", "http://gate", "[gate", "[]:80",
     "[2001:db8::1]x", "2001:db8::zz", "1.2.3.4:80:90", "٣"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_its_place(text):
    with pytest.raises(InvalidInput, match=r"^addresses\[3\]"):
        addresses(text, "addresses[3]")


@pytest.mark.parametrize("text", ["192.0.2.0", "192.0.2.1/24", "192.0.2.0/33", "gate/24", "", "192.0.2.0/"])
def test_what_is_no_network_is_refused_with_its_place(text):
    with pytest.raises(InvalidInput, match=r"^networks\[1\]: must be a network such as"):
        network(text, "networks[1]")


def test_too_many_addresses_are_refused_before_any_is_counted_out():
    spans = [addresses("192.0.2.1-4:1-5", "addresses[0]"), network("2001:db8::/64", "networks[0]")]
    within(spans[:1], 20)
    with pytest.raises(InvalidInput, match=r"^addresses\[0\]: stands for 20 addresses, and max_addresses allows 19"):
        within(spans, 19)
    with pytest.raises(
        InvalidInput, match=r"^networks\[0\]: stands for 18446744073709551615 .*, 18446744073709551635 with"
    ):
        within(spans, 100)


def test_each_place_is_there_once_and_what_is_excluded_is_not():
    written = ["192.0.2.1-9", "192.0.2.2", "gate:80-82", "2001:db8::5"]
    targets = [target for text in written for target in addresses(text, text).targets(named=True)]
    exclude = [
        excluded(text, "x") for text in ("192.0.2.4/30", "192.0.2.9", "192.0.2.1:443", "gate:81", "2001:db8::/64")
    ]
    found = merged(targets, exclude)
    assert [(target.host, target.port) for target in found] == [
        ("192.0.2.1", None),  # of which only a port is excluded that isn't named
        ("192.0.2.2", None),
        ("192.0.2.3", None),
        ("192.0.2.8", None),
        ("gate", 80),
        ("gate", 82),
    ]
    assert found[1].place == "192.0.2.1-9", "the first that names it"


def test_a_named_port_is_part_of_the_address_as_a_name():
    assert Target("192.0.2.1").address == "192.0.2.1"
    assert Target("192.0.2.1", 443).address == "192.0.2.1_443"
    assert Target("2001:db8::1", 443, "addresses[0]").spoken == "[2001:db8::1]:443 (addresses[0])"
