# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is peculiar to single targets: users, cards, relays."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profileoption import profile_from_option
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput, Unsupported
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import relay, rfkey, user

RELAY = "Config.DoorSetting.RELAY."
DTMF = "Config.DoorSetting.DTMF."


class Schedules:
    """A device of which only the schedules are asked."""

    def __init__(self, records=None):
        self._records = records
        self.asked = 0

    def records(self, target):
        assert target == "schedule"
        self.asked += 1
        if self._records is None:
            raise Unsupported("schedule/get: this device does not have the function")
        return self._records


def person(schedule, user_id="7"):
    return {"user_id": user_id, "schedules": [{"schedule": schedule, "relays": ["A"]}]}


@pytest.mark.parametrize(
    ("record", "foreign"),
    [
        ({}, False),
        ({"SourceType": ""}, False),
        ({"SourceType": "1"}, False),
        ({"SourceType": 1}, False),
        ({"Source": "Local"}, False),
        ({"SourceType": "2"}, True),
        ({"SourceType": "4"}, True),
        ({"Source": "Cloud"}, True),
        ({"Source": "SDMC"}, True),
    ],
)
def test_users_of_a_cloud_or_another_platform_are_told_from_local_ones(record, foreign):
    assert user.is_foreign(record) is foreign


def test_schedule_names_become_the_devices_numbers():
    device = Schedules([{"ID": "3", "DisplayID": "1003", "Name": "Office"}])
    users = [person("Office"), person("always"), {"user_id": "9"}]
    assert user.resolve_schedules(device, users) == [person("1003"), person("always"), {"user_id": "9"}]
    assert users[0] == person("Office"), "the input stays as it is"


def test_numbers_and_built_in_schedules_cost_no_request():
    device = Schedules()
    users = [person("1003"), person("never")]
    assert user.resolve_schedules(device, users) == users
    assert device.asked == 0


def test_an_unknown_schedule_is_refused_by_place_with_those_that_there_are():
    device = Schedules([{"DisplayID": "1003", "Name": "Office"}])
    with pytest.raises(InvalidInput) as caught:
        user.resolve_schedules(device, [person("7"), person("Ofice", "8")])
    assert str(caught.value) == (
        "users[1].schedules (user_id 8): the device has no schedule 'Ofice'; it has Office, always and never"
    )


def test_a_device_that_has_no_schedules_to_look_up_takes_numbers_only():
    with pytest.raises(InvalidInput, match="cannot look up the schedule 'Office' by name; give its number"):
        user.resolve_schedules(Schedules(), [person("Office")])


@pytest.mark.parametrize(
    ("profile", "written", "removed"),
    [
        (PROFILES["manual"], {"ScheduleRelay"}, {"Schedule-Relay", "Schedule"}),
        (PROFILES["field"], {"ScheduleRelay", "Schedule-Relay"}, {"Schedule"}),
        (profile_from_option({"schedule_keys": "Schedule-Relay"}), {"Schedule-Relay"}, {"ScheduleRelay", "Schedule"}),
    ],
)
def test_the_profile_says_under_which_names_schedules_are_written(profile, written, removed):
    field = next(field for field in user.table(profile).fields if field.option == "schedules")
    assert set(field.encode([{"schedule": "7", "relays": ["A"]}])) == written
    assert set(field.stale_keys) == removed


def test_cards_of_the_key_store_match_in_either_case_and_keep_their_zeros():
    assert rfkey.TABLE.identity("00b4161d") == rfkey.TABLE.identity("00B4161D")
    assert rfkey.TABLE.identity("00B4161D") != rfkey.TABLE.identity("B4161D")


@pytest.mark.parametrize(
    ("dtmf", "message"),
    [
        ({"codes": ["1", "2", "3", "4"]}, "dtmf.codes: must be at most 3 codes"),
        ({"codes": ["1", 2]}, "dtmf.codes[1]: must be 1 to 4 DTMF characters in quotes"),
        ({"codes": ["12345"]}, "dtmf.codes[0]: must be 1 to 4"),
        ({"codes": [""]}, "dtmf.codes[0]: must be 1 to 4"),
        ({"codes": ["9x"]}, "dtmf.codes[0]: must be 1 to 4"),
    ],
)
def test_codes_that_no_telephone_sends_are_refused(dtmf, message):
    with pytest.raises(InvalidInput) as caught:
        relay.check_dtmf(dtmf)
    assert message in str(caught.value)


