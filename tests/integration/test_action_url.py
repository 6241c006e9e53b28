# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The URLs that doors call: set by the keys that each family has, rotated, taken away, and never shown."""

from __future__ import annotations

import hashlib

import pytest
from harness.emulator import FAMILIES
from harness.families import doors, task

PREFIX = "Config.Features.ACTIONURL."
MODULE = "akuvox_action_url"
RECEIVER = "http://127.0.0.1:9"
# Each door has its own, as in a fleet.
TOKEN, NEXT = "first-token-of-{}-0123456789", "second-token-of-{}-0123456789"
OTHER = "http://cam:cam-pass-word@198.51.100.9/notify?key=other-key-word"
DOORS = ["door-01", *(f"{family}-1" for family in FAMILIES if family != "it83")]
SECRETS = {"cam-pass-word", "other-key-word", *(text.format(door) for text in (TOKEN, NEXT) for door in DOORS)}


def urls(fleet, door):
    """Word -> URL of what is set at a door."""
    config = fleet.state(door)["config"]
    section = {key.removeprefix(PREFIX): value for key, value in config.items() if key.startswith(PREFIX)}
    return {word: value for word, value in section.items() if value and word not in ("Enable", "Method")}


def enabled(fleet, door):
    return fleet.state(door)["config"][PREFIX + "Enable"] == "1"


def fingerprint(token):
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def with_token(text, **options):
    return task(MODULE, url=RECEIVER, token=text.format("{{ inventory_hostname }}"), **options)


def test_the_life_of_the_urls_on_every_family(play, fleet):
    hosts = doors(fleet, *DOORS)
    before = {door: fleet.state(door)["config"] for door in DOORS}
    planned = play([with_token(TOKEN)], hosts, "--check", secrets=SECRETS)
    for door in DOORS:
        assert fleet.state(door)["config"] == before[door]
        assert fleet.writes(door) == []
    first = play([with_token(TOKEN)], hosts, secrets=SECRETS)
    for door in DOORS:
        token = TOKEN.format(door)
        keys = [key for key in before[door] if key.startswith(PREFIX) and key != PREFIX + "Method"]
        # all that the door has is set, whatever the family calls it
        assert len(urls(fleet, door)) == len(keys) - 1, door
        assert enabled(fleet, door)
        result, expected = first.outcome(door), planned.outcome(door)
        assert {key: result[key] for key in ("changed", "updated", "diff", "urls", "missing")} == {
            key: expected[key] for key in ("changed", "updated", "diff", "urls", "missing")
        }
        held = urls(fleet, door)["RelayATriggered"]
        assert held == f"{RECEIVER}/{token}/RelayATriggered?mac=$mac&ip=$ip&relay1status=$relay1status"
        assert result["urls"]["RelayATriggered"] == held.replace(token, f"<token {fingerprint(token)}>")
        assert result["diff"]["after"]["RelayATriggered"] == result["urls"]["RelayATriggered"]
        assert result["diff"]["before"]["RelayATriggered"] == ""
        telling = ("$code", "$card", "$qrcode", "$user", "$active")
        assert not any(name in url for name in telling for url in urls(fleet, door).values())
    assert first.outcome("e16c-1")["missing"] == ["qrcode", "tamper", "door_held_open", "restart"]
    assert first.outcome("x916-1")["missing"] == ["alarm"]
    # one key a request there
    assert {entry["method"] for entry in fleet.writes("e16c-1") if entry["applied"]} == {"GET"}
    again = play([with_token(TOKEN)], hosts, secrets=SECRETS)
    assert {again.outcome(door)["changed"] for door in DOORS} == {False}
    # another token, and fewer events: what is no longer asked for is taken away
    some = {"events": ["tamper", "alarm", "ValidCodeEntered"]}
    turned = play([with_token(NEXT, **some)], hosts, secrets=SECRETS)
    for door in DOORS:
        alarm = "AlarmTriggered" if door == "e16c-1" else "TamperAlarmTriggered"
        assert set(urls(fleet, door)) == {alarm, "ValidCodeEntered"}, door
        assert f"/{NEXT.format(door)}/" in urls(fleet, door)[alarm]
        diff = turned.outcome(door)["diff"]
        assert f"<token {fingerprint(TOKEN.format(door))}>" in diff["before"][alarm]
        assert f"<token {fingerprint(NEXT.format(door))}>" in diff["after"][alarm]
        assert diff["after"]["HangUp"] == ""
    # what is read of the configuration has no token in it either
    shown = play([task("akuvox_info", gather=["config"])], hosts, secrets=SECRETS)
    assert shown.outcome("door-01")["akuvox"]["config"][PREFIX + "ValidCodeEntered"] == "********"
    gone = play([task(MODULE, state="absent")], hosts, secrets=SECRETS)
    again = play([task(MODULE, state="absent")], hosts, secrets=SECRETS)
    for door in DOORS:
        assert urls(fleet, door) == {}
        assert not enabled(fleet, door)
        assert gone.outcome(door)["updated"][-1] == "enabled"
        assert not again.outcome(door)["changed"]


