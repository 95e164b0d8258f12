"""A placed app is as whole and as checkable as the build that it was made from."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from server.cli import main
from server.format.release import RELEASE_NAME
from tests.release.conftest import sign
from tests.web.edition import DIST

RELAY = "https://relay.example"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("placed") / "out"
    assert main(["web", "--out", str(folder), "--relay", RELAY, "--web", str(DIST)]) == 0
    return folder


def listed(app: Path) -> dict[str, object]:
    text = re.search(r"JSON\.parse\((\"\{.*?\}\")\)", (app / "sw.js").read_text(encoding="utf-8"))
    assert text is not None
    found: dict[str, object] = json.loads(json.loads(text[1]))
    return found


def test_every_file_of_a_placed_app_is_the_one_that_its_service_worker_demands(out: Path) -> None:
    files = listed(out / "app")["files"]
    assert isinstance(files, list)
    for one in files:
        digest = base64.b64encode(hashlib.sha256((out / "app" / one["url"].lstrip("/")).read_bytes()).digest())
        assert one["integrity"] == f"sha256-{digest.decode()}", one["url"]
    text = json.dumps(files, separators=(",", ":"), ensure_ascii=False)
    assert listed(out / "app")["version"] == hashlib.sha256(text.encode()).hexdigest()[:32]
    assert listed(out / "app")["version"] != listed(DIST)["version"]


def test_the_build_itself_makes_its_fingerprint_in_the_same_way() -> None:
    text = json.dumps(listed(DIST)["files"], separators=(",", ":"), ensure_ascii=False)
    assert listed(DIST)["version"] == hashlib.sha256(text.encode()).hexdigest()[:32]


def test_only_the_page_its_list_and_their_twins_differ_from_the_build(out: Path) -> None:
    def files_of(folder: Path) -> dict[str, bytes]:
        paths = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    placed, built = files_of(out / "app"), files_of(DIST)
    built.pop(RELEASE_NAME, None)
    different = {name for name in placed.keys() | built.keys() if placed.get(name) != built.get(name)}
    assert different == {"index.html", "index.html.br", "sw.js", "sw.js.br", "_headers"}
    assert f'<meta name="relay" content="{RELAY}">' in placed["index.html"].decode()


def test_a_placed_app_can_be_signed_and_checked(out: Path, key: Path) -> None:
    assert sign(out / "app", key) == 0
    assert main(["release", "check", str(out / "app"), "--key", str(key.with_suffix(".pub"))]) == 0
    (out / "app" / RELEASE_NAME).unlink()


@pytest.mark.parametrize("relay", ["http://relay.example", 'https://relay.example/"><script>', "relay.example"])
def test_no_app_is_placed_for_an_address_that_is_no_relay(tmp_path: Path, relay: str) -> None:
    assert main(["web", "--out", str(tmp_path / "out"), "--relay", relay, "--web", str(DIST)]) == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["web", "--out", str(tmp_path), "--relay", RELAY, "--web", str(DIST)]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
