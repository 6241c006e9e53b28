# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A door's report: what was asked and heard, without a word that names the site, a person or the network."""

from __future__ import annotations

import re

from .asking import Asker, manners
from .names import Names, words_said
from .oddities import oddities
from .reading import API, Reading
from .shapes import texts_in
from .waysin import login, open_door, plain_http, tls

KIND, FORMAT = "doorfleet.akuvox probe", 1
# A model and versions as the vendor writes them. A version may look like an address, so it is compared with those.
_MODEL = re.compile(r"[A-Z]{1,3}\d{1,4}[A-Z]{0,3}\d?")
_VERSION = re.compile(r"\d{1,4}(\.\d{1,5}){1,3}")
_IDENTITY = (
    ("model", "Model", _MODEL),
    ("firmware", "FirmwareVersion", _VERSION),
    ("hardware", "HardwareVersion", _VERSION),
)


def probe(device, host, http_port, own=(), write=None):
    """The report on a device, and the :class:`reading.Reading` that it was made of.

    :arg host: what the door is asked by. :arg http_port: where plain HTTP is tried, None for not at all.
    :arg own: texts of the inventory and of the login that no report may hold.
    :arg write: what is done with the reading before the report, such as the throwaway records; it returns its part.
    :raises AkuvoxError: where the door can't be asked at all.
    """
    asker = Asker(device)
    reading = Reading(asker, password=device.login[2]).read()
    written = write(reading, asker) if write else None
    said = [text for heard in asker.heard for text in texts_in(heard.reply.get("data"))]
    names = Names(words_said([*said, *own, host]))
    report = {
        "kind": KIND,
        "format": FORMAT,
        "device": identity(reading.status, [*_addresses(reading), *own, host]),
        "login": login(device, str(reading.config[API + "AuthMode"]) if API + "AuthMode" in reading.config else None),
        "tls": tls(device, host),
        "plain_http": None if http_port is None else plain_http(device, http_port),
        "open_door": open_door(asker),
        "answers": manners(asker.heard),
        **reading.report(names),
        "writes": written,
        "new_names": sorted(names.new),
        "hidden_names": len(names.hidden),
    }
    report["oddities"] = oddities(report)
    return report, reading


def identity(status, others):
    """Model and versions, each empty where it isn't as the vendor writes them, or is the same as another value."""
    shown = {}
    for name, key, built in _IDENTITY:
        value = str(status.get(key, ""))
        shown[name] = value if built.fullmatch(value) and value not in map(str, others) else ""
    return shown


def _addresses(reading):
    """The texts that may be addresses of the site: of the network, as the door tells it."""
    lan = texts_in(reading.objects["system/info"].data.get("Lan"))
    return [*lan, *(value for key, value in reading.config.items() if key.startswith("Config.Network."))]
