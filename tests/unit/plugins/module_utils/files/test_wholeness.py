# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a file is whole by its form: each cut of each kind, and what no form tells of."""

from __future__ import annotations

import gzip
import io
import struct

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.kinds import recognise
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.wholeness import count_records, ends_well

XML = b'<?xml version="1.0"?>\n<ICKey>\n  <Item Name="a&amp;b"/>\n  <Item Name="c"><Day/></Item>\n</ICKey>\n'
CSV = b'ID,Name,Phone\r\n1,Kim,100\r\n2,"Robin ""R"", too",200\r\n'
VCF = b"BEGIN:VCARD\r\nFN:Kim\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Robin\r\nEND:VCARD\r\n"


def pcap(order):
    head = struct.pack(f"{order}IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    return head + b"".join(struct.pack(f"{order}IIII", 0, 0, size, size) + bytes(size) for size in (60, 0, 1500))


def pcapng(order):
    section = struct.pack(f"{order}IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
    return section + struct.pack(f"{order}II8sI", 6, 20, bytes(8), 20)


FILES = {
    "xml": XML,
    "csv": CSV,
    "vcf": VCF,
    "pcap": pcap("<"),
    "pcap-big": pcap(">"),
    "pcapng": pcapng("<"),
    "pcapng-big": pcapng(">"),
    "tgz": gzip.compress(bytes(range(256)) * 20),
}
# Cuts that leave whole lines, cards, packets: only the number of records tells.
UNSEEN = {
    "xml": {len(XML) - 1},
    "csv": {CSV.index(b"\n") + 1, CSV.index(b"\n"), CSV.index(b"100") + 5},
    "vcf": {VCF.index(b"\nBEGIN") + 1, VCF.index(b"\nBEGIN"), len(VCF) - 1},
    "pcap": {24, 100, 116}, "pcap-big": {24, 100, 116}, "pcapng": {28}, "pcapng-big": {28}, "tgz": set(),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_whole_and_each_cut_of_it_is_not(name):
    whole = FILES[name]
    kind = recognise(whole)
    assert kind == name.partition("-")[0].replace("ng", "")
    assert ends_well(kind, io.BytesIO(whole)) is True
    seen = {size for size in range(4, len(whole)) if ends_well(kind, io.BytesIO(whole[:size]))}
    assert seen <= UNSEEN[name]


@pytest.mark.parametrize(("kind", "content"), [
    ("text", b"a line\n"), ("binary", bytes(9)), ("json", b"{}"), ("empty", b""),
    ("xml", b'<?xml version="1.0" encoding="x-unheard-of"?><a/>'),
])  # fmt: skip
def test_what_has_no_form_says_nothing(kind, content):
    assert ends_well(kind, io.BytesIO(content)) is None


def test_entities_are_not_unfolded():
    bomb = b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><a>&z;</a>'
    assert (ends_well("xml", io.BytesIO(bomb)), count_records("xml", io.BytesIO(bomb))) == (False, None)


@pytest.mark.parametrize(("kind", "content", "count"), [
    ("xml", XML, 2), ("csv", CSV, 2), ("vcf", VCF, 2), ("csv", b"ID,Name\r\n", 0), ("xml", b"<ICKey/>", 0),
    ("tgz", FILES["tgz"], None), ("xml", XML[:40], None),
])  # fmt: skip
def test_records_are_counted(kind, content, count):
    stream = io.BytesIO(content)
    assert count_records(kind, stream) == count
    assert not stream.closed
