# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Sphinx for the site that `make docs` builds."""

from __future__ import annotations

from docutils import nodes

project = "doorfleet.akuvox"
author = "The doorfleet.akuvox authors"
copyright = "2026, The doorfleet.akuvox authors"
html_title = "doorfleet.akuvox"
extensions = ["myst_parser", "sphinx_antsibull_ext"]
source_suffix = {".rst": "restructuredtext", ".md": "markdown"}
myst_heading_anchors = 3
default_role = "any"
highlight_language = "yaml+jinja"
html_theme = "sphinx_ansible_theme"
html_theme_options = {
    "display_version": False,
    "navigation_depth": 3,
    "topbar_links": {"Source": "https://github.com/doorfleet/doorfleet.akuvox"},
}
html_show_sphinx = False
html_copy_source = False
html_use_index = False

# What the generated pages refer to in Ansible's own documentation. It is named here, so that the build needs no network
# and a reference of ours that leads nowhere still fails it.
ANSIBLE = "https://docs.ansible.com/projects/ansible/latest/"
ELSEWHERE = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "ansible_collections.ansible.builtin": "collections/ansible/builtin/index.html",
    "cache_plugins": "plugins/cache.html",
    "callback_plugins": "plugins/callback.html",
    "common_return_values": "reference_appendices/common_return_values.html",
    "inventory_plugins": "plugins/inventory.html",
    "list_of_collections": "collections/index.html",
}


def resolve_elsewhere(app, env, node, contnode):
    """Lead a label of Ansible's documentation there, and the variables of its own environment."""
    kind, target = node.get("reftype"), node.get("reftarget", "")
    page = ELSEWHERE.get(target) if kind == "ref" else None
    if kind == "envvar" and target.startswith("ANSIBLE_"):
        page = f"reference_appendices/config.html#envvar-{target}"
    if page is None:
        return None
    return nodes.reference("", contnode.astext(), refuri=ANSIBLE + page, internal=False)


def setup(app):
    """Register what this file has for Sphinx."""
    app.connect("missing-reference", resolve_elsewhere)
    return {"parallel_read_safe": True}
