"""What a release speaks of: the files of a built app, in a folder or on a running server, and their hashes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from server.format.refusals import Refusal
from server.format.release import NOTE_LIMIT_BYTES, RELEASE_NAME, file_hash

WORKER: Final = "sw.js"
_BUILD: Final = re.compile(r'\{\\"version\\":\\"([0-9a-f]{32})\\"', re.ASCII)
_FILE_LIMIT_BYTES: Final = 16 << 20
_TIMEOUT_SECONDS: Final = 30
TWIN: Final = ".br"


class NotAnApp(Exception):
    """Said to the person who typed the command."""


def hashes_in(folder: Path) -> dict[str, str]:
    """Every file but the note itself and hidden ones."""
    if not (folder / "index.html").is_file() or not (folder / WORKER).is_file():
        raise NotAnApp(f"There is no built web app in {folder}. In a checkout, `make web` builds it into static/dist.")
    found = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
    return {name: file_hash(path.read_bytes()) for name, path in sorted(found.items()) if name != RELEASE_NAME}


def hashes_at(http: httpx.Client, files: Mapping[str, str]) -> dict[str, str]:
    """What a running server gives for these files: plain, and, where a twin was signed, to a browser that takes it.

    What it does not give is left out. A twin that it does not use counts as the signed one, if what it gives instead
    is the plain file.
    """
    found: dict[str, str] = {}
    for path in files:
        is_twin = path.endswith(TWIN)
        answer = _fetch(http, path.removesuffix(TWIN), "br" if is_twin else "identity", _FILE_LIMIT_BYTES)
        if answer is None:
            continue
        digest = file_hash(answer.body)
        is_plain = is_twin and not answer.encoding and digest == files.get(path.removesuffix(TWIN))
        found[path] = files[path] if is_plain else digest
    return found


def note_at(http: httpx.Client) -> str | None:
    answer = _fetch(http, RELEASE_NAME, "identity", NOTE_LIMIT_BYTES)
    return None if answer is None else as_text(answer.body)


def note_in(file: Path) -> str | None:
    return as_text(file.read_bytes()) if file.is_file() else None


def as_text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Refusal("release_wrong", "not text") from error


def app_at(url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Goes where it is told and nowhere else: a redirection is no answer."""
    base = url if url.endswith("/") else f"{url}/"
    return httpx.Client(base_url=base, timeout=_TIMEOUT_SECONDS, follow_redirects=False, transport=transport)


def build_of(worker: str) -> str:
    """The fingerprint of its files that this service worker shows to people."""
    found = _BUILD.findall(worker)
    if len(found) != 1:
        raise NotAnApp(f"{WORKER} does not say which build it is.")
    return str(found[0])


@dataclass(frozen=True, slots=True)
class _Answer:
    encoding: str
    body: bytes


def _fetch(http: httpx.Client, path: str, encoding: str, limit_bytes: int) -> _Answer | None:
    """The bytes as they were sent; None for every answer but 200."""
    headers = {"Cache-Control": "no-cache", "Accept-Encoding": encoding}
    try:
        with http.stream("GET", path, headers=headers) as answer:
            if answer.status_code != 200:
                return None
            data = bytearray()
            for piece in answer.iter_raw():
                data += piece
                if len(data) > limit_bytes:
                    raise Refusal("too_large", path)
            return _Answer(answer.headers.get("Content-Encoding", ""), bytes(data))
    except httpx.HTTPError as error:
        raise Refusal("relay_unreachable", f"{path}: {type(error).__name__}") from error
