# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doors that cannot be reached or entered: a message for each reason, and the other doors go on."""

from __future__ import annotations

import pytest
from harness.emulator import PASSWORD

INFO = {"name": "info", "doorfleet.akuvox.akuvox_info": {}}
WRONG = "wr0ng/pass+word"
STRANGER = "AA:" * 31 + "AA"
# What a task returns as reachability for each of them.
VERDICTS = {
    "wrong-password": "bad_credentials",
    "api-off": "api_disabled_or_not_whitelisted",
    "not-on-whitelist": "api_disabled_or_not_whitelisted",
    "wants-digest-1": "auth_mode_mismatch",
    "wants-digest-2": "auth_mode_mismatch",
    "wants-basic": "auth_mode_mismatch",
    "wrong-port": "offline",
    "switched-off": "offline",
    "mute": "offline",
    "unknown-name": "offline",
    "tls-to-a-plain-port": "not_an_akuvox",
    "unknown-certificate": "tls_untrusted",
    "another-certificate": "tls_untrusted",
    "plain-to-a-tls-port": "offline",
    "https-forced": "https_only",
}

# One of each class: refused, unreachable, without an answer, TLS.
ON_A_BASTION = ("wrong-password", "switched-off", "mute", "unknown-certificate")


def failing_doors(fleet, closed_port, mute_port):
    """Host -> its variables, its event, and the message that its user reads."""
    http = [f"http://127.0.0.1:{fleet.devices[f'door-{number:02d}']['port']}" for number in range(13) if number]
    tls, forced = fleet.devices["tls-1"]["port"], fleet.devices["forced-1"]["http_port"]
    url = "GET {}/api/system/info: "
    return {
        "wrong-password": (
            fleet.host("door-01", akuvox_password=WRONG),
            "failed",
            url.format(http[0]) + "the device refused the login of user 'fleetapi' (HTTP 401). Check akuvox_username "
            "and akuvox_password: they are those of the HTTP API (Intercom > HTTP API), not of the web interface",
        ),
        "api-off": (
            fleet.host("door-02"),
            "failed",
            url.format(http[1]) + "the device forbids access (HTTP 403). Either its HTTP API is switched off, or this "
            "controller's address is not on its whitelist: see Intercom > HTTP API in its web interface",
        ),
        "not-on-whitelist": (
            fleet.host("door-03"),
            "failed",
            url.format(http[2]) + "the device forbids access (HTTP 403). Either its HTTP API is switched off, or this "
            "controller's address is not on its whitelist: see Intercom > HTTP API in its web interface",
        ),
        "wants-digest-1": (
            fleet.host("door-04", akuvox_auth="basic"),
            "failed",
            url.format(http[3]) + "the device offers digest login, not basic. Set akuvox_auth: digest",
        ),
        "wants-digest-2": (
            fleet.host("door-05", akuvox_auth="none"),
            "failed",
            url.format(http[4])
            + "the device wants a login (HTTP 401). Set akuvox_auth: digest with akuvox_username and akuvox_password",
        ),
        "wants-basic": (
            fleet.host("door-06"),
            "failed",
            url.format(http[5]) + "the device offers basic login, not digest. Set akuvox_auth: basic",
        ),
        "wrong-port": (
            fleet.host("door-07", akuvox_port=closed_port),
            "unreachable",
            url.format(f"http://127.0.0.1:{closed_port}")
            + "connection refused, nothing listens on this port. Check akuvox_port and akuvox_use_ssl",
        ),
        "switched-off": (
            fleet.host("door-08"),
            "unreachable",
            url.format(http[7])
            + "connection refused, nothing listens on this port. Check akuvox_port and akuvox_use_ssl",
        ),
        "mute": (
            fleet.host("door-09", akuvox_port=mute_port, akuvox_timeout=0.5),
            "unreachable",
            url.format(f"http://127.0.0.1:{mute_port}") + "no answer within 0.5 s (akuvox_timeout). "
            "If the device speaks HTTPS on this port, set akuvox_use_ssl: true",
        ),
        "unknown-name": (
            fleet.host("door-10", ansible_host="door.invalid"),
            "unreachable",
            url.format(f"http://door.invalid:{fleet.devices['door-10']['port']}")
            + "the host name is not known. Check ansible_host or akuvox_host",
        ),
        "tls-to-a-plain-port": (
            fleet.host("door-11", akuvox_use_ssl=True),
            "failed",
            url.format(http[10].replace("http:", "https:"))
            + "this port does not speak TLS. Use the device's HTTPS port, or akuvox_use_ssl: false for plain HTTP",
        ),
        "unknown-certificate": (
            fleet.host("tls-1"),
            "failed",
            url.format(f"https://127.0.0.1:{tls}")
            + "its certificate is not trusted here. Set akuvox_ca_path to the CA that signed it, or pin it with "
            "akuvox_ssl_fingerprint; akuvox_validate_certs: false gives up the protection",
        ),
        "another-certificate": (
            fleet.host("tls-1", akuvox_ssl_fingerprint=STRANGER),
            "failed",
            url.format(f"https://127.0.0.1:{tls}")
            + "its certificate is not the pinned one. If it was replaced on purpose, set akuvox_ssl_fingerprint to the "
            "new one",
        ),
        "plain-to-a-tls-port": (
            fleet.host("tls-1", akuvox_use_ssl=False),
            "unreachable",
            url.format(f"http://127.0.0.1:{tls}") + "the connection broke off before the answer was complete. "
            "If the device speaks HTTPS on this port, set akuvox_use_ssl: true",
        ),
        "https-forced": (
            fleet.host("forced-1", akuvox_port=forced, akuvox_use_ssl=False),
            "failed",
            url.format(f"http://127.0.0.1:{forced}")
            + "the device only answers over HTTPS. Set akuvox_use_ssl: true (and akuvox_port if it is not 443)",
        ),
    }


