# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files from a door and back: what is saved, what is refused, what is sent, and what survives a failure."""

from __future__ import annotations

import hashlib
import os
import stat
import tarfile
from pathlib import Path

import pytest
from harness.emulator import DOORS
from harness.people import cards_on_device, people_on_device, pins, without_ids

DOOR, OTHER = DOORS[:2]
PIN = "48271530"

PRIVATE_KEYS = [
    {"ID": "1", "Name": "Robin Sample", "Code": PIN, "DoorNum": "1", "TimeStart": "00:00", "TimeEnd": "00:00"},
    {"ID": "2", "Name": "Kim Example", "Code": "60606060", "DoorNum": "12", "TimeStart": "00:00", "TimeEnd": "00:00"},
]
CONTACTS = [
    {"ID": "1", "Name": "Reception", "Phone": "192.0.2.7", "DialType": "0", "Group": "Default"},
    {"ID": "2", "Name": "Zoë, Büro; 2", "Phone": "2001", "DialType": "1", "Group": "Default"},
]
RULES = [{"ID": "1", "Line": "0", "Prefix": "9", "Replace1": "0049"}]
CALLS = [{"ID": "5", "Type": "Missed", "Date": "2026-01-02", "Time": "03:04:05", "Name": "Kim", "Num": "2001"}]
OPENINGS = [
    {"ID": "1", "Type": "2", "Name": "Kim", "Status": "0", "Code": PIN, "Date": "2026-01-02", "Time": "08:00:00"}
]
SECRETS = {PIN, "60606060"} | pins(1, 2, 3)

EXPORTS = {
    "config": b"\x1f\x8b",
    "privatekey": b"<?xml",
    "rfkey": b"<?xml",
    "contact": b"ID,Name",
    "dialreplace": b"<?xml",
    "user": b"\x1f\x8b",
}
LOGS = {"log": b"20", "kmsg": b"", "log_debug": b"\x1f\x8b", "calllog": b"ID,Type", "doorlog": b"<?xml"}


def export(name="Export", **options):
    return {"name": name, "doorfleet.akuvox.akuvox_export": options}


def log_export(name="Export", **options):
    return {"name": name, "doorfleet.akuvox.akuvox_log_export": options}


def load(name="Import", **options):
    return {"name": name, "doorfleet.akuvox.akuvox_import": options}


@pytest.fixture
def filled(fleet):
    """A door with something to export of everything."""
    people = [dict(record, ID=str(number)) for number, record in enumerate(people_on_device(1, 2, 3), 1)]
    keys = [dict(record, ID=str(number)) for number, record in enumerate(cards_on_device(1, 2), 1)]
    fleet.put(
        DOOR,
        user=people,
        rfkey=keys,
        privatekey=PRIVATE_KEYS,
        contact=CONTACTS,
        dialreplace=RULES,
        calllog=CALLS,
        doorlog=OPENINGS,
    )
    fleet.forget_requests(DOOR)
    return fleet


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


ALL_TASKS = [(export, "target", EXPORTS), (log_export, "type", LOGS)]
ALL_FILES = [(make, option, name, head) for make, option, files in ALL_TASKS for name, head in files.items()]


@pytest.mark.one_core
def test_every_file_is_exported_once_and_then_unchanged(play, filled, tmp_path):
    tasks = [make(name, **{option: name, "dest": f"{tmp_path}/{name}"}) for make, option, name, _unused in ALL_FILES]
    hosts = filled.hosts(DOOR)

    predicted = play(tasks, hosts, "--check", "--diff", secrets=SECRETS)
    assert not [entry for entry in tmp_path.iterdir() if entry.name in {name for *_unused, name, head in ALL_FILES}]
    first = play(tasks, hosts, "--diff", secrets=SECRETS)
    for _unused, _unused, name, head in ALL_FILES:
        done, path = first.outcome(DOOR, name), tmp_path / name
        assert path.read_bytes().startswith(head)
        assert mode(path) == 0o600
        assert (done["changed"], done["dest"], done["checksum"], done["size"]) == (
            True,
            str(path),
            sha256(path),
            path.stat().st_size,
        )
        assert done["diff"] == {"before": {}, "after": {str(path): {"checksum": sha256(path), "size": done["size"]}}}
        if name != "log":
            # the exports themselves make lines in the system log
            before = predicted.outcome(DOOR, name)
            assert {key: done[key] for key in ("changed", "dest", "checksum", "size", "diff")} == {
                key: before[key] for key in ("changed", "dest", "checksum", "size", "diff")
            }
    again = play(tasks, hosts, "--diff", secrets=SECRETS)
    assert again.recap[DOOR]["changed"] == 0
    assert not list(tmp_path.rglob(".akuvox-*"))
    assert not [entry for entry in filled.requests(DOOR) if entry["applied"] and entry["action"] != "export"]


