# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role hardening: verdicts on doors of all families, and fixes of those checks only that are named."""

from __future__ import annotations

import json

import pytest
from harness.emulator import DOORS, FAMILIES
from harness.families import doors as family_doors

DOOR, OTHER, THIRD = DOORS[:3]
ROLE = [
    {"name": "Harden", "ansible.builtin.import_role": {"name": "doorfleet.akuvox.hardening"}},
    {"name": "report", "ansible.builtin.debug": {"msg": "{{ hardening_report }}"}},
]
NAME = "doorfleet.akuvox.hardening : "
SETTING, AUTO = "Config.DoorSetting.", "Config.Autoprovision."
WEAK_PIN, GOOD_PIN, CODE, API_PASSWORD = "71717171", "47112893", "50617283", "httpapi"
SAMPLES = {"33333333", "66666666", "88888888"}
SECRETS = {WEAK_PIN, GOOD_PIN, CODE, *SAMPLES}
FIXABLE = [
    *("action_url_idle", "autoprovision", "capture_running", "cloud_redirect_http", "log_debug"),
    *("ntp_off", "public_codes_sample", "relay_url"),
]
# What a door is brought to that fails them all, and what the fixes make of it.
LOOSE = {
    "Config.Features.ACTIONURL.Enable": "1",
    SETTING + "RELAY.HttpTrig": "1",
    SETTING + "RELAY.UserName": "relay",
    AUTO + "PNP.Enable": "1",
    AUTO + "MODE.Mode": "3",
    "Config.Settings.LOGLEVEL.Level": "7",
    "Config.Settings.SNTP.Enable": "0",
    SETTING + "PASSWORD.PublicKey2": CODE,
}
URLS = {
    "Config.Features.ACTIONURL.Enable": "1",
    "Config.Features.ACTIONURL.TamperAlarmTriggered": "http://192.0.2.5:5000/x",
}
FIXED = {
    "Config.Features.ACTIONURL.Enable": "0",
    SETTING + "RELAY.HttpTrig": "0",
    AUTO + "PNP.Enable": "0",
    AUTO + "MODE.Mode": "0",
    "Config.Settings.LOGLEVEL.Level": "6",
    "Config.Settings.SNTP.Enable": "1",
    SETTING + "CLOUDSERVER.RpsEnable": "0",
    SETTING + "PASSWORD.PublicKey1": "",
    SETTING + "PASSWORD.PublicKey3": "",
}


@pytest.fixture
def harden(play, fleet, closed_port):
    """``harden(doors, variables, *arguments, expect=0)``: run the role on doors, given as names or as hosts.

    Plain HTTP is looked for at a port of this machine on which nothing answers.
    """

    def run(doors, variables=None, *arguments, expect=0, before=(), **more):
        hosts = doors if isinstance(doors, dict) else family_doors(fleet, *doors)
        given = {"akuvox_hardening_http_port": closed_port, **(variables or {})}
        return play([*before, *ROLE], hosts, *arguments, variables=given, secrets=SECRETS, expect=expect, **more)

    return run


START = {"name": "capture", "doorfleet.akuvox.akuvox_pcap": {"state": "started", "type": "manual"}}


def loosen(fleet, *doors):
    """Doors that fail all that can be fixed, but for the capture."""
    for door in doors:
        fleet.put_config(door, **LOOSE)
        fleet.put(
            door,
            user=[
                {"ID": "1", "UserID": "1001", "Name": "Kim", "PrivatePIN": WEAK_PIN},
                {"ID": "2", "UserID": "1002", "Name": "Alex", "PrivatePIN": GOOD_PIN},
            ],
        )


def rows(done, door):
    return {row["id"]: row for row in done.outcome(door, "report")["msg"]["checks"]}


def verdicts(done, door):
    return {name: row["verdict"] for name, row in rows(done, door).items()}


def failed(done, door):
    return {name for name, verdict in verdicts(done, door).items() if verdict == "fail"}


def changed(done):
    return {host for host, recap in done.recap.items() if recap["changed"]}


