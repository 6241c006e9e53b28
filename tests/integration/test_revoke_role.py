# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody is taken out of all doors, and no job lets them in again until they are readmitted."""

from __future__ import annotations

import os
import stat

import pytest
from harness.backups import ALL_DAYS
from harness.emulator import DOORS, PAGE_SIZE

MAIN, KEYS, AWAY, OTHER = DOORS[:4]
MASKING, PAGED = "masking-1", "paged-1"
PIN, KIM_PIN, CODE, PUBLIC = "59172648", "04837261", "48271530", "50617283"
SECRETS = {PIN, KIM_PIN, CODE, PUBLIC}
PUBLIC_KEYS = {
    "Config.DoorSetting.PASSWORD.PublicKeyEnable": "1",
    "Config.DoorSetting.PASSWORD.PublicKey1": PUBLIC,
}
ROBIN = {"UserID": "1007", "Name": "Robin Sample", "PrivatePIN": PIN, "CardCode": "00B4161D;00B4161E",
         "ScheduleRelay": "1001-1"}  # fmt: skip
KIM = {
    "UserID": "1008",
    "Name": "Kim Example",
    "PrivatePIN": KIM_PIN,
    "CardCode": "00B40008",
    "ScheduleRelay": "1001-1",
}
HEAD = "user_id,name,cards,since,reason"
PEOPLE = [
    {"user_id": "1007", "name": "Robin Sample", "pin": PIN, "cards": ["00B4161D", "B4161E"], "doors": ["all"]},
    {"user_id": "1008", "name": "Kim Example", "pin": KIM_PIN, "cards": ["00B40008"], "doors": ["all"]},
]


def key(name, code):
    return {"Name": name, "Code": code, "DoorNum": "1", **ALL_DAYS}


@pytest.fixture
def job(play, fleet, tmp_path):
    """``job(name, *doors, expect=0, **variables)``: run a playbook; ``job.file`` is the file of revoked people."""
    file = tmp_path / "revoked.csv"

    def run(name, *doors, expect=0, arguments=(), playbook=None, **variables):
        playbook = playbook or [{"name": name, "ansible.builtin.import_playbook": f"doorfleet.akuvox.{name}"}]
        variables = {"akuvox_revoked_file": str(file), "akuvox_retries": 0, **variables}
        return play(
            None, fleet.hosts(*doors), "-e", "akuvox_hosts=doors", *arguments,
            playbook=playbook, variables=variables, expect=expect, secrets=SECRETS,
        )  # fmt: skip

    run.file = file
    run.lines = lambda: file.read_text(encoding="utf-8").splitlines()
    return run


def said(done):
    """The output with the lines of the summary in one piece each."""
    return done.output.replace("\n  ", " ")


def people_on(fleet, door):
    return sorted(record["UserID"] for record in fleet.state(door)["user"])


def keys_on(fleet, door):
    state = fleet.state(door)
    return sorted(record["Name"] for store in ("rfkey", "privatekey") for record in state[store])