@pytest.mark.one_core
def test_content_decides_and_not_the_time_stamp_of_an_archive(play, filled, tmp_path):
    dest, unpacked = tmp_path / "UserData.tgz", tmp_path / "unpacked"
    play([export(target="user", dest=str(dest))], filled.hosts(DOOR))
    with tarfile.open(dest) as archive:
        assert archive.getnames() == ["UserData.xml"]
        unpacked.write_bytes(archive.extractfile("UserData.xml").read())
    with tarfile.open(dest, "w:gz") as archive:
        archive.add(unpacked, "UserData.xml")
    repacked = sha256(dest)

    again = play([export(target="user", dest=str(dest))], filled.hosts(DOOR))
    assert again.outcome(DOOR)["changed"] is False
    assert again.outcome(DOOR)["checksum"] == repacked == sha256(dest)

    filled.put(DOOR, user=[])
    changed = play([export(target="user", dest=str(dest))], filled.hosts(DOOR), "--diff")
    assert changed.outcome(DOOR)["changed"] is True
    assert changed.outcome(DOOR)["diff"]["before"][str(dest)]["checksum"] == repacked


@pytest.mark.one_core
@pytest.mark.parametrize(("kind", "head"), [("csv", b"ID,Name"), ("xml", b"<?xml"), ("vcf", b"BEGIN:VCARD")])
def test_contacts_in_each_format_and_back(play, filled, tmp_path, kind, head):
    dest = tmp_path / "contacts"
    play([export(target="contact", format=kind, dest=str(dest))], filled.hosts(DOOR))
    assert dest.read_bytes().startswith(head)
    play([load(target="contact", src=str(dest))], filled.hosts(OTHER))
    assert filled.state(OTHER)["contact"] == CONTACTS


@pytest.mark.one_core
def test_a_refusal_is_never_saved_as_the_file(play, fleet, tmp_path):
    """C71: an empty book is refused with JSON and HTTP 200."""
    dest = tmp_path / "contacts.csv"
    dest.write_text("the backup of yesterday")
    for arguments in ((), ("--check",)):
        done = play([export(target="contact", dest=str(dest))], fleet.hosts(DOOR), *arguments, expect=2)
        assert 'refused by the device (retcode -1, "Export Failed.")' in done.message(DOOR)
        assert "nothing to export" in done.message(DOOR)
    assert dest.read_text() == "the backup of yesterday"
    assert not list(tmp_path.rglob(".akuvox-*"))


@pytest.mark.one_core
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "garbage"}, "the device sent an HTML page, not a gzip archive or binary data; nothing is saved"),
        (
            {"kind": "garbage", "body": '{"retcode": 0, "action": "export", "message": "OK"}'},
            "the device neither sends the file nor says where it is",
        ),
        (
            {"kind": "garbage", "body": '{"retcode": 0, "data": {"address": "http://198.51.100.9/download/x.tgz"}}'},
            "the device says that the file is on another host, which is not asked",
        ),
        (
            {"kind": "status", "status": 404},
            "this device does not have the function, or is no Akuvox device (HTTP 404)",
        ),
    ],
)
def test_what_is_not_the_file_is_not_saved(play, filled, tmp_path, fault, expected):
    filled.set_fault(DOOR, target="config", action="export", **fault)
    dest = tmp_path / "Config.tgz"
    done = play([export(target="config", dest=str(dest))], filled.hosts(DOOR), expect=2)
    assert expected in done.message(DOOR)
    assert not dest.exists()


