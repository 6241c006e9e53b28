# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook ``provision`` on many doors, first and second run, against by_hand.yml, which uses ``uri``."""

from __future__ import annotations

import sys
from pathlib import Path

from table import ratio, span, table
from workplace import Workplace, workplace

DOORS = 100
PARTS = ("seconds", "cpu")
BY_HAND = Path(__file__).resolve().with_name("by_hand.yml")
PEOPLE, CONTACTS = 5, 2

# The wanted state of the doors, in the terms of the role and in those of the API.
OURS = {
    "akuvox_config": {"Config.DoorSetting.DEVICENODE.Location": "North"},
    "akuvox_relays": [{"relay": "A", "name": "Main gate", "hold_delay": 12}],
    "akuvox_contacts": [{"name": f"Flat {number}", "phone": f"010{number}"} for number in range(CONTACTS)],
    "akuvox_users": [
        {
            "user_id": f"{number + 1001}",
            "name": f"Person {number}",
            "pin": f"{number + 104711}",
            "cards": [f"00B4161{number}"],
        }
        for number in range(PEOPLE)
    ],
}
THEIRS = {
    "door_settings": {
        "Config.DoorSetting.DEVICENODE.Location": "North",
        "Config.DoorSetting.RELAY.NameA": "Main gate",
        "Config.DoorSetting.RELAY.HoldDelayA": "12",
    },
    "door_contacts": [{"Name": contact["name"], "Phone": contact["phone"]} for contact in OURS["akuvox_contacts"]],
    "door_people": [
        {"UserID": user["user_id"], "Name": user["name"], "PrivatePIN": user["pin"], "CardCode": user["cards"][0]}
        | {"WebRelay": "0", "LiftFloorNum": "0", "ScheduleRelay": "1001-1", "Type": "0"}
        for user in OURS["akuvox_users"]
    ],
}
WAYS = {"`provision`": ("doorfleet.akuvox.provision", OURS), "by hand, `uri`": (BY_HAND, THEIRS)}


def run(rounds: int) -> list[str]:
    """The table. The hand-written playbook takes minutes, so it has one round."""
    costs: dict = {(name, turn): [] for name in WAYS for turn in ("first", "second")}
    held = []
    with workplace(DOORS) as place:
        for name, (playbook, variables) in WAYS.items():
            for _number in range(1 if playbook == BY_HAND else min(rounds, 2)):
                place.fleet.reset()
                for turn in ("first", "second"):
                    place.fleet.forget()
                    cost = place.play(playbook, variables=variables)
                    costs[name, turn].append((cost, len(place.fleet.requests("door-0001"))))
            held.append(outcome(place))
    if held[0] != held[1]:
        sys.exit(f"the two playbooks don't do the same:\n{held[0]}\n{held[1]}")
    ours = next(iter(WAYS))
    rows = []
    for (name, turn), found in costs.items():
        seconds = [cost.seconds for cost, _requests in found]
        cpu = [cost.cpu for cost, _requests in found]
        own_seconds, own_cpu = ([getattr(cost, part) for cost, _requests in costs[ours, turn]] for part in PARTS)
        ratios = ratio(seconds, own_seconds), ratio(cpu, own_cpu)
        rows.append([name, turn, found[0][1], span(seconds), span(cpu), *ratios])
    return table(
        [
            "playbook",
            "run",
            "requests per door",
            "seconds",
            "processor, s",
            "time to `provision`",
            "processor to `provision`",
        ],
        rows,
    )


def outcome(place: Workplace) -> dict:
    """What a door holds that both playbooks have to do with."""
    state = place.fleet.state("door-0001")
    kept = {key: state["config"][key] for key in THEIRS["door_settings"]}
    return {"config": kept, **{target: state[target] for target in ("contact", "user")}}
