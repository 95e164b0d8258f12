"""What real workbooks get wrong is mended and told; what would be a guess is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from server.forms import workbook
from server.forms.compile_form import Compiled, compile_workbook
from server.forms.findings import SENTENCES, FormRefused, Notice
from server.forms.workbook import read_bytes, read_workbook
from tests.forms.workbooks import Row, text, write


def compiled(tmp_path: Path, rows: list[Row], choices: list[Row] | None = None) -> Compiled:
    return compile_workbook(read_workbook(write(tmp_path / "f.xlsx", rows, choices)))


def codes(found: Compiled) -> set[tuple[str, str]]:
    return {(notice.code, notice.where) for notice in found.notices}


def select(name: str, **columns: str) -> Row:
    return text(name, type="select_one yesno", **columns)


YES: Row = {"list_name": "yesno", "name": "yes", "label::English (en)": "Yes"}


def test_a_choice_that_is_there_twice_is_offered_once(tmp_path: Path) -> None:
    found = compiled(tmp_path, [select("a")], [YES, {**YES, "label::English (en)": "Yes, again"}])
    assert found.form["lists"]["yesno"] == [{"v": "yes", "l": {"en": "Yes", "ur": "Yes"}}]
    assert codes(found) == {("choice_repeated", "yesno.yes")}


def test_a_choice_without_a_name_is_left_out_and_one_called_nought_is_not(tmp_path: Path) -> None:
    rows: list[Row] = [YES, {**YES, "name": ""}, {**YES, "name": "0"}]
    found = compiled(tmp_path, [select("a")], rows)
    assert [choice["v"] for choice in found.form["lists"]["yesno"]] == ["yes", "0"]
    assert codes(found) == {("choice_unnamed", "yesno")}


def test_bent_quotation_marks_in_an_expression_are_made_straight(tmp_path: Path) -> None:
    found = compiled(tmp_path, [text("a"), text("b", relevant="${a} = \u2018x\u2019")])
    assert found.form["q"][1]["rel"] == ["=", {"r": "a"}, {"s": "x"}]
    assert codes(found) == {("quotes_mended", "b.relevant")}


def test_what_identifies_the_phone_is_left_out_and_told(tmp_path: Path) -> None:
    kinds = ("deviceid", "phonenumber", "start", "end", "username", "audit", "start-geopoint")
    rows = [text(kind.replace("-", "_"), type=kind) for kind in kinds if kind != "audit"]
    found = compiled(tmp_path, [*rows, {"type": "audit", "name": "audit"}, text("a")])
    assert [node["n"] for node in found.form["q"]] == ["a"]
    told = {notice.detail for notice in found.notices if notice.code == "dropped_for_safety"}
    assert told == set(kinds)


def test_the_day_of_the_record_is_kept_where_a_question_counts_from_it(tmp_path: Path) -> None:
    found = compiled(
        tmp_path, [text("today", type="today"), text("a", type="date", gw_class="N", constraint=". <= ${today}")]
    )
    assert found.form["q"][0]["calc"] == ["today"]
    alone = compiled(tmp_path, [text("today", type="today"), text("a")])
    assert [node["n"] for node in alone.form["q"]] == ["a"]


def test_two_questions_of_one_name_get_names_of_their_own_unless_one_is_read(tmp_path: Path) -> None:
    begin: Row = {"type": "begin_group", "name": "g", "label::English (en)": "g"}
    rows = [text("a"), begin, text("a"), {"type": "end_group"}]
    found = compiled(tmp_path, rows)
    assert found.form["q"][1]["c"][0]["n"] == "g_a"
    assert codes(found) == {("name_made_unique", "a")}
    with pytest.raises(FormRefused):
        compiled(tmp_path, [*rows, text("b", relevant="${a} = 1")])


def test_an_older_format_under_a_newer_name_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "f.xlsx", [text("a")])
    renamed = tmp_path / "f.xls"
    renamed.write_bytes(path.read_bytes())
    assert Notice("file_is_other", "f.xls", "read as .xlsx") in read_workbook(renamed).notices


def test_columns_of_other_programs_are_left_out_and_told(tmp_path: Path) -> None:
    found = compiled(tmp_path, [text("a", **{"instance::tag": "hidden"}), text("b", labelReport="Of ${nobody}")])
    assert codes(found) == {("column_left_out", "instance::tag"), ("column_left_out", "labelReport")}


def test_questions_that_phones_ask_otherwise_are_told(tmp_path: Path) -> None:
    rows = [
        text("r", type="range", parameters="start=1 end=5"),
        text("k", type="rank yesno"),
        text("o", type="acknowledge"),
        text("s", type="barcode"),
    ]
    found = compiled(tmp_path, rows, [YES])
    by_name = {node["n"]: node for node in found.form["q"]}
    assert by_name["r"]["t"] == "integer"
    assert by_name["r"]["con"] == ["and", [">=", {"dot": 1}, 1], ["<=", {"dot": 1}, 5]]
    assert (by_name["k"]["t"], by_name["k"]["a"]) == ("select_multiple", "rank")
    assert [choice["v"] for choice in found.form["lists"][by_name["o"]["list"]]] == ["OK"]
    assert codes(found) == {("shown_as", "r"), ("shown_as", "k"), ("shown_as", "o"), ("typed_by_hand", "s")}


def test_choices_of_the_external_sheet_are_as_good_as_others(tmp_path: Path) -> None:
    markdown = (
        "| survey |\n"
        "| | type | name | label | gw_class | gw_compartment | choice_filter |\n"
        "| | select_one_external towns | town | Town | safe | testimony | province='BA' |\n"
        "| external_choices |\n"
        "| | list_name | name | label | province |\n"
        "| | towns | mastung | Mastung | BA |\n"
        "| | towns | lahore | Lahore | PB |\n"
        "| settings |\n| | form_id |\n| | f |\n"
    )
    form = compile_workbook(read_bytes(markdown.encode(), "f.md")).form
    assert [choice["x"] for choice in form["lists"]["towns"]] == [{"province": "BA"}, {"province": "PB"}]
    assert form["q"][0]["f"] == ["=", {"col": "province"}, {"s": "BA"}]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0rubbish", "گواہی".encode()])
@pytest.mark.parametrize("name", ["f.xlsx", "f.xls", "f.csv", "f.md", "f"])
def test_what_is_no_workbook_is_refused_by_name(data: bytes, name: str) -> None:
    with pytest.raises(FormRefused) as refused:
        compile_workbook(read_bytes(data, name))
    assert {problem.code for problem in refused.value.problems} == {"unreadable"}


def test_a_workbook_that_unpacks_to_too_much_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_UNPACKED_LIMIT_BYTES", 1 << 20)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (2 << 20))
    with pytest.raises(FormRefused, match="unpacks to more"):
        read_bytes(packed.getvalue(), "bomb.xlsx")


def test_every_notice_has_a_sentence_that_says_what_it_means(tmp_path: Path) -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in Path(workbook.__file__).parent.glob("*.py"))
    for code in SENTENCES:
        assert source.count(f'"{code}"') > 1, f"nobody says {code}"
