# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of an odd door can be said by options and by a list, and that the rest is named."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import Unsupported
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.secretleaves import bare, secret
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Task
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.adopting import PeopleOfDoor
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.adoption import adopt
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.replay import Replay, list_would_change

ALL_DAYS = dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "1")
ALL_DAY = {**ALL_DAYS, "TimeStart": "00:00", "TimeEnd": "00:00"}
RELAY, DTMF = "Config.DoorSetting.RELAY.", "Config.DoorSetting.DTMF."
PARAMS = {"config": [], "secrets": True, "store": "auto", "managed": ["*"]}


class Door(Replay):
    """A door in memory that is only read."""

    def __init__(self, settings=None, profile="manual", **records):
        super().__init__({"user": [], **records}, dataclasses.asdict(PROFILES[profile]))
        self.settings = settings or {}

    def read(self, target, action="get", query=None):
        if target not in self.settings:
            raise Unsupported(f"{target}/{action}")
        return self.settings[target]


def adopted(door, **params):
    return adopt(Task({**PARAMS, **params}, door))


def test_what_options_refuse_is_left_out_and_the_rest_of_the_row_stays():
    """A hold delay beyond what the option takes; two contacts of one name; one without a name."""
    relay = {RELAY + "NameA": "Door", RELAY + "HoldDelayA": "300", RELAY + "TypeA": "0", RELAY + "Password": "********"}
    contacts = [{"Name": "Twice", "Phone": "1"}, {"Name": "Twice", "Phone": "2"}, {"Name": "", "Phone": "3"},
                {"Name": "Good", "Phone": "4"}]  # fmt: skip
    found = adopted(Door({"relay": relay}, contact=contacts))
    assert found["variables"]["akuvox_relays"] == [{"relay": "A", "name": "Door", "type": "normally_closed"}]
    assert [row["name"] for row in found["variables"]["akuvox_contacts"]] == ["Good"]
    lost = found["lost"]
    assert [line.partition(":")[0] for line in lost] == [
        "akuvox_contacts (name Twice)", "akuvox_contacts (name Twice)", "akuvox_contacts (one without name)",
        "akuvox_relays (relay A).hold_delay", "akuvox_http_trigger.password",
    ]  # fmt: skip
    assert "must be 0 to 60" in lost[3]


def test_secrets_are_marked_and_without_a_vault_password_left_out():
    settings = {"relay": {RELAY + "HttpTrig": "1", RELAY + "UserName": "u", RELAY + "Password": "pw/secret"}}
    assert adopted(Door(settings))["variables"]["akuvox_http_trigger"]["password"] == secret("pw/secret")
    found = adopted(Door(settings), secrets=False)
    assert found["variables"]["akuvox_http_trigger"] == {"enabled": True, "username": "u"}
    assert found["lost"] == ["akuvox_http_trigger.password: left out, as there is no vault password"]
    assert "pw/secret" not in str(found)


@pytest.mark.parametrize("secrets", [True, False])
def test_a_dtmf_code_of_one_key_is_no_secret(secrets):
    """Vaulted, ansible-core 2.22 would take that digit out of the whole output; no other code is written openly."""
    dtmf = {DTMF + key: value for key, value in (("Enable", "1"), ("Option", "0"), ("Code1", "0"), ("Code2", "#"))}
    found = adopted(Door({"relay": {RELAY + "NameA": "Door", **dtmf}}), secrets=secrets)["variables"]["akuvox_dtmf"]
    assert found["codes"][:2] == ["0", "#"]


def test_a_secret_that_ansible_would_run_as_a_template_is_left_out():
    settings = {"relay": {RELAY + "HttpTrig": "1", RELAY + "UserName": "u", RELAY + "Password": "{{ pw }}"}}
    assert "password" not in adopted(Door(settings))["variables"]["akuvox_http_trigger"]


def test_keys_of_the_configuration_are_taken_by_pattern_and_the_login_never():
    config = {"Config.Settings.SNTP.Enable": "1", "Config.DoorSetting.APIFCGI.Password": "api/secret",
              "Config.Settings.LOGLEVEL.Level": "3"}  # fmt: skip
    found = adopted(Door({"config": config}), config=["Config.Settings.SNTP.*", "Config.DoorSetting.*", "Config.X"])
    assert found["variables"]["akuvox_config"] == {"Config.Settings.SNTP.Enable": "1"}
    assert "api/secret" not in str(found)
    assert "akuvox_adopt_config: the door has no key Config.X" in found["lost"]


def test_a_relay_that_refers_to_a_schedule_by_number_is_left_out():
    """On a new door, the number would be another schedule's, and open the door at its times."""
    keys = [f"Config.DoorSetting.RELAYSCHEDULE.Relay{letter}Schedule" for letter in "AB"]
    found = adopted(Door({"config": {keys[0]: "1001/1005/", keys[1]: "1001/"}}), config=["Config.DoorSetting.RELAY*"])
    assert found["variables"]["akuvox_config"] == {keys[1]: "1001/"}
    assert [line.partition(":")[0] for line in found["lost"]] == [f"akuvox_config.{keys[0]}"]


