#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any configuration keys of a device."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_config
short_description: Set configuration keys of an Akuvox device
version_added: 0.1.0
description:
  - Sets C(Config.*) keys by their full names, for what has no module of its own.
  - The keys are read, those that differ are written in one request, and read back. The task fails, naming the key, when
    the device accepted a value and did not keep it.
  - Values whose key names a password, PIN or code are hidden in all output.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
options:
  settings:
    description:
      - Full key to value. Numbers and booleans are written as the device does, V(true) as V(1).
      - Values that begin with a zero belong in quotes, since YAML drops it.
    type: dict
    required: true
  allow_unknown_keys:
    description:
      - Whether to write keys that the device does not show when its configuration is read.
      - Otherwise such a key is refused before anything is written, since it is most likely misspelled.
    type: bool
    default: false
seealso:
  - module: doorfleet.akuvox.akuvox_relay
  - module: doorfleet.akuvox.akuvox_info
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Time and place
  doorfleet.akuvox.akuvox_config:
    settings:
      Config.Settings.SNTP.Enable: true
      Config.Settings.SNTP.NTPServer1: ntp.example.net
      Config.DoorSetting.DEVICENODE.Location: North gate

- name: See what would change
  doorfleet.akuvox.akuvox_config:
    settings:
      Config.DoorSetting.CLOUDSERVER.Enable: false
  check_mode: true
  diff: true
"""

RETURN = r"""
updated:
  description: The keys that changed.
  returned: success
  type: list
  elements: str
  sample: [Config.Settings.SNTP.NTPServer1]
"""

import difflib
import re

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.settings import Setting, converge_settings
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import is_secret_key, mask_settings

_KEY = re.compile(r"Config(\.[0-9A-Za-z_]+)+")


def run(task):
    """Converge the keys."""
    wanted = {key: checked_value(key, value) for key, value in task.params["settings"].items()}
    if not wanted:
        raise InvalidInput("settings: is empty; give at least one Config.* key")

    def choose(current):
        if not task.params["allow_unknown_keys"]:
            refuse_unknown(wanted, current)
        return [Setting(f"settings.{key}", key, key, value, is_secret_key(key)) for key, value in wanted.items()]

    return converge_settings(task.device, "config", choose, task)


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
    run=run,
    spec={
        "settings": {"type": "dict", "required": True},
        "allow_unknown_keys": {"type": "bool", "default": False, "no_log": False},
    },
    masks={"settings": mask_settings},
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
