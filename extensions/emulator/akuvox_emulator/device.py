# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulated device: who it is, what it remembers, and its life of restarts."""

from __future__ import annotations

import asyncio
import copy
import itertools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import profiles
from .actionurls import Caller
from .auth import MODES, Authenticator
from .configstore import API, ConfigStore
from .faults import Fault, FaultPlan
from .profile import Profile
from .requestlog import RequestLog
from .state import Firmware, State

if TYPE_CHECKING:
    from .listener import Listener

LOG = logging.getLogger("akuvox_emulator")

_SERIAL = itertools.count(1)
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")


@dataclass
class Spec:
    """How a device begins; what a fleet file's entry or the command line says."""

    name: str
    index: int = 0
    host: str = "127.0.0.1"
    port: int = 0
    profile: Profile = profiles.MANUAL
    model: str = ""
    firmware: str = ""
    auth: str = "digest"
    username: str = "admin"
    password: str = "httpapi"
    whitelist: tuple[str, ...] = ()
    tls: bool | None = None
    https_only: bool = False
    request_interval: float | None = None
    reboot_seconds: float = 1.0
    reboot_grace: float = 0.2
    nonce_lifetime: float | None = None
    state: dict[str, Any] = field(default_factory=dict)

    @property
    def secure(self) -> bool:
        """Whether it speaks HTTPS; where nothing is said, the profile decides."""
        return self.https_only or (self.profile.tls if self.tls is None else self.tls)


