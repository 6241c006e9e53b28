# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Challenges of a 401, also those that no device sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.challenges import (
    is_answerable,
    is_of_the_api,
    is_stale,
    offered,
)

REAL = 'Digest realm="HTTP API",qop="auth,auth-int",nonce="4b1f", opaque="5ccc"'


def challenge(text):
    return {"www-authenticate": text}


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        (REAL, ["digest"]),
        ('Basic realm="HTTP API"', ["basic"]),
        (f'Basic realm="x", {REAL}', ["digest", "basic"]),
        ("DIGEST realm=x", ["digest"]),
        ('Basic realm="Digest doors"', ["basic"]),
        ('Digest realm="Basic doors", nonce="a"', ["digest"]),
        ('Basic realm="a" Digest realm="b", nonce="c"', ["digest", "basic"]),
        ("Digest, Basic", ["digest", "basic"]),
        ("Bearer", []),
        ("", []),
    ],
)
def test_the_logins_that_are_offered(text, ways):
    assert offered(challenge(text)) == ways


@pytest.mark.parametrize(
    ("text", "answerable"),
    [
        (REAL, True),
        ('Digest realm="", nonce="a"', True),
        ("digest nonce=a, realm=b", True),
        ('Digest realm="a", nonce="b", algorithm=MD5', True),
        ('Digest realm="a", nonce="b", algorithm="sha-256", qop="auth"', True),
        (f'Basic realm="x", {REAL}', True),
        (f'{REAL}, Basic realm="x"', True),
        ('Digest realm="a", nonce="b", qop="auth-int, auth"', True),
        ('Digest realm="a", nonce="b", qop="auth-int ,AUTH"', True),
        ('Digest realm="Basic x", nonce="b"', True),
        ('Digest realm="a \\"Basic b", nonce="b"', True),
        ('Basic realm="Digest realm=a, nonce=b"', False),
        ('Digest realm="a"', False),
        ('Digest nonce="a"', False),
        ('Digest realm="a", nonce=""', False),
        ('Digest realm="a", nonce="b", algorithm=ROT13', False),
        ('Digest realm="a", nonce="b", qop="auth-int"', False),
        ("Digest", False),
        ('Basic realm="a", nonce="b"', False),
        ("", False),
    ],
)
def test_what_can_be_answered(text, answerable):
    assert is_answerable(challenge(text)) is answerable


@pytest.mark.parametrize(
    ("text", "stale"),
    [
        (f"{REAL}, stale=true", True),
        (f'{REAL}, stale="TRUE"', True),
        (f"{REAL}, stale=false", False),
        (REAL, False),
        ('Digest realm="stale=true", nonce="a"', False),
        ('Basic realm="x", stale=true', False),
    ],
)
def test_what_is_stale(text, stale):
    assert is_stale(challenge(text)) is stale


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ('Digest realm="HTTPAPI", nonce="a"', True),
        ('Digest realm="HTTP API", nonce="a"', True),
        ("Basic realm=http-api", True),
        ('Digest realm="HTTP API", nonce="a", Basic realm="HTTP API"', True),
        ('Digest realm="router", nonce="a", Basic realm="HTTP API"', False),
        ('Digest realm="HTTP API gateway", nonce="a"', False),
        ('Digest realm="", nonce="a", opaque="HTTP API"', False),
        ("Digest", False),
        ("", False),
    ],
)
def test_who_asks_in_the_name_of_the_api(text, asked):
    assert is_of_the_api(challenge(text)) is asked


@given(text=st.one_of(st.text(), st.text('digest basic=",\\stale true').map(lambda rest: f"Digest {rest}")))
def test_no_challenge_is_too_odd(text):
    assert isinstance(offered(challenge(text)), list)
    assert is_answerable(challenge(text)) in (True, False)
    assert is_stale(challenge(text)) in (True, False)
    assert is_of_the_api(challenge(text)) in (True, False)
