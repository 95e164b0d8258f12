"""Chunks of media on the disk: one folder a team, one file a chunk, named by its hash. A team's files are in no
other's folder, so no request can name them. What was answered "kept" is on the disk: file first, then its name, then
its row.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, select, update

from server.format.refusals import Refusal
from server.relay.config import CHUNK_BYTES
from server.relay.tables import ChunkRow, TeamRow

IDS_A_QUERY: Final = 500
_UNFINISHED: Final = ".part"


@dataclass(frozen=True, slots=True)
class ChunkFolder:
    """All files of one team."""

    folder: Path

    def write(self, chunk_id: bytes, data: bytes, day: int) -> None:
        """Durable when it returns; harmless if it is there already. ``day`` is the only time that its file shows."""
        path = self._path(chunk_id)
        _make_folder(path.parent)
        part = path.with_name(f"{secrets.token_hex(8)}{_UNFINISHED}")
        try:
            _write_durably(part, data)
            os.utime(part, (day * 86_400, day * 86_400))
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(path.parent)

    def read(self, chunk_id: bytes) -> bytes:
        try:
            return self._path(chunk_id).read_bytes()
        except FileNotFoundError as error:
            raise Refusal("not_found") from error

    def remove(self) -> None:
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def _path(self, chunk_id: bytes) -> Path:
        name = chunk_id.hex()
        return self.folder / name[:2] / name


def folder_of(chunk_folder: Path, team_tag: bytes) -> ChunkFolder:
    return ChunkFolder(chunk_folder / team_tag.hex())


def check_chunk(chunk_id: bytes, data: bytes) -> None:
    if len(data) != CHUNK_BYTES or hashlib.sha256(data).digest() != chunk_id:
        raise Refusal("chunk_mismatch")


def is_kept(connection: Connection, team: int, chunk_id: bytes) -> bool:
    wanted = select(ChunkRow.team).where(ChunkRow.team == team, ChunkRow.chunk_id == chunk_id)
    return connection.execute(wanted).first() is not None


def missing_of(connection: Connection, team: int, ids: Sequence[bytes]) -> list[bytes]:
    kept: set[bytes] = set()
    for start in range(0, len(ids), IDS_A_QUERY):
        some = ids[start : start + IDS_A_QUERY]
        wanted = select(ChunkRow.chunk_id).where(ChunkRow.team == team, ChunkRow.chunk_id.in_(some))
        kept.update(connection.execute(wanted).scalars())
    return [chunk_id for chunk_id in ids if chunk_id not in kept]


def check_room(connection: Connection, team: int, quota_bytes: int) -> None:
    """Before the file is written, so that a full team cannot fill the disk."""
    _room_left(connection, team, quota_bytes, lock=False)


def keep(connection: Connection, team: int, chunk_id: bytes, quota_bytes: int) -> None:
    """The chunk's row, once. ``connection`` is in a writing transaction and the file is durable."""
    used_bytes = _room_left(connection, team, quota_bytes, lock=True)
    if is_kept(connection, team, chunk_id):
        return
    connection.execute(insert(ChunkRow).values(team=team, chunk_id=chunk_id))
    connection.execute(update(TeamRow).where(TeamRow.id == team).values(used_bytes=used_bytes + CHUNK_BYTES))


def sweep(chunk_folder: Path, team_tags: Collection[bytes]) -> None:
    """At the start: removes what a crash or a deletion left. A file without a row stays: its upload may come again."""
    known = {tag.hex() for tag in team_tags}
    for folder in chunk_folder.iterdir() if chunk_folder.exists() else ():
        if folder.name not in known:
            shutil.rmtree(folder)
            continue
        for part in folder.glob(f"*/*{_UNFINISHED}"):
            part.unlink()


def _room_left(connection: Connection, team: int, quota_bytes: int, *, lock: bool) -> int:
    wanted = select(TeamRow.used_bytes).where(TeamRow.id == team)
    used_bytes = connection.execute(wanted.with_for_update() if lock else wanted).scalar()
    if used_bytes is None:
        raise Refusal("team_unknown", "deleted meanwhile")
    if used_bytes + CHUNK_BYTES > quota_bytes:
        raise Refusal("quota")
    return used_bytes


def _write_durably(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
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
