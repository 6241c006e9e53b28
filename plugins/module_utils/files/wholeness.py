# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a file is complete, judged by its format, and how many records it has.

Devices send files without saying how long they are, so a connection that breaks off looks like the end (HTTP/1.0).
"""

from __future__ import annotations

import csv
import io
import struct
import xml.parsers.expat

from .kinds import is_whole_archive

_PCAP_HEADER, _PCAP_RECORD, _BLOCK = 24, 16, 12
_PCAPNG = b"\x0a\x0d\x0d\x0a"
_ORDERS = {b"\xa1\xb2\xc3\xd4": ">", b"\xa1\xb2\x3c\x4d": ">", b"\xd4\xc3\xb2\xa1": "<", b"\x4d\x3c\xb2\xa1": "<"}
_TAIL_BYTES = 4096
# Kinds of which a piece may end like the whole, so that the number of records has to say more.
PIECEWISE = ("csv", "vcf")
# How files of a kind end, for messages.
ENDS = {
    "xml": "its XML is not well-formed to the end",
    "csv": "it doesn't end with a whole line",
    "vcf": "it doesn't end with a whole vCard",
    "pcap": "it doesn't end with a whole packet",
    "tgz": "the archive is damaged or not complete",
}


def ends_well(kind, stream):
    """Whether a file of a kind is whole by its form; None for a kind whose form doesn't show it."""
    check = _CHECKS.get(kind)
    if check is None:
        return None
    stream.seek(0)
    return check(stream)


def count_records(kind, stream):
    """How many records a list has as a file, None for a kind in which they can't be counted."""
    count = _COUNTS.get(kind)
    if count is None:
        return None
    stream.seek(0)
    return count(stream)


def _is_well_formed(stream):
    try:
        parse_xml(stream, xml.parsers.expat.ParserCreate())
    except (LookupError, ValueError):
        # an encoding that Python doesn't know, or not for XML
        return None
    except (xml.parsers.expat.ExpatError, DeclaresEntity):
        return False
    return True


class DeclaresEntity(Exception):
    """A file that declares entities, which may stand for a great many bytes; no device writes one."""


def parse_xml(stream, parser):
    """Give a parser of expat the whole of a file.

    :raises DeclaresEntity: or what expat raises, for a file that isn't well-formed.
    """

    def refuse(*declaration):
        raise DeclaresEntity

    parser.EntityDeclHandler = refuse
    for chunk in iter(lambda: stream.read(65536), b""):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _count_items(stream):
    depth, count = 0, 0

    def begin(name, attributes):
        nonlocal depth, count
        count += depth == 1
        depth += 1

    def end(name):
        nonlocal depth
        depth -= 1

    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        parse_xml(stream, parser)
    except (xml.parsers.expat.ExpatError, DeclaresEntity, LookupError, ValueError):
        return None
    return count


def _tail(stream):
    stream.seek(max(0, stream.seek(0, io.SEEK_END) - _TAIL_BYTES))
    return stream.read()


def _has_whole_lines(stream):
    """Whether the last line is whole, and no quoted cell is open."""
    quotes, feeds = 0, False
    for chunk in iter(lambda: stream.read(65536), b""):
        quotes += chunk.count(b'"')
        feeds = feeds or b"\n" in chunk
    # the last byte of a line in UTF-16 is zero; a CR ends a line only where no LF does
    return quotes % 2 == 0 and _tail(stream).rstrip(b"\0").endswith(b"\n" if feeds else b"\r")


def _ends_with_card(stream):
    lines = _tail(stream).upper()
    return lines.endswith((b"\n", b"\r")) and lines.split()[-1:] == [b"END:VCARD"]


def _has_whole_packets(stream):
    """Walk over the records of libpcap, or the blocks of its successor."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    magic = stream.read(4)
    if magic == _PCAPNG:
        return _has_whole_blocks(stream, size)
    order, position = _ORDERS[magic], _PCAP_HEADER
    while position + _PCAP_RECORD <= size:
        stream.seek(position + 8)
        position += _PCAP_RECORD + struct.unpack(f"{order}I", stream.read(4))[0]
    return position == size


def _has_whole_blocks(stream, size):
    stream.seek(8)
    order = ">" if stream.read(4) == b"\x1a\x2b\x3c\x4d" else "<"
    position = 0
    while position + _BLOCK <= size:
        stream.seek(position + 4)
        length = struct.unpack(f"{order}I", stream.read(4))[0]
        if length < _BLOCK:
            return False
        position += length
    return position == size


def _count_rows(stream):
    with io.TextIOWrapper(_Borrowed(stream), encoding="latin-1", newline="") as text:
        try:
            return max(0, sum(1 for row in csv.reader(text) if any(row)) - 1)
        except csv.Error:
            return None


def _count_cards(stream):
    return sum(line.strip().upper() == b"BEGIN:VCARD" for line in stream)


class _Borrowed(io.RawIOBase):
    """A file that stays open when the reader on top of it is closed."""

    def __init__(self, stream):
        self._stream = stream

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


_CHECKS = {
    "xml": _is_well_formed,
    "csv": _has_whole_lines,
    "vcf": _ends_with_card,
    "pcap": _has_whole_packets,
    "tgz": is_whole_archive,
}
_COUNTS = {"xml": _count_items, "csv": _count_rows, "vcf": _count_cards}
