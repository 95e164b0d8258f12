"""What the desk knows of a form: every field's place, class and ladder."""

from __future__ import annotations

from collections import Counter

from server.forms.form import PARENT_FIELD, load_default
from server.forms.ladders import LADDERS

FORM = load_default()


def test_the_default_form_has_190_fields_in_three_compartments() -> None:
    assert len(FORM.fields) == 190
    assert Counter(field.compartment for field in FORM.fields.values()) == {
        "testimony": 149,
        "identity": 28,
        "review": 13,
    }


def test_whatever_names_a_person_lies_in_the_identity_compartment_and_is_never_exported() -> None:
    direct = [field for field in FORM.fields.values() if field.disclosure == "direct"]
    assert {field.compartment for field in direct} == {"identity"}
    assert {"s_name", "v_name", "p_name", "s_phone", "documenter_code", "e_gps"} <= {field.name for field in direct}


def test_whatever_could_single_a_person_out_has_a_ladder() -> None:
    for field in FORM.fields.values():
        if field.disclosure == "quasi":
            assert field.ladder in LADDERS, field.name


def test_the_account_itself_is_dropped_from_every_anonymised_export() -> None:
    assert {FORM.fields[name].ladder for name in ("narrative", "quote_ok", "e_title", "e_date_said")} == {"drop"}


def test_a_victims_age_lies_in_the_collection_of_victims_and_a_title_in_the_record() -> None:
    age, title = FORM.fields["v_age"], FORM.fields["e_title"]
    assert (age.path_kind, age.collection, age.group) == ("collection", "victim", "v_about")
    assert (title.path_kind, title.collection) == ("record", None)
    assert age in FORM.fields_of("victim")
    assert title in FORM.fields_of(None)


def test_whom_an_act_was_done_to_is_a_collection_inside_the_act() -> None:
    assert FORM.collections["act_victim"].parent == "act"
    assert FORM.collections["victim"].parent is None
    assert FORM.fields["av_ref"].choices_from == "v_no"
    assert PARENT_FIELD not in FORM.fields


def test_words_are_there_in_both_languages_and_a_district_names_its_province() -> None:
    mastung = next(choice for choice in FORM.lists["admin2"] if choice.value == "PK_BA_MAS")
    assert (mastung.label.en, mastung.label.ur) == ("Mastung", "مستونگ")
    assert mastung.columns == {"admin1": "PK_BA"}
    assert FORM.title.ur == "گواہی کا ریکارڈ"