def test_out_and_out_they_stay(job, fleet, tmp_path):
    """Out of every store, written down first; whatever was away or comes later doesn't bring them back."""
    for door in (MAIN, AWAY, MASKING):
        fleet.put(door, user=[ROBIN, KIM])
    # no user_id here: one by a card, one by its first word, one by the whole name, and two that are somebody else's
    codes = [key("1007 Robin Sample", PIN), key("robin  sample", CODE), key("1008 Kim Example", KIM_PIN)]
    fleet.put(KEYS, rfkey=[key("Spare", "00b4161e"), key("1008 Kim Example", "00B40008")], privatekey=codes)
    fleet.put(MASKING, privatekey=[key("Cleaning", CODE)])
    fleet.put_config(MASKING, **PUBLIC_KEYS)
    sets = {"akuvox_backup_dir": str(tmp_path / "sets")}
    job("backup", MAIN, **sets)
    fleet.patch(AWAY, online=False)
    for door in (MAIN, KEYS, OTHER, MASKING):
        fleet.forget_requests(door)

    # check mode: the same words, nothing is written
    everywhere = (MAIN, KEYS, AWAY, OTHER, MASKING)
    done = job(
        "revoke", *everywhere, expect=4, akuvox_revoke="1007", akuvox_people=PEOPLE, arguments=["--check", "--diff"]
    )
    assert "5 doors: 1 ok, 3 would change, 0 failed, 1 unreachable" in said(done)
    assert not job.file.exists()
    assert people_on(fleet, MAIN) == ["1007", "1008"]

    for door in (MAIN, KEYS, OTHER, MASKING):
        fleet.forget_requests(door)
    done = job(
        "revoke", *everywhere, expect=4, arguments=["-vvvv", "--diff"],
        akuvox_revoke="1007", akuvox_people=PEOPLE, akuvox_revoke_reason="left, the phone is lost",
    )  # fmt: skip
    assert "5 doors: 1 ok, 3 changed, 0 failed, 1 unreachable" in said(done)
    assert f"Still open: 1 of 5 doors may still let them in: {AWAY}." in said(done)
    assert "removed from 3 doors: 1007 Robin Sample" in said(done)
    assert f"{MASKING}: private codes that the door shows as stars may be theirs: Cleaning" in said(done).replace(
        "\n  ", " "
    )
    assert "the public codes are on" in said(done)
    assert people_on(fleet, MAIN) == people_on(fleet, MASKING) == ["1008"]
    assert people_on(fleet, AWAY) == ["1007", "1008"]
    assert keys_on(fleet, KEYS) == ["1008 Kim Example", "1008 Kim Example"]
    # challenge, system/info, read, delete, read; further stores 1 each, or 3 where they hold them; the public codes 1
    counts = {door: len(fleet.requests(door)) for door in (MAIN, KEYS, OTHER)}
    assert counts == {MAIN: 5 + 1 + 1 + 1, KEYS: 3 + 3 + 3 + 1, OTHER: 3 + 1 + 1}
    head, line = job.lines()
    assert head == HEAD
    assert line.startswith('1007,Robin Sample,"00B4161D;B4161E",20')
    assert line.endswith(',"left, the phone is lost"') or line.endswith(",left, the phone is lost")
    assert stat.S_IMODE(os.stat(job.file).st_mode) == 0o600

    # yesterday's list: the door that was away is closed by it, the limits and the range don't hold it back
    fleet.patch(AWAY, online=True)
    done = job(
        "credentials", *everywhere, akuvox_people=PEOPLE, akuvox_people_managed=["1008-1999"], akuvox_purge_limit=0
    )
    assert "1007 Robin Sample was revoked on 20" in said(done)
    assert "set state: absent there" in said(done)
    for door in everywhere:
        assert people_on(fleet, door) == ["1008"], door
    # yesterday's set, and what a role would add
    done = job("restore", MAIN, akuvox_restore_confirm=True, **sets)
    assert "also whoever has left since, but not those who were revoked: 1007 Robin Sample" in said(done)
    assert people_on(fleet, MAIN) == ["1008"]
    done = job(
        "provision", MAIN,
        akuvox_users=[{"user_id": "1007", "name": "Robin Sample", "pin": PIN}, {"user_id": "1009", "name": "Ada"}],
        akuvox_rfkeys=[{"code": "B4161D", "name": "Spare"}, {"code": "00B40009", "name": "Ada"}],
        akuvox_privatekeys=[{"name": "Robin Sample", "code": CODE}],
    )  # fmt: skip
    assert people_on(fleet, MAIN) == ["1008", "1009"]
    assert keys_on(fleet, MAIN) == ["Ada"]
    job("readmit", MAIN, akuvox_readmit="robin sample")
    assert job.lines() == [HEAD]


