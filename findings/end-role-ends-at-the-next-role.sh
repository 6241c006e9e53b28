#!/usr/bin/env bash
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# "meta: end_role" doesn't end its role where another one is imported further down. Ansible leaves out what follows up to the
# end of the imported role, and then the rest of the first role runs after all. A role that ends itself as there is nothing
# to do, or as it may not do it, still runs its last tasks: it restarts the door, or counts it as done.
# Way on: put the condition on a block around all that follows, or take include_role for what comes behind end_role.
# Seen: ansible-core 2.21.5. "meta: end_role" is there since 2.18.
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

mkdir -p roles/door/tasks roles/log/tasks
cat >roles/log/tasks/main.yml <<'END'
- ansible.builtin.debug:
    msg: the imported role
END
door() { # the task that brings the other role in
  cat >roles/door/tasks/main.yml <<END
- ansible.builtin.meta: end_role
- ansible.builtin.debug:
    msg: right behind end_role
- $1:
    name: log
- ansible.builtin.debug:
    msg: the door restarts
END
}
cat >site.yml <<'END'
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: door
END
"$(find_python 3.12 3.13 3.14)" -m venv env
env/bin/pip install --quiet --disable-pip-version-check ansible-core==2.21.5 2>pip.log || { cat pip.log >&2; exit 2; }
for way in import_role include_role; do
  door "ansible.builtin.$way"
  env/bin/ansible-playbook site.yml >"$way.seen" 2>&1
  echo "ansible-core 2.21.5, $way behind end_role; what ran after it: $(grep '"msg"' "$way.seen" || echo nothing)"
done
grep -q 'the door restarts' import_role.seen && ! grep -q 'right behind end_role\|the imported role' import_role.seen &&
  ! grep -q '"msg"' include_role.seen
