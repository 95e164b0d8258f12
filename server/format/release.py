"""The release note: which files an app consists of, signed offline by whoever answers for it, as a signed note of C2SP
(PROTOCOL section 22). It has one form, to the byte, and its lines are what ``sha256sum -c`` reads.

Pure: who signs and who believes bring the cipher, and who compares brings the files.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.format.checkpoint import KEY_ID_SIZE, key_id
from server.format.device import Verify
from server.format.refusals import Refusal

RELEASE_NAME: Final = "release.txt"
ORIGIN: Final = "gawahi/release"
FILES_LIMIT: Final = 1_000
NOTE_LIMIT_BYTES: Final = 256 << 10
_DASH: Final = "\u2014"
_PART: Final = r"[A-Za-z0-9_][A-Za-z0-9._-]*"
_PATH: Final = re.compile(rf"{_PART}(?:/{_PART})*", re.ASCII)
_VERSION: Final = re.compile(r"[0-9a-z][0-9a-z.+-]{0,31}", re.ASCII)
_BUILD: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NOTE: Final = re.compile(
    ORIGIN
    + r"\n(?P<version>[^\n]+)\n(?P<build>[^\n]+)\n(?P<day>[^\n]+)\n(?P<files>(?:[^\n]+\n)+)\n"
    + _DASH
    + rf" {ORIGIN} (?P<sealed>[A-Za-z0-9+/]{{91}}=)\n",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Release:
    """``build`` is the fingerprint that the app shows; ``day`` (YYYY-MM-DD) is what the signer says; ``files`` are the
    SHA-256 in hex of every file but this note itself and the compressed twins of others, by path, in order of path.
    """

    version: str
    build: str
    day: str
    files: Mapping[str, str]

    def signed(self) -> bytes:
        """The text under the signature. Refuses as ``release_wrong`` what no release can be."""
        self._check()
        lines = [f"{digest}  {path}" for path, digest in sorted(self.files.items())]
        return "".join(f"{line}\n" for line in [ORIGIN, self.version, self.build, self.day, *lines]).encode()

    def _check(self) -> None:
        if not _VERSION.fullmatch(self.version) or not _BUILD.fullmatch(self.build) or not _is_day(self.day):
            raise Refusal("release_wrong", "version, build or day")
        if not 1 <= len(self.files) <= FILES_LIMIT:
            raise Refusal("release_wrong", f"{len(self.files)} files")
        for path, digest in self.files.items():
            if not _PATH.fullmatch(path) or path == RELEASE_NAME or not _HASH.fullmatch(digest):
                raise Refusal("release_wrong", f"file {path!r}")


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """A release as somebody wrote it down. ``check_release`` says whether it was the one who may."""

    release: Release
    key_id: bytes
    signature: bytes

    def text(self) -> str:
        sealed = base64.b64encode(self.key_id + self.signature).decode()
        return f"{self.release.signed().decode()}\n{_DASH} {ORIGIN} {sealed}\n"


def release_key_id(release_pk: bytes) -> bytes:
    return key_id(ORIGIN, release_pk)


def read_release(text: str) -> ReleaseNote:
    """Refuses as ``release_wrong`` every other form than the one in which it is written."""
    found = _NOTE.fullmatch(text) if len(text) <= NOTE_LIMIT_BYTES else None
    if found is None:
        raise Refusal("release_wrong", "not a release note")
    files: dict[str, str] = {}
    for line in found["files"].splitlines():
        digest, _, path = line.partition("  ")
        files[path] = digest
    sealed = base64.b64decode(found["sealed"])
    release = Release(found["version"], found["build"], found["day"], files)
    note = ReleaseNote(release, sealed[:KEY_ID_SIZE], sealed[KEY_ID_SIZE:])
    if note.text() != text:
        raise Refusal("release_wrong", "a release note in another form")
    return note


def check_release(verify: Verify, text: str, release_pk: bytes) -> Release:
    """Refuses as ``release_wrong`` unless this key signed it."""
    note = read_release(text)
    if note.key_id != release_key_id(release_pk):
        raise Refusal("release_wrong", "signed by another key")
    if not verify(release_pk, note.signature, note.release.signed()):
        raise Refusal("release_wrong", "the signature does not fit")
    return note.release


def file_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def first_difference(release: Release, found: Mapping[str, str]) -> str | None:
    """The first path, in order, that is missing in ``found``, strange to the release, or another file; None if none."""
    paths = sorted(set(release.files) | set(found))
    return next((path for path in paths if release.files.get(path) != found.get(path)), None)


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
