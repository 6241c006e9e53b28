# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer of a survey and every field of a credential, in the form in which AWX hands them to a job."""

from __future__ import annotations

import datetime
import sys

import pytest
import yaml
from harness.awxtext import answer_for, credential_environment, variables_file
from harness.emulator import DOORS, ROOT

sys.path.insert(0, str(ROOT / "tests" / "awx"))
from asked import answer_errors

API = "Config.DoorSetting.APIFCGI."
LEVEL = "Config.Settings.LOGLEVEL.Level"
DOOR = DOORS[0]


class _Loader(yaml.SafeLoader):
    pass


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def _config(name):
    return yaml.load((ROOT / "extensions" / "awx" / "config" / f"{name}.yml").read_text(encoding="utf-8"), _Loader)


TEMPLATES = _config("job_templates")["controller_templates"]
WORKFLOWS = _config("workflows")["controller_workflows"]
QUESTIONS = [question for entry in [*TEMPLATES, *WORKFLOWS] for question in entry["survey_spec"]["spec"]]
ENVIRONMENT = credential_environment(_config("credentials")["controller_credential_types"])
# What a question can't be answered with by itself: see answer_for. What looks like no text is text in AWX.
MEANT = {
    # a group, say of the doors in Norway
    "akuvox_hosts": "no",
    "akuvox_serial": "1",
    "akuvox_people_today": "2026-01-31",
    "akuvox_restore_before": "2099-01-31 18:00",
    "akuvox_restore_parts": ["user"],
    "akuvox_hardening_fix": ["ntp_off"],
    "akuvox_firmware_report_only": "true",
    "akuvox_soak": 0,
    "akuvox_revoke": "id:1002, name:Robin Sample",
    "akuvox_probe_http_port": 0,
    "akuvox_revoke_reason": "2026-01-31",
    "akuvox_access_person": "id:1001",
    "akuvox_access_on": "2026-12-24T22:00",
    "akuvox_readmit": "id:1002",
    "akuvox_undo_run": "provision",
    "akuvox_changes_since": "2026-01-31 18:00",
    "akuvox_changes_until": "",
    "akuvox_events_rotate": "true",
    "akuvox_rollout_message": "2026-01-31",
}
ANSWERS = {
    question["variable"]: MEANT[question["variable"]] if question["variable"] in MEANT else answer_for(question)
    for question in QUESTIONS
}
# No question asks for it; it is among the variables of a template or a schedule. Text like 9:30 arrives as 570.
LATER = datetime.datetime.now() + datetime.timedelta(hours=12)
VARIABLES = {"akuvox_stop_at": f"{LATER.hour}:{LATER.minute:02d}"}
# The list of people before the backup, as the restore would take them away again.
JOBS = (
    "provision",
    "credentials",
    "backup",
    "collect_logs",
    "drift",
    "restore",
    "hardening",
    "firmware",
    "report",
    "identities",
    "events",
    "access",
    "probe",
    "undo",
    "changes",
    "revoke",
    "readmit",
)
LAST_JOB = "api_credentials"
# Playbooks of the project alone.
HELPERS = ("count", "failed")
PEOPLE = [
    {"user_id": "1001", "name": "Kim Example", "pin": "59172648", "valid_until": "2026-02-01", "doors": ["all"]},
    {"user_id": "1002", "name": "Robin Sample", "pin": "61839274", "valid_until": "2026-01-30", "doors": ["all"]},
]
SECRETS = {value for value in ENVIRONMENT.values() if value.isdigit()} | {each["pin"] for each in PEOPLE}


