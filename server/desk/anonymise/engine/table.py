"""A table as the engine takes it: columns of leaf numbers on ladders, sensitive columns, and whose row it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.desk.anonymise.engine.arrays import Codes
from server.desk.anonymise.engine.ladder import CodedLadder


@dataclass(frozen=True, slots=True, eq=False)
class QuasiColumn:
    """``codes``: the leaf of each row. Columns (of one table or of several) with one ``dimension`` climb together."""

    codes: Codes
    ladder: CodedLadder
    dimension: int


@dataclass(frozen=True, slots=True, eq=False)
class SensitiveColumn:
    """``ladder`` is the tree for the hierarchical distance; None where there is none."""

    codes: Codes
    cardinality: int
    ladder: CodedLadder | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CodedTable:
    """``subjects``: number of the person or testimony behind each row, None if each row is one of its own.
    ``population``: the leaves of everybody who could be in the table, one array for each quasi column."""

    rows: int
    quasi: tuple[QuasiColumn, ...]
    sensitive: Mapping[str, SensitiveColumn] = field(default_factory=dict)
    subjects: Codes | None = None
    population: tuple[Codes, ...] | None = None
