# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The surprises of device-facts 13.2 that a report shows, by their number there."""

from __future__ import annotations


def oddities(report):
    """What of the list this door does, each as ``item`` and ``text``."""
    return [{"item": item, "text": text} for item, text, shows in SURPRISES if shows(report)]


def _schedule(report):
    fields = report["lists"].get("user", {}).get("fields", {})
    return {name: forms for name, forms in fields.items() if name in ("ScheduleRelay", "Schedule-Relay", "Schedule")}


def _pairs(report):
    return [form for forms in _schedule(report).values() for form in forms if "N-N" in form]


def _written(report, target):
    return ((report["writes"] or {}).get("targets") or {}).get(target, {})


def _step(report, target, step):
    return _written(report, target).get(step) or {}


def _keys(report):
    return _written(report, "user").get("schedule_keys") or {}


def _contact_has_no_id(report):
    contact = report["lists"].get("contact", {})
    return bool(contact.get("fields")) and "ID" not in contact["fields"]


def _wrong_echo(report):
    return any(
        said.get("answer") == "ok" and said.get("echo") not in (name.partition("/")[2], None)
        for name, said in report["functions"].items()
    )


def _answers(report, *kinds):
    return any(said["answer"] in kinds for said in report["functions"].values())


def _has_pages(report, **members):
    return any(
        all(shown["pages"].get(name) == value for name, value in members.items()) for shown in report["lists"].values()
    )


def _secrets(report, word):
    return word in ((report["config"] or {}).get("secrets") or {}).values()


SURPRISES = (
    (1, "a good user add has retcode 1 and no data",
     lambda report: _step(report, "user", "add").get("retcode") == 1 and not _step(report, "user", "add").get("data")),
    (2, "a function is refused with a negative retcode and HTTP 200",
     lambda report: _answers(report, "refused") or report["unsupported"].get("retcode") == -1),
    (3, "a request without target and action is answered as one that is unsupported",
     lambda report: report["ways"]["without_envelope"] == "unsupported"),
    (4, 'the door says "hanlders"', lambda report: "hanlders" in (report["unsupported"].get("marker") or "")),
    (5, "an unsupported function has a positive retcode", lambda report: (report["unsupported"].get("retcode") or 0) > 0
     and bool(report["unsupported"].get("marker"))),
    (6, "the Ret of a good rfkey add is the number of the record",
     lambda report: _step(report, "rfkey", "add").get("ret") == "number"),
    (7, "an unknown contact can't be removed, an unknown group can",
     lambda report: _step(report, "contact", "del_unknown").get("answer") == "refused"
     and _step(report, "group", "del_unknown").get("answer") == "ok"),
    (8, "a schedule is taken under its hyphenated name alone, and read under the plain one",
     lambda report: _keys(report).get("taken") == ["Schedule-Relay"] and "ScheduleRelay" in _schedule(report)),
    (9, "the hyphenated name of a schedule is ignored", lambda report: _keys(report).get("taken") == ["ScheduleRelay"]),
    (10, "a user's schedule comes as a bare Schedule, or contacts have no ID",
     lambda report: list(_schedule(report)) == ["Schedule"] or _contact_has_no_id(report)),
    (11, "an add with the key Schedule is an error of parameters (-100)",
     lambda report: _keys(report).get("refused_on_add", {}).get("Schedule") == -100),
    (12, "pairs behind a semicolon are cut off", lambda report: _keys(report).get("separators") == [","]),
    (13, "the schedules of a user end with a separator, or name several relays in one pair",
     lambda report: any(form[-1] in ",;" or "NN" in form for form in _pairs(report))),
    (15, "a list has pages", lambda report: _has_pages(report, kind="paged")),
    (15, "the page that is asked for is ignored", lambda report: _has_pages(report, kind="ignored")),
    (15, "an empty list has no item", lambda report: any(
        shown["item"] == "missing" for shown in report["lists"].values())),
    (15, "records are called Item", lambda report: any(shown["item"] == "Item" for shown in report["lists"].values())),
    (15, "one record comes as an object", lambda report: any(
        shown["holds"] == "object" for shown in report["lists"].values())),
    (16, "a field that a change leaves out is lost", lambda report: bool(_step(report, "user", "set").get("wipes"))),
    (18, "the cards of a person are cut at 63 characters", lambda report: bool(report["limits"]["cards_cut_at"])),
    (19, "an unknown group of a contact becomes Default",
     lambda report: _written(report, "contact").get("unknown_group") == "Default"),
    (21, "the realm has a blank", lambda report: report["login"].get("realm") == "HTTP API"),
    (22, "a request without a login is refused with HTTP 403, which is a whitelist or an API that is off",
     lambda report: report["login"]["status"] == 403),
    (23, "plain HTTP is redirected with status 308", lambda report: report["plain_http"] == 308),
    (23, "TLS is too old for today's ciphers",
     lambda report: bool(report["tls"] and report["tls"]["needs_legacy_tls"])),
    (24, "bytes follow the JSON", lambda report: report["answers"]["trailing_bytes"]),
    (24, "texts are Latin-1", lambda report: report["answers"]["charset"] == "latin-1"),
    (24, "an answer with HTTP 200 is empty", lambda report: _answers(report, "empty")),
    (24, "an answer with HTTP 200 is a web page", lambda report: _answers(report, "page")),
    (25, "the configuration is set by GET and not by POST",
     lambda report: _written(report, "config").get("way") == "get"),
    (25, "a change of the configuration is accepted and not kept",
     lambda report: _written(report, "config").get("kept") is False),
    (26, "passwords come as stars", lambda report: _secrets(report, "stars")),
    (26, "passwords come in base64", lambda report: _secrets(report, "base64")),
    (27, "the time since the start is given in days",
     lambda report: report["objects"].get("system/info", {}).get("Status", {}).get("Uptime") == "days"),
    (27, "numbers come as text", lambda report: report["objects"].get("system/status", {}).get("UpTime") == "digits"),
    (28, "a page opens doors by URL", lambda report: report["open_door"] in ("result", "plain", "empty")),
    (30, "the door log has words for the outcome", lambda report: any(
        form in ("=Succ", "=Failed", "=Success", "text")
        for form in report["lists"].get("doorlog", {}).get("fields", {}).get("Status", ()))),
    (30, "the door log has numbers for the outcome", lambda report: any(
        form in ("=0", "=1") for form in report["lists"].get("doorlog", {}).get("fields", {}).get("Status", ()))),
    (31, "the echo of an answer is another function's", _wrong_echo),
    (32, "a person who is there already can't be added again",
     lambda report: _step(report, "user", "add_again").get("answer") == "refused"),
)  # fmt: skip
