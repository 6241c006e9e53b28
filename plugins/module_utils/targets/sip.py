# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP accounts (manual: Api sip; device-facts 9.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..converge.settings import Setting, Variant, VariantField, letter_rows, letter_settings
from ..errors import InvalidInput
from ..fields.codec import BadValue, Codec
from ..fields.codecs import Choice, Flag, Number, Quoted, Text
from ..fields.tables import FieldTable, nearest
from ..secrets import HIDDEN, is_secret_key, mask_columns, mask_settings
from .descriptor import Target
from .sipnames import Host, SipUser

TRANSPORTS = {"udp": "0", "tcp": "1", "tls": "2", "dns_naptr": "3"}
# Firmware with one account has no number in the key (device-facts 9.3).
_SPELLINGS = ("Config.Account{}.", "Config.Account{bare}.")
_PROXY = "outbound_proxy."


@dataclass(frozen=True)
class AccountNumber(Number):
    """Which account."""

    low: int = 1
    high: int = 2
    choices = (1, 2)


@dataclass(frozen=True)
class Members(Codec):
    """A mapping of options with fields of their own."""

    fields: tuple
    spec_type = "dict"

    @property
    def suboptions(self):
        """The members for an argument spec."""
        return {_member(fld): fld.spec() for fld in self.fields}

    def check(self, value):
        known = {_member(fld): fld for fld in self.fields}
        if not isinstance(value, Mapping):
            raise BadValue(f"must be a mapping with some of {', '.join(known)}")
        checked = {}
        for name, member in value.items():
            if name not in known:
                raise BadValue(f"is not an option; {nearest(name, known)}", f".{name}")
            if member is None:
                continue
            try:
                checked[name] = known[name].check(member)
            except BadValue as exc:
                raise BadValue(str(exc), f".{name}{exc.path}") from None
        return checked

    def shown(self, value):
        known = self.suboptions
        return mask_columns(value, set(value) - set(known)) if isinstance(value, Mapping) else HIDDEN


class RawKeys(Codec):
    """Any other key of an account by the part of its name after ``Config.AccountN.``, with the device's own value."""

    spec_type = "dict"

    def check(self, value):
        if not isinstance(value, Mapping):
            raise BadValue("must be a mapping of keys, such as NAT.Rport, and their values")
        return {str(suffix): self._check_entry(str(suffix), text) for suffix, text in value.items()}

    def shown(self, value):
        return mask_settings(value) if isinstance(value, Mapping) else HIDDEN

    @staticmethod
    def _check_entry(suffix, text):
        if not re.fullmatch(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)+", suffix):
            raise BadValue("is not a part of a key like NAT.Rport; leave out Config.Account1.", f".{suffix}")
        if suffix in _OPTION_OF:
            raise BadValue(f"is the option {_OPTION_OF[suffix]}; give it there", f".{suffix}")
        if isinstance(text, bool):
            return "1" if text else "0"
        if not isinstance(text, (str, int)):
            raise BadValue(f"must be text, a whole number or a boolean, not a {type(text).__name__}", f".{suffix}")
        try:
            return Text(1023).check(str(text))
        except BadValue as exc:
            raise BadValue(str(exc), f".{suffix}") from None


def _member(fld):
    return fld.option[len(_PROXY) :]


def _field(option, codec, suffix, secret=False):
    variants = tuple(Variant(spelling + suffix) for spelling in _SPELLINGS)
    return VariantField(option, (), codec, variants=variants, secret=secret)


