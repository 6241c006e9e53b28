# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of how a door is secured (device-facts 1.4, 1.6, 5.5, 8.5, 9.3)."""

from __future__ import annotations

from ..secrets import encoded, is_masked
from ..shortened import shortened
from ..targets.api_account import DEFAULT_LOGINS, MODE_KEY, MODES, NO_LOGIN, PASSWORD_KEY, USERNAME_KEY
from ..targets.log import LEVEL_KEY, LEVELS
from ..targets.publiccode import CODE_KEYS
from .assessment import NOT_APPLICABLE, NOT_TESTABLE, PASS, Check, Finding, Missing, found, needs
from .pinpolicy import KNOWN_CODES, weakness
from .urlchecks import foreign_host, idle, telling_in_clear

_SETTING = "Config.DoorSetting."
_CODES_ON = _SETTING + "PASSWORD.PublicKeyEnable"
_RELAY_URL = _SETTING + "RELAY.HttpTrig"
_REDIRECT, _REDIRECT_SERVER = _SETTING + "CLOUDSERVER.RpsEnable", _SETTING + "CLOUDSERVER.RpsServer"
_PNP, _PROVISION_MODE = "Config.Autoprovision.PNP.Enable", "Config.Autoprovision.MODE.Mode"
_NTP = "Config.Settings.SNTP."
_WEB_USER, _WEB_PASSWORD = "Config.Settings.WEB_LOGIN.User", "Config.Settings.WEB_LOGIN.Password"
_WEB_DEFAULT = ("admin", "admin")

_PLAIN = "this run speaks plain HTTP with the door"
# Names of people or codes that the evidence lists.
_LISTED = 5


def _is_default(username, password, defaults):
    """Whether a login is one of ``defaults``, with its password as it is or in base64."""
    return any(username == user and password in (word, encoded(word)) for user, word in defaults)


def _default_login(facts):
    auth, username, password = facts.login
    if auth != "none" and (username, password) in DEFAULT_LOGINS:
        return found(True, "the login of this run is one that devices are delivered with")
    return _other_login(facts)


@needs("config", MODE_KEY)
def _other_login(facts, config):
    """Neither does a device that asks for a login take any other: its API has one account (manual: Authorization)."""
    if config[MODE_KEY] not in NO_LOGIN:
        return found(False, "the API's only account is not one that devices are delivered with")
    return _shown_login(facts)


@needs("config", PASSWORD_KEY)
def _shown_login(facts, config):
    default = _is_default(config.get(USERNAME_KEY), config.get(PASSWORD_KEY), DEFAULT_LOGINS)
    return found(default, f"the API's account is {'' if default else 'not '}one that devices are delivered with")


def _mode_says(config):
    return f"{MODE_KEY} is {config[MODE_KEY]} ({MODES.decode(config[MODE_KEY])})"


@needs("config", MODE_KEY)
def _no_login(facts, config):
    return found(config[MODE_KEY] == MODES.encode("none"), _mode_says(config))


@needs("config", MODE_KEY)
def _whitelist_only(facts, config):
    return found(config[MODE_KEY] == MODES.encode("whitelist"), _mode_says(config))


@needs("config", MODE_KEY)
def _basic_over_http(facts, config):
    basic = config[MODE_KEY] in (MODES.encode("basic"), MODES.encode("basic_digest"))
    if basic and isinstance(facts.http, Missing):
        return Finding(NOT_TESTABLE, facts.http.reason)
    readable = basic and _answers(facts.http)
    return found(readable, f"{_mode_says(config)}{', and plain HTTP answers' if readable else ''}")


def _answers(status):
    """Whether the device serves plain HTTP: a redirect, which leads to HTTPS (device-facts 1.1), doesn't."""
    return status is not None and not 300 <= status < 400


@needs("http")
def _plain_http(facts, status):
    if facts.certificate is None:
        return found(True, _PLAIN)
    said = "nothing answers to plain HTTP" if status is None else f"plain HTTP is answered with status {status}"
    return found(_answers(status), said)


@needs("config", _RELAY_URL)
def _relay_url(facts, config):
    on = config[_RELAY_URL] == "1"
    return found(on, f"{_RELAY_URL} is {config[_RELAY_URL]}", akuvox_relay={"http_trigger": {"enabled": False}})


