# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The firmware job: a rollout over twelve doors, and that it stops where it should without touching another door."""

from __future__ import annotations

import hashlib
import json

import pytest
import yaml
from harness.emulator import DOORS, ROOT
from harness.people import cards_on_device, people_on_device, pins

OLD, NEW, NEWER = "29.30.10.100", "29.30.10.200", "29.30.10.300"
X_OLD, X_NEW = "916.30.10.100", "916.30.10.200"
PLAYBOOK = [{"ansible.builtin.import_playbook": "doorfleet.akuvox.firmware"}]
UPGRADE = ["firmware/prepare", "firmware/upload", "firmware/upgrade"]
SIP = "Config.Account1."
SIP_PASSWORD = "s1p/pass+word"
SECRETS = {SIP_PASSWORD} | pins(1, 2)
# Of the times that a door is asked what it is, with its profile known: the report, the backup, and after the soak.
SOAK_READ = 3


def rom(folder, model, version):
    """An entry of the baseline, with a file that makes an emulated door take the version."""
    path = folder / f"{model}.rom"
    path.write_bytes(f"AKUVOX-EMULATED-FIRMWARE model={model} version={version}\n".encode() + bytes(20_000))
    return {"version": version, "file": str(path), "md5": hashlib.md5(path.read_bytes()).hexdigest()}


@pytest.fixture
def upgrade(play, fleet, tmp_path):
    """``upgrade(*arguments, doors=..., expect=0, **variables)``: run the playbook; the doors hold people and cards."""
    (tmp_path / "backups").mkdir()
    variables = {
        "akuvox_firmware_baseline": {"R29": rom(tmp_path, "R29", NEW), "X916": rom(tmp_path, "X916", X_NEW)},
        "akuvox_firmware_wait_timeout": 20,
        "akuvox_firmware_settle_timeout": 1,
        "akuvox_backup_dir": str(tmp_path / "backups"),
        "akuvox_run_dir": str(tmp_path / "runs"),
        "akuvox_wave": 5,
        "akuvox_soak": 0,
    }
    for door in DOORS:
        fleet.put(door, user=people_on_device(1, 2), rfkey=cards_on_device(1))
        fleet.put_config(door, **{SIP + "GENERAL.Pwd": SIP_PASSWORD, SIP + "GENERAL.Enable": "1",
                                  SIP + "GENERAL.UserName": "0114", SIP + "SIP.Server": "192.0.2.9"})  # fmt: skip

    def run(*arguments, doors=DOORS, expect=0, environment=None, **more):
        for door in DOORS:
            fleet.forget_requests(door)
        return play(
            None,
            fleet.hosts(*doors),
            *("-e", "akuvox_hosts=doors", *arguments),
            variables={**variables, **more},
            playbook=PLAYBOOK,
            secrets=SECRETS,
            environment=environment,
            expect=expect,
        )

    run.variables = variables
    return run


def versions(fleet, doors=DOORS):
    return {door: fleet.state(door)["firmware"]["version"] for door in doors}


def acts(fleet, door):
    """Everything but reads, exports and fetched files that arrived."""
    return [
        f"{entry['target']}/{entry['action']}"
        for entry in fleet.writes(door)
        if entry["action"] not in ("export", None)
    ]


def touched(fleet):
    """The doors that were asked for anything but what they hold."""
    return {door for door in DOORS if acts(fleet, door)}


def started(fleet):
    """The doors that got a firmware file, in the order in which they did."""
    times = {
        door: [entry["time"] for entry in fleet.writes(door) if f"{entry['target']}/{entry['action']}" == UPGRADE[1]]
        for door in DOORS
    }
    return [door for door in sorted(DOORS, key=lambda door: times[door] or [0]) if times[door]]


def told(done, task):
    """The lines that a task shows."""
    return next(event["result"]["msg"] for event in reversed(done.events) if event["task"] == task)


# How the rows of the table begin, which is in the summary.
ROWS = ("compliant", "behind", "ahead", "unknown model", "incomparable", "not compared", "new keys")


