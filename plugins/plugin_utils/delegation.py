# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose variables a delegated task has: the door's own, and never those of the host that it is delegated to.

Under ``delegate_to``, ansible-core fills connection variables that the door lacks, such as ``ansible_host``, with the
delegate's values. They mean where a module runs, not which door it is for.
"""

from __future__ import annotations

from ansible.constants import MAGIC_VARIABLE_MAPPING

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput

LOCAL = ("localhost", "127.0.0.1", "::1")
GROUP = "akuvox"

# Which of core's connection variables could be taken for an option of a task, by the option.
_BORROWED = {"host": "remote_addr", "port": "port", "username": "remote_user", "password": "password"}
_HOW = (
    "Write the play with hosts: <the doors>, and leave loop and delegate_to out; delegate_to only says on which "
    "machine the module runs"
)


def own_variables(task_vars):
    """The variables of a delegated task's own host, with core's connection variables as they are without delegation."""
    # the magic variable `vars` has what the host has, from before core added the delegate's
    said = task_vars.get("vars") or _of_inventory(task_vars, task_vars.get("inventory_hostname"))
    own = dict(task_vars)
    for names in MAGIC_VARIABLE_MAPPING.values():
        # core gives each name of one thing the value of whichever is set
        value = next((task_vars[name] for name in names if name in said and name in task_vars), None)
        for name in names:
            if name not in said:
                own.pop(name, None)
                if value is not None:
                    own[name] = value
    for name in MAGIC_VARIABLE_MAPPING["remote_addr"]:
        own.setdefault(name, task_vars.get("inventory_hostname"))
    return own


def refuse_other_door(delegate, task_vars, named):
    """Refuse a task that means the delegate by its door. ``named``: its options or variables say an address.

    :raises InvalidInput: saying how to write it.
    """
    host = task_vars.get("inventory_hostname")
    if delegate in LOCAL or delegate == host:
        return
    if (host in LOCAL and not named) or _is_door(delegate, host, task_vars):
        raise InvalidInput(
            f"delegate_to: a task is for the door that is its inventory host, here {host}, and not for {delegate}. "
            f"{_HOW}. Nothing was sent"
        )


def refuse_no_door(task_vars, named):
    """Refuse a task on the localhost that is in no inventory, where nothing says which door it is for.

    :raises InvalidInput: saying how to write it.
    """
    host = task_vars.get("inventory_hostname")
    if host in LOCAL and not named and host not in task_vars.get("groups", {}).get("all", (host,)):
        raise InvalidInput(
            f"host: which door is meant? The task's host is {host}, which isn't in the inventory. Write the play with "
            "hosts: <the doors>, or give the task the option host, the door's address. Nothing was sent"
        )


def refuse_borrowed(args, delegate, task_vars, own, is_literal):
    """Refuse a task's option whose template gave the delegate's value.

    ``is_literal(option, value)`` says whether the playbook has this very value. Then it is meant.

    :raises InvalidInput: naming the option.
    """
    for option, what in _BORROWED.items():
        value, names = args.get(option), MAGIC_VARIABLE_MAPPING[what]
        if value in (None, "") or any(str(own.get(name)) == str(value) for name in names):
            continue
        theirs = {**task_vars, **delegated_variables(delegate, task_vars)}
        if any(str(theirs.get(name)) == str(value) for name in names) and not is_literal(option, value):
            raise InvalidInput(
                f"{option}: its template gives the value of {delegate}, which the task is delegated to, since the door "
                f"has no {names[-1]} of its own. Leave the option out, or set akuvox_{option} for the door. Nothing "
                "was sent"
            )


def delegated_variables(delegate, task_vars):
    """The variables that core has worked out for the delegate."""
    return task_vars.get("ansible_delegated_vars", {}).get(delegate, {})


def is_written(node, option, value):
    """Whether a piece of a playbook has an option with this very value, in either form of writing a task."""
    if isinstance(node, dict):
        given = node.get(option)
        return (given is not None and str(given) == str(value)) or any(
            is_written(member, option, value) for member in node.values()
        )
    if isinstance(node, (list, tuple)):
        return any(is_written(member, option, value) for member in node)
    return isinstance(node, str) and f"{option}={value}" in node.split()


def _is_door(delegate, host, task_vars):
    """Whether the delegate is another door and not a machine that modules run on.

    A machine may have variables of doors too, for instance those of a site's group. So they only count in a play that
    runs on both, or on a host that has none.
    """
    if delegate in task_vars.get("groups", {}).get(GROUP, ()):
        return True
    if not _marks(delegate, task_vars):
        return False
    return delegate in task_vars.get("ansible_play_hosts_all", ()) or not _marks(host, task_vars)


def _marks(host, task_vars):
    """The connection options that the inventory has for a host and not for every host."""
    its, everybody = _of_inventory(task_vars, host), _of_inventory(task_vars, "localhost")
    names = [f"akuvox_{option}" for option in CONNECTION_SPEC]
    return [name for name in names if name in its and its[name] != everybody.get(name)]


def _of_inventory(task_vars, host):
    hostvars = task_vars.get("hostvars")
    return hostvars.raw_get(host) if hostvars is not None and host in hostvars else {}
