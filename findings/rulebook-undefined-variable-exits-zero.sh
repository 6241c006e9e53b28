#!/usr/bin/env bash
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A variable that is not defined in an action's template ends ansible-rulebook, with all rulesets, and its exit status is 0.
# A service manager that restarts on failure leaves it stopped: from then on no door's event is seen by anybody.
# A key that the event lacks (event.nowhere) is another matter: that action is logged and left out, and the rules go on.
# Way on: only event.* and vars in actions; Restart=always, not on-failure; and something that notices silence.
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

rules() { # the template in the first rule's action
  cat <<END
- name: Doors
  hosts: all
  sources:
    - door:
        events: [{number: 1}, {number: 2}]
  rules:
    - name: First
      condition: event.number == 1
      action:
        debug:
          msg: "{{ $1 }}"
    - name: Second
      condition: event.number == 2
      action:
        debug:
          msg: the second event was seen
END
}
rules nowhere >variable.yml
rules event.nowhere >key.yml
for name in variable key; do
  status=0
  timeout 120 ansible-rulebook -r "$name.yml" -i inventory -S sources >"$name.seen" 2>&1 || status=$?
  echo "ansible-rulebook 1.3.2, undefined $name: exit $status, second event seen: $(grep -c 'the second event' "$name.seen" || true)"
  [ "$status" = 0 ]
done
! grep -q 'the second event' variable.seen && grep -q 'the second event' key.seen
