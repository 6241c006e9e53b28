# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter report_page: the report of a fleet as an HTML page."""

from __future__ import annotations

DOCUMENTATION = r"""
name: report_page
short_description: The report of a fleet as an HTML page
version_added: 0.1.0
description:
  - The page is one file. It asks nobody for anything, works without JavaScript, and escapes all text that is given.
positional: template, style, script
options:
  _input:
    description: The report, from P(doorfleet.akuvox.fleet_report#filter) or from a C(report.json).
    type: dict
    required: true
  template:
    description: Text of the role's file C(page.html).
    type: str
    required: true
  style:
    description: Text of the role's file C(page.css).
    type: str
    required: true
  script:
    description: Text of the role's file C(page.js).
    type: str
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - plugin: doorfleet.akuvox.fleet_report
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Make the page anew from the data of a report
  ansible.builtin.copy:
    content: "{{ report | doorfleet.akuvox.report_page(template, style, script) }}"
    dest: /srv/doors/report/report.html
    mode: "0600"
  vars:
    report: "{{ lookup('ansible.builtin.file', '/srv/doors/report/report.json') | from_json }}"
    template: "{{ lookup('ansible.builtin.file', 'page.html') }}"
    style: "{{ lookup('ansible.builtin.file', 'page.css') }}"
    script: "{{ lookup('ansible.builtin.file', 'page.js') }}"
"""

RETURN = r"""
_value:
  description: The text.
  type: str
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"report_page": deferred("module_utils.jobs.reportpage", "page")}
