# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a fleet as an HTML page.

The page is of one file and asks nobody for anything: its policy allows its own style and script by their hashes, and
nothing else. All text in it comes from users, devices and files, so it is escaped where it gets in, by ``markup``.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from string import Template

from .markup import Markup, escaped, joined, tag
from .report import SIP_STATES, STATES
from .reportcsv import drift_word
from .runfiles import TIME

NONE = "\u2013"
# What is listed in full before the rest is only counted.
_LISTED = 12
_WORDS = {"not_tried": "not tried", "registration_failed": "failed"}
COLUMNS = ("Door", "Site", "Model", "Firmware", "SIP", "Users", "Score", "Drift", "State", "Last runs")


def page(report, template, style, script):
    """The report as a page, of a template with its style and script."""
    return Template(template).substitute(
        title=escaped(report["title"]),
        policy=escaped(
            f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
            "base-uri 'none'; form-action 'none'"
        ),
        style=style,
        script=script,
        generated=_time(report["generated"], "%d %b %Y, %H:%M UTC"),
        notices=_notices(report),
        tiles=_tiles(report["summary"]),
        sites=_sites(report["summary"]["sites"]),
        breakdowns=joined(
            _breakdown(heading, report["summary"][key], report["summary"]["doors"])
            for heading, key in (("State", "states"), ("Model", "models"), ("Firmware", "firmwares"))
        ),
        filters=_filters(report["doors"]),
        heads=joined(_heads(COLUMNS)),
        rows=Markup("\n".join(_row(row, report["generated"]) for row in report["doors"])),
        runs=_runs(report["runs"]),
    )


