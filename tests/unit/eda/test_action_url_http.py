# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The source on a real port: HTTP within bounds, TLS, peers, its status file, and a flood of anything."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
import json
import logging
import random
import re
import socket
import ssl
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import grammar

LOBBY = b"/tokenOfTheDoorLobby-0123"
TAMPER = b"GET " + LOBBY + b"/tamper HTTP/1.1\r\n\r\n"


@pytest.fixture
def seed():
    """Of all that is random in a test. It is printed, so that a failure can be seen again."""
    value = random.SystemRandom().randrange(2**32)
    print(f"seed {value}")
    return value


def free_port():
    """A port on which nothing listens at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Queue(asyncio.Queue):
    """The queue of the rules engine, with room for one."""

    def __init__(self):
        super().__init__(1)


async def exchange(port, *pieces, context=None, end=True):
    """Send the pieces, and return all that is answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)
        if end and context is None:
            writer.write_eof()
        return await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def serve(action_url, scenario, queue=None, **arguments):
    """Run a scenario against the source, and return what it returns."""

    async def run():
        port, used = free_port(), queue or asyncio.Queue()
        task = asyncio.create_task(action_url.main(used, {"port": port, "doors": grammar.DOORS, **arguments}))
        for _time in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                await asyncio.sleep(0.02)
        try:
            return await scenario(port, used, task)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return asyncio.run(run())


def statuses(answer):
    """The statuses in what was answered."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 ([0-9]{3})", answer)]


CALLS = [
    ([TAMPER], [200]),
    ([TAMPER * 3], [200] * 3),
    ([b"\r\n\r\n", TAMPER], [200]),
    ([TAMPER[:9], TAMPER[9:40], TAMPER[40:]], [200]),
    ([b"GET " + LOBBY + b"/tamper?user_name=Mary Ann M\xfcller&x=\xff\xfe HTTP/1.1\r\n\r\n"], [200]),
    ([b"GET " + LOBBY + b"/tamper\n"], [200]),
    ([b"GET " + LOBBY + b"/tamper HTTP/1.0\n\n"], [200]),
    ([b"GET http://door:5000" + LOBBY + b"/tamper HTTP/1.1\r\n\r\n"], [200]),
    ([b"POST " + LOBBY + b"/tamper HTTP/1.1\r\nContent-Length: 3\r\n\r\n", b"a=b" + TAMPER], [200, 200]),
    ([b"POST " + LOBBY + b"/tamper HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"], [200]),
    ([b"POST " + LOBBY + b"/tamper HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"], [200]),
    ([b"GET " + LOBBY + b"/tamper HTTP/1.1\r\nConnection: Close\r\n\r\n" + TAMPER], [200]),
    ([b"PUT " + LOBBY + b"/tamper HTTP/1.1\r\n\r\n"], [405]),
    ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n"], [405]),
    ([b"GET /" + b"a" * 5000], [414]),
    ([b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 4000], [431]),
    ([b"POST / HTTP/1.1\r\nContent-Length: 20000\r\n\r\n"], [413]),
    ([b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"], [400]),
    ([b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"], [400]),
    ([b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc"], []),
    ([b""], []),
]


def test_calls_are_read_within_bounds(action_url):
    async def scenario(port, queue, task):
        for pieces, wanted in CALLS:
            assert statuses(await exchange(port, *pieces)) == wanted, pieces
        return task.done()

    assert serve(action_url, scenario) is False


def test_a_connection_that_says_nothing_is_closed_and_too_many_push_out_the_oldest(action_url, monkeypatch):
    monkeypatch.setattr(action_url, "CALL_SECONDS", 0.2)
    monkeypatch.setattr(action_url, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(action_url, "MAX_CONNECTIONS", 20)

    async def scenario(port, queue, task):
        slow = [await asyncio.open_connection("127.0.0.1", port) for _time in range(30)]
        for _reader, writer in slow:
            writer.write(b"GET /to")
        assert statuses(await exchange(port, TAMPER)) == [200]
        # all are ended from the other side, though each could have gone on for ever
        for reader, writer in slow:
            with contextlib.suppress(ConnectionError):
                assert await asyncio.wait_for(reader.read(), 20) == b""
            writer.close()

    serve(action_url, scenario)


def test_peers_outside_of_the_networks_are_refused(action_url, caplog):
    async def scenario(port, queue, task):
        return statuses(await exchange(port, TAMPER)), queue.qsize()

    assert serve(action_url, scenario, allowed_peers=["192.0.2.0/24", "::1"]) == ([403], 0)
    assert "outside of allowed_peers" in caplog.text
    assert serve(action_url, scenario, allowed_peers=["127.0.0.0/8"])[0] == [200]


def test_a_filter_that_fails_costs_its_event_and_no_other(action_url, caplog):
    class Failing(asyncio.Queue):
        async def put(self, item):
            if item["akuvox"]["kind"] == "tamper":
                raise KeyError("the text of this error is nobody's")
            await super().put(item)

    async def scenario(port, queue, task):
        assert statuses(await exchange(port, TAMPER, TAMPER.replace(b"tamper", b"hang_up"))) == [200, 200]
        found = [(await asyncio.wait_for(queue.get(), 10))["akuvox"] for _time in range(2)]
        return [(each["kind"], each["result"]) for each in found]

    assert serve(action_url, scenario, queue=Failing()) == [("call_ended", ""), ("overflow", "1")]
    assert "nobody's" not in caplog.text


def test_the_status_file_confirms_what_is_in_force_and_which_token_was_used(action_url, tmp_path, monkeypatch):
    monkeypatch.setattr(action_url, "TICK_SECONDS", 0.05)
    path, status = tmp_path / "doors.json", tmp_path / "doors.json.status"

    def write(*tokens):
        door = {"name": "lobby", "address": "", "tokens": [{"token": token} for token in tokens]}
        new = tmp_path / "new"
        new.write_text(json.dumps({"version": 1, "doors": {"0C1105000001": door}}), encoding="utf-8")
        new.chmod(0o600)
        new.replace(path)
        return action_url.hashlib.sha256(path.read_bytes()).hexdigest()

    async def said(condition):
        for _time in range(400):
            found = json.loads(status.read_text(encoding="utf-8")) if status.exists() else {}
            if found and condition(found):
                return found
            await asyncio.sleep(0.02)
        raise AssertionError(found)

    old, new = "theOldTokenOfTheDoor-012", "theNewTokenOfTheDoor-012"

    async def ask(port, token):
        return statuses(await exchange(port, f"GET /{token}/tamper HTTP/1.0\r\n\r\n".encode()))

    async def scenario(port, queue, task):
        await said(lambda found: found["doors_file"]["sha256"] == first)
        assert (await ask(port, old), await ask(port, new)) == ([200], [403])
        both = write(old, new)
        found = await said(lambda found: found["doors_file"]["sha256"] == both)
        assert (found["doors_file"]["doors"], status.stat().st_mode & 0o777) == (1, 0o600)
        assert (await ask(port, old), await ask(port, new)) == ([200], [200])
        found = await said(lambda found: len(found["tokens"]) == 2)
        assert set(found["tokens"]) == {action_url.fingerprint(token) for token in (old, new)}
        last = write(new)
        await said(lambda found: found["doors_file"]["sha256"] == last and len(found["tokens"]) == 1)
        assert (await ask(port, old), await ask(port, new)) == ([403], [200])
        path.write_text("{", encoding="utf-8")
        found = await said(lambda found: "is no JSON" in found["doors_file"]["problem"])
        assert found["doors_file"]["sha256"] == last
        assert await ask(port, new) == [200]
        return [queue.get_nowait()["akuvox"]["kind"] for _time in range(queue.qsize())]

    first = write(old)
    kinds = serve(action_url, scenario, doors=None, doors_file=str(path))
    assert kinds == ["tamper"] * 4 + ["doors_file_broken", "tamper"]
    assert json.loads(status.read_text(encoding="utf-8"))["ended"]
    assert list(tmp_path.glob(".*")) == []
    assert old not in status.read_text() + new


def test_what_the_last_process_could_not_hand_on_is_counted_at_the_next_start(action_url, tmp_path, caplog):
    path = tmp_path / "doors.json"
    door = {"name": "lobby", "address": "", "tokens": [{"token": "theOnlyTokenOfTheDoor-01"}]}
    path.write_text(json.dumps({"version": 1, "doors": {"0C1105000001": door}}), encoding="utf-8")
    path.chmod(0o600)

    async def accept(port, queue, task):
        for _time in range(5):
            await exchange(port, b"GET /theOnlyTokenOfTheDoor-01/tamper HTTP/1.0\r\n\r\n")
        assert queue.qsize() == 1

    serve(action_url, accept, queue=Queue(), doors=None, doors_file=str(path))
    # one of the five is in the engine's own queue, and the engine has not taken it
    assert "overflow: 5 accepted events did not reach the rules before the end (lobby: 5)" in caplog.text

    async def look(port, queue, task):
        return (await asyncio.wait_for(queue.get(), 10))["akuvox"]

    first = serve(action_url, look, doors=None, doors_file=str(path))
    assert (first["kind"], first["door"], first["result"]) == ("overflow", "lobby", "5")


def certificate(folder, days):
    """A certificate for 127.0.0.1 that ends in so many days, and its key in the same file."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.timezone.utc)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "events.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=400))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"certificate-{days}.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


