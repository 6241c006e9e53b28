# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People in what a device is handed as it is: a file that is imported, or the data of a request of one's own.

Nothing can be left out of these, so they are refused with somebody in them who was revoked.
"""

from __future__ import annotations

from ..errors import InvalidInput
from ..files.streams import open_source
from ..files.xmlrecords import NoRecordsKnown, field_name, records_of
from ..shortened import shortened
from .revoked import VARIABLE, barred
from .revoking import revocations_of

# Store -> field of its records (device-facts 5, 5.11) -> option, and the field that each record has.
_FIELDS = {
    "user": {"userid": "user_id", "name": "name", "cardcode": "cards"},
    "rfkey": {"code": "code", "name": "name"},
    "privatekey": {"name": "name"},
}
_KEYS = {"user": "userid", "rfkey": "code", "privatekey": "name"}
_NAMED = 5
_WAY_OUT = 'To do it all the same, give the task revoked_file: ""'


def refuse_file(device, store, path):
    """Refuse a file of people that has somebody who was revoked, or of which nobody can say so.

    :raises InvalidInput: naming the file, and who or why.
    """
    revocations = revocations_of(device, store)
    if not revocations:
        return
    known, key = f"src: '{path}'", _KEYS[store]
    try:
        with open_source(path) as stream:
            records = records_of(stream, _FIELDS[store])
        if not all(key in record for record in records):
            raise NoRecordsKnown(f"some of its records have no {key}")
    except NoRecordsKnown as exc:
        count = len(revocations.entries)
        raise InvalidInput(
            f"{known} can't be read for people: {exc}. {VARIABLE} has {count}, and nobody knows whether it lets one of "
            f"them in. Nothing was sent. {_WAY_OUT}"
        ) from None
    _refuse(revocations, store, records, known)


def refuse_data(device, store, data, option):
    """Refuse the data of a request that lets somebody in who was revoked, however deep in it they are.

    :param store: the target of the request; of any other than the stores of people nothing is refused.
    :raises InvalidInput: naming the option, and who.
    """
    revocations = revocations_of(device, store)
    if revocations:
        _refuse(revocations, store, _mappings(data), f"{option}:")


def _mappings(data):
    if isinstance(data, dict):
        yield {field_name(key): value for key, value in data.items()}
        data = data.values()
    if not isinstance(data, (str, bytes)) and hasattr(data, "__iter__"):
        for member in data:
            yield from _mappings(member)


def _refuse(revocations, store, records, where):
    reasons = []
    for record in records:
        values = {option: record[field] for field, option in _FIELDS[store].items() if record.get(field) is not None}
        reason = revocations.reused(store, values)
        entry = revocations.meant(store, values)
        if reason or entry:
            reasons.append(reason or barred(entry))
    if reasons:
        raise InvalidInput(f"{where} {shortened(reasons, _NAMED, '; ')}. Nothing was sent. {_WAY_OUT}")
