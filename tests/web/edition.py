"""Editions of the built web app: the same build with some files replaced, and every hash made true again.

Used to publish an update, and to put an engine with known answers in the place of the real one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"


def integrity(data: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode()


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def make_edition(folder: Path, replaced: Mapping[str, bytes], *, added: Mapping[str, bytes] | None = None) -> Path:
    """A copy of the build in ``folder``. ``replaced``: glob -> new content; ``added``: glob -> bytes put at the end."""
    shutil.copytree(DIST, folder)
    changes = {only(folder, pattern): data for pattern, data in replaced.items()}
    for pattern, data in (added or {}).items():
        path = only(folder, pattern)
        changes[path] = path.read_bytes() + data
    renamed: dict[str, str] = {}
    for path, data in changes.items():
        renamed[integrity(path.read_bytes())] = integrity(data)
        digest = hashlib.sha256(data).hexdigest()[:8]
        name = f"{path.stem.rsplit('-', 1)[0]}-{digest}{path.suffix}"
        renamed[path.name] = name
        path.unlink()
        path.with_name(name).write_bytes(data)
    _correct(folder, renamed)
    return folder


def _correct(folder: Path, renamed: Mapping[str, str]) -> None:
    """Follows the new names and hashes from the scripts to the page and from both to the service worker."""
    for path in [*sorted(folder.glob("assets/*.js")), folder / "index.html"]:
        before = path.read_bytes()
        path.write_text(_replace(before.decode(), renamed), encoding="utf-8")
        renamed = {**renamed, integrity(before): integrity(path.read_bytes())}
    worker = folder / "sw.js"
    text = _replace(worker.read_text(encoding="utf-8"), renamed)
    version = build_version(text)
    worker.write_text(text.replace(version, hashlib.sha256(text.encode()).hexdigest()[:32]), encoding="utf-8")
    for path in folder.rglob("*.br"):
        path.unlink()


def _replace(text: str, renamed: Mapping[str, str]) -> str:
    for old, new in renamed.items():
        text = text.replace(old, new)
    return text


def build_version(service_worker: str) -> str:
    start = service_worker.index('"{')
    return str(json.loads(json.JSONDecoder().raw_decode(service_worker[start:])[0])["version"])
