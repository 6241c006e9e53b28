#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packet captures on a device."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_pcap
short_description: Capture packets on an Akuvox device
version_added: 0.1.0
description:
  - Starts and stops a packet capture of the device's network traffic, and fetches the file.
  - V(captured) does all of it in one task. So the capture is stopped in the end whatever goes wrong, even when the
    task runs into its own time limit.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  check_mode:
    description: Reads the status and starts, stops and writes nothing.
    support: partial
    details: Nobody can know the content of a capture that is not there yet.
  diff_mode:
    description: Returns whether a capture runs, and checksum and size of the file, before and after.
    support: full
  idempotent:
    description: V(started) and V(stopped) change nothing where that is so already. V(captured) captures in each run.
    support: partial
options:
  state:
    description:
      - V(started) starts a capture and leaves it running. One that runs already is left alone, whatever its options.
      - V(stopped) stops the one that runs, and fetches the last one when there is a O(dest).
      - V(captured) starts one, waits O(time) seconds or until it has O(size) bytes, stops it and fetches it. It fails
        when a capture runs already, as that may be someone else's.
    type: str
    choices: [started, stopped, captured]
    required: true
  type:
    description:
      - V(auto) captures O(time) seconds, and the device ends it by itself. V(manual) runs until it is stopped.
      - Left out, it is V(auto). V(manual) goes with O(state=started) only.
    type: str
    choices: [auto, manual]
  filter:
    description:
      - A libpcap filter expression such as V(udp port 5060).
      - Left out, it is V(ip), which is all IP packets, those of this module among them.
    type: str
  time:
    description: Length of the capture in seconds, 1 to 180. Left out, it is 60.
    type: int
  size:
    description: Size in bytes at which the capture ends. Left out, it is 1048576.
    type: int
  dest:
    description:
      - Path of the file, on the controller or on the host that the task is delegated to.
      - Needed with O(state=captured).
      - The directory must exist. A relative path counts from the playbook's directory.
      - The file is written beside its place and renamed, with mode 0600, since it may hold credentials. If the
        existing file has fewer permissions, these are kept.
      - A file that already has the same content is left alone, permissions included. Archives have the same content
        when the files in them do.
    type: path
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Capture half a minute of SIP
  doorfleet.akuvox.akuvox_pcap:
    state: captured
    filter: udp port 5060
    time: 30
    dest: "/srv/doors/{{ inventory_hostname }}/sip.pcap"

- name: Capture while a test call is made
  block:
    - name: Start
      doorfleet.akuvox.akuvox_pcap:
        state: started
        time: 120
    - name: Call
      doorfleet.akuvox.akuvox_request:
        target: call
        action: dial
        data:
          Phone: "192.0.2.7"
  always:
    - name: Stop and fetch
      doorfleet.akuvox.akuvox_pcap:
        state: stopped
        dest: "/srv/doors/{{ inventory_hostname }}/call.pcap"
"""

RETURN = r"""
running:
  description: Whether a capture runs now.
  returned: success
  type: bool
  sample: false
dest:
  description: Path of the file.
  returned: with O(dest)
  type: str
  sample: /srv/doors/north-gate/sip.pcap
checksum:
  description: SHA-256 of the file.
  returned: when a file was fetched
  type: str
  sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
size:
  description: Size of the file in bytes.
  returned: when a file was fetched
  type: int
  sample: 18423
unproved:
  description:
    - Path of what came of a file of which it isn't certain that all of it came, since the device didn't say how long it
      is. The file at O(dest) stays as it is.
  returned: failure, where that is why
  type: str
  sample: /srv/doors/north-gate/file.unproved
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, never, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.capture import captured, started, stopped

_STATES = {"started": started, "stopped": stopped, "captured": captured}
_CAPTURE_OPTIONS = ("type", "filter", "time", "size")


def run(task):
    """Bring the capture to its state."""
    params = task.params
    state = params["state"]
    if state == "started" and params["dest"]:
        raise InvalidInput("dest: goes with state: stopped or captured; a capture that has just begun has no file")
    if state == "stopped" and any(params[option] is not None for option in _CAPTURE_OPTIONS):
        given = next(option for option in _CAPTURE_OPTIONS if params[option] is not None)
        raise InvalidInput(f"{given}: goes with state: started or captured")
    if state == "captured" and params["type"] == "manual":
        raise InvalidInput(
            "type: must be auto with state: captured, so that the device ends it by itself if all else fails"
        )
    return _STATES[state](task)


MODULE = Module(
    run=run,
    writes=never,
    spec={
        "state": {"type": "str", "required": True, "choices": list(_STATES)},
        "type": {"type": "str", "choices": ["auto", "manual"]},
        "filter": {"type": "str"},
        "time": {"type": "int"},
        "size": {"type": "int"},
        "dest": {"type": "path"},
    },
    constraints={"required_if": [("state", "captured", ("dest",))]},
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
