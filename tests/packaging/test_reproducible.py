"""Two people who build the app from the same source get the same bytes, so that a signature over one build means
something to whoever makes their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONG_AGO = 978_307_200


def _build(place: Path, environment: Mapping[str, str], umask: int) -> dict[str, bytes]:
    """Every file of an app built in ``place``, with another person's surroundings."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "static", "server/forms"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split():
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, place / name)
            os.utime(place / name, (LONG_AGO + umask, LONG_AGO + umask))
    (place / "static" / "node_modules").symlink_to(ROOT / "static" / "node_modules")
    subprocess.run(
        ["node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "silent"],
        cwd=place / "static",
        env={**os.environ, **environment},
        umask=umask,
        check=True,
    )
    dist = place / "static" / "dist"
    return {path.relative_to(dist).as_posix(): path.read_bytes() for path in dist.rglob("*") if path.is_file()}


def test_two_people_who_build_the_same_source_get_the_same_bytes(tmp_path: Path) -> None:
    if not (ROOT / "static" / "node_modules").is_dir():
        pytest.fail("The build's tools are not installed. Run `make web` first.")
    mine = {"TZ": "Asia/Karachi", "LANG": "C", "LC_ALL": "C", "HOME": str(tmp_path), "USER": "amina"}
    hers = {"TZ": "America/Lima", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "HOME": "/", "USER": "farah"}
    one = _build(tmp_path / "here", mine, 0o077)
    other = _build(tmp_path / "a longer way" / "گواہی", hers, 0o002)
    assert "sw.js" in one
    assert "assets" in {name.split("/")[0] for name in one}
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []
