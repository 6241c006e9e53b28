# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files are recognised by their content, and archives compared by what is in them."""

from __future__ import annotations

import gzip
import io
import os
import random
import tarfile

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.files import kinds as filekinds


def archive(members, mtime=0):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content), mtime
            tar.addfile(info, io.BytesIO(content))
    return gzip.compress(raw.getvalue(), mtime=mtime)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "empty"),
        (b"\x1f\x8b\x08\x00 and so on", "tgz"),
        (b"PK\x03\x04", "zip"),
        (b"\xd4\xc3\xb2\xa1" + bytes(20), "pcap"),
        (b"\xa1\xb2\xc3\xd4" + bytes(20), "pcap"),
        (b"\x4d\x3c\xb2\xa1" + bytes(20), "pcap"),
        (b"\x0a\x0d\x0d\x0a" + bytes(20), "pcap"),
        (b'{"retcode": -1, "action": "export"}', "json"),
        (b"\n { }", "json"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"\xef\xbb\xbf<HTML lang='en'>", "html"),
        (b"<head><title>404", "html"),
        (b"<?xml version='1.0'?><PrivateKey/>", "xml"),
        (b"<PrivateKey>", "xml"),
        (b"\xff\xfe" + "<PrivateKey>".encode("utf-16-le"), "xml"),
        (b"BEGIN:VCARD\r\nVERSION:3.0", "vcf"),
        (b"begin:vcard", "vcf"),
        (b"ID,Name\r\n1,Zo\xe9\r\n", "csv"),
        (b"\xef\xbb\xbfID;Name\n", "csv"),
        (b"2026-01-01 00:00:00 system: started\n", "text"),
        # kernel messages begin with their level
        (b"<6>[    0.000000] Booting", "text"),
        (b"\x1b[31mred\x1b[0m line\n", "text"),
        (b"\x00\x01\x02", "binary"),
        (bytes(range(1, 32)), "binary"),
    ],
)
def test_kinds(head, kind):
    assert filekinds.recognise(head) == kind
    assert kind in filekinds.SPOKEN


def test_kind_of_any_bytes_is_a_known_one():
    rng = random.Random(7)
    for _unused in range(2000):
        head = bytes(rng.choice(b'<>{}"!?\x00\x1f\x8b\xff\xfea ,\n') for _unused in range(rng.randrange(12)))
        assert filekinds.recognise(head) in filekinds.SPOKEN
        filekinds.root_element(head)
        filekinds.holds_records("xml", head)


def test_root_element_is_not_taken_from_comments_or_declarations():
    head = b"<?xml version='1.0'?><!-- <ICKey> --><!DOCTYPE x><PrivateKey><Item/></PrivateKey>"
    assert filekinds.root_element(head) == "PrivateKey"
    assert filekinds.root_element(b"no element") is None
    assert filekinds.root_element(b"\x00") is None


@pytest.mark.parametrize(
    ("kind", "head", "expected"),
    [
        ("xml", b"<PrivateKey>\n</PrivateKey>", False),
        ("xml", b"<PrivateKey><Item Name='a'/></PrivateKey>", True),
        ("csv", b"ID,Name\r\n\r\n", False),
        ("csv", b"ID,Name\r\n1,a\r\n", True),
        ("vcf", b"BEGIN:VCARD\r\n", True),
        ("tgz", b"\x1f\x8b", None),
    ],
)
def test_records_seen_from_outside(kind, head, expected):
    assert filekinds.holds_records(kind, head) is expected


def same(one, other):
    return filekinds.same_content(io.BytesIO(one), io.BytesIO(other))


def test_archives_are_compared_by_their_members():
    assert same(archive({"a.xml": b"1"}, mtime=1), archive({"a.xml": b"1"}, mtime=2))
    assert not same(archive({"a.xml": b"1"}), archive({"a.xml": b"2"}))
    assert not same(archive({"a.xml": b"1"}), archive({"b.xml": b"1"}))
    assert not same(archive({"a.xml": b"1"}), archive({"a.xml": b"1", "b.xml": b""}))


def test_what_is_no_archive_is_compared_by_bytes():
    assert same(b"abc", b"abc")
    assert not same(b"abc", b"abd")
    # gzip of something else than a tar archive
    assert not same(gzip.compress(b"abc", mtime=1), gzip.compress(b"abc", mtime=2))
    assert not same(archive({"a.xml": b"1"}), archive({"a.xml": b"1"})[:-9])


def test_an_archive_that_unpacks_to_too_much_is_not_looked_into(monkeypatch):
    monkeypatch.setattr(filekinds, "_MAX_UNPACKED", 10)
    assert not same(archive({"a.xml": bytes(20)}, mtime=1), archive({"a.xml": bytes(20)}, mtime=2))


@pytest.mark.parametrize("content", [b"", b"short", bytes(3_000_000), os.urandom(300_000)])
def test_whole_archives(content):
    packed = gzip.compress(content)
    assert filekinds.is_whole_archive(io.BytesIO(packed))
    for cut in (1, 8, 9, len(packed) // 2):
        assert not filekinds.is_whole_archive(io.BytesIO(packed[:-cut]))
    assert not filekinds.is_whole_archive(io.BytesIO(packed[:12] + b"\xff" * 40 + packed[52:]))
    assert not filekinds.is_whole_archive(io.BytesIO(b"no archive"))
