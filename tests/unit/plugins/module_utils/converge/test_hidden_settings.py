# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that a device shows as stars, in base64, or not at all."""

from __future__ import annotations

import base64

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.tally import Tally
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.settings import Setting, converge_settings
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput, LostAnswer
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import input as input_target
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import publiccode, sip

PWD, LABEL = "Config.Account1.GENERAL.Pwd", "Config.Account1.GENERAL.Label"


class Device:
    """Holds keys and shows them by ``show(key, value)``; None hides a key. ``lose`` answers are lost after a write."""

    def __init__(self, values, show=lambda key, value: value, lose=0, profile="manual"):
        self.values, self._show, self.lose = dict(values), show, lose
        self.profile = PROFILES[profile]
        self.sent = []
        self.tally = Tally()

    keeper = None

    def settles_at(self, items=0):
        return None

    def read(self, target, action="get", query=None):
        shown = {key: self._show(key, value) for key, value in self.values.items()}
        return {key: value for key, value in shown.items() if value is not None}

    def encodes(self, key):
        return self.profile.encodes(key)

    def set_keys(self, target, values):
        self.sent.append(values)
        self.values.update(values)
        if self.lose:
            self.lose -= 1
            raise LostAnswer("set: no answer")


class Task:
    def __init__(self, check_mode=False):
        self.check_mode, self.warnings = check_mode, []

    def warn(self, message):
        self.warnings.append(message)


def stars(key, value):
    return "****" if key == PWD and value else value


def run(device, *settings, check_mode=False):
    task = Task(check_mode)
    return converge_settings(device, "sip", lambda current: list(settings), task), task.warnings


def password(value="new-secret", **more):
    return Setting("password", "password", PWD, value, secret=True, **more)


def test_stars_are_no_change_and_are_written_along():
    device = Device({PWD: "old-secret", LABEL: "a"}, stars)
    result, warnings = run(device, password(hint="Do this"))
    assert (result["changed"], device.sent) == (False, [])
    assert warnings == [
        "password: the device shows it as stars, so it is only written along with other changes. Do this"
    ]
    result, _warnings = run(device, password(), Setting("label", "label", LABEL, "b"))
    assert (result["updated"], device.sent) == (["label"], [{LABEL: "b", PWD: "new-secret"}])


def test_a_rewrite_is_one_write_and_a_change():
    device = Device({PWD: "old-secret"}, stars)
    predicted, _warnings = run(device, password(rewrite=True), check_mode=True)
    assert device.sent == []
    result, warnings = run(device, password(rewrite=True))
    assert result == predicted
    assert (result["updated"], warnings) == (["password"], [])
    assert result["diff"] == {"before": {"password": "********"}, "after": {"password": "******** (changed)"}}
    assert device.sent == [{PWD: "new-secret"}]


def test_a_rewrite_whose_answer_is_lost_is_written_again():
    device = Device({PWD: "old-secret"}, stars, lose=1)
    assert run(device, password(rewrite=True))[0]["updated"] == ["password"]
    assert len(device.sent) == 2


def test_stars_are_taken_away_by_an_empty_value():
    device = Device({PWD: "old-secret"}, stars)
    assert run(device, password(""))[0]["changed"] is True
    assert device.values[PWD] == ""


def encoding(key, value):
    return base64.b64encode(value.encode()).decode() if key == PWD else value


@pytest.mark.parametrize(("have", "changed"), [("new-secret", False), ("old-secret", True)])
def test_base64_is_compared(have, changed):
    device = Device({PWD: have}, encoding)
    assert run(device, password())[0]["changed"] is changed
    assert device.values[PWD] == "new-secret"


def test_a_device_that_wants_base64_gets_it_for_passwords_only():
    device = Device({PWD: "", LABEL: ""}, profile="s532")
    run(device, password(), Setting("label", "label", LABEL, "b"))
    assert device.sent == [{PWD: base64.b64encode(b"new-secret").decode(), LABEL: "b"}]
    assert run(device, password())[0]["changed"] is False


def blind(value="7"):
    return Setting("call.number", "call.number", "Config.Call", value, blind=True)


def test_a_key_that_is_never_shown_is_written_and_never_counts():
    device = Device({"Config.Call": "1"}, lambda key, value: None)
    assert run(device, blind(), check_mode=True)[0]["changed"] is False
    assert device.sent == []
    result, warnings = run(device, blind())
    assert (result["changed"], result["updated"], device.values["Config.Call"]) == (False, [], "7")
    assert "no run counts it as a change" in warnings[0]


