# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give a device what a set of a backup holds, and prove it by reading the device again.

The data of the set is used and not the device's own files. Data can be compared before and after, and leaves out what
would cut the device off. It takes a few requests and no restart.
"""

from __future__ import annotations

from dataclasses import replace

from ..api.profiles import fits_one
from ..converge.revoked import Revocations, entries_of
from ..errors import AkuvoxError, BadReply, InvalidInput, NotKept, OtherUnit, PartialFailure, Refused
from ..fields.keypatterns import fits_key, without_key
from ..fields.option_codecs import mac_digits
from ..shortened import shortened
from .backup import identify
from .parts import CONFIG, LISTS, NAMES
from .restore_parts import renumbered, restore_config, restore_list, schedule_numbers
from .returning import announcement, brings_people, returning, staying_out
from .sets import door_folder, load, set_names

# Settings that may cut the device off, or make it another one in the network: login, whitelist, addresses (device-facts
# 1.4, 1.6, 9.3). They are left out unless the option access says otherwise, and then come last.
ACCESS = ("Config.DoorSetting.APIFCGI.*", "Config.Network.*")
ACCESS_STEP = "network and API login"

# What goes wrong with one part and leaves the others to be restored; after anything else the device is not asked again.
_OF_ONE_PART = (Refused, NotKept, PartialFailure, InvalidInput, BadReply)
_NAMED = 5
_CHANGES = ("added", "updated", "removed", "incomplete")


def restore(task):
    """Restore a set and return the task's result.

    :raises PartialFailure: naming all that could not be restored; everything else was.
    """
    params, device = task.params, task.device
    stored = find_set(params, task.vault)
    names = [name for name in NAMES if name in params["parts"] and name in stored.held]
    if not names:
        raise InvalidInput(f"parts: the set {stored.path} has none of them; it has {', '.join(stored.held)}")
    about = {"set": stored.name, "path": stored.path, **_people_of(stored, names, task)}
    if params["state"] == "announced":
        return {"changed": False, **about, "parts": {}}
    identity = identify(device)
    check_unit(stored, identity, params["source"], device.address)
    same_firmware = stored.manifest["firmware"] == identity["firmware"]
    if not same_firmware:
        task.warn(f"the set is of firmware {stored.manifest['firmware']}, and the device has {identity['firmware']}")
    exclude = _exclude(params, stored.held.get(CONFIG, {}) if CONFIG in names else {})
    steps = _steps(stored.held, names, exclude, same_firmware)
    done = _Done(about)
    for name, step in steps.items():
        if name == ACCESS_STEP and not task.check_mode:
            _prove(task, steps, done)
        done.take(name, step, task)
    if ACCESS_STEP not in steps and not task.check_mode:
        _prove(task, steps, done)
    _warn_of_gaps(task, stored.manifest["gaps"], done.parts.get("user", {}))
    if done.failures:
        raise PartialFailure(f"not everything was restored: {'; '.join(done.failures)}", **done.result())
    return done.result()


def find_set(params, vault):
    """The set that the options name, of the door or of the ``source``: ``set``, or the newest one, that ``before``.

    :raises InvalidInput: when there is none.
    :raises BrokenSet: when it isn't whole; another one is not taken unasked.
    """
    folder = door_folder(params["dir"], params["source"] or params["door"])
    names = set_names(folder)
    if not names:
        raise InvalidInput(f"dir: there is no set in '{folder}'")
    if params["set"] and params["set"] not in names:
        raise InvalidInput(f"set: there is no set '{params['set']}' in '{folder}'; there are {', '.join(names)}")
    return load(folder, params["set"] or _newest(names, params["before"], folder), vault)


def _newest(names, before, folder):
    """The newest set, or the newest one from before a time, given as the name that a set of then would have."""
    older = [name for name in names if before is None or name < before]
    if not older:
        raise InvalidInput(f"before: the oldest set in '{folder}' is {names[0]}, and none was made before {before}")
    return older[-1]


def _people_of(stored, names, task):
    """What the result says of the people in a set; the announcement of it is a warning."""
    if not brings_people(stored, names):
        return {"people": False}
    packed = task.params["packed"]
    out = staying_out(stored, names, Revocations(entries_of(task.device.revoked_file)))
    people = None if packed is None else returning(stored, names, packed, task.params["managed"], out)
    text = announcement(stored, people, out.values())
    if text and (task.params["state"] == "announced" or people is None):
        task.warn(text)
    return {"people": True, **({} if people is None else {"returning": people})}


def check_unit(stored, identity, source, address):
    """Refuse a set of another model or family of firmware, and that of another unit unless a ``source`` says so.

    :raises InvalidInput: naming both.
    """
    manifest, which = stored.manifest, f"the set {stored.path} is of"
    if manifest["model"].upper() != identity["model"].upper():
        raise InvalidInput(
            f"{which} a {manifest['model']}, and the device at {address} is a {identity['model']}. Nothing was changed"
        )
    if manifest["firmware"].partition(".")[0] != identity["firmware"].partition(".")[0]:
        raise InvalidInput(
            f"{which} firmware {manifest['firmware']}, and the device at {address} has {identity['firmware']}, of "
            "another family. Nothing was changed"
        )
    macs = [mac_digits(mac) or mac for mac in (manifest["mac"], identity["mac"])]
    if macs[0] != macs[1] and not source:
        raise InvalidInput(
            f"{which} the unit {manifest['mac'] or 'without a MAC address'}, and the device at {address} is "
            f"{identity['mac'] or 'one without'}. Nothing was changed. If it replaces that unit, name the door that "
            "the set is of: akuvox_restore_from (option source)"
        )


def _exclude(params, config):
    """The patterns of keys that are left as they are: the user's, and what may cut the device off.

    :raises InvalidInput: for one that fits no key of the set, as what it is to keep would be overwritten.
    """
    for index, reason in without_key(params["exclude"] if config else (), config, "the set"):
        raise InvalidInput(f"exclude[{index}]: {reason}{'' if reason.endswith('?') else '.'} Nothing was changed")
    return (*params["exclude"], *(() if params["access"] else ACCESS))


def _steps(held, names, exclude, same_firmware):
    """What is restored by what, in order: name -> function of task, the list of what is lost, and whether to prove."""
    config = {key: value for key, value in held.get(CONFIG, {}).items() if not fits_key(key, exclude)}
    access = {key: value for key, value in config.items() if fits_one(key, ACCESS)}
    ordinary = {key: value for key, value in config.items() if key not in access}

    def keys(wanted):
        def step(task, lost, proving):
            numbered = renumbered(wanted, schedule_numbers(task.device, {**held, "user": []}))
            return restore_config(task, numbered, same_firmware, lost, proving)

        return step

    def records(name):
        def step(task, lost, proving):
            numbers = schedule_numbers(task.device, {**held, CONFIG: {}}) if name == "user" else {}
            return restore_list(task, LISTS[name], held[name], lost, numbers, proving)

        return step

    steps = {name: keys(ordinary) if name == CONFIG else records(name) for name in names}
    if access and CONFIG in names:
        steps[ACCESS_STEP] = keys(access)
    return steps


class _Done:
    """What has become of the parts so far."""

    def __init__(self, about):
        self._about = about
        self._diff = {"before": {}, "after": {}}
        self.parts = {}
        self.failures = []

    def take(self, name, step, task, proving=False):
        """Run a step and note its result, also of one that failed.

        :raises AkuvoxError: that ends the restore, with what was done before.
        """
        lost, touched = [], task.device.tally.count
        try:
            result = step(task, lost, proving)
        except _OF_ONE_PART as exc:
            self.failures.append(f"{name}: {exc.message}")
            result = {"changed": task.device.tally.count > touched, **exc.detail}
        except AkuvoxError as exc:
            self._note(name, {"changed": task.device.tally.count > touched, **exc.detail})
            on = "" if isinstance(exc, OtherUnit) else ". Run again, it continues from there"
            raise exc.restated(f"{name}: {exc.message}. {self._so_far()}{on}", **self.result()) from None
        self._note(name, result)
        self.failures += [f"{line} can't be restored from the data of the set" for line in lost]

    def _note(self, name, result):
        if result.get("changed"):
            self.parts[name] = {kind: result[kind] for kind in _CHANGES if result.get(kind)}
        for side, shown in result.get("diff", {}).items():
            if shown:
                self._diff[side][name] = shown

    def _so_far(self):
        return f"Changed so far: {', '.join(self.parts) or 'nothing'}"

    def result(self):
        return {**self._about, "changed": bool(self.parts), "parts": self.parts, "diff": self._diff}


def _prove(task, steps, done):
    """Read everything once more after writing, and compare it with the set.

    :raises NotKept: naming what the device holds otherwise.
    """
    if not done.parts or done.failures:
        return
    proof = _Done({})
    quiet = replace(task, check_mode=True, warnings=[])
    try:
        for name, step in steps.items():
            if name != ACCESS_STEP:
                proof.take(name, step, quiet, proving=True)
    except AkuvoxError as exc:
        says = f"everything was written, and reading it back failed: {exc.message}"
        raise exc.restated(says, **done.result()) from None
    lines = [f"{name} {_named(changes)}" for name, changes in proof.parts.items()] + proof.failures
    if lines:
        raise NotKept(
            f"everything was written, and read back the device holds other than the set: {'; '.join(lines)}",
            **done.result(),
        )


def _named(changes):
    return shortened([str(name) for kind in changes.values() for name in kind], _NAMED)


def _warn_of_gaps(task, gaps, users):
    """Say what people who were written don't have now, since the set doesn't have it."""
    for gap, kinds, what in (
        ("faces", ("added",), "have no face now, as the API doesn't hand them out"),
        ("cut_cards", ("added", "updated"), "may have a wrong last card, which the device had cut off"),
    ):
        written = {str(who) for kind in kinds for who in users.get(kind, ())}
        who = [user for user in gaps.get(gap, ()) if user in written]
        if who:
            task.warn(f"users {', '.join(who)} {what}")
