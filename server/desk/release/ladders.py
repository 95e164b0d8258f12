"""The ladders of a policy: from a CSV that lists them, or by a rule.

A ladder file has one line for each value: the value as recorded, then what stands for it at each level. Rules cover
numbers (ranges), dates (month to decade) and codes of which a beginning tells enough.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final

from server.desk.anonymise.engine.ladder import CodedLadder, ladder_of
from server.desk.release.refused import CannotAnonymise

TOP: Final = "*"
_DATE_LEVELS: Final = ("month", "quarter", "year", "decade")
_NUMBER: Final = re.compile(r"-?\d{1,15}(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class NamedLadder:
    """``labels[level][leaf]`` is the cell. ``names[level]`` says for people what the level is."""

    coded: CodedLadder
    leaves: Mapping[str, int]
    labels: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LadderRule:
    """``kind``: numbers (``steps``: widths of the ranges), date (``steps``: names of levels), beginning (``steps``:
    how many characters stay), file (``path``), or none: as recorded or not at all."""

    kind: str
    steps: tuple[int | str, ...] = ()
    path: Path | None = None


def ladder_for(column: str, rule: LadderRule, values: Sequence[str], delimiter: str) -> NamedLadder:
    """The ladder of a column that holds these values. Raises CannotAnonymise for a value that has no place on it."""
    if rule.path is not None:
        return _from_file(column, rule.path, values, delimiter)
    levels = _LEVELS[rule.kind](column, rule.steps)
    named: list[tuple[str, Callable[[str], str]]] = [("as recorded", str), *levels, (TOP, lambda _value: TOP)]
    labels = []
    for name, level in named:
        try:
            labels.append(tuple(level(value) for value in values))
        except ValueError as error:
            raise CannotAnonymise(
                f"Column {column} holds something that is no {rule.kind} and not empty ({name}).",
                "Correct the column, or give it a ladder file.",
            ) from error
    return _named(column, labels, tuple(name for name, _ in named))


def _named(column: str, labels: Sequence[tuple[str, ...]], names: tuple[str, ...]) -> NamedLadder:
    try:
        coded = ladder_of(labels)
    except ValueError as error:
        raise CannotAnonymise(
            f"The ladder of column {column} is not a ladder: {error}.", "Each level may only merge what lies below it."
        ) from error
    leaves = {value: at for at, value in enumerate(labels[0])}
    if len(leaves) != len(labels[0]):
        raise CannotAnonymise(f"The ladder of column {column} lists a value twice.", "Take one of them out.")
    return NamedLadder(coded, leaves, tuple(labels), names)


def _from_file(column: str, path: Path, values: Sequence[str], delimiter: str) -> NamedLadder:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [line for line in csv.reader(file, delimiter=delimiter, strict=True) if line]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CannotAnonymise(
            f"The ladder file {path.name} of column {column} cannot be read: {error}.", "Check the file."
        ) from error
    if not lines or any(len(line) != len(lines[0]) for line in lines):
        raise CannotAnonymise(
            f"The ladder file {path.name} of column {column} has lines of different length, or none.",
            "Give every value the same number of levels.",
        )
    labels = [tuple(level) for level in zip(*lines, strict=True)]
    ladder = _named(column, labels, ("as recorded", *(f"level {at}" for at in range(1, len(labels)))))
    missing = sum(value not in ladder.leaves for value in values)
    if missing:
        raise CannotAnonymise(
            f"{missing} values of column {column} are not on its ladder {path.name}.", "Add them to the file."
        )
    return ladder


Level = tuple[str, Callable[[str], str]]


def _numbers(column: str, steps: Sequence[int | str]) -> list[Level]:
    widths = [step for step in steps if isinstance(step, int) and step > 0]
    nested = all(wide % narrow == 0 and wide > narrow for narrow, wide in pairwise(widths))
    if len(widths) != len(steps) or not widths or not nested:
        raise CannotAnonymise(
            f"The steps of column {column} must be whole numbers, each a multiple of the one before.",
            "For example steps = [5, 10, 20].",
        )
    return [(f"ranges of {width}", _range(width)) for width in widths]


def _range(width: int) -> Callable[[str], str]:
    def level(value: str) -> str:
        if value == "":
            return value
        if not _NUMBER.fullmatch(value):
            raise ValueError("not a number")
        low = int(float(value) // width) * width
        return f"{low} to {low + width - 1}" if width > 1 else str(low)

    return level


def _dates(column: str, steps: Sequence[int | str]) -> list[Level]:
    chosen = steps or _DATE_LEVELS
    places = [_DATE_LEVELS.index(step) if step in _DATE_LEVELS else -1 for step in map(str, chosen)]
    if -1 in places or places != sorted(set(places)):
        raise CannotAnonymise(
            f"The steps of column {column} must be some of {', '.join(_DATE_LEVELS)}, in this order.", "Correct them."
        )
    return [(_DATE_LEVELS[place], _date(_DATE_LEVELS[place])) for place in places]


def _date(name: str) -> Callable[[str], str]:
    def level(value: str) -> str:
        if value == "":
            return value
        day = date.fromisoformat(value)
        return {
            "month": f"{day.year:04d}-{day.month:02d}",
            "quarter": f"{day.year:04d}-Q{(day.month + 2) // 3}",
            "year": f"{day.year:04d}",
            "decade": f"{day.year // 10 * 10:04d}s",
        }[name]

    return level


def _beginnings(column: str, steps: Sequence[int | str]) -> list[Level]:
    kept = [step for step in steps if isinstance(step, int) and step > 0]
    if len(kept) != len(steps) or not kept or kept != sorted(set(kept), reverse=True):
        raise CannotAnonymise(
            f"The steps of column {column} must be numbers of characters that stay, falling.", "For example [3, 2, 1]."
        )
    return [(f"first {stay} characters", _beginning(stay)) for stay in kept]


def _beginning(stay: int) -> Callable[[str], str]:
    return lambda value: value if len(value) <= stay else f"{value[:stay]}*"


_LEVELS: Final[Mapping[str, Callable[[str, Sequence[int | str]], list[Level]]]] = {
    "numbers": _numbers,
    "date": _dates,
    "beginning": _beginnings,
    "none": lambda _column, _steps: [],
}
RULES: Final = tuple(_LEVELS)