@pytest.mark.one_core
def test_a_reused_id_or_card_is_refused_until_readmitted(job, fleet):
    """Who was revoked before is in the file; a second run finds nothing to do."""
    fleet.put(MAIN, user=[KIM])
    job.file.write_text(f"{HEAD}\n1007,Robin Sample,00B4161D;B4161E,2026-01-02T03:04:05Z,\n", encoding="utf-8")
    # nothing of theirs is known here, and a code may be theirs all the same: nobody said so
    fleet.put(MASKING, user=[], privatekey=[key("Cleaning", CODE), key("1008 Kim Example", KIM_PIN)])
    fleet.forget_requests(MASKING)
    done = job("revoke", MAIN, OTHER, MASKING, akuvox_revoke="id:1007")
    assert "3 doors: 3 ok, 0 changed, 0 failed, 0 unreachable" in said(done)
    assert f"{MASKING}: private codes that the door shows as stars may be theirs: Cleaning" in said(done)
    assert "Cleaning, 1008" not in said(done)
    assert len(fleet.requests(MASKING)) == 3 + 1 + 1
    gone = [{"user_id": "1007", "state": "absent"}, PEOPLE[1]]
    done = job("credentials", MAIN, akuvox_people=gone)
    assert "was revoked" not in said(done)
    new = [{"user_id": "1007", "name": "Sam New", "doors": ["all"]}]
    done = job("credentials", MAIN, akuvox_people=new, akuvox_purge_limit="100%", expect=2)
    assert "user_id 1007 is Sam New now, and was revoked as Robin Sample on 2026-01-02" in said(done)
    card = [{"user_id": "1010", "name": "Sam New", "cards": ["B4161D"], "doors": ["all"]}]
    done = job("credentials", MAIN, akuvox_people=card, akuvox_purge_limit="100%", expect=2)
    assert "1010 Sam New has the card B4161D of 1007 Robin Sample, who was revoked on 2026-01-02" in said(done)
    done = job("readmit", MAIN, akuvox_readmit="Kim Example", expect=2)
    assert "akuvox_readmit: 'Kim Example' isn't in" in done.output
    # the second slice of a job finds what the first one has left
    done = job("readmit", MAIN, akuvox_readmit="Kim Example", awx_workflow_job_id=7)
    assert "which has 1007 Robin Sample. If this is a slice of a job, another one may have readmitted them" in said(
        done
    )
    done = job("readmit", MAIN, expect=2)
    assert "Wrong variables: missing required arguments: akuvox_readmit" in done.output
    assert "argument_spec_data" not in done.output
    job("readmit", MAIN, akuvox_readmit="1007")
    job("credentials", MAIN, akuvox_people=new, akuvox_purge_limit="100%")
    assert people_on(fleet, MAIN) == ["1007"]


@pytest.mark.one_core
def test_who_is_meant_is_settled_before_anything_is_written(job, fleet, tmp_path):
    """A name means one person or nobody goes; what still opens is named; without the file nothing begins."""
    fleet.put(MAIN, user=[ROBIN, KIM])
    fleet.put(KEYS, user=[{**KIM, "UserID": "1031", "Name": "robin  SAMPLE", "PrivatePIN": ""}])
    doors = (MAIN, KEYS)
    done = job("revoke", *doors, akuvox_revoke="Robin Sample", expect=2)
    assert f"'Robin Sample' means 1007 Robin Sample (on {MAIN}) and 1031 robin SAMPLE (on {KEYS})" in said(done)
    done = job("revoke", *doors, akuvox_revoke="Nobody Here", expect=2)
    assert "no door that answers has somebody of the name, id or card 'Nobody Here'" in said(done)
    # digits that are one person's id and another's card; and a batch, which can't ask all doors
    fleet.put(MAIN, user=[ROBIN, {**KIM, "UserID": "12345678"}])
    fleet.put(KEYS, rfkey=[key("Spare", "12345678")])
    done = job("revoke", *doors, akuvox_revoke="12345678", expect=2)
    assert f"'12345678' means 12345678 Kim Example (on {MAIN}) and Spare (by card) (on {KEYS})" in said(done)
    assert "Say which one: id:12345678 or card:12345678. Nobody was revoked" in said(done)
    assert "Still open" not in done.output
    done = job("revoke", *doors, akuvox_revoke="1007,12345678", arguments=["-e", "akuvox_serial=1"], expect=2)
    assert "'12345678' may be an id or a card, so all doors have to be asked for it first" in said(done)
    assert "or run again with -e akuvox_serial=100%. Nobody was revoked" in said(done)
    assert [entry for door in doors for entry in fleet.writes(door)] == []
    assert not job.file.exists()
    for door in doors:
        fleet.forget_requests(door)
    # the folder is no folder, or one that a job of AWX takes with it: no door is asked
    done = job("revoke", *doors, akuvox_revoke="1007", akuvox_revoked_file=f"{tmp_path}/none/revoked.csv", expect=2)
    assert "there is no folder" in said(done)
    inside = "{{ playbook_dir }}/revoked.csv"
    done = job("revoke", *doors, akuvox_revoke="1007", akuvox_revoked_file=inside, awx_job_id=7, expect=2)
    assert "which AWX throws away after the job" in said(done)
    assert [entry for door in doors for entry in fleet.requests(door)] == []


