"""Chunks of media: which are missing, keep one, give one."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.format.refusals import Refusal
from server.relay import chunks
from server.relay.access import relay_config, team_of_token
from server.relay.chunk_store import chunk_store
from server.relay.config import CHUNK_IDS_LIMIT
from server.relay.database import store
from server.relay.schemas import ChunkIds
from server.relay.wire import body, cbor_answer, read_cbor

blueprint = Blueprint("chunks", __name__)

_IDS = ChunkIds()


@blueprint.post("/teams/<tag:team_tag>/chunks/have")
def have(team_tag: bytes) -> Response:
    team = team_of_token(team_tag)
    ids = read_cbor(_IDS)["ids"]
    if len(ids) > CHUNK_IDS_LIMIT:
        raise Refusal("too_large", "ids")
    with store().reading() as connection:
        return cbor_answer({"missing": chunks.missing_of(connection, team.id, ids)})


@blueprint.put("/teams/<tag:team_tag>/chunks/<chunk:chunk_id>")
def put(team_tag: bytes, chunk_id: bytes) -> tuple[str, int]:
    team = team_of_token(team_tag)
    config = relay_config()
    data = body()
    chunks.check_chunk(chunk_id, data)
    with store().reading() as connection:
        if chunks.is_kept(connection, team.id, chunk_id):
            return "", 204
        chunks.check_room(connection, team.id, config.quota_bytes)
    chunk_store().write(team_tag, chunk_id, data, config.today())
    try:
        with store().writing() as connection:
            chunks.keep(connection, team.id, chunk_id, config.quota_bytes)
    except Refusal as refusal:
        if refusal.name == "team_unknown":  # deleted after its chunks were removed
            chunk_store().remove(team_tag)
        raise
    return "", 204


@blueprint.get("/teams/<tag:team_tag>/chunks/<chunk:chunk_id>")
def get(team_tag: bytes, chunk_id: bytes) -> Response:
    team = team_of_token(team_tag)
    with store().reading() as connection:
        if not chunks.is_kept(connection, team.id, chunk_id):
            raise Refusal("not_found")
    data = chunk_store().read(team_tag, chunk_id)
    answer = Response(data, mimetype="application/octet-stream")
    answer.make_conditional(request, accept_ranges=True, complete_length=len(data))
    return answer
