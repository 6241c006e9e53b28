# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The envelope: what is sent, and each way in which an answer says that it was done or not (device-facts 2)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.envelope import (
    UNSUPPORTED_MARKERS,
    check_reply,
    items_of,
    parse_reply,
    request_body,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import (
    AkuvoxError,
    BadReply,
    Refused,
    Unsupported,
)

WHAT = "user/get on http://192.0.2.1:80"


@pytest.mark.parametrize(
    ("arguments", "envelope"),
    [
        (("system", "status"), {"target": "system", "action": "status"}),
        (("user", "clear", {}), {"target": "user", "action": "clear", "data": {}}),
        (("user", "add", {"item": [{"Name": "Zoë"}]}),
         {"target": "user", "action": "add", "data": {"item": [{"Name": "Zoë"}]}}),
    ],
)  # fmt: skip
def test_a_request_has_target_action_and_data_if_there_is_any(arguments, envelope):
    assert json.loads(request_body(*arguments)) == envelope


def test_names_are_sent_as_utf_8():
    assert "Zoë".encode() in request_body("user", "add", {"Name": "Zoë"})


@pytest.mark.parametrize(
    ("body", "reply"),
    [
        (b'{"retcode": 0}', {"retcode": 0}),
        (b'\r\n {"retcode": 0}', {"retcode": 0}),
        (b'\xef\xbb\xbf{"retcode": 0}', {"retcode": 0}),
        (b'{"retcode": 0}\x00\x00junk', {"retcode": 0}),
        (b'{"retcode": 0}{"retcode": -1}', {"retcode": 0}),
        ('{"message": "Zoë"}'.encode(), {"message": "Zoë"}),
        ('{"message": "Zoë"}'.encode("latin-1"), {"message": "Zoë"}),
        (b'{"message": "caf\xe9\xff"}', {"message": "café\xff"}),
    ],
    ids=["plain", "leading blanks", "byte order mark", "trailing bytes", "two objects", "utf-8", "latin-1", "neither"],
)
def test_the_first_object_of_an_answer_counts(body, reply):
    assert parse_reply(body, WHAT) == reply


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "the answer is empty. The HTTP API of this device may be locked"),
        (b" \r\n", "the answer is empty"),
        (b"<!DOCTYPE html><html>", "the answer is HTML, so this is not the HTTP API"),
        (b"OK", "the answer is not JSON"),
        (b'{"retcode": 0', "the answer is not JSON"),
        (b'{"retcode": 0,}', "the answer is not JSON"),
        (b"[]", "the answer is a JSON list, not the object"),
        (b"7", "the answer is a JSON int"),
        (b"null", "the answer is a JSON NoneType"),
        (b"[" * 200_000, "the answer is nested too deeply"),
        (b'{"a":' * 200_000, "the answer is nested too deeply"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "the answer is nested too deeply"),
        (b'{"retcode": ' + b"9" * 5000 + b"}", "the answer holds a number with too many digits"),
        (b'{"retcode": 1e999}', "the answer holds a number that is too large"),
        (b'{"retcode": NaN}', "the answer is not JSON"),
        (b"<a href=/fcgi/do?id=1>", "the answer is HTML, a page of the web interface of older firmware"),
    ],
    ids=["empty", "blank", "HTML", "text", "cut", "trailing comma", "list", "number", "null", "deep lists",
         "deep objects", "deep enough", "endless number", "infinity", "no number", "older web interface"],
)  # fmt: skip
def test_what_is_no_answer_of_the_api_is_said(body, says):
    with pytest.raises(BadReply) as caught:
        parse_reply(body, WHAT)
    assert str(caught.value).startswith(f"{WHAT}: {says}")


@given(body=st.binary())
def test_no_bytes_are_too_odd(body):
    try:
        assert isinstance(parse_reply(body, WHAT), dict)
    except BadReply as exc:
        message = str(exc)
        assert WHAT in message


