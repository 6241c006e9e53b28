# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rollout in waves: which doors go first, how many go together, and when no further door is started.

A wave is what starts together, so none is larger than Ansible's forks: the doors beyond them would wait for their turn
while those before them fail. What is said of a failure between two waves then holds for every single door.
"""

from __future__ import annotations

from itertools import chain, zip_longest

from ..converge.plan import batches, parse_limit
from ..errors import InvalidInput
from ..fields.codec import spoken
from ..fields.numbers import whole_number
from ..fields.tables import alike
from ..shortened import shortened

# How many doors a reason names.
_NAMED = 5


def wave_errors(canary, wave, budget, groups):
    """What is wrong with ``akuvox_canary``, ``akuvox_wave`` and ``akuvox_failure_budget``, as a list of text.

    :param groups: Ansible's variable of this name.
    """
    found = []
    for name, value in (("akuvox_wave", wave), ("akuvox_failure_budget", budget)):
        try:
            if not parse_limit(value, 100, name, "doors") and name == "akuvox_wave":
                found.append(f"{name}: must be 1 or more, not {spoken(value)}")
        except InvalidInput as exc:
            found.append(exc.message)
    if canary_number(canary) is None:
        known = {*groups, *chain.from_iterable(groups.values())}
        found += [
            f"akuvox_canary: '{name}' is no host or group of the inventory; "
            + (alike(name, known) or "a number of doors is allowed too")
            for name in _names(canary)
            if name not in known
        ]
    return found


def canary_number(canary):
    """How many canaries there are to be, None when they are named."""
    if isinstance(canary, bool) or not isinstance(canary, (int, str)):
        return None
    number = whole_number(canary)
    return number if number is not None and number >= 0 else None


def make_plan(reports, groups, canary, wave, budget, forks):
    """Who is upgraded in which wave.

    ``reports`` has for each door of the run, in their order, its report, which is empty where the door did not answer.
    The plan is a dictionary:

    - ``waves``: the number of the wave, from 1, of each door that is behind
    - ``sizes``: how many doors each wave has
    - ``canary_waves``: how many of them are canaries
    - ``canaries``: the doors of which one has to have the firmware before others get it, empty when there are none
    - ``proven``: whether one of them has it already
    - ``budget``: how many doors may fail
    """
    behind = [door for door, report in reports.items() if report.get("state") == "behind"]
    if not behind:
        return {"waves": {}, "sizes": [], "canary_waves": 0, "canaries": [], "proven": False, "budget": 0}
    canaries = _canaries(reports, behind, groups, canary)
    first = [door for door in behind if door in canaries]
    rest = [door for door in behind if door not in canaries]
    size = max(1, min(int(parse_limit(wave, len(behind), "akuvox_wave", "doors")), forks))
    early = batches(first, max(1, forks))
    planned = early + batches(rest, size)
    return {
        "waves": {door: number for number, doors in enumerate(planned, 1) for door in doors},
        "sizes": [len(doors) for doors in planned],
        "canary_waves": len(early),
        "canaries": canaries,
        "proven": any(reports[door].get("state") == "compliant" for door in canaries),
        "budget": int(parse_limit(budget, len(behind), "akuvox_failure_budget", "doors")),
    }


def _canaries(reports, behind, groups, canary):
    """Named ones as far as they are in this run; or so many of those that are behind, of as many models as possible."""
    number = canary_number(canary)
    if number is None:
        named = list(chain.from_iterable(groups.get(name, [name]) for name in _names(canary)))
        return [door for door in reports if door in named]
    by_model = {}
    for door in behind:
        by_model.setdefault(reports[door]["model"], []).append(door)
    in_turn = [door for turn in zip_longest(*by_model.values()) for door in turn if door is not None]
    return in_turn[:number]


def plan_lines(plan, wave, forks, canary=0):
    """The plan as lines to be read. ``canary``: as it was asked for."""
    behind, count = len(plan["waves"]), len(plan["sizes"])
    if not behind:
        return ["no door is to be upgraded"]
    lines = [f"{_doors(behind)} to upgrade in {count} wave{'' if count == 1 else 's'}"]
    for number in range(1, count + 1):
        doors = [door for door, its in plan["waves"].items() if its == number]
        kind = " (canary)" if number <= plan["canary_waves"] else ""
        lines.append(f"wave {number}{kind}: {', '.join(doors)}")
    if canary_number(canary) is None and _names(canary) and not plan["canaries"]:
        lines.append(f"no canary: this run has none of akuvox_canary ({first_named(_names(canary))}), see --limit")
    if parse_limit(wave, behind, "akuvox_wave", "doors") > forks and behind > forks:
        lines.append(
            f"no more than {forks} doors start together, as Ansible's forks say; for waves of akuvox_wave: {wave}, "
            "raise them (--forks)"
        )
    lines.append(
        f"no further door is started once {plan['budget'] + 1} of them {'has' if not plan['budget'] else 'have'} failed"
    )
    return lines


def stop_reason(plan, reports, wave):
    """Why no door of a wave may be started, empty when it may. ``reports`` are those of the doors in the plan."""
    failed = [door for door, report in reports.items() if report.get("outcome") == "failed"]
    if len(failed) > plan["budget"]:
        return (
            f"the failure budget is spent: {first_named(failed)} failed, and akuvox_failure_budget allows "
            f"{plan['budget']}. Run again when this is settled"
        )
    came_through = plan["proven"] or any(
        reports.get(door, {}).get("outcome") == "upgraded" for door in plan["canaries"]
    )
    if plan["canaries"] and wave > plan["canary_waves"] and not came_through:
        return f"no canary came through ({first_named(plan['canaries'])}), so nothing is known of the firmware"
    return ""


def _names(canary):
    """Names as a list, or in one text with commas, as they come from the command line."""
    names = canary.split(",") if isinstance(canary, str) else canary if isinstance(canary, (list, tuple)) else [canary]
    return [str(name).strip() for name in names]


def first_named(doors):
    """The first few doors by name, and how many more there are."""
    return shortened(doors, _NAMED)


def _doors(number):
    return f"{number} door{'' if number == 1 else 's'}"
