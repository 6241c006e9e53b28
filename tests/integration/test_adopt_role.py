# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doors are taken over as they are: files that provision and credentials take, and then there is nothing to do."""

from __future__ import annotations

import os
import stat

import pytest
import yaml
from harness.backups import ALL_DAYS
from harness.emulator import DOORS
from harness.leaks import leaking_files

NORTH, SOUTH, AWAY = DOORS[:3]
OFFICE, MASKING = "e18-1", "masking-1"
PIN, KIM_PIN, CODE, SIP = "59172648", "04837261", "48271530", "sip+Secret/77"
SECRETS = {PIN, KIM_PIN, CODE, SIP}
VAULT_PASSWORD = "vault/pass+word"
ROBIN = {
    "UserID": "1007",
    "Name": "Robin Sample",
    "PrivatePIN": PIN,
    "CardCode": "00B4161D",
    "ScheduleRelay": "1001-12",
}
KIM = {"UserID": "1008", "Name": "Kim Example", "PrivatePIN": KIM_PIN, "ScheduleRelay": "1001-1"}
OFFICE_HOURS = {"Name": "Office", "DisplayID": "1003", "Type": "1", **ALL_DAYS, "Sat": "0", "Sun": "0", "Week": "12345",
                "TimeStart": "07:30", "TimeEnd": "18:00"}  # fmt: skip
CONTACTS = [{"Name": "Reception", "Phone": "0049301234", "Group": "Default"}]


class _Loader(yaml.SafeLoader):
    """Reads the tags of Ansible as what they stand on."""


_Loader.add_constructor("!vault", lambda loader, node: ("vault", loader.construct_scalar(node)))
_Loader.add_constructor("!unsafe", lambda loader, node: ("unsafe", loader.construct_scalar(node)))


@pytest.fixture
def site(play, player, fleet, tmp_path):
    """``site.run(jobs, *doors)``: playbooks with the files of a folder beside an inventory; ``site.read(path)``."""
    key = tmp_path / "key"
    key.write_text(VAULT_PASSWORD, encoding="utf-8")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "hosts.yml").write_text("all: {}\n", encoding="utf-8")

    class Site:
        path, runs = folder, tmp_path / "runs"

        @staticmethod
        def run(jobs, *doors, expect=0, arguments=(), vault=True, **variables):
            playbook = [
                {"name": job, "ansible.builtin.import_playbook": f"doorfleet.akuvox.{job}"} for job in jobs.split()
            ]
            variables = {"akuvox_retries": 0, "akuvox_adopt_dir": str(folder), "akuvox_run_dir": str(Site.runs),
                         **variables}  # fmt: skip
            if "credentials" in jobs:
                variables["akuvox_people_file"] = str(folder / "adopted_people.yml")
            return play(
                None, fleet.hosts(*doors), "-i", str(folder / "hosts.yml"), "-e", "akuvox_hosts=doors",
                *(["--vault-password-file", str(key)] if vault else []), *arguments, playbook=playbook,
                variables=variables, expect=expect, secrets=SECRETS, groups={"site": [NORTH, SOUTH]},
            )  # fmt: skip

        @staticmethod
        def read(*parts):
            return yaml.load((folder.joinpath(*parts)).read_text(encoding="utf-8"), Loader=_Loader)

        @staticmethod
        def files():
            return sorted(
                str(path.relative_to(folder))
                for path in folder.rglob("*")
                if path.is_file() and path.name != "hosts.yml"
            )

    return Site


def fill(fleet):
    fleet.put(NORTH, user=[ROBIN, KIM], contact=CONTACTS)
    fleet.put_config(NORTH, **{"Config.Account1.GENERAL.Pwd": SIP, "Config.Account1.GENERAL.UserName": "7101"})
    fleet.put(SOUTH, user=[ROBIN], contact=CONTACTS,
              rfkey=[{"Name": "Spare", "Code": "00b4161e", "DoorNum": "1", "Tags": "0", **ALL_DAYS}])  # fmt: skip
    fleet.put(OFFICE, schedule=[OFFICE_HOURS], user=[{**ROBIN, "ScheduleRelay": "1003-1"}])
    fleet.put(MASKING, privatekey=[{"Name": "1010 Sam", "Code": CODE, "DoorNum": "1", **ALL_DAYS}])
    fleet.patch(AWAY, online=False)


