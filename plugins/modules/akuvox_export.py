#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a device, saved where the task runs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_export
short_description: Export a file of an Akuvox device
version_added: 0.1.0
description:
  - Saves the configuration, or all records of a list, as the file that the device makes of it.
  - Such files hold credentials. They can be given back with M(doorfleet.akuvox.akuvox_import).
  - The answer is checked before it is saved, whatever the device calls it. A refusal, a login page, a broken archive
    or half a file fails the task and leaves an existing file untouched.
  - Where the device doesn't say how long the file is, the format has to show its end. XML has to be well-formed, and
    a table has to end with a whole line. For other formats, two downloads have to be identical. Otherwise the task
    fails, and keeps the download beside O(dest), with C(.unproved) after its name.
  - Devices refuse the export of a list that is empty.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  check_mode:
    description: Downloads and compares as in a real run, and writes nothing at O(dest).
    support: full
  diff_mode:
    description: Returns checksum and size before and after, never the content.
    support: full
  idempotent:
    description: Changes nothing while the device exports the same content. A device may write a time or a salt into
      each export of its configuration, which then differs every time.
    support: partial
options:
  target:
    description:
      - What to export.
      - V(privatekey) and V(rfkey) are codes and cards of devices with separate key stores, V(user) is everything of
        newer ones, V(dialreplace) the dial plan.
    type: str
    required: true
    choices: [config, privatekey, rfkey, contact, dialreplace, user]
  dest:
    description:
      - Path of the file, on the controller or on the host that the task is delegated to.
      - The directory must exist. A relative path counts from the playbook's directory.
      - The file is written beside its place and renamed, with mode 0600, since it may hold credentials. If the
        existing file has fewer permissions, these are kept.
      - A file that already has the same content is left alone, permissions included. Archives have the same content
        when the files in them do.
    type: path
    required: true
  format:
    description: Format of the contacts. Goes with O(target=contact), and is V(csv) when left out.
    type: str
    choices: [csv, xml, vcf]
seealso:
  - module: doorfleet.akuvox.akuvox_import
  - module: doorfleet.akuvox.akuvox_log_export
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Save the configuration of each door
  doorfleet.akuvox.akuvox_export:
    target: config
    dest: "/srv/doors/{{ inventory_hostname }}/Config.tgz"

- name: Save the contacts as vCards
  doorfleet.akuvox.akuvox_export:
    target: contact
    format: vcf
    dest: "/srv/doors/{{ inventory_hostname }}/contacts.vcf"
"""

RETURN = r"""
dest:
  description: Path of the file.
  returned: success
  type: str
  sample: /srv/doors/north-gate/Config.tgz
checksum:
  description: SHA-256 of the file.
  returned: success
  type: str
  sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
size:
  description: Size of the file in bytes.
  returned: success
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
note:
  description:
    - How the number of records in the file differs from that of the list. It is compared where the device doesn't say
      how long the file is.
  returned: when it differs
  type: str
  sample: the file of contact has 3 records, and the list has 4; the device doesn't say how long the file is
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, never, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.transfer import save
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.transfer import (
    CONTACT_FORMATS,
    FILES,
    contact_file,
)


def run(task):
    """Export the file."""
    params = task.params
    if params["format"] and params["target"] != "contact":
        raise InvalidInput(f"format: goes with target: contact; the format of {params['target']} is fixed")
    file = contact_file(params["format"] or "csv") if params["target"] == "contact" else FILES[params["target"]]
    return save(task, file, params["dest"])


MODULE = Module(
    run=run,
    writes=never,
    spec={
        "target": {"type": "str", "required": True, "choices": list(FILES)},
        "dest": {"type": "path", "required": True},
        "format": {"type": "str", "choices": list(CONTACT_FORMATS)},
    },
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
