#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well a device is secured."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_hardening_info
short_description: Check how well an Akuvox device is secured
version_added: 0.1.0
description:
  - Checks how well a device is secured. It returns a verdict on each check with its evidence, and a score from 0 to
    100. It never changes anything, and returns no PIN, code or password.
  - The verdict is V(pass), V(fail), V(not_applicable) where the model has no such setting, or V(not_testable) where the
    API doesn't show it. The latter two don't count for the score.
  - The score is the share of the weight of all passed and failed checks that has passed. A critical check weighs 10, a
    high one 5, a medium one 2 and a low one 1.
  - The role C(hardening) shows the checks for a fleet, and fixes those that you name.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.from_variables
options:
  pin_policy:
    description:
      - Which PINs and codes are too easy to guess.
      - C(min_length) is 4 when left out. C(allow_repeated), C(allow_sequences) and C(allow_user_id) are V(false) when
        left out. C(forbidden) is a list of codes in quotes.
    type: dict
  http_port:
    description: Port at which the device is tried for plain HTTP, when this task speaks HTTPS with it.
    type: int
    default: 80
  fix:
    description: Ids of checks whose fixes are returned, when they fail.
    type: list
    elements: str
    default: []
  url_hosts:
    description:
      - Host names and addresses to which the door's Action URLs may lead.
      - Without any, only an address of the internet counts as foreign.
    type: list
    elements: str
    default: []
    version_added: 0.3.0
notes:
  - Beside the requests to the API, it opens a connection to read the certificate, and one to O(http_port) without a
    login.
  - Only the given login is tried. The API has one account, so no other login can work.
seealso:
  - module: doorfleet.akuvox.akuvox_api_account
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Check the door
  doorfleet.akuvox.akuvox_hardening_info:
    pin_policy:
      min_length: 6
  register: assessed

- name: Show what has failed
  ansible.builtin.debug:
    msg: "{{ assessed.hardening.checks | selectattr('verdict', 'equalto', 'fail') | map(attribute='title') }}"
"""

RETURN = r"""
hardening:
  description: Verdicts and score.
  returned: success
  type: dict
  contains:
    score:
      description: 0 to 100, or nothing when nothing could be tested.
      type: int
      sample: 71
    tested:
      description: Number of checks that passed or failed.
      type: int
      sample: 18
    failed:
      description: Number of failed checks by severity.
      type: dict
      sample: {"critical": 0, "high": 2, "medium": 1, "low": 0}
    checks:
      description:
        - All checks, worst first, each with C(id), C(title), C(severity), C(verdict) and C(evidence).
        - C(fixable) says whether there is a fix for it now, and C(advice) what to do where there is none.
      type: list
      elements: dict
    readers:
      description:
        - Display modes and settings of the card readers by key, as far as the device tells. Doors that share a list of
          cards should agree in them.
      type: dict
      version_added: 0.3.0
      sample: {"Config.DoorSetting.RFCARDDISPLAY.RfidDisplayMode": "3 (8HN)"}
    summary:
      description: Score and failed checks in a line of text.
      type: list
      elements: str
      sample: ["score 71 (18 of 20 checks tested), failed: critical web_default_login, medium autoprovision"]
fixes:
  description: What mends the failed checks of O(fix), as the name of a module and its options.
  returned: success
  type: dict
  sample: {"akuvox_log": {"level": "info"}}
"""

from datetime import datetime, timezone

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import FROM_VARIABLES_SPEC
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError, Unreachable
from ansible_collections.doorfleet.akuvox.plugins.module_utils.fields.codecs import Number
from ansible_collections.doorfleet.akuvox.plugins.module_utils.http.certificate import parse_certificate
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.assessment import (
    Facts,
    Missing,
    assess,
    check_wanted,
    fixes,
    scored,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.hardening import CHECKS
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import pin_policy
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import (
    Module,
    never,
    run_module,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import mask_columns
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.pcap import capture_status
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.readers import reader_settings


def run(task):
    """Read and judge."""
    facts = gather(task.device, task.params)
    findings = assess(CHECKS, facts)
    readers = {} if isinstance(facts.config, Missing) else reader_settings(facts.config)
    return {
        "changed": False,
        "hardening": {**scored(findings), "readers": readers},
        "fixes": fixes(findings, task.params["fix"]),
    }


def gather(device, params):
    """The :class:`Facts` of a device. A login that is refused, or a device that doesn't answer, is an error."""
    device.system_info()
    return Facts(
        config=_read(lambda: {key: str(value) for key, value in device.read("config").items()}),
        users=_read(lambda: device.records("user")),
        private_codes=_read(lambda: device.records("privatekey")),
        capturing=_read(lambda: capture_status(device.read("pcap", "status"))["running"]),
        http=_read(lambda: device.plain_http(params["http_port"])) if params["use_ssl"] else 200,
        certificate=_read(lambda: parse_certificate(device.certificate())) if params["use_ssl"] else None,
        host=params["host"],
        login=device.login,
        policy=pin_policy(params["pin_policy"]),
        now=datetime.now(timezone.utc),
        url_hosts=tuple(params["url_hosts"]),
    )


def _read(read):
    """What a function reads, or why it can't be."""
    try:
        return read()
    except Unreachable:
        raise
    except AkuvoxError as exc:
        return Missing(str(exc))


def check(params):
    """Refuse wrong ids and policies, before anything is sent.

    :raises InvalidInput: naming the option and its place.
    """
    check_wanted(CHECKS, params["fix"], "fix")
    pin_policy(params["pin_policy"])


MODULE = Module(
    run=run,
    writes=never,
    spec={
        **FROM_VARIABLES_SPEC,
        "pin_policy": {"type": "dict", "no_log": False},
        "http_port": {"type": "int", "default": 80},
        "fix": {"type": "list", "elements": "str", "default": []},
        "url_hosts": {"type": "list", "elements": "str", "default": []},
    },
    masks={"pin_policy": lambda policy: mask_columns(policy, {"forbidden"})},
    codecs={"http_port": Number(1, 65535)},
    checks=(check,),
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
