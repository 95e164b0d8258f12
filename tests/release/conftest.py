"""A small built app, a key that signs, and somebody's server."""

from __future__ import annotations

import json
from pathlib import Path

import brotli
import pytest

from server.cli import main

PASSPHRASE = "orchard lantern sparrow violet copper meadow"
BUILD = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Gawahi</title>")
    (folder / "assets" / "main-AAAA.js").write_text("start()")
    (folder / "assets" / "main-AAAA.js.br").write_bytes(brotli.compress(b"start()"))
    (folder / ".stamp").write_text("")
    build = json.dumps(json.dumps({"version": BUILD, "files": []}, separators=(",", ":")))
    (folder / "sw.js").write_text(f"const BUILD=JSON.parse({build})")
    return folder


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``release.key`` in a folder with ``release.pub`` and ``passphrase``."""
    folder = tmp_path_factory.mktemp("key")
    (folder / "passphrase").write_text(f"{PASSPHRASE}\n")
    command = ["release", "key", "--out", str(folder / "release.key")]
    assert main([*command, "--passphrase-file", str(folder / "passphrase")]) == 0
    return folder / "release.key"


def sign(app: Path, key: Path) -> int:
    command = ["release", "sign", "--key", str(key), "--passphrase-file", str(key.with_name("passphrase"))]
    return main([*command, "--day", "2026-11-25", str(app)])