def test_a_door_with_nothing_to_adopt_says_so():
    door = Door(profile="it83")
    door._records = {}
    with pytest.raises(Unsupported, match="nothing can be adopted"):
        adopted(door)


def people_of(store, profile="manual", **records):
    door = Door(profile=profile, **records)
    found = PeopleOfDoor(door, store, ["*"], True, door)
    found.read()
    rows = [
        {("schedules" if field == "schedule" else field): value for field, value in person.items() if value != []}
        for person in bare(found.people)
    ]
    return found, [{"pin": "", "cards": [], **row} if "keep" not in row else row for row in rows], door


def test_people_of_the_key_store_are_those_that_credentials_finds_again():
    """The first word of a name is whose key it is; a window or a limit stays at the door."""
    found, rows, door = people_of(
        "rfkey_privatekey",
        privatekey=[{"Name": "1007 Robin", "Code": "59172648", "DoorNum": "1", **ALL_DAY}],
        rfkey=[{"Name": "1007 Robin", "Code": "00AB0001", "DoorNum": "1", "Tags": "0", **ALL_DAY},
               {"Name": "1008 Kim", "Code": "00AB0002", "DoorNum": "1", "Tags": "2", **ALL_DAYS, "TimeStart": "08:00",
                "TimeEnd": "12:00"},
               {"Name": "", "Code": "00AB0003", "DoorNum": "1", **ALL_DAY}],
    )  # fmt: skip
    robin, kim = found.people
    assert robin == {"user_id": "1007", "name": "Robin", "keep": [], "pin": secret("59172648"), "cards": ["00AB0001"],
                     "schedule": [{"schedule": "always", "relays": ["A"]}]}  # fmt: skip
    assert kim == {"user_id": "1008", "name": "Kim", "keep": ["cards", "schedule"]}
    assert "1 cards or codes without user_id: credentials removes them" in found.lost
    assert list_would_change(door, rows, "rfkey_privatekey", ["*"]) == (
        "credentials would change it (removed: user_id (without user_id))"
    )


def test_users_whom_no_list_can_say_all_of_are_named():
    cut = ";".join(f"00AB{number:04X}" for number in range(7))
    found, rows, door = people_of("user", profile="e12", schedule=[], user=[
        {"UserID": "1", "Name": "Cut", "CardCode": cut[:63], "ScheduleRelay": "1001-1", "FaceUrl": "x"},
        {"UserID": "2", "Name": "Odd", "ScheduleRelay": "what?", "LiftFloorNum": "3"},
        {"UserID": "3", "Name": "Gone", "ScheduleRelay": "1077-1"},
        {"UserID": "4", "Name": "Cloud", "SourceType": "2"},
    ])  # fmt: skip
    assert [(person["user_id"], person["keep"]) for person in found.people] == [
        ("1", ["cards"]), ("2", ["schedule"]), ("3", []),
    ]  # fmt: skip
    said = "\n".join(found.lost)
    for words in (
        "user_id 1: a list of people has no field for a face",
        "user_id 2: the schedules can't be taken apart",
        "user_id 3: the door has no schedule 1077",
        "1 people of a cloud",
    ):
        assert words in said
    assert list_would_change(door, rows, "user", ["*"]) == ""


@pytest.mark.parametrize("store", ["user", "rfkey_privatekey"])
def test_whoever_was_revoked_is_in_no_file_that_is_written(store, tmp_path):
    """Neither in the list of people, nor as a card or a code of the store that the list is not for."""
    file = tmp_path / "revoked.csv"
    file.write_text("user_id,name,cards,since,reason\n1007,Robin Sample,00AB0001,,\n", encoding="utf-8")
    key = {"DoorNum": "1", **ALL_DAY}
    door = Door(
        user=[{"UserID": "1007", "Name": "Robin Sample", "PrivatePIN": "59172648", "ScheduleRelay": "1001-1"},
              {"UserID": "1008", "Name": "Kim", "PrivatePIN": "04837261", "ScheduleRelay": "1001-1"}],
        privatekey=[{"Name": "1007 Robin", "Code": "48271530", **key}, {"Name": "1008 Kim", "Code": "50617283", **key}],
        rfkey=[{"Name": "Spare", "Code": "ab0001", **key}, {"Name": "1008 Kim", "Code": "00AB0002", **key}],
    )  # fmt: skip
    assert "Robin" in str(adopted(door, store=store))
    door.revoked_file = str(file)
    found = adopted(door, store=store)
    assert found["people"]
    for trace in ("Robin", "1007", "59172648", "48271530", "Spare", "ab0001"):
        assert trace not in str([found["variables"], found["people"]])
    assert any("who were revoked" in line for line in found["lost"])