def summary(done):
    """The counts, and what is said of doors that were not upgraded."""
    return [line for line in told(done, "Sum up") if not line.startswith((*ROWS, "changed", "would change", "Again"))]


def table(done):
    """The last table, a row without its blanks."""
    return [" ".join(line.split()) for line in told(done, "Sum up") if line.startswith(ROWS)]


def plan(done):
    return next(event["result"]["waves"] for event in done.events if event["task"] == "Plan the waves")


def reply(**data):
    """The body of an answer that is not the door's own."""
    return json.dumps({"retcode": 0, "action": "get", "message": "OK", "data": data})


@pytest.mark.one_core
def test_a_fleet_of_mixed_compliance(upgrade, fleet, tmp_path):
    """Check mode, the run, and the run again; models, waves in order, and who is left alone."""
    for door in DOORS[3:6]:
        fleet.patch(door, model="X916", firmware=X_OLD)
    fleet.patch(DOORS[6], firmware=NEW)
    fleet.patch(DOORS[7], firmware=NEWER)
    fleet.patch(DOORS[8], model="R27", firmware="27.30.10.1")
    fleet.patch(DOORS[9], online=False)
    before = versions(fleet)
    options = {"akuvox_canary": 2, "akuvox_soak": 1, "akuvox_retries": 0}

    predicted = upgrade("--check", expect=4, **options)
    assert touched(fleet) == set()
    assert not list((tmp_path / "backups").iterdir())
    waves = [
        "8 doors to upgrade in 3 waves",
        "wave 1 (canary): door-01, door-04",
        "wave 2: door-02, door-03, door-05, door-06, door-11",
        "wave 3: door-12",
        "no further door is started once 1 of them has failed",
    ]
    assert plan(predicted) == waves
    assert summary(predicted)[0] == "12 doors: 3 ok, 8 would change, 0 failed, 1 unreachable"
    rows = [
        "compliant R29 29.30.10.200 1 door",
        "behind R29 29.30.10.100 wanted 29.30.10.200 5 doors: door-01, door-02, door-03, door-11, door-12",
        "behind X916 916.30.10.100 wanted 916.30.10.200 3 doors: door-04, door-05, door-06",
        "ahead R29 29.30.10.300 wanted 29.30.10.200 1 door: door-08",
        "unknown model R27 27.30.10.1 1 door: door-09",
    ]
    assert table(predicted) == rows

    done = upgrade(expect=4, **options)
    assert plan(done) == waves
    assert summary(done)[0] == "12 doors: 3 ok, 8 changed, 0 failed, 1 unreachable"
    assert summary(done)[1].startswith("unreachable door-10: ")
    assert table(done) == ["compliant R29 29.30.10.200 6 doors", "compliant X916 916.30.10.200 3 doors", *rows[3:]]
    order = started(fleet)
    assert [set(order[:2]), set(order[2:7]), set(order[7:])] == [
        {"door-01", "door-04"}, {"door-02", "door-03", "door-05", "door-06", "door-11"}, {"door-12"}
    ]  # fmt: skip
    assert {door: acts(fleet, door) for door in order} == dict.fromkeys(order, UPGRADE)
    assert versions(fleet) == {**before, **dict.fromkeys(order, NEW), **dict.fromkeys(DOORS[3:6], X_NEW)}
    runs = sorted((tmp_path / "runs").glob("firmware-*.json"))
    reports = {name: door["report"] for name, door in json.loads(runs[-1].read_text())["doors"].items()}
    assert (reports["door-01"]["outcome"], reports["door-01"]["version"]) == ("upgraded", NEW)
    assert reports["door-01"]["backup"].startswith(str(tmp_path / "backups" / "door-01"))
    assert reports["door-01"]["seconds"] > 0
    assert reports["door-09"]["state"] == "unknown_model"

    again = upgrade(expect=4, **options)
    assert touched(fleet) == set()
    assert plan(again) == ["no door is to be upgraded"]
    assert summary(again)[0] == "12 doors: 11 ok, 0 changed, 0 failed, 1 unreachable"


