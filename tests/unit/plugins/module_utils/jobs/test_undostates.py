# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a record or key is as a run left it, as it was before, or somebody else's doing."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.parts import LISTS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undofile import Kept
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undostates import (
    BACK,
    CHANGED,
    FOREIGN,
    LEFT,
    ListView,
    judge_record,
    judge_setting,
    together,
)

VIEW = ListView(LISTS["user"], PROFILES["manual"], {"1003": "1004"})
KIM = {"ID": "1", "UserID": "1001", "Name": "Kim", "PrivatePIN": "048372", "CardCode": "00AB0001",
       "ScheduleRelay": "1003-1,1001-2"}  # fmt: skip
ROBIN = {**KIM, "Name": "Robin", "PrivatePIN": "591726"}


def kept(before, left, is_done=True, **hidden):
    return Kept(before, left, hidden, (), is_done, left if is_done else None)


@pytest.mark.parametrize(
    ("change", "now", "state", "differs"),
    [
        # changed by the run
        (kept(KIM, ROBIN), [ROBIN], LEFT, []),
        (kept(KIM, ROBIN), [{**KIM, "ScheduleRelay": "1001-2,1004-1"}], BACK, []),
        (kept(KIM, ROBIN), [{**ROBIN, "CardCode": "ab0001"}], LEFT, []),
        (kept(KIM, ROBIN), [{**ROBIN, "PrivatePIN": "1"}], CHANGED, ["pin"]),
        (kept(KIM, ROBIN), [{**ROBIN, "PrivatePIN": "****"}], LEFT, []),
        (kept(KIM, ROBIN, found=("PrivatePIN",)), [{**ROBIN, "PrivatePIN": "1"}], LEFT, []),
        (kept(KIM, ROBIN), [], CHANGED, ["it is gone"]),
        (kept(KIM, ROBIN), [{**ROBIN, "SourceType": "Cloud", "Name": "Ada"}], FOREIGN, []),
        # cut in the middle: each option is as before or as it was to be
        (kept(KIM, ROBIN, is_done=False), [{**ROBIN, "PrivatePIN": KIM["PrivatePIN"]}], LEFT, []),
        (kept(KIM, ROBIN), [{**ROBIN, "PrivatePIN": KIM["PrivatePIN"]}], CHANGED, ["pin"]),
        (kept(None, ROBIN, is_done=False), [{**ROBIN, "PrivatePIN": "", "CardCode": ""}], LEFT, []),
        (kept(None, ROBIN), [{**ROBIN, "PrivatePIN": ""}], CHANGED, ["pin"]),
        # added by the run
        (kept(None, ROBIN), [{**ROBIN, "ID": "9", "FaceUrl": "x"}], LEFT, []),
        (kept(None, ROBIN), [KIM], CHANGED, ["name", "pin"]),
        (kept(None, ROBIN), [], BACK, []),
        # removed by the run
        (kept(KIM, None), [], LEFT, []),
        (kept(KIM, None), [{**KIM, "ID": "9", "ScheduleRelay": "1004-1;1001-2;"}], BACK, []),
        (kept(KIM, None), [{**ROBIN, "ID": "9"}], CHANGED, ["name", "pin", "schedules"]),
        (kept({**KIM, "UserID": ""}, None), [{**ROBIN, "UserID": ""}], LEFT, []),
    ],
)  # fmt: skip
def test_of_records(change, now, state, differs):
    other = {"ID": "7", "UserID": "1009", "Name": "Other"}
    verdict = judge_record(change, [other, *now], VIEW)
    assert (verdict.state, verdict.differs) == (state, differs)


def test_the_steps_of_a_run_are_taken_together():
    ada = {**ROBIN, "Name": "Ada"}
    steps = [
        kept(KIM, ROBIN), kept(None, {**KIM, "ID": "5", "UserID": "1005"}), kept(ROBIN, ada),
        kept({**KIM, "ID": "5", "UserID": "1005"}, None), kept({**KIM, "ID": "6", "UserID": "1006"}, None),
        kept(None, {**KIM, "ID": "8", "UserID": "1006", "Name": "Back"}),
    ]  # fmt: skip
    first, second = together(steps, VIEW.is_same)
    assert (first.before, first.left) == (KIM, ada)
    assert (second.before["ID"], second.left["Name"]) == ("6", "Back")


KEY, SECRET = "Config.A.B", "Config.Account1.GENERAL.Pwd"


@pytest.mark.parametrize(
    ("key", "before", "left", "now", "state"),
    [
        (KEY, "1", "2", "2", LEFT),
        (KEY, "1", "2", "1", BACK),
        (KEY, "1", "2", "3", CHANGED),
        (SECRET, "old", "new", "****", LEFT),
        # a door that keeps it in base64
        (SECRET, "old", "new", "bmV3", LEFT),
        (SECRET, "old", "new", "other", CHANGED),
        (KEY, None, "2", "2", LEFT),
    ],
)
def test_of_settings(key, before, left, now, state):
    change = Kept(None if before is None else {key: before}, {key: left})
    assert judge_setting(change, {key: now}).state == state
