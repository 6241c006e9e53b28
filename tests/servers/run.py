# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the modules through real web servers, which are installed before where that can be done.

With ``--write`` the table in docs/servers.md is made again from what was seen, else compared with it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import table
from webservers import Apache, Lighttpd

HERE = Path(__file__).resolve().parent

# Without what starts a server for the whole machine: apache2 has that, lighttpd as well.
PACKAGES = ("lighttpd", "lighttpd-mod-openssl", "apache2-bin", "perl-base")


def provide_servers() -> None:
    """Install the servers, as root and with apt; else say which packages they are in."""
    missing = [server.name for server in (Lighttpd, Apache) if not server.is_complete()]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"{' and '.join(missing)} missing. On Debian, as root: apt-get install {' '.join(PACKAGES)}")
    # offline: no service of theirs is started
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "SYSTEMD_OFFLINE": "1"}
    for words in (("update",), ("install", "--yes", "--no-install-recommends", *PACKAGES)):
        subprocess.run(["apt-get", "--quiet", *words], env=quiet, check=True)


def main() -> int:
    """Run the tests, and then look at the table."""
    provide_servers()
    with tempfile.TemporaryDirectory() as folder:
        seen = Path(folder) / "rows.json"
        command = [sys.executable, "-m", "pytest", "-q", "-rfEs", HERE]
        code = subprocess.run(command, env={**os.environ, "SERVERS_ROWS": str(seen)}, check=False).returncode
        rows = json.loads(seen.read_text(encoding="utf-8")) if seen.exists() else []
    if code == 0 and "--write" in sys.argv[1:]:
        table.PAGE.write_text(table.page(rows), encoding="utf-8")
    elif code == 0 and not table.is_told(rows, table.PAGE.read_text(encoding="utf-8")):
        print("docs/servers.md has other rows. To make it again:")
        print("python3 tests/tools/checks.py --exec newest python tests/servers/run.py --write")
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
