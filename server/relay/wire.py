"""What goes over the wire: strict CBOR and JSON in, CBOR out. It knows no table and no team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import cbor2
from flask import Response, g, request
from marshmallow import Schema, ValidationError

from server.format import canonical, wire_json
from server.format.refusals import Refusal
from server.relay.config import BATCH_LIMIT_BYTES, JSON_LIMIT_BYTES

CBOR: Final = "application/cbor"
JSON: Final = "application/json"
DISCARD_LIMIT_BYTES: Final = 16 << 20
DISCARD_PIECE_BYTES: Final = 64 << 10


def receive_body() -> None:
    """Before anything is refused: a client that is answered while it still sends sees a broken line, no refusal."""
    stream = request.environ["wsgi.input"]
    length = request.content_length
    body = stream.read(BATCH_LIMIT_BYTES + 1 if length is None else min(length, BATCH_LIMIT_BYTES + 1))
    g.body = body
    if len(body) <= BATCH_LIMIT_BYTES:
        return
    left = DISCARD_LIMIT_BYTES
    while left > 0 and (piece := stream.read(min(left, DISCARD_PIECE_BYTES))):
        left -= len(piece)
    raise Refusal("too_large", "request")


def body() -> bytes:
    received: bytes = g.body
    return received


def read_cbor(schema: Schema) -> Mapping[str, Any]:
    return load(schema, canonical.decode(read_cbor_bytes()))


def read_cbor_bytes() -> bytes:
    _demand_type(CBOR)
    return body()


def read_json(schema: Schema) -> Mapping[str, Any]:
    _demand_type(JSON)
    if len(body()) > JSON_LIMIT_BYTES:
        raise Refusal("too_large", "json")
    return load(schema, wire_json.decode(body()))


def read_query(schema: Schema) -> Mapping[str, Any]:
    values = {name: found if name in ("mailbox",) else found[-1] for name, found in request.args.lists()}
    return load(schema, values)


def _demand_type(media_type: str) -> None:
    if request.mimetype != media_type:
        raise Refusal("wrong_media_type", media_type)


def load(schema: Schema, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Refusal("malformed", "not a map")
    try:
        loaded: Mapping[str, Any] = schema.load(value)
    except ValidationError as error:
        raise Refusal("malformed", str(sorted(error.messages_dict))) from error
    return loaded


def cbor_answer(value: Mapping[str, object]) -> Response:
    """``value`` must have its keys in canonical order (shorter first): sorting them here costs four times as much."""
    return Response(cbor2.dumps(value), mimetype=CBOR)
