# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the forwarder: ``python3 -m akuvox_forwarder /etc/akuvox/forwarder.yml`` in the folder ``extensions/eda``."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.util
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

import yaml

from .sending import SecretFileError, Stream, read_secret, send_all
from .spool import Spool

SOURCE = Path(__file__).resolve().parents[1] / "plugins" / "event_source" / "action_url.py"
# Key, type, default; a default of ... is required.
STREAM = {
    "url": (str, ...),
    "token_file": (str, ...),
    "header": (str, "Authorization"),
    "prefix": (str, "Bearer "),
    "ca_path": (str, None),
    "timeout": (int, 10),
}
SPOOL = {"path": (str, ...), "most": (int, 100_000)}


class BadConfiguration(Exception):
    """The configuration can't be used; the text names the place."""


def load_core() -> Any:
    """Return the event source action_url, which is a file without a package."""
    spec = importlib.util.spec_from_file_location("akuvox_action_url", SOURCE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read_part(config: dict, name: str, keys: dict) -> dict:
    """Return one part of the configuration with its defaults."""
    part = config.get(name)
    if not isinstance(part, dict):
        raise BadConfiguration(f"{name}: must be a mapping")
    for key in part:
        if key not in keys:
            raise BadConfiguration(f"{name}.{key}: there is no such key; there are: {', '.join(keys)}")
    values = {key: part.get(key, default) for key, (_type, default) in keys.items()}
    for key, (wanted, default) in keys.items():
        if values[key] is ...:
            raise BadConfiguration(f"{name}.{key}: is required")
        # a boolean is an integer to Python, and no key has one
        fits = isinstance(values[key], wanted) and not isinstance(values[key], bool)
        if values[key] is not default and not fits:
            raise BadConfiguration(f"{name}.{key}: must be {'text' if wanted is str else 'a whole number'}")
    return values


def read_configuration(path: str) -> tuple[dict, dict, dict]:
    """Return the arguments of the source, of the stream and of the spool.

    :raises BadConfiguration: naming the place, and what is allowed there.
    """
    try:
        config = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as problem:
        raise BadConfiguration(f"{path}: {getattr(problem, 'strerror', None) or 'is no YAML'}") from None
    if not isinstance(config, dict) or not isinstance(config.get("source"), dict):
        raise BadConfiguration("source: must be a mapping, with the arguments of the event source action_url")
    stream, spool = read_part(config, "stream", STREAM), read_part(config, "spool", SPOOL)
    if not stream["url"].startswith("https://") and not stream["url"].startswith(("http://127.", "http://[::1]")):
        raise BadConfiguration("stream.url: must begin with https://, as the token goes along")
    if spool["most"] < 1:
        raise BadConfiguration("spool.most: must be 1 or more")
    return config["source"], stream, spool


async def forward(source: dict, stream: dict, spool: dict) -> None:
    """Receive and send until SIGTERM or SIGINT."""
    core = load_core()
    # fails now rather than with the first event
    read_secret(stream["token_file"])
    core.prepared(source)
    kept = Spool(os.path.expanduser(spool["path"]), spool["most"])
    tasks = [
        asyncio.create_task(core.main(kept, source)),
        asyncio.create_task(send_all(kept, Stream(**stream).post)),
    ]
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    waiting = asyncio.create_task(ended.wait())
    try:
        done, _pending = await asyncio.wait([*tasks, waiting], return_when=asyncio.FIRST_COMPLETED)
        for task in done - {waiting}:
            task.result()
    finally:
        for task in (*tasks, waiting):
            task.cancel()
        await asyncio.gather(*tasks, waiting, return_exceptions=True)
        kept.close()


def main() -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="akuvox_forwarder", description="Forward the events of doors to a stream.")
    parser.add_argument("configuration", help="YAML file with source, stream and spool; see the guide Events")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    with contextlib.suppress(KeyboardInterrupt):
        try:
            asyncio.run(forward(*read_configuration(arguments.configuration)))
        except (BadConfiguration, SecretFileError, ValueError, OSError) as problem:
            print(f"akuvox_forwarder: {problem}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
