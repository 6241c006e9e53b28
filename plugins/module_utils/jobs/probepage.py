# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A door's report as a page: for people to read before the JSON is given away. It asks nobody for anything."""

from __future__ import annotations

from string import Template

from .markup import content_policy, escape, joined, tag

_STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #8882; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem .25rem 0; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
pre { background: var(--soft); padding: .8rem; overflow-x: auto; font-size: .8rem; }
.notice { border-left: .3rem solid #bf8700; padding: .2rem 1rem; background: var(--soft); }
"""

_TEMPLATE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Probe: $title</title>
<style>$style</style>
</head>
<body>
<h1>$title</h1>
<p>What this model and firmware answer. Read it before you give the file beside it away.</p>
$body
</body>
</html>
"""
_READ_NAMES = (
    "No source has these names yet. Each is built as the vendor builds names, and you can tell better than a program: "
    "if one is the name of a person, a room or a company, don't give the report away."
)
_NO_NAMES = "All names in it are known from the vendor's manual or from other doors."
_GOES_OUT = (
    "The report has names of keys, kinds of values, numbers of the protocol, and the model and its versions. It has no "
    "value of a setting or record, and no address, MAC, serial number, host name, URL, name, code or password."
)


def page(report, text):
    """The page. :arg text: the report as it is given away, which is shown whole at the end."""
    device = report["device"]
    title = f"{device['model'] or 'Unknown model'} {device['firmware'] or ''}".strip()
    parts = [
        tag("section", tag("h2", "What is given away"), tag("p", _GOES_OUT), *_names(report), *_hidden(report)),
        _section("The way in", _pairs(_way_in(report))),
        _section("Surprises", _list([f"{odd['item']}: {odd['text']}" for odd in report["oddities"]])),
        _section("Functions", _table(("function", "answer", "retcode", "says", "echo"), _functions(report))),
        _section("Lists", _table(("list", "records", "pages", "fields"), _lists(report))),
        _section("Throwaway records", _writes(report["writes"])),
        _section("All of it", tag("pre", text)),
    ]
    return Template(_TEMPLATE).substitute(
        policy=escape(content_policy(_STYLE)),
        title=escape(title),
        style=_STYLE,
        body=joined(parts),
    )


def _names(report):
    if not report["new_names"]:
        return [tag("p", _NO_NAMES)]
    return [tag("div", tag("p", _READ_NAMES), _list(report["new_names"]), klass="notice", role="note")]


def _hidden(report):
    hidden = report["hidden_names"]
    said = f"{hidden} names of keys are left out, as they may be somebody's words."
    return [tag("p", said)] if hidden else []


def _section(heading, *children):
    return tag("section", tag("h2", heading), *children)


def _list(entries):
    return tag("ul", *(tag("li", entry) for entry in entries)) if entries else tag("p", "None.")


def _pairs(rows):
    return tag("div", tag("table", tag("tbody", *(tag("tr", tag("th", name), tag("td", said)) for name, said in rows))),
               klass="wide")  # fmt: skip


def _table(heads, rows):
    head = tag("thead", tag("tr", *(tag("th", name) for name in heads)))
    body = tag("tbody", *(tag("tr", *(tag("td", cell) for cell in row)) for row in rows))
    return tag("div", tag("table", head, body), klass="wide")


def _spoken(value):
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')}: {_spoken(member)}" for name, member in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_spoken, value)) or "none"
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _way_in(report):
    return [
        (name.replace("_", " "), _spoken(report[name] if report[name] is not None else "no"))
        for name in ("login", "tls", "plain_http", "open_door", "answers", "ways", "unsupported", "limits")
    ]


def _functions(report):
    for name, said in report["functions"].items():
        yield (
            name,
            said["answer"],
            said.get("retcode", said.get("status", "")),
            said.get("says", ""),
            said.get("echo", ""),
        )


def _lists(report):
    for name, shown in report["lists"].items():
        fields = ", ".join(f"{field} ({' or '.join(forms)})" for field, forms in shown["fields"].items())
        yield name, shown["records"], _spoken(shown["pages"]), fields or "none seen"


def _writes(writes):
    if not writes:
        return tag("p", "None was written: the door was only read.")
    rows = [(target, _spoken(steps)) for target, steps in writes["targets"].items()]
    return joined([_pairs(rows), tag("p", "Left out: ", _spoken(writes["left_out"]))])
