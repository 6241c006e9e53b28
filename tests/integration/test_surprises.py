# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The surprises of device-facts 13.2, each in a play: what the user gets when a device does that.

tests/unit/emulator/test_surprises.py shows that the emulated devices do it. The old DH group of number 23 is in
tests/unit/plugins/module_utils/http/test_tls.py, the forms of number 27 in operations/test_uptime.py.
"""

from __future__ import annotations

import json

import pytest
from harness.emulator import DOORS
from harness.families import doors, task

# What a device does and is sent: nothing of it depends on the version of ansible-core.
pytestmark = pytest.mark.one_core

DOOR = DOORS[0]
PIN = "00071829"
LOCATION = "Config.DoorSetting.DEVICENODE.Location"
PWD = "Config.Account1.GENERAL.Pwd"
SIP_PASSWORD = "s1p/pass+word"
ROBIN = {"user_id": "71", "name": "Robin Sample"}
REFUSAL = {"retcode": -1, "action": "unknow", "message": "Failed"}


def record(number, **fields):
    """A user as devices hold it."""
    return {
        "ID": str(number), "UserID": str(70 + number), "Name": f"Person {number}", "ScheduleRelay": "1001-1", **fields
    }  # fmt: skip


def request(target, action, **options):
    """A call of any function; the outcome is looked at, not judged."""
    return {**task("akuvox_request", target=target, action=action, **options), "ignore_errors": True}


def test_01_user_add_succeeds_with_retcode_1_and_no_data(play, fleet):
    done = play([task("akuvox_user", users=[ROBIN])], fleet.hosts(DOOR))
    assert done.outcome(DOOR)["added"] == ["71"]
    add = next(entry for entry in fleet.writes(DOOR) if entry["action"] == "add")
    assert (add["retcode"], add["applied"]) == (1, True)


def test_02_a_negative_reply_with_http_200_and_with_http_401(play, fleet):
    for door, status in (("door-01", 200), ("door-02", 401)):
        fleet.set_fault(door, "status", status=status, body=json.dumps(REFUSAL), action="set", times=-1)
    done = play([task("akuvox_config", settings={LOCATION: "Pier 7"})], fleet.hosts("door-01", "door-02"), expect=2)
    assert 'refused by the device (retcode -1, "Failed")' in done.message("door-01")
    assert "HTTP 401" in done.message("door-02")
    assert {done.outcome(door)["event"] for door in ("door-01", "door-02")} == {"failed"}


def test_03_unsupport_action_without_the_envelope_and_where_the_action_is_missing(play, fleet):
    """The client always sends the envelope, so that config set works; a target that isn't there is said to be none."""
    tasks = [task("akuvox_config", settings={LOCATION: "Pier 7"}), request("apartment", "get", method="POST")]
    done = play(tasks, doors(fleet, "x916-1"))
    assert fleet.state("x916-1")["config"][LOCATION] == "Pier 7"
    assert "this device does not have the function" in done.message("x916-1", "akuvox_request")


def test_04_the_misspelled_no_hanlders(play, fleet):
    done = play([request("contact", "get", method="GET")], doors(fleet, "it83-1"))
    assert 'does not have the function (it says "No hanlders for this request")' in done.message("it83-1")


def test_05_a_positive_retcode_with_an_unsupported_message_is_a_failure(play, fleet):
    done = play([request("nothing", "get", method="GET")], doors(fleet, "hostile-1"))
    assert 'does not have the function (it says "api unsupported")' in done.message("hostile-1")


def test_06_ret_14_that_fails_ret_1_and_2_that_are_good_and_a_failure_inside_success(play, fleet):
    keys = [{"code": code, "name": "Card"} for code in ("00B40001", "00B40002")]
    tasks = [request("group", "add", data={"item": [{"Name": ""}]}), task("akuvox_rfkey", keys=keys)]
    done = play(tasks, fleet.hosts(DOOR))
    assert "refused by the device (retcode -1" in done.message(DOOR, "akuvox_request")
    assert done.outcome(DOOR, "akuvox_rfkey")["added"] == ["00B40001", "00B40002"]
    fleet.set_fault(DOOR, "refuse_item", target="rfkey", action="del", match={"ID": "2"}, times=-1)
    gone = play([task("akuvox_rfkey", keys=keys, state="absent")], fleet.hosts(DOOR), expect=2)
    outcome = gone.outcome(DOOR)
    assert (outcome["removed"], [entry["key"] for entry in outcome["refused"]]) == (["00B40001"], ["00B40002"])


