"""The work that Gawahi and every peer do alike: 10,000 records of 2 KB, and 1,000 of them edited on both sides.

The same bytes on every run: no clock, no randomness but a seeded one. Peers in Node read the file that is written here.
"""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any, Final, Literal

RECORDS: Final = 10_000
EDITS: Final = 100
BOTH_SIDES: Final = 1_000
LONGEST_REWRITE: Final = 900
VOCABULARY: Final = """
    road checkpoint night morning house family village soldier market school river bridge detained released heard
    saw told phone brother sister neighbour window door truck uniform hospital witness interview shelter border
    camp fire field wall gate list name date hour after before during because nobody someone they we I was were
    had not the a of in on at from with سڑک گاؤں رات سپاہی
"""
WORDS: Final = VOCABULARY.split()

Work = dict[str, Any]
Side = Literal[1, 2]


def record(number: int) -> Work:
    """Nested as an organisation's records are, about 2 KB as JSON."""
    dice = random.Random(1_000_003 * number + 17)

    def words(count: int) -> str:
        return " ".join(dice.choice(WORDS) for _ in range(count))

    def name(kind: str) -> str:
        return hashlib.sha256(f"{kind} {number}".encode()).hexdigest()

    people = range(dice.randint(1, 4))
    return {
        "id": name("record")[:32],
        "title": words(6),
        "status": dice.choice(("draft", "review", "final")),
        "place": f"{dice.uniform(-30, 30):.5f},{dice.uniform(-30, 30):.5f}",
        "event_date": f"20{dice.randint(10, 25)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
        "documenter": f"doc-{dice.randint(1, 40):03d}",
        "language": dice.choice(("ur", "fa", "ps", "bal", "en")),
        "consent": {"given": True, "scope": dice.choice(("archive", "court", "public")), "by": words(2)},
        "witnesses": {
            name(f"witness {one}")[:32]: {
                "alias": words(2),
                "age": dice.randint(14, 90),
                "role": dice.choice(("victim", "eyewitness", "relative")),
            }
            for one in people
        },
        "tags": dict.fromkeys(dice.sample(WORDS, 5), True),
        "narrative": words(225),
        "media_sha256": name("media"),
    }


def records(count: int) -> list[Work]:
    return [record(number) for number in range(count)]


def write_records(path: Path) -> None:
    lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in records(RECORDS))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def both_sides(count: int) -> int:
    """How many of so many records are edited on both sides."""
    return min(BOTH_SIDES, count // 10)


def is_same_field(number: int, edited: int) -> bool:
    """The first half is edited in one field by both, the second half in different fields."""
    return number < edited // 2


def edit_of(side: Side, number: int, edited: int, one: Work) -> tuple[str, str]:
    """Field and new text."""
    if is_same_field(number, edited):
        return "narrative", f"C{side} {one['narrative'][:LONGEST_REWRITE]}"
    field = "place" if side == 1 else "status"
    return field, f"C{side}-{field}-{number}"


def single_edit(number: int) -> tuple[str, str]:
    return "place", f"edit-{number}"
