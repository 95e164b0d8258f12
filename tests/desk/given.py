"""A made-up table of witnesses and a policy for it, on the disk, and the command run on them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from server.cli import main

HEAD = ("name", "age", "day", "district", "injury", "language")
CANARY = "Gul Bibi of Mastung"
DISTRICTS = {"mastung": "balochistan", "quetta": "balochistan", "kabul": "afghanistan"}
POLICY = """
audience = "partners"
k = 5
suppression = 0.1
seed = "once"

[columns.name]
class = "identifier"

[columns.age]
class = "quasi"
ladder = { rule = "numbers", steps = [5, 10, 20, 40] }

[columns.day]
class = "quasi"
ladder = { rule = "date", steps = ["month", "year"] }

[columns.district]
class = "quasi"
ladder = { file = "districts.csv" }

[columns.injury]
class = "sensitive"

[columns.language]
class = "safe"

[[model]]
kind = "distinct-l"
column = "injury"
l = 2

[limits]
global_risk = 0.2
"""


def witnesses(rows: int = 200, seed: int = 1) -> list[tuple[str, ...]]:
    random = Random(seed)
    made = []
    for at in range(rows):
        name = CANARY if at == 7 else f"Witness {at} canary-{at * 7919}"
        day = f"20{random.randint(11, 13)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        injury = random.choice(("shot", "beaten", "none", "=cmd|' /C calc'!A0"))
        made.append(
            (name, str(random.randint(1, 70)), day, random.choice(tuple(DISTRICTS)), injury, random.choice("ab"))
        )
    return made


def put(
    folder: Path, rows: Iterable[Sequence[str]], policy: str = POLICY, head: Sequence[str] = HEAD
) -> tuple[Path, Path]:
    """The table and the policy as files."""
    folder.mkdir(exist_ok=True, parents=True)
    table, written = folder / "witnesses.csv", folder / "policy.toml"
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head, *rows])
    table.write_text(text.getvalue(), encoding="utf-8")
    written.write_text(policy, encoding="utf-8")
    lines = [f"{one},{above},*" for one, above in DISTRICTS.items()]
    (folder / "districts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return table, written


def anonymise(table: Path, policy: Path, out: Path, *more: str) -> int:
    return main(["anonymise", str(table), "--policy", str(policy), "--out", str(out), *more])


def released(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / "data.csv").read_bytes().decode("utf-8"), newline="")))
