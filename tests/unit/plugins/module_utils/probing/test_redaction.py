# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing that a door says of its site, its people or its network gets into a report, as a value or as a name."""

from __future__ import annotations

import itertools
import json
import types

import pytest
from akuvox_emulator.configkeys import FACTORY, factory
from akuvox_emulator.profiles import PROFILES
from akuvox_emulator.recordkinds import kinds

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import TlsError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.messages import Answer
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.tls import Handshake
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.probe import as_text, file_name, in_a_line
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.probepage import page
from ansible_collections.doorfleet.akuvox.plugins.module_utils.probing.names import Names, words_said
from ansible_collections.doorfleet.akuvox.plugins.module_utils.probing.report import probe
from ansible_collections.doorfleet.akuvox.plugins.module_utils.probing.shapes import form, how_many, secret_form

pytestmark = pytest.mark.one_core

# A person, a room, an address, a MAC, a URL, a serial number, a code: each is made different by a number or a letter.
MARKERS = (
    "Zarquon{0} Vesterholt", "quillgate-{0}", "192.0.2.{1}", "0C:11:05:00:00:{1:02X}", "https://zarq{0}.example.net/x?y={1}",
    "SN99{1:06d}", "47{1:06d}", "zarquon{0}@example.com", "Vesterholt{0}", "VESTERHOLT{0}", "ZARQ_{0}",
)  # fmt: skip
LETTERS = [a + b for a in "abcdefghij" for b in "klmnopqrst"]


class Marks:
    """Makes texts that are found again, whatever their form."""

    def __init__(self):
        self.made = []
        self._turn = itertools.count()

    def __call__(self, template=None):
        turn = next(self._turn)
        text = (template or MARKERS[turn % len(MARKERS)]).format(LETTERS[turn % len(LETTERS)], 10 + turn % 200)
        self.made.append(text)
        return text


class MarkedDoor:
    """A door that answers every question with markers in the place of all names and values."""

    login = ("digest", "Zarquonapi", "Vesterholt/secret")
    answered = True

    def __init__(self, marks):
        self._marks = marks
        self.transport = types.SimpleNamespace(has_answered=lambda: None)

    def exchange(self, request):
        marks = self._marks
        headers = {"server": marks(), "content-type": marks(), "content-length": marks()}
        name = request.path.rpartition("/api/")[2]
        data = {
            marks(): marks(),
            marks(): {marks(): [marks(), {marks(): marks()}]},
        }
        if name == "system/info":
            lan = {"IPAddress": marks(), "Gateway": marks(), marks(): marks()}
            data |= {"Status": {"Model": marks(), "FirmwareVersion": marks("192.0.2.{1}"), "HardwareVersion": marks(),
                                "MAC": marks(), marks(): marks()}, "Lan": lan}  # fmt: skip
            lan["DNS1"] = data["Status"]["FirmwareVersion"]
        elif name == "config/get":
            known = {key: marks() for key in FACTORY}
            data = {**known, **{f"Config.DoorSetting.{marks()}.{marks()}": marks() for _turn in range(40)},
                    **{f"Config.{marks()}.GENERAL.Enable": marks() for _turn in range(20)},
                    **{f"Config.DoorSetting.GENERAL.{marks()}Name": marks() for _turn in range(20)}}  # fmt: skip
        elif name.endswith("/get"):
            target = name.partition("/")[0]
            fields = dict(kinds(PROFILES["manual"])[target].defaults) if target in kinds(PROFILES["manual"]) else {}
            rows = [{**{field: marks() for field in fields}, "ID": marks(), marks(): marks()} for _turn in range(12)]
            data |= {"num": marks(), "item": rows, marks(): marks()}
        reply = {"retcode": 0, "action": marks(), "message": marks(), "data": data, marks(): marks()}
        return Answer(headers, json.dumps(reply).encode())

    def ask_openly(self):
        marks = self._marks
        challenge = f'Digest realm="{marks()}", nonce="{marks()}", opaque="{marks()}", qop="auth,{marks("vest{0}")}", '
        challenge += f'algorithm={marks("vest{0}")}, domain="{marks()}", Basic realm="{marks()}"'
        return 401, {"www-authenticate": challenge}, marks().encode()

    def handshake(self, **options):
        if options:
            raise TlsError("too old")
        return Handshake(self._marks().encode(), self._marks(), self._marks(), 256)

    def plain_http(self, port):
        return 308


def given_away(report):
    """All texts that somebody else gets or sees: the JSON, the page, the file's name and the line of the summary."""
    text = as_text(report)
    return "\n".join([text, page(report, text), file_name(report, text), in_a_line(report, "page.html")])


def found_in(texts, said):
    return sorted({text for text in texts if text.lower() in said.lower()})


