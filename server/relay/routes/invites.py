"""Welcomes: put by a member, fetched by who knows the id, taken back by a member."""

from __future__ import annotations

from flask import Blueprint, Response

from server.relay import invites
from server.relay.access import relay_config, team_of_token
from server.relay.database import store
from server.relay.teams import find_team
from server.relay.wire import body

blueprint = Blueprint("invites", __name__)


@blueprint.put("/teams/<tag:team_tag>/invites/<invite:invite_id>")
def put(team_tag: bytes, invite_id: bytes) -> tuple[str, int]:
    team = team_of_token(team_tag)
    welcome = body()
    invites.check_welcome(welcome, team_tag, invite_id)
    with store().writing() as connection:
        invites.put_invite(connection, team.id, invite_id, welcome, relay_config().today())
    return "", 204


@blueprint.get("/teams/<tag:team_tag>/invites/<invite:invite_id>")
def get(team_tag: bytes, invite_id: bytes) -> Response:
    with store().reading() as connection:
        team = find_team(connection, team_tag)
        welcome = invites.fetch_invite(connection, team.id, invite_id, relay_config().today())
    return Response(welcome, mimetype="application/octet-stream")


@blueprint.delete("/teams/<tag:team_tag>/invites/<invite:invite_id>")
def withdraw(team_tag: bytes, invite_id: bytes) -> tuple[str, int]:
    team = team_of_token(team_tag)
    with store().writing() as connection:
        invites.withdraw_invite(connection, team.id, invite_id)
    return "", 204
