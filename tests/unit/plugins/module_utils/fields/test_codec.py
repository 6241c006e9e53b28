# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every codec has, and what one that says nothing does."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils import fields, targets
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import Codec
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import Field

MODULES = [
    importlib.import_module(f"{package.__name__}.{found.name}")
    for package in (fields, targets)
    for found in pkgutil.iter_modules(package.__path__)
]
OWN = sorted(
    {
        value
        for module in MODULES
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__
    },
    key=lambda kind: kind.__name__,
)
PROMISED = [name for name in vars(Codec) if not name.startswith("_")]


def test_the_walk_finds_them():
    assert {"Choice", "Members", "Form", "Schedules"} <= {kind.__name__ for kind in OWN if issubclass(kind, Codec)}


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_what_translates_a_value_is_a_codec(kind):
    methods = {name for name, member in vars(kind).items() if callable(member)}
    translates = {"check", "decode"} & methods and not issubclass(kind, Field)
    # a table translates records, not values
    assert issubclass(kind, Codec) or not translates or (hasattr(kind, "decode") and kind.__name__.endswith("Table"))


def test_a_plain_one_takes_text_as_it_is():
    codec = Codec()
    assert (codec.check("a"), codec.encode("a"), codec.decode(7), codec.shown("a")) == ("a", "a", "7", "a")
    assert Field("name", ("Name",), codec, needed="always").spec() == {"type": "str", "required": True}


def test_the_base_says_what_the_argument_spec_asks_for():
    assert PROMISED == ["spec_type", "elements", "choices", "suboptions", "takes_lists", "check", "encode", "decode",
                        "shown"]  # fmt: skip
