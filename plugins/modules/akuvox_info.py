#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device is and holds."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_info
short_description: Read the state of an Akuvox device
version_added: 0.1.0
description:
  - Reads what is asked for, in the terms of the other modules' options, and never changes anything.
  - PINs, codes and passwords are hidden unless O(include_secrets=true).
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.attributes.info
options:
  gather:
    description:
      - What to read, one request each.
      - V(system) is model, MAC, firmware, network and SIP accounts; V(status) is clock and uptime.
      - V(config) is the whole configuration, or the part that O(config_section) names.
      - V(user_count) is only how many people there are.
      - V(reachability) says whether this task can log in to the device, and if not, why. It never fails the task or
        makes the host unreachable, and it works without O(username) and O(password) too. It asks for system/info
        once, without repeating it (and for the model at its web interface, without the login, where something else
        answers). When it isn't V(ok), the other subsets are left out.
    type: list
    elements: str
    choices:
      - system
      - status
      - firmware
      - schedule
      - config
      - group
      - contact
      - dialreplace
      - input
      - log
      - privatekey
      - publiccode
      - relay
      - rfkey
      - sip
      - user
      - relay_status
      - input_status
      - user_count
      - next_user_id
      - sip_status
      - calllog
      - doorlog
      - pcap
      - call_status
      - reachability
    default: [system, status]
  config_section:
    description: Beginning of the keys that V(config) returns, for example V(Config.DoorSetting.RELAY).
    type: str
  include_secrets:
    description:
      - Whether to return PINs, codes and passwords as well.
      - They then show in the task's output, so set C(no_log) on the task.
    type: bool
    default: false
  skip_missing:
    description:
      - Whether to leave out a subset that the device doesn't have, and to name it in C(missing). Without it, the task
        fails.
    type: bool
    default: false
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Model, firmware and uptime
  doorfleet.akuvox.akuvox_info:
  register: door

- name: Say what the door is
  ansible.builtin.debug:
    msg: "{{ door.akuvox.system.model }} with {{ door.akuvox.system.firmware }}"

- name: Who may open this door
  doorfleet.akuvox.akuvox_info:
    gather: [user, rfkey]
  register: people

- name: Look for doors that can't be got into
  doorfleet.akuvox.akuvox_info:
    gather: [reachability]
  register: door

- name: Say what to do about them
  ansible.builtin.debug:
    msg: "{{ door.akuvox.reachability.verdict }}: {{ door.akuvox.reachability.message }}"
  when: door.akuvox.reachability.verdict != 'ok'

- name: One section of the configuration
  doorfleet.akuvox.akuvox_info:
    gather: [config]
    config_section: Config.DoorSetting.RELAY
"""

RETURN = r"""
missing:
  description: Subsets that the device doesn't have.
  returned: when O(skip_missing=true)
  type: list
  elements: str
  sample: [call_status]
