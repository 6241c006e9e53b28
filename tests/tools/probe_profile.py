# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a probe's report says of a device, as a profile of the emulator: only what was seen stands in it.

What it can't know stays as the manual has it: capacities, pacing, clouds, how long a nonce lasts, what a password is
written as, and all that only a write shows where none was made.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "extensions" / "emulator"))

from akuvox_emulator.configkeys import FACTORY  # noqa: E402
from akuvox_emulator.profiles import MANUAL  # noqa: E402
from akuvox_emulator.recordkinds import KINDS  # noqa: E402
from akuvox_emulator.targets import FUNCTIONS  # noqa: E402

SCHEDULE_KEYS = ("ScheduleRelay", "Schedule-Relay", "Schedule")
# What trailing bytes and an unseen page size are taken for, since a report has no values (device-facts 1.3, 4).
JUNK, USUAL_PAGE = "\r\n\0junk", 10
_WORDS = {"doorlog.Status=Success": "Succ", "doorlog.Status=0": "Succ", "doorlog.Status=1": "Failed"}
_OPEN_DOOR = ("result", "plain", "empty")


def overrides(report: dict) -> dict:
    """Profile field -> its value, where the device departs from the manual. Lists are sorted."""
    found: dict = {}
    for part in (_access, _routes, _answers, _lists, _people, _config, _writes):
        for name, value in part(report).items():
            found[name] = _together(found.get(name), value)
    return {name: value for name, value in sorted(found.items()) if _departs(name, value)}


def _together(before: object, value: object) -> object:
    if isinstance(before, dict):
        return {**before, **value}
    return sorted({*before, *value}) if isinstance(before, list) else value


def _departs(name: str, value: object) -> bool:
    standard = getattr(MANUAL, name)
    if isinstance(value, list | tuple):
        return set(value) != set(standard) if isinstance(value, list) else value != standard
    return value != (dict(standard) if isinstance(value, dict) else standard) and value != {}


def answered(report: dict, verdict: str) -> list[str]:
    """The functions with this answer."""
    return [name for name, said in report["functions"].items() if said["answer"] == verdict]


def _access(report: dict) -> dict:
    realm = report["login"].get("realm", "another")
    found = {"tls": report["tls"] is not None}
    if realm != "another":
        found["realm"] = realm
    return found


def _routes(report: dict) -> dict:
    ways = report["ways"]
    gone = set(answered(report, "unsupported"))
    by_target: dict = {}
    for name in report["functions"]:
        by_target.setdefault(name.partition("/")[0], []).append(name)
    whole = {target for target, names in by_target.items() if set(names) <= gone}
    documented = {name for name in gone if FUNCTIONS[tuple(name.split("/"))].documented}
    single = {name for name in documented if name.partition("/")[0] not in whole}
    extensions = [name for name in answered(report, "ok") if not FUNCTIONS[tuple(name.split("/"))].documented]
    return {
        "routing": "body" if ways["decides"] == "body" else "path",
        "bare_path": ways["bare"] == "ok",
        "missing": sorted({target for target in whole if target != "schedule"} | single),
        "extensions": sorted(extensions),
        "statuses": {name: report["functions"][name]["status"] for name in answered(report, "status")},
        "open_door": report["open_door"] if report["open_door"] in _OPEN_DOOR else "",
    }


def _answers(report: dict) -> dict:
    unsupported, answers = report["unsupported"], report["answers"]
    heard = {name: said for name, said in report["functions"].items() if said["answer"] == "ok"}
    found = {
        "echoes": {
            name: said["echo"]
            for name, said in heard.items()
            if said["echo"] != "another" and said["echo"] != FUNCTIONS[tuple(name.split("/"))].reply_action
        },
        "messages": {
            name: said["says"] for name, said in heard.items() if said["says"] not in ("OK", "another text", "nothing")
        },
        "trailing_bytes": JUNK if answers["trailing_bytes"] else "",
        "charset": "latin-1" if answers["charset"] == "latin-1" else "utf-8",
        "empty_replies": sorted(answered(report, "empty")),
        "html_replies": sorted(answered(report, "page")),
        "info_uptime": "Uptime" in report["objects"].get("system/info", {}).get("Status", {}),
        "numbers_as_text": report["objects"].get("system/status", {}).get("UpTime") == "digits",
    }
    if unsupported["marker"]:
        found["unsupported_message"] = (
            unsupported["says"] if unsupported["says"].lower() == unsupported["marker"] else unsupported["marker"]
        )
        found["unsupported_retcode"] = unsupported["retcode"]
    return found


def _lists(report: dict) -> dict:
    lists = report["lists"].values()
    sizes = [shown["pages"].get("size") for shown in lists if shown["pages"].get("kind") == "paged"]
    counts = any(shown["pages"].get("counts") for shown in lists)
    masked = {
        target: [name for name, forms in shown["fields"].items() if "stars" in forms]
        for target, shown in report["lists"].items()
    }
    return {
        "page_size": next((size for size in sizes if size), USUAL_PAGE if sizes or counts else None),
        "item_key": "Item" if any(shown["item"] == "Item" for shown in lists) else "item",
        "omit_empty_item": any(shown["item"] == "missing" and shown["records"] == "none" for shown in lists),
        "single_item_as_object": any(shown["holds"] == "object" for shown in lists),
        "masked_fields": {target: names for target, names in masked.items() if names},
        "fields": _new_fields(report),
        "absent_fields": _absent_fields(report),
        "words": _WORDS if "=Succ" in _forms(report, "doorlog", "Status") else {},
        "builtin_schedules": {"=1001", "=1002"} <= set(_forms(report, "schedule", "DisplayID")),
    }


