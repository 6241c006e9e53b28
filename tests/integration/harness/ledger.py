# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The output of all runs of a test session, and every secret that was used in any of them.

Each run is searched for the secrets of its own test at once. At the end all output is searched for all secrets, also
for those that a test forgot to name: they are taken from what the emulated doors hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from .leaks import forms
from .secrets import SHORTEST


class Ledger:
    """A folder that the workers of a session share."""

    def __init__(self, folder: Path, worker: str = "main") -> None:
        self.folder = folder
        self._worker = worker
        folder.mkdir(parents=True, exist_ok=True)

    def add_output(self, output: str) -> None:
        """Keep the lines of a run."""
        with (self.folder / f"output-{self._worker}.txt").open("a", encoding="utf-8", errors="replace") as file:
            file.write(output + "\n")

    def add_secrets(self, secrets: Iterable[str]) -> None:
        """Keep secrets, those left out that are too short to distinguish from other text."""
        with (self.folder / f"secrets-{self._worker}.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(secret) + "\n" for secret in set(secrets) if len(secret) >= SHORTEST)

    def secrets(self) -> set[str]:
        """All secrets of the session."""
        return {
            json.loads(line)
            for file in self.folder.glob("secrets-*.jsonl")
            for line in file.read_text(encoding="utf-8").splitlines()
        }

    def lines(self) -> set[str]:
        """All lines of output, each once."""
        return {
            line
            for file in self.folder.glob("output-*.txt")
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines()
        }

    def leaks(self) -> list[str]:
        """The secrets that stand in any output, in any form, with the line they were found in."""
        return search(self.lines(), self.secrets())


def search(lines: Iterable[str], secrets: Iterable[str]) -> list[str]:
    """Secrets in lines. One of digits counts where it stands alone, as in :func:`leaks.leaks`.

    There may be thousands of PINs, so they are looked up, and not searched for one by one.
    """
    lines, secrets = set(lines), set(secrets)
    digits = {secret for secret in secrets if secret.isdigit()}
    text = "\n".join(sorted(lines))
    found = [f"{secret}: {_around(text, secret)}" for secret in sorted(digits & set(re.findall(r"[0-9]+", text)))]
    for secret in sorted(secrets - digits):
        found += [f"{form}: {_around(text, form)}" for form in sorted(forms(secret)) if form in text]
    encoded = {form: secret for secret in digits for form in forms(secret)}
    by_start: dict[str, set[str]] = {}
    for form in encoded:
        by_start.setdefault(form[:SHORTEST], set()).add(form)
    for token in set(re.findall(r"[A-Za-z0-9+/]{8,}", text)):
        for place in range(len(token) - SHORTEST + 1):
            for form in by_start.get(token[place : place + SHORTEST], ()):
                if token.startswith(form, place):
                    found.append(f"{encoded[form]} as {form}: {_around(text, form)}")
    return found


def _around(text: str, part: str) -> str:
    place = text.index(part)
    return repr(text[max(0, place - 120) : place + len(part) + 40])
