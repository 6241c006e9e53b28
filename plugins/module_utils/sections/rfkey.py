# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RF cards."""

from __future__ import annotations

from ..converge.records import (
    RECORD_OPTIONS,
    check_options,
)
from ..converge.records import (
    prepare as prepare_records,
)
from ..fields.cardlists import NOTATION_OPTIONS, doubts
from ..module import Module
from ..targets import rfkey
from ..targets.keytimes import (
    check_changed_times,
    check_given_times,
)


def prepare(task):
    """Read and plan the cards."""
    return prepare_records(task.device, rfkey.TARGET, task.params["keys"], task, guard=check_changed_times)


MODULE = Module(
    prepare=prepare,
    spec={**RECORD_OPTIONS, **NOTATION_OPTIONS, "keys": {"required": True}},
    tables={"keys": rfkey.TABLE},
    checks=(check_options,),
    cross_checks=(check_given_times,),
    doubts=(lambda params: doubts(rfkey.cards_of(params["keys"]), params["card_notation"]),),
)
