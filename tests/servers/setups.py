# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which set-ups of which server are tried, and why the others can't be."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from relay import CHUNKED, CLOSE, LENGTH

SERVERS = ("lighttpd", "Apache")
# Who asks for the login: the server's own module, or the door behind it, to which the server hands it on.
OWN, DOOR = "the server's", "the door's"
# How many requests a connection may have.
KEEP_ALIVE = (1, 5)
FRAMINGS = (CLOSE, CHUNKED, LENGTH)
# The nonces of the doors and of Apache live a second, which is shorter than a task here takes.
NONCE_SECONDS = 1
# What a request may have: an upload has more.
MOST = 256 * 1024


@dataclass(frozen=True)
class Setup:
    """A server as it is set up. ``pause``: seconds between the pieces of each body."""

    server: str
    login: str
    keep_alive: int
    framing: str
    pause: float = 0
    by_cgi: bool = False

    @property
    def name(self) -> str:
        """The inventory's name for its door."""
        login = "own" if self.login == OWN else "door"
        framing = {CLOSE: "close", CHUNKED: "chunked", LENGTH: "length"}[self.framing]
        special = "-cgi" if self.by_cgi else "-slow" if self.pause else ""
        return f"{self.server.lower()}-{login}-{self.keep_alive}-{framing}{special}"

    @property
    def asked(self) -> str:
        """How its answers are framed and what else is special, in words."""
        special = ", by CGI" if self.by_cgi else f", {self.pause:g} s between pieces" if self.pause else ""
        return self.framing + special


def all_setups() -> list[Setup]:
    """Every combination, and beside them a slow door and one behind CGI for each server."""
    found = [Setup(*parts) for parts in product(SERVERS, (OWN, DOOR), KEEP_ALIVE, FRAMINGS)]
    found += [Setup(server, DOOR, 5, CHUNKED, pause=0.4) for server in SERVERS]
    found += [Setup(server, OWN, 5, CHUNKED, by_cgi=True) for server in SERVERS]
    return found


def impossible(setup: Setup) -> str:
    """Why a server can't do this, empty where it can."""
    if setup.keep_alive > 1 and setup.framing == CLOSE:
        return (
            "an answer without a length ends with its connection, so no second request can follow; both servers close "
            "the connection after it, whatever they are set to"
        )
    return ""
