"""What goes over the wire: strict CBOR and JSON in, CBOR, JSON or a refusal out. It knows no table and no team."""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping
from typing import Any, Final

import cbor2
from flask import Flask, Response, current_app, g, jsonify, request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import HTTPException

from server.format import canonical
from server.format.refusals import Refusal
from server.relay.config import BATCH_LIMIT_BYTES, DISK_FULL_RETRY_SECONDS, JSON_LIMIT_BYTES
from server.relay.database import is_disk_full

CBOR: Final = "application/cbor"
JSON: Final = "application/json"
DISCARD_LIMIT_BYTES: Final = 16 << 20
DISCARD_PIECE_BYTES: Final = 64 << 10
_REFUSAL_OF_STATUS: Final = {404: "not_found", 405: "not_found", 413: "too_large", 415: "wrong_media_type"}


class RelayRefusal(Refusal):
    """A refusal that tells the client more than its name: when to come again, or the epoch to read from."""

    def __init__(self, name: str, *, retry_after_seconds: int | None = None, epoch: bytes | None = None) -> None:
        super().__init__(name)
        self.retry_after_seconds: Final = retry_after_seconds
        self.epoch: Final = epoch


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
    try:
        value = json.loads(body())
    except (ValueError, RecursionError) as error:
        raise Refusal("malformed", "json") from error
    return load(schema, value)


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


def refusal_answer(refusal: Refusal) -> Response:
    kind = refusal.kind
    error = {"name": kind.name, "code": kind.code, "message": kind.message, "next": kind.next}
    answer = jsonify({"error": error})
    answer.status_code = kind.status
    if isinstance(refusal, RelayRefusal):
        if refusal.epoch is not None:
            answer = jsonify({"error": {**error, "epoch": refusal.epoch.hex()}})
            answer.status_code = kind.status
        if refusal.retry_after_seconds is not None:
            answer.headers["Retry-After"] = str(refusal.retry_after_seconds)
    return answer


def answer_with_refusals(app: Flask) -> None:
    """Every failure of ``app`` becomes a refusal of the catalogue, as JSON."""
    app.register_error_handler(Refusal, refusal_answer)
    app.register_error_handler(HTTPException, _http_refusal)
    app.register_error_handler(Exception, _failure)


def _http_refusal(error: HTTPException) -> Response:
    status = error.code or 500
    fallback = "malformed" if status < 500 else "server_error"
    return refusal_answer(Refusal(_REFUSAL_OF_STATUS.get(status, fallback)))


def _failure(error: Exception) -> Response:
    if is_disk_full(error):
        return refusal_answer(RelayRefusal("disk_full", retry_after_seconds=DISK_FULL_RETRY_SECONDS))
    # Where and what kind, never the message: it may hold a value, an address or a path that somebody asked for.
    places = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("server_error: %s\n%s", type(error).__qualname__, places)
    return refusal_answer(Refusal("server_error"))
