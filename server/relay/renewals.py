"""Renewals: sealed boxes for the members of a team that has drawn a new epoch (PROTOCOL section 20).

Team key, token and boxes change in one transaction: whoever has no box here is out, and nobody is locked out half way.
Who knows the id of a box may fetch it, because the token that its owner still holds is dead.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from server.format.refusals import Refusal
from server.relay.config import RENEWAL_LIFE_DAYS, RENEWAL_LIMIT_BYTES, RENEWALS_LIMIT, RENEWALS_STORED_LIMIT
from server.relay.tables import RenewalRow, TeamRow
from server.relay.teams import check_admin

RENEWAL_STARTS: Final = (b"GWN1\x01", b"GWE1\x01")
"""A box for one who stays, or the entry by which one left."""
_ID_BYTES: Final = 16

Renewals = Sequence[tuple[bytes, bytes]]


def read_renewals(listed: Sequence[Any], team_tag: bytes) -> Renewals:
    """Pairs of id and box. Refuses malformed and too_large."""
    if len(listed) > RENEWALS_LIMIT:
        raise Refusal("too_large", "renewals")
    renewals = [_read_one(one, team_tag) for one in listed]
    if len({renewal_id for renewal_id, _ in renewals}) != len(renewals):
        raise Refusal("malformed", "two renewals under one id")
    return renewals


def _read_one(one: Any, team_tag: bytes) -> tuple[bytes, bytes]:
    if not isinstance(one, list) or len(one) != 2 or not all(isinstance(part, bytes) for part in one):
        raise Refusal("malformed", "a renewal")
    renewal_id, body = one
    if len(body) > RENEWAL_LIMIT_BYTES:
        raise Refusal("too_large", "a renewal")
    if len(renewal_id) != _ID_BYTES or not body.startswith(tuple(start + team_tag for start in RENEWAL_STARTS)):
        raise Refusal("malformed", "a renewal")
    return renewal_id, body


def renew_team(
    connection: Connection,
    team_tag: bytes,
    *,
    admin_pk: bytes,
    token_hash: bytes,
    serial: int,
    signature: bytes,
    renewals: Renewals,
    today: int,
) -> None:
    """The old token is dead at once. Refuses signature, replayed and quota; then nothing has changed."""
    message = b"gawahi/v1/renew\0" + team_tag + struct.pack(">Q", serial) + token_hash + admin_pk
    team = check_admin(connection, team_tag, serial=serial, signature=signature, message=message)
    fresh = {TeamRow.admin_pk: admin_pk, TeamRow.token_hash: token_hash, TeamRow.serial: serial}
    none = dict.fromkeys((TeamRow.old_token_hash, TeamRow.old_token_last_hour))
    connection.execute(update(TeamRow).where(TeamRow.id == team.id).values(fresh | none))
    mine = RenewalRow.team == team.id
    ids = [renewal_id for renewal_id, _ in renewals]
    connection.execute(delete(RenewalRow).where(mine, (RenewalRow.last_day < today) | RenewalRow.renewal_id.in_(ids)))
    kept = connection.execute(select(func.count()).select_from(RenewalRow).where(mine)).scalar_one()
    if kept + len(renewals) > RENEWALS_STORED_LIMIT:
        raise Refusal("quota", "renewals")
    last_day = today + RENEWAL_LIFE_DAYS
    rows = [{"team": team.id, "renewal_id": name, "body": body, "last_day": last_day} for name, body in renewals]
    if rows:
        connection.execute(insert(RenewalRow), rows)


def fetch_renewal(connection: Connection, team: int, renewal_id: bytes, today: int) -> bytes:
    wanted = select(RenewalRow.body).where(
        RenewalRow.team == team, RenewalRow.renewal_id == renewal_id, RenewalRow.last_day >= today
    )
    body = connection.execute(wanted).scalar()
    if body is None:
        raise Refusal("not_found", "renewal")
    return body
