# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packet captures of a door: started, stopped, whole, and never left running by a failure."""

from __future__ import annotations

import stat
import time

import dpkt
import pytest
from harness.emulator import DOORS

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

DOOR = DOORS[0]


def pcap(name="Capture", **options):
    return {"name": name, "doorfleet.akuvox.akuvox_pcap": options}


def packets(path):
    """The packets of a capture file, as addresses and ports, read by a library of someone else's."""
    found = []
    with path.open("rb") as stream:
        for _unused, frame in dpkt.pcap.Reader(stream):
            datagram = dpkt.ethernet.Ethernet(frame).data
            found.append((datagram.data.sport, datagram.data.dport))
    return found


def runs(fleet):
    """Whether a capture runs on the door, by its own clock, which is the machine's."""
    capture = fleet.state(DOOR)["pcap"]
    if capture is None or capture["stopped"] is not None:
        return False
    return capture["type"] == "manual" or time.monotonic() - capture["started"] < capture["time"]


def test_start_stop_and_fetch(play, fleet, tmp_path):
    dest = tmp_path / "door.pcap"
    start = [pcap(state="started", type="manual", filter="udp port 5060", size=65536)]
    stop = [pcap(state="stopped", dest=str(dest))]
    hosts = fleet.hosts(DOOR)

    predicted = play(start, hosts, "--check", "--diff").outcome(DOOR)
    assert fleet.state(DOOR)["pcap"] is None
    started = play(start, hosts, "--diff").outcome(DOOR)
    for done in (predicted, started):
        assert (done["changed"], done["running"]) == (True, True)
        assert done["diff"] == {"before": {"running": False}, "after": {"running": True}}
    capture = fleet.state(DOOR)["pcap"]
    assert (capture["filter"], capture["size"], capture["type"]) == ("udp port 5060", 65536, "manual")
    assert play(start, hosts).outcome(DOOR)["changed"] is False
    assert [entry["action"] for entry in fleet.writes(DOOR)] == ["start"]

    predicted = play(stop, hosts, "--check").outcome(DOOR)
    assert (predicted["changed"], predicted["running"], runs(fleet), dest.exists()) == (True, False, True, False)
    stopped = play(stop, hosts, "--diff").outcome(DOOR)
    assert (stopped["changed"], stopped["running"], runs(fleet)) == (True, False, False)
    assert stopped["diff"]["before"] == {"running": True}
    assert stopped["diff"]["after"]["running"] is False
    assert (5062, 5060) in packets(dest)
    assert stopped["size"] == dest.stat().st_size
    assert stat.S_IMODE(dest.stat().st_mode) == 0o600

    again = play(stop, hosts).outcome(DOOR)
    assert (again["changed"], again["checksum"]) == (False, stopped["checksum"])
    dest.unlink()
    fetched = play(stop, hosts).outcome(DOOR)
    assert (fetched["changed"], fetched["checksum"]) == (True, stopped["checksum"])


def test_nothing_to_stop(play, fleet, tmp_path):
    assert play([pcap(state="stopped")], fleet.hosts(DOOR)).outcome(DOOR)["changed"] is False
    assert fleet.writes(DOOR) == []
    missing = play([pcap(state="stopped", dest=f"{tmp_path}/x")], fleet.hosts(DOOR), expect=2)
    assert "nothing to export" in missing.message(DOOR)
    assert not (tmp_path / "x").exists()


def test_a_whole_capture_in_one_task(play, fleet, tmp_path):
    dest = tmp_path / "door.pcap"
    task = [pcap(state="captured", time=1, dest=str(dest))]
    predicted = play(task, fleet.hosts(DOOR), "--check").outcome(DOOR)
    assert (predicted["changed"], predicted["dest"], fleet.state(DOOR)["pcap"]) == (True, str(dest), None)
    done = play(task, fleet.hosts(DOOR)).outcome(DOOR)
    assert (done["changed"], done["running"], runs(fleet)) == (True, False, False)
    assert len(packets(dest)) >= 5
    # the defaults of the manual
    capture = fleet.state(DOOR)["pcap"]
    assert (capture["filter"], capture["size"], capture["type"], capture["time"]) == ("ip", 1048576, "auto", 1)
    assert [entry["action"] for entry in fleet.requests(DOOR) if entry["action"] == "start"] == ["start"]


def test_a_full_capture_ends_early(play, fleet, tmp_path):
    dest = tmp_path / "door.pcap"
    play([pcap(state="captured", time=180, size=300, dest=str(dest))], fleet.hosts(DOOR))
    assert len(packets(dest)) == 4


def test_someone_elses_capture_is_left_alone(play, fleet, tmp_path):
    play([pcap(state="started", time=180)], fleet.hosts(DOOR))
    done = play([pcap(state="captured", dest=f"{tmp_path}/x")], fleet.hosts(DOOR), expect=2)
    assert "a capture runs on the device already" in done.message(DOOR)
    assert runs(fleet)


