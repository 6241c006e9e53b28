# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks for single doors, made by an action that Ansible runs once for all of them."""

from __future__ import annotations

from types import SimpleNamespace

from ansible.plugins.loader import lookup_loader

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.omitted import has_templates

_COLLECTION = "doorfleet.akuvox."


class DoorTasks:
    """Makes the variables of a door and its actions as Ansible would, were there a task for each door.

    :param action: the action that runs once.
    :param task_vars: its variables.
    """

    def __init__(self, action, task_vars):
        self._action, self.task, self.task_vars = action, action._task, task_vars
        self._manager = self.task.get_variable_manager()
        self._inventory = self._manager._inventory
        # worked out by Ansible for each door otherwise, which takes the square of their number
        self._hosts = {
            "_hosts": list(task_vars["ansible_play_batch"]),
            "_hosts_all": list(task_vars["ansible_play_hosts_all"]),
        }

    def variables(self, door):
        """The variables that a task of this play and role would have for a door."""
        host = self._inventory.get_host(door)
        found = self._manager.get_vars(
            play=self.task.play, host=host, task=self.task, include_hostvars=False, **self._hosts
        )
        return {**found, "hostvars": self.task_vars["hostvars"]}

    def templar(self, task_vars):
        """What templates a door's values; it costs nothing as long as there are no templates."""
        return _Templar(self._action._templar, task_vars)

    def people_list(self):
        """The list of people for all doors of the batch, read and checked once."""
        action = self._action
        lookup = lookup_loader.get(_COLLECTION + "people_list", loader=action._loader, templar=action._templar)
        return lookup.run(self._hosts["_hosts"], variables=self.task_vars, from_variables=True)[0]

    def action(self, name, args, templar, check_mode=None, ignore_unreachable=False, kind=None, written=None):
        """The action of a module of the collection, for a task with these arguments that only reads.

        :param kind: its class, where it isn't the module's own.
        :param written: the arguments as the role's task has them, where they name variables of the user.
        """
        task = SimpleNamespace(
            action=_COLLECTION + name,
            args=args,
            delegate_to=None,
            check_mode=self.task.check_mode if check_mode is None else check_mode,
            diff=self.task.diff,
            ignore_unreachable=ignore_unreachable,
            module_defaults=None,
            tags=self.task.tags,
            _parent=self.task._parent,
            _role=self.task._role,
            _ds={_COLLECTION + name: written} if written else None,
        )
        mine = self._action
        kind = kind or mine._shared_loader_obj.action_loader.get(_COLLECTION + name, class_only=True)
        action = kind(task, mine._connection, mine._play_context, mine._loader, templar, mine._shared_loader_obj)
        action.read_only = True
        return action


class _Templar:
    """Ansible's, made when it is needed first."""

    def __init__(self, templar, task_vars):
        self._any, self._task_vars, self._own = templar, task_vars, None

    def template(self, value):
        """A value without templates; one that has none is returned as it is."""
        if not has_templates(value):
            return value
        if self._own is None:
            self._own = self._any.copy_with_new_env(available_variables=self._task_vars)
        return self._own.template(value)
