# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: the SIP accounts."""

from __future__ import annotations

import random

from .common import Settings, TargetData

PASSWORD, PASSWORD_KEY = "s1p/pass+word", "Config.Account1.GENERAL.Pwd"


def make(family: str, rng: random.Random) -> tuple[dict, dict]:
    """Options, and the keys that they stand for."""
    name = f"07{rng.randrange(10, 99)}"
    return (
        {"accounts": [{"account": 1, "username": name, "password": PASSWORD}]},
        {"Config.Account1.GENERAL.UserName": name, PASSWORD_KEY: PASSWORD},
    )


ACCOUNT = {"account": 1, "enabled": True, "server": "sip.example.net", "username": "7101", "password": PASSWORD}
DATA = TargetData(
    "akuvox_sip",
    [{"accounts": [ACCOUNT], "wait_registered": 30}],
    examples={"vault_sip_password": PASSWORD},
    secrets=frozenset({PASSWORD}),
    settings=Settings(frozenset({"accounts", "update_secrets"}), make),
)
