"""What two releases give away together when one is subtracted from the other.

Whoever has both sees, class by class, how many came and how many left. So in every class those who came since an
earlier release are nobody or at least k, and of every class of an earlier release nobody is missing or at least k are.
Counted are people (or testimonies), however many rows each has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Earlier:
    """``held``: the class of every row that an earlier table held, by the row's keyed hash. ``whose``: the person
    behind a row, by the same hash; a row that is not in it is a person of its own."""

    held: Mapping[str, int]
    whose: Mapping[str, str] = field(default_factory=dict)

    def owner(self, row: str) -> str:
        return self.whose.get(row, row)


@dataclass(frozen=True, slots=True)
class Now:
    """The rows that would leave: ``rows`` by their keyed hashes, the number of the person behind each, its class."""

    rows: Sequence[str]
    subjects: Sequence[int]
    classes: Sequence[int]


def would_stand_out(earlier: Earlier, now: Now, k: int) -> set[int]:
    """The people who must wait, because a subtraction would show them in a group smaller than k."""
    return _came_alone(earlier, now, k) | _left_alone(earlier, now, k)


def _came_alone(earlier: Earlier, now: Now, k: int) -> set[int]:
    """Who has rows that the earlier release did not hold, in a class where they are fewer than k."""
    came: dict[int, set[int]] = defaultdict(set)
    for row, subject, of_class in zip(now.rows, now.subjects, now.classes, strict=True):
        if row not in earlier.held:
            came[of_class].add(subject)
    return {subject for who in came.values() if len(who) < k for subject in who}


def _left_alone(earlier: Earlier, now: Now, k: int) -> set[int]:
    """Of every class of the earlier release of which some but fewer than k are missing now: more of them, so that at
    least k are."""
    here = dict(zip(now.rows, now.subjects, strict=True))
    missing: dict[int, set[str]] = defaultdict(set)
    present: dict[int, dict[str, int]] = defaultdict(dict)
    for row, of_class in earlier.held.items():
        if row in here:
            present[of_class][earlier.owner(row)] = here[row]
        else:
            missing[of_class].add(earlier.owner(row))
    follow: set[int] = set()
    for of_class, gone in missing.items():
        if len(gone) < k:
            # By their hashes, which say nothing: who follows is chance, and the same chance each time.
            others = sorted(owner for owner in present[of_class] if owner not in gone)
            follow |= {present[of_class][owner] for owner in others[: k - len(gone)]}
    return follow