_KEY = VariantField("account", (), AccountNumber(), needed="always")
_PORT = Number(1, 65535)
_OWN = (
    _field("enabled", Flag(), "GENERAL.Enable"),
    _field("server", Host(port="port"), "SIP.Server"),
    _field("port", _PORT, "SIP.Port"),
    _field("username", SipUser(), "GENERAL.UserName"),
    _field("auth_name", SipUser(at=True), "GENERAL.AuthName"),
    _field("password", Quoted(127), "GENERAL.Pwd", secret=True),
    _field("display_name", Text(127), "GENERAL.DisplayName"),
    _field("label", Text(127), "GENERAL.Label"),
    _field("transport", Choice(TRANSPORTS), "SIP.TransType"),
    _field("server2", Host(port="port2"), "SIP.Server2"),
    _field("port2", _PORT, "SIP.Port2"),
)
_OF_PROXY = (
    _field(_PROXY + "enabled", Flag(), "OUTPROXY.Enable"),
    _field(_PROXY + "server", Host(port="outbound_proxy.port"), "OUTPROXY.Server"),
    _field(_PROXY + "port", _PORT, "OUTPROXY.Port"),
    _field(_PROXY + "backup_server", Host(port="outbound_proxy.backup_port"), "OUTPROXY.BakServer"),
    _field(_PROXY + "backup_port", _PORT, "OUTPROXY.BakPort"),
)
_OPTION_OF = {fld.variants[0].pattern[len(_SPELLINGS[0]) :]: fld.option for fld in (*_OWN, *_OF_PROXY)}

TABLE = FieldTable(
    "accounts",
    (
        _KEY,
        *_OWN,
        VariantField("outbound_proxy", (), Members(_OF_PROXY)),
        VariantField("settings", (), RawKeys()),
    ),
)
# The same with the proxy's members beside the others, as the device has them.
FLAT = FieldTable("accounts", (_KEY, *_OWN, *_OF_PROXY))

_HIDDEN_HINT = "To write it in any case, for example after a rotation, run once with update_secrets: always"


def sip_settings(rows, current, update_secrets="when_changed", failed=lambda account: False):
    """All settings that the (checked) accounts ask for, on a device with the keys of ``current``.

    A password that the device shows as stars can't be compared. It is then written along with other changes, with
    ``update_secrets: always`` in any case, and otherwise when ``failed(account)`` says that the account could not
    register, since the password may be why.

    :raises InvalidInput: naming what this device doesn't have.
    """
    settings = []
    for setting in letter_settings(FLAT, [_flat(row) for row in rows], current):
        if setting.secret and update_secrets == "on_create" and current.get(setting.key):
            continue
        if setting.hidden(current):
            rewrite = update_secrets == "always" or failed(int(setting.label.split(".")[0]))
            setting = replace(setting, rewrite=rewrite, hint=_HIDDEN_HINT)
        settings.append(setting)
    return settings + _raw_settings(rows, current)


def _flat(row):
    proxy = {_PROXY + name: value for name, value in row.get("outbound_proxy", {}).items()}
    return {**{option: value for option, value in row.items() if option != "outbound_proxy"}, **proxy}


def _raw_settings(rows, current):
    settings = []
    for index, row in enumerate(rows):
        account = row["account"]
        for suffix, text in row.get("settings", {}).items():
            place = f"accounts[{index}].settings.{suffix}"
            keys = [Variant(spelling + suffix).key(account, first=1) for spelling in _SPELLINGS]
            key = next((key for key in keys if key in current), None)
            if key is None:
                raise InvalidInput(f"{place}: this device has no such setting (looked for {keys[0]})")
            settings.append(Setting(place, f"{account}.settings.{suffix}", key, text, is_secret_key(key)))
    return settings


def enabled_accounts(rows, current):
    """Those of the (checked) accounts that are to be in use: by their option, else by what the device holds."""
    held = {row["account"]: row.get("enabled") for row in letter_rows(FLAT, current)}
    return [row for row in rows if row.get("enabled", held.get(row["account"])) is True]


def accounts_info(current, secrets):
    """The accounts as the device has them."""
    return [_nested(row if secrets else mask_columns(row, FLAT.secrets)) for row in letter_rows(FLAT, current)]


def _nested(row):
    proxy = {name[len(_PROXY) :]: value for name, value in row.items() if name.startswith(_PROXY)}
    own = {name: value for name, value in row.items() if not name.startswith(_PROXY)}
    return {**own, "outbound_proxy": proxy} if proxy else own


DESCRIPTOR = Target("sip", "akuvox_sip", {"akuvox_sip": "accounts"}, decode=accounts_info)
