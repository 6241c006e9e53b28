# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""README's picture of the report shows what the role makes today."""

from __future__ import annotations

import picture


def test_the_picture_is_of_the_page_that_is_made_today():
    shown = picture.pictured(picture.PICTURE.read_bytes())
    assert shown == picture.digest(picture.demo_page()), (
        "docs/images/report.png is stale. Make it anew: "
        "python3 tests/tools/checks.py --exec browser python tests/report_page/picture.py"
    )


def test_a_picture_of_another_page_is_told_apart():
    png = picture.labelled(picture.PICTURE.read_bytes(), "0" * 64)
    assert picture.pictured(png) == "0" * 64
