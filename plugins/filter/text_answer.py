# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter text_answer: the text that somebody typed into AWX."""

from __future__ import annotations

DOCUMENTATION = r"""
name: text_answer
short_description: The text that somebody typed into AWX
version_added: 0.3.0
description:
  - AWX hands the answers of a survey on in a way that ansible-core 2.19 and newer read as if they had no quotes. A date
    arrives as a date, V(no) as false, V(0123) as the number 83, and nothing as C(none).
  - Gives back the text. Where that is no longer possible, it fails with a message that says what to do, and without the
    value.
  - A pair of double quotes around the text is taken away, so in AWX V("0123") is how to say V(0123).
positional: name, known
options:
  _input:
    description: The variable.
    type: raw
    required: true
  name:
    description: The variable's name, for the message.
    type: str
    required: true
  known:
    description:
      - Names that may be meant, as a list, or the variable C(groups) for all hosts and groups.
      - A number, true or false stands for the one name that YAML reads as that.
    type: raw
    default: []
  numbers:
    description: Whether a number is as good as its digits.
    type: bool
    default: false
  quotes:
    description: Whether a pair of double quotes around the text is taken away.
    type: bool
    default: true
  env:
    description:
      - For a login. The name of an environment variable that counts where nothing was typed, as a credential of AWX
        sets it.
      - Double quotes are part of the text then, whatever O(quotes) says.
    type: str
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Show the date that counts as today
  ansible.builtin.debug:
    msg: "{{ akuvox_people_today | doorfleet.akuvox.text_answer('akuvox_people_today') }}"

- name: Show the door whose backup is taken, be it named by a number
  ansible.builtin.debug:
    msg: "{{ akuvox_restore_from | doorfleet.akuvox.text_answer('akuvox_restore_from', groups) }}"
"""

RETURN = r"""
_value:
  description: The text, empty where nothing was typed.
  type: str
  sample: "2026-01-31"
"""


def text_answer(value, name, known=(), **options):
    """The text that was typed, see DOCUMENTATION."""
    # when it is called: a worker process that uses one filter of a collection loads all of them
    from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer as function

    return function(value, name, known, **options)


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"text_answer": text_answer}
