"""Vectors of bundles: letters carried by hand, and receipts that come back (PROTOCOL section 18)."""

from __future__ import annotations

import hashlib
from typing import Any

from server.format import canonical
from server.format.bundle import ITEMS_LIMIT, Letter, Lot, encode_letters, encode_receipts
from server.format.item import ITEM_LIMIT

from ..plain import Json

TAG = hashlib.sha256(b"gawahi vectors: a team").digest()[:16]
OTHER = hashlib.sha256(b"gawahi vectors: another team").digest()[:16]
BOX = hashlib.sha256(b"gawahi vectors: a mailbox").digest()[:16]


def seeded(name: str, size: int = 32) -> bytes:
    return hashlib.shake_256(f"gawahi vectors: {name}".encode()).digest(size)


def change(name: str, tag: bytes = TAG) -> bytes:
    return b"GWC1\x01\x00" + tag + seeded(name)


def request(name: str) -> bytes:
    return b"GWJ1\x01" + TAG + seeded(name)


def bundle(value: object, *, magic: bytes = b"GWB1", suite: int = 1, tag: bytes = TAG) -> str:
    return (magic + bytes([suite]) + tag + canonical.encode(value)).hex()


def short(data: str) -> Json:
    """A megabyte of zeros is not written out."""
    before, zeros, after = data.partition("00" * ITEM_LIMIT)
    return {"parts": [[before, 1], ["00", ITEM_LIMIT], [after, 1]]} if zeros else data


def deliver(*rows: object) -> dict[str, Any]:
    return {"do": "deliver", "items": list(rows)}


def lot(name: str, count: int, parts: int) -> Lot:
    items = tuple((seeded(f"{name} {n}"), 3 + n, 1) for n in range(count))
    proof = tuple(seeded(f"{name} part {n}") for n in range(parts))
    return Lot(seeded("epoch", 16), items, f"gawahi/{TAG.hex()}/..\n{7 + count}\n", proof)


def lot_json(given: Lot) -> Json:
    items = [[item.hex(), number, rosters] for item, number, rosters in given.items]
    return {
        "epoch": given.epoch.hex(),
        "items": items,
        "checkpoint": given.checkpoint,
        "proof": [part.hex() for part in given.proof],
    }


def letter_json(letter: Letter) -> Json:
    return [letter.kind, letter.body.hex(), letter.mailbox.hex() if letter.mailbox is not None else None]


def good_cases() -> list[Json]:
    letters = [Letter(1, change("one"), None), Letter(5, request("newcomer"), BOX)]
    lots = [lot("first", 2, 3), lot("second", 1, 0)]
    cases = []
    for name, given in (("two letters, one of them addressed", letters), ("no letter", [])):
        both = {"name": name, "do": "letters", "team_tag": TAG.hex(), "bundle": encode_letters(TAG, given).hex()}
        cases.append(both | {"items": [letter_json(letter) for letter in given]})
    for name, proven in (("receipts of two pushes", lots), ("no receipt", [])):
        both = {"name": name, "do": "receipts", "team_tag": TAG.hex(), "bundle": encode_receipts(TAG, proven).hex()}
        cases.append(both | {"lots": [lot_json(one) for one in proven]})
    return cases


def letter_cases() -> list[Json]:
    """A letter that is refused stops no other: the one behind it is read."""
    good = [1, change("kept"), None]
    bad: dict[str, tuple[object, str]] = {
        "a letter of another team": ([1, change("foreign", OTHER), None], "wrong_team"),
        "a letter with a damaged magic": ([1, b"X" + change("x")[1:], None], "malformed"),
        "a letter of a kind that there is not": ([9, change("x"), None], "malformed"),
        "a letter sent as another kind": ([2, change("x"), None], "malformed"),
        "a letter cut short": ([1, change("x")[:20], None], "malformed"),
        "a letter to half a mailbox": ([5, request("x"), BOX[:8]], "malformed"),
        "a letter to a mailbox of text": ([5, request("x"), "گواہی"], "malformed"),
        "a letter without a body": ([1, None, None], "malformed"),
        "a letter whose kind is text": (["1", change("x"), None], "malformed"),
        "a letter whose kind is below 0": ([-1, change("x"), None], "malformed"),
        "a letter of two values": ([1, change("x")], "malformed"),
        "a letter that is no list": ({}, "malformed"),
        "a letter beyond the limit": ([1, change("x") + bytes(ITEM_LIMIT), None], "too_large"),
    }
    kept = [[1, change("kept").hex(), None]]
    return [
        {"name": name, "do": "read", "team_tag": TAG.hex(), "bundle": short(bundle(deliver(row, good)))}
        | {"gives": {"items": kept, "refused": [why]}}
        for name, (row, why) in bad.items()
    ]


