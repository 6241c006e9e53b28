# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role undo: exactly what a run has changed comes back, and nothing that somebody has changed since."""

from __future__ import annotations

import json
import stat

import pytest
from harness.backups import ALL_DAYS
from harness.emulator import DOORS, PASSWORD, USERNAME, Emulator, Fleet
from harness.leaks import leaking_files

MAIN, KEYS, HAND, OTHER = DOORS[:4]
MASKING = "masking-1"
KIM_PIN, NEW_PIN, CODE, OLD_PASSWORD, NEW_PASSWORD = "04837261", "59172648", "48271530", "0ld/sip+word", "n3w/sip+word"
SECRETS = {KIM_PIN, NEW_PIN, CODE, OLD_PASSWORD, NEW_PASSWORD}
KIM = {"ID": "1", "UserID": "1001", "Name": "Kim Example", "PrivatePIN": KIM_PIN, "CardCode": "00AB0001",
       "ScheduleRelay": "1001-1"}  # fmt: skip
ADA = {"ID": "2", "UserID": "1002", "Name": "Ada Muster", "PrivatePIN": CODE, "CardCode": "00AB0002;00AB0003",
       "ScheduleRelay": "1001-1,1001-2"}  # fmt: skip
SAM = {"ID": "3", "UserID": "1003", "Name": "Sam Sample", "PrivatePIN": "", "CardCode": "", "ScheduleRelay": "1001-1"}
# Kim is called otherwise, with another PIN; Ada is gone; Robin is new; Sam stays as they are.
WRONG = [
    {"user_id": "1001", "name": "Kim Exemple", "pin": NEW_PIN, "cards": ["00AB0001"], "doors": ["all"]},
    {"user_id": "1003", "name": "Sam Sample", "doors": ["all"]},
    {"user_id": "1009", "name": "Robin New", "cards": ["00AB0009"], "doors": ["all"]},
]
RIGHT = [
    {"user_id": "1001", "name": "Kim Example", "pin": KIM_PIN, "cards": ["00AB0001"], "doors": ["all"]},
    {"user_id": "1002", "name": "Ada Muster", "pin": CODE, "cards": ["00AB0002", "00AB0003"], "doors": ["all"]},
    {"user_id": "1003", "name": "Sam Sample", "doors": ["all"]},
]
PURGE = {"akuvox_purge_limit": "100%"}


def key(name, code):
    return {"Name": name, "Code": code, "DoorNum": "1", **ALL_DAYS}


@pytest.fixture
def job(play, fleet, tmp_path, player):
    """``job(name, *doors, expect=0, vault=True, **variables)``: run a playbook; ``job.kept`` is the folder of undo."""
    vault = player.encrypt("unused", "vault-word")[1]

    def run(name, *doors, expect=0, with_vault=True, arguments=(), more=None, of=fleet, **variables):
        playbook = [{"name": name, "ansible.builtin.import_playbook": f"doorfleet.akuvox.{name}"}]
        variables = {"akuvox_run_dir": str(tmp_path / "runs"), "akuvox_retries": 0, **PURGE, **variables}
        password = ("--vault-password-file", vault) if with_vault else ()
        return play(
            None, of.hosts(*doors), "-e", "akuvox_hosts=doors", *password, *arguments,
            playbook=playbook, variables=variables, expect=expect, secrets=SECRETS, **(more or {}),
        )  # fmt: skip

    run.kept = tmp_path / "runs" / "undo"
    return run


def said(done):
    """The output with the lines of the summary in one piece each."""
    return done.output.replace("\n  ", " ")


LISTS = ("user", "rfkey", "privatekey", "schedule", "contact", "group", "dialreplace")


def content(fleet, door):
    """All that a door holds of lists and settings, without the numbers of records."""
    state = fleet.state(door)
    lists = {name: [{k: v for k, v in record.items() if k not in ("ID", "DisplayID")} for record in state[name]]
             for name in LISTS}  # fmt: skip
    shown = {name: sorted(json.dumps(record, sort_keys=True) for record in lists[name]) for name in LISTS}
    return {**shown, "config": state["config"]}