@pytest.mark.parametrize("nth", [2, 3])
def test_a_capture_is_stopped_when_the_task_fails(play, fleet, tmp_path, nth):
    """The status can't be read right after the start, or while the capture runs."""
    fleet.set_fault(DOOR, "status", status=500, target="pcap", action="status", nth=nth)
    done = play([pcap(state="captured", time=180, dest=f"{tmp_path}/x")], fleet.hosts(DOOR), expect=2)
    assert "HTTP 500" in done.message(DOOR)
    assert fleet.state(DOOR)["pcap"]["stopped"] is not None
    assert not (tmp_path / "x").exists()


def test_a_capture_that_cannot_be_stopped_is_told_of(play, fleet, tmp_path):
    fleet.set_fault(DOOR, "status", status=500, target="pcap", action="status", nth=2)
    fleet.set_fault(DOOR, "silent_drop", target="pcap", action="stop")
    done = play([pcap(state="captured", time=180, dest=f"{tmp_path}/x")], fleet.hosts(DOOR), expect=2)
    assert "HTTP 500" in done.message(DOOR)
    assert "The capture could not be stopped and may still run" in done.message(DOOR)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "status", "status": 500}, "HTTP 500"),
        ({"kind": "garbage"}, "the device sent an HTML page, not a packet"),
    ],
)
def test_no_capture_comes(play, fleet, tmp_path, fault, expected):
    fleet.set_fault(DOOR, target="pcap", action="export", **fault)
    done = play([pcap(state="captured", time=1, dest=f"{tmp_path}/x")], fleet.hosts(DOOR), expect=2)
    assert expected in done.message(DOOR)
    assert not (tmp_path / "x").exists()
    assert not runs(fleet)


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_lost_start(play, fleet, tmp_path, kind):
    """The status tells; it is never sent again, and if it came to nothing the task says so."""
    fleet.set_fault(DOOR, kind, target="pcap", action="start")
    done = play([pcap(state="started", time=180)], fleet.hosts(DOOR), expect=0 if kind == "cut_after" else 2)
    assert runs(fleet) is (kind == "cut_after")
    if kind == "cut_before":
        assert "it is not known whether the device has done it" in done.message(DOOR)
    # a start that may only be late is followed by a stop
    assert [entry["action"] for entry in fleet.writes(DOOR)] == ["start", "stop"][: 1 if kind == "cut_after" else 2]


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_lost_stop_is_settled_by_the_status(play, fleet, kind):
    play([pcap(state="started", type="manual")], fleet.hosts(DOOR))
    fleet.set_fault(DOOR, kind, target="pcap", action="stop")
    assert play([pcap(state="stopped")], fleet.hosts(DOOR)).outcome(DOOR)["changed"] is True
    assert not runs(fleet)


def test_a_door_that_goes_on(play, fleet):
    play([pcap(state="started", type="manual")], fleet.hosts(DOOR))
    fleet.set_fault(DOOR, "silent_drop", target="pcap", action="stop")
    done = play([pcap(state="stopped")], fleet.hosts(DOOR), expect=2)
    assert "the device accepted to stop the capture, and it is still running" in done.message(DOOR)


def test_a_door_that_starts_nothing(play, fleet):
    fleet.set_fault(DOOR, "silent_drop", target="pcap", action="start")
    done = play([pcap(state="started")], fleet.hosts(DOOR), expect=2)
    assert "the device accepted to start a capture, and none is running" in done.message(DOOR)


def test_the_time_limit_of_the_task_stops_the_capture(play, fleet, tmp_path):
    task = dict(pcap(state="captured", time=120, dest=f"{tmp_path}/x"), timeout=4)
    play([task], fleet.hosts(DOOR), expect=2)
    assert fleet.state(DOOR)["pcap"]["stopped"] is not None
    assert not (tmp_path / "x").exists()


def test_bad_input_sends_nothing(play, fleet, tmp_path):
    dest = f"{tmp_path}/x"
    cases = [
        (pcap(state="captured"), "state is captured but all of the following are missing: dest"),
        (pcap(state="captured", dest=str(tmp_path)), "is a directory; name the file"),
        (pcap(state="stopped", dest=f"{tmp_path}/none/x"), "dest: there is no directory"),
        (pcap(state="captured", type="manual", dest=dest), "type: must be auto with state: captured"),
        (pcap(state="started", type="manual", time=5), "time: goes with type: auto"),
        (pcap(state="started", dest=dest), "dest: goes with state: stopped or captured"),
        (pcap(state="stopped", filter="ip"), "filter: goes with state: started or captured"),
        (pcap(state="started", time=181), "time: must be 1 to 180 seconds, not 181"),
        (pcap(state="started", time=0), "time: must be 1 to 180 seconds, not 0"),
        (pcap(state="started", size=0), "size: must be 1 to 2147483647 bytes, not 0"),
        (pcap(state="started", filter=" "), "filter: is empty"),
        (pcap(state="started", filter="ip\nand"), "filter: must be one line"),
    ]
    for number, (task, _unused) in enumerate(cases):
        task.update(name=f"Case {number}", ignore_errors=True)
    done = play([task for task, _unused in cases], fleet.hosts(DOOR))
    for number, (_unused, expected) in enumerate(cases):
        assert expected in done.message(DOOR, f"Case {number}")
    assert fleet.requests(DOOR) == []
