# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From doors that were found to inventory hosts: their names, their variables, and that no two are one."""

from __future__ import annotations

import re

from ..errors import InvalidInput, printable
from ..fields.option_codecs import mac_digits

MAC, ADDRESS = "mac", "address"
# What the plugin itself says of a host.
OWN_VARIABLES = (
    "ansible_host", "akuvox_port", "akuvox_use_ssl", "akuvox_model", "akuvox_firmware", "akuvox_mac",
    "akuvox_reachability",
)  # fmt: skip
# What patterns of hosts have a use for would keep a host from being named in one.
_NO_NAME = re.compile(r"[\s,:;!&*?\[\]{}()\"'/\\]")
_LONGEST = 64


def check_hostnames(hostnames, columns):
    """Refuse what no host can be named after.

    :raises InvalidInput: naming the place and what there is.
    """
    known = [MAC, ADDRESS, "name", *(column for column in columns if column != "name")]
    for index, source in enumerate(hostnames):
        if source not in known:
            raise InvalidInput(f"hostnames[{index}]: must be one of {', '.join(known)}; not '{source}'")


def inventory_hosts(doors, hostnames):
    """Name and variables of each of the ``(target, door)`` pairs; ``door`` is a :class:`probe.Door`.

    :raises InvalidInput: for two with one name, one MAC or one address, naming both.
    """
    hosts = [(_name(target, door, hostnames), target, door) for target, door in doors]
    _refuse_twins(hosts, lambda name, target, door: name, "the name {}")
    _refuse_twins(hosts, lambda name, target, door: shown_mac(door.mac), "the MAC {}")
    _refuse_twins(hosts, lambda name, target, door: door.port and f"{target.host} port {door.port}", "{}")
    return [(name, _variables(target, door)) for name, target, door in hosts]


def shown_mac(text):
    """A MAC as ``0C:11:05:00:00:01``, empty when it isn't one."""
    digits = (mac_digits(text) or "").upper()
    return ":".join(digits[place : place + 2] for place in range(0, len(digits), 2))


def _name(target, door, hostnames):
    values = {**target.columns, MAC: mac_digits(door.mac), ADDRESS: target.address}
    name = next((values[source] for source in hostnames if values.get(source)), target.address)
    if name != target.address and _NO_NAME.search(name):
        raise InvalidInput(
            f"the host name '{name}' of {target.spoken} has a character that no pattern of hosts can have"
        )
    return name


def _variables(target, door):
    """What isn't known isn't set, so that ``default`` works, and the group's variables do."""
    own = {
        "ansible_host": target.host,
        "akuvox_port": door.port,
        "akuvox_use_ssl": door.use_ssl,
        "akuvox_model": printable(door.model, _LONGEST),
        "akuvox_firmware": printable(door.firmware, _LONGEST),
        "akuvox_mac": shown_mac(door.mac),
        "akuvox_reachability": door.reachability,
    }
    columns = {column: cell for column, cell in target.columns.items() if column != "name"}
    return {**columns, **{name: value for name, value in own.items() if value not in (None, "")}}


def _refuse_twins(hosts, identity, what):
    seen = {}
    for host in hosts:
        key = identity(*host)
        if key and key in seen:
            raise InvalidInput(f"{what.format(key)} is that of two doors: {seen[key].spoken} and {host[1].spoken}")
        seen[key] = host[1]