def test_a_report_only(upgrade, fleet, tmp_path):
    """It needs no files and no folder, and reads one thing."""
    done = upgrade(akuvox_firmware_report_only=True, akuvox_firmware_baseline={"r29": {"version": NEW}},
                   akuvox_backup_dir="", doors=DOORS[:2])  # fmt: skip
    assert table(done) == ["behind R29 29.30.10.100 wanted 29.30.10.200 2 doors: door-01, door-02"]
    assert summary(done) == ["2 doors: 2 ok, 0 changed, 0 failed, 0 unreachable"]
    assert fleet.functions(DOORS[0]) == ["GET system/info"]


def test_false_may_be_a_text(upgrade, fleet):
    """As the survey of a job template and ``-e`` have it. It is no truth, by which nothing would be upgraded."""
    done = upgrade("-e", "akuvox_firmware_report_only=false", doors=DOORS[:1])
    assert summary(done) == ["1 door: 0 ok, 1 changed, 0 failed, 0 unreachable"]
    assert versions(fleet)[DOORS[0]] == NEW


def test_a_failed_canary_stops_all_and_the_next_run_goes_on(upgrade, fleet):
    """Its wave fails as a whole, and not even a backup is made of the others."""
    fleet.set_fault(DOORS[0], "cut_before", target="config", action="get", times=3)
    doors = DOORS[:5]
    done = upgrade(doors=doors, expect=2, akuvox_retries=0)
    assert touched(fleet) == set()
    assert {door for door in doors if fleet.functions(door) != ["GET system/info"]} == {DOORS[0]}
    assert summary(done)[0] == "5 doors: 0 ok, 0 changed, 1 failed, 0 unreachable, 4 not tried"
    assert summary(done)[1].startswith("failed door-01: Back up the door: GET http://")
    assert summary(done)[2:] == [
        "not tried 4 doors: the failure budget is spent: door-01 failed, and akuvox_failure_budget allows 0. Run "
        "again when this is settled"
    ]
    assert set(versions(fleet).values()) == {OLD}

    done = upgrade(doors=doors, akuvox_canary=DOORS[0], akuvox_wave="100%")
    assert started(fleet)[0] == DOORS[0]
    assert summary(done)[0] == "5 doors: 0 ok, 5 changed, 0 failed, 0 unreachable"
    assert set(versions(fleet, doors).values()) == {NEW}


@pytest.mark.one_core
def test_a_budget_that_is_spent_in_the_second_wave(upgrade, fleet):
    """Four ways to fail in one wave; the doors of that wave that came through keep it, those after it get nothing."""
    fleet.patch(DOORS[1], reboot_seconds=600.0)
    fleet.set_fault(DOORS[2], "status", target="user", action="get", nth=3, times=-1, status=200,
                    body=reply(num=1, item=people_on_device(1)))  # fmt: skip
    fleet.set_fault(DOORS[3], "status", target="sip", action="status", nth=2, times=-1, status=200,
                    body=reply(Account1={"UserName": "0114", "SipServer": "192.0.2.9", "Status": "1"}))  # fmt: skip
    fleet.set_fault(DOORS[4], "status", target="firmware", action="upload", status=500)
    done = upgrade(expect=2, akuvox_failure_budget="30%", akuvox_wave=6, akuvox_firmware_wait_timeout=6)
    assert "no further door is started once 4 of them have failed" in plan(done)
    assert touched(fleet) == set(DOORS[:7])
    assert summary(done)[0] == "12 doors: 0 ok, 3 changed, 4 failed, 0 unreachable, 5 not tried"
    failures = {line.split(":")[0].split()[-1]: line for line in summary(done) if line.startswith("failed ")}
    assert list(failures) == list(DOORS[1:5])
    assert "has not answered since" in failures[DOORS[1]]
    assert "there were 2 users, and now 1" in failures[DOORS[2]]
    assert "SIP account 1 was registered as 0114 at 192.0.2.9, and now is registering" in failures[DOORS[3]]
    assert "firmware/upload: the device answered HTTP 500" in failures[DOORS[4]]
    assert versions(fleet, DOORS[2:]) == {
        **dict.fromkeys(DOORS[2:7], NEW), **dict.fromkeys([DOORS[4], *DOORS[7:]], OLD)
    }  # fmt: skip

    done = upgrade(doors=[DOORS[0], *DOORS[4:]], akuvox_wave="100%")
    assert set(started(fleet)) == {DOORS[4], *DOORS[7:]}
    assert summary(done)[0] == "9 doors: 3 ok, 6 changed, 0 failed, 0 unreachable"


