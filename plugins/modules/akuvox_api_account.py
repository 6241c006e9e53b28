#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The login of a device's HTTP API."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_api_account
short_description: Give the HTTP API of an Akuvox device another login
version_added: 0.1.0
description:
  - Sets user, password and auth mode of the HTTP API, the login that all modules of this collection use, without losing
    the device on the way.
  - The new login is tried first. When the device takes it, nothing is written. Otherwise the connection options are the
    old login, with which the new one is written. Then a fresh login proves it.
  - A device that gets another login may not answer, so an answer proves nothing. After each write all logins that the
    device may hold are tried, and only what is not there yet is written again. If a run was cut off at any point, run
    it again with the same options to finish it.
  - Whatever fails before that point leaves the old login in place, and the message says so.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
options:
  new_password:
    description:
      - The new password of the device, up to 63 printable ASCII characters in quotes.
      - Store it before this task runs. With a lookup that generates another one each time, the device is lost.
    type: raw
    required: true
  new_username:
    description: The new user of the device, O(username) when left out.
    type: str
  new_auth_mode:
    description:
      - How the device asks for the login, V(digest), V(basic_digest) or V(basic). It keeps its mode when left out.
      - V(basic) alone is accepted where the device's profile says that it works, as those of E16C and X912 do. An
        X916 then answers only with errors; of other models nothing is known. Where it does work, say so with
        C(login_modes) in O(profile).
      - Modes that lock out or protect nothing are refused. These are no login at all, the whitelist, and the number 3,
        at which devices answer 401 to the right login too.
    type: str
  wait_timeout:
    description: Seconds that the device may take to answer again after a write, V(0) to V(3600).
    type: int
    default: 60
notes:
  - An E16C takes its settings in the URL of a GET, one by one. Over plain HTTP the new password can be read there.
seealso:
  - module: doorfleet.akuvox.akuvox_config
  - name: The role api_credentials
    description: Rotates the login of a fleet.
    link: https://github.com/doorfleet/doorfleet.akuvox/blob/main/roles/api_credentials/README.md
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: A password of its own for the HTTP API
  doorfleet.akuvox.akuvox_api_account:
    new_password: "{{ vault_new_api_password }}"

- name: Another user, password and digest login
  doorfleet.akuvox.akuvox_api_account:
    username: "{{ akuvox_username }}"
    password: "{{ vault_new_api_password }}"
    new_username: operator
    new_password: "{{ vault_newest_api_password }}"
    new_auth_mode: digest
"""

RETURN = r"""
updated:
  description: What changed, of V(username), V(password) and V(auth_mode).
  returned: success
  type: list
  elements: str
  sample: [password]
incomplete:
  description: What is still to be changed on a device that took a part.
  returned: failure, once something was written
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
login:
  description:
    - Which login the device takes after the task, V(new) or V(old).
    - V(mixed) is the user of one with the password of the other. V(changed) is the new one with its password in another
      form.
    - V(unasked) is a device that asks for no login, V(none) one that takes neither of them, and V(unknown) one that no
      longer answers.
    - In check mode, the login that the device takes now.
  returned: when the device was reached
  type: str
  sample: new
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Number
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.rotation import Rotation
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.api_account import (
    Login,
    auth_of,
    check_mode,
    check_password,
    check_username,
)


def run(task):
    """Rotate the login."""
    device, params = task.device, task.params
    auth, username, password = device.login
    mode = params["new_auth_mode"]
    new_auth = auth_of(mode, auth)
    if new_auth == "basic" and device.address.startswith("http:"):
        task.warn("basic login over plain HTTP lets everybody on the network read the password")
    old = Login("the old login", "old", auth, username, password)
    new = Login("the new login", "new", new_auth, params["new_username"] or username, params["new_password"])
    return Rotation(device, old, new, mode, params["wait_timeout"], task.warn).run(task.check_mode)


def check(params):
    """Refuse what would lock out, before anything is sent.

    :raises InvalidInput: naming the option, never the password.
    """
    username = params["new_username"] or params["username"]
    if not username:
        raise InvalidInput("new_username: is not set, and neither is akuvox_username")
    check_username(username, "new_username" if params["new_username"] else "username")
    check_password(params["new_password"], "new_password")
    if params["new_auth_mode"] is not None:
        check_mode(params["new_auth_mode"], "new_auth_mode")


MODULE = Module(
    run=run,
    spec={
        "new_password": {"type": "raw", "required": True, "no_log": True},
        "new_username": {"type": "str"},
        "new_auth_mode": {"type": "str"},
        "wait_timeout": {"type": "int", "default": 60},
    },
    codecs={"wait_timeout": Number(0, 3600, "seconds")},
    checks=(check,),
    wary=True,
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
