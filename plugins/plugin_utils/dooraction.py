# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the action for a whole door does more than others: variables, tags, defaults for the sections' modules."""

from __future__ import annotations

import re

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.door import (
    MODULE,
    OPTIONS,
    SHARED,
    wanted_sections,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.registry import SECTIONS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.wording import Wording
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.descriptor import PREFIX
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.action import AkuvoxAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.difftext import diff_text
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.tagged import chosen

# Made by the process that forks the workers, so that none of them has to.
for _section in SECTIONS.values():
    _ = MODULE.flat_spec, _section.module.own_validator


# Where the role has a file for a single section, as long as plays may name it.
_SHIM = re.compile(r".*/roles/provision/tasks/(?!main\.yml)(\w+)\.yml(:\d+)?")


class DoorAction(AkuvoxAction):
    """The action of akuvox_door."""

    module = MODULE
    job = "provision"

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        notice = _leaving(self._task.get_path())
        if notice:
            # Ansible prints a text once for a run, however many doors say it
            result["warnings"] = [*result.get("warnings", ()), notice]
        return result

    def _with_inventory(self, args, own):
        args = self._with_defaults_of_sections(args)
        if Wording(args).by_variables:
            args = {**args, **self._variables_of_door(args, own)}
            args["sections"] = self._sections(args, own)
        return super()._with_inventory(args, own)

    def _variables_of_door(self, args, own):
        """The options that the task leaves out, from the door's variables."""
        found = {}
        for name in (*OPTIONS, *SHARED):
            if args.get(name) is None and own.get(PREFIX + name) is not None:
                value = self._variable(PREFIX + name, own)
                if value is not None:
                    found[name] = value
        return found

    def _sections(self, args, own):
        """The names of the sections that tags leave, of those that the task is limited to."""
        named = self.module.listed({"sections": args["sections"]})["sections"] if args.get("sections") else SECTIONS
        by_tag = chosen(SECTIONS, PREFIX, self._task, own)
        return [name for name in named if name in by_tag or name not in SECTIONS]

    def _with_defaults_of_sections(self, args):
        """The arguments with a user's ``module_defaults`` for the sections' own modules.

        :raises InvalidInput: where two of them want the one connection to be different.
        """
        more, connection, said_by = {}, {}, {}
        levels = [level for level in getattr(self._task, "module_defaults", None) or () if level]
        for section in SECTIONS.values():
            name, defaults = f"doorfleet.akuvox.{section.target.module}", {}
            for level in levels:
                defaults.update(level.get(name) or {})
            defaults = plain(self._templar.template(defaults)) if defaults else {}
            for option, value in defaults.items():
                if option in CONNECTION_SPEC:
                    if connection.setdefault(option, value) != value:
                        raise InvalidInput(
                            f"{option}: module_defaults of {said_by[option]} and {section.target.module} differ, and "
                            "akuvox_door has one connection for both. Set it for the group or for akuvox_door"
                        )
                    said_by.setdefault(option, section.target.module)
                elif not _is_given(section, option, args):
                    more.setdefault(section.name, {})[option] = value
        if not more and not connection:
            return args
        given = args.get("section_options") or {}
        merged = {name: {**more.get(name, {}), **(given.get(name) or {})} for name in {**more, **given}}
        return {**connection, **args, "section_options": merged}

    def _begin(self, args, task_vars, own):
        listed = self.module.listed(args)
        unknown = {*args, *(listed.get("sections") or ())} - {*self.module.flat_spec, *SECTIONS}
        if not wanted_sections(listed) and not unknown:
            return self._without_sections(args)
        return super()._begin(args, task_vars, own)

    def _without_sections(self, args):
        """As of :meth:`_begin`, where there is nothing to set."""
        reason = "nothing of this door is to be set: it has no such variables, or the tags leave none of them"
        return lambda: {"changed": False, "skipped": True, "skip_reason": reason, "sections": {}}, args

    def _words(self):
        given = self._task.args
        return {name: PREFIX + name for name in (*OPTIONS, *SHARED)} if Wording(given).by_variables else {}

    def _shown_diff(self, diff, door):
        prefix = Wording(self._task.args).prefix
        return [diff_text(plain(entry), door, prefix + entry["section"]) for entry in diff]


def _leaving(path):
    """What to use in place of the file that a task is in, where it goes with a later release; None for any other.

    :param path: path and line of the task, None where it has none.
    """
    found = _SHIM.fullmatch(path or "")
    if not found:
        return None
    name = found[1]
    return (
        f"tasks_from: {name} of the role provision goes with 0.5.0. Use the role with its tag {PREFIX}{name}, or "
        f"akuvox_door with from_variables: true and sections: [{name}]"
    )


def _is_given(section, option, args):
    """Whether the task itself says what a section's option is."""
    if option in section.options.values():
        return any(args.get(name) is not None for name, its in section.options.items() if its == option)
    name = section.purge if option == "purge" else option
    return name in SHARED and args.get(name) is not None
