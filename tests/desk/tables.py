"""Small forms, ladders and tables for the anonymiser's tests; no file and no relay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from server.desk.anonymise.limits import Limits
from server.desk.anonymise.shapes import Column, Shape
from server.desk.anonymise.tables import SourceTable, Testimony, tables_of
from server.forms.form import Text

NO_LABEL = Text("", "")
NO_LIMITS = Limits(1, 1)
"""Where a test is about k alone."""


@dataclass(frozen=True)
class StepLadder:
    """Merges codes by a table of groups, one for each level between the first and the last."""

    name: str
    groups: tuple[Mapping[str, str], ...]

    @property
    def levels(self) -> tuple[str, ...]:
        return ("as recorded", *(f"group {at}" for at in range(1, len(self.groups) + 1)), "*")

    def generalise(self, value: str, level: int) -> str:
        return value if level == 0 else self.groups[level - 1][value]


PLACE = StepLadder(
    "place",
    (
        {"a1": "a", "a2": "a", "b1": "b", "b2": "b", "c1": "c"},
        {"a1": "north", "a2": "north", "b1": "north", "b2": "north", "c1": "south"},
    ),
)
AGE = StepLadder("age", ({"2": "child", "9": "child", "30": "adult", "70": "adult"},))
# "odd" and "even" cut across "low" and "high": no one can climb from the first group to the second.
CROSSED = StepLadder(
    "crossed",
    (
        {"1": "odd", "2": "even", "3": "odd", "4": "even"},
        {"1": "low", "2": "low", "3": "high", "4": "high"},
    ),
)
LADDERS = {ladder.name: ladder for ladder in (PLACE, AGE, CROSSED)}
CODES = {"place": tuple(PLACE.groups[0]), "age": tuple(AGE.groups[0]), "crossed": tuple(CROSSED.groups[0])}


def column(name: str, ladder: str | None, disclosure: Any = "quasi", several: bool = False) -> Column:
    codes = frozenset(CODES[ladder]) if ladder else frozenset({"yes", "no"})
    kind = "select_multiple" if several else "select_one"
    return Column(name, disclosure, kind, ladder, codes, ladder or "yesno", NO_LABEL)


RECORDS = Shape(
    "records",
    None,
    (column("where", "place"), column("age", "age"), column("crossed", "crossed"), column("said", None, "safe")),
)
VICTIMS = Shape("victim", "victim", (column("v_where", "place", several=True), column("v_age", "age")))
PERPS = Shape("perp", "perp", (column("p_age", "age"), column("p_said", None, "sensitive")))
SHAPES = (RECORDS, VICTIMS)


def told(
    fields: Mapping[str, Any], victims: Sequence[Mapping[str, Any]] = (), perps: Sequence[Mapping[str, Any]] = ()
) -> Testimony:
    return Testimony(fields, {"victim": tuple(victims), "perp": tuple(perps)})


def maybe(codes: Sequence[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(codes)


groups_told = st.lists(
    st.builds(
        told,
        st.fixed_dictionaries(
            {
                "where": maybe(CODES["place"]),
                "age": maybe(CODES["age"]),
                "crossed": maybe(CODES["crossed"]),
                "said": maybe(("yes", "no")),
            }
        ),
        st.lists(
            st.fixed_dictionaries(
                {
                    "v_where": st.lists(st.sampled_from(CODES["place"]), max_size=2).map(tuple),
                    "v_age": maybe(CODES["age"]),
                }
            ),
            max_size=3,
        ),
    ),
    max_size=24,
)


def tables(found: Sequence[Testimony]) -> tuple[SourceTable, ...]:
    return tables_of(SHAPES, found)
