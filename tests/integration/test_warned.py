# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for warnings finds those that nobody meant to give, and a play that gives one fails its test."""

from __future__ import annotations

import pytest
from harness.commands import Commands
from harness.warned import warned


@pytest.mark.one_core
@pytest.mark.parametrize(
    "printed",
    [
        "[DEPRECATION WARNING]: The `remove_values()` function is deprecated.\nOrigin: action.py",
        "ok: [door]\n[WARNING]: Removed reserved key 'x' from module\nresult.\n",
        "[DEPRECATION WARNING]: users are no longer text",
        "[WARNING]: Deprecation warnings can be disabled in ansible.cfg.\n[DEPRECATION WARNING]: Conditionals",
    ],
)
def test_it_is_found(printed):
    assert len(warned(printed)) == 1


@pytest.mark.one_core
@pytest.mark.parametrize(
    "printed",
    [
        "ok: [door] => no [WARNING] here",
        "[WARNING]: basic login over plain HTTP lets everybody on the\nnetwork read the password",
        "[WARNING]: settings.Config.A: the device didn't keep it",
    ],
)
def test_what_is_meant_is_none(printed):
    assert warned(printed) == []


def test_a_play_that_warns_fails_its_test(play, fleet):
    """By a conditional of words that Ansible has to take for a template, which it has warned of since long ago."""
    tasks = [{"name": "warn", "ansible.builtin.debug": {"msg": "x"}, "when": "{{ true }}"}]
    with pytest.raises(AssertionError, match=r"(?i)conditional"):
        play(tasks, fleet.hosts("door-01"))


@pytest.mark.one_core
def test_what_a_plugin_prints_when_it_is_loaded_is_not_lost(player, fleet, monkeypatch, tmp_path, capfd):
    """The process that starts the plays loads plugins once for all of them, and takes no warning of theirs along."""
    tmp_path.joinpath("loud.py").write_text("print('[DEPRECATION WARNING]: loud')\n", encoding="utf-8")
    starter = Commands()
    monkeypatch.setattr(player, "_starter", starter)
    settings = {"ANSIBLE_CALLBACK_PLUGINS": str(tmp_path)}
    tasks = [{"name": "Say nothing", "ansible.builtin.meta": "noop"}]
    player.run(tasks, fleet.hosts("door-01"), environment=settings)
    with pytest.raises(RuntimeError, match="has ended"):
        player.run(tasks, fleet.hosts("door-01"), environment=settings)
    starter.close()
    assert "[DEPRECATION WARNING]: loud" in capfd.readouterr().err