def test_07_removing_what_is_not_there_is_no_failure_though_a_contacts_is(play, fleet):
    tasks = [
        task("akuvox_contact", contacts=[{"name": "Nobody"}], state="absent"),
        task("akuvox_group", groups=["Nothing"], state="absent"),
        request("contact", "del", data={"item": [{"ID": "99"}]}),
    ]
    done = play(tasks, doors(fleet, "e18-1"))
    assert [done.outcome("e18-1", name)["changed"] for name in ("akuvox_contact", "akuvox_group")] == [False, False]
    assert done.outcome("e18-1", "akuvox_request")["event"] == "failed"


def assert_schedules_hold(play, fleet, door):
    """One person with two relays, added, unchanged, changed."""
    for schedule, pairs in (("always", "1001-1,1001-2"), ("never", "1002-1,1002-2")):
        users = [{**ROBIN, "schedules": [{"schedule": schedule, "relays": ["A", "B"]}]}]
        assert play([task("akuvox_user", users=users)], doors(fleet, door)).outcome(door)["changed"] is True
        assert fleet.state(door)["user"][0]["ScheduleRelay"].rstrip(";").replace(";", ",") == pairs
        assert play([task("akuvox_user", users=users)], doors(fleet, door)).outcome(door)["changed"] is False


def test_08_an_e18_takes_the_hyphenated_schedule_key_only(play, fleet):
    assert_schedules_hold(play, fleet, "e18-1")


def test_09_an_x916_ignores_the_hyphenated_schedule_key(play, fleet):
    assert_schedules_hold(play, fleet, "x916-1")


def test_10_an_x915s_reads_a_bare_schedule_and_has_contacts_without_id(play, fleet):
    assert_schedules_hold(play, fleet, "x915s-1")
    fleet.put("x915s-1", contact=[{"ID": "1", "APTName": "A", "Name": "Kim", "Phone": "0100"}])
    contacts = [{"name": "Kim", "phone": "0199"}]
    done = play([task("akuvox_contact", contacts=contacts)], doors(fleet, "x915s-1"), expect=2)
    assert "its contacts are an apartment book, which is read-only" in done.message("x915s-1")


def test_11_an_x912_refuses_schedule_on_add(play, fleet):
    assert_schedules_hold(play, fleet, "x912-1")


def test_12_a_semicolon_cuts_the_schedules_of_an_e18(play, fleet):
    """The task fails and names it, each time; nothing goes in circles."""
    profile = {"base": "e18", "schedule_separator": ";"}
    users = [{**ROBIN, "schedules": [{"schedule": "always", "relays": ["A", "B"]}]}]
    for run in range(2):
        fleet.forget_requests("e18-1")
        done = play([task("akuvox_user", users=users)], doors(fleet, "e18-1", akuvox_profile=profile), expect=2)
        assert "did not keep all of it: user_id 71 schedules: it holds" in done.message("e18-1")
        assert len(fleet.writes("e18-1")) <= 2, f"run {run}"


def test_13_trailing_separators_and_relays_run_together_are_the_same_as_pairs(play, fleet):
    users = [{"user_id": "71", "schedules": [{"schedule": "always", "relays": ["A", "B"]}]}]
    forms = ("1001-1,1001-2,", "1001-2;1001-1;", "1001-12", "1001-12;")
    for door, form in zip(DOORS, forms, strict=False):
        fleet.put(door, user=[record(1, ScheduleRelay=form)])
    done = play([task("akuvox_user", users=users)], fleet.hosts(*DOORS[: len(forms)]))
    assert {done.outcome(door)["changed"] for door in DOORS[: len(forms)]} == {False}


