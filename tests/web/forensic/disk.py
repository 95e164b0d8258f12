"""Searching all that a browser left on a disk: every file as it lies there, and again as the browser would read it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.web.forensic.compressed import leveldb_log, leveldb_table, mozilla_lz4, snappy

SQLITE_MAGIC: Final = b"SQLite format 3\0"


def spellings(text: str) -> dict[str, bytes]:
    """As a browser may write a text."""
    return {f"{text} ({code})": text.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")}


def found_in(profile: Path, needles: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Where each of the needles lies, by its name; those that lie nowhere are missing."""
    found: dict[str, list[str]] = {}
    for where, data in everything(profile):
        for name, needle in needles.items():
            if needle in data:
                found.setdefault(name, []).append(where)
    return found


def everything(profile: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(profile.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        where = str(path.relative_to(profile))
        data = path.read_bytes()
        yield where, data
        if data.startswith(SQLITE_MAGIC):
            yield from ((f"{where}: a cell", cell) for cell in _cells(path))
        if path.suffix == ".log" and (path.parent / "CURRENT").exists():
            yield f"{where}: records", leveldb_log(data)
        if path.suffix in {".ldb", ".sst"}:
            yield from ((f"{where}: a block", block) for block in leveldb_table(data))
        session = mozilla_lz4(data)
        if session is not None:
            yield f"{where}: unpacked", session


def _cells(path: Path) -> Iterator[bytes]:
    """Every text and blob of a database with its journal, and each blob again without Snappy (Firefox's IndexedDB)."""
    with tempfile.TemporaryDirectory() as folder:
        for part in path.parent.glob(f"{path.name}*"):
            shutil.copy(part, folder)
        with sqlite3.connect(Path(folder) / path.name) as database:
            database.text_factory = bytes
            try:
                tables = [
                    row[0].decode() for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                ]
            except sqlite3.DatabaseError:  # not one that this SQLite reads; its bytes were searched as they lie
                return
            for table in tables:
                try:
                    rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
                except sqlite3.DatabaseError:  # a virtual table of a module that is not here
                    continue
                for cell in (cell for row in rows for cell in row if isinstance(cell, bytes)):
                    yield cell
                    unpacked = snappy(cell)
                    if unpacked is not None:
                        yield unpacked
        database.close()
