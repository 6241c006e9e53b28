#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device holds, as variables and people."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_adopt_info
short_description: Read an Akuvox device as variables and people
version_added: 0.3.0
description:
  - Reads what the roles P(doorfleet.akuvox.provision#role) and P(doorfleet.akuvox.credentials#role) set, in one
    session, and never changes anything.
  - Each value is planned against what was read. It is in the result only if setting it would change nothing; what
    can't be said is named in RV(lost).
  - The role P(doorfleet.akuvox.adopt#role) makes files of what the doors of a fleet return.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.attributes.info
options:
  config:
    description:
      - Keys of the configuration that are wanted beside what has a variable of its own, such as
        V(Config.Settings.SNTP.*).
      - The keys of the API's login are never taken.
    type: list
    elements: str
    default: []
  secrets:
    description:
      - Whether PINs, codes and passwords are wanted as well. Use C(no_log) with it, since RV(packed) has them then.
    type: bool
    default: false
  store:
    description: Where the device keeps its people. V(auto) is what its profile says.
    type: str
    choices: [auto, user, rfkey_privatekey]
    default: auto
  managed:
    description: Whom the list of people is for, as the option O(doorfleet.akuvox.akuvox_credentials#module:managed).
    type: list
    elements: str
    default: ["*"]
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_adopt
  - module: doorfleet.akuvox.akuvox_info
"""

EXAMPLES = r"""
- name: Read the door as variables and people
  doorfleet.akuvox.akuvox_adopt_info:
    config: [Config.Settings.SNTP.*]
  register: adopt_door
"""

RETURN = r"""
packed:
  description: What the device holds, as one text for M(doorfleet.akuvox.akuvox_adopt). With O(secrets) it has secrets.
  returned: success
  type: str
variables:
  description: The names of the variables that it amounts to.
  returned: success
  type: list
  elements: str
  sample: [akuvox_relays, akuvox_sip]
people:
  description: How many people a list would have for the device.
  returned: success
  type: int
  sample: 12
lost:
  description: What neither variables nor a list of people can say.
  returned: success
  type: list
  elements: str
  sample: ["akuvox_sip (account 1).password: the door hides it"]
missing:
  description: Targets that the device doesn't have.
  returned: success
  type: list
  elements: str
  sample: [dialreplace]
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, never, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import pack
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections.adoption import adopt
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.credentials import STORES, Managed


def run(task):
    """Read it all."""
    said = adopt(task)
    return {
        "changed": False,
        "packed": pack(said),
        "variables": sorted(said["variables"]),
        "people": len(said["people"]),
        "lost": said["lost"],
        "missing": said["missing"],
    }


def check(params):
    """Refuse what is no key of a configuration.

    :raises InvalidInput: naming the entry.
    """
    for index, key in enumerate(params["config"]):
        if not key.startswith("Config."):
            raise InvalidInput(f"config[{index}]: must be a key such as Config.Settings.SNTP.*, not '{key}'")


MODULE = Module(
    run=run,
    writes=never,
    spec={
        "config": {"type": "list", "elements": "str", "default": []},
        "secrets": {"type": "bool", "default": False, "no_log": False},
        "store": {"type": "str", "default": "auto", "choices": ["auto", *STORES]},
        "managed": {"type": "list", "elements": "str", "default": ["*"]},
    },
    codecs={"managed": Managed()},
    checks=(check,),
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