def test_a_key_that_is_shown_counts_as_any_other():
    device = Device({"Config.Call": "1"})
    assert run(device, blind()) == (run(Device({"Config.Call": "1"}), blind())[0], [])
    assert run(device, blind())[0]["changed"] is False


def test_a_key_that_is_never_shown_is_tried_again_and_given_up():
    device = Device({"Config.Call": "1"}, lambda key, value: None, lose=2)
    assert run(device, blind())[0]["changed"] is False
    assert len(device.sent) == 3
    with pytest.raises(LostAnswer, match="1 of 1 settings are not confirmed"):
        run(Device({"Config.Call": "1"}, lambda key, value: None, lose=99), blind())


def sip_password(current, update_secrets="when_changed", failed=False):
    row = sip.TABLE.check_rows([{"account": 1, "password": "new-secret"}])
    return sip.sip_settings(row, current, update_secrets, lambda account: failed)


@pytest.mark.parametrize(
    ("current", "update_secrets", "failed", "rewrite"),
    [
        ("old", "when_changed", True, False),
        ("****", "when_changed", False, False),
        ("****", "when_changed", True, True),
        ("****", "always", False, True),
        ("", "on_create", False, False),
    ],
)
def test_when_a_password_is_rewritten(current, update_secrets, failed, rewrite):
    (setting,) = sip_password({PWD: current}, update_secrets, failed)
    assert setting.rewrite is rewrite


@pytest.mark.parametrize("current", ["old", "****"])
def test_on_create_leaves_a_password_alone(current):
    assert sip_password({PWD: current}, "on_create") == []


def test_one_account_firmware_has_no_number_in_its_keys():
    rows = sip.TABLE.check_rows([{"account": 1, "server": "192.0.2.9", "settings": {"NAT.Rport": 1}}])
    current = {"Config.Account.SIP.Server": "", "Config.Account.NAT.Rport": "0"}
    assert {setting.key: setting.value for setting in sip.sip_settings(rows, current)} == {
        "Config.Account.SIP.Server": "192.0.2.9",
        "Config.Account.NAT.Rport": "1",
    }
    with pytest.raises(InvalidInput, match=r"accounts\[0\]\.server: this device has no server for account 2"):
        sip.sip_settings([{"account": 2, "server": "192.0.2.9"}], current)


@pytest.mark.parametrize(
    ("row", "expected"), [({"account": 1, "enabled": True}, [1]), ({"account": 1, "enabled": False}, []),
                          ({"account": 1}, [1]), ({"account": 2}, [])]
)  # fmt: skip
def test_which_accounts_are_in_use(row, expected):
    current = {"Config.Account1.GENERAL.Enable": "1", "Config.Account2.GENERAL.Enable": "0"}
    assert [found["account"] for found in sip.enabled_accounts([row], current)] == expected


def test_what_is_shown_of_the_accounts():
    row = {
        "account": 1,
        "password": "new-secret",
        "pasword": "new-secret",
        "settings": {"STUN.Password": "new-secret", "NAT.Rport": "1"},
        "outbound_proxy": {"server": "192.0.2.1", "pass": "new-secret"},
    }
    shown = {name: sip.TABLE.fields[[f.option for f in sip.TABLE.fields].index(name)].shown(value)
             for name, value in row.items() if name != "pasword"}  # fmt: skip
    assert "new-secret" not in str(shown)
    assert shown["settings"]["NAT.Rport"] == "1"
    assert shown["outbound_proxy"]["server"] == "192.0.2.1"


def test_publiccode_lengths_are_in_the_devices_order():
    assert [publiccode.Length().decode(number) for number in "01234"] == [8, 4, 5, 6, 7]
    assert publiccode.Length().decode("9") == "9"


@pytest.mark.parametrize("value", ["door.example", "ftp://192.0.2.1/", "http:///x", "http://192.0.2.1/a b", "https://"])
def test_urls(value):
    with pytest.raises(InvalidInput, match="must be a URL that begins with http"):
        input_target.TABLE.check_rows([{"input": "A", "action_url": value}])
    assert input_target.TABLE.check_rows([{"input": "A", "action_url": ""}])[0]["action_url"] == ""
