# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of a backup on disk: ``<folder>/<door>/<UTC time>/``, which appear whole or not at all.

A set is written into a folder with a name of its own, which is renamed at the end. So each folder that bears a time is
a complete set, and the one with the greatest name is the newest.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from urllib.parse import quote

from ..errors import AkuvoxError, BrokenSet, InvalidInput
from ..files.leftovers import begin_folder
from ..files.leftovers import sweep as sweep_leftovers
from ..files.streams import CHUNK_BYTES, file_checksum
from .setnames import SET_NAME

# Where the files of a door are kept; the documentation is in the fragment folder.
FOLDER_OPTIONS = {"dir": {"type": "path", "required": True}, "door": {"type": "str", "required": True}}

FORMAT = 1
KIND = "doorfleet.akuvox backup"
MANIFEST, DATA, SNAPSHOT = "manifest.json", "data.json", "snapshot.json"

_UNFINISHED, _DOOMED = ".new-", ".old-"


def door_folder(base, door):
    """The folder of a door's sets. What a file name can't hold is written as in a URL, so no name leaves ``base``.

    :raises InvalidInput: when ``base`` is no absolute path: a relative one counts from where nobody expects it.
    """
    if not os.path.isabs(base):
        raise InvalidInput(f"dir: must be an absolute path, not '{base}'")
    if not door:
        raise InvalidInput("door: is empty; give the door's name")
    name = quote(door, safe="")
    return os.path.join(base, f"%2E{name[1:]}" if name.startswith(".") else name)


def check_writable(folder):
    """Refuse a door's folder in which no set can be written, before a device is asked. It and the one above may be new.

    :raises InvalidInput: naming the option.
    """
    place = folder
    for place in (folder, os.path.dirname(folder), os.path.dirname(os.path.dirname(folder))):
        if os.path.lexists(place):
            break
    if not os.path.isdir(place):
        raise InvalidInput(f"dir: there is no directory '{place}'; make it first")
    if not os.access(place, os.W_OK | os.X_OK):
        raise InvalidInput(f"dir: no file can be written in '{place}': Permission denied")


def set_names(folder):
    """The names of the complete sets in a door's folder, the oldest first."""
    try:
        entries = os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as exc:
        raise InvalidInput(f"dir: '{folder}' cannot be read: {exc.strerror}") from None
    return sorted(name for name in entries if SET_NAME.fullmatch(name) and _is_folder(os.path.join(folder, name)))


def _is_folder(path):
    return os.path.isdir(path) and not os.path.islink(path)


@dataclass(frozen=True)
class StoredSet:
    """A complete set whose files are what its manifest says."""

    name: str
    path: str
    manifest: dict
    held: dict


def load(folder, name, vault=None, manifest=None):
    """The :class:`StoredSet` of a name; ``manifest``: its own, where it has been read already.

    :raises BrokenSet: when a file is missing or another one than was written, saying which.
    :raises InvalidInput: when it is encrypted, and this run has no password for it.
    """
    path = os.path.join(folder, name)
    manifest = manifest or read_manifest(path)
    for file in manifest["files"]:
        if file != DATA:
            _check_file(path, file, manifest)
    held = _parsed(read_file(path, DATA, manifest, vault))
    if not isinstance(held, dict) or not isinstance(held.get("parts"), dict):
        raise _broken(path, f"{DATA} doesn't hold a backup")
    return StoredSet(name, path, manifest, held["parts"])


def _check_file(path, file, manifest):
    try:
        checksum = file_checksum(os.path.join(path, file))
    except OSError as exc:
        raise _unreadable(path, file, exc) from None
    if checksum is None:
        raise _broken(path, f"{file} is missing")
    _check_sum(path, file, manifest, checksum)


def _check_sum(path, file, manifest, checksum):
    if checksum != manifest["files"][file]["sha256"]:
        raise _broken(path, f"{file} is not what was written (its SHA-256 differs)")


def _unreadable(path, file, exc):
    return _broken(path, f"{file} cannot be read: {exc.strerror}")


def read_file(path, file, manifest, vault=None):
    """The content of a set's file that holds secrets, as bytes.

    :raises BrokenSet: it isn't what was written. :raises InvalidInput: it is encrypted, and there is no password.
    """
    try:
        with open(os.path.join(path, file), "rb") as stream:
            data = stream.read()
    except FileNotFoundError:
        raise _broken(path, f"{file} is missing") from None
    except OSError as exc:
        raise _unreadable(path, file, exc) from None
    _check_sum(path, file, manifest, hashlib.sha256(data).hexdigest())
    if not manifest["vault"]:
        return data
    if vault is None:
        raise InvalidInput(f"the set {path} is encrypted, which can only be undone on the controller")
    return vault.decrypt(data, path)


