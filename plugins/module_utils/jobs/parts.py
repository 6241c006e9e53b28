# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a backup of a device is made of: the configuration and the lists of records, as the device sends them.

Records are kept whole and written back whole: newer firmware has fields that no option speaks of (device-facts 5.1),
and a device drops what a write leaves out (5.8).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..converge.records import RecordTarget
from ..errors import AkuvoxError, BadReply, Unreachable, Unsupported
from ..fields.codec import Codec
from ..fields.tables import Field, FieldTable
from ..secrets import is_secret_key
from ..targets import user
from ..targets.registry import TARGETS

CONFIG = "config"
SCHEDULES = "schedules"
ANSWER = "the answer of the device"


@dataclass(frozen=True)
class AsIs(Codec):
    """The codec of a field that is written back as it was read."""

    spec_type = "raw"

    def decode(self, value):
        return value


@dataclass(frozen=True)
class Pairs(user.Schedules):
    """A user's schedules, also those that can't be taken apart into pairs."""

    def encode(self, value):
        return value if isinstance(value, str) else super().encode(value)


@dataclass(frozen=True)
class ListPart:
    """A list of records. ``key``: the device's field by which a record is known again; several may share its value.

    ``own``: fields that a device gives itself, so that they are neither compared nor written.
    """

    target: RecordTarget
    key: str
    own: tuple = ("ID",)

    def check_keys(self, records, source):
        """Refuse records of a ``source`` that can't be known again.

        :raises BadReply: naming the first one whose key is a list or an object where the device has a string.
        """
        for number, record in enumerate(records):
            if isinstance(record.get(self.key), (dict, list)):
                raise BadReply(
                    f"{self.target.target}: {source} makes no sense: {self.key} of record {number} is a JSON "
                    f"{type(record[self.key]).__name__}. Nothing is done with the list"
                )

    def table(self, profile, records=()):
        """A field table that takes every field of the ``records`` as it is, under its option's name if it has one.

        A user's schedules are the exception: their fields are not the same for reading and writing (device-facts 5.3).
        """
        known = self.target.table(profile)
        options = {fld.keys[0]: fld for fld in known.fields if len(fld.keys) == 1 and fld.option != SCHEDULES}
        pairs = [replace(fld, codec=_pairs(fld.codec)) for fld in known.fields if fld.option == SCHEDULES]
        taken = {key for fld in pairs for key in (*fld.keys, *fld.stale_keys)}
        # a name for the same thing, which one firmware refuses in a new record (device-facts 5.3)
        taken.update(self.own, ["ScheduleID"] if pairs else [])
        keys = dict.fromkeys([self.key, *options, *(key for record in records for key in record)])
        fields = [_as_is(key, options.get(key)) for key in keys if key not in taken]
        return FieldTable(known.option, tuple(fields + pairs), match_by=options[self.key].option)


def _pairs(codec):
    return Pairs(codec.separator, codec.end)


def _as_is(key, known):
    if known is None:
        return Field(key, (key,), AsIs(), secret=is_secret_key(key), same=_same)
    return Field(
        known.option, (key,), AsIs(), known.needed, secret=known.secret, stale_keys=known.stale_keys, same=_same
    )


def _same(value):
    """Firmware isn't at one about numbers and text (device-facts 2.1)."""
    return value if isinstance(value, (list, dict)) else str(value)


LISTS = {target.name: ListPart(target.records, target.key, target.own) for target in TARGETS.values() if target.records}
# In the order in which they are restored: what others refer to comes first. What else there is, is a part of the
# configuration.
NAMES = tuple(name for name in TARGETS if name in LISTS or name == CONFIG)
PARTS_OPTION = {"parts": {"type": "list", "elements": "str", "choices": list(NAMES), "default": list(NAMES)}}


def read_parts(device, names):
    """What a device holds of the parts by their name, and the names of those that it doesn't have.

    :raises AkuvoxError: when a part that the device has can't be read: half a backup would be taken for a whole one.
    """
    held, missing = {}, []
    for name in names:
        try:
            held[name] = read_config(device) if name == CONFIG else _read_list(device, name)
        except Unsupported:
            missing.append(name)
        except Unreachable:
            raise
        except AkuvoxError as exc:
            rest = f"To back up the rest, leave {name} out of akuvox_backup_parts (option parts)"
            raise type(exc)(f"{exc.message}. No set is made. {rest}", **exc.detail) from None
    return held, missing


def _read_list(device, name):
    records = device.records(name)
    LISTS[name].check_keys(records, ANSWER)
    return records


def read_config(device):
    """All keys of the configuration.

    :raises BadReply: when there are none, which is what no device has.
    """
    keys = device.read(CONFIG)
    if not keys:
        raise BadReply(f"config/get on {device.address}: the device sends a configuration without any key")
    return keys
