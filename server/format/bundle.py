"""Bundles: sealed letters that a colleague carries, and the relay's receipts that come back (PROTOCOL section 18).

Layout only. Whoever carries a bundle can check it as the relay would, and can read nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.format import canonical, shape
from server.format.item import TEAM_TAG_SIZE, check_item
from server.format.reader import SUITE, Reader, u8
from server.format.refusals import Refusal

BUNDLE_LIMIT: Final = 32 << 20
ITEMS_LIMIT: Final = 10_000

_MAGIC: Final = b"GWB1"


@dataclass(frozen=True, slots=True)
class Letter:
    kind: int
    body: bytes
    mailbox: bytes | None


@dataclass(frozen=True, slots=True)
class Letters:
    """What is to be delivered, and for each item of the file that fails the relay's checks the refusal's name."""

    items: tuple[Letter, ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lot:
    """What one push answer proves: items as (id, number, rosters), with `seen` = 0 and these items as wanted."""

    epoch: bytes
    items: tuple[tuple[bytes, int, int], ...]
    checkpoint: str
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Receipts:
    lots: tuple[Lot, ...]


def encode_letters(team_tag: bytes, items: Sequence[Letter]) -> bytes:
    return _enveloped(
        team_tag, {"do": "deliver", "items": [[int(item.kind), item.body, item.mailbox] for item in items]}, len(items)
    )


def encode_receipts(team_tag: bytes, lots: Sequence[Lot]) -> bytes:
    written = [
        {
            "epoch": lot.epoch,
            "items": [list(item) for item in lot.items],
            "checkpoint": lot.checkpoint,
            "proof": list(lot.proof),
        }
        for lot in lots
    ]
    return _enveloped(team_tag, {"do": "receipts", "lots": written}, sum(len(lot.items) for lot in lots))


def decode_bundle(data: bytes, team_tag: bytes) -> Letters | Receipts:
    """Refuses too_large, malformed, unknown_suite, wrong_team and not_canonical. A bad letter refuses itself alone."""
    if len(data) > BUNDLE_LIMIT:
        raise Refusal("too_large", f"{len(data)} bytes")
    reader = Reader(data)
    reader.magic(_MAGIC)
    reader.suite()
    if reader.take(TEAM_TAG_SIZE) != team_tag:
        raise Refusal("wrong_team")
    found = canonical.decode(reader.rest(), BUNDLE_LIMIT)
    if not isinstance(found, dict):
        raise Refusal("malformed", "no map")
    if found.get("do") == "deliver":
        return _letters(shape.as_list(shape.as_map(found, "do", "items")["items"]), team_tag)
    if found.get("do") == "receipts":
        lots = tuple(_lot(lot) for lot in shape.as_list(shape.as_map(found, "do", "lots")["lots"]))
        _check_count(sum(len(lot.items) for lot in lots))
        return Receipts(lots)
    raise Refusal("malformed", "neither letters nor receipts")


def _enveloped(team_tag: bytes, value: dict[str, object], count: int) -> bytes:
    _check_count(count)
    data = _MAGIC + u8(SUITE) + team_tag + canonical.encode(value)
    if len(data) > BUNDLE_LIMIT:
        raise Refusal("too_large", f"{len(data)} bytes")
    return data


def _check_count(count: int) -> None:
    if count > ITEMS_LIMIT:
        raise Refusal("too_large", f"{count} items")


def _letters(rows: list[object], team_tag: bytes) -> Letters:
    _check_count(len(rows))
    items: list[Letter] = []
    refused: list[str] = []
    for row in rows:
        try:
            items.append(_letter(row, team_tag))
        except Refusal as refusal:
            refused.append(refusal.name)
    return Letters(tuple(items), tuple(refused))


def _letter(row: object, team_tag: bytes) -> Letter:
    kind, body, mailbox = _of_three(row)
    if not isinstance(body, bytes):
        raise Refusal("malformed", "no body")
    address = None if mailbox is None else shape.as_bytes(mailbox, 16)
    return Letter(check_item(shape.as_number(kind), body, team_tag), body, address)


def _lot(value: object) -> Lot:
    found = shape.as_map(value, "epoch", "items", "checkpoint", "proof")
    items = tuple(
        (shape.as_bytes(item_id, 32), shape.as_number(number), shape.as_number(rosters))
        for item_id, number, rosters in map(_of_three, shape.as_list(found["items"]))
    )
    proof = tuple(shape.as_bytes(part, 32) for part in shape.as_list(found["proof"]))
    return Lot(shape.as_bytes(found["epoch"], 16), items, shape.as_text(found["checkpoint"]), proof)


def _of_three(value: object) -> tuple[object, object, object]:
    row = shape.as_list(value)
    if len(row) != 3:
        raise Refusal("malformed", "three values wanted")
    return row[0], row[1], row[2]