akuvox:
  description: One member for each subset in O(gather).
  returned: success
  type: dict
  contains:
    system:
      description: Model, versions, network, SIP accounts, and the profile that the device is addressed by.
      type: dict
      returned: when gathered
      sample:
        model: R29S
        mac: 0C:11:05:00:00:01
        firmware: 29.30.10.100
        hardware: 29.3.0
        profile: manual
        lan:
          type: dhcp
          link: connected
          address: 192.0.2.10
          netmask: 255.255.255.0
          gateway: 192.0.2.1
          dns: [192.0.2.53]
        accounts:
          - account: 1
            username: "114"
            server: sip.example.net
            status: registered
    status:
      description:
        - Unix time of the device's clock, and seconds since it started.
        - Some firmware says the uptime in words; C(uptime) is null where they are not understood, and C(uptime_raw) is
          what the device said.
      type: dict
      returned: when gathered
      sample:
        time: 1544336389
        uptime: 137
        uptime_raw: 137
    firmware:
      description: Firmware and hardware version.
      type: dict
      returned: when gathered
      sample:
        version: 29.30.10.100
        hardware: 29.3.0
        mac: 0C:11:05:00:00:01
        model: R29S
    config:
      description: Full keys and their values.
      type: dict
      returned: when gathered
      sample:
        Config.DoorSetting.RELAY.HoldDelayA: "5"
    relay:
      description: The settings of M(doorfleet.akuvox.akuvox_relay).
      type: dict
      returned: when gathered
      sample:
        relays:
          - relay: A
            name: RelayA
            type: normally_closed
            hold_delay: 5
            trigger_delay: 0
        dtmf:
          enabled: true
          digits: 1
          codes: ["********"]
        http_trigger:
          enabled: false
          username: ""
          password: ""
    relay_status:
      description: State of each relay, V(1) for triggered.
      type: dict
      returned: when gathered
      sample:
        A: 0
        B: 0
        C: 0
    input:
      description:
        - The settings of M(doorfleet.akuvox.akuvox_input). Some firmware doesn't show whom the inputs call.
      type: dict
      returned: when gathered
      sample:
        inputs:
          - input: A
            enabled: true
            trigger: low
            delay: 0
            relay: A
            action_url: ""
            ftp: false
            http: false
            smtp: false
            sip: false
        call:
          number: "192.0.2.100"
          name: Guard
    input_status:
      description: Level of each input.
      type: dict
      returned: when gathered
      sample:
        A: high
        B: high
        C: low
    publiccode:
      description: The settings of M(doorfleet.akuvox.akuvox_publiccode).
      type: dict
      returned: when gathered
      sample:
        enabled: true
        digits: 8
        codes: ["********"]
    privatekey:
      description: The codes, as in M(doorfleet.akuvox.akuvox_privatekey), with the device's own C(id).
      type: list
      elements: dict
      returned: when gathered
      sample:
        - id: "1"
          name: Robin Sample
          code: "********"
          doors: [A]
          days: [mon, tue, wed, thu, fri, sat, sun]
          time_start: "00:00"
          time_end: "00:00"
    rfkey:
      description: The cards, as in M(doorfleet.akuvox.akuvox_rfkey), with the device's own C(id).
      type: list
      elements: dict
      returned: when gathered
      sample:
        - id: "1"
          code: 00B4161D
          name: Robin Sample
          doors: [A]
          days: [mon, tue, wed, thu, fri, sat, sun]
          time_start: "00:00"
          time_end: "00:00"
          access: allowed
          frequency: 0
    user:
      description: The users, as in M(doorfleet.akuvox.akuvox_user), with the device's own C(id).
      type: list
      elements: dict
      returned: when gathered
      sample:
        - id: "1"
          user_id: "1001"
          name: Robin Sample
          pin: "********"
          cards: []
          web_relay: 0
          lift_floors: []
          schedules:
            - schedule: always
              relays: [A]
          type: ordinary
    user_count:
      description: The number of users, whoever owns them.
      type: int
      returned: when gathered
      sample: 42
    next_user_id:
      description: The number that the device proposes as C(user_id) of the next user.
      type: str
      returned: when gathered
      sample: "1003"
    contact:
      description: The contacts, as in M(doorfleet.akuvox.akuvox_contact), with the device's own C(id).
      type: list
      elements: dict
      returned: when gathered
      sample:
        - id: "1"
          name: Reception
          phone: "100"
          group: First floor
          account: auto
    group:
      description: The contact groups, with the device's own C(id). Not every firmware lists the built-in one.
      type: list
      elements: dict
      returned: when gathered
      sample:
        - id: "1"
          name: First floor
    sip:
      description: The SIP accounts, as in M(doorfleet.akuvox.akuvox_sip).
      type: list
      elements: dict
      returned: when gathered
      sample:
        - account: 1
          enabled: true
          server: sip.example.net
          port: 5060
          username: "114"
          auth_name: "114"
          password: "********"
          display_name: Street door
          label: Street door
          transport: udp
          server2: ""
          port2: 5060
          outbound_proxy:
            enabled: false
            server: ""
            port: 5060
            backup_server: ""
            backup_port: 5060
    sip_status:
      description:
        - Whether the SIP accounts are registered. C(status) is V(unknown), V(disabled), V(registering), V(registered)
          or V(registration_failed).
      type: list
      elements: dict
      returned: when gathered
      sample:
        - account: 1
          username: "114"
          server: sip.example.net
          status: registered
    dialreplace:
      description:
        - The number replacement rules, as in M(doorfleet.akuvox.akuvox_dialreplace), with the device's own C(id).
      type: list
      elements: dict
      returned: when gathered
      sample:
        - id: "1"
          prefix: "110"
          account: auto
          replacements: ["192.0.2.100"]
    log:
      description: The level of the system log.
      type: dict
      returned: when gathered
      sample:
        level: error
    schedule:
      description:
        - The schedules of newer firmware, as in M(doorfleet.akuvox.akuvox_schedule), with the number that people refer
          to, the device's own C(id), and the C(owner), V(local), V(built_in) or V(other).
        - What a schedule's type doesn't have is left out.
      type: list
      elements: dict
      returned: when gathered
      sample:
        - id: "3"
          number: "1003"
          owner: local
          name: Office hours
          type: weekly
          days: [mon, tue, wed, thu, fri]
          time_start: "07:30"
          time_end: "18:00"
    calllog:
      description:
        - The calls, in one shape whichever spelling the firmware has, with the device's own row as C(record).
        - C(type) is V(dialed), V(received), V(missed), V(forwarded) or V(unknown), or what the device says if it is
          none of them.
      type: list
      elements: dict
      returned: when gathered
      sample:
        - id: "23"
          type: received
          date: "2018-12-13"
          time: "05:55:59"
          local_identity: 192.0.2.98@192.0.2.98
          name: Reception
          number: 192.0.2.48@192.0.2.48
          record: {}
    doorlog:
      description:
        - The door openings, in one shape whichever spelling the firmware has, with the device's own row as C(record).
        - C(type) is V(card), V(password), V(public), V(face) or V(unknown), C(status) is V(success) or V(failed), or
          what the device says if it is none of them.
        - C(code) is hidden unless it is a card's, as it may be a PIN.
      type: list
      elements: dict
      returned: when gathered
      sample:
        - id: "1"
          type: card
          name: Robin Sample
          status: success
          code: 00B4161D
          date: "2018-12-13"
          time: "05:55:59"
          record: {}
    pcap:
      description: Whether a packet capture runs, and the size of its file in bytes.
      type: dict
      returned: when gathered
      sample:
        running: false
        size: 0
    reachability:
      description:
        - Whether the device can be got into, as C(verdict), and if not, what happened and what to do, as C(message).
        - >-
          C(verdict) is V(ok), V(api_disabled_or_not_whitelisted), V(bad_credentials), V(auth_mode_mismatch),
          V(https_only), V(tls_untrusted), V(tls_legacy), V(not_an_akuvox), V(other_dialect), V(throttled),
          V(offline) or V(other_unit). The last one means that another unit answers than O(mac) says.
        - C(model) and C(firmware) are what the device says of itself, null where it doesn't.
        - Each task that fails to get in returns the same verdict as C(reachability).
      type: dict
      returned: when gathered
      sample:
        verdict: https_only
        message: >-
          GET http://192.0.2.10:80/api/system/info: the device only answers over HTTPS. Set akuvox_use_ssl: true (and
          akuvox_port if it is not 443)
        url: http://192.0.2.10:80/api/system/info
        model: null
        firmware: null
    call_status:
      description: What the telephone does, as the device says it, and whether that is a call.
      type: dict
      returned: when gathered
      sample:
        status: ready
        in_call: false
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import Unsupported
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.diagnosis import OK
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, never, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.info import SUBSETS

