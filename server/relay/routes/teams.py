"""Founding a team, rolling its token, deleting it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from server.relay import teams
from server.relay.access import relay_config
from server.relay.chunk_store import chunk_store
from server.relay.database import store
from server.relay.schemas import DeleteTeam, FoundTeam, RollToken
from server.relay.wire import read_json

blueprint = Blueprint("teams", __name__)

_FOUND, _ROLL, _DELETE = FoundTeam(), RollToken(), DeleteTeam()


@blueprint.post("/teams")
def found() -> tuple[Response, int]:
    asked = read_json(_FOUND)
    teams.check_founding_code(relay_config(), asked["founding_code"])
    with store().writing() as connection:
        epoch = teams.found_team(
            connection, team_tag=asked["team_tag"], admin_pk=asked["admin_pk"], token_hash=asked["token_hash"]
        )
    return jsonify({"team_tag": asked["team_tag"].hex(), "epoch": epoch.hex()}), 201


@blueprint.post("/teams/<tag:team_tag>/token")
def roll(team_tag: bytes) -> Response:
    asked = read_json(_ROLL)
    with store().writing() as connection:
        teams.roll_token(connection, relay_config(), team_tag, **asked)
    return jsonify({"serial": asked["serial"]})


@blueprint.delete("/teams/<tag:team_tag>")
def delete(team_tag: bytes) -> Response:
    asked = read_json(_DELETE)
    with store().reading() as connection:
        teams.check_deletion(connection, team_tag, **asked)
    # Before the rows: whatever fails here, the team is still known, and its administrator can order it again.
    chunk_store().remove(team_tag)
    with store().writing() as connection:
        teams.delete_team(connection, team_tag, **asked)
    chunk_store().remove(team_tag)  # what came in between
    return jsonify({"serial": asked["serial"]})
