#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring a device to a firmware version."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_firmware
short_description: Upgrade the firmware of an Akuvox device
version_added: 0.1.0
description:
  - Brings the device to a firmware version. A device that has it already is left alone, and the file isn't looked at.
  - Before anything is sent, it checks the model, the direction, the file and whether a call is going on. Then the file
    is sent once, and the device restarts.
  - With O(verify), it also proves that settings and people have survived.
  - What counts is the version after the restart. If the connection breaks off during the upgrade and the device comes
    back with the right version, the task succeeds. If the device answers that all is well and comes back with the old
    version, the task fails.
  - The progress of the upload shows at C(-v).
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  check_mode:
    description: Makes all checks, those of the file too, and sends nothing.
    support: full
options:
  version:
    description:
      - The version that the file holds, as the device will report it, in quotes.
      - Its first number is the family of the model. A version of another family is refused.
    type: raw
    required: true
  src:
    description:
      - The firmware file, on the controller or on the host that the task is delegated to.
      - A relative path is looked up in the role's C(files) and beside the playbook.
    type: path
    required: true
  md5:
    description:
      - MD5 of the file as the vendor publishes it. A file with another one is refused before it is sent.
      - In either case the device gets the MD5 of the file, and refuses to install what it received differently.
    type: str
  silent:
    description: Whether the device receives the file in the background, without showing it on its screen.
    type: bool
    default: false
  models:
    description:
      - Models that the file is for, by the beginning of their names. V(R29) also stands for an R29S. Capitals don't
        matter.
      - Another model is refused. Left out, only the family in O(version) is compared.
    type: list
    elements: str
  allow_downgrade:
    description: Whether to install an older version than the device has.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait for the device to come back, V(5) to V(7200).
    type: int
    default: 900
  skip_if_in_call:
    description: Whether to leave the device alone while a call is going on. The task then changes nothing and returns
      RV(skip_reason).
    type: bool
    default: true
  verify:
    description:
      - What must be the same on the device after the upgrade as before. It is read before the upgrade, and again
        afterwards until nothing differs. The task fails when something is lost or changed, and names it.
      - V(config) compares the keys that were there before; keys that only the new firmware has do no harm. Secrets are
        compared too, and never shown. V(user), V(rfkey) and V(privatekey) compare how many there are, and V(sip)
        whether the accounts that were registered are so again.
      - What the device doesn't have is left out, and named in the result.
    type: list
    elements: str
    choices: [config, user, rfkey, privatekey, sip]
    default: []
  verify_ignore:
    description:
      - Keys of the configuration that O(verify) leaves out, such as C(Config.Autoprovision.*), or sections such as
        C(Config.Autoprovision). C(*) stands for anything, and capitals don't matter.
      - An entry that fits no key of the device gets a warning.
      - Keys whose name ends in C(Version), and values in which the new version stands in the place of the old one, are
        left out anyway.
    type: list
    elements: str
    default: []
  verify_timeout:
    description: Seconds from the restart until the device has to be as it was before, V(0) to V(3600).
    type: int
    default: 180
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Upgrade the door phones
  doorfleet.akuvox.akuvox_firmware:
    version: "29.30.10.200"
    src: /srv/firmware/29.30.10.200.rom
    md5: 25e317773f308e446cc84c503a6d1f85
    models: [R29]

- name: Upgrade, and make sure that nothing gets lost
  doorfleet.akuvox.akuvox_firmware:
    version: "29.30.10.200"
    src: /srv/firmware/29.30.10.200.rom
    verify: [config, user, rfkey, sip]
    verify_ignore: [Config.Autoprovision.*]

- name: What would be upgraded
  doorfleet.akuvox.akuvox_firmware:
    version: "29.30.10.200"
    src: /srv/firmware/29.30.10.200.rom
  check_mode: true
  diff: true
"""

RETURN = r"""
firmware:
  description: What is known of the firmware.
  returned: success, and when an upgrade failed on the device
  type: dict
  contains:
    model:
      description: The model.
      type: str
      returned: always
      sample: R29S
    version_before:
      description: The version before.
      type: str
      returned: always
      sample: 29.30.10.100
    version:
      description: The version now, or in check mode after a real run.
      type: str
      returned: always
      sample: 29.30.10.200
    md5:
      description: MD5 of the file.
      type: str
      returned: when the version changes
      sample: 25e317773f308e446cc84c503a6d1f85
    size:
      description: Bytes of the file.
      type: int
      returned: when the version changes
      sample: 5242880
    seconds:
      description: Seconds from the request to upgrade until the device was back, null in check mode.
      type: float
      returned: when the version changes
      sample: 184.5
verified:
  description: What came of O(verify).
  returned: when the version changes and O(verify) is not empty, also where something is lost
  type: dict
  contains:
    parts:
      description: What was compared.
      type: list
      elements: str
      returned: always
      sample: [config, user, sip]
    missing:
      description: What the device doesn't have.
      type: list
      elements: str
      returned: always
      sample: [rfkey]
    new_keys:
      description: Keys of the configuration that came with the new firmware, null in check mode.
      type: list
      elements: str
      returned: always
      sample: [Config.DoorSetting.RELAY.NameD]
    differences:
      description: What is lost or changed, in words. Secrets are hidden.
      type: list
      elements: str
      returned: always
      sample: ["Config.DoorSetting.RELAY.HoldDelayA was '5' and is '3'"]
skip_reason:
  description: Why nothing was done.
  returned: when a call is going on
  type: str
  sample: a call is going on (skip_if_in_call)
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Number
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.keypatterns import KeyPatterns
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.option_codecs import Form
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.versions import VERSION_FORM
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.upgrade import (
    MD5_FORM,
    converge_firmware,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.upgrade_proof import PARTS

MODULE = Module(
    run=converge_firmware,
    spec={
        "version": {"type": "raw", "required": True},
        "src": {"type": "path", "required": True},
        "md5": {"type": "str"},
        "silent": {"type": "bool", "default": False},
        "models": {"type": "list", "elements": "str"},
        "allow_downgrade": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 900},
        "skip_if_in_call": {"type": "bool", "default": True},
        "verify": {"type": "list", "elements": "str", "choices": list(PARTS), "default": []},
        "verify_ignore": {"type": "list", "elements": "str", "default": []},
        "verify_timeout": {"type": "int", "default": 180},
    },
    codecs={
        "verify_ignore": KeyPatterns(),
        "version": Form(VERSION_FORM, "a version of dotted numbers, such as '29.30.10.100',"),
        "md5": Form(MD5_FORM, "32 hex digits"),
        "wait_timeout": Number(5, 7200, "seconds"),
        "verify_timeout": Number(0, 3600, "seconds"),
    },
    wary=True,
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
