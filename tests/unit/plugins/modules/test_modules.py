# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the thin modules decide by themselves, before or beside the engines."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput, Refused
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import config, relay
from ansible_collections.doorfleet.akuvox.plugins.modules import akuvox_info, akuvox_request
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import FakeDevice, FakeTask

SNTP = "Config.Settings.SNTP.NTPServer1"


def task(device, check_mode=False, **params):
    made = FakeTask(check_mode, **params)
    made.device = device
    return made


@pytest.mark.parametrize(
    ("value", "written"),
    [(True, "1"), (False, "0"), (7, "7"), ("007", "007"), ("", ""), ("ntp.example.net", "ntp.example.net")],
)
def test_config_values_are_written_as_the_device_does(value, written):
    assert config.checked_value(SNTP, value) == written


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("Settings.SNTP.Enable", "1", "settings.Settings.SNTP.Enable: must be a full key such as Config."),
        ("Config", "1", "settings.Config: must be a full key"),
        ("Config.Settings. SNTP", "1", "must be a full key"),
        (SNTP, 1.5, f"settings.{SNTP}: must be text, a whole number or a boolean, not float"),
        (SNTP, None, "not NoneType"),
        (SNTP, ["a"], "not list"),
        (SNTP, "two\nlines", "must be one line"),
    ],
)
def test_config_keys_and_values_that_can_not_be_are_refused(key, value, says):
    with pytest.raises(InvalidInput) as caught:
        config.checked_value(key, value)
    assert says in str(caught.value)


def test_a_misspelled_config_key_is_refused_with_the_one_that_is_meant():
    device = FakeDevice(settings={SNTP: "a"})
    params = {"settings": {"Config.Settings.SNTP.NTPServer": "b"}, "allow_unknown_keys": False}
    with pytest.raises(InvalidInput, match=rf"this device has no such key; did you mean {SNTP}\?"):
        config.MODULE.work(task(device, **params))
    assert device.writes == []
    result = config.MODULE.work(task(device, **{**params, "allow_unknown_keys": True}))
    assert result["updated"] == ["Config.Settings.SNTP.NTPServer"]


def test_no_settings_at_all_is_a_mistake():
    with pytest.raises(InvalidInput, match="settings: is empty"):
        config.check({"settings": {}})


@pytest.mark.parametrize("params", [{}, {"relays": []}, {"relays": None, "dtmf": {}, "http_trigger": None}])
def test_a_relay_task_without_any_setting_is_a_mistake(params):
    with pytest.raises(InvalidInput, match="nothing to do: give at least one of relays, dtmf, http_trigger"):
        relay.check(params)


def test_dtmf_codes_are_hidden_one_by_one():
    masked = relay.mask_dtmf({"digits": 2, "codes": ["12", "34"]})
    assert masked == {"digits": 2, "codes": ["********"] * 2}
    assert relay.mask_dtmf({"enabled": True}) == {"enabled": True}


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("Config.A", {"Config.A", "Config.A.x"}),
        ("Config.A.", {"Config.A", "Config.A.x"}),
        ("Config.A.x", {"Config.A.x"}),
        ("Config", {"Config.A", "Config.A.x", "Config.AB.y"}),
        ("config.a", set()),
    ],
)
def test_a_section_ends_at_a_dot(prefix, found):
    config = {"Config.A": "0", "Config.A.x": "1", "Config.AB.y": "2"}
    assert set(akuvox_info.section(config, prefix)) == found


class Caller:
    """A device that answers any call with one reply."""

    address = "http://192.0.2.1:80"

    def __init__(self, reply=None):
        self.reply = reply or {"retcode": 0}
        self.calls = []

    def call(self, method, target, action, data=None, query=None, kind=None):
        self.calls.append((method, action, kind))
        return self.reply


def request(device, check_mode=False, **params):
    given = {
        "target": "sip",
        "method": None,
        "data": None,
        "query": None,
        "changed_when_ok": None,
        "include_secrets": False,
        **params,
    }
    return akuvox_request.run(task(device, check_mode, **given))


@pytest.mark.parametrize(
    ("params", "call", "changed"),
    [
        ({"action": "status"}, ("GET", "status", "read"), False),
        ({"action": "get", "method": "POST", "data": {}}, ("POST", "get", "read"), False),
        ({"action": "set", "data": {}}, ("POST", "set", "act"), True),
        ({"action": "trig", "method": "GET"}, ("GET", "trig", "act"), True),
        ({"action": "set", "changed_when_ok": False}, ("POST", "set", "act"), False),
        ({"action": "get", "changed_when_ok": True}, ("GET", "get", "read"), True),
    ],
)
def test_a_request_is_a_read_by_its_action_and_acts_otherwise(params, call, changed):
    device = Caller()
    result = request(device, **params)
    assert device.calls == [call]
    assert (result["changed"], result["reply"]) == (changed, {"retcode": 0})


@pytest.mark.parametrize(("action", "calls"), [("set", 0), ("get", 1)])
def test_check_mode_sends_reads_only(action, calls):
    device = Caller()
    assert request(device, check_mode=True, action=action)["changed"] is (action == "set")
    assert len(device.calls) == calls


@pytest.mark.parametrize(
    "params",
    [{"action": "get/../set"}, {"action": ""}, {"target": "sip?x=1", "action": "get"}, {"action": "g t"},
     {"action": "get", "data": {}}],
)  # fmt: skip
def test_a_request_that_is_none_is_refused(params):
    device = Caller()
    with pytest.raises(InvalidInput):
        request(device, **params)
    assert device.calls == []


def test_a_refused_request_fails():
    with pytest.raises(Refused, match="sip/set on http://192"):
        request(Caller({"retcode": -1}), action="set")
