# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start Ansible's commands from a process that has their libraries in memory already.

To import them takes longer than most of the plays. This program does it once and forks for each command: the fork gets
the command's own environment, folder and output, and then runs its script from the first line. What reads settings when
it is imported, which is Ansible's configuration and all that uses it, is left to the command.

When settings come a second time, a fork of this program takes them on. It loads what depends on them, the collection's
plugins too, and starts all further commands with these settings. `test_by_hand.py`, the demo and Molecule start Ansible
as users do.

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
import shutil
import socket
import tempfile
import warnings
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
# What reads settings on import.
UNDER_SETTINGS = """
    ansible.cli.playbook ansible.executor.process.worker ansible.plugins.action.normal ansible.plugins.callback.default
    ansible.plugins.connection.local ansible.plugins.strategy.linear
""".split()
COLLECTION = "ansible_collections.doorfleet.akuvox"
# Of these kinds Ansible loads all that it has for each play; of the others, those that most plays use.
ALL_OF = ("become", "callback", "connection", "shell", "vars")
SOME_OF = {
    "action": "assert debug fail include_vars set_fact validate_argument_spec",
    "cache": "memory",
    "filter": "default",
    "inventory": "auto host_list ini script toml yaml",
    "strategy": "linear",
    "test": "defined",
}
# Of the collection, what Ansible loads as a plugin.
OF_THE_COLLECTION = ("action", "callback", "filter", "inventory", "lookup")
# Variables that differ from command to command, and which are read when they are needed, as the collection's own are.
OF_EACH_COMMAND = ("ANSIBLE_REMOTE_TMP", "RECORD_FILE", "TMPDIR")
# So many processes are kept, each with the settings of the commands that it starts.
MOST_PREPARED = 4


def main(connection: socket.socket) -> str:
    """Serve requests until the other side is gone; in a fork, return the path of the script to run."""
    load(LIBRARIES)
    early = [name for name in SETTINGS if name in sys.modules]
    if early:
        sys.exit(f"{', '.join(early)} must not be imported for all commands: take out of LIBRARIES what uses it")
    seen: set[str] = set()
    prepared: dict[str, socket.socket] = {}
    while (request := receive(connection)) is not None:
        order, output = request
        settings = settings_of(order)
        if settings in seen and settings not in prepared and len(prepared) < MOST_PREPARED:
            ours, other = socket.socketpair()
            if not os.fork():
                for inherited in (connection, ours, *prepared.values()):
                    inherited.close()
                os.close(output)
                return serve_prepared(other, order)
            other.close()
            prepared[settings] = ours
        seen.add(settings)
        if settings in prepared:
            hand_on(connection, prepared[settings], order, output)
        elif not start(connection, order, output):
            for inherited in prepared.values():
                inherited.close()
            return order["argv"][0]
    for each in prepared.values():
        each.close()
    for _each in prepared:
        os.wait()
    sys.exit()


def load(names: list[str]) -> None:
    """Import what there is of these modules; garbage collection, which would copy it in each fork, leaves it alone."""
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


def settings_of(order: dict) -> str:
    """All that Ansible's configuration can come from, as one text."""
    environment = {
        name: value
        for name, value in order["env"].items()
        if name not in OF_EACH_COMMAND and not name.startswith("AKUVOX_")
    }
    files = [Path(order["cwd"], "ansible.cfg"), Path(environment.get("ANSIBLE_CONFIG", "/"), "")]
    return json.dumps([environment, [path.read_text("utf-8") if path.is_file() else "" for path in files]])