def newest(job, name="credentials"):
    return max(path.name for path in job.kept.iterdir() if path.name.startswith(f"{name}-"))


def test_a_wrong_list_is_undone_and_a_change_by_hand_is_not(job, fleet, tmp_path):
    """Users, cards and codes; a door changed by hand since; what the list says now; the undo undone in turn."""
    for door in (MAIN, HAND, OTHER):
        fleet.put(door, user=[KIM, ADA, SAM])
    fleet.put(KEYS, rfkey=[key("1002 Ada Muster", "00AB0002")], privatekey=[key("1001 Kim Example", KIM_PIN)])
    doors = (MAIN, HAND, OTHER)
    yesterday = {door: content(fleet, door) for door in (*doors, KEYS)}
    done = job("credentials", *doors, akuvox_people=WRONG)
    run = newest(job)
    assert (
        f"To undo this run: ansible-playbook -i ... doorfleet.akuvox.undo\n  -e akuvox_undo_run={run}\n" in done.printed
    )
    wrong = {door: content(fleet, door) for door in doors}
    job("credentials", KEYS, akuvox_people=WRONG, akuvox_credential_store="rfkey_privatekey")
    keys_run = newest(job)
    assert content(fleet, KEYS) != yesterday[KEYS]

    # everything is kept for the owner alone, and secrets only in the vault's form
    files = [path for path in job.kept.rglob("*") if path.is_file()]
    assert sorted(path.name for path in files) == sorted(f"{door}.jsonl" for door in (*doors, KEYS))
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert all("$ANSIBLE_VAULT" in path.read_text("utf-8") for path in files)
    assert leaking_files(SECRETS, job.kept) == []

    by_hand = next(record for record in fleet.state(HAND)["user"] if record["UserID"] == "1009")
    fleet.put(HAND, user=[{**by_hand, "Name": "Robin By Hand"} if record["UserID"] == "1009" else record
                          for record in fleet.state(HAND)["user"]])  # fmt: skip
    hand = content(fleet, HAND)
    check = job("undo", *doors, expect=2, arguments=["--check", "--diff", "-vvvv"], akuvox_undo_run=run)
    assert {door: content(fleet, door) for door in doors} == {**wrong, HAND: hand}
    done = job("undo", *doors, expect=2, arguments=["--diff", "-vvvv"], akuvox_undo_run=run, akuvox_people=WRONG)
    for result in (check, done):
        assert "3 doors: 0 ok, 2 " in said(result)
        assert (
            f"failed {HAND}: Look at what has become of the run: changed since {run}: 1009 Robin New: name is "
            "'Robin By Hand', and the run left 'Robin New'. Nothing was undone on this door"
        ) in said(result)
        assert "removed from 2 doors: 1009 Robin New" in said(result)
        assert "added to 2 doors: 1002 Ada Muster" in said(result)
        assert "updated on 2 doors: 1001 Kim Example" in said(result)
    still = "the list still calls 1001 Kim Exemple; lacks 1002 Ada Muster; has 1009 Robin New; the next credentials run"
    assert f"{still} does it again" in said(done)
    assert content(fleet, HAND) == hand
    assert {door: content(fleet, door) for door in (MAIN, OTHER)} == {door: yesterday[door] for door in (MAIN, OTHER)}

    # the others of that door, where this is asked for
    left = {"akuvox_undo_leave_changed": "true", "akuvox_people": RIGHT}
    done = job("undo", HAND, akuvox_undo_run=run, arguments=["--diff", "-vvvv"], **left)
    assert f"{HAND}: left as it is, since it was changed after the run: 1009 Robin New: name is" in said(done)
    assert f"added to {HAND}: 1002 Ada Muster" in said(done)
    names = {record["UserID"]: record["Name"] for record in fleet.state(HAND)["user"]}
    assert names == {"1001": "Kim Example", "1002": "Ada Muster", "1003": SAM["Name"], "1009": "Robin By Hand"}

    job("undo", KEYS, akuvox_undo_run=keys_run, akuvox_people=RIGHT)
    assert content(fleet, KEYS) == yesterday[KEYS]

    # again: nothing is left to do; and the undo is a run like any other
    undone = newest(job, "undo")
    again = job("undo", MAIN, OTHER, akuvox_undo_run=str(job.kept.parent / f"{run}.json"))
    assert "2 doors: 2 ok, 0 changed" in said(again)
    assert newest(job, "undo") == undone
    undo_of_doors = sorted(path.name for path in job.kept.iterdir() if path.name.startswith("undo-"))[0]
    job("undo", MAIN, OTHER, akuvox_undo_run=undo_of_doors)
    assert {door: content(fleet, door) for door in (MAIN, OTHER)} == {door: wrong[door] for door in (MAIN, OTHER)}

    # what has changed, in words
    for door in (MAIN, OTHER):
        fleet.forget_requests(door)
    folder = tmp_path / "said"
    done = job("changes", MAIN, OTHER, arguments=["-vvvv", "--diff"], akuvox_changes_dir=str(folder))
    assert fleet.requests(MAIN) == fleet.requests(OTHER) == []
    told = said(done)
    for line in ("1002 Ada Muster went (cards 00AB0002, 00AB0003, a PIN)", "1001 Kim Example got another PIN",
                 "1001 Kim Example is called Kim Exemple now", "1009 Robin New came (card 00AB0009)",
                 "1009 Robin New went (card 00AB0009)"):  # fmt: skip
        assert f"{MAIN}, {OTHER}: {line}" in told
    assert max(len(line) for line in done.printed[done.printed.index("From 20") :].splitlines()[:12]) <= 80
    rows = (folder / "changes.csv").read_text("utf-8").splitlines()
    assert len(rows) == 1 + 2 * 3 * 4
    done = job("changes", MAIN, expect=2, akuvox_changes_since="yesterday")
    message = done.message(MAIN, "doorfleet.akuvox.changes : Say what has changed")
    assert message.startswith("akuvox_changes_since: must be a time such as '2026-01-31 18:00'")
    since = {"akuvox_changes_since": "2026-01-01"}
    job("report", MAIN, OTHER, akuvox_report_dir=str(folder), akuvox_report_ask=False, **since)
    page = (folder / "report.html").read_text("utf-8")
    assert "<summary>Changes (12)</summary>" in page
    # run files, what was kept, the CSV file and the page
    assert leaking_files(SECRETS, tmp_path / "runs", folder) == []


