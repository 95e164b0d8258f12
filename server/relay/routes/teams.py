"""Founding a team, rolling its token, deleting it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from server.relay import teams
from server.relay.access import relay_config
from server.relay.chunks import folder_of
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
    with store().writing() as connection:
        teams.delete_team(connection, team_tag, **asked)
    folder_of(relay_config().chunk_folder, team_tag).remove()
    return jsonify({"serial": asked["serial"]})
