"""`gawahi anonymise`: what it writes singles nobody out, and what it refuses it refuses plainly."""

from __future__ import annotations

import hashlib
import json
import socket
from collections import Counter
from pathlib import Path

import pytest

from tests.desk.given import CANARY, HEAD, POLICY, anonymise, put, released, witnesses

QUASI = ("age", "day", "district")


@pytest.fixture(name="out")
def released_once(tmp_path: Path) -> Path:
    table, policy = put(tmp_path / "in", witnesses())
    assert anonymise(table, policy, tmp_path / "out") == 0
    return tmp_path / "out"


@pytest.mark.parametrize("recoding", ["columns", "local"])
def test_nobody_stands_with_fewer_than_k_and_every_class_differs_in_what_is_sensitive(
    tmp_path: Path, recoding: str
) -> None:
    table, policy = put(tmp_path / "in", witnesses(), f'recoding = "{recoding}"\n' + POLICY)
    assert anonymise(table, policy, tmp_path / "out") == 0
    rows = released(tmp_path / "out")
    assert len(rows) >= 180
    classes = Counter(tuple(row[name] for name in QUASI) for row in rows)
    assert min(classes.values()) >= 5
    injuries: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        injuries.setdefault(tuple(row[name] for name in QUASI), set()).add(row["injury"])
    assert min(map(len, injuries.values())) >= 2


def test_no_name_leaves_in_any_byte_of_any_file(out: Path) -> None:
    everything = b"".join(file.read_bytes() for file in sorted(out.iterdir()))
    assert CANARY.encode() not in everything
    assert b"canary" not in everything
    assert b"Witness" not in everything


def test_the_order_of_the_table_leaves_no_trace(tmp_path: Path) -> None:
    rows = witnesses()
    for name, given in (("first", rows), ("second", rows[::-1])):
        assert anonymise(*put(tmp_path / name, given), tmp_path / f"out-{name}") == 0
    first, second = ((tmp_path / f"out-{name}" / "data.csv").read_bytes() for name in ("first", "second"))
    assert first == second, "else something of the order in which people came would be in the file"


def test_the_same_table_policy_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    table, policy = put(tmp_path / "in", witnesses())
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        assert anonymise(table, policy, folder) == 0
    first, second = ({file.name: file.read_bytes() for file in folder.iterdir()} for folder in folders)
    assert first == second
    other = put(tmp_path / "in", witnesses(), POLICY.replace("once", "twice"))
    assert anonymise(*other, tmp_path / "three") == 0
    assert (tmp_path / "three" / "data.csv").read_bytes() != first["data.csv"]


def test_no_cell_is_a_formula_and_a_negative_number_stays_one(out: Path) -> None:
    cells = {cell for row in released(out) for cell in row.values()}
    assert "'=cmd|' /C calc'!A0" in cells
    assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in cells)


def test_a_star_in_the_table_is_a_value_and_not_a_wildcard(tmp_path: Path) -> None:
    alike = [("n", "20", "2012-01-01", "mastung", injury, "a") for injury in ("shot", "none") * 10]
    stars = [("n", "20", "2012-01-01", "*", "shot", "a")] * 2
    table, policy = put(tmp_path / "in", [*alike, *stars])
    ladders = tmp_path / "in" / "districts.csv"
    ladders.write_text(ladders.read_text() + "*,unknown,*\n")
    assert anonymise(table, policy, tmp_path / "out") == 0
    assert Counter(row["district"] for row in released(tmp_path / "out"))["*"] in (0, 22)


def test_the_manifest_and_the_description_say_what_is_there(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_bytes())
    listed = {one["name"]: one["sha256"] for one in manifest["files"]}
    assert set(listed) == {file.name for file in out.iterdir()} - {"manifest.json"}
    for name, digest in listed.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    (resource,) = json.loads((out / "datapackage.json").read_bytes())["resources"]
    assert [field["name"] for field in resource["schema"]["fields"]] == list(released(out)[0])
    assert resource["hash"] == f"sha256:{listed['data.csv']}"
    assert resource["bytes"] == (out / "data.csv").stat().st_size


def test_the_report_counts_the_risk_before_and_after(out: Path) -> None:
    report = json.loads((out / "report.json").read_bytes())
    assert report["before"]["unique"] > 150
    assert report["after"]["unique"] == 0
    assert report["after"]["highestRisk"] <= 0.2
    assert report["provenOptimal"] is True


def test_nothing_calls_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def caught(*_: object, **__: object) -> None:
        raise AssertionError("something wanted to speak to a network")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, caught)
    table, policy = put(tmp_path / "in", witnesses())
    assert anonymise(table, policy, tmp_path / "out") == 0


