# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result for an error that nobody expected, without the secrets that its text may have."""

from __future__ import annotations

import traceback

from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import HIDDEN, scrub


def hidden_values(given, shown):
    """What is in ``given`` and hidden in ``shown``, for taking it out of a traceback."""
    if isinstance(given, dict) and isinstance(shown, dict):
        return [value for key in given for value in hidden_values(given[key], shown.get(key))]
    if isinstance(given, list) and isinstance(shown, list):
        return [value for pair in zip(given, shown, strict=False) for value in hidden_values(*pair)]
    if isinstance(given, (dict, list)):
        members = given.values() if isinstance(given, dict) else given
        return [value for member in members for value in hidden_values(member, shown)]
    return [str(given)] if shown == HIDDEN else []


def bug(exc, secrets):
    """A result for an error that nobody expected; a raised one would be printed unmasked."""
    return {
        "failed": True,
        "msg": scrub(
            f"unexpected {type(exc).__name__}: {exc}. This is a bug of the collection; please report it", secrets
        ),
        "exception": scrub("".join(traceback.format_exception(type(exc), exc, exc.__traceback__)), secrets),
    }
