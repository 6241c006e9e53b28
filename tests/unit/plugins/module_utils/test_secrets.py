# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is hidden: by key name, by column, and in texts."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import (
    HIDDEN,
    is_masked,
    is_secret_key,
    mask_columns,
    mask_deep,
    mask_settings,
    masked,
    scrub,
)


@pytest.mark.parametrize(
    "key",
    [
        "Config.Account1.GENERAL.Pwd",
        "Config.Account2.OUTPROXY.Password",
        "Config.DoorSetting.APIFCGI.Password",
        "Config.DoorSetting.RELAY.Password",
        "Config.DoorSetting.PASSWORD.PublicKey1",
        "Config.DoorSetting.PASSWORD.PublicKey3",
        "Config.DoorSetting.DTMF.Code1",
        "Config.DoorSetting.DTMF.MultiCode3",
        "Config.DoorSetting.CLOUDSERVER.Token",
        "Config.DoorSetting.CLOUDSERVER.UploadPassword",
        "Config.DoorSetting.RTSP.UserPasswd",
        "Config.Settings.WEB_LOGIN.Password",
        "Config.Settings.WEB_LOGIN.Password02",
        "Config.Autoprovision.GENERAL.Pwd",
        "Config.Autoprovision.AES.CommonAESKey",
        "Config.OnvifServer.DEVICE.Pwd",
        "Config.Network.WIFI.Psk",
    ],
)
def test_keys_that_name_a_password_pin_or_code_are_secret(key):
    assert is_secret_key(key)


@pytest.mark.parametrize(
    "key",
    [
        "Config.Account1.GENERAL.UserName",
        "Config.Account1.GENERAL.AuthName",
        "Config.Account1.GENERAL.Enable",
        "Config.Account1.ANONYMOUS_CALL.OffCode",
        "Config.Account1.ANONYMOUS_CALL.OnCode",
        "Config.DoorSetting.APIFCGI.AuthMode",
        "Config.DoorSetting.APIFCGI.WhiteListIP01",
        "Config.DoorSetting.DTMF.Enable",
        "Config.DoorSetting.DTMF.Option",
        "Config.DoorSetting.PASSWORD.PublicKeyBitsLimit",
        "Config.DoorSetting.PASSWORD.PublicKeyEnable",
        "Config.DoorSetting.RELAY.HoldDelayA",
        "Config.DoorSetting.RELAY.NameA",
        "Config.DoorSetting.RFCARDDISPLAY.RfidDisplayMode",
        "Config.Features.DOORPHONE.MaxCallTime",
        "Config.Programable.SOFTKEY01.LocalParam1",
        "Config.Settings.SNTP.NTPServer1",
        "Config.Settings.WEB_LOGIN.User02",
        "Config.Voice.CODEC.Codec1",
    ],
)
def test_other_keys_are_shown(key):
    assert not is_secret_key(key)


def test_an_empty_secret_is_shown_as_empty():
    row = {"pin": "8642", "code": "", "old": None, "cards": ["0A"]}
    assert mask_columns(row, {"pin", "code", "old"}) == {"pin": HIDDEN, "code": "", "old": None, "cards": ["0A"]}
    assert row["pin"] == "8642", "the row itself stays as it is"


def test_settings_are_hidden_by_key():
    shown = mask_settings({"Config.A.Pwd": "s3cret", "Config.B.Pwd": "", "Config.A.UserName": "door"})
    assert shown == {"Config.A.Pwd": HIDDEN, "Config.B.Pwd": "", "Config.A.UserName": "door"}


@pytest.mark.parametrize(
    ("text", "secrets", "scrubbed"),
    [
        ("PIN 1234 is taken", ["1234"], f"PIN {HIDDEN} is taken"),
        ("1234", ["1234"], HIDDEN),
        ('{"PrivatePIN": "1234"}', ["1234"], f'{{"PrivatePIN": "{HIDDEN}"}}'),
        # part of a phone number or of an ID is left alone
        ("call 0301234 or 12345", ["1234"], "call 0301234 or 12345"),
        ("a.b* is no pattern, a.b is", ["a.b"], f"{HIDDEN}* is no pattern, {HIDDEN} is"),
        ("12-34 and 12", ["12", "12-34"], f"{HIDDEN} and {HIDDEN}"),
        ("nothing to hide", ["", None], "nothing to hide"),
        ("number 1234", [1234], f"number {HIDDEN}"),
        ("\\1", ["\\1"], HIDDEN),
    ],
)
def test_secrets_are_taken_out_of_texts_where_they_stand_alone(text, secrets, scrubbed):
    assert scrub(text, secrets) == scrubbed


@pytest.mark.parametrize(
    ("value", "masked"), [("*", True), ("******", True), ("", False), ("12*", False), (None, False), (7, False)]
)
def test_masked_secrets_are_stars_only(value, masked):
    assert is_masked(value) is masked


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Tr0ub4dor", HIDDEN),
        ("login Tr0ub4dor-2 of Tr0ub4dor refused", f"login {HIDDEN} of {HIDDEN} refused"),
        ({"a": ["xTr0ub4dorx", {"b": ("Tr0ub4dor",)}]}, {"a": [f"x{HIDDEN}x", {"b": [HIDDEN]}]}),
        ({"Tr0ub4dor": 1}, {"Tr0ub4dor": 1}),
        (471100, HIDDEN + "00"),
        ([None, True, 1.5, 15, ""], [None, True, 1.5, 15, ""]),
    ],
)
def test_secrets_are_hidden_by_value_at_any_depth(value, shown):
    assert masked(value, ["Tr0ub4dor", "Tr0ub4dor-2", "4711", "", None]) == shown


def test_without_a_secret_nothing_is_hidden():
    assert masked({"a": [1, "b"]}, []) == {"a": [1, "b"]}


@pytest.mark.parametrize("text", [
    "[{'UserID': '1', 'PrivatePIN': '40917283'}]",
    '{"Password":"x"}',
    "user=api&password=x",
    "Config.Account1.GENERAL.Pwd = x",
])  # fmt: skip
def test_records_as_text_are_hidden_too(text):
    assert mask_deep({"item": text, "list": [text]}) == {"item": HIDDEN, "list": [HIDDEN]}


@pytest.mark.parametrize("text", ["Spinning: no", "http://192.0.2.1/a?page=1", "{'Name': 'Kim'}", "PIN"])
def test_text_without_a_secret_stays(text):
    assert mask_deep([text]) == [text]