def serve_prepared(connection: socket.socket, order: dict) -> str:
    """Import what depends on the settings of this order, then serve requests that come with the same settings."""
    errors = os.dup(2)
    with tempfile.TemporaryFile() as printed:
        become(order, os.dup(printed.fileno()))
        sys.path.pop(0)
        load(UNDER_SETTINGS)
        load_plugins(Path(order["env"]["ANSIBLE_COLLECTIONS_PATH"]))
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        printed.seek(0)
        said = printed.read()
    if said:
        # such as a deprecation: the commands wouldn't say it once more, and no test would see it
        os.write(errors, b"loading what plays load printed this:\n" + said)
        sys.exit(1)
    os.close(errors)
    # Where Ansible keeps the modules that it has packed for another machine, which takes it a second for each.
    packed = tempfile.mkdtemp(prefix="packed-", dir=order["env"]["HOME"])
    while (request := receive(connection)) is not None:
        if not start(connection, *request):
            # these two are made when they are asked for first, and belong to one process
            tempfile.tempdir = None
            constants = importlib.import_module("ansible.constants")
            constants.DEFAULT_LOCAL_TMP = constants.config.get_config_value("DEFAULT_LOCAL_TMP")
            Path(constants.DEFAULT_LOCAL_TMP, "ansiballz_cache").symlink_to(packed)
            return request[0]["argv"][0]
    shutil.rmtree(packed, ignore_errors=True)
    sys.exit()


def load_plugins(collections: Path) -> None:
    """Load what each play loads: the routing of Ansible's own plugins, a few of those, and all of the collection's.

    Ansible compiles a collection's files in each process, and reads the documentation of each plugin.
    """
    loader = importlib.import_module("ansible.plugins.loader")
    loader.init_plugin_loader()
    for kind in ALL_OF:
        list(getattr(loader, f"{kind}_loader").all(class_only=True))
    for kind, names in SOME_OF.items():
        for name in names.split():
            getattr(loader, f"{kind}_loader").get(name, class_only=True)
    plugins = Path(collections, *COLLECTION.split("."), "plugins")
    for path in sorted(path for kind in OF_THE_COLLECTION for path in plugins.glob(f"{kind}/*.py")):
        importlib.import_module(f"{COLLECTION}.plugins.{path.parent.name}.{path.stem}")
    # What stays is the imported code and the documentation. Each play finds plugins and their places by itself.
    for _name, kind in loader.get_all_plugin_loaders():
        kind._clear_caches()
    warnings.filterwarnings("ignore", "AnsibleCollectionFinder has already been configured")
    gc.collect()
    gc.freeze()


def start(connection: socket.socket, order: dict, output: int) -> bool:
    """Fork for a command, and say pid and exit code; false in the fork, which is as the command's process would be."""
    pid = os.fork()
    if not pid:
        connection.close()
        become(order, output)
        return False
    os.close(output)
    tell(connection, pid=pid)
    tell(connection, code=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    return True


def hand_on(connection: socket.socket, other: socket.socket, order: dict, output: int) -> None:
    """Let a prepared process start the command, and hand its two answers on."""
    text = json.dumps(order).encode() + b"\n"
    sent = socket.send_fds(other, [text], [output])
    other.sendall(text[sent:])
    os.close(output)
    with other.makefile("rb") as answers:
        for _answer in ("pid", "code"):
            line = answers.readline()
            if not line:
                sys.exit("the process prepared for these settings has ended")
            tell(connection, **json.loads(line))


def receive(connection: socket.socket) -> tuple[dict, int] | None:
    """The next request and the descriptor of its output; nothing once the other side is gone."""
    text, descriptors, _flags, _address = socket.recv_fds(connection, 65536, 1)
    while text and not text.endswith(b"\n"):
        text += connection.recv(65536)
    return (json.loads(text), descriptors[0]) if text else None


def tell(connection: socket.socket, **answer: int) -> None:
    """Send an answer, unless nobody waits for it any more."""
    with contextlib.suppress(OSError):
        connection.sendall(json.dumps(answer).encode() + b"\n")


def become(order: dict, output: int) -> None:
    """Be a process as the command's own would be."""
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


if __name__ == "__main__":
    # The command ends as any other program: by the end of its script, and with what it has registered for that.
    runpy.run_path(main(socket.socket(fileno=int(sys.argv[1]))), run_name="__main__")
