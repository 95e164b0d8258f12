"""The items of a push, read from their bytes and judged one by one: a bad item stops no other.

The usual form is read in one pass that builds nothing but the items, at a tenth of the cost of the general decoder;
what it admits is canonical by construction. Bytes in any other form go to the general decoder and the schema, which
name what is wrong with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from server.format import canonical
from server.format.item import Kind, check_item, item_id
from server.format.refusals import REFUSALS, Refusal
from server.relay.config import BATCH_LIMIT_BYTES, BATCH_LIMIT_ITEMS
from server.relay.schemas import Push
from server.relay.wire import load

MAILBOX_BYTES: Final = 16
_MALFORMED: Final = REFUSALS["malformed"].code

# The bytes between what varies: {"items": [{"body": .., "kind": .., "mailbox": ..}, ..]}
_ENVELOPE: Final = b"\xa1\x65items"
_BODY: Final = b"\xa3\x64body"
_NO_MAILBOX: Final = {b"\x64kind" + bytes([kind]) + b"\x67mailbox\xf6": int(kind) for kind in Kind}
_MAILBOX: Final = {b"\x64kind" + bytes([kind]) + b"\x67mailbox\x50": int(kind) for kind in Kind}
_TAIL_BYTES: Final = len(next(iter(_MAILBOX)))
_ARRAY, _BYTES = 0x80, 0x40

Unjudged = tuple[Any, Any, Any]
"""kind, body, mailbox as they came: of any type until judged."""


class Offered(NamedTuple):
    """An item that the relay may store."""

    item_id: bytes
    kind: int
    mailbox: bytes | None
    body: bytes


def read_batch(data: bytes) -> list[Unjudged]:
    if len(data) > BATCH_LIMIT_BYTES:
        raise Refusal("too_large", "batch")
    items = _read_usual(data)
    if items is None:
        items = [_parts(item) for item in load(Push(), canonical.decode(data, limit=BATCH_LIMIT_BYTES))["items"]]
    if len(items) > BATCH_LIMIT_ITEMS:
        raise Refusal("too_large", "items")
    return items


def judge(items: Sequence[Unjudged], team_tag: bytes) -> list[Offered | int]:
    """For each the item, or the code of the refusal that the push answers for it."""
    return [_judge_one(kind, body, mailbox, team_tag) for kind, body, mailbox in items]


def _judge_one(kind: Any, body: Any, mailbox: Any, team_tag: bytes) -> Offered | int:
    if type(kind) is not int or type(body) is not bytes:
        return _MALFORMED
    if mailbox is not None and (type(mailbox) is not bytes or len(mailbox) != MAILBOX_BYTES):
        return _MALFORMED
    try:
        check_item(kind, body, team_tag)
    except Refusal as refusal:
        return refusal.kind.code
    return Offered(item_id(kind, body, mailbox), kind, mailbox, body)


def _parts(item: object) -> Unjudged:
    if not isinstance(item, dict) or set(item) != {"kind", "body", "mailbox"}:
        raise Refusal("malformed", "item")
    return item["kind"], item["body"], item["mailbox"]


def _read_usual(data: bytes) -> list[Unjudged] | None:
    """None if this is not the usual form: known kinds, and a mailbox of 16 bytes or none."""
    if not data.startswith(_ENVELOPE):
        return None
    count, at = _head(data, len(_ENVELOPE), _ARRAY)
    if count < 0:
        return None
    items: list[Unjudged] = []
    for _ in range(count):
        if not data.startswith(_BODY, at):
            return None
        size, start = _head(data, at + len(_BODY), _BYTES)
        end = start + size
        if size < 0:
            return None
        at = end + _TAIL_BYTES
        kind = _NO_MAILBOX.get(data[end:at])
        mailbox = None
        if kind is None:
            kind = _MAILBOX.get(data[end:at])
            if kind is None:
                return None
            mailbox = data[at : at + MAILBOX_BYTES]
            at += MAILBOX_BYTES
        items.append((kind, data[start:end], mailbox))
    return items if at == len(data) else None


def _head(data: bytes, at: int, major: int) -> tuple[int, int]:
    """The argument of a CBOR head in its shortest form and where the head ends; -1 for what is no such head."""
    if at + 5 > len(data):
        return -1, at
    first = data[at] - major
    if first == 25:
        value = data[at + 1] << 8 | data[at + 2]
        return (value, at + 3) if value > 0xFF else (-1, at)
    if first == 24:
        return (data[at + 1], at + 2) if data[at + 1] > 23 else (-1, at)
    if first == 26:
        value = int.from_bytes(data[at + 1 : at + 5], "big")
        return (value, at + 5) if value > 0xFFFF else (-1, at)
    return (first, at + 1) if 0 <= first < 24 else (-1, at)
