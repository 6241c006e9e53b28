# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner alone, without door and Ansible: records that are held against as many that are wanted."""

from __future__ import annotations

import time

from ansible.plugins.loader import init_plugin_loader
from table import short, span, table

SIZES = (1_000, 10_000)


def run(rounds: int) -> list[str]:
    """The table."""
    init_plugin_loader([])
    rows = []
    for size in SIZES:
        found = [measure(size) for _number in range(rounds)]
        check, hold, plan = zip(*found, strict=True)
        each = sum(min(part) for part in (check, hold, plan)) / size * 1e6
        rows.append([f"{size:,} x {size:,}", span(check), span(hold), span(plan), short(each)])
    return table(["held x wanted", "check the list, s", "read records, s", "plan, s", "µs per record"], rows)


def measure(size: int) -> tuple[float, float, float]:
    """Seconds for checking the list, for understanding the device's records, and for the plan.

    Half of each is what the other lacks, and of the rest every second record differs.
    """
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.plan import hold, make_plan
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import user

    people = user.table(PROFILES["manual"])
    rows = [
        {
            "user_id": str(number),
            "name": f"Person {number - number % 2}",
            "pin": f"{number:06}",
            "cards": [f"{number:08X}"],
        }
        for number in range(size)
    ]
    records = [
        {"ID": str(number), "UserID": str(number), "Name": f"Person {number}", "PrivatePIN": f"{number:06}"}
        | {"CardCode": f"{number:08X}", "ScheduleRelay": "1001-1", "WebRelay": "0", "LiftFloorNum": "0", "Type": "0"}
        for number in range(size // 2, size + size // 2)
    ]
    times = [time.process_time()]
    wanted = people.check_rows(rows)
    times.append(time.process_time())
    held = hold(records, people, user.is_foreign)
    times.append(time.process_time())
    plan = make_plan(held, wanted, people, purge=True)
    times.append(time.process_time())
    assert (len(plan.add), len(plan.update), len(plan.remove)) == (size // 2, size // 4, size // 2)
    return times[1] - times[0], times[2] - times[1], times[3] - times[2]
