"""Teams on this relay: founding, the roll of the upload token, and deletion. The admin's key is the only one that may
do the last two.
"""

from __future__ import annotations

import hmac
import os
import struct
from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy import Connection, Dialect, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.format.refusals import Refusal
from server.relay.config import TOKEN_GRACE_HOURS, RelayConfig
from server.relay.database import Store, driver_sql
from server.relay.receipts import verify
from server.relay.tables import ChunkRow, InviteRow, ItemRow, RenewalRow, TeamRow

EPOCH_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Team:
    """One row as it was when the request came."""

    id: int
    team_tag: bytes
    epoch: bytes
    head: int
    admin_pk: bytes
    serial: int
    token_hash: bytes
    old_token_hash: bytes | None
    old_token_last_hour: int | None


_FIELDS: Final = (
    TeamRow.id,
    TeamRow.team_tag,
    TeamRow.epoch,
    TeamRow.head,
    TeamRow.admin_pk,
    TeamRow.serial,
    TeamRow.token_hash,
    TeamRow.old_token_hash,
    TeamRow.old_token_last_hour,
)


def find_team(connection: Connection, team_tag: bytes, *, lock: bool = False) -> Team:
    wanted = select(*_FIELDS).where(TeamRow.team_tag == team_tag)
    row = connection.execute(wanted.with_for_update() if lock else wanted).first()
    if row is None:
        raise Refusal("team_unknown")
    return Team(*row)


def lock_team(connection: Connection, team: int) -> None:
    """Until the transaction ends, nobody deletes the team or changes its row."""
    if connection.execute(select(TeamRow.id).where(TeamRow.id == team).with_for_update()).first() is None:
        raise Refusal("team_unknown", "deleted meanwhile")


def team_of_tag(found_in: Store, team_tag: bytes) -> Team:
    """As ``find_team``, on the hot path."""
    with found_in.cursor() as cursor:
        cursor.execute(_by_tag(found_in.engine.dialect), (team_tag,))
        row = cursor.fetchone()
    if row is None:
        raise Refusal("team_unknown")
    return Team(*row)


@cache
def _by_tag(dialect: Dialect) -> str:
    columns = ", ".join(field.key for field in _FIELDS)
    return driver_sql(f"select {columns} from teams where team_tag = :team_tag", dialect)  # noqa: S608  our own names


def check_founding_code(config: RelayConfig, given: str | None) -> None:
    needed = config.founding_code
    if needed is not None and not hmac.compare_digest(_typed(needed), _typed(given or "")):
        raise Refusal("founding_code")


def found_team(connection: Connection, *, team_tag: bytes, admin_pk: bytes, token_hash: bytes) -> bytes:
    """The epoch of the new team's feed."""
    epoch = os.urandom(EPOCH_BYTES)
    row = {"team_tag": team_tag, "epoch": epoch, "admin_pk": admin_pk, "token_hash": token_hash}
    try:
        connection.execute(insert(TeamRow).values(**row, head=0, used_bytes=0, rosters=0, frontier=b"", serial=0))
    except IntegrityError as error:
        raise Refusal("team_exists") from error
    return epoch


def roll_token(
    connection: Connection, config: RelayConfig, team_tag: bytes, *, token_hash: bytes, serial: int, signature: bytes
) -> None:
    message = b"gawahi/v1/token\0" + team_tag + struct.pack(">Q", serial) + token_hash
    team = check_admin(connection, team_tag, serial=serial, signature=signature, message=message)
    connection.execute(
        update(TeamRow)
        .where(TeamRow.id == team.id)
        .values(
            token_hash=token_hash,
            old_token_hash=team.token_hash,
            old_token_last_hour=config.this_hour() + TOKEN_GRACE_HOURS,
            serial=serial,
        )
    )


def check_deletion(connection: Connection, team_tag: bytes, *, serial: int, signature: bytes) -> Team:
    message = b"gawahi/v1/delete-team\0" + team_tag + struct.pack(">Q", serial)
    return check_admin(connection, team_tag, serial=serial, signature=signature, message=message)


def delete_team(connection: Connection, team_tag: bytes, *, serial: int, signature: bytes) -> None:
    """The rows; the caller removes the team's chunks."""
    team = check_deletion(connection, team_tag, serial=serial, signature=signature)
    for table in (ItemRow, ChunkRow, InviteRow, RenewalRow):
        connection.execute(delete(table).where(table.team == team.id))
    connection.execute(delete(TeamRow).where(TeamRow.id == team.id))


def _typed(code: str) -> bytes:
    """A code as people type it: with or without its dashes, in any case."""
    return "".join(code.split()).replace("-", "").lower().encode()


def draw_epochs(connection: Connection) -> None:
    """After a restore from a backup: what was numbered since may be gone, so every device reads and offers again."""
    for team in connection.execute(select(TeamRow.id)).scalars().all():
        connection.execute(update(TeamRow).where(TeamRow.id == team).values(epoch=os.urandom(EPOCH_BYTES)))


def check_admin(connection: Connection, team_tag: bytes, *, serial: int, signature: bytes, message: bytes) -> Team:
    """The team, locked. Refuses signature, and replayed unless the serial has grown."""
    team = find_team(connection, team_tag, lock=True)
    if not verify(team.admin_pk, signature, message):
        raise Refusal("signature")
    if serial <= team.serial:
        raise Refusal("replayed")
    return team
