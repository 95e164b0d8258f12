"""What the parsers in Python say to spoilt bytes, as JSON, for the parsers in TypeScript to say the same:
`python -m tests.fuzz.told TIMES RUN`."""

from __future__ import annotations

import json
import sys

from tests.fuzz.corpus import seeds, spoilt
from tests.fuzz.targets import TARGETS

LONGEST = 6_000


def told(times: int, run: int) -> dict[str, list[tuple[str, str]]]:
    """For each parser: bytes in hex, and "accepted" or the name of the refusal. What is whole comes first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for target in TARGETS:
        short = [data for data in spoilt(target, times, run) if len(data) <= LONGEST or data in seeds(target)]
        found[target.name] = [(data.hex(), target.outcome(data)) for data in short]
    return found


if __name__ == "__main__":
    json.dump(told(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