@pytest.mark.parametrize("delegate", [None, pytest.param("bastion-1", marks=pytest.mark.one_core)])
def test_each_reason_has_its_message_and_the_other_doors_go_on(play, fleet, closed_port, mute_port, delegate):
    doors = failing_doors(fleet, closed_port, mute_port)
    if delegate:
        doors = {name: doors[name] for name in ON_A_BASTION}
    fleet.patch("door-02", api_enabled=False)
    fleet.patch("door-03", auth="whitelist", whitelist=["192.0.2.99"])
    fleet.patch("door-06", auth="basic")
    fleet.patch("door-08", online=False)
    hosts = {name: variables for name, (variables, _unused, _unused) in doors.items()}
    tasks = [
        dict(INFO, **({"delegate_to": delegate} if delegate else {})),
        {"name": "next", "ansible.builtin.debug": {"msg": "goes on"}},
    ]
    done = play(
        tasks,
        {**hosts, "good": fleet.host("door-12")},
        "-vvvv",
        variables={"akuvox_retries": 0},
        secrets={WRONG},
        others={"bastion-1": {"ansible_connection": "elsewhere"}},
        expect=4,
    )
    told = {name: (done.outcomes(name)[0]["event"], done.outcomes(name)[0]["msg"]) for name in doors}
    assert told == {name: (event, message) for name, (_unused, event, message) in doors.items()}
    assert {name: done.outcomes(name)[0]["reachability"] for name in doors} == {name: VERDICTS[name] for name in doors}
    assert done.outcome("good", "next")["event"] == "ok"
    for name, (_unused, event, _unused) in doors.items():
        assert (done.recap[name]["unreachable"], done.recap[name]["failures"]) == (
            (1, 0) if event == "unreachable" else (0, 1)
        )
    # a device that asks for basic login has not been given the password
    assert not any(entry["authorized"] for name in ("door-04", "door-05", "door-06") for entry in fleet.requests(name))
    assert PASSWORD not in done.output


@pytest.mark.one_core
def test_a_look_fails_for_nobody_and_says_the_same(play, fleet, closed_port, mute_port):
    doors = failing_doors(fleet, closed_port, mute_port)
    fleet.patch("door-02", api_enabled=False)
    fleet.patch("door-03", auth="whitelist", whitelist=["192.0.2.99"])
    fleet.patch("door-06", auth="basic")
    fleet.patch("door-08", online=False)
    hosts = {name: variables for name, (variables, _unused, _unused) in doors.items()}
    nobody = {"akuvox_username": None, "akuvox_password": None}
    more = {
        "good": fleet.host("door-12"),
        "no-login": fleet.host("door-12", **nobody),
        "broken-basic": fleet.host("x916-1", akuvox_auth="basic"),
    }
    fleet.patch("x916-1", auth="basic")
    look = {"name": "look", "doorfleet.akuvox.akuvox_info": {"gather": ["status", "reachability"]}}
    done = play([look], {**hosts, **more}, "-vvvv", variables={"akuvox_retries": 0}, secrets={WRONG})
    found = {name: done.outcome(name)["akuvox"] for name in (*hosts, *more)}
    verdicts = {**VERDICTS, "good": "ok", "no-login": "bad_credentials", "broken-basic": "auth_mode_mismatch"}
    assert {name: seen["reachability"]["verdict"] for name, seen in found.items()} == verdicts
    for name, (_unused, _unused, message) in doors.items():
        assert found[name]["reachability"]["message"] == message
        assert set(found[name]) == {"reachability"}
    assert set(found["good"]) == {"reachability", "status"}
    assert (found["good"]["reachability"]["model"], found["good"]["reachability"]["message"]) == ("R29", "")


@pytest.mark.one_core
def test_a_door_that_cuts_whoever_asks_too_fast_is_throttled(play, fleet):
    fleet.patch("door-01", request_interval=30)
    done = play([INFO], fleet.hosts("door-01", akuvox_retries=0), expect=4)
    assert done.outcome("door-01")["reachability"] == "throttled"
    assert "akuvox_request_interval" in done.message("door-01")


