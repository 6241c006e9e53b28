#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trigger a relay."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_relay_trigger
short_description: Trigger a relay of an Akuvox device, which opens a door
version_added: 0.1.0
description:
  - Opens a door, or whatever else the relay drives. It needs O(confirm=true), so that no task does it by mistake.
  - The request is never repeated. When the answer to it is lost, the task fails and says that the outcome is unknown.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  check_mode:
    description: Reads the relay's settings, and triggers nothing.
    support: full
  diff_mode:
    description: There is no state to compare.
    support: none
  idempotent:
    description: Each run triggers the relay.
    support: none
options:
  relay:
    description: The relay. V(D) goes with O(http_trigger) only.
    type: str
    choices: [A, B, C, D]
    required: true
  confirm:
    description: Must be V(true), since this opens a door.
    type: bool
    required: true
  mode:
    description:
      - V(auto_close) lets go of the relay after O(delay) seconds.
      - V(manual) leaves it at O(level) until it is triggered again, so the door doesn't go back by itself.
    type: str
    choices: [auto_close, manual]
    default: auto_close
  level:
    description:
      - Which contact is driven, V(normally_open) for NO and COM, V(normally_closed) for NC and COM.
      - Left out, it is the type that the relay is set to, and V(normally_open) where the device doesn't say.
      - Required with O(mode=manual).
    type: str
    choices: [normally_open, normally_closed]
  delay:
    description:
      - Seconds, V(0) to V(65535), until the relay is let go again.
      - Left out, it is the hold delay that the relay is set to. V(0) does not stand for that.
    type: int
  http_trigger:
    description:
      - Open the door by its URL for that (Open Relay Via HTTP). It is for devices without relays in their API, such as
        an IT83.
      - It has an account of its own, which M(doorfleet.akuvox.akuvox_relay) sets, and travels in the URL. Use HTTPS.
      - The door decides how long it stays open, so O(mode), O(level) and O(delay) don't go with it.
    type: dict
    suboptions:
      username:
        description: User name of the HTTP trigger.
        type: str
        required: true
      password:
        description: Its password.
        type: str
        required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Open the door for as long as it is set to
  doorfleet.akuvox.akuvox_relay_trigger:
    relay: A
    confirm: true

- name: Open the gate for two minutes
  doorfleet.akuvox.akuvox_relay_trigger:
    relay: B
    delay: 120
    confirm: true

- name: Open a door by its URL
  doorfleet.akuvox.akuvox_relay_trigger:
    relay: A
    http_trigger:
      username: opener
      password: "{{ vault_akuvox_opener }}"
    confirm: true
"""

RETURN = r"""
trigger:
  description: What was sent, also in check mode, where it isn't. With O(http_trigger) it has the relay only.
  returned: success
  type: dict
  sample:
    relay: A
    mode: auto_close
    level: normally_closed
    delay: 5
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput, Unsupported
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Number
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.option_codecs import Confirmed
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, never, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.opendoor import DOORS, open_door
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets import relay


def check_ways(params):
    """Refuse what doesn't go with the one or the other way of opening.

    :raises InvalidInput: naming the option.
    """
    if params.get("http_trigger") is None:
        if params["relay"] not in relay.LETTERS:
            raise InvalidInput(
                f"relay: must be one of {', '.join(relay.LETTERS)} without http_trigger, not {params['relay']}"
            )
        return
    for option in ("level", "delay"):
        if params.get(option) is not None:
            raise InvalidInput(f"{option}: does not go with http_trigger, where the door's own settings decide")
    if params["mode"] != "auto_close":
        raise InvalidInput("mode: must be auto_close with http_trigger, where the door's own settings decide")


def run(task):
    """Trigger the relay, by the API or by its URL."""
    account = task.params.get("http_trigger")
    if account is None:
        return trigger(task)
    if not task.check_mode:
        open_door(task.device, task.params["relay"], account["username"], account["password"])
    return {"changed": True, "trigger": {"relay": task.params["relay"]}}


def trigger(task):
    """Trigger the relay with what the task and, where it leaves something out, the relay's settings say."""
    try:
        current = task.device.read("relay")
    except Unsupported:
        current = {}
    wanted = relay.trigger(task.params, current)
    if not task.check_mode:
        task.device.act("relay", "trig", relay.trigger_data(wanted))
    return {"changed": True, "trigger": wanted}


MODULE = Module(
    run=run,
    writes=never,
    spec={
        "relay": {"type": "str", "choices": list(DOORS), "required": True},
        "confirm": {"type": "bool", "required": True},
        "mode": {"type": "str", "choices": list(relay.TRIGGER_MODES.words), "default": "auto_close"},
        "level": {"type": "str", "choices": list(relay.TRIGGER_LEVELS.words)},
        "delay": {"type": "int"},
        "http_trigger": {
            "type": "dict",
            "options": {
                "username": {"type": "str", "required": True},
                "password": {"type": "str", "required": True, "no_log": True},
            },
        },
    },
    codecs={"confirm": Confirmed("this opens a door"), "delay": Number(0, relay.MAX_DELAY, "seconds")},
    constraints={"required_if": [("mode", "manual", ("level",))]},
    checks=(check_ways,),
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
