# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device's own files in a backup set, and whether they are complete.

A file that may not be complete is kept beside the last complete one, and never takes its place.
"""

from __future__ import annotations

import contextlib
import io
import os

from ..errors import BrokenSet, InvalidInput, Unsupported
from ..files.kinds import recognise
from ..files.streams import HEAD_BYTES, Scratch
from ..files.wholeness import ENDS, ends_well
from ..operations.transfer import UNPROVED, difference, fetch
from ..targets.transfer import FILES, contact_file
from .sets import read_file, read_manifest

# The device's own files, beside the data. The data is what a restore uses: it can be compared, and read back.
EXPORTS = {
    "config": ("config.tgz", FILES["config"]),
    "contact": ("contact.csv", contact_file("csv")),
    "dialreplace": ("dialreplace.xml", FILES["dialreplace"]),
    "privatekey": ("privatekey.xml", FILES["privatekey"]),
    "rfkey": ("rfkey.xml", FILES["rfkey"]),
    "user": ("user.tgz", FILES["user"]),
}


class Exports:
    """The exports of a device for a set that is being made.

    ``missing``: names of those that the device doesn't make. ``unproved``: name -> why it isn't certain that all of it
    came. ``kept``: name -> the set whose proved file stands beside it. ``notes``: what differs in files that end well,
    ``noted``: name -> the same.
    """

    def __init__(self, device):
        self._device = device
        self.missing, self.unproved, self.kept, self.noted = [], {}, {}, {}

    def fetch(self, name, count, sink):
        """Fetch one into ``sink`` and note what there is to say of it; ``count`` is how many records its list has.

        False when the device doesn't make it.
        """
        try:
            doubt = fetch(self._device, EXPORTS[name][1], sink, lambda: count).doubt
        except Unsupported:
            self.missing.append(name)
            return False
        if doubt:
            self.unproved[name] = doubt
            return True
        told = difference(sink, count)
        if told:
            self.noted[name] = told
        return True

    @property
    def notes(self):
        """What differs in files that end well, a sentence each."""
        return [f"{EXPORTS[name][0]} {told}" for name, told in self.noted.items()]

    def write(self, draft, name, sink, older):
        """Put one into the draft of a set; ``older`` are the sets before it, the newest first."""
        file = EXPORTS[name][0]
        if name not in self.unproved:
            draft.seal(file, sink.stream())
            return
        draft.seal(file + UNPROVED, sink.stream())
        for path, vault in older:
            content = _proved(path, name, vault)
            if content is not None:
                draft.seal(file, io.BytesIO(content))
                self.kept[name] = read_manifest(path).get("kept_exports", {}).get(name, os.path.basename(path))
                return

    def facts(self):
        """What the manifest says of them."""
        return {
            "missing_exports": self.missing,
            "unproved_exports": self.unproved,
            "kept_exports": self.kept,
            "noted_exports": list(self.noted),
            "notes": self.notes,
        }


def doubtful(stored, vault):
    """Export -> why it isn't certain that a set has all of it. Sets of older versions don't say, so they are read."""
    known = stored.manifest.get("unproved_exports")
    if known is not None:
        return known
    found = {}
    for name, (file, _kind) in EXPORTS.items():
        if file in stored.manifest["files"]:
            kind = _kind_if_cut(read_file(stored.path, file, stored.manifest, vault))
            if kind:
                found[name] = ENDS[kind]
    return found


def says_nothing(manifest):
    """Whether a set is of a version that took what came for whole."""
    return "unproved_exports" not in manifest


def still_in_doubt(device, names, counts):
    """Those of the exports that again don't come as a whole for certain, or as the list is, with the reason.

    ``counts``: name -> how many records its list has, None where it has none.
    """
    found = {}
    for name in names:
        count = counts.get(name)
        with Scratch() as sink, contextlib.suppress(Unsupported):
            doubt = fetch(device, EXPORTS[name][1], sink, lambda count=count: count).doubt or difference(sink, count)
            if doubt:
                found[name] = doubt
    return found


def in_words(doubts):
    """Exports in doubt as words: a file each, with the reason."""
    return "; ".join(f"{EXPORTS[name][0]} ({reason})" for name, reason in doubts.items())


def _kind_if_cut(content):
    """The kind of a file that certainly ends too early, None for any other."""
    kind = recognise(content[:HEAD_BYTES])
    return kind if ends_well(kind, io.BytesIO(content)) is False else None


def _proved(path, name, vault):
    """A set's file of an export, if all of it is there for certain."""
    try:
        manifest = read_manifest(path)
        file = EXPORTS[name][0]
        if file not in manifest["files"]:
            return None
        content = read_file(path, file, manifest, vault)
    except (BrokenSet, InvalidInput):
        return None
    return None if says_nothing(manifest) and _kind_if_cut(content) else content
