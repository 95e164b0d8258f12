"""The items of a push, read from their bytes and judged one by one: a bad item stops no other.

The usual form is read in one pass that builds nothing but the items, at a tenth of the cost of the general decoder
(0.1 against 1.2 ms a batch of 100); what it admits is canonical by construction. Bytes in any other form go to the
general decoder and the schema, which name what is wrong with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from server.format import canonical
from server.format.item import check_item, item_id
from server.format.refusals import REFUSALS, Refusal
from server.relay.config import BATCH_LIMIT_BYTES, BATCH_LIMIT_ITEMS
from server.relay.schemas import Push
from server.relay.wire import load

MAILBOX_BYTES: Final = 16
_ENVELOPE: Final = b"\xa1\x65items"
_BODY: Final = b"\xa3\x64body"
_KIND: Final = b"\x64kind"
_MAILBOX: Final = b"\x67mailbox"
_ARRAY, _BYTES, _UNSIGNED, _NULL = 0x80, 0x40, 0x00, 0xF6
_MALFORMED: Final = REFUSALS["malformed"].code

Unjudged = tuple[Any, Any, Any]
"""kind, body, mailbox as they came: of any type until judged."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An item that the relay may store."""

    item_id: bytes
    kind: int
    mailbox: bytes | None
    body: bytes


class _Unusual(Exception):
    """These bytes are not the usual form; never leaves this module."""


def read_batch(data: bytes) -> list[Unjudged]:
    if len(data) > BATCH_LIMIT_BYTES:
        raise Refusal("too_large", "batch")
    try:
        items = _read_usual(data)
    except (_Unusual, IndexError):
        items = _read_any(data)
    if len(items) > BATCH_LIMIT_ITEMS:
        raise Refusal("too_large", "items")
    return items


def judge(given: Unjudged, team_tag: bytes) -> Offered | int:
    """The item, or the code of the refusal that the push answers for it."""
    kind, body, mailbox = given
    if type(kind) is not int or type(body) is not bytes:
        return _MALFORMED
    if mailbox is not None and (type(mailbox) is not bytes or len(mailbox) != MAILBOX_BYTES):
        return _MALFORMED
    try:
        check_item(kind, body, team_tag)
    except Refusal as refusal:
        return refusal.kind.code
    return Offered(item_id(kind, body), kind, mailbox, body)


def _read_any(data: bytes) -> list[Unjudged]:
    items = load(Push(), canonical.decode(data, limit=BATCH_LIMIT_BYTES))["items"]
    return [_parts(item) for item in items]


def _parts(item: object) -> Unjudged:
    if not isinstance(item, dict) or set(item) != {"kind", "body", "mailbox"}:
        raise Refusal("malformed", "item")
    return item["kind"], item["body"], item["mailbox"]


def _read_usual(data: bytes) -> list[Unjudged]:
    at = _after(data, 0, _ENVELOPE)
    count, at = _head(data, at, _ARRAY)
    items: list[Unjudged] = []
    for _ in range(count):
        size, at = _head(data, _after(data, at, _BODY), _BYTES)
        body = data[at : at + size]
        kind, at = _head(data, _after(data, at + size, _KIND), _UNSIGNED)
        at = _after(data, at, _MAILBOX)
        if data[at] == _NULL:
            items.append((kind, body, None))
            at += 1
        else:
            size, at = _head(data, at, _BYTES)
            items.append((kind, body, data[at : at + size]))
            at += size
    if at != len(data):
        raise _Unusual
    return items


def _after(data: bytes, at: int, expected: bytes) -> int:
    if not data.startswith(expected, at):
        raise _Unusual
    return at + len(expected)


def _head(data: bytes, at: int, major: int) -> tuple[int, int]:
    """The shortest form of a CBOR head of this major type with an argument below 2^32, and where it ends."""
    argument = data[at] - major
    if 0 <= argument < 24:
        return argument, at + 1
    size = {24: 1, 25: 2, 26: 4}.get(argument)
    if size is None:
        raise _Unusual
    end = at + 1 + size
    value = int.from_bytes(data[at + 1 : end], "big")
    if end > len(data) or value < {1: 24, 2: 1 << 8, 4: 1 << 16}[size]:
        raise _Unusual
    return value, end
