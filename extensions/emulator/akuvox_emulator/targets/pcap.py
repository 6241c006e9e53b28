# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Target ``pcap``: start, status, stop and export of a packet capture."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from .. import pcapfile
from ..envelope import Call, FileReply, Reply, failed
from ..functions import BOTH, Function
from ..state import Capture

if TYPE_CHECKING:
    from ..device import Device


def _progress(device: Device) -> tuple[bool, float, int]:
    """Whether a capture runs, its length in seconds, and its packets. It ends by itself after ``time`` or ``size``."""
    capture = device.state.capture
    if capture is None:
        return False, 0.0, 0
    end = capture.stopped if capture.stopped is not None else device.clock()
    # Manual: "time" counts with type auto only; a manual capture runs until it is stopped.
    limit = float(capture.time) if capture.type == "auto" else math.inf
    seconds = min(end - capture.started, limit)
    packets = pcapfile.packet_count(seconds, capture.size)
    full = pcapfile.file_size(packets + 1) > capture.size
    return capture.stopped is None and seconds < limit and not full, seconds, packets


def _status(device: Device, call: Call) -> Reply:
    """FileSize as integer (C57). The manual shows only the word stop; start is a reading."""
    running, dummy, packets = _progress(device)
    size = pcapfile.file_size(packets) if device.state.capture else 0
    return Reply(data={"FileSize": size, "Status": "start" if running else "stop"})


def _start(device: Device, call: Call) -> Reply:
    """Begin a new capture; the old file goes. All parameters are optional, and echoed as strings (C13, C56)."""
    kind, filter_, seconds = call.text("type") or "auto", call.text("filter") or "ip", call.text("time") or "60"
    size = call.text("size") or "1048576"
    numbers = seconds.isdigit() and 1 <= int(seconds) <= 180 and size.isdigit() and int(size) > 0
    if _progress(device)[0] or kind not in ("auto", "manual") or not numbers:
        return failed()
    device.state.capture = Capture(filter_, int(seconds), int(size), kind, device.clock(), time.time())
    device.state.touch("pcap: started")
    return Reply(data={"filter": filter_, "interface": "eth0", "size": size, "time": seconds, "type": kind})


def _stop(device: Device, call: Call) -> Reply:
    """End the capture; FileSize and Time come as strings (C57)."""
    running, seconds, packets = _progress(device)
    capture = device.state.capture
    if capture is None:
        return Reply(data={"FileSize": "0", "Time": "0"})
    if running:
        capture.stopped = device.clock()
        device.state.touch("pcap: stopped")
    return Reply(data={"FileSize": str(pcapfile.file_size(packets)), "Time": str(int(seconds))})


def _export(device: Device, call: Call) -> Reply:
    """The file so far; a refusal where there is none, as contact export words it (C71)."""
    capture = device.state.capture
    if capture is None:
        return failed("Export Failed.")
    packets = _progress(device)[2]
    content = pcapfile.build(packets, device.mac, device.lan_address, device.gateway, capture.began)
    return Reply(file=FileReply("phone.pcap", content))


FUNCTIONS = [
    Function("pcap", "status", BOTH, _status),
    Function("pcap", "start", BOTH, _start),
    Function("pcap", "stop", BOTH, _stop),
    # C58: the section names GET only, the table GET and POST.
    Function("pcap", "export", BOTH, _export),
]
