# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that is read before a report is given away: it shows all of it, and loads nothing."""

from __future__ import annotations

import copy
import re
from html.parser import HTMLParser

import pytest
from test_redaction import MarkedDoor, Marks

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.probe import as_text
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.probepage import page
from ansible_collections.doorfleet.akuvox.plugins.module_utils.probing.report import probe

pytestmark = pytest.mark.one_core


class Reader(HTMLParser):
    """The text of a page, its elements, and what it would load."""

    def __init__(self, text):
        super().__init__()
        self.text, self.tags, self.loads = "", [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href", "action", "onload", "onclick")]

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def report():
    return probe(MarkedDoor(Marks()), "quillgate.example.net", 80)[0]


def test_it_shows_the_whole_report_and_loads_nothing(report):
    read = Reader(page(report, as_text(report)))
    assert as_text(report) in read.text
    assert read.loads == []
    assert not {"script", "img", "link", "iframe", "form"} & set(read.tags)
    policy = re.search('Content-Security-Policy" content="([^"]*)"', page(report, as_text(report)))[1]
    assert policy.startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert read.tags.count("h1") == 1
    for odd in report["oddities"]:
        assert odd["text"] in read.text


def test_new_names_stand_at_its_top_and_hidden_ones_are_counted(report):
    other = copy.deepcopy(report)
    other["new_names"] = ["Config.DoorSetting.HOLOGRAM.Enable"]
    text = Reader(page(other, "{}")).text
    assert text.index("Config.DoorSetting.HOLOGRAM.Enable") < text.index("The way in")
    assert "you can tell better than a program" in text
    assert f"{report['hidden_names']} names of keys are left out" in text
    assert "All names in it are known" in Reader(page(report, "{}")).text


def test_throwaway_records_are_told_of(report):
    assert "None was written: the door was only read." in Reader(page(report, "{}")).text
    other = copy.deepcopy(report)
    other["writes"] = {"targets": {"user": {"add": {"answer": "ok", "retcode": 1}, "put_back": True}}, "leftovers": 0,
                       "left_out": {"sip": "a call may be cut"}}  # fmt: skip
    text = Reader(page(other, "{}")).text
    assert "add: answer: ok, retcode: 1, put back: yes" in text
    assert "sip: a call may be cut" in text


def test_whatever_stands_in_a_report_is_escaped(report):
    other = copy.deepcopy(report)
    other["device"]["model"] = "<script>alert(1)</script>"
    assert "<script>" not in page(other, "<script>alert(2)</script>")
