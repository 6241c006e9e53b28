# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the emulated fleet: ``python extensions/emulator serve --help``."""

from __future__ import annotations

import sys


def run() -> int:
    """Start the command line; say in one line what is missing when a dependency is not installed."""
    if sys.version_info < (3, 10):
        sys.stderr.write(f"The emulator needs Python 3.10 or newer, this is {sys.version.split()[0]}.\n")
        return 2
    try:
        import aiohttp  # noqa: F401
        import yaml  # noqa: F401
    except ImportError as error:
        sys.stderr.write(
            f"The emulator needs the Python package '{error.name}', which is not installed for {sys.executable}.\n"
            f"Install what it needs with: {sys.executable} -m pip install -r extensions/emulator/requirements.txt\n"
        )
        return 2
    from akuvox_emulator.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
