# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of akuvox_door, as their own modules have them. Made by tests/tools/derived_files.py."""

from __future__ import annotations


class ModuleDocFragment:
    """An option for each part of a door's state."""

    DOCUMENTATION = r"""
options:
  config:
    description:
      - Full key to value. Numbers and booleans are written as the device does, V(true) as V(1).
      - Values that begin with a zero belong in quotes, since YAML drops it.
    type: dict
  inputs:
    description: Settings input by input.
    type: list
    elements: dict
    suboptions:
      input:
        description: The input, as it is printed on the device.
        type: str
        choices:
          - A
          - B
          - C
        required: true
      enabled:
        description: Whether the input is in use.
        type: bool
      trigger:
        description: Level that triggers the input.
        type: str
        choices:
          - low
          - high
      delay:
        description: Seconds to wait before the input triggers, 0 to 65536. With V(0), it triggers
          at once.
        type: int
      relay:
        description: Relay that the input triggers.
        type: str
        choices:
          - A
          - B
          - C
      action_url:
        description: URL that is asked with O(inputs[].http=true), empty for none.
        type: str
      ftp:
        description: Whether pictures are sent by FTP.
        type: bool
      http:
        description: Whether O(inputs[].action_url) is asked.
        type: bool
      smtp:
        description: Whether pictures are sent by e-mail.
        type: bool
      sip:
        description: Whether the number of C(call) is called.
        type: bool
  input_call:
    description:
      - Whom the inputs call.
      - Some firmware accepts this but never shows it, neither with the inputs nor in its whole
        configuration. Then it can't be compared, so every run writes it, with a warning, and
        doesn't count it as a change.
    type: dict
    suboptions:
      number:
        description: Telephone number or address, in quotes, as YAML drops the leading zeros of
          an unquoted number.
        type: raw
      name:
        description: Name of the called side, up to 63 characters.
        type: str
  log_level:
    description: The least important messages that are written.
    type: str
    choices:
      - emergency
      - alert
      - critical
      - error
      - warning
      - notice
      - info
      - debug
  publiccode:
    description: The options of M(doorfleet.akuvox.akuvox_publiccode).
    type: dict
    suboptions:
      enabled:
        description: Whether the public codes open.
        type: bool
      digits:
        description: How many digits each code has.
        type: int
        choices:
          - 4
          - 5
          - 6
          - 7
          - 8
      codes:
        description:
          - The codes, up to 3, as digits in quotes. Unquoted, YAML drops leading zeros, so a
            number is refused.
          - Each has as many digits as C(digits) says, or the device where it is left out.
          - A shorter list than before empties the rest, and an empty list all of them.
          - On a device that shows codes as stars they can't be compared, and are only written
            along with other changes.
        type: list
        elements: raw
  relays:
    description: Settings relay by relay.
    type: list
    elements: dict
    suboptions:
      relay:
        description: The relay, as it is printed on the device.
        type: str
        choices:
          - A
          - B
          - C
        required: true
      name:
        description: Name that the device shows, up to 63 characters.
        type: str
      type:
        description: State of the contact at rest.
        type: str
        choices:
          - normally_closed
          - normally_open
      hold_delay:
        description: Seconds that the relay stays triggered, 0 to 60.
        type: int
      trigger_delay:
        description: Seconds to wait before the relay is triggered, 0 to 60.
        type: int
  dtmf:
    description: Opening by codes that are dialled during a call.
    type: dict
    suboptions:
      enabled:
        description: Whether relays open by DTMF.
        type: bool
      digits:
        description: How many characters each code has.
        type: int
        choices:
          - 1
          - 2
          - 3
          - 4
      codes:
        description:
          - The codes of relay A, B and C in turn, as text in quotes, out of digits, V(*), V(#)
            and V(A) to V(D).
          - Each has as many characters as O(dtmf.digits) says, or the device where it is left
            out.
        type: list
        elements: raw
  http_trigger:
    description: Opening by a URL that carries a login of its own. Best left switched off.
    type: dict
    suboptions:
      enabled:
        description: Whether relays open by HTTP.
        type: bool
      username:
        description: User in the URL.
        type: str
      password:
        description: Password in the URL.
        type: str
  sip:
    description: The accounts.
    type: list
    elements: dict
    suboptions:
      account:
        description: Which account.
        type: int
        choices:
          - 1
          - 2
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
        description: Name to register with, in quotes, as YAML drops the leading zeros of an unquoted
          number.
        type: raw
      auth_name:
        description: Name to authenticate with, in quotes.
        type: raw
      password:
        description: Password to authenticate with, in quotes. See C(update_secrets).
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
        choices:
          - udp
          - tcp
          - tls
          - dns_naptr
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
          - Other keys of the account, by the part of their name after C(Config.Account1.), with
            the device's own value.
          - A key that the device doesn't have is refused.
        type: dict
"""
