# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a list of people fits all doors, as their plans say: if not, it is refused for all of them."""

from __future__ import annotations

from ..targets.readers import reader_differences

_CHANGES = ("added", "updated", "removed")


def refusal(problems, plans):
    """Why a list is refused, in one text; empty where it isn't.

    :param problems: the mistakes of the list itself, as texts.
    :param plans: door -> what ``akuvox_credentials`` has returned with its option ``plan``.
    """
    if problems:
        return f"Nothing was changed, as the list of people has mistakes: {'; '.join(problems)}"
    misfits = [f"{door}: {plan.get('msg', '')}" for door, plan in plans.items() if plan.get("misfit")]
    if misfits:
        return f"Nothing was changed on any door, as the list doesn't fit all of them: {'; '.join(misfits)}"
    differ = reader_differences({door: plan.get("readers") or {} for door, plan in plans.items()})
    if differ:
        return f"Nothing was changed, as one card has another number at some doors: {'; '.join(differ)}"
    return ""


def to_do(plans):
    """The doors at which somebody would be added, changed or removed."""
    return [door for door, plan in plans.items() if any(plan.get(change) for change in _CHANGES)]
