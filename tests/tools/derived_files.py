# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what follows from the modules and from the descriptors in module_utils/targets, where it is missing or differs.

The registry of targets and what sets them, the actions' shims, the action group, the choices of akuvox_info and of a
backup's parts. The options of akuvox_door that are those of other modules, and the tags and argument spec of the role
provision. A row for each target in README.md and in the role's README.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import yaml
from ansible.plugins.loader import fragment_loader, init_plugin_loader
from ansible.utils.plugin_docs import get_docstring

ROOT = Path(__file__).resolve().parents[2]
if importlib.util.find_spec("ansible_collections") is None:
    init_plugin_loader([str(ROOT / ".cache" / "collections")])

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import CONNECTION_SPEC  # noqa: E402
from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.profiles import PROFILES  # noqa: E402
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue  # noqa: E402
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.parts import NAMES  # noqa: E402
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.info import SUBSETS  # noqa: E402
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import HIDDEN  # noqa: E402
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.registry import TARGETS  # noqa: E402

# without those that run in the controller alone, as actions
MODULES = sorted(
    path.stem
    for path in (ROOT / "plugins" / "modules").glob("akuvox_*.py")
    if "\nMODULE = " in path.read_text(encoding="utf-8")
)
PROVISION = ROOT / "roles" / "provision"

SHIM = '''\
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run {name} in the controller's process."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.modules.{name} import (  # noqa: F401, pylint: disable=unused-import
    MODULE,
    main,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.action import AkuvoxAction


class ActionModule(AkuvoxAction):
    """See AkuvoxAction."""

    module = MODULE
'''
REGISTRY = '''\
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All targets whose state a module sets, what others refer to first. Made by tests/tools/derived_files.py."""

from __future__ import annotations

{imports}
TARGETS = in_order(
    (
{names}    )
)
'''
SECTION = '''\
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of {option}, with nothing beside it. Made by tests/tools/derived_files.py."""

from __future__ import annotations

from ..listmodule import list_module
from ..targets import {name}

{made}
'''
SETTERS = '''\
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Target -> the module that sets it. Made by tests/tools/derived_files.py."""

from __future__ import annotations

{imports}
MODULES = {{
{names}}}
'''
DOOR = '''\
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of akuvox_door, as their own modules have them. Made by tests/tools/derived_files.py."""

from __future__ import annotations


class ModuleDocFragment:
    """An option for each part of a door's state."""

    DOCUMENTATION = r"""
options:
{options}"""
'''


class Indented(yaml.SafeDumper):
    """YAML as yamllint wants it: the members of a list further in than its key."""

    def increase_indent(self, flow=False, indentless=False):
        """Never without."""
        return super().increase_indent(flow, False)


