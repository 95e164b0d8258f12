"""How many testimonies each class of a table holds: k-anonymity, counted in distinct testimonies and not in rows.

Five victims of one testimony that look alike are still one testimony: whoever knows it is in the data has found it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.desk.anonymise.cells import Cell


@dataclass(frozen=True, slots=True)
class Risk:
    """``smallest`` class of a table in distinct testimonies, 0 for a table without rows; ``unique`` counts classes of
    one."""

    rows: int
    classes: int
    smallest: int
    unique: int

    @property
    def prosecutor(self) -> float:
        """The highest chance to find the testimony of somebody known to be in the table."""
        return 1 / self.smallest if self.smallest else 0.0


def measure(rows: Iterable[tuple[tuple[Cell, ...], int]]) -> Risk:
    """``rows``: the quasi-identifying cells of each row, and the testimony it belongs to."""
    classes: dict[tuple[Cell, ...], set[int]] = {}
    total = 0
    for cells, subject in rows:
        classes.setdefault(cells, set()).add(subject)
        total += 1
    sizes = [len(subjects) for subjects in classes.values()]
    return Risk(total, len(sizes), min(sizes, default=0), sizes.count(1))
