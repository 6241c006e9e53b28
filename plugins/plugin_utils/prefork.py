# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every worker process of a job needs, made once in the process that they are forked from.

The lookup ``job_doors`` calls it: Ansible has a play's ``hosts`` before there is a worker.
"""

from __future__ import annotations

import functools
import gc
import importlib
import os
from types import SimpleNamespace

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.tls import tls_context
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.rolespec import judge_beforehand

# What a worker opens files and connections with, each in a module of its own.
_OF_WORKERS = (
    "encodings.utf_8_sig",
    "ansible_collections.ansible.builtin.plugins.connection",
    "ansible_collections.ansible.builtin.plugins.shell",
)
# The roles whose variables a job's task checks, where they are others than its own.
_ALSO = {"drift": ("provision",)}


def prepare(job, variables):
    """Check the variables of one of a job's doors, and read the CAs that its connections trust.

    :param job: its name, None where there is none.
    :param variables: those of the door, as they are written. A template among them leaves the CAs to the workers.
    """
    for role in (job, *_ALSO.get(job, ())) if job else ():
        judge_beforehand(role, variables)
    _prepare_tls(variables)
    for name in _OF_WORKERS:
        importlib.import_module(name)


def spare_from_collections():
    """Have nobody look for garbage in what there is by now: a worker that does gets a copy of all of that memory."""
    gc.freeze()
    _spare_in_workers()


@functools.cache
def _spare_in_workers():
    os.register_at_fork(after_in_child=gc.freeze)


def _prepare_tls(variables):
    options = {
        "use_ssl": variables.get("akuvox_use_ssl", True),
        "validate_certs": variables.get("akuvox_validate_certs", True),
        "ssl_fingerprint": variables.get("akuvox_ssl_fingerprint"),
        "ca_path": variables.get("akuvox_ca_path"),
        "legacy_tls": variables.get("akuvox_legacy_tls", False),
    }
    flags = (options["use_ssl"], options["validate_certs"], options["legacy_tls"])
    if not options["use_ssl"] or not all(isinstance(flag, bool) for flag in flags) or "{{" in str(options["ca_path"]):
        return
    path = options["ca_path"]
    try:
        tls_context(SimpleNamespace(**{**options, "ca_path": str(path) if path else None}))
    except AkuvoxError:
        # the task of each door says what is wrong
        return
