# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the API: what is exported and imported, and what it looks like (manual: the export sections, C17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FileOf:
    """The file of one target.

    ``kinds``: what it may be, by ``filekinds.recognise``. ``may_be_empty``: an empty list is an empty file.
    ``records``: the target is a list that can be counted. ``counted``: the file has a record for each of its records.
    ``root``: root element of its XML, as far as it is known.
    ``grows``: lines are added while it is sent.
    """

    target: str
    kinds: tuple
    query: Mapping[str, str] = field(default_factory=dict)
    may_be_empty: bool = False
    records: bool = True
    counted: bool = False
    root: str = ""
    grows: bool = False


# The manual calls the configuration encrypted and names it .tgz; whether it begins like one is not said.
CONFIG = FileOf("config", ("tgz", "binary"), records=False)
CONTACT_FORMATS = ("csv", "xml", "vcf")

FILES = {
    "config": CONFIG,
    "privatekey": FileOf("privatekey", ("xml",), counted=True, root="PrivateKey"),
    "rfkey": FileOf("rfkey", ("xml",), counted=True, root="ICKey"),
    "contact": FileOf("contact", CONTACT_FORMATS, counted=True, root="Contact"),
    "dialreplace": FileOf("dialreplace", ("xml",), counted=True, root="DialReplace"),
    "user": FileOf("user", ("tgz",)),
}

_LINES = ("text", "csv", "json", "binary")

LOGS = {
    "log": FileOf("log", _LINES, {"type": "log"}, may_be_empty=True, grows=True),
    "kmsg": FileOf("log", _LINES, {"type": "kmsg"}, may_be_empty=True, grows=True),
    "log_debug": FileOf("log", ("tgz",), {"type": "log_debug"}),
    "calllog": FileOf("calllog", ("csv",), may_be_empty=True),
    "doorlog": FileOf("doorlog", ("xml",), root="DoorLog"),
}

PCAP = FileOf("pcap", ("pcap",))


def contact_file(kind):
    """The contacts in one of ``CONTACT_FORMATS``."""
    return FileOf("contact", (kind,), {"filetype": kind}, counted=True)


def target_of_root(root):
    """The target whose files have this root element, None for an element that is not known."""
    return next((file.target for file in (*FILES.values(), *LOGS.values()) if root and file.root == root), None)
