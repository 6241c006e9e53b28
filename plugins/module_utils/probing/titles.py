# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change a harmless text of the configuration and put it back: by which method, and how many keys at once."""

from __future__ import annotations

from ..errors import AkuvoxError, LostAnswer
from ..http.messages import Request
from .cleaning import cleaned
from .throwaways import MARK

# The title of the web interface, and the name that some models have in its place (device-facts 9.2). The old text stays
# in the new one, so that whoever comes after a run that was killed can put it back.
_KEYS = ("Config.Settings.GENERAL.WebTitle", "Config.DoorSetting.GENERAL.DeviceName")
# Written along with the value that it has, to see whether two keys are taken.
_SECOND = ("Config.Settings.BACKLIGHT.Level", "Config.Settings.LANGUAGE.Type", "Config.Settings.LOGLEVEL.Level")
_SUFFIX = f" ({MARK})"
_LONGEST = 40


def is_changed(config):
    """Whether an earlier probe has left its text in the configuration."""
    return any(str(config.get(key, "")).endswith(_SUFFIX.strip()) for key in _KEYS)


def write_title(reading, asker):
    """What was learned of writing the configuration.

    :raises AkuvoxError: the old text can't be put back.
    """
    config = reading.config
    key = next((name for name in _KEYS if isinstance(config.get(name), str)), None)
    if key is None:
        return {"left_out": "it has no text that is harmless to change"}
    old = config[key]
    found = {}
    if old.endswith(_SUFFIX) or old == _SUFFIX.strip():
        old = old[: -len(_SUFFIX)] if old.endswith(_SUFFIX) else ""
        found["leftovers"] = 1
    if len(old) > _LONGEST:
        return {"left_out": "its title is too long to be changed and put back"}
    writer = _Writer(asker, key)
    new = f"{old}{_SUFFIX}".strip()
    try:
        found["post"] = writer.by_post({key: new}).said()
        found["way"] = "post" if found["post"]["answer"] == "ok" else None
        if found["way"] is None:
            found["get"] = writer.by_get({key: new}).said()
            found["way"] = "get" if found["get"]["answer"] == "ok" else None
        found["kept"] = writer.shown() == new if found["way"] else None
        if found["way"]:
            second = next((name for name in _SECOND if name in config), None)
            both = {key: old, **({second: config[second]} if second else {})}
            found["several"] = writer.write(found["way"], both).verdict if second else "unknown"
    except Exception as exc:
        way = found.get("way") or "post"
        further = cleaned(asker.device, lambda: writer.put_back(way, old), late=isinstance(exc, LostAnswer))
        if further and isinstance(exc, AkuvoxError):
            raise exc.restated(
                f"{exc.message}. {key} may still end in '{_SUFFIX}': the next probe with write puts it back "
                f"({further.message})"
            ) from None
        raise
    writer.put_back(found["way"] or "post", old)
    return found


class _Writer:
    def __init__(self, asker, key):
        self._ask, self._key = asker, key

    def write(self, way, values):
        return self.by_get(values) if way == "get" else self.by_post(values)

    def by_post(self, values):
        return self._ask.post("/api/config/set", "config", "set", values, kind="write")

    def by_get(self, values):
        return self._ask.ask(Request("GET", "/api/config/set", kind="write", query=values))

    def shown(self):
        return self._ask.get("config", "get").data.get(self._key)

    def put_back(self, way, old):
        """Put the old text back; whether it was another."""
        if self.shown() == old:
            return False
        self.write(way, {self._key: old})
        if self.shown() != old:
            raise AkuvoxError(
                f"config/set on {self._ask.device.address}: {self._key} can't be put back. Set it in the web interface",
                left="config",
            )
        return True
