# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What doors send, as a grammar with variations of it, and what has nothing to do with that; all from a seed.

``python tests/unit/eda/grammar.py --requests 1000000`` is the long run, which prints its seeds.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import random
import re
import sys
import time
from pathlib import Path

EDA = Path(__file__).resolve().parents[3] / "extensions" / "eda"
TOKENS = ("tokenOfTheDoorLobby-0123", "tokenOfTheDoorGate--0123")
MACS = ("0C:11:05:00:00:01", "0C:11:05:00:00:02")
DOORS = {
    mac: {"name": name, "token": token, "address": "127.0.0.1"}
    for mac, name, token in zip(MACS, ("lobby", "gate"), TOKENS, strict=True)
}
# Neither may be in any event, message or answer.
MARKERS = ("83920174", "0FACADE1", "Marker", *TOKENS)
WORDS = (
    "RelayATriggered RelayBClosed InputATriggered InputDClosed ValidCodeEntered InvalidCodeEntered ValidCardEntered "
    "InvalidCardEntered ValidFaceRecognition InvalidFaceRecognition ValidQRCodeEntered InvalidQRCodeEntered MakeCall "
    "HangUp TamperAlarmTriggered AlarmTriggered InputBreakIn BreakInAlarmA AlarmDoorOpenedTimeoutB SetupCompleted "
    "overflow unknown_door something_new"
).split()
VALUES = {
    "mac": (*MACS, "0C1105000001", "$mac", "", "0c-11-05-00-00-02", "Marker"),
    "ip": ("127.0.0.1", "$ip", "192.0.2.1"),
    "model": ("R20A", "$model"),
    "relay1status": ("0", "1", "$relay1status", "{{ 7*7 }}", "1\x00"),
    "input1status": ("0", "1", "$input1status"),
    "alarmstatus": ("1", "$alarmstatus"),
    "unlocktype": ("Face", "QR Code", "Null"),
    "card_sn": ("0FACADE1", "$card_sn", "0FACADE1 "),
    "code": ("83920174", "$code", "83920174#"),
    "user_name": ("Mary Marker", "M%C3%A4ry Marker", "Märy Marker", "a&mac=" + MACS[1], "x HTTP/1.1"),
    "qrcode": ("83920174\u2028", "%0d%0aHost: Marker", "{% raw %}Marker"),
}
WORD_OF_AN_EVENT = re.compile(r"[A-Za-z0-9_.:-]*")


def door_line(rng: random.Random) -> bytes:
    """Return the first line of a call as doors make it."""
    pairs = [
        f"{name}={rng.choice(VALUES[name])}" for name in rng.sample(sorted(VALUES), rng.randrange(len(VALUES) + 1))
    ]
    token, word = rng.choice((*TOKENS, TOKENS[0], "wrongTokenOfNoDoor-Marker", "")), rng.choice((*WORDS, ""))
    target = f"/{token}/{word}" + rng.choice((f"?{'&'.join(pairs)}", f"/{':'.join(pairs)}"))
    method = rng.choice(("GET", "GET", "GET", "POST", "PUT", "get"))
    version = rng.choice((" HTTP/1.1", " HTTP/1.1", " HTTP/1.0", "", " HTTP/2", " HTTP/1.1 "))
    return f"{method} {target}{version}".encode(rng.choice(("utf-8", "latin-1")), "replace")


def door_request(rng: random.Random) -> bytes:
    """Return a whole call as doors make it."""
    body, headers = b"", [b"Host: events", b"User-Agent: Akuvox"]
    if rng.random() < 0.2:
        body = rng.choice(
            (
                b"mac=0C1105000001&code=83920174",
                json.dumps({"mac": MACS[0], "code": 83920174, "x": [{}]}).encode(),
                b"{" * rng.randrange(3000),
                b"{\"mac\": \"\\ud800\"}",
                rng.randbytes(rng.randrange(200)),
            )
        )  # fmt: skip
        headers.append(b"Content-Length: %d" % (len(body) + rng.choice((0, 0, 0, 1, -1, 99999))))
    if rng.random() < 0.1:
        headers.append(rng.choice((b"Transfer-Encoding: chunked", b"Connection: close", b"Expect: 100-continue", b":")))
    end = rng.choice((b"\r\n", b"\r\n", b"\r\n", b"\n"))
    return end.join([door_line(rng), *headers, b"", b""]) + body


