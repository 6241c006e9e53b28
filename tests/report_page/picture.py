# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the picture of a report that README shows: the demo's doors a morning after a few things went wrong.

The picture says which page it is of, so that a test can tell when it shows something else than the role makes today.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "images" / "report.png"
FILES = ROOT / "roles" / "report" / "files"
SIZE = "1280,1010"
KEYWORD = b"Page-SHA256"
SIGNATURE_BYTES = 8
TODAY, NIGHT = "2026-01-05T06:00:00.000000Z", "2026-01-05T02:00:00.000000Z"
MODELS = {
    "north": ("R29", "29.30.10.200"),
    "south": ("X916", "916.30.10.114"),
    "harbour": ("E18", "18.30.11.21"),
}
TROUBLE = {
    "harbour-dock": ("unreachable", "no connection within 10 s. The device is offline, or a firewall drops the port"),
    "south-bikes": ("failed", "user_id 1042: the device refused it (retcode -1, full)"),
}
DRIFTED = {"north-garage": ["akuvox_relays"], "south-courtyard": ["akuvox_config", "akuvox_sip_accounts"]}


def demo_page() -> str:
    """The page of the report on the demo's doors, as the role makes it."""
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.report import fleet
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.reportpage import page
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.runfiles import find_files, merge

    inventory = yaml.safe_load(ROOT.joinpath("demo", "inventory", "hosts.yml").read_text(encoding="utf-8"))
    sites = {door: site for site, group in inventory["akuvox"]["children"].items() for door in group["hosts"]}
    given = {door: {"site": site.title(), "facts": _facts(number, door, site)}
             for number, (door, site) in enumerate(sites.items())}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for job in ("backup", "credentials", "drift", "hardening"):
            _write_run(Path(folder), job, list(sites))
        report = fleet(given, merge(find_files([folder], "runs"), given), TODAY, "Doors of the demo")
    for run in report["runs"]:
        run["file"] = Path(run["file"]).name
    return page(report, *(FILES.joinpath(f"page.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")))


def _facts(number: int, door: str, site: str) -> dict:
    if TROUBLE.get(door, ("",))[0] == "unreachable":
        return {"outcome": "unreachable", "verdict": "offline", "reason": TROUBLE[door][1]}
    model, firmware = MODELS[site]
    accounts = [{"account": 1, "status": "registration_failed" if door == "harbour-gate" else "registered"}]
    known = {"model": model, "firmware": firmware, "mac": f"0C:11:05:00:00:{number:02X}", "accounts": accounts}
    return {"outcome": "ok", "verdict": "ok", "reason": "", **known, "users": 40 + number}


def _write_run(folder: Path, job: str, doors: list[str]) -> None:
    said = {door: _said(job, number, door) for number, door in enumerate(doors)}
    run = {"format": 1, "job": job, "started": NIGHT, "finished": TODAY, "check_mode": job == "drift", "doors": said}
    folder.joinpath(f"{job}.json").write_text(json.dumps(run), encoding="utf-8")


def _said(job: str, number: int, door: str) -> dict:
    outcome, reason = TROUBLE.get(door, ("ok", ""))
    if outcome == "failed" and job != "credentials":
        outcome, reason = "ok", ""
    report = {}
    if outcome == "ok" and job == "drift":
        sections = {name: {} for name in DRIFTED.get(door, ())}
        outcome, report = (
            "changed" if sections else "ok",
            {"drifted": bool(sections), "sections": sections, "unchecked": {}},
        )
    if outcome == "ok" and job == "hardening":
        found = [("relay_url", "high"), ("autoprovision", "medium")][: number % 3]
        checks = [{"id": name, "severity": severity, "verdict": "fail"} for name, severity in found]
        report = {"score": 96 - 13 * len(found), "tested": 15, "checks": [*checks, {"id": "tls", "verdict": "pass"}]}
    return {"outcome": outcome, "reason": reason, "report": report}


def digest(page: str) -> str:
    """What stands for a page in its picture."""
    return hashlib.sha256(page.encode()).hexdigest()


def pictured(picture: bytes) -> str:
    """The digest that a picture has in it, or an empty text."""
    place = SIGNATURE_BYTES
    while place < len(picture):
        length, kind = struct.unpack(">I4s", picture[place : place + 8])
        content = picture[place + 8 : place + 8 + length]
        if kind == b"tEXt" and content.startswith(KEYWORD + b"\0"):
            return content.partition(b"\0")[2].decode("ascii")
        place += length + 12
    return ""


def labelled(picture: bytes, text: str) -> bytes:
    """The picture with the digest of its page, after its first chunk."""
    content = b"tEXt" + KEYWORD + b"\0" + text.encode("ascii")
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    first = SIGNATURE_BYTES + 12 + struct.unpack(">I", picture[8:12])[0]
    return picture[:first] + chunk + picture[first:]


def main() -> None:
    """Make the picture again."""
    sys.path.insert(0, os.environ["ANSIBLE_COLLECTIONS_PATH"])
    text = demo_page()
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder, "report.html"), Path(folder, "report.png")
        page.write_text(text, encoding="utf-8")
        flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --hide-scrollbars"
        options = [f"--user-data-dir={folder}/profile", f"--window-size={SIZE}", f"--screenshot={shot}"]
        subprocess.run(["chromium", *flags.split(), *options, page.as_uri()], check=True, capture_output=True)
        PICTURE.write_bytes(labelled(shot.read_bytes(), digest(text)))
    print(f"made {PICTURE.relative_to(ROOT)}, {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
