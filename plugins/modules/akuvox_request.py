#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any function of a device's HTTP API."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_request
short_description: Call any function of the HTTP API of an Akuvox device
version_added: 0.1.0
description:
  - An escape hatch for functions of newer firmware that no module covers yet.
  - It sends one request and returns what the device answers. It compares nothing and knows nothing of secrets in the
    answer, so give the task C(no_log) where there may be some.
  - For the targets C(user), C(rfkey) and C(privatekey), data that would let somebody in who is in O(revoked_file) is
    refused before anything is sent. A record that is named by the device's own C(ID) only says of nobody who it is.
  - A request that may act is never repeated when its answer is lost. Such a task fails, and what the device has done is
    not known.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  check_mode:
    description: Says whether it would count as a change.
    support: partial
    details: Only the actions C(get), C(status) and C(info) are sent in check mode; nothing else is.
  diff_mode:
    description: It doesn't know what changes.
    support: none
  idempotent:
    description: It sends its request in each run.
    support: none
options:
  target:
    description: Target of the function, such as V(system).
    type: str
    required: true
  action:
    description: Action of the function, such as V(status).
    type: str
    required: true
  method:
    description:
      - V(POST) sends the envelope of target, action and data. V(GET) sends O(query) only.
      - Left out, it is V(GET) for the actions C(get), C(status) and C(info), else V(POST).
    type: str
    choices: [GET, POST]
  data:
    description: Member C(data) of the envelope.
    type: dict
  query:
    description: Parameters of the URL. They may show up in logs on the way, so no secret belongs there.
    type: dict
  include_secrets:
    description:
      - Whether RV(reply) shows PINs, codes and passwords, which are hidden by the names of their keys otherwise.
      - O(data) and O(query) are shown without them in any case.
    type: bool
    default: false
    version_added: 0.3.0
  changed_when_ok:
    description:
      - Whether a request that the device took counts as a change.
      - Left out, it does, unless the action is C(get), C(status) or C(info).
    type: bool
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Read something that no module covers
  doorfleet.akuvox.akuvox_request:
    target: sip
    action: status
  register: sip

- name: Set the log level by hand
  doorfleet.akuvox.akuvox_request:
    target: log
    action: set
    data:
      Config.Settings.LOGLEVEL.Level: "3"
"""

RETURN = r"""
reply:
  description: The answer of the device, a JSON object as it came, with secrets hidden unless O(include_secrets=true).
  returned: success
  type: dict
  sample:
    retcode: 0
    action: status
    message: OK
    data:
      SystemTime: 1544336389
      UpTime: 137
"""

import re

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.envelope import check_reply
from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.handed import refuse_data
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput, LostAnswer, Refused
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import mask_deep

_READING = ("get", "status", "info")
# Let nobody in. All other actions on people may, also those that newer firmware has.
_HARMLESS = (*_READING, "del", "clear", "export", "scan")


def run(task):
    """Send the request."""
    params = task.params
    target, action = checked_name(params, "target"), checked_name(params, "action")
    reads = action in _READING
    method = params["method"] or ("GET" if reads else "POST")
    if method == "GET" and params["data"] is not None:
        raise InvalidInput("data: is sent by POST only; a GET takes query")
    if action.lower() not in _HARMLESS:
        for option in ("data", "query"):
            refuse_data(task.device, target.lower(), params[option], option)
    changed = params["changed_when_ok"] if params["changed_when_ok"] is not None else not reads
    if task.check_mode and not reads:
        return {"changed": changed}
    try:
        reply = task.device.call(
            method, target, action, data=params["data"], query=params["query"], kind="read" if reads else "act"
        )
    except LostAnswer as exc:
        raise exc.restated(exc.message, changed=changed) from None
    try:
        check_reply(reply, f"{target}/{action} on {task.device.address}")
    except Refused as exc:
        raise exc.restated(exc.message, changed=changed and exc.partly) from None
    return {"changed": changed, "reply": reply if params["include_secrets"] else mask_deep(reply)}


def checked_name(params, option):
    """A target or action as a part of the path."""
    value = params[option]
    if not re.fullmatch(r"[A-Za-z0-9_]{1,64}", value):
        raise InvalidInput(f"{option}: must be a word of letters, digits and underscores, not '{value}'")
    return value


MODULE = Module(
    run=run,
    writes=lambda params: params["action"] not in _READING,
    spec={
        "target": {"type": "str", "required": True},
        "action": {"type": "str", "required": True},
        "method": {"type": "str", "choices": ["GET", "POST"]},
        "data": {"type": "dict"},
        "query": {"type": "dict"},
        "changed_when_ok": {"type": "bool"},
        "include_secrets": {"type": "bool", "default": False, "no_log": False},
    },
    masks={"data": mask_deep, "query": mask_deep},
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
