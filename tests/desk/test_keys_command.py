"""A backup file is proven at any desk, offline, and no key of it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.cli import main
from tests.vectors.makers.backups import PASSPHRASE
from tests.vectors.plain import load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "5be0c1d2.bin"
    path.write_bytes(bytes.fromhex(load("backup")["world"]["bytes"]["file"]))
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return path


def check(file: Path) -> int:
    return main(["keys", "check", str(file), "--passphrase-file", str(file.parent / "passphrase")])


def test_a_backup_says_whose_keys_it_holds_and_shows_none(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(file) == 0
    said = capsys.readouterr().out
    opened = next(case for case in load("backup")["cases"] if case["do"] == "open" and "gives" in case)["gives"]
    assert opened["label"] in said
    assert opened["way"]["team"] in said
    assert "coordinator, guardian" in said
    secrets = [opened[key] for key in ("sign", "kem", "root")] + [opened["way"]["epoch_secret"]]
    assert not any(secret[:16] in said for secret in secrets)


@pytest.mark.parametrize("harm", ["passphrase", "byte", "length", "size", "missing"])
def test_a_backup_that_does_not_open_is_refused_plainly(
    file: Path, harm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = bytearray(file.read_bytes())
    if harm == "passphrase":
        (file.parent / "passphrase").write_text("another\n", encoding="utf-8")
    data[200] ^= harm == "byte"
    file.write_bytes({"length": data[:20], "size": bytes(5000)}.get(harm, data))
    if harm == "missing":
        file.unlink()
    assert check(file) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err) > 20
