# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The peak memory of what is done with a device, in a process of its own, so that it is that of this alone."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

LIMIT_SECONDS = 120

_PROGRAM = """
import json, resource, sys
job = json.load(sys.stdin)
sys.path[:0] = job["path"]
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.device import Device
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC

{work}
params = {{name: entry.get("default") for name, entry in CONNECTION_SPEC.items()}}
device = Device({{**params, **job["params"]}})
found = work(device, **job["args"])
device.close()
print(json.dumps({{"kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "found": found}}))
"""


def peak_of(work: str, collections: Path, params: dict, **args: object) -> tuple[float, object]:
    """Megabytes of a process that does some work, and what it returns.

    :param work: the Python source of a function ``work(device, **args)``; ``AkuvoxError`` is there.
    :param params: connection options, beside their defaults.
    """
    job = {"path": [str(collections), *sys.path], "params": params, "args": args}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(work=textwrap.dedent(work))],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    return result["kilobytes"] / 1024, result["found"]
