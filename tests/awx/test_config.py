# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What extensions/awx describes: every entry is one that awx.awx takes, and every name leads somewhere."""

from __future__ import annotations

import datetime
import importlib
import json
import sys
import zoneinfo
from graphlib import TopologicalSorter

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from asked import answer_errors, defaults, questions, refused_fields, refused_variables
from commands import ROOT
from described import AWX, CONFIG, LINKS, TEMPLATES, WORKFLOWS, load

# Variable of infra.aap_configuration -> module of awx.awx. Steps of workflows are entries of their own.
MODULES = {
    "controller_credential_types": "credential_type",
    "controller_credentials": "credential",
    "controller_execution_environments": "execution_environment",
    "controller_projects": "project",
    "controller_inventories": "inventory",
    "controller_inventory_sources": "inventory_source",
    "controller_notifications": "notification_template",
    "controller_templates": "job_template",
    "controller_workflows": "workflow_job_template",
    "controller_schedules": "schedule",
    "controller_teams": "team",
    "controller_roles": "role",
}
STEP = "workflow_job_template_node"
# Jobs that write to doors, and so have a template for check mode as well.
WRITING = {
    "provision",
    "credentials",
    "restore",
    "api_credentials",
    "hardening",
    "firmware",
    "revoke",
    "events",
    "undo",
}
# One canary, one budget, one look at all doors: for these a slice is not a smaller job, but another one.
WHOLE = {"restore", "firmware", "report", "identities", "readmit", "events", "undo", "changes"}
# Jobs that ask about whom they are.
WHOM = ("revoke", "readmit")
# Playbooks of the project that are no jobs of the collection.
HELPERS = {"count", "failed"}
# Playbooks without a template. notify needs the event as a variable, which no template takes at its launch. In AWX, the
# notification of the template that a rule starts tells somebody. adopt and people_pins write files into a project, and
# AWX throws its copy of the project away after the job.
NO_TEMPLATE = {"notify", "adopt", "people_pins"}

STEPS = [
    {**step, "workflow_job_template": workflow["name"], "organization": workflow["organization"]}
    for workflow in WORKFLOWS
    for step in workflow["simplified_workflow_nodes"]
]
ENTRIES = [(MODULES[name], entry) for name in MODULES for entry in CONFIG[name]] + [(STEP, step) for step in STEPS]
SURVEYED = [*TEMPLATES, *WORKFLOWS]
JOBS = [each for each in TEMPLATES if each["playbook"].removesuffix(".yml") not in HELPERS]
ROLLOUTS = [each for each in WORKFLOWS if each["name"].endswith("rollout")]


def named(variable):
    """Names of the entries of a variable."""
    return [entry["name"] for entry in CONFIG[variable] if "name" in entry]


def job(template):
    """The job of the collection that a template runs."""
    return template["playbook"].removesuffix(".yml")


def template(name):
    """The template of a name."""
    (found,) = [each for each in TEMPLATES if each["name"] == name]
    return found


def asked_by(entry):
    """The questions of a survey by their variables."""
    spec = entry["survey_spec"]["spec"]
    found = {question["variable"]: question for question in spec}
    assert len(found) == len(spec), f"{entry['name']}: a variable is asked for twice"
    return found


def role_options(name):
    """The variables of a role, of all its entry points."""
    if name in HELPERS:
        return {}
    specs = load(ROOT / "roles" / name / "meta" / "argument_specs.yml")["argument_specs"]
    return {option: spec for entry in specs.values() for option, spec in entry["options"].items()}


def runs_playbook(name):
    """The text of a job's playbook, with the plays that all of them share."""
    if name in HELPERS:
        return (AWX / "project" / f"{name}.yml").read_text(encoding="utf-8")
    shared = [*(ROOT / "playbooks" / "shared").glob("*.yml"), ROOT / "plugins" / "plugin_utils" / "jobstages.py"]
    shared.append(ROOT / "plugins" / "lookup" / "job_doors.py")
    paths = [ROOT / "playbooks" / f"{name}.yml", *shared]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@pytest.fixture(scope="module")
