"""Generalisation ladders: how a value is said less exactly, step by step, until it says nothing ("*").

Pure. A value is never rounded to something nobody said: what a step cannot place becomes the ladder's own "otherwise"
or "*", so that an unforeseen value is hidden rather than shown. Codes are returned, not labels. Tables: ladders.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final, Protocol

SUPPRESSED: Final = "*"
Value = str | int | Sequence[str]


class Choice(Protocol):
    """What a ladder of places needs to know of a choice: the columns name the larger place that it lies in."""

    @property
    def value(self) -> str: ...
    @property
    def columns(self) -> Mapping[str, str]: ...


Lists = Mapping[str, Sequence[Choice]]


@dataclass(frozen=True, slots=True)
class Ladder:
    name: str
    levels: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    otherwise: tuple[str, ...]


def _read() -> dict[str, Ladder]:
    rows = json.loads(Path(__file__).with_name("ladders.json").read_text(encoding="utf-8"))
    return {
        name: Ladder(
            name,
            tuple(row["levels"]),
            {leaf: tuple(steps) for leaf, steps in row.get("groups", {}).items()},
            tuple(row.get("otherwise", ())),
        )
        for name, row in rows.items()
    }


LADDERS: Final[Mapping[str, Ladder]] = _read()


def levels(ladder: str) -> tuple[str, ...]:
    """Names of the levels, from as recorded (0) to "*" (the last). A field on the ladder ``drop`` is never exported."""
    return LADDERS[ladder].levels


def generalise(ladder: str, level: int, value: Value, lists: Lists) -> str:
    """``value`` at ``level``; several values of one question are generalised one by one, then each is said once."""
    steps = LADDERS[ladder]
    if not 0 <= level < len(steps.levels):
        raise ValueError(f"the ladder {ladder} has no level {level}")
    if steps.levels[level] == SUPPRESSED:
        return SUPPRESSED
    if not isinstance(value, str | int):
        return " ".join(sorted({generalise(ladder, level, part, lists) for part in value}))
    text = str(value)
    if text == "" or level == 0:
        return text
    if ladder == "place":
        return _place(level, text, lists)
    rule = _RULES.get(ladder)
    return rule(level, text) if rule else steps.groups.get(text, steps.otherwise)[level - 1]


def _date(level: int, text: str) -> str:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return SUPPRESSED
    week = day.isocalendar()
    first, last = _period(day.year)
    names = {
        "week": f"{week.year}-W{week.week:02d}",
        "month": text[:7],
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": text[:4],
        "period": f"{first}-{last}",
    }
    return names[levels("date")[level]]


def _period(year: int) -> tuple[int, int]:
    """1999 to 2004 is one period, as in the figures that this was made for; before and after it are five years each."""
    if 1999 <= year <= 2004:
        return 1999, 2004
    first = year - year % 5 if year > 2004 else 1999 + 5 * ((year - 1999) // 5)
    return first, first + 4


# The default form's age groups, each from its first year of age.
_AGE_GROUPS: Final = ((0, "0_4"), (5, "5_11"), (12, "12_17"), (18, "18_34"), (35, "35_59"), (60, "60p"))
_OLDEST: Final = 90  # so few live longer that five years would single a person out
_CHILDREN: Final = frozenset({"0_4", "5_11", "12_17", "child_u"})
_ADULTS: Final = frozenset({"18_34", "35_59", "60p", "adult_u"})


def _age(level: int, text: str) -> str:
    """A number of years, or the code of an age group, which is already as exact as it can be said."""
    group = text
    if re.fullmatch(r"[0-9]{1,3}", text):
        years = int(text)
        if level == 1:
            low = years - years % 5
            return f"{low}-{low + 4}" if years < _OLDEST else f"{_OLDEST}+"
        group = [code for first, code in _AGE_GROUPS if years >= first][-1]
    if group not in _CHILDREN | _ADULTS | {"mixed", "unknown"}:
        return SUPPRESSED
    if level < 3 or group in ("mixed", "unknown"):
        return group
    return "child" if group in _CHILDREN else "adult"


_COUNT_CLASSES: Final = (0, 1, 2, 5, 10, 25, 50)


def _count(_level: int, text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        return SUPPRESSED
    number = int(text)
    for first, after in pairwise(_COUNT_CLASSES):
        if number < after:
            return str(first) if after == first + 1 else f"{first}-{after - 1}"
    return f"{_COUNT_CLASSES[-1]}+"


def _team(_level: int, text: str) -> str:
    """The letters of a team code are its region: QA01 is of QA."""
    return text[:2] if re.fullmatch(r"[A-Z]{2}[0-9]{2}", text) else SUPPRESSED


_RULES: Final[Mapping[str, Callable[[int, str], str]]] = {"date": _date, "age": _age, "count": _count, "team": _team}
_PLACE_LISTS: Final = ("admin2", "admin1", "country")


def _place(level: int, code: str, lists: Lists) -> str:
    """Climbs by the choices' columns: a district names its province, a province its country. Free text cannot climb."""
    for at, name in enumerate(_PLACE_LISTS, start=1):
        choice = next((choice for choice in lists.get(name, ()) if choice.value == code), None)
        if choice is None:
            continue
        if at >= level:
            return code
        code = choice.columns.get(_PLACE_LISTS[at], "")
    return SUPPRESSED
