# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The people of a door as a list of people has them, and what no list can say of them.

What a list can't say, or a door hides, is in ``keep``: the job credentials leaves it as the door has it.
"""

from __future__ import annotations

from ..converge.revoking import revocations_of
from ..errors import Unsupported
from ..fields.codec import BadValue
from ..fields.secretleaves import secret
from ..fields.tables import DAYS
from ..secrets import is_masked
from ..targets import rfkey, schedule, user
from ..targets.credentials import PRIVATEKEYS, UNNAMED, is_managed, owner_of

_TARGETS = {"user": ("user", "schedule"), "rfkey_privatekey": ("rfkey", "privatekey")}
_LISTED = frozenset(("user_id", "name", "pin", "cards", "schedules"))
_EMPTY = ("", "0", None, [], {})
# device-facts 5.1: what a device makes by itself, or shows in another form elsewhere in the record
_NOT_SAID = frozenset(("ScheduleRelay", "Schedule-Relay", "Schedule", "ScheduleID", "FaceUrl", *user.DESCRIPTOR.own))


class PeopleOfDoor:
    """Who is in the store of a door. After :meth:`read`, ``people`` has them with marked PINs, ``lost`` what is lost.

    :param device: one that reads all once; ``revoking``: the one that knows the file of revoked people.
    :param managed: patterns of the user_ids that the list is for; others are left out.
    :param with_secrets: whether PINs are wanted.
    """

    def __init__(self, device, store, managed, with_secrets, revoking):
        self._device, self._store, self._managed, self._with_secrets = device, store, managed, with_secrets
        self._revoking = revoking
        self.people, self.lost, self.missing = [], [], []
        self._without_vault = 0

    def read(self):
        """Read and sort them; returns the records that a list is planned on, by target."""
        records = {
            target: its for target in _TARGETS[self._store] for its in [self._records(target)] if its is not None
        }
        left = {"cloud": 0, "managed": 0, "revoked": 0}
        if self._store == "user":
            self._take_users(records, left)
        else:
            self._take_keys(records, left)
        for why, said in (
            ("cloud", "of a cloud or another platform, which credentials leaves alone"),
            ("managed", "that akuvox_people_managed has no pattern for, which credentials leaves alone"),
            ("revoked", "who were revoked; credentials takes them off the door"),
        ):
            if left[why]:
                self.lost.append(f"{left[why]} people {said}")
        if self._without_vault:
            self.lost.append(
                f"PINs of {self._without_vault} people are left out, as there is no vault password (keep: pin)"
            )
        return records

    def _records(self, target):
        if self._device.profile.lack(target, "get") is None:
            try:
                return self._device.records(target)
            except Unsupported:
                pass
        self.missing.append(target)
        return None

    def _is_left(self, user_id, target, values, left):
        if revocations_of(self._revoking, target).meant(target, values) is not None:
            left["revoked"] += 1
        elif not is_managed(user_id or UNNAMED, self._managed):
            left["managed"] += 1
        else:
            return False
        return True

    def _pin(self, person, pin):
        """Note a PIN; one that isn't known, or can't be written, stays at the door."""
        if is_masked(pin):
            person["keep"].append("pin")
            self.lost.append(f"user_id {person['user_id']}: the door hides the PIN (keep: pin)")
        elif pin and not self._with_secrets:
            person["keep"].append("pin")
            self._without_vault += 1
        elif pin:
            person["pin"] = secret(str(pin))

    def _keep(self, person, what, reason):
        person["keep"].append(what)
        self.lost.append(f"user_id {person['user_id']}: {reason} (keep: {what})")

    def _named(self, user_id, name):
        name = str(name or "")
        if not name.strip():
            self.lost.append(f"user_id {user_id}: has no name, and gets its user_id as one")
        return {"user_id": user_id, "name": name if name.strip() else user_id, "keep": []}

    # -- users ---------------------------------------------------------------------------------------------------------

    def _take_users(self, records, left):
        table = user.table(self._device.profile)
        schedules = self._schedules(records.get("schedule"))
        for record in records.get("user") or ():
            values = table.decode(record)
            user_id = str(values.get("user_id") or "")
            if user.is_foreign(record):
                left["cloud"] += 1
            elif not user_id:
                self.lost.append(
                    f"a user without user_id ({values.get('name') or 'no name'}): credentials removes them"
                )
            elif not self._is_left(user_id, "user", values, left):
                self.people.append(self._user(user_id, values, record, table, schedules))

    def _user(self, user_id, values, record, table, schedules):
        person = self._named(user_id, values.get("name"))
        self._pin(person, values.get("pin"))
        cards, limit = values.get("cards", []), self._device.profile.card_limit
        try:
            checked = table.known["cards"].check(cards)
            if limit and len(str(record.get("CardCode") or "")) >= limit:
                self._keep(person, "cards", f"may have more cards than the {limit} characters that the door shows")
            elif checked:
                person["cards"] = checked
        except BadValue as exc:
            self._keep(person, "cards", f"the cards are none that a list can have: {exc}")
        self._user_schedules(person, values.get("schedules"), schedules)
        self._user_rest(user_id, values, record, table)
        return person

    def _user_schedules(self, person, entries, schedules):
        if entries is None:
            return
        if not isinstance(entries, list):
            self._keep(person, "schedule", "the schedules can't be taken apart")
            return
        person["schedule"] = [{**entry, "schedule": self._schedule(person, entry, schedules)} for entry in entries]

    def _schedule(self, person, entry, schedules):
        number = entry["schedule"]
        if number in user.BUILT_IN_SCHEDULES:
            return number
        if schedules is None:
            self.lost.append(f"user_id {person['user_id']}: schedule {number} only has a number on this door")
        elif number not in schedules:
            self.lost.append(f"user_id {person['user_id']}: the door has no schedule {number}")
        elif not schedules[number]:
            self.lost.append(f"user_id {person['user_id']}: schedule {number} has no name of its own")
        return (schedules or {}).get(number) or number

    @staticmethod
    def _schedules(records):
        """Number -> the name by which people can refer to it, "" where they can't; None without schedules."""
        if records is None:
            return None
        names = [str(record.get("Name") or "") for record in records]
        found = {}
        for record, name in zip(records, names):
            try:
                fits = names.count(name) == 1 and schedule.ScheduleName().check(name) == name
            except BadValue:
                fits = False
            found[str(record.get("DisplayID"))] = name if fits else ""
        return found

    def _user_rest(self, user_id, values, record, table):
        """Note what of a user no list has a field for; it stays where it is."""
        said = []
        for option, fld in table.known.items():
            default = None if fld.default is None else fld.codec.decode(fld.default)
            if option not in _LISTED and option in values and fld.same(values[option]) != fld.same(default):
                said.append(option)
        said += ["a face"] if record.get("FaceUrl") else []
        known = {key for fld in table.fields for key in (*fld.keys, *fld.stale_keys)} | _NOT_SAID
        said += sorted(key for key, value in record.items() if key not in known and value not in _EMPTY)
        if said:
            self.lost.append(f"user_id {user_id}: a list of people has no field for {', '.join(said)}")

    # -- cards and private codes ---------------------------------------------------------------------------------------

    def _take_keys(self, records, left):
        tables = {"privatekey": PRIVATEKEYS, "rfkey": rfkey.TABLE}
        owners = {}
        for target, table in tables.items():
            for record in records.get(target) or ():
                values = table.decode(record)
                owners.setdefault(owner_of({"name": record.get("Name")}), []).append((target, values))
        for owner, its in owners.items():
            if owner == UNNAMED:
                self.lost.append(f"{len(its)} cards or codes without user_id: credentials removes them")
            elif not any(self._is_left(owner, target, values, left) for target, values in its):
                self.people.append(self._holder(owner, its))

    def _holder(self, owner, its):
        name = str(its[0][1].get("name") or "").partition(" ")[2]
        person = self._named(owner, name)
        codes = [values for target, values in its if target == "privatekey"]
        cards = [values for target, values in its if target == "rfkey"]
        if len(codes) > 1:
            self._keep(person, "pin", f"the door has {len(codes)} private codes of this user_id")
        for values in codes[:1] if len(codes) == 1 else ():
            self._pin(person, values.get("code"))
        if any(values.get("access", "allowed") != "allowed" for values in cards):
            self._keep(person, "cards", "a card is limited or forbidden")
        elif cards:
            person["cards"] = [values["code"] for values in cards]
        openings = {repr(_opening(values)) for target, values in its}
        doors = its[0][1].get("doors")
        if len(openings) > 1 or repr(_always(doors)) not in openings or not isinstance(doors, list) or not doors:
            self._keep(person, "schedule", "the times or relays of the cards or the code are none that a list can say")
        else:
            person["schedule"] = [{"schedule": "always", "relays": sorted(doors)}]
        return person


def _opening(values):
    return [values.get(option) for option in ("doors", "days", "time_start", "time_end")]


def _always(doors):
    return [doors, list(DAYS), "00:00", "00:00"]