@pytest.mark.one_core
def test_doors_of_all_families_are_judged_and_left_alone(harden, fleet):
    """Each with what is said of it, beside what all have from the factory."""
    fleet.patch(OTHER, auth="none")
    fleet.patch(THIRD, auth="whitelist", whitelist=["127.0.0.1"])
    fleet.patch(DOORS[3], username="admin", password=API_PASSWORD)
    fleet.patch("x912-1", auth="basic")
    for door in (THIRD, DOORS[3]):
        fleet.put_config(door, **URLS)
    fleet.put("masking-1", privatekey=[{"ID": "1", "Name": "Cleaning", "Code": CODE, "DoorNum": "1"}])
    loosen(fleet, DOOR)
    hosts = family_doors(
        fleet, *DOORS[:4], "tls-1", "tls-2", "forced-1", "masking-1", *(f"{family}-1" for family in FAMILIES)
    )
    hosts[OTHER]["akuvox_auth"] = "none"
    hosts[DOORS[3]].update(akuvox_username="admin", akuvox_password=API_PASSWORD)
    # Both call a host of the network, which is foreign where others are named.
    hosts[THIRD]["akuvox_hardening_url_hosts"] = ["events.example.com"]
    hosts[DOORS[3]]["akuvox_hardening_url_hosts"] = ["events.example.com", "192.0.2.5"]
    hosts["x912-1"]["akuvox_auth"] = "basic"
    hosts["tls-2"].update(akuvox_hardening_http_port=fleet.devices[DOOR]["port"], ansible_host="localhost")
    hosts["forced-1"]["akuvox_hardening_http_port"] = fleet.devices["forced-1"]["http_port"]
    before = {door: fleet.state(door)["config"] for door in hosts}

    done = harden(hosts, None, "-vvv")
    assert changed(done) == set()
    assert [door for door in hosts if fleet.writes(door)] == []
    assert {door: fleet.state(door)["config"] for door in hosts} == before

    factory = {"web_default_login", "public_codes_sample", "cloud_redirect_http", "autoprovision"}
    over_http, over_tls = {*factory, "plain_http"}, {*factory, "tls_certificate_self_signed"}
    expected = {
        DOOR: {*over_http, "relay_url", "pin_policy", "log_debug", "ntp_off", "action_url_idle"},
        OTHER: {*over_http, "api_no_login"},
        THIRD: {*over_http, "api_whitelist_only", "action_url_foreign"},
        DOORS[3]: {*over_http, "api_default_login"},
        "tls-1": over_tls,
        "tls-2": {*over_tls, "plain_http"},
        "forced-1": over_tls,
        "masking-1": over_http - {"public_codes_sample"},
        "x912-1": {*over_http, "api_basic_http"},
        "e16c-1": over_tls,
        "it83-1": {"plain_http"},
        "s532-1": over_http,
    }
    expected.update({door: over_http for door in hosts if door not in expected})
    assert {door: failed(done, door) for door in hosts} == expected
    assert {name for name, verdict in verdicts(done, "masking-1").items() if verdict == "not_testable"} == {
        "public_codes_sample",
        "pin_policy",
    }
    assert verdicts(done, DOORS[3])["action_url_foreign"] == "pass"
    assert verdicts(done, "tls-1")["plain_http"] == verdicts(done, "forced-1")["plain_http"] == "pass"
    assert set(verdicts(done, "it83-1").values()) == {"fail", "not_testable", "not_applicable"}
    assert rows(done, DOOR)["pin_policy"]["evidence"] == (
        "1 of 2 PINs and codes break the policy: user_id 1001 is the same one or two digits over and over"
    )


