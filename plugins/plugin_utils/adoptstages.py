# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the job adopt does once for all doors: check the variables, make files of what the doors have told, and say so.

The tasks of the role register ``adopt_door``, ``adopt_all`` and ``adopt_result_door``.
"""

from __future__ import annotations

import os

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codec import BadValue
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.lists import text_list
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.tables import nearest
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.adoptedlosses import grouped
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.adoptedpeople import still_held
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.adoptedvalues import moved_up, unfit_groups
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import unpack
from ansible_collections.doorfleet.akuvox.plugins.module_utils.shortened import shortened
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.adoptedfile import AdoptedFile
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.adoptedlist import AdoptedList
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault

DIR, GROUPS, CONFIG, OVERWRITE = (
    f"akuvox_adopt_{name}" for name in ("dir", "groups", "config", "overwrite")
)  # fmt: skip
LIST, FILE = "adopted_people.yml", "adopted.yml"
_TOLD, _ALL = "adopt_door", "adopt_all"
_SHOWN = 5


class AdoptStages:
    """The stages, each of which returns the result of its task.

    :param variables: a :class:`doorvars.DoorVariables`.
    :param loader: of Ansible, which has the vault passwords.
    :param show: prints a line for the user.
    """

    def __init__(self, variables, loader, check_mode, show):
        self._variables, self._check_mode, self._show = variables, check_mode, show
        self._vault = Vault(loader)
        self._doors = [str(door) for door in variables.task_vars.get("ansible_play_hosts_all") or ()]
        groups = plain(variables.task_vars.get("groups") or {})
        self._members = {name: list(hosts) for name, hosts in groups.items() if name != "ungrouped"}

    # -- before a door is asked ----------------------------------------------------------------------------------------

    def begin(self):
        """Refuse what is wrong, all of it at once, before a door is asked; tells whether secrets can be written."""
        wrong = []
        for check in (self._folder, self._refuse_groups, self._config, self._refuse_names, self._refuse_files):
            try:
                check()
            except InvalidInput as exc:
                wrong.append(exc.message)
        if wrong:
            raise InvalidInput("; ".join(dict.fromkeys(wrong)))
        with_secrets = self._has_password()
        if not with_secrets:
            self._show("There is no vault password, so PINs, codes and passwords are left out.")
        return {"secrets": with_secrets, "config": self._config()}

    def _has_password(self):
        try:
            self._vault.check("")
        except InvalidInput:
            return False
        return True

    def _folder(self):
        folder = self._variables.folder(DIR)
        if folder is None:
            beside = self._variables.task_vars.get("inventory_dir")
            folder = None if beside is None else str(plain(beside))
        if not folder:
            raise InvalidInput(f"{DIR}: is needed, as this inventory has no folder that host_vars could be in")
        if not os.path.isdir(folder):
            raise InvalidInput(f"{DIR}: there is no folder {folder}")
        return folder

    def _texts(self, name):
        try:
            return text_list(self._variables.get(name, []))
        except BadValue as exc:
            raise InvalidInput(f"{name}{exc.path}: {exc}") from None

    def _groups(self):
        """Those of the groups that there are."""
        return [group for group in dict.fromkeys(self._texts(GROUPS)) if group in self._members]

    def _refuse_groups(self):
        for index, group in enumerate(self._texts(GROUPS)):
            if group not in self._members:
                raise InvalidInput(f"{GROUPS}[{index}]: there is no group {group}; {nearest(group, self._members)}")

    def _config(self):
        keys = self._texts(CONFIG)
        for index, key in enumerate(keys):
            if not key.startswith("Config."):
                raise InvalidInput(f"{CONFIG}[{index}]: must be a key such as Config.Settings.SNTP.*, not '{key}'")
        return keys

    def _refuse_names(self):
        for name in (*self._doors, *self._groups()):
            if name.startswith(".") or os.sep in name or not name.strip():
                raise InvalidInput(f"'{name}' can't be the name of a folder, so nothing can be adopted for it")

    def _refuse_files(self):
        """Refuse what a run would overwrite, or hide from Ansible."""
        folder = self._folder()
        hidden = [
            path
            for kind, names in (("host_vars", self._doors), ("group_vars", self._groups()))
            for name in names
            for path in _hidden_by_folder(os.path.join(folder, kind, name))
        ]
        if hidden:
            raise InvalidInput(
                f"Ansible doesn't read {shortened(hidden, _SHOWN)} once there is a folder of that name beside it; move "
                "it into the folder first, as main.yml"
            )
        paths = [self._path("host_vars", door) for door in self._doors]
        paths += [self._path("group_vars", group) for group in self._groups()]
        paths.append(self._list_path())
        first = {}
        for path in paths:
            other = first.setdefault(os.path.realpath(path), path)
            if other != path:
                raise InvalidInput(f"{other} and {path} are the same file, by a link")
        files = [AdoptedFile(path, self._vault) for path in paths]
        for file in files:
            file.check_opens()
        if self._check_mode or self._variables.flag(OVERWRITE):
            return
        edited = [file.path for file in files if file.is_edited]
        if edited:
            raise InvalidInput(
                f"{shortened(edited, _SHOWN)}: was edited, or isn't of adopt. Nothing is written. See by --check "
                f"--diff what would change, move it away, or set {OVERWRITE}: true"
            )

    def _path(self, kind, name):
        return os.path.join(self._folder(), kind, name, FILE)

    def _list_path(self):
        """The path of the list: beside a folder that is an inventory itself, which the list would be a part of."""
        folder = os.path.realpath(self._folder())
        sources = plain(self._variables.task_vars.get("ansible_inventory_sources") or ())
        is_source = folder in [os.path.realpath(str(source)) for source in sources]
        return os.path.join(os.path.dirname(folder) if is_source else folder, LIST)

    # -- once the doors have told --------------------------------------------------------------------------------------

    def write(self):
        """Make the files of all doors that were read so far."""
        self._refuse_files()
        told = {door: its for door in self._doors for its in [self._told(door)] if its is not None}
        people = self._list(told)
        lost = {door: [*its["lost"], *people.lost.get(door, ())] for door, its in told.items()}
        notes = [*people.notes, *self._notes_about_groups(told), *self._notes_about_list(told)]
        notes += self._notes_about_other_files(told)
        diffs, changed = self._replace_files(told, people)
        for line in grouped({"": notes}):
            self._show(line)
        return {
            "changed": bool(diffs),
            "diff": diffs,
            "files": [diff["after_header"] for diff in diffs],
            "notes": notes,
            "doors": {door: {"changed": door in changed, "lost": its} for door, its in lost.items()},
        }

    def _told(self, door):
        result = plain(self._variables.of(door).get(_TOLD) or {})
        return unpack(result["packed"], "packed") if result.get("packed") else None

    def _list(self, told):
        held = AdoptedFile(self._list_path(), self._vault)
        rows = [row for row in held.tree([]) if isinstance(row, dict) and row.get("user_id")]
        everybody = {host for hosts in self._members.values() for host in hosts}
        unread = sorted(everybody - set(told))
        made = AdoptedList(self._variables, self._members, self._groups())
        made.make(told, still_held(rows, unread, self._members))
        made.held, made.before = held, rows
        return made

    def _replace_files(self, told, people):
        """Write all files; the diffs, and the doors for which anything changes."""
        files = {group: AdoptedFile(self._path("group_vars", group), self._vault) for group in self._groups()}
        trees = {group: file.tree({}) for group, file in files.items()}
        own_files = {door: AdoptedFile(self._path("host_vars", door), self._vault) for door in told}
        doors = {door: self._variables_of(its, own_files[door]) for door, its in told.items()}
        of_groups, own = moved_up(doors, list(files), self._members, trees)
        diffs, changed = [], set()
        for group, variables in of_groups.items():
            self._note(files[group].replace(variables, self._check_mode), self._members[group], diffs, changed)
        for door, variables in own.items():
            self._note(own_files[door].replace(variables, self._check_mode), [door], diffs, changed)
        hosts = people.touched(told)
        self._note(people.held.replace(people.rows, self._check_mode), hosts, diffs, changed)
        return diffs, changed

    @staticmethod
    def _note(diff, doors, diffs, changed):
        if diff is not None:
            diffs.append(diff)
            changed.update(doors)

    @staticmethod
    def _variables_of(its, file):
        """A door's variables; what it gave no answer to that makes sense stays as its file has it."""
        if not its["unread"]:
            return its["variables"]
        before = file.tree({})
        return {**its["variables"], **{name: before[name] for name in its["unread"] if name in before}}

    def _notes_about_groups(self, told):
        return [
            f"group_vars/{group} stays as it is: {shortened(hosts, _SHOWN) or 'no host of it'} was not read"
            for group, hosts in unfit_groups(self._groups(), self._members, told).items()
        ]

    def _notes_about_other_files(self, told):
        """What other files set as well, so that both may not say the same."""
        by_name = {}
        for door, its in told.items():
            places = [("host_vars", door), *(("group_vars", group) for group in self._groups())]
            ours = {name for place in places for name in AdoptedFile(self._path(*place), self._vault).names}
            for name in set(its["variables"]) - ours:
                if self._variables.of(door).get(name) is not None:
                    by_name.setdefault(name, []).append(door)
        return [
            f"{name} is set elsewhere too, for {shortened(doors, _SHOWN)}; Ansible's precedence says which one counts"
            for name, doors in sorted(by_name.items())
        ]

    def _notes_about_list(self, told):
        # a door of a later batch wasn't asked yet
        in_batches = self._variables.get("akuvox_serial") is not None
        left = [
            door
            for door in self._doors
            if door not in told and not (in_batches and self._variables.of(door).get(_TOLD) is None)
        ]
        said = []
        if left:
            said.append(
                f"{shortened(left, _SHOWN)} was not read: {LIST} may lack its people, and credentials would remove "
                "them there. Adopt it as well, or leave it out by --limit"
            )
        if plain(self._variables.task_vars.get("akuvox_card_notation")) not in (None, "", "hex"):
            said.append(f"akuvox_card_notation: {LIST} has its cards in hex, so don't set it for this list")
        return said

    # -- each door -----------------------------------------------------------------------------------------------------

    def door(self):
        """What became of this door."""
        name = str(self._variables.task_vars["inventory_hostname"])
        its = plain(self._variables.task_vars[_ALL])["doors"][name]
        lost, told = its["lost"], self._told(name)
        report = {"variables": len(told["variables"]), "people": len(told["people"]), "lost": lost}
        return {"changed": its["changed"], "lost": lost, "report": report}


def _hidden_by_folder(place):
    """Files that Ansible reads in place of a folder, and not beside it."""
    if os.path.isdir(place):
        return []
    return [path for path in (place, *(f"{place}{end}" for end in (".yml", ".yaml", ".json"))) if os.path.isfile(path)]