def test_15_pages_of_10_11_and_20_and_devices_with_other_ideas_of_a_list(play, fleet):
    for count in (0, 1, 10, 11, 20):
        names = ["e18-1", "hostile-1", "x912-1", "paged-1"]
        for name in names:
            fleet.put(name, user=[record(number) for number in range(1, count + 1)])
        done = play([task("akuvox_info", gather=["user"])], doors(fleet, *names))
        for name in names:
            found = [user["user_id"] for user in done.outcome(name)["akuvox"]["user"]]
            assert found == [str(70 + number) for number in range(1, count + 1)], (name, count)
    done = play([task("akuvox_user", users=[{"user_id": "500", "name": "New"}])], doors(fleet, *names))
    assert {len(fleet.state(name)["user"]) for name in names} == {21}
    assert {tuple(done.outcome(name)["added"]) for name in names} == {("500",)}


def test_16_a_partial_set_would_wipe_the_rest(play, fleet):
    fleet.put(DOOR, user=[record(1, PrivatePIN=PIN, CardCode="00B4161D", LiftFloorNum="3")])
    play([task("akuvox_user", users=[{"user_id": "71", "name": "New name"}])], fleet.hosts(DOOR), secrets={PIN})
    held = fleet.state(DOOR)["user"][0]
    assert (held["Name"], held["PrivatePIN"], held["CardCode"], held["LiftFloorNum"]) == (
        "New name", PIN, "00B4161D", "3"
    )  # fmt: skip


def test_17_a_pin_keeps_its_zeros_and_a_number_is_refused(play, fleet):
    tasks = [
        task("akuvox_user", users=[{**ROBIN, "pin": "{{ pin }}"}]),
        {**task("akuvox_user", users=[{**ROBIN, "pin": 71829}]), "name": "number", "ignore_errors": True},
    ]
    # not in the playbook itself, whose lines Ansible prints around a failed task
    done = play(tasks, fleet.hosts(DOOR), variables={"pin": PIN}, secrets={PIN})
    assert fleet.state(DOOR)["user"][0]["PrivatePIN"] == PIN
    assert "users[0].pin (user_id 71): must be 2 to 8 digits in quotes, not a number" in done.message(DOOR, "number")


def test_18_cards_cut_at_63_characters_are_named(play, fleet):
    """A model of which nothing is known: it accepts five cards, and shows a part of them."""
    cards = [f"{number:016X}" for number in range(1, 5)]
    done = play([task("akuvox_user", users=[{**ROBIN, "cards": cards}])], doors(fleet, "hostile-1"), expect=2)
    assert "did not keep all of it: user_id 71 cards: it holds" in done.message("hostile-1")


def test_19_an_unknown_group_becomes_default(play, fleet):
    contacts = [{"name": "Kim", "phone": "0100", "group": "Staff"}]
    done = play([task("akuvox_contact", contacts=contacts)], doors(fleet, "e18-1"), expect=2)
    assert "name Kim group: it holds 'Default', not 'Staff'" in done.message("e18-1")
    assert "akuvox_group adds it" in done.message("e18-1")


def test_20_a_device_that_cuts_off_fast_clients_is_given_its_time(play, fleet):
    """With the default pacing, also from task to task."""
    hosts = {"hostile-1": {**fleet.host("hostile-1"), "akuvox_request_interval": 0.25, "akuvox_retries": 0}}
    tasks = [task("akuvox_user", users=[ROBIN]), task("akuvox_info", gather=["system", "status"])]
    play(tasks, hosts)
    assert {entry["status"] for entry in fleet.requests("hostile-1")} <= {200, 401}


def test_21_a_stale_nonce_midway_and_a_401_of_one_function(play, fleet):
    fleet.set_fault("e18-1", "stale_nonce", nth=3)
    done = play([task("akuvox_user", users=[ROBIN])], doors(fleet, "e18-1"))
    assert fleet.faults("e18-1")[0]["fired"]
    assert done.outcome("e18-1")["added"] == ["71"]
    fleet.set_fault("e18-1", "status", status=401, target="doorlog", times=-1)
    done = play(
        [{**task("akuvox_info", gather=["doorlog"]), "ignore_errors": True}, task("akuvox_user", users=[ROBIN])],
        doors(fleet, "e18-1"),
    )
    assert "doorlog/get" in done.message("e18-1", "akuvox_info")
    assert done.outcome("e18-1", "akuvox_user")["event"] == "ok"