def _hash(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _time(text, shape="%d %b %H:%M"):
    """A time for people, with the whole of it for programs; in English whatever the controller's language is."""
    moment = datetime.strptime(text, TIME)
    month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[moment.month - 1]
    return tag("time", moment.strftime(shape.replace("%b", month)), datetime=text)


def _word(value):
    return _WORDS.get(value, value.replace("_", " "))


def _or_none(value):
    return NONE if value in (None, "") else value


# -- the top of the page -----------------------------------------------------------------------------------------------


def _notices(report):
    """What readers have to know before they trust the rest."""
    notices = []
    if report["problems"]:
        files = [tag("li", tag("b", problem["file"]), f" {problem['reason']}") for problem in report["problems"]]
        notices.append(
            tag("div", tag("p", "These run files could not be used. What they say is missing here:"), tag("ul", *files),
                klass="notice", role="alert")
        )  # fmt: skip
    others = report["other_doors"]
    if others:
        more = f" and {len(others) - _LISTED} more" if len(others) > _LISTED else ""
        notices.append(
            tag("p", f"Run files also speak of doors that this report is not for: {', '.join(others[:_LISTED])}{more}.")
        )
    if report["older_files"]:
        notices.append(tag("p", f"Run files left out because of their age: {report['older_files']}."))
    return joined(notices)


def _tiles(figures):
    def of(part, whole):
        return f"{part} of {whole}" if whole else NONE

    tiles = (
        ("Doors", figures["doors"], ""),
        ("Answered", of(figures["answered"], figures["asked"]), figures["answered"] < figures["asked"] and "bad"),
        ("Need a look", figures["failed"], figures["failed"] and "bad"),
        ("SIP registered", of(figures["sip_registered"], figures["sip_used"]),
         figures["sip_registered"] < figures["sip_used"] and "warn"),
        ("Drifted", of(figures["drifted"], figures["drift_checked"]), figures["drifted"] and "warn"),
        ("Hardening score", _or_none(figures["score"]), ""),
        ("Users on doors", _or_none(figures["users"]), ""),
    )  # fmt: skip
    return joined(tag("div", tag("dt", name), tag("dd", value), klass=mood or None) for name, value, mood in tiles)


def _sites(sites):
    heads = ("Site", "Doors", "Need a look", "SIP", "Drifted", "Score", "Users")
    rows = [
        tag(
            "tr",
            tag("th", site, scope="row"),
            tag("td", figures["doors"]),
            tag("td", figures["failed"], klass="bad" if figures["failed"] else None),
            tag("td", f"{figures['sip_registered']} of {figures['sip_used']}" if figures["sip_used"] else NONE),
            tag("td", figures["drifted"] if figures["drift_checked"] else NONE),
            tag("td", _or_none(figures["score"])),
            tag("td", _or_none(figures["users"])),
        )
        for site, figures in sites.items()
    ]
    return _folded("Sites", len(sites), _table(heads, rows, "sites"))


def _table(heads, rows, klass):
    head = tag("thead", tag("tr", *_heads(heads)))
    return tag("table", head, tag("tbody", *rows), klass=klass)


def _heads(names):
    return [tag("th", name, scope="col") for name in names]


def _breakdown(heading, counts, total):
    rows = [
        tag(
            "li",
            tag("span", _word(value)),
            # a bar without a style attribute, which the policy forbids
            tag(
                "svg",
                tag("rect", width=f"{100 * count / total:.1f}%", height="100%"),
                aria_hidden="true",
                klass=f"s-{value}" if value in STATES else None,
            ),
            tag("b", count),
        )
        for value, count in counts.items()
    ]
    return _folded(heading, len(counts), tag("ul", *rows, klass="bars"))


def _folded(heading, number, content):
    """A part of the page that can be folded away; a long one is at first."""
    opening = "<details>" if number > _LISTED else "<details open>"
    return joined([Markup(opening), tag("summary", f"{heading} ({number})"), content, Markup("</details>")])


def _filters(rows):
    def choice(name, key, order=()):
        values = {row[key] for row in rows}
        ordered = [value for value in order if value in values] or sorted(values)
        options = [tag("option", _word(value) or "unknown", value=value) for value in ordered]
        return tag(
            "label",
            tag("span", name),
            tag("select", Markup('<option value="*">All</option>'), *options, data_filter=key),
        )

    return joined(
        [
            choice("Site", "site"),
            choice("Model", "model"),
            choice("Firmware", "firmware"),
            choice("State", "state", STATES),
        ]
    )


# -- a row for each door -----------------------------------------------------------------------------------------------


def _row(row, generated):
    stale = row["known_at"] and row["known_at"] != generated
    known = {"klass": "stale"} if stale else {}
    cells = [
        tag("th", row["door"], scope="row"),
        tag("td", row["site"]),
        tag("td", _or_none(row["model"]), **known),
        tag("td", _or_none(row["firmware"]), *_note(row["firmware_state"], "compliant"), **known),
        tag("td", *_sip(row), data_sort=_place(row["sip"], SIP_STATES), **known),
        tag("td", _or_none(row["users"]), *_as_of(row["known_at"] if stale else None), klass="number",
            data_sort=_or_none(row["users"])),
        tag("td", *_score(row["hardening"]), klass="number", data_sort=_score_of(row["hardening"])),
        tag("td", *_drift(row["drift"])),
        tag("td", tag("span", _word(row["state"]), klass=f"state s-{row['state']}"), *_answer(row["answer"]),
            data_sort=_place(row["state"], STATES)),
        tag("td", *_jobs(row["jobs"])),
    ]  # fmt: skip
    keys = ("site", "model", "firmware", "state")
    return tag("tr", *cells, **{f"data_{key}": row[key] for key in keys})


def _as_of(time):
    return [_small("as of ", _time(time))] if time else []


def _small(*children):
    return tag("small", *children)


def _note(text, expected):
    return [] if text in ("", expected) else [_small(_word(text))]


def _place(value, order):
    return order.index(value) if value in order else NONE


def _sip(row):
    if not row["accounts"]:
        return [NONE]
    return [
        tag("div", f"{account['account']} {_word(account['status'])}", klass=f"sip-{account['status']}")
        for account in row["accounts"]
    ]


def _score_of(hardening):
    return NONE if hardening is None else _or_none(hardening["score"])


def _score(hardening):
    parts = [tag("span", _score_of(hardening))]
    if hardening and hardening["failed"]:
        worst = [check["id"] for check in hardening["failed"] if check["severity"] in ("critical", "high")]
        other = len(hardening["failed"]) - len(worst)
        told = [*worst, *([f"{other} {'more' if worst else 'minor'}"] if other else [])]
        parts.append(_small(", ".join(told)))
    return parts


def _drift(drift):
    if drift is None:
        return [NONE]
    parts = [tag("span", drift_word(drift), klass="drifted" if drift["drifted"] and not drift["after"] else None)]
    if drift["drifted"]:
        parts.append(_small("seen ", _time(drift["at"])))
        parts += [_small(f"then {_word(said['job'])} ", _time(said["at"])) for said in drift["after"]]
    if drift["sections"]:
        parts.append(_small(", ".join(section.replace("akuvox_", "", 1) for section in drift["sections"])))
    if drift["unchecked"]:
        parts.append(_small(f"not checked: {', '.join(drift['unchecked'])}"))
    return parts


def _answer(answer):
    """Why the door could not be asked; nothing where it could."""
    if answer is None or answer["outcome"] == "ok":
        return []
    verdict = [tag("b", _word(answer["verdict"])), ": "] if answer["verdict"] != "ok" else []
    return [tag("p", *verdict, answer["reason"])]


def _jobs(jobs):
    """Worst first; jobs that ended alike on one day are in one line, and what went wrong is there once."""
    if not jobs:
        return [NONE]
    alike = {}
    for name, said in sorted(jobs.items(), key=lambda item: (STATES.index(item[1]["outcome"]), item[1]["at"])):
        outcome = "would change" if said["check_mode"] and said["outcome"] == "changed" else _word(said["outcome"])
        reason = "" if said["outcome"] in ("ok", "changed") else said["reason"]
        alike.setdefault((said["outcome"], outcome, reason, said["at"][:10]), []).append((name, said["at"]))
    return [tag("ul", *(_alike(*key, members) for key, members in alike.items()), klass="jobs")]


def _alike(outcome, word, reason, day, members):
    told = [tag("span", word, klass=f"o-{outcome}"), " ", _time(members[0][1], "%d %b"), ": "]
    for place, (name, at) in enumerate(members):
        told += [", " if place else "", _word(name), " ", _time(at, "%H:%M")]
    return tag("li", *told, *([tag("p", reason)] if reason else []))


def _runs(runs):
    if not runs:
        return tag("p", "No run files were given.")
    heads = ("Job", "Began", "Ended", "Doors", "File")
    rows = [
        tag(
            "tr",
            tag("th", _word(run["job"]), *([_small("check mode")] if run["check_mode"] else []), scope="row"),
            tag("td", _time(run["started"], "%d %b %Y %H:%M")),
            tag("td", _time(run["finished"], "%d %b %Y %H:%M") if run["finished"] else "was cut off, or lasts"),
            tag("td", run["doors"]),
            tag("td", run["file"]),
        )
        for run in runs
    ]
    return _folded("Run files", len(runs), _table(heads, rows, "runs"))
