"""`make bench`: measures, prints a table, and writes build/bench.json as one flat object, dotted name -> number."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench import push_pull, shell

TARGETS = {"shell.first_load_br_bytes": 100_000.0, "push.cpu_over_sqlite": 2.5}


def main() -> None:
    figures: dict[str, float] = {}
    for part in (push_pull, shell):
        figures |= part.measure()
    width = max(map(len, figures))
    for name, value in sorted(figures.items()):
        target = TARGETS.get(name)
        verdict = "" if target is None else f"   target at most {target:g}: {'met' if value <= target else 'MISSED'}"
        print(f"{name:<{width}}  {value:>14,.3f}{verdict}")
    out = Path(__file__).resolve().parents[2] / "build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"written to {out.relative_to(Path.cwd()) if out.is_relative_to(Path.cwd()) else out}")


if __name__ == "__main__":
    main()
