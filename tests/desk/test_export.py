"""What an export is on the disk: harmless cells, words for every code, true hashes, and all of it or nothing."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import re
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.desk.anonymise.select import Folded
from server.desk.export import folder as folder_module
from server.desk.export.folder import write_folder
from server.desk.export.package import PackedFile, Signer, signed_message
from server.desk.export.sheet import harmless
from server.desk.ledger.held import Past
from server.desk.publish import ExportRequest, examine, pack_report
from server.format.change import Change
from server.format.consent import Purpose
from server.format.history import Known, fold
from server.format.refusals import Refusal
from server.forms.form import load_default
from server.seal.device import Device
from server.seal.primitives import verify
from tests.desk.tables import NO_LIMITS
from tests.desk.team import MASTUNG, ops_of

FORM = load_default()
DEVICE = Device(b"s" * 32, b"k" * 32)
SIGNER = Signer(DEVICE.sign_pk, DEVICE.sign)
NO_PAST = Past((), lambda kind, said: hashlib.sha256(kind.encode() + said).hexdigest())


def folded(answers: dict[str, Any], at: int) -> Folded:
    record = at.to_bytes(16, "big")
    change = Change(record, "testimony", (FORM.id, FORM.version), 0, (), ops_of(answers))
    return Folded(fold(record, [Known(at.to_bytes(32, "big"), b"A" * 16, change)]), FORM.id, False)


def asked(purpose: Purpose, k: int, levels: dict[str, int] | None = None) -> ExportRequest:
    """Only k: what the limits do is asked elsewhere."""
    return ExportRequest(purpose, k, levels or {}, limits=NO_LIMITS)


def packed(
    copies: int = 3, levels: dict[str, int] | None = None, random: Random | None = None
) -> dict[str, PackedFile]:
    records = [
        folded(answers, at * 100 + copy) for at, answers in enumerate(MASTUNG.values()) for copy in range(copies)
    ]
    report = examine(records, asked("statistics", 3, levels), FORM, random or SystemRandom(), NO_PAST)
    return {file.name: file for file in pack_report(report, FORM, SIGNER)}


def test_tables_are_csv_that_any_tool_reads() -> None:
    files = packed()
    rows = list(csv.DictReader(io.StringIO(files["claim.csv"].body.decode("utf-8"), newline="")))
    assert sorted(row["n_best"] for row in rows) == sorted(["26", "3", "347", "105"] * 3)
    assert files["claim.csv"].body.count(b"\r\n") == len(rows) + 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_is_no_formula(start: str) -> None:
    assert harmless(f"{start}HYPERLINK()") == f"'{start}HYPERLINK()"


@given(st.text())
def test_no_cell_is_a_formula_whatever_it_says(cell: str) -> None:
    assert not harmless(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert harmless(cell).endswith(cell)


def test_the_dictionary_has_every_column_and_every_code_in_both_languages() -> None:
    files = packed(levels={"place": 2})
    described = json.loads(files["dictionary.json"].body)
    by_name = {table["name"]: {column["name"]: column for column in table["columns"]} for table in described["tables"]}
    for name, columns in by_name.items():
        rows = list(csv.DictReader(io.StringIO(files[f"{name}.csv"].body.decode(), newline="")))
        assert list(rows[0]) == list(columns)
        for column, entry in columns.items():
            assert entry["en"], column
            assert entry["ur"], column
            if "codes" in entry:
                known = {code["code"] for code in entry["codes"]} | {mark["code"] for mark in described["marks"]}
                assert {part for row in rows for part in row[column].split(" ")} <= known, column
    district = by_name["records"]["e_admin2"]
    assert district["ladder"] == {"name": "place", "level": 2, "levelName": "admin1", "of": 4}
    balochistan = next(code for code in district["codes"] if code["code"] == "PK_BA")
    assert balochistan["ur"] == "بلوچستان"
    assert {merged["code"] for merged in balochistan["standsFor"]} >= {"PK_BA_MAS", "PK_BA_QUE"}


def test_the_manifest_names_every_file_by_its_hash_and_is_signed() -> None:
    files = packed()
    manifest = json.loads(files["manifest.json"].body)
    named = {file["name"]: file["sha256"] for file in manifest["files"]}
    assert set(named) == set(files) - {"manifest.json", "manifest.sig"}
    assert all(hashlib.sha256(files[name].body).hexdigest() == found for name, found in named.items())
    assert (manifest["purpose"], manifest["k"], manifest["protocol"]) == ("statistics", 3, "gawahi/v1")
    signature = json.loads(files["manifest.sig"].body)
    key, given_signature = bytes.fromhex(signature["ed25519"]), bytes.fromhex(signature["signature"])
    assert verify(key, given_signature, signed_message(files["manifest.json"].body))
    assert not verify(key, given_signature, signed_message(files["manifest.json"].body + b" "))


def test_the_report_that_leaves_says_how_it_was_made_and_what_it_does_not_protect_against() -> None:
    files = packed()
    report = json.loads(files["report.json"].body)
    assert (report["testimonies"], report["k"]) == (12, 3)
    assert "l-diversity" in " ".join(report["doesNotProtectAgainst"])
    assert report["questionsThatStay"]["narrative"]
    assert b"l-diversity" in files["methods.txt"].body
    assert b"at least 3 testimonies" in files["methods.txt"].body


def test_below_k_there_is_nothing_to_pack() -> None:
    records = [folded(MASTUNG["R1_mastung_killing"], at) for at in range(4)]
    report = examine(records, asked("statistics", 5), FORM, SystemRandom(), NO_PAST)
    with pytest.raises(Refusal, match="k_not_reached"):
        pack_report(report, FORM, SIGNER)


def test_without_consent_there_is_nothing_to_export() -> None:
    records = [folded(MASTUNG["R1_mastung_killing"], at) for at in range(9)]
    report = examine(records, asked("court_int", 2), FORM, SystemRandom(), NO_PAST)
    with pytest.raises(Refusal, match="nothing_to_export"):
        pack_report(report, FORM, SIGNER)


@pytest.mark.parametrize("fails_at", [0, 1, 2])
def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    files = [PackedFile(f"{at}.csv", b"row\r\n") for at in range(3)]
    write = folder_module._write

    def full(path: Path, body: bytes) -> None:
        if path.name == f"{fails_at}.csv":
            path.write_bytes(body[:1])
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, body)

    monkeypatch.setattr(folder_module, "_write", full)
    with pytest.raises(Refusal, match="device_full"):
        write_folder(tmp_path / "exports", "2026-11-22-statistics-1", files)
    assert list((tmp_path / "exports").iterdir()) == []


def test_an_export_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = write_folder(tmp_path / "exports", "one", [PackedFile("records.csv", b"row\r\n")])
    assert [path.name for path in (tmp_path / "exports").iterdir()] == ["one"]
    assert made.stat().st_mode & 0o077 == 0
    assert (made / "records.csv").stat().st_mode & 0o077 == 0


def test_the_same_report_and_seed_give_the_same_bytes_whatever_order_the_testimonies_came_in() -> None:
    records = [folded(answers, at * 9 + copy) for at, answers in enumerate(MASTUNG.values()) for copy in range(3)]

    def files(order: list[Folded], seed: int) -> list[bytes]:
        report = examine(order, asked("statistics", 3), FORM, Random(seed), NO_PAST)
        return [file.body for file in pack_report(report, FORM, SIGNER)]

    assert files(records, 1) == files(records[::-1], 1)
    assert files(records, 1) != files(records, 2)


def test_the_description_for_programs_keeps_to_the_rules_of_frictionless_data() -> None:
    """The rules that the published profiles "tabular-data-package" and "tabular-data-resource" (version 1) demand."""
    files = packed()
    described = json.loads(files["datapackage.json"].body)
    assert described["profile"] == "tabular-data-package"
    assert re.fullmatch(r"[-a-z0-9._/]+", described["name"])
    assert len(described["resources"]) >= 1
    names = [resource["name"] for resource in described["resources"]]
    assert len(set(names)) == len(names)
    for resource in described["resources"]:
        assert resource["profile"] == "tabular-data-resource"
        assert re.fullmatch(r"[-a-z0-9._/]+", resource["name"])
        assert re.fullmatch(r"(?=^[^./~])(^((?!\.{2}).)*$).*", resource["path"])
        body = files[resource["path"]].body
        assert resource["bytes"] == len(body)
        assert re.fullmatch(r"([^:]+:[a-fA-F0-9]+|[a-fA-F0-9]{32}|)", resource["hash"])
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        assert (resource["encoding"], resource["mediatype"]) == ("utf-8", "text/csv")
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == next(csv.reader(io.StringIO(body.decode())))
        assert len({field["name"] for field in fields}) == len(fields)
        assert {field["type"] for field in fields} == {"string"}
        assert resource["schema"]["primaryKey"] == "row"
        assert resource["schema"]["missingValues"] == [""]
        assert resource["dialect"]["delimiter"] == ","
    assert {f"{name}.csv" for name in names} == {name for name in files if name.endswith(".csv")}
