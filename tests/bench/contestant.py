"""What a contestant written in Python says to the meter, line by line (peers/work.mjs is its twin in Node).

A contestant announces a phase and waits until the counters were read, so that its own words cost it nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tests.bench.work import is_same_field

MARK = "@ "


class Look(NamedTuple):
    """Of one record: for sides 1 and 2, is its text shown, is it kept unseen; and is a conflict marked?"""

    shown: tuple[bool, bool]
    kept: tuple[bool, bool]
    flagged: bool


@contextmanager
def phase(name: str) -> Iterator[None]:
    _say({"begin": name})
    yield
    _say({"end": name})


def at_rest() -> None:
    """Lets the meter look how much lies on the server's disk."""
    _say({"rest": True})


def tell(**facts: Any) -> None:
    _say({"tell": facts})


def outcome(edited: int, look: Callable[[int], Look]) -> dict[str, dict[str, int]]:
    """What became of the edits of both sides."""
    found = {half: {"visible": 0, "hidden": 0, "lost": 0, "flagged": 0} for half in ("same", "different")}
    for number in range(edited):
        into = found["same" if is_same_field(number, edited) else "different"]
        seen = look(number)
        for shown, kept in zip(seen.shown, seen.kept, strict=True):
            into["visible" if shown else "hidden" if kept else "lost"] += 1
        into["flagged"] += seen.flagged
    return found


def _say(line: dict[str, Any]) -> None:
    print(MARK + json.dumps(line), flush=True)
    sys.stdin.readline()