def bundle_cases() -> list[Json]:
    good = deliver([1, change("one"), None])
    whole = bytes.fromhex(bundle(good))
    one = {"epoch": seeded("epoch", 16), "items": [], "checkpoint": "x", "proof": []}

    def receipts(**other: object) -> str:
        return bundle({"do": "receipts", "lots": [one | other]})

    bad = {
        "another file": ("00" * 40, "malformed"),
        "an empty file": ("", "malformed"),
        "a later suite": (bundle(good, suite=2), "unknown_suite"),
        "the bundle of another team": (bundle(good, tag=OTHER), "wrong_team"),
        "the team is looked at before what is inside": (b"GWB1\x01".hex() + OTHER.hex() + "ff", "wrong_team"),
        "a bundle cut short": (whole[:-1].hex(), "malformed"),
        "a byte too many": (whole.hex() + "00", "malformed"),
        "keys out of order": (
            whole[:21].hex() + "a2" + "656974656d7380" + "62646f" + "6764656c69766572",
            "not_canonical",
        ),
        "no map": (bundle([]), "malformed"),
        "neither letters nor receipts": (bundle({"do": "open", "items": []}), "malformed"),
        "letters and something else": (bundle(good | {"more": 1}), "malformed"),
        "letters that are no list": (bundle({"do": "deliver", "items": {}}), "malformed"),
        "receipts with an epoch of 15 bytes": (receipts(epoch=bytes(15)), "malformed"),
        "receipts with a checkpoint that is no text": (receipts(checkpoint=b"x"), "malformed"),
        "receipts with an empty checkpoint": (receipts(checkpoint=""), "malformed"),
        "receipts with half a hash": (receipts(proof=[bytes(16)]), "malformed"),
        "receipts with a number below 0": (receipts(items=[[bytes(32), -1, 0]]), "malformed"),
        "receipts with an item of two values": (receipts(items=[[bytes(32), 1]]), "malformed"),
        "receipts without a proof": (bundle({"do": "receipts", "lots": [{"epoch": bytes(16)}]}), "malformed"),
    }
    head = (b"GWB1\x01" + TAG).hex()
    # a map of "do" and "items", the list of 10,001 empty lists
    many = {
        "parts": [
            [head + "a2" + "62646f" + "6764656c69766572" + "656974656d73" + "99" + "2711", 1],
            ["80", ITEMS_LIMIT + 1],
        ]
    }
    cases = [
        {"name": name, "do": "read", "team_tag": TAG.hex(), "bundle": data, "refused": why}
        for name, (data, why) in bad.items()
    ]
    cases.append(
        {"name": "10,001 letters", "do": "read", "team_tag": TAG.hex(), "bundle": many, "refused": "too_large"}
    )
    large = {"parts": [[head, 1], ["00", (32 << 20) - 20]]}
    cases.append(
        {"name": "more than 32 MiB", "do": "read", "team_tag": TAG.hex(), "bundle": large, "refused": "too_large"}
    )
    return cases


def bundle_vectors() -> Json:
    about = (
        '"letters" and "receipts": what is listed and the bundle are one another. "read": the letters that may be '
        "carried, and by what name each of the others is refused."
    )
    return {"noun": "bundle", "about": about, "cases": [*good_cases(), *letter_cases(), *bundle_cases()]}
