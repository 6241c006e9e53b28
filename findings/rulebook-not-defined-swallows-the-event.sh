#!/usr/bin/env bash
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# In ansible-rulebook a rule whose only condition is "event.key is not defined" fires with an empty event, so that its action
# can't say which door it was. It fires once and never again, and the event that fired it reaches no later rule.
# Together with a positive condition ("event.kind is defined and event.key is not defined") it does what it says.
# A comparison never fires on an absent key either: != doesn't mean "anything else".
# Way on: events in which every key is always there, "" where unknown; conditions that compare with "".
# Seen: ansible-rulebook 1.3.2.
set -euo pipefail

find_python() { # the first of these versions that runs here, also where pyenv keeps them
  for version in "$@"; do
    for candidate in "python$version" "$python_home"/versions/"$version".*/bin/"python$version"; do
      if "$candidate" -c 'import venv' 2>/dev/null; then echo "$candidate"; return; fi
    done
  done
  echo "this needs one of Python $*" >&2
  exit 2
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python_home=${PYENV_ROOT:-$HOME/.pyenv}
export ANSIBLE_HOME="$work/home" ANSIBLE_NOCOLOR=1 ANSIBLE_LOCALHOST_WARNING=false HOME="$work"
cd "$work"

"$(find_python 3.12 3.11)" -m venv env
env/bin/pip install --quiet --disable-pip-version-check \
  ansible-rulebook==1.3.2 ansible-core==2.19.14 ansible-runner==2.4.3 drools_jpy==0.4.1 jpy==2.2.0 aiohttp==3.14.5 2>pip.log ||
  { cat pip.log >&2; exit 2; }
export PATH="$work/env/bin:$PATH"
command -v java >/dev/null || { echo "this needs Java 17 or newer" >&2; exit 2; }

mkdir sources
cat >sources/door.py <<'END'
"""Puts the events that it is given, then waits for the engine to act on them."""
import asyncio


async def main(queue, args):
    for event in args["events"]:
        await queue.put(event)
    await asyncio.sleep(5)
END
echo 'localhost ansible_connection=local' >inventory

cat >rules.yml <<'END'
- name: Doors
  hosts: all
  sources:
    - door:
        events: [{kind: restart}, {kind: tamper}, {kind: input}]
  rules:
    - name: Not good
      condition: event.result != "good"
      action:
        debug:
          msg: "other: {{ event.kind }}"
    - name: Alone
      condition: event.result is not defined
      action:
        debug:
          msg: "alone: {{ event }}"
    - name: Together
      condition: event.kind is defined and event.result is not defined
      action:
        debug:
          msg: "together: {{ event.kind }}"
END
timeout 120 ansible-rulebook -r rules.yml -i inventory -S sources 2>&1 | grep -E '^(other|alone|together):' >seen
echo "ansible-rulebook 1.3.2, events restart, tamper and input:"
cat seen
[ "$(cat seen)" = "$(printf 'alone: {}\ntogether: tamper\ntogether: input')" ]
