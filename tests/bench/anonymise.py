"""Disclosure control: the Adult data with ARX's ladders, the same drawn to a million rows, and anjana for comparison.

Processor seconds of the search alone, from the coded table to the levels; the loss is the measure's own (ARX's "Loss").
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from server.desk.anonymise.engine.problem import Protected, problem_of
from server.desk.anonymise.engine.released import recode
from server.desk.anonymise.engine.search import search
from tests import adult
from tests.bench.contestants import ROOT, Missing, install_locked
from tests.bench.parts import Figures

SHARES: Final = {"k5_s0": 0.0, "k5_s2": 0.02, "k5_s10": 0.1}
MODELS: Final = {
    "dl3": 'kind = "distinct-l"\nl = 3',
    "el3": 'kind = "entropy-l"\nl = 3',
    "t02": 'kind = "t-closeness"\nt = 0.2',
}
TARGETS: Final = {
    "anonymise.adult.k5_s0.cpu_s": 0.08,
    "anonymise.adult.k5_s2.cpu_s": 0.68,
    "anonymise.adult.k5_s10.cpu_s": 0.62,
    "anonymise.adult.k5_s0.loss": 0.57316,
    "anonymise.adult.k5_s2.loss": 0.31372,
    "anonymise.adult.k5_s10.loss": 0.22042,
    "anonymise.adult.dl3.loss": 0.24692,
    "anonymise.adult.el3.loss": 0.27516,
    "anonymise.adult.t02.loss": 0.81501,
    "anonymise.adult.local_k5.cpu_s": 4.0,
    "anonymise.adult.local_k5.loss": 0.0577,
    "anonymise.adult.local_k5.suppressed": 0.0,
    "anonymise.million.load_s": 5.0,
    "anonymise.million.k5_s0.cpu_s": 5.0,
    "anonymise.million.k5_s2.cpu_s": 5.0,
    "anonymise.million.k5_s10.cpu_s": 5.0,
    "anonymise.million.peak_mb": 2_000.0,
}
ROUNDS: Final = 3
Value = TypeVar("Value")
MILLION: Final = ROOT / "build" / "bench" / "adult1m.csv"
PEER_SECONDS: Final = 1800


def measure() -> tuple[Figures, dict[str, str]]:
    """Ours, and the peer's; where the peer cannot be measured, why."""
    if not adult.TABLE.exists():
        raise Missing("the Adult data do not lie beside this checkout")
    with tempfile.TemporaryDirectory() as folder:
        figures = _adult(Path(folder))
    figures |= _million()
    try:
        figures["peer.anjana.adult.k5_s2.cpu"] = _anjana() / figures["anonymise.adult.k5_s2.cpu_s"]
    except (Missing, OSError, subprocess.SubprocessError) as error:
        return figures, {"peer anjana": str(error)}
    return figures, {}


def _adult(folder: Path) -> Figures:
    figures: Figures = {}
    for name, share in SHARES.items():
        figures |= _searched(f"anonymise.adult.{name}", adult.protected(folder, adult.policy(share)))
    for name, model in MODELS.items():
        models = f'[[model]]\ncolumn = "{adult.SENSITIVE}"\n{model}\n'
        written = adult.policy(0.02, sensitive=adult.SENSITIVE, models=models)
        figures |= _searched(f"anonymise.adult.{name}", adult.protected(folder, written))
    local = adult.protected(folder, adult.policy(0.0))
    seconds, released = _least(lambda: recode(local))
    assert released is not None
    figures["anonymise.adult.local_k5.cpu_s"] = seconds
    figures["anonymise.adult.local_k5.loss"] = released.loss
    figures["anonymise.adult.local_k5.suppressed"] = float((~released.kept).sum())
    return figures


def _searched(name: str, protected: Protected, rounds: int = ROUNDS) -> Figures:
    seconds, found = _least(lambda: search(problem_of([protected])), rounds)
    assert found is not None
    assert found.proven
    return {f"{name}.cpu_s": seconds, f"{name}.loss": found.score, f"{name}.looked": float(found.looked)}


def _least(work: Callable[[], Value], rounds: int = ROUNDS) -> tuple[float, Value]:
    """The least processor seconds of some rounds: what disturbs only ever adds to them."""
    seconds = []
    for _ in range(rounds):
        begun = time.process_time()
        value = work()
        seconds.append(time.process_time() - begun)
    return min(seconds), value


def _million() -> Figures:
    """In a process of its own, so that the largest memory is its own."""
    if not MILLION.exists():
        _draw_a_million()
    command = [sys.executable, "-m", "tests.bench.anonymise", str(MILLION)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=PEER_SECONDS)
    figures: Figures = json.loads(told.stdout)
    return figures


def _draw_a_million() -> None:
    """Rows of Adult drawn with replacement; a tenth of the cells of each column come from other rows."""
    with adult.TABLE.open(newline="", encoding="utf-8") as file:
        head, *given = csv.reader(file, delimiter=";")
    chance, rows = np.random.default_rng(7), np.array(given, dtype=object)
    drawn = rows[chance.integers(0, len(rows), 1_000_000)]
    for column in range(rows.shape[1]):
        other = chance.random(len(drawn)) < 0.1
        drawn[other, column] = rows[chance.integers(0, len(rows), int(other.sum())), column]
    MILLION.parent.mkdir(parents=True, exist_ok=True)
    with MILLION.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *drawn.tolist()])


def _measured_million(table: Path) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        protected = adult.protected(Path(folder), adult.policy(0.0), table)
        figures: Figures = {"anonymise.million.load_s": time.process_time() - begun}
    for name, share in SHARES.items():
        given = Protected(protected.table, protected.models, share)
        figures |= _searched(f"anonymise.million.{name}", given, rounds=1)
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return figures | {"anonymise.million.peak_mb": peak_kib * 1024 / 1e6}


def _anjana() -> float:
    place = install_locked("anjana", "requirements.lock")
    command = [str(place / "venv" / "bin" / "python"), str(place / "run.py"), str(adult.DATA), "5", "2"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PEER_SECONDS)
    return float(json.loads(told.stdout.splitlines()[-1])["cpu_s"])


if __name__ == "__main__":
    print(json.dumps(_measured_million(Path(sys.argv[1]))))
