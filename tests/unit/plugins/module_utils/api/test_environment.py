# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options from the environment."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.environment import (
    drop_empty_variables,
    from_environment,
    in_environment,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput


@pytest.mark.parametrize(("option", "text", "value"), [
    ("port", "8443", 8443),
    ("use_ssl", "no", False),
    ("timeout", "2.5", 2.5),
    ("auth", "basic", "basic"),
    ("username", "fleetapi", "fleetapi"),
    ("password", "0123", "0123"),
    ("port", "", None),
    ("use_ssl", "  ", None),
    ("port", None, None),
])  # fmt: skip
def test_a_variable_is_of_its_options_type(option, text, value):
    given = {} if text is None else {f"AKUVOX_{option.upper()}": text}
    assert from_environment(option, given) == value


@pytest.mark.parametrize(("option", "text", "reason"), [
    ("port", "https", "must be of the type int, not 'https'"),
    ("port", "99999", "must be 1 to 65535, not 99999"),
    ("use_ssl", "maybe", "must be of the type bool, not 'maybe'"),
    ("auth", "digset", "must be one of digest, basic, none, not 'digset'"),
    ("ssl_fingerprint", "AB", "must be the certificate's SHA-256"),
    ("username", 'a"b', "must be one line of Latin-1"),
])  # fmt: skip
def test_a_wrong_variable_is_named(option, text, reason):
    with pytest.raises(InvalidInput) as caught:
        from_environment(option, {f"AKUVOX_{option.upper()}": text})
    assert caught.value.message.startswith(f"AKUVOX_{option.upper()} (environment): {reason}")


def test_empty_variables_are_as_good_as_unset():
    environ = {"AKUVOX_PORT": "", "AKUVOX_AUTH": " ", "AKUVOX_TIMEOUT": "3", "OTHER": ""}
    drop_empty_variables(environ)
    assert environ == {"AKUVOX_TIMEOUT": "3", "OTHER": ""}


@pytest.mark.parametrize(("message", "told"), [
    ("mac[0]: must be a MAC", "AKUVOX_MAC (environment)[0]: must be a MAC"),
    ("profile: must be auto", "AKUVOX_PROFILE (environment): must be auto"),
    ("profile.base: must be", "AKUVOX_PROFILE (environment).base: must be"),
    ("port: must be 1 to 65535", "port: must be 1 to 65535"),
    ("users[0].mac: is no option", "users[0].mac: is no option"),
    ("mac addresses differ", "mac addresses differ"),
])  # fmt: skip
def test_what_is_found_wrong_later_is_named_by_its_variable_too(message, told):
    assert in_environment(message, {"mac", "profile"}) == told
