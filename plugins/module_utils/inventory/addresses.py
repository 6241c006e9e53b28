# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where doors may be: networks, addresses and ranges as users write them, and what these stand for."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Any

from ..errors import InvalidInput

_RANGE = re.compile(r"([0-9.]+)-([0-9.]+)")
_HOST_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?")
_FORMS = (
    "a host name or an address, with :port or :port-port where it needs one, or a range such as 192.0.2.10-40; an IPv6 "
    "address with a port is written in brackets"
)


@dataclass(frozen=True)
class Target:
    """One place to look at: a host, and the port where the source names it.

    ``place``: where it is written, for messages. ``named``: whether the source names it, so that it stays when nothing
    answers. ``columns``: what its row of a CSV file says beside address, port and MAC; ``macs``: the units that the row
    expects, as twelve small hex digits.
    """

    host: str
    port: int | None = None
    place: str = ""
    named: bool = True
    columns: dict[str, str] = field(default_factory=dict)
    macs: tuple = ()

    @property
    def address(self):
        """As a name: with the port where the source names it, since there may be others."""
        return self.host if self.port is None else f"{self.host}_{self.port}"

    @property
    def spoken(self):
        """For messages: where it is, and where that is written."""
        host = f"[{self.host}]" if self.port is not None and ":" in self.host else self.host
        return f"{host}{'' if self.port is None else f':{self.port}'} ({self.place})"


@dataclass(frozen=True)
class Span:
    """Consecutive addresses, or one host name, with consecutive ports or none."""

    place: str
    first: Any
    last: Any
    ports: range | None = None

    @property
    def count(self):
        hosts = 1 if isinstance(self.first, str) else int(self.last) - int(self.first) + 1
        return hosts * (len(self.ports) if self.ports is not None else 1)

    def targets(self, named):
        """All that it stands for, in order."""
        for host in self._hosts():
            for port in self.ports if self.ports is not None else (None,):
                yield Target(host, port, self.place, named)

    def covers(self, target):
        """Whether a target is in it; without ports it covers all of them."""
        if self.ports is not None and target.port not in self.ports:
            return False
        if isinstance(self.first, str):
            return target.host == self.first
        address = _address(target.host)
        return address is not None and address.version == self.first.version and self.first <= address <= self.last

    def _hosts(self):
        if self.first == self.last:
            # a name, or an address that may have a zone
            yield str(self.first)
            return
        for number in range(int(self.first), int(self.last) + 1):
            yield str(type(self.first)(number))


def network(text, place):
    """The :class:`Span` of the hosts of a network as CIDR.

    :raises InvalidInput: with the place.
    """
    net = _network(text, place)
    first, last = net[0], net[-1]
    if net.prefixlen < net.max_prefixlen - 1:
        # the network itself (IPv6: its routers), and the broadcast address that only IPv4 has
        first, last = net[1], net[-2] if net.version == 4 else last
    return Span(place, first, last)


def addresses(text, place):
    """The :class:`Span` of a host, an address or a range, with a port, a range of ports or none.

    :raises InvalidInput: with the place and what is allowed.
    """
    text = str(text).strip()
    if "/" in text:
        raise InvalidInput(f"{place}: must be {_FORMS}; not '{text}'")
    bracketed = re.fullmatch(r"\[([^\[\]]*)\](?::(.*))?", text)
    if bracketed:
        hosts, ports = bracketed[1], bracketed[2]
    elif text.count(":") > 1:
        hosts, ports = text, None
    else:
        hosts, colon, rest = text.partition(":")
        ports = rest if colon else None
    first, last = _hosts(hosts, text, place)
    return Span(place, first, last, None if ports is None else _ports(ports, text, place))


def excluded(text, place):
    """The :class:`Span` of what is left out: a network with all its addresses, or whatever :func:`addresses` takes."""
    if "/" not in str(text):
        return addresses(text, place)
    net = _network(text, place)
    return Span(place, net[0], net[-1])


def port_number(text, place):
    """A port.

    :raises InvalidInput: with the place.
    """
    text = str(text).strip()
    if not re.fullmatch("[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise InvalidInput(f"{place}: a port must be 1 to 65535, not '{text}'")
    return int(text)


def within(spans, most):
    """Refuse more addresses than anybody meant.

    :raises InvalidInput: naming the span with which it became too many.
    """
    total = 0
    for span in spans:
        total += span.count
        if total > most:
            more = "" if total == span.count else f", {total} with those before it"
            raise InvalidInput(
                f"{span.place}: stands for {span.count} addresses{more}, and max_addresses allows {most}. Name less, "
                "or raise max_addresses"
            )


def merged(targets, exclude):
    """Each target once, the first that names it, without what one of the spans of ``exclude`` covers."""
    found = {}
    for target in targets:
        if not any(span.covers(target) for span in exclude):
            found.setdefault((target.host, target.port), target)
    return list(found.values())


def _hosts(text, whole, place):
    address = _address(text)
    if address is not None:
        return address, address
    low, dash, high = text.partition("-")
    if dash and (_RANGE.fullmatch(text) or ":" in text):
        first, last = _address(low), _address(high)
        if last is None and first is not None and first.version == 4 and re.fullmatch("[0-9]{1,3}", high):
            last = _address(f"{low.rpartition('.')[0]}.{high}")
        if first is None or last is None or first.version != last.version or first > last:
            raise InvalidInput(f"{place}: '{whole}' is not a range of addresses, from a lower one to a higher one")
        return first, last
    if not _HOST_NAME.fullmatch(text):
        raise InvalidInput(f"{place}: must be {_FORMS}; not '{whole}'")
    return (text.lower(),) * 2


def _network(text, place):
    text = str(text).strip()
    try:
        net = ipaddress.ip_network(text)
        if "/" not in text:
            raise ValueError("the length of its prefix is missing; single addresses go to the option addresses")
    except ValueError as exc:
        raise InvalidInput(f"{place}: must be a network such as 192.0.2.0/24, not '{text}': {exc}") from None
    return net


def _ports(text, whole, place):
    low, dash, high = text.partition("-")
    first = port_number(low, f"{place} '{whole}'")
    last = port_number(high, f"{place} '{whole}'") if dash else first
    if first > last:
        raise InvalidInput(f"{place} '{whole}': the range of ports goes from a lower one to a higher one")
    return range(first, last + 1)


def _address(text):
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
