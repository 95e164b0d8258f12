"""`make bench`: measures, prints tables, and writes build/bench.json as one flat object, dotted name -> number.

What cannot be measured here is named at the end and fails the command: no figure vanishes in silence.
Some parts alone: make bench PARTS="push rivals" PEERS="pouchdb"
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import Error as BrowserError

from tests.bench import anonymise, append, browser_pull, copy, fold, forms, loopback, push_pull, rivals, shell
from tests.bench.contestants import PEERS, Missing
from tests.bench.parts import Figures, Postgresql

TARGETS: Final = {
    "shell.first_load_br_bytes": 100_000.0,
    "unlock.6x_s": 6.0,
    "lock.ms": 100.0,
    "push.cpu_over_sqlite": 2.0,
    "push.cpu_over_copy": 2.0,
    "append.cost_1m_over_10k": 1.1,
    "pull.browser_over_native": 3.0,
    "fold.1000_changes_6x_ms": 50.0,
    **anonymise.TARGETS,
}
KEEP_CONFLICTS: Final = ("pouchdb", "automerge", "kinto")
AHEAD: Final = ("push_cpu", "pull_cpu", "edit_p50", "wire_bytes")
# At least 1: ahead of every peer that keeps conflicts.
FLOORS: Final = {"peer.anjana.adult.k5_s2.cpu": 5.0} | {
    f"peer.{name}.{figure}": 1.0 for name in KEEP_CONFLICTS for figure in AHEAD
}
FAILURES: Final = (Missing, RuntimeError, OSError, AssertionError, subprocess.SubprocessError, BrowserError)
OUT: Final = Path(__file__).resolve().parents[2] / "build" / "bench.json"

PARTS: Final[dict[str, Callable[[Postgresql], Figures]]] = {
    "http": lambda _: loopback.measure(),
    "push": lambda _: push_pull.measure(),
    "copy": copy.measure,
    "append": lambda _: append.measure(),
    "browser": lambda _: browser_pull.measure(),
    "fold": lambda _: fold.measure(),
    "forms": lambda _: forms.measure(),
    "shell": lambda _: shell.measure(),
}
RIVALS, ANONYMISE = "rivals", "anonymise"
ALL: Final = (*PARTS, ANONYMISE, RIVALS)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--parts", nargs="*", choices=ALL, default=ALL)
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=PEERS)
    chosen = parser.parse_args(arguments)
    figures: Figures = {}
    missing: dict[str, str] = {}
    with Postgresql() as postgresql:
        for part in chosen.parts:
            start = time.monotonic()
            try:
                if part == RIVALS:
                    some, gone = rivals.measure(chosen.peers, postgresql)
                    missing |= gone
                elif part == ANONYMISE:
                    some, gone = anonymise.measure()
                    missing |= gone
                else:
                    some = PARTS[part](postgresql)
                figures |= some
            except FAILURES as error:
                missing[part] = f"{type(error).__name__}: {error}"
            print(f"{part}: {time.monotonic() - start:.0f} s", flush=True)
            write(figures)
    print(table(figures))
    for part, reason in missing.items():
        print(f"MISSING {part}: {reason}")
    return 1 if missing else 0


def write(figures: Figures) -> None:
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def table(figures: Figures) -> str:
    width = max(map(len, figures), default=0)
    lines = [f"{name:<{width}}  {value:>14,.3f}{verdict(name, value)}" for name, value in sorted(figures.items())]
    return "\n".join([*lines, f"written to {OUT.relative_to(Path.cwd()) if OUT.is_relative_to(Path.cwd()) else OUT}"])


def verdict(name: str, value: float) -> str:
    if name in TARGETS:
        return f"   target at most {TARGETS[name]:g}: {'met' if value <= TARGETS[name] else 'MISSED'}"
    if name in FLOORS:
        return f"   target at least {FLOORS[name]:g}: {'met' if value >= FLOORS[name] else 'MISSED'}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
