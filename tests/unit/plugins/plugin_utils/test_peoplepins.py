# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list gets PINs in its place: every other character stays, in all forms that people write, vaulted as before."""

from __future__ import annotations

import difflib
import os
import re
import stat

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils import vault
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peoplepins import PeoplePins

SECRETS = [("default", VaultSecret(b"one")), ("people", VaultSecret(b"two"))]
LIBRARY = VaultLib(SECRETS)
PIN = re.compile(r"(?<![0-9a-f])[0-9]{6}(?![0-9a-f])")
YAML = """\
---
# who works here
akuvox_people:
  - user_id: "1001"   # since 2019
    name: Robin Sample
    cards: ["00B4161D"]

    doors: [all]
  # reception
  - {user_id: "1002", name: 'Kim, Example', doors: [all]}   # flow
  -   name: Ada
      pin:      # to come
      doors:
        - all
      user_id: "1003"
  - user_id: &id "1004"
    name: >-
      Alex
      Specimen
    pin: ""
    doors: &everywhere [all]
  - doors: *everywhere
    name: |-
      Lee
    user_id:
      "1005"
  - user_id: "1006"
    name: Gone
    state: absent
  - user_id: "1007"
    name: Has One
    pin: "048372"
    doors: *everywhere
"""
CSV = 'user_id;name;doors\r\n"1001";"Robin; ""R"" Sample";all\r\n\r\n1002;Kim;all\r\n1003;Ada;"all\r\n";\r\n'
WITH_COLUMN = "doors,pin,user_id,name\nall,,1001,Robin\nall,048372,1002,Kim\nall\n"
OTHER = (
    "sep=;\nEmployeeID;User Name;Switch Code;Is Deleted;Card Numbers;Group Call;Group Call\n1001;Robin;;;;;\n1002;Kim\n"
)
JSON = """\
{"akuvox_people": [
  {"user_id": "1001", "name": "Robin", "doors": ["all"]},
  {"user_id": "1002", "name": "Kim",
   "pin": null, "doors": ["all"]}]}
"""


@pytest.fixture
def job(tmp_path, monkeypatch):
    """``job(name, content, **variables)``: the result; ``job.text(name)`` what is in a file, decrypted."""
    said = []

    def run(name, content=None, check_mode=False, secrets=None, **variables):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        loader, secrets = DataLoader(), SECRETS if secrets is None else secrets
        loader.set_vault_secrets(secrets)
        if vault.VaultSecretsContext:
            monkeypatch.setattr(vault.VaultSecretsContext, "_current", vault.VaultSecretsContext(secrets))
        task_vars = {"groups": {"all": ["lobby"]}, "akuvox_people_file": str(path), **variables}
        result = PeoplePins(DoorVariables(task_vars, lambda value: value), loader, check_mode, said.append).run()
        found = pins_of(tmp_path)
        assert not [line for line in said if any(pin in line for pin in found)]
        return result

    def text(name):
        data = (tmp_path / name).read_bytes()
        return (LIBRARY.decrypt(data) if vault.is_vaulted(data) else data).decode()

    run.text, run.folder, run.said = text, tmp_path, said
    return run


def pins_of(folder):
    files = [path.read_bytes() for path in folder.glob("*-new-pins.csv")]
    texts = [LIBRARY.decrypt(data).decode() for data in files if vault.is_vaulted(data)]
    return [line.split(",")[-2] for text in texts for line in text.splitlines()[1:]]


def sealed(text, label=None):
    secret = SECRETS[1 if label else 0][1]
    return LIBRARY.encrypt(text.encode(), secret, label)


def added(before, after):
    """What was put in, as texts; nothing may have been taken away but an empty value."""
    found = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, begin, end, new_begin, new_end in matcher.get_opcodes():
        if kind != "equal":
            assert before[begin:end] in ("", '""', "null"), before[begin:end]
            found.append(after[new_begin:new_end])
    return found


def kept(text):
    """The lines that have nothing to do with PINs; the first field of a person may have become the second."""
    return {line.replace("  - ", "    ") for line in text.splitlines() if "pin:" not in line and "{" not in line}


