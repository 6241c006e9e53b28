# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pacing, on a clock that the test moves."""

from __future__ import annotations

import os
import stat

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.marks import Marks
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.pacing import Pacer
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pacer(clock, tmp_path):
    def make(device="192.0.2.10-80", interval=0.25, directory=None):
        return Pacer(device, interval, clock, clock.sleep, Marks(own=(str(directory or tmp_path),)))

    return make


def test_the_first_request_waits_for_nothing(pacer, clock):
    pacer().wait()
    assert clock.slept == []


@pytest.mark.parametrize(
    ("passed", "left"), [(0, 0.25), (0.125, 0.125), (0.25, None), (10, None)], ids=["none", "half", "all", "more"]
)
def test_what_is_left_of_the_interval_is_slept(pacer, clock, passed, left):
    one = pacer()
    one.done()
    clock.now += passed
    one.wait()
    assert clock.slept == ([] if left is None else [pytest.approx(left, abs=1e-3)])


def test_the_next_task_keeps_the_distance_too(pacer, clock):
    pacer().done()
    pacer().wait()
    assert clock.slept == [pytest.approx(0.25, abs=1e-3)]


def test_another_device_or_port_does_not_wait(pacer, clock):
    pacer("192.0.2.10-80").done()
    pacer("192.0.2.10-443").wait()
    pacer("192.0.2.11-80").wait()
    assert clock.slept == []


def test_after_the_clock_was_set_back_one_interval_is_enough(pacer, clock):
    one = pacer()
    one.done()
    clock.now -= 3600
    one.wait()
    assert clock.slept == [0.25]


def test_no_interval_leaves_no_trace(pacer, clock, tmp_path):
    one = pacer(interval=0)
    one.done()
    one.wait()
    assert clock.slept == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("device", ["2001:db8::10-443", "../../etc/passwd-80", "fe80::1%eth0-80"])
def test_any_address_makes_one_private_file_in_the_folder(pacer, tmp_path, device):
    folder = tmp_path / "marks"
    pacer(device, directory=folder).done()
    (mark,) = folder.iterdir()
    assert stat.S_IMODE(mark.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_where_no_file_can_be_written_the_task_alone_remembers(pacer, clock, tmp_path):
    blocked = tmp_path / "a file, not a folder"
    blocked.touch()
    one = pacer(directory=blocked)
    one.done()
    one.wait()
    assert clock.slept == [0.25]


def test_a_link_in_place_of_the_file_is_not_followed(pacer, tmp_path):
    target = tmp_path / "precious"
    target.touch()
    os.utime(target, (1, 1))
    folder = tmp_path / "marks"
    folder.mkdir()
    (folder / "door-80.last").symlink_to(target)
    pacer("door-80", directory=folder).done()
    assert target.stat().st_mtime == 1
