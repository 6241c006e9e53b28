# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback quiet: failures, warnings, diffs and the summaries of jobs, and nothing else."""

from __future__ import annotations

DOCUMENTATION = r"""
name: quiet
type: stdout
short_description: Failures, warnings, diffs and the summaries of jobs, and nothing else
version_added: 0.3.0
description:
  - Shows a line for each door that fails or does not answer, warnings, the differences where they are asked for, and
    what jobs print of themselves. There are no headings, no lines for doors at which all is well, and no recap.
  - A difference that several doors have in common is shown once, with their number.
  - The summaries of jobs don't depend on it; they are there with any other callback, too.
author:
  - The doorfleet.akuvox authors (@doorfleet)
requirements:
  - Set it as C(stdout_callback), or as E(ANSIBLE_STDOUT_CALLBACK).
"""

from ansible.plugins.callback import CallbackBase  # noqa: E402

# What the last play of a job says of a door, whose failure has been shown.
_KNOWN = "see the summary"


class CallbackModule(CallbackBase):
    """A line for each failure."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "doorfleet.akuvox.quiet"

    def v2_runner_on_ok(self, result):
        """A task went well, which needs no line; it may warn of something."""
        self._handle_warnings(result._result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        """A task failed."""
        self._handle_warnings(result._result)
        if not ignore_errors:
            self._say("failed", result)

    def v2_runner_on_unreachable(self, result):
        """A door did not answer."""
        self._say("unreachable", result)

    def __init__(self):
        super().__init__()
        self._doors_of = {}

    def v2_on_file_diff(self, result):
        """Keep what changes, where it is asked for, until all doors are through the task."""
        found, door = result._result, result._host.get_name()
        for item in found.get("results", [found]) if result._task.loop else [found]:
            if item.get("changed"):
                diffs = item.get("diff") or []
                for diff in diffs if isinstance(diffs, list) else [diffs]:
                    self._keep_diff(door, diff)

    def _keep_diff(self, door, diff):
        header, text = diff.get("before_header"), diff.get("before")
        if header is None or not isinstance(text, str):
            self._display.display(f"{door}:\n{self._get_diff(diff)}")
        else:
            self._doors_of.setdefault((str(header).removeprefix(door), text, diff["after"]), []).append(door)

    def _show_diffs(self):
        """Show the differences, once for all doors that have the same."""
        for (section, before, after), doors in self._doors_of.items():
            header = f"{doors[0] if len(doors) == 1 else f'{len(doors)} doors'}{section}"
            shown = {"before_header": header, "after_header": header, "before": before, "after": after}
            self._display.display(self._get_diff(shown))
        self._doors_of = {}

    def v2_playbook_on_task_start(self, task, is_conditional):
        """The task before is over."""
        self._show_diffs()

    def v2_playbook_on_handler_task_start(self, task):
        """The task before is over."""
        self._show_diffs()

    def v2_playbook_on_stats(self, stats):
        """The last task is over."""
        self._show_diffs()

    def _say(self, word, result):
        said = str(result._result.get("msg") or "failed")
        if said != _KNOWN:
            self._display.display(f"{word} {result._host.get_name()}: {result._task.get_name()}: {said}")
