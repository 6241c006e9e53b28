# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report becomes an emulated door that gives the same report when it is probed: of families nobody has seen too."""

from __future__ import annotations

import json

import pytest
import yaml
from akuvox_emulator import fleetfile
from akuvox_emulator.device import Spec
from contents import contents
from emulated import FAMILIES, running
from probe_report import ReportError, fleet, load, main, model_row

pytestmark = pytest.mark.one_core

UNKNOWN = {
    # a device of which no source knows anything
    "name": "unknown",
    "model": "Q77X",
    "firmware": "770.1.2.3",
    "profile_overrides": {
        "hardware": "77.0",
        "realm": "HTTP API",
        "routing": "body",
        "extensions": ["schedule/get", "schedule/add", "schedule/set", "schedule/del"],
        "missing": ["rfkey", "calllog", "input/status"],
        "closed_paths": ["user/add", "schedule/add", "schedule/del"],
        "statuses": {"pcap/status": 500},
        "unsupported_message": "No handlers for this request",
        "unsupported_retcode": 200,
        "user_write_retcode": 0,
        "page_size": 7,
        "item_key": "Item",
        "numbers_as_text": True,
        "info_uptime": True,
        "trailing_bytes": "\r\n\0junk",
        "charset": "latin-1",
        "open_door": "result",
        "fields": {"user.FloorMode": "", "contact.RingVolume": ""},
        "absent_fields": ["contact.DialType", "user.FaceUrl"],
        "config": {"Config.DoorSetting.HOLOGRAM.Enable": "0", "Config.Settings.GENERAL.OrbitalMode": "1"},
        "config_absent": ["Config.Network.TR069*", "Config.DoorSetting.RELAY.TypeC"],
        "masked_keys": ["Config.Account1.GENERAL.Pwd"],
        "encoded_keys": ["Config.Account2.GENERAL.Pwd"],
        "user_schedule_write": ["Schedule-Relay", "ScheduleRelay"],
        "user_schedule_read": "Schedule-Relay",
        "user_schedule_separators": ";",
        "user_filter": "NameOrPerID",
    },
}


def probed(folder, devices, writes, filled=()):
    """Door -> its report."""
    folder.mkdir()
    with running(folder, devices) as doors:
        for name in filled:
            doors.put(name, **contents(name))
        return {device["name"]: doors.probe(device["name"], write=writes)["probe"] for device in devices}


def again(folder, reports, writes):
    """The reports of the doors that a tool makes of reports, by the same names."""
    return probed(folder, [fleet(report, name)["devices"][0] for name, report in reports.items()], writes)


@pytest.mark.parametrize(
    ("writes", "families"), [(False, FAMILIES), (True, ("manual", "e18", "x912"))], ids=["reading", "writing"]
)
def test_a_report_gives_a_door_with_the_same_report(tmp_path, writes, families):
    devices = [{"name": name, "profile": name, "request_interval": 0} for name in families]
    state = contents("e18")
    state["config"] = state.pop("config")
    devices.append({**UNKNOWN, "state": state})
    first = probed(tmp_path / "first", devices, writes, families)
    second = again(tmp_path / "second", first, writes)
    assert set(second) == {*families, "unknown"}
    different = {
        name: sorted(part for part in first[name] if first[name][part] != second[name][part]) for name in first
    }
    assert {name: parts for name, parts in different.items() if parts} == {}, {
        name: [(first[name][part], second[name][part]) for part in parts] for name, parts in different.items() if parts
    }
    assert second["unknown"]["new_names"] == [
        "Config.DoorSetting.HOLOGRAM.Enable", "Config.Settings.GENERAL.OrbitalMode"
    ]  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A report that was written to a file, and what the tool has made of it."""
    folder = tmp_path_factory.mktemp("report")
    report = probed(folder / "door", [UNKNOWN], writes=True)["unknown"]
    path = folder / "report.json"
    path.write_text(json.dumps(report), encoding="utf-8")
    return report, path


def test_the_tool_says_what_it_makes_of_a_report(written, capsys, tmp_path):
    _report, path = written
    assert main([str(path), "--source", "report 1", "--fleet", str(tmp_path / "door.yml")]) == 0
    said = capsys.readouterr().out
    assert "| Q77X... | 770.* (seen: 770.1.2.3) | `field` | yes | yes | yes | yes | yes |" in said
    assert 'Model(\n    "field", "report 1", model="Q77X", family="770", seen="770.1.2.3",' in said
    assert "- the profile field doesn't know that these are missing: calllog.get" in said
    assert "so the page of 10 is a guess" in said
    assert "- names that no source has yet: Config.DoorSetting.HOLOGRAM.Enable" in said
    specs = fleetfile.load(tmp_path / "door.yml", Spec(name=""))
    assert (specs[0].model, specs[0].profile.page_size) == ("Q77X", 10)
    assert yaml.safe_load((tmp_path / "door.yml").read_text(encoding="utf-8"))["devices"][0]["name"] == "probed"


def test_the_row_is_one_of_the_table_of_models(written):
    report, _path = written
    row = model_row(report, "report 1")
    assert row.fits("Q77X", "770.9.9.9")
    assert {"user.add", "user.set", "user.del", "config.set", "schedule.add"} <= set(row.shown)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "can't be read"), ("[]", "is no report of a probe"), ('{"kind": "other"}', "is no report of a probe"),
        ('{"kind": "doorfleet.akuvox probe", "format": 9}', "has the format 9; this tool reads 1"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused(tmp_path, content, message, capsys):
    path = tmp_path / "report.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReportError, match=message):
        load(path)
    assert main([str(path)]) == 2
    assert message in capsys.readouterr().err
