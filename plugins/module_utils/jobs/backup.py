# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Back up a device: read it, and make a new set where it holds something else than the last one."""

from __future__ import annotations

import contextlib
import io
import os

from ..errors import BrokenSet, InvalidInput, Unsupported
from ..files.streams import Scratch
from ..operations.transfer import fetch
from ..targets.transfer import FILES, contact_file
from .compare import difference, gaps, same, snapshot
from .parts import NAMES, read_parts
from .sets import (
    DATA,
    SNAPSHOT,
    Draft,
    check_writable,
    door_folder,
    load,
    next_name,
    prune,
    read_manifest,
    set_names,
    sweep,
    to_json,
)

# The device's own files, beside the data. The data is what a restore uses: it can be compared, and read back.
EXPORTS = {
    "config": ("config.tgz", FILES["config"]),
    "contact": ("contact.csv", contact_file("csv")),
    "dialreplace": ("dialreplace.xml", FILES["dialreplace"]),
    "privatekey": ("privatekey.xml", FILES["privatekey"]),
    "rfkey": ("rfkey.xml", FILES["rfkey"]),
    "user": ("user.tgz", FILES["user"]),
}
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
    unchanged = before == identity and same(last.held, held)
    path = os.path.join(folder, names[-1]) if unchanged else None
    if not unchanged:
        path = _make(task, folder, manifest, held, vault)
        names.append(new_name)
    removed = prune(folder, names, params["keep"], task.check_mode)
    return {
        "changed": bool(not unchanged or removed),
        "set": os.path.basename(path) if path else None,
        "path": path,
        "made": not unchanged,
        **{key: manifest[key] for key in ("parts", "missing", "gaps")},
        "removed": removed,
        "diff": _diff(last, before, identity, held, manifest, device.profile),
    }


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
        return load(folder, names[-1], vault)
    except (BrokenSet, InvalidInput) as exc:
        task.warn(f"{exc.message}. A new one is made")
        return None


def _make(task, folder, manifest, held, vault):
    """Write the set and return its path; in check mode only ask for what goes into it."""
    exports = [name for name in EXPORTS if task.params["exports"] and held.get(name)]
    if task.check_mode:
        for name in exports:
            with Scratch() as sink:
                _export(task.device, name, sink)
        return None
    sweep(folder)
    with Draft(folder, vault) as draft:
        without = []
        for name in exports:
            with Scratch() as sink:
                if _export(task.device, name, sink):
                    draft.seal(EXPORTS[name][0], sink.stream())
                else:
                    without.append(name)
        draft.seal(DATA, io.BytesIO(to_json({"parts": held})))
        draft.write(SNAPSHOT, to_json(snapshot(task.device, held)))
        path = draft.keep(manifest["set"], {**manifest, "missing_exports": without})
    for gap, what in _GAPS.items():
        if manifest["gaps"][gap]:
            task.warn(f"{len(manifest['gaps'][gap])} {what} are not in the data of the set, see gaps in its manifest")
    return path


def _export(device, name, sink):
    """Fetch the device's own file; False when it doesn't make one."""
    with contextlib.suppress(Unsupported):
        fetch(device, EXPORTS[name][1], sink)
        return True
    return False


def _diff(last, before, identity, held, manifest, profile):
    """What is new since the last set. All of it would be a long list, so a first set is counted."""
    if last is None:
        return {"before": {}, "after": {"parts": manifest["parts"]}}
    found = difference(last.held, held, profile)
    if before != identity:
        found["before"]["device"], found["after"]["device"] = before, identity
    return found
