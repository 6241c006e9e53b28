# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files devices export and import: XML, CSV, vCard and tar archives, each written and read back.

The manual gives names, not contents. Files are the same for the same records, byte for byte.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import tarfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping

Rows = list[dict[str, str]]

_MAGIC = b"AKUVOX-EMULATED-CONFIG\n"


class BadFileError(ValueError):
    """The uploaded file is not what the device expects."""


def to_xml(root: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    """One ``Item`` element per record, its fields as attributes."""
    top = ET.Element(root)
    for row in rows:
        ET.SubElement(top, "Item", dict(row))
    ET.indent(top)
    content: bytes = ET.tostring(top, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def from_xml(root: str, content: bytes) -> Rows:
    """Read what to_xml wrote."""
    try:
        top = ET.fromstring(content)
    except ET.ParseError as error:
        raise BadFileError(str(error)) from None
    if top.tag != root:
        raise BadFileError(f"the root element is {top.tag}, not {root}")
    return [dict(item.attrib) for item in top.iter("Item")]


def to_csv(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """A header line and a line per record, CRLF line ends."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def from_csv(columns: Iterable[str], content: bytes) -> Rows:
    """Read what to_csv wrote; the header must name all columns."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8", "replace"), newline=""))
    missing = set(columns) - set(reader.fieldnames or [])
    if missing:
        raise BadFileError("missing columns: " + ", ".join(sorted(missing)))
    return [{key: value or "" for key, value in row.items() if key} for row in reader]


_VCF_FIELDS = {"ID": "UID", "Name": "FN", "Phone": "TEL", "DialType": "X-DIALTYPE", "Group": "CATEGORIES"}
_VCF_ESCAPES = {"\\": "\\\\", "\n": "\\n", ",": "\\,", ";": "\\;"}


def to_vcf(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A vCard 3.0 per contact."""
    lines: list[str] = []
    for row in rows:
        lines += ["BEGIN:VCARD", "VERSION:3.0"]
        for field, name in _VCF_FIELDS.items():
            value = "".join(_VCF_ESCAPES.get(char, char) for char in row.get(field, ""))
            lines.append(f"{name}:{value}")
        lines.append("END:VCARD")
    return "".join(line + "\r\n" for line in lines).encode()


def from_vcf(content: bytes) -> Rows:
    """Read what to_vcf wrote."""
    fields = {name: field for field, name in _VCF_FIELDS.items()}
    rows: Rows = []
    for line in content.decode("utf-8", "replace").splitlines():
        name, sep, value = line.partition(":")
        if line == "BEGIN:VCARD":
            rows.append({})
        elif name in fields and rows:
            rows[-1][fields[name]] = re.sub(r"\\(.)", lambda hit: "\n" if hit[1] == "n" else hit[1], value)
    if not rows:
        raise BadFileError("no vCard in the file")
    return rows


def to_tgz(members: Mapping[str, bytes]) -> bytes:
    """A tar archive, gzipped, without times."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(raw.getvalue(), mtime=0)


def from_tgz(member: str, content: bytes) -> bytes:
    """Return one member of an archive."""
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
            handle = archive.extractfile(member)
            return handle.read() if handle else b""
    except (tarfile.TarError, KeyError, OSError, EOFError) as error:
        raise BadFileError(str(error)) from None


def _scramble(data: bytes) -> bytes:
    """XOR with a fixed key stream: real exports are encrypted, so this one must not be readable or editable either."""
    blocks = (hashlib.sha256(b"emulator%d" % number).digest() for number in range(len(data) // 32 + 1))
    return bytes(left ^ right for left, right in zip(data, b"".join(blocks), strict=False))


def to_config(config: Mapping[str, str]) -> bytes:
    """Config.tgz: an archive whose one member is scrambled and carries a checksum."""
    plain = json.dumps(dict(config), sort_keys=True).encode()
    return to_tgz({"Config.bin": _MAGIC + hashlib.sha256(plain).digest() + _scramble(plain)})


def from_config(content: bytes) -> dict[str, str]:
    """Read what to_config wrote; an edited file is refused."""
    blob = from_tgz("Config.bin", content)
    head = len(_MAGIC) + 32
    plain = _scramble(blob[head:])
    if not blob.startswith(_MAGIC) or hashlib.sha256(plain).digest() != blob[len(_MAGIC) : head]:
        raise BadFileError("the checksum is wrong")
    values: dict[str, str] = json.loads(plain)
    return values
