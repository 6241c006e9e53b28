# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an event costs: our source against ansible-rulebook's own webhook, and memory over a long run.

``checks.py --exec events python tests/benchmarks/events.py ratios`` (or ``soak``). The webhook is the
one that ansible-rulebook brings, ``eda.builtin.webhook``, which ``ansible.eda.webhook`` has become.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import runpy
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "events"))

from engine import MAC, Engine, free_port

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "action_url.py"
TOKEN = "tokenOfTheDoorLobby-0123"
DOORS = {MAC.format(0): {"name": "lobby", "address": "127.0.0.1", "token": TOKEN}}
BODY = json.dumps({"mac": MAC.format(0), "kind": "call_ended", "door": "lobby", "ip": "127.0.0.1"}).encode()
CALLS = {
    "action_url": f"GET /{TOKEN}/HangUp?mac=0C1105000000&ip=127.0.0.1 HTTP/1.1\r\nHost: events\r\n"
    "User-Agent: door\r\nConnection: close\r\n\r\n".encode(),
    "webhook": b"POST /doors HTTP/1.1\r\nHost: events\r\nUser-Agent: door\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(BODY) + BODY,
}
SOURCES = {
    "action_url": ("doorfleet.akuvox.action_url", {"doors": DOORS, "max_per_door_per_minute": 0, "max_pending": 1000}),
    "webhook": ("eda.builtin.webhook", {"host": "127.0.0.1"}),
}
KIND = {"action_url": "event.akuvox", "webhook": "event.payload"}
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def processor(pid: int) -> float:
    """Return the seconds of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS


def resident(pid: int) -> float:
    """Return the MiB that a process holds."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


async def send(port: int, call: bytes, count: int, side_by_side: int = 4, again: bool = False) -> dict[int, int]:
    """Make so many calls, each on a connection of its own as doors do; return how often each status came.

    ``again``: a call that is answered 503 is made until it is taken, and counts once.
    """
    left, found = iter(range(count)), {}

    async def answer_to_one() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(call)
        answer = await reader.read()
        writer.close()
        return int(answer.split()[1]) if answer else 0

    async def one_after_the_other() -> None:
        for _call in left:
            status = await answer_to_one()
            while status == 503 and again:
                await asyncio.sleep(0.1)
                status = await answer_to_one()
            found[status] = found.get(status, 0) + 1
            if status == 503:
                await asyncio.sleep(0.01)

    await asyncio.gather(*(one_after_the_other() for _side in range(side_by_side)))
    return found


def rules(name: str, throttled: bool) -> list[dict]:
    """Return a rule that no event matches, or one that fires once in an hour."""
    if not throttled:
        return [{"name": "None", "condition": f'{KIND[name]}.kind == "tamper"', "action": {"none": {}}}]
    throttle = {"once_within": "1 hour", "group_by_attributes": [f"{KIND[name]}.door"]}
    return [
        {
            "name": "Once",
            "condition": f'{KIND[name]}.kind == "call_ended"',
            "throttle": throttle,
            "action": {"none": {}},
        }
    ]


def started(name: str, folder: Path, throttled: bool) -> tuple[Engine, int]:
    """Start the engine with one source, and return it with the source's port."""
    port, (source, arguments) = free_port(), SOURCES[name]
    tree = folder / "collections" / "ansible_collections" / "doorfleet"
    tree.mkdir(parents=True, exist_ok=True)
    if not (tree / "akuvox").exists():
        (tree / "akuvox").symlink_to(ROOT)
    book = [
        {
            "name": "Doors",
            "hosts": "all",
            "sources": [{source: {**arguments, "port": port}}],
            "rules": rules(name, throttled),
        }
    ]
    engine = Engine(folder / f"{name}-{throttled}-{port}", folder / "collections")
    return engine.start(book).wait_for_port(port), port


