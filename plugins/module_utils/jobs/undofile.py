# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run has changed on one door, as a file: ``<akuvox_undo_dir>/<run>/<door>.jsonl``.

Each line is JSON. A line is on the disk before what it is about is written to the door, so one that a kill has cut is
about nothing. Secrets stand in it as a text of ansible-vault, or are left out where the run has no vault password.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from ..errors import AkuvoxError, InvalidInput
from ..files.replacing import sync_folder
from ..secrets import is_masked

KIND, FORMAT, END = "doorfleet.akuvox undo", 1, ".jsonl"
UNDO_DIR = "akuvox_undo_dir"


def door_file(folder, door):
    """The path of a door's file in the folder of a run. What a file name can't hold is written as in a URL."""
    name = quote(door, safe="")
    return os.path.join(folder, (f"%2E{name[1:]}" if name.startswith(".") else name) + END)


def doors_in(folder):
    """The doors that have a file in the folder of a run, sorted."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return sorted(unquote(name[: -len(END)]) for name in names if name.endswith(END))


class Keeper:
    """Writes the file of one door, see ``converge/keeping.py``. Nothing is made before there is something to keep.

    ``about``: what the file says of itself. ``vault``: encrypts secrets, None where they are to be left out.
    """

    def __init__(self, folder, door, about, vault=None):
        self._path = door_file(folder, door)
        self._about, self._vault = {"kind": KIND, "format": FORMAT, "door": door, **about}, vault
        self._secrets, self._steps = {}, None

    def keep(self, kind, target, changes):
        """The number of the step, once its changes are on the disk.

        :raises AkuvoxError: they can't be kept.
        """
        rows, sealed = [], []
        for change in changes:
            before, before_secrets = _apart(change.before, change.secrets)
            after, after_secrets = _apart(change.after, change.secrets)
            hidden = [sorted(before_secrets), sorted(after_secrets)]
            rows.append({"before": before, "after": after, "hidden": hidden, "news": list(change.news)})
            sealed.append([before_secrets, after_secrets])
        first, steps = self._begin() if self._steps is None else ([], self._steps)
        step = steps + 1
        line = {"step": step, "kind": kind, "target": target, "changes": rows, **self._sealed(sealed)}
        self._append(*first, line)
        if first:
            self._sync_names()
        self._steps, self._secrets[step] = step, [change.secrets for change in changes]
        return step

    def done(self, step, found):
        """Keep what the door holds in the end of what a step is about: a record each, None where there is none.

        Where that fails, an undo goes by what was to be written.
        """
        rows, sealed = [], []
        for record, secrets in zip(found, self._secrets[step]):
            plain, its = _apart(record, secrets)
            rows.append({"found": plain, "hidden": sorted(its)})
            sealed.append([its])
        with contextlib.suppress(AkuvoxError):
            self._append({"done": step, "found": rows, **self._sealed(sealed)}, durable=False)

    def _sealed(self, sealed):
        if self._vault is None or not any(any(each) for each in sealed):
            return {}
        return {"vault": self._vault.encrypt(json.dumps(sealed).encode()).decode()}

    def _begin(self):
        """The lines that the file begins with, none where it is there, and how many steps it has."""
        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            if not os.path.exists(self._path):
                return [self._about], 0
            with open(self._path, encoding="utf-8") as stream:
                return [], sum('"step": ' in line for line in stream)
        except OSError as exc:
            raise self._failed(exc) from None

    def _append(self, *lines, durable=True):
        # a line of its own, also behind one that a kill has cut
        data = "".join(f"\n{json.dumps(line)}\n" for line in lines).encode()
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with open(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                if durable:
                    os.fsync(handle)
        except OSError as exc:
            raise self._failed(exc) from None

    def _sync_names(self):
        folder = os.path.dirname(self._path)
        try:
            sync_folder(folder)
            sync_folder(os.path.dirname(folder))
        except OSError as exc:
            raise self._failed(exc) from None

    def _failed(self, exc):
        return AkuvoxError(
            f"{UNDO_DIR}: {self._path} can't be written: {exc.strerror}. So nothing is written that could not be undone"
        )


def _apart(record, secrets):
    """A record without its secrets, and these. Stars, and what is empty, are none."""
    if record is None:
        return None, {}
    its = {key: record[key] for key in secrets if record.get(key) not in (None, "") and not is_masked(record[key])}
    return {key: value for key, value in record.items() if key not in its}, its


@dataclass
class Kept:
    """One change as it was kept: records with their secrets, where these could be kept.

    ``hidden``: the keys of secrets that ``before``, ``after`` and ``found`` have had and that are not known here.
    ``found``: what the door held in the end, where ``is_done``; otherwise the run ended before that was known.
    """

    before: dict | None
    after: dict | None
    hidden: dict = field(default_factory=dict)
    news: tuple = ()
    is_done: bool = False
    found: dict | None = None

    @property
    def key(self):
        """The ``Config.*`` key of a setting, whether or not its value is known."""
        return next(iter((*self.after, *(self.before or ()), *self.hidden.get("after", ()))))

    @property
    def left(self):
        """What the run has left on the door, as far as it is known."""
        return self.found if self.is_done else self.after


@dataclass
class Step:
    """What was changed at once: ``kind`` is "records" or "settings", ``target`` as the API has it."""

    kind: str
    target: str
    changes: list


@dataclass
class Image:
    """The file of one door. ``has_secrets``: whether the run had a vault password for them."""

    door: str
    run: str
    job: str
    started: str
    has_secrets: bool
    steps: list


def read_image(path, vault=None, open_secrets=True):
    """The :class:`Image` in a file, None where there is none.

    :param vault: decrypts the secrets; without ``open_secrets`` they are not asked for.
    :raises InvalidInput: it can't be read, is of a later version, or the run has no password for it.
    """
    try:
        with open(path, encoding="utf-8") as stream:
            lines = [line for line in map(_parsed, stream) if line]
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidInput(f"{path} cannot be read: {exc}") from None
    head = lines[0] if lines else {}
    if head.get("kind") != KIND:
        if not lines:
            # killed before the first line was whole, and so before the door was written
            return None
        raise InvalidInput(f"{path} is no file of what a run has changed")
    if head.get("format") != FORMAT:
        raise InvalidInput(f"{path} has format {head.get('format')}, and this version of the collection reads {FORMAT}")
    steps = {}
    for line in lines[1:]:
        sealed = _opened(line, vault, path) if open_secrets else None
        if "step" in line:
            changes = [_kept(row, sealed[index] if sealed else None) for index, row in enumerate(line["changes"])]
            steps[line["step"]] = Step(line["kind"], line["target"], changes)
        elif line.get("done") in steps:
            for index, (change, row) in enumerate(zip(steps[line["done"]].changes, line["found"])):
                secrets = sealed[index][0] if sealed else None
                change.is_done, change.found = True, _together(row["found"], secrets)
                change.hidden["found"] = () if secrets is not None else tuple(row["hidden"])
    return Image(head["door"], head["run"], head["job"], head["started"], bool(head["vault"]), list(steps.values()))


def _kept(row, secrets):
    before, after = (_together(row[side], secrets and secrets[place]) for place, side in enumerate(("before", "after")))
    hidden = {} if secrets is not None else dict(zip(("before", "after"), map(tuple, row["hidden"])))
    return Kept(before, after, hidden, tuple(row["news"]))


def _together(record, secrets):
    return record if record is None else {**record, **(secrets or {})}


def _opened(line, vault, path):
    if "vault" not in line:
        return None
    if vault is None:
        raise InvalidInput(f"{path} has encrypted secrets, which can only be read on the controller")
    return json.loads(vault.decrypt(line["vault"].encode(), path))


def _parsed(line):
    try:
        found = json.loads(line) if line.strip() else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
