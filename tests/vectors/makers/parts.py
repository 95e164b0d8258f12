"""Vectors of shares, media chunks and consent."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

from dataclasses import replace

from server.format.change import Op
from server.format.chunk import PLAIN_SIZE, encode_manifest
from server.format.consent import PURPOSES, allows
from server.format.history import fold
from server.seal.chunk import seal_chunks
from server.seal.shares import split

from ..plain import Json, change_json
from .testimony import RECORD, Scenario, said
from .world import seeded


def shares_vectors() -> Json:
    random, cases = seeded("shares"), list[Json]()
    for n, k in ((1, 1), (3, 1), (2, 2), (3, 2), (5, 3), (7, 7)):
        secret = random(32)
        shares = split(secret, n=n, k=k, random=random)
        chosen = [share.hex() for share in shares[-k:]]
        cases.append({"name": f"{k} of {n}", "do": "combine", "shares": chosen, "gives": secret.hex()})
    secret = random(32)
    shares = [share.hex() for share in split(secret, n=3, k=2, random=random)]
    fars = [
        share[:-1] + bytes((place,))
        for share, place in zip(split(secret, n=2, k=1, random=random), (200, 255), strict=True)
    ]
    cases += [
        {"name": "more shares than are needed", "do": "combine", "shares": shares, "gives": secret.hex()},
        {"name": "in another order", "do": "combine", "shares": shares[::-1], "gives": secret.hex()},
        {
            "name": "shares numbered by others",
            "do": "combine",
            "shares": [share.hex() for share in fars],
            "gives": secret.hex(),
        },
        {"name": "a share twice", "do": "combine", "shares": [shares[0], shares[0]], "refused": "malformed"},
        {"name": "a share at 0", "do": "combine", "shares": [shares[0][:-2] + "00", shares[1]], "refused": "malformed"},
        {
            "name": "shares of different lengths",
            "do": "combine",
            "shares": [shares[0], shares[1][2:]],
            "refused": "malformed",
        },
        {"name": "no share", "do": "combine", "shares": [], "refused": "malformed"},
    ]
    return {"noun": "shares", "about": '"combine": shares, y 32 and x, give the secret.', "cases": cases}


def chunk_vectors() -> Json:
    random = seeded("chunk")
    fk, media_id = random(32), random(16)
    pattern = random(1000)
    sizes = {
        "an empty file": 0,
        "one byte": 1,
        "just under a chunk": PLAIN_SIZE - 1,
        "exactly a chunk": PLAIN_SIZE,
        "a byte more than a chunk": PLAIN_SIZE + 1,
        "three chunks": 700_001,
    }
    cases: list[Json] = []
    base: dict[str, Json] = {"fk": fk.hex(), "media_id": media_id.hex(), "kind": "image/jpeg"}
    for name, size in sizes.items():
        whole, rest = divmod(size, 1000)
        data = {"parts": [[pattern.hex(), whole], [pattern[:rest].hex(), 1]]}
        manifest, chunks = seal_chunks((pattern * (whole + 1))[:size], fk=fk, media_id=media_id, kind="image/jpeg")
        gives = {
            "manifest": encode_manifest(manifest).hex(),
            "chunks": [one.hex() for one in manifest.chunks],
            "starts": [chunk[:16].hex() for chunk in chunks],
        }
        cases.append({"name": name, "do": "seal", **base, "data": data, "gives": gives})
    data = {"parts": [[pattern.hex(), 300]]}
    harm: dict[str, tuple[Json, str]] = {
        "two chunks in the wrong order": ({"swap": [0, 1]}, "chunk_mismatch"),
        "a chunk missing": ({"drop": 1}, "malformed"),
        "a chunk cut short": ({"cut": [0, 1]}, "malformed"),
        "a chunk with a flipped bit": ({"flip": [0, 100]}, "chunk_mismatch"),
        "a chunk with a flipped bit, named so by the manifest": ({"flip": [1, 100], "rename": True}, "damaged"),
        "two chunks in the wrong order, named so by the manifest": ({"swap": [0, 1], "rename": True}, "damaged"),
        "another file key": ({"fk": "00" * 32}, "damaged"),
        "another media id": ({"media_id": "00" * 16}, "damaged"),
        "another hash of the whole": ({"sha256": "00" * 32}, "damaged"),
        "a size that hides the end": ({"size": 299_000}, "padding"),
    }
    cases += [
        {"name": name, "do": "open", **base, "data": data, "harm": change, "refused": why}
        for name, (change, why) in harm.items()
    ]
    manifest, _ = seal_chunks(b"x", fk=fk, media_id=media_id, kind="image/jpeg")
    wrong = {
        "too few chunks": replace(manifest, chunks=()),
        "too many chunks": replace(manifest, chunks=manifest.chunks * 2),
        "a size of another count": replace(manifest, size=PLAIN_SIZE + 1),
        "a negative size": replace(manifest, size=-1),
        "an empty kind": replace(manifest, kind=""),
        "a short key": replace(manifest, fk=bytes(31)),
    }
    cases += [
        {
            "name": f"a manifest with {name}",
            "do": "manifest",
            "bytes": encode_manifest(one).hex(),
            "refused": "malformed",
        }
        for name, one in wrong.items()
    ]
    about = (
        '"seal": data, fk, media_id and kind give the manifest, chunk ids and the first 16 bytes of each chunk; opening them gives data again. '
        '"open": the same is sealed, harmed, and refused: swap or drop chunks, cut bytes off or flip (XOR 1) a byte of a chunk as [chunk, n], `rename` puts the new ids into the manifest, other keys replace what the manifest says. '
        '"manifest": canonical bytes are refused.'
    )
    return {"noun": "chunk", "about": about, "cases": cases}


def _answers(kind: str = "testimony", **consent: str) -> tuple[Op, ...]:
    return (said(("record_kind",), kind), *(said((f"c_{name}",), answer) for name, answer in consent.items()))


def _consents() -> dict[str, Scenario]:
    everything = {"internal": "yes", **dict.fromkeys(PURPOSES, "yes")}

    def given(**consent: str) -> Scenario:
        return Scenario().say("a", "amina", *_answers(**(everything | consent)))

    return {
        "everything is allowed": given(),
        "nothing was asked": Scenario().say("a", "amina", *_answers()),
        "everything is refused": Scenario().say("a", "amina", *_answers(**dict.fromkeys(everything, "no"))),
        "statistics only": Scenario().say(
            "a",
            "amina",
            *_answers(
                internal="yes",
                statistics="yes",
                public_anon="no",
                un="no",
                court_nat="no",
                court_int="no",
                partner="no",
            ),
        ),
        "ask first, each time": given(un="ask_first", internal="ask_first"),
        "nothing may be kept, so nothing may be used": given(internal="no"),
        "whether it may be kept was not asked": Scenario().say("a", "amina", *_answers(un="yes", statistics="yes")),
        "two who say yes": given().say("b", "bilal", said(("c_un",), "yes")),
        "the UN is in dispute": given().say("b", "bilal", said(("c_un",), "no")),
        "whether it may be kept is in dispute": given().say("b", "bilal", said(("c_internal",), "no")),
        "consent is taken back": given().say("b", "bilal", said(("c_un",), "no", "a"), saw=["a"]),
        "consent is emptied": given().say("b", "bilal", said(("c_un",), None, "a"), saw=["a"]),
        "emptied by one, repeated by another": given()
        .say("b", "bilal", said(("c_un",), None, "a"), saw=["a"])
        .say("c", "dawood", said(("c_un",), "yes", "a"), saw=["a"]),
        "a decision gives it back": given()
        .say("b", "bilal", said(("c_un",), "no"))
        .say(
            "d",
            "dawood",
            Op(("c_un",), "yes", tuple(sorted((name("a"), name("b")))), "she said so again"),
            saw=["a", "b"],
        ),
        "a change that waits touches consent": given().say("w", "bilal", said(("c_un",), "no", "not here yet")),
        "a change that waits touches something else": given().say(
            "w", "bilal", said(("e_title",), "x", "not here yet")
        ),
        "yes as one of several choices": Scenario().say(
            "a", "amina", *_answers(internal="yes"), said(("c_un",), ("yes",))
        ),
        "yes as true": Scenario().say("a", "amina", *_answers(internal="yes"), said(("c_un",), True)),
        "a desk record holds no witness": Scenario().say("a", "amina", *_answers("desk")),
        "a desk record in which something is refused": Scenario().say(
            "a", "amina", *_answers("desk", public_anon="no")
        ),
        "a desk record in which consent is in dispute": Scenario()
        .say("a", "amina", *_answers("desk", un="yes"))
        .say("b", "bilal", said(("c_un",), "ask_first")),
        "a desk record that allows everything": Scenario().say("a", "amina", *_answers("desk", **everything)),
        "a testimony that somebody later calls a desk record": given(statistics="no", public_anon="no").say(
            "b", "bilal", said(("record_kind",), "desk", "a"), saw=["a"]
        ),
        "a testimony whose refusals are emptied and that is then called a desk record": given(statistics="no").say(
            "b", "bilal", said(("record_kind",), "desk", "a"), said(("c_statistics",), None, "a"), saw=["a"]
        ),
        "whether it is a desk record is in dispute": Scenario()
        .say("a", "amina", *_answers("desk"))
        .say("b", "bilal", said(("record_kind",), "testimony")),
        "whether it is a desk record waits": Scenario()
        .say("a", "amina", *_answers("desk"))
        .say("w", "bilal", said(("record_kind",), "testimony", "not here yet")),
        "both a desk record and a testimony": Scenario().say("a", "amina", *_answers("both")),
        "nothing at all": Scenario(),
    }


def name(change: str) -> bytes:
    return said(("e_title",), None, change).replaces[0]


def consent_vectors() -> Json:
    cases = []
    for title, scenario in _consents().items():
        record = fold(RECORD, scenario.known)
        changes = [
            {"id": one.change_id.hex(), "author": one.author.hex(), "change": change_json(one.change)}
            for one in scenario.known
        ]
        allowed = [purpose for purpose in PURPOSES if allows(record, purpose, frozenset())]
        cases.append({"name": title, "do": "allows", "record": RECORD.hex(), "changes": changes, "gives": allowed})
    return {
        "noun": "consent",
        "about": '"allows": the purposes for which the folded changes allow use.',
        "cases": cases,
    }