class Device:
    """State and behaviour of one device; knows nothing of HTTP."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.name = spec.name
        self.faults = FaultPlan()
        self.log = RequestLog()
        self.listeners: list[Listener] = []
        self.online = True
        self.rebooting = False
        self.reboots = 0
        self.uploads = 0
        self.file_fault: Fault | None = None
        self._timers: list[asyncio.TimerHandle] = []
        self._late: dict[int, asyncio.TimerHandle] = {}
        self._pending: list[Callable[[], None]] = []
        self._opening: asyncio.Task[None] | None = None
        self.caller = Caller(self)
        self.started: Callable[[Device], None] = lambda device: None
        """What else is done once it has started again."""
        self.begin()

    def begin(self) -> None:
        """Take the state the spec describes, as if delivered and set up some days ago."""
        spec = self.spec
        self.profile = spec.profile
        self.model = spec.model or spec.profile.model
        self.mac = f"0C:11:05:{spec.index >> 16 & 255:02X}:{spec.index >> 8 & 255:02X}:{spec.index & 255:02X}"
        network = _NETWORKS[spec.index // 250 % len(_NETWORKS)]
        self.lan_address = f"{network}.{spec.index % 250 + 2}"
        self.gateway = f"{network}.1"
        self.request_interval = (
            spec.profile.min_request_interval if spec.request_interval is None else spec.request_interval
        )
        self.reboot_seconds = spec.reboot_seconds
        self.reboot_grace = spec.reboot_grace
        self.busy = 0
        self.units = 0
        """How often another unit has taken the address."""
        self.last_answer = float("-inf")
        self.booted = self.clock() - 86400.0 - spec.index
        lifetime = spec.profile.nonce_lifetime if spec.nonce_lifetime is None else spec.nonce_lifetime
        self.state = State(spec.profile, Firmware(spec.firmware or spec.profile.firmware))
        self.auth = Authenticator(spec.profile, self.state.config.values, lifetime)
        self.set_access(
            auth=spec.auth, username=spec.username, password=spec.password, whitelist=spec.whitelist, api_enabled=True
        )
        self.state.config.values["Config.Network.WEBSERVER.HttpsEnable"] = "1" if spec.secure else "0"
        self.put_state(spec.state, merge_config=True)
        self.state.note("system: started")
        self.state.note(f"kernel: booting {self.model} {self.state.firmware.version}", "kmsg")
        self.state.note("debug log opened", "log_debug")

    @staticmethod
    def clock() -> float:
        """Monotonic seconds."""
        return time.monotonic()

    @property
    def uptime(self) -> float:
        """Seconds since the last start."""
        return max(0.0, self.clock() - self.booted)

    @property
    def available(self) -> bool:
        """Whether it answers at the moment."""
        return self.online and not self.rebooting

    @property
    def listening(self) -> bool:
        """Whether all its ports take connections, which is a moment after it became available."""
        return self.available and all(listener.listening for listener in self.listeners)

    async def settle(self, seconds: float = 10.0) -> None:
        """Wait until the ports that are being opened are open; a port that is taken is given up after these seconds."""
        if self._opening is not None:
            await asyncio.wait([self._opening], timeout=seconds)

    def set_access(self, **changes: Any) -> None:
        """Set auth mode, account, whitelist (IP addresses) or api_enabled in the config keys that rule them."""
        config = self.state.config.values
        if "auth" in changes:
            config[API + "AuthMode"] = MODES[changes["auth"]]
        if "username" in changes:
            config[API + "UserName"] = changes["username"]
        if "password" in changes:
            config[API + "Password"] = changes["password"]
        if "api_enabled" in changes:
            config[API + "Enable"] = "1" if changes["api_enabled"] else "0"
        if "whitelist" in changes:
            for number in range(5):
                entry = changes["whitelist"][number] if number < len(changes["whitelist"]) else ""
                config[f"{API}WhiteListIP0{number + 1}"] = entry
        self.auth.forget()

    def _bind_config(self) -> None:
        self.auth.config = self.state.config.values
        self.auth.forget()

    def put_state(self, parts: dict[str, Any], *, merge_config: bool = False) -> None:
        """Replace some stores with raw contents; the caller has checked them (statecheck)."""
        state = self.state
        for name, value in parts.items():
            if name == "config":
                base = dict(state.config.values) if merge_config else {}
                state.config = ConfigStore(base | value)
                self._bind_config()
            elif name in state.records:
                state.records[name].load(value)
            elif name == "firmware":
                for key, entry in value.items():
                    setattr(state.firmware, key, entry)
            elif name == "log":
                state.logs["log"] = list(value)
            elif name == "uptime":
                self.booted = self.clock() - value
            else:
                setattr(state, name, copy.deepcopy(value))
        if parts:
            state.touch()

    def snapshot(self) -> State:
        """Return a copy of the state, to be put back with restore."""
        return copy.deepcopy(self.state)

    def restore(self, state: State) -> None:
        """Put a copy of the state back."""
        self.state = state
        self._bind_config()

    @property
    def late_writes(self) -> int:
        """How many requests are still to be applied, whose connections are long cut."""
        return len(self._late)

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Do something after so many seconds; a restart ends it, as it ends a program that works on a request."""
        number = next(_SERIAL)

        def due() -> None:
            del self._late[number]
            action()

        self._late[number] = asyncio.get_running_loop().call_later(seconds, due)

    def _drop_late(self) -> None:
        for timer in self._late.values():
            timer.cancel()
        self._late.clear()

    def wipe(self) -> None:
        """Factory reset: everything but the firmware and the log of reboots goes back to the factory's state."""
        firmware = Firmware(self.state.firmware.version)
        revision = self.state.revision
        self.state = State(self.profile, firmware, revision=revision)
        self.state.config.values[API + "AuthMode"] = self.profile.factory_auth_mode
        self._bind_config()

    def swap(self, mac: str = "", model: str = "", state: dict[str, Any] | None = None) -> None:
        """Let another unit take the address, set up with the same login, and with lists and an uptime of its own.

        Devices get their address by DHCP as delivered (device-facts 14, row 18), so a lease that ends may give it to
        another one. A unit that is replaced gets the address of the old one.
        """
        config = self.state.config.values
        kept = {key: value for key, value in config.items() if key.startswith((API, "Config.Network."))}
        self.units += 1
        self.mac = mac or f"{self.mac[:9]}{0x80 + self.units % 0x80:02X}{self.mac[11:]}"
        self.model = model or self.model
        self.state = State(self.profile, Firmware(self.state.firmware.version), revision=self.state.revision + 1)
        self.state.config.values.update(kept)
        self._bind_config()
        self.booted = self.clock() - 3600.0 * self.units
        self.put_state(state or {}, merge_config=True)

    def reboot(self, reason: str, then: Callable[[], None] | None = None, grace: float | None = None) -> None:
        """Go down after the grace period (seconds), come up after reboot_seconds; ``then`` runs while it is down."""
        if then is not None:
            self._pending.append(then)
        self.state.touch(f"system: restart, {reason}")
        if self.rebooting or self._timers:
            return
        delay = self.reboot_grace if grace is None else grace
        if delay <= 0:
            self._go_down()
        else:
            self._timers.append(asyncio.get_running_loop().call_later(delay, self._go_down))

    def _go_down(self) -> None:
        self._timers.clear()
        self._drop_late()
        self.rebooting = True
        self.reboots += 1
        for listener in self.listeners:
            listener.close()
        for action in self._pending:
            action()
        self._pending.clear()
        self._timers.append(asyncio.get_running_loop().call_later(self.reboot_seconds, self._come_up))

    def _come_up(self) -> None:
        """Start afresh: nonces, a call, a capture, the upgrade mode and the relays do not outlive a restart."""
        self._timers.clear()
        self.rebooting = False
        state = self.state
        self.auth.forget()
        state.call, state.capture, state.user_file, state.relays = None, None, None, {}
        state.firmware.prepared, state.firmware.file = False, None
        state.touch("system: started")
        state.note(f"kernel: booting {self.model} {state.firmware.version}", "kmsg")
        self.booted = self.clock()
        self.last_answer = float("-inf")
        self._open()
        self.started(self)

    def _open(self) -> None:
        async def open_all() -> None:
            for listener in self.listeners:
                while self.available:
                    try:
                        await listener.open()
                        break
                    except OSError as error:
                        LOG.error("%s: %s", self.name, error)
                        await asyncio.sleep(0.5)

        self._opening = asyncio.get_running_loop().create_task(open_all())

    def set_online(self, online: bool) -> None:
        """Plug or pull the network cable."""
        self.online = online
        if not online:
            for listener in self.listeners:
                listener.close()
        elif not self.rebooting:
            self._open()

    def stop(self) -> None:
        """Cancel what is planned."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._drop_late()
        self.caller.stop()

    def reset(self) -> None:
        """Back to the initial state: stores, faults, request log and counters."""
        self.stop()
        self._pending.clear()
        self.faults, self.log, self.caller = FaultPlan(), RequestLog(), Caller(self)
        self.reboots = self.uploads = 0
        self.file_fault = None
        self.rebooting = False
        self.begin()
        self.set_online(True)
