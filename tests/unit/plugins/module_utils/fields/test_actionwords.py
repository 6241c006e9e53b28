# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action URLs: which key is for which event, what is written there, which are ours, and what may be shown of them."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.actionurls import LONGEST_URL
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.actionwords import (
    CREDENTIALS,
    TELLING,
    event_of,
    fingerprint,
    host_of,
    is_ours,
    shown_url,
    tells,
    url_for,
    words_of,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import HIDDEN, mask_settings

BASE, TOKEN = "http://192.0.2.5:5000", "tokenOfTheFirstDoor-0123"
OURS = f"{BASE}/{TOKEN}/HangUp?mac=$mac"


@pytest.mark.parametrize(
    ("word", "event"),
    [
        ("RelayDClosed", "relay"),
        ("InputATriggered", "input"),
        ("InvalidCodeEntered", "code"),
        ("ValidQRCodeEntered", "qrcode"),
        ("InputBreakIn", "break_in"),
        ("BreakInAlarmC", "break_in"),
        ("AlarmTriggered", "alarm"),
        ("TamperAlarmTriggered", "tamper"),
        ("AlarmDoorOpenedTimeoutB", "door_held_open"),
        ("RelayETriggered", None),
        ("Enable", None),
    ],
)
def test_events_of_keys(word, event):
    assert event_of(word) == event


def test_urls():
    assert url_for(BASE, TOKEN, "InputBClosed") == (
        f"{BASE}/{TOKEN}/InputBClosed?mac=$mac&ip=$ip&input2status=$input2status"
    )
    assert url_for(BASE, TOKEN, "AlarmTriggered").endswith("?mac=$mac&ip=$ip&alarmstatus=$alarmstatus")
    assert url_for(BASE, TOKEN, "SomethingNew") == f"{BASE}/{TOKEN}/SomethingNew?mac=$mac&ip=$ip"
    # what is asked for, and only where the door knows it
    every = tuple(CREDENTIALS)
    assert url_for(BASE, TOKEN, "ValidCodeEntered", every).endswith("&code=$code&code_value=$code_value&userid=$userid")
    assert tells(url_for(BASE, TOKEN, "HangUp", every)) == []
    words = ("RelayATriggered", "ValidCodeEntered", "InvalidCardEntered", "ValidFaceRecognition", "ValidQRCodeEntered")
    assert not any(name in url_for(BASE, TOKEN, word) for word in words for name in TELLING)
    longest = url_for("https://" + "h" * 253 + ":65535", "t" * 64, "InvalidFaceRecognition", every)
    assert len(longest) <= LONGEST_URL


def test_whose_they_are():
    assert is_ours(OURS, "HangUp")
    assert is_ours(OURS, "HangUp", BASE)
    assert is_ours(f"https://[2001:db8::1]:5000/{TOKEN}/HangUp/mac=$mac:ip=$ip", "HangUp")
    assert not is_ours(OURS, "HangUp", "http://192.0.2.5:5001")
    assert not is_ours(OURS, "MakeCall")
    for other in ("", "http://192.0.2.5/notify", OURS.replace(TOKEN, "short"), OURS.replace("//", "//user:pw@")):
        assert not is_ours(other, "HangUp")


def test_what_may_be_shown():
    assert shown_url(OURS) == f"{BASE}/<token {fingerprint(TOKEN)}>/HangUp?mac=$mac"
    assert shown_url("") == ""
    assert shown_url("http://user:pw@cam.example.net:80/secret?key=1") == "http://cam.example.net/..."
    assert shown_url("no url") == "..."
    assert host_of("HTTPS://u:p@[2001:DB8::1]:443/x") == "2001:db8::1"
    assert host_of("http://Cam.example.net") == "cam.example.net"
    assert tells("http://h/$codes:$card_sn:$user_name") == ["card_sn", "user_name"]


def test_the_configuration_shows_no_url_and_its_switches():
    prefix = "Config.Features.ACTIONURL."
    config = {prefix + "Enable": "1", prefix + "Method": "POST", prefix + "HangUp": OURS, prefix + "MakeCall": ""}
    assert mask_settings(config) == {**config, prefix + "HangUp": HIDDEN}
    assert words_of({**config, prefix + "UserName": "x", "Config.Other": "1"}) == ["HangUp", "MakeCall"]
