# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device's functions: routes and their fallback, pages, and what is asked how often."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.device import Device
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import BadReply, Refused, Unsupported


class Wire:
    """A transport that is answered by a function of method, path, query and envelope."""

    answered = False
    received = 0

    def __init__(self, answer):
        self._answer = answer
        self.sent = []

    def send(self, request):
        envelope = json.loads(request.body) if request.body else None
        self.sent.append((request.method, request.path, request.query, request.kind, request.timeout))
        answer = self._answer(request.method, request.path, request.query, envelope)
        return SimpleNamespace(body=json.dumps(answer).encode())

    def has_answered(self):
        self.answered = True


def device(answer, profile="manual", **known):
    options = {option: entry.get("default") for option, entry in CONNECTION_SPEC.items()}
    made = Device({**options, "host": "192.0.2.1", "auth": "none", "profile": profile}, **known)
    made._transport = Wire(answer)
    return made


def sent(door):
    return [request[:2] for request in door.transport.sent]


def ok(**data):
    return {"retcode": 0, "data": data}


UNSUPPORTED = {"retcode": -1, "message": "unsupport action"}
PEOPLE = [{"ID": str(number)} for number in range(1, 36)]


def test_the_next_route_is_tried_when_the_first_is_unsupported_and_remembered():
    door = device(lambda method, path, query, envelope: UNSUPPORTED if path == "/api/user/set" else ok(), "field")
    door.write("user", "add", {"item": []})
    door.write("user", "add", {"item": []})
    assert sent(door) == [("POST", "/api/user/set"), ("POST", "/api/user/add"), ("POST", "/api/user/add")]


def test_a_refusal_is_no_reason_to_try_another_route():
    door = device(lambda *request: {"retcode": -1, "message": "Failed"}, "field")
    with pytest.raises(Refused):
        door.write("user", "add", {"item": []})
    assert sent(door) == [("POST", "/api/user/set")]


def test_a_function_without_any_route_is_unsupported():
    door = device(lambda *request: UNSUPPORTED, "field")
    with pytest.raises(Unsupported, match=r"user/add on https://192\.0\.2\.1:443: this device does not have"):
        door.write("user", "add", {"item": []})
    assert sent(door) == [("POST", "/api/user/set"), ("POST", "/api/user/add")]


def test_the_envelope_says_what_is_meant_whatever_the_path():
    seen = []
    door = device(lambda method, path, query, envelope: seen.append(envelope) or ok(), "field")
    door.write("user", "del", {"item": [{"ID": "1"}]})
    assert seen == [{"target": "user", "action": "del", "data": {"item": [{"ID": "1"}]}}]


def test_reading_is_done_by_get_and_acting_by_post():
    door = device(lambda *request: ok())
    door.read("relay", "status")
    door.write("relay", "set", {})
    door.act("relay", "trig", {})
    assert [(method, kind) for method, path, query, kind, timeout in door.transport.sent] == [
        ("GET", "read"),
        ("POST", "write"),
        ("POST", "act"),
    ]


def test_a_write_of_many_records_may_take_longer():
    door = device(lambda *request: ok(), {"base": "manual", "seconds_per_item": 0.5})
    door.write("user", "add", {"item": []}, items=100)
    assert door.transport.sent[0][-1] == 10 + 50


def test_a_known_model_costs_no_request_and_an_unknown_one_a_single_one():
    known = device(lambda *request: ok(), "auto", model="R29S", firmware="29.31.101.624")
    assert known.profile.name == "manual"
    assert sent(known) == []
    info = ok(Status={"Model": "X916", "FirmwareVersion": "916.30.10.114"})
    unknown = device(lambda *request: info, "auto")
    assert {unknown.profile.name, unknown.profile.name} == {"x916"}
    assert unknown.system_info() == info["data"]
    assert sent(unknown) == [("GET", "/api/system/info")]


def test_a_list_that_comes_whole_is_one_request():
    door = device(lambda *request: ok(num=35, item=PEOPLE))
    assert door.records("user") == PEOPLE
    assert len(door.transport.sent) == 1


