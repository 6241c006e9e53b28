# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made before the workers are forked is what they then ask for."""

from __future__ import annotations

import gc
import os

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.http import tls
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils import rolespec
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.prefork import prepare, spare_from_collections


@pytest.fixture(autouse=True)
def _nothing_is_made():
    tls.forget_contexts()
    rolespec._specs.cache_clear()


def contexts():
    return tls._context.cache_info().currsize


@pytest.mark.parametrize(("variables", "made"), [
    ({}, 1),
    ({"akuvox_validate_certs": False}, 1),
    ({"akuvox_use_ssl": False}, 0),
    ({"akuvox_use_ssl": "{{ site_tls }}"}, 0),
    ({"akuvox_ca_path": "{{ site_ca }}"}, 0),
    ({"akuvox_ca_path": "/nowhere/ca.pem"}, 0),
])  # fmt: skip
def test_cas_are_read_once_where_the_variables_say_them(variables, made):
    prepare(None, variables)
    assert contexts() == made


@pytest.mark.parametrize(("job", "roles"), [(None, 0), ("backup", 1), ("drift", 2), ("nobody", 0)])
def test_the_argument_specs_of_a_job_are_read_once(job, roles):
    prepare(job, {"akuvox_use_ssl": False})
    assert rolespec._specs.cache_info().misses == roles
    prepare(job, {"akuvox_use_ssl": False})
    assert rolespec._specs.cache_info().misses == roles


@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
def test_a_worker_looks_for_no_garbage_in_what_it_was_forked_with():
    spare_from_collections()
    later = [[] for _number in range(1000)]
    worker = os.fork()
    if not worker:
        os._exit(0 if len(gc.get_objects()) < len(later) else 1)
    gc.unfreeze()
    assert os.waitpid(worker, 0)[1] == 0
