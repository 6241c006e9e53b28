# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a killed process leaves beside a destination goes with the next run, and what a living one writes stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.leftovers import begin_file
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.streams import Download

WRITER = """
import sys
sys.path[:0] = {path!r}
from ansible_collections.doorfleet.akuvox.plugins.module_utils.files.streams import Download
with Download({dest!r}) as sink:
    sink.write(b"half")
    print("writing", flush=True)
    sys.stdin.read()
"""


def hidden(folder):
    return sorted(name for name in os.listdir(folder) if name.startswith("."))


def test_the_file_of_a_killed_run_goes_and_that_of_a_living_one_stays(tmp_path):
    dest, other = str(tmp_path / "door.tgz"), str(tmp_path / "other.tgz")
    source = WRITER.format(path=sys.path, dest=dest)
    with subprocess.Popen(
        [sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout.readline() == "writing\n"
        (living,) = hidden(tmp_path)
        with Download(dest):
            assert living in hidden(tmp_path)
        assert hidden(tmp_path) == [living]
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    with Download(other):
        assert living in hidden(tmp_path), "it is of another file"
    with Download(dest) as sink:
        assert living not in hidden(tmp_path)
        sink.write(b"whole")
        sink.keep()
    assert os.listdir(tmp_path) == ["door.tgz"]


def test_a_name_as_long_as_a_name_can_be(tmp_path):
    handle, path = begin_file(str(tmp_path), "x" * 255)
    os.close(handle)
    assert os.path.dirname(path) == str(tmp_path)
