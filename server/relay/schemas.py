"""The shapes that the relay takes and gives, checked once at its edge. The API's description is generated from them.

Only the envelope of a push is described here: checking each item with marshmallow costs more than storing it.
"""

from __future__ import annotations

import re
from typing import Any, Final

from marshmallow import Schema, fields, validate

from server.relay.config import CHUNK_IDS_LIMIT, MAILBOX_FILTER_LIMIT, PAGE_LIMIT_ITEMS

INTEGER_LIMIT: Final = (1 << 53) - 1


class Hex(fields.Field[bytes]):
    """Exactly ``length`` bytes, written as lower-case hexadecimal digits."""

    def __init__(self, length: int, **settings: Any) -> None:
        self.length: Final = length
        super().__init__(metadata={"description": f"{length} bytes in lower-case hexadecimal digits"}, **settings)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bytes:
        if not isinstance(value, str) or re.fullmatch(rf"[0-9a-f]{{{2 * self.length}}}", value) is None:
            raise self.make_error("validator_failed")
        return bytes.fromhex(value)


class Bytes(fields.Field[bytes]):
    """Raw bytes in CBOR; ``length`` None is any length."""

    def __init__(self, length: int | None = None, **settings: Any) -> None:
        self.length: Final = length
        description = "bytes" if length is None else f"{length} bytes"
        super().__init__(metadata={"description": description}, **settings)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bytes:
        if not isinstance(value, bytes) or self.length not in (None, len(value)):
            raise self.make_error("validator_failed")
        return value


class Items(fields.Field[list[Any]]):
    """A list whose members are checked one by one in feed.py, so that one bad item stops no other."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("validator_failed")
        return value


def _serial() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(1, INTEGER_LIMIT))


class FoundTeam(Schema):
    team_tag = Hex(16, required=True)
    admin_pk = Hex(32, required=True)
    token_hash = Hex(32, required=True)
    founding_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=64))


class TeamFounded(Schema):
    team_tag = Hex(16, required=True)
    epoch = Hex(16, required=True)


class RollToken(Schema):
    token_hash = Hex(32, required=True)
    serial = _serial()
    signature = Hex(64, required=True)


class Renew(Schema):
    admin_pk = Bytes(32, required=True)
    token_hash = Bytes(32, required=True)
    serial = _serial()
    signature = Bytes(64, required=True)
    renewals = Items(required=True, metadata={"description": "[renewal_id 16, sealed box] for each member"})


class DeleteTeam(Schema):
    serial = _serial()
    signature = Hex(64, required=True)


class SerialUsed(Schema):
    serial = _serial()


class Push(Schema):
    items = Items(required=True, metadata={"description": 'list of {"kind", "body", "mailbox"}'})


def _seen() -> fields.Integer:
    return fields.Integer(
        load_default=0,
        validate=validate.Range(0, INTEGER_LIMIT),
        metadata={"description": "size of the last checkpoint that the caller verified, 0 for none"},
    )


class PushAsked(Schema):
    seen = _seen()
    epoch = Hex(16, load_default=None)


class _Proven(Schema):
    checkpoint = fields.String(required=True, metadata={"description": "the log's state, a signed note"})
    proof = fields.List(Bytes(32), required=True)


class Pushed(_Proven):
    epoch = Bytes(16, required=True)
    results = fields.List(
        fields.List(fields.Integer()), metadata={"description": "[status, number, rosters] for each item"}
    )


class Pull(Schema):
    seen = _seen()
    after = fields.Integer(load_default=0, validate=validate.Range(0, INTEGER_LIMIT))
    limit = fields.Integer(load_default=PAGE_LIMIT_ITEMS, validate=validate.Range(1, INTEGER_LIMIT))
    epoch = Hex(16, load_default=None)
    mailbox = fields.List(Hex(16), load_default=list, validate=validate.Length(max=MAILBOX_FILTER_LIMIT))


class Pulled(_Proven):
    epoch = Bytes(16, required=True)
    head = fields.Integer(required=True)
    next = fields.Integer(required=True)
    items = Items(
        required=True, metadata={"description": "[number, kind, body, mailbox or null, rosters] for each item"}
    )
    last = Items(required=True, allow_none=True, metadata={"description": "[item_id, rosters] of item head, or null"})


class LogAsked(Schema):
    size = fields.Integer(required=True, validate=validate.Range(0, INTEGER_LIMIT))
    seen = fields.Integer(required=True, validate=validate.Range(0, INTEGER_LIMIT))
    epoch = Hex(16, load_default=None)


class LogProven(Schema):
    proof = fields.List(Bytes(32), required=True)


class HeadAsked(Schema):
    epoch = Hex(16, load_default=None)
    head = fields.Integer(load_default=None, validate=validate.Range(0, INTEGER_LIMIT))


class HeadTold(Schema):
    head = fields.Integer(required=True)
    epoch = Bytes(16, required=True)


class ChunkIds(Schema):
    ids = fields.List(Bytes(32), required=True, metadata={"description": f"at most {CHUNK_IDS_LIMIT}"})


class MissingChunks(Schema):
    missing = fields.List(Bytes(32), required=True)


class Health(Schema):
    name = fields.String(required=True)
    version = fields.String(required=True)
    sqlite = fields.String()
    relay_pk = Hex(32, required=True)
    public_url = fields.String()
    founding = fields.String(required=True, validate=validate.OneOf(["open", "code"]))


class RefusalDetails(Schema):
    name = fields.String(required=True)
    code = fields.Integer(required=True)
    message = fields.String(required=True)
    next = fields.String(required=True)
    epoch = Hex(16)


class RefusalAnswer(Schema):
    error = fields.Nested(RefusalDetails, required=True)
