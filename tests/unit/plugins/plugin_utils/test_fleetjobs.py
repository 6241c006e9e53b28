# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fleet in one process says of a door whose variables can't be worked out."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible.errors import AnsibleError

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils import fleetjobs


@pytest.mark.parametrize(("raised", "said"), [
    (ZeroDivisionError("division by zero"), "Unexpected failure during module execution: division by zero"),
    (AnsibleError("'nowhere' is undefined"), "'nowhere' is undefined"),
    (InvalidInput("akuvox_port: is wrong"), "akuvox_port: is wrong"),
])  # fmt: skip
def test_before_2_19_a_template_may_raise_anything_and_the_message_is_that_of_ansible(monkeypatch, raised, said):
    """The message was that of a bug of the collection, and the door's reason another than in a worker of its own."""

    def begun(task_vars):
        raise raised

    monkeypatch.setattr(fleetjobs, "AnsibleTaskError", None)
    result = fleetjobs._begun(SimpleNamespace(begun=begun), {})()
    assert result == {"failed": True, "changed": False, "msg": said}
