# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A YAML file that the job adopt writes: secrets vaulted one by one, and a digest by which an edited file is known."""

from __future__ import annotations

import hashlib
import os
import re
from functools import cached_property

import yaml

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.secretleaves import mapped, secret
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runwriter import make_folder, write_file
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import HIDDEN, HIDDEN_NEW

_HEAD = (
    "---\n# Adopted by doorfleet.akuvox.adopt from what the doors hold. The digest tells it whether this was edited.\n"
)
_HEADER = re.compile(r"---\n#[^\n]*\n# sha256: ([0-9a-f]{64})\n", re.ASCII)
_TEMPLATE = re.compile(r"{[{%#]")
_VAULTED = re.compile(r"!vault \|-?\n(?: *(?:\$ANSIBLE_VAULT[^\n]*|[0-9a-f]+)(?:\n|$))+")
# What a user may have written of a secret: its key, and a value, a list in one line, or either over several lines.
_KEY = r"pin|password|codes?|[\w.]*(?:Pwd|Passw(?:or)?d|PublicKey\d*|Code\d+|Token|Secret)"
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'"
_BLOCK = r"[|>][-+\d]*\n(?:[ \t]+[^\n]*\n)+"
_WORDS = r"(?!!vault)[^\s,}\]#'\"\[][^,}\]\n]*"
_ROWS = r"[ \t]*(?:#[^\n]*)?(?P<end>\n)(?:[ \t]*-[ \t][^\n]*(?:\n|$))+"
_PLAIN = re.compile(
    rf"(?P<key>[\"']?\b(?:{_KEY})[\"']?\s*:)(?:[ \t]*(?:{_QUOTED}|\[[^\]]*\]|{_BLOCK}|{_WORDS})|{_ROWS})",
    re.IGNORECASE,
)


class Sealed(str):
    """Text as ansible-vault encrypts it."""

    __slots__ = ()


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    def ignore_aliases(self, data):
        return True


def _text(dumper, text):
    # what a door calls itself must not be a template in a file of variables
    if _TEMPLATE.search(text):
        return dumper.represent_scalar("!unsafe", text, style="'")
    return dumper.represent_str(text)


_Dumper.add_representer(Sealed, lambda dumper, text: dumper.represent_scalar("!vault", str(text), style="|"))
_Dumper.add_representer(str, _text)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads the tags of Ansible without decrypting or templating anything."""


_Loader.add_constructor("!vault", lambda loader, node: Sealed(loader.construct_scalar(node)))
_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


class AdoptedFile:
    """A file that is there or is to be.

    :param vault: a :class:`vault.Vault`, asked only where a value is encrypted.
    :raises InvalidInput: it can't be read.
    """

    def __init__(self, path, vault):
        self.path, self._vault = path, vault
        try:
            with open(path, encoding="utf-8") as stream:
                self.text = stream.read()
        except FileNotFoundError:
            self.text = None
        except (OSError, UnicodeDecodeError) as exc:
            raise InvalidInput(f"can't read {path}: {getattr(exc, 'strerror', None) or exc}") from None

    @property
    def is_edited(self):
        """Whether somebody else has written it, or changed what adopt has written."""
        if self.text is None:
            return False
        head = _HEADER.match(self.text)
        return head is None or head[1] != _digest(self.text[head.end() :])

    @cached_property
    def _tree(self):
        try:
            return yaml.load(self.text or "", Loader=_Loader)
        except yaml.YAMLError:
            return None

    def check_opens(self):
        """Refuse a file whose secrets this run can't read, by the first of them.

        :raises InvalidInput: as of :class:`vault.Vault`.
        """
        sealed = []
        _each_sealed(self._tree, sealed.append)
        for text in sealed[:1]:
            self._open(text)

    @property
    def names(self):
        """The names of the variables in it."""
        return set(self._tree) if isinstance(self._tree, dict) else set()

    @cached_property
    def _opened(self):
        """Ciphertext -> its text."""
        found = {}
        _each_sealed(self._tree, lambda text: found.setdefault(text, self._open(text)))
        return found

    def _open(self, text):
        return self._vault.decrypt(text.encode(), self.path).decode()

    def tree(self, empty):
        """The data with marked secrets; ``empty`` where there is none of its kind.

        :raises InvalidInput: a value is encrypted, and no password of the run fits.
        """
        found = _unsealed(self._tree, self._opened)
        return found if isinstance(found, type(empty)) else empty

    def _shown_text(self):
        """The text as a diff may have it: in a file that was edited, somebody may have a secret in plain text."""
        if not self.is_edited:
            return self.text or ""
        return _PLAIN.sub(lambda found: f"{found['key']} '{HIDDEN}'{found['end'] or ''}", self.text)

    def replace(self, tree, check_mode):
        """Put the data in its place, unless nothing changes or it is check mode; returns the diff, None for none.

        Secrets that are the same stay encrypted as they are, so that a file only changes when a door did.
        """
        if self.text is None and not tree:
            return None
        known = {}
        for sealed, text in self._opened.items():
            known.setdefault(text, []).append(sealed)
        old = set(self._opened)

        def seal(text):
            if known.get(text):
                return known[text].pop(0)
            return Sealed(self._vault.encrypt(text.encode()).decode())

        body = yaml.dump(mapped(tree, seal), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
        content = f"{_HEAD}# sha256: {_digest(body)}\n{body}"
        if content == self.text:
            return None
        if not check_mode:
            make_folder(os.path.dirname(self.path), "akuvox_adopt_dir", mode=0o755)
            write_file(self.path, content)
        return {
            "before_header": self.path,
            "after_header": self.path,
            "before": _VAULTED.sub(f"'{HIDDEN}'\n", self._shown_text()),
            "after": _VAULTED.sub(lambda found: _shown(found[0], old), content),
        }


def _digest(body):
    return hashlib.sha256(body.replace("\r\n", "\n").encode()).hexdigest()


def _shown(block, old):
    text = "".join(line.strip() + "\n" for line in block.splitlines()[1:])
    return f"'{HIDDEN}'\n" if text in {sealed.rstrip("\n") + "\n" for sealed in old} else f"'{HIDDEN_NEW}'\n"


def _each_sealed(tree, act):
    if isinstance(tree, Sealed):
        act(tree)
    members = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for member in members:
        _each_sealed(member, act)


def _unsealed(tree, opened):
    if isinstance(tree, Sealed):
        return secret(opened[tree])
    if isinstance(tree, dict):
        return {key: _unsealed(member, opened) for key, member in tree.items()}
    return [_unsealed(member, opened) for member in tree] if isinstance(tree, list) else tree
