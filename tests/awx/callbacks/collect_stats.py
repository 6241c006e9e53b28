# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A callback plugin: writes what a job hands on by set_stats to a file, as AWX's own callback tells AWX."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: collect_stats
type: notification
short_description: Writes what set_stats says to a file
description: Writes what set_stats says, as JSON, to the file that E(STATS_FILE) names.
"""


class CallbackModule(CallbackBase):
    """The artifacts of a job."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "collect_stats"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_stats(self, stats):
        """The end of the run."""
        with open(os.environ["STATS_FILE"], "w", encoding="utf-8") as file:
            json.dump(stats.custom.get("_run", {}), file)