@pytest.mark.one_core
def test_what_still_lets_them_in_fails_the_door_by_name(job, fleet):
    """A cloud's person, a card on somebody else, another's equal PIN; what one door knows of cards serves the next."""
    fleet.put(MAIN, user=[{**ROBIN, "SourceType": "2"}])
    fleet.put(OTHER, user=[ROBIN, {**KIM, "CardCode": "B4161D", "PrivatePIN": PIN}])
    # known only by the cards that other doors tell
    fleet.put(KEYS, rfkey=[key("Spare", "B4161E"), key("1008 Kim Example", "00B40008")])
    done = job("revoke", MAIN, OTHER, KEYS, akuvox_revoke="name:robin sample", expect=2)
    assert f"failed {MAIN}: " in said(done)
    assert "1007 Robin Sample belongs to the cloud, which has to remove them" in said(done)
    assert "card B4161D of 1007 Robin Sample is also on user 1008" in said(done)
    assert "user 1008 has the PIN of 1007 Robin Sample" in said(done)
    assert f"Still open: 2 of 3 doors may still let them in: {MAIN}, {OTHER}." in said(done)
    assert people_on(fleet, OTHER) == ["1008"]
    assert keys_on(fleet, KEYS) == ["1008 Kim Example"]
    assert job.lines()[1].startswith("1007,Robin Sample,")
    # by a card alone: whoever has it
    fleet.put(OTHER, user=[ROBIN, KIM])
    others = [{"UserID": str(2000 + number), "Name": f"P{number}"} for number in range(25)]
    # beyond the first page
    fleet.put(PAGED, user=[*others, KIM])
    done = job("revoke", OTHER, PAGED, akuvox_revoke="card:b40008", awx_workflow_job_id=7)
    assert "This may be a part: a slice of a job knows its own 2 doors only" in said(done)
    assert people_on(fleet, OTHER) == []
    assert people_on(fleet, PAGED) == [person["UserID"] for person in others]
    assert [line.split(",")[0] for line in job.lines()[1:]] == ["1007", "1008"]


