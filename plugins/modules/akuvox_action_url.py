#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The URLs that a door calls when something happens."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_action_url
short_description: Set the Action URLs of an Akuvox device
version_added: 0.3.0
description:
  - A door calls an Action URL when something happens, such as an unknown card, a wrong PIN or a tamper alarm. This
    module points those URLs at a receiver, such as the event source C(doorfleet.akuvox.action_url).
  - Which keys there are differs by model and firmware. The module reads the configuration and sets those that it finds.
    It reports the events that the door has no key for as RV(missing).
  - The URLs are read back. The task fails, naming the key, when the device did not keep one.
  - A URL is C(URL/TOKEN/KEY?mac=$mac&ip=$ip), with the state of the relay or input where there is one. Codes, card
    numbers and names are never in it, unless O(credentials) asks for them.
  - Results and diffs show a token by its fingerprint, the first 16 digits of its SHA-256.
  - The role P(doorfleet.akuvox.events#role) sets a whole fleet, with a token for each door, and rotates the tokens.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
options:
  state:
    description:
      - V(present) sets the URLs, and switches Action URLs on.
      - V(absent) takes away the URLs that this module has set, and leaves those of others. When none is left, it
        switches Action URLs off.
    type: str
    choices: [present, absent]
    default: present
  url:
    description:
      - Where the receiver is, such as V(http://192.0.2.5:5000). There is nothing behind the host and the port.
      - Needed with O(state=present). With O(state=absent), only URLs to this receiver are taken away.
    type: str
  token:
    description:
      - The secret by which the receiver knows the door, 20 to 64 letters, digits, C(-) and C(_).
      - Needed with O(state=present).
    type: str
  events:
    description:
      - What the door is to tell. Each is one of V(relay), V(input), V(code), V(card), V(face), V(qrcode), V(call),
        V(tamper), V(alarm), V(break_in), V(door_held_open), V(restart).
      - It can also be the last part of a key as this door has it, such as V(InvalidCodeEntered).
      - The URLs of other events are taken away where they lead to the same receiver.
    type: list
    elements: str
    default: [relay, input, code, card, face, qrcode, call, tamper, alarm, break_in, door_held_open, restart]
  credentials:
    description:
      - What else the URLs of codes, cards, faces and QR codes carry. V(user) is the ID of the person, never the name.
      - This needs an O(url) that begins with C(https).
    type: list
    elements: str
    choices: [code, card, qrcode, user]
    default: []
  foreign:
    description:
      - What to do with a key that holds a URL of somebody else.
      - V(fail) writes nothing, V(keep) leaves it, V(replace) writes over it.
    type: str
    choices: [fail, keep, replace]
    default: fail
  method:
    description:
      - How the door calls. Left out, it stays as it is. Some models use C(POST) whatever is set.
    type: str
    choices: [get, post]
  receiver_username:
    description:
      - Name of the login by which the door identifies itself to the receiver, once that asks for one.
      - It is set where the door's configuration has a key for it. Otherwise a warning says that it is not.
    type: str
  receiver_password:
    description: Password of that login.
    type: str
notes:
  - Firmware differs in what it puts into a URL. The event source understands all known forms.
seealso:
  - module: doorfleet.akuvox.akuvox_input
    description: The older URLs of the inputs, which this module leaves alone
  - module: doorfleet.akuvox.akuvox_hardening_info
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Let the door tell of everything
  doorfleet.akuvox.akuvox_action_url:
    url: http://192.0.2.5:5000
    token: "{{ door_token }}"

- name: Only alarms and wrong codes, and leave what others have set
  doorfleet.akuvox.akuvox_action_url:
    url: https://events.example.net
    token: "{{ door_token }}"
    events: [tamper, alarm, break_in, door_held_open, InvalidCodeEntered]
    foreign: keep

- name: Let the door tell nothing more
  doorfleet.akuvox.akuvox_action_url:
    state: absent
"""

RETURN = r"""
updated:
  description: What changed, by the last part of the key; V(enabled) and V(method) are the switches.
  returned: success
  type: list
  elements: str
  sample: [TamperAlarmTriggered, enabled]
urls:
  description: The keys that hold a URL of ours in the end, and the URL with the token's fingerprint.
  returned: success
  type: dict
  sample:
    TamperAlarmTriggered: http://192.0.2.5:5000/<token 9f86d081884c7d65>/TamperAlarmTriggered?mac=$mac&ip=$ip
missing:
  description: Those O(events) that this door has no key for.
  returned: success
  type: list
  elements: str
  sample: [qrcode]
foreign:
  description: The keys that hold a URL of somebody else, which was left.
  returned: success
  type: list
  elements: str
  sample: []
incomplete:
  description: Those of RV(updated) that now have neither their old value nor the new one.
  returned: failure, once something was written
  type: list
  elements: str
  sample: []
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.settings import converge_settings
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.actionwords import CREDENTIALS, EVENTS, shown_url
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.actionurl import (
    FOREIGN,
    check_options,
    choose_urls,
)


def run(task):
    """Converge the URLs."""
    chosen = []

    def choose(current):
        chosen.append(choose_urls(task.params, current, task.warn))
        return chosen[-1].settings

    result = converge_settings(task.device, "config", choose, task)
    choice = chosen[-1]
    urls = {word: shown_url(url) for word, url in choice.words.items()}
    return {**result, "urls": urls, "missing": choice.missing, "foreign": choice.foreign}


MODULE = Module(
    run=run,
    spec={
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "url": {"type": "str"},
        "token": {"type": "str", "no_log": True},
        "events": {"type": "list", "elements": "str", "default": list(EVENTS)},
        "credentials": {
            "type": "list",
            "elements": "str",
            "choices": list(CREDENTIALS),
            "default": [],
            "no_log": False,
        },
        "foreign": {"type": "str", "choices": list(FOREIGN), "default": "fail"},
        "method": {"type": "str", "choices": ["get", "post"]},
        "receiver_username": {"type": "str"},
        "receiver_password": {"type": "str", "no_log": True},
    },
    constraints={
        "required_if": [("state", "present", ("url", "token"))],
        "required_together": [("receiver_username", "receiver_password")],
    },
    checks=(check_options,),
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
