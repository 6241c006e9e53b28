# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the role access in a browser: each cell, the filters, hostile names, and 500 doors x 2,000 people."""

from __future__ import annotations

import json

import access_sample
import pytest
from browsing import chromium, load, processor, size
from sample import HOSTILE
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

# At most 50 x 60 cells are laid out where nothing is filtered.
DOORS, PEOPLE = 20, 31
MATRIX = """
    return [...document.querySelectorAll('#matrix tr')].map(row => [...row.cells].map(cell => cell.textContent))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Path and sample of a small page."""
    return access_sample.make(tmp_path_factory.mktemp("access"), DOORS, PEOPLE)


@pytest.fixture
def opened(browser, made):
    """The page, and its sample."""
    load(browser, made[0])
    return browser, made[1]


def filtered(browser, person="", door="", site=""):
    """Set the filters, and return the count and the cells by person and door."""
    for name, text in (("person", person), ("door", door)):
        field = browser.find_element(By.ID, name)
        field.send_keys(Keys.CONTROL, "a", Keys.NULL, text or Keys.DELETE)
    Select(browser.find_element(By.ID, "site")).select_by_value(site)
    # it is drawn in the next frame
    browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    (_corner, *doors), *rows = browser.execute_script(MATRIX)
    cells = {(door, person): text for person, *row in rows for door, text in zip(doors, row, strict=True)}
    return browser.find_element(By.ID, "count").text, cells


def wanted(sample, doors, people):
    """The cells that the page has to have for doors and people by their numbers."""
    return {
        (sample.doors[door], sample.people[person]): sample.cell(door, person) for door in doors for person in people
    }


def test_every_cell_is_what_the_doors_have_told(opened):
    browser, sample = opened
    count, cells = filtered(browser)
    assert count == f"{PEOPLE} of {PEOPLE} people, {DOORS} of {DOORS} doors"
    assert cells == wanted(sample, range(DOORS), range(PEOPLE))
    assert set(cells.values()) == {"?", "", "\N{BLACK CIRCLE}"}


def test_the_filters(opened):
    """By id, by a part of the name, by door and by site; and all of them together."""
    browser, sample = opened
    everywhere, everybody = range(DOORS), range(PEOPLE)
    assert filtered(browser, person="1007")[1] == wanted(sample, everywhere, [7])
    assert filtered(browser, person="pERSON 12")[1] == wanted(sample, everywhere, [12])
    count, cells = filtered(browser, person="nobody")
    assert (count, cells) == (f"0 of 0 people, {DOORS} of {DOORS} doors", {})
    # who opens this door: those who don't are left out
    door = next(number for number in everywhere if sample.answers(number))
    inside = [person for person in everybody if sample.lets_in(door, person)]
    count, cells = filtered(browser, door=sample.doors[door])
    assert count == f"{len(inside)} of {len(inside)} people, 1 of 1 doors"
    assert cells == wanted(sample, [door], inside)
    # of one that didn't answer nobody can be left out
    silent = next(number for number in everywhere if not sample.answers(number))
    assert filtered(browser, door=sample.doors[silent])[1] == wanted(sample, [silent], everybody)
    site = sample.site_of(1)
    of_site = [number for number in everywhere if sample.site_of(number) == site]
    assert 1 < len(of_site) < DOORS
    assert filtered(browser, site=site)[1] == wanted(sample, of_site, everybody)
    last = of_site[-1]
    assert filtered(browser, "1008", sample.doors[last], site)[1] == wanted(
        sample, [last], [8] if not sample.answers(last) or sample.lets_in(last, 8) else []
    )
    assert len(filtered(browser)[1]) == DOORS * PEOPLE


def test_when_and_by_what_is_told_of_a_cell(opened):
    browser, sample = opened
    everything = wanted(sample, range(DOORS), range(PEOPLE))
    name, who = next(pair for pair, text in everything.items() if text not in ("", "?"))
    door, person = sample.doors.index(name), sample.people.index(who)
    filtered(browser, person=sample.people[person], door=sample.doors[door])
    browser.find_element(By.CSS_SELECTOR, "#matrix td.yes").click()
    told = browser.find_element(By.ID, "detail").text
    right = sample.right_of(door, person)
    assert told == f"{sample.people[person]} at {sample.doors[door]}: {right}: card, PIN"


