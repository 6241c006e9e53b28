# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes each result, and the recap, as a line of JSON to a file."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: record
type: notification
short_description: Records results as JSON lines
description: Writes each result, as any callback gets it, to the file that E(RECORD_FILE) names.
"""


class CallbackModule(CallbackBase):
    """A line per result: event, host, task, result."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "record"
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, **line):
        with open(os.environ["RECORD_FILE"], "a", encoding="utf-8") as record:
            record.write(json.dumps(line, default=str) + "\n")

    def _result(self, event, result):
        self._write(event=event, host=result._host.get_name(), task=result._task.get_name(), result=result._result)

    def v2_runner_on_ok(self, result):
        """A task went well."""
        self._result("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        """A task failed."""
        self._result("failed", result)

    def v2_runner_on_unreachable(self, result):
        """A host can't be reached."""
        self._result("unreachable", result)

    def v2_runner_on_skipped(self, result):
        """A task was skipped."""
        self._result("skipped", result)

    def v2_runner_retry(self, result):
        """A task with ``until`` is to be tried again."""
        self._result("retry", result)

    def v2_playbook_on_stats(self, stats):
        """The end of the run."""
        self._write(event="recap", host=None, recap={host: stats.summarize(host) for host in stats.processed})
