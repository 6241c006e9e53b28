#!/usr/bin/env bash
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# In a task with delegate_to, "{{ ansible_host }}" is the delegate's address where the host has none of its own in the
# inventory, and so are ansible_port and ansible_user. Without delegate_to the very same template gives the host's name. So
# a request to "http://{{ ansible_host }}/" that is delegated to a bastion goes to the bastion, with the door's password.
# Way on: "{{ hostvars[inventory_hostname].ansible_host | default(inventory_hostname) }}", or a name of one's own for the
# address. Or give each host an ansible_host.
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

cat >inventory.yml <<'END'
all:
  hosts:
    door.example:
    bastion: {ansible_host: 192.0.2.9, ansible_port: 2222, ansible_connection: local}
END
cat >site.yml <<'END'
- hosts: door.example
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: "by itself: {{ ansible_host }}:{{ ansible_port | default(80) }}"
    - ansible.builtin.debug:
        msg: "delegated: {{ ansible_host }}:{{ ansible_port | default(80) }}"
      delegate_to: bastion
    - ansible.builtin.debug:
        msg: "the way on: {{ hostvars[inventory_hostname].ansible_host | default(inventory_hostname) }}"
      delegate_to: bastion
END
try() { # an ansible-core, and the versions of Python for it
  local core=$1
  shift
  "$(find_python "$@")" -m venv "env-$core"
  "env-$core/bin/pip" install --quiet --disable-pip-version-check "ansible-core==$core" 2>pip.log ||
    { cat pip.log >&2; exit 2; }
  "env-$core/bin/ansible-playbook" -i inventory.yml site.yml >seen 2>&1
  echo "ansible-core $core:"
  grep '"msg"' seen
  grep -q 'by itself: door.example:80' seen
  grep -q 'delegated: 192.0.2.9:2222' seen
  grep -q 'the way on: door.example"' seen
}
try 2.16.19 3.11 3.10 3.12
try 2.21.5 3.12 3.13 3.14
