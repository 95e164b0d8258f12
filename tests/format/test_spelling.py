"""A name is found in whatever script and spelling somebody wrote it; the phone finds the same (spelling.test.ts)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.format.spelling import is_alike, jaro_winkler, likeness, marks, nearest, skeleton, transcription

CASES: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("spelling.json").read_text(encoding="utf-8"))
PAIRS: Final = [(latin, arabic) for latin, arabic in CASES["pairs"]]
NAMES: Final = sorted({arabic for _, arabic in PAIRS})


@pytest.mark.parametrize("word", CASES["words"], ids=lambda case: case["word"] or "nothing")
def test_a_word_has_one_skeleton_in_both_languages(word: dict[str, str]) -> None:
    assert transcription(word["word"]) == word["transcription"]
    assert skeleton(word["word"]) == word["skeleton"]


def test_the_measure_is_winklers() -> None:
    """Pairs of his own paper."""
    for case in CASES["jaro_winkler"]:
        assert jaro_winkler(case["one"], case["other"]) == pytest.approx(case["is"], abs=1e-8)
    for case in CASES["likeness"]:
        assert likeness(case["one"], case["other"]) == pytest.approx(case["is"], abs=1e-8)


def test_names_of_the_region_are_found_across_scripts() -> None:
    """Two spellings of one name in Arabic script may both come before the other; within three everything is there."""
    found = [nearest(latin, NAMES, 3) for latin, _ in PAIRS]
    same = [skeleton(best[0]) == skeleton(arabic) for best, (_, arabic) in zip(found, PAIRS, strict=True)]
    assert sum(same) / len(PAIRS) >= 0.97
    missed = [pair for best, pair in zip(found, PAIRS, strict=True) if pair[1] not in best]
    assert len(missed) <= 1, missed
    assert [pair for pair in PAIRS if " " not in pair[1] and not is_alike(*pair)] == []


@pytest.mark.parametrize("case", CASES["marks"], ids=lambda case: case["text"][:20] or "nothing")
def test_a_name_or_number_is_marked_wherever_it_stands(case: dict[str, Any]) -> None:
    assert [[span.start, span.end] for span in marks(case["text"], case["values"])] == case["spans"]


letters = st.text(alphabet="abcdehikmnorstuvyzاحسنمدکوی ", min_size=0, max_size=12)


@given(letters, st.lists(letters, max_size=3), letters)
def test_a_name_that_stands_word_by_word_in_a_text_is_always_marked(before: str, names: list[str], after: str) -> None:
    name = "Hussain"
    text = f"{before} {name} {after}"
    at = len(before) + 1
    assert any(span.start <= at and at + len(name) <= span.end for span in marks(text, [*names, name]))


@given(st.text(max_size=40), st.lists(st.text(max_size=12), max_size=4))
def test_marks_lie_inside_the_text_in_order_and_apart(text: str, values: list[str]) -> None:
    end = -1
    for span in marks(text, values):
        assert end < span.start < span.end <= len(text)
        end = span.end
