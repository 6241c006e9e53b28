# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that others wrote and proved on hardware, pylocal-akuvox, with the profiles of the devices it knows.

Where it and the notes on devices ("device-facts") differ, the notes decide; test_where_the_client_and_the_facts_differ
says in what.
"""

from __future__ import annotations

import asyncio
import importlib.util

import pytest
from akuvox_emulator import profiles
from akuvox_emulator.device import Spec

HERE = importlib.util.find_spec("pylocal_akuvox") is not None
akuvox = importlib.import_module("pylocal_akuvox") if HERE else None
pytestmark = pytest.mark.skipif(
    not HERE, reason="the package pylocal-akuvox is not installed (it is for Python 3.12 and newer)"
)

NAME = "Config.DoorSetting.RELAY.NameA"
RELAY_ACCOUNT = {"Config.DoorSetting.RELAY.UserName": "relay", "Config.DoorSetting.RELAY.Password": "s3cret"}
PHONES = ("e18", "x916")


@pytest.fixture
def talk(make_rig):
    """Return a function that runs a conversation of the client with a new device of a profile."""

    def run(profile, conversation, state=None, auth="digest", **changes):
        spec = Spec("door-001", 1, profile=profiles.find(profile), auth=auth, state=state or {}, **changes)
        rig = make_rig(spec)
        port = rig.device.listeners[0].port
        method = akuvox.AuthMethod(auth)
        login = akuvox.AuthConfig(method=method, username="admin", password="httpapi")

        async def main():
            async with akuvox.AkuvoxDevice(
                f"127.0.0.1:{port}", auth=login, use_ssl=spec.secure, verify_ssl=False, request_delay=0
            ) as device:
                await conversation(device)

        asyncio.run(main())
        return rig

    return run


@pytest.mark.parametrize("profile", PHONES)
def test_it_knows_the_device(talk, profile):
    async def conversation(device):
        info = await device.get_info()
        assert (info.model, info.firmware_version) == (
            profiles.find(profile).model,
            profiles.find(profile).firmware,
        )
        assert (info.uptime, info.web_language) == ("10 days", 0)
        assert (await device.get_status()).uptime >= 864000
        assert device.capabilities.device_class.startswith(info.model)
        known = device.capabilities
        assert (await device.probe_capabilities()).capabilities == known.capabilities

    talk(profile, conversation, {"uptime": 10 * 86400.0})


@pytest.mark.parametrize("profile", PHONES)
def test_users(talk, profile):
    async def conversation(device):
        for number in range(1, 13):
            await device.add_user(
                name=f"User {number}",
                user_id=str(number),
                web_relay="0",
                lift_floor_num="0",
                schedule_relay="1001-1,1002-2",
                private_pin="0007",
                card_code="0A1B2C3D",
            )
        assert len(await device.list_users()) == 12
        assert [len(await device.list_users(page=page)) for page in (1, 2, 3)] == [10, 2, 0]
        user = (await device.list_users(page=2))[1]
        assert (user.user_id, user.schedule_relay, user.private_pin) == ("12", "1001-1,1002-2", "0007")
        assert (user.source_type, user.card_code, user.web_relay) == ("1", "0A1B2C3D", "0")
        await device.modify_user(id=user.id, name="Ada", schedule_relay="1003-1")
        changed = (await device.list_users(page=2))[1]
        assert (changed.name, changed.schedule_relay, changed.private_pin) == ("Ada", "1003-1", "0007")
        with pytest.raises(akuvox.AkuvoxDeviceError):
            await device.add_user(name="Again", user_id="1", web_relay="0", lift_floor_num="0", schedule_relay="1001-1")
        await device.delete_user(id=user.id)
        assert len(await device.list_users()) == 11

    assert len(talk(profile, conversation).state()["user"]) == 11


@pytest.mark.parametrize("profile", PHONES)
def test_schedules(talk, profile):
    async def conversation(device):
        await device.add_schedule(schedule_type="1", name="Two days", week="13", time_start="08:00", time_end="18:00")
        (row,) = await device.list_schedules()
        assert (row.name, row.display_id, row.mode, row.week, row.mon, row.tue, row.wed) == (
            "Two days", "1003", "1", "13", "1", "0", "1",
        )  # fmt: skip
        await device.modify_schedule(id=row.id, name="Two", time_end="17:00")
        (row,) = await device.list_schedules()
        assert (row.name, row.time_start, row.time_end, row.wed) == ("Two", "08:00", "17:00", "1")
        await device.delete_schedule(id=row.id)
        assert await device.list_schedules() == []

    talk(profile, conversation)


@pytest.mark.parametrize("profile", PHONES)
def test_contacts_and_groups(talk, profile):
    async def conversation(device):
        await device.add_group(name="Floor")
        (group,) = await device.list_groups()
        await device.modify_group(id=group.id, name="Floor 1")
        assert [row.name for row in await device.list_groups()] == ["Floor 1"]
        await device.add_contact(name="Ada", phone="100", group="Floor 1")
        await device.add_contact(name="Eva", group="Nowhere")
        ada, eva = await device.list_contacts()
        assert (ada.name, ada.phone, ada.group, eva.group) == ("Ada", "100", "Floor 1", "Default")
        await device.modify_contact(id=ada.id, phone="101")
        assert [row.phone for row in await device.list_contacts(page=1)] == ["101", None]
        with pytest.raises(akuvox.AkuvoxDeviceError):
            await device.delete_contact(id="99")
        await device.delete_contact(id=[ada.id, eva.id])
        assert await device.list_contacts() == []
        await device.delete_group(id=group.id)
        await device.delete_group(id="99")
        assert await device.list_groups() == []

    talk(profile, conversation)


@pytest.mark.parametrize("profile", PHONES)
def test_relays_config_and_logs(talk, profile):
    state = {
        "doorlog": [{"Name": "Ada", "Status": "1", "Date": "2026-01-02", "Relay": "1"}],
        "calllog": [{"Name": "Eva", "Num": "192.0.2.9", "Type": "Dialed"}],
    }

    async def conversation(device):
        assert (await device.get_relay_status())["RelayA"] == 0
        await device.trigger_relay(num=1, delay=5)
        assert (await device.get_relay_status())["RelayA"] == 1
        await device.set_device_config({NAME: "Gate"})
        config = await device.get_device_config()
        assert config[NAME] == "Gate"
        (door,) = await device.get_door_logs()
        assert (door.name, door.status, door.relay, door.access_mode) == ("Ada", "Failed", "1", "0")
        (call,) = await device.get_call_logs(page=1)
        assert (call.name, call.count, call.pic_url) == ("Eva", "192.0.2.9", "")

    assert len(talk(profile, conversation, state).state()["relay_trips"]) == 1


@pytest.mark.parametrize("profile", PHONES)
def test_its_own_report(talk, monkeypatch, profile):
    """It has a tool that tries out what a device can do, writes and all; here it must find nothing amiss."""
    pause = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda seconds: pause(0))
    verdicts = {}

    async def conversation(device):
        report = await akuvox.run_capability_report(device, write=True, emit=lambda text: None)
        verdicts.update((test["name"], test["status"]) for test in report["tests"])

    state = talk(profile, conversation).state()
    assert verdicts.pop("open_door_http") == "skipped", "it needs the relay's account"
    assert set(verdicts.values()) == {"passed"}, verdicts
    assert len(verdicts) > 25
    assert [state[target] for target in ("user", "schedule", "contact", "group")] == [[]] * 4


def test_apartment_contacts_of_x915s(talk):
    async def conversation(device):
        (contact,) = await device.list_contacts()
        assert (contact.name, contact.id) == ("Ada", None)
        with pytest.raises(akuvox.AkuvoxUnsupportedError):
            await device.add_contact(name="Eva")
        await device.add_user(name="A", user_id="1", web_relay="0", lift_floor_num="0", schedule_relay="1001-1")
        (user,) = await device.list_users()
        await device.modify_user(id=user.id, schedule_relay="1002-1")
        (user,) = await device.list_users()
        assert user.schedule_relay == "1002-1"

    talk("x915s", conversation, {"contact": [{"APTName": "Flat", "APTNum": "12", "Name": "Ada"}]})


def test_open_door_of_it83(talk):
    async def conversation(device):
        await device.open_door_http(door_num=2, user="relay", password="s3cret")
        with pytest.raises(akuvox.AkuvoxAuthenticationError):
            await device.open_door_http(door_num=2, user="relay", password="wrong")

    (trip,) = talk("it83", conversation, {"config": RELAY_ACCOUNT}).state()["relay_trips"]
    assert trip["num"] == 2


def test_where_the_client_and_the_facts_differ(talk):
    """It lets WebRelay be left out; by device-facts 5.2 an E18 wants it. It reads Num as a count; 10 has an address."""

    async def conversation(device):
        with pytest.raises(akuvox.AkuvoxDeviceError):
            await device.add_user(name="A", user_id="1", lift_floor_num="0", schedule_relay="1001-1")

    talk("e18", conversation)
