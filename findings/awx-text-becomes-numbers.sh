#!/usr/bin/env bash
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# AWX writes each variable of a job as  !unsafe 'name': !unsafe 'text'.  Up to ansible-core 2.18 the value stays text. From
# 2.19 on it is resolved as if it had no quotes: a PIN or password of digits becomes a number, and loses its leading zeros.
# A user sees "must be text in quotes" in a place where nobody can add quotes.
# Way on: secrets by an `env` injector and the lookup ansible.builtin.env; nothing else keeps the text.
# Seen: ansible-core 2.18.19 keeps "0123"; 2.19.14 makes it 83 (read as octal), "no" a boolean, "" nothing.
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

cat >answers.yml <<'END'
!unsafe 'pin': !unsafe '0123'
!unsafe 'answer': !unsafe 'no'
!unsafe 'day': !unsafe '2026-01-31'
!unsafe 'nothing': !unsafe ''
END
cat >show.yml <<'END'
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: "{{ [pin, answer, day, nothing] | map('type_debug') | join(' ') }} pin={{ pin }}"
END

failed=0
check() { # version, what is expected of it
  "$(find_python 3.12 3.11)" -m venv "env-$1"
  "env-$1/bin/pip" install --quiet --disable-pip-version-check "ansible-core==$1" 2>pip.log || { cat pip.log >&2; exit 2; }
  seen=$("env-$1/bin/ansible-playbook" -e @answers.yml show.yml 2>/dev/null | sed -n 's/.*"msg": "\(.*\)"/\1/p')
  echo "ansible-core $1: $seen"
  [[ $seen =~ ^$2$ ]] || { echo "  expected: $2" >&2; failed=1; }
}
check 2.18.19 '(AnsibleUnsafeText|str) (AnsibleUnsafeText|str) (AnsibleUnsafeText|str) (AnsibleUnsafeText|str) pin=0123'
check 2.19.14 'int bool date NoneType pin=83'
exit "$failed"