def test_22_a_403_without_a_challenge_speaks_of_the_whitelist(play, fleet):
    fleet.patch(DOOR, auth="whitelist", whitelist=[])
    done = play([task("akuvox_info")], fleet.hosts(DOOR), expect=2)
    assert "whitelist" in done.message(DOOR)


def test_23_a_redirect_to_https_is_not_followed_and_says_what_to_set(play, fleet):
    host = fleet.host("forced-1", akuvox_port=fleet.devices["forced-1"]["http_port"], akuvox_use_ssl=False)
    done = play([task("akuvox_info")], {"forced-1": host}, expect=2)
    assert "Set akuvox_use_ssl: true" in done.message("forced-1")


def test_24_junk_after_the_json_latin_1_and_an_empty_answer(play, fleet):
    tasks = [
        task("akuvox_user", users=[{**ROBIN, "name": "Zoë Sample"}]),
        {**task("akuvox_info", gather=["dialreplace"]), "ignore_errors": True},
    ]
    done = play(tasks, doors(fleet, "hostile-1"))
    assert fleet.state("hostile-1")["user"][0]["Name"] == "Zoë Sample"
    assert "the answer is empty" in done.message("hostile-1", "akuvox_info")
    assert play(tasks[:1], doors(fleet, "hostile-1")).outcome("hostile-1")["changed"] is False


def test_25_a_setting_that_is_accepted_and_not_kept_and_one_that_only_get_takes(play, fleet):
    fleet.set_fault("x916-1", "silent_drop", action="set", keys=[LOCATION], times=-1)
    done = play([task("akuvox_config", settings={LOCATION: "Pier 7"})], doors(fleet, "x916-1", "e16c-1"), expect=2)
    assert f"did not keep 1 of 1: settings.{LOCATION} ({LOCATION}): it holds '', not 'Pier 7'" in done.message("x916-1")
    assert done.outcome("e16c-1")["changed"] is True
    assert fleet.state("e16c-1")["config"][LOCATION] == "Pier 7"


def test_26_passwords_that_are_shown_as_stars_in_base64_or_plain(play, fleet):
    """None of them changes for ever, and none is lost."""
    names = ["masking-1", "encoding-1", "s532-1", DOOR]
    accounts = [{"account": 1, "username": "7101", "password": SIP_PASSWORD}]
    for changed in (True, False):
        done = play([task("akuvox_sip", accounts=accounts)], doors(fleet, *names), secrets={SIP_PASSWORD})
        assert {done.outcome(name)["changed"] for name in names} == {changed}
        assert {fleet.state(name)["config"][PWD] for name in names} == {SIP_PASSWORD}


def test_27_uptime_as_a_number_as_text_and_in_words(play, fleet):
    names = [DOOR, "hostile-1", "e18-1"]
    for name in names:
        fleet.put(name, uptime=864000)
    tasks = [task("akuvox_info", gather=["status"]), request("system", "info", method="GET")]
    done = play(tasks, doors(fleet, *names))
    for name in names:
        assert 864000 <= done.outcome(name, "akuvox_info")["akuvox"]["status"]["uptime"] < 864300, name
    assert done.outcome("e18-1", "akuvox_request")["reply"]["data"]["Status"]["Uptime"] == "10 days"


def test_28_open_door_answers_a_web_page_with_the_result_in_it(play, fleet):
    account = {"username": "opener", "password": "0pen-by-url"}
    relay = "Config.DoorSetting.RELAY."
    fleet.put_config(
        "it83-1",
        **{f"{relay}UserName": account["username"], f"{relay}Password": account["password"], f"{relay}HttpTrig": "1"},
    )
    tasks = [
        {
            **task("akuvox_relay_trigger", relay="B", http_trigger=given, confirm=True),
            "name": name,
            "ignore_errors": True,
        }
        for name, given in (("right", account), ("wrong", {**account, "password": "an0ther-one"}))
    ]
    secrets = {"0pen-by-url", "an0ther-one"}
    done = play(tasks, doors(fleet, "it83-1"), "-vvvv", secrets=secrets)
    assert done.outcome("it83-1", "right")["changed"] is True
    assert "did not take the user name and password of its HTTP trigger" in done.message("it83-1", "wrong")
    assert [trip["num"] for trip in fleet.state("it83-1")["relay_trips"]] == [2]
    checked = play(tasks[:1], doors(fleet, "it83-1"), "--check", secrets=secrets)
    assert checked.outcome("it83-1")["changed"] is True
    assert len(fleet.state("it83-1")["relay_trips"]) == 1