def read(path: Path) -> str:
    """The text of a file, empty where there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def replaced(text: str, pattern: str, new: str) -> str:
    """The text with the one place that fits as ``new``."""
    changed, count = re.subn(pattern, lambda _found: new, text, count=1, flags=re.MULTILINE | re.DOTALL)
    if not count:
        raise SystemExit(f"nothing fits {pattern!r}; has the file another form now?")
    return changed


def action_files() -> dict[Path, str]:
    """The shims of all modules that run as an action of this kind; a module may have an action of its own."""
    wanted = {}
    for name in MODULES:
        path = ROOT / "plugins" / "action" / f"{name}.py"
        if not path.exists() or ("(AkuvoxAction)" in read(path) and not re.search(r"^    job = ", read(path), re.M)):
            wanted[path] = SHIM.format(name=name)
    return wanted


def action_group() -> dict[Path, str]:
    """The group that module_defaults reaches all modules by."""
    path = ROOT / "meta" / "runtime.yml"
    group = "".join(f"    - {name}\n" for name in MODULES)
    return {path: replaced(read(path), r"^  akuvox:\n(?:    - \w+\n)+", f"  akuvox:\n{group}")}


def registry() -> dict[Path, str]:
    """All descriptors by name. A module that is packed for a bastion takes along what is imported and nothing else."""
    folder = ROOT / "plugins" / "module_utils" / "targets"
    described = [path.stem for path in sorted(folder.glob("*.py")) if re.search(r"^DESCRIPTOR = ", read(path), re.M)]
    imports = [f"from .{name} import DESCRIPTOR as {name.upper()}\n" for name in described]
    imports = sorted([*imports, "from .descriptor import in_order\n"], key=lambda line: line.split()[1])
    names = "".join(f"        {name.upper()},\n" for name in described)
    return {folder / "registry.py": REGISTRY.format(imports="".join(imports), names=names)}


def setters() -> dict[Path, str]:
    """What sets each target. A list with nothing beside it has a file that is made; others are written by hand."""
    folder = ROOT / "plugins" / "module_utils" / "sections"
    wanted = {}
    for target in TARGETS.values():
        path, made = folder / f"{target.name}.py", f"MODULE = list_module({target.name}.DESCRIPTOR)"
        if target.records is not None and (not path.exists() or f"\n{made}\n" in read(path)):
            option = next(iter(target.variables.values()))
            wanted[path] = SECTION.format(name=target.name, option=option, made=made)
    names = sorted(TARGETS)
    imports = "".join(f"from .{name} import MODULE as {name.upper()}\n" for name in names)
    entries = "".join(f'    "{name}": {name.upper()},\n' for name in names)
    return {**wanted, folder / "modules.py": SETTERS.format(imports=imports, names=entries)}


# A part that is in each list of parts, wherever its place in it.
ALWAYS = "schedule"


def choices() -> dict[Path, str]:
    """What akuvox_info can gather, and what a backup is made of."""
    info, parts = ROOT / "plugins" / "modules" / "akuvox_info.py", ROOT / "plugins" / "doc_fragments" / "folder.py"
    gather = "".join(f"      - {name}\n" for name in (*SUBSETS, "reachability"))
    listed = f"[{', '.join(NAMES)}]"
    text = read(info)
    for target in TARGETS.values():
        if f"\n    {target.name}:\n" not in text.partition("RETURN = ")[2]:
            said = shown(target)
            text = replaced(text, r"^    call_status:\n", f"{said}    call_status:\n")
    return {
        info: replaced(text, r"^    choices:\n(?:      - \w+\n)+", f"    choices:\n{gather}"),
        parts: replaced(
            read(parts),
            rf"^    choices: \[[^\n]*\b{ALWAYS}\b[^\n]*\n    default: [^\n]*\n",
            f"    choices: {listed}\n    default: {listed}\n",
        ),
    }


def parts_of_roles() -> dict[Path, str]:
    """The parts that the roles backup and restore name, as choices or in a sentence."""
    named = [f"V({name})" for name in NAMES]
    sentence = textwrap.fill(
        f"out of {', '.join(named[:-1])} and {named[-1]}", 100, subsequent_indent=" " * 12, break_long_words=False
    )
    wanted = {}
    for role in ("backup", "restore"):
        path = ROOT / "roles" / role / "meta" / "argument_specs.yml"
        text = re.sub(rf"choices: \[[^\]]*\b{ALWAYS}\b[^\]]*\]", f"choices: [{', '.join(NAMES)}]", read(path))
        said = re.search(r"out of V\(\w+\), .*? and\s+V\(\w+\)", text, re.DOTALL)
        if said and said[0].split() != sentence.split():
            text = text.replace(said[0], sentence)
        if all(" ".join(text.split()).count(words) == 0 for words in (", ".join(NAMES), " ".join(sentence.split()))):
            raise SystemExit(f"{path} names no parts; has it another form now?")
        wanted[path] = text
    return wanted


def shown(target) -> str:
    """What akuvox_info returns of a list, for its documentation; the sample is that of the module's first example."""
    examples = documented(target)[1]
    option = next(iter(target.variables.values()))
    records = next(task[f"doorfleet.akuvox.{target.module}"][option] for task in yaml.safe_load(examples))
    said = {
        "description": f"The {option}, as in M(doorfleet.akuvox.{target.module}), with the device's own C(id).",
        "type": "list",
        "elements": "dict",
        "returned": "when gathered",
        "sample": [as_read(target, records[0])],
    }
    text = yaml.dump({target.name: said}, Dumper=Indented, sort_keys=False, width=110, allow_unicode=True)
    return "".join(f"    {line}\n" for line in text.splitlines())


