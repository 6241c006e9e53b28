# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a valid capture file (libpcap format 2.4, Ethernet) of the traffic an idle door would show."""

from __future__ import annotations

import struct

_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
_PAYLOAD = b"\r\n\r\n"
PACKET_SIZE = 16 + 14 + 20 + 8 + len(_PAYLOAD)
"""Bytes one packet takes in the file."""

INTERVAL = 0.1
"""Seconds between two packets."""


def _checksum(data: bytes) -> int:
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet_count(seconds: float, limit: int) -> int:
    """Packets seen in some seconds, as far as they fit into ``limit`` bytes."""
    return max(0, min(int(seconds / INTERVAL), (limit - len(_HEADER)) // PACKET_SIZE))


def file_size(packets: int) -> int:
    """Size in bytes of a file with that many packets."""
    return len(_HEADER) + packets * PACKET_SIZE


def build(packets: int, mac: str, source: str, destination: str, start: float) -> bytes:
    """Return a file of SIP keep-alives from ``source`` to ``destination`` (IPv4), beginning at Unix time ``start``."""
    link = b"\xff" * 6 + bytes.fromhex(mac.replace(":", "")) + b"\x08\x00"
    udp = struct.pack("!HHHH", 5062, 5060, 8 + len(_PAYLOAD), 0) + _PAYLOAD
    addresses = b"".join(bytes(int(part) for part in address.split(".")) for address in (source, destination))
    chunks = [_HEADER]
    for number in range(packets):
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), number & 0xFFFF, 0x4000, 64, 17, 0)
        check = struct.pack("!H", _checksum(head + addresses))
        frame = link + head[:10] + check + addresses + udp
        moment = start + number * INTERVAL
        seconds = int(moment)
        chunks.append(struct.pack("<IIII", seconds, int((moment - seconds) * 1e6), len(frame), len(frame)) + frame)
    return b"".join(chunks)
