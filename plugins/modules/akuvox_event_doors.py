#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_event_doors, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_event_doors
short_description: The doors file of the event source, and the rotation of its tokens
version_added: 0.3.0
description:
  - Writes the file by which the event source C(doorfleet.akuvox.action_url) knows the doors, and follows a rotation of
    their tokens. The role P(doorfleet.akuvox.events#role) is made of it.
  - It sends nothing to any door and works on the controller only.
  - Two runs may use the same file. Each stage reads it again, and writes it in one step while it holds a lock.
options:
  stage:
    description:
      - V(check) refuses a file that can't be used, and doors that have another one in C(akuvox_events_doors_file).
      - V(plan) gives the doors the tokens that they lack. It takes their MAC from the registered variable
        C(events_door), and their address from the fact C(events_address).
      - V(confirm) waits until the source has taken the file.
      - V(tokens) returns the token that each door is to have. The task needs C(no_log).
      - V(written) notes that the doors have it, by the registered variable C(events_written).
      - V(finish) takes away the old token of doors that have called by the new one.
      - V(forget) takes doors out of the file.
    type: str
    required: true
    choices: [check, plan, confirm, tokens, written, finish, forget]
  doors_file:
    description: Absolute path of the file on the controller.
    type: str
    required: true
  doors:
    description: Inventory names of the doors that the stage is about.
    type: list
    elements: str
    default: []
  rotate:
    description: Whether V(plan) gives each door a second token.
    type: bool
    default: false
  token_days:
    description: V(plan) gives those a second token whose token is so many days old. V(0) is off.
    type: int
    default: 0
  reload:
    description: Seconds that the source may take to read a changed file.
    type: int
    default: 30
  wait:
    description: Seconds that V(finish) waits for doors that have not called by their new token.
    type: int
    default: 0
  drop_unseen:
    description: Whether V(finish) takes away the old token of those as well.
    type: bool
    default: false
attributes:
  check_mode:
    description: Says the same in check mode, and writes nothing.
    support: full
  diff_mode:
    description: The file holds secrets, so there is nothing to show.
    support: none
  idempotent:
    description: The file is written only where it is to hold something else.
    support: full
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_action_url
"""

EXAMPLES = r"""
- name: Take away old tokens that are no longer in use
  doorfleet.akuvox.akuvox_event_doors:
    stage: finish
    doors_file: /etc/akuvox/doors.json
    doors: "{{ ansible_play_batch }}"
  run_once: true
"""

RETURN = r"""
doors:
  description:
    - For each door its C(state) and, where something is wrong, what it C(says).
    - V(new) has got its first token, V(steady) has one, V(rotating) has got a second one, V(unseen) was written and has
      not called by it. V(unreached) did not answer. V(wrong) can't be in the file.
  returned: for the stage plan
  type: dict
  sample: {lobby: {state: rotating, says: ""}}
renewed:
  description: The doors that got a token.
  returned: for the stage plan
  type: list
  elements: str
  sample: [lobby]
waits:
  description: Whether a door is to get a token that the source has to know first.
  returned: for the stage plan
  type: bool
says:
  description: What has confirmed the file.
  returned: for the stage confirm
  type: str
  sample: the event source has taken the file
tokens:
  description: The token of each door.
  returned: for the stage tokens
  type: dict
dropped:
  description: The doors that lost their old token, or their entry.
  returned: for the stages finish and forget
  type: list
  elements: str
  sample: [lobby]
unseen:
  description: The doors that have not called by their new token, so that both are valid.
  returned: for the stage finish
  type: list
  elements: str
  sample: []
"""
