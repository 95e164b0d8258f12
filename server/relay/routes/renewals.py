"""A new epoch of a team, put by its admin key; each member fetches the box that it alone can open."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from server.format import canonical
from server.relay import renewals
from server.relay.access import relay_config
from server.relay.config import BATCH_LIMIT_BYTES
from server.relay.database import store
from server.relay.schemas import Renew
from server.relay.teams import find_team
from server.relay.wire import load, read_cbor_bytes

blueprint = Blueprint("renewals", __name__)

_RENEW = Renew()


@blueprint.post("/teams/<tag:team_tag>/renew")
def renew(team_tag: bytes) -> Response:
    asked = dict(load(_RENEW, canonical.decode(read_cbor_bytes(), limit=BATCH_LIMIT_BYTES)))
    boxes = renewals.read_renewals(asked.pop("renewals"), team_tag)
    with store().writing() as connection:
        renewals.renew_team(connection, team_tag, **asked, renewals=boxes, today=relay_config().today())
    return jsonify({"serial": asked["serial"]})


@blueprint.get("/teams/<tag:team_tag>/renewals/<invite:renewal_id>")
def get(team_tag: bytes, renewal_id: bytes) -> Response:
    with store().reading() as connection:
        team = find_team(connection, team_tag)
        box = renewals.fetch_renewal(connection, team.id, renewal_id, relay_config().today())
    return Response(box, mimetype="application/octet-stream")
