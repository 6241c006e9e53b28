# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The doors file of the event source on disk: read and written under a lock, and what the source says of it.

Each stage reads the file again and writes it in one step, so slices of one job don't undo each other's changes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError, InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.actionurls import STATUS_SUFFIX
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.option_codecs import mac_digits
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.replacing import LOCK_SUFFIX, locked_beside
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs import eventdoors
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.eventdoors import Asked
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runwriter import write_file
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain

FILE = "akuvox_events_doors_file"
_LOCK_SECONDS = 60
_POLL_SECONDS = 0.5
# More than 5,000 doors with two tokens each take.
_LARGEST_STATUS = 16 * 1024 * 1024


class EventDoors:
    """The stages of the role ``events`` beside its doors. Each returns the result of its task."""

    def __init__(self, params, variables, check_mode):
        self._params = params
        self._variables = variables
        self._check_mode = check_mode
        self._path = os.path.expanduser(params["doors_file"])

    def check(self):
        """Refuse a file that can't be used, before a door is asked."""
        if not os.path.isabs(self._path):
            raise InvalidInput(f"{FILE}: must be the absolute path of a file, not '{self._params['doors_file']}'")
        path = self._params["doors_file"]
        others = sorted(door for door in self._params["doors"] if self._file_of_door(door) != path)
        if others:
            raise InvalidInput(
                f"{FILE}: differs between the doors of this run, such as {others[0]}; run the job for each file, "
                "with akuvox_hosts"
            )
        self._read()
        return {}

    def plan(self):
        """Give the doors the tokens that they lack, and those that are to be rotated a second one."""
        with self._locked():
            plan = self._plan()
            self._write(plan.entries)
        waits = any(told["state"] in (eventdoors.NEW, eventdoors.ROTATING) for told in plan.doors.values())
        changed = sorted(plan.changed)
        return {"changed": bool(changed), "doors": plan.doors, "renewed": changed, "waits": waits}

    def tokens(self):
        """The token that each door is to have. The task has no_log."""
        entries = self._plan().entries if self._check_mode else self._read()
        doors = [door for door in self._params["doors"] if door in entries]
        return {"tokens": {door: entries[door].newest.token for door in doors}}

    def confirm(self):
        """Wait until the source knows the doors by what is in the file now.

        :raises AkuvoxError: when it doesn't within ``reload`` seconds.
        """
        if self._check_mode:
            return {}
        status, patience = self._status(), self._params["reload"]
        if status is None:
            time.sleep(patience)
            return {"says": f"there is no status file, so {patience} seconds were waited"}
        until = time.monotonic() + patience
        while True:
            if status.get("ended"):
                return {"says": f"the event source has ended at {status['ended']}, and reads the file when it starts"}
            if _file_of(status).get("sha256") == self._digest():
                return {"says": "the event source has taken the file"}
            if time.monotonic() >= until:
                break
            time.sleep(_POLL_SECONDS)
            status = self._status() or {}
        problem = _file_of(status).get("problem") or "is it running?"
        raise AkuvoxError(
            f"the event source has not taken {self._path} within {patience} seconds ({problem}), so no door was "
            f"written. Start it again, or remove {self._path}{STATUS_SUFFIX} if there is none any longer. A further "
            "run continues from here"
        )

    def written(self):
        """Note that the doors have their newest token."""
        with self._locked():
            held = self._read()
            entries = eventdoors.mark_written(held, set(self._done()), eventdoors.utc_now())
            self._write(entries)
        return {}

    def finish(self):
        """Take the old token away from the doors that have called by their new one."""
        done = set(self._done())
        rotated = [door for door, entry in self._after(done).items() if door in done and len(entry.tokens) > 1]
        if not rotated:
            return {"dropped": [], "unseen": []}
        if self._status() is None and not self._params["drop_unseen"] and not self._check_mode:
            # nobody can say whether a door has called; what it sent before it was written has arrived by then
            time.sleep(self._params["reload"])
        left = self._unseen(rotated)
        with self._locked():
            held = self._after(done)
            entries = eventdoors.drop_old(held, rotated, left)
            self._write(entries)
        dropped = [door for door in rotated if entries[door] != held[door]]
        return {"changed": bool(dropped), "dropped": dropped, "unseen": left}

    def forget(self):
        """Take doors out of the file, whose URLs were taken away before."""
        with self._locked():
            held = self._read()
            gone = [door for door in self._done() if door in held]
            self._write({door: entry for door, entry in held.items() if door not in gone})
        return {"changed": bool(gone), "dropped": gone}

    def _file_of_door(self, door):
        """The doors file by a door's own variables, in which a template is rare and takes long."""
        written = self._variables.of(door).get(FILE)
        if written is None or "{{" in str(written):
            written = self._variables.task_vars["hostvars"][door].get(FILE)
        return self._params["doors_file"] if written is None else os.path.expanduser(str(plain(written)))

    def _done(self):
        """The doors whose URLs were set or taken away just now; one that failed is still with the others here."""
        results = {str(door): self._variables.of(door).get("events_written") or {} for door in self._params["doors"]}
        return [door for door, result in results.items() if "urls" in result and not result.get("failed")]

    def _after(self, done):
        """What the file holds; in check mode, what it would hold once the doors in ``done`` were written."""
        if not self._check_mode:
            return self._read()
        return eventdoors.mark_written(self._plan().entries, done, eventdoors.utc_now())

    def _unseen(self, rotated):
        if self._params["drop_unseen"]:
            return []
        until = time.monotonic() + self._params["wait"]
        while True:
            status = self._status()
            if status is None:
                return []
            used = status.get("tokens") if isinstance(status.get("tokens"), dict) else {}
            left = eventdoors.unseen(self._after(rotated), rotated, used)
            if not left or self._check_mode or time.monotonic() >= until:
                return left
            time.sleep(_POLL_SECONDS)

    def _plan(self):
        doors = [str(door) for door in self._params["doors"]]
        inventory = {str(door) for door in self._variables.task_vars["groups"]["all"]}
        asked = {door: said for door in doors if (said := self._asked(door))}
        return eventdoors.plan(
            self._read(),
            doors,
            asked,
            inventory,
            eventdoors.utc_now(),
            self._params["rotate"],
            self._params["token_days"],
        )

    def _asked(self, door):
        """What a door has said of itself, None where it did not answer."""
        own = self._variables.of(door)
        system = ((own.get("events_door") or {}).get("akuvox") or {}).get("system")
        if system is None:
            return None
        return Asked(mac_digits(plain(system.get("mac") or "")) or "", str(plain(own.get("events_address") or "")))

    def _read(self):
        try:
            with open(self._path, encoding="utf-8") as stream:
                return eventdoors.read_doors(stream.read())
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as exc:
            raise InvalidInput(f"{FILE}: '{self._path}' cannot be read: {exc}") from None
        except InvalidInput as exc:
            raise InvalidInput(f"{FILE}: {self._path} {exc.message}") from None

    def _write(self, entries):
        """Write the file where it is to hold something else; a file that others may read gets its mode back."""
        text = eventdoors.write_doors(entries)
        with contextlib.suppress(OSError), open(self._path, encoding="utf-8") as stream:
            if stream.read() == text and not os.fstat(stream.fileno()).st_mode & 0o077:
                return
        if not self._check_mode and (entries or os.path.exists(self._path)):
            write_file(self._path, text)

    @contextlib.contextmanager
    def _locked(self):
        """Hold the lock of the doors file."""
        if self._check_mode:
            yield
            return
        with contextlib.ExitStack() as held:
            try:
                os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
                held.enter_context(locked_beside(self._path, _LOCK_SECONDS))
            except TimeoutError:
                raise AkuvoxError(f"another run has held {self._path}{LOCK_SUFFIX} for a minute") from None
            except OSError as exc:
                raise InvalidInput(f"{FILE}: can't write {self._path}{LOCK_SUFFIX}: {exc.strerror}") from None
            yield

    def _digest(self):
        with open(self._path, "rb") as stream:
            return hashlib.sha256(stream.read()).hexdigest()

    def _status(self):
        """What the source says of itself, None where it says nothing."""
        try:
            with open(self._path + STATUS_SUFFIX, "rb") as stream:
                said = json.loads(stream.read(_LARGEST_STATUS))
        except (OSError, ValueError, RecursionError):
            return None
        return said if isinstance(said, dict) else None


def _file_of(status):
    said = status.get("doors_file")
    return said if isinstance(said, dict) else {}
