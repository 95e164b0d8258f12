"""Release notes as the shared vectors say, and the files that they speak of."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from server.format.refusals import Refusal
from server.format.release import (
    FILES_LIMIT,
    Release,
    ReleaseNote,
    check_release,
    file_hash,
    first_difference,
    release_key_id,
)
from server.seal.primitives import verify
from server.seal.release import sign_release

from ..vectors.judge import each, judge
from ..vectors.makers.releases import GOOD, SIGNER, as_json
from ..vectors.plain import Json


@each("release", "check")
def test_a_release_is_believed_only_from_the_key_that_is_pinned(case: Json, world: Json) -> None:
    judge(case, lambda: as_json(check_release(verify, case["text"], bytes.fromhex(case["release_pk"]))))


@each("release", "write")
def test_a_release_is_written_in_one_form(case: Json, world: Json) -> None:
    given = case["release"]
    release = Release(given["version"], given["build"], given["day"], dict(given["files"]))
    note = ReleaseNote(release, release_key_id(bytes.fromhex(case["release_pk"])), bytes.fromhex(case["signature"]))
    judge(case, note.text)


def test_more_files_than_an_app_has_are_refused() -> None:
    many = {f"assets/{number}.js": file_hash(b"") for number in range(FILES_LIMIT + 1)}
    with pytest.raises(Refusal, match="release_wrong"):
        replace(GOOD, files=many).signed()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({}, None),
        ({"sw.js": "00"}, "sw.js"),
        ({"sw.js": None, "icon-192.png": None}, "icon-192.png"),
        ({"assets/strange.js": "00"}, "assets/strange.js"),
    ],
)
def test_the_first_file_that_differs_is_named(change: dict[str, str | None], named: str | None) -> None:
    found = {path: digest for path, digest in {**GOOD.files, **change}.items() if digest is not None}
    assert first_difference(GOOD, found) == named


def test_an_old_tool_can_compare_the_files_too(tmp_path: Path) -> None:
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.fail("This test needs sha256sum (coreutils).")
    (tmp_path / "sw.js").write_bytes(b"worker")
    note = sign_release(SIGNER, replace(GOOD, files={"sw.js": file_hash(b"worker")}))
    (tmp_path / "release.txt").write_text(note, encoding="utf-8")
    command = [tool, "--check", "--quiet", "release.txt"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "sw.js").write_bytes(b"another worker")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 1
