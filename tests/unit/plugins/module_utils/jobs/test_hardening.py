# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each check of a door: when it passes, fails, can't be tested or doesn't apply, and what would mend it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.certificate import Certificate
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.assessment import (
    FAIL,
    NOT_APPLICABLE,
    NOT_TESTABLE,
    PASS,
    WEIGHTS,
    Facts,
    Missing,
    assess,
    scored,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.hardening import CHECKS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import pin_policy
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import encoded

SETTING = "Config.DoorSetting."
API, WEB, NTP = SETTING + "APIFCGI.", "Config.Settings.WEB_LOGIN.", "Config.Settings.SNTP."
CLOUD, CODES, AUTO = SETTING + "CLOUDSERVER.", SETTING + "PASSWORD.", "Config.Autoprovision."
URL, TAMPER = "Config.Features.ACTIONURL.", "Config.Features.ACTIONURL.TamperAlarmTriggered"
OLD_URL = {SETTING + "INPUT.HttpEnableA": "1", SETTING + "INPUT.ActionUrlA": "http://cam.example.net/?c=$code_value"}
NOW = datetime(2026, 6, 1, tzinfo=timezone.utc)
YEAR = timedelta(days=365)
STARS = "********"
GOOD_CONFIG = {
    API + "AuthMode": "4", API + "UserName": "fleet", API + "Password": "api/pass+word",
    WEB + "User": "admin", WEB + "Password": "web/pass+word",
    SETTING + "RELAY.HttpTrig": "0",
    CODES + "PublicKeyEnable": "1", CODES + "PublicKey1": "50617283", CODES + "PublicKey2": "",
    CLOUD + "RpsEnable": "1", CLOUD + "RpsServer": "https://rps.example.net/redirect?mac=",
    AUTO + "PNP.Enable": "0", AUTO + "MODE.Mode": "0",
    NTP + "Enable": "1", NTP + "NTPServer1": "ntp.example.net",
    "Config.Settings.LOGLEVEL.Level": "3",
    URL + "Enable": "1", URL + "TamperAlarmTriggered": "https://events.example.net/x?mac=$mac", URL + "HangUp": "",
    SETTING + "INPUT.ActionUrlA": "", SETTING + "INPUT.HttpEnableA": "0",
}  # fmt: skip
GOOD = Facts(
    config=GOOD_CONFIG,
    users=[{"UserID": "1001", "PrivatePIN": "04708153"}, {"UserID": "1002", "PrivatePIN": ""}],
    private_codes=[{"Name": "Cleaning", "Code": "60482917"}],
    capturing=False,
    http=308,
    certificate=Certificate(NOW - YEAR, NOW + YEAR, False, ("north.example.net",)),
    host="north.example.net",
    login=("digest", "fleet", "api/pass+word"),
    policy=pin_policy(None),
    now=NOW,
    url_hosts=("events.example.net", "192.0.2.5"),
)
GONE = Missing("the device does not have the function")


def config(changes):
    """A good door with other keys; None takes one away."""
    return replace(GOOD, config={key: text for key, text in {**GOOD_CONFIG, **changes}.items() if text is not None})


def finding(name, facts):
    return next(found for check, found in assess(CHECKS, facts).items() if check.id == name)


def test_a_good_door_passes_everything():
    assessed = scored(assess(CHECKS, GOOD))
    assert {row["id"]: row["verdict"] for row in assessed["checks"]} == {check.id: PASS for check in CHECKS}
    assert assessed["score"] == 100


def test_ids_are_unique_and_severities_known():
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    severities = [check.severity for check in CHECKS]
    assert sorted(severities, key=list(WEIGHTS).index) == severities, "worst first"
    assert all(check.fixable or check.advice for check in CHECKS)


SAMPLE = {CODES + "PublicKey1": "33333333", CODES + "PublicKey2": "50617283", CODES + "PublicKey3": "88888888"}
# Check, facts of a door that fails it, and what would mend it.
FAILING = [
    ("api_default_login", replace(GOOD, login=("digest", "admin", "httpapi")), {}),
    ("api_default_login", replace(GOOD, login=("basic", "admin", "admin"), config=GONE), {}),
    ("api_default_login", config({API + "AuthMode": "0", API + "UserName": "admin", API + "Password": "httpapi"}), {}),
    ("api_default_login",
     config({API + "AuthMode": "2", API + "UserName": "admin", API + "Password": encoded("httpapi")}), {}),
    ("api_no_login", config({API + "AuthMode": "0"}), {}),
    ("api_whitelist_only", config({API + "AuthMode": "2"}), {}),
    ("api_basic_http", replace(config({API + "AuthMode": "1"}), http=200), {}),
    ("api_basic_http", replace(config({API + "AuthMode": "5"}), http=401), {}),
    ("web_default_login", config({WEB + "Password": "admin"}), {}),
    ("web_default_login", config({WEB + "Password": encoded("admin")}), {}),
    ("web_default_login", config({WEB + "User": None, WEB + "Password": "admin"}), {}),
    ("relay_url", config({SETTING + "RELAY.HttpTrig": "1"}), {"akuvox_relay": {"http_trigger": {"enabled": False}}}),
    ("public_codes_sample", config(SAMPLE),
     {"akuvox_config": {"settings": {CODES + "PublicKey1": "", CODES + "PublicKey3": ""}}}),
    ("pin_policy", replace(GOOD, users=[{"UserID": "1001", "PrivatePIN": "1001"}]), {}),
    ("pin_policy", replace(GOOD, users=GONE, private_codes=[{"Name": "Cleaning", "Code": "1234"}]), {}),
    ("pin_policy",
     replace(GOOD, users=[{"UserID": "1", "PrivatePIN": STARS}, {"UserID": "2", "PrivatePIN": "1111"}]), {}),
    ("pin_policy", replace(GOOD, policy=pin_policy({"forbidden": ["60482917"]})), {}),
    ("cloud_redirect_http", config({CLOUD + "RpsServer": "HTTP://rps.example.net"}),
     {"akuvox_config": {"settings": {CLOUD + "RpsEnable": "0"}}}),
    ("autoprovision", config({AUTO + "PNP.Enable": "1", AUTO + "MODE.Mode": "3"}),
     {"akuvox_config": {"settings": {AUTO + "PNP.Enable": "0", AUTO + "MODE.Mode": "0"}}}),
    ("autoprovision", config({AUTO + "PNP.Enable": None, AUTO + "MODE.Mode": "1"}),
     {"akuvox_config": {"settings": {AUTO + "MODE.Mode": "0"}}}),
    ("log_debug", config({"Config.Settings.LOGLEVEL.Level": "7"}), {"akuvox_log": {"level": "info"}}),
    ("capture_running", replace(GOOD, capturing=True), {"akuvox_pcap": {"state": "stopped"}}),
    ("ntp_off", config({NTP + "Enable": "0"}), {"akuvox_config": {"settings": {NTP + "Enable": "1"}}}),
    ("ntp_off", config({NTP + "NTPServer1": "", NTP + "NTPServer2": ""}), {}),
    ("action_url_foreign", config({TAMPER: "http://user:pass@other.example.net/path-of-it"}), {}),
    ("action_url_foreign", config(OLD_URL), {}),
    ("action_url_foreign", replace(config({TAMPER: "http://9.9.9.9:80/x"}), url_hosts=()), {}),
    ("action_url_clear", config({URL + "HangUp": "http://192.0.2.5/code=$code:x"}), {}),
    ("action_url_clear", config({TAMPER: "HTTP://192.0.2.5/x?who=$user_name"}), {}),
    ("action_url_clear", config(OLD_URL), {}),
    ("action_url_idle", config({TAMPER: ""}), {"akuvox_config": {"settings": {URL + "Enable": "0"}}}),
    ("plain_http", replace(GOOD, http=401), {}),
    ("plain_http", replace(GOOD, http=200, certificate=None), {}),
    ("tls_certificate_expired", replace(GOOD, now=NOW + 2 * YEAR), {}),
    ("tls_certificate_expired", replace(GOOD, now=NOW - 2 * YEAR), {}),
    ("tls_certificate_self_signed", replace(GOOD, certificate=replace(GOOD.certificate, self_issued=True)), {}),
    ("tls_certificate_name", replace(GOOD, host="192.0.2.7"), {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts", "fix"), FAILING)
def test_a_door_that_fails_says_what_would_mend_it(name, facts, fix):
    found = finding(name, facts)
    assert (found.verdict, found.fix) == (FAIL, fix)
    check = next(check for check in CHECKS if check.id == name)
    assert check.fixable or not fix
    assert fix or check.advice


def test_every_check_can_fail():
    assert {name for name, facts, fix in FAILING} == {check.id for check in CHECKS}


PASSING = [
    ("api_basic_http", replace(config({API + "AuthMode": "1"}), http=None)),
    ("api_basic_http", replace(GOOD, http=GONE)),
    ("public_codes_sample", config({**SAMPLE, CODES + "PublicKeyEnable": "0"})),
    ("cloud_redirect_http", config({CLOUD + "RpsEnable": "0", CLOUD + "RpsServer": "http://rps.example.net"})),
    ("pin_policy", replace(GOOD, users=[{"UserID": "1", "PrivatePIN": "no digits"}])),
    ("pin_policy", replace(GOOD, users=[{"UserID": "1", "PrivatePIN": "12"}],
                           policy=pin_policy({"min_length": 2, "allow_sequences": True}))),
    ("action_url_foreign", config({TAMPER: "http://other.example.net/x", URL + "Enable": "0"})),
    ("action_url_foreign", config({TAMPER: "http://192.0.2.5:5000/x"})),
    ("action_url_foreign", replace(config({TAMPER: ""}), url_hosts=())),
    ("action_url_clear", config({TAMPER: "https://events.example.net/?c=$code"})),
    ("action_url_clear", config({TAMPER: "http://events.example.net/?c=$codes"})),
    ("plain_http", replace(GOOD, http=None)),
    ("ntp_off", config({NTP + "NTPServer1": None})),
    ("log_debug", config({"Config.Settings.LOGLEVEL.Level": "6"})),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts"), PASSING)
def test_what_is_no_failure(name, facts):
    assert finding(name, facts).verdict == PASS


NOT_TESTED = [
    ("api_default_login", config({API + "AuthMode": "0", API + "Password": STARS}), NOT_TESTABLE),
    ("api_default_login", config({API + "AuthMode": "0", API + "Password": None}), NOT_APPLICABLE),
    ("api_no_login", config({API + "AuthMode": None}), NOT_APPLICABLE),
    ("api_basic_http", replace(config({API + "AuthMode": "1"}), http=GONE), NOT_TESTABLE),
    ("web_default_login", config({WEB + "Password": STARS}), NOT_TESTABLE),
    ("web_default_login", config({WEB + "Password": None}), NOT_APPLICABLE),
    ("relay_url", config({SETTING + "RELAY.HttpTrig": None}), NOT_APPLICABLE),
    ("public_codes_sample", config({CODES + "PublicKey1": STARS}), NOT_TESTABLE),
    ("public_codes_sample", config({CODES + "PublicKeyEnable": None}), NOT_APPLICABLE),
    ("pin_policy", replace(GOOD, users=[{"UserID": "1", "PrivatePIN": STARS}]), NOT_TESTABLE),
    ("pin_policy", replace(GOOD, users=GONE, private_codes=GONE), NOT_TESTABLE),
    ("action_url_foreign", replace(GOOD, url_hosts=()), NOT_TESTABLE),
    ("action_url_foreign", config({TAMPER: STARS}), NOT_TESTABLE),
    ("action_url_clear", config({key: None for key in GOOD_CONFIG if "URL" in key or "Url" in key}), NOT_APPLICABLE),
    ("action_url_idle", config({URL + "Enable": None}), NOT_APPLICABLE),
    ("capture_running", replace(GOOD, capturing=GONE), NOT_TESTABLE),
    ("plain_http", replace(GOOD, http=GONE), NOT_TESTABLE),
    ("tls_certificate_expired", replace(GOOD, certificate=GONE), NOT_TESTABLE),
    ("tls_certificate_name", replace(GOOD, certificate=None, http=200), NOT_APPLICABLE),
]


@pytest.mark.parametrize(("name", "facts", "verdict"), NOT_TESTED)
def test_what_cannot_be_told_is_no_pass(name, facts, verdict):
    assert finding(name, facts).verdict == verdict


def test_a_door_without_a_configuration_has_nothing_that_passes_by_it():
    facts = replace(GOOD, config=GONE, users=GONE, private_codes=GONE, capturing=GONE, http=200, certificate=None)
    verdicts = {check.id: found.verdict for check, found in assess(CHECKS, facts).items()}
    assert [name for name, verdict in verdicts.items() if verdict == PASS] == []
    assert [name for name, verdict in verdicts.items() if verdict == FAIL] == ["plain_http"]


def test_the_evidence_lists_some_people_and_no_secret():
    users = [{"UserID": str(number), "PrivatePIN": f"{number}" * 8} for number in range(1, 8)]
    urls = {TAMPER: "http://cam:cam-pass@198.51.100.9/c=$code?key=other-key", **OLD_URL}
    facts = replace(config({**SAMPLE, **urls, API + "AuthMode": "1"}), users=users, http=200)
    assessed = json.dumps(scored(assess(CHECKS, facts)))
    assert "7 of 8 PINs and codes break the policy: user_id 1 is the same one or two digits over and over" in assessed
    assert "user_id 5" in assessed
    assert "user_id 6" not in assessed
    assert "and 2 more" in assessed
    secrets = [
        *(user["PrivatePIN"] for user in users),
        *SAMPLE.values(),
        "api/pass+word",
        "web/pass+word",
        "60482917",
        "cam-pass",
        "other-key",
    ]
    assert [secret for secret in secrets if secret in assessed] == []
