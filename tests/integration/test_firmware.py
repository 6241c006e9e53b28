# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware upgrades: what is refused before anything is sent, and what the version after the restart decides."""

from __future__ import annotations

import hashlib
import json

import pytest

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

DOOR = "door-01"
OLD, NEW = "29.30.10.100", "29.30.10.200"
STEPS = ["firmware/prepare", "firmware/upload", "firmware/upgrade"]


def firmware_file(folder, version=NEW, model="R29", size=64 * 1024, name="door.rom"):
    """A file that makes the emulated device take a version, and its MD5."""
    head = f"AKUVOX-EMULATED-FIRMWARE model={model} version={version}\n".encode()
    path = folder / name
    path.write_bytes(head + bytes(range(256)) * ((size - len(head)) // 256))
    return path, hashlib.md5(path.read_bytes()).hexdigest()


def upgrade(src, **options):
    """A task that gives up early."""
    return {
        "name": "akuvox_firmware",
        "doorfleet.akuvox.akuvox_firmware": {"version": NEW, "src": str(src), "wait_timeout": 20, **options},
    }


def acts(fleet):
    """Everything but reads that arrived."""
    return [f"{entry['target']}/{entry['action']}" for entry in fleet.writes(DOOR)]


def refuse(play, fleet, src, cases, *arguments):
    """Run a task for each (options, words): all fail with these words."""
    tasks = [
        {**upgrade(**{"src": src, **options}), "name": str(number), "ignore_errors": True}
        for number, (options, words) in enumerate(cases)
    ]
    done = play(tasks, fleet.hosts(DOOR), *arguments)
    for number, words in enumerate(case[1] for case in cases):
        assert done.outcome(DOOR, str(number))["event"] == "failed"
        assert words in done.message(DOOR, str(number))


def version(fleet):
    """What the device has."""
    return fleet.state(DOOR)["firmware"]["version"]


def test_5_mb_from_end_to_end(play, fleet, tmp_path):
    fleet.patch(DOOR, reboot_grace=1.0, reboot_seconds=2.0)
    src, md5 = firmware_file(tmp_path, size=5 * 1024 * 1024)
    tasks = [upgrade(src, md5=md5.upper(), models=["R29"], silent=True)]
    predicted = play(tasks, fleet.hosts(DOOR), "--check", "--diff").outcome(DOOR)
    assert acts(fleet) == []

    done = play(tasks, fleet.hosts(DOOR), "--diff", "-v")
    result = done.outcome(DOOR)
    facts = result["firmware"]
    seconds = facts.pop("seconds")
    assert seconds > 2
    assert facts == {"model": "R29", "version_before": OLD, "version": NEW, "md5": md5, "size": src.stat().st_size}
    assert result["diff"] == {"before": {"version": OLD}, "after": {"version": NEW}}
    assert predicted["firmware"] == {**facts, "seconds": None}
    assert {key: predicted[key] for key in ("changed", "diff")} == {key: result[key] for key in ("changed", "diff")}
    assert acts(fleet) == STEPS
    assert version(fleet) == NEW
    assert "door.rom: 50 % of 5.2 MB sent" in done.output
    assert fleet.state(DOOR)["firmware"]["uploaded_bytes"] == src.stat().st_size

    fleet.forget_requests(DOOR)
    src.unlink()
    again = play(tasks, fleet.hosts(DOOR))
    assert not again.outcome(DOOR)["changed"]
    assert again.outcome(DOOR)["firmware"] == {"model": "R29", "version_before": NEW, "version": NEW}
    assert fleet.functions(DOOR) == ["GET firmware/status"]


def test_a_relative_file_is_found_beside_the_playbook(play, player, fleet):
    done = play([upgrade("door.rom")], fleet.hosts(DOOR), "--check", expect=2)
    assert "src: the file 'door.rom' cannot be read" in done.message(DOOR)
    folder = player.folder / "run-2" / "files"
    folder.mkdir(parents=True)
    md5 = firmware_file(folder)[1]
    assert play([upgrade("door.rom")], fleet.hosts(DOOR), "--check").outcome(DOOR)["firmware"]["md5"] == md5


def test_the_screen_is_left_alone_only_when_asked(play, fleet, tmp_path):
    """The device keeps the file of an upload whose upgrade never comes."""
    src = firmware_file(tmp_path)[0]
    refusal = json.dumps({"retcode": -1, "action": "upgrade", "message": "Failed"})
    for silent in (False, True):
        fleet.set_fault(DOOR, "status", target="firmware", action="upgrade", status=200, body=refusal)
        play([upgrade(src, silent=silent)], fleet.hosts(DOOR), expect=2)
        assert fleet.state(DOOR)["firmware"]["file"]["silent"] is silent


@pytest.mark.parametrize("mode", [(), ("--check",)])
def test_refused_before_anything_is_sent(play, fleet, tmp_path, mode):
    cases = [
        ({"md5": "0" * 32}, "not 00000000000000000000000000000000, so nothing was sent"),
        ({"models": ["X916", "R20"]}, "models: this device is a R29, and the file is for X916, R20"),
        ({"version": "29.30.9.900"}, "version: the device has 29.30.10.100, which is newer than 29.30.9.900"),
        ({"version": "916.30.10.114"}, "is for another family of models"),
        ({"src": "/nonexistent/door.rom"}, "src: the file '/nonexistent/door.rom' cannot be read: No such file"),
    ]
    refuse(play, fleet, firmware_file(tmp_path)[0], cases, *mode)
    assert acts(fleet) == []


def test_bad_input_sends_nothing(play, fleet, tmp_path):
    cases = [
        (
            {"version": 29.3},
            "such as '29.30.10.100', in quotes, not 29.3: YAML may change",
        ),
        ({"version": "newest"}, "not 'newest'"),
        ({"md5": "abc"}, "md5: must be 32 hex digits, not 'abc'"),
        ({"wait_timeout": 1}, "wait_timeout: must be 5 to 7200 seconds, not 1"),
    ]
    refuse(play, fleet, tmp_path, cases)
    assert fleet.requests(DOOR) == []


def test_a_downgrade_that_is_allowed(play, fleet, tmp_path):
    src = firmware_file(tmp_path, version="29.30.9.900")[0]
    done = play([upgrade(src, version="29.30.9.900", allow_downgrade=True)], fleet.hosts(DOOR))
    assert done.outcome(DOOR)["changed"]
    assert version(fleet) == "29.30.9.900"


def test_wrong_md5_from_the_device_shows_both(play, fleet, tmp_path):
    src, md5 = firmware_file(tmp_path)
    body = {"retcode": -1, "action": "upgrade", "message": "Wrong MD5", "data": {"md5": md5, "md5_calc": "f" * 32}}
    fleet.set_fault(DOOR, "status", target="firmware", action="upgrade", status=200, body=json.dumps(body))
    done = play([upgrade(src)], fleet.hosts(DOOR), expect=2)
    assert "Wrong MD5" in done.message(DOOR)
    assert md5 in done.message(DOOR)
    assert "f" * 32 in done.message(DOOR)
    assert acts(fleet) == STEPS
    assert version(fleet) == OLD

    done = play([upgrade(src)], fleet.hosts(DOOR))
    assert done.outcome(DOOR)["changed"]
    assert version(fleet) == NEW


def test_a_file_that_the_device_takes_for_another_model(play, fleet, tmp_path):
    src = firmware_file(tmp_path, model="X916")[0]
    done = play([upgrade(src)], fleet.hosts(DOOR), expect=2)
    assert "The file was sent and not installed" in done.message(DOOR)
    assert version(fleet) == OLD


def test_ok_and_the_old_version_is_a_failure(play, fleet, tmp_path):
    src = firmware_file(tmp_path, version=OLD)[0]
    done = play([upgrade(src)], fleet.hosts(DOOR), expect=2)
    result = done.outcome(DOOR)
    assert f"it answered OK to the upgrade, and after the restart it still has {OLD}, not {NEW}" in result["msg"]
    assert result["firmware"]["version"] == OLD
    assert acts(fleet) == STEPS


def test_ok_and_a_third_version_is_a_failure(play, fleet, tmp_path):
    src = firmware_file(tmp_path, version="29.30.10.150")[0]
    done = play([upgrade(src)], fleet.hosts(DOOR), expect=2)
    assert f"after the restart it has 29.30.10.150, not {NEW}" in done.message(DOOR)
    assert done.outcome(DOOR)["changed"]


@pytest.mark.parametrize("kind", ["cut_after", "reboot", "truncate", "garbage"])
def test_a_connection_that_dies_during_the_upgrade_is_judged_by_the_version(play, fleet, tmp_path, kind):
    src = firmware_file(tmp_path)[0]
    fleet.set_fault(DOOR, kind, target="firmware", action="upgrade")
    done = play([upgrade(src)], fleet.hosts(DOOR))
    assert done.outcome(DOOR)["changed"]
    assert done.outcome(DOOR)["firmware"]["version"] == NEW
    assert acts(fleet) == STEPS


def test_an_upgrade_that_never_arrives(play, fleet, tmp_path):
    src = firmware_file(tmp_path)[0]
    fleet.set_fault(DOOR, "cut_before", target="firmware", action="upgrade")
    done = play([upgrade(src, wait_timeout=5)], fleet.hosts(DOOR), expect=2)
    assert "not known whether the device has done it" in done.message(DOOR)
    assert "never went down within 5 s" in done.message(DOOR)
    assert acts(fleet) == STEPS
    assert version(fleet) == OLD


@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "reboot"])
def test_an_upload_that_breaks_off_is_sent_once_and_the_next_run_converges(play, fleet, tmp_path, kind):
    # the uptime tells two restarts apart from three seconds on
    fleet.patch(DOOR, reboot_seconds=4.0)
    src = firmware_file(tmp_path, size=2 * 1024 * 1024)[0]
    fleet.set_fault(DOOR, kind, target="firmware", action="upload")
    done = play([upgrade(src)], fleet.hosts(DOOR), expect=2)
    assert done.outcome(DOOR)["event"] == "failed"
    assert "the device keeps its firmware; run again" in done.message(DOOR)
    assert acts(fleet) == STEPS[:2]
    assert version(fleet) == OLD

    fleet.wait_until_up(DOOR)
    fleet.forget_requests(DOOR)
    done = play([upgrade(src)], fleet.hosts(DOOR))
    assert done.outcome(DOOR)["changed"]
    assert acts(fleet) == STEPS
    assert version(fleet) == NEW


