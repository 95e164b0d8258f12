"""A form reaches a phone only if every question can run and every answer has its place: compartment, class, ladder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest

from server.forms.compile_form import FormRefused, compile_form, main, to_bytes
from tests.forms.workbooks import Row, text, write

FORMS = Path(__file__).parents[2] / "server" / "forms"
SAMPLE = Path(__file__).with_name("sample_form.xlsx")
REAL_FORMS = Path(__file__).parents[3] / "shared" / "data" / "forms" / "samples"


def problems(path: Path) -> set[tuple[str, str]]:
    with pytest.raises(FormRefused) as refused:
        compile_form(path)
    return {(problem.code, problem.where) for problem in refused.value.problems}


def nodes(form: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in form:
        yield node
        yield from nodes(node.get("c", []))


def test_the_form_in_the_app_is_the_one_in_the_spreadsheet() -> None:
    assert (FORMS / "gawahi_default.json").read_bytes() == to_bytes(compile_form(FORMS / "gawahi_default.xlsx"))


def test_the_default_form_fits_a_slow_connection() -> None:
    assert len(brotli.compress((FORMS / "gawahi_default.json").read_bytes())) < 22 * 1024


def test_every_word_of_the_default_form_is_there_in_urdu() -> None:
    form = json.loads((FORMS / "gawahi_default.json").read_text(encoding="utf-8"))
    labels = [form["title"]]
    for node in nodes(form["q"]):
        labels += [node[key] for key in ("l", "h", "cm", "sm") if key in node]
    labels += [choice["l"] for choices in form["lists"].values() for choice in choices]
    # The one label that is a name of its own in every language.
    untranslated = [
        label["en"] for label in labels if not any("\u0600" <= letter <= "\u06ff" for letter in label["ur"])
    ]
    assert untranslated == ["SHA-256"]
    assert all("l" in node for node in nodes(form["q"]) if node["t"] != "calculate")


def test_a_witness_who_does_not_consent_is_asked_nothing_more() -> None:
    form = json.loads((FORMS / "gawahi_default.json").read_text(encoding="utf-8"))
    by_name = {node["n"]: node for node in nodes(form["q"])}
    assert by_name["c_internal"]["stop"] == ["=", {"dot": 1}, {"s": "no"}]
    assert by_name["c_internal"]["del"] is True
    behind = [node for node in form["q"] if node["n"] not in ("meta_a", "safety", "consent", "media", "review")]
    assert all('"c_internal"' in json.dumps(node["rel"]) for node in behind)


def test_a_small_form_of_ones_own_compiles() -> None:
    form = compile_form(SAMPLE)
    assert form["title"] == {"en": "Small sample", "ur": "Small sample"}
    assert [node["n"] for node in nodes(form["q"])] == [
        "who",
        "name",
        "seen",
        "place",
        "district",
        "person",
        "p_no",
        "age",
    ]
    assert form["lists"]["districts"][0]["x"] == {"province": "BA"}
    assert "deviceid" not in json.dumps(form)


def test_a_recorded_name_may_not_decide_what_the_testimony_asks(tmp_path: Path) -> None:
    name = text("s_name", gw_class="D", gw_compartment="identity")
    for column in ("relevant", "calculation", "constraint", "required", "gw_stop"):
        reader = text("asked", **{column: "${s_name} != ''"})
        if column == "calculation":
            reader["type"] = "calculate"
        assert ("identity_leak", f"asked.{_KEYS[column]}") in problems(write(tmp_path / "f.xlsx", [name, reader]))


_KEYS = {"relevant": "rel", "calculation": "calc", "constraint": "con", "required": "req", "gw_stop": "stop"}


def test_a_name_may_not_decide_about_a_group_that_holds_testimony_but_may_about_another_name(tmp_path: Path) -> None:
    name = text("s_name", gw_class="D", gw_compartment="identity")
    begin: Row = {"type": "begin_group", "name": "g", "label::English (en)": "g", "relevant": "${s_name} != ''"}
    group = [name, begin, text("asked"), {"type": "end_group"}]
    assert problems(write(tmp_path / "f.xlsx", group)) == {("identity_leak", "g.rel")}
    father = text("s_father", gw_class="D", gw_compartment="identity", relevant="${s_name} != ''")
    assert compile_form(write(tmp_path / "g.xlsx", [name, father, text("other")]))["q"][1]["n"] == "s_father"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([text("a", gw_class="")], "unclassified"),
        ([text("a", gw_compartment="")], "unclassified"),
        ([text("a", gw_compartment="elsewhere")], "unclassified"),
        ([text("a", gw_class="D")], "direct_outside_identity"),
        ([text("a", gw_class="Q")], "no_ladder"),
        ([text("a", gw_gen="escalator")], "unknown_ladder"),
        ([text("of")], "reserved_name"),
        ([text("device", type="deviceid"), text("a", relevant="${device} != ''")], "unknown_question"),
        ([text("a", relevant="${b} = 1"), text("b", relevant="${a} = 1")], "circular"),
        ([text("a", type="xml-external")], "unsupported_type"),
        ([text("a", save_to="name")], "unsupported_entities"),
        ([text("__proto__")], "reserved_name"),
        ([text("a", relevant="${last-saved#a} = 1")], "unsupported_path"),
        ([text("a"), text("b", relevant="a = 1")], "unsupported_path"),
        ([text("a", relevant="instance('none')/root/item[name='x']/label = 1")], "unknown_list"),
        ([text("a", constraint="pulldata('a','b','c','d') = 1")], "unsupported_function"),
    ],
)
def test_what_would_harm_or_not_run_is_named(rows: list[Row], code: str, tmp_path: Path) -> None:
    assert code in {code for code, _ in problems(write(tmp_path / "f.xlsx", rows))}


def test_a_question_that_one_language_lacks_is_named(tmp_path: Path) -> None:
    rows = [text("a", **{"label::Urdu (ur)": "گواہی"}), text("b")]
    assert ("untranslated", "b.label") in problems(write(tmp_path / "f.xlsx", rows))


def test_a_refused_form_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    assert main([str(write(tmp_path / "f.xlsx", [text("a", gw_class="")])), str(out)]) == 1
    assert not out.exists()
    assert capsys.readouterr().err.startswith("unclassified\ta\t")
    assert main(["only-one"]) == 2
    assert main([str(SAMPLE), str(out)]) == 0
    assert json.loads(out.read_bytes())["id"] == "small_sample"


def test_a_file_that_is_no_form_is_refused_by_name(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes("گواہی".encode())
    assert problems(broken) == {("unreadable", "broken.xlsx")}


_NAMED = {
    "circular",
    "duplicate_name",
    "no_ladder",
    "reserved_name",
    "syntax",
    "unclassified",
    "unknown_list",
    "unknown_question",
    "unreadable",
    "unsupported_external_choices",
    "unsupported_function",
    "unsupported_path",
    "unsupported_type",
    "untranslated",
}


@pytest.mark.parametrize("path", sorted(REAL_FORMS.glob("*.xlsx")), ids=lambda path: path.stem)
def test_a_form_of_another_organisation_is_refused_with_every_reason_named(path: Path) -> None:
    """None says what identifies a witness, so none may be used as it is; but nothing may fail without a name."""
    found = {code for code, _ in problems(path)}
    assert found <= _NAMED
    assert found == {"unreadable"} or "unclassified" in found
