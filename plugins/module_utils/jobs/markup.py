# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTML by elements: text is escaped at this one place, unless it is HTML already."""

from __future__ import annotations

import html


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name, *children, **attributes):
    """An element. Children and values are escaped; ``klass`` and ``data_x`` stand for class and data-x."""
    given = "".join(
        f' {("class" if key == "klass" else key).replace("_", "-")}="{escaped(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{given}>{joined(children)}</{name}>")


def joined(children):
    """Pieces of a page, one after the other."""
    return Markup("".join(child if isinstance(child, Markup) else escaped(child) for child in children))


def escaped(value):
    return html.escape(str(value), quote=True)