def paged(records, size=10, announced=None):
    """A device that gives pages of a fixed size, whatever it is asked."""

    def answer(method, path, query, envelope):
        first = ((query or {}).get("page", 1) - 1) * size
        return ok(num=len(records) if announced is None else announced, item=records[first : first + size])

    return answer


@pytest.mark.parametrize("profile", ["manual", {"page_size": 10}])
@pytest.mark.parametrize("count", [0, 1, 10, 11, 35])
def test_all_pages_are_fetched_also_when_nobody_said_that_there_are_pages(profile, count):
    door = device(paged(PEOPLE[:count]), profile)
    assert door.records("user") == PEOPLE[:count]


@pytest.mark.parametrize("count", [0, 1, 10, 11, 35])
def test_a_list_that_does_not_say_its_length_is_read_until_a_page_brings_nothing(count):
    pages = paged(PEOPLE[:count])
    door = device(lambda *request: ok(item=pages(*request)["data"]["item"]), {"page_size": 10})
    assert door.records("user") == PEOPLE[:count]


def test_half_a_list_is_no_list_to_plan_on():
    door = device(paged(PEOPLE, announced=40))
    with pytest.raises(BadReply, match="the device announces 40 records and sends 35, so nothing is changed"):
        door.records("user")


def test_a_device_that_ignores_the_page_is_not_asked_for_ever():
    door = device(lambda *request: ok(num=99, item=PEOPLE))
    with pytest.raises(BadReply, match="announces 99 records and sends 35"):
        door.records("user")
    assert len(door.transport.sent) == 2


@pytest.mark.parametrize("data", [{}, {"item": []}, {"num": 0}, {"num": ""}, {"num": "0", "item": None}])
def test_an_empty_list_in_all_its_shapes(data):
    assert device(lambda *request: ok(**data)).records("user") == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"num": "none"}, "it announces 'none' records"),
        ({"num": -1}, "it announces -1 records"),
        ({"num": True, "item": [{}]}, "it announces True records"),
        ({"num": [1], "item": [{}]}, "it announces [1] records"),
        ({"num": 1.5, "item": [{}]}, "it announces 1.5 records"),
        ({"num": 2, "item": [{"ID": "1"}, 7]}, "not all of its items are records"),
        ({"item": [["ID", "1"]]}, "not all of its items are records"),
        ({"item": "none"}, "not all of its items are records"),
        ({"item": 7}, "not all of its items are records"),
        ({"num": 10**30, "item": [{"ID": "1"}]}, "the device announces 1000000000000000000000000000000 records and"),
    ],
)
def test_what_is_no_list_is_nothing_to_plan_on(data, says):
    with pytest.raises(BadReply) as caught:
        device(lambda *request: ok(**data)).records("user")
    assert says in str(caught.value)
    assert "othing is" in str(caught.value)


@pytest.mark.parametrize("data", ["text", [1], 7, True])
def test_data_that_is_no_object_is_nothing_to_read(data):
    for read in (lambda door: door.records("user"), lambda door: door.read("config"), lambda door: door.system_info()):
        with pytest.raises(BadReply, match="the answer makes no sense: its data is a JSON"):
            read(device(lambda *request: {"retcode": 0, "data": data}))
    # a write that was done is done
    assert device(lambda *request: {"retcode": 0, "data": data}).write("user", "set") == {}


def test_pages_without_end_are_given_up():
    door = device(lambda method, path, query, envelope: ok(item=[{"ID": str(query["page"])}]), {"page_size": 1})
    send = door.transport.send

    def counting(request):
        door.transport.received += 2**20
        return send(request)

    door.transport.send = counting
    with pytest.raises(BadReply, match="the list does not end within 32 MB of pages"):
        door.records("user")
    assert len(door.transport.sent) == 33


@pytest.mark.parametrize("number", [["1"], {"a": 1}])
def test_an_id_that_is_none_tells_no_records_apart_and_breaks_nothing(number):
    records = [{"ID": number, "Name": name} for name in "ab"]
    assert device(paged(records, size=1), {"page_size": 1}).records("user") == records