@pytest.fixture
def awx_job(play, fleet, tmp_path):
    """``awx_job(answers, playbook, expect)``: a job of AWX on one door, whose login its credential has."""
    login = {f"{API}{key}": ENVIRONMENT[f"AKUVOX_{key.upper()}"] for key in ("UserName", "Password")}
    fleet.put_config(DOOR, **login)
    fleet.given_secrets.update(SECRETS)

    def run(answers, playbook, expect=0):
        given = tmp_path / "extravars"
        given.write_text(variables_file(answers), encoding="utf-8")
        named = ("backup", "log", "report", "probe", "undo")
        folders = {f"akuvox_{name}_dir": str(tmp_path / name) for name in named}
        folders["akuvox_identities"] = str(tmp_path / "identities.csv")
        folders["akuvox_revoked_file"] = str(tmp_path / "revoked.csv")
        folders["akuvox_events_doors_file"] = str(tmp_path / "doors.json")
        folders |= {"akuvox_events_url": "http://127.0.0.1:9", "akuvox_events_reload": 0}
        project = {
            "akuvox_config": {LEVEL: "7"},
            "akuvox_people": PEOPLE,
            "akuvox_firmware_baseline": {"R29": {"version": "29.30.10.200"}},
        }
        return play(
            None,
            {},
            *("-e", f"@{given}"),
            playbook=playbook,
            others=fleet.hosts(DOOR, akuvox_request_interval=0, **folders, **project),
            groups={"akuvox": [DOOR], "no": [DOOR]},
            environment=ENVIRONMENT,
            secrets=SECRETS,
            expect=expect,
        )

    return run


def test_every_question_and_every_job_is_tried():
    # each question takes its answer, as AWX judges it
    assert answer_errors([{**each, "required": False} for each in QUESTIONS], ANSWERS) == []
    assert set(MEANT) <= set(ANSWERS)
    assert {template["playbook"] for template in TEMPLATES} == {f"{job}.yml" for job in (*JOBS, LAST_JOB, *HELPERS)}


def test_all_jobs_take_what_arrives(awx_job, fleet):
    project = ROOT / "extensions" / "awx" / "project"
    jobs = [{"import_playbook": f"doorfleet.akuvox.{job}"} for job in (*JOBS, LAST_JOB)]
    # the last one always fails, on localhost
    done = awx_job(
        ANSWERS | VARIABLES,
        [{"import_playbook": str(project / "count.yml")}, *jobs, {"import_playbook": str(project / "failed.yml")}],
        expect=2,
    )
    recap = done.recap[DOOR]
    assert (recap["failures"], recap["unreachable"]) == (0, 0), done.end
    assert "2026-01-31 The step of the workflow" in " ".join(done.output.split())
    # the date that counts as today: one of them is over
    assert [user["UserID"] for user in fleet.state(DOOR)["user"] if user["UserID"] in ("1001", "1002")] == ["1001"]
    config = fleet.state(DOOR)["config"]
    assert config[f"{API}UserName"] == ENVIRONMENT["AKUVOX_API_NEW_USERNAME"]
    assert config[f"{API}Password"] == ENVIRONMENT["AKUVOX_API_NEW_PASSWORD"]


ROLES = {
    "restore": ("akuvox_restore_from", '"0123"'),
    "credentials": ("akuvox_people_today", '"0123"'),
    "api_credentials": ("akuvox_api_new_password", "AKUVOX_API_NEW_PASSWORD"),
}


@pytest.mark.one_core
def test_where_the_text_is_lost_the_message_names_awx_and_the_way_on(awx_job, fleet):
    """With ansible-core 2.19 and newer; those before keep the text."""
    fleet.forget_requests(DOOR)
    tasks = [
        {
            "name": role,
            "block": [{"name": "Use it", "ansible.builtin.include_role": {"name": f"doorfleet.akuvox.{role}"}}],
            "rescue": [
                {"name": f"Refused by {role}", "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}
            ],
        }
        for role in ROLES
    ]
    answers = {"akuvox_restore_confirm": "true", **{variable: "0123" for variable, _way in ROLES.values()}}
    done = awx_job(answers, [{"name": "Refuse", "hosts": "akuvox", "gather_facts": False, "tasks": tasks}])
    for role, (variable, way) in ROLES.items():
        message = done.message(DOOR, f"Refused by {role}")
        assert f"{variable}: is a number" in message
        assert "AWX" in message
        assert way in message
    assert fleet.requests(DOOR) == []