def specs(awx_collections):
    """The argument spec of each module, as the module itself hands it to Ansible."""
    sys.path.insert(0, str(awx_collections))
    api = importlib.import_module("ansible_collections.awx.awx.plugins.module_utils.controller_api")

    class Read(Exception):
        pass

    def read(name):
        module = importlib.import_module(f"ansible_collections.awx.awx.plugins.modules.{name}")

        def keep(self, argument_spec, **constraints):
            raise Read(argument_spec, constraints)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(api.ControllerAPIModule, "__init__", keep)
            with pytest.raises(Read) as caught:
                module.main()
        return caught.value.args

    yield {name: read(name) for name in {*MODULES.values(), STEP}}
    sys.path.remove(str(awx_collections))


@pytest.mark.parametrize(("module", "entry"), ENTRIES, ids=lambda value: value if isinstance(value, str) else "")
def test_awx_takes_every_entry(specs, module, entry):
    argument_spec, constraints = specs[module]
    own = {name: value for name, value in entry.items() if name != "simplified_workflow_nodes"}
    own = {name: value for name, value in own.items() if "omit }}" not in str(value)}
    if "update_secrets" in own:
        # a template, whose value is a variable's or false
        assert own.pop("update_secrets") == "{{ akuvox_awx_update_secrets | default(false) }}"
    checked = ArgumentSpecValidator(argument_spec, **constraints).validate(own)
    assert checked.error_messages == []


def test_a_field_that_awx_lacks_is_found(specs):
    argument_spec, constraints = specs["job_template"]
    wrong = {**TEMPLATES[0], "job_slices": 5, "job_type": "scan"}
    messages = ArgumentSpecValidator(argument_spec, **constraints).validate(wrong).error_messages
    assert "value of job_type must be one of: run, check, got: scan" in messages
    assert any("job_slices" in message for message in messages)


# Field -> the variable whose entries it names, and what AWX brings along.
NAMES = {
    "credential_type": ("controller_credential_types", {"Vault", "Source Control", "Container Registry"}),
    "credential": ("controller_credentials", set()),
    "credentials": ("controller_credentials", set()),
    "execution_environment": ("controller_execution_environments", set()),
    "default_environment": ("controller_execution_environments", set()),
    "project": ("controller_projects", set()),
    "source_project": ("controller_projects", set()),
    "inventory": ("controller_inventories", set()),
    "unified_job_template": ("controller_templates", {each["name"] for each in WORKFLOWS}),
    "team": ("controller_teams", set()),
    "job_templates": ("controller_templates", set()),
    "workflows": ("controller_workflows", set()),
    **dict.fromkeys(
        [f"notification_templates_{event}" for event in ("started", "success", "error", "approvals")],
        ("controller_notifications", set()),
    ),
}


def test_every_name_leads_to_an_entry():
    for variable in MODULES:
        assert len(set(named(variable))) == len(named(variable)), variable
    for module, entry in ENTRIES:
        for field, (variable, more) in NAMES.items():
            value = entry.get(field)
            wanted = set(value if isinstance(value, list) else [value] if value and "{{" not in value else [])
            assert wanted <= {*named(variable), *more}, f"{module} {entry.get('name')}: {field}"
        assert entry.get("organization", "Default") == "Default"


def test_the_project_has_every_file_that_is_named():
    project = AWX / "project"
    for each in JOBS:
        play = load(project / each["playbook"])[-1]
        assert play["ansible.builtin.import_playbook"] == f"doorfleet.akuvox.{job(each)}"
        assert (ROOT / "playbooks" / each["playbook"]).is_file()
    (source,) = CONFIG["controller_inventory_sources"]
    assert load(project / source["source_path"])["plugin"] == "doorfleet.akuvox.akuvox"
    assert {path.name for path in project.glob("*.yml")} == {each["playbook"] for each in TEMPLATES} | {"akuvox.yml"}


def test_what_was_pushed_counts_at_the_next_launch():
    """The project's files by its sync, and its group_vars by that of the inventory, which imports them."""
    (project,) = CONFIG["controller_projects"]
    (source,) = CONFIG["controller_inventory_sources"]
    assert project["scm_update_on_launch"]
    assert source["update_on_launch"]
    assert max(project["scm_update_cache_timeout"], source["update_cache_timeout"]) <= 60


def test_the_search_knows_of_the_connection_what_the_jobs_know():
    """It doesn't read group_vars."""
    source = load(AWX / "project" / "akuvox.yml")
    documented = (ROOT / "plugins" / "inventory" / "akuvox.py").read_text(encoding="utf-8")
    for name, value in load(AWX / "project" / "group_vars" / "akuvox" / "main.yml").items():
        if f"name: {name.upper()}\n" in documented:
            assert source[name.removeprefix("akuvox_")] == value


