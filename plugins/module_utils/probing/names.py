# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which names of keys may stand in a report that is given away: the vendor's, and nobody's words.

A door may have free text where its manual has names: a group as a key, a room as a section of the configuration. So a
name that isn't known goes out only where it is built as the vendor builds them. None of its words may be one that the
door uses as a value, or one of the login or of the door's name and address in the inventory.
"""

from __future__ import annotations

import re

from ..api.profiles import PROFILES
from ..targets.registry import TARGETS

# The words of the names in the manual and in device-facts 5 to 11, in small letters.
_WORDS = frozenset(
    """
    access account acs action actionurl address admin advanced aes after agent alarm allowed analog anonymous
    anonymouscall answer apifcgi apt audio auth authentication authorization auto backlight bak bit bits ble break
    building call calltimeout card channel closed cloud cloudserver code codec common community completed contact
    control cur custom daily data date day default delay device devicenode dhcp dhcpoption dial dialed digit direct
    disable display dns door doorphone dtmf dts edit effective email enable enabled end entered event expired
    extension face fail file firmware floor for forward frame frequency fri from ftp gate gateway general get group
    hang hardware header high hold hour http https id identity if in index info inform input intercom interval
    invalid item keep key label lan landline lang language length level lift limit line link list listen local
    location lock log login loglevel loop low mac make mask max method min minute missed mjpegservice mode model mon
    motion multi name nat network node ntp num number of off on onvif open opened option order out outproxy output
    page param passwd password path per periodic phone pic pin pnp port prefix preview primary priority privacy
    private proxy public pwd qr qrcode range rate read reader rebind received recognition refuse reg register reject
    rel relay relayschedule remote remotecontrol replace reply report request reset resolution resp result ret
    return reverse rf rfcarddisplay rfid ring room rport rps rtsp sat schedule screen secondary seconds security
    select send sensitivity sensor serial server service session set setting setup short show sip size smtp snmp
    sntp softkey sound source speed start stat state static status stop stream stun sub subnet sun switch sync
    syslog system tags tamper tcp temperature test text threshold thur ticket time timeout timer title tls to token
    trans trig trigger triggered trusted tue type udp unit unlock up upload uptime url use user username valid value
    version vid video view vlan voice volume watch web webserver wed week when white wiegand wifi with write year
    zone zoom
    """.split()
)
# Parts of the configuration (device-facts 9.3), without the number that some of them end in.
_AREAS = frozenset("Account Autoprovision DoorSetting Features Network OnvifServer Programable Settings".split())
_SECTION = re.compile(r"[A-Z][A-Z_]{1,19}(\d{1,2}|069)?")
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]*(?:\d{1,3}[A-Za-z_-]*)?\d{0,2}")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# A number behind one of these is one of the site's.
_PLACE = re.compile(r"(room|gate|floor|building|apt|unit|zone)_?\d", re.IGNORECASE)
_LONGEST, _LONGEST_KEY = 32, 96
# A door has some 900 keys. Whoever sends more than that many is none, and would cost the time of everybody else.
_MOST = 5_000
# The fields of records that the collection sets.
_SET = frozenset(
    key
    for target in TARGETS.values()
    if target.records
    for profile in PROFILES.values()
    for field in target.records.table(profile).fields
    for key in field.keys
)
# And fields of replies without a word: one capital letter, a letter and a number, or an abbreviation.
_KNOWN = _SET | frozenset(
    """
    ID Num num item Item curPageNum RelayA RelayB RelayC RelayD InputA InputB InputC InputD Account1 Account2 Account
    DNS1 DNS2 Lan MAC IPAddress Gateway C4Event BLE_KEY_ID BLE_Status BLE_Expired BLEAuthCode DisplayID SystemTime
    UpTime Uptime WebLang Building Room Week Daily Date Sun Mon Tue Wed Thur Fri Sat Tags Line Replace1 Replace2
    Replace3 Replace4 Replace5 Schedule-Relay Schedule-SRelay ScheduleSRelay To APTName APTNum Landline FileSize
    """.split()
)


def words_in(text):
    """The words of a text that has them in a row, as names do, in small letters; those of one or two letters not."""
    return {word.lower() for word in _WORD.findall(str(text)) if len(word) > 2}


def words_said(values):
    """The words and whole texts that a door, an inventory or a login uses as values, without those of the vendor."""
    found = set()
    for value in values:
        text = str(value)
        found |= words_in(text) | {word.lower() for word in re.findall(r"[^\W\d_]{3,}", text)}
        found.add(re.sub(r"[\W_]", "", text).lower())
    return frozenset(word for word in found - _WORDS if len(word) > 2)


class Names:
    """What may be said of the names that a door uses.

    :arg said: words of values, of :func:`words_said`.
    """

    def __init__(self, said=frozenset()):
        self._said = said
        self.hidden, self.new = set(), set()

    def shown(self, names):
        """The sorted names that may go out; the others are counted."""
        names = list(names)
        kept = {name for name in names[:_MOST] if self.keeps(name)}
        self.hidden.update(str(name) for name in names if name not in kept)
        return sorted(kept)

    def keeps(self, name):
        """Whether a field's name, or a key of the configuration, may go out."""
        name = str(name)
        if name in _KNOWN:
            return True
        fits = self._fits_key(name) if "." in name else self._fits_name(name)
        if fits and self._unknown(name):
            self.new.add(name)
        return fits

    def _fits_key(self, key):
        first, *sections, last = key.split(".")
        if first != "Config" or not sections or len(key) > _LONGEST_KEY or len(sections) > 4:
            return False
        area, *inner = sections
        if re.sub(r"\d{1,2}$", "", area) not in _AREAS:
            return False
        return all(self._is_section(section) for section in inner) and self._fits_name(last)

    def _is_section(self, section):
        built = _SECTION.fullmatch(section) or (_NAME.fullmatch(section) and not _strange(section))
        return bool(built) and len(section) <= _LONGEST and not self._is_said(section)

    def _fits_name(self, name):
        if name in _KNOWN:
            return True
        if len(name) > _LONGEST or not _NAME.fullmatch(name) or self._is_said(name):
            return False
        return bool(words_in(name) & _WORDS)

    def _is_said(self, name):
        """Whether a name has a number of the site's, or a new one a word that is used as a value, or a part of one."""
        strange = words_in(name) - _WORDS
        if _PLACE.search(name):
            return True
        if not strange:
            return False
        if any(character.isdigit() for character in name):
            return True
        strange.add(re.sub(r"[\W_]", "", name).lower())
        return any(word in self._said or self._overlaps(word) for word in strange)

    def _overlaps(self, word):
        return any(said in word or (word in said and len(word) > 3) for said in self._said if len(said) > 3)

    @staticmethod
    def _unknown(name):
        return any(_strange(part) for part in name.split(".")[2:] or [name])


def _strange(part):
    """Whether a word in it is none of the vendor's."""
    return bool(words_in(part) - _WORDS)
