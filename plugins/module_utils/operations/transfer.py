# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Export files of a device to a path. What is not the file never takes its place."""

from __future__ import annotations

import os

from ..errors import BadReply, InvalidInput, Refused, Unsupported
from ..files.kinds import SPOKEN, is_whole_archive, recognise, same_content
from ..files.streams import Download, Scratch, check_destination, file_checksum


def fetch(device, file, sink):
    """Stream the export of a target into ``sink`` and make sure that it is one.

    :raises Refused: the device says no, which is also how it answers for an empty list (C71).
    :raises BadReply: something else came, or not all of it.
    """
    what = f"{file.target}/export on {device.address}"
    try:
        device.download(file.target, "export", sink, query=dict(file.query) or None)
    except Unsupported:
        raise
    except Refused as exc:
        raise Refused(f"{exc.message}. Devices answer so when there is nothing to export", **exc.detail) from None
    kind = recognise(sink.head)
    if kind == "empty" and file.may_be_empty:
        # a locked API answers everything with nothing; one that tells its status has really sent an empty file
        device.read("system", "status")
    elif kind not in file.kinds:
        wanted = " or ".join(SPOKEN[kind] for kind in file.kinds)
        raise BadReply(f"{what}: the device sent {SPOKEN[kind]}, not {wanted}; nothing is saved")
    elif kind == "tgz" and not is_whole_archive(sink.stream()):
        raise BadReply(f"{what}: the archive that came is damaged or not complete; nothing is saved")


def save(task, file, dest):
    """Export a target to ``dest``, which is only touched when the content differs; return the task's result."""
    if not task.check_mode:
        with Download(dest) as sink:
            fetch(task.device, file, sink)
            result = compare(sink, dest)
            if result["changed"]:
                sink.keep()
            return result
    check_destination(dest)
    with Scratch() as sink:
        fetch(task.device, file, sink)
        return compare(sink, dest)


def compare(sink, dest):
    """The result for what arrived, against the file that is there."""
    before = described(dest)
    after = {"checksum": sink.checksum, "size": sink.size}
    if before:
        try:
            with open(dest, "rb") as present:
                if same_content(sink.stream(), present):
                    after = before
        except OSError as exc:
            raise InvalidInput(f"dest: '{dest}' cannot be read to compare it: {exc.strerror}") from None
    return {
        "changed": after != before,
        "dest": dest,
        **after,
        "diff": {
            "before": {dest: before} if before and after != before else {},
            "after": {dest: after} if after != before else {},
        },
    }


def described(path):
    """Checksum and size of a file, None where there is none."""
    try:
        checksum = file_checksum(path)
        return {"checksum": checksum, "size": os.path.getsize(path)} if checksum else None
    except OSError as exc:
        raise InvalidInput(f"dest: '{path}' cannot be read to compare it: {exc.strerror}") from None
