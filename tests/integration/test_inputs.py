# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people type into the list of people and its variables: understood, or refused before any door is asked."""

from __future__ import annotations

import pytest

DOOR = "door-01"
TODAY = "2026-05-15"
KIM = {"user_id": "1001", "name": "Kim Example", "cards": ["00AB0001"], "doors": ["all"]}
ROBIN = {"user_id": "2002", "name": "Robin Sample", "doors": ["all"]}
LEFT = {"UserID": "2999", "Name": "Who Left", "PrivatePIN": "", "CardCode": "", "ScheduleRelay": "1001-1"}
RECEPTION = {"UserID": "9001", "Name": "Visitor", "PrivatePIN": "", "CardCode": "", "ScheduleRelay": "1001-1"}

# name -> variables of the role credentials, and what each door fails with
REFUSED = {
    "list as text": (
        {"akuvox_people": "[{'user_id': '1001'}, {'user_id': '1002'}]"},
        "akuvox_people: must be a list of records, not text; on the command line give it as JSON, -e "
        '\'{"akuvox_people": [{"user_id": "..."}]}\'',
    ),
    "fields": (
        {"akuvox_people": [KIM], "akuvox_people_fields": "pin, card"},
        "akuvox_people_fields[1]: must be one of pin, cards, schedule, not 'card'",
    ),
}


@pytest.fixture
def credentials(play, fleet):
    """``credentials(expect=0, **variables)``: run the role on one door."""

    def run(*arguments, expect=0, **variables):
        role = [{"name": "Credentials", "ansible.builtin.import_role": {"name": "doorfleet.akuvox.credentials"}}]
        known = {"akuvox_people_today": TODAY, "akuvox_purge_limit": "100%", **variables}
        return play(role, fleet.hosts(DOOR), *arguments, variables=known, expect=expect)

    return run


def refusals(play, cases):
    """Name of a case -> what the role says, all in one run with a play for each case, on hosts where nobody answers."""
    plays = [
        {
            "name": name,
            "hosts": f"case-{number}",
            "gather_facts": False,
            "vars": {"akuvox_people_today": TODAY, "akuvox_port": 1, "akuvox_timeout": 1, "akuvox_retries": 0, **given},
            "tasks": [
                {
                    "name": "Refused",
                    "block": [
                        {"name": "Role", "ansible.builtin.include_role": {"name": "doorfleet.akuvox.credentials"}}
                    ],
                    "rescue": [{"name": "Said", "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}],
                }
            ],
        }
        for number, (name, (given, _message)) in enumerate(cases.items())
    ]
    hosts = {f"case-{number}": {"ansible_host": "127.0.0.1"} for number in range(len(plays))}
    done = play(None, hosts, playbook=plays, expect=None)
    return {name: done.message(f"case-{number}", "Said") for number, name in enumerate(cases)}


def test_wrong_lists_are_refused_before_any_door_is_asked(play):
    said = refusals(play, REFUSED)
    wrong = {name: text for name, text in said.items() if REFUSED[name][1] not in text}
    assert not wrong


def test_text_of_a_survey_is_a_list(credentials, fleet):
    """Before, the entries after a blank fitted nobody: people who had left stayed, and the run was green."""
    fleet.put(DOOR, user=[LEFT, RECEPTION])
    done = credentials(
        akuvox_people=[KIM, ROBIN],
        akuvox_people_managed="1000-1999, 2000-2999, staff-*",
        akuvox_people_fields="pin, cards",
        akuvox_known_doors="north-*, south-*",
    )
    assert sorted(row["UserID"] for row in fleet.state(DOOR)["user"]) == ["1001", "2002", "9001"]
    assert done.outcome(DOOR, "doorfleet.akuvox.credentials : Set the people of the door")["removed"] == ["2999"]