@pytest.mark.one_core
@pytest.mark.parametrize("kind", ["truncate", "cut_before", "cut_after"])
def test_a_broken_download_is_repeated_and_whole_in_the_end(play, filled, tmp_path, kind):
    filled.set_fault(DOOR, kind, target="privatekey", action="export", times=2)
    dest = tmp_path / "PrivateKey.xml"
    play([export(target="privatekey", dest=str(dest))], filled.hosts(DOOR), secrets=SECRETS)
    assert dest.read_text().rstrip().endswith("</PrivateKey>")


@pytest.mark.one_core
def test_a_download_that_never_gets_whole_is_not_saved(play, filled, tmp_path):
    filled.set_fault(DOOR, "truncate", target="privatekey", action="export", times=-1)
    dest = tmp_path / "PrivateKey.xml"
    dest.write_text("old")
    task = export(target="privatekey", dest=str(dest), retries=1)
    done = play([task], filled.hosts(DOOR), secrets=SECRETS, expect=4)
    assert "the connection broke off before the answer was complete" in done.message(DOOR)
    assert dest.read_text() == "old"


@pytest.mark.one_core
def test_bad_input_sends_nothing(play, filled, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    files = {
        "ICKey.xml": b"<?xml version='1.0'?>\n<ICKey></ICKey>",
        "page.xml": b"<!doctype html><html></html>",
        "notes.txt": b"just words\n",
        "damaged.tgz": b"\x1f\x8b\x08\x00 not really",
        "data.bin": bytes(range(256)) * 8,
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    here = str(tmp_path)
    cases = [
        (export(target="config", dest=f"{here}/folder"), f"dest: '{here}/folder' is a directory; name the file"),
        (export(target="config", dest=f"{here}/none/x"), f"dest: there is no directory '{here}/none'; make it first"),
        (export(target="config", dest="/dev/null"), "dest: '/dev/null' is not a regular file"),
        (export(target="rfkey", dest=f"{here}/x", format="xml"), "format: goes with target: contact"),
        (log_export(dest=f"{here}/folder"), "is a directory; name the file"),
        (load(target="user", src=f"{here}/none"), f"src: the file '{here}/none' cannot be read: No such file"),
        (load(target="user", src=f"{here}/folder"), f"src: '{here}/folder' is not a file"),
        (load(target="user", src=f"{here}/empty"), f"src: the file '{here}/empty' is empty"),
        (load(target="user", src=f"{here}/ICKey.xml"), "is XML; an import of user takes a gzip archive"),
        (load(target="user", src=f"{here}/damaged.tgz"), "is damaged or not complete"),
        (load(target="config", src=f"{here}/damaged.tgz"), "is damaged or not complete"),
        (load(target="config", src=f"{here}/data.bin"), "is binary data; an import of config takes a .tgz archive"),
        (
            load(target="privatekey", src=f"{here}/ICKey.xml"),
            "is a file of rfkey (by its root element), not of privatekey",
        ),
        (load(target="rfkey", src=f"{here}/page.xml"), "is an HTML page; an import of rfkey takes XML"),
        (
            load(target="contact", src=f"{here}/notes.txt"),
            "is text; an import of contact takes a table (CSV) or XML or",
        ),
        (
            load(target="rfkey", src=f"{here}/ICKey.xml", wait_timeout=0),
            "wait_timeout: must be 1 to 86400 seconds, not 0",
        ),
    ]
    for number, (task, _unused) in enumerate(cases):
        task.update(name=f"Case {number}", ignore_errors=True)
    for arguments in ((), ("--check",)):
        done = play([task for task, _unused in cases], filled.hosts(DOOR), *arguments, secrets=SECRETS)
        for number, (_unused, expected) in enumerate(cases):
            assert expected in done.message(DOOR, f"Case {number}")
    assert filled.requests(DOOR) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_destination_without_permission(play, filled, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    done = play([export(target="config", dest=f"{tmp_path}/closed/x")], filled.hosts(DOOR), expect=2)
    assert "dest: no file can be written in" in done.message(DOOR)
    assert filled.requests(DOOR) == []


def test_relative_paths_count_from_the_playbook(play, player, filled):
    play([export(target="rfkey", dest="ICKey.xml")], filled.hosts(DOOR), secrets=SECRETS)
    assert (player.folder / "run-1" / "ICKey.xml").is_file()


def test_a_delegated_export_is_written_there(play, filled, tmp_path):
    """On a bastion the module runs the ordinary way; its file system is the one that counts."""
    bastion = {"bastion": {"ansible_connection": "elsewhere"}}
    task = dict(export(target="rfkey", dest=f"{tmp_path}/ICKey.xml"), delegate_to="bastion")
    play([task], filled.hosts(DOOR), others=bastion, secrets=SECRETS)
    assert (tmp_path / "ICKey.xml").is_file()


LISTS = {"privatekey": PRIVATE_KEYS, "dialreplace": RULES, "contact": CONTACTS, "rfkey": None, "user": None}


@pytest.mark.one_core
def test_lists_are_imported_once(play, filled, tmp_path):
    """From one door to another: predicted in check mode, done, then unchanged."""
    expected = filled.state(DOOR)
    play([export(name, target=name, dest=f"{tmp_path}/{name}") for name in LISTS], filled.hosts(DOOR), secrets=SECRETS)
    tasks = [load(name, target=name, src=f"{tmp_path}/{name}") for name in LISTS]
    hosts = filled.hosts(OTHER)

    predicted = play(tasks, hosts, "--check", "--diff", secrets=SECRETS)
    assert not [entry for entry in filled.requests(OTHER) if entry["action"] == "import"]
    done = play(tasks, hosts, "--diff", secrets=SECRETS)
    again = play(tasks, hosts, secrets=SECRETS)
    for name in LISTS:
        assert filled.state(OTHER)[name] == expected[name]
        count = len(expected[name])
        outcome = done.outcome(OTHER, name)
        assert outcome["changed"] is predicted.outcome(OTHER, name)["changed"] is True
        assert outcome["diff"] == predicted.outcome(OTHER, name)["diff"]
        assert (outcome["records_before"], outcome["records_after"], outcome["verified"]) == (0, count, True)
        assert outcome["checksum"] == sha256(tmp_path / name)
        unchanged = again.outcome(OTHER, name)
        assert (unchanged["changed"], unchanged["records_after"], unchanged["verified"]) == (False, count, True)
    imports = [entry for entry in filled.requests(OTHER) if entry["action"] == "import"]
    assert len(imports) == len(LISTS)
    assert {entry["target"]: entry["bytes_in"] for entry in imports} == {
        name: (tmp_path / name).stat().st_size for name in LISTS
    }


@pytest.mark.one_core
def test_a_list_whose_answer_is_lost_is_settled_by_reading(play, filled, tmp_path):
    src = str(tmp_path / "keys")
    play([export(target="rfkey", dest=src)], filled.hosts(DOOR))
    filled.set_fault(OTHER, "cut_after", target="rfkey", action="import")
    done = play([load(target="rfkey", src=src)], filled.hosts(OTHER))
    assert (done.outcome(OTHER)["changed"], done.outcome(OTHER)["verified"]) == (True, True)

    filled.put(OTHER, rfkey=[])
    filled.set_fault(OTHER, "cut_before", target="rfkey", action="import")
    lost = play([load(target="rfkey", src=src)], filled.hosts(OTHER), expect=2)
    assert "it is not known whether the device has done it" in lost.message(OTHER)
    assert "The device now holds 0 records, and nothing proves that they are those of the file" in lost.message(OTHER)
    assert len([entry for entry in filled.requests(OTHER) if entry["action"] == "import"]) == 2


@pytest.mark.one_core
def test_a_list_that_the_device_takes_and_does_not_keep(play, filled, tmp_path):
    src = str(tmp_path / "keys")
    play([export(target="rfkey", dest=src)], filled.hosts(DOOR))
    filled.set_fault(OTHER, "silent_drop", target="rfkey", action="import")
    done = play([load(target="rfkey", src=src)], filled.hosts(OTHER), expect=2)
    assert "accepted the import of rfkey and holds no records now" in done.message(OTHER)


@pytest.mark.one_core
def test_a_refused_import_says_so(play, filled, tmp_path):
    """The right kind of file by its content, and yet not one of this device."""
    (tmp_path / "keys.xml").write_text("<Cards><Item Code='1'/></Cards>")
    done = play([load(target="rfkey", src=str(tmp_path / "keys.xml"))], filled.hosts(DOOR), expect=2)
    assert 'refused by the device (retcode -1, "Import Failed.")' in done.message(DOOR)
    assert without_ids(filled.state(DOOR)["rfkey"]) == cards_on_device(1, 2)


@pytest.mark.one_core
def test_configuration_is_restored_and_the_restart_waited_for(play, fleet, tmp_path):
    src, key = str(tmp_path / "Config.tgz"), "Config.DoorSetting.DEVICENODE.Location"
    fleet.patch(DOOR, reboot_seconds=0.6)
    fleet.put_config(DOOR, **{key: "North gate"})
    play([export(target="config", dest=src)], fleet.hosts(DOOR))
    # the same content is not sent, so that the door doesn't restart
    same = play([load(target="config", src=src)], fleet.hosts(DOOR))
    assert (same.outcome(DOOR)["changed"], same.outcome(DOOR)["verified"]) == (False, True)
    assert fleet.state(DOOR)["reboots"] == 0

    fleet.put_config(DOOR, **{key: "Somewhere else"})
    predicted = play([load(target="config", src=src)], fleet.hosts(DOOR), "--check", "--diff")
    assert predicted.outcome(DOOR)["changed"] is True
    assert fleet.state(DOOR)["reboots"] == 0
    done = play([load(target="config", src=src)], fleet.hosts(DOOR), "--diff")
    outcome = done.outcome(DOOR)
    assert (outcome["changed"], outcome["verified"]) == (True, True)
    assert outcome["diff"] == predicted.outcome(DOOR)["diff"]
    assert outcome["reboot"]["seconds"] > 0
    assert fleet.state(DOOR)["config"][key] == "North gate"
    assert fleet.state(DOOR)["reboots"] == 1


@pytest.mark.one_core
def test_a_connection_that_dies_with_the_restart_is_no_failure(play, fleet, tmp_path):
    """C24: the device may restart before it answers."""
    src, key = str(tmp_path / "Config.tgz"), "Config.DoorSetting.DEVICENODE.Location"
    play([export(target="config", dest=src)], fleet.hosts(DOOR))
    fleet.patch(DOOR, reboot_seconds=0.6)
    fleet.put_config(DOOR, **{key: "Somewhere else"})
    fleet.set_fault(DOOR, "cut_after", target="config", action="import")
    done = play([load(target="config", src=src)], fleet.hosts(DOOR))
    assert done.outcome(DOOR)["verified"] is True
    assert fleet.state(DOOR)["config"][key] != "Somewhere else"


@pytest.mark.one_core
def test_a_configuration_that_never_arrived(play, fleet, tmp_path):
    src = str(tmp_path / "Config.tgz")
    play([export(target="config", dest=src)], fleet.hosts(DOOR))
    fleet.put_config(DOOR, **{"Config.DoorSetting.DEVICENODE.Location": "Somewhere else"})
    fleet.set_fault(DOOR, "cut_before", target="config", action="import")
    done = play([load(target="config", src=src, wait_timeout=3)], fleet.hosts(DOOR), expect=2)
    assert "it is not known whether the device has done it" in done.message(DOOR)
    assert "never went down within" in done.message(DOOR)
    assert fleet.state(DOOR)["reboots"] == 0
    assert len([entry for entry in fleet.requests(DOOR) if entry["action"] == "import"]) == 1


@pytest.mark.one_core
def test_a_configuration_with_another_login(play, fleet, tmp_path):
    src, password = tmp_path / "Config.tgz", "an0ther/Pa55word"
    fleet.patch(DOOR, password=password)
    play([export(target="config", dest=str(src), password=password)], fleet.hosts(DOOR), secrets={password})
    fleet.reset()
    # long enough for the door to be seen down: a port that refuses the login proves no restart
    fleet.patch(DOOR, reboot_seconds=3)
    done = play([load(target="config", src=str(src))], fleet.hosts(DOOR), secrets={password})
    assert done.outcome(DOOR)["verified"] is False
    assert "refuses this login now" in " ".join(done.outcome(DOOR)["warnings"])


@pytest.mark.one_core
def test_a_locked_interface_is_not_an_empty_log(play, fleet, tmp_path):
    """Some firmware answers everything with nothing while its API is locked."""
    dest = Path(tmp_path / "kmsg.txt")
    dest.write_text("old")
    fleet.set_fault(DOOR, "status", status=200, body="", times=-1)
    done = play([log_export(type="kmsg", dest=str(dest))], fleet.hosts(DOOR), expect=2)
    assert "the answer is empty" in done.message(DOOR)
    assert dest.read_text() == "old"


CUT_SHORT = {
    "config": export(target="config"), "contact": export(target="contact"),
    "vcf": export(target="contact", format="vcf"), "xml": export(target="rfkey"), "user": export(target="user"),
    "log": log_export(type="log"), "calllog": log_export(type="calllog"),
    "pcap": {"doorfleet.akuvox.akuvox_pcap": {"state": "stopped"}},
}  # fmt: skip
# how the file is framed, the share of it that comes, how often -> what becomes of the task
FRAMED = {
    "without a length": ("close", 0.6, -1, "failed"),
    "without a length, once": ("close", 0.6, 1, "ok"),
    "whole without a length": ("close", 1, -1, "ok"),
    "with a length": ("length", 0.6, -1, "unreachable"),
    "in chunks": ("chunked", 0.6, -1, "unreachable"),
    "whole in chunks": ("chunked", 1, -1, "ok"),
}


@pytest.mark.one_core
def test_a_cut_file_never_takes_the_place_of_a_whole_one(play, filled, tmp_path):
    """Without a length the task ended ok, and half a file had replaced yesterday's whole one."""
    doors = dict(zip(FRAMED, DOORS, strict=False))
    state = filled.state(DOOR)
    kept = {part: state[part] for part in ("user", "rfkey", "contact", "calllog")}
    tasks = []
    for kind, task in CUT_SHORT.items():
        module, options = next((name, value) for name, value in task.items() if name != "name")
        dest = f"{tmp_path}/{{{{ inventory_hostname }}}}/{kind}"
        tasks.append({"name": kind, module: {**options, "dest": dest}, "ignore_errors": True})
        tasks[-1]["ignore_unreachable"] = True
    for door in doors.values():
        filled.put(door, **kept)
        (tmp_path / door).mkdir()
        for kind in CUT_SHORT:
            (tmp_path / door / kind).write_bytes(b"yesterday's")
    play([{"doorfleet.akuvox.akuvox_pcap": {"state": "started", "type": "manual"}}], filled.hosts(*doors.values()))
    for name, door in doors.items():
        framing, share, times, _event = FRAMED[name]
        for target in ("config", "contact", "rfkey", "user", "log", "calllog", "pcap"):
            filled.set_fault(
                door, "cut-file", target=target, action="export", framing=framing, share=share, times=times
            )
    done = play(tasks, filled.hosts(*doors.values()), variables={"akuvox_retries": 0}, secrets=SECRETS)
    for name, door in doors.items():
        for kind in CUT_SHORT:
            event, outcome = FRAMED[name][3], done.outcome(door, kind)
            path, beside = tmp_path / door / kind, tmp_path / door / f"{kind}.unproved"
            assert outcome["event"] == event, (name, kind, outcome.get("msg", outcome))
            assert (path.read_bytes() == b"yesterday's") == (event != "ok"), (name, kind)
            assert beside.exists() == (event == "failed"), (name, kind)
            if event == "failed":
                assert "it isn't certain that all of the file came" in outcome["msg"], kind
                assert (outcome["unproved"], stat.S_IMODE(beside.stat().st_mode)) == (str(beside), 0o600), kind
        assert [path.name for path in (tmp_path / door).iterdir() if path.name.startswith(".")] == []
    for door in doors.values():
        filled.clear_faults(door)
    play(tasks, filled.hosts(*doors.values()), secrets=SECRETS)
    assert list(tmp_path.glob("*/*.unproved")) == []
