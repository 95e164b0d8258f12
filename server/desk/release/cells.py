"""The rows that leave, as text: what stands for each cell at its level, in an order that says nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from random import Random
from typing import Final

import numpy as np

from server.desk.anonymise.engine.released import Released
from server.desk.export.sheet import harmless
from server.desk.release.plan import Plan

_PLAIN_NUMBER: Final = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)


def printed(plan: Plan, released: Released) -> list[tuple[str, ...]]:
    """Sorted by their cells, so that no trace of the original order is left; a seed then shuffles them once more.

    Sorting comes first: whoever learns the seed can undo the shuffle and finds the sorted rows."""
    rows = sorted(zip(*_columns(plan, released), strict=True))
    if plan.policy.seed is not None:
        key = hashlib.sha256(b"gawahi/v1/release-order\0" + plan.policy.seed.encode()).digest()
        Random(key).shuffle(rows)  # noqa: S311 (hides nothing: the sorted order is already harmless)  # nosec B311
    return rows


def names(plan: Plan) -> tuple[str, ...]:
    """The columns that leave, in the order of the table."""
    identifiers = {column.name for column in plan.policy.of_class("identifier")}
    return tuple(column.name for column in plan.source.columns if column.name not in identifiers)


def sheet(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> bytes:
    """RFC 4180, UTF-8, and no cell that a spreadsheet takes for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, dialect="excel", lineterminator="\r\n")
    writer.writerow([as_text(name) for name in head])
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def as_text(cell: str) -> str:
    """A plain number stays one; anything else that begins like a formula gets an apostrophe."""
    return cell if _PLAIN_NUMBER.fullmatch(cell) else harmless(cell)


def _columns(plan: Plan, released: Released) -> Iterator[list[str]]:
    quasi = list(plan.ladders)
    for name in names(plan):
        column = plan.source.column(name)
        if name not in plan.ladders:
            values = np.array(column.values, dtype=object)
            yield values[column.codes[released.kept]].tolist()
            continue
        at = quasi.index(name)
        labels = np.array(plan.ladders[name].labels, dtype=object)
        levels = released.levels[at][released.kept].astype(np.int64)
        leaves = plan.protected.table.quasi[at].codes[released.kept]
        yield labels[levels, leaves].tolist()