@pytest.mark.one_core
def test_no_wave_begins_once_the_time_is_over(upgrade, fleet, tmp_path):
    """It is over while the canary is watched; the next run takes the rest. The time counts from the job's beginning."""
    stop = "{{ '%Y-%m-%d %H:%M:%S' | strftime(now().timestamp() + 15) }}"
    given = {"doors": DOORS[:2], "akuvox_wave": 1}
    done = upgrade(**given, expect=2, akuvox_stop_at=stop, akuvox_soak=16)
    first, reason = summary(done)
    assert first == "2 doors: 0 ok, 1 changed, 0 failed, 0 unreachable, 1 not tried"
    assert reason.startswith("not tried 1 door: akuvox_stop_at is over (") or reason.startswith(
        f"not tried {DOORS[1]}: "
    )
    assert touched(fleet) == {DOORS[0]}
    (run,) = (json.loads(path.read_text("utf-8")) for path in (tmp_path / "runs").iterdir())
    assert {door: its["outcome"] for door, its in run["doors"].items()} == {DOORS[0]: "changed", DOORS[1]: "not_tried"}
    again = upgrade("-e", "akuvox_retry=firmware", **given)
    assert summary(again) == ["1 door: 0 ok, 1 changed, 0 failed, 0 unreachable"]
    assert versions(fleet, DOORS[:2]) == dict.fromkeys(DOORS[:2], NEW)


@pytest.mark.one_core
def test_a_failure_within_the_budget_ends_nothing_although_the_configuration_says_so(upgrade, fleet):
    fleet.set_fault(DOORS[1], "status", target="firmware", action="upload", status=500)
    done = upgrade(doors=DOORS[:4], expect=2, akuvox_failure_budget=1, akuvox_wave=2,
                   environment={"ANSIBLE_ANY_ERRORS_FATAL": "true"})  # fmt: skip
    assert summary(done)[0] == "4 doors: 0 ok, 3 changed, 1 failed, 0 unreachable"
    assert versions(fleet, DOORS[:4]) == {**dict.fromkeys(DOORS[:4], NEW), DOORS[1]: OLD}


@pytest.mark.one_core
def test_doors_that_cannot_be_upgraded_now_are_left_alone_and_do_not_count(upgrade, play, fleet):
    """A call, a relay, a clock; a door without these functions goes on. What fails during the soak does count."""
    play([{"name": "dial", "doorfleet.akuvox.akuvox_call": {"action": "dial", "number": "192.0.2.58"}}],
         fleet.hosts(DOORS[0]))  # fmt: skip
    play([{"name": "open", "doorfleet.akuvox.akuvox_relay_trigger": {"relay": "B", "delay": 600, "confirm": True}}],
         fleet.hosts(DOORS[1]))  # fmt: skip
    clock = reply(SystemTime=0, UpTime=4711)
    fleet.set_fault(DOORS[2], "status", target="system", action="status", times=-1, status=200, body=clock)
    for target in ("call", "relay"):
        fleet.set_fault(DOORS[3], "status", target=target, action="status", times=-1, status=404)
    old = reply(Status={"Model": "R29", "FirmwareVersion": OLD, "MAC": "", "HardwareVersion": ""})
    fleet.set_fault(DOORS[4], "status", target="system", action="info", nth=SOAK_READ, times=-1, status=200, body=old)
    done = upgrade(doors=DOORS[:6], expect=2, akuvox_canary="door-04", akuvox_wave=4, akuvox_soak=1,
                   akuvox_profile="manual")  # fmt: skip
    assert started(fleet) == [DOORS[3], DOORS[4]]
    assert [line.partition(": the failure budget")[0] for line in summary(done)] == [
        "6 doors: 0 ok, 1 changed, 1 failed, 0 unreachable, 4 not tried",
        f"failed door-05: Check that it has stayed on the version: 1 s after the upgrade it has {OLD}, not {NEW}",
        "not tried door-01: a call is going on (the device says calling)",
        "not tried door-02: relay B is triggered",
        f"not tried door-03: {clock_words(done)}",
        "not tried door-06",
    ]


