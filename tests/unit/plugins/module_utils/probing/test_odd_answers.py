# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a door answers, a probe ends with a report or an error that says what is wrong, and never with a bug."""

from __future__ import annotations

import json
import random
from types import SimpleNamespace

import pytest
from test_redaction import MarkedDoor, Marks

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.messages import Answer
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.probe import as_text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.probepage import page
from ansible_collections.doorfleet.akuvox.plugins.module_utils.probing.report import probe
from ansible_collections.doorfleet.akuvox.plugins.module_utils.probing.writing import left_over, write_all

pytestmark = pytest.mark.one_core

NAMES = ("ID", "Name", "Status", "Lan", "item", "Item", "num", "curPageNum", "Ret", "Schedule", "ScheduleRelay",
         "Model", "Config.Settings.GENERAL.WebTitle", "CardCode", "UserID", "Type", "UpTime", "", "Prefix")  # fmt: skip
BODIES = (b"", b"<html>", b"[]", b"{", b"null", b"\xff\xfe", b"{}junk", b'{"retcode": true}')
VALUES = (None, True, False, 0, 1, -1, 2**70, 1.5, "", "1", "doorfleet probe", "1002-1", "Zoë", [], {}, "*" * 6)


class OddDoor(MarkedDoor):
    """Answers with JSON and other things at random, by a seed."""

    address = "http://192.0.2.1:80"

    def __init__(self, seed):
        super().__init__(Marks())
        # nothing is waited for
        self.transport.connection = SimpleNamespace(settle=0)
        self._random = random.Random(seed)

    @staticmethod
    def clock():
        return 0

    def exchange(self, request):
        choose = self._random.random()
        if choose < 0.1:
            body = self._random.choice(BODIES)
        else:
            reply = {"retcode": self._random.choice([0, 0, 0, 1, -1, -100, 200, "0", None]), "data": self._value(4)}
            reply |= {"message": self._random.choice(["OK", None, 3, "unsupport action", []]), "action": self._value(1)}
            if choose > 0.4:
                reply["data"] = {"num": self._value(1), "item": [self._record() for _turn in range(3)]}
            body = json.dumps(reply).encode()
        return Answer({}, body)

    def _record(self):
        return {name: self._random.choice(VALUES) for name in self._random.sample(NAMES, 6)}

    def _value(self, depth):
        choose = self._random.random()
        if depth and choose < 0.5:
            return {name: self._value(depth - 1) for name in self._random.sample(NAMES, 5)}
        if depth and choose < 0.7:
            return [self._value(depth - 1) for _turn in range(3)]
        return self._random.choice(VALUES)


@pytest.mark.parametrize("seed", range(100))
def test_any_answers_give_a_report_or_an_error(seed):
    try:
        report, reading = probe(OddDoor(seed), "192.0.2.1", None, write=write_all if seed % 2 else None)
    except AkuvoxError:
        return
    left_over(reading)
    text = as_text(report)
    assert page(report, text)
    assert json.loads(text)["kind"] == "doorfleet.akuvox probe"
