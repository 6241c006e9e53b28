# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a door's state, by the targets' descriptors: their order, their options, and what sets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Callable

from ..module import Module, Task
from ..targets.descriptor import PREFIX, Target
from ..targets.registry import TARGETS
from .modules import MODULES
from .schedule import prepare_removal

# What the option update_secrets of a whole door is for one target, where it isn't the same word. Here "always" would
# write in every run what a door shows as stars; "when_changed" asks as much and compares.
_UPDATE_SECRETS = {"sip": {"always": "when_changed"}}
# Which option purges a list, where it isn't "purge": many doors can't remove a single group, and schedules go last.
_PURGE = {"group": "purge_groups", "schedule": "purge_schedules"}


@dataclass(frozen=True)
class Section:
    """A part of a door's state.

    ``options``: option of the whole door -> the module's own; empty for a mapping of the module's options.
    ``last``: reads and plans what of it comes after all other sections.
    """

    target: Target
    module: Module
    options: Mapping[str, str]
    last: Callable[[Task], object] | None = None

    @property
    def name(self):
        """As in results, tags and variables."""
        return self.target.section

    @property
    def purge(self):
        """The option that purges it; empty where nothing is purged."""
        return _PURGE.get(self.target.name, "purge") if self.target.records else ""

    @property
    def words(self):
        """The module's options -> those of the whole door, for messages."""
        own = {option: name for name, option in self.options.items() if option}
        return {**own, "purge": self.purge} if self.purge else own

    def given(self, params):
        """The module's options, as the task gives them; empty where the door has none for this section.

        A list counts when it is empty, too: with ``purge`` it says that nothing is to be left.
        """
        found = {}
        for name, option in self.options.items():
            value = params.get(name)
            if value is None or (value in ("", [], {}) and not self.target.records):
                continue
            found.update({option: value} if option else value)
        return found

    def shared(self, params):
        """The module's options that follow from those of several sections."""
        words = _UPDATE_SECRETS.get(self.target.name, {})
        found = {
            name: params[name]
            for name in ("purge_limit", "update_secrets", "card_notation", "card_byte_order")
            if name in self.module.spec and params.get(name) is not None
        }
        if "update_secrets" in found:
            found["update_secrets"] = words.get(found["update_secrets"], found["update_secrets"])
        if self.purge and self.last is None and params.get(self.purge) is not None:
            found["purge"] = params[self.purge]
        return found


def _section(target):
    options = {variable.removeprefix(PREFIX): option for variable, option in target.variables.items()}
    last = prepare_removal if target.name == "schedule" else None
    return Section(target, MODULES[target.name], options, last)


SECTIONS = {section.name: section for section in map(_section, TARGETS.values())}
