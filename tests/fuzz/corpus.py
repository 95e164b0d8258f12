"""Whole objects to begin with: every byte string of tests/vectors, given to each parser that takes it or knows its
first bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from tests.fuzz.found import FOUND
from tests.fuzz.spoil import spoil
from tests.fuzz.targets import Target
from tests.vectors.plain import FOLDER

LONGEST: Final = 40_000
MOST_SEEDS: Final = 24


@cache
def known_bytes() -> tuple[bytes, ...]:
    """All that the vectors hold, hexadecimal or text, each once, short ones first."""
    found: set[bytes] = set()
    for path in sorted(FOLDER.glob("*.json")):
        for text in _texts(json.loads(path.read_text(encoding="utf-8"))):
            try:
                found.add(bytes.fromhex(text))
            except ValueError:
                found.add(text.encode())
    return tuple(sorted((one for one in found if 0 < len(one) <= LONGEST), key=lambda one: (len(one), one)))


@cache
def seeds(target: Target) -> tuple[bytes, ...]:
    """What this parser accepts; also some that it refuses."""
    taken, refused = list(target.seeds), []
    for data in known_bytes():
        (taken if target.outcome(data) == "accepted" else refused).append(data)
    pick = random.Random(f"seeds of {target.name}")
    some = taken if len(taken) <= MOST_SEEDS else [*target.seeds, *pick.sample(taken, MOST_SEEDS - len(target.seeds))]
    return (*some, *pick.sample(refused, min(4, len(refused))))


def spoilt(target: Target, times: int, run: int = 0) -> Iterator[bytes]:
    """Whole ones, what was found before, and the same injuries for the same ``run``."""
    rng = random.Random(f"{target.name} {run}")
    whole = seeds(target)
    yield from whole
    yield from FOUND.get(target.name, ())
    for _ in range(times):
        yield spoil(rng, rng.choice(whole), whole)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
