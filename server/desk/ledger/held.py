"""What one export held, in keyed hashes: never a cell, never a record's id. Without the desk's key nobody can look for
a testimony that they guess; whoever holds the key and the archive learns nothing new."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from server.desk.anonymise.numbered import classes_of
from server.desk.anonymise.repeated import Earlier, Now, would_stand_out
from server.desk.anonymise.tables import SourceTable
from server.format.consent import Purpose

Keyed = Callable[[str, bytes], str]
"""A keyed hash of bytes, for one kind of thing: always the same for the same, and nothing to whoever has no key."""
_RECORD, _ROW = "release-record", "release-row"


@dataclass(frozen=True, slots=True)
class HeldTable:
    """``rows``: the hash of each row as it was recorded; ``of``: the place of its testimony in the release's list;
    ``classes``: its class, joined with its record, as it left."""

    rows: tuple[str, ...]
    of: tuple[int, ...]
    classes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HeldRelease:
    """``name`` of the folder, ``day`` as YYYY-MM-DD, ``manifest``: SHA-256 of what was signed."""

    name: str
    day: str
    purpose: Purpose
    k: int
    manifest: str
    testimonies: tuple[str, ...]
    tables: Mapping[str, HeldTable]

    def earlier(self, table: str) -> Earlier | None:
        """None if this table did not leave then."""
        held = self.tables.get(table)
        if held is None:
            return None
        whose = {row: self.testimonies[of] for row, of in zip(held.rows, held.of, strict=True)}
        return Earlier(dict(zip(held.rows, held.classes, strict=True)), whose)


@dataclass(frozen=True, slots=True)
class Past:
    """The exports that were made before, the oldest first, and the key under which they remember."""

    releases: tuple[HeldRelease, ...]
    keyed: Keyed

    def record(self, record: bytes) -> str:
        return self.keyed(_RECORD, record)

    def must_wait(
        self, recorded: Sequence[SourceTable], leaving: Sequence[SourceTable], records: Sequence[bytes], k: int
    ) -> set[int]:
        """The testimonies that a comparison with an earlier export would show in a group smaller than k."""
        waits: set[int] = set()
        for name, table, as_recorded in _paired(recorded, leaving):
            rows = self.rows(name, as_recorded, records)
            now = Now(rows, [row.subject for row in table.rows], classes_of(table))
            for release in self.releases:
                earlier = release.earlier(name)
                if earlier is not None:
                    waits |= would_stand_out(earlier, now, k)
        return waits

    def held(
        self, recorded: Sequence[SourceTable], leaving: Sequence[SourceTable], records: Sequence[bytes]
    ) -> tuple[tuple[str, ...], dict[str, HeldTable]]:
        """The testimonies and tables of an export that is about to be made."""
        subjects = sorted({row.subject for table in leaving for row in table.rows})
        place = {subject: at for at, subject in enumerate(subjects)}
        tables = {
            name: HeldTable(
                rows=tuple(self.rows(name, as_recorded, records)),
                of=tuple(place[row.subject] for row in table.rows),
                classes=tuple(classes_of(table)),
            )
            for name, table, as_recorded in _paired(recorded, leaving)
        }
        return tuple(self.record(records[subject]) for subject in subjects), tables

    def rows(self, name: str, table: SourceTable, records: Sequence[bytes]) -> list[str]:
        """Each row's hash. Rows of one testimony that are alike in all their cells are told apart by their number."""
        seen: Counter[tuple[int, object]] = Counter()
        hashes = []
        for row in table.rows:
            seen[row.subject, row.cells] += 1
            said = json.dumps([name, seen[row.subject, row.cells], row.cells], ensure_ascii=False)
            hashes.append(self.keyed(_ROW, records[row.subject] + said.encode()))
        return hashes


def _paired(
    recorded: Sequence[SourceTable], leaving: Sequence[SourceTable]
) -> list[tuple[str, SourceTable, SourceTable]]:
    """Each table that leaves, joined with its records, beside the same rows as they were recorded."""
    by_name = {table.shape.name: table for table in recorded}
    return [(name, table, by_name[name]) for table in leaving for name in [table.shape.name.split("+")[-1]]]
