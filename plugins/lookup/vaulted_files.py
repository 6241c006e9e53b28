# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup vaulted_files: variable files that are encrypted as a whole and hold short values."""

from __future__ import annotations

DOCUMENTATION = r"""
name: vaulted_files
short_description: Vaulted variable files with values that would blank ordinary output
version_added: 0.3.0
description:
  - From ansible-core 2.22 on, each text and number of a file that is encrypted as a whole is hidden in all output. A
    short one, such as a hold time of 5, blanks every 5 in messages and in the counts at the end of a run.
  - Looks below C(group_vars) and C(host_vars) of the folders for such files. The role
    P(doorfleet.akuvox.hardening#role) uses it once in each run.
  - The way out is to encrypt single values, with C(ansible-vault encrypt_string), and to keep what is no secret in
    another file.
options:
  _terms:
    description: Folders that hold C(group_vars) or C(host_vars), such as C(inventory_dir). Empty ones are left out.
    type: list
    elements: str
    required: true
  shortest:
    description: Values with fewer characters are short ones.
    type: int
    default: 6
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Say which vaulted files would blank ordinary output
  ansible.builtin.debug:
    msg: "{{ query('doorfleet.akuvox.vaulted_files', inventory_dir, playbook_dir) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description:
    - For each such file a text with its path and the names of its short values, not the values themselves.
    - A file that no vault password of the run opens, or that is no YAML, is left out. Ansible itself reports those
      that it needs.
  type: list
  elements: str
  sample: ["'/srv/group_vars/akuvox/vault.yml' is encrypted as a whole and has short values: hold"]
"""

import os

import yaml
from ansible.plugins.lookup import LookupBase

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.vaulted import short_values
from ansible_collections.doorfleet.akuvox.plugins.module_utils.shortened import shortened
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault

HEADER = b"$ANSIBLE_VAULT;"
MOST_SHOWN = 5


class _Loader(yaml.SafeLoader):
    """Takes tags that it doesn't know, such as a vaulted value within the file, for nothing."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


class LookupModule(LookupBase):
    """Finds the files."""

    def run(self, terms, variables=None, **kwargs):
        """Return a text for each file."""
        self.set_options(var_options=variables, direct=kwargs)
        shortest, vault = self.get_option("shortest"), Vault(self._loader)
        folders = dict.fromkeys(os.path.realpath(str(folder)) for folder in terms if folder)
        warnings = []
        for path in (path for folder in folders for path in _files(folder)):
            names = _short_in(path, vault, shortest)
            if names:
                shown = shortened(names, MOST_SHOWN)
                warnings.append(f"'{path}' is encrypted as a whole and has short values: {shown}")
        return warnings


def _files(folder):
    """The files of variables below a folder."""
    for kind in ("group_vars", "host_vars"):
        for place, subfolders, names in os.walk(os.path.join(folder, kind)):
            subfolders.sort()
            yield from (os.path.join(place, name) for name in sorted(names))


def _short_in(path, vault, shortest):
    """The names of a file's short values; none for a file that isn't encrypted or can't be read here."""
    try:
        with open(path, "rb") as file:
            content = file.read()
        if not content.startswith(HEADER):
            return []
        return short_values(yaml.load(vault.decrypt(content, path), Loader=_Loader), shortest)
    except (InvalidInput, OSError, UnicodeDecodeError, yaml.YAMLError):
        return []