def test_what_is_named_is_fixed_and_nothing_else(harden, fleet):
    loosen(fleet, DOOR, OTHER, "e16c-1")
    before = {door: fleet.state(door)["config"] for door in (DOOR, OTHER, "e16c-1")}
    hosts = family_doors(fleet, DOOR, OTHER, "e16c-1")
    hosts[OTHER]["akuvox_hardening_fix"] = ["log_debug"]
    variables = {"akuvox_hardening_fix": FIXABLE}
    predicted = harden(hosts, variables, "--check", "--diff", before=[{**START, "check_mode": False}])
    tasks = {f"{NAME}{task}": task for task in ("Change settings", "Close the relays to URLs", "Lower the log level")}
    assert {door: fleet.state(door)["config"] for door in hosts} == before

    first = harden(hosts, variables, "--diff")
    assert changed(first) == changed(predicted) == set(hosts)
    for task in tasks:
        for door in (DOOR, "e16c-1"):
            told, real = predicted.outcome(door, task), first.outcome(door, task)
            assert told["changed"]
            assert (told["updated"], told["diff"]) == (real["updated"], real["diff"])
    assert predicted.outcome(DOOR, f"{NAME}Stop the packet capture")["changed"]
    for door in (DOOR, "e16c-1"):
        assert fleet.state(door)["config"] == {**before[door], **FIXED}
        assert not set(FIXABLE) & failed(first, door)
        assert "pin_policy" in failed(first, door)
    assert fleet.state(OTHER)["config"] == {**before[OTHER], "Config.Settings.LOGLEVEL.Level": "6"}
    assert failed(first, OTHER) & set(FIXABLE) == set(FIXABLE) - {"log_debug"}
    for door in hosts:
        fleet.forget_requests(door)

    second = harden(hosts, variables)
    assert changed(second) == set()
    assert [door for door in hosts if fleet.writes(door)] == []


def test_a_second_use_in_the_same_run_leaves_no_result_of_the_first(harden, fleet):
    """What the summary is made of, which would say that the second one has changed something."""
    loosen(fleet, DOOR)
    done = harden([DOOR], before=[{**ROLE[0], "vars": {"akuvox_hardening_fix": ["log_debug", "autoprovision"]}}])
    results = [
        row for row in done.results(DOOR) if row["task"] in (f"{NAME}Change settings", f"{NAME}Lower the log level")
    ]
    assert [row["event"] for row in results] == ["ok", "ok", "skipped", "skipped"]


@pytest.mark.one_core
def test_doors_that_fail_say_why_and_what_they_were_found_to_be(harden, fleet, closed_port):
    """One that refuses, one that keeps nothing, one that loses its answer, one with another login, one that is off."""
    loosen(fleet, *DOORS[:5])
    write = {"target": "config", "action": "set"}
    fleet.set_fault(DOORS[0], "status", status=500, times=-1, **write)
    fleet.set_fault(DOORS[1], "silent_drop", times=-1, **write)
    fleet.set_fault(DOORS[2], "cut_after", **write)
    hosts = family_doors(fleet, *DOORS[:5])
    hosts[DOORS[3]]["akuvox_password"] = "wr0ng/pass+word"
    hosts[DOORS[4]]["akuvox_port"] = closed_port
    variables = {"akuvox_hardening_fix": ["autoprovision", "log_debug"], "akuvox_retries": 0}
    done = harden(hosts, variables, expect=None)
    settings = f"{NAME}Change settings"
    assert "HTTP 500" in done.message(DOORS[0], settings)
    assert "did not keep" in done.message(DOORS[1], settings)
    assert done.outcome(DOORS[2], settings)["changed"]
    assert not {"autoprovision", "log_debug"} & failed(done, DOORS[2])
    assert "refused the login" in done.message(DOORS[3], f"{NAME}Check the door")
    assert done.outcome(DOORS[4], f"{NAME}Check the door")["event"] == "unreachable"
    for door in DOORS[:2]:
        found = done.outcome(door, f"{NAME}Note what was found")["ansible_facts"]["hardening_report"]
        assert "medium autoprovision" in found["summary"][0]
    assert {host for host, recap in done.recap.items() if recap["failures"]} == {*DOORS[:2], DOORS[3]}


CHECK = "Validating arguments against arg spec 'main' - Check how well doors are secured, with a score"
FIRST = "Check the door"
WRONG = {
    "unknown": ({"akuvox_hardening_fix": ["log_debugg"]}, ("fix[0]: must be one of", "log_debug", "relay_url"), FIRST),
    "no-fix": ({"akuvox_hardening_fix": ["log_debug", "api_no_login"]}, ("fix[1]: api_no_login has no fix of its own",
               "run the role api_credentials with akuvox_api_new_auth_mode: digest"), FIRST),
    "policy": ({"akuvox_pin_policy": {"min_length": 9}}, ("akuvox_pin_policy.min_length", "2 to 8"), FIRST),
    "member": ({"akuvox_pin_policy": {"length": 6}}, ("akuvox_pin_policy.length",), CHECK),
    "port": ({"akuvox_hardening_http_port": 0}, ("http_port: must be 1 to 65535",), FIRST),
    "list": ({"akuvox_hardening_fix": {"log_debug": True}}, ("akuvox_hardening_fix",), CHECK),
}  # fmt: skip


