# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn the report of a probe into a row of the support matrix and an emulated door, and say what is left to decide.

The row is printed as a line of plugins/module_utils/api/models.py and as one of docs/support-matrix.md; the door is
written as a fleet file, with which the emulator starts.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins"), str(Path(__file__).resolve().parent)]

import support_matrix  # noqa: E402
from module_utils.api.models import Model  # noqa: E402
from module_utils.api.profiles import PROFILES, choose_profile  # noqa: E402
from probe_profile import USUAL_PAGE, overrides  # noqa: E402
from probe_state import state  # noqa: E402

KIND, FORMAT = "doorfleet.akuvox probe", 1
_MODES = {
    "none": "none", "allowlist": "whitelist", "basic": "basic", "digest": "digest", "basic+digest": "basic+digest",
}  # fmt: skip


class ReportError(Exception):
    """The file is no report that this tool can read."""


def load(path: Path) -> dict:
    """Read a report; ReportError says what is wrong with the file."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(f"{path}: can't be read: {error}") from None
    if not isinstance(report, dict) or report.get("kind") != KIND:
        raise ReportError(f"{path}: is no report of a probe")
    if report.get("format") != FORMAT:
        raise ReportError(f"{path}: has the format {report.get('format')!r}; this tool reads {FORMAT}")
    return report


def fleet(report: dict, name: str = "probed") -> dict:
    """A fleet file with one door that answers as the probed one."""
    device = report["device"]
    door = {
        "name": name,
        "profile": "manual",
        "model": device["model"] or "R29",
        "firmware": device["firmware"] or "29.30.10.100",
        "auth": _MODES.get(report["login"]["mode"], "digest"),
        "profile_overrides": {key: _plain(value) for key, value in overrides(report).items() if key != "tls"},
        "state": state(report),
    }
    if device["hardware"]:
        door["profile_overrides"]["hardware"] = device["hardware"]
    door["https_only" if report["plain_http"] == 308 else "tls"] = report["tls"] is not None
    if door["auth"] == "whitelist":
        door["whitelist"] = ["127.0.0.1"]
    return {"devices": [door]}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def shown(report: dict) -> tuple:
    """The functions of the support matrix that were seen to work."""
    seen = [name.replace("/", ".") for name, said in report["functions"].items() if said["answer"] == "ok"]
    targets = (report["writes"] or {}).get("targets") or {}
    for target, steps in targets.items():
        seen += [f"{target}.{action}" for action in ("add", "set", "del") if _works(steps.get(action))]
    if targets.get("config", {}).get("kept"):
        seen.append("config.set")
    wanted = {function for functions in support_matrix.COLUMNS.values() for function in functions}
    return tuple(sorted(wanted & set(seen)))


def _works(step: dict | None) -> bool:
    return bool(step) and step["answer"] == "ok" and step.get("kept") is not False


def lacking(report: dict) -> tuple:
    """The functions of the support matrix that the door says it doesn't have."""
    profile = overrides(report).get("missing", [])
    gone = [name.replace("/", ".") for name, said in report["functions"].items() if said["answer"] == "unsupported"]
    return tuple(sorted({*(name.replace("/", ".") for name in profile), *gone}))


def model_row(report: dict, source: str) -> Model:
    """The row for the table of models. Its profile is the one that such a door gets today."""
    device = report["device"]
    return Model(
        choose_profile(device["model"], device["firmware"]).name,
        source,
        model=device["model"],
        family=device["firmware"].partition(".")[0],
        seen=device["firmware"],
        shown=shown(report),
    )


def matrix_line(row: Model) -> str:
    """The same as a line of docs/support-matrix.md."""
    profile = PROFILES[row.profile]
    known = [support_matrix.verdict(functions, row, profile) for functions in support_matrix.COLUMNS.values()]
    cells = [f"{row.model}..." if row.model else "any", support_matrix.firmware_of(row), f"`{row.profile}`", *known]
    return "| " + " | ".join([*cells, row.source]) + " |"


def doubts(report: dict) -> list[str]:
    """What the profile of the row contradicts, and what somebody has to decide."""
    row = model_row(report, "")
    profile = PROFILES[row.profile]
    found = []
    wrong = [name for name in row.shown if profile.lack(*name.split(".")) is not None]
    if wrong:
        found.append(f"the profile {profile.name} says that these are missing, and they answer: {', '.join(wrong)}")
    silent = [name for name in lacking(report) if "." in name and profile.lack(*name.split(".")) is None]
    if silent:
        found.append(f"the profile {profile.name} doesn't know that these are missing: {', '.join(silent)}")
    if not report["device"]["model"]:
        found.append("the model isn't written as the vendor does; ask which one it is")
    pages = [each["pages"] for each in report["lists"].values()]
    if any(each.get("counts") for each in pages) and not any(each.get("size") for each in pages):
        found.append(f"no list was longer than a page, so the page of {USUAL_PAGE} is a guess")
    if report["writes"] is None:
        found.append("nothing was written: what adds, changes and removes is as in the manual")
    if report["new_names"]:
        found.append(f"names that no source has yet: {', '.join(report['new_names'])}")
    odd = [name for name, said in report["functions"].items() if said["answer"] in ("silence", "other", "no_envelope")]
    if odd:
        found.append(f"answers that the emulator can't give: {', '.join(sorted(odd))}")
    return found


def text(report: dict, source: str) -> str:
    """What is printed."""
    row = model_row(report, source)
    parts = [
        "# plugins/module_utils/api/models.py", repr_of(row), "",
        "# docs/support-matrix.md, which tests/tools/support_matrix.py makes of it", matrix_line(row), "",
        "# To decide", *(f"- {doubt}" for doubt in doubts(report) or ["nothing"]), "",
        "# Surprises of device-facts 13.2", *(f"- {odd['item']}: {odd['text']}" for odd in report["oddities"]),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def repr_of(row: Model) -> str:
    """The row as it stands in the table."""
    return (
        f"Model(\n    {row.profile!r}, {row.source!r}, model={row.model!r}, family={row.family!r}, seen={row.seen!r},\n"
        f"    shown={row.shown!r},\n),".replace("'", '"')
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="probe_report.py", description=__doc__)
    parser.add_argument("report", type=Path, help="the JSON of a report")
    parser.add_argument("--source", default="a user's report", help="what the row names as its source")
    parser.add_argument("--fleet", type=Path, metavar="FILE.yml", help="where the emulated door is written")
    options = parser.parse_args(arguments)
    try:
        report = load(options.report)
    except ReportError as error:
        print(error, file=sys.stderr)
        return 2
    sys.stdout.write(text(report, options.source))
    if options.fleet:
        options.fleet.write_text(yaml.safe_dump(fleet(report), sort_keys=False, width=110), encoding="utf-8")
        print(f"\nStart the door: python extensions/emulator serve --fleet {options.fleet}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
