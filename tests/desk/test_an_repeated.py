"""Two releases of one table, and an adversary who subtracts one from the other."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.desk.given import CANARY, DISTRICTS, POLICY, anonymise, put, released

K = 5
QUASI = ("age", "day", "district")
ROWS = 900
# No diversity here: what is counted is people. Every row can be told apart by its name, which does not leave.
PLAIN = POLICY[: POLICY.index("[[model]]")] + "[limits]\nglobal_risk = 0.2\n"


def people(rows: int, seed: int) -> list[tuple[str, ...]]:
    random = Random(seed)
    return [
        (
            f"Witness {seed}-{at}",
            str(random.randint(1, 70)),
            f"20{random.randint(11, 12)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
            random.choice(tuple(DISTRICTS)),
            "none",
            f"{seed}-{at}",  # a safe column of ours, by which the test finds a row again
        )
        for at in range(rows)
    ]


def release(folder: Path, name: str, rows: list[tuple[str, ...]], *more: str) -> dict[str, tuple[str, ...]]:
    """The class of everybody who leaves, by the mark that only this test can read."""
    table, policy = put(folder / name, rows, PLAIN)
    assert anonymise(table, policy, folder / f"out-{name}", *more) == 0
    return {row["language"]: tuple(row[one] for one in QUASI) for row in released(folder / f"out-{name}")}


def isolated(before: dict[str, tuple[str, ...]], after: dict[str, tuple[str, ...]]) -> int:
    """People whom a subtraction puts into a group smaller than k: who came within a class of the later release, and
    who is missing of a class of the earlier one."""
    came = Counter(cells for mark, cells in after.items() if mark not in before)
    left = Counter(cells for mark, cells in before.items() if mark not in after)
    return sum(number for number in (*came.values(), *left.values()) if number < K)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_nobody_who_came_since_the_last_release_is_found_by_subtraction(share: float, tmp_path: Path) -> None:
    old, new = people(ROWS, 1), people(int(ROWS * share), 2)
    unguarded = isolated(release(tmp_path, "a", old), release(tmp_path, "b", old + new))
    ledger = ("--ledger", str(tmp_path / "ledger.json"))
    guarded = isolated(release(tmp_path, "c", old, *ledger), release(tmp_path, "d", old + new, *ledger))
    assert guarded == 0
    assert unguarded > 0, "without the ledger the attack must find somebody, else this test tests nothing"


def test_nobody_who_withdrew_is_found_by_subtraction(tmp_path: Path) -> None:
    everybody = people(ROWS, 3)
    ledger = ("--ledger", str(tmp_path / "ledger.json"))
    before = release(tmp_path, "a", everybody, *ledger)
    after = release(tmp_path, "b", everybody[3:], *ledger)
    assert isolated(before, after) == 0
    assert not {f"3-{at}" for at in range(3)} & set(after)


def test_a_third_release_is_held_against_both_before_it(tmp_path: Path) -> None:
    ledger = ("--ledger", str(tmp_path / "ledger.json"))
    rows = people(ROWS, 4)
    releases = [release(tmp_path, name, rows[:until], *ledger) for name, until in (("a", 700), ("b", 800), ("c", ROWS))]
    assert isolated(releases[0], releases[2]) == 0
    assert isolated(releases[1], releases[2]) == 0


def test_the_ledger_names_nobody_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    rows = [(CANARY, *people(1, 5)[0][1:]), *people(ROWS, 6)]
    ledger = tmp_path / "ledger.json"
    release(tmp_path, "a", rows, "--ledger", str(ledger))
    assert CANARY not in ledger.read_text()
    assert "Witness" not in ledger.read_text()
    assert ledger.stat().st_mode & 0o077 == 0
    assert len(json.loads(ledger.read_text())["releases"]) == 1


def test_a_damaged_ledger_stops_the_release(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.json"
    ledger.write_text('{"protocol": "gawahi/v1/release-ledger"}')
    table, policy = put(tmp_path / "in", people(ROWS, 7), PLAIN)
    assert anonymise(table, policy, tmp_path / "out", "--ledger", str(ledger)) == 2
    assert not (tmp_path / "out").exists()


def test_a_dry_run_leaves_the_ledger_alone(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.json"
    table, policy = put(tmp_path / "in", people(ROWS, 8), PLAIN)
    assert anonymise(table, policy, tmp_path / "out", "--ledger", str(ledger), "--dry-run") == 0
    assert not ledger.exists()
