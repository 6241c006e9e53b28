# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the role report in a browser: filter, sort, hostile names, no requests, phone, and print."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import zlib
from pathlib import Path

import pytest
import sample
from browsing import chromium, duration, load, size
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait


@pytest.fixture(scope="module", params=[12, 320])
def fleet(request, tmp_path_factory):
    """Path and data of a page."""
    return sample.make(tmp_path_factory.mktemp("report"), request.param)


@pytest.fixture
def opened(browser, fleet):
    """The page at a width of 1280, and its data."""
    load(browser, fleet[0])
    return browser, fleet[1]


def shown(browser):
    """The names of the doors in the order of the page, without those that are filtered out; all, not the first 200."""
    browser.execute_script("const button = document.getElementById('all'); if (button.offsetParent) button.click()")
    return browser.execute_script(
        "return [...document.querySelectorAll('#doors tbody tr')].filter(row => row.offsetParent !== null)"
        ".map(row => row.cells[0].textContent)"
    )


def head(browser, column):
    return browser.find_element(By.CSS_SELECTOR, f"#doors thead th:nth-child({column + 1})")


def column(browser, number):
    return browser.execute_script(
        "return [...document.querySelectorAll('#doors tbody tr')]"
        ".map(row => row.cells[arguments[0]].firstChild.textContent)",
        number,
    )


def memory(browser):
    """MiB of the largest process of the browser that lays out pages, its part of shared libraries included."""
    main = browser.service.process.pid
    sizes = [0]
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = folder.joinpath("cmdline").read_bytes()
            if b"--type=renderer" in command and main in ancestors(folder):
                rollup = folder.joinpath("smaps_rollup").read_text("ascii")
                sizes.append(int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) // 1024)
    return max(sizes)


def ancestors(folder):
    """The processes that a process descends from."""
    found = []
    while folder.name not in ("0", "1"):
        folder = folder.parent / folder.joinpath("stat").read_text("ascii").rpartition(")")[2].split()[1]
        found.append(int(folder.name))
    return found


def test_filters(opened):
    browser, report = opened
    rows = report["doors"]
    assert sorted(shown(browser)) == sorted(row["door"] for row in rows)
    for key in ("site", "model", "firmware", "state"):
        select = Select(browser.find_element(By.CSS_SELECTOR, f"[data-filter={key}]"))
        value = rows[-1][key]
        select.select_by_value(value)
        assert sorted(shown(browser)) == sorted(row["door"] for row in rows if row[key] == value)
        select.select_by_value("*")
    search = browser.find_element(By.ID, "search")
    search.send_keys("UNREACHABLE depot")
    wanted = [
        row["door"] for row in rows if row["state"] == "unreachable" and "depot" in (row["door"] + row["site"]).lower()
    ]
    assert wanted
    total = len(rows)
    told = f"{len(wanted)} of {total} doors"
    WebDriverWait(browser, 20).until(lambda _browser: browser.find_element(By.ID, "count").text == told)
    assert sorted(shown(browser)) == sorted(wanted)
    browser.find_element(By.CSS_SELECTOR, "[type=reset]").click()
    WebDriverWait(browser, 20).until(lambda _browser: len(shown(browser)) == total)


def test_sorting_by_mouse_keyboard_and_list(opened):
    browser, report = opened
    users = head(browser, 5)
    users.find_element(By.TAG_NAME, "button").click()
    shown(browser)
    numbers = sorted(row["users"] for row in report["doors"] if row["users"] is not None)
    unknown = ["\u2013"] * (len(report["doors"]) - len(numbers))
    assert column(browser, 5) == [*map(str, numbers), *unknown]
    assert users.get_attribute("aria-sort") == "ascending"
    users.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    assert column(browser, 5) == [*map(str, reversed(numbers)), *unknown]
    assert users.get_attribute("aria-sort") == "descending"
    for number in range(10):
        head(browser, number).find_element(By.TAG_NAME, "button").send_keys(Keys.SPACE)
        assert [head(browser, place).get_attribute("aria-sort") for place in range(10)] == [
            "ascending" if place == number else "none" for place in range(10)
        ]
    size(browser, 375)
    Select(browser.find_element(By.ID, "order")).select_by_value("8 ascending")
    assert column(browser, 8)[0] == "unreachable"


def test_the_worst_comes_first(opened):
    browser, report = opened
    states = column(browser, 8)
    order = ["unreachable", "failed", "not tried", "unknown", "changed", "ok"]
    assert states == sorted(states, key=order.index)
    assert len(states) == min(200, len(report["doors"])), "what is laid out at first"