@pytest.mark.parametrize(
    ("reply", "data"),
    [
        ({"retcode": 0}, {}),
        ({"retcode": 0, "data": None}, {}),
        ({"retcode": 0, "data": [1]}, {}),
        ({"retcode": 0, "data": {"a": "1"}}, {"a": "1"}),
        # user writes answer 1, other firmware more
        ({"retcode": 1, "message": "OK"}, {}),
        ({"retcode": 7}, {}),
        # the echoed action is wrong on many functions, and a set need not say OK
        ({"retcode": 0, "action": "unknow", "message": "config success"}, {}),
        ({"retcode": 0, "action": 0, "message": None}, {}),
        ({"retcode": 0, "message": ["unsupport action"]}, {}),
        # a positive Ret is the new record's ID
        ({"retcode": 0, "data": {"item": [{"Ret": 1}, {"Ret": 0}, {}]}}, {"item": [{"Ret": 1}, {"Ret": 0}, {}]}),
        ({"retcode": 0, "data": {"item": [{"Ret": float("inf")}]}}, {"item": [{"Ret": float("inf")}]}),
        ({"retcode": 0, "data": {"item": [{"Ret": None}, {"Ret": "fine"}]}},
         {"item": [{"Ret": None}, {"Ret": "fine"}]}),
    ],
)  # fmt: skip
def test_success(reply, data):
    assert check_reply(reply, WHAT) == data


@pytest.mark.parametrize("retcode", [-1, 0, 1, 200])
@pytest.mark.parametrize("marker", UNSUPPORTED_MARKERS)
def test_a_marker_says_unsupported_whatever_the_retcode(marker, retcode):
    with pytest.raises(Unsupported, match="this device does not have the function"):
        check_reply({"retcode": retcode, "message": f"Error: {marker.title()}!"}, WHAT)


@pytest.mark.parametrize("reply", [{}, {"retcode": None}, {"retcode": "0"}, {"retcode": True}, {"retcode": 0.0}])
def test_no_number_as_retcode_is_no_answer_of_the_api(reply):
    with pytest.raises(BadReply, match="the answer has no retcode"):
        check_reply(reply, WHAT)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ({"retcode": -1, "message": "Failed"}, 'refused by the device (retcode -1, "Failed")'),
        ({"retcode": -100}, "refused by the device (retcode -100)"),
        ({"retcode": -1, "data": {"item": [{"Ret": 14}]}}, "refused by the device (retcode -1)"),
        ({"retcode": 0, "data": {"item": [{"Ret": 0}, {"Ret": -1}, {"Ret": "-7"}]}},
         "the device refused 2 of 3 records"),
        ({"retcode": 1, "data": {"Item": {"Ret": -1}}}, "the device refused 1 of 1 records"),
    ],
)  # fmt: skip
def test_refusals(reply, message):
    with pytest.raises(Refused) as caught:
        check_reply(reply, WHAT)
    assert str(caught.value) == f"{WHAT}: {message}"
    assert not isinstance(caught.value, Unsupported)


def test_a_refusal_carries_the_items_that_tell_which_record():
    items = [{"ID": "1", "Ret": 0}, {"ID": "2", "Ret": -1}]
    with pytest.raises(Refused) as caught:
        check_reply({"retcode": 0, "data": {"item": items}}, WHAT)
    assert caught.value.items == (items[1],)
    with pytest.raises(Refused) as caught:
        check_reply({"retcode": -1, "data": {"item": items}}, WHAT)
    assert caught.value.items == tuple(items)


def test_what_a_device_echoes_in_a_refusal_stays_out_of_the_tasks_result():
    with pytest.raises(Refused) as caught:
        check_reply({"retcode": -1, "data": {"item": [{"PrivatePIN": "8642"}]}}, WHAT)
    assert "8642" not in repr(caught.value.detail) + str(caught.value)


@pytest.mark.parametrize(
    ("data", "items"),
    [
        ({}, []),
        ({"item": None}, []),
        ({"item": "none"}, []),
        ({"item": []}, []),
        ({"item": [{"ID": "1"}]}, [{"ID": "1"}]),
        ({"item": {"ID": "1"}}, [{"ID": "1"}]),
        ({"Item": [{"ID": "1"}]}, [{"ID": "1"}]),
        ({"item": [{"ID": "1"}, "junk", None]}, [{"ID": "1"}]),
    ],
)
def test_the_records_of_a_reply_in_all_their_shapes(data, items):
    assert items_of(data) == items


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-2, 2), st.floats(), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["item", "Item", "Ret", "ID"]), inner),
    ),
    max_leaves=8,
)


@given(reply=st.dictionaries(st.sampled_from(["retcode", "message", "data", "action"]), json_values))
def test_every_object_is_judged_in_our_own_terms(reply):
    try:
        assert isinstance(check_reply(reply, WHAT), dict)
    except AkuvoxError as exc:
        message = str(exc)
        assert message.startswith(WHAT)