def clock_words(done):
    """What is said of a clock that shows 1970."""
    line = next(line for line in summary(done) if "its clock is" in line)
    assert line.endswith("days slow, and akuvox_firmware_clock_tolerance allows 10 minutes")
    return line.partition(": ")[2]


def test_nothing_is_asked_while_a_variable_is_wrong(upgrade, fleet, tmp_path):
    entry = {**upgrade.variables["akuvox_firmware_baseline"]["R29"], "md5": "0" * 32}
    done = upgrade(
        doors=DOORS[:2],
        expect=2,
        akuvox_firmware_baseline={"R29": entry, "X916": {"version": X_NEW}},
        akuvox_backup_dir="",
        akuvox_canary="lobbby",
        akuvox_wave=0,
        akuvox_failure_budget="none",
        akuvox_soak=-1,
        akuvox_firmware_wait_timeout=1,
    )
    assert [fleet.requests(door) for door in DOORS[:2]] == [[], []]
    for words in (
        f"akuvox_firmware_baseline.R29.md5: the file '{entry['file']}' has MD5",
        "akuvox_firmware_baseline.X916.file: is missing",
        "akuvox_firmware_baseline.X916.md5: is missing",
        "akuvox_backup_dir: is not set",
        "akuvox_canary: 'lobbby' is no host or group of the inventory",
        "akuvox_wave: must be 1 or more, not",
        "akuvox_failure_budget: must be a number of doors or a percentage like '50%', not 'none'",
        "akuvox_soak: must be 0 to 86400, not -1",
        "akuvox_firmware_wait_timeout: must be 5 to 7200, not 1",
    ):
        assert words in summary(done)[1]
    assert summary(done)[0] == "2 doors: 0 ok, 0 changed, 2 failed, 0 unreachable"
    missing = upgrade(doors=DOORS[:1], expect=2, akuvox_firmware_baseline=None)
    assert "akuvox_firmware_baseline" in summary(missing)[1]


def test_the_role_by_itself(upgrade, play, fleet):
    """A door fails like in any play; a model that is not in the baseline is none of its business."""
    fleet.patch(DOORS[1], model="R27")
    fleet.set_fault(DOORS[2], "status", target="firmware", action="upload", status=500)
    role = [{"name": "Firmware", "ansible.builtin.import_role": {"name": "doorfleet.akuvox.firmware"}}]
    done = play(role, fleet.hosts(*DOORS[:3]), variables=upgrade.variables, secrets=SECRETS, expect=2)
    assert {door: (recap["changed"], recap["failures"]) for door, recap in done.recap.items()} == {
        DOORS[0]: (2, 0), DOORS[1]: (0, 0), DOORS[2]: (1, 1)
    }  # fmt: skip
    assert versions(fleet, DOORS[:3]) == {DOORS[0]: NEW, DOORS[1]: OLD, DOORS[2]: OLD}
    assert touched(fleet) == {DOORS[0], DOORS[2]}


@pytest.mark.one_core
def test_the_roles_files_name_the_same_variables():
    role = ROOT / "roles" / "firmware"
    defaults = yaml.safe_load((role / "defaults" / "main.yml").read_text(encoding="utf-8"))
    spec = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
    options = spec["main"]["options"]
    assert spec["report"]["options"] == options
    assert {name: option["default"] for name, option in options.items() if "default" in option} == defaults
    assert set(options) - set(defaults) == {"akuvox_firmware_baseline", "akuvox_backup_dir"}
    readme = (role / "README.md").read_text(encoding="utf-8")
    assert [name for name in options if f"| `{name}` |" not in readme] == []
