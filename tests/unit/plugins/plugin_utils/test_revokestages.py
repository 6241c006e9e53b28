# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is meant, before any door is asked: what a job that has a part of the doors can and can't say."""

from __future__ import annotations

import os

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.revokestages import RevokeStages

PEOPLE = [{"user_id": "1007", "name": "Robin Sample"}, {"user_id": "12345678", "name": "Alex Specimen"}]
SLICE = {"awx_workflow_job_id": 7}
BATCH = {"ansible_play_batch": ["lobby"], "ansible_play_hosts_all": ["lobby", "gate"]}


def resolved(tmp_path, typed, **values):
    values = {"akuvox_revoked_file": str(tmp_path / "revoked.csv"), "akuvox_revoke": typed, **values}
    return RevokeStages(DoorVariables(values, lambda value: value), None, False, lambda line: None).resolve()


@pytest.mark.parametrize(
    ("typed", "part", "says"),
    [
        (
            "Robin Sample",
            SLICE,
            "'Robin Sample' is a name that no list has, so all doors have to be asked for it first",
        ),
        (
            "Robin Sample",
            SLICE,
            "Give the id or a card, as id:1007 or card:00B4161D, set akuvox_people_file, or launch",
        ),
        ("name:1007", SLICE, "launch the template alone, with job_slice_count 1. Nobody was revoked"),
        ("1007,12345678", SLICE, "'12345678' may be an id or a card, so all doors have to be asked for it first"),
        ("12345678", SLICE, "Say which one: id:12345678 or card:12345678, set akuvox_people_file, or launch"),
        ("Robin Sample", BATCH, "akuvox_serial goes through them in batches"),
        ("12345678", BATCH, "or run again with -e akuvox_serial=100%. Nobody was revoked"),
    ],
)
def test_a_part_of_the_doors_cannot_say_who_it_is(tmp_path, typed, part, says):
    with pytest.raises(InvalidInput) as refused:
        resolved(tmp_path, typed, **part)
    assert says in refused.value.message
    # by what is certain, and with a list, each part says it by itself
    for certain in ("1007", "id:12345678", "card:12345678", "00B4161D"):
        assert resolved(tmp_path, certain, **part)["names"] == []
    assert resolved(tmp_path, typed.removeprefix("name:"), akuvox_people=PEOPLE, **part)["names"] == []


def test_what_is_looked_for_on_all_doors(tmp_path):
    found = resolved(tmp_path, "name:Robin Sample, 12345678, 1008")
    assert (found["names"], found["kinds"]) == (["Robin Sample", "12345678"], ["name", ""])
    assert [person["user_id"] for person in found["people"]] == ["1008"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"groups": {"akuvox": ["gate", "lobby"]}}, []),
        # whoever is out of a part of the doors is not out
        ({"groups": {"akuvox": ["gate", "lobby", "yard"]}}, ["This is a part: 2 of 3 doors of the inventory"]),
        (SLICE, ["This may be a part: a slice of a job knows its own 2 doors only"]),
    ],
)
def test_out_of_a_part_of_the_doors_says_that_it_is_one(given, says):
    class HostVars(dict):
        raw_get = dict.__getitem__

    said, doors = [], ["gate", "lobby"]
    task_vars = {"ansible_play_hosts_all": doors, "hostvars": HostVars({door: {} for door in doors}), **given}
    RevokeStages(DoorVariables(task_vars, lambda value: value), None, False, said.append).note()
    assert said == says


@pytest.mark.parametrize(
    ("place", "lost"),
    [
        ("job/project/revoked.csv", True),
        # beside the playbook's folder, but in its checkout; and by way of a link
        ("job/project/lists/revoked.csv", True),
        ("volume/link/revoked.csv", True),
        ("job/artifacts/revoked.csv", True),
        ("volume/revoked.csv", False),
        # its name only begins alike
        ("job/project-volume/revoked.csv", False),
    ],
)
@pytest.mark.parametrize("job", ["awx_job_id", "tower_job_id", None])
def test_awx_must_not_take_the_file_with_it(tmp_path, monkeypatch, place, lost, job):
    for folder in ("job/project/.git", "job/project/lists", "job/project/playbooks", "job/artifacts", "volume"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "job" / "project-volume").mkdir()
    (tmp_path / "volume" / "link").symlink_to(tmp_path / "job" / "project")
    monkeypatch.chdir(tmp_path / "volume")
    monkeypatch.setenv("AWX_PRIVATE_DATA_DIR", str(tmp_path / "job" / "artifacts"))
    # a folder of which nothing is lost but the job's own; the working directory is the project in AWX
    monkeypatch.setattr(os, "getcwd", lambda: str(tmp_path / "job" / "project" / "playbooks"))
    values = {"akuvox_revoked_file": str(tmp_path / place), **({job: 7} if job else {})}
    if lost and job:
        with pytest.raises(InvalidInput, match=r"which AWX throws away after the job.*Nobody was revoked"):
            resolved(tmp_path, "1007", **values)
    else:
        assert [person["user_id"] for person in resolved(tmp_path, "1007", **values)["people"]] == ["1007"]


class Fleet(DoorVariables):
    """Of several doors, which counts how often something is read that is as long as the fleet."""

    def __init__(self, results, **values):
        super().__init__(values, lambda value: value)
        self.results, self.reads = results, 0

    def get(self, name, default=None):
        self.reads += name == "akuvox_job_begun"
        return super().get(name, default)

    def of(self, door):
        return {"revoke_result_door": self.results[door]}


def noted(tmp_path, results, **values):
    fleet = Fleet(
        results,
        akuvox_revoked_file=str(tmp_path / "revoked.csv"),
        ansible_play_hosts_all=list(results),
        revoke_written={"people": [{"user_id": "1007", "name": "", "cards": []}]},
        **values,
    )
    return RevokeStages(fleet, None, False, lambda line: None).note(), fleet


KNOWS = {"people": [{"user_id": "1007", "name": "Robin Sample", "cards": ["00B4161D"]}], "keys_left": False}
HAS_KEYS = {"people": [], "keys_left": True, "report": {"removed": []}}


def test_doors_whose_keys_may_be_theirs_are_looked_at_again(tmp_path):
    found, fleet = noted(tmp_path, {"lobby": KNOWS, "gate": HAS_KEYS, "yard": {**HAS_KEYS, "keys_left": False}})
    assert found["again"] == ["gate"]
    assert [person["cards"] for person in found["people"]] == [["00B4161D"]]
    assert fleet.reads == 1


def test_only_doors_of_the_batch_are_looked_at(tmp_path):
    results = {"lobby": KNOWS, "gate": HAS_KEYS, "yard": HAS_KEYS}
    found, _fleet = noted(tmp_path, results, akuvox_job_begun={"batch": ["lobby", "yard"]})
    assert found["again"] == ["yard"]


@pytest.mark.parametrize(("typed", "known"), [("id:1007", True), ("1007", True), ("Robin Sample", False)])
def test_whether_somebody_has_to_be_looked_for(tmp_path, typed, known):
    assert resolved(tmp_path, typed)["known"] is known
