# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search everything that a run has put out for the secrets that it was given."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, quote_plus

from .emulator import USERNAME


def leaks(output: str, secrets: Iterable[str]) -> list[str]:
    """What of the secrets is in the output, in whatever form.

    A secret of digits counts where it stands alone: inside a longer number it is a part of a time or an id.
    """
    secrets = set(secrets)
    short = sorted(secret for secret in secrets if len(secret) < 6)
    if short:
        raise ValueError(f"secrets of tests need 6 characters, or they are found by chance: {short}")
    numbers = set(re.findall(r"[0-9]+", output))
    found = sorted(secret for secret in secrets if secret.isdigit() and secret in numbers)
    for secret in sorted(secrets):
        found += [form for form in forms(secret) if form in output]
    return found


def leaking_files(secrets: Iterable[str], *folders: Path) -> list[str]:
    """The files below some folders that have a secret in them, in whatever form."""
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    assert files, "there is no file to search"
    return [str(path) for path in files if leaks(path.read_text(encoding="utf-8", errors="replace"), secrets)]


def forms(secret: str) -> set[str]:
    """A secret as it is, in JSON, in a URL, and in base64, also inside something longer that was encoded as a whole."""
    found = {quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    found |= {base64.b64encode(text.encode()).decode() for text in (secret, f"{USERNAME}:{secret}")}
    # The same inside something longer that was encoded as a whole: what three bytes of it share with nothing else.
    for shift in range(3):
        inner = base64.b64encode(b"\0" * shift + secret.encode()).decode()
        found.add(inner[4 if shift else 0 : len(inner) - 4])
    # A part of a few characters proves nothing.
    found = {form for form in found if len(form) >= 6}
    return found - {secret} if secret.isdigit() else found | {secret}
