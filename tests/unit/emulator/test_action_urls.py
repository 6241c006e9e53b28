# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens at emulated doors, and the URLs that they call for it (device-facts 9.3)."""

from __future__ import annotations

import re
import socket
import threading
import time

import pytest
from akuvox_emulator import actionurls, profiles
from akuvox_emulator.configkeys import factory
from akuvox_emulator.device import Spec
from emulator_rig import wait_for

PREFIX = "Config.Features.ACTIONURL."
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Receiver:
    """Takes calls on a bare socket, so that the lines are seen as they were written."""

    def __init__(self):
        self.heads = []
        self.answers = []
        self.mute = False
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _peer = self._socket.accept()
            except OSError:
                return
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    chunk = connection.recv(4096)
                    if not chunk:
                        break
                    head += chunk
                self.heads.append(head.decode("latin-1").split("\r\n"))
                if self.mute:
                    connection.recv(1)
                else:
                    connection.sendall(self.answers.pop(0) if self.answers else OK)

    @property
    def lines(self):
        return [head[0] for head in self.heads]

    def wait(self, count):
        wait_for(lambda: len(self.heads) >= count)
        return self.lines

    def close(self):
        self._socket.close()


@pytest.fixture
def receiver():
    running = Receiver()
    yield running
    running.close()


def set_urls(rig, name, urls, **more):
    keys = {PREFIX + word: url for word, url in urls.items()}
    rig.admin("PATCH", f"/devices/{name}/config", {PREFIX + "Enable": "1", **keys, **more})


def happen(rig, name, kind, **more):
    return rig.admin("POST", f"/devices/{name}/happenings", {"kind": kind, **more})


def answered(rig, name, count):
    wait_for(lambda: len(rig.admin("GET", f"/devices/{name}/calls")["sent"]) >= count)
    return rig.admin("GET", f"/devices/{name}/calls")["sent"]


# Family, happening, the word that its configuration has for it.
SPELLINGS = [
    ("manual", {"kind": "tamper"}, "TamperAlarmTriggered"),
    ("e16c", {"kind": "tamper"}, "AlarmTriggered"),
    ("manual", {"kind": "break_in", "letter": "B"}, "BreakInAlarmB"),
    ("e16c", {"kind": "break_in", "letter": "B"}, "InputBreakIn"),
    ("x916", {"kind": "held_open"}, "AlarmDoorOpenedTimeoutA"),
    ("e18", {"kind": "code", "value": "0000"}, "InvalidCodeEntered"),
    ("s532", {"kind": "card", "value": "0A"}, "InvalidCardEntered"),
    ("x915s", {"kind": "face", "value": "9"}, "InvalidFaceRecognition"),
    ("x912", {"kind": "qrcode", "value": "9"}, "InvalidQRCodeEntered"),
    ("a08s", {"kind": "input", "letter": "C"}, "InputCTriggered"),
    ("a08s", {"kind": "input", "letter": "C", "on": False}, "InputCClosed"),
    ("hostile", {"kind": "relay", "letter": "B"}, "RelayBTriggered"),
    ("manual", {"kind": "restart"}, "SetupCompleted"),
]


def test_each_family_tells_in_its_own_words(make_rig, receiver):
    families = sorted({family for family, _asked, _word in SPELLINGS})
    rig = make_rig(
        *(
            Spec(family, number, profile=profiles.find(family), auth="none", tls=False, reboot_seconds=0.05)
            for number, family in enumerate(families)
        )
    )
    for family in families:
        words = [key.removeprefix(PREFIX) for key in factory(profiles.find(family)) if key.startswith(PREFIX)]
        urls = {
            word: f"http://127.0.0.1:{receiver.port}/{family}/{word}?mac=$mac&no=$nobody"
            for word in words
            if word not in ("Enable", "Method")
        }
        set_urls(rig, family, urls)
    for family, asked, _word in SPELLINGS:
        rig.admin("POST", f"/devices/{family}/happenings", asked)
    lines = receiver.wait(len(SPELLINGS))
    for family, _asked, word in SPELLINGS:
        # 9.3: E18 by its configuration, X91x whatever that says
        method = "POST" if family in ("e18", "x916", "x915s", "x912") else "GET"
        mac = rig.admin("GET", f"/devices/{family}")["mac"].replace(":", "")
        assert f"{method} /{family}/{word}?mac={mac}&no=$nobody HTTP/1.1" in lines
    assert len(lines) == len(SPELLINGS)
    # no QR code there
    happen(rig, "e16c", "qrcode", value="9")
    assert answered(rig, "e16c", 2)[-1]["status"] == 200
    assert len(receiver.heads) == len(SPELLINGS)


