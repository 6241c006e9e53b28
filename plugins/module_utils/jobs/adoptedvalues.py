# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which values of adopted doors move up to a group, and which stay with the door."""

from __future__ import annotations

import json


def moved_up(doors, groups, members, held=None):
    """Group -> its variables, and door -> what stays with it.

    A value moves up only if all hosts of a group were read and all of them have it; the first group that fits gets it.
    The file of a group with hosts that were not read stays as it is, and what it says isn't said again by its doors.

    :param doors: door -> variable -> value, of those that were read.
    :param groups: the groups that may get values, in order.
    :param members: group -> its hosts.
    :param held: group -> variables that its file has by now.
    """
    own = {door: dict(variables) for door, variables in doors.items()}
    found = {}
    for group in groups:
        hosts = members[group]
        if not hosts or not all(host in doors for host in hosts):
            _leave_to(own, hosts, (held or {}).get(group) or {})
            continue
        shared = {
            name: value
            for name, value in own[hosts[0]].items()
            if all(name in own[host] and same(own[host][name], value) for host in hosts)
        }
        found[group] = shared
        for host in hosts:
            own[host] = {name: value for name, value in own[host].items() if name not in shared}
    return found, own


def _leave_to(own, hosts, said):
    for host in (host for host in hosts if host in own):
        own[host] = {
            name: value for name, value in own[host].items() if name not in said or not same(said[name], value)
        }


def unfit_groups(groups, members, read):
    """Group -> its hosts that were not read, for those of the ``groups`` that no value can move up to."""
    missing = {group: [host for host in members[group] if host not in read] for group in groups}
    return {group: hosts for group, hosts in missing.items() if hosts or not members[group]}


def same(one, other):
    """Whether two values are the same, whatever the order of their members' names."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
