"""Vectors of the ground: canonical bytes, Padme, devices, items."""

from __future__ import annotations

import unicodedata

from server.format import canonical
from server.format.device import fingerprint
from server.format.item import ITEM_LIMIT, item_id
from server.format.padme import padme

from ..plain import Json, to_json
from .world import DEVICES, ROSTER, seeded

GAWAHI = "گواہی"


def canonical_vectors() -> Json:
    good: dict[str, object] = {
        "null": None,
        "false": False,
        "true": True,
        "zero": 0,
        "the largest of one byte": 23,
        "the first of two bytes": 24,
        "the first of three bytes": 256,
        "the first of five bytes": 65_536,
        "the first of nine bytes": 2**32,
        "the largest integer": 2**53 - 1,
        "minus one": -1,
        "the smallest integer": -(2**53 - 1),
        "the smallest of two bytes": -256,
        "empty text": "",
        "Urdu": GAWAHI,
        "a combining mark stays apart": unicodedata.normalize("NFD", "é"),
        "a composed letter stays composed": "é",
        "an emoji of several parts": "👩🏽‍🦱🕊️",
        "text that begins with U+FEFF keeps it": "\ufeffگواہی",
        "zero byte and controls in text": "a\0\u001f\u007f\u200f",
        "empty bytes": b"",
        "bytes": bytes(range(24)),
        "a list": [1, [GAWAHI, None], b"\0"],
        "keys shorter first, then by their bytes": {"b": 1, "aa": 2, "a": 3, "é": 4, "": 5},
        "an empty map in a list": [{}],
        "the deepest that is allowed": [[[[[[[[]]]]]]]],
        "more than 255 items": list(range(256)),
    }
    cases = [
        {"name": name, "do": "both", "value": to_json(value), "bytes": canonical.encode(value).hex()}
        for name, value in good.items()
    ]
    bad: dict[str, tuple[Json, str]] = {
        "nothing at all": ("", "malformed"),
        "text cut short": ("63c3a9", "malformed"),
        "a list cut short": ("8201", "malformed"),
        "a map without its last value": ("a16161", "malformed"),
        "a length cut short": ("5900", "malformed"),
        "a byte too many": ("f600", "malformed"),
        "two values": ("0101", "malformed"),
        "text of indefinite length": ("7f6161ff", "malformed"),
        "a list of indefinite length": ("9f01ff", "malformed"),
        "a map of indefinite length": ("bf616101ff", "malformed"),
        "a stop code alone": ("ff", "malformed"),
        "reserved bits": ("1c", "malformed"),
        "a half float": ("f93c00", "malformed"),
        "a float": ("fa47c35000", "malformed"),
        "a double": ("fb3ff199999999999a", "malformed"),
        "undefined": ("f7", "malformed"),
        "another simple value": ("f820", "malformed"),
        "a date tag": ("c11a5e0be100", "malformed"),
        "a bignum tag": ("c249010000000000000000", "malformed"),
        "a self-describing tag": ("d9d9f700", "malformed"),
        "2^53": ("1b0020000000000000", "malformed"),
        "-(2^53)": ("3b001fffffffffffff", "malformed"),
        "2^64 - 1": ("1bffffffffffffffff", "malformed"),
        "a key that is a number": ("a10101", "malformed"),
        "a key that is bytes": ("a1416101", "malformed"),
        "a key that is a list": ("a18001", "malformed"),
        "text that is not UTF-8": ("61ff", "malformed"),
        "text with half a surrogate pair": ("63eda080", "malformed"),
        "text with an overlong slash": ("62c0af", "malformed"),
        "a length of 2^62": ("5b4000000000000000", "malformed"),
        "a list of 2^32 - 1": ("9affffffff", "malformed"),
        "a small number written long": ("1800", "not_canonical"),
        "a number in nine bytes that fits five": ("1b00000000ffffffff", "not_canonical"),
        "a length written long": ("780161", "not_canonical"),
        "keys out of order": ("a2626161016162f6", "not_canonical"),
        "keys of one length out of order": ("a2616201616102", "not_canonical"),
        "a key twice": ("a2616101616102", "not_canonical"),
        "nine lists deep": ("818181818181818180", "too_large"),
        "a thousand lists deep": ({"parts": [["81", 1000], ["80", 1]]}, "too_large"),
        "65,537 values": ({"parts": [["9a00010000", 1], ["f6", 65_536]]}, "too_large"),
        "a million empty maps": ({"parts": [["9a000f4240", 1], ["a0", 1_000_000]]}, "too_large"),
        "more than 1 MiB": ({"parts": [["5a00100000", 1], ["00", 1 << 20]]}, "too_large"),
    }
    cases += [{"name": name, "do": "decode", "bytes": spec, "refused": why} for name, (spec, why) in bad.items()]
    most = {"parts": [["99ffff", 1], ["f6", 65_535]]}
    cases.append({"name": "65,536 values are the most", "do": "accept", "bytes": most})
    about = '"both": value and bytes are one another. "decode": bytes are refused. "accept": bytes decode.'
    return {"noun": "canonical", "about": about, "cases": cases}


