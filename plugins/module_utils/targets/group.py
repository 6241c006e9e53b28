# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of contacts (manual: Api group; device-facts 7.3)."""

from __future__ import annotations

from ..codecs import Text
from ..errors import InvalidInput
from ..fields import Field, FieldTable
from ..records import RecordTarget

# Always there, though not every firmware lists it.
BUILT_IN = "Default"

TABLE = FieldTable(
    "groups",
    (
        Field("name", ("Name",), Text(63), needed="always"),
        Field("renamed_from", (), Text(63)),
    ),
    former="renamed_from",
    plain=True,
)

TARGET = RecordTarget("group", lambda profile: TABLE, lambda record: record.get("Name") == BUILT_IN)


def managed(groups, state):
    """The groups without the built-in one, of which there is nothing to do.

    :raises InvalidInput: when it is to be removed or renamed.
    """
    for index, group in enumerate(groups):
        place = f"groups[{index}]"
        if group["name"] == BUILT_IN and (state == "absent" or group.get("renamed_from") is not None):
            raise InvalidInput(f"{place}.name: {BUILT_IN} is built in and can't be removed, nor another renamed to it")
        if group.get("renamed_from") == BUILT_IN:
            raise InvalidInput(f"{place}.renamed_from: {BUILT_IN} is built in and can't be renamed")
    return [group for group in groups if group["name"] != BUILT_IN]