def test_tls_with_a_renewed_certificate_and_with_doors_that_have_to_show_theirs(
    action_url, tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr(action_url, "TICK_SECONDS", 0.05)
    used, renewed = tmp_path / "used.pem", certificate(tmp_path, 90)
    used.write_bytes(certificate(tmp_path, -3).read_bytes())

    def trusting(path, own=None):
        context = ssl.create_default_context(cafile=str(path))
        if own:
            context.load_cert_chain(str(own))
        return context

    async def scenario(port, queue, task):
        with pytest.raises(ssl.SSLError):
            await exchange(port, TAMPER, context=trusting(used))
        renewed.replace(used)
        for _time in range(400):
            await asyncio.sleep(0.02)
            try:
                call = TAMPER.replace(b"1.1", b"1.0")
                return statuses(await exchange(port, call, context=trusting(used))), task.done()
            except ssl.SSLError:
                continue

    assert serve(action_url, scenario, certfile=str(used)) == ([200], False)
    # doors may not look at it, so an expired one is no reason to stay deaf
    assert "certfile: the certificate has expired" in caplog.text

    async def mutual(port, queue, task):
        call = TAMPER.replace(b"1.1", b"1.0")
        known = statuses(await exchange(port, call, context=trusting(used, used)))
        try:
            unknown = statuses(await exchange(port, call, context=trusting(used)))
        except ssl.SSLError:
            unknown = []
        return known, unknown

    assert serve(action_url, mutual, certfile=str(used), cafile=str(used)) == ([200], [])


def test_ten_thousand_calls_of_any_kind_are_read(action_url, seed):
    assert grammar.run(action_url, seed, 10_000) > 500


def test_a_thousand_calls_of_any_kind_come_over_connections(action_url, seed, caplog):
    caplog.set_level(logging.DEBUG)
    assert asyncio.run(grammar.over_sockets(action_url, free_port(), seed, 1000)) > 50
    assert not any(marker in caplog.text for marker in grammar.MARKERS)
    assert "bug of the collection" not in caplog.text
