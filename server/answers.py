"""How relay and desk answer a refusal over HTTP: as JSON of the catalogue, and never with what caused it."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Final

from flask import Flask, Response, current_app, jsonify
from werkzeug.exceptions import HTTPException

from server.format.refusals import Refusal

_REFUSAL_OF_STATUS: Final = {404: "not_found", 405: "not_found", 413: "too_large", 415: "wrong_media_type"}


class TellingRefusal(Refusal):
    """A refusal that tells the client more than its name: when to come again, or the epoch to read from."""

    def __init__(self, name: str, *, retry_after_seconds: int | None = None, epoch: bytes | None = None) -> None:
        super().__init__(name)
        self.retry_after_seconds: Final = retry_after_seconds
        self.epoch: Final = epoch


def _nothing(_error: Exception) -> Refusal | None:
    return None


def answer_with_refusals(app: Flask, recognise: Callable[[Exception], Refusal | None] = _nothing) -> None:
    """Every failure of ``app`` becomes a refusal of the catalogue; ``recognise`` names those that are no mistake of
    ours."""

    def failed(error: Exception) -> Response:
        known = recognise(error)
        if known is None:
            # Where and what kind, never the message: it may hold what a witness said, a passphrase or an address.
            places = "".join(traceback.format_tb(error.__traceback__))
            current_app.logger.error("server_error: %s\n%s", type(error).__qualname__, places)
        return _answer(known or Refusal("server_error"))

    app.register_error_handler(Refusal, _answer)
    app.register_error_handler(HTTPException, _http_refusal)
    app.register_error_handler(Exception, failed)


def _answer(refusal: Refusal) -> Response:
    kind = refusal.kind
    error = {"name": kind.name, "code": kind.code, "message": kind.message, "next": kind.next}
    headers: dict[str, str] = {}
    if isinstance(refusal, TellingRefusal):
        if refusal.epoch is not None:
            error["epoch"] = refusal.epoch.hex()
        if refusal.retry_after_seconds is not None:
            headers["Retry-After"] = str(refusal.retry_after_seconds)
    answer = jsonify({"error": error})
    answer.status_code = kind.status
    answer.headers.update(headers)
    return answer


def _http_refusal(error: HTTPException) -> Response:
    status = error.code or 500
    fallback = "malformed" if status < 500 else "server_error"
    return _answer(Refusal(_REFUSAL_OF_STATUS.get(status, fallback)))
