# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page is compared by what was asked and held, as another machine has other versions."""

from __future__ import annotations

import table
from setups import FRAMINGS, KEEP_ALIVE, SERVERS, all_setups, impossible

ROWS = [["lighttpd 1.4.69", "the door's", "5", "chunked", "yes"], ["Apache 2.4.71", "old TLS", "yes"]]


def test_another_version_is_the_same_page_and_another_row_is_not():
    page = table.page(ROWS)
    newer = [["lighttpd 1.4.82", *ROWS[0][1:]], ["Apache 2.4.9", *ROWS[1][1:]]]
    assert table.is_told(newer, page)
    assert not table.is_told([ROWS[0]], page)
    assert not table.is_told([[*ROWS[0][:4], "can't be"], ROWS[1]], page)


def test_every_combination_is_tried_or_has_a_reason():
    combinations = {(setup.server, setup.login, setup.keep_alive, setup.framing) for setup in all_setups()}
    assert len(combinations) == len(SERVERS) * 2 * len(KEEP_ALIVE) * len(FRAMINGS)
    assert len({setup.name for setup in all_setups()}) == len(all_setups())
    assert {setup.keep_alive for setup in all_setups() if impossible(setup)} == {5}
