# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give a door the records back that a run has changed, and take away those that it has added."""

from __future__ import annotations

from ..converge.plan import Plan, Update, changes, with_masked_secrets
from ..converge.records import Convergence
from ..converge.revoking import revocations_of
from ..errors import InvalidInput, Unsupported
from ..targets.credentials import holder_of
from ..targets.user import BUILT_IN_SCHEDULES
from .compare import gaps, is_hidden
from .parts import ANSWER, LISTS
from .restore_parts import SCHEDULES, as_held, as_row, schedule_numbers
from .undoagain import person_of
from .undorefs import missing_schedules, names_of
from .undostates import BACK, CHANGED, FOREIGN, ListView, hidden_of, judge_record, together

# Where a secret is all that a record is about.
_NEEDED = {"privatekey": "Code"}
_PINS = {"user": "PrivatePIN", "privatekey": "Code"}


class ListBack:
    """One list on its way back.

    :param changes: :class:`undofile.Kept`. ``before``: the records of all lists before the run, by target.
    :param found: :class:`undo.Findings`, to which what is found out is added.
    :param adds: whether records are added and changed. ``removes``: whether those go that the run has added.
    :param stays: says of a record that is to go who will still refer to it, "" for nobody.
    """

    def __init__(self, task, target, changes, before, found, adds=True, removes=True, stays=lambda record: ""):
        self.name = target
        self._task, self._before, self._found, self._adds, self._removes = task, before, found, adds, removes
        self._part, self._kept, self._stays = LISTS[target], changes, stays
        self._prepared, self._first = None, True
        self._pins = task.params["pins"] if target in _PINS else {}

    def rests_on(self, results):
        """Whether what was brought back before it changes the plan: numbers of schedules."""
        return self.name == "user" and any(
            part.name == "schedule" and result.get("added") for part, result in results.items()
        )

    def prepare(self):
        """Read and plan.

        :raises AkuvoxError: the door can't be read, or can't do it.
        """
        device, target = self._task.device, self._part.target
        numbers = schedule_numbers(device, {**self._before, "config": {}}) if self.name == "user" else {}
        view = ListView(self._part, device.profile, numbers, self._missing(device, numbers))
        records = [record for each in self._kept for record in (each.before, each.left) if record]
        table = self._part.table(device.profile, records)
        kept = [self._with_pin(each, view) for each in together(self._kept, view.is_same)]
        revocations, stay = revocations_of(device, target.target), device.profile.lack(target.target, "del") is not None
        self._found.schedules.update(self._schedules(device))
        schedules = {**self._found.schedules, **names_of(self._before.get("schedule", ()))}

        def planned(found, refused, written):
            self._part.check_keys(found, ANSWER)
            held = [as_held(table, record, target) for record in found]
            judged = [(each, judge_record(each, found, view)) for each in kept]
            told, self._first = self._first, False
            plan = _Planning(table, view, device.profile, written, self._found if told else None, held, self._stays)
            for each, verdict in judged:
                is_brought_back = plan.take(each, verdict, revocations, stay)
                if told and is_brought_back:
                    self._found.people.extend(person_of(self.name, view, each, verdict, schedules))
            refused_by = [row for row in plan.add if table.identity(row[table.key.option]) in refused]
            return held, Plan(
                tuple(row for row in plan.add if row not in refused_by) if self._adds else (),
                tuple(plan.update) if self._adds else (),
                tuple(plan.remove) if self._removes else (),
            )

        self._prepared = Convergence(device, target, table, planned, self._task.check_mode)

    def _with_pin(self, change, view):
        """The change, with the PIN that the list of people has for whoever's could not be kept.

        Whoever keeps the PIN of each door gets the list's only where they are new, as by the job credentials.
        """
        key = _PINS.get(self.name)
        if not self._pins or change.before is None or key not in hidden_of(change, "before"):
            return change
        pin, is_own = self._pins.get(_owner(self.name, view, change.before)) or ("", False)
        if not pin or (is_own and change.left is not None):
            return change
        change.hidden = {**change.hidden, "before": tuple(k for k in change.hidden.get("before", ()) if k != key)}
        change.before = {**change.before, key: pin}
        return change

    @property
    def after(self):
        """The records as they are to be in the end, in option terms."""
        return self._prepared.after

    def _missing(self, device, numbers):
        """Numbers of schedules that people had before the run and that mean nothing now."""
        if self.name != "user":
            return frozenset()
        decode = self._part.target.table(device.profile).decode
        its = [decode(each.before).get("schedules") for each in self._kept if each.before]
        said = {entry["schedule"] for schedules in its if isinstance(schedules, list) for entry in schedules}
        # the first time, all of the list are still to come, but for those that somebody has removed since
        coming = names_of(self._before.get("schedule", ())).keys() - self._found.gone if self._first else ()
        return missing_schedules(device, said, numbers, coming)

    def _schedules(self, device):
        """The schedules of the door by number, where the list of people names any."""
        listed = self._task.params["listed"] or () if self.name == "user" else ()
        said = {entry["schedule"] for person in listed for entry in person.get("schedules", ())}
        try:
            return names_of(device.records("schedule")) if said - set(BUILT_IN_SCHEDULES) else {}
        except Unsupported:
            return {}

    def finish(self):
        """Write and read back; the result."""
        return self._prepared.finish()