@needs("config", _CODES_ON)
def _sample_codes(facts, config):
    if config[_CODES_ON] != "1":
        return Finding(PASS, f"{_CODES_ON} is {config[_CODES_ON]}")
    held = {number: config[key] for number, key in enumerate(CODE_KEYS, 1) if config.get(key)}
    known = [number for number, code in held.items() if code in KNOWN_CODES or code in map(encoded, KNOWN_CODES)]
    if not known and any(map(is_masked, held.values())):
        return Finding(NOT_TESTABLE, "the device shows public codes as stars")
    said = f"{len(known)} of {len(held)} public codes are samples"
    return found(known, said, akuvox_config={"settings": {CODE_KEYS[number - 1]: "" for number in known}})


def _pins(facts):
    """All PINs and private codes of a door are held against the policy."""
    stores = [
        _store(facts.users, "UserID", "PrivatePIN", "user_id"),
        _store(facts.private_codes, "Name", "Code", "private code"),
    ]
    rows = [row for store in stores if not isinstance(store, Missing) for row in store]
    if all(isinstance(store, Missing) for store in stores):
        return Finding(NOT_TESTABLE, stores[0].reason)
    # one with other characters in it can't be typed (device-facts 5.5)
    judged = [(who, weakness(pin, name, facts.policy)) for who, name, pin in rows if pin.isdecimal()]
    listed = [f"{who} {reason}" for who, reason in judged if reason]
    if not listed and any(is_masked(pin) for who, name, pin in rows):
        return Finding(NOT_TESTABLE, "the device shows PINs or codes as stars")
    said = f"{len(listed)} of {len(judged)} PINs and codes break the policy"
    return found(listed, f"{said}: {shortened(listed, _LISTED, '; ')}" if listed else said)


def _store(records, name, pin, word):
    if isinstance(records, Missing):
        return records
    return [(f"{word} {record.get(name)}", record.get(name), str(record[pin])) for record in records if record.get(pin)]


@needs("config", _WEB_PASSWORD)
def _web_default(facts, config):
    default = _is_default(config.get(_WEB_USER, _WEB_DEFAULT[0]), config[_WEB_PASSWORD], [_WEB_DEFAULT])
    return found(default, f"the web interface's login is {'' if default else 'not '}admin, admin")


@needs("config", _REDIRECT)
def _cloud_redirect(facts, config):
    if config[_REDIRECT] != "1":
        return Finding(PASS, f"{_REDIRECT} is {config[_REDIRECT]}")
    scheme = config.get(_REDIRECT_SERVER, "").lower().partition("://")[0]
    said = f"{_REDIRECT} is 1, and {_REDIRECT_SERVER} begins with {scheme or 'nothing'}:"
    return found(scheme == "http", said, akuvox_config={"settings": {_REDIRECT: "0"}})


@needs("config", _PNP, _PROVISION_MODE)
def _autoprovision(facts, config):
    on = [key for key in (_PNP, _PROVISION_MODE) if config.get(key, "0") != "0"]
    said = ", ".join(f"{key} is {config[key]}" for key in (_PNP, _PROVISION_MODE) if key in config)
    return found(on, said, akuvox_config={"settings": dict.fromkeys(on, "0")})


@needs("config", LEVEL_KEY)
def _log_debug(facts, config):
    debug = config[LEVEL_KEY] == LEVELS["debug"]
    return found(debug, f"{LEVEL_KEY} is {config[LEVEL_KEY]}", akuvox_log={"level": "info"})


@needs("capturing")
def _capture(facts, running):
    return found(running, f"{'a' if running else 'no'} packet capture is running", akuvox_pcap={"state": "stopped"})


@needs("config", _NTP + "Enable")
def _ntp_off(facts, config):
    off = config[_NTP + "Enable"] != "1"
    servers = [config[key] for key in (_NTP + "NTPServer1", _NTP + "NTPServer2") if key in config]
    if servers and not any(servers):
        return found(True, "no NTP server is set")
    fix = {"akuvox_config": {"settings": {_NTP + "Enable": "1"}}} if off else {}
    return found(off, f"{_NTP}Enable is {config[_NTP + 'Enable']}", **fix)