@pytest.mark.parametrize("mode", [(), ("--check",)])
def test_a_call_is_not_interrupted(play, fleet, tmp_path, mode):
    src = firmware_file(tmp_path)[0]
    dial = {"name": "dial", "doorfleet.akuvox.akuvox_call": {"action": "dial", "number": "192.0.2.58"}}
    play([dial], fleet.hosts(DOOR))
    done = play([upgrade(src)], fleet.hosts(DOOR), *mode)
    skipped = done.outcome(DOOR)
    assert skipped["event"] == "ok"
    assert "a call is going on" in skipped["skip_reason"]
    assert acts(fleet) == ["call/dial"]

    if not mode:
        play([upgrade(src, skip_if_in_call=False)], fleet.hosts(DOOR))
        assert version(fleet) == NEW


def test_a_device_that_does_not_come_back(play, fleet, tmp_path):
    src, md5 = firmware_file(tmp_path)
    fleet.patch(DOOR, reboot_seconds=600.0)
    done = play([upgrade(src, wait_timeout=6)], fleet.hosts(DOOR), expect=2)
    result = done.outcome(DOOR)
    assert result["event"] == "failed"
    assert result["changed"]
    assert "has not answered since" in result["msg"]
    assert result["firmware"]["md5"] == md5
    assert result["firmware"]["version"] is None


