"""A form that says nothing of what its answers give away is classified by a person, with careful suggestions."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest

from server.cli import main
from server.forms.classes import Class
from server.forms.classes_file import read_classes, write_classes
from server.forms.commands import suggestions_for
from server.forms.compile_form import compile_workbook
from server.forms.findings import FormRefused
from server.forms.workbook import read_workbook
from tests.forms.odk_engine import REAL_FORMS
from tests.forms.workbooks import Row, text, write


def bare(name: str, label: str, kind: str = "text", **columns: str) -> Row:
    return text(name, type=kind, gw_class="", gw_compartment="", **{"label::English (en)": label}, **columns)


def suggested(tmp_path: Path, *rows: Row) -> dict[str, Class]:
    workbook = read_workbook(write(tmp_path / "f.xlsx", list(rows)))
    return {one.question: one.suggested for one in suggestions_for(workbook)}


@pytest.mark.parametrize(
    ("label", "kind", "expected"),
    [
        ("What is your name?", "text", ("direct", "identity")),
        ("آپ کا نام", "text", ("direct", "identity")),
        ("Phone number", "text", ("direct", "identity")),
        ("Your CNIC", "text", ("direct", "identity")),
        ("Where are you?", "geopoint", ("direct", "identity")),
        ("Your picture", "image", ("direct", "identity")),
        ("How old are you? (age)", "integer", ("quasi", "testimony")),
        ("When was it?", "date", ("quasi", "testimony")),
        ("How many came?", "integer", ("quasi", "testimony")),
        ("What happened?", "text", ("sensitive", "testimony")),
        ("Describe the place", "text", ("sensitive", "testimony")),
        ("Were you hurt?", "select_one yesno", ("sensitive", "testimony")),
    ],
)
def test_in_doubt_more_is_protected(label: str, kind: str, expected: tuple[str, str], tmp_path: Path) -> None:
    (found,) = suggested(tmp_path, bare("q", label, kind)).values()
    assert (found.disclosure, found.compartment) == expected
    assert found.disclosure != "safe"


def test_who_reads_a_name_joins_it_and_never_the_other_way_round(tmp_path: Path) -> None:
    found = suggested(tmp_path, bare("n", "Name"), bare("m", "Name of the mother", relevant="${n} != ''"))
    assert found["m"] == found["n"] == Class("direct", "identity", "drop")
    with_group: list[Row] = [
        bare("n", "Name"),
        {"type": "begin_group", "name": "g", "label::English (en)": "g", "relevant": "${n} != ''"},
        bare("a", "What happened?"),
        {"type": "end_group"},
    ]
    assert suggested(tmp_path, *with_group)["n"].compartment == "testimony", "half the form would have to follow it"


@pytest.mark.parametrize("path", sorted(REAL_FORMS.glob("*.xlsx")), ids=lambda path: path.stem)
def test_what_is_suggested_for_a_real_form_leaks_nothing(path: Path) -> None:
    workbook = read_workbook(path)
    classes = {one.question: one.suggested for one in suggestions_for(workbook)}
    with suppress(FormRefused):
        compile_workbook(workbook, classes)
        return
    with pytest.raises(FormRefused) as refused:
        compile_workbook(workbook, classes)
    assert {problem.code for problem in refused.value.problems} == {"unsupported_external_choices"}


def test_the_table_comes_back_as_it_was_written_and_corrected(tmp_path: Path) -> None:
    workbook = read_workbook(write(tmp_path / "f.xlsx", [bare("n", "+Name"), bare("a", "گواہی")]))
    table = write_classes(suggestions_for(workbook))
    assert read_classes(table)["a"] == Class("sensitive", "testimony", "drop")
    assert b"'+Name" in table, "a spreadsheet must not run a label"
    corrected = table.replace(b"sensitive,testimony,drop", b"safe,testimony,")
    assert read_classes(corrected)["a"] == Class("safe", "testimony", None)


@pytest.mark.parametrize(
    "line",
    [
        b"a,,secret,testimony,,",
        b"a,,direct,elsewhere,,",
        b",,safe,testimony,,",
        b"a,,safe,testimony,,\r\na,,safe,testimony,,",
    ],
)
def test_a_line_that_says_nothing_we_know_is_named(line: bytes) -> None:
    with pytest.raises(FormRefused) as refused:
        read_classes(b"question,label,gw_class,gw_compartment,gw_generalise,why\r\n" + line)
    assert {problem.code for problem in refused.value.problems} == {"classes_file"}


def test_a_coordinator_makes_a_form_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, table, form = (
        write(tmp_path / "f.xlsx", [bare("n", "Name"), bare("a", "What?")]),
        tmp_path / "c.csv",
        tmp_path / "f.json",
    )
    assert main(["form", "check", str(book)]) == 1
    assert "gawahi form classify" in capsys.readouterr().err
    assert main(["form", "compile", str(book), str(form)]) == 1
    assert not form.exists()
    assert main(["form", "classify", str(book), str(table)]) == 0
    assert main(["form", "classify", str(book), str(table)]) == 1, "what a person corrected is never overwritten"
    assert main(["form", "check", str(book), "--classes", str(table)]) == 0
    assert main(["form", "compile", str(book), str(form), "--classes", str(table)]) == 0
    assert [node["cmp"] for node in json.loads(form.read_bytes())["q"]] == ["identity", "testimony"]
    assert main(["form", "compile", str(book), str(form), "--classes", str(tmp_path / "none.csv")]) == 1
    assert main(["form", "check", str(tmp_path / "none.xlsx")]) == 1
    assert "unreadable" in capsys.readouterr().err