def test_a_vaulted_file_keeps_every_other_character_and_its_vault_id(job):
    for label, version in ((None, b"1.1;AES256\n"), ("people", b"1.2;AES256;people\n")):
        for file in job.folder.iterdir():
            file.unlink()
        result = job("people.yml", sealed(YAML, label))
        assert result["people"] == ["1001", "1002", "1003", "1004", "1005"]
        for name in ("people.yml", "people-new-pins.csv"):
            assert (job.folder / name).read_bytes().startswith(b"$ANSIBLE_VAULT;" + version)
        after = job.text("people.yml")
        assert len(PIN.findall(after)) == 6
        assert PIN.sub("", "".join(added(YAML, after))).count("pin") == 3
        assert kept(YAML) <= kept(after)
        assert '    name: Robin Sample\n    pin: "' in after
        assert re.search(r"name: 'Kim, Example', pin: \"[0-9]{6}\", doors: \[all\]}   # flow\n", after)
        assert re.search(r'      pin: "[0-9]{6}"      # to come\n', after)
    # whoever has one keeps it
    again = job("people.yml")
    assert (again["changed"], again["people"], again["handed_out"]) == (False, [], "")
    assert job.text("people.yml") == after
    assert stat.S_IMODE(os.stat(job.folder / "people-new-pins.csv").st_mode) == 0o600


def test_single_values_are_vaulted_as_the_others_are(job):
    values = [sealed("048372", "people").decode(), sealed("593728").decode(), sealed("729384", "people").decode()]
    bodies = ["".join(f"\n      {line}" for line in value.splitlines()) for value in values]
    text = YAML + "".join(
        f'  - user_id: "11{number}"\n    name: One\n    doors: [all]\n    pin: !vault |{body}\n'
        for number, body in enumerate(bodies)
    )
    text = text.replace('pin: "048372"', 'pin: "048373"')
    job("people.yml", text)
    after = (job.folder / "people.yml").read_text(encoding="utf-8")
    assert not set(pins_of(job.folder)) & set(PIN.findall(after))
    assert after.count("$ANSIBLE_VAULT;1.2;AES256;people") == text.count("1.2;AES256;people") + 5
    assert not job("people.yml")["changed"]
    assert kept(text) <= kept(after)


def test_a_list_without_any_vaulted_value_gets_vaulted_ones(job):
    """Also without a line end at the end, with the line ends of Windows, and with a mark before the text."""
    text = '\ufeff- user_id: "1001"\r\n  doors: [all]\r\n  name: Robin'
    job("people.yml", text.encode())
    after = (job.folder / "people.yml").read_bytes().decode()
    assert after.startswith(f"{text}\r\n  pin: !vault |\r\n    $ANSIBLE_VAULT;1.1;AES256\r\n    ")
    assert after.count("\n") == after.count("\r\n")
    assert not job("people.yml")["changed"]


@pytest.mark.parametrize(
    ("name", "content", "more", "who"),
    [
        ("people.csv", CSV, {}, ["1001", "1002", "1003"]),
        ("other.csv", OTHER, {"akuvox_people_columns": {"preset": "2n", "doors": {"value": "all"}}}, ["1001", "1002"]),
        ("people.json", JSON, {}, ["1001", "1002"]),
    ],
)
def test_tables_and_json(job, name, content, more, who):
    assert job(name, sealed(content), **more)["people"] == who
    after = job.text(name)
    # a piece begins where the texts differ, which may be at either end of what was put in
    pieces = [re.sub(r'[",: ;]|pin', "", PIN.sub("", piece)) for piece in added(content, after)]
    assert set(pieces) <= {""}
    assert len(PIN.findall(after)) == len(who)
    assert not job(name, **more)["changed"]


def test_a_column_that_is_there(job):
    text = WITH_COLUMN.removesuffix("all\n")
    job("people.csv", sealed(text))
    assert re.fullmatch(
        r"doors,pin,user_id,name\nall,[0-9]{6},1001,Robin\nall,048372,1002,Kim\n", job.text("people.csv")
    )


def test_later_pins_are_added_to_the_hand_out(job):
    job("people.yml", sealed('- {user_id: "1001", name: Robin, doors: [all]}\n'))
    first = pins_of(job.folder)
    text = job.text("people.yml") + '- {user_id: "1002", name: Kim, doors: [all]}\n'
    job("people.yml", sealed(text))
    assert pins_of(job.folder)[:1] == first
    assert len(pins_of(job.folder)) == 2


def test_whoever_was_revoked_gets_none(job, tmp_path):
    """They got one, and a line in the hand-out file."""
    file = tmp_path / "revoked" / "revoked.csv"
    with pytest.raises(InvalidInput, match="there is no folder"):
        job("people.csv", sealed("user_id,name,doors\n1001,Robin,all\n"), akuvox_revoked_file=str(file))
    file.parent.mkdir()
    file.write_text("user_id,name,cards,since,reason\n1001,Robin,,,\n", encoding="utf-8")
    done = job(
        "people.csv", sealed("user_id,name,doors\n1001,Robin,all\n1002,Kim,all\n"), akuvox_revoked_file=str(file)
    )
    assert done["people"] == ["1002"]


