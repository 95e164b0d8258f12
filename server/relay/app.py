"""The relay: a mailbox that cannot read its letters. It stores sealed items, numbers them and proves that it kept
them.

It never holds a key that opens anything, never asks who somebody is, and never answers before what it says is on the
disk.
"""

from __future__ import annotations

import logging
from typing import Final

from flask import Flask
from werkzeug.routing import BaseConverter, Map

from server.answers import TellingRefusal, answer_with_refusals
from server.relay.access import admit_caller, open_gate
from server.relay.chunk_store import open_chunks
from server.relay.config import AWAY_RETRY_SECONDS, DISK_FULL_RETRY_SECONDS, RelayConfig
from server.relay.database import engine_options, is_away, is_disk_full, open_store
from server.relay.receipts import read_key_file
from server.relay.routes import about, chunks, feed, invites, renewals, teams
from server.relay.tables import db

API: Final = "/api"
VERSION_1: Final = "/api/v1"


class _Bytes(BaseConverter):
    """Lower-case hexadecimal digits in an address, given to the route as bytes."""

    def __init__(self, url_map: Map, length: int) -> None:
        super().__init__(url_map)
        self.regex = f"[0-9a-f]{{{2 * length}}}"

    def to_python(self, value: str) -> bytes:
        return bytes.fromhex(value)

    def to_url(self, value: bytes) -> str:
        return value.hex()


class _SixteenBytes(_Bytes):
    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, 16)


class _ThirtyTwoBytes(_Bytes):
    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, 32)


def create_relay(config: RelayConfig) -> Flask:
    """Needs a migrated database and a key file (server.relay.ground.prepare makes both)."""
    app = Flask("gawahi-relay", static_folder=None)
    app.logger.setLevel(logging.WARNING)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database),
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.url_map.converters.update(tag=_SixteenBytes, invite=_SixteenBytes, chunk=_ThirtyTwoBytes)
    db.init_app(app)
    with app.app_context():
        app.extensions["gawahi_store"] = open_store(db.engine)
    app.extensions["gawahi_chunks"] = open_chunks(config)
    app.extensions["gawahi_gate"] = open_gate(config)
    app.extensions["gawahi_receipt_key"] = read_key_file(config.key_file)
    app.before_request(admit_caller)
    answer_with_refusals(app, _recognise)
    app.register_blueprint(about.blueprint, url_prefix=API)
    for part in (teams, feed, chunks, invites, renewals):
        app.register_blueprint(part.blueprint, url_prefix=VERSION_1)
    return app


def _recognise(error: Exception) -> TellingRefusal | None:
    if is_disk_full(error):
        return TellingRefusal("disk_full", retry_after_seconds=DISK_FULL_RETRY_SECONDS)
    if is_away(error):
        return TellingRefusal("store_unreachable", retry_after_seconds=AWAY_RETRY_SECONDS)
    return None
