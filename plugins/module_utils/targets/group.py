# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of contacts (manual: Api group; device-facts 7.3)."""

from __future__ import annotations

from ..converge.records import RecordTarget
from ..errors import InvalidInput
from ..fields.codecs import Text
from ..fields.names import Name
from ..fields.tables import Field, FieldTable
from .descriptor import Target

# Always there, though not every firmware lists it.
BUILT_IN = "Default"

TABLE = FieldTable(
    "groups",
    (
        Field("name", ("Name",), Name(), needed="always"),
        Field("renamed_from", (), Text(63)),
    ),
    former="renamed_from",
    plain=True,
)

TARGET = RecordTarget("group", lambda profile: TABLE, lambda record: record.get("Name") == BUILT_IN)


def check_groups(params):
    """Refuse what the built-in group can't be: removed, renamed, or another's new name.

    :raises InvalidInput: naming the group by its place.
    """
    for index, group in enumerate(TABLE.check_rows(params["groups"])):
        place = f"groups[{index}]"
        if group["name"] == BUILT_IN and params["state"] == "absent":
            raise InvalidInput(f"{place}.name: {BUILT_IN} is built in and can't be removed")
        if group["name"] == BUILT_IN and group.get("renamed_from") is not None:
            raise InvalidInput(f"{place}.name: {BUILT_IN} is built in, so no other group can be renamed to it")
        if group.get("renamed_from") == BUILT_IN:
            raise InvalidInput(f"{place}.renamed_from: {BUILT_IN} is built in and can't be renamed")


def managed(groups):
    """The (checked) groups without the built-in one, which is always there."""
    return [group for group in groups if group["name"] != BUILT_IN]


DESCRIPTOR = Target("group", "akuvox_group", {"akuvox_groups": "groups"}, records=TARGET, key="Name")