REACHABILITY = "reachability"


def run(task):
    """Gather the subsets; how the device is reached comes first, and decides about the others."""
    params, found, missing = task.params, {}, []
    names = list(params["gather"])
    if REACHABILITY in names:
        seen = task.device.check_reachability()
        found[REACHABILITY] = seen.facts()
        names = [name for name in names if name != REACHABILITY] if seen.reachability == OK else []
    for name in names:
        try:
            found[name] = SUBSETS[name].gather(task.device, params["include_secrets"])
        except Unsupported:
            if not params["skip_missing"]:
                raise
            missing.append(name)
    if params["config_section"] and "config" in found:
        found["config"] = section(found["config"], params["config_section"])
    return {"changed": False, "akuvox": found, **({"missing": missing} if params["skip_missing"] else {})}


def section(config, prefix):
    """The keys of a section: those that are the prefix or continue it after a dot."""
    prefix = prefix.rstrip(".")
    return {key: value for key, value in config.items() if key == prefix or key.startswith(prefix + ".")}


MODULE = Module(
    run=run,
    writes=never,
    spec={
        "gather": {
            "type": "list",
            "elements": "str",
            "choices": [*SUBSETS, REACHABILITY],
            "default": ["system", "status"],
        },
        "config_section": {"type": "str"},
        "include_secrets": {"type": "bool", "default": False, "no_log": False},
        "skip_missing": {"type": "bool", "default": False},
    },
    login_optional=lambda params: REACHABILITY in params["gather"],
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