def _owner(store, view, record):
    values = view.table.decode(record)
    if store == "user":
        return str(values.get("user_id") or "")
    return holder_of(" ".join(str(values.get("name") or "").split()))[0]


class _Planning:
    """The plan for one list, a record at a time; ``found`` is None where everything was said before."""

    def __init__(self, table, view, profile, written, found, held, stays):
        self._table, self._view, self._profile = table, view, profile
        self._written, self._found, self._stays = written, found, stays
        self._held = {id(each.record): each for each in held}
        self.add, self.update, self.remove = [], [], []

    def _lose(self, line):
        if self._found is not None:
            self._found.lost.append(line)

    def take(self, change, verdict, revocations, stay):
        """Plan what is left to do about one change, and return whether the record is brought back.

        :param stay: whether this door can't remove single records.
        """
        record = change.before or change.left
        label = self._view.label(record)
        if verdict.state == CHANGED:
            if self._found is not None:
                self._found.changed.append(f"{label}: {self._differs(change, verdict)}")
                if verdict.record is None:
                    self._found.gone.add(str(record.get("DisplayID") or ""))
        elif change.before is not None and revocations and self._is_revoked(revocations, change.before):
            self._lose(f"{label} (was revoked and stays out; run the playbook readmit first)")
        elif verdict.state == FOREIGN:
            self._lose(f"{label} (a cloud or another platform owns it now)")
        else:
            self._lose_gaps(change, label)
            if verdict.state != BACK:
                self._plan(change, verdict, label, stay)
            return True
        return False

    def _is_revoked(self, revocations, record):
        return revocations.meant(self._view.target.target, self._view.table.decode(record)) is not None

    def _differs(self, change, verdict):
        now, then = verdict.record, change.left or change.before
        if now is None:
            return "is gone"
        said = []
        for option in verdict.differs:
            fld = self._view.table.known.get(option)
            if fld is None or fld.secret or self._view.table.key is fld:
                said.append(f"{option} is another one")
            else:
                said.append(f"{option} is {_spoken(fld.decode(now))}, and the run left {_spoken(fld.decode(then))}")
        if change.left is None:
            return "was removed by the run, and is there again otherwise"
        return ", ".join(said) or "is another one"

    def _lose_gaps(self, change, label):
        """Say which secrets of a record are gone, and what else the API doesn't give back."""
        if change.before is None:
            return
        gone = change.left is None
        for number in self._view.missing_of(change.before):
            self._lose(f"schedule {number} of {label} (the door no longer has it)")
        for key in sorted(hidden_of(change, "before") & self._view.secret_keys):
            masked = is_hidden(change.before.get(key))
            if gone or key in change.news or (masked and (change.left or {}).get(key) != change.before.get(key)):
                why = "the door showed it as stars" if masked else "it was not kept without a vault password"
                self._lose(f"the {'code' if key == 'Code' else 'PIN'} of {label} ({why})")
        found = gaps({self._view.target.target: [change.before]}, self._profile) if gone else {}
        if found.get("faces"):
            self._lose(f"the face of {label} (the API doesn't hand it out)")
        if found.get("cut_cards"):
            self._lose(f"perhaps a card of {label} (the door cuts long lists off)")

    def _plan(self, change, verdict, label, stay):
        if change.before is None:
            still = "" if stay else self._stays(verdict.record)
            if stay:
                self._lose(f"{label} stays, as this door can't remove a single one")
            elif still:
                self._lose(f"{label} stays, as it was given to {still} after the run")
            else:
                self.remove.append(self._held[id(verdict.record)])
            return
        row = as_row(self._table, change.before, {})
        if SCHEDULES in row:
            row[SCHEDULES] = self._view.schedules_back(row[SCHEDULES])
        known = {option: value for option, value in row.items() if not self._is_unknown(option, value)}
        if verdict.record is None:
            if _NEEDED.get(self._view.target.target) in hidden_of(change, "before"):
                return
            self.add.append(known)
            return
        held = self._held[id(verdict.record)]
        differing = changes(held, known, self._table, written=self._written)
        key = self._table.key
        if key.same(held.values.get(key.option)) != key.same(row[key.option]):
            differing = {key.option: row[key.option], **differing}
        if not differing:
            return
        try:
            self.update.append(Update(held, with_masked_secrets(held, known, differing, self._table, label)))
        except InvalidInput:
            self._lose(f"{label} (the door shows its PIN as stars, and would lose it; the list of people may have it)")

    def _is_unknown(self, option, value):
        return option in self._table.secrets and is_hidden(value)


def _spoken(value):
    return f"'{', '.join(map(str, value))}'" if isinstance(value, list) else f"'{value}'"
