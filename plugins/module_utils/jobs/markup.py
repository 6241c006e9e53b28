# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTML by elements; markupsafe escapes whatever is not HTML already."""

from __future__ import annotations

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
