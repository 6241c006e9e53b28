# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Made-up contents for an emulated door, in the shapes that a report tells, so that it answers as the real one."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins"), str(Path(__file__).resolve().parent)]

from module_utils.probing.shapes import form  # noqa: E402
from probe_profile import KINDS, SCHEDULE_KEYS  # noqa: E402

BUILT_IN = {"=1001", "=1002"}
COUNTS = {"none": 0, "one": 1, "some": 2, "many": 11}
_SAMPLES = {
    "digits": "{number}", "date": "2026-01-02", "time": "07:30", "days": "10 days", "hex": "00B4{number:04X}",
    "text": "Sample {number}", "stars": "sample", "number": "{number}",
}  # fmt: skip


def state(report: dict) -> dict:
    """The lists and the configuration, as a fleet file takes them."""
    found: dict = {target: _records(report, target) for target in report["lists"]}
    config = _config(report)
    return {**{target: rows for target, rows in found.items() if rows}, **({"config": config} if config else {})}


def _records(report: dict, target: str) -> list[dict]:
    shown = report["lists"][target]
    fields = dict(shown["fields"])
    count = COUNTS[shown["records"]]
    size = shown["pages"].get("size")
    if size and count:
        count = max(count, size + 1)
    if count > 1:
        # each shape of each field has to stand in one of the records at least
        count = max(count, *(len(forms) for forms in fields.values()))
    if target == "schedule" and set(fields.get("DisplayID", ())) >= BUILT_IN:
        return _beside_built_in(fields)
    if target == "user":
        fields = _with_one_schedule(fields)
    special = report["answers"]["charset"] != "ascii"
    return [
        {
            name: sample(forms[number % len(forms)], number + 1, special)
            for name, forms in fields.items()
            if name != "ID" and not (target == "schedule" and name == "DisplayID" and forms[0].startswith("="))
        }
        | _cards(report, target, number)
        for number in range(count)
    ]


def _beside_built_in(fields: dict) -> list[dict]:
    """The schedules beside the two that the emulator lists by itself: for the shapes that these don't have."""
    standard = {**KINDS["schedule"].defaults, "Type": "2", "Mode": "2", "Name": "Always"}
    own = {name: [each for each in forms if each not in BUILT_IN | {form(standard.get(name, ""), f"schedule.{name}")}]
           for name, forms in fields.items() if name != "ID"}  # fmt: skip
    count = max((len(forms) for forms in own.values()), default=0)
    return [
        {name: sample((forms or fields[name])[number % len(forms or fields[name])], number + 3)
         for name, forms in own.items()}
        for number in range(count)
    ]  # fmt: skip


def _cards(report: dict, target: str, number: int) -> dict:
    """A list of cards that is longer than what the door gives back."""
    if target != "user" or number or not report["limits"]["cards_cut_at"]:
        return {}
    return {"CardCode": ";".join(f"{card:016X}" for card in range(0xA0000000, 0xA0000005))}


def _with_one_schedule(fields: dict) -> dict:
    """The emulator keeps a user's schedules under one name, whatever it shows them as."""
    named = next((name for name in SCHEDULE_KEYS if name in fields and fields[name] != ["list"]), None)
    others = {name: forms for name, forms in fields.items() if name not in SCHEDULE_KEYS}
    return {**others, "ScheduleRelay": fields[named]} if named else others


def sample(shape: str, number: int, special: bool = False) -> str:
    """A value of a shape. ``special``: a text has a letter that isn't ASCII."""
    if shape.startswith("="):
        return shape[1:]
    if shape.startswith("N-"):
        pairs = itertools.chain(["1001"], itertools.repeat("1003"))
        relays = shape.replace("NN", "12").replace("-N", "-1")
        return "".join(next(pairs) if each == "N" else each for each in relays)
    text = _SAMPLES.get(shape, "").format(number=number)
    return f"{text} ë" if shape == "text" and special else text


def _config(report: dict) -> dict:
    """The passwords in the shapes in which they are shown, but for the API's own."""
    if report["config"] is None:
        return {}
    return {
        key: {"empty": "", "text": "sample", "stars": "sample", "base64": "sample password"}[shape]
        for key, shape in report["config"]["secrets"].items()
        if ".APIFCGI." not in key
    }
