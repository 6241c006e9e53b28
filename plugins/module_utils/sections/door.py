# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a whole door: those of its sections, each with the checks of the section's own module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..converge.plan import parse_limit
from ..errors import InvalidInput
from ..fields.cardlists import NOTATION_OPTIONS
from ..fields.codec import BadValue
from ..fields.lists import without_text
from ..fields.tables import nearest
from ..module import Module, validated
from ..secrets import HIDDEN
from .registry import SECTIONS
from .wholedoor import way_on, work
from .wording import Wording

# Options of several sections. What is not given here is taken from a section's own options and defaults.
SHARED = {
    "purge": {"type": "bool"},
    "purge_groups": {"type": "bool"},
    "purge_schedules": {"type": "bool"},
    "purge_limit": {"type": "str"},
    "update_secrets": {"type": "str", "choices": ["always", "on_create"], "no_log": False},
    "card_notation": NOTATION_OPTIONS["card_notation"],
    "card_byte_order": {"type": "str", "choices": NOTATION_OPTIONS["card_byte_order"]["choices"]},
}
OWN = {
    "sections": {"type": "list", "elements": "str", "choices": list(SECTIONS)},
    "section_options": {"type": "dict"},
    "from_variables": {"type": "bool", "default": False},
}
# Options of the whole door that follow from the sections' own.
OPTIONS = {name: section for section in SECTIONS.values() for name in section.options}


def _entry(section, option, deep):
    """An option's entry in the argument spec, as that of the section's module."""
    spec = section.module.argument_spec(deep)
    if not option:
        own = {name: spec[name] for name in section.module.own_spec}
        return {"type": "dict", "options": own}
    return {key: value for key, value in spec[option].items() if key != "required"}


class DoorModule(Module):
    """The module for a whole door."""

    def argument_spec(self, deep=True):
        spec = {name: entry for name, entry in super().argument_spec(deep).items() if name not in OPTIONS}
        for name, section in OPTIONS.items():
            entry = _entry(section, section.options[name], deep)
            if not deep:
                # the section's module checks it, and says which section is wrong
                entry = {key: value for key, value in entry.items() if key not in ("elements", "choices")}
                entry["type"] = "raw"
            spec[name] = entry
        return spec

    def listed(self, params):
        """As of any module; a list given as text is named as the user has it."""
        words = Wording(params)
        names = {words.prefix + name: name for name in self.tables}
        given = {shown: params[name] for shown, name in names.items() if name in params}
        tables = {shown: self.tables[name] for shown, name in names.items()}
        try:
            found = without_text({shown: {} for shown in tables}, tables, given)
            own = without_text({"sections": OWN["sections"]}, {}, {"sections": params.get("sections")})
        except BadValue as exc:
            raise InvalidInput(f"{exc.path}: {exc}") from None
        lists = {names[shown]: value for shown, value in found.items()}
        return {**params, **lists, **{name: value for name, value in own.items() if name in params}}

    def check(self, params):
        """``params`` with ``section_params``: of each section that is wanted, the options of its module.

        :raises InvalidInput: naming all sections that are wrong, before anything is sent.
        """
        words, found, mistakes = Wording(params), {}, {}
        if params.get("purge_limit") is not None:
            parse_limit(params["purge_limit"], 0)
        more = _section_options(params)
        for name in wanted_sections(params):
            section = SECTIONS[name]
            try:
                given = section.given(params)
                found[name] = validated(section.module, {**section.shared(params), **more.get(name, {}), **given})
            except InvalidInput as exc:
                mistakes[name] = words.of_section(section, exc.message)
        if mistakes:
            said = "; ".join(mistakes.values())
            raise InvalidInput(
                f"{said}. Nothing was changed. {way_on(words, mistakes)}", refused_sections=list(mistakes)
            )
        return {**params, "section_params": found}


def wanted_sections(params):
    """The names of the sections that the task has options for, in their order."""
    chosen = params.get("sections")
    wrong = next(
        (section for section in SECTIONS.values() if not _is_mapping_where_one_is_wanted(section, params)), None
    )
    if wrong is not None:
        raise InvalidInput(f"{Wording(params).prefix}{wrong.name}: must be a mapping of {', '.join(wrong.module.spec)}")
    return [name for name, section in SECTIONS.items() if (chosen is None or name in chosen) and section.given(params)]


def _is_mapping_where_one_is_wanted(section, params):
    values = [params.get(name) for name, option in section.options.items() if not option]
    return all(value in (None, "", [], {}) or isinstance(value, Mapping) for value in values)


def _section_options(params):
    """Section -> more options of its module.

    :raises InvalidInput: naming what is no section.
    """
    more = params.get("section_options") or {}
    for name, options in more.items():
        if name not in SECTIONS:
            raise InvalidInput(f"section_options.{name}: is not a section; {nearest(name, SECTIONS)}")
        if not isinstance(options, Mapping):
            module = SECTIONS[name].target.module
            raise InvalidInput(f"section_options.{name}: must be a mapping of options of {module}")
    return more


def _doubts(params):
    words = Wording(params)
    return [
        words.of_option(SECTIONS[name], warning)
        for name, options in params["section_params"].items()
        for doubt in SECTIONS[name].module.doubts
        for warning in doubt(options)
    ]


def _mask(section, name):
    """What hides the secrets in the value of an option that is a mapping; None where there is nothing to hide."""
    option = section.options[name]
    return section.module.masks.get(option) if option else section.module.shown


MODULE = DoorModule(
    run=work,
    spec={**SHARED, **OWN},
    tables={
        name: replace(section.module.tables[option], option=name)
        for section in SECTIONS.values()
        for name, option in section.options.items()
        if option in section.module.tables
    },
    masks={
        **{name: _mask(section, name) for name, section in OPTIONS.items() if _mask(section, name)},
        "section_options": lambda more: dict.fromkeys(more, HIDDEN),
    },
    doubts=(_doubts,),
    writes=lambda params: bool(params["section_params"]),
)