def _of_certificate(*fields):
    """Let a judge have the certificate, where all these fields of it could be read."""

    def of(judge):
        @needs("certificate")
        def judged(facts, certificate):
            if certificate is None:
                return Finding(NOT_APPLICABLE, _PLAIN)
            if any(getattr(certificate, field) is None for field in fields):
                return Finding(NOT_TESTABLE, f"the certificate is unreadable: {certificate.problem}")
            return judge(facts, certificate)

        return judged

    return of


@_of_certificate("not_before", "not_after")
def _expired(facts, certificate):
    said = f"valid from {certificate.not_before:%Y-%m-%d} to {certificate.not_after:%Y-%m-%d}"
    return found(not certificate.not_before <= facts.now <= certificate.not_after, said)


@_of_certificate("self_issued")
def _self_signed(facts, certificate):
    return found(certificate.self_issued, f"issued by {'itself' if certificate.self_issued else 'somebody else'}")


@_of_certificate("names")
def _other_name(facts, certificate):
    names = ", ".join(certificate.names[:_LISTED]) or "no name"
    return found(not certificate.is_for(facts.host), f"asked as {facts.host}, the certificate is for {names}")


_ROTATE = "rotate it with the role api_credentials"
_DIGEST = "run the role api_credentials with akuvox_api_new_auth_mode: digest, which locks nobody out"
_URLS = "set them again with the role events, or take them away with akuvox_action_url"
_CERTIFICATE = "upload one in the web interface; the API has no function for it"

# Worst first. The ids are part of the collection's face: they stand in variables and reports.
CHECKS = (
    Check("api_default_login", "The HTTP API has a login that devices are delivered with", "critical", _default_login,
          _ROTATE),
    Check("api_no_login", "The HTTP API asks for no login", "critical", _no_login, _DIGEST),
    Check("web_default_login", "The web interface has the login admin, admin", "critical", _web_default,
          "set another password in the web interface"),
    Check("api_basic_http", "The HTTP API takes basic login over plain HTTP", "high", _basic_over_http, _DIGEST),
    Check("relay_url", "Relays open by a URL with a login in clear text", "high", _relay_url, fixable=True),
    Check("public_codes_sample", "A public code is one of the vendor's samples", "high", _sample_codes, fixable=True),
    Check("pin_policy", "PINs or private codes are too easy to guess", "high", _pins,
          "give these people other PINs"),
    Check("cloud_redirect_http", "The door asks over plain HTTP where its cloud is", "high", _cloud_redirect,
          fixable=True),
    Check("action_url_foreign", "The door tells a foreign host what happens", "high", foreign_host, _URLS),
    Check("action_url_clear", "Codes, cards or names cross the network in clear text", "high", telling_in_clear, _URLS),
    Check("tls_certificate_expired", "The TLS certificate is not valid now", "high", _expired, _CERTIFICATE),
    Check("api_whitelist_only", "The HTTP API asks for an address in place of a login", "medium", _whitelist_only,
          _DIGEST),
    Check("plain_http", "The door answers to plain HTTP", "medium", _plain_http,
          "let it redirect to HTTPS, in the web interface, where nobody is locked out by a wrong step"),
    Check("autoprovision", "The door takes its configuration from whoever offers one", "medium", _autoprovision,
          fixable=True),
    Check("capture_running", "A packet capture is running", "medium", _capture, fixable=True),
    Check("ntp_off", "The door does not set its clock, which schedules and logs go by", "medium", _ntp_off,
          "set Config.Settings.SNTP.NTPServer1 with akuvox_config first", fixable=True),
    Check("log_debug", "The system log is at level debug", "low", _log_debug, fixable=True),
    Check("action_url_idle", "Action URLs are on, and none is set", "low", idle, fixable=True),
    Check("tls_certificate_self_signed", "The TLS certificate is self-signed", "low", _self_signed, _CERTIFICATE),
    Check("tls_certificate_name", "The TLS certificate is for another name", "low", _other_name, _CERTIFICATE),
)  # fmt: skip