SETTINGS = {
    "akuvox_config": {"Config.DoorSetting.DEVICENODE.Location": "Nowhere"},
    "akuvox_relays": [{"relay": "A", "hold_delay": 12}],
    "akuvox_sip": [{"account": 1, "server": "wrong.example.net", "password": NEW_PASSWORD}],
    "akuvox_schedules": [{"name": "Night", "type": "daily", "time_start": "20:00", "time_end": "22:00"}],
    "akuvox_groups": ["Wrong floor"],
    "akuvox_contacts": [{"name": "Flat 1", "phone": "0199", "group": "Wrong floor"}],
    "akuvox_dialreplace": [{"prefix": "0110", "replacements": ["0200"]}],
    "akuvox_privatekeys": [{"name": "Cleaning", "code": CODE}],
    "akuvox_rfkeys": [{"code": "00AB0010", "name": "Spare"}],
    "akuvox_users": [{"user_id": "1001", "name": "Kim Exemple", "pin": NEW_PIN,
                      "schedules": [{"schedule": "Night", "relays": ["A"]}]}],
    "akuvox_purge": True, "akuvox_purge_schedules": True, "akuvox_purge_groups": True,
}  # fmt: skip
SIP = "Config.Account1.GENERAL."


@pytest.mark.one_core
def test_settings_and_all_lists_of_a_door(job, fleet):
    """With schedules that are gone and come back by another number; killed in the middle of the undo, and run again."""
    door = "newer-1"
    day = {"DisplayID": "1003", "Name": "Day", "Type": "2", "TimeStart": "08:00", "TimeEnd": "18:00", **ALL_DAYS}
    kim = {**KIM, "ScheduleRelay": "1003-1,1002-2"}
    fleet.put(door, user=[kim, ADA], schedule=[{"ID": "7", **day}],
              group=[{"ID": "1", "Name": "First floor"}], rfkey=[key("Old", "00AB0011")],
              contact=[{"ID": "1", "Name": "Flat 1", "Phone": "0101", "Group": "First floor"}])  # fmt: skip
    fleet.put_config(door, **{f"{SIP}Pwd": OLD_PASSWORD, "Config.DoorSetting.DEVICENODE.Location": "North"})
    before = content(fleet, door)
    job("provision", door, **SETTINGS)
    run = newest(job, "provision")
    wrong = content(fleet, door)
    assert wrong != before
    assert leaking_files(SECRETS, job.kept.parent) == []

    # the kernel's kill: a write of the undo takes long, and the run is killed in it
    fleet.set_fault(door, "slow", seconds=30, target="user", action="set")
    fleet.forget_requests(door)

    def in_the_middle():
        return any(entry["target"] == "user" and entry["action"] == "set" for entry in fleet.requests(door))

    job("undo", door, expect=None, akuvox_undo_run=run, more={"kill_when": in_the_middle}, akuvox_timeout=60)
    fleet.clear_faults(door)
    assert content(fleet, door) not in (before, wrong)
    done = job("undo", door, akuvox_undo_run=run)
    assert "the next provision run does it again, unless the doors' variables are corrected" in said(done)
    after = content(fleet, door)
    # what was put there had no other fields
    assert [row["TimeStart"] for row in map(json.loads, after.pop("schedule"))] == ["08:00"]
    before.pop("schedule")
    number = next(record["DisplayID"] for record in fleet.state(door)["schedule"] if record["Name"] == "Day")
    assert after == {**before, "user": [text.replace("1003-1", f"{number}-1") for text in before["user"]]}
    assert "1 ok, 0 changed" in said(job("undo", door, akuvox_undo_run=run))