@pytest.mark.one_core
def test_what_a_list_tells_of_them_counts_in_the_same_list(job, fleet):
    """Given by id alone, without a list of people, and with a name that begins with an apostrophe.

    A card on somebody else in the same list wasn't named, and a record without a user_id stayed. The file lost the
    apostrophe, so the nightly list was refused as if the id belonged to somebody new.
    """
    hart = {**ROBIN, "UserID": "1009", "Name": "'t Hart"}
    fleet.put(MAIN, user=[{**KIM, "CardCode": "b4161d"}, hart])
    fleet.put(OTHER, user=[{**KIM, "UserID": "", "Name": "'T HART", "CardCode": ""}, hart], privatekey=[])
    cards = [key("Spare", "00B4161E"), key("1009 H.", "77AA"), key("1008 Kim Example", "00B40008")]
    fleet.put(KEYS, user=[{**hart, "SourceType": "3"}], rfkey=cards)
    fleet.forget_requests(OTHER)
    done = job("revoke", MAIN, OTHER, KEYS, akuvox_revoke="1009", expect=2)
    assert "card b4161d of 1009 't Hart is also on user 1008" in said(done)
    assert "1009 't Hart belongs to ACMS, which has to remove them" in said(done)
    assert people_on(fleet, MAIN) == ["1008"]
    assert people_on(fleet, OTHER) == []
    assert keys_on(fleet, KEYS) == ["1008 Kim Example"]
    assert len(fleet.requests(OTHER)) == 5 + 1 + 1 + 1
    # a card alone, of somebody who has two of them
    fleet.put(KEYS, user=[], rfkey=[key("1010 Ada", "88AA"), key("1010 Ada", "88AB"), key("Visitor", "99AA")])
    job("revoke", KEYS, akuvox_revoke="card:88aa")
    assert keys_on(fleet, KEYS) == ["Visitor"]
    # a door that keeps what it says it removed: nobody is out of it
    fleet.put(KEYS, user=[ROBIN], rfkey=[])
    fleet.set_fault(KEYS, "silent_drop", target="user", action="del")
    done = job("revoke", KEYS, akuvox_revoke="1007", expect=2)
    assert f"Still open: 1 of 1 doors may still let them in: {KEYS}" in said(done)
    assert "removed from" not in said(done)
    # still listed, which is a warning
    hart = {"user_id": "1009", "name": "'t Hart", "doors": ["all"]}
    done = job("credentials", MAIN, akuvox_people=[hart, PEOPLE[1]], akuvox_purge_limit=0)
    assert "1009 't Hart was revoked on 20" in said(done)


@pytest.mark.one_core
def test_pages_come_on_top(job, fleet):
    """A list in one piece is one read; else each page is one, before the removal and after it."""
    others = [{"UserID": str(2000 + number), "Name": f"P{number}"} for number in range(PAGE_SIZE + 5)]
    # challenge, system/info, read, delete, read, the other stores, the public codes; then without what nobody holds
    first, again = 5 + 2 + 1, 3 + 2
    paged = {"base": "manual", "page_size": PAGE_SIZE}
    # a door whose profile is given isn't asked who it is
    for profile, counts in (("auto", [first, again]), (paged, [first + 2 - 1, again + 1 - 1])):
        fleet.put(PAGED, user=[*others, KIM])
        seen = []
        for _turn in counts:
            fleet.forget_requests(PAGED)
            job("revoke", PAGED, akuvox_revoke="1008", akuvox_profile=profile)
            seen.append(len(fleet.requests(PAGED)))
            assert people_on(fleet, PAGED) == [person["UserID"] for person in others]
        assert seen == counts


