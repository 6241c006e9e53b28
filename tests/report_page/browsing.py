# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chromium for the tests of the pages: started alone, sized, and measured."""

from __future__ import annotations

import contextlib
import shutil

from selenium import webdriver

FLAGS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage
""".split()


@contextlib.contextmanager
def chromium(profile):
    """Chromium of the system, without its network services, and with a profile of its own."""
    paths = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    assert all(paths.values()), "Chromium is missing: apt-get install chromium chromium-driver"
    options = webdriver.ChromeOptions()
    options.binary_location = paths["chromium"]
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # with the path of the driver nothing is looked for, nor downloaded
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=paths["chromedriver"]))
    try:
        yield driver
    finally:
        driver.quit()


def size(browser, width, height=800):
    """Give the screen a size in CSS pixels."""
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def load(browser, path):
    """Open a page at a width of 1280, with nothing in the browser's logs but what it does itself."""
    size(browser, 1280)
    # the browser's own first page asks for things
    browser.get("about:blank")
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(path.as_uri())


def duration(browser):
    """Seconds that the page has taken for scripts and layout so far."""
    metrics = _metrics(browser)
    return sum(metrics[name] for name in ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration"))


def processor(browser):
    """Seconds of processor that the page's thread has taken so far for all it does; others' load doesn't count."""
    return _metrics(browser)["ThreadTime"]


def _metrics(browser):
    return {row["name"]: row["value"] for row in browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]}
