# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start Ansible's commands from a process that has their libraries in memory already.

To import them takes longer than most of the plays. This program does it once and forks for each command: the fork gets
the command's own environment, folder and output, and then runs its script from the first line. What reads settings when
it is imported, which is Ansible's configuration and all that uses it, is left to the command.

For each request, a line of JSON with ``argv``, ``cwd`` and ``env`` that comes with the file to write to, it answers
with the line ``{"pid": ...}``, and with ``{"code": ...}`` once the command has ended.
"""

from __future__ import annotations

import sys

# The folder of this file has modules by the names of others.
sys.path.pop(0)

import contextlib
import gc
import importlib
import json
import os
import runpy
import socket
from pathlib import Path

# Libraries, and the part of Ansible that modules share with it. One that an older version lacks is left out.
LIBRARIES = """
    ansible.module_utils._internal._json ansible.module_utils.basic ansible.module_utils.common.arg_spec
    ansible.module_utils.common.yaml ansible.release
    cryptography.hazmat.backends cryptography.hazmat.primitives.ciphers cryptography.hazmat.primitives.hmac
    cryptography.hazmat.primitives.kdf.pbkdf2 cryptography.hazmat.primitives.padding
    cryptography.hazmat.primitives.asymmetric.rsa cryptography.hazmat.primitives.serialization
    jinja2 jinja2.nativetypes jinja2.sandbox packaging.specifiers packaging.version requests resolvelib yaml
    argparse asyncio configparser csv ctypes.util difflib email.utils encodings.idna getpass glob html
    http.cookiejar importlib.metadata importlib.resources logging.handlers multiprocessing.managers
    multiprocessing.popen_fork multiprocessing.queues pkgutil pty ssl syslog tarfile tempfile tomllib urllib.request
    uuid xml.etree.ElementTree zipfile zoneinfo
""".split()
# What must not be there before the command's environment is.
SETTINGS = ("ansible.constants", "ansible.config.manager", "ansible.utils.display")


def main(connection: socket.socket) -> str:
    """Serve requests until the other side is gone; in a fork, return the path of the script to run."""
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    early = [name for name in SETTINGS if name in sys.modules]
    if early:
        sys.exit(f"{', '.join(early)} must not be imported for all commands: take out of LIBRARIES what uses it")
    # a collection of garbage in a fork would touch, and so copy, all of this
    gc.collect()
    gc.freeze()
    while True:
        order, output = receive(connection)
        pid = os.fork()
        if not pid:
            connection.close()
            return become(order, output)
        os.close(output)
        tell(connection, pid=pid)
        tell(connection, code=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def receive(connection: socket.socket) -> tuple[dict, int]:
    """The next request and the descriptor of its output."""
    text, descriptors, _flags, _address = socket.recv_fds(connection, 65536, 1)
    while text and not text.endswith(b"\n"):
        text += connection.recv(65536)
    if not text:
        sys.exit()
    return json.loads(text), descriptors[0]


def tell(connection: socket.socket, **answer: int) -> None:
    """Send an answer, unless nobody waits for it any more."""
    with contextlib.suppress(OSError):
        connection.sendall(json.dumps(answer).encode() + b"\n")


def become(order: dict, output: int) -> str:
    """Be a process as the command's own would be, and return the path of its script."""
    os.setsid()
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    # those from before believe that they write to where this program was started
    for name, buffering in (("stdout", -1), ("stderr", 1)):
        old = getattr(sys, name)
        new = os.fdopen(old.fileno(), "w", buffering, encoding=old.encoding, errors=old.errors, closefd=False)
        setattr(sys, name, new)
    sys.argv = order["argv"]
    sys.path.insert(0, str(Path(sys.argv[0]).parent))
    return sys.argv[0]


if __name__ == "__main__":
    # The command ends as any other program: by the end of its script, and with what it has registered for that.
    runpy.run_path(main(socket.socket(fileno=int(sys.argv[1]))), run_name="__main__")