def test_records_without_an_id_are_told_apart_by_what_they_hold():
    flats = [{"APTName": str(number), "APTNum": str(number % 7)} for number in range(23)]
    assert device(paged(flats)).records("contact") == flats


def test_nothing_is_sent_before_it_is_asked_for():
    door = device(lambda *request: ok())
    assert door.address == "https://192.0.2.1:443"
    assert door.timeout == 10
    assert sent(door) == []


def answering(**replies):
    """A device that answers some functions as they are given, by target_action, and takes all others."""
    return lambda method, path, query, envelope: replies.get(path.removeprefix("/api/").replace("/", "_"), ok())


UNSUPPORTED = {"retcode": -1, "action": "unknow", "message": "unsupport action"}


def test_keys_are_set_by_their_target_and_by_config_where_that_has_no_set():
    door = device(answering(), "field")
    door.set_keys("relay", {"Config.A": "1", "Config.B": "2"})
    assert sent(door) == [("POST", "/api/relay/set")]
    lacking = device(lambda method, path, query, envelope: ok() if "config" in path else UNSUPPORTED, "field")
    lacking.set_keys("relay", {"Config.A": "1"})
    assert sent(lacking) == [("POST", "/api/relay/set"), ("POST", "/api/"), ("POST", "/api/config/set")]


def test_keys_are_set_by_get_one_by_one_where_the_device_takes_nothing_else():
    door = device(answering(), "e16c")
    door.set_keys("config", {"Config.A": "1", "Config.B": "x y&z"})
    assert [(method, path, query, kind) for method, path, query, kind, timeout in door.transport.sent] == [
        ("GET", "/api/config/set", {"Config.A": "1"}, "write"),
        ("GET", "/api/config/set", {"Config.B": "x y&z"}, "write"),
    ]


def test_that_it_takes_nothing_else_is_found_out_from_its_refusal():
    info = ok(Status={"Model": "E16C", "FirmwareVersion": "216.30.10.141"})
    answers = {"GET": lambda path: info if "system" in path else ok(), "POST": lambda path: UNSUPPORTED}
    door = device(lambda method, path, query, envelope: answers[method](path), "auto")
    door.set_keys("config", {"Config.A": "1"})
    assert sent(door)[-2:] == [("GET", "/api/system/info"), ("GET", "/api/config/set")]


def test_keys_that_another_target_sets_go_there_alone():
    door = device(answering(), "s532")
    door.set_keys("config", {"Config.Settings.WEB_LOGIN.Password": "cHc=", "Config.A": "1"})
    assert sent(door) == [("POST", "/api/security_basic/set"), ("POST", "/api/config/set")]


def test_what_the_profile_lacks_is_refused_before_anything_is_sent():
    door = device(answering(), "x915s_113")
    with pytest.raises(Unsupported, match=r"does not have the function, by its profile x915s_113: .*2915"):
        door.require("user", "add")
    door.require("user", "set")
    assert sent(door) == []


@pytest.mark.parametrize("profile", ["x915s_113", {"base": "x915s_113", "page_size": 10}])
def test_the_profile_that_is_to_be_set_instead_is_one_that_can_be(profile):
    """Also when the user has set one of their own, which has another name than the one that it is made from."""
    with pytest.raises(Unsupported, match="set akuvox_profile to a mapping with base: x915s_113 and missing: a list"):
        device(ok(), profile).require("user", "add")
    device(ok(), {"base": "x915s_113", "missing": []}).require("user", "add")


def test_another_login_has_a_session_of_its_own_and_what_is_known_of_the_device():
    door = device(lambda *request: ok(Status={"Model": "S532", "FirmwareVersion": "532.30.10.100"}), "auto")
    assert door.profile.name == "s532"
    other = door.with_login("basic", "operator", "secret/pass")
    assert (other.login, door.login) == (("basic", "operator", "secret/pass"), ("none", None, None))
    assert (other.address, other.profile, other.model_and_firmware()) == (
        door.address,
        door.profile,
        ("S532", "532.30.10.100"),
    )
    assert other._transport is None, "no session is shared"
    assert sent(door) == [("GET", "/api/system/info")]