def test_the_door_judges_acts_and_tells_with_what_it_knows(make_rig, receiver):
    rig = make_rig(Spec("one", 1, auth="none"), Spec("two", 2, auth="none", profile=profiles.find("e18")))
    base = f"http://127.0.0.1:{receiver.port}"
    urls = {
        "ValidCodeEntered": f"{base}/code=$code:$code_value",
        "InvalidCodeEntered": f"{base}/code=$code:$code_value",
        "ValidCardEntered": f"{base}/card=$card_sn:by=$unlocktype:who=$user_name",
        "ValidQRCodeEntered": f"{base}/by=$unlocktype",
        "RelayATriggered": f"{base}/relay=$relay1status",
        "RelayAClosed": f"{base}/relay=$relay1status",
    }
    people = [{"UserID": "7", "Name": "Ada Example", "PrivatePIN": "4711", "CardCode": "0A;0B"}]
    for name in ("one", "two"):
        set_urls(rig, name, urls, **{"Config.DoorSetting.RELAY.HoldDelayA": "0"})
        rig.admin("PUT", f"/devices/{name}/state", {"user": people})
    assert happen(rig, "one", "code", value="4711") == {"granted": True}
    assert happen(rig, "one", "code", value="1234") == {"granted": False}
    # after a code the relay's own URL is silent, but it closes again
    assert sorted(receiver.wait(3)) == [
        "GET /code=1234:$code_value HTTP/1.1",
        "GET /code=4711:$code_value HTTP/1.1",
        "GET /relay=0 HTTP/1.1",
    ]
    assert happen(rig, "one", "card", value="0b") == {"granted": True}
    receiver.wait(6)
    assert happen(rig, "one", "qrcode", value="7") == {"granted": True}
    # blanks go in as they are
    assert "GET /card=0b:by=Card:who=Ada Example HTTP/1.1" in receiver.wait(9)
    assert "GET /by=QR Code HTTP/1.1" in receiver.lines
    assert "GET /relay=1 HTTP/1.1" in receiver.lines
    happen(rig, "two", "code", value="4711")
    assert "POST /code=$code:4711 HTTP/1.1" in receiver.wait(10)
    log = rig.admin("GET", "/devices/one/state")["doorlog"]
    assert [(row["Type"], row["Status"], row["Name"]) for row in log[:2]] == [
        ("Password", "Success", "Ada Example"),
        ("Password", "Failed", ""),
    ]
    # the switch
    rig.admin("PATCH", "/devices/one/config", {PREFIX + "Enable": "0"})
    happen(rig, "one", "card", value="0B")
    assert rig.admin("GET", "/devices/one/calls")["waiting"] == 0


def test_what_the_api_does_is_told_too(make_rig, receiver):
    rig = make_rig(auth="none")
    base = f"http://127.0.0.1:{receiver.port}"
    words = ("RelayBTriggered", "RelayBClosed", "MakeCall", "HangUp")
    set_urls(rig, "door-001", {word: f"{base}/{word}?remote=$remote" for word in words})
    client = rig.client()
    client.call("relay", "trig", {"mode": 0, "num": 2, "level": 0, "delay": 0})
    client.call("call", "dial", {"Phone": "100"})
    client.call("call", "hangup")
    assert sorted(receiver.wait(4)) == [
        "GET /HangUp?remote= HTTP/1.1",
        "GET /MakeCall?remote=100 HTTP/1.1",
        "GET /RelayBClosed?remote=$remote HTTP/1.1",
        "GET /RelayBTriggered?remote=$remote HTTP/1.1",
    ]
    # the older mechanism of the inputs, with a switch of its own (the manual)
    rig.admin(
        "PATCH",
        "/devices/door-001/config",
        {"Config.DoorSetting.INPUT.ActionUrlA": f"{base}/old?mac=$mac", "Config.DoorSetting.INPUT.HttpEnableA": "1"},
    )
    happen(rig, "door-001", "input")
    assert re.fullmatch(r"GET /old\?mac=[0-9A-F]{12} HTTP/1.1", receiver.wait(5)[4])
    assert rig.admin("GET", "/devices/door-001/state")["inputs"]["InputA"] == 0


