#!/usr/bin/env bash
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ansible-rulebook makes native types of what a template in an action gives. A MAC address without separators that has one E
# among digits is a number in scientific notation to it: the playbook gets "inf". A code of digits becomes an integer.
# Only some doors of a fleet are hit, as it takes such an address.
# Way on: MAC addresses with colons in events, or take the value from ansible_eda.event in the playbook, which stays text.
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
        events: [{mac: "00112233E445", colons: "00:11:22:33:E4:45", code: "4711"}]
  rules:
    - name: Unknown card
      condition: event.mac is defined
      action:
        run_playbook:
          name: show.yml
          extra_vars:
            mac: "{{ event.mac }}"
            colons: "{{ event.colons }}"
            code: "{{ event.code }}"
END
cat >show.yml <<'END'
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: "{{ mac }} {{ code | type_debug }} {{ colons }} {{ ansible_eda.event.mac }}"
END
timeout 120 ansible-rulebook -r rules.yml -i inventory -S sources >seen 2>&1
echo "ansible-rulebook 1.3.2: $(grep '"msg"' seen)"
grep -q '"msg": "inf int 00:11:22:33:E4:45 00112233E445"' seen
