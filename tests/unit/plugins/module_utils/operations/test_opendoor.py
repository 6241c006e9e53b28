# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page says that a door answers OpenDoor with (device-facts 8.5)."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.opendoor import failure_in

RESULT = '<html><body><form><input type="hidden" id="hcSingleResult" value="{}"></form></body></html>'


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (RESULT.format(0), ""),
        ('<INPUT value=0 ID=hcSingleResult TYPE="hidden">', ""),
        ("", ""),
        ("<html><body><form></form></body></html>", ""),
        ("success", ""),
        (RESULT.format(-1), "the door did not take the user name and password of its HTTP trigger"),
        (RESULT.format(1), "the door refused (result 1)"),
        (RESULT.format(10), "the door refused (result 10)"),
        ("fail", "the door refused"),
        ("<p>Invalid parameter</p>", "the door refused"),
    ],
)
def test_a_page_says_whether_the_door_opened(page, says):
    failure = failure_in(page)
    assert failure.startswith(says)
    assert bool(failure) == bool(says)
