#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device has and how it answers, as a report that may be given away."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_probe
short_description: Tell what an Akuvox device has, in a report that may be given away
version_added: 0.3.0
description:
  - Asks a device what it has and how it answers, reading only. It finds the functions that answer and the shapes of
    their replies. It finds the names of keys and fields, pages, the keys of schedules, TLS and the login.
  - The report names nobody. It has no value of a setting or a record, and no MAC, address, host name, URL, serial
    number, certificate subject, name, code or password. Model and versions are in it.
  - A name that no source has is in it only where it is built as the vendor builds names, and holds no word that the
    device uses as a value. Such names are listed for you to read.
  - Read the page before you give the JSON away.
  - With O(write) it also adds, changes and removes one throwaway record of each list, and a text of the configuration.
    It puts back what it found. Nobody gets in by these records.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.from_variables
attributes:
  check_mode:
    description: Asks the same and writes no file. Nothing is written to the device. RV(would_write) has the lists that
      O(write) means.
    support: full
  diff_mode:
    description: There is nothing to show, as the report is in the result.
    support: none
  idempotent:
    description: Changes nothing where the folder has the same report already. What O(write) adds is gone in the end, so
      it is no change either.
    support: full
options:
  dir:
    description:
      - Folder for the report, as JSON and as an HTML page. Without it, the report is in the result alone.
      - It is made with mode 0700 when it is missing, the folder above it is not. Files have mode 0600.
      - The files are named after model and firmware, and not after the door.
    type: path
  door:
    description: The device's name in the inventory. It is not in the report, and neither is a name that holds it.
    type: str
  http_port:
    description: Port at which the device is tried for plain HTTP, when this task speaks HTTPS with it. V(0) tries none.
    type: int
    default: 80
  write:
    description:
      - Whether to learn how the device takes what is added, changed and removed, too.
      - The records are called C(doorfleet probe). A person has no PIN, card or face, and the schedule that never is. A
        card is forbidden and has a random number. A rule of the dial plan is for V(990990990990).
      - Nothing is added to a list from which the device can't remove single records. Private codes, public codes,
        relays, inputs, accounts and logs are left alone, and nothing is opened, called or restarted.
      - The title of the web interface is changed for a moment. Where a model has none, its name is.
      - After a run that was killed, the next one with O(write) removes what was left. One without it warns.
    type: bool
    default: false
notes:
  - Beside the requests to the API, it opens a connection to read the certificate. One request to the API and one to
    O(http_port) have no login.
  - C(/fcgi/do) is asked once without an action, a door or the relay's login, so nothing opens.
seealso:
  - module: doorfleet.akuvox.akuvox_info
  - module: doorfleet.akuvox.akuvox_hardening_info
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Write a report of the door
  doorfleet.akuvox.akuvox_probe:
    dir: /srv/doors/probes
    door: "{{ inventory_hostname }}"

- name: Try a test door's writes as well
  doorfleet.akuvox.akuvox_probe:
    dir: /srv/doors/probes
    write: true

- name: Look at the surprises only
  doorfleet.akuvox.akuvox_probe:
  register: probed

- name: Show them
  ansible.builtin.debug:
    msg: "{{ probed.probe.oddities | map(attribute='text') }}"
"""

RETURN = r"""
probe:
  description: The report, as it is in the file.
  returned: success, but not in the role C(probe)
  type: dict
  contains:
    kind:
      description: What the file is.
      type: str
      sample: doorfleet.akuvox probe
    format:
      description: The version of its form.
      type: int
      sample: 1
    device:
      description: C(model), C(firmware) and C(hardware), each empty where it isn't as the vendor writes it.
      type: dict
      sample: {"model": "E18C", "firmware": "18.30.11.21", "hardware": "18.0.0"}
    login:
      description:
        - What a request without a login gets, as C(status), the C(offers), the C(mode), the C(realm) and the C(digest).
        - C(mode) is V(none), V(allowlist), V(basic), V(digest), V(basic+digest), V(closed) or V(unknown).
      type: dict
      sample: {"status": 401, "offers": ["digest"], "mode": "digest", "realm": "HTTP API"}
    tls:
      description:
        - C(version), C(cipher), its C(bits), the shape of the C(certificate), and whether it C(needs_legacy_tls).
        - Nothing without TLS.
      type: dict
    plain_http:
      description: HTTP status of a plain request to O(http_port), nothing where none was made or answered.
      type: int
      sample: 308
    open_door:
      description: What the page for opening by URL is like, V(result), V(plain), V(empty) or V(none).
      type: str
      sample: none
    answers:
      description: What all answers have in common, such as their C(charset), C(framing) and bytes behind the JSON.
      type: dict
    unsupported:
      description: How the device says that it doesn't have a function.
      type: dict
    functions:
      description: Function -> its C(answer), C(retcode), C(echo) and what it C(says), in words of the vendor.
      type: dict
    objects:
      description: Function -> the names in its reply, with the shapes of the values.
      type: dict
    lists:
      description: List -> how its records come, its C(fields) with the shapes of their values, and its C(pages).
      type: dict
    settings:
      description: Target -> the names of the keys in its reply.
      type: dict
    config:
      description: The names of all C(keys), and of C(secrets) whether they come as text, as stars or in base64.
      type: dict
    ways:
      description: The ways in which a function can be asked for.
      type: dict
    limits:
      description: Limits as far as they show.
      type: dict
    writes:
      description:
        - Nothing where nothing was written. Otherwise C(targets) has the steps of each list and of the configuration.
        - C(left_out) says what was not written and why, C(leftovers) how much of an earlier run was removed.
      type: dict
    new_names:
      description: The names that no source has yet.
      type: list
      elements: str
    hidden_names:
      description: How many names were left out.
      type: int
      sample: 0
    oddities:
      description: The surprises of the page on how devices behave (13.2) that this device has, as C(item) and C(text).
      type: list
      elements: dict
      sample: [{"item": 21, "text": "the realm has a blank"}]
would_write:
  description: The lists and settings that O(write) would write to.
  returned: in check mode, with O(write)
  type: list
  elements: str
  sample: [user, contact, config]
files:
  description: Paths of the report as C(json) and as C(page), empty without O(dir). In check mode they aren't written.
  returned: success
  type: dict
report:
  description: A C(summary) in a line, and how many C(oddities) there are.
  returned: success
  type: dict
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import FROM_VARIABLES_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Number
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.probe import check_folder, run
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module

MODULE = Module(
    run=run,
    writes=lambda params: params["write"],
    spec={
        **FROM_VARIABLES_SPEC,
        "dir": {"type": "path"},
        "door": {"type": "str"},
        "http_port": {"type": "int", "default": 80},
        "write": {"type": "bool", "default": False},
    },
    codecs={"http_port": Number(0, 65535)},
    checks=(check_folder,),
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
