# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Export files of a device to a path. Anything other than the file never takes its place."""

from __future__ import annotations

import contextlib
import functools
import os
from dataclasses import dataclass

from ..errors import BadReply, InvalidInput, Refused, Unproved, Unsupported
from ..files.kinds import SPOKEN, is_whole_archive, recognise, same_content
from ..files.streams import Download, Scratch, begins_with, check_destination, file_checksum
from ..files.wholeness import ENDS, PIECEWISE, count_records, ends_well

# Added to the name of a file that may not be complete.
UNPROVED = ".unproved"
_UNSIZED = "the device doesn't say how long it is,"
# How often a file is fetched that ends too early, or has no form that shows its end.
_ATTEMPTS = 2


@dataclass(frozen=True)
class Fetched:
    """What is known of a file that came: why it isn't certain that all of it did, empty where it is.

    ``sized``: its length proves it.
    """

    doubt: str = ""
    sized: bool = False


def fetch(device, file, sink, count=lambda: None):
    """Stream the export of a target into ``sink`` and make sure that it is one; return a :class:`Fetched`.

    It is whole by its length, by its form, or as it came twice. ``count()``: how many records its list has, None where
    that isn't known. It is only asked of a file that has no length.

    :raises Refused: the device says no, which is also how it answers for an empty list (C71).
    :raises BadReply: something else came, or what is certainly not all of it.
    """
    for _attempt in range(_ATTEMPTS):
        kind, sized = _fetch_once(device, file, sink)
        if sized:
            return Fetched(sized=True)
        whole = None if file.grows else ends_well(kind, sink.stream())
        if whole and file.counted and kind in PIECEWISE and difference(sink, count()):
            # cut between two records it looks the same
            whole = None
        if whole is None:
            same = _comes_again(device, file, sink)
            return Fetched("" if same else f"{_UNSIZED} and it came differently each time")
        if whole:
            return Fetched()
    return Fetched(f"{_UNSIZED} and {ENDS[kind]}")


def difference(sink, count):
    """How the number of records in a file differs from that of its list, as words; empty where it doesn't."""
    held = None if count is None else count_records(recognise(sink.head), sink.stream())
    return "" if held in (None, count) else f"has {held} records, and the list has {count}"


def _fetch_once(device, file, sink):
    """Fetch the file; its kind, and whether its length proves that all of it came."""
    what = f"{file.target}/export on {device.address}"
    try:
        sized = device.download(file.target, "export", sink, query=dict(file.query) or None)
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
    elif sized and kind == "tgz" and not is_whole_archive(sink.stream()):
        raise BadReply(f"{what}: the archive that came is damaged or not complete; nothing is saved")
    return kind, sized


def _comes_again(device, file, sink):
    """Whether a file whose form shows no end comes twice in a row as the same; it is in ``sink`` then.

    A log may have got more lines in between, and has to end with a whole one.
    """
    for _attempt in range(_ATTEMPTS):
        with Scratch() as again:
            _kind, sized = _fetch_once(device, file, again)
            same = _goes_on(sink, again) if file.grows else again.checksum == sink.checksum
            sink.take(again)
            if sized or same:
                return True
    return False


def _goes_on(sink, again):
    """Whether a log that came again is the same, or the same with more lines, and its last line is whole."""
    tail = again.stream()
    tail.seek(max(0, again.size - 1))
    return tail.read() in (b"", b"\n", b"\r") and begins_with(again.stream(), sink.stream())


def save(task, file, dest):
    """Export a target to ``dest``, which is only touched when the content differs; return the task's result.

    :raises Unproved: it isn't certain that all of it came. What came is kept beside ``dest``, which stays as it is.
    """
    count = functools.lru_cache(maxsize=None)(lambda: _count(task.device, file))
    if task.check_mode:
        check_destination(dest)
        with Scratch() as sink:
            fetched = fetch(task.device, file, sink, count)
            _refuse(task, file, fetched.doubt, None)
            return {**compare(sink, dest), **_noted(task, file, fetched, sink, count)}
    with Download(dest) as sink:
        fetched = fetch(task.device, file, sink, count)
        task.device.prove_unit()
        if fetched.doubt:
            sink.keep(dest + UNPROVED)
        _refuse(task, file, fetched.doubt, dest + UNPROVED)
        result = {**compare(sink, dest), **_noted(task, file, fetched, sink, count)}
        if result["changed"]:
            sink.keep()
    with contextlib.suppress(FileNotFoundError):
        # what it stood for is there as a whole now
        os.unlink(dest + UNPROVED)
    return result


def _count(device, file):
    """How many records the list of a file has; None where there is none, or it can't be read."""
    if not file.counted:
        return None
    try:
        return len(device.records(file.target))
    except (BadReply, Refused, Unsupported):
        return None


def _noted(task, file, fetched, sink, count):
    """What the result says of a file whose length isn't known and that has another number of records than its list."""
    told = "" if fetched.sized else difference(sink, count())
    if not told:
        return {}
    note = f"the file of {file.target} {told}; the device doesn't say how long the file is"
    task.warn(note)
    return {"note": note}


def _refuse(task, file, doubt, kept):
    if doubt:
        where = f"What came is kept as '{kept}'" if kept else "What came would be kept beside dest"
        raise Unproved(
            f"{file.target}/export on {task.device.address}: it isn't certain that all of the file came: {doubt}. "
            f"{where}, and dest is left as it is",
            **({"unproved": kept} if kept else {}),
        )


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