def as_read(target, example: object) -> dict:
    """An example's record as akuvox_info returns it of a door that holds it, with the secrets hidden."""
    table = target.records.table(PROFILES["manual"])
    given = example if isinstance(example, dict) else {table.key.option: example}
    held = {"ID": "1"}
    for field in table.fields:
        value = given.get(field.option)
        if value is None:
            held |= field.encoded_default()
        elif field.secret:
            # an example may have a template of the vault there, which no codec takes
            held |= dict.fromkeys(field.keys, HIDDEN)
        else:
            try:
                held |= field.encode(field.check(value))
            except BadValue as exc:
                raise SystemExit(f"{target.module}: {field.option} in the first example {exc}") from None
    (shown_record,) = target.subset.decode(SimpleNamespace(profile=PROFILES["manual"]), [held], False)
    return {option: value for option, value in shown_record.items() if value is not None}


def documented(target) -> tuple:
    """Documentation and examples of a target's module."""
    path = ROOT / "plugins" / "modules" / f"{target.module}.py"
    doc, examples = get_docstring(str(path), fragment_loader, collection_name="doorfleet.akuvox")[:2]
    # plain lists and text, which newer versions of ansible-core put their own kinds in the place of
    return json.loads(json.dumps(doc)), str(examples)


def sections() -> dict[Path, str]:
    """The variables of the role provision for lists that it doesn't have yet, and its tags, which drift has as well."""
    spec, main = (PROVISION / name for name in ("meta/argument_specs.yml", "tasks/main.yml"))
    tags = "    - never\n" + "".join(f"    - {next(iter(target.variables))}\n" for target in TARGETS.values())
    wanted = {spec: read(spec), main: replaced(read(main), r"^  tags:\n(?:    - \w+\n)+", f"  tags:\n{tags}")}
    drift = ROOT / "roles" / "drift" / "tasks" / "main.yml"
    deeper = "".join(f"    {line}\n" for line in tags.splitlines())
    wanted[drift] = replaced(read(drift), r"^      tags:\n(?:        - \w+\n)+", f"      tags:\n{deeper}")
    for target in TARGETS.values():
        for variable, option in target.variables.items():
            if f"\n      {variable}:\n" not in wanted[spec] and target.records is not None:
                wanted[spec] = replaced(
                    wanted[spec],
                    r"^      akuvox_schedules:\n",
                    argument_spec(target, variable, option) + "      akuvox_schedules:\n",
                )
    return wanted


def door() -> dict[Path, str]:
    """The options of akuvox_door that are those of other modules, for its documentation: settings, lists, people."""
    kinds: dict = {"door_settings": {}, "door_lists": {}, "door_people": {}}
    for target in TARGETS.values():
        kind = "people" if target.lets_in else "lists" if target.records else "settings"
        for variable, option in target.variables.items():
            name = variable.removeprefix("akuvox_")
            kinds[f"door_{kind}"][name] = door_option(target, name, option)
    module = ROOT / "plugins" / "modules" / "akuvox_door.py"
    names = "".join(f"      - {target.section}\n" for target in TARGETS.values())
    wanted = {module: replaced(read(module), r"^    choices:\n(?:      - \w+\n)+", f"    choices:\n{names}")}
    for kind, entries in kinds.items():
        text = yaml.dump(entries, Dumper=Indented, sort_keys=False, width=90, allow_unicode=True)
        wanted[ROOT / "plugins" / "doc_fragments" / f"{kind}.py"] = DOOR.format(options=textwrap.indent(text, "  "))
    return wanted


def door_option(target, name: str, option: str) -> dict:
    """An option of akuvox_door, from the documentation of the section's module."""
    known = documented(target)[0]["options"]
    module = f"doorfleet.akuvox.{target.module}#module:"
    if option:
        return {key: value for key, value in entry(known[option], module, option, name).items() if key != "required"}
    own = {its: entry(said, module) for its, said in known.items() if its not in CONNECTION_SPEC}
    about = f"The options of M(doorfleet.akuvox.{target.module})."
    return {"description": about, "type": "dict", "suboptions": own}


def entry(said: dict, module: str, option: str = "", name: str = "", members: str = "suboptions") -> dict:
    """What the documentation says of an option; ``option`` is called ``name``, and others are the module's."""

    def named(found: re.Match) -> str:
        if found[1] == option:
            return f"O({name}{found[2]})"
        # another option of the module, which akuvox_door doesn't have
        return f"C({found[1]}{found[2]})" if members == "suboptions" else f"O({module}{found[1]}{found[2]})"

    def here(text: str) -> str:
        return re.sub(r"\bO\((\w+)([^)]*)\)", named, text)

    about = said["description"]
    made = {"description": [here(line) for line in about] if isinstance(about, list) else here(about)}
    made |= {key: said[key] for key in ("type", "elements", "choices", "required") if said.get(key)}
    if said.get("suboptions"):
        made[members] = {
            its: entry(member, module, option, name, members) for its, member in said["suboptions"].items()
        }
    return made


