# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One writing session per door at a time: a lock that the kernel frees when its process dies for any reason."""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import json
import os
import socket
import time

from ..errors import DoorBusy, InvalidInput, printable
from .marks import Marks

# After how many seconds a waiting task says so, and how often it looks whether the door is free.
SAY_SECONDS = 2.0
LOOK_SECONDS = 0.25
_NOTE_BYTES = 4096
_LONGEST_WORD = 100
# What AWX calls a job; the first one that is set.
_JOB_VARIABLES = ("AWX_JOB_ID", "JOB_ID", "TOWER_JOB_ID")


class Session:
    """The right to write to a door, as a context manager that may be entered again by who has it.

    It is to be taken before the read that a plan rests on. ``names``: what the door is known by, a lock each.
    ``timeout``: seconds that another session is waited for. ``tell(text)`` gets what a watching user should know.
    """

    def __init__(self, names, marks, timeout, tell=lambda text: None, warn=lambda text: None, required=False):
        self._names = sorted(set(names))
        self._marks = marks
        self._timeout = timeout
        self._tell = tell
        self._warn = warn
        self._required = required
        self._descriptors = []
        self._note = {}
        self._depth = 0
        self.clock, self.sleep = time.monotonic, time.sleep

    def __enter__(self):
        if not self._depth:
            self._take()
        self._depth += 1
        return self

    def __exit__(self, *exc_info):
        self._depth -= 1
        if not self._depth:
            self._free()

    def expect(self, what, seconds):
        """Say that the door will be busy for up to so many seconds, so that nobody waits for it."""
        if self._descriptors:
            self._note["busy"] = f"{what}, up to {max(1, -(-int(seconds) // 60))} min"
            self._write_note()

    def _take(self):
        began = self.clock()
        try:
            for name in self._names:
                self._descriptors.append(self._locked(f"{name}.lock", began))
        except OSError as exc:
            self._free()
            reason = str(exc) if exc.strerror is None else f"{exc.filename or 'its folder'}: {exc.strerror}"
            if self._required:
                raise InvalidInput(f"lock_dir: {reason}") from None
            self._warn(
                f"nothing keeps another run from writing to this door at the same time, as no lock can be made: "
                f"{reason}. Set akuvox_lock_dir to a folder that can be written"
            )
            return
        except BaseException:
            self._free()
            raise
        self._note = _note()
        self._write_note()

    def _free(self):
        for descriptor in self._descriptors:
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, 0)
            os.close(descriptor)
        self._descriptors = []

    def _locked(self, name, began):
        """A descriptor of the file, locked.

        :raises DoorBusy: another session has it for longer than may be waited.
        """
        logged, seen_busy = False, None
        while True:
            descriptor = self._marks.open(name)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                note = _read_note(descriptor)
                os.close(descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            else:
                if self._is_still(name, descriptor):
                    return descriptor
                # a cleaner of temporary files was faster
                os.close(descriptor)
                continue
            waited = self.clock() - began
            # seen twice: a note may be of a session that has just been killed, and the new one's is on its way
            if note.get("busy") and note == seen_busy:
                raise DoorBusy(f"{_spoken(note)}. Not waited for, since that takes long. {_NOTHING}", writing=note)
            seen_busy = note
            if waited >= self._timeout:
                raise DoorBusy(f"{_spoken(note)}. Waited {waited:.0f} s (lock_timeout). {_NOTHING}", writing=note)
            if not logged and waited >= SAY_SECONDS:
                logged = True
                self._tell(f"{_spoken(note)}; waiting up to {self._timeout:g} s for it")
            self.sleep(min(LOOK_SECONDS, max(0.01, self._timeout - waited)))

    def _is_still(self, name, descriptor):
        with contextlib.suppress(FileNotFoundError):
            return os.path.samestat(os.stat(self._marks.path(name)), os.fstat(descriptor))
        return False

    def _write_note(self):
        text = json.dumps(self._note).encode()
        for descriptor in self._descriptors:
            # a full disk takes nothing from the lock
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, text, 0)


def session_with(connection, tell, warn):
    """The :class:`Session` for a connection's options. Nothing is locked before it is entered."""
    marks, required = Marks(connection.lock_dir), bool(connection.lock_dir)
    return Session(connection.names, marks, connection.lock_timeout, tell, warn, required)


_NOTHING = "Nothing was changed; run again when it has ended"


def _note():
    """Who has the session, for whoever waits for it."""
    job = next((os.environ[name] for name in _JOB_VARIABLES if os.environ.get(name)), None)
    return {
        "process": os.getpid(),
        "host": socket.gethostname(),
        "user": _user(),
        "since": time.strftime("%Y-%m-%d %H:%M:%S"),
        **({"job": job} if job else {}),
    }


def _user():
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        # a container's user needn't have a name
        return str(os.geteuid())


def _read_note(descriptor):
    """The note of who has the lock; in a shared folder anybody may have written anything."""
    try:
        note = json.loads(os.pread(descriptor, _NOTE_BYTES, 0))
    except (OSError, ValueError):
        return {}
    if not isinstance(note, dict):
        return {}
    known = ("process", "host", "user", "since", "job", "busy")
    return {name: printable(note[name], _LONGEST_WORD) for name in known if name in note}


def _spoken(note):
    parts = [f"process {note.get('process', 'unknown')} on {note.get('host', 'an unknown host')}"]
    parts += [f"job {note['job']}"] if "job" in note else []
    parts += [f"user {note.get('user', 'unknown')}", f"since {note.get('since', 'an unknown time')}"]
    parts += [note["busy"]] if "busy" in note else []
    return f"another run is writing to this door ({', '.join(parts)})"
