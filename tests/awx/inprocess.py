# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action plugin: runs a module of awx.awx as it is, in Ansible's worker instead of a Python that is started for it.

Starting one takes longer than all that the module does, and configuring an AWX takes more than a hundred modules.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json

from ansible.module_utils.testing import patch_module_args
from ansible.plugins.action import ActionBase

MODULES = "ansible_collections.awx.awx.plugins.modules"
# This file stands there under the name of each module. Ansible imports it before it forks, and so the module.
MODULE = importlib.import_module(f"{MODULES}.{__name__.rpartition('.')[2]}")


class ActionModule(ActionBase):
    """Stands for each module of the collection."""

    def run(self, tmp=None, task_vars=None):
        """Run the module, and return what it prints."""
        super().run(tmp, task_vars)
        arguments = dict(self._task.args)
        self._update_module_args(self._task.action, arguments, task_vars)
        printed = io.StringIO()
        with patch_module_args(arguments), contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
            MODULE.main()
        return json.loads(printed.getvalue().strip().splitlines()[-1])