def test_details_by_keyboard_alone(opened):
    """One stop of the tab key, arrows, Enter and Space to open and close, Escape back to the cell."""
    browser, sample = opened
    filtered(browser)
    focused = "return [document.activeElement.parentElement.rowIndex, document.activeElement.cellIndex]"
    expanded = "return [...document.querySelectorAll('[aria-expanded=true]')].map(c => c === document.activeElement)"
    detail = browser.find_element(By.ID, "detail")

    def press(*keys):
        """Press keys one after the other, where the focus is."""
        for one in keys:
            browser.switch_to.active_element.send_keys(one)
        return browser.execute_script(focused)

    assert browser.execute_script("return document.querySelectorAll('#matrix [tabindex]').length") == 1
    browser.find_element(By.ID, "site").click()
    browser.find_element(By.ID, "site").send_keys(Keys.ESCAPE)
    browser.execute_script("document.getElementById('matrix').focus()")
    row, column = press(Keys.TAB)
    press(Keys.HOME)
    assert press(*[Keys.ARROW_UP] * row) == [1, 1]
    # not beyond the edges
    assert press(Keys.ARROW_LEFT, Keys.ARROW_UP) == [1, 1]
    assert press(Keys.END) == [1, DOORS]
    assert press(Keys.HOME, Keys.ARROW_DOWN) == [2, 1]
    assert press(Keys.ARROW_RIGHT) == [2, 2]
    assert browser.execute_script("return document.querySelectorAll('#matrix [tabindex]').length") == 1
    # to a mark, a door that didn't answer, and a cell of which there is nothing to tell
    (_corner, *doors), *rows = browser.execute_script(MATRIX)
    for text in ("\N{BLACK CIRCLE}", "?", ""):
        door, person = next(pair for pair, cell in wanted(sample, range(DOORS), range(PEOPLE)).items() if cell == text)
        place = [[row[0] for row in rows].index(person) + 1, doors.index(door) + 1]
        press(Keys.HOME, *[Keys.ARROW_UP] * PEOPLE)
        assert press(*[Keys.ARROW_DOWN] * (place[0] - 1), *[Keys.ARROW_RIGHT] * (place[1] - 1)) == place
        for opens, closes in ((Keys.ENTER, Keys.ESCAPE), (Keys.SPACE, Keys.SPACE), (Keys.ENTER, Keys.ENTER)):
            assert press(opens) == place
            assert detail.text.startswith(f"{person} at {door}: " if text else "")
            assert bool(detail.text) is bool(text)
            assert browser.execute_script(expanded) == ([True] if text else [])
            assert press(closes) == place
            assert (detail.text, browser.execute_script(expanded)) == ("", [])
        label = browser.execute_script("return document.activeElement.ariaLabel")
        assert label.startswith(f"{person} at {door}: " if text else "no")
    # others are opened in its place; and what is filtered away is closed
    for kind in ("yes", "unknown"):
        # where it stands may be below the headings
        browser.execute_script(f"document.querySelector('#matrix td.{kind}').click()")
    assert browser.execute_script(expanded) == [True]
    assert detail.text.endswith(": the door didn't answer")
    filtered(browser, person="1007")
    assert detail.text == ""
    assert browser.execute_script("return document.querySelectorAll('#matrix [tabindex]').length") == 1


def test_findings_are_listed(opened):
    browser, _sample = opened
    lines = [line.text for line in browser.find_elements(By.CSS_SELECTOR, "#findings li")]
    assert any(line.startswith("high pin_shared: one PIN on several people") for line in lines)
    assert any(line.startswith("low no_answer: ") for line in lines)


def test_no_script_error_no_request_and_hostile_names_are_text(opened):
    browser, sample = opened
    _count, cells = filtered(browser, person="onerror", door="onerror")
    assert list(cells) == [(HOSTILE, sample.people[-1])]
    filtered(browser)
    assert browser.execute_script("return document.images.length") == 0
    # the data, and the script
    assert browser.execute_script("return document.scripts.length") == 2
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {
        event["params"]["request"]["url"].partition(":")[0]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }
    assert asked == {"file"}
    # neither an error of the script nor a line of the policy
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("width", [375, 1280])
def test_only_the_matrix_is_wider_than_the_screen(opened, width):
    browser, _sample = opened
    size(browser, width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_500_doors_and_2000_people_are_filtered_at_once(tmp_path):
    path, sample = access_sample.make(tmp_path, 500, 2000)
    assert path.stat().st_size <= 8_000_000
    # a browser of its own: what other pages have left behind would count as this one's
    with chromium(tmp_path / "profile") as browser:
        size(browser, 1280)
        browser.execute_cdp_cmd("Performance.enable", {})
        browser.get(path.as_uri())
        before = processor(browser)
        took = {"open": before}
        doors, people = range(500), range(2000)
        inside = [person for person in people if sample.lets_in(10, person)]
        for name, filters, cells in (
            ("person", {"person": "1321 person"}, wanted(sample, doors, [321])),
            ("door", {"door": sample.doors[10]}, wanted(sample, [10], inside)),
            ("site", {"site": sample.site_of(3)}, None),
        ):
            _count, found = filtered(browser, **filters)
            # a person at all doors and everybody of a door are shown whole
            assert cells is None or found == cells, name
            now = processor(browser)
            took[name], before = now - before, now
        # with all the letters of a word typed one by one
        assert took["open"] + max(took["person"], took["door"], took["site"]) <= 1.0, took