def any_request(rng: random.Random) -> bytes:
    """Return a call with something wrong in it, or no call at all."""
    if rng.random() < 0.3:
        return rng.randbytes(rng.randrange(400))
    text = bytearray(door_request(rng))
    for _time in range(rng.randrange(1, 8)):
        place = rng.randrange(len(text) + 1)
        sort = rng.random()
        if sort < 0.4 and text:
            text[place % len(text)] = rng.randrange(256)
        elif sort < 0.7:
            text[place:place] = rng.choice(
                (b"\r\n", b"\x00", b"%", b"%zz", b"/", b"&" * 200, b"A" * 5000, b" ", b"\xff")
            )
        else:
            del text[place : place + rng.randrange(20)]
    return bytes(text)


def request(rng: random.Random) -> bytes:
    """Return a call, half of them as doors make them."""
    return door_request(rng) if rng.random() < 0.5 else any_request(rng)


def check_event(made: dict) -> None:
    """Fail for an event that has a value which could mean something to a playbook."""
    values = {**made["akuvox"], "hosts": made["meta"]["hosts"]}
    assert set(made) == {"akuvox", "meta"}
    assert len(values) == 11
    for name, value in values.items():
        assert isinstance(value, str), name
        assert WORD_OF_AN_EVENT.fullmatch(value), name
        assert not any(marker.lower() in value.lower() for marker in MARKERS), name


def run(action_url, seed: int, count: int) -> int:
    """Read so many calls, in pieces of any length; return how many made an event."""
    rng, events = random.Random(seed), 0
    options = action_url.checked_arguments({"port": 5000, "doors": DOORS, "max_per_door_per_minute": 0})
    source = action_url.Source(options, action_url.Registry(action_url.given_doors(DOORS)), None)
    for _time in range(count):
        reader, text = action_url.RequestReader(options.max_line), request(rng)
        cut = rng.randrange(len(text) + 1)
        try:
            for piece in (text[:cut], text[cut:]):
                reader.feed(piece)
                for _calls in range(100):
                    found = reader.next()
                    if found is None:
                        break
                    assert source.answer(found, "127.0.0.1") in (200, 403, 503)
        except action_url.BadRequest as problem:
            source.bad_request(problem)
            action_url.reply(problem.status, False)
        while source.pending.events:
            check_event(source.pending.events.popleft())
            events += 1
    return events


class Counting:
    """A queue that only counts, in the place of the rules engine's."""

    def __init__(self) -> None:
        """Begin with none."""
        self.count = 0

    async def put(self, made: dict) -> None:
        """Look at an event."""
        check_event(made)
        self.count += 1


async def over_sockets(action_url, port: int, seed: int, count: int) -> int:
    """Send so many calls over real connections; return how many made an event."""
    queue, rng = Counting(), random.Random(seed)
    arguments = {"port": port, "doors": DOORS, "max_per_door_per_minute": 0, "max_pending": 100_000}
    running = asyncio.create_task(action_url.main(queue, arguments))
    await asyncio.sleep(0)

    async def send(text: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(text)
            writer.write_eof()
            return await asyncio.wait_for(reader.read(), 30)
        except ConnectionError:
            return b""
        finally:
            writer.close()

    for _time in range(100):
        try:
            await send(b"")
            break
        except OSError:
            await asyncio.sleep(0.02)
    for start in range(0, count, 50):
        answers = await asyncio.gather(*(send(request(rng)) for _time in range(min(50, count - start))))
        for answer in answers:
            assert not any(marker.encode() in answer for marker in MARKERS)
    assert not running.done()
    last = await send(f"GET /{TOKENS[0]}/tamper HTTP/1.0\r\n\r\n".encode())
    assert last.startswith(b"HTTP/1.1 200"), last
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return queue.count


def main() -> int:
    """Run the long one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1_000_000, help="calls that are read (default: %(default)s)")
    parser.add_argument("--sockets", type=int, default=100_000, help="calls over connections (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=None, help="of the first 10,000, as it was printed")
    parser.add_argument("--port", type=int, default=5999)
    arguments = parser.parse_args()
    spec = importlib.util.spec_from_file_location("eda_action_url", EDA / "plugins" / "event_source" / "action_url.py")
    action_url = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = action_url
    spec.loader.exec_module(action_url)
    seed = random.SystemRandom().randrange(2**32) if arguments.seed is None else arguments.seed
    began, done, events = time.monotonic(), 0, 0
    while done < arguments.requests:
        print(f"seed {seed}", flush=True)
        events += run(action_url, seed, 10_000)
        done, seed = done + 10_000, seed + 1
    print(f"{done} calls read, {events} events, {time.monotonic() - began:.0f} s", flush=True)
    if arguments.sockets:
        print(f"seed {seed}", flush=True)
        began = time.monotonic()
        events = asyncio.run(over_sockets(action_url, arguments.port, seed, arguments.sockets))
        print(f"{arguments.sockets} calls over connections, {events} events, {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