def padme_vectors() -> Json:
    sizes = (0, 1, 1023, 1024, 1025, 1100, 1500, 2000, 2048, 2049, 4097, 9000, 65_537, 100_000, 1 << 20, 5_000_001)
    cases = [{"name": f"{n} bytes", "do": "padme", "size": n, "floor": 1024, "gives": padme(n)} for n in sizes]
    small = (1, 2, 3, 4, 9, 10, 33, 100, 1000)
    cases += [
        {"name": f"{n} bytes, no floor", "do": "padme", "size": n, "floor": 1, "gives": padme(n, 1)} for n in small
    ]
    return {"noun": "padme", "about": '"padme": size and floor give the padded size', "cases": cases}


def device_vectors() -> Json:
    cases = []
    for name, device in DEVICES.items():
        sign_seed, kem_seed = (seed.hex() for seed in device.seeds())
        keys = {"sign_pk": device.sign_pk.hex(), "kem_pk": device.kem_pk.hex()}
        named = {"device_id": device.id.hex(), "fingerprint": fingerprint(device.id)}
        seeds = {"sign_seed": sign_seed, "kem_seed": kem_seed}
        cases.append({"name": f"the device of {name.title()}", "do": "device", **seeds, "gives": keys | named})
    return {"noun": "device", "about": '"device": two seeds give public keys, id and fingerprint', "cases": cases}


def item_vectors() -> Json:
    tag, other, team_id = ROSTER.team_tag, seeded("other team")(16), ROSTER.team_id
    mailbox = seeded("mailbox bilal")(16)
    bodies = {
        1: ("a change", b"GWC1\x01\x00" + tag),
        2: ("a lockbox", b"GWL1\x01" + team_id),
        3: ("an identity box", b"GWI1\x01" + team_id),
        4: ("a roster entry", b"GWE1\x01" + tag),
        5: ("a join request", b"GWJ1\x01" + tag),
        6: ("an acknowledgement", b"GWA1\x01" + tag),
        7: ("a grant", b"GWG1\x01" + tag),
        8: ("an opening", b"GWO1\x01" + team_id),
    }
    cases = []
    for kind, (name, start) in bodies.items():
        body = start + b"sealed"
        check = {"do": "check_item", "kind": kind, "team_tag": tag.hex()}
        cases += [
            {
                "name": f"the id of {name}",
                "do": "item_id",
                "kind": kind,
                "mailbox": None,
                "body": body.hex(),
                "gives": item_id(kind, body, None).hex(),
            },
            {
                "name": f"the id of {name} in a mailbox",
                "do": "item_id",
                "kind": kind,
                "mailbox": mailbox.hex(),
                "body": body.hex(),
                "gives": item_id(kind, body, mailbox).hex(),
            },
            {"name": f"{name} of this team", **check, "body": body.hex(), "gives": kind},
            {
                "name": f"{name} of another team",
                **check,
                "team_tag": other.hex(),
                "body": body.hex(),
                "refused": "wrong_team",
            },
            {"name": f"{name} with a damaged magic", **check, "body": (b"X" + body[1:]).hex(), "refused": "malformed"},
            {
                "name": f"{name} sent as another kind",
                **check,
                "kind": kind % 8 + 1,
                "body": body.hex(),
                "refused": "malformed",
            },
            {"name": f"{name} cut short", **check, "body": start[:20].hex(), "refused": "malformed"},
            {
                "name": f"{name} of a later suite passes",
                **check,
                "body": (body[:4] + b"\x02" + body[5:]).hex(),
                "gives": kind,
            },
        ]
    check = {"do": "check_item", "team_tag": tag.hex()}
    largest = [[bodies[1][1].hex(), 1], ["00", ITEM_LIMIT - len(bodies[1][1])]]
    cases += [
        {"name": "the largest item", **check, "kind": 1, "body": {"parts": largest}, "gives": 1},
        {"name": "a byte above", **check, "kind": 1, "body": {"parts": [*largest, ["00", 1]]}, "refused": "too_large"},
        {"name": "kind 0", **check, "kind": 0, "body": bodies[1][1].hex(), "refused": "malformed"},
        {"name": "kind 8", **check, "kind": 8, "body": bodies[1][1].hex(), "refused": "malformed"},
        {"name": "an empty item", **check, "kind": 1, "body": "", "refused": "malformed"},
    ]
    return {
        "noun": "item",
        "about": '"item_id": kind, body and mailbox (or null) give 32 bytes. "check_item" gives the kind.',
        "cases": cases,
    }
