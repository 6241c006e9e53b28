# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: the codes that everybody shares."""

from __future__ import annotations

import random

from .common import Settings, TargetData, pin

CODE, OF_THE_EXAMPLE = "50617283", "506172"


def make(family: str, rng: random.Random) -> tuple[dict, dict]:
    """Options, and the keys that they stand for."""
    codes = [pin(number) for number in rng.sample(range(10_000), rng.randrange(0, 4))]
    on = rng.random() < 0.5
    keys = {"PublicKeyEnable": "1" if on else "0", "PublicKeyBitsLimit": "0"}
    keys |= {f"PublicKey{place}": code for place, code in enumerate([*codes, "", "", ""][:3], 1)}
    return (
        {"enabled": on, "digits": 8, "codes": codes},
        {f"Config.DoorSetting.PASSWORD.{name}": value for name, value in keys.items()},
    )


DATA = TargetData(
    "akuvox_publiccode",
    [{"digits": 8, "codes": [CODE]}],
    examples={"vault_public_code": OF_THE_EXAMPLE},
    secrets=frozenset({CODE, OF_THE_EXAMPLE}),
    settings=Settings(frozenset({"enabled", "digits", "codes"}), make),
)