def test_wrong_variables_fail_by_name_before_anything_is_asked(harden, fleet):
    hosts = {case: fleet.host(DOOR, **variables) for case, (variables, _words, _task) in WRONG.items()}
    done = harden(hosts, None, expect=2)
    for case, (_variables, words, task) in WRONG.items():
        failure = done.outcome(case, NAME + task)
        assert failure["event"] == "failed"
        told = " ".join([failure["msg"], *failure.get("argument_errors", ())])
        assert [word for word in words if word not in told] == [], (case, told)
    assert fleet.requests(DOOR) == []


def test_the_playbook_ends_with_the_scores(play, fleet, closed_port, tmp_path):
    loosen(fleet, OTHER)
    hosts = fleet.hosts(DOOR, OTHER, THIRD)
    hosts[THIRD].update(akuvox_port=closed_port, akuvox_retries=0)
    given = {"akuvox_run_dir": str(tmp_path / "runs"), "akuvox_hardening_fix": ["relay_url"]}
    playbook = [{"import_playbook": "doorfleet.akuvox.hardening"}]
    arguments = ("-e", "akuvox_hosts=doors")
    done = play(None, hosts, *arguments, variables=given, playbook=playbook, secrets=SECRETS, expect=4)
    told = {event["task"]: event["result"].get("msg") for event in done.events}
    first, silent, *scores, fleet_score, again = told["Sum up"]
    assert first == "3 doors: 1 ok, 1 changed, 0 failed, 1 unreachable"
    assert silent.startswith(f"unreachable {THIRD}: ")
    assert [line.split(" ")[:2] for line in scores] == [[f"{DOOR}:", "score"], [f"{OTHER}:", "score"]]
    assert "relay_url" not in scores[1]
    (run,) = (tmp_path / "runs").iterdir()
    reports = {name: door["report"] for name, door in json.loads(run.read_text(encoding="utf-8"))["doors"].items()}
    assert {name: set(report) for name, report in reports.items()} == {
        DOOR: {"score", "tested", "failed", "checks", "readers", "summary"},
        OTHER: {"score", "tested", "failed", "checks", "readers", "summary"},
        THIRD: set(),
    }
    better, worse = reports[DOOR]["score"], reports[OTHER]["score"]
    assert worse < better < 100
    assert fleet_score == f"fleet score {(better + worse) // 2} (2 of 3 doors), worst: {OTHER} with {worse}"
    assert "akuvox_retry=hardening" in again


def test_a_vaulted_file_with_short_values_is_named_once(harden, player, fleet):
    """Not the values, and not a file with long ones or with single values that are encrypted."""
    texts = {
        "vault": "hold: 5\ncodes: ['4711', long/enough]\nenabled: true\n",
        "long": "vault_password: long/enough\n",
    }
    folder = player.folder / f"run-{player.count + 1}" / "group_vars" / "doors"
    folder.mkdir(parents=True)
    for name, text in texts.items():
        vaulted, key = player.encrypt(text, "of the vault")
        (folder / f"{name}.yml").write_text(str(vaulted), encoding="utf-8")
    single = player.encrypt("7", "of the vault")[0].replace("\n", "\n  ")
    (folder / "single.yml").write_text(f"single: !vault |\n  {single}\n", encoding="utf-8")
    done = harden([DOOR, OTHER], None, "--vault-password-file", key)
    (found,) = [event for event in done.events if "vaulted files" in event["task"] and event["event"] == "ok"]
    (text,) = found["result"]["msg"]
    assert "vault.yml' is encrypted as a whole and has short values: hold, codes[" in text
    assert "long.yml" not in done.printed