def _forms(report: dict, target: str, name: str) -> list[str]:
    return report["lists"].get(target, {}).get("fields", {}).get(name, [])


def _seen_fields(report: dict):
    """Target and its fields, of the lists that had records; the names of a user's schedules count as one."""
    for target, shown in report["lists"].items():
        if shown["records"] != "none":
            names = set(shown["fields"])
            if target == "user" and names & set(SCHEDULE_KEYS):
                names = names - set(SCHEDULE_KEYS) | {"ScheduleRelay"}
            yield target, names


def _new_fields(report: dict) -> dict[str, str]:
    return {
        f"{target}.{name}": standard(_forms(report, target, name))
        for target, names in _seen_fields(report)
        for name in sorted(names - set(KINDS[target].defaults) - {"ID"})
    }


def _absent_fields(report: dict) -> list[str]:
    return sorted(
        f"{target}.{name}" for target, names in _seen_fields(report) for name in {*KINDS[target].defaults, "ID"} - names
    )


def standard(forms: list[str]) -> str:
    """What a record has in a field by itself: a value that the vendor has fixed, where all had the same one."""
    return forms[0][1:] if len(forms) == 1 and forms[0].startswith("=") else ""


def _people(report: dict) -> dict:
    fields = report["lists"].get("user", {}).get("fields", {})
    named = [name for name in SCHEDULE_KEYS if name in fields and fields[name] != ["list"]]
    found = {
        "user_filter": report["ways"]["user_filter"],
        "user_schedule_list": "list" in fields.get("Schedule", []),
        "card_read_limit": report["limits"]["cards_cut_at"],
    }
    if named:
        found["user_schedule_read"] = named[0]
    return found


def _config(report: dict) -> dict:
    config = report["config"]
    if config is None:
        return {}
    keys, secrets = set(config["keys"]), config["secrets"]
    return {
        "config": dict.fromkeys(sorted(keys - set(FACTORY)), ""),
        "config_absent": sorted(set(FACTORY) - keys),
        "masked_keys": sorted(key for key, form in secrets.items() if form == "stars"),
        "encoded_keys": sorted(key for key, form in secrets.items() if form == "base64"),
    }


def _writes(report: dict) -> dict:
    if report["writes"] is None:
        return {}
    found: dict = {"closed_paths": [], "missing": [], "extensions": [], "echoes": {}, "messages": {}}
    for name, step in _steps(report["writes"]["targets"]):
        documented = FUNCTIONS[tuple(name.split("/"))].documented
        if step["way"] is None and documented:
            found["missing"].append(name)
        if step["way"] is not None and not documented:
            found["extensions"].append(name)
        if step["way"] is not None and "own" in step["closed"]:
            found["closed_paths"].append(name)
        if step["answer"] == "ok":
            _note_words(found, name, step)
    for part in (_written_people, _written_schedules, _written_config):
        for name, value in part(report["writes"]["targets"]).items():
            found[name] = _together(found.get(name), value)
    return found


def _steps(targets: dict):
    """Function -> the step that shows it."""
    for target, steps in targets.items():
        for action, names in {"add": ("add", "add_nothing"), "set": ("set", "set_unknown", "set_nothing"),
                              "del": ("del_unknown",)}.items():  # fmt: skip
            step = next((steps[name] for name in names if name in steps), None)
            if step is not None:
                yield f"{target}/{action}", step


def _note_words(found: dict, name: str, step: dict) -> None:
    if step["echo"] not in ("another", FUNCTIONS[tuple(name.split("/"))].reply_action):
        found["echoes"][name] = step["echo"]
    if step["says"] not in ("OK", "another text", "nothing"):
        found["messages"][name] = step["says"]


def _written_people(targets: dict) -> dict:
    steps = targets.get("user", {})
    if not steps.get("add", {}).get("kept"):
        return {}
    needed = [name for name, taken in steps["lacking"].items() if taken is not True]
    keys = steps["schedule_keys"]
    return {
        "user_write_retcode": steps["add"]["retcode"],
        "required_on_add": {"user": sorted({"Name", *needed})},
        "refused_on_add": {"user": sorted(keys["refused_on_add"])} if keys["refused_on_add"] else {},
        # their order counts
        "user_schedule_write": tuple(keys["taken"]),
        "user_schedule_separators": "".join(keys["separators"]),
    }


def _written_schedules(targets: dict) -> dict:
    steps = targets.get("schedule", {})
    if not steps.get("add", {}).get("kept"):
        return {}
    found: dict = {"schedule_write_retcode": steps["add"]["retcode"]}
    if steps["lacking"]["Type"] is True:
        found["required_on_add"] = {"schedule": ["Name"]}
    if steps.get("del", {}).get("by") == "Name":
        found["selectors"] = {"schedule": ["Name"]}
    return found


def _written_config(targets: dict) -> dict:
    steps = targets.get("config", {})
    if "post" not in steps:
        return {}
    found: dict = {"config_single": steps.get("several") not in ("ok", "unknown", None)}
    if steps["post"]["answer"] == "unsupported":
        found["refused_post"] = ["config/set"]
    if steps["way"] == "get":
        found["extra_get"] = ["config/set"]
    shown: dict = {"echoes": {}, "messages": {}}
    if steps["way"]:
        _note_words(shown, "config/set", steps[steps["way"]])
    return {**found, **shown}
