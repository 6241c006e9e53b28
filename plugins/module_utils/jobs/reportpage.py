# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a fleet as an HTML page.

The page is of one file and asks nobody for anything: its policy allows its own style and script by their hashes, and
nothing else. All text in it comes from users, devices and files, so it is escaped where it gets in, by ``markup``.
"""

from __future__ import annotations

from string import Template

from ..shortened import shortened
from .markup import Markup, content_policy, escape, joined, tag
from .report import STATES
from .reportrow import COLUMNS, LOOKS, NONE, door_row, or_none, small, time_tag, word, worst_first

# What is listed in full before the rest is only counted.
_LISTED = 12
# Doors that the browser lays out at first. The others are text until they are asked for: layout is what costs it time.
FIRST_ROWS = 200


def page(report, template, style, script):
    """The report as a page, of a template with its style and script."""
    rows = [door_row(row, report["generated"]) for row in sorted(report["doors"], key=worst_first)]
    return Template(template).substitute(
        title=escape(report["title"]),
        policy=escape(content_policy(style, script)),
        style=style,
        script=script,
        generated=time_tag(report["generated"], "%d %b %Y, %H:%M UTC"),
        notices=_notices(report),
        tiles=_tiles(report["summary"]),
        sites=_sites(report["summary"]["sites"]),
        breakdowns=joined(
            _breakdown(heading, counted, report["summary"]["doors"]) for heading, counted in _breakdowns(report)
        ),
        filters=_filters(report["doors"]),
        heads=joined(_heads(COLUMNS)),
        rows=Markup("\n").join(rows[:FIRST_ROWS]),
        # Without JavaScript it is a second table; with it, one piece of text that costs next to nothing.
        rest=_second_table(rows[FIRST_ROWS:]),
        changes=_changes(report.get("changes")),
        runs=_runs(report["runs"]),
    )


def _second_table(rows):
    if not rows:
        return ""
    return Markup("\n").join([Markup('<table class="doors"><tbody>'), *rows, Markup("</tbody></table>")])


# -- the top of the page -----------------------------------------------------------------------------------------------


def _notices(report):
    """What the reader has to know before they trust the rest."""
    notices = []
    if report["problems"]:
        files = [tag("li", tag("b", problem["file"]), f" {problem['reason']}") for problem in report["problems"]]
        notices.append(
            tag("div", tag("p", "These run files could not be used. What they say is missing here:"), tag("ul", *files),
                klass="notice", role="alert")
        )  # fmt: skip
    others = report["other_doors"]
    if others:
        shown = shortened(others, _LISTED)
        notices.append(tag("p", f"Run files also speak of doors that this report is not for: {shown}."))
    if report["older_files"]:
        notices.append(tag("p", f"Run files left out because of their age: {report['older_files']}."))
    return joined(notices)


def _tiles(figures):
    def of(part, whole):
        return f"{part} of {whole}" if whole else NONE

    tiles = (
        ("Doors", figures["doors"], "", "*"),
        ("Answered", of(figures["answered"], figures["asked"]), figures["answered"] < figures["asked"] and "bad",
         "silent"),
        ("Need a look", figures["failed"], figures["failed"] and "bad", "look"),
        ("SIP registered", of(figures["sip_registered"], figures["sip_used"]),
         figures["sip_registered"] < figures["sip_used"] and "warn", "sip"),
        ("Drifted", of(figures["drifted"], figures["drift_checked"]), figures["drifted"] and "warn", "drift"),
        ("Hardening score", or_none(figures["score"]), "", None),
        ("Users on doors", or_none(figures["users"]), "", None),
    )  # fmt: skip
    return joined(
        tag("div", tag("dt", name, **_picks(look=look)), tag("dd", value), klass=mood or None)
        for name, value, mood, look in tiles
    )


def _picks(**filters):
    """Attributes of what narrows the doors down when it is clicked: the values of the filters that it sets."""
    return {f"data_pick_{key}": value for key, value in filters.items() if value is not None}


def _sites(sites):
    heads = ("Site", "Doors", "Need a look", "SIP", "Drifted", "Score", "Users")
    rows = [
        tag(
            "tr",
            tag("th", site, scope="row", **_picks(site=site)),
            tag("td", figures["doors"]),
            tag("td", figures["failed"], klass="bad" if figures["failed"] else None),
            tag("td", f"{figures['sip_registered']} of {figures['sip_used']}" if figures["sip_used"] else NONE),
            tag("td", figures["drifted"] if figures["drift_checked"] else NONE),
            tag("td", or_none(figures["score"])),
            tag("td", or_none(figures["users"])),
        )
        for site, figures in sites.items()
    ]
    return _folded("Sites", len(sites), _table(heads, rows, "sites"))


def _table(heads, rows, klass):
    head = tag("thead", tag("tr", *_heads(heads)))
    return tag("table", head, tag("tbody", *rows), klass=klass)


def _heads(names):
    return [tag("th", name, scope="col") for name in names]


def _breakdowns(report):
    """What the bars are of: heading -> what is counted, its number, and the filters that a click on it sets."""
    summary = report["summary"]
    versions = {f"{row['model']} {row['firmware']}".strip(): row for row in report["doors"]}
    yield "State", [(value, count, {"state": value}) for value, count in summary["states"].items()]
    models = {row["model"] for row in report["doors"]}
    yield (
        "Model",
        [(value, count, {"model": value if value in models else ""}) for value, count in summary["models"].items()],
    )
    yield (
        "Firmware",
        [
            (value, count, {key: versions[value][key] if value in versions else "" for key in ("model", "firmware")})
            for value, count in summary["firmwares"].items()
        ],
    )


def _breakdown(heading, counted, total):
    rows = [
        tag(
            "li",
            tag("span", word(value), **_picks(**filters)),
            # a bar without a style attribute, which the policy forbids
            tag(
                "svg",
                tag("rect", width=f"{100 * count / total:.1f}%", height="100%"),
                aria_hidden="true",
                klass=f"s-{value}" if value in STATES else None,
            ),
            tag("b", count),
        )
        for value, count, filters in counted
    ]
    return _folded(heading, len(counted), tag("ul", *rows, klass="bars"))


def _folded(heading, number, content):
    """A part of the page that can be folded away; a long one is at first."""
    opening = "<details>" if number > _LISTED else "<details open>"
    return joined([Markup(opening), tag("summary", f"{heading} ({number})"), content, Markup("</details>")])


def _filters(rows):
    def choice(name, key, order=()):
        values = {row[key] for row in rows}
        ordered = [value for value in order if value in values] or sorted(values)
        return _choice(name, key, {value: word(value) or "unknown" for value in ordered})

    return joined(
        [
            _choice("Show", "look", {key: heading for key, (heading, _belongs) in LOOKS.items()}),
            choice("Site", "site"),
            choice("Model", "model"),
            choice("Firmware", "firmware"),
            choice("State", "state", STATES),
        ]
    )


def _choice(name, key, options):
    """A list to choose one value of a filter from."""
    listed = [tag("option", label, value=value) for value, label in options.items()]
    everything = Markup('<option value="*">All</option>')
    return tag("label", tag("span", name), tag("select", everything, *listed, data_filter=key))


def _changes(changes):
    """What has changed, where the report was asked for it: a line for each change, and doors with the same together."""
    if not changes:
        return ""
    alike = {}
    for event in changes["events"]:
        alike.setdefault((event["since"], event["at"], event["run"], event["text"]), []).append(event["door"])
    rows = [
        tag(
            "tr",
            tag("td", at[:16].replace("T", " ")),
            tag("td", run.rpartition("-")[0] if run else "by none of the runs"),
            tag("td", ", ".join(doors) if len(doors) <= _LISTED else f"{len(doors)} doors"),
            tag("td", text),
        )
        for (_since, at, run, text), doors in alike.items()
    ]
    if not rows:
        return tag("p", f"Nothing has changed since {changes['since'][:16].replace('T', ' ')}.")
    return _folded("Changes", len(rows), _table(("When", "Job", "Doors", "What"), rows, "runs"))


def _runs(runs):
    if not runs:
        return tag("p", "No run files were given.")
    heads = ("Job", "Began", "Ended", "Doors", "File")
    rows = [
        tag(
            "tr",
            tag("th", word(run["job"]), *([small("check mode")] if run["check_mode"] else []), scope="row"),
            tag("td", time_tag(run["started"], "%d %b %Y %H:%M")),
            tag("td", time_tag(run["finished"], "%d %b %Y %H:%M") if run["finished"] else "was cut off, or lasts"),
            tag("td", run["doors"]),
            tag("td", run["file"]),
        )
        for run in runs
    ]
    return _folded("Run files", len(runs), _table(heads, rows, "runs"))
