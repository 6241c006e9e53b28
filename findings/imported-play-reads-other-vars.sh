#!/usr/bin/env bash
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A play that comes by import_playbook doesn't read group_vars and host_vars beside the playbook that imports it, only those
# beside the imported one, and those beside the inventory. For a collection's playbook that is a folder inside of the
# collection. So variables that every play of one's own has are missing in the imported one, and no warning says so.
# Way on: keep group_vars and host_vars beside the inventory, where every play reads them.
# Seen: ansible-core 2.16.19 and 2.21.5.
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

collection=collections/ansible_collections/example/doors
mkdir -p $collection/playbooks group_vars inventory
export ANSIBLE_COLLECTIONS_PATH="$work/collections"
printf 'namespace: example\nname: doors\nversion: 1.0.0\nreadme: README.md\nauthors: [nobody]\n' >$collection/galaxy.yml
echo 'gate ansible_connection=local' >inventory/hosts
echo 'hold: 12' >group_vars/all.yml
cat >$collection/playbooks/job.yml <<'END'
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: "the collection's play: hold is {{ hold | default('not defined') }}"
END
cat >site.yml <<'END'
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: "a play beside it: hold is {{ hold | default('not defined') }}"
- ansible.builtin.import_playbook: example.doors.job
END
try() { # an ansible-core, and the versions of Python for it
  local core=$1
  shift
  "$(find_python "$@")" -m venv "env-$core"
  "env-$core/bin/pip" install --quiet --disable-pip-version-check "ansible-core==$core" 2>pip.log ||
    { cat pip.log >&2; exit 2; }
  for where in beside-the-playbook beside-the-inventory; do
    [ $where = beside-the-playbook ] || { mv group_vars inventory; }
    "env-$core/bin/ansible-playbook" -i inventory/hosts site.yml >"$where" 2>&1
    echo "ansible-core $core, group_vars $where:"
    grep '"msg"' "$where"
  done
  mv inventory/group_vars .
  grep -q "a play beside it: hold is 12" beside-the-playbook &&
    grep -q "the collection's play: hold is not defined" beside-the-playbook && ! grep -q WARNING beside-the-playbook &&
    grep -q "the collection's play: hold is 12" beside-the-inventory
}
try 2.16.19 3.11 3.10 3.12
try 2.21.5 3.12 3.13 3.14