def test_a_click_on_a_tile_a_bar_or_a_site_shows_its_doors(opened):
    browser, report = opened
    rows = report["doors"]
    silent, drifted = (
        {row["door"] for row in rows if row["answer"]["outcome"] != "ok"},
        {row["door"] for row in rows if row["drift"] and row["drift"]["drifted"]},
    )
    picked = {
        "//dl//button[text()='Answered']": silent,
        "//dl//button[text()='Drifted']": drifted,
        "//table[@class='sites']//button[text()='North']": {row["door"] for row in rows if row["site"] == "North"},
        "//ul[@class='bars']//button[text()='ok']": {row["door"] for row in rows if row["state"] == "ok"},
        "//ul[@class='bars']//button[text()='unknown']": {row["door"] for row in rows if not row["model"]},
        "//dl//button[text()='Doors']": {row["door"] for row in rows},
    }
    for path, wanted in picked.items():
        assert wanted, path
        button = browser.find_element(By.XPATH, path)
        button.send_keys(Keys.ENTER)
        assert set(shown(browser)) == wanted, path
        if len(wanted) < len(rows):
            assert button.get_attribute("aria-pressed") == "true", path


def test_no_row_takes_more_than_two_lines_and_no_word_is_broken(opened):
    browser, _report = opened
    heights = "return [...document.querySelectorAll('#doors tbody tr')].map(row => row.offsetHeight)"
    # two lines of 14 px at a height of 1.4, the padding, and the frame of the state
    assert max(browser.execute_script(heights)) <= 52
    wrap = "return getComputedStyle(document.querySelector('#doors tbody td:nth-child(7)')).overflowWrap"
    assert browser.execute_script(wrap) == "normal"


def test_a_run_is_told_in_full_when_it_is_opened(opened):
    browser, report = opened
    failed = next(row for row in report["doors"] if row["state"] == "unreachable")
    index = shown(browser).index(failed["door"])
    row = browser.find_elements(By.CSS_SELECTOR, "#doors tbody tr")[index]
    row.find_element(By.TAG_NAME, "summary").click()
    told = row.find_element(By.CSS_SELECTOR, "ul.jobs").text
    assert all(job.replace("_", " ") in told for job in failed["jobs"])


def test_5000_doors_are_there_at_once(tmp_path):
    path, _report = sample.make(tmp_path, 5000)
    # a browser of its own: what other pages have left behind would count as this one's
    with chromium(tmp_path / "profile") as browser:
        size(browser, 1280)
        browser.execute_cdp_cmd("Performance.enable", {})
        browser.get(path.as_uri())
        # with all rows laid out it took 5.9 s and 640 MiB
        assert duration(browser) <= 1.0
        browser.find_element(By.ID, "search").send_keys("door-4321")
        count = browser.find_element(By.ID, "count")
        WebDriverWait(browser, 20).until(lambda _browser: count.text == "1 of 5000 doors")
        assert duration(browser) <= 2.0
        assert memory(browser) <= 150


def test_hostile_names_are_text_and_nothing_is_asked_for(opened):
    browser, report = opened
    assert sample.HOSTILE in shown(browser)
    assert browser.title == report["title"]
    assert browser.execute_script("return document.images.length + document.scripts.length") == 1
    loaded = "return performance.getEntriesByType('resource').map(entry => entry.name)"
    assert browser.execute_script(loaded) == []
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {
        event["params"]["request"]["url"].partition(":")[0]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }
    assert asked == {"file"}
    # the policy lets the page's own style and script through, or there would be a line for each
    assert browser.get_log("browser") == []


def test_the_policy_stops_what_would_get_in(opened):
    browser, _report = opened
    image = "http://127.0.0.1:9/x.png"
    browser.execute_script("document.body.append(Object.assign(new Image(), {src: arguments[0]}))", image)
    WebDriverWait(browser, 20).until(lambda _browser: "Content Security Policy" in str(browser.get_log("browser")))


@pytest.mark.parametrize("width", [375, 768, 1280])
def test_nothing_is_wider_than_the_screen(opened, width):
    browser, _report = opened
    size(browser, width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    layout = browser.execute_script("return getComputedStyle(document.querySelector('#doors tbody tr')).display")
    assert layout == ("table-row" if width > 900 else "block")


def test_without_javascript_it_is_a_table(opened):
    browser, report = opened
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.refresh()
        assert len(browser.find_elements(By.CSS_SELECTOR, ".doors tbody tr")) == len(report["doors"])
        assert not browser.find_element(By.ID, "controls").is_displayed()
        assert browser.find_elements(By.CSS_SELECTOR, "#doors thead button") == []
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_the_print_has_all_doors_and_the_heading_on_each_page(opened):
    browser, report = opened
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert browser.find_element(By.ID, "controls").is_displayed() is False
        browser.execute_script("window.dispatchEvent(new Event('beforeprint'))")
        assert len(shown(browser)) == len(report["doors"])
        style = "return getComputedStyle(document.querySelector('#doors thead')).display"
        assert browser.execute_script(style) == "table-header-group"
        visible = "return [...document.querySelectorAll('th')].filter((cell) => cell.getClientRects().length).length"
        headings = browser.execute_script(visible)
        browser.execute_script("window.dispatchEvent(new Event('afterprint'))")
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    # the structure tree, which readers of the screen follow, has each heading cell, so one for each door
    text = b"".join(_unpacked(printed))
    assert headings > len(report["doors"])
    assert len(re.findall(rb"/S\s*/TH\b", printed + text)) >= headings
    # 320 doors took 30 pages when each row told all that is known of its door
    assert len(report["doors"]) / 60 <= pages <= 10


def _unpacked(pdf):
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(found[1])
        except zlib.error:
            continue
