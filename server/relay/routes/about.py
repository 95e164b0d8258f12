"""What this relay is: its health and the description of its API."""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Any

from flask import Blueprint, Response, current_app, jsonify

from server import __version__
from server.relay.access import relay_config
from server.relay.database import store
from server.relay.openapi import describe

blueprint = Blueprint("about", __name__)


@blueprint.get("/v1/health")
def health() -> Response:
    config = relay_config()
    with store().reading() as connection:
        connection.exec_driver_sql("select 1 from teams where id = 0")
    answer: dict[str, Any] = {
        "name": "gawahi-relay",
        "version": __version__,
        "relay_pk": current_app.extensions["gawahi_receipt_key"].public.hex(),
        "founding": "open" if config.founding_code is None else "code",
    }
    if store().engine.dialect.name == "sqlite":
        answer["sqlite"] = sqlite3.sqlite_version
    app_url = config.app_origins[0] if config.app_origins else config.public_url
    if app_url is not None:
        answer["public_url"] = app_url
    return jsonify(answer)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    return jsonify(_description())


@cache
def _description() -> dict[str, Any]:
    return describe(__version__)
