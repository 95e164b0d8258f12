"""Which chunks of media a team has here: their rows, their place in its quota. What was answered "kept" is durable:
first the chunk itself (ChunkStore), then its row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, insert, select, update

from server.format.refusals import Refusal
from server.relay.config import CHUNK_BYTES
from server.relay.tables import ChunkRow, TeamRow

IDS_A_QUERY: Final = 500


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


def _room_left(connection: Connection, team: int, quota_bytes: int, *, lock: bool) -> int:
    wanted = select(TeamRow.used_bytes).where(TeamRow.id == team)
    used_bytes = connection.execute(wanted.with_for_update() if lock else wanted).scalar()
    if used_bytes is None:
        raise Refusal("team_unknown", "deleted meanwhile")
    if used_bytes + CHUNK_BYTES > quota_bytes:
        raise Refusal("quota")
    return used_bytes
