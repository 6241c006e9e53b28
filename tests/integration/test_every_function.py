# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every function of the manual is reached by the module that docs/functions.md names, as the door itself tells it."""

from __future__ import annotations

import pytest
from harness.coverage import COVERAGE, collected, functions
from harness.everything import MODULES, SECRETS, fill, options_of_all

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

DOOR = "newer-1"


@pytest.fixture
def reached(play, fleet, tmp_path):
    """Module -> the requests that the door had of it, from one play with tasks of all modules.

    After those of each module, a task notes how long the door's own log is.
    """
    found = play([{"name": "mac", "doorfleet.akuvox.akuvox_info": {}}], fleet.hosts(DOOR)).outcome(DOOR)
    fill(fleet, DOOR)
    # Three restarts in a row: each has to take longer than the uptime is exact.
    fleet.patch(DOOR, reboot_grace=0.5, reboot_seconds=3.0)
    fleet.forget_requests(DOOR)
    url = f"{fleet.admin_url}/devices/{DOOR}/requests"
    log = f"lookup('ansible.builtin.url', '{url}', split_lines=False, use_proxy=False)"
    last = "{{ (" + log + " | from_json)[-1].n }}"
    tasks = []
    options_of = options_of_all(tmp_path, found["akuvox"]["system"]["mac"])
    for module, options in options_of.items():
        tasks += [{"name": module, f"doorfleet.akuvox.{module}": each} for each in options]
        tasks.append({"name": f"after {module}", "ansible.builtin.debug": {"msg": last}})
    done = play(tasks, fleet.hosts(DOOR), secrets=SECRETS)
    requests, since, by_module = fleet.requests(DOOR), 0, {}
    for module in options_of:
        until = int(done.message(DOOR, f"after {module}"))
        by_module[module] = [entry for entry in requests if since < entry["n"] <= until and entry["authorized"]]
        since = until
    assert since == requests[-1]["n"], "no request without a module"
    return by_module


def test_every_function_is_reached_by_the_module_that_the_table_names(reached):
    assert set(reached) == MODULES
    manual = functions()
    for name, entry in COVERAGE.items():
        function = manual[name]
        hits = [
            hit
            for hit in reached[entry["module"]]
            if (hit["target"], hit["action"]) == (function["target"], function["action"])
        ]
        assert hits, f"{entry['module']} does not reach {name}"
        for hit in hits:
            assert hit["path"].partition("?")[0] == function["path"]
            assert hit["method"] in function["methods"]
            assert hit["method"] == "POST" or function["effect"] == "read", f"{name} acts, so it is not sent by GET"
            assert (hit["status"], hit["retcode"]) in ((200, None), (200, 0), (200, 1)), name


def test_the_tests_that_the_table_names_exist():
    assert {entry["test"] for entry in COVERAGE.values()} <= collected()
