"""One cell of a table: what a question's answer becomes before and after it is generalised.

A cell never holds words that a person typed: an answer that is not one of the question's own codes, a whole number or
a date becomes `UNLISTED`, whoever wrote it and with whatever app.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from server.desk.anonymise.shapes import CODED, DATED, MEASURED, Column

Answer = None | bool | int | str | tuple[str, ...] | list[str]
Cell = tuple[str, ...]
"""Sorted codes; () is an empty cell."""

EMPTY: Final[Cell] = ()
DISPUTED: Final[Cell] = ("disputed",)
UNLISTED: Final[Cell] = ("unlisted",)
# The top of every ladder. Empty and disputed cells become it too: else a single gap would still single someone out.
SUPPRESSED: Final[Cell] = ("*",)
_MARKS: Final = (EMPTY, DISPUTED, UNLISTED)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LARGEST_NUMBER: Final = 10_000_000


class Ladder(Protocol):
    """How one kind of answer gets coarser. Each level only merges what the level before it still told apart."""

    @property
    def levels(self) -> tuple[str, ...]:
        """Names of the levels: the first is as recorded, the last tells nothing."""

    def generalise(self, value: str, level: int) -> str: ...


Ladders = Mapping[str, Ladder]


def cell_of(column: Column, answer: Answer) -> Cell:
    """Read an answer strictly: what does not fit the question is `UNLISTED`."""
    if answer is None or answer in ("", [], ()):
        return EMPTY
    if column.type in MEASURED:
        whole = type(answer) is int and 0 <= answer <= _LARGEST_NUMBER
        return (str(answer),) if whole else UNLISTED
    if column.type in DATED:
        return (answer,) if isinstance(answer, str) and _DATE.fullmatch(answer) else UNLISTED
    if column.type not in CODED or column.codes is None:
        return UNLISTED
    codes = (answer,) if isinstance(answer, str) else answer
    if not isinstance(codes, (list, tuple)) or not all(code in column.codes for code in codes):
        return UNLISTED
    return tuple(sorted(set(codes)))


def generalise_cell(ladder: Ladder, cell: Cell, level: int) -> Cell:
    if level >= len(ladder.levels) - 1:
        return SUPPRESSED
    if level == 0 or cell in _MARKS:
        return cell
    return tuple(sorted({ladder.generalise(part, level) for part in cell}))


def generaliser(ladder: Ladder, level: int) -> Callable[[Cell], Cell]:
    """`generalise_cell` at one level, which remembers: a table of thousands of rows has few different cells."""
    known: dict[Cell, Cell] = {}

    def generalised(cell: Cell) -> Cell:
        if cell not in known:
            known[cell] = generalise_cell(ladder, cell, level)
        return known[cell]

    return generalised
