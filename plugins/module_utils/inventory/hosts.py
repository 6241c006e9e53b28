# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn the doors found into inventory hosts: names, variables, and no door twice."""

from __future__ import annotations

import re
from dataclasses import replace

from ..errors import InvalidInput, printable
from ..fields.option_codecs import mac_digits, shown_mac
from ..http.diagnosis import OTHER_UNIT

MAC, ADDRESS = "mac", "address"
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
    hosts = [
        (_name(target, door, hostnames), target, _judged(target, door)) for target, door in _followed(doors, hostnames)
    ]
    _refuse_twins(hosts, lambda name, target, door: name, "the name {}")
    # where another unit answers than the expected one, that unit may be a host as well
    own = [host for host in hosts if host[2].reachability != OTHER_UNIT]
    _refuse_twins(own, lambda name, target, door: shown_mac(door.mac), "the MAC {}")
    _refuse_twins(own, lambda name, target, door: door.port and f"{target.host} port {door.port}", "{}")
    return [(name, _variables(target, door)) for name, target, door in hosts]


def _followed(doors, hostnames):
    """The pairs of target and door, in which a row that is named after its MAC is where its unit was found."""
    doors = list(doors)
    places = {mac_digits(door.mac): index for index, (target, door) in enumerate(doors) if mac_digits(door.mac)}
    moved = {}
    for index, (target, _door) in enumerate(doors):
        place = next((places[mac] for mac in target.macs if mac in places), index)
        if place != index and _source(target, target.macs[0], hostnames) == MAC:
            moved[index] = place
    # a place without a row of its own is not another door
    taken = {place for place in moved.values() if not doors[place][0].macs}
    for index, (target, door) in enumerate(doors):
        if index in moved:
            there, door = doors[moved[index]]
            yield replace(target, host=there.host, port=there.port), door
        elif index not in taken:
            yield target, door


def _judged(target, door):
    """The door, with the verdict for a unit that isn't the one that the row expects."""
    found = mac_digits(door.mac)
    return replace(door, reachability=OTHER_UNIT) if target.macs and found and found not in target.macs else door


def _source(target, mac, hostnames):
    """The first source of a name that is known; ``mac`` is the unit's."""
    values = {**target.columns, MAC: mac, ADDRESS: target.address}
    return next((source for source in hostnames if values.get(source)), ADDRESS)


def _name(target, door, hostnames):
    # a row that expects a unit is named after that one, whatever answers there
    mac = mac_digits(door.mac)
    mac = target.macs[0] if target.macs and mac not in target.macs else mac
    name = {**target.columns, MAC: mac, ADDRESS: target.address}[_source(target, mac, hostnames)]
    if name != target.address and _NO_NAME.search(name):
        raise InvalidInput(
            f"the host name '{name}' of {target.spoken} has a character that no pattern of hosts can have"
        )
    return name


def _variables(target, door):
    """What isn't known isn't set, so that ``default`` works, and the group's variables do."""
    # what another unit is says nothing of the door
    model, firmware = ("", "") if door.reachability == OTHER_UNIT else (door.model, door.firmware)
    own = {
        "ansible_host": target.host,
        "akuvox_port": door.port,
        "akuvox_use_ssl": door.use_ssl,
        "akuvox_model": printable(model, _LONGEST),
        "akuvox_firmware": printable(firmware, _LONGEST),
        "akuvox_mac": ", ".join(map(shown_mac, target.macs)),
        "akuvox_mac_found": shown_mac(door.mac),
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