@pytest.mark.one_core
def test_a_login_is_tried_once(play, fleet):
    """A device may lock the account after some wrong logins."""
    play([INFO], fleet.hosts("door-01", akuvox_password=WRONG), secrets={WRONG}, expect=2)
    assert [entry["status"] for entry in fleet.requests("door-01")] == [401, 401]


@pytest.mark.one_core
def test_ways_to_log_in(play, fleet):
    fleet.patch("door-01", auth="basic")
    fleet.patch("door-02", auth="none")
    fleet.patch("door-03", auth="none")
    fleet.patch("door-04", auth="basic+digest")
    fleet.patch("door-05", auth="whitelist", whitelist=["127.0.0.1"])
    hosts = {
        **fleet.hosts("door-01", akuvox_auth="basic"),
        **fleet.hosts("door-02", "door-05", akuvox_auth="none", akuvox_password=None, akuvox_username=None),
        **fleet.hosts("door-03", "door-04"),
    }
    done = play([INFO], hosts)
    assert {name: done.outcome(name)["akuvox"]["system"]["model"] for name in hosts} == dict.fromkeys(hosts, "R29")


def test_tls(play, fleet, tmp_path):
    fingerprint = fleet.devices["tls-1"]["fingerprint"]
    folder = tmp_path / "empty"
    folder.mkdir()
    hosts = {
        "by-ca": fleet.host("tls-1", akuvox_ca_path=fleet.ca_file),
        "by-pin": fleet.host("tls-1", akuvox_ssl_fingerprint=fingerprint),
        "by-bare-pin": fleet.host("tls-2", akuvox_ssl_fingerprint=fingerprint.replace(":", "").lower()),
        "unchecked": fleet.host("tls-2", akuvox_validate_certs=False),
        "legacy": fleet.host("tls-2", akuvox_ca_path=fleet.ca_file, akuvox_legacy_tls=True),
        "by-name": fleet.host("tls-1", ansible_host="localhost", akuvox_ca_path=fleet.ca_file),
        "forced": fleet.host("forced-1", akuvox_ca_path=fleet.ca_file),
    }
    bad = {
        "no-file": fleet.host("tls-1", akuvox_ca_path=str(tmp_path / "missing.pem")),
        "empty-folder": fleet.host("tls-1", akuvox_ca_path=str(folder)),
        # the pin decides, even where checking is switched off
        "wrong-pin": fleet.host("tls-1", akuvox_ssl_fingerprint=STRANGER, akuvox_validate_certs=False),
    }
    tasks = [INFO, {"name": "write", "doorfleet.akuvox.akuvox_config": {"settings": {LOCATION: "Pier 7"}}}]
    done = play(tasks, {**hosts, **bad}, play={"strategy": "free"}, expect=2)
    assert {name: done.recap[name]["ok"] for name in hosts} == dict.fromkeys(hosts, 2), done.end
    assert done.message("no-file").startswith("ca_path: no CA certificate could be read from '")
    assert "its certificate is not trusted here" in done.message("empty-folder")
    assert "its certificate is not the pinned one" in done.message("wrong-pin")
    assert fleet.state("forced-1")["config"][LOCATION] == "Pier 7"


LOCATION = "Config.DoorSetting.DEVICENODE.Location"


@pytest.mark.one_core
def test_a_busy_device_is_asked_again(play, fleet):
    fleet.set_fault("door-01", "status", status=503, times=2)
    fleet.set_fault("door-02", "status", status=503, times=-1)
    done = play([INFO], fleet.hosts("door-01", "door-02", akuvox_retries=2), expect=4)
    assert done.outcome("door-01")["event"] == "ok"
    assert done.outcome("door-02")["event"] == "unreachable"
    assert "the device is too busy to answer (HTTP 503)" in done.message("door-02")


@pytest.mark.one_core
def test_a_stale_nonce_costs_one_request(play, fleet):
    """Digest nonces expire; the write is then sent again with the new one, and was not applied before."""
    fleet.set_fault("door-01", "stale_nonce", method="POST")
    play([{"name": "w", "doorfleet.akuvox.akuvox_config": {"settings": {LOCATION: "Pier 7"}}}], fleet.hosts("door-01"))
    assert fleet.state("door-01")["config"][LOCATION] == "Pier 7"
    assert [entry["status"] for entry in fleet.writes("door-01")] == [401, 200]


@pytest.mark.one_core
def test_pacing_keeps_its_distance(play, fleet):
    """The device cuts off whoever asks again within 50 ms; also from one task to the next."""
    fleet.patch("door-01", request_interval=0.05)
    tasks = [INFO, {**INFO, "name": "again"}, {**INFO, "name": "once more"}]
    play(tasks, fleet.hosts("door-01", akuvox_request_interval=0.3, akuvox_retries=0))
    assert not any(entry["fault"] for entry in fleet.requests("door-01"))