def argument_spec(target, variable: str, option: str) -> str:
    """The entry of a list in the role's argument spec, from the documentation of the module."""
    doc = documented(target)[0]["options"][option]
    module = f"doorfleet.akuvox.{target.module}#module:"
    made = {key: value for key, value in entry(doc, module, option, variable, "options").items() if key != "required"}
    made["description"] = [
        f"The {option}, as O({module}{option}) takes them.",
        "With O(akuvox_purge=true) an empty list means that none is left.",
    ]
    # Ansible's own check would print an entry that it can't read, secrets and all; the module says its place
    made["elements"] = "raw"
    text = yaml.dump({variable: made}, Dumper=Indented, sort_keys=False, width=110, allow_unicode=True)
    return "".join(f"      {line}\n" for line in text.splitlines())


def readmes() -> dict[Path, str]:
    """A row for each target's module and for each variable that is one, and the tag of each section.

    What a row says may be improved by hand, and then stays.
    """
    modules, variables = ROOT / "README.md", PROVISION / "README.md"
    wanted = {modules: read(modules), variables: read(variables)}
    for target in TARGETS.values():
        if f"`{target.module}`" not in wanted[modules]:
            verb, _blank, what = documented(target)[0]["short_description"].partition(" ")
            row = f"| `{target.module}` | {verb.lower()}s {what.removesuffix(' of an Akuvox device')} |\n"
            wanted[modules] = before(wanted[modules], "| `akuvox_calllog`", row)
        for variable, option in target.variables.items():
            if f"| `{variable}` |" not in wanted[variables]:
                row = f"| `{variable}` | list | `{target.module}`, option `{option}` |\n"
                wanted[variables] = before(wanted[variables], "| `akuvox_schedules` |", row)
    pattern = r"^Each section has its variable as its tag: .*? run that part only\.$"
    said = re.search(pattern, wanted[variables], re.MULTILINE | re.DOTALL)
    if not said:
        raise SystemExit(f"{variables} names no tags; has it another form now?")
    names = [next(iter(target.variables)) for target in TARGETS.values()]
    missing = "".join(f"`{name}`, " for name in names if f"`{name}`" not in said[0])
    if missing:
        sentence = " ".join(said[0].split()).replace("`akuvox_schedules`", f"{missing}`akuvox_schedules`")
        wanted[variables] = wanted[variables].replace(said[0], textwrap.fill(sentence, 120, break_on_hyphens=False))
    return wanted


def before(text: str, line: str, new: str) -> str:
    """The text with a row more, before the one that begins so."""
    if f"\n{line}" not in text:
        raise SystemExit(f"no line begins with {line!r}; has the table another form now?")
    return text.replace(f"\n{line}", f"\n{new}{line}", 1)


def main() -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="derived_files.py", description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, and fail where something would change")
    check = parser.parse_args().check
    wanted = registry()
    if not check and stale(wanted):
        write(wanted)
        # all else comes from what the registry has now
        os.execv(sys.executable, [sys.executable, *sys.argv])
    wanted |= {**setters(), **action_files(), **action_group(), **choices(), **parts_of_roles()}
    wanted |= {**sections(), **door(), **readmes()}
    if not check:
        write(wanted)
        return 0
    for path in stale(wanted):
        print(f"is not up to date: {path.relative_to(ROOT)}", file=sys.stderr)
    if stale(wanted):
        print("run python3 tests/tools/checks.py --exec newest python tests/tools/derived_files.py", file=sys.stderr)
    return int(bool(stale(wanted)))


def stale(wanted: dict[Path, str]) -> list[Path]:
    """The files that differ from what they should be."""
    return [path for path, text in wanted.items() if read(path) != text]


def write(wanted: dict[Path, str]) -> None:
    """Write the files that differ, and tell which."""
    for path in stale(wanted):
        path.write_text(wanted[path], encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
