# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import a file into a device: look at it, compare it with a fresh export, send it once, read back."""

from __future__ import annotations

from dataclasses import dataclass

from ..converge.handed import refuse_file
from ..errors import AkuvoxError, BadReply, InvalidInput, LostAnswer, NotKept, NotRestarted, Refused
from ..files.kinds import SPOKEN, holds_records, is_whole_archive, recognise, root_element, same_content
from ..files.streams import HEAD_BYTES, Scratch, file_checksum, open_source
from ..targets.transfer import CONFIG, FILES, contact_file, target_of_root
from .lifecycle import uptime, wait_for_restart
from .transfer import fetch

# Between two looks at a device that may still be at an import.
_PAUSE_SECONDS = 2.0


@dataclass(frozen=True)
class Source:
    """The file that is to be imported: what it is for, by its content. ``records``: has any, None if that's unknown."""

    path: str
    file: object
    checksum: str
    size: int
    records: bool | None


def look_at(path, target):
    """The :class:`Source` at a path.

    :raises InvalidInput: when it is not what the target takes. Nothing of its content is quoted.
    """
    file = FILES[target]
    with open_source(path) as stream:
        head = stream.read(HEAD_BYTES)
        kind = recognise(head)
        if kind not in file.kinds or (file is CONFIG and kind != "tgz" and not path.endswith(".tgz")):
            wanted = "a .tgz archive" if file is CONFIG else " or ".join(SPOKEN[kind] for kind in file.kinds)
            raise InvalidInput(f"src: '{path}' is {SPOKEN[kind]}; an import of {target} takes {wanted}")
        if kind == "tgz" and not is_whole_archive(stream):
            raise InvalidInput(f"src: the archive '{path}' is damaged or not complete")
        size = stream.seek(0, 2)
    other = target_of_root(root_element(head)) if kind == "xml" else None
    if other not in (None, target):
        raise InvalidInput(f"src: '{path}' is a file of {other} (by its root element), not of {target}")
    if target == "contact":
        file = contact_file(kind)
    return Source(path, file, file_checksum(path), size, holds_records(kind, head))


def load(task, source):
    """Import the file unless the device holds the same already, and return the task's result.

    :raises InvalidInput: when it has somebody in it who was revoked.
    """
    device, file = task.device, source.file
    refuse_file(device, file.target, source.path)
    before = len(device.records(file.target)) if file.records else None
    result = {
        "changed": False,
        "src": source.path,
        "checksum": source.checksum,
        "size": source.size,
        **({"records_before": before} if file.records else {}),
    }
    if _device_holds(device, source):
        kept = {"records_after": before} if file.records else {}
        return {**result, **kept, "verified": True, "diff": {"before": {}, "after": {}}}
    result = {
        **result,
        "changed": True,
        "diff": {"before": {file.target: "other content"}, "after": {file.target: source.path}},
    }
    if task.check_mode:
        return result
    if file is CONFIG:
        return {**result, **_load_config(task, source)}
    return {**result, **_load_list(device, source)}


def _load_list(device, source):
    target, lost, until = source.file.target, None, None
    try:
        device.upload(target, "import", source.path)
    except (LostAnswer, BadReply) as exc:
        lost, until = exc, device.settles_at()
    try:
        verified = _device_holds(device, source)
        while until is not None and not verified and device.clock() < until:
            # it may well be at it
            device.sleep(_PAUSE_SECONDS)
            verified = _device_holds(device, source)
        after = len(device.records(target))
    except AkuvoxError as exc:
        what = (lost or exc).message
        raise exc.restated(f"{what}. The import was sent and could not be read back: {exc.message}") from None
    if lost is not None and not verified:
        raise lost.restated(
            f"{lost.message}. The device now holds {after} records, and nothing proves that they are those of the file"
        )
    if source.records and not after:
        raise NotKept(f"the device accepted the import of {target} and holds no records now")
    return {"records_after": after, "verified": verified}


def _load_config(task, source):
    """Send the configuration and wait for the restart; the device may restart before it answers (C24)."""
    device, lost = task.device, None
    device.session.expect("import of a configuration", task.params["wait_timeout"])
    before = uptime(device)
    try:
        device.upload("config", "import", source.path)
    except (LostAnswer, BadReply) as exc:
        lost = exc
    try:
        restart = wait_for_restart(device, before, task.params["wait_timeout"], login_may_go=True)
    except NotRestarted as exc:
        before = f"{lost.message}. " if lost else "The device accepted the configuration. "
        raise exc.restated(
            f"{before}{exc.message}. If the file holds another address, the device is to be found there"
        ) from None
    if restart.login_refused:
        task.warn("the device restarted and refuses this login now: the imported configuration brought another one")
        return {"verified": False, "reboot": restart.facts()}
    return {"verified": _device_holds(device, source), "reboot": restart.facts()}


def _device_holds(device, source):
    """Whether a fresh export is the same as the file. A device that exports nothing can't be compared."""
    try:
        with Scratch() as sink, open_source(source.path) as stream:
            fetch(device, source.file, sink)
            return same_content(sink.stream(), stream)
    except (Refused, BadReply):
        return False