def test_above_a_limit_nothing_is_written_and_what_would_pass_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, policy = put(tmp_path / "in", witnesses(), POLICY.replace("global_risk = 0.2", "global_risk = 0.02"))
    assert anonymise(table, policy, tmp_path / "out") == 1
    assert not (tmp_path / "out").exists()
    said = capsys.readouterr().err
    assert "global risk" in said
    assert "This would: k =" in said


def test_what_cannot_be_protected_is_not_written(tmp_path: Path) -> None:
    table, policy = put(tmp_path / "in", witnesses(4))
    assert anonymise(table, policy, tmp_path / "out") == 1
    assert not (tmp_path / "out").exists()


def test_the_worst_records_are_shown_to_the_coordinator_and_stand_in_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lonely = ("n", "69", "2012-12-27", "kabul", "shot", "a")
    table, policy = put(tmp_path / "in", [*witnesses(), lonely])
    assert anonymise(table, policy, tmp_path / "out", "--worst") == 0
    assert "record " in capsys.readouterr().err
    assert b"2012-12-27" not in b"".join(file.read_bytes() for file in (tmp_path / "out").iterdir())


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path, out: Path) -> None:
    before = (out / "data.csv").read_bytes()
    table, policy = put(tmp_path / "in", witnesses(seed=2))
    assert anonymise(table, policy, out) == 2
    assert (out / "data.csv").read_bytes() == before


REFUSED = {
    "an unnamed column": (POLICY.replace('[columns.language]\nclass = "safe"\n', ""), "says nothing of the column"),
    "a column that is not there": (POLICY + '\n[columns.nose]\nclass = "safe"\n', "no column nose"),
    "a class that is not known": (POLICY.replace('"safe"', '"harmless"'), "class must be one of"),
    "a word that is not known": ("protect = false\n" + POLICY, "protect is not a word"),
    "too small a k": (POLICY.replace("k = 5", "k = 4"), "too small for partners"),
    "partners' k for the public": (POLICY.replace('"partners"', '"public"'), "too small for public"),
    "half a model": (POLICY.replace("l = 2", ""), "l must be a whole number"),
    "a model of no column": (POLICY.replace('column = "injury"', 'column = "nose"'), "not a sensitive column"),
    "a population that is not there": (
        POLICY + '\n[[model]]\nkind = "k-map"\nk = 5\n',
        "needs a table of the population",
    ),
    "steps that are no ladder": (POLICY.replace("[5, 10, 20, 40]", "[5, 7]"), "multiple"),
    "a share above one": (POLICY.replace("suppression = 0.1", "suppression = 1.5"), "from 0 to 1"),
    "a ladder file that is not there": (POLICY.replace("districts.csv", "nowhere.csv"), "cannot be read"),
    "no TOML": (POLICY + "[[[", "cannot be read"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_policy_with_a_slip_is_refused_plainly(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written, says = REFUSED[name]
    assert anonymise(*put(tmp_path / "in", witnesses(), written), tmp_path / "out") == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


TABLES = {
    "a short row": (b"name,age,day,district,injury,language\na,1\n", "has 2 cells and not 6"),
    "the same name twice": (b"name,age,age\na,1,2\n", "name every column"),
    "nothing": (b"", "name every column"),
    "no rows": (",".join(HEAD).encode() + b"\n", "no rows"),
    "another encoding": (",".join(HEAD).encode() + b"\n\xe9,1,2012-01-01,quetta,shot,a\n", "not UTF-8"),
    "a stray quotation mark": (",".join(HEAD).encode() + b'\n"a"b,1,2012-01-01,quetta,shot,a\n', "not a clean CSV"),
    "a value off its ladder": (",".join(HEAD).encode() + b"\na,1,2012-01-01,lahore,shot,a\n", "not on its ladder"),
    "a word where a number belongs": (",".join(HEAD).encode() + b"\na,old,2012-01-01,quetta,shot,a\n", "no numbers"),
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_that_is_none_is_refused_plainly(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body, says = TABLES[name]
    table, policy = put(tmp_path / "in", [])
    table.write_bytes(body)
    assert anonymise(table, policy, tmp_path / "out") == 2
    assert says in capsys.readouterr().err


def test_the_example_policy_is_one_that_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from server.cli import main
    from server.desk.release.policy import read_policy

    assert main(["anonymise", "--example"]) == 0
    example = tmp_path / "example.toml"
    example.write_text(capsys.readouterr().out, encoding="utf-8")
    policy = read_policy(example)
    assert (policy.k, policy.audience) == (11, "public")