def test_every_playbook_has_a_template_and_those_that_write_one_for_check_mode():
    jobs = {path.stem for path in (ROOT / "playbooks").glob("*.yml")} - NO_TEMPLATE
    types = {name: sorted(each["job_type"] for each in JOBS if job(each) == name) for name in jobs}
    assert types == {name: ["check", "run"] if name in WRITING else ["run"] for name in jobs}
    for each in TEMPLATES:
        assert each["name"].endswith(" (check)") == (each["job_type"] == "check")


def test_a_launch_is_one_job_and_slices_are_asked_for_where_a_slice_is_the_same_job():
    for each in TEMPLATES:
        # else a limit of few doors would leave slices without one, which fail
        assert each["job_slice_count"] == 1
        assert each["ask_job_slice_count_on_launch"] is (job(each) not in WHOLE | HELPERS)
        assert each["ask_limit_on_launch"] is (job(each) not in HELPERS)
        assert 0 < each["timeout"] <= 43_200


def test_what_runs_in_slices_counts_its_doors_first():
    """A slice without a door is no failure there, so a step that sees all doors has to find a wrong pattern."""
    for workflow in WORKFLOWS:
        _links, steps = step_links(workflow)
        sliced = [step for step in steps.values() if step.get("job_slice_count", 1) > 1]
        assert sliced
        assert workflow["extra_vars"] == {"akuvox_allow_no_doors": True}
        first = workflow["simplified_workflow_nodes"][0]
        assert first["unified_job_template"] == "Akuvox count doors"
        # its failure is the workflow's, and it can't be launched half made
        assert set(first) <= {"identifier", "unified_job_template", "extra_data", "success_nodes"}
        assert "akuvox_hosts" in asked_by(workflow)
    assert not [each["name"] for each in TEMPLATES if "akuvox_allow_no_doors" in each.get("extra_vars", {})]


def test_one_mail_for_a_workflow():
    """Each slice and each step that fails would send the mail of its template. The list is empty, not left out, so that
    templates of 0.2.0 lose theirs: awx.awx leaves alone what it isn't given."""
    given = [{name: value for name, value in each.items() if name.startswith("notification_")} for each in TEMPLATES]
    assert given == [{"notification_templates_error": []}] * len(TEMPLATES)
    for each in WORKFLOWS:
        assert each["notification_templates_error"] == ["Akuvox operators by mail"]


@pytest.mark.parametrize("entry", SURVEYED, ids=lambda entry: entry["name"])
def test_a_question_with_a_default_is_optional_and_the_default_is_an_answer(entry):
    """To AWX, a required question with a default has none: it refuses a launch and a schedule without an answer."""
    asked = questions(entry, entry["survey_spec"])
    for question in asked:
        has_default = question["default"] not in (None, "") or (question["type"] == "text" and question["min"] == 0)
        assert question["required"] is False or not has_default, question["variable"]
        if has_default:
            assert question["variable"] in defaults([question])
    required = {question["variable"] for question in asked if question["required"]}
    decisions = {"restore": {"akuvox_hosts", "akuvox_restore_confirm"}, "undo": {"akuvox_undo_run"}}
    decisions |= {job: {f"akuvox_{job}"} for job in WHOM}
    allowed = [names for job, names in decisions.items() if entry["name"].startswith(f"Akuvox {job}")]
    assert required <= set().union(*allowed)


@pytest.mark.parametrize("schedule", CONFIG["controller_schedules"], ids=lambda each: each["name"])
def test_a_schedule_names_a_workflow_and_a_time_that_every_night_has(schedule):
    (workflow,) = [each for each in WORKFLOWS if each["name"] == schedule["unified_job_template"]]
    answers = schedule.get("extra_data", {})
    assert refused_fields(workflow, schedule) == {}
    assert refused_variables(workflow, workflow["survey_spec"], answers) == []
    assert answer_errors(questions(workflow, workflow["survey_spec"]), answers) == []
    start, rule = schedule["rrule"].split(" ")
    zone, time = start.removeprefix("DTSTART;TZID=").split(":")
    assert "INTERVAL=" in rule
    moment = datetime.datetime.strptime(time, "%Y%m%dT%H%M%S")
    for day in range(366):
        local = (moment + datetime.timedelta(days=day)).replace(tzinfo=zoneinfo.ZoneInfo(zone))
        assert local.astimezone(datetime.UTC).astimezone(local.tzinfo) == local
        assert local.astimezone(datetime.UTC).astimezone(local.tzinfo).hour == moment.hour


