"""What a form may ask to be computed: read into trees, or refused by name before a phone depends on it."""

from __future__ import annotations

import json

import pytest

from server.forms.expression import ExpressionRefused, parse


def test_a_question_asked_of_killed_victims_only_becomes_a_small_tree() -> None:
    parsed = parse("${v_outcome} = 'killed'")
    assert parsed.tree == ["=", {"r": "v_outcome"}, {"s": "killed"}]
    assert parsed.questions == {"v_outcome"}


def test_and_binds_closer_than_or_and_a_sum_closer_than_a_comparison() -> None:
    assert parse("1 or 2 and 3").tree == ["or", 1, ["and", 2, 3]]
    assert parse(". >= 1 + 2 * 3").tree == [">=", {"dot": 1}, ["+", 1, ["*", 2, 3]]]
    assert parse("10 - 3 - 2").tree == ["-", ["-", 10, 3], 2]
    assert parse("-. < 1").tree == ["<", ["neg", {"dot": 1}], 1]


def test_urdu_combining_marks_and_an_emoji_stay_as_they_were_written() -> None:
    words = "گواہی é 🕯"
    assert parse(f"${{a}} = '{words}'").tree == ["=", {"r": "a"}, {"s": words}]


def test_the_columns_of_a_choice_may_be_read_in_a_choice_filter_and_nowhere_else() -> None:
    parsed = parse("country=${e_country}", in_choice_filter=True)
    assert parsed.columns == {"country"}
    assert parsed.tree == ["=", {"col": "country"}, {"r": "e_country"}]
    elsewhere = parse("country=${e_country}")
    assert (elsewhere.columns, elsewhere.nothings) == (frozenset(), {"country"}), "nothing, as in ODK"
    assert elsewhere.tree == ["=", {"s": ""}, {"r": "e_country"}]


def test_the_number_of_a_victim_comes_from_its_place_in_the_list() -> None:
    assert parse("concat('V', position(..))").tree == ["concat", {"s": "V"}, ["position"]]
    assert parse("position(../..)").tree == ["position", 1]


def test_a_path_upwards_means_the_question_it_ends_with() -> None:
    assert parse("../a + ../../g/b + current()/../c").questions == {"a", "b", "c"}
    assert parse("current()/. = 1").tree == ["=", {"dot": 1}, 1]


def test_a_choice_is_looked_up_by_a_condition_on_its_columns() -> None:
    parsed = parse("instance('towns')/root/item[name=${a} and size > 3]/label")
    condition = ["and", ["=", {"col": "name"}, {"r": "a"}], [">", {"col": "size"}, 3]]
    assert parsed.tree == ["item", {"s": "towns"}, condition, {"s": "label"}]
    assert (parsed.lists, parsed.columns, parsed.questions) == ({"towns"}, {"name", "size", "label"}, {"a"})
    asked = parse("jr:itext(instance('towns')/root/item[name=${a}]/itextId)").tree
    assert asked == ["item", {"s": "towns"}, ["=", {"col": "name"}, {"r": "a"}], {"s": "label"}]


def test_what_a_choice_says_is_asked_of_its_question() -> None:
    parsed = parse("jr:choice-name(${a}, '${a}')")
    assert parsed.tree == ["jr:choice-name", {"r": "a"}, {"s": "a"}]
    assert parsed.questions == {"a"}


@pytest.mark.parametrize(
    ("source", "code", "detail"),
    [
        ("pulldata('villages', 'x', 'y', ${z})", "unsupported_function", "pulldata"),
        ("area(${a})", "unsupported_function", "area"),
        ("instance(${a})/root/item/label", "unsupported_path", "instance"),
        ("instance('list')/root/other/label", "syntax", "item"),
        ("instance('list')/root/item[name=${a}]/../label", "unsupported_path", ".."),
        ("jr:itext('x')", "unsupported_function", "jr:itext"),
        ("jr:choice-name(${a}, ${a})", "unsupported_path", "choice-name"),
        ("indexed-repeat(1, ${b}, 2)", "unsupported_path", "indexed-repeat"),
        ("..", "unsupported_path", ".."),
        ("../a/../b", "unsupported_path", ".."),
        ("/data/a", "unsupported_path", "/"),
        ("${last-saved#a}", "unsupported_path", "last-saved#a"),
        ("${a}[1]", "unsupported_path", "["),
        ("${a} = ", "syntax", "the end"),
        ("(${a}", "syntax", "expected ')'"),
        ("${a} ${b}", "syntax", "cannot go on"),
        ("not()", "syntax", "not has 0 arguments"),
        ("regex(., '([')", "syntax", "pattern"),
        ("regex(., ${a})", "syntax", "written out"),
        ("“typographic”", "syntax", "cannot read"),
        ("", "syntax", "the end"),
        ("(" * 200 + "1" + ")" * 200, "syntax", "nested deeper"),
        ("1" * 20_001, "syntax", "longer than"),
    ],
)
def test_what_a_phone_cannot_run_is_refused_by_name(source: str, code: str, detail: str) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        parse(source)
    assert refused.value.code == code
    assert detail in refused.value.detail


def test_a_tree_travels_as_plain_json() -> None:
    tree = parse("selected(${a}, 'x') and not(${b} > 1.5) or today() < date('2020-01-01')").tree
    assert json.loads(json.dumps(tree)) == tree
