# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Back up a device: read it, and make a new set if it differs from the last one."""

from __future__ import annotations

import io
import os

from ..errors import BrokenSet, InvalidInput, Unsupported
from ..files.streams import Scratch
from .compare import difference, gaps, same, snapshot
from .exports import EXPORTS, Exports, doubtful, in_words, says_nothing, still_in_doubt
from .parts import NAMES, read_parts
from .setnames import next_name
from .sets import (
    DATA,
    SNAPSHOT,
    Draft,
    check_writable,
    door_folder,
    load,
    prune,
    read_manifest,
    set_names,
    sweep,
    to_json,
)

_GAPS = {
    "hidden": "secrets that the device shows as stars",
    "cut_cards": "cards of users, which the device cuts off",
    "faces": "faces of users",
}


def back_up(task):
    """Make a set of the device, unless the last one holds the same, and return the task's result."""
    params, device = task.params, task.device
    folder = door_folder(params["dir"], params["door"])
    check_writable(folder)
    vault = _vault(task)
    names = set_names(folder)
    new_name = next_name(names)
    identity = identify(device)
    held, missing = read_parts(device, [name for name in NAMES if name in params["parts"]])
    if not held:
        raise Unsupported(f"{device.address}: this device has none of the parts {', '.join(missing)}, nothing is saved")
    last = _last_set(task, folder, names, vault)
    manifest = {
        "door": params["door"],
        "set": new_name,
        **identity,
        "profile": device.profile.name,
        "vault": params["vault"],
        "exports": params["exports"],
        "parts": {name: len(part) for name, part in held.items()},
        "missing": missing,
        "left_out": [name for name in NAMES if name not in params["parts"]],
        "gaps": gaps(held, device.profile),
    }
    before = {key: last.manifest[key] for key in identity} if last else {}
    unchanged, unproved = before == identity and same(last.held, held), {}
    if unchanged:
        unproved, mended = _in_doubt(task, last, vault, _counts(held, manifest["parts"]))
        unchanged = not mended
    path = os.path.join(folder, names[-1]) if unchanged else None
    if not unchanged:
        path, exports = _make(task, folder, names, manifest, held, vault)
        unproved = exports.unproved
        names.append(new_name)
    message = _message(unproved)
    for text in message.values():
        task.warn(text)
    removed = prune(folder, names, params["keep"], task.check_mode)
    report = {
        "set": os.path.basename(path) if path else None,
        "path": path,
        "made": not unchanged,
        **{key: manifest[key] for key in ("parts", "missing", "gaps")},
        "unproved": unproved,
        "removed": removed,
    }
    nothing = {"before": {}, "after": {}}
    return {
        "changed": bool(not unchanged or removed),
        **report,
        **message,
        "report": {**report, "summary": list(message.values())},
        "diff": nothing if unchanged else _diff(last, before, identity, held, manifest, device.profile),
    }


def _message(unproved):
    if not unproved:
        return {}
    count = "one export" if len(unproved) == 1 else f"{len(unproved)} exports"
    return {"msg": f"backed up, {count} unproved: {in_words(unproved)}"}


def identify(device):
    """Which unit it is: model, firmware and MAC address, empty where the device doesn't say."""
    model, firmware = device.model_and_firmware()
    status = device.system_info().get("Status")
    mac = status.get("MAC") if isinstance(status, dict) else None
    return {"model": model, "firmware": firmware, "mac": str(mac or "")}


def _vault(task):
    """What encrypts the set, None when nothing is to.

    :raises InvalidInput: before a device is asked.
    """
    if not task.params["vault"]:
        return None
    if task.vault is None:
        raise InvalidInput("vault: sets are encrypted on the controller only, not on the host of a delegated task")
    task.vault.check("vault")
    return task.vault


def _last_set(task, folder, names, vault):
    """The newest set, if this one can be compared with it: whole, readable, and made in the same way."""
    if not names:
        return None
    try:
        manifest = read_manifest(os.path.join(folder, names[-1]))
        if any(manifest[option] != task.params[option] for option in ("vault", "exports")):
            return None
        return load(folder, names[-1], vault, manifest)
    except (BrokenSet, InvalidInput) as exc:
        task.warn(f"{exc.message}. A new one is made")
        return None


def _make(task, folder, names, manifest, held, vault):
    """Write the set; its path, and its :class:`Exports`. In check mode only ask for what goes into it."""
    wanted = [name for name in EXPORTS if task.params["exports"] and held.get(name)]
    exports = Exports(task.device)
    counts = _counts(held, wanted)
    if task.check_mode:
        for name in wanted:
            with Scratch() as sink:
                exports.fetch(name, counts[name], sink)
        return None, exports
    sweep(folder)
    older = [(os.path.join(folder, name), vault) for name in reversed(names)]
    with Draft(folder, vault) as draft:
        for name in wanted:
            with Scratch() as sink:
                if exports.fetch(name, counts[name], sink):
                    exports.write(draft, name, sink, older)
        draft.seal(DATA, io.BytesIO(to_json({"parts": held})))
        draft.write(SNAPSHOT, to_json(snapshot(task.device, held)))
        task.device.prove_unit()
        path = draft.keep(manifest["set"], {**manifest, **exports.facts()})
    for gap, what in _GAPS.items():
        if manifest["gaps"][gap]:
            task.warn(f"{len(manifest['gaps'][gap])} {what} are not in the data of the set, see gaps in its manifest")
    for note in exports.notes:
        task.warn(note)
    return path, exports


def _counts(held, names):
    """How many records the lists have that exports are made of; a config has none."""
    return {name: None if name == "config" else len(held[name]) for name in names}


def _in_doubt(task, last, vault, counts):
    """Exports of the last set of which it isn't certain that they are whole, and whether a new set mends that.

    Those that have another number of records than their list are looked at again too. They may have been cut between
    two of them.
    """
    if not task.params["exports"]:
        return {}, False
    doubts, noted = doubtful(last, vault), last.manifest.get("noted_exports") or []
    if not doubts and not noted:
        return {}, False
    if not says_nothing(last.manifest):
        again = still_in_doubt(task.device, [*doubts, *noted], counts)
        if len(again) == len(doubts) + len(noted):
            return {name: reason for name, reason in again.items() if name in doubts}, False
        doubts = {**doubts, **dict.fromkeys(noted, "it had another number of records than the list")}
    task.warn(f"the set {last.path} has files that are not certain to be whole: {in_words(doubts)}. A new one is made")
    return doubts, True


def _diff(last, before, identity, held, manifest, profile):
    """What is new since the last set. All of it would be a long list, so a first set is counted."""
    if last is None:
        return {"before": {}, "after": {"parts": manifest["parts"]}}
    found = difference(last.held, held, profile)
    if before != identity:
        found["before"]["device"], found["after"]["device"] = before, identity
    return found