def test_who_may_check_may_not_write_and_who_runs_may_not_approve():
    granted = {}
    for entry in CONFIG["controller_roles"]:
        names = entry.get("job_templates", []) + entry.get("workflows", [])
        granted.setdefault((entry["team"], entry["role"]), set()).update(names)
    quiet = {each["name"] for each in JOBS if each["job_type"] == "check" or job(each) not in WRITING}
    # Which unit a door is decides where the others write.
    quiet = (quiet | {"Akuvox count doors"}) - {"Akuvox identities", "Akuvox readmit"}
    fleet = {
        each["name"] for each in WORKFLOWS
        if {step.get("unified_job_template") for step in each["simplified_workflow_nodes"]} <= quiet
    }  # fmt: skip
    assert granted["Akuvox checkers", "execute"] == quiet | fleet
    writing = {each["name"] for each in JOBS} | {each["name"] for each in WORKFLOWS}
    assert granted["Akuvox operators", "execute"] == quiet | writing
    assert granted["Akuvox approvers", "approval"] == {each["name"] for each in ROLLOUTS}
    assert len(granted) == 3


def test_the_login_comes_from_credentials_and_from_nowhere_else():
    types = {each["name"]: each for each in CONFIG["controller_credential_types"]}
    assert types["Akuvox HTTP API"]["injectors"] == {
        "env": {"AKUVOX_USERNAME": "{{ username }}", "AKUVOX_PASSWORD": "{{ password }}"}
    }
    for each in types.values():
        fields = {field["id"]: field.get("secret", False) for field in each["inputs"]["fields"]}
        assert fields == {"username": False, "password": True}
        assert set(each["inputs"]["required"]) == set(fields)
    # By the environment, as a password of digits would be a number among the variables.
    assert types["Akuvox new HTTP API login"]["injectors"] == {
        "env": {"AKUVOX_API_NEW_USERNAME": "{{ username }}", "AKUVOX_API_NEW_PASSWORD": "{{ password }}"}
    }
    for each in TEMPLATES:
        assert ("Akuvox HTTP API" in each["credentials"]) == (job(each) not in HELPERS)
        assert ("Akuvox new HTTP API login" in each["credentials"]) == (job(each) == "api_credentials")
    for each in CONFIG["controller_credentials"]:
        own = {name: value for name, value in each["inputs"].items() if name not in ("host", "verify_ssl")}
        assert all(value.startswith("{{ vault_akuvox_") for value in own.values())
    for entry in SURVEYED:
        assert entry["ask_variables_on_launch"] is False
        asked = asked_by(entry)
        assert not [name for name, question in asked.items() if question["type"] == "password" or "password" in name]


# Type of a question -> types of a role's variable that its answer fits. What was typed may arrive as a date, a number,
# true or nothing, of which a spec of text refuses some: the role makes it text again by text_answer.
FITTING = {
    "text": {"raw"},
    "integer": {"int"},
    "multiplechoice": {"bool", "str"},
    "multiselect": {"list"},
}


@pytest.mark.parametrize("entry", SURVEYED, ids=lambda entry: entry["name"])
def test_the_answers_of_a_survey_are_what_the_role_takes(entry):
    jobs = (
        {job(entry)}
        if "playbook" in entry
        else {
            job(template(step["unified_job_template"]))
            for step in entry["simplified_workflow_nodes"]
            if "unified_job_template" in step
        }
    )
    options = {name: spec for each in jobs for name, spec in role_options(each).items()}
    for name, question in asked_by(entry).items():
        assert set(question) >= {"question_name", "variable", "type", "required"}
        choices = question.get("choices", [])
        if name in options:
            spec = options[name]
            assert spec["type"] in FITTING[question["type"]], name
            known = [str(choice).lower() for choice in spec.get("choices", [])]
            if spec["type"] == "bool":
                known = known or ["true", "false"]
            else:
                # as what a choice is taken for, be it alone or in a list
                assert [yaml.safe_load(choice) for choice in choices] == choices, name
            assert set(choices) == set(known) or (question["type"] == "multiselect" and not known), name
        else:
            assert any(name in runs_playbook(each) for each in jobs), f"no role and no playbook has {name}"
        # AWX leaves out a default that is no valid answer, and then doesn't start the job where it is required.
        default = question.get("default")
        if question["type"] == "multiselect":
            # AWX never takes one for an answer
            assert not question["required"]
            assert default == ""
        elif question["type"] == "multiplechoice":
            assert default in {*choices, ""}
        elif question["type"] == "integer":
            assert question["min"] <= default <= question["max"]
            assert default == options[name]["default"]
        else:
            assert question["min"] <= len(default) <= question["max"] or default == ""


