"""`make faults`: breaks everything that can break, tells what came of it in a table, and writes build/faults.json.

python -m tests.faults [PART ..]        all parts, or those named; the file is written only by a whole run
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.faults import (
    desk_deaths,
    disk,
    liar,
    mutate,
    network,
    phone_deaths,
    phone_network,
    postgres,
    power,
    relay_deaths,
)
from tests.faults.ground import Ground
from tests.faults.ledger import Ledger
from tests.faults.points import ROOT
from tests.faults.report import Report

PARTS: Final[dict[str, Callable[[Ground, Report], None]]] = {
    "relay_deaths": relay_deaths.run,
    "desk_deaths": desk_deaths.run,
    "phone_deaths": phone_deaths.run,
    "power": power.run,
    "postgresql": postgres.run,
    "disk": disk.run,
    "network": network.run,
    "phone_network": phone_network.run,
    "liar": liar.run,
    "mutants": lambda _, report: mutate.run(report),
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    report = Report()
    for name in names or PARTS:
        began = time.monotonic()
        print(f"{name} ..", flush=True)
        with (
            tempfile.TemporaryDirectory(prefix=f"gawahi-{name}-") as folder,
            Ledger(Path(folder) / "ledger") as ledger,
        ):
            PARTS[name](Ground(Path(folder), ledger), report)
        report.more[f"seconds_{name}"] = round(time.monotonic() - began, 1)
    print(report.table())
    failures = report.failures()
    for failure in failures:
        print(f"FAILED: {failure}")
    if not names:
        out = ROOT / "build" / "faults.json"
        out.parent.mkdir(exist_ok=True)
        out.write_text(json.dumps(report.flat(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"written to {out.relative_to(ROOT)}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
