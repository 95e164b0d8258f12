"""Consent is taken back by a number and nothing else: for good, in whatever order it arrives, and never by a slip."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.format.consent import PURPOSES, allows
from server.format.history import Known, fold
from server.format.refusals import Refusal
from server.format.withdrawal import MARK_FIELD, NUMBER_FIELD, is_withdrawal, mark_of, read_number, withdrawn_marks
from tests.vectors.makers.testimony import RECORD, Scenario, said

CASES = json.loads(Path(__file__).with_name("withdrawal.json").read_text(encoding="utf-8"))
NUMBER, OTHER = (number for number, _ in CASES["marks"][:2])
CONSENT = [said(("c_internal",), "yes"), *(said((f"c_{purpose}",), "yes") for purpose in PURPOSES)]

numbers = st.integers(0, 10**10 - 1).map(lambda drawn: f"{drawn:010d}{98 - drawn * 100 % 97:02d}")


def given_purposes(known: tuple[Known, ...], withdrawal: tuple[Known, ...]) -> list[str]:
    marks = withdrawn_marks((*known, *withdrawal))
    return [purpose for purpose in PURPOSES if allows(fold(RECORD, known), purpose, marks)]


def told() -> Scenario:
    return Scenario().say("a", "amina", *CONSENT, said((MARK_FIELD,), mark_of(NUMBER)))


def withdrawal(number: str) -> tuple[Known, ...]:
    return tuple(Scenario().say("w", "gul", said((NUMBER_FIELD,), number)).known)


@pytest.mark.parametrize(("typed", "read"), CASES["read"])
def test_a_number_is_read_however_people_write_it(typed: str, read: str) -> None:
    assert read_number(typed) == read


@pytest.mark.parametrize("typed", CASES["refused"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="withdrawal_number"):
        read_number(typed)


@pytest.mark.parametrize(("number", "mark"), CASES["marks"])
def test_the_mark_of_a_number(number: str, mark: str) -> None:
    assert mark_of(number) == mark


@given(numbers, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: str, place: int, more: int) -> None:
    wrong = str((int(number[place]) + more) % 10)
    with pytest.raises(Refusal):
        read_number(number[:place] + wrong + number[place + 1 :])


@given(numbers, st.integers(0, 10))
def test_two_digits_that_changed_places_are_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(Refusal):
            read_number(swapped)


def test_a_number_takes_every_consent_back_and_another_number_none() -> None:
    known = tuple(told().known)
    assert given_purposes(known, ()) == list(PURPOSES)
    assert given_purposes(known, withdrawal(OTHER)) == list(PURPOSES)
    assert given_purposes(known, withdrawal(NUMBER)) == []


def test_whoever_writes_another_mark_or_consent_over_it_changes_nothing() -> None:
    ops = [said((MARK_FIELD,), mark_of(OTHER), "a"), said(("c_un",), "yes", "a")]
    known = tuple(told().say("b", "dawood", *ops, saw=["a"]).known)
    assert given_purposes(known, ()) == list(PURPOSES)
    assert given_purposes(known, withdrawal(NUMBER)) == []


def test_only_the_field_itself_and_a_whole_number_count() -> None:
    known = tuple(told().known)
    for op in (said(("e_title",), NUMBER), said((NUMBER_FIELD,), [NUMBER]), said((NUMBER_FIELD,), f"{NUMBER} ")):  # type: ignore[arg-type]
        assert given_purposes(known, tuple(Scenario().say("w", "gul", op).known)) == list(PURPOSES)


def test_a_record_that_says_anything_else_is_a_testimony() -> None:
    assert is_withdrawal(withdrawal(NUMBER))
    assert not is_withdrawal(tuple(told().known))
    both = Scenario().say("w", "gul", said((NUMBER_FIELD,), NUMBER), said(("e_title",), "hidden"))
    assert not is_withdrawal(tuple(both.known))