def test_what_can_be_fixed_is_offered(installed, monkeypatch):
    monkeypatch.syspath_prepend(str(installed))
    module = importlib.import_module("ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.hardening")
    fixable = sorted(check.id for check in module.CHECKS if check.fixable)
    for each in TEMPLATES:
        if job(each) == "hardening":
            assert asked_by(each)["akuvox_hardening_fix"]["choices"] == fixable


def step_links(workflow):
    """The links of each step."""
    steps = {step["identifier"]: step for step in workflow["simplified_workflow_nodes"]}
    assert len(steps) == len(workflow["simplified_workflow_nodes"])
    return {name: {link: step.get(link, []) for link in LINKS} for name, step in steps.items()}, steps


@pytest.mark.parametrize("workflow", ROLLOUTS, ids=lambda workflow: workflow["name"])
def test_a_rollout_never_passes_a_canary_that_failed_and_ends_failed_then(workflow):
    links, steps = step_links(workflow)
    after = {name: {step for steps in each.values() for step in steps} for name, each in links.items()}
    assert set().union(*after.values()) <= set(steps)
    order = list(TopologicalSorter(_turned(after)).static_order())
    assert order[0] == "count"
    # what goes wrong leads to the report and the end, or to somebody who decides
    ends = {name: set(each["failure_nodes"]) for name, each in links.items()}
    assert {name: each for name, each in ends.items() if each != {"report_failed"}} == {
        "count": set(), "precheck": {"precheck_failed"}, "backup": {"backup_failed"},
        "report": set(), "report_failed": set(), "end": set(),
    }  # fmt: skip
    assert {name: each["always_nodes"] for name, each in links.items() if each["always_nodes"]} == {
        "report_failed": ["end"]
    }
    assert after["report"] == after["end"] == set()
    assert template(steps["end"]["unified_job_template"])["playbook"] == "failed.yml"
    assert links["canary"]["success_nodes"] == ["approval"]
    assert links["approval"]["success_nodes"] == ["waves"]
    assert [name for name in steps if "waves" in after[name]] == ["approval"]
    assert reached(after, ["count"]) == set(steps)


def _turned(after):
    """For each step, those before it."""
    return {name: {other for other in after if name in after[other]} for name in after}


def reached(after, names):
    """All steps that can come after some, with them."""
    found = set()
    while names:
        found |= set(names)
        names = set().union(*(after[name] for name in names)) - found
    return found


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow["name"])
def test_what_a_step_sets_its_template_takes(workflow):
    _links, steps = step_links(workflow)
    # It would take the place of the canary's, and all doors would be canaries.
    assert workflow["ask_limit_on_launch"] is False
    for step in steps.values():
        if "approval_node" in step:
            assert step["approval_node"]["timeout"] > 0
            continue
        runs = template(step["unified_job_template"])
        if workflow in ROLLOUTS and job(runs) not in {*HELPERS, "report"}:
            assert runs["extra_vars"]["akuvox_run_artifact"] is True, "the report would know nothing of it"
        answers = step.get("extra_data", {})
        assert refused_fields(runs, step) == {}
        assert refused_variables(runs, runs["survey_spec"], answers) == []
        assert answer_errors(questions(runs, runs["survey_spec"]), answers, missing=False) == []
        for name in answers:
            assert name not in asked_by(workflow), f"{step['identifier']}: the workflow's answer would win"
        # what is required would keep the step from starting
        given = {*answers, *asked_by(workflow)}
        assert {name for name, each in asked_by(runs).items() if each["required"]} <= given
        if runs["job_type"] == "run":
            assert ("limit" in step) == (step["identifier"] == "canary")


def test_no_address_is_a_real_one():
    text = json.dumps(CONFIG)
    assert "example.com" in text
    assert not [word for word in ("gmail", "slack.com", "redhat.com", ".local") if word in text]
