# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records in a device's file of a list, whatever its elements are called: XML, or an archive with XML in it.

The manual names these files and doesn't show them. So a record is an element that has one of the fields that are
looked for, as an attribute or as an element of its own. Where that isn't certain for all, nothing is known of the file.
"""

from __future__ import annotations

import io
import re
import tarfile
import xml.parsers.expat
import zlib

from .kinds import recognise
from .streams import HEAD_BYTES
from .wholeness import DeclaresEntity, parse_xml

# More than 50,000 people take.
_LARGEST_BYTES = 64 * 1024 * 1024


class NoRecordsKnown(ValueError):
    """What the file holds can't be read; the text says why, and quotes nothing of it."""


def field_name(name):
    """What the spellings of a field have in common: ``UserID``, ``User-Id`` and ``user_id``."""
    return re.sub(r"[^0-9a-z]", "", str(name).lower())


def records_of(stream, fields):
    """The records of a file as mappings of :func:`field_name` to text.

    :param fields: the names of which a record has one at least, as :func:`field_name` gives them.
    :raises NoRecordsKnown: when there may be others that can't be read.
    """
    stream.seek(0)
    kind = recognise(stream.read(HEAD_BYTES))
    stream.seek(0)
    if kind == "xml":
        return _of_xml(stream, frozenset(fields))
    if kind != "tgz":
        raise NoRecordsKnown("it is no XML")
    return _of_archive(stream, frozenset(fields))


def _of_archive(stream, fields):
    found, readable, left = [], False, _LARGEST_BYTES
    try:
        with tarfile.open(fileobj=stream, mode="r|gz") as archive:
            for member in archive:
                if not member.isreg():
                    continue
                left -= member.size
                if left < 0:
                    raise NoRecordsKnown("it is too large when unpacked")
                content = io.BytesIO(archive.extractfile(member).read())
                kind = recognise(content.read(HEAD_BYTES))
                content.seek(0)
                if kind == "xml":
                    found += _of_xml(content, fields)
                    readable = True
                elif kind not in ("binary", "empty"):
                    # pictures of faces are no records, and a table may well be
                    raise NoRecordsKnown("it has a member that is neither XML nor a picture")
    except (tarfile.TarError, OSError, EOFError, zlib.error):
        raise NoRecordsKnown("the archive is damaged") from None
    if not readable:
        raise NoRecordsKnown("it has no XML in it")
    return found


class _Element:
    def __init__(self, tag, attributes):
        self.tag, self.text, self.is_leaf = tag, "", not attributes
        self.values = {field_name(name): value for name, value in attributes.items()}


def _of_xml(stream, fields):
    open_elements, closed = [], []

    def begin(tag, attributes):
        if open_elements:
            open_elements[-1].is_leaf = False
        open_elements.append(_Element(tag, attributes))

    def text(data):
        open_elements[-1].text += data

    def end(tag):
        element = open_elements.pop()
        if element.is_leaf and open_elements:
            open_elements[-1].values.setdefault(field_name(tag), element.text.strip())
        closed.append((len(open_elements), element))

    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, text
    parser.buffer_text = True
    try:
        parse_xml(stream, parser)
    except (xml.parsers.expat.ExpatError, DeclaresEntity, LookupError, ValueError):
        raise NoRecordsKnown("its XML isn't well-formed") from None
    return _records(closed, fields)


def _records(closed, fields):
    found = [(depth, element) for depth, element in closed if fields & set(element.values)]
    kinds = {(depth, element.tag) for depth, element in found}
    below = [element for depth, element in closed if depth]
    if not found and (below or closed[-1][1].text.strip()):
        raise NoRecordsKnown("its XML has none of the fields that are known")
    if sum((depth, element.tag) in kinds for depth, element in closed) > len(found):
        raise NoRecordsKnown("some of its records have none of the fields that are known")
    return [element.values for _depth, element in found]