def test_29_an_upgrade_without_prepare_and_a_wrong_md5(play, fleet, tmp_path):
    file = tmp_path / "door.rom"
    file.write_bytes(b"AKUVOX-EMULATED-FIRMWARE model=R29 version=29.30.10.200\n" + bytes(4096))
    wrong = {
        "retcode": -1,
        "action": "upgrade",
        "message": "Wrong MD5",
        "data": {"md5": "0" * 32, "md5_calc": "f" * 32},
    }
    fleet.set_fault(DOOR, "status", target="firmware", action="upgrade", status=200, body=json.dumps(wrong), nth=2)
    tasks = [
        request("firmware", "upgrade", method="POST"),
        {**task("akuvox_firmware", version="29.30.10.200", src=str(file)), "ignore_errors": True},
    ]
    done = play(tasks, fleet.hosts(DOOR))
    assert "refused by the device (retcode -1" in done.message(DOOR, "akuvox_request")
    assert "Wrong MD5" in done.message(DOOR, "akuvox_firmware")
    assert fleet.state(DOOR)["firmware"]["version"] == "29.30.10.100"


def test_30_logs_in_words_and_in_numbers(play, fleet):
    opening = {"Date": "2026-01-02", "Time": "08:00:01", "Name": "Kim", "Code": "00B4161D"}
    call = {"ID": "1", "Type": "Missed", "Date": "2026-01-02", "Time": "03:04:05", "Name": "Kim", "Num": "2001"}
    numbers = [{**opening, "ID": "1", "Type": "1", "Status": "0"}, {**opening, "ID": "2", "Type": "1", "Status": "1"}]
    words = [{**row, "Type": "Card"} for row in numbers]
    fleet.put(DOOR, doorlog=numbers, calllog=[call])
    fleet.put("e18-1", doorlog=words, calllog=[call])
    done = play([task("akuvox_info", gather=["doorlog", "calllog"])], doors(fleet, DOOR, "e18-1"))
    for name in (DOOR, "e18-1"):
        logs = done.outcome(name)["akuvox"]
        assert [(row["type"], row["status"]) for row in logs["doorlog"]] == [("card", "success"), ("card", "failed")]
        assert logs["calllog"][0]["number"] == "2001"


def test_31_the_echoed_action_is_ignored(play, fleet):
    fleet.put(DOOR, calllog=[{"ID": "1", "Type": "Missed", "Name": "Kim", "Num": "100"}])
    tasks = [task("akuvox_calllog", state="cleared"), task("akuvox_info", gather=["user", "log"])]
    done = play(tasks, fleet.hosts(DOOR))
    assert done.outcome(DOOR, "akuvox_calllog")["changed"] is True
    assert fleet.state(DOOR)["calllog"] == []


def test_32_an_existing_user_that_is_added_again_is_an_error(play, fleet):
    """Said to who adds it by hand, and to the module, for which someone else adds the person after it has read."""
    data = {"item": [{"Name": "Robin Sample", "UserID": "71", "ScheduleRelay": "1001-1"}]}
    done = play(
        [{**request("user", "add", data=data), "name": name} for name in ("first", "second")], fleet.hosts(DOOR)
    )
    assert done.outcome(DOOR, "first")["event"] == "ok"
    assert done.outcome(DOOR, "second")["event"] == "failed"
    assert "retcode -1" in done.message(DOOR, "second")
    assert len(fleet.state(DOOR)["user"]) == 1
    fleet.put("door-02", user=[])
    fleet.set_fault("door-02", "status", status=200, body=json.dumps(REFUSAL), target="user", action="add", times=-1)
    outcome = play([task("akuvox_user", users=[ROBIN])], fleet.hosts("door-02"), expect=2).outcome("door-02")
    assert (outcome["event"], outcome["changed"], outcome["added"]) == ("failed", False, [])
    assert "retcode -1" in outcome["msg"]
