# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Target ``firmware``: status, and the steps prepare, upload, upgrade, which must come in this order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..envelope import Call, Reply, failed
from ..functions import BOTH, POST, Function
from ..state import FirmwareFile

if TYPE_CHECKING:
    from ..device import Device

# First line of a file that makes the emulated device take another version. Files without it keep the version.
_HEADER = re.compile(rb"AKUVOX-EMULATED-FIRMWARE model=(\S+) version=(\d+(?:\.\d+)+)\r?\n")


def _status(device: Device, call: Call) -> Reply:
    return Reply(
        data={
            "FirmwareVersion": device.state.firmware.version,
            "HardwareVersion": device.profile.hardware,
            "MAC": device.mac,
            "Model": device.model,
        }
    )


def _prepare(device: Device, call: Call) -> Reply:
    firmware = device.state.firmware
    firmware.prepared, firmware.file = True, None
    device.state.touch("firmware: upgrade mode")
    return Reply()


def _upload(device: Device, call: Call) -> Reply:
    firmware, upload = device.state.firmware, call.upload
    if not firmware.prepared or upload is None:
        return failed()
    header = _HEADER.match(upload.head)
    model, version = (part.decode() for part in header.groups()) if header else (None, None)
    silent = call.text("silent") == "1"
    firmware.file = FirmwareFile(upload.name, upload.size, upload.md5, model, version, silent)
    firmware.uploads += 1
    firmware.uploaded_bytes += upload.size
    device.state.touch(f"firmware: received {upload.size} bytes")
    return Reply()


def _upgrade(device: Device, call: Call) -> Reply:
    """Check the uploaded file and restart with it. md5 = what was sent, md5_calc = worked out by the device (C20)."""
    firmware = device.state.firmware
    file = firmware.file
    if not firmware.prepared or file is None:
        return failed()
    md5 = call.text("md5")
    if md5 and md5.lower() != file.md5:
        firmware.wrong_md5 += 1
        device.state.touch("firmware: wrong MD5")
        return failed("Wrong MD5", {"md5": md5, "md5_calc": file.md5})
    if file.model is not None and not _same_family(file.model, device.model):
        firmware.wrong_model += 1
        device.state.touch(f"firmware: file is for {file.model}")
        return failed()

    def install() -> None:
        firmware = device.state.firmware
        firmware.version = file.version or firmware.version
        firmware.upgrades += 1

    return Reply(restart="firmware upgrade", on_restart=install)


def _same_family(left: str, right: str) -> bool:
    """R29 and R29S take the same files (device-facts 12: models match by prefix)."""
    return left.startswith(right) or right.startswith(left)


FUNCTIONS = [
    Function("firmware", "status", BOTH, _status),
    Function("firmware", "prepare", BOTH, _prepare),
    Function("firmware", "upload", POST, _upload, upload="digest"),
    Function("firmware", "upgrade", BOTH, _upgrade),
]
