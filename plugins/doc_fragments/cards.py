# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the modules that take cards, for their documentation."""

from __future__ import annotations


class ModuleDocFragment:
    """card_notation and card_byte_order."""

    DOCUMENTATION = r"""
options:
  card_notation:
    description:
      - How the cards of the list are written. The device gets hex digits in any case. V(hex) when left out.
      - V(decimal) is the whole number in decimal digits.
      - V(facility_number) is C(186,12345) (26 bits), and V(facility_number_34) is C(41394,50132) (34 bits). C(/), C(:),
        C(-) and a blank do as well as the comma.
      - V(wiegand_3_5) is facility and number as 3 and 5 digits in one, such as C(18612345).
      - V(em4100) is 10 hex digits with the version byte, which is dropped.
      - V(h10301) and V(h10306) are frames of 26 and 34 bits with their parity bits, as bits or in hex.
      - It is never guessed, since most texts are a card in more than one notation. A list of 20 cards or more without a
        letter gets a warning while this is left out.
    type: str
    choices: [hex, decimal, facility_number, facility_number_34, wiegand_3_5, em4100, h10301, h10306]
    version_added: 0.3.0
  card_byte_order:
    description:
      - V(reversed) is for a source that has the last byte of a card first. Missing leading zeros are put back before.
    type: str
    choices: [normal, reversed]
    default: normal
    version_added: 0.3.0
"""
