"""Gives questions of one name in several groups names of their own: answers lie by name, and XLSForm allows that.

A name that an expression reads is left alone; the lint refuses it, because nobody can say which is meant.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from server.forms.findings import Notice

Row = dict[str, Any]


def with_own_names(tree: Row) -> tuple[Row, tuple[Notice, ...]]:
    """``tree``: as pyxform reads the workbook. The first of each name keeps it."""
    counts = Counter(_names(tree))
    text = json.dumps(tree, ensure_ascii=False)
    repeated = {name for name, count in counts.items() if count > 1 and f"{{{name}}}" not in text.replace(" ", "")}
    if not repeated:
        return tree, ()
    notices: list[Notice] = []
    taken = set(counts)
    return {**tree, "children": _renamed(tree, repeated, set(), taken, notices)}, tuple(notices)


def _names(row: Row) -> Iterator[str]:
    for child in row.get("children") or ():
        if child.get("name") not in (None, "", "meta"):
            yield str(child["name"])
            yield from _names(child)


def _renamed(row: Row, repeated: set[str], met: set[str], taken: set[str], notices: list[Notice]) -> list[Row]:
    children: list[Row] = []
    for child in row.get("children") or ():
        name = str(child.get("name") or "")
        if name in repeated and name in met:
            child = {**child, "name": _free(f"{row.get('name')}_{name}", taken)}
            notices.append(Notice("name_made_unique", name, child["name"]))
        met.add(name)
        if child.get("children"):
            child = {**child, "children": _renamed(child, repeated, met, taken, notices)}
        children.append(child)
    return children


def _free(name: str, taken: set[str]) -> str:
    number = 1
    while (free := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    taken.add(free)
    return free
