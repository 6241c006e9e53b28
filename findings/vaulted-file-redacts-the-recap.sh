#!/usr/bin/env bash
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ansible-core 2.22 masks the values of a vaulted variables file in all output, short ones included. A file in which a
# relay is 1 and a hold time is 5 turns these digits into $REDACTED$ wherever they stand: in messages, in parts of words, and
# in the counts of the play recap, so that "ok=1" can't be read by a person or by a script.
# Way on: vault single values (ansible-vault encrypt_string), not the file; no vaulted value as short as a word.
# Seen: ansible-core 2.22.0rc1. 2.21 prints the text as it is.
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

cat >door.yml <<'END'
relay: 1
hold: 5
word: door
END
echo 'a password for this test' >password
cat >show.yml <<'END'
- hosts: localhost
  gather_facts: false
  vars_files: [door.yml]
  tasks:
    - ansible.builtin.debug:
        msg: "15 people hear the doorbell"
END
"$(find_python 3.13 3.14)" -m venv env
env/bin/pip install --quiet --disable-pip-version-check ansible-core==2.22.0rc1 2>pip.log || { cat pip.log >&2; exit 2; }
env/bin/ansible-vault encrypt --vault-password-file password door.yml >/dev/null 2>&1
env/bin/ansible-playbook --vault-password-file password show.yml >seen 2>&1
echo "ansible-core 2.22.0rc1:"
grep -E '"msg"|ok=' seen
grep -q '"msg": "$REDACTED$ people hear the $REDACTED$bell"' seen && grep -q 'ok=$REDACTED$ ' seen
