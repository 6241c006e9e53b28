# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keywords of tasks and plays: timeout, async, serial, limit, ignore_unreachable, until, check mode of one task."""

from __future__ import annotations

import re

import pytest
from harness.people import people, people_on_device, pins, without_ids

INFO = {"name": "info", "doorfleet.akuvox.akuvox_info": {}}
USERS = {"name": "users", "doorfleet.akuvox.akuvox_user": {"users": people(1, 2)}}
NEXT = {"name": "next", "ansible.builtin.debug": {"msg": "goes on"}}
SECRETS = pins(1, 2)
BASTION = {"bastion-1": {"ansible_connection": "elsewhere"}}


# What ansible-core says of it, older and newer.
ENDED = re.compile(r"expected time frame|timed out", re.IGNORECASE)


@pytest.mark.parametrize("delegate", [None, "bastion-1"])
def test_timeout_ends_a_task_with_a_mute_device(play, fleet, mute_port, delegate):
    """The device would be waited for longer than a run of these tests may take."""
    hosts = {
        "mute": fleet.host("door-01", akuvox_port=mute_port, akuvox_timeout=3600, limit=3),
        # without a limit, since a loaded machine may need any time for it
        "good": fleet.host("door-02", limit=0),
    }
    keywords = {"delegate_to": delegate} if delegate else {}
    done = play([{**INFO, **keywords, "timeout": "{{ limit }}"}, NEXT], hosts, others=BASTION, expect=2)
    assert done.outcome("mute")["event"] == "failed"
    assert ENDED.search(done.message("mute"))
    assert done.outcome("good", "next")["event"] == "ok"


def test_timeout_in_the_middle_of_an_answer(play, fleet):
    fleet.set_fault("door-01", "slow", seconds=600, action="info")
    done = play([{**INFO, "timeout": 3}], fleet.hosts("door-01", akuvox_timeout=3600), expect=2)
    assert ENDED.search(done.message("door-01"))
    # the emulator lets go of the request
    fleet.patch("door-01", online=False)


def test_async_is_refused(play, fleet):
    done = play([{**INFO, "async": 60, "poll": 0}], fleet.hosts("door-01"), expect=2)
    assert "async" in done.message("door-01")
    assert fleet.requests("door-01") == []


def test_serial_limit_and_failed_batches(play, fleet):
    names = ("door-01", "door-02", "door-03", "door-04")
    fleet.patch("door-02", online=False)
    hosts = fleet.hosts(*names, akuvox_retries=0)
    done = play([USERS], hosts, play={"serial": 2}, secrets=SECRETS, expect=4)
    assert [done.outcome(name)["event"] for name in names] == ["ok", "unreachable", "ok", "ok"]
    fleet.reset()
    play([USERS], hosts, "--limit", "door-03,door-04", secrets=SECRETS)
    assert [bool(fleet.requests(name)) for name in names] == [False, False, True, True]


def test_ignore_unreachable_and_rescue(play, fleet):
    fleet.patch("door-01", online=False)
    fleet.patch("door-02", password="an0ther-passw0rd")
    tasks = [
        {**INFO, "ignore_unreachable": True, "register": "found"},
        {"name": "after", "ansible.builtin.debug": {"msg": "{{ found.unreachable | default(false) }}"}},
    ]
    done = play(tasks, fleet.hosts("door-01", akuvox_retries=0))
    assert done.outcome("door-01", "after")["msg"] is True
    rescue = {"name": "block", "block": [INFO], "rescue": [NEXT]}
    done = play([rescue], fleet.hosts("door-02"))
    assert done.recap["door-02"]["rescued"] == 1


def test_until_tries_again(play, fleet):
    fleet.put_config("door-01", **{"Config.DoorSetting.DEVICENODE.Location": "Pier 7"})
    fleet.set_fault("door-01", "garbage", action="info", times=2)
    tasks = [{**INFO, "register": "found", "until": "found is success", "retries": 5, "delay": 0}]
    done = play(tasks, fleet.hosts("door-01"))
    assert [outcome["event"] for outcome in done.outcomes("door-01")] == ["retry", "retry", "ok"]


def test_check_mode_and_diff_of_one_task(play, fleet):
    tasks = [{**USERS, "check_mode": True, "diff": True}]
    done = play(tasks, fleet.hosts("door-01"), secrets=SECRETS)
    assert set(done.outcome("door-01")["diff"]["after"]) == {"1001", "1002"}
    assert fleet.writes("door-01") == []
    without = {"ANSIBLE_DIFF_ALWAYS": "0"}
    tasks = [{**USERS, "check_mode": False}]
    done = play(tasks, fleet.hosts("door-01"), "--check", environment=without, secrets=SECRETS)
    assert "diff" not in done.outcome("door-01")
    assert without_ids(fleet.state("door-01")["user"]) == people_on_device(1, 2)


def test_become_and_connection_of_the_door_do_not_matter(play, fleet):
    """Doors have no shell, so nothing of how Ansible would log in to one may play a part."""
    hosts = fleet.hosts("door-01", ansible_connection="ssh", ansible_user="nobody")
    play([{**INFO, "become": True}, {**INFO, "name": "remote"}], hosts)


def test_collections_keyword_and_short_names(play, fleet):
    task = {"name": "info", "akuvox_info": {"gather": ["status"]}}
    play([task], fleet.hosts("door-01"), play={"collections": ["doorfleet.akuvox"]})
