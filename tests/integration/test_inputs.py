# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people type into the list of people and its variables: understood, or refused before any door is asked."""

from __future__ import annotations

import pytest
from ansible.release import __version__ as VERSION

DOOR = "door-01"
TODAY = "2026-05-15"
KIM = {"user_id": "1001", "name": "Kim Example", "cards": ["00AB0001"], "doors": ["all"]}
ROBIN = {"user_id": "2002", "name": "Robin Sample", "doors": ["all"]}
LEFT = {"UserID": "2999", "Name": "Who Left", "PrivatePIN": "", "CardCode": "", "ScheduleRelay": "1001-1"}
RECEPTION = {"UserID": "9001", "Name": "Visitor", "PrivatePIN": "", "CardCode": "", "ScheduleRelay": "1001-1"}

# name -> variables of the role credentials, and what each door fails with
REFUSED = {
    "list as text": (
        {"akuvox_people": "[{'user_id': '1001'}, {'user_id': '1002'}]"},
        "akuvox_people: must be a list of records, not text. On the command line give it as JSON, -e "
        '\'{"akuvox_people": [{"user_id": "..."}]}\'',
    ),
    "one card three times": (
        {"akuvox_people": [{**KIM, "cards": ["00AB0001", "ab0001", "AB0001"]}]},
        "akuvox_people[0].cards[1] (user_id 1001): ab0001 is in the list already; a person has a card once",
    ),
    "a card of zeros": (
        {"akuvox_people": [{**KIM, "cards": ["00000000"]}]},
        "akuvox_people[0].cards[0] (user_id 1001): must be a card, not zeros only",
    ),
    "one card in two notations": (
        {"akuvox_people": [{**KIM, "cards": ["00BA3039"]}, {**ROBIN, "cards": ["0012202041"]}]},
        "akuvox_people[1].cards (user_id 2002): user_id 1001 has the same card at the same time (0012202041 in decimal "
        "digits is 00BA3039 in hex)",
    ),
    "facility and number in a list of hex": (
        {"akuvox_people": [{**KIM, "cards": ["186,12345"]}]},
        "akuvox_people[0].cards[0] (user_id 1001): must be 1 to 32 hex digits",
    ),
    "a notation that is none": (
        {"akuvox_people": [KIM], "akuvox_card_notation": "dezimal"},
        "value of akuvox_card_notation must be one of: hex, decimal",
    ),
    "a zero-width space and a spreadsheet's id": (
        {"akuvox_people": [{**KIM, "name": "Kim\u200b Example"}, {**ROBIN, "user_id": "1E+05"}]},
        "akuvox_people[0].name (user_id 1001): must be one line of visible characters; character 4 is ZERO WIDTH SPACE "
        "(U+200B); akuvox_people[1].user_id: must be the id as it is",
    ),
    "times of no length": (
        {"akuvox_people": [{**KIM, "schedule": "08:00-08:00"}]},
        "akuvox_people[0].schedule[0].schedule (user_id 1001): begins and ends at 08:00: for all day write always",
    ),
    "managed that is no list": (
        {"akuvox_people": [KIM], "akuvox_people_managed": True},
        "akuvox_people_managed: must be a list, or text with commas between the entries, not a bool",
    ),
    "managed as in a regular expression": (
        {"akuvox_people": [KIM], "akuvox_people_managed": "^10.*$"},
        "akuvox_people_managed[0]: must be a range of numbers like 1000-1999 or a pattern like staff-*, not '^10.*$': "
        "it is no regular expression",
    ),
    "a card that a spreadsheet has shortened": (
        {"akuvox_people": [{**KIM, "cards": ["1.2E+10"]}]},
        "must be 1 to 32 hex digits; a spreadsheet has shortened it, so the card's number is lost",
    ),
    "columns without a file": (
        {"akuvox_people": [KIM], "akuvox_people_columns": "2n"},
        "akuvox_people_columns: goes with a CSV file only",
    ),
    "fields": (
        {"akuvox_people": [KIM], "akuvox_people_fields": "pin, card"},
        "akuvox_people_fields[1]: must be one of pin, cards, schedule, not 'card'",
    ),
}


