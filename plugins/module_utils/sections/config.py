# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration by its keys."""

from __future__ import annotations

import difflib
import re

from ..converge.settings import Setting, SettingsConvergence
from ..errors import InvalidInput
from ..fields.codec import BadValue
from ..fields.codecs import Text
from ..module import Module
from ..secrets import is_secret_key, mask_settings

_KEY = re.compile(r"Config(\.[0-9A-Za-z_]+)+")


def prepare(task):
    """Read and plan the keys."""
    wanted = {key: checked_value(key, value) for key, value in task.params["settings"].items()}

    def choose(current):
        if not task.params["allow_unknown_keys"]:
            refuse_unknown(wanted, current)
        return [Setting(f"settings.{key}", key, key, value, is_secret_key(key)) for key, value in wanted.items()]

    return SettingsConvergence(task.device, "config", choose, task)


def check(params):
    """Refuse an empty mapping, and keys and values that no device has.

    :raises InvalidInput: naming the key.
    """
    if not params["settings"]:
        raise InvalidInput("settings: is empty; give at least one Config.* key")
    for key, value in params["settings"].items():
        checked_value(key, value)


def checked_value(key, value):
    """A value as the device's string.

    :raises InvalidInput: naming the key; the value of a secret is not quoted.
    """
    place = f"settings.{key}"
    if not _KEY.fullmatch(str(key)):
        raise InvalidInput(f"{place}: must be a full key such as Config.Settings.SNTP.Enable")
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) or not isinstance(value, (str, int)):
        raise InvalidInput(f"{place}: must be text, a whole number or a boolean, not {value.__class__.__name__}")
    try:
        return Text(4096).check(value)
    except BadValue as exc:
        raise InvalidInput(f"{place}: {exc}") from None


def refuse_unknown(wanted, current):
    """Refuse keys that the device doesn't have, with the spelling that is closest."""
    for key in wanted:
        if key not in current:
            close = difflib.get_close_matches(key, current, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise InvalidInput(
                f"settings.{key}: this device has no such key{hint} (allow_unknown_keys: true writes it all the same)"
            )


MODULE = Module(
    prepare=prepare,
    spec={
        "settings": {"type": "dict", "required": True},
        "allow_unknown_keys": {"type": "bool", "default": False, "no_log": False},
    },
    masks={"settings": mask_settings},
    checks=(check,),
)
