"""Less exact, step by step, until nothing is said; and never to something that nobody said."""

from __future__ import annotations

import itertools

import pytest

from server.forms.form import load_default
from server.forms.ladders import LADDERS, generalise, levels

LISTS = load_default().lists


def climb(ladder: str, value: str | int | list[str]) -> list[str]:
    return [generalise(ladder, level, value, LISTS) for level in range(len(levels(ladder)))]


def test_a_day_becomes_a_week_a_month_a_quarter_a_year_a_period() -> None:
    assert climb("date", "2011-09-20") == ["2011-09-20", "2011-W38", "2011-09", "2011-Q3", "2011", "2010-2014", "*"]
    assert climb("date", "2010-01-01T10:30")[1:3] == ["2009-W53", "2010-01"]


@pytest.mark.parametrize(
    ("day", "period"),
    [
        ("1993-12-31", "1989-1993"),
        ("1998-12-31", "1994-1998"),
        ("1999-01-01", "1999-2004"),
        ("2004-12-31", "1999-2004"),
        ("2005-01-01", "2005-2009"),
        ("2026-11-22", "2025-2029"),
    ],
)
def test_periods_meet_without_a_gap(day: str, period: str) -> None:
    assert generalise("date", 5, day, LISTS) == period


def test_mastung_becomes_balochistan_becomes_pakistan() -> None:
    assert climb("place", "PK_BA_MAS") == ["PK_BA_MAS", "PK_BA_MAS", "PK_BA", "PK", "*"]
    assert climb("place", "PK_BA") == ["PK_BA", "PK_BA", "PK_BA", "PK", "*"]
    assert climb("place", "AF") == ["AF", "AF", "AF", "AF", "*"]


def test_a_place_in_the_speakers_words_cannot_climb_and_is_hidden() -> None:
    assert climb("place", "مستونگ کا موڑ") == ["مستونگ کا موڑ", "*", "*", "*", "*"]


def test_an_age_in_years_and_an_age_group_end_in_the_same_class() -> None:
    assert climb("age", 34) == ["34", "30-34", "18_34", "adult", "*"]
    assert climb("age", "18_34") == ["18_34", "18_34", "18_34", "adult", "*"]
    assert climb("age", 0)[1:4] == ["0-4", "0_4", "child"]
    assert climb("age", 17)[2:4] == ["12_17", "child"]
    assert climb("age", "mixed")[1:4] == ["mixed"] * 3


def test_the_very_old_share_one_class() -> None:
    assert generalise("age", 1, 90, LISTS) == generalise("age", 1, 119, LISTS) == "90+"


def test_a_date_of_birth_says_nothing_above_the_first_step() -> None:
    assert climb("age", "1990-02-03")[1:] == ["*"] * 4


def test_twenty_six_killed_is_more_than_twenty_four_and_less_than_fifty() -> None:
    classes = [generalise("count", 1, number, LISTS) for number in (0, 1, 2, 4, 5, 9, 10, 24, 25, 26, 49, 50, 347)]
    assert classes == ["0", "1", "2-4", "2-4", "5-9", "5-9", "10-24", "10-24", "25-49", "25-49", "25-49", "50+", "50+"]


def test_several_effects_are_generalised_one_by_one_and_said_once() -> None:
    assert climb("impact", ["fear", "work"]) == ["fear work", "any", "*"]
    assert climb("activity", ["worship", "pilgrimage", "travel"]) == [
        "pilgrimage travel worship",
        "travelling worship",
        "*",
    ]


def test_two_kinds_of_threat_become_one_then_an_assault_then_a_right() -> None:
    assert climb("act", "death_threat") == ["death_threat", "threats", "assault", "integrity", "*"]
    assert climb("act", "killing_selected") == ["killing_selected", "killing_selected", "killing", "life", "*"]


def test_a_named_group_becomes_its_kind_and_a_free_text_is_hidden() -> None:
    assert climb("perp", "g_a") == ["g_a", "armed_group", "non_state", "*"]
    assert climb("perp", "some name \U0001f56f") == ["some name \U0001f56f", "other", "unknown", "*"]


def test_a_team_becomes_its_region() -> None:
    assert climb("team", "QA01") == ["QA01", "QA", "*"]
    assert climb("team", "the team of Ali")[1] == "*"


def test_a_dropped_field_is_never_said_at_all() -> None:
    assert levels("drop") == ("*",)
    assert generalise("drop", 0, "فاطمہ", LISTS) == "*"


def test_an_unanswered_question_stays_unanswered_until_it_is_suppressed() -> None:
    for ladder in LADDERS:
        assert set(climb(ladder, "")[:-1]) <= {""}
        assert climb(ladder, "")[-1] == "*"


def test_a_level_that_the_ladder_does_not_have_is_an_error_and_not_a_value() -> None:
    for level in (-1, 7):
        with pytest.raises(ValueError, match="no level"):
            generalise("date", level, "2011-09-20", LISTS)
    with pytest.raises(KeyError):
        levels("escalator")


def test_every_choice_of_the_default_form_has_a_place_on_its_ladder() -> None:
    for field in load_default().fields.values():
        if field.ladder is None or field.list is None or not LADDERS[field.ladder].groups:
            continue
        codes = {choice.value for choice in LISTS[field.list]}
        assert codes <= LADDERS[field.ladder].groups.keys(), field.name


def test_each_step_only_joins_classes_and_never_splits_one() -> None:
    for name, ladder in LADDERS.items():
        ways = [climb(name, leaf)[1:] for leaf in ladder.groups]
        for one, other in itertools.combinations(ways, 2):
            met = [a == b for a, b in zip(one, other, strict=True)]
            assert met == sorted(met), (name, one, other)
        assert ladder.levels[-1] == "*"
