# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Export and import of all targets that have files. An import puts the file's records in place of all present ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .. import files
from ..envelope import Call, FileReply, Reply, failed
from ..functions import BOTH, POST, Function, Handler
from .config import apply
from .logs import LOG_TYPES

if TYPE_CHECKING:
    from ..device import Device

# Target: file name (device-facts 5.11, 10; DialReplace.xml in the manual) and root element.
_XML: Mapping[str, tuple[str, str]] = {
    "privatekey": ("PrivateKey.xml", "PrivateKey"),
    "rfkey": ("ICKey.xml", "ICKey"),
    "dialreplace": ("DialReplace.xml", "DialReplace"),
    "doorlog": ("DoorLog.xml", "DoorLog"),
}
_CONTACT_COLUMNS = ("ID", "Name", "Phone", "DialType", "Group")
_CALL_COLUMNS = ("ID", "Type", "Date", "Time", "LocalIdentity", "Name", "Num")
_LOG_FILES = {"log": "log.txt", "kmsg": "kmsg.txt", "log_debug": "log_debug.tar.gz"}
_USER_MEMBER = "UserData.xml"

USER_FILE_PATH = "/download/UserData.tgz"
"""Where user export leaves its archive (C60)."""


def _export_xml(device: Device, call: Call) -> Reply:
    name, root = _XML[call.target]
    return Reply(file=FileReply(name, files.to_xml(root, device.state.records[call.target].listing())))


def _export_contact(device: Device, call: Call) -> Reply:
    """C71: a JSON refusal when the book is empty. The manual names no file."""
    rows = device.state.records["contact"].listing()
    kind = call.text("filetype") or "csv"
    if not rows or kind not in ("csv", "xml", "vcf"):
        return failed("Export Failed.")
    if kind == "csv":
        content = files.to_csv(_CONTACT_COLUMNS, rows)
    else:
        content = files.to_xml("Contact", rows) if kind == "xml" else files.to_vcf(rows)
    return Reply(file=FileReply(f"Contact.{kind}", content))


def _export_user(device: Device, call: Call) -> Reply:
    """Make the archive and say where it is (C60)."""
    rows = device.state.records["user"].listing()
    device.state.user_file = files.to_tgz({_USER_MEMBER: files.to_xml("UserData", rows)})
    return Reply(data={"address": USER_FILE_PATH})


def _export_config(device: Device, call: Call) -> Reply:
    return Reply(file=FileReply("Config.tgz", files.to_config(device.state.config.values)))


def _export_calllog(device: Device, call: Call) -> Reply:
    content = files.to_csv(_CALL_COLUMNS, device.state.records["calllog"].listing())
    return Reply(file=FileReply("History.csv", content))


def _export_log(device: Device, call: Call) -> Reply:
    kind = call.text("type") or "log"
    if kind not in LOG_TYPES:
        return failed("Export Failed.")
    content = "".join(line + "\n" for line in device.state.logs[kind]).encode()
    if kind == "log_debug":
        content = files.to_tgz({"log_debug.txt": content})
    return Reply(file=FileReply(_LOG_FILES[kind], content))


def _read_contacts(content: bytes) -> files.Rows:
    """Tell the three kinds of contact file apart by their beginning."""
    start = content.lstrip()[:11]
    if start.startswith(b"<"):
        return files.from_xml("Contact", content)
    if start.startswith(b"BEGIN:VCARD"):
        return files.from_vcf(content)
    return files.from_csv(_CONTACT_COLUMNS, content)


def _importer(target: str, read: Callable[[bytes], files.Rows]) -> Handler:
    """Make the import of a list. C61: user import answers with empty data."""

    def load(device: Device, call: Call) -> Reply:
        if call.upload is None or call.upload.content is None:
            return failed("Import Failed.")
        store = device.state.records[target]
        before = store.listing()
        try:
            store.load(read(call.upload.content))
        except files.BadFileError:
            return failed("Import Failed.")
        if store.listing() != before:
            device.state.touch(f"{target}: imported {len(store)} records")
        return Reply(data={} if target == "user" else None)

    return load


def _import_config(device: Device, call: Call) -> Reply:
    """Take over all values at the restart that follows a good import (C24)."""
    if call.upload is None or call.upload.content is None:
        return failed("Import Failed.")
    try:
        values = files.from_config(call.upload.content)
    except files.BadFileError:
        return failed("Import Failed.")

    def take_over() -> None:
        apply(device, values)

    return Reply(restart="config import", on_restart=take_over)


def _reader(root: str) -> Callable[[bytes], files.Rows]:
    return lambda content: files.from_xml(root, content)


def _read_users(content: bytes) -> files.Rows:
    return files.from_xml("UserData", files.from_tgz(_USER_MEMBER, content))


FUNCTIONS = [
    *(Function(target, "export", BOTH, _export_xml) for target in _XML),
    Function("contact", "export", BOTH, _export_contact),
    Function("user", "export", BOTH, _export_user),
    Function("config", "export", BOTH, _export_config),
    Function("calllog", "export", BOTH, _export_calllog),
    Function("log", "export", BOTH, _export_log),
    *(
        # C48: dialreplace import is POST only, though the table says GET too.
        Function(target, "import", POST, _importer(target, _reader(_XML[target][1])), upload="content")
        for target in ("privatekey", "rfkey", "dialreplace")
    ),
    Function("contact", "import", POST, _importer("contact", _read_contacts), upload="content"),
    Function("user", "import", POST, _importer("user", _read_users), upload="content"),
    Function("config", "import", POST, _import_config, upload="content"),
]
