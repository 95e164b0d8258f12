"""Opens a copy of a relay so that nothing in it can change, and reads it in one view.

A copy of SQLite is opened read-only; where no write-ahead log lies beside it, not even a lock file is made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, inspect, select
from sqlalchemy.exc import DBAPIError, OperationalError

from server.format.checkpoint import Checkpoint
from server.format.log import EMPTY_ROOT
from server.relay.audit import (
    ReadChunk,
    StoredItem,
    StoredTeam,
    Told,
    Wrong,
    check_beginnings,
    check_chunks,
    walk,
)
from server.relay.config import RelayConfig
from server.relay.tables import ChunkRow, ItemRow, TeamRow

PAGE_ITEMS: Final = 64  # of at most a mebibyte each
_ITEM: Final = [getattr(ItemRow, name) for name in StoredItem._fields]
_TEAM: Final = (TeamRow.id, TeamRow.team_tag, TeamRow.epoch, TeamRow.head, TeamRow.rosters, TeamRow.frontier)


class CannotVerify(Exception):
    """Said to the person who typed the command: nothing was looked at."""


@dataclass(frozen=True, slots=True)
class TeamAudit:
    """Either ``wrong`` names the first thing that is, or all of it is as it was entered."""

    team_tag: bytes
    items: int = 0
    chunks: int = 0
    root: bytes = EMPTY_ROOT
    wrong: str | None = None


@contextmanager
def open_copy(config: RelayConfig) -> Iterator[Connection]:
    engine = _engine(config)
    try:
        with engine.connect() as connection, connection.begin():
            _demand_tables(connection)
            yield connection
    except OperationalError as error:
        raise CannotVerify(f"The database cannot be opened: {error.orig}") from error
    finally:
        engine.dispose()


def audit_copy(
    connection: Connection, read_chunk: ReadChunk, checkpoints: Sequence[Checkpoint], told: Told
) -> Iterator[TeamAudit]:
    """Team by team. A checkpoint of a team that is not here is wrong too."""
    teams = [StoredTeam(*row) for row in connection.execute(select(*_TEAM).order_by(TeamRow.id))]
    for team in teams:
        yield _audit_team(
            connection, team, read_chunk, [one for one in checkpoints if one.team_tag == team.team_tag], told
        )
    for gone in sorted({one.team_tag for one in checkpoints} - {team.team_tag for team in teams}):
        yield TeamAudit(gone, wrong="this relay knows no such team.")


def _audit_team(
    connection: Connection, team: StoredTeam, read_chunk: ReadChunk, checkpoints: Sequence[Checkpoint], told: Told
) -> TeamAudit:
    try:
        walked = walk(team, _items(connection, team.id), {one.state.size for one in checkpoints}, told)
        check_beginnings(team, walked, checkpoints)
        chunks = check_chunks(team, _chunk_ids(connection, team.id), read_chunk)
    except Wrong as wrong:
        return TeamAudit(team.team_tag, wrong=str(wrong))
    return TeamAudit(team.team_tag, walked.tree.size, chunks, walked.tree.root())


def _items(connection: Connection, team: int) -> Iterator[StoredItem]:
    after = 0
    wanted = select(*_ITEM).where(ItemRow.team == team).order_by(ItemRow.number).limit(PAGE_ITEMS)
    while True:
        try:
            page = [StoredItem(*row) for row in connection.execute(wanted.where(ItemRow.number > after))]
        except DBAPIError as error:  # SQLite finds damaged pages only when it comes to them
            raise Wrong(f"the database cannot be read after item {after}: {error.orig}.") from error
        yield from page
        if len(page) < PAGE_ITEMS:
            return
        after = page[-1].number


def _chunk_ids(connection: Connection, team: int) -> list[bytes]:
    wanted = select(ChunkRow.chunk_id).where(ChunkRow.team == team).order_by(ChunkRow.chunk_id)
    return list(connection.execute(wanted).scalars())


def _engine(config: RelayConfig) -> Engine:
    url = config.database
    if not url.startswith("sqlite:///"):
        return create_engine(url, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True})
    path = Path(url.removeprefix("sqlite:///"))
    if not path.is_file():
        raise CannotVerify(f"There is no database {path}.")
    log = path.with_name(f"{path.name}-wal")
    # Without a log beside it nobody writes to it now, and SQLite need not make a file of locks to read it.
    how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    name = f"file:{quote(str(path.resolve()))}?{how}"
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(name, uri=True))


def _demand_tables(connection: Connection) -> None:
    there = inspect(connection)
    for table in (TeamRow, ItemRow, ChunkRow):
        name = table.__tablename__
        columns = {column["name"] for column in there.get_columns(name)} if there.has_table(name) else set()
        if not {column.name for column in table.__table__.columns} <= columns:
            raise CannotVerify("It holds the tables of another version: start this version's relay on it once.")
