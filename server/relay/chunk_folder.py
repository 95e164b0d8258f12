"""Chunks of media on the disk: one folder a team, one file a chunk, named by its hash. A team's files are in no
other's folder, so no request can name them. A file is written, made durable, named, and its name made durable, in this
order: a crash leaves a part, never a wrong chunk.
"""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.format.refusals import Refusal

_UNFINISHED: Final = ".part"
DAY_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class ChunkFolder:
    folder: Path

    def write(self, team_tag: bytes, chunk_id: bytes, data: bytes, day: int) -> None:
        path = self._path(team_tag, chunk_id)
        _make_folder(path.parent)
        part = path.with_name(f"{secrets.token_hex(8)}{_UNFINISHED}")
        try:
            _write_durably(part, data, day)
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(path.parent)

    def read(self, team_tag: bytes, chunk_id: bytes) -> bytes:
        try:
            return self._path(team_tag, chunk_id).read_bytes()
        except FileNotFoundError as error:
            raise Refusal("not_found") from error

    def remove(self, team_tag: bytes) -> None:
        folder = self.folder / team_tag.hex()
        if folder.exists():
            shutil.rmtree(folder)

    def prepare(self) -> None:
        """A whole file stays, also one without a row or a team: its upload may come again, and a database that was
        named wrongly or restored must not cost a team its media.
        """
        for part in self.folder.glob(f"*/*/*{_UNFINISHED}"):
            part.unlink()

    def _path(self, team_tag: bytes, chunk_id: bytes) -> Path:
        name = chunk_id.hex()
        return self.folder / team_tag.hex() / name[:2] / name


def _write_durably(path: Path, data: bytes, day: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.utime(descriptor, (day * DAY_SECONDS, day * DAY_SECONDS))
        os.fsync(descriptor)  # not fdatasync: the time that the file shows must not be finer after a crash
    finally:
        os.close(descriptor)


def _make_folder(folder: Path) -> None:
    """The folder and its parents, each named durably in the one above."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
