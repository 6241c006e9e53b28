# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the warnings and deprecations of a run that nobody meant to give."""

from __future__ import annotations

import re

WARNING = re.compile(r"\[(DEPRECATION )?WARNING\]: ")
# As much of each as a failed test should show.
SHOWN = 160
# What tasks of ours say on purpose, and what Ansible says of the inventories and limits of single tests. Where an old
# ansible-core breaks a line, a path has a blank behind a hyphen.
MEANT = re.compile(
    r"basic login over plain HTTP|what the cache has can't be read|.{0,80}A new one is made|"
    r"\d+ .{1,60} are not in the data of the set|this firmware doesn't have \d+ keys|"
    r".{0,40}this device can't remove single ones|the set is of firmware|users .{1,80}|"
    r"the device restarted and refuses this login now|the device wants its password|"
    r"(settings|relays|inputs|accounts|codes|dtmf|http_trigger|call|level|digits|receiver_username)\b.{0,120}: |"
    r"backed up, .{1,20} unproved|the set .{1,200}? (has files that are not certain|brings back people|is broken)|"
    r"(the file of )?\S+ has \d+ records, and|all \d+ cards are made of the digits|user_id \S+ has the card|"
    r".{1,80} was revoked on \S+ and stays out|\S+: undo (can't bring back|leaves as it is)|"
    r"\S+ had no vault password, so no PINs|"
    r"tasks_from: \w+ of the role provision goes with|"
    r"Could not match supplied host pattern|Deprecation warnings can be disabled"
)


def warned(output: str) -> list[str]:
    """What a run has warned of without meaning to: each deprecation, and each warning that is not among ``MEANT``.

    ``output`` is what the command printed; older versions of ansible-core break it at the terminal's width.
    """
    _before, *found = WARNING.split(" ".join(output.split()))
    # by the pattern's group, each text follows its kind
    pairs = zip(found[::2], found[1::2], strict=True)
    return [text[:SHOWN] for deprecated, text in pairs if deprecated or not MEANT.match(text)]
