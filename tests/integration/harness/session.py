# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for secrets at the end of a session, for a conftest to take over."""

from __future__ import annotations

import pytest

from .commands import commands
from .ledger import Ledger


def shared_ledger(config):
    """The ledger of the session: below the folder of the session, which the workers have folders in."""
    folder = config._tmp_path_factory.getbasetemp()
    worker = getattr(config, "workerinput", {}).get("workerid")
    return Ledger((folder.parent if worker else folder) / "ledger", worker or "main")


@pytest.fixture(scope="session")
def ledger(request):
    """Keeps all output and all secrets for the search at the end of the session."""
    return shared_ledger(request.config)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Search the output of all runs for the secrets of all tests."""
    if hasattr(session.config, "workerinput"):
        # A worker ends without doing what was registered for its end.
        if commands.cache_info().currsize:
            commands().close()
        return
    found = shared_ledger(session.config).leaks()
    if found:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_line(f"ERROR: {len(found)} secrets in the output of the session:", red=True)
        for line in found[:20]:
            reporter.write_line(line)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
