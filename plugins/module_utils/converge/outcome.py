# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task reports about a plan: result lists, diff, and messages, in option terms and without secrets."""

from __future__ import annotations

from ..secrets import HIDDEN, HIDDEN_NEW
from ..shortened import shortened

_SHOWN_ITEMS = 3


def plan_result(plan, table, doubles=None):
    """The result of a plan, the same for check mode and a real run: keys of what changes, and the diff.

    ``doubles``: mark -> record of those that were removed in all rounds; by default those of the plan.
    """
    removed = [held.values for held in plan.remove]
    return _result(plan.add, plan.update, removed, (doubles or by_mark(plan)).values(), table)


def made_result(made, table, refused, pending, touched=False, doubles=()):
    """The result of a plan that didn't come to its end, by what has been :class:`Made` of it.

    ``refused``: identity -> key and reason of records that the device refused; ``pending``: how many changes are not
    confirmed. ``touched``: it can't be read whether a write was applied, so that ``changed`` must not say no.
    ``doubles``: the records that were removed as such.
    """
    result = _result(made.add, made.update, made.remove, doubles, table)
    return {
        **result,
        "changed": result["changed"] or made.moved or touched,
        "incomplete": [HIDDEN if table.key.secret else key for key in made.incomplete],
        "refused": [{"key": entry["key"], "reason": entry["reason"]} for entry in refused.values()],
        "pending": pending,
    }


def by_mark(plan):
    """The doubles of a plan by what tells them apart."""
    return {record.mark: record for record in plan.doubles}


def _result(added, updated, removed, doubled, table):
    return {
        "changed": bool(added or updated or removed or doubled),
        "added": [table.shown_key(row) for row in added],
        "updated": [table.shown_key(update.values) for update in updated],
        "removed": [table.shown_key(values) for values in removed],
        "removed_doubles": [table.shown_key(record.values) for record in doubled],
        "refused": [],
        "diff": _diff(added, updated, removed, doubled, table),
        **(_names([*added, *(update.values for update in updated), *removed], table) if table.tells_names else {}),
    }


def _names(rows, table):
    """``names``: key -> name of the records that have one."""
    return {"names": {table.shown_key(row): str(row["name"]) for row in rows if row.get("name")}}


def _diff(added, updated, removed, doubled, table):
    """Before and after of the records that change: a mapping by key, secrets hidden."""
    before, after = {}, {}
    for number, row in enumerate(added, 1):
        after[_label(row, table, "added", number)] = _shown(row, table)
    for number, update in enumerate(updated, 1):
        label = _label(update.held.values, table, "updated", number)
        before[label] = _shown({option: update.held.values.get(option) for option in update.changes}, table)
        after[label] = _shown(update.changes, table, HIDDEN_NEW)
    for number, values in enumerate(removed, 1):
        before[_label(values, table, "removed", number)] = _shown(values, table)
    for number, record in enumerate(doubled, 1):
        label = _label(record.values, table, "double", number)
        before[f"{label} (double, ID {record.record.get('ID')})"] = _shown(record.values, table)
    return {"before": before, "after": after}


def _shown(values, table, hidden=HIDDEN):
    return {option: hidden if option in table.secrets and value else value for option, value in values.items()}


def _label(values, table, verb, number):
    return f"{verb} {number}" if table.key.secret else table.shown_key(values)


def _who(values, table):
    return "a record" if table.key.secret else table.named(values)


def refusal_message(table, refused):
    """One line for a task whose records the device refused in part."""
    reasons = [
        (f"{table.key.option} {entry['key']}: " if not table.key.secret else "") + entry["reason"]
        for entry in refused.values()
    ]
    return f"the device refused {len(refused)} of the {table.option}: {shortened(reasons, _SHOWN_ITEMS, '; ')}"


def not_kept_message(plan, table):
    """What the device accepted and doesn't hold, by record and field, with what it holds now."""
    lines = []
    for update in plan.update:
        for option, want in update.changes.items():
            holds = f": it holds {update.held.values.get(option)!r}, not {want!r}"
            hint = next(fld.hint for fld in table.fields if fld.option == option)
            lines.append(
                f"{_who(update.held.values, table)} {option}{'' if option in table.secrets else holds}"
                f"{f' ({hint})' if hint else ''}"
            )
    lines += [f"{_who(row, table)} is not there" for row in plan.add]
    lines += [f"{_who(held.values, table)} is still there" for held in plan.remove]
    lines += [f"{_who(held.values, table)} is still there twice" for held in plan.doubles]
    return f"the device accepted the {table.option} and did not keep all of it: {shortened(lines, _SHOWN_ITEMS, '; ')}"