@pytest.mark.one_core
def test_no_other_way_leads_in(play, fleet, tmp_path):
    """Files and requests go as they are, so they are refused; lists of one's own tasks leave the person out."""
    for door in (MAIN, OTHER):
        fleet.put(door, user=[], rfkey=[], privatekey=[])
    fleet.put(OTHER, user=[KIM, ROBIN], rfkey=[key("Spare", "00b4161e")], privatekey=[key("1007 Robin Sample", CODE)])
    stores = ("user", "rfkey", "privatekey")
    files = {store: str(tmp_path / store) for store in stores}
    export = [
        {"name": store, "doorfleet.akuvox.akuvox_export": {"target": store, "dest": files[store]}} for store in stores
    ]
    play(export, fleet.hosts(OTHER), secrets=SECRETS)
    revoked = tmp_path / "revoked.csv"
    revoked.write_text(f"{HEAD}\n1007,Robin Sample,00B4161D;B4161E,2026-01-02T03:04:05Z,\n", encoding="utf-8")

    def request(target, action, **item):
        data = {"target": target, "action": action, "data": {"item": [item]}}
        return {"name": f"request {target} {action}", "doorfleet.akuvox.akuvox_request": data}

    refused = [
        *({"name": one, "doorfleet.akuvox.akuvox_import": {"target": one, "src": files[one]}} for one in stores),
        request("user", "add", UserID="1007", Name="Robin Sample", PrivatePIN="{{ pin }}"),
        request("user", "set", ID="1", CardCode="B4161D"),
        request("rfkey", "add", Name="Spare", Code="B4161E"),
        request("rfkey", "set", ID="1", Name="Spare", Code="B4161E"),
        request("privatekey", "add", Name="Robin Sample", Code="{{ code }}"),
        request("privatekey", "set", ID="1", Name="1007 Robin Sample", Code="{{ code }}"),
        {"name": "request by query", "doorfleet.akuvox.akuvox_request": {
            "target": "user", "action": "add", "method": "GET", "query": {"UserID": "1007", "Name": "Robin Sample"}}},
    ]  # fmt: skip
    listed = [
        ("user", {"users": [{"user_id": "1007", "name": "Robin Sample", "pin": "{{ pin }}"}]}),
        ("rfkey", {"keys": [{"code": "B4161D", "name": "Spare"}]}),
        ("privatekey", {"keys": [{"name": "Robin Sample", "code": "{{ code }}"}]}),
        ("door", {"users": [{"user_id": "1007", "name": "Robin Sample"}, {"user_id": "1009", "name": "Ada"}]}),
    ]
    lists = [{"name": f"list {name}", f"doorfleet.akuvox.akuvox_{name}": options} for name, options in listed]
    # ansible-core shows the line of the playbook at which a task failed
    variables = {"akuvox_revoked_file": str(revoked), "akuvox_retries": 0, "pin": PIN, "code": CODE}
    for arguments in (["--check"], ["-vvvv", "--diff"]):
        tasks = [*({**task, "ignore_errors": True} for task in refused), *lists]
        done = play(tasks, fleet.hosts(MAIN), *arguments, variables=variables, secrets=SECRETS)
        for task in refused:
            assert "1007 Robin Sample" in done.message(MAIN, task["name"]), task["name"]
            assert "Nothing was sent" in done.message(MAIN, task["name"]), task["name"]
        for name, _options in listed:
            assert done.outcome(MAIN, f"list {name}")["changed"] is (name == "door"), name
    assert {entry["action"] for entry in fleet.writes(MAIN)} == {"add"}
    assert people_on(fleet, MAIN) == ["1009"]
    assert keys_on(fleet, MAIN) == []
    # nobody who was revoked is in it; and whoever knows what they do
    fleet.put(OTHER, user=[KIM])
    play(export[:1], fleet.hosts(OTHER), secrets=SECRETS)
    whole = refused[0]["doorfleet.akuvox.akuvox_import"]
    knowing = refused[1]["doorfleet.akuvox.akuvox_import"]
    tasks = [
        {"name": "whole", "doorfleet.akuvox.akuvox_import": whole},
        {"name": "knowing", "doorfleet.akuvox.akuvox_import": {**knowing, "revoked_file": ""}},
    ]
    play(tasks, fleet.hosts(MAIN), variables=variables, secrets=SECRETS)
    assert people_on(fleet, MAIN) == ["1008"]
    assert keys_on(fleet, MAIN) == ["Spare"]


def test_a_run_that_begins_in_the_midst_of_the_role_takes_nobody_out_and_says_so(job, fleet):
    """Who is to go is known from the tasks before; without them it would be nobody, and look as if all was done."""
    fleet.put(MAIN, user=[ROBIN])
    start = ("--start-at-task", "Take them out of the door")
    playbook = [
        {
            "name": "Revoke",
            "hosts": "doors",
            "gather_facts": False,
            "connection": "local",
            "tasks": [{"name": "Revoke", "ansible.builtin.import_role": {"name": "doorfleet.akuvox.revoke"}}],
        }
    ]
    done = job("revoke", MAIN, arguments=start, playbook=playbook, expect=2, akuvox_revoke="1007")
    assert "Run the role doorfleet.akuvox.revoke from its beginning" in said(done)
    assert people_on(fleet, MAIN) == ["1007"]