def test_a_door_full_of_markers_tells_nothing():
    marks = Marks()
    own = ["Vesterholt main gate", *MarkedDoor.login[1:]]
    report, _reading = probe(MarkedDoor(marks), "quillgate.example.net", 80, own)
    said = given_away(report)
    assert len(marks.made) > 5_000
    assert found_in([*marks.made, *own, "quillgate", "zarq", "vest", "192.0.2", "example"], said) == []
    assert report["device"] == {"model": "", "firmware": "", "hardware": ""}
    # what it can say is there all the same
    assert "PrivatePIN" in report["lists"]["user"]["fields"]
    assert set(FACTORY) <= set(report["config"]["keys"])
    assert report["hidden_names"] > 100
    assert report["new_names"] == []
    assert (report["tls"]["version"], report["tls"]["cipher"]) == ("another", "another")
    assert "TLS is too old for today's ciphers" in {odd["text"] for odd in report["oddities"]}
    assert report["login"] == {
        "status": 401, "offers": ["digest", "basic"], "mode": "basic+digest", "realm": "another",
        "digest": {"algorithm": "another", "qop": ["another", "auth"], "opaque": True},
    }  # fmt: skip


def test_the_markers_would_be_found():
    """The search sees a marker in each of the places that are given away."""
    marks = Marks()
    report, _reading = probe(MarkedDoor(marks), "quillgate.example.net", 80)
    for place in (report["new_names"], report["config"]["keys"], report["login"]["offers"]):
        place.append(marks.made[0])
        assert found_in(marks.made, given_away(report)) == [marks.made[0]]
        place.pop()


KNOWN = sorted(
    {key for profile in PROFILES.values() for key in factory(profile)}
    | {name for profile in PROFILES.values() for kind in kinds(profile).values() for name in kind.defaults}
)


def test_all_known_names_go_out_whatever_the_door_says():
    """A site may use a word of the vendor's as a value, such as the contact "Relay"; the vendor's names stay."""
    names = Names(words_said([*KNOWN, "Relay", "Card", "Private", "Robin Sample"]))
    assert [name for name in KNOWN if not names.keeps(name)] == []
    assert not names.new


@pytest.mark.parametrize(
    "name",
    [
        "Robin Sample", "robin@example.com", "10.0.0.5", "0C:11:05:00:00:01", "Flat12Name", "Straße", "x" * 40,
        "LobbyEnable", "RobinPIN", "Config.Lobby.GENERAL.Enable", "Config.DoorSetting.LOBBY.Enable", "_", "1001",
        "Config.DoorSetting.GENERAL.Robin Sample", "Config.DoorSetting.ROOM 12.Enable", "Config.DoorSetting..Enable",
        "Config.DoorSetting.APT12.Enable", "Config.DoorSetting.GENERAL.http://example.net", "Config", "Whiskers",
        "Config.DoorSetting.GENERAL.Whiskers", "MainLobbyName", "", "Config.DoorSetting.GENERAL.0C1105000001",
        "Config.DoorSetting", "Room12Name", "Config.DoorSetting.GENERAL.NameRoom_3",
    ],
)  # fmt: skip
def test_names_that_may_be_somebodys_words_stay(name):
    names = Names(words_said(["Robin Sample", "Main lobby", "10.0.0.5"]))
    assert names.shown([name]) == []
    assert names.hidden == {name}


@pytest.mark.parametrize(
    "name",
    [
        "Config.DoorSetting.HOLOGRAM.Enable", "LivenessThreshold", "Config.Settings.GENERAL.OrbitalMode",
        "Config.DoorSetting.RELAY.RelayDQuorumDelay",
    ],
)  # fmt: skip
def test_new_names_of_the_vendors_make_go_out_and_are_listed(name):
    names = Names(words_said(["Robin Sample", "Main lobby"]))
    assert names.shown([name]) == [name]
    assert names.new == {name}


@pytest.mark.parametrize(
    ("value", "field", "shape"),
    [
        (None, "", "null"), (True, "", "flag"), (3, "", "number"), (2.5, "", "number"), ([], "", "list"),
        ({}, "", "object"), ("", "", "empty"), ("0471", "user.PrivatePIN", "digits"), ("****", "", "stars"),
        ("2026-01-02", "", "date"), ("07:30", "", "time"), ("10 days", "", "days"), ("1d", "", "days"),
        ("00B4161D", "", "hex"), ("Robin", "", "text"), ("Succ", "doorlog.Status", "=Succ"),
        ("Succ", "user.Name", "text"),
        ("1001-1", "user.ScheduleRelay", "N-N"), ("1001-1;", "user.ScheduleRelay", "N-N;"),
        ("1001-12", "user.Schedule-Relay", "N-NN"), ("1001-1,1003-2,1004-1", "user.Schedule", "N-N,N-N"),
        ("1001-1;1003-12;", "user.ScheduleRelay", "N-N;N-NN;"), ("Robin-1", "user.ScheduleRelay", "text"),
    ],
)  # fmt: skip
def test_forms(value, field, shape):
    assert form(value, field) == shape


def test_forms_of_passwords():
    assert [secret_form(value) for value in ("", "******", "c2VjcmV0LXdvcmQ=", "secret", "33333333", "48271530")] == [
        "empty", "stars", "base64", "text", "text", "text"
    ]  # fmt: skip
    assert secret_form("cGFzc3dvcmQ=", written="cGFzc3dvcmQ=") == "text"


def test_numbers_of_records_are_told_as_a_word():
    assert [how_many(number) for number in (0, 1, 2, 10, 11, 4_321)] == ["none", "one", "some", "some", "many", "many"]
