# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A door's row on the report's page: two lines at most, the whole story behind a fold, and what it is sorted by."""

from __future__ import annotations

import re
from datetime import datetime

from .markup import Markup, joined, tag
from .report import SIP_STATES, STATES, needs_look, rank, still_drifted
from .reportcsv import drift_word
from .runfiles import TIME

NONE = "\u2013"
COLUMNS = ("Door", "Site", "Model", "Firmware", "SIP", "Users", "Score", "Drift", "State", "Last runs")
# What the tiles count and the page can be narrowed down to: key -> heading, and whether a row belongs to it.
LOOKS = {
    "silent": ("Did not answer", lambda row: bool(row["answer"]) and row["answer"]["outcome"] != "ok"),
    "look": ("Need a look", needs_look),
    "sip": ("SIP not registered", lambda row: row["sip"] not in ("", "disabled", "registered")),
    "drift": ("Drifted", lambda row: still_drifted(row["drift"])),
}
_WORDS = {"not_tried": "not tried", "registration_failed": "failed"}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_GOOD = ("ok", "changed")


def word(value):
    """A key as people read it."""
    return _WORDS.get(value, value.replace("_", " "))


def or_none(value):
    """The value, or a dash for what isn't known."""
    return NONE if value in (None, "") else value


def time_tag(text, shape="%d %b %H:%M"):
    """A time for people, with the whole of it for programs; in English whatever the controller's language is."""
    moment = datetime.strptime(text, TIME)
    return tag("time", moment.strftime(shape.replace("%b", _MONTHS[moment.month - 1])), datetime=text)


def small(*children):
    """The second line of a cell, or a remark below a heading."""
    return tag("small", *children)


def worst_first(row):
    """What doors are sorted by at first: by state, then drift, SIP and score, and by name among equals."""
    score = row["hardening"]["score"] if row["hardening"] else None
    return (
        rank(row["state"], STATES),
        not LOOKS["drift"][1](row),
        not LOOKS["sip"][1](row),
        101 if score is None else score,
        row["door"],
    )


def door_row(row, generated):
    """The row of a door, on one line of text."""
    stale = row["known_at"] and row["known_at"] != generated
    known = {"klass": "stale"} if stale else {}
    as_of = [small("as of ", time_tag(row["known_at"], "%d %b"))] if stale else []
    cells = [
        _cell(row["door"], name="th", scope="row"),
        _cell(row["site"]),
        _cell(or_none(row["model"]), **known),
        _cell(or_none(row["firmware"]), *_note(row["firmware_state"], "compliant"), **known),
        tag("td", *_sip(row["accounts"]), data_sort=_place(row["sip"], SIP_STATES), **known),
        tag("td", _line(or_none(row["users"])), *as_of, klass="number", data_sort=or_none(row["users"])),
        tag("td", *_score(row["hardening"]), klass="number", data_sort=_score_of(row["hardening"])),
        tag("td", *_drift(row["drift"])),
        tag("td", *_state(row), data_sort=_place(row["state"], STATES)),
        tag("td", *_jobs(row["jobs"])),
    ]
    marks = {f"data_{key}": row[key] for key in ("site", "model", "firmware", "state")}
    looks = " ".join(key for key, (_heading, belongs) in LOOKS.items() if belongs(row))
    return Markup(str(tag("tr", *cells, data_look=looks, **marks)).replace("\n", " ").replace("\r", " "))


def _line(*children, **attributes):
    return tag("span", *children, **{"klass": "line", **attributes})


def _cell(text, *more, name="td", **attributes):
    return tag(name, _line(text), *more, **attributes)


def _note(text, expected):
    return [] if text in ("", expected) else [small(word(text))]


def _place(value, order):
    return order.index(value) if value in order else NONE


def _sip(accounts):
    """Accounts of one status on one line, the worst status first, and all that are well or off on the second."""
    if not accounts:
        return [NONE]
    by_status = {}
    for account in sorted(accounts, key=lambda account: rank(account["status"], SIP_STATES)):
        by_status.setdefault(account["status"], []).append(str(account["account"]))
    lines = [
        tag("span", f"{', '.join(numbers)} {word(status)}", klass=f"sip-{status}")
        for status, numbers in by_status.items()
    ]
    rest = joined(piece for place, part in enumerate(lines[1:]) for piece in ([", "] if place else []) + [part])
    return [_line(lines[0]), *([_line(rest)] if len(lines) > 1 else [])]


def _score_of(hardening):
    return NONE if hardening is None else or_none(hardening["score"])


def _score(hardening):
    parts = [_line(_score_of(hardening))]
    if hardening and hardening["failed"]:
        worst = [check["id"] for check in hardening["failed"] if check["severity"] in ("critical", "high")]
        other = len(hardening["failed"]) - len(worst)
        named = [*worst, *([f"{other} {'more' if worst else 'minor'}"] if other else [])]
        parts.append(small(", ".join(named)))
    return parts


def _drift(drift):
    if drift is None:
        return [NONE]
    parts = [_line(drift_word(drift), klass="line drifted" if still_drifted(drift) else "line")]
    about = [section.replace("akuvox_", "", 1) for section in drift["sections"]]
    if drift["unchecked"]:
        about.append(f"not checked: {', '.join(drift['unchecked'])}")
    lines = [", ".join(about)] if about else []
    if drift["drifted"]:
        after = [tag("span", f", then {word(said['job'])} ", time_tag(said["at"])) for said in drift["after"]]
        lines += [", seen " if lines else "seen ", time_tag(drift["at"]), *after]
    return [*parts, *([small(*lines)] if lines else [])]


def _state(row):
    """The state, and why: what the door itself said comes before what a job did."""
    # the request that failed would fill the line; it stands in the whole list of runs
    reason = re.sub(r"^(?:GET|POST) \S+: ", "", _reason(row))
    pill = tag("span", word(row["state"]), klass=f"state s-{row['state']}")
    return [pill, *([tag("p", reason)] if reason else [])]


def _reason(row):
    answer = row["answer"]
    if answer and answer["outcome"] != "ok":
        return answer["reason"]
    worst = min(row["jobs"].values(), key=lambda job: rank(job["outcome"], STATES), default=None)
    return "" if worst is None or worst["outcome"] in _GOOD else worst["reason"]


def _jobs(jobs):
    """The worst of the last runs in a line; all of them behind it, worst first."""
    if not jobs:
        return [NONE]
    ordered = sorted(jobs.items(), key=lambda item: (rank(item[1]["outcome"], STATES), item[1]["at"]))
    name, said = ordered[0]
    others = f" +{len(ordered) - 1}" if len(ordered) > 1 else ""
    first = tag("summary", f"{word(name)} ", _outcome(said), " ", time_tag(said["at"], "%d %b"), others)
    return [tag("details", first, tag("ul", *(_job(*item) for item in ordered), klass="jobs"))]


def _outcome(said):
    text = "would change" if said["check_mode"] and said["outcome"] == "changed" else word(said["outcome"])
    return tag("span", text, klass=f"o-{said['outcome']}")


def _job(name, said):
    reason = "" if said["outcome"] in _GOOD else said["reason"]
    return tag("li", _outcome(said), f": {word(name)} ", time_tag(said["at"]), *([tag("p", reason)] if reason else []))
