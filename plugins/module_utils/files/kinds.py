# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file is by its content, and whether two files hold the same. Names and content types prove nothing (C17)."""

from __future__ import annotations

import hashlib
import re
import tarfile
import zlib

SPOKEN = {
    "empty": "an empty file",
    "tgz": "a gzip archive",
    "zip": "a zip archive",
    "pcap": "a packet capture",
    "json": "JSON",
    "html": "an HTML page",
    "xml": "XML",
    "vcf": "vCards",
    "csv": "a table (CSV)",
    "text": "text",
    "binary": "binary data",
}

_MAGICS = (
    (b"\x1f\x8b", "tgz"),
    (b"PK\x03\x04", "zip"),
    # libpcap in both byte orders, with micro- and nanoseconds, and its successor
    (b"\xa1\xb2\xc3\xd4", "pcap"),
    (b"\xd4\xc3\xb2\xa1", "pcap"),
    (b"\xa1\xb2\x3c\x4d", "pcap"),
    (b"\x4d\x3c\xb2\xa1", "pcap"),
    (b"\x0a\x0d\x0d\x0a", "pcap"),
)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
_XML = re.compile(r"<(\?xml|!--|[A-Za-z_])")
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_ELEMENT = re.compile(r"<([A-Za-z_][\w.:-]*)")
# The most that an archive may unpack to when it is compared.
_MAX_UNPACKED = 1024**3


def recognise(head):
    """The kind of a file that begins with these bytes: one of ``SPOKEN``."""
    if not head:
        return "empty"
    for magic, kind in _MAGICS:
        if head.startswith(magic):
            return kind
    text = _text(head)
    if text is None:
        return "binary"
    for kind, fits in (
        ("html", _HTML.match),
        ("xml", _XML.match),
        ("json", re.compile(r'\{\s*("|\})').match),
        ("vcf", re.compile("BEGIN:VCARD", re.IGNORECASE).match),
        ("csv", re.compile(r"[^\r\n]*[,;\t]").match),
    ):
        if fits(text):
            return kind
    return "text"


def root_element(head):
    """Name of the root element of an XML file, None where the beginning doesn't have it."""
    # what stands before it may quote elements
    text = re.sub(r"<!--.*?-->|<\?.*?\?>|<!.*?>", "", _text(head) or "", flags=re.DOTALL)
    found = _ELEMENT.search(text)
    return found[1] if found else None


def holds_records(kind, head):
    """Whether a list that begins with these bytes has any record; None where that can't be seen from outside."""
    text = _text(head) or ""
    if kind == "xml":
        return len(_ELEMENT.findall(text)) > 1
    if kind == "csv":
        return len([line for line in text.splitlines() if line.strip()]) > 1
    if kind == "vcf":
        return "BEGIN:VCARD" in text.upper()
    return None


def same_content(one, other):
    """Whether two open files hold the same. Archives of the same files do, although their bytes carry the time."""
    one.seek(0)
    other.seek(0)
    if _digest(one) == _digest(other):
        return True
    members = _members(one)
    return members is not None and members == _members(other)


def is_whole_archive(stream):
    """Whether a gzip archive goes on to its end, which it marks with a checksum."""
    stream.seek(0)
    unpack = zlib.decompressobj(wbits=31)
    try:
        for chunk in iter(lambda: stream.read(65536), b""):
            while chunk and not unpack.eof:
                unpack.decompress(chunk, 1024 * 1024)
                chunk = unpack.unconsumed_tail
        unpack.flush()
    except zlib.error:
        return False
    return unpack.eof


def _text(head):
    """The bytes as text, in which only ASCII is right; None for what is no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").lstrip()
    if b"\0" in head or len(_CONTROL.findall(head)) > len(head) // 20:
        return None
    return head.decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip()


def _digest(stream):
    digest = hashlib.sha256()
    for chunk in iter(lambda: stream.read(1024 * 1024), b""):
        digest.update(chunk)
    return digest.digest()


def _members(stream):
    """Name and digest of each member of a tar archive; None for what isn't a whole one, or is too big to look into."""
    if not is_whole_archive(stream):
        return None
    stream.seek(0)
    members, left = set(), _MAX_UNPACKED
    try:
        with tarfile.open(fileobj=stream, mode="r|gz") as archive:
            for member in archive:
                left -= member.size
                if left < 0:
                    return None
                digest = _digest(archive.extractfile(member)) if member.isreg() else b""
                members.add((member.name, member.type, digest))
    except (tarfile.TarError, OSError, EOFError, zlib.error):
        return None
    return members
