# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of records that a device keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .recordkinds import RecordKind

Record = dict[str, str]


class RecordStore:
    """Records by ID, in order of creation. IDs are given by the device, as strings, and not used again (C34)."""

    def __init__(self, kind: RecordKind) -> None:
        self.kind = kind
        self.rows: dict[str, Record] = {}
        self.next_id = 1

    def __len__(self) -> int:
        return len(self.rows)

    def complete(self, item: Mapping[str, Any], record_id: str) -> Record:
        """Make a whole record of an item: unknown fields are dropped, omitted ones fall to their defaults."""
        record: Record = {"ID": record_id}
        for name, default in self.kind.defaults.items():
            value = item.get(name)
            record[name] = default if value is None else str(value)
        return record

    def full(self, limit: int | None) -> bool:
        """Whether nothing more fits."""
        return limit is not None and len(self.rows) >= limit

    def add(self, item: Mapping[str, Any]) -> Record:
        """Store a new record under a fresh ID."""
        record = self.complete(item, str(self.next_id))
        self.next_id += 1
        self.rows[record["ID"]] = record
        return record

    def replace(self, item: Mapping[str, Any]) -> tuple[Record | None, bool]:
        """Replace the record with the item's ID; returns it (None: no such ID) and whether it is another one now."""
        record_id = str(item.get("ID", ""))
        old = self.rows.get(record_id)
        if old is None:
            return None, False
        kept = {name: old.get(name, "") for name in self.kind.kept}
        record = self.complete({**item, **kept}, record_id)
        self.rows[record_id] = record
        return record, record != old

    def find(self, item: Mapping[str, Any]) -> Record | None:
        """Return the first record that has all the selectors given in the item."""
        given = {name: str(item[name]) for name in self.kind.selectors if item.get(name) not in (None, "")}
        if not given:
            return None
        if "ID" in given:
            row = self.rows.get(given["ID"])
            candidates: Iterable[Record] = (row,) if row else ()
        else:
            candidates = self.rows.values()
        for row in candidates:
            if all(row.get(name) == value for name, value in given.items()):
                return row
        return None

    def remove(self, record: Record) -> None:
        """Remove a record that is in the store."""
        del self.rows[record["ID"]]

    def clear(self) -> bool:
        """Remove everything; say whether there was anything. IDs go on counting."""
        had = bool(self.rows)
        self.rows.clear()
        return had

    def load(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Replace all records. Rows keep their ID and unknown fields; for a missing or 0 ID, a new one."""
        fresh: dict[str, Record] = {}
        rows = list(rows)
        numbers = [int(str(row["ID"])) for row in rows if str(row.get("ID", "")).isdigit()]
        self.next_id = max([self.next_id, *(number + 1 for number in numbers)])
        for row in rows:
            record_id = str(row.get("ID") or "0")
            if record_id == "0":
                record_id, self.next_id = str(self.next_id), self.next_id + 1
            extra = {str(name): str(value) for name, value in row.items() if name not in self.kind.defaults}
            fresh[record_id] = {**self.complete(row, record_id), **extra, "ID": record_id}
        self.rows = fresh

    def listing(self) -> list[Record]:
        """Return the records in the order the device lists them."""
        if self.kind.sort_by is None:
            return list(self.rows.values())
        return sorted(self.rows.values(), key=lambda row: row.get(self.kind.sort_by or "", ""))