def read_manifest(path):
    """The manifest of a set.

    :raises BrokenSet: when it is none of this collection, or of a later version.
    """
    try:
        with open(os.path.join(path, MANIFEST), "rb") as stream:
            manifest = _parsed(stream.read())
    except OSError as exc:
        raise _unreadable(path, MANIFEST, exc) from None
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise _broken(path, f"{MANIFEST} is no manifest of a backup")
    if manifest.get("format") != FORMAT:
        raise BrokenSet(
            f"the set {path} has format {manifest.get('format')}, and this version of the collection reads {FORMAT}"
        )
    files = manifest.get("files")
    whole = isinstance(files, dict) and DATA in files and all(map(_is_plain, files))
    whole = whole and all(isinstance(entry, dict) and isinstance(entry.get("sha256"), str) for entry in files.values())
    if not whole or not all(isinstance(manifest.get(name), kind) for name, kind in _MEMBERS.items()):
        raise _broken(path, f"{MANIFEST} is not complete")
    return manifest


_MEMBERS = {"model": str, "firmware": str, "mac": str, "vault": bool, "exports": bool, "parts": dict, "gaps": dict}


def _is_plain(file):
    return file == os.path.basename(file) and not file.startswith(".")


def _parsed(data):
    try:
        return json.loads(data)
    except ValueError:
        return None


def _broken(path, reason):
    return BrokenSet(f"the set {path} is broken: {reason}")


class Draft:
    """A set that is being written. Leaving the context without :meth:`keep` leaves nothing behind."""

    def __init__(self, folder, vault=None):
        self._folder = folder
        self._vault = vault
        self._files = {}
        self._path = None

    def __enter__(self):
        try:
            for path in (os.path.dirname(self._folder), self._folder):
                with contextlib.suppress(FileExistsError):
                    os.mkdir(path, 0o700)
            self._kept, self._path = begin_folder(self._folder, _UNFINISHED)
        except OSError as exc:
            raise InvalidInput(f"dir: no set can be written in '{self._folder}': {exc.strerror}") from None
        return self

    def __exit__(self, *exc_info):
        shutil.rmtree(self._path, ignore_errors=True)
        os.close(self._kept)

    def write(self, file, content):
        """Write one file that people may read."""
        self._write(file, [content])

    def seal(self, file, stream):
        """Write one file that holds secrets: encrypted where there is a vault, which wants it in memory."""
        if self._vault is None:
            self._write(file, iter(lambda: stream.read(CHUNK_BYTES), b""))
        else:
            self._write(file, [self._vault.encrypt(stream.read())])

    def _write(self, file, chunks):
        path, digest, size = os.path.join(self._path, file), hashlib.sha256(), 0
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                for chunk in chunks:
                    target.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                target.flush()
                os.fsync(target.fileno())
        except OSError as exc:
            raise AkuvoxError(f"writing '{path}' failed: {exc.strerror}; the last set stays as it is") from None
        self._files[file] = {"sha256": digest.hexdigest(), "size": size}

    def keep(self, name, manifest):
        """Write the manifest, and make it the complete set ``name``."""
        self.write(MANIFEST, to_json({"kind": KIND, "format": FORMAT, **manifest, "files": self._files}))
        path = os.path.join(self._folder, name)
        try:
            os.rename(self._path, path)
        except OSError as exc:
            raise AkuvoxError(f"no set can be put at '{path}': {exc.strerror}; the last set stays as it is") from None
        return path


def to_json(content):
    """JSON for a file that people may read."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def prune(folder, names, keep, check_mode=False):
    """Delete the oldest of the sets but ``keep`` (0 keeps all), and return the names of those that go.

    A set that isn't whole, or has anything else in its folder, is somebody's business and stays.
    """
    gone = []
    for name in names[: -keep if keep else 0]:
        path = os.path.join(folder, name)
        try:
            files = {MANIFEST, *read_manifest(path)["files"]}
            if files != set(os.listdir(path)):
                continue
            if not check_mode:
                doomed = os.path.join(folder, f"{_DOOMED}{name}")
                os.rename(path, doomed)
                # what can't be deleted now is swept by a later run
                shutil.rmtree(doomed, ignore_errors=True)
        except BrokenSet:
            continue
        except OSError as exc:
            raise AkuvoxError(f"the old set '{path}' cannot be deleted: {exc.strerror}") from None
        gone.append(name)
    return gone


def sweep(folder):
    """Delete what runs that were killed have left behind."""
    sweep_leftovers(folder, (_UNFINISHED, _DOOMED))