@pytest.mark.one_core
def test_without_a_vault_password_and_without_a_folder(job, fleet):
    """PINs come from the list or not at all, and that is said before anything is written; so is what stars hide."""
    robin = {**ADA, "UserID": "1007", "Name": "Robin Cloud", "FaceUrl": "face.jpg"}
    fleet.put(MAIN, user=[KIM, ADA])
    fleet.put(MASKING, user=[KIM, robin, SAM], privatekey=[key("Cleaning", CODE)])
    fleet.put_config(MASKING, **{f"{SIP}Pwd": OLD_PASSWORD})
    empty = {"akuvox_people": WRONG[1:]}
    done = job("credentials", MAIN, MASKING, with_vault=False, **empty)
    run = newest(job)
    assert "To undo this run, without PINs and other secrets, as it had no vault password:" in said(done)
    assert leaking_files(SECRETS, job.kept.parent) == []
    fleet.forget_requests(MAIN)
    listed = {"akuvox_people": [RIGHT[0], WRONG[2]]}
    done = job("undo", MAIN, MASKING, with_vault=False, akuvox_undo_run=run, **listed)
    said_before = done.printed.index("TASK [doorfleet.akuvox.undo : Undo the run]")
    for line in (
        f"{MAIN}: undo can't bring back: the PIN of 1002 Ada Muster (it was not kept without a vault password)",
        f"{MASKING}: undo can't bring back: the face of 1007 Robin Cloud (the API doesn't hand it out)",
        "so no PINs were kept: undo without PINs",
    ):
        assert 0 < said(done).replace("\n", " ").index(line) < said_before + 200
    by_id = {record["UserID"]: record for record in fleet.state(MAIN)["user"]}
    assert [by_id["1001"]["PrivatePIN"], by_id["1002"]["PrivatePIN"]] == [KIM_PIN, ""]
    assert {by_id["1001"]["CardCode"], by_id["1002"]["CardCode"]} == {KIM["CardCode"], ADA["CardCode"]}
    assert "1009" not in by_id

    # what stars hide, and what was a list of its own
    wrong = {"akuvox_sip": SETTINGS["akuvox_sip"], "akuvox_privatekeys": [], "akuvox_purge": True}
    job("provision", MASKING, **wrong)
    done = job("undo", MASKING, akuvox_undo_run="provision")
    assert f"{SIP}Pwd (the door showed it as stars)" in said(done)
    assert "the code of private code 'Cleaning' (the door showed it as stars)" in said(done)
    assert fleet.state(MASKING)["privatekey"] == []

    # a setting whose value could not be kept; and in AWX without a volume, where the run says so before it writes
    fleet.put_config(OTHER, **{f"{SIP}Pwd": OLD_PASSWORD})
    job("provision", OTHER, with_vault=False, akuvox_sip=SETTINGS["akuvox_sip"])
    done = job("undo", OTHER, with_vault=False, akuvox_undo_run="provision")
    assert f"{SIP}Pwd (the run had no vault password, so it was not kept)" in said(done)
    assert fleet.state(OTHER)["config"][f"{SIP}Pwd"] == NEW_PASSWORD
    assert NEW_PASSWORD not in "".join(path.read_text("utf-8") for path in job.kept.rglob(f"{OTHER}.jsonl"))
    done = job("provision", OTHER, awx_job_id=7, akuvox_relays=SETTINGS["akuvox_relays"])
    said_at_start = done.printed.index("This run can't be undone: set akuvox_undo_dir")
    assert said_at_start < done.printed.index("TASK [doorfleet.akuvox.provision")