@pytest.mark.parametrize("dtmf", [{}, {"codes": None}, {"codes": ["0*#", "AD"]}])
def test_codes_that_a_telephone_sends_are_taken(dtmf):
    relay.check_dtmf(dtmf)


@pytest.mark.parametrize(
    ("dtmf", "on_device", "written"),
    [
        ({"digits": 1, "codes": ["7"]}, {"Option": "3"}, {"Option": "0", "Code1": "7"}),
        ({"digits": 3, "codes": ["777", "888"]}, {"Option": "0"},
         {"Option": "2", "MultiCode1": "777", "MultiCode2": "888"}),
        ({"codes": ["77"]}, {"Option": "1"}, {"MultiCode1": "77"}),
        ({"enabled": False}, {"Option": "1"}, {"Enable": "0"}),
    ],
)  # fmt: skip
def test_the_number_of_digits_decides_where_a_dtmf_code_goes(dtmf, on_device, written):
    current = {DTMF + key: value for key, value in on_device.items()}
    assert {item.key: item.value for item in relay.dtmf_settings(dtmf, current)} == {
        DTMF + key: value for key, value in written.items()
    }


def test_a_code_of_another_length_than_the_device_is_set_to_is_refused_without_quoting_it():
    with pytest.raises(InvalidInput) as caught:
        relay.dtmf_settings({"codes": ["8642"]}, {DTMF + "Option": "0"})
    assert str(caught.value) == "dtmf.codes[0]: must be 1 characters long (dtmf.digits), not 4"


@pytest.mark.parametrize(
    ("on_device", "key", "value"),
    [
        ({"TypeA": "0"}, "TypeA", "1"),
        ({"RelayAType": "1"}, "RelayAType", "0"),
        ({"TypeA": "0", "RelayAType": "1"}, "TypeA", "1"),
    ],
)
def test_the_devices_own_spelling_decides_key_and_number_of_a_relays_type(on_device, key, value):
    current = {RELAY + name: held for name, held in on_device.items()}
    (setting,) = relay.relay_settings({"relays": [{"relay": "A", "type": "normally_open"}]}, current)
    assert (setting.key, setting.value, setting.label) == (RELAY + key, value, "A.type")
    assert setting.differs(current)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"relays": [{"relay": "A"}, {"relay": "C", "hold_delay": 5}]},
         "relays[1].hold_delay: this device has no hold_delay for relay C (looked for "
         "Config.DoorSetting.RELAY.HoldDelayC, Config.DoorSetting.RELAY.RelayCDelay)"),
        ({"http_trigger": {"enabled": False}},
         "http_trigger.enabled: this device has no such setting (looked for Config.DoorSetting.RELAY.HttpTrig)"),
    ],
)  # fmt: skip
def test_what_a_device_does_not_have_is_named(params, message):
    with pytest.raises(InvalidInput) as caught:
        relay.relay_settings(params, {RELAY + "HoldDelayA": "5"})
    assert str(caught.value) == message


def test_only_given_options_become_settings():
    current = {RELAY + key: "" for key in ("HttpTrig", "UserName", "Password")}
    params = {"relays": None, "dtmf": None, "http_trigger": {"enabled": True, "username": None, "password": "s3cret"}}
    settings = relay.relay_settings(params, current)
    assert [(item.label, item.secret) for item in settings] == [
        ("http_trigger.enabled", False),
        ("http_trigger.password", True),
    ]


def test_what_is_read_of_relays_is_in_the_options_terms():
    current = {DTMF + "Enable": "1", DTMF + "Option": "1", DTMF + "MultiCode1": "77", RELAY + "HttpTrig": "0"}
    assert relay.dtmf_info(current) == {"enabled": True, "digits": 2, "codes": ["77"]}
    assert relay.http_trigger_info(current) == {"enabled": False, "username": None, "password": None}
