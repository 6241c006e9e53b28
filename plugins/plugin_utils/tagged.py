# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether --tags and --skip-tags leave a part of a task, by Ansible's own rule for whole tasks."""

from __future__ import annotations


def runs(tags, only, skip):
    """Whether what has these tags runs with ``--tags only --skip-tags skip``.

    The same as ``Taggable.evaluate_tags`` of ansible-core, which a test compares.
    """
    tags, only, skip = set(tags) or {"untagged"}, set(only or ()), set(skip or ())
    tagged = tags != {"untagged"}
    wanted = not only or "always" in tags or bool(tags & only)
    wanted = wanted or ("never" not in tags and ("all" in only or ("tagged" in only and tagged)))
    if not wanted or not skip:
        return wanted
    if "all" in skip:
        return "always" in tags and "always" not in skip
    return not (tags & skip or ("tagged" in skip and tagged))


def inherited(task):
    """The tags that a task with the tag ``always`` has from the user's role, block, play or ``apply``."""
    around = _around(task)
    return {*task.tags} - ({"always"} if not any("always" in its.tags for its in around) else set())


def _around(task):
    """What hands its tags down to a task: blocks and roles up to an include, beyond which nothing is handed down."""
    found, part = [], getattr(task, "_parent", None)
    while part is not None and getattr(part, "statically_loaded", True):
        found += [part, *filter(None, [getattr(part, "_role", None)])]
        part = part._parent
    return found


def chosen(names, prefix, task, task_vars):
    """Those of the names whose tag, which is the name with the prefix, runs; in their order."""
    of_user = inherited(task)
    only, skip = (task_vars.get(f"ansible_{which}_tags") for which in ("run", "skip"))
    return [name for name in names if runs({prefix + name, *of_user}, only, skip)]
