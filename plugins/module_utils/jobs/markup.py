# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTML by elements, where markupsafe escapes whatever is not HTML already, and the policy of pages that stand alone."""

from __future__ import annotations

import base64
import hashlib

try:
    from markupsafe import Markup, escape
except ImportError:
    # it comes with Jinja, which every controller has, and pages are made there only
    Markup = escape = None


def tag(name, *children, **attributes):
    """An element. Children and values are escaped; ``klass`` and ``data_x`` stand for class and data-x."""
    given = "".join(
        f' {("class" if key == "klass" else key).replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{given}>{joined(children)}</{name}>")


def joined(children):
    """Pieces of a page, one after the other."""
    return Markup("").join(children)


def content_policy(style, script=""):
    """A Content-Security-Policy that allows a page its own style and script, by their hashes, and nothing else."""
    own = [f"{kind}-src {_hash(text)}" for kind, text in (("style", style), ("script", script)) if text]
    return "; ".join(["default-src 'none'", *own, "base-uri 'none'", "form-action 'none'"])


def _hash(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
