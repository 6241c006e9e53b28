# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for doors as its options describe it."""

from __future__ import annotations

from dataclasses import replace

from ..api.options import connection_from
from ..errors import InvalidInput
from ..http.tls import forget_contexts
from ..http.transport import Transport
from . import addresses
from .doorscsv import doors_from_csv
from .hosts import check_hostnames
from .probe import Probe
from .sweep import Pace, sweep

# What is searched, and what decides about a search beside that.
SOURCES = ("networks", "addresses", "csv", "exclude", "hostnames", "max_addresses")
LOOK = (
    "ports", "parallel", "rate", "probe_timeout", "time_limit", "use_ssl", "validate_certs", "ca_path",
    "ssl_fingerprint", "legacy_tls", "auth", "username", "password", "timeout", "request_interval",
)  # fmt: skip
_RANGES = {
    "max_addresses": (1, 1_000_000),
    "parallel": (1, 500),
    "rate": (0.1, 10_000),
    "probe_timeout": (0.1, 60),
    "time_limit": (1, 86_400),
}


def targets_of(options, csv, is_reserved):
    """The :class:`addresses.Target` of all sources, each once, and the columns of the CSV file.

    A door that several sources have is the one of the CSV file, or else of the addresses.

    :param csv: name and text of the CSV file, None where there is none.
    :param is_reserved: says of a name whether Ansible uses it for something else.
    :raises InvalidInput: naming option and place.
    """
    _check_ranges(options)
    if not (options["networks"] or options["addresses"] or csv):
        raise InvalidInput("set at least one of networks, addresses and csv")
    networks, named, exclude = (
        [read(text, f"{option}[{index}]") for index, text in enumerate(options[option])]
        for option, read in (
            ("networks", addresses.network),
            ("addresses", addresses.addresses),
            ("exclude", addresses.excluded),
        )
    )
    listed, columns = doors_from_csv(csv[1], csv[0], is_reserved) if csv else ([], ())
    addresses.within([*named, *networks], options["max_addresses"])
    targets = [*listed]
    for span in named:
        targets += span.targets(named=True)
    for span in networks:
        targets += span.targets(named=False)
    return addresses.merged(targets, exclude), columns


def check_search(options, columns):
    """The connection options as a :class:`options.Connection` to nowhere.

    :raises InvalidInput: naming the option. Nothing has been sent then.
    """
    check_hostnames(options["hostnames"], columns)
    for index, port in enumerate(options["ports"]):
        addresses.port_number(port, f"ports[{index}]")
    if not options["ports"]:
        raise InvalidInput("ports: must name at least one")
    if bool(options["username"]) != bool(options["password"]):
        raise InvalidInput("username, password: one of them is not set; set both, or none")
    use_ssl = options["use_ssl"] is not False
    connection = connection_from({**options, "host": "nowhere", "use_ssl": use_ssl, "retries": 0}, login_optional=True)
    # tells of CA certificates that can't be read, and of a library that isn't there
    Transport(replace(connection, use_ssl=True)).close()
    return connection


def search(targets, connection, options):
    """Each target with the :class:`probe.Door` that is there."""
    pace = Pace(options["rate"], options["time_limit"])
    probe = Probe(connection, tuple(options["ports"]), options["use_ssl"], options["probe_timeout"], pace)
    try:
        return list(zip(targets, sweep(targets, probe, options["parallel"], pace.end)))
    finally:
        # the process goes on, with the tasks of a playbook and other searches
        forget_contexts()


def _check_ranges(options):
    for option, (low, high) in _RANGES.items():
        if not low <= options[option] <= high:
            raise InvalidInput(f"{option}: must be {low} to {high}, not {options[option]}")