def test_what_has_to_survive(play, fleet, tmp_path):
    """New keys; a secret that changed; a key that may change, and users that come late; a function that is gone."""
    src = firmware_file(tmp_path)[0]
    doors = [f"door-{number:02d}" for number in range(1, 5)]
    password, other, late = "s1p/pass+word", "0ther/pass", "Config.Autoprovision.MODE.Mode"

    def answer(door, target, nth=2, times=-1, **data):
        body = json.dumps({"retcode": 0, "action": "get", "message": "OK", "data": data})
        fleet.set_fault(door, "status", target=target, action="get", nth=nth, times=times, status=200, body=body)

    for door in doors:
        fleet.put_config(door, **{"Config.Account1.GENERAL.Pwd": password})
        fleet.put(door, user=[{"ID": "1", "UserID": "1", "Name": "Ada", "PrivatePIN": "0042"}])
    config = {door: fleet.state(door)["config"] for door in doors}
    answer(doors[1], "config", **{**config[doors[1]], "Config.Account1.GENERAL.Pwd": other})
    answer(doors[2], "config", **{**config[doors[2]], late: "9"})
    answer(doors[2], "user", times=1, num=0, item=[])
    fleet.set_fault(doors[3], "status", target="rfkey", action="get", times=-1, status=404)
    fleet.set_fault(doors[3], "status", target="user", action="get", nth=2, times=-1, status=404)
    tasks = [upgrade(src, verify=["config", "user", "rfkey", "sip"], verify_ignore=[late.lower()], verify_timeout=2)]

    predicted = play(tasks, fleet.hosts(doors[0]), "--check", secrets={password}).outcome(doors[0])
    assert predicted["verified"] == {
        "parts": ["config", "user", "rfkey", "sip"], "missing": [], "new_keys": None, "differences": []
    }  # fmt: skip
    answer(doors[0], "config", **config[doors[0]], **{"Config.New.Key": "1"})
    done = play(tasks, fleet.hosts(*doors), "-vvv", secrets={password, other}, expect=2)
    results = {door: done.outcome(door) for door in doors}
    assert {door: result["event"] for door, result in results.items()} == {
        doors[0]: "ok", doors[1]: "failed", doors[2]: "ok", doors[3]: "failed"
    }  # fmt: skip
    assert results[doors[0]]["verified"]["new_keys"] == ["Config.New.Key"]
    assert results[doors[1]]["verified"]["differences"] == ["Config.Account1.GENERAL.Pwd is another one than before"]
    assert "Config.Account1.GENERAL.Pwd is another one than before" in results[doors[1]]["msg"]
    assert results[doors[1]]["firmware"]["version"] == NEW
    assert results[doors[1]]["changed"]
    assert results[doors[3]]["verified"]["missing"] == ["rfkey"]
    assert "user: the device no longer has the function" in results[doors[3]]["msg"]
    assert all(fleet.state(door)["firmware"]["version"] == NEW for door in doors)
