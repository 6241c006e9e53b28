# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All records of a list, page by page where a device has pages (C69, device-facts 4)."""

from __future__ import annotations

from ..errors import BadReply
from ..http.transport import MAX_ANSWER_BYTES
from .envelope import count_of, records_of

_MAX_PAGES = 10_000


def all_records(read, what, paged, received):
    """The records of a list. Pages are fetched until all that ``num`` announces are there.

    ``read(query)`` gives the ``data`` of one page, ``received()`` the bytes of all answers so far. ``paged``: the first
    page is asked for by its number.

    :raises BadReply: when the list stays shorter than the device says, since a plan on half a list does harm.
    """
    begun = received()
    first = read({"page": 1} if paged else None)
    records, expected = records_of(first, what), count_of(first, what)
    seen = {_identity(record) for record in records}
    for page in range(2, _MAX_PAGES):
        # without num, a page that brings nothing new is the only end of a list
        if not records or (len(records) >= expected if expected is not None else not paged):
            break
        more = records_of(read({"page": page}), what)
        fresh = [record for record in more if _identity(record) not in seen]
        if not fresh:
            break
        records += fresh
        seen.update(_identity(record) for record in fresh)
        if received() - begun > MAX_ANSWER_BYTES:
            raise BadReply(f"{what}: the list does not end within {MAX_ANSWER_BYTES // 2**20} MB of pages")
    if expected is not None and len(records) < expected:
        raise BadReply(
            f"{what}: the device announces {expected} records and sends {len(records)}, so nothing is changed. Is "
            "someone else changing them now? Run again"
        )
    return records


def _identity(record):
    """What tells one record of a list from another: its ID, or all of it where there is none (device-facts 7.2)."""
    number = record.get("ID")
    if number and not isinstance(number, (list, dict)):
        return number
    return tuple(sorted((key, str(value)) for key, value in record.items()))
