# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to reach a device, for the documentation of every module."""

from __future__ import annotations


class ModuleDocFragment:
    """The connection options."""

    DOCUMENTATION = r"""
options:
  host:
    description:
      - Name or address of the device.
      - Each of the connection options can stand in the inventory instead, as a variable with the prefix C(akuvox_),
        such as C(akuvox_username), or in the environment in capitals, such as E(AKUVOX_USERNAME).
      - A task's own option comes first (also one from C(module_defaults)), then the inventory variable, then the
        environment.
      - Left out, it is C(ansible_host), or else the name of the inventory host.
    type: str
  port:
    description:
      - Port of the HTTP API.
      - Left out, it is 443 with O(use_ssl=true), 80 without.
    type: int
  use_ssl:
    description: Whether to speak HTTPS.
    type: bool
    default: true
  validate_certs:
    description:
      - Whether to verify the device's certificate.
      - Better than switching it off are O(ca_path) and O(ssl_fingerprint).
    type: bool
    default: true
  ca_path:
    description:
      - File or directory with the CA certificates that are trusted, in PEM format.
      - Left out, the operating system's are.
    type: path
  ssl_fingerprint:
    description:
      - SHA-256 fingerprint of the device's certificate, as 64 hex digits with or without colons.
      - Trusts this certificate and no other. It needs no CA, and neither names nor dates are looked at.
    type: str
  legacy_tls:
    description:
      - Whether to allow the weak keys, ciphers and TLS versions of old units. Set it for those hosts only.
      - Certificates are verified all the same.
    type: bool
    default: false
  auth:
    description:
      - How the HTTP API asks for the login.
      - A device can't talk the client down from V(digest) to V(basic).
    type: str
    choices: [digest, basic, none]
    default: digest
  username:
    description:
      - User of the HTTP API. It is not the one of the web interface.
      - ASCII only with O(auth=digest), and without a colon with O(auth=basic).
    type: str
  password:
    description: Password of the HTTP API.
    type: str
  timeout:
    description:
      - Seconds that the device may take to connect and to answer.
      - A write of many records is given more time for each of them.
    type: float
    default: 10.0
  retries:
    description:
      - How often a read is repeated after connection errors and busy answers.
      - A write is never repeated blindly.
    type: int
    default: 3
  request_interval:
    description:
      - Seconds between two requests to one device, also from task to task.
      - Devices stop answering when requests follow each other too closely.
    type: float
    default: 0.25
  settle:
    description:
      - Seconds that the device gets to apply a write whose answer was lost, counted from the moment that it was sent.
      - The device is read with growing pauses until it has done it. Only when the time is over is the write sent
        again. Records that were added again are checked once more after the same time, and a double is removed.
      - Left out, it is the greater of 30 and three times O(timeout), at most 120. There is no wait with a device that
        answers. A write that was never sent, because the connection was refused, is sent again at once.
    type: float
    version_added: 0.3.0
  lock_timeout:
    description:
      - Seconds that a task waits for another one that is writing to the same device. Then it fails, and says which
        task that is. It doesn't wait for a task that waits for a restart.
      - One task at a time writes to a device, from its first read to its last. Reading and check mode wait for nobody.
    type: float
    default: 120.0
    version_added: 0.3.0
  lock_dir:
    description:
      - An existing folder for the locks, on the host where the task runs, for users or containers that share devices.
        It holds the times of O(request_interval) too.
      - Whoever writes to the devices has to be allowed to make and write files in it. One that everybody can write to
        needs the sticky bit.
      - Left out, it is a folder of the user's own below the temporary folder, or else below C(~/.cache).
    type: path
    version_added: 0.3.0
  profile:
    description:
      - How this model and firmware are addressed.
      - V(auto) reads model and firmware. It needs no request where the host has both variables C(akuvox_model) and
        C(akuvox_firmware).
      - The name of a profile settles it. There are V(manual), V(field), V(e18), V(x916), V(x915s), V(x915s_113),
        V(x912), V(e16c), V(s532), V(a08s), V(e12), V(r20a) and V(it83); docs/support-matrix.md says what they are.
      - A mapping changes parts of the profile that it names in C(base), for example C(batch_size).
    type: raw
    default: auto
  mac:
    description:
      - MAC address of the unit that is expected to answer, in any notation and in quotes. Several, as of a unit and its
        spare, are a list, or have commas between them. C(akuvox_mac) of the host is the place for it.
      - Before anything else, the task then reads C(system/info) once, and fails when another unit answers, or one
        that doesn't give its MAC. Operations that can't be undone (firmware, restore, factory reset, another login,
        import) check again right before each of their steps.
      - Left out, it is what the file C(akuvox_identities) says of the host, which the playbook
        C(doorfleet.akuvox.identities) writes. V("") checks nothing.
    type: raw
    version_added: 0.3.0
  revoked_file:
    description:
      - Absolute path of the file of revoked people, which the playbook C(doorfleet.akuvox.revoke) writes.
      - Whatever writes people to a device leaves out those who are in it, and removes them where the device still has
        them. No limit and no list holds that back.
      - M(doorfleet.akuvox.akuvox_import) and M(doorfleet.akuvox.akuvox_request) send what they are given. With somebody
        in it who was revoked, the task is refused by name before anything is sent. V("") lets one task do it all the
        same.
      - A new person with the id or a card of somebody in it is refused, until C(doorfleet.akuvox.readmit) takes the
        entry away.
    type: str
    version_added: 0.3.0
notes:
  - Without O(mac), a task ends when another MAC or model answers than at its beginning.
  - A task that fails or is unreachable returns C(reachability), one of the verdicts of M(doorfleet.akuvox.akuvox_info),
    unless it ended before the device was asked.
  - A redirect is never followed, so that no login goes to another host.
  - An answer may have 32 MB, has to come at 1 KB per second on average, and ends after 300 seconds. A file may have
    2 GB and take an hour at the same speed. An upload has to get rid of 16 KB within O(timeout).
requirements:
  - requests (Python library, on the controller, or on the host that the task is delegated to)
"""