@pytest.mark.parametrize("challenge", ['Digest realm="r", nonce="n1", qop="auth"', 'Basic realm="r"'])
def test_logins(make_rig, receiver, challenge):
    """The one in the URL comes before the device's own; neither is shown, and nothing is sent unasked."""
    rig = make_rig(auth="none")
    denied = f"HTTP/1.1 401 No\r\nWWW-Authenticate: {challenge}\r\nContent-Length: 0\r\n\r\n".encode()
    own = {PREFIX + "UserName": "own", PREFIX + "Password": "own-pass"}
    set_urls(rig, "door-001", {"TamperAlarmTriggered": f"http://127.0.0.1:{receiver.port}/own"}, **own)
    url = f"http://in%40url:url-pass@127.0.0.1:{receiver.port}/url"
    set_urls(rig, "door-001", {"BreakInAlarmA": url})
    receiver.answers += [denied, OK, denied, OK]
    happen(rig, "door-001", "tamper")
    happen(rig, "door-001", "break_in")
    sent = answered(rig, "door-001", 2)
    assert [each["status"] for each in sent] == [200, 200]
    assert sent[1]["url"] == f"http://127.0.0.1:{receiver.port}/url"
    said = [[line for line in head if line.startswith("Authorization")] for head in receiver.heads]
    assert said[0] == said[2] == []
    if challenge.startswith("Basic"):
        assert said[1] == ["Authorization: Basic b3duOm93bi1wYXNz"]
    else:
        assert 'username="own"' in said[1][0]
        assert 'username="in@url"' in said[3][0]
        assert actionurls.authorization([challenge], ("own", "own-pass"), "GET", "/own") != said[1][0]


def test_calls_are_bounded_and_never_waited_for(make_rig, receiver, monkeypatch):
    monkeypatch.setattr(actionurls, "MOST_WAITING", 5)
    monkeypatch.setattr(actionurls, "SECONDS", 1)
    receiver.mute = True
    rig = make_rig(Spec("one", 1, auth="none"))
    set_urls(rig, "one", {"TamperAlarmTriggered": f"http://127.0.0.1:{receiver.port}/x"})
    begun = time.monotonic()
    happen(rig, "one", "tamper", times=20)
    assert rig.client("one").get("/api/system/info").status == 200
    assert time.monotonic() - begun < actionurls.SECONDS * 5
    sent = answered(rig, "one", 5)
    assert [each["status"] for each in sent] == [0] * 5
    assert {each["error"] for each in sent} == {"TimeoutError"}
    assert rig.admin("GET", "/devices/one/calls")["lost"] == 15
    # nothing is sent from a door that is off the network
    receiver.mute = False
    rig.admin("PATCH", "/devices/one", {"online": False})
    count = len(receiver.heads)
    happen(rig, "one", "tamper")
    assert answered(rig, "one", 6)[-1]["error"] == "the device is not on the network"
    assert len(receiver.heads) == count


def test_urls_that_are_not_called(make_rig):
    rig = make_rig(Spec("one", 1, auth="none"))
    for url, says in (
        ("http://192.0.2.9/x", "leads away from this machine"),
        ("http://events.example.net/x", "names are not looked up"),
        ("ftp://127.0.0.1/x", "is no URL"),
        ("http://127.0.0.1:99999/x", "has no address"),
        ("http://[::1/x", "has no address"),
    ):
        set_urls(rig, "one", {"TamperAlarmTriggered": url})
        rig.admin("DELETE", "/devices/one/calls")
        happen(rig, "one", "tamper")
        (sent,) = answered(rig, "one", 1)
        assert says in sent["error"]


def test_wrong_happenings(make_rig):
    rig = make_rig(Spec("one", 1, auth="none"))
    for body, says in (
        (None, "an object with kind"),
        ({"kind": "fire"}, "'kind' must be one of"),
        ({"kind": "card", "card": "0A"}, "unknown member 'card'"),
        ({"kind": "card", "value": 7}, "'value' must be a text"),
        ({"kind": "relay", "letter": "E"}, "'letter' must be A, B, C or D"),
        ({"kind": "tamper", "times": True}, "'times' must be 1 to 100"),
    ):
        assert says in rig.admin("POST", "/devices/one/happenings", body, status=400)["error"]
