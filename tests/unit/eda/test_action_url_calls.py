# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the bytes of a call to the event: both forms, raw blanks, unreplaced variables, and what is refused."""

from __future__ import annotations

import logging

import pytest

CARD, PIN = "0FACADE1", "83920174"
KEYS = ["door", "mac", "kind", "result", "relay", "input", "credential_id", "seq", "peer_ok", "received"]


@pytest.fixture
def ask(action_url):
    """``ask(source, target, body=b"", peer=...)``: the status of a call, as a door on that address makes it."""

    def ask(source, target, body=b"", peer="127.0.0.1", method=b"GET"):
        target = target.encode() if isinstance(target, str) else target
        reader = action_url.RequestReader(source.options.max_line)
        reader.feed(method + b" " + target + b" HTTP/1.1\r\nHost: x\r\n")
        reader.feed(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        try:
            return source.answer(reader.next(), peer)
        except action_url.BadRequest as problem:
            return source.bad_request(problem)

    return ask


def said(source):
    """What the events say, the newest last."""
    return [each["akuvox"] for each in source.pending.events]


LOBBY = "/tokenOfTheDoorLobby-0123"
MAC = "0C1105000001"
MEANT = [
    ("RelayATriggered?mac=" + MAC + "&relay1status=1", {"kind": "relay_triggered", "relay": "A", "result": "1"}),
    ("RelayBClosed?relay1status=1&relay2status=0", {"kind": "relay_closed", "relay": "B", "result": "0"}),
    ("InputDTriggered?relay1status=1&input4status=0", {"kind": "input_triggered", "input": "D", "result": "0"}),
    ("relay_a_triggered", {"kind": "relay_triggered", "relay": "A", "result": ""}),
    ("relay_triggered", {"kind": "relay_triggered", "relay": "", "result": ""}),
    ("ValidCodeEntered", {"kind": "valid_code", "result": "granted"}),
    ("InvalidCardEntered", {"kind": "invalid_card", "result": "denied"}),
    ("invalid_card", {"kind": "invalid_card", "result": "denied"}),
    ("ValidFaceRecognition?unlocktype=Face", {"kind": "valid_face", "result": "granted"}),
    ("InvalidQRCodeEntered?unlocktype=QR Code", {"kind": "invalid_qrcode", "result": "denied"}),
    ("MakeCall?remote=$remote", {"kind": "call_made", "result": ""}),
    ("HangUp", {"kind": "call_ended"}),
    ("TamperAlarmTriggered", {"kind": "tamper"}),
    ("AlarmTriggered?alarmstatus=1", {"kind": "alarm", "result": "1"}),
    ("InputBreakIn", {"kind": "break_in", "input": ""}),
    ("BreakInAlarmC", {"kind": "break_in", "input": "C"}),
    ("AlarmDoorOpenedTimeoutA", {"kind": "door_held_open", "input": "A"}),
    ("SetupCompleted?model=$model", {"kind": "restart"}),
    ("GlassBreakTriggeredB?relay1status=1", {"kind": "glass_break_triggered_b", "result": ""}),
    ("83920174", {"kind": "other", "result": ""}),
    ("", {"kind": ""}),
    ("mac=" + MAC + ":ip=192.0.2.1", {"kind": ""}),
    ("tamper/mac=" + MAC + ":ip=$ip:model=R20A", {"kind": "tamper"}),
    ("tamper/mac=0C:11:05:00:00:01:relay1status=1", {"kind": "tamper"}),
    ("RelayATriggered/mac=" + MAC + "&relay1status=1", {"kind": "relay_triggered", "result": "1"}),
    ("RelayATriggered?relay1status=$relay1status", {"kind": "relay_triggered", "result": ""}),
    ("RelayATriggered?relay1status=%31", {"kind": "relay_triggered", "result": "1"}),
    ("RelayATriggered?relay1status={{ 7*7 }}", {"kind": "relay_triggered", "result": ""}),
    ("RelayATriggered?relay1status=\u0661", {"kind": "relay_triggered", "result": ""}),
    ("tamper?user_name=Mary Ann Müller&x=a b  c", {"kind": "tamper"}),
]  # fmt: skip


@pytest.mark.parametrize(("rest", "wanted"), MEANT, ids=[rest for rest, _wanted in MEANT])
def test_a_call_is_understood(source, ask, rest, wanted):
    running = source()
    assert ask(running, f"{LOBBY}/{rest}") == 200
    (event,) = running.pending.events
    values = event["akuvox"]
    assert sorted(values) == sorted(KEYS)
    assert {type(value) for value in values.values()} == {str}
    assert {name: values[name] for name in wanted} == wanted
    assert (values["door"], values["mac"], event["meta"]) == ("lobby", "0C:11:05:00:00:01", {"hosts": "lobby"})
    assert (values["seq"], values["peer_ok"], values["received"][-1], len(values["received"])) == ("1", "yes", "Z", 24)


def test_posts_are_read_too_and_the_url_comes_first(source, ask):
    running = source()
    body = b'{"mac": "0c:11:05:00:00:01", "relay1status": 1, "alarmstatus": "2", "code": 12.5, "x": [1]}'
    assert ask(running, LOBBY + "/RelayATriggered?relay1status=0", body, method=b"POST") == 200
    assert ask(running, LOBBY + "/alarm", body, method=b"POST") == 200
    assert ask(running, LOBBY + "/alarm", b"alarmstatus=3&mac=" + MAC.encode(), method=b"POST") == 200
    assert ask(running, LOBBY + "/alarm", b'{"mac": "\\ud800' + b"[" * 9000, method=b"POST") == 200
    assert [each["result"] for each in said(running)] == ["0", "2", "3", ""]


REFUSED = [
    ("/", 403, 0), ("/short/tamper", 403, 0), ("/tokenOfTheDoorLobby-0124/tamper", 403, 0),
    ("/tokenOfTheDoorLobby-0123%00/tamper", 403, 0), (LOBBY + "/tam-per", 400, 1), (LOBBY + "/overflow", 400, 1),
    (LOBBY + "/DoorSilent", 400, 1), (LOBBY + "/" + "a" * 41, 400, 1),
]  # fmt: skip


@pytest.mark.parametrize(("target", "status", "events"), REFUSED)
def test_a_call_without_a_token_or_with_a_strange_word_is_refused(source, ask, target, status, events):
    running = source()
    assert ask(running, target) == status
    assert [each["kind"] for each in said(running)] == ["bad_request"] * events
    assert running.counts.accepted == 0


def test_a_door_with_the_token_of_another_is_refused_and_named(source, ask, caplog):
    running = source()
    for _time in range(3):
        assert ask(running, LOBBY + "/tamper?mac=0C1105000002") == 403
    (event,) = running.pending.events
    wanted = {"kind": "bad_request", "result": "token_of_other_door", "mac": "0C:11:05:00:00:02", "door": ""}
    assert {name: event["akuvox"][name] for name in wanted} == wanted
    # no run of a playbook is meant for a door that may be another
    assert event["meta"]["hosts"] == "localhost"
    assert "with the token of the door 'lobby' had another door's MAC" in caplog.text
    assert len(caplog.records) == 1


def test_what_somebody_types_at_the_door_cannot_take_the_place_of_a_variable(source, ask):
    """The value of $user_name holds '&mac=...': the first one of a name counts."""
    running = source()
    target = f"{LOBBY}/valid_code?mac={MAC}&relay1status=0&user_name=x&mac=0C1105000002&relay1status=1"
    assert ask(running, target) == 200
    assert said(running)[0]["mac"] == "0C:11:05:00:00:01"


@pytest.mark.parametrize("wanted", ["refuse", "event"])
def test_a_call_of_an_unknown_door_gives_an_event_only_if_that_is_asked_for(source, ask, wanted):
    running = source(unknown_door=wanted)
    for mac in (MAC, "0C11050000FF", "0C11050000FF", "$mac", "nonsense"):
        assert ask(running, f"/anyOtherTokenOfNoDoor-0123/tamper?mac={mac}") == 403
    found = [(each["kind"], each["mac"], each["result"]) for each in said(running)]
    known = ("unknown_door", "0C:11:05:00:00:01", "wrong_token")
    strange = ("unknown_door", "0C:11:05:00:00:FF", "")
    # the empty MAC has its own, once
    assert found == ([known, strange, ("unknown_door", "", "")] if wanted == "event" else [])
    assert running.counts.refused == 5


def test_credentials_are_dropped_or_hashed_and_in_no_message(source, ask, caplog):
    caplog.set_level(logging.DEBUG)
    target = f"{LOBBY}/InvalidCardEntered?card_sn={CARD}&code={PIN}"
    dropped = source()
    assert ask(dropped, target) == 200
    assert said(dropped)[0]["credential_id"] == ""
    hashed = source(credentials="hash", hash_key="k" * 16)
    for each in (f"card_sn={CARD}", f"card_sn={CARD.lower()}", f"code={CARD}", "card_sn=$card_sn", f"code_value={PIN}"):
        assert ask(hashed, f"{LOBBY}/InvalidCardEntered?{each}") == 200
    card, same, code, none, pin = (each["credential_id"] for each in said(hashed))
    assert (len(card), card == same, none) == (16, True, "")
    # a PIN of the same digits as a card is another thing
    assert len({card, code, pin}) == 3
    other = source(credentials="hash", hash_key="K" * 16)
    assert ask(other, target) == 200
    assert said(other)[0]["credential_id"] not in ("", card)
    events = str([dropped.pending.events, hashed.pending.events, caplog.text])
    assert not any(secret.lower() in events.lower() for secret in (CARD, PIN, LOBBY[1:]))


def test_a_replayed_call_makes_one_event_within_the_time(source, ask, clock, caplog):
    running = source(dedupe_seconds=10)
    target = f"{LOBBY}/InvalidCardEntered?mac={MAC}&card_sn="
    assert [ask(running, target + CARD) for _time in range(3)] == [200] * 3
    assert len(said(running)) == 1
    # another card, another door and another word are other events, though the event doesn't show the card
    assert ask(running, target + "0FACADE2") == 200
    assert ask(running, f"/tokenOfTheDoorGate--0123/InvalidCardEntered?card_sn={CARD}") == 200
    assert ask(running, f"{LOBBY}/ValidCardEntered?mac={MAC}&card_sn={CARD}") == 200
    assert len(said(running)) == 4
    clock.now += 9
    assert ask(running, target + CARD) == 200
    clock.now += 2
    assert ask(running, target + CARD) == 200
    assert (len(said(running)), running.counts.duplicates) == (5, 3)
    assert "Calls of the door 'lobby' repeated one of 10 s" in caplog.text
    without = source()
    assert [ask(without, target + CARD) for _time in range(3)] == [200] * 3
    assert len(said(without)) == 3


def test_a_door_that_calls_too_often_is_refused_and_counted_and_others_are_not(source, ask, clock):
    running = source(max_per_door_per_minute=5)
    assert [ask(running, LOBBY + "/tamper") for _time in range(8)] == [200] * 5 + [503] * 3
    assert ask(running, "/tokenOfTheDoorGate--0123/tamper") == 200
    running.say_overflow()
    running.say_overflow()
    overflow = said(running)[-1]
    assert (overflow["kind"], overflow["door"], overflow["result"]) == ("overflow", "lobby", "3")
    assert len(said(running)) == 7
    clock.now += 60
    assert ask(running, LOBBY + "/tamper") == 200


def test_a_full_queue_is_answered_503_and_counted_by_door(source, ask):
    running = source(max_pending=3, max_per_door_per_minute=0)
    gate = "/tokenOfTheDoorGate--0123/tamper"
    assert [ask(running, LOBBY + "/tamper") for _time in range(5)] == [200] * 3 + [503] * 2
    assert ask(running, gate) == 503
    running.say_overflow()
    # there is room for what the source says of itself
    counted = {each["door"]: each["result"] for each in said(running)[3:]}
    assert (counted, running.counts.accepted, running.counts.overflow) == ({"lobby": "2", "gate": "1"}, 3, 3)


def test_strangers_can_make_neither_memory_nor_events_without_end(source, ask, action_url, caplog):
    running = source(unknown_door="event", max_pending=50)
    for number in range(3000):
        ask(running, f"/anyOtherTokenOfNoDoor-0123/tamper?mac=0C1105{number:06X}")
        running.allowed(f"192.0.2.{number}")
    assert len(said(running)) <= 50 + action_url.OWN_RESERVE
    assert len(running._own_notices._said) <= action_url.MOST_NOTICES + 1
    assert len(caplog.records) < 10
    # and the doors' own events still have their place once the queue is empty
    running.pending.events.clear()
    assert ask(running, LOBBY + "/tamper") == 200


def test_a_door_falls_silent_and_comes_back(source, ask, clock):
    running = source(offline_after=60)
    clock.now += 59
    running.say_silence()
    assert ask(running, LOBBY + "/tamper") == 200
    clock.now += 2
    running.say_silence()
    running.say_silence()
    assert [(each["kind"], each["door"], each["result"]) for each in said(running)[1:]] == [
        ("door_silent", "gate", "60")
    ]
    assert ask(running, "/tokenOfTheDoorGate--0123/tamper") == 200
    assert [each["kind"] for each in said(running)[2:]] == ["door_back", "tamper"]


def test_the_address_of_the_door_is_compared(source, ask):
    running = source()
    for peer in ("127.0.0.1", "192.0.2.9", ""):
        assert ask(running, LOBBY + "/tamper", peer=peer) == 200
    assert [each["peer_ok"] for each in said(running)] == ["yes", "no", ""]
