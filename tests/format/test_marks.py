"""What the phone marked is found again at the desk, by the text itself; what it never saw is not taken for clean."""

from __future__ import annotations

import hashlib

from server.format.marks import marked
from server.format.spelling import Span, marks

TEXT = "🕯 They asked for حسین by name."


def line(text: str, *spans: Span) -> str:
    named = hashlib.sha256(text.encode()).hexdigest()[:16]
    return " ".join([named, *(f"{span.start}-{span.end}" for span in spans)])


def test_a_marked_text_says_where_to_redact_and_a_clean_one_that_nothing_was_found() -> None:
    (found,) = marks(TEXT, ["Hussain"])
    lines = [line("clean"), line(TEXT, found)]
    assert marked(TEXT, lines) == (found,)
    assert TEXT[found.start : found.end] == "حسین"
    assert marked("clean", lines) == ()


def test_a_text_that_was_changed_after_the_phone_saw_it_is_unknown() -> None:
    assert marked(TEXT + " Hussain again.", [line(TEXT)]) is None
    assert marked(TEXT, []) is None


def test_marks_that_are_none_mark_nothing_and_clear_nothing() -> None:
    broken = [line(TEXT, Span(0, 999)), line(TEXT, Span(5, 5)), line(TEXT) + " x", line(TEXT).upper(), "", "گواہی"]
    assert marked(TEXT, [one for one in broken if one != line(TEXT)]) is None


def test_marks_of_two_people_are_all_kept() -> None:
    assert marked(TEXT, [line(TEXT, Span(0, 1)), line(TEXT, Span(2, 6))]) == (Span(0, 1), Span(2, 6))
