# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as a change of a device, how it is shown, and what a backup can't give back."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import BadReply, Refused, Unreachable
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.compare import difference, gaps, same, snapshot
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.parts import NAMES, read_parts
from ansible_collections.doorfleet.akuvox.tests.unit.plugins.module_utils.fakes import FakeDevice

MANUAL = PROFILES["manual"]
PWD = "Config.Account1.GENERAL.Pwd"
USER = {"ID": "1", "UserID": "1001", "Name": "Kim", "PrivatePIN": "0471", "CardCode": "00AB", "BLEAuthCode": "b1e-auth"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"user": [USER]}, {"user": [{**USER, "ID": "9", "BLE_Status": "1"}]}, True),
        ({"user": [USER, {"Name": "x"}]}, {"user": [{"Name": "x"}, USER]}, True),
        ({"user": [USER]}, {"user": [USER, USER]}, False),
        ({"user": [USER]}, {"user": [{**USER, "PrivatePIN": "0472"}]}, False),
        ({"user": [USER]}, {"user": [{**USER, "FaceUrl": "/new"}]}, False),
        ({"user": [USER]}, {"user": [USER], "group": []}, False),
        ({"config": {"a": "1"}}, {"config": {"a": "1"}}, True),
        ({"config": {"a": "1"}}, {"config": {"a": "2"}}, False),
    ],
)
def test_what_is_the_same(one, other, expected):
    assert same(one, other) is expected
    assert same(other, one) is expected  # pylint: disable=arguments-out-of-order


def test_a_difference_names_keys_and_records_and_hides_secrets():
    kims = [{"Name": "Kim", "Phone": number} for number in ("1", "2")]
    before = {"config": {"Config.A": "1", PWD: "old"}, "user": [USER], "contact": kims[:1]}
    after = {
        "config": {"Config.A": "2", PWD: "new"},
        "user": [{**USER, "ID": "2", "PrivatePIN": "0472", "BLEAuthCode": "other-auth"}],
        "contact": list(reversed(kims)),
        "group": [{"Name": "New"}],
    }
    found = difference(before, after, MANUAL)
    assert found == {
        "before": {
            "config": {"Config.A": "1", PWD: "********"},
            "user": {"1001": {"pin": "********", "BLEAuthCode": "********"}},
            "contact": {},
            "group": {},
        },
        "after": {
            "config": {"Config.A": "2", PWD: "******** (changed)"},
            "user": {"1001": {"pin": "******** (changed)", "BLEAuthCode": "******** (changed)"}},
            "contact": {"Kim (2)": {"name": "Kim", "phone": "2"}},
            "group": {"New": {"name": "New"}},
        },
    }
    assert difference(after, after, MANUAL) == {"before": {}, "after": {}}


def test_a_snapshot_is_readable_and_has_no_secret():
    device = SimpleNamespace(profile=MANUAL)
    shown = snapshot(device, {"config": {PWD: "s1p-pass", "Config.Settings.LOGLEVEL.Level": "3"}, "user": [USER]})
    assert shown["user"][0]["pin"] == shown["config"][PWD] == shown["sip"][0]["password"] == "********"
    assert (shown["user"][0]["name"], shown["user"][0]["cards"], shown["log"]["level"]) == ("Kim", ["00AB"], "error")
    assert not [secret for secret in ("s1p-pass", "0471", "b1e-auth") if secret in json.dumps(shown)]
    assert "sip" not in snapshot(device, {"user": [USER]})


def test_what_a_backup_can_not_give_back():
    held = {
        "config": {PWD: "******", "Config.DoorSetting.DTMF.Code1": "*", "Config.Other": "***"},
        "privatekey": [{"Name": "Kim", "Code": "****"}, {"Name": "Robin", "Code": "4711"}],
        "user": [
            {"UserID": "1", "FaceUrl": "/face", "PrivatePIN": "****"},
            {"UserID": "2", "FaceUrl": "", "CardCode": ";".join(["0011223344556677"] * 4)[:63]},
        ],
    }
    assert gaps(held, MANUAL) == {"hidden": [PWD, "privatekey Kim", "user 1"], "cut_cards": [], "faces": ["1"]}
    assert gaps(held, PROFILES["e12"])["cut_cards"] == ["2"]
    assert gaps({}, MANUAL) == {"hidden": [], "cut_cards": [], "faces": []}


def reading(**answers):
    """A device that answers with a list or an error for each part."""

    def answer(target):
        if isinstance(answers[target], Exception):
            raise answers[target]
        return answers[target]

    return SimpleNamespace(address="http://192.0.2.1:80", read=answer, records=answer)


def test_a_part_that_the_device_lacks_is_left_out_and_one_that_fails_is_an_error():
    device = FakeDevice(settings={"Config.A": "1"})
    assert read_parts(device, ["config", "group"]) == ({"config": {"Config.A": "1"}, "group": []}, [])
    device.without = ("get",)
    assert read_parts(device, NAMES) == ({}, list(NAMES))
    with pytest.raises(Refused, match=r"No set is made\. To back up the rest, leave group out of akuvox_backup_parts"):
        read_parts(reading(config={"a": "1"}, group=Refused("no")), ["config", "group"])
    with pytest.raises(BadReply, match="without any key"):
        read_parts(reading(config={}), ["config"])
    with pytest.raises(Unreachable, match=r"^off$"):
        read_parts(reading(group=Unreachable("off")), ["group"])
