"""Welcomes for newcomers: small sealed boxes that lie here for at most a week. Who knows the id of one may fetch it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, func, insert, select

from server.format.refusals import Refusal
from server.relay.config import INVITE_LIFE_DAYS, INVITE_LIMIT_BYTES, INVITES_LIMIT
from server.relay.tables import InviteRow
from server.relay.teams import lock_team

WELCOME_START: Final = b"GWW1\x01"


def check_welcome(welcome: bytes, team_tag: bytes, invite_id: bytes) -> None:
    if len(welcome) > INVITE_LIMIT_BYTES:
        raise Refusal("too_large", "welcome")
    if not welcome.startswith(WELCOME_START + team_tag + invite_id):
        raise Refusal("malformed", "welcome")


def put_invite(connection: Connection, team: int, invite_id: bytes, welcome: bytes, today: int) -> None:
    lock_team(connection, team)  # two at once would both find room, or trip over each other's row
    connection.execute(delete(InviteRow).where(InviteRow.last_day < today))
    withdraw_invite(connection, team, invite_id)
    count = connection.execute(select(func.count()).select_from(InviteRow).where(InviteRow.team == team)).scalar_one()
    if count >= INVITES_LIMIT:
        raise Refusal("quota", "invites")
    row = {"team": team, "invite_id": invite_id, "welcome": welcome, "last_day": today + INVITE_LIFE_DAYS}
    connection.execute(insert(InviteRow).values(**row))


def fetch_invite(connection: Connection, team: int, invite_id: bytes, today: int) -> bytes:
    wanted = select(InviteRow.welcome).where(
        InviteRow.team == team, InviteRow.invite_id == invite_id, InviteRow.last_day >= today
    )
    welcome = connection.execute(wanted).scalar()
    if welcome is None:
        raise Refusal("invite_expired")
    return welcome


def withdraw_invite(connection: Connection, team: int, invite_id: bytes) -> None:
    connection.execute(delete(InviteRow).where(InviteRow.team == team, InviteRow.invite_id == invite_id))
