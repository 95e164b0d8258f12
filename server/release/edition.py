"""An edition of the built app: the same build with another page, and every hash and the fingerprint made true again.

So an app that was told its relay is as checkable as one that was not: the service worker's list names the new page.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from server.format.release import RELEASE_NAME
from server.release.app_files import TWIN, WORKER, NotAnApp

PAGE: Final = "index.html"
_LIST: Final = re.compile(r'JSON\.parse\((?P<text>"\{(?:[^"\\]|\\.)*\}")\)')
_TITLE_END: Final = "</title>"


def read_app(folder: Path) -> dict[str, bytes]:
    """Every file of a built app by its path; no signature over another edition, and no hidden file."""
    if not (folder / PAGE).is_file() or not (folder / WORKER).is_file():
        raise NotAnApp(f"There is no built web app in {folder}. In a checkout, `make web` builds it into static/dist.")
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    files.pop(RELEASE_NAME, None)
    return files


def told_of_relay(files: Mapping[str, bytes], relay: str) -> dict[str, bytes]:
    """The edition whose page speaks to this relay, and not to the address that it came from."""
    page = files[PAGE].decode()
    if page.count(_TITLE_END) != 1 or 'name="relay"' in page:
        raise NotAnApp(f"{PAGE} is not the page of this version, or was told its relay before.")
    line = f'\n<meta name="relay" content="{html.escape(relay)}">'
    return with_page(files, page.replace(_TITLE_END, _TITLE_END + line).encode())


def with_page(files: Mapping[str, bytes], page: bytes) -> dict[str, bytes]:
    """Compressed twins of what changed are left out: hosts compress by themselves, or send it plain."""
    worker = files[WORKER].decode()
    found = _LIST.search(worker)
    if found is None:
        raise NotAnApp(f"{WORKER} holds no list of files.")
    listed = json.loads(json.loads(found["text"]))["files"]
    told = [{**one, "integrity": _integrity(page)} if one["url"] == f"/{PAGE}" else one for one in listed]
    text = _as_json({"version": _fingerprint(told), "files": told})
    corrected = worker[: found.start("text")] + _as_json(text) + worker[found.end("text") :]
    changed = {PAGE: page, WORKER: corrected.encode()}
    return {
        path: changed.get(path, data) for path, data in files.items() if path.removesuffix(TWIN) not in changed
    } | changed


def _fingerprint(listed: list[dict[str, str]]) -> str:
    """As the build makes it (static/build/precache.ts)."""
    return hashlib.sha256(_as_json(listed).encode()).hexdigest()[:32]


def _integrity(data: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}"


def _as_json(value: object) -> str:
    """Byte for byte as JavaScript writes it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
