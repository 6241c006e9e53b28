# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of a file that may be encrypted by ansible-vault."""

from __future__ import annotations

import os

from ansible.errors import AnsibleError

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.texts import check_encoding, text_from


def text_of(path, loader, option, encoding="", encoding_option="encoding"):
    """A file's text, read by Ansible's loader.

    :param option: what the path is from, for messages; ``encoding_option``: what the encoding is from.
    :raises InvalidInput: naming the file, and never a part of its content.
    """
    try:
        data = loader._get_file_contents(path)[0]
    except (AnsibleError, OSError) as exc:
        raise InvalidInput(f"{option}: can't read {path}: {exc}") from None
    if encoding:
        check_encoding(encoding, encoding_option)
    try:
        return text_from(data, encoding, encoding_option)
    except InvalidInput as exc:
        raise InvalidInput(f"{os.path.basename(path)} {exc.message}") from None