def tasks_changed(done, doors):
    return sum(done.recap[door]["changed"] for door in doors)


def test_doors_are_taken_over_and_nothing_is_left_to_do(site, fleet):
    """One that is away is named; the others are adopted, and provision and credentials then change nothing."""
    fill(fleet)
    doors = (NORTH, SOUTH, OFFICE, MASKING)
    done = site.run("adopt", *doors, AWAY, expect=4, arguments=["-vvvv", "--diff"], akuvox_adopt_groups=["site"])
    assert [entry for door in doors for entry in fleet.writes(door)] == []
    # one session for each door
    assert [sum(entry["status"] == 401 for entry in fleet.requests(door)) for door in doors] == [1, 1, 1, 1]
    assert f"{AWAY} was not read: adopted_people.yml may lack its people" in done.output
    assert site.files() == [
        "adopted_people.yml", "group_vars/site/adopted.yml",
        *(f"host_vars/{door}/adopted.yml" for door in sorted((NORTH, SOUTH, OFFICE, MASKING))),
    ]  # fmt: skip
    assert {stat.S_IMODE(os.stat(site.path / name).st_mode) for name in site.files()} == {0o600}
    people = {row["user_id"]: row for row in site.read("adopted_people.yml")}
    assert people["1008"]["doors"] == [NORTH]
    assert people["1008"]["pin"][0] == "vault"
    # e18 has a schedule of its own for Robin, so each door keeps what it has
    assert people["1007"]["keep"] == ["schedule"]
    assert people["1007"]["doors"] == ["site", OFFICE]
    assert site.read("group_vars", "site", "adopted.yml")["akuvox_contacts"][0]["phone"] == "0049301234"
    north, masking = site.read("host_vars", NORTH, "adopted.yml"), site.read("host_vars", MASKING, "adopted.yml")
    assert "akuvox_contacts" not in north
    assert north["akuvox_sip"][0]["password"][0] == "vault"
    assert [row["name"] for row in site.read("host_vars", OFFICE, "adopted.yml")["akuvox_schedules"]] == ["Office"]
    assert "code" not in masking["akuvox_privatekeys"][0]
    lost = done.outcome(MASKING, "doorfleet.akuvox.adopt : Say what became of the door")["lost"]
    assert "akuvox_privatekeys[0].code: the door hides it" in lost
    # one line for a reason, not one for each code
    said = f"not adopted: {MASKING}: akuvox_privatekeys.code, akuvox_publiccode.codes (3): the door hides it"
    assert said in done.printed.replace("\n  ", " ").splitlines()
    # the adopted files and the run file
    assert leaking_files(SECRETS, site.path, site.runs) == []
    # the second run, by the jobs themselves
    done = site.run("provision credentials", *doors, arguments=["--check"])
    assert tasks_changed(done, doors) == 0, done.end
    assert done.printed.count("4 doors: 4 ok, 0 would change, 0 failed, 0 unreachable") >= 2
    # a new door in the place of one gets all of it back
    fleet.put(NORTH, user=[], contact=[])
    fleet.put_config(NORTH, **{"Config.Account1.GENERAL.Pwd": "", "Config.Account1.GENERAL.UserName": ""})
    site.run("provision credentials", *doors, arguments=["--limit", NORTH])
    state = fleet.state(NORTH)
    assert sorted((row["UserID"], row["PrivatePIN"], row["CardCode"]) for row in state["user"]) == [
        ("1007", PIN, "00B4161D"), ("1008", KIM_PIN, ""),
    ]  # fmt: skip
    assert [(row["Name"], row["Phone"]) for row in state["contact"]] == [("Reception", "0049301234")]
    assert state["config"]["Config.Account1.GENERAL.Pwd"] == SIP
    # somebody whose schedule only the doors knew doesn't get in where they are new
    assert {row["UserID"]: row["ScheduleRelay"] for row in state["user"]} == {"1007": "1002-1", "1008": "1001-1"}
    fleet.put(NORTH, user=[ROBIN, KIM])
    # nothing has changed at the doors, so no file does
    before = {name: (site.path / name).read_bytes() for name in site.files()}
    done = site.run("adopt", *doors, arguments=["--diff"], akuvox_adopt_groups=["site"])
    assert {name: (site.path / name).read_bytes() for name in site.files()} == before
    assert tasks_changed(done, doors) == 0


