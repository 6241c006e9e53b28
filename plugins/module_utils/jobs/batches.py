# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many doors a job does at a time, checked before Ansible sees it: it ends the whole run for text it can't read."""

from __future__ import annotations

import re

from ..errors import InvalidInput
from ..fields.codec import BadValue
from ..fields.lists import text_list

_VARIABLE = "akuvox_serial"
_COUNT, _SHARE = re.compile(r"0*[1-9][0-9]{0,8}"), re.compile(r"0*([1-9][0-9]?|100)\s*%")


def batches(value):
    """``akuvox_serial`` as a play's ``serial`` takes it: all doors at once where it is empty.

    :raises InvalidInput: naming the variable and the place.
    """
    try:
        sizes = text_list(value)
    except BadValue as exc:
        raise InvalidInput(f"{_VARIABLE}{exc.path}: {exc}") from None
    place = "[{}]" if len(sizes) > 1 else ""
    return [_size(size, place.format(index)) for index, size in enumerate(sizes)] or ["100%"]


def _size(size, place):
    if _COUNT.fullmatch(size):
        return int(size)
    share = _SHARE.fullmatch(size)
    if share:
        return f"{share[1]}%"
    raise InvalidInput(
        f"{_VARIABLE}{place}: must be a number of doors, a whole percentage from 1% to 100%, or a list of them such as "
        f"1, 10%, 100%, not '{size}'"
    )
