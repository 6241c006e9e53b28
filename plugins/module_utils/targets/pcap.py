# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packet captures (manual: Api pcap; C56, C57)."""

from __future__ import annotations

from ..errors import InvalidInput
from ..fields.codecs import Number, Text
from ..fields.numbers import whole_number

MAX_SECONDS = 180
_DEFAULTS = {"type": "auto", "filter": "ip", "time": 60, "size": 1048576}
_CODECS = {"filter": Text(255), "time": Number(1, MAX_SECONDS, "seconds"), "size": Number(1, 2**31 - 1, "bytes")}


def capture_options(params):
    """Type, filter, time and size of a capture, checked, with the manual's defaults for what was left out.

    :raises InvalidInput: naming the option.
    """
    options = {name: default if params.get(name) is None else params[name] for name, default in _DEFAULTS.items()}
    for name, codec in _CODECS.items():
        try:
            options[name] = codec.check(options[name])
        except ValueError as exc:
            raise InvalidInput(f"{name}: {exc}") from None
    if not options["filter"].strip():
        raise InvalidInput("filter: is empty; leave it out for all IP packets")
    if options["type"] == "manual" and params.get("time") is not None:
        raise InvalidInput("time: goes with type: auto; a manual capture runs until it is stopped")
    return options


def start_data(options):
    """The options as the device takes them: strings, and no time for what runs until it is stopped."""
    data = {name: str(value) for name, value in options.items()}
    if options["type"] == "manual":
        del data["time"]
    return data


def capture_status(data):
    """``data`` of pcap/status in option terms. Only the word for a capture that doesn't run is documented."""
    return {
        "running": str(data.get("Status", "stop")).strip().lower() not in ("stop", "stopped", ""),
        "size": whole_number(data.get("FileSize")) or 0,
    }
