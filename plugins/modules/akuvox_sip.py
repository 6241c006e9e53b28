#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP accounts."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_sip
short_description: Configure the SIP accounts of an Akuvox device
version_added: 0.1.0
description:
  - Sets the accounts that the device makes calls with, and can wait until they are registered.
  - Only the options that are given are touched. All of them are written in one request and read back.
  - Passwords are never shown, neither in results nor in differences.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
options:
  accounts:
    description: The accounts.
    type: list
    elements: dict
    required: true
    suboptions:
      account:
        description: Which account.
        type: int
        choices: [1, 2]
        required: true
      enabled:
        description: Whether the account is in use.
        type: bool
      server:
        description: SIP server.
        type: str
      port:
        description: Port of the SIP server, 1 to 65535.
        type: int
      username:
        description: Name to register with, in quotes, as YAML drops the leading zeros of an unquoted number.
        type: raw
      auth_name:
        description: Name to authenticate with, in quotes.
        type: raw
      password:
        description: Password to authenticate with, in quotes. See O(update_secrets).
        type: raw
      display_name:
        description: Name that the called side sees.
        type: str
      label:
        description: Name of the account on the device.
        type: str
      transport:
        description: How the server is reached.
        type: str
        choices: [udp, tcp, tls, dns_naptr]
      server2:
        description: Second SIP server.
        type: str
      port2:
        description: Port of the second SIP server, 1 to 65535.
        type: int
      outbound_proxy:
        description: Proxy for everything that goes out.
        type: dict
        suboptions:
          enabled:
            description: Whether the proxy is used.
            type: bool
          server:
            description: Address of the proxy.
            type: str
          port:
            description: Port of the proxy, 1 to 65535.
            type: int
          backup_server:
            description: Address of the proxy to use when the first one fails.
            type: str
          backup_port:
            description: Port of that proxy, 1 to 65535.
            type: int
      settings:
        description:
          - Other keys of the account, by the part of their name after C(Config.Account1.), with the device's own value.
          - A key that the device doesn't have is refused.
        type: dict
  update_secrets:
    description:
      - When to write O(accounts[].password).
      - V(when_changed) writes it when the device holds another one. What the device shows in base64 is compared too.
        A device that shows stars can't be compared. It gets the password along with other changes, and when the
        account could not register, as the password may be the reason.
      - V(always) does the same, and writes the password to a device that shows stars in every run. Run once with it to
        rotate passwords on such devices.
      - V(on_create) writes it only where the device has none.
    type: str
    choices: [when_changed, always, on_create]
    default: when_changed
  wait_registered:
    description:
      - Seconds to wait until the accounts of the list that are in use are registered, up to 3600. V(0) doesn't wait.
      - When time is up, the task fails and says which account is in which state. Check mode doesn't wait.
    type: int
    default: 0
seealso:
  - module: doorfleet.akuvox.akuvox_info
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Account 1, and wait until it is registered
  doorfleet.akuvox.akuvox_sip:
    accounts:
      - account: 1
        enabled: true
        server: sip.example.net
        port: 5061
        transport: tls
        username: "114"
        auth_name: "114"
        password: "{{ vault_sip_password }}"
        display_name: Street door
        outbound_proxy:
          enabled: false
        settings:
          NAT.UdpKeepInterval: 15
      - account: 2
        enabled: false
    wait_registered: 60

- name: A new password, also on devices that show it as stars
  doorfleet.akuvox.akuvox_sip:
    accounts:
      - account: 1
        password: "{{ vault_sip_password }}"
    update_secrets: always
"""

RETURN = r"""
updated:
  description: The settings that changed, by account and option.
  returned: success
  type: list
  elements: str
  sample: [1.server, 1.outbound_proxy.enabled]
incomplete:
  description: Those of them that now have neither their old value nor the new one.
  returned: failure, once something was written
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
accounts:
  description: State of the accounts after the wait.
  returned: with O(wait_registered), outside of check mode
  type: list
  elements: dict
  contains:
    account:
      description: Number of the account.
      type: int
    username:
      description: Name that the account is registered with.
      type: str
    server:
      description: SIP server.
      type: str
    status:
      description: V(unknown), V(disabled), V(registering), V(registered) or V(registration_failed).
      type: str
  sample:
    - account: 1
      username: "114"
      server: sip.example.net
      status: registered
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import sip as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
