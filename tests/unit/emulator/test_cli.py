# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: ready file, stopping, and errors that say what to put right."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import socket
import stat
import subprocess
import sys
import time

import pytest
from akuvox_emulator import profiles
from emulator_rig import Client

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = [sys.executable, str(ROOT / "extensions" / "emulator")]


def run(*arguments, **options):
    """Run the program to its end."""
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, timeout=120, check=False, **options)


def refused(capsys, *arguments):
    """Run the program in this process; it must end with status 2. Returns what it says."""
    from akuvox_emulator.cli import main

    try:
        status = main(list(arguments))
    except SystemExit as stop:
        status = stop.code
    assert status == 2
    return capsys.readouterr().err


@pytest.fixture
def serve(tmp_path):
    """Start the program and wait for its ready file; whatever still runs afterwards is killed."""
    running = []

    def start(*arguments):
        ready = tmp_path / f"ready-{len(running)}.json"
        process = subprocess.Popen(
            [*PROGRAM, "serve", "--ready-file", str(ready), "--lifetime", "300", *arguments], stderr=subprocess.PIPE
        )
        running.append(process)
        end = time.monotonic() + 60
        while not ready.exists():
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < end
            time.sleep(0.02)
        return process, ready

    yield start
    for process in running:
        process.kill()
        process.wait(60)
        process.stderr.close()


def free_pair():
    """Return a port that is free with its successor, below the range the system gives to others."""
    for port in range(20000, 30000, 2):
        try:
            with socket.socket() as first, socket.socket() as second:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
        except OSError:
            continue
        return port
    raise AssertionError("no two free ports in a row")


def test_ready_file_and_stop(serve):
    process, path = serve("--count", "3", "--name-prefix", "gate-", "--auth", "basic", "--password", "pw")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    ready = json.loads(path.read_text())
    assert ready["pid"] == process.pid
    assert ready["ca_file"] is None
    assert [device["name"] for device in ready["devices"]] == ["gate-001", "gate-002", "gate-003"]
    keys = {"name", "host", "port", "scheme", "mac", "model", "firmware", "profile", "fingerprint"}
    assert keys <= set(ready["devices"][0])
    client = Client("127.0.0.1", ready["devices"][2]["port"], "basic", password="pw")
    assert client.get("/api/system/info").json()["data"]["Status"]["MAC"] == ready["devices"][2]["mac"]
    assert Client("127.0.0.1", int(ready["admin"].rpartition(":")[2])).get("/health").json()["devices"] == 3
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert not path.exists()


def test_sigint_removes_the_certificate(serve):
    process, path = serve("--tls")
    ready = json.loads(path.read_text())
    assert pathlib.Path(ready["ca_file"]).exists()
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert not pathlib.Path(ready["ca_file"]).parent.exists()


def test_ports_in_a_row(serve):
    base = free_pair()
    path = serve("--count", "2", "--base-port", str(base))[1]
    assert [device["port"] for device in json.loads(path.read_text())["devices"]] == [base, base + 1]


@pytest.mark.parametrize("option", ["--base-port", "--admin-port"])
def test_port_in_use(option, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port}" in refused(capsys, "serve", option, str(port))


def test_lifetime():
    start = time.monotonic()
    result = run("serve", "--lifetime", "0.3")
    assert result.returncode == 0
    # A slow machine takes long to start a process; without the option it would never end.
    assert time.monotonic() - start < 60


def test_ends_with_its_parent(serve):
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = serve("--exit-with-parent-pid", str(parent.pid))[0]
    parent.communicate(b"\n")
    assert process.wait(60) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serve", "--host", "0.0.0.0"], "must be a loopback address such as 127.0.0.1"),
        (["serve", "--host", "192.0.2.1"], "must be a loopback address"),
        (["serve", "--base-port", "70000"], "must be a port number 0-65535"),
        (["serve", "--base-port", "http"], "must be a number"),
        (["serve", "--base-port", "65535", "--count", "2"], "leaves no room for 2 devices"),
        (["serve", "--name-prefix", "a door "], "must be of letters, digits"),
        (["serve", "--count", "0"], "must be 1 to 5000"),
        (["serve", "--profile", "none"], "known profiles: manual"),
        (["serve", "--auth", "magic"], "invalid choice"),
        (["serve", "--reboot-seconds", "-1"], "must be seconds from 0"),
        (["serve", "--fleet", "/nonexistent/fleet.yml"], "/nonexistent/fleet.yml"),
        (["serve", "--ready-file", "/nonexistent/ready.json"], "/nonexistent/"),
        ([], "command"),
    ],
)
def test_errors(arguments, words, capsys):
    assert words in refused(capsys, *arguments)


