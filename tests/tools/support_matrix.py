# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/support-matrix.md from the tables of models and profiles that the collection itself goes by."""

from __future__ import annotations

import argparse
import sys
from dataclasses import MISSING, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "support-matrix.md"
sys.path.insert(0, str(ROOT / "plugins"))

from module_utils.api.models import MODELS  # noqa: E402
from module_utils.api.profiles import PROFILES, Profile  # noqa: E402

HEAD = """\
<!-- Made by tests/tools/support_matrix.py from plugins/module_utils/api/models.py and profiles.py. -->

# Support matrix

The collection asks each door for its model and firmware and picks a profile by the first row of this table that fits. A
device that no row fits gets the profile `field`, which is what most shipping firmware takes, and where it says that it
doesn't have a function, the manual's route is tried once. `akuvox_profile` overrides the choice, by a profile's name or
by a mapping that changes parts of one:

```yaml
akuvox_profile:
  base: field
  schedule_separator: ";"
```

The sources are sections of [How Akuvox devices behave](device-facts.md), and entries (C..) of the catalogue of the
manual.

Your model isn't here, or does something else? Run the role
[`probe`](https://github.com/doorfleet/doorfleet.akuvox/blob/main/roles/probe/README.md), and attach its report to an
issue.

**yes**: seen to work on hardware with the firmware named, and taken to work with newer ones, unless the row says that
it is known for some alone. **no**: known to be missing; a task that needs it fails before it writes anything, and says
so. **?**: nobody has said; the collection asks the door, and a door that doesn't have the function says so.

"""

COLUMNS = {
    "people: read": ("user.get",),
    "add": ("user.add",),
    "change": ("user.set",),
    "remove": ("user.del",),
    "schedules": ("schedule.get", "schedule.add", "schedule.set", "schedule.del"),
    "contacts: read": ("contact.get",),
    "contacts: write": ("contact.add", "contact.set", "contact.del"),
    "groups: read, add": ("group.get", "group.add"),
    "groups: remove": ("group.del",),
    "groups: rename": ("group.set",),
    "relay: trigger": ("relay.trig",),
    "relay: status": ("relay.status",),
    "config: read": ("config.get",),
    "config: write": ("config.set",),
    "door log": ("doorlog.get",),
    "call log": ("calllog.get",),
}


def _shown(function: str, shown: tuple) -> bool:
    return function in shown or function.split(".")[0] in shown


def verdict(functions: tuple, model, profile) -> str:
    """What is known of these functions: yes when all work, no when one of them is missing."""
    if any(profile.lack(*function.split(".")) is not None for function in functions):
        return "no"
    return "yes" if all(_shown(function, model.shown) for function in functions) else "?"


def firmware_of(model) -> str:
    """Which firmware a row is for."""
    alone = f", known for {model.known_for} alone" if model.known_for else ""
    parts = [
        f"{model.family}.*" if model.family else "",
        f"from {model.since}" if model.since else "",
        f"before {model.before}" if model.before else "",
        f"(seen: {model.seen}{alone})" if model.seen else "",
    ]
    return " ".join(filter(None, parts)) or "any"


def _cells(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _default(field):
    return field.default_factory() if field.default is MISSING else field.default


def _spoken(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"`{name}`" for name in value)
    if isinstance(value, tuple):
        return ", ".join(f"`{member}`" for member in value)
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def page() -> str:
    """The whole page."""
    text = HEAD + _cells(["model", "firmware", "profile", *COLUMNS, "source"])
    text += "|" + "---|" * (len(COLUMNS) + 4) + "\n"
    for model in MODELS:
        profile = PROFILES[model.profile]
        known = [verdict(functions, model, profile) for functions in COLUMNS.values()]
        name = f"{model.model}..." if model.model else "any"
        text += _cells([name, firmware_of(model), f"`{profile.name}`", *known, model.source])
    text += (
        "\nWhich keys of the configuration a door has (`HoldDelayA` or `RelayADelay`, `TypeA` or `RelayAType`, "
        "`EnableA` or\n`InputEnable`, ...) needs no row: they are looked up on the door.\n"
        "\n## Profiles\n\n"
    )
    for profile in PROFILES.values():
        text += f"- **`{profile.name}`**: {profile.about}."
        for field in fields(Profile):
            value = getattr(profile, field.name)
            if field.name not in ("name", "about") and value != _default(field):
                text += f"\n  `{field.name}`: {_spoken(value)}."
        text += "\n"
    return text


def main() -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="support_matrix.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, and fail when the page is not up to date")
    if not parser.parse_args().check:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page():
        print("docs/support-matrix.md is not up to date; run python tests/tools/support_matrix.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
