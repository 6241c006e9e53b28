# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of logs: which are new, whatever became of the device's numbers, and how they are kept."""

from __future__ import annotations

import csv
import io
import random

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.logrows import (
    from_lines,
    new_rows,
    row_of,
    stamped,
    to_csv,
    to_lines,
    zone_of,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import HIDDEN
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.logs import CALLLOG, DOORLOG


def row(number, second, name="Robin"):
    return {"id": str(number), "name": name, "date": "2026-01-02", "time": f"03:04:{second:02d}"}


def kept(*rows):
    return [stamped(entry, "GMT+3:00", "+03:00", "2026-01-02T00:30:00Z") for entry in rows]


@pytest.mark.parametrize(
    ("held", "present", "fresh"),
    {
        "first run, newest first": ([], [row(2, 2), row(1, 1)], [row(1, 1), row(2, 2)]),
        "nothing new": ([row(1, 1), row(2, 2)], [row(2, 2), row(1, 1)], []),
        "one more": ([row(1, 1)], [row(1, 1), row(2, 2)], [row(2, 2)]),
        "the oldest dropped": ([row(1, 1), row(2, 2)], [row(2, 2), row(3, 3)], [row(3, 3)]),
        "all dropped": ([row(1, 1)], [row(7, 7), row(8, 8)], [row(7, 7), row(8, 8)]),
        "the same but for the ID": ([row(1, 1)], [row(1, 1), row(2, 1)], [row(2, 1)]),
        "the same but for the ID, and the first dropped": ([row(1, 1), row(2, 1)], [row(2, 1), row(3, 1)], [row(3, 1)]),
        "cleared, IDs begin anew": ([row(1, 1), row(2, 2)], [row(1, 5)], [row(1, 5)]),
        "cleared long ago": ([row(1, 1), row(2, 2), row(1, 5)], [row(1, 5), row(2, 6)], [row(2, 6)]),
        "cleared, two alike": ([row(1, 1), row(2, 2)], [row(1, 5), row(2, 5)], [row(1, 5), row(2, 5)]),
        "cleared, IDs go on": ([row(1, 1), row(2, 2)], [row(3, 5)], [row(3, 5)]),
        "cleared and empty": ([row(1, 1)], [], []),
        "numbered by place": ([row(1, 2), row(2, 1)], [row(1, 3), row(2, 2), row(3, 1)], [row(1, 3)]),
        "numbered by place, two alike": ([row(1, 1), row(2, 1)], [row(1, 2), row(2, 1), row(3, 1)], [row(1, 2)]),
        "by number, not by text": ([], [row(10, 1), row(9, 1)], [row(9, 1), row(10, 1)]),
        "no IDs": (
            [{"name": "Kim", "time": "1"}],
            [{"name": "Kim", "time": "1"}, {"name": "Kim", "time": "1"}],
            [{"name": "Kim", "time": "1"}],
        ),
    }.values(),
)
def test_new_rows(held, present, fresh):
    assert new_rows(kept(*held), present) == fresh
    assert new_rows(kept(*held, *fresh), present) == [], "and not once more"


@pytest.mark.parametrize("seed", range(40))
def test_any_history_of_a_log_is_kept_exactly(seed):
    """Random openings, some within one second, runs and clearings between them, in a log that holds 12 rows."""
    rng = random.Random(seed)
    newest_first, continues = rng.random() < 0.5, rng.random() < 0.5
    device, collected, happened, number, second = [], [], [], 0, 0
    for _step in range(60):
        action = rng.choices(("open", "run", "clear"), (6, 3, 1))[0]
        if action == "open":
            number += 1
            # only what comes in between two clearings may fall into the same second
            second += rng.choice((0, 1, 1)) if device else 1
            opening = row(number, second % 60, rng.choice(("Kim", "Robin")))
            opening["time"] = f"{second // 60:02d}:{second % 60:02d}:00"
            device.append(opening)
            happened.append(opening)
        # a run before rows would be lost
        if action == "run" or len(device) == 6 or action == "clear":
            collected += kept(*new_rows(collected, device[::-1] if newest_first else device))
        if action == "clear":
            device, number = [], number if continues else 0
    collected += kept(*new_rows(collected, device))
    members = ("id", "name", "time")
    assert [[entry[name] for name in members] for entry in collected] == [
        [entry[name] for name in members] for entry in happened
    ]


@pytest.mark.parametrize(
    ("said", "daylight", "zone"),
    [
        ("GMT+3:00", "0", ("GMT+3:00", "+03:00")),
        ("GMT-10:30", "", ("GMT-10:30", "-10:30")),
        ("GMT+12", None, ("GMT+12", "+12:00")),
        ("UTC+0530", "0", ("UTC+0530", "+05:30")),
        ("GMT", "0", ("GMT", "+00:00")),
        ("GMT+1:00", "1", ("GMT+1:00 with daylight saving", "")),
        ("Moscow", "0", ("Moscow", "")),
        ("", "0", ("unknown", "")),
        (None, None, ("unknown", "")),
    ],
)
def test_zone(said, daylight, zone):
    config = {"Config.Settings.SNTP.TimeZone": said, "Config.Settings.SNTP.DTS": daylight}
    assert zone_of({key: value for key, value in config.items() if value is not None}) == zone


@pytest.mark.parametrize(
    ("date", "time", "offset", "timestamp"),
    [
        ("2026-01-02", "03:04:05", "+03:00", "2026-01-02T03:04:05+03:00"),
        ("2026-01-02", "03:04:05", "", "2026-01-02T03:04:05"),
        ("02.01.2026", "03:04", "+03:00", "02.01.2026 03:04"),
        ("", "", "+03:00", ""),
    ],
)
def test_timestamp(date, time, offset, timestamp):
    assert stamped({"date": date, "time": time}, "zone", offset, "now")["timestamp"] == timestamp


def test_codes_that_may_be_pins_are_hidden_and_what_firmware_adds_is_kept():
    card = {"ID": "1", "Type": "Card", "Code": "00B4161D", "Relay": "A", "PicUrl": "/pic/1.jpg"}
    assert row_of(DOORLOG, card) == {
        "id": "1", "type": "card", "code": "00B4161D", "relay": "A", "extra": {"PicUrl": "/pic/1.jpg"}
    }  # fmt: skip
    pin = row_of(DOORLOG, {"ID": "2", "Type": "Password", "Code": "04711", "Pwd": "04711"})
    assert pin == {"id": "2", "type": "password", "code": HIDDEN, "extra": {"Pwd": HIDDEN}}
    assert "extra" not in row_of(CALLLOG, {"ID": "3", "Type": "Missed", "Num": "100"})


def test_lines_come_back_as_they_were_and_a_broken_one_is_named():
    rows = [{"name": "Zoë \u2028 \n", "id": "1"}, {"name": ""}]
    data = to_lines(rows)
    assert data.count(b"\n") == 2
    assert from_lines(data) == rows
    assert from_lines(b"") == []
    for broken in (b'{"id": "1"}\n{"id": \n', b'{"id": "1"}\n[]\n', b'{"id": "1"}\n\xff\n'):
        with pytest.raises(ValueError, match=r"^2$"):
            from_lines(broken)


def test_csv_has_nothing_that_a_spreadsheet_computes():
    names = ["=1+1", "@SUM(A1)", "+49301234", "-5", "+1+cmd|' /C calc'!A0", "-2+3", "\t=1", 'Kim "K", \n', "O'Hara"]
    text = to_csv(CALLLOG, [{"timestamp": "T", "name": name} for name in names]).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [entry["name"] for entry in rows] == [
        "'=1+1", "'@SUM(A1)", "+49301234", "-5", "'+1+cmd|' /C calc'!A0", "'-2+3", "'\t=1", 'Kim "K", \n', "O'Hara",
    ]  # fmt: skip
    assert list(rows[0])[:4] == ["timestamp", "zone", "collected", "id"]
