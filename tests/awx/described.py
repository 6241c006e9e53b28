# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What extensions/awx describes."""

from __future__ import annotations

import yaml
from commands import ROOT

AWX = ROOT / "extensions" / "awx"
LINKS = ("success_nodes", "failure_nodes", "always_nodes")


class Loader(yaml.SafeLoader):
    """Reads YAML as Ansible does, as far as it is used here."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def load(path):
    """The content of a YAML file."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader)


CONFIG = {name: value for path in sorted((AWX / "config").glob("*.yml")) for name, value in load(path).items()}
# Made of these, where the vault has their secrets.
CONFIG["controller_credentials"] = [
    *CONFIG["akuvox_awx_credentials"],
    *CONFIG["akuvox_awx_project_credentials"],
    *CONFIG["akuvox_awx_registry_credentials"],
]
TEMPLATES = CONFIG["controller_templates"]
WORKFLOWS = CONFIG["controller_workflows"]