@pytest.mark.one_core
def test_urls_of_others(play, fleet):
    fail, keep, replace, absent = doors_of_others = ["door-01", "door-02", "door-03", "door-04"]
    mine = f"{RECEIVER}/{TOKEN.format('x')}/BreakInAlarmA?mac=$mac"
    elsewhere = mine.replace("127.0.0.1:9", "127.0.0.2:9")
    for door in doors_of_others:
        keys = {"TamperAlarmTriggered": OTHER, "Enable": "1"}
        if door == absent:
            keys |= {"BreakInAlarmA": mine, "BreakInAlarmB": elsewhere.replace("AlarmA", "AlarmB")}
        fleet.put_config(door, **{PREFIX + word: value for word, value in keys.items()})
    hosts = doors(fleet, *doors_of_others)
    for door in doors_of_others:
        hosts[door]["way"] = {keep: "keep", replace: "replace"}.get(door, "fail")
        hosts[door]["wanted"] = "absent" if door == absent else "present"
    tasks = [with_token(TOKEN, events=["tamper", "restart"], foreign="{{ way }}", state="{{ wanted }}")]
    done = play(tasks, hosts, secrets=SECRETS, expect=2)
    says = done.message(fail)
    assert "somebody else's URLs are set: TamperAlarmTriggered (http://198.51.100.9/...). Nothing was written" in says
    assert fleet.writes(fail) == []
    assert urls(fleet, keep)["TamperAlarmTriggered"] == OTHER
    assert done.outcome(keep)["foreign"] == ["TamperAlarmTriggered"]
    assert set(urls(fleet, keep)) == {"TamperAlarmTriggered", "SetupCompleted"}
    assert TOKEN.format(replace) in urls(fleet, replace)["TamperAlarmTriggered"]
    assert done.outcome(replace)["diff"]["before"]["TamperAlarmTriggered"] == "http://198.51.100.9/..."
    # only what leads to this receiver is taken away, and the switch is left to the others
    assert set(urls(fleet, absent)) == {"TamperAlarmTriggered", "BreakInAlarmB"}
    assert enabled(fleet, absent)
    # what this collection has set for any receiver
    play([task(MODULE, state="absent")], doors(fleet, absent), secrets=SECRETS)
    assert set(urls(fleet, absent)) == {"TamperAlarmTriggered"}


@pytest.mark.one_core
def test_logins_methods_and_a_door_that_does_not_keep_a_url(play, fleet):
    own, none, drops = "door-01", "door-02", "door-03"
    fleet.put_config(own, **{PREFIX + "UserName": "", PREFIX + "Password": ""})
    fleet.set_fault(drops, "silent_drop", action="set", keys=[PREFIX + "TamperAlarmTriggered"], times=-1)
    login = {"receiver_username": "door", "receiver_password": "rec/eiver+pass"}
    tasks = [with_token(TOKEN, method="post", credentials=["card"], **login)]
    tasks[0][f"doorfleet.akuvox.{MODULE}"]["url"] = "https://events.example.net"
    done = play(tasks, doors(fleet, own, none, drops), secrets={*SECRETS, "rec/eiver+pass"}, expect=2)
    config = fleet.state(own)["config"]
    assert (config[PREFIX + "UserName"], config[PREFIX + "Password"]) == ("door", "rec/eiver+pass")
    assert config[PREFIX + "Method"] == "POST"
    card = "https://events.example.net/{}/InvalidCardEntered?mac=$mac&ip=$ip&card_sn=$card_sn"
    assert config[PREFIX + "InvalidCardEntered"] == card.format(TOKEN.format(own))
    assert "no keys for a login to the receiver" in done.output
    assert not done.outcome(none).get("failed")
    says = done.message(drops)
    assert f"did not keep 1 of 36: TamperAlarmTriggered ({PREFIX}TamperAlarmTriggered)" in says


@pytest.mark.one_core
def test_wrong_options_are_refused_before_a_door_is_asked(play, fleet):
    cases = {
        "door-01": ({"url": "http://192.0.2.5:5000/hook"}, "url: must be http:// or https:// with a host"),
        "door-02": ({"token": "short"}, "token: must be 20 to 64 letters"),
        "door-03": ({"events": ["tamper", "no word"]}, "events[1]: must be one of relay, input"),
        "door-04": ({"credentials": ["code"]}, "credentials: would cross the network in clear text"),
        "door-05": ({"url": "http://" + "a" * 470}, "url: is too long; a whole URL has 512 characters at most"),
        "door-06": ({"receiver_username": "x"}, "receiver_username, receiver_password"),
    }
    hosts = doors(fleet, *cases, "it83-1", "door-07")
    given = {"url": RECEIVER, "token": TOKEN.format("x"), "events": ["tamper"], "credentials": []}
    for door in hosts:
        options = {**given, **cases.get(door, ({},))[0]}
        hosts[door].update({f"my_{name}": value for name, value in options.items() if name in given})
        hosts[door]["my_user"] = options.get("receiver_username", "")
    hosts["door-07"]["my_events"] = ["TamperAlarmTrigered"]
    options = {name: "{{ my_" + name + " }}" for name in given}
    options["receiver_username"] = "{{ my_user | default(omit, true) }}"
    done = play([task(MODULE, **options)], hosts, secrets=SECRETS, expect=2)
    for door, (_options, says) in cases.items():
        assert says in done.message(door), door
        assert fleet.requests(door) == []
    assert "No hanlders" in done.message("it83-1") or "does not have" in done.message("it83-1")
    says = f"events[0]: this device has no key {PREFIX}TamperAlarmTrigered; did you mean TamperAlarmTriggered?"
    assert says in done.message("door-07")
