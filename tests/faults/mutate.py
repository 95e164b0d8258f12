"""Mutation of the tests: bugs that others have made are planted in a copy of the tree, one at a time, and the tests
that should notice must fail.

A bug whose place is not there any more is an error, and so is one that does not even load: neither proves anything.
The same tests must pass without any bug, or their failing would say nothing.
"""

from __future__ import annotations

import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.faults.mutant import Mutant
from tests.faults.mutants import MUTANTS
from tests.faults.points import ROOT
from tests.faults.report import Report

AT_ONCE: Final = 2
TIMEOUT_SECONDS: Final = 300
LINKED: Final = ("static/node_modules", "static/dist")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Did any test run, which failed first, and the end of what they said."""

    ran: bool
    failed: str | None
    told: str


def run(report: Report, mutants: Sequence[Mutant] = MUTANTS) -> None:
    for mutant in mutants:
        spoil(ROOT, mutant)  # before anything is run: a bug whose place is gone is an error
    with tempfile.TemporaryDirectory(prefix="gawahi-mutants-") as folder:
        trees: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(AT_ONCE):
            trees.put(copy_of_the_tree(Path(folder) / f"tree{number}"))
        sound = list(dict.fromkeys((mutant.tests, mutant.only) for mutant in mutants))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            without = pool.map(lambda tests: _judge(trees, None, *tests), sound)
            with_each = pool.map(lambda mutant: _judge(trees, mutant, mutant.tests, mutant.only), mutants)
            for tests, verdict in zip(sound, without, strict=True):
                if verdict.failed is not None or not verdict.ran:
                    report.complaints.append(f"without any bug {tests} failed:\n{verdict.told}")
            for mutant, verdict in zip(mutants, with_each, strict=True):
                report.mutants[mutant.name] = verdict.failed
                if not verdict.ran:
                    report.complaints.append(f"{mutant.name}: no test was judged:\n{verdict.told}")


def copy_of_the_tree(target: Path) -> Path:
    """All that git knows or would add, as it lies there now."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in listed[:-1]:
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    for name in LINKED:
        if (ROOT / name).is_dir():
            (target / name).symlink_to((ROOT / name).resolve())
    return target


def spoil(tree: Path, mutant: Mutant) -> str:
    """The file with the bug in it. Fails if a place is not there exactly once."""
    sound = (tree / mutant.file).read_text(encoding="utf-8")
    spoilt = sound
    for old, new in mutant.places:
        if sound.count(old) != 1:
            raise LookupError(f"{mutant.name}: {sound.count(old)} places in {mutant.file} read {old!r}")
        spoilt = spoilt.replace(old, new)
    if mutant.file.endswith(".py"):
        compile(spoilt, mutant.file, "exec")
    return spoilt


@contextmanager
def planted(tree: Path, mutant: Mutant) -> Iterator[None]:
    """Each place is replaced while the block runs."""
    path = tree / mutant.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(spoil(tree, mutant), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(sound, encoding="utf-8")


def _judge(trees: queue.SimpleQueue[Path], mutant: Mutant | None, tests: tuple[str, ...], only: str) -> Verdict:
    tree = trees.get()
    try:
        if mutant is None:
            return _run_tests(tree, tests, only)
        with planted(tree, mutant):
            return _run_tests(tree, tests, only)
    finally:
        trees.put(tree)


def _run_tests(tree: Path, tests: tuple[str, ...], only: str) -> Verdict:
    """Whose time is up was not judged: a crowded machine may be to blame."""
    try:
        return _vitest(tree, tests, only) if tests[0].endswith(".ts") else _pytest(tree, tests)
    except subprocess.TimeoutExpired:
        return Verdict(ran=False, failed=None, told="its time was up")


def _pytest(tree: Path, tests: tuple[str, ...]) -> Verdict:
    done = _run([sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-rf", *tests], tree)
    failed = re.findall(r"^FAILED (\S+)", done.stdout, flags=re.MULTILINE)
    # 0: all passed; 1: some failed; anything else: they could not be run.
    ran = done.returncode == 0 or (done.returncode == 1 and bool(failed))
    return Verdict(ran, failed[0] if failed else None, (done.stdout + done.stderr)[-2_000:])


def _vitest(tree: Path, tests: tuple[str, ...], only: str) -> Verdict:
    said = tree / "verdict.json"
    said.unlink(missing_ok=True)
    patience = [f"--testTimeout={1000 * TIMEOUT_SECONDS}", f"--hookTimeout={1000 * TIMEOUT_SECONDS}"]
    command = ["node", "node_modules/vitest/vitest.mjs", "run", "--bail=1", "--reporter=json", f"--outputFile={said}"]
    done = _run([*command, *patience, *(["-t", only] if only else []), *tests], tree / "static")
    told = json.loads(said.read_text(encoding="utf-8")) if said.exists() else {"testResults": []}
    all_tests = [test for file in told["testResults"] for test in file["assertionResults"]]
    failed = [test["fullName"] for test in all_tests if test["status"] == "failed"]
    ran = any(test["status"] in ("passed", "failed") for test in all_tests)
    return Verdict(ran, failed[0] if failed else None, (done.stdout + done.stderr)[-2_000:])


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "GAWAHI_"))}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
    )
