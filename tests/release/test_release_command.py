"""What people do with a release: make a key, sign, compare; and what they are told of an app that is another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.cli import main
from tests.release.conftest import BUILD, sign
from tests.served import Served


def check(place: object, key: Path, *more: str) -> int:
    return main(["release", "check", str(place), "--key", str(key.with_suffix(".pub")), *more])


def test_what_was_signed_is_found_right(app: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sign(app, key) == 0
    assert check(app, key) == 0
    assert f"build {BUILD}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("assets/main-AAAA.js", b"steal()", "assets/main-AAAA.js is another file than the signed one"),
        ("assets/main-AAAA.js.br", b"another twin", "assets/main-AAAA.js.br is another file"),
        ("assets/strange.js", b"steal()", "assets/strange.js was not signed"),
        ("sw.js", None, None),
        ("index.html", b"<!doctype html>", "index.html is another file"),
        ("release.txt", b"gawahi/release\n", "not the one that was signed"),
        ("release.txt", b"\xff", "not the one that was signed"),
        ("release.txt", None, "not the one that was signed"),
    ],
)
def test_an_app_that_is_not_the_signed_one_is_refused_and_its_first_wrong_file_is_named(
    app: Path, key: Path, capsys: pytest.CaptureFixture[str], path: str, data: bytes | None, said: str | None
) -> None:
    assert sign(app, key) == 0
    if data is None:
        (app / path).unlink()
    else:
        (app / path).write_bytes(data)
    assert check(app, key) == 1
    if said:
        assert said in capsys.readouterr().err


def test_a_release_of_another_signer_is_refused(app: Path, key: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "passphrase").write_text("wholly other words that are long enough\n")
    command = ["release", "key", "--out", str(other / "release.key"), "--passphrase-file", str(other / "passphrase")]
    assert main(command) == 0
    assert sign(app, other / "release.key") == 0
    assert check(app, other / "release.key") == 0
    assert check(app, key) == 1


def test_a_release_key_opens_with_its_passphrase_only_and_is_never_overwritten(app: Path, key: Path) -> None:
    assert key.stat().st_mode & 0o077 == 0
    wrong = app.parent / "wrong"
    wrong.write_text("orchard lantern sparrow violet copper\n")
    assert main(["release", "sign", "--key", str(key), "--passphrase-file", str(wrong), str(app)]) == 1
    assert not (app / "release.txt").exists()
    before = key.read_bytes()
    again = ["release", "key", "--out", str(key), "--passphrase-file", str(key.with_name("passphrase"))]
    assert main(again) == 1
    assert key.read_bytes() == before


def test_a_short_passphrase_makes_no_key(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("sesame\n")
    made = tmp_path / "release.key"
    assert main(["release", "key", "--out", str(made), "--passphrase-file", str(tmp_path / "short")]) == 1
    assert not made.exists()


def test_a_folder_without_an_app_is_not_signed(tmp_path: Path, key: Path) -> None:
    assert sign(tmp_path, key) == 1


def test_a_running_server_is_compared_with_a_note_of_ones_own(
    app: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server could sign nothing, and could give a note that was true once: what counts is the checker's own copy."""
    assert sign(app, key) == 0
    own = tmp_path / "release.txt"
    own.write_bytes((app / "release.txt").read_bytes())
    with Served(tmp_path / "data", web=app) as server:
        assert check(server.url, key) == 0
        assert "All 4 files" in capsys.readouterr().out
        server.stop()
        (app / "assets" / "main-AAAA.js").write_text("steal()")
        (app / "release.txt").unlink()
        server.start()
        assert check(server.url, key) == 1
        assert "was signed for the team" in capsys.readouterr().err
        assert check(server.url, key, "--note", str(own)) == 1
        assert "assets/main-AAAA.js is another file" in capsys.readouterr().err
        server.stop()
        (app / "assets" / "main-AAAA.js").write_text("start()")
        (app / "assets" / "main-AAAA.js.br").write_bytes(b"another twin")
        server.start()
        assert check(server.url, key, "--note", str(own)) == 1, "browsers take the twin"
        assert "assets/main-AAAA.js.br is another file" in capsys.readouterr().err
