# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import __version__, fleetfile, profiles
from .auth import MODES
from .device import Spec
from .listener import PortTakenError
from .serve import Run, serve
from .tls import TlsUnavailableError

_EXAMPLES = """\
examples:
  python extensions/emulator serve --count 3 --base-port 18080 --ready-file fleet.json
  python extensions/emulator serve --fleet fleet.yml --tls --lifetime 3600
  python extensions/emulator profiles
"""


def _checked(check: Callable[[Any], Any], convert: Callable[[str], Any] = str) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            value = convert(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"must be a number, not {text!r}") from None
        try:
            return check(value)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return parse


def _count(value: int) -> int:
    if not 1 <= value <= 5000:
        raise ValueError("must be 1 to 5000")
    return value


def parser() -> argparse.ArgumentParser:
    """Build the argument parser."""
    top = argparse.ArgumentParser(
        prog="emulator",
        description="Emulate a fleet of Akuvox door stations on this machine's loopback interface.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"akuvox emulator {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("profiles", help="list the device profiles")
    run = commands.add_parser("serve", help="run a fleet until stopped by a signal")
    fleet = run.add_argument_group("the fleet")
    fleet.add_argument("--fleet", type=Path, metavar="FILE.yml", help="fleet file; the options below are its defaults")
    fleet.add_argument("--count", type=_checked(_count, int), metavar="N", help="number of like devices (default: 1)")
    fleet.add_argument("--name-prefix", default="door-", help="names are this and a number (default: %(default)s)")
    fleet.add_argument(
        "--profile", type=_checked(profiles.find), default=profiles.MANUAL, metavar="NAME", help="see 'profiles'"
    )
    fleet.add_argument("--model", default="", help="model name (default: the profile's)")
    fleet.add_argument("--firmware", default="", metavar="VERSION", help="default: the profile's")
    fleet.add_argument("--auth", choices=list(MODES), default="digest", help="login the API wants (default: digest)")
    fleet.add_argument("--username", default="admin", help="default: %(default)s")
    fleet.add_argument("--password", default="httpapi", help="default: the manual's, %(default)s")
    fleet.add_argument(
        "--tls", action="store_true", default=None, help="HTTPS with a self-signed certificate made for this run"
    )
    seconds = _checked(fleetfile.CHECKS["reboot_seconds"], float)
    fleet.add_argument(
        "--request-interval", type=seconds, metavar="S", help="cut clients that wait less than S seconds (default: 0)"
    )
    fleet.add_argument("--reboot-seconds", type=seconds, default=1.0, metavar="S", help="downtime (default: 1.0)")
    where = run.add_argument_group("ports")
    where.add_argument(
        "--host", type=_checked(fleetfile.loopback), default="127.0.0.1", help="loopback address (default: 127.0.0.1)"
    )
    port = _checked(fleetfile.port, int)
    where.add_argument("--base-port", type=port, default=0, metavar="P", help="first port; 0: any free ones (default)")
    where.add_argument("--admin-port", type=port, default=0, metavar="P", help="0: any free one (default)")
    where.add_argument("--ready-file", type=Path, metavar="FILE.json", help="written once all ports listen")
    life = run.add_argument_group("stopping by itself")
    life.add_argument("--exit-with-parent-pid", type=int, metavar="PID", help="stop when that process is gone")
    life.add_argument("--lifetime", type=seconds, metavar="SECONDS", help="stop after that time")
    run.add_argument("--log-level", choices=("debug", "info", "warning", "error"), default="info")
    return top


def specs(options: argparse.Namespace) -> list[Spec]:
    """Turn the options into device specs; FleetFileError for a bad fleet file."""
    base = Spec(
        name="",
        host=options.host,
        profile=options.profile,
        model=options.model,
        firmware=options.firmware,
        auth=options.auth,
        username=options.username,
        password=options.password,
        tls=options.tls,
        request_interval=options.request_interval,
        reboot_seconds=options.reboot_seconds,
    )
    if options.fleet is not None:
        if options.count is not None:
            raise fleetfile.FleetFileError("--count and --fleet cannot be used together")
        found = fleetfile.load(options.fleet, base)
    else:
        try:
            fleetfile.CHECKS["name"](options.name_prefix + "001")
        except ValueError as error:
            raise fleetfile.FleetFileError(f"--name-prefix {error}") from None
        numbers = range(1, (options.count or 1) + 1)
        found = [
            Spec(**{**vars(base), "name": f"{options.name_prefix}{number:03d}", "index": number}) for number in numbers
        ]
    if options.base_port:
        if options.base_port + len(found) - 1 > 65535:
            raise fleetfile.FleetFileError(f"--base-port {options.base_port} leaves no room for {len(found)} devices")
        for number, spec in enumerate(found):
            spec.port = spec.port or options.base_port + number
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 0 after a clean stop, 2 for anything the user has to put right."""
    options = parser().parse_args(arguments)
    if options.command == "profiles":
        for profile in profiles.PROFILES.values():
            sys.stdout.write(f"{profile.name}: {profile.summary} ({profile.model}, {profile.firmware})\n")
        return 0
    logging.basicConfig(level=options.log_level.upper(), format="%(message)s", stream=sys.stderr)
    try:
        run = Run(
            specs(options),
            options.host,
            options.admin_port,
            options.ready_file,
            options.exit_with_parent_pid,
            options.lifetime,
        )
        asyncio.run(serve(run))
    except (fleetfile.FleetFileError, PortTakenError, TlsUnavailableError) as error:
        sys.stderr.write(f"emulator: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"emulator: {error.strerror}: {error.filename or ''}\n")
        return 2
    return 0
