"""JSON in from the desk's page, checked by a schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from server.format import wire_json
from server.format.refusals import Refusal


def read_json(schema: Schema) -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise Refusal("wrong_media_type")
    value = wire_json.decode(request.get_data())
    if not isinstance(value, Mapping):
        raise Refusal("malformed", "not an object")
    try:
        loaded: dict[str, Any] = schema.load(value)
    except ValidationError as error:
        # Names of fields only: a message may quote what was typed.
        raise Refusal("malformed", ", ".join(sorted(error.messages_dict))) from error
    return loaded
