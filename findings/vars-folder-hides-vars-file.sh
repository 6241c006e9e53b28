#!/usr/bin/env bash
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# host_vars/NAME.yml isn't read where there is also a folder host_vars/NAME/, and the same goes for group_vars. No warning says
# so, at any verbosity. Vaulting one secret into host_vars/north-gate/vault.yml takes all of host_vars/north-gate.yml away:
# the door's address, its settings, its people. The play goes on with defaults and with the variables of groups.
# Way on: move NAME.yml into the folder. "ansible-inventory --host NAME" shows what Ansible has read.
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

mkdir -p host_vars/gate group_vars/doors
echo 'hold: 12' >host_vars/gate.yml
echo 'password: secret' >host_vars/gate/vault.yml
echo 'site: north' >group_vars/doors.yml
echo 'login: api' >group_vars/doors/vault.yml
cat >hosts.yml <<'END'
doors:
  hosts:
    gate: {}
END
try() { # an ansible-core, and the versions of Python for it
  local core=$1
  shift
  "$(find_python "$@")" -m venv "env-$core"
  "env-$core/bin/pip" install --quiet --disable-pip-version-check "ansible-core==$core" 2>pip.log ||
    { cat pip.log >&2; exit 2; }
  "env-$core/bin/ansible-inventory" -i hosts.yml --host gate >seen
  "env-$core/bin/ansible-inventory" -i hosts.yml --host gate -vvvv >messages 2>&1
  echo "ansible-core $core: $(tr -d '\n' <seen)"
  grep -q '"password": "secret"' seen && grep -q '"login": "api"' seen && ! grep -q '"hold"\|"site"' seen &&
    ! grep -qi warning messages
}
try 2.16.19 3.11 3.10 3.12
try 2.21.5 3.12 3.13 3.14
