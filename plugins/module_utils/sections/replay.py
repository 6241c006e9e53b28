# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device that was read before: what would a list of people change on it? Nothing is asked and nothing is written."""

from __future__ import annotations

from ..api.profiles import Profile
from ..errors import AkuvoxError, Unsupported
from ..module import Task
from ..operations.people import converge_people
from ..targets.credentials import PEOPLE

_CHANGES = ("added", "updated", "removed")


class Replay:
    """Answers for a device with its records, as far as a plan asks.

    :param profile: the fields of its profile, as JSON has them.
    """

    address = "the door"
    revoked_file = None

    def __init__(self, records, profile):
        self._records = records
        self.profile = Profile(**{name: _frozen(value) for name, value in profile.items()})

    def records(self, target):
        """As of the device."""
        if target not in self._records:
            raise Unsupported(f"{target}/get: this device doesn't have the function")
        return self._records[target]

    def require(self, target, action):
        """As of the device."""
        if self.profile.lack(target, action) is not None:
            raise Unsupported(f"{target}/{action}: this device doesn't have the function")

    def warn(self, message):
        """A plan that is only looked at warns nobody."""


def _frozen(value):
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return {name: _frozen(member) for name, member in value.items()} if isinstance(value, dict) else value


def list_would_change(device, people, store, managed):
    """What the job credentials would do to a device with its part of a list, in words; "" for nothing.

    :param people: rows as :func:`..jobs.doorlists.people_on` gives them.
    """
    params = {
        "store": store,
        "managed": managed,
        "purge_limit": "100%",
        "update_secrets": "always",
        "schedules_to_come": [],
    }
    try:
        result = converge_people(device, PEOPLE.check_rows(people), Task(params, device, check_mode=True))
    except AkuvoxError as exc:
        return f"credentials would refuse the list: {exc.message}"
    said = [
        f"{change}: {', '.join(f'user_id {user_id}' for user_id in result[change])}"
        for change in _CHANGES
        if result[change]
    ]
    if result["removed_doubles"]:
        said.append(f"doubles removed: {', '.join(result['removed_doubles'])}")
    if result["changed"] and not said:
        said.append("records changed")
    return f"credentials would change it ({'; '.join(said)})" if said else ""