@pytest.mark.one_core
def test_whoever_was_revoked_stays_out(job, fleet, tmp_path):
    fleet.put(MAIN, user=[KIM, ADA], rfkey=[key("1001 Kim Example", "00AB0001")])
    revoked = {"akuvox_revoked_file": str(tmp_path / "revoked.csv"), "with_vault": False}
    job("revoke", MAIN, akuvox_revoke="1001", **revoked)
    done = job("undo", MAIN, akuvox_undo_run="revoke", **revoked)
    assert "1001 Kim Example (was revoked and stays out; run the playbook readmit first)" in said(done)
    # it said that they were added, as it said "card None"
    assert "added to" not in said(done)
    assert "a card (1001 Kim Example) (was revoked" in said(done)
    assert "1 door: 1 ok, 0 changed" in said(done)
    assert [record["UserID"] for record in fleet.state(MAIN)["user"]] == ["1002"]


@pytest.mark.one_core
def test_a_wrong_list_on_forty_doors(job, play, tmp_path):
    """Exactly yesterday's people, but for the door that was changed by hand, which is named."""
    doors = [f"gate-{number:02d}" for number in range(1, 41)]
    login = {"username": USERNAME, "password": PASSWORD, "state": {"user": [KIM, ADA, SAM]}}
    running = Emulator(tmp_path, {"defaults": login, "devices": [{"name": name} for name in doors]})
    try:
        fleet = Fleet(running)
        yesterday = {door: content(fleet, door) for door in doors}
        job("credentials", *doors, of=fleet, arguments=["--forks", "10"], akuvox_people=WRONG)
        assert all(content(fleet, door) != yesterday[door] for door in doors)
        hand, other = doors[6:8]
        rest = [record for record in fleet.state(hand)["user"] if record["UserID"] != "1001"]
        fleet.put(hand, user=[*rest, {**KIM, "Name": "Kim By Hand"}])
        # whoever the run has not touched is nobody's business
        sam = {**SAM, "Name": "Sam By Hand"}
        fleet.put(other, user=[sam if row["UserID"] == "1003" else row for row in fleet.state(other)["user"]])
        left = content(fleet, hand)
        done = job("undo", *doors, of=fleet, expect=2, arguments=["--forks", "10"], akuvox_undo_run="credentials")
        assert "40 doors: 0 ok, 39 changed, 1 failed, 0 unreachable" in said(done)
        assert f"failed {hand}: " in said(done)
        assert "1001 Kim Example: name is 'Kim By Hand', and the run left 'Kim Exemple'" in said(done)
        now = {door: content(fleet, door) for door in doors}
        assert now.pop(hand) == left
        names = [row["Name"] for row in map(json.loads, now.pop(other)["user"])]
        assert sorted(names) == ["Ada Muster", "Kim Example", "Sam By Hand"]
        assert now == {door: yesterday[door] for door in now}
    finally:
        running.stop()