def test_check_mode_counts_and_writes_nothing(job):
    result = job("people.yml", sealed(YAML), check_mode=True)
    assert (result["changed"], len(result["people"])) == (True, 5)
    assert job.said == ["5 people of the list would get a PIN: 1001, 1002, 1003, 1004, 1005"]
    assert os.listdir(job.folder) == ["people.yml"]
    assert job.text("people.yml") == YAML
    only = job("people.yml", check_mode=True, akuvox_people_pins_for="1002-1003, 9*")
    assert only["people"] == ["1002", "1003"]


ROW = '- {user_id: "1001", name: Robin, doors: [all]}\n'


@pytest.mark.parametrize(
    ("name", "content", "more", "says"),
    [
        ("people.yml", ROW, {"awx_job_id": 7}, "a job of AWX works on a copy of the project"),
        ("people.yml", ROW, {"secrets": []}, "people.yml isn't encrypted as a whole, so each new PIN is encrypted by"),
        ("people.yml", sealed(ROW), {"secrets": []}, "is encrypted; give the vault password"),
        ("people.csv", CSV, {}, "new PINs would be plain in it. First run: ansible-vault encrypt people.csv"),
        ("people.json", JSON, {}, "people.json isn't encrypted, and new PINs would be plain"),
        ("people.yml", sealed(ROW.replace("all", "lobbi")), {}, "line 1, doors (user_id 1001): 'lobbi' is no"),
        ("people.yml", sealed(ROW + ROW), {}, "people.yml line 2, user_id (user_id 1001): is in the list already"),
        ("people.yml", sealed(ROW.replace("}", ", pin: '1234'}")), {}, "line 1, pin (user_id 1001): counts up or down"),
        ("people.yml", sealed("- {"), {}, "is not valid YAML"),
        ("people.txt", ROW, {}, "must end in .csv, .yml, .yaml or .json"),
        ("people.yml", sealed(ROW), {"akuvox_people_fields": ["cards"]}, "akuvox_people_fields: has no pin"),
        ("people.yml", sealed(ROW), {"akuvox_people_pins_file": "/tmp/pins.yml"}, "must end in .csv, not"),
        ("people.yml", sealed(ROW), {"akuvox_people_pins_file": "/none/x.csv"}, "there is no folder /none"),
        ("people.yml", sealed(ROW), {"akuvox_people_pins_length": 9}, "akuvox_people_pins_length: must be"),
        ("people.yml", sealed(ROW), {"akuvox_people_pins_for": "5-1"}, "akuvox_people_pins_for"),
        ("people.csv", sealed("Id,Who\n1001,Kim\n"), {"akuvox_people_columns": {"user_id": "Id", "name": "Who",
         "doors": {"value": "all"}}}, "line 1: akuvox_people_columns.pin must name one column"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("check_mode", [True, False])
def test_what_is_refused_leaves_the_list_as_it_is(job, name, content, more, says, check_mode):
    with pytest.raises(InvalidInput) as refused:
        job(name, content, check_mode, **more)
    assert says in refused.value.message
    assert set(os.listdir(job.folder)) <= {name, f"{name}.lock"}
    assert (job.folder / name).read_bytes() == (content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "people.yml",
            '- {doors: &all [all], user_id: "1", name: A}\n- {user_id:\n   "2", name:\n   B, doors: *all}\n',
        ),
        ("people.json", '[\n\t{"user_id": "1", "name": "A", "doors": ["all"]}]'),
    ],
)
def test_a_form_that_cannot_be_changed_in_its_place_is_refused(job, name, text):
    with pytest.raises(InvalidInput, match=r"can't be changed in its place.*Nothing was written"):
        job(name, sealed(text))
    assert job.text(name) == text


def test_files_that_must_not_be_overwritten(job, monkeypatch):
    (job.folder / "people-new-pins.csv").write_text("user_id,name,pin,since\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="is there and isn't encrypted"):
        job("people.yml", sealed(ROW))
    (job.folder / "people-new-pins.csv").unlink()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(InvalidInput, match="akuvox_people_file: can't write"):
        job("people.yml")
    assert job.text("people.yml") == ROW


def test_mode_and_link_stay(job):
    real = job.folder / "real.yml"
    real.write_bytes(sealed(ROW))
    real.chmod(0o640)
    (job.folder / "people.yml").symlink_to(real)
    job("people.yml")
    assert (job.folder / "people.yml").is_symlink()
    assert stat.S_IMODE(os.stat(real).st_mode) == 0o640
    assert (job.folder / "real-new-pins.csv").exists()
