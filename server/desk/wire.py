"""JSON in and out for the desk's pages, and every failure as a refusal of the catalogue."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any, Final

from flask import Flask, Response, current_app, jsonify, request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import BadRequest, HTTPException

from server.desk.patience import TooSoon
from server.format.refusals import Refusal

_REFUSAL_OF_STATUS: Final = {404: "not_found", 405: "not_found", 413: "too_large", 415: "wrong_media_type"}


def read_json(schema: Schema) -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise Refusal("wrong_media_type")
    try:
        value = request.get_json()
    except BadRequest as error:
        raise Refusal("malformed", "json") from error
    if not isinstance(value, Mapping):
        raise Refusal("malformed", "not an object")
    try:
        loaded: dict[str, Any] = schema.load(value)
    except ValidationError as error:
        # Names of fields only: a message may quote what was typed.
        raise Refusal("malformed", ", ".join(sorted(error.messages_dict))) from error
    return loaded


def refusal_answer(refusal: Refusal) -> Response:
    kind = refusal.kind
    answer = jsonify({"error": {"name": kind.name, "code": kind.code, "message": kind.message, "next": kind.next}})
    answer.status_code = kind.status
    if isinstance(refusal, TooSoon):
        answer.headers["Retry-After"] = str(refusal.retry_after_seconds)
    return answer


def answer_with_refusals(app: Flask) -> None:
    app.register_error_handler(Refusal, refusal_answer)
    app.register_error_handler(HTTPException, _http_refusal)
    app.register_error_handler(Exception, _failure)


def _http_refusal(error: HTTPException) -> Response:
    status = error.code or 500
    fallback = "malformed" if status < 500 else "server_error"
    return refusal_answer(Refusal(_REFUSAL_OF_STATUS.get(status, fallback)))


def _failure(error: Exception) -> Response:
    # Where and what kind, never the message: it may hold what a witness said, or a passphrase.
    places = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("server_error: %s\n%s", type(error).__qualname__, places)
    return refusal_answer(Refusal("server_error"))
