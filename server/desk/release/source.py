"""Reads a CSV strictly, column by column, into numbers: a million rows in seconds, without a row object each.

What is not plainly a table is refused with the line it stands in. A cell is what it is: "*", "NA" and the empty cell
are values like any other and never a wildcard.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from server.desk.anonymise.engine.arrays import Codes
from server.desk.release.refused import CannotAnonymise

_CHUNK: Final = 1_000  # what fits the processor's cache is read almost twice as fast
MOST_ROWS: Final = 20_000_000
MOST_COLUMNS: Final = 500


@dataclass(frozen=True, slots=True, eq=False)
class SourceColumn:
    """``values[codes[row]]`` is the cell."""

    name: str
    codes: Codes
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """``sha256`` is of the file's own bytes."""

    columns: tuple[SourceColumn, ...]
    rows: int
    sha256: str

    def column(self, name: str) -> SourceColumn:
        return next(column for column in self.columns if column.name == name)


class _Numbers(dict[str, int]):
    """Gives each new value the next number."""

    def __missing__(self, value: str) -> int:
        number = self[value] = len(self)
        return number


def read_source(path: Path, delimiter: str) -> Source:
    """Raises CannotAnonymise for what is not UTF-8, not rectangular, without names or too large."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            with io.TextIOWrapper(file, encoding="utf-8-sig", errors="strict", newline="") as text:
                columns, rows = _read(text, delimiter, path.name)
    except UnicodeDecodeError as error:
        raise CannotAnonymise(f"{path.name} is not UTF-8.", "Save it as UTF-8 and try again.") from error
    except OSError as error:
        raise CannotAnonymise(f"{path.name} cannot be read: {error.strerror}.", "Check its name and place.") from error
    return Source(columns, rows, digest)


def _read(text: io.TextIOWrapper, delimiter: str, name: str) -> tuple[tuple[SourceColumn, ...], int]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    names = _names(reader, name)
    numbers = [_Numbers() for _ in names]
    parts: list[list[Codes]] = [[] for _ in names]
    rows = 0
    try:
        while chunk := list(islice(reader, _CHUNK)):
            for number, part, cells in zip(numbers, parts, _turned(chunk, len(names), rows, name), strict=True):
                part.append(np.fromiter(map(number.__getitem__, cells), np.int32, len(chunk)))
            rows += len(chunk)
            if rows > MOST_ROWS:
                raise CannotAnonymise(f"{name} has more than {MOST_ROWS:,} rows.", "Release it in parts.")
    except csv.Error as error:
        raise CannotAnonymise(
            f"{name} is not a clean CSV near line {reader.line_num}: {error}.", "Correct that line and try again."
        ) from error
    columns = tuple(
        SourceColumn(one, np.concatenate(part) if part else np.empty(0, np.int32), tuple(number))
        for one, part, number in zip(names, parts, numbers, strict=True)
    )
    return columns, rows


def _names(reader: Iterator[list[str]], name: str) -> list[str]:
    try:
        names = next(reader, [])
    except csv.Error as error:
        raise CannotAnonymise(f"The first line of {name} is not a clean CSV: {error}.", "Correct it.") from error
    if not names or any(not one.strip() for one in names) or len(set(names)) != len(names):
        raise CannotAnonymise(
            f"The first line of {name} must name every column, each by a name of its own.",
            "Add the names, or say which delimiter the file uses.",
        )
    if len(names) > MOST_COLUMNS:
        raise CannotAnonymise(f"{name} has more than {MOST_COLUMNS} columns.", "Leave out what is not needed.")
    return names


def _turned(chunk: Sequence[Sequence[str]], width: int, before: int, name: str) -> list[tuple[str, ...]]:
    """Rows as columns. All of one length are turned at once; only else is each row asked for its own."""
    try:
        columns = list(zip(*chunk, strict=True))
    except ValueError:
        columns = []
    if len(columns) != width:
        at = next(at for at, row in enumerate(chunk) if len(row) != width)
        raise CannotAnonymise(
            f"Record {before + at + 1} of {name} has {len(chunk[at])} cells and not {width}.",
            "Correct it, or say which delimiter the file uses.",
        )
    return columns