FLEET = """
defaults:
  auth: basic
  password: fleet-pw
devices:
  - name: lobby
    state:
      user:
        - {UserID: "1", Name: Ada, PrivatePIN: "0042"}
      config:
        Config.DoorSetting.RELAY.NameA: Gate
  - name: garage
    auth: none
    model: X916
    firmware: 916.30.10.114
    profile_overrides: {page_size: 10}
"""


def test_fleet_file(serve, tmp_path):
    path = tmp_path / "fleet.yml"
    path.write_text(FLEET)
    ready = serve("--fleet", str(path))[1]
    lobby, garage = json.loads(ready.read_text())["devices"]
    assert (lobby["model"], garage["model"], garage["firmware"]) == ("R29", "X916", "916.30.10.114")
    client = Client("127.0.0.1", lobby["port"], "basic", password="fleet-pw")
    assert client.call("user", "get")["data"]["item"][0]["PrivatePIN"] == "0042"
    config = client.call("config", "get")["data"]
    assert config["Config.DoorSetting.RELAY.NameA"] == "Gate"
    assert len(config) > 300
    assert Client("127.0.0.1", garage["port"]).get("/api/user/get?page=1").json()["data"]["curPageNum"] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("devices: [", "is not valid YAML"),
        ("devices: []", "at least one device"),
        ("- x", "needs 'devices'"),
        ("fleet: 1\ndevices: [{name: a}]", "unknown member 'fleet'; allowed: defaults, devices"),
        ("devices: [{port: 1}]", "devices[0] needs a 'name'"),
        ("devices: [{name: a}, {name: a}]", "devices[1]: the name 'a' is there twice"),
        ("devices: [{name: a, port: 8001}, {name: b, port: 8001}]", "devices[1]: port 8001 is there twice"),
        ("devices: [{name: a, pasword: x}]", "devices[0]: unknown member 'pasword'; allowed: name"),
        ("devices: [{name: a, password: 1234}]", "devices[0].password: must be a string, not 1234; put it in quotes"),
        ("devices: [{name: a, profile: r2d2}]", "devices[0].profile: there is no profile 'r2d2'"),
        ("devices: [{name: a, profile_overrides: {page: 1}}]", "profile_overrides: a profile has no field 'page'"),
        ("devices: [{name: a, state: {user: [{PrivatePIN: 42}]}}]", "devices[0]: state.user[0].PrivatePIN must be"),
        ("defaults: {port: 1}\ndevices: [{name: a}]", "name and port belong to each device"),
        ("devices: [{name: a, host: 192.0.2.1}]", "devices[0].host: must be a loopback address"),
    ],
)
def test_bad_fleet_files(tmp_path, capsys, text, words):
    path = tmp_path / "fleet.yml"
    path.write_text(text)
    said = refused(capsys, "serve", "--fleet", str(path))
    assert words in said
    assert str(path) in said


def test_profiles_version_help():
    lines = run("profiles").stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines] == list(profiles.PROFILES)
    assert "emulator" in run("--version").stdout
    text = run("serve", "--help").stdout
    for option in ("--fleet", "--exit-with-parent-pid", "--reboot-seconds", "--request-interval"):
        assert option in text


def test_missing_package_is_named(tmp_path):
    (tmp_path / "aiohttp.py").write_text("raise ImportError('No module', name='aiohttp')\n")
    result = run("profiles", env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert result.returncode == 2
    assert "'aiohttp', which is not installed" in result.stderr
    assert "-m pip install -r" in result.stderr
