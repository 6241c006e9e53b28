# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many people on one door: requests, bytes and time, against a client that adds them one at a time, pylocal-akuvox."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from meter import Meter
from table import short, table
from workplace import PASSWORD, USERNAME, Workplace, workplace

# A model that the other client knows.
PROFILE = "x916"
SIZES = (1000, 5000)
# One at a time takes the other client many minutes at 1,000.
ONE_BY_ONE = 100
INTERVAL = 0.25
DOOR = "door-0001"


@dataclass(frozen=True)
class Traffic:
    """What went over the wire, those requests included that only fetch a login's challenge."""

    requests: int
    sent: int
    received: int
    seconds: float

    def times(self, factor: float) -> Traffic:
        """The same for as many times the people, where it grows in proportion."""
        return Traffic(*(part * factor for part in (self.requests, self.sent, self.received, self.seconds)))


def run(rounds: int) -> list[str]:
    """The table; a door's pacing decides the time, so one round does."""
    with workplace(1, INTERVAL, profile=PROFILE) as place:
        theirs = one_by_one(place, ONE_BY_ONE)
        ours = {size: {"first": first(place, size), "second": second(place, size)} for size in SIZES}
    rows = [line(ONE_BY_ONE, "pylocal-akuvox", theirs, theirs)]
    for size, turns in ours.items():
        computed = theirs.times(size / ONE_BY_ONE)
        rows.append(line(size, "pylocal-akuvox, computed", computed, computed))
        rows += [line(size, f"`akuvox_user`, {turn} run", traffic, computed) for turn, traffic in turns.items()]
    head = ["people", "by", "requests", "kB sent", "kB received", "seconds", "one at a time takes"]
    return table(head, rows)


def line(size: int, name: str, traffic: Traffic, theirs: Traffic) -> list[str]:
    """A row of the table."""
    sent, received = (short(part / 1000) for part in (traffic.sent, traffic.received))
    slower = "" if traffic is theirs else f"{short(theirs.seconds / traffic.seconds)}x"
    return [f"{size:,}", name, f"{traffic.requests:,.0f}", sent, received, short(traffic.seconds), slower]


def person(number: int) -> dict:
    """One of them, as the module takes it."""
    return {
        "user_id": str(number),
        "name": f"Person {number}",
        "pin": f"{100000 + number}",
        "cards": [f"{0xA0000000 + number:08X}"],
    }


def play(size: int) -> list[dict]:
    """A play that gives the doors so many people."""
    task = {"name": "People", "doorfleet.akuvox.akuvox_user": {"users": [person(number) for number in range(size)]}}
    return [{"name": "People", "hosts": "akuvox", "gather_facts": False, "tasks": [task]}]


def first(place: Workplace, size: int) -> Traffic:
    """All of them on an empty door."""
    place.fleet.reset()
    return second(place, size)


def second(place: Workplace, size: int) -> Traffic:
    """The play on the door as it is."""
    place.fleet.forget()
    with Meter(place.fleet.ports[DOOR]) as meter:
        cost = place.play(play(size), port=meter.port)
    assert len(place.fleet.state(DOOR)["user"]) == size
    return Traffic(len(place.fleet.requests(DOOR)), meter.sent, meter.received, cost.seconds)


def one_by_one(place: Workplace, size: int) -> Traffic:
    """The same people by the other client, which keeps the same distance between two requests."""
    import pylocal_akuvox as other

    async def add(port: int) -> None:
        login = other.AuthConfig(method=other.AuthMethod("digest"), username=USERNAME, password=PASSWORD)
        async with other.AkuvoxDevice(
            f"127.0.0.1:{port}", auth=login, use_ssl=False, verify_ssl=False, request_delay=INTERVAL
        ) as device:
            for row in map(person, range(size)):
                await device.add_user(
                    name=row["name"],
                    user_id=row["user_id"],
                    private_pin=row["pin"],
                    card_code=row["cards"][0],
                    web_relay="0",
                    lift_floor_num="0",
                    schedule_relay="1001-1",
                )

    place.fleet.reset()
    start = time.monotonic()
    with Meter(place.fleet.ports[DOOR]) as meter:
        asyncio.run(add(meter.port))
    seconds = time.monotonic() - start
    assert len(place.fleet.state(DOOR)["user"]) == size
    return Traffic(len(place.fleet.requests(DOOR)), meter.sent, meter.received, seconds)
