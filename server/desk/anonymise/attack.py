"""An export attacked by ourselves, before anybody else can: for the coordinator alone, and in no file that leaves.

Who would be found in the tables as they were recorded, and by how little; and what somebody finds in the tables that
leave who does not even know who is in them (the journalist), among all testimonies that this desk holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.desk.anonymise.anonymised import Outcome
from server.desk.anonymise.cells import Ladders
from server.desk.anonymise.generalised import generalised
from server.desk.anonymise.linked import with_records
from server.desk.anonymise.numbered import numbered
from server.desk.anonymise.risk import Risk, class_sizes, facts_needed, may_look, measure
from server.desk.anonymise.tables import SourceTable

_OUT_OF_SIGHT = 1 << 16


@dataclass(frozen=True, slots=True)
class Exposed:
    """A testimony as recorded: how many look like it in the table where fewest do, and by how few facts it stands
    alone there; None if three are not enough, or the tables are too large to look."""

    subject: int
    group: int
    facts: int | None


@dataclass(frozen=True, slots=True)
class Attack:
    """``before``: the risk of each table as recorded, joined with its records. ``worst``: those who are easiest to
    find, as recorded. ``journalist`` of what would leave."""

    before: Mapping[str, Risk]
    worst: tuple[Exposed, ...]
    journalist: float

    @property
    def unique(self) -> int:
        """Rows that nothing else looks like, before anything is made coarser."""
        return sum(risk.unique for risk in self.before.values())


def attack(
    tables: Sequence[SourceTable], everybody: Sequence[SourceTable], outcome: Outcome, ladders: Ladders, *, most: int
) -> Attack:
    """``tables`` as recorded, of the testimonies that would leave; ``everybody``: of all that the desk holds."""
    recorded = with_records(tables)
    return Attack(
        before={table.shape.name: measure(numbered(table), facts=False) for table in recorded},
        worst=_worst(recorded, most),
        journalist=_journalist(everybody, outcome, ladders),
    )


def _worst(recorded: Sequence[SourceTable], most: int) -> tuple[Exposed, ...]:
    found: dict[int, tuple[int, int]] = {}
    for table in recorded:
        cells = numbered(table)
        facts = facts_needed(cells).tolist() if may_look(cells) else [0] * len(table.rows)
        for row, size, needed in zip(table.rows, class_sizes(cells).tolist(), facts, strict=True):
            seen = size, needed or _OUT_OF_SIGHT
            found[row.subject] = min(found.get(row.subject, seen), seen)
    ranked = sorted(found.items(), key=lambda one: (*one[1], one[0]))
    return tuple(Exposed(who, size, None if facts == _OUT_OF_SIGHT else facts) for who, (size, facts) in ranked[:most])


def _journalist(everybody: Sequence[SourceTable], outcome: Outcome, ladders: Ladders) -> float:
    levels = {name: level.level for name, level in outcome.levels.items()}
    names = {part for table in outcome.leaving for part in table.shape.name.split("+")}
    population = with_records([generalised(table, ladders, levels) for table in everybody if table.shape.name in names])
    by_name = {table.shape.name: table for table in population}
    risks = [measure(numbered(table, by_name[table.shape.name]), facts=False) for table in outcome.leaving]
    return max((risk.journalist or 0.0 for risk in risks), default=0.0)