def test_what_changed_since_is_a_diff_and_an_edited_file_is_not_overwritten(site, fleet):
    """Check mode shows it and writes nothing; a list that was edited, or a file beside the folder, stops the run."""
    fill(fleet)
    site.run("adopt", NORTH, SOUTH)
    before = (site.path / "adopted_people.yml").read_text(encoding="utf-8")
    fleet.put(NORTH, user=[{**ROBIN, "PrivatePIN": CODE, "Name": "Robin {{ x }}"}, KIM])
    fleet.put(SOUTH, user=[{**ROBIN, "PrivatePIN": CODE, "Name": "Robin {{ x }}"}])
    done = site.run("adopt", NORTH, SOUTH, arguments=["--check", "--diff"])
    assert "+  name: !unsafe 'Robin {{ x }}'" in done.printed
    assert "+  pin: '******** (changed)'" in done.printed
    assert (site.path / "adopted_people.yml").read_text(encoding="utf-8") == before
    # edited: refused before a door is asked, and still compared in check mode
    (site.path / "adopted_people.yml").write_text(before + "# mine\n", encoding="utf-8")
    fleet.forget_requests(NORTH)
    done = site.run("adopt", NORTH, SOUTH, expect=2)
    assert "adopted_people.yml: was edited, or isn't of adopt. Nothing is written" in done.output
    assert fleet.requests(NORTH) == []
    assert (site.path / "adopted_people.yml").read_text(encoding="utf-8") == before + "# mine\n"
    done = site.run("adopt", NORTH, SOUTH, akuvox_adopt_overwrite=True)
    robin = site.read("adopted_people.yml")[0]
    assert robin["name"] == ("unsafe", "Robin {{ x }}")
    # a folder would hide it from Ansible, with the login that may be in it
    (site.path / "host_vars" / f"{OFFICE}.yml").write_text("akuvox_port: 1\n", encoding="utf-8")
    done = site.run("adopt", OFFICE, expect=2, akuvox_adopt_groups=["sites"], akuvox_adopt_config=["SNTP"])
    for said in (f"Ansible doesn't read {site.path}/host_vars/{OFFICE}.yml once there is a folder of that name",
                 "akuvox_adopt_groups[0]: there is no group sites; did you mean site?",
                 "akuvox_adopt_config[0]: must be a key such as Config.Settings.SNTP.*, not 'SNTP'"):  # fmt: skip
        assert said in done.output


def test_without_a_vault_password_secrets_are_left_out_and_stay_at_the_doors(site, fleet):
    """It is said; no PIN is ever written as none, so the jobs change nothing."""
    fill(fleet)
    done = site.run("adopt", NORTH, vault=False, arguments=["-vvvv"], akuvox_adopt_config=["Config.Settings.SNTP.*"],
                    akuvox_log_level="error")  # fmt: skip
    assert f"akuvox_log_level is set elsewhere too, for {NORTH}" in done.output
    assert "There is no vault password, so PINs, codes and passwords are left out." in done.output
    people = site.read("adopted_people.yml")
    assert [(row["user_id"], row.get("pin"), row["keep"]) for row in people] == [
        ("1007", None, ["pin"]), ("1008", None, ["pin"]),
    ]  # fmt: skip
    north = site.read("host_vars", NORTH, "adopted.yml")
    assert "password" not in north["akuvox_sip"][0]
    assert "Config.Settings.SNTP.Enable" in north["akuvox_config"]
    done = site.run("provision credentials", NORTH, vault=False)
    assert tasks_changed(done, [NORTH]) == 0
    assert [person["PrivatePIN"] for person in fleet.state(NORTH)["user"]] == [PIN, KIM_PIN]
