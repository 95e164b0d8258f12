"""`pip install .` gives a `gawahi` command with the built web app inside."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from server import __version__

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made as pip makes it, and laid out as pip lays it out."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*command, "--disable-pip-version-check"], check=True)
    (wheel,) = folder.glob("*.whl")
    place = folder / "installed"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    return place


def test_the_wheel_holds_the_built_app_and_its_compressed_twins(unpacked: Path) -> None:
    app = unpacked / "server" / "webapp"
    for name in ("index.html", "index.html.br", "sw.js", "manifest.webmanifest"):
        assert (app / name).is_file(), name
    assert list((app / "assets").glob("*.js"))


def test_the_wheel_holds_what_the_programs_read(unpacked: Path) -> None:
    server = unpacked / "server"
    for name in ("PROTOCOL.md", "forms/gawahi_default.json", "forms/ladders.json"):
        assert (server / name).is_file(), name
    assert list((server / "relay" / "migrations" / "versions").glob("0*.py"))
    assert not (unpacked / "tests").exists()


def test_the_installed_command_says_its_version_and_serves_the_app_inside(unpacked: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    said = subprocess.run(
        [sys.executable, "-m", "server", "--version"],
        cwd=unpacked,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert __version__ in said.stdout
    looked = "from server.web import find_web_app; print(find_web_app(None))"
    found = subprocess.run(
        [sys.executable, "-c", looked], cwd=unpacked, env=environment, capture_output=True, text=True, check=True
    )
    assert Path(found.stdout.strip()) == unpacked / "server" / "webapp"
    (entry_points,) = unpacked.glob("gawahi-*.dist-info/entry_points.txt")
    assert "gawahi = server.cli:main" in entry_points.read_text(encoding="utf-8")