@pytest.fixture
def credentials(play, fleet):
    """``credentials(expect=0, **variables)``: run the role on one door."""

    def run(*arguments, expect=0, **variables):
        role = [{"name": "Credentials", "ansible.builtin.import_role": {"name": "doorfleet.akuvox.credentials"}}]
        known = {"akuvox_people_today": TODAY, "akuvox_purge_limit": "100%", **variables}
        return play(role, fleet.hosts(DOOR), *arguments, variables=known, expect=expect)

    return run


def refusals(play, cases):
    """Name of a case -> what the role says, all in one run with a play for each case, on hosts where nobody answers."""
    plays = [
        {
            "name": name,
            "hosts": f"case-{number}",
            "gather_facts": False,
            "vars": {"akuvox_people_today": TODAY, "akuvox_port": 1, "akuvox_timeout": 1, "akuvox_retries": 0, **given},
            "tasks": [
                {
                    "name": "Refused",
                    "block": [
                        {"name": "Role", "ansible.builtin.include_role": {"name": "doorfleet.akuvox.credentials"}}
                    ],
                    "rescue": [{"name": "Said", "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}],
                }
            ],
        }
        for number, (name, (given, _message)) in enumerate(cases.items())
    ]
    hosts = {f"case-{number}": {"ansible_host": "127.0.0.1"} for number in range(len(plays))}
    done = play(None, hosts, playbook=plays, expect=None)
    return {name: done.message(f"case-{number}", "Said") for number, name in enumerate(cases)}


@pytest.mark.one_core
def test_wrong_lists_are_refused_before_any_door_is_asked(play):
    said = refusals(play, REFUSED)
    wrong = {name: text for name, text in said.items() if REFUSED[name][1] not in text}
    assert not wrong


@pytest.mark.one_core
def test_a_list_says_how_its_cards_are_written(credentials, fleet):
    """200 decimal cards were stored as hex without a word. Reversed bytes, and digits only, are warned of."""
    many = [{**ROBIN, "user_id": str(3000 + number), "cards": [f"{12202041 + number:010d}"]} for number in range(20)]
    done = credentials(akuvox_people=many, akuvox_card_notation="decimal")
    held = {row["UserID"]: row["CardCode"] for row in fleet.state(DOOR)["user"]}
    assert held == {str(3000 + number): f"{0xBA3039 + number:08X}" for number in range(20)}
    assert "digits 0 to 9 only" not in done.output

    done = credentials("--check", akuvox_people=many)
    assert "all 20 cards are made of the digits 0 to 9 only" in " ".join(done.output.split())

    pair = [{**KIM, "cards": ["D4C3B2A1"]}, {**ROBIN, "cards": ["A1B2C3D4"]}]
    done = credentials("--check", akuvox_people=pair)
    said = " ".join(done.output.split())
    assert "user_id 1001 has the card D4C3B2A1 and user_id 2002 has A1B2C3D4" in said


@pytest.mark.parametrize("checked", [True, False])
def test_doors_whose_readers_differ_share_no_list(play, fleet, checked):
    fleet.put_config("door-02", **{"Config.DoorSetting.RFCARDDISPLAY.RfidDisplayMode": "3"})
    role = [{"name": "Credentials", "ansible.builtin.import_role": {"name": "doorfleet.akuvox.credentials"}}]
    given = {"akuvox_people": [KIM], "akuvox_check_readers": checked, "akuvox_people_today": TODAY}
    done = play(role, fleet.hosts("door-01", "door-02"), "--check", variables=given, expect=2 if checked else 0)
    asked = {entry["target"] for entry in fleet.requests("door-01") if entry["authorized"]}
    assert asked == {"system", "user", *(["config"] if checked else [])}
    if checked:
        for door in ("door-01", "door-02"):
            assert done.message(door, "doorfleet.akuvox.credentials : Refuse the list") == (
                "Nothing was changed, as one card has another number at some doors: "
                "Config.DoorSetting.RFCARDDISPLAY.RfidDisplayMode is 3 (8HN) on door-02, 4 (8HR) on door-01"
            )


@pytest.mark.one_core
def test_a_window_over_midnight_is_two_schedules_where_the_door_has_them(play, fleet):
    role = [{"name": "Credentials", "ansible.builtin.import_role": {"name": "doorfleet.akuvox.credentials"}}]
    night = {**KIM, "schedule": ["22:00-06:00", "1001"]}
    given = {"akuvox_people": [night], "akuvox_people_today": TODAY}
    hosts = {"newer-1": fleet.host("newer-1", akuvox_profile={"base": "manual", "missing": []})}
    assert play(role, hosts, "--check", variables=given).recap["newer-1"]["changed"] == 1
    assert fleet.writes("newer-1") == []
    assert play(role, hosts, variables=given).recap["newer-1"]["changed"] == 1
    schedules = {row["Name"]: row for row in fleet.state("newer-1")["schedule"]}
    times = {name: (schedules[name]["TimeStart"], schedules[name]["TimeEnd"]) for name in schedules if ":" in name}
    assert times == {"22:00-23:59": ("22:00", "23:59"), "00:00-06:00": ("00:00", "06:00")}
    (kim,) = fleet.state("newer-1")["user"]
    numbers = [schedules[name]["DisplayID"] for name in times]
    assert sorted(kim["ScheduleRelay"].split(",")) == sorted([*(f"{number}-1" for number in numbers), "1001-1"])
    assert play(role, hosts, variables=given).recap["newer-1"]["changed"] == 0

    done = play(role, fleet.hosts(DOOR), variables=given, expect=2)
    assert "the list has times such as 00:00-06:00" in done.message(
        DOOR, "doorfleet.akuvox.credentials : Refuse the list"
    )
    assert fleet.writes(DOOR) == []


def test_times_that_a_door_has_already_may_stay(play, fleet):
    """A key is changed in its other fields, with its times left as they are."""
    night = {"Code": "00B4161D", "Name": "Night", "DoorNum": "1", "TimeStart": "22:00", "TimeEnd": "06:00", "Tags": "0"}
    fleet.put(DOOR, rfkey=[{"ID": "1", **night}])

    def key(**given):
        return {"name": "key", "doorfleet.akuvox.akuvox_rfkey": {"keys": [{"code": "00B4161D", **given}]}}

    assert play([key(name="Guard")], fleet.hosts(DOOR)).recap[DOOR]["changed"] == 1
    assert fleet.state(DOOR)["rfkey"][0]["TimeStart"] == "22:00"
    done = play([key(time_start="23:00")], fleet.hosts(DOOR), expect=2)
    assert done.message(DOOR).startswith("keys: time_end (name Guard): must be after 23:00")
    assert play([key(time_start="00:00", time_end="00:00")], fleet.hosts(DOOR)).recap[DOOR]["changed"] == 1


def test_empty_variables_of_the_environment_are_unset_and_wrong_ones_named(play, fleet):
    info = [{"name": "info", "doorfleet.akuvox.akuvox_info": {}}]
    empty = dict.fromkeys(("AKUVOX_PORT", "AKUVOX_USE_SSL", "AKUVOX_AUTH", "AKUVOX_TIMEOUT", "AKUVOX_PROFILE"), "")
    play(info, fleet.hosts(DOOR, akuvox_port=fleet.devices[DOOR]["port"]), environment=empty)
    fleet.forget_requests(DOOR)
    done = play(info, fleet.hosts(DOOR), environment={**empty, "AKUVOX_TIMEOUT": "soon"}, expect=2)
    assert done.message(DOOR) == "AKUVOX_TIMEOUT (environment): must be of the type float, not 'soon'"
    done = play(info, fleet.hosts(DOOR), environment={**empty, "AKUVOX_PROFILE": "manuel"}, expect=2)
    assert done.message(DOOR).startswith("AKUVOX_PROFILE (environment): must be auto, ")
    assert fleet.requests(DOOR) == []


@pytest.mark.parametrize(("name", "value", "reason"), [
    ("AKUVOX_TIMEOUT", "soon", "must be of the type float, not 'soon'"),
    ("AKUVOX_CA_PATH", "/nowhere.pem", "no CA certificate could be read from '/nowhere.pem'"),
])  # fmt: skip
def test_the_inventory_plugin_names_a_wrong_variable_too(player, fleet, name, value, reason):
    """Before, the message was of an option that the inventory source hasn't."""
    source = {"plugin": "doorfleet.akuvox.akuvox", "addresses": [f"127.0.0.1:{fleet.devices[DOOR]['port']}"]}
    done = player.find(source, environment={name: value})
    assert f"{name} (environment): {reason}" in " ".join(done.output.split())
    assert fleet.requests(DOOR) == []


@pytest.mark.one_core
def test_a_pause_longer_than_a_nonce_lives_gets_in(play, fleet):
    fleet.patch(DOOR, nonce_lifetime=0.4)
    info = [{"name": "info", "doorfleet.akuvox.akuvox_info": {}}]
    assert play(info, fleet.hosts(DOOR, akuvox_request_interval=0.8)).outcome(DOOR)["akuvox"]["system"]["model"]


@pytest.mark.one_core
def test_a_wrong_batch_is_named(play, fleet):
    """Before, Ansible itself ended with an error of its own, without the variable's name."""
    site = [{"name": "Job", "ansible.builtin.import_playbook": "doorfleet.akuvox.drift"}]
    level = '{"akuvox_log_level": "info"}'
    hosts = {door: {**host, "akuvox_serial": "1,5"} for door, host in fleet.hosts(DOOR).items()}
    done = play(None, hosts, "-e", "akuvox_serial=10.5%", "-e", "akuvox_hosts=doors", "-e", level, playbook=site,
                expect=None)  # fmt: skip
    assert done.code != 0
    assert "akuvox_serial: must be a number of doors, a whole percentage" in " ".join(done.output.split())
    assert fleet.requests(DOOR) == []
    done = play(None, hosts, "-e", "akuvox_serial=1, 5", "-e", "akuvox_hosts=doors", "-e", level, playbook=site,
                expect=None)  # fmt: skip
    assert fleet.requests(DOOR) != []


def test_a_pin_from_a_template_under_jinja2_native(play, fleet):
    """Before 2.19 a template in quotes gives a number; the message says so, and what it says helps."""
    if VERSION >= "2.19":
        pytest.skip("ansible-core 2.19 and later know no other mode, and call the option deprecated")
    pin, native = "40917283", {"ANSIBLE_JINJA2_NATIVE": "True"}

    def user(template):
        users = [{"user_id": "1001", "name": "Kim", "pin": template}]
        return [{"name": "user", "doorfleet.akuvox.akuvox_user": {"users": users}, "ignore_errors": True}]

    given = {"variables": {"pin": pin}, "secrets": {pin}, "environment": native}
    done = play(user("{{ pin }}"), fleet.hosts(DOOR), **given)
    if done.outcome(DOOR)["event"] == "failed":
        assert "a number too where jinja2_native is on, before ansible-core 2.19: add | string" in done.message(DOOR)
        assert fleet.requests(DOOR) == []
    play(user("{{ pin | string }}"), fleet.hosts(DOOR), **given)
    assert fleet.state(DOOR)["user"][0]["PrivatePIN"] == pin


def test_a_raw_request_shows_no_pin(play, fleet):
    """Neither what it is given nor what the device says, also at -vvvv; the harness searches the output for PINs."""
    pin = "40917283"
    user = {"UserID": "1001", "Name": "Kim", "PrivatePIN": "{{ pin }}", "CardCode": "00AB"}
    tasks = [
        {"name": "add", "doorfleet.akuvox.akuvox_request": {
            "target": "user", "action": "add", "data": {"num": 1, "item": [user]}}},
        {"name": "get", "doorfleet.akuvox.akuvox_request": {"target": "user", "action": "get"}},
    ]  # fmt: skip
    done = play(tasks, fleet.hosts(DOOR), "-vvvv", variables={"pin": pin}, secrets={pin})
    assert fleet.state(DOOR)["user"][0]["PrivatePIN"] == pin
    (shown,) = done.outcome(DOOR, "get")["reply"]["data"]["item"]
    assert (shown["PrivatePIN"], shown["UserID"], shown["CardCode"]) == ("********", "1001", "00AB")
    tasks[1]["doorfleet.akuvox.akuvox_request"]["include_secrets"] = True
    shown = play(tasks[1:], fleet.hosts(DOOR)).outcome(DOOR, "get")["reply"]["data"]["item"][0]
    assert shown["PrivatePIN"] == pin


def test_a_value_that_cannot_be_decrypted_is_named(play, player, fleet, tmp_path):
    vaulted, _key = player.encrypt("40917283", "the-right-one")
    (tmp_path / "wrong").write_text("another", encoding="utf-8")
    people = tmp_path / "people.yml"
    text = "\n".join(f"      {line}" for line in str(vaulted).splitlines())
    people.write_text(
        f"- user_id: '1001'\n  name: Kim\n  doors: all\n- user_id: '1002'\n  name: Robin\n  pin: !vault |\n{text}\n"
        "  doors: all\n",
        encoding="utf-8",
    )
    role = [{"name": "Credentials", "ansible.builtin.import_role": {"name": "doorfleet.akuvox.credentials"}}]
    done = play(role, fleet.hosts(DOOR), "--vault-password-file", str(tmp_path / "wrong"),
                variables={"akuvox_people_file": str(people)}, expect=2)  # fmt: skip
    assert "people.yml line 6, pin (user_id 1002): can't be decrypted or templated" in done.message(
        DOOR, "doorfleet.akuvox.credentials : Refuse the list"
    )
    assert fleet.requests(DOOR) == []


@pytest.mark.one_core
def test_a_file_of_another_system(credentials, fleet, tmp_path):
    """UTF-16 with semicolons, and headings of its own; text of another encoding is refused with the line."""
    rows = "Nr;Vorname;Nachname;Karte;;\r\n1001;Zoë;Beispiel;186,12345;;\r\n1002;Kim;Muster;;;;;\r\n"
    columns = {
        "user_id": "Nr",
        "name": ["Vorname", "Nachname"],
        "cards": {"column": "Karte", "notation": "facility_number"},
        "doors": {"value": ["all"]},
    }
    people = tmp_path / "people.csv"
    people.write_bytes(rows.encode("utf-16"))
    credentials(akuvox_people_file=str(people), akuvox_people_columns=columns)
    held = {row["UserID"]: (row["Name"], row["CardCode"]) for row in fleet.state(DOOR)["user"]}
    assert held == {"1001": ("Zoë Beispiel", "00BA3039"), "1002": ("Kim Muster", "")}

    people.write_bytes(rows.encode("cp1252"))
    given = {"akuvox_people_file": str(people), "akuvox_people_columns": columns}
    done = credentials(expect=2, **given)
    assert "people.csv line 2: is not UTF-8 text; save it as UTF-8, or say what it is by akuvox_people_encoding" in (
        done.message(DOOR, "doorfleet.akuvox.credentials : Refuse the list")
    )
    again = credentials(**given, akuvox_people_encoding="cp1252")
    assert again.recap[DOOR]["changed"] == 0


def test_text_of_a_survey_is_a_list(credentials, fleet):
    """Before, the entries after a blank fitted nobody: people who had left stayed, and the run was green."""
    fleet.put(DOOR, user=[LEFT, RECEPTION])
    done = credentials(
        akuvox_people=[KIM, ROBIN],
        akuvox_people_managed="1000-1999, 2000-2999, staff-*",
        akuvox_people_fields="pin, cards",
        akuvox_known_doors="north-*, south-*",
    )
    assert sorted(row["UserID"] for row in fleet.state(DOOR)["user"]) == ["1001", "2002", "9001"]
    assert done.outcome(DOOR, "doorfleet.akuvox.credentials : Set the people of the door")["removed"] == ["2999"]
