# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions that are imported when they are called."""

from __future__ import annotations

import importlib

_PLUGINS = __name__.rpartition(".plugin_utils.")[0]


def deferred(module, name):
    """A function that stands for another one of the collection, and imports it when it is called.

    For filters: a worker process, one for each task and door, that uses one filter of a collection loads all of them.

    :param module: the module below ``plugins``, like ``module_utils.jobs.summary``.
    """

    def call(*arguments, **named):
        return getattr(importlib.import_module(f"{_PLUGINS}.{module}"), name)(*arguments, **named)

    return call
