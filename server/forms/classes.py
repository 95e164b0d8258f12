"""What an answer gives away of a person, and where it may lie: the three own columns of a form.

gw_class        direct, quasi, sensitive, safe (or D, Q, S, N)
gw_compartment  identity, testimony, review
gw_generalise   a ladder (ladders.json), by which a quasi-identifier is made less exact
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

CLASSES: Final = ("direct", "quasi", "sensitive", "safe")
COMPARTMENTS: Final = ("identity", "testimony", "review")
_LETTERS: Final = {"D": "direct", "Q": "quasi", "S": "sensitive", "N": "safe"}


@dataclass(frozen=True, slots=True)
class Class:
    disclosure: str
    compartment: str
    ladder: str | None = None


def class_of(row: Mapping[str, Any]) -> Class | None:
    """Of a row of the survey sheet; None if it says nothing, or not enough. Raises ValueError for what is no class."""
    said = str(row.get("gw_class") or "").strip()
    compartment = str(row.get("gw_compartment") or "").strip().lower()
    ladder = str(row.get("gw_generalise") or row.get("gw_gen") or "").strip() or None
    if not said or not compartment:
        return None
    disclosure = _LETTERS.get(said, said.lower())
    if disclosure not in CLASSES:
        raise ValueError(f"class {said!r}")
    if compartment not in COMPARTMENTS:
        raise ValueError(f"compartment {compartment!r}")
    return Class(disclosure, compartment, ladder)
