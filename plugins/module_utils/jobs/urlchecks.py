# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of the URLs that a door calls when something happens (device-facts 8.4, 9.6)."""

from __future__ import annotations

import ipaddress

from ..fields.actionwords import ENABLE, PREFIX, host_of, is_plain, shown_url, tells, words_of
from ..secrets import is_masked
from ..shortened import shortened
from .assessment import FAIL, NOT_APPLICABLE, NOT_TESTABLE, PASS, Finding, found, needs

_INPUT = "Config.DoorSetting.INPUT."
# URLs that the evidence lists.
_LISTED = 3


def _called(config):
    """Last part of the key -> URL, for all that the door calls. The inputs have an older mechanism of their own."""
    urls = {word: config[PREFIX + word] for word in words_of(config)} if config.get(ENABLE) == "1" else {}
    for letter in "ABC":
        if config.get(f"{_INPUT}HttpEnable{letter}") == "1":
            urls[f"ActionUrl{letter}"] = config.get(f"{_INPUT}ActionUrl{letter}", "")
    return {word: url for word, url in urls.items() if url}


def _of_urls(judge):
    """Let a judge have the URLs that the door calls."""

    @needs("config")
    def judged(facts, config):
        if not words_of(config) and f"{_INPUT}ActionUrlA" not in config:
            return Finding(NOT_APPLICABLE, "this model has no Action URLs")
        urls = _called(config)
        if any(map(is_masked, urls.values())):
            return Finding(NOT_TESTABLE, "the device shows its Action URLs as stars")
        return judge(facts, urls) if urls else Finding(PASS, "the door calls no URL")

    return judged


def _listed(urls):
    return shortened([f"{word} to {shown_url(url)}" for word, url in urls.items()], _LISTED, "; ")


def _is_public(host):
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return False


@_of_urls
def foreign_host(facts, urls):
    """Without a list of hosts only an address of the internet is known to be foreign."""
    known = {host.strip("[]").lower() for host in facts.url_hosts}
    if known:
        foreign = {word: url for word, url in urls.items() if host_of(url) not in known}
        return found(foreign, _listed(foreign) if foreign else f"{len(urls)} URLs lead to the hosts that are named")
    foreign = {word: url for word, url in urls.items() if _is_public(host_of(url))}
    if foreign:
        return Finding(FAIL, _listed(foreign))
    return Finding(NOT_TESTABLE, f"{_listed(urls)}: name your hosts in akuvox_hardening_url_hosts (option url_hosts)")


@_of_urls
def telling_in_clear(facts, urls):
    """Codes, cards and names cross the network readable for all in it."""
    telling = {word: url for word, url in urls.items() if is_plain(url) and tells(url)}
    names = sorted({f"${name}" for url in telling.values() for name in tells(url)})
    said = f"{', '.join(names)} in {_listed(telling)}" if telling else "no URL has them over plain HTTP"
    return found(telling, said)


@needs("config", ENABLE)
def idle(facts, config):
    """Whoever can write one key gets the door's events then, and nobody would notice the switch."""
    urls = [word for word in words_of(config) if config[PREFIX + word]]
    on = config[ENABLE] == "1"
    said = f"{ENABLE} is {config[ENABLE]}, and {len(urls)} URLs are set"
    return found(on and not urls, said, akuvox_config={"settings": {ENABLE: "0"}})
