# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A long list says how much longer it is."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.shortened import shortened


@pytest.mark.parametrize(("texts", "joint", "shown"), [
    ([], ", ", ""),
    (["a"], ", ", "a"),
    (["a", "b"], ", ", "a, b"),
    (["a", "b", "c"], ", ", "a, b and 1 more"),
    (["a", "b", "c", "d"], "; ", "a; b; and 2 more"),
])  # fmt: skip
def test_the_first_few_and_how_many_more(texts, joint, shown):
    assert shortened(texts, 2, joint) == shown
