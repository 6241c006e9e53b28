# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of a list as it is on the disk, so that another text is written just like it: encoding, mark and vault."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.texts import text_from
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import is_vaulted

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@dataclass(frozen=True)
class Content:
    """The bytes of a file, what they are decrypted and as text, and how they were made of it.

    ``mark``: what stands before the text, "" or a byte order mark. ``seal``: of the whole file, None where it isn't
    encrypted.
    """

    data: bytes
    text: str
    mark: str
    encoding: str
    seal: object

    def alike(self, text, vault):
        """The bytes of another text, written as this one."""
        data = (self.mark + text).encode(self.encoding)
        return vault.seal(data, self.seal) if self.seal else data


def read_content(path, vault, encoding=""):
    """The :class:`Content` of the file of a list.

    :param encoding: what ``akuvox_people_encoding`` says.
    :raises InvalidInput: naming the file, and never a part of its content.
    """
    name = os.path.basename(path)
    data = bytes_of(path, "akuvox_people_file")
    plain, seal = vault.open(data, path) if is_vaulted(data) else (data, None)
    try:
        text = text_from(plain, encoding, "akuvox_people_encoding")
    except InvalidInput as exc:
        raise InvalidInput(f"{name} {exc.message}") from None
    for named in (encoding,) if encoding else _ENCODINGS:
        for mark in ("", "\ufeff"):
            with contextlib.suppress(UnicodeError):
                if (mark + text).encode(named) == plain:
                    return Content(data, text, mark, named, seal)
    raise InvalidInput(f"{name} line 1: can't be written again as it is; save it as UTF-8")


def bytes_of(path, variable):
    """The content of a file.

    :raises InvalidInput: naming the variable that the path is from.
    """
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as exc:
        raise InvalidInput(f"{variable}: can't read {path}: {exc.strerror}") from None


def check_writable(path, variable):
    """Refuse a file that can't be replaced, before anything is made for it.

    :raises InvalidInput: naming the variable.
    """
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise InvalidInput(f"{variable}: there is no folder {folder}")
    for place in filter(os.path.exists, (path, folder)):
        if not os.access(place, os.W_OK):
            raise InvalidInput(f"{variable}: can't write {place}, where PINs are to be kept")