def in_the_engine(name: str, folder: Path, throttled: bool, count: int) -> float:
    """Return the milliseconds of processor for an event."""
    engine, port = started(name, folder, throttled)
    try:
        asyncio.run(send(port, CALLS[name], count // 4))
        before = processor(engine.pid)
        answers = asyncio.run(send(port, CALLS[name], count, again=True))
        assert answers == {200: count}, answers
        time.sleep(1)
        return (processor(engine.pid) - before) / count * 1000
    finally:
        engine.kill()


def alone(name: str, count: int) -> float:
    """Return the milliseconds of processor for an event, where the queue is only emptied."""
    port = free_port()
    child = os.fork()
    if not child:
        try:
            asyncio.run(empty(name, port))
        finally:
            os._exit(1)
    try:
        while True:
            try:
                asyncio.run(send(port, CALLS[name], count // 4))
                break
            except OSError:
                time.sleep(0.1)
        before = processor(child)
        answers = asyncio.run(send(port, CALLS[name], count, again=True))
        assert answers == {200: count}, answers
        return (processor(child) - before) / count * 1000
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


async def empty(name: str, port: int) -> None:
    """Run a source, and take what it puts."""
    if name == "webhook":
        import ansible_rulebook.event_source

        path = Path(ansible_rulebook.event_source.__file__).with_name("webhook.py")
    else:
        path = SOURCE
    queue: asyncio.Queue = asyncio.Queue(1)
    running = asyncio.create_task(runpy.run_path(str(path))["main"](queue, {**SOURCES[name][1], "port": port}))
    while not running.done():
        await queue.get()


def ratios(count: int, rounds: int, only: str) -> None:
    """Print what an event costs with either source, and the ratio of the two."""
    with tempfile.TemporaryDirectory(prefix="akuvox-events-") as name:
        folder = Path(name)
        rows = [("source alone", alone)]
        rows += [
            (title, lambda source, times, throttled=throttled: in_the_engine(source, folder, throttled, times))
            for title, throttled in (("no rule matches", False), ("one throttled rule", True))
        ]
        print("| an event | action_url, ms | webhook, ms | ratio |\n|---|---:|---:|---:|")
        for title, measure in [row for row in rows if only in row[0]]:
            # by turns, so that what else the machine does meets both
            found = {source: [] for source in SOURCES}
            for _round in range(rounds):
                for source in SOURCES:
                    found[source].append(measure(source, count))
            ours, theirs = min(found["action_url"]), min(found["webhook"])
            print(f"| {title} | {ours:.3f} | {theirs:.3f} | {ours / theirs:.2f} |", flush=True)


def soak(count: int) -> None:
    """Print memory at the start and on the way, and what has become of all events."""
    with tempfile.TemporaryDirectory(prefix="akuvox-events-") as name:
        engine, port = started("action_url", Path(name), False)
        try:
            call, answers, accepted, step = CALLS["action_url"], {}, 0, 10_000
            asyncio.run(send(port, call, 1000))
            time.sleep(1)
            print(f"start: {resident(engine.pid):.0f} MiB", flush=True)
            while accepted < count:
                for status, number in asyncio.run(send(port, call, step, 16)).items():
                    answers[status] = answers.get(status, 0) + number
                accepted = answers.get(200, 0)
                print(f"{accepted} accepted: {resident(engine.pid):.0f} MiB", flush=True)
            time.sleep(5)
            code = engine.end()
            lost = [line for line in engine.output.splitlines() if "did not reach" in line]
            print(f"answers {answers}, exit code {code}, {lost or 'all handed on'}")
        finally:
            engine.kill()


def main() -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("ratios", "soak"))
    parser.add_argument("--events", type=int, default=None)
    parser.add_argument("--rounds", type=int, default=2, help="the best of so many counts (default: %(default)s)")
    parser.add_argument("--only", default="", help="only the rows with this in their title")
    arguments = parser.parse_args()
    if arguments.what == "ratios":
        ratios(arguments.events or 8000, arguments.rounds, arguments.only)
    else:
        soak(arguments.events or 150_000)
    return 0


if __name__ == "__main__":
    sys.exit(main())
