# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything a device remembers. Plain data, so that it can be copied and put back."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import Any

from .configkeys import factory
from .configstore import ConfigStore
from .profile import Profile
from .recordkinds import kinds
from .records import RecordStore


@dataclass
class FirmwareFile:
    """A completely uploaded file; the content itself is not kept. ``size`` is in bytes."""

    name: str
    size: int
    md5: str
    model: str | None
    version: str | None
    silent: bool


@dataclass
class Firmware:
    """State of the firmware functions: prepare, upload, upgrade."""

    version: str
    prepared: bool = False
    file: FirmwareFile | None = None
    uploads: int = 0
    uploaded_bytes: int = 0
    upgrades: int = 0
    wrong_md5: int = 0
    wrong_model: int = 0


@dataclass
class Capture:
    """A packet capture; times are on the device's monotonic clock, in seconds, but ``began``, which is Unix time."""

    filter: str
    time: int
    size: int
    type: str
    started: float
    began: float
    stopped: float | None = None


@dataclass
class State:
    """The stores of one device. ``revision`` counts changes."""

    profile: Profile
    firmware: Firmware
    config: ConfigStore = field(init=False)
    records: dict[str, RecordStore] = field(default_factory=dict)
    relay_trips: list[dict[str, Any]] = field(default_factory=list)
    relays: dict[str, dict[str, Any]] = field(default_factory=dict)
    inputs: dict[str, int] = field(default_factory=lambda: {"InputA": 1, "InputB": 1, "InputC": 1})
    scan_card: str = ""
    """Code of the card that is held to the reader; user scan takes it away."""
    sip_status: dict[str, str] = field(default_factory=dict)
    """Registration state forced on an account, e.g. ``{"Account1": "3"}``."""
    call: dict[str, str] | None = None
    capture: Capture | None = None
    logs: dict[str, list[str]] = field(default_factory=lambda: {"log": [], "kmsg": [], "log_debug": []})
    user_file: bytes | None = None
    """UserData.tgz, once user export made it."""
    revision: int = 0

    def __post_init__(self) -> None:
        self.config = ConfigStore(factory(self.profile))
        for target, kind in kinds(self.profile).items():
            self.records.setdefault(target, RecordStore(kind))

    def touch(self, line: str | None = None) -> None:
        """Note that the state changed, and write a line to the system log."""
        self.revision += 1
        if line is not None:
            self.note(line)

    def note(self, line: str, log: str = "log") -> None:
        """Append to one of the device's log files; the oldest lines go."""
        lines = self.logs[log]
        lines.append(time.strftime("%Y-%m-%d %H:%M:%S ", time.gmtime()) + line)
        del lines[:-500]

    def dump(self) -> dict[str, Any]:
        """Return the state as JSON, unmasked, for the admin port."""
        return {
            "config": dict(self.config.values),
            **{target: store.listing() for target, store in self.records.items()},
            "relay_trips": list(self.relay_trips),
            "inputs": dict(self.inputs),
            "scan_card": self.scan_card,
            "sip_status": dict(self.sip_status),
            "call": self.call,
            "pcap": asdict(self.capture) if self.capture else None,
            "firmware": asdict(self.firmware),
            "log": list(self.logs["log"]),
            "revision": self.revision,
        }
