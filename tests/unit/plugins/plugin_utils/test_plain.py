# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing of the controller's own types of text is left, which no YAML writer takes."""

from __future__ import annotations

import pytest
import yaml

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain


@pytest.fixture
def unsafe():
    """Makes text that is not to be templated; before 2.19 ``str()`` gives it back as it is."""
    from ansible.utils import unsafe_proxy

    return getattr(unsafe_proxy, "AnsibleUnsafeText", str)


def test_unsafe_text_is_text(unsafe):
    made = plain({unsafe("1001"): [unsafe("Kim"), 1, None, True]})
    assert made == {"1001": ["Kim", 1, None, True]}
    assert {type(key) for key in made} == {type(made["1001"][0])} == {str}
    assert yaml.safe_load(yaml.safe_dump(made)) == made
