"""What of the default form may leave: nothing that identifies, no free text, no identity, no review, no consent
answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.desk.anonymise.cells import UNLISTED, cell_of
from server.desk.anonymise.form_ladders import ladders_of
from server.desk.anonymise.shapes import Column, shapes_of
from server.forms.form import Field, Form, load_default

FORM = load_default()
LADDER_NAMES = frozenset(ladders_of(FORM))
SHAPES, KEPT = shapes_of(FORM, LADDER_NAMES)
LEAVING = {column.name: column for shape in SHAPES for column in shape.columns}


def form_with(**changed: object) -> Form:
    """The default form, with the kind of event asked in another way."""
    fields = dict(FORM.fields)
    fields["e_type"] = replace(FORM.fields["e_type"], **changed)  # type: ignore[arg-type]
    return replace(FORM, fields=fields)


def leaves(form: Form) -> bool:
    shapes, _ = shapes_of(form, LADDER_NAMES)
    return any(column.name == "e_type" for shape in shapes for column in shape.columns)


def test_every_question_either_leaves_or_says_why_it_stays() -> None:
    assert set(LEAVING) | {one.name for one in KEPT} == set(FORM.fields)
    assert not set(LEAVING) & {one.name for one in KEPT}


def test_the_tables_are_the_records_and_their_collections() -> None:
    assert [shape.name for shape in SHAPES] == ["records", "victim", "act", "perp", "claim", "justice", "src"]


@pytest.mark.parametrize("field", FORM.fields.values(), ids=lambda field: field.name)
def test_nothing_that_identifies_has_a_column(field: Field) -> None:
    if field.name not in LEAVING:
        return
    assert field.disclosure != "direct"
    assert field.compartment == "testimony"
    assert field.type in ("select_one", "select_multiple", "integer", "date")
    assert field.ladder != "drop"
    assert not field.name.startswith("c_")
    assert field.disclosure != "quasi" or field.ladder


def test_the_form_is_wide_enough_for_this_to_mean_something() -> None:
    assert len(LEAVING) > 60
    assert {"e_date_start", "e_admin2", "v_age", "v_religion", "a_type", "n_best"} <= set(LEAVING)


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "text"},
        {"type": "geopoint"},
        {"type": "note"},
        {"type": "calculate"},
        {"type": "dateTime"},
        {"type": "image"},
        {"compartment": "identity"},
        {"compartment": "review"},
        {"disclosure": "direct"},
        {"disclosure": "quasi"},
        {"disclosure": "unheard of"},
        {"ladder": "drop"},
        {"ladder": "unheard of"},
        {"collection": "media"},
        {"collection": "act_victim"},
        {"choices_from": "v_no"},
        {"list": None},
        {"name": "c_type"},
    ],
    ids=str,
)
def test_a_question_stays_for_each_reason_alone(changed: dict[str, object]) -> None:
    assert leaves(FORM)
    assert not leaves(form_with(**changed))


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("e_type", "Mohammad Ali"),
        ("e_type", ["bombing", "Mohammad Ali"]),
        ("e_type", 7),
        ("e_targeting", "Mohammad Ali"),
        ("e_date_start", "in the spring, with Ali"),
        ("e_date_start", "2011-01-01 with Ali"),
        ("v_count_best", "26 and Ali"),
        ("v_count_best", -1),
        ("v_count_best", True),
        ("v_count_best", 923001234567),
    ],
)
def test_an_answer_that_does_not_fit_its_question_shows_nothing(name: str, answer: object) -> None:
    column: Column = LEAVING[name]
    assert cell_of(column, answer) == UNLISTED  # type: ignore[arg-type]


def test_an_answer_that_fits_is_kept() -> None:
    assert cell_of(LEAVING["e_type"], "bombing") == ("bombing",)
    assert cell_of(LEAVING["e_targeting"], ["known", "face", "known"]) == ("face", "known")
    assert cell_of(LEAVING["v_count_best"], 26) == ("26",)
    assert cell_of(LEAVING["e_date_start"], "2011-09-20") == ("2011-09-20",)
    assert cell_of(LEAVING["e_type"], None) == cell_of(LEAVING["e_targeting"], []) == ()
