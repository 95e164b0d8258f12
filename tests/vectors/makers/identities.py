"""Vectors of the identity box: k of n guardians open a name, and fewer do not. Sealed once and kept."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

from dataclasses import replace

from server.format.identity import Identity, build_prefix, encode_identity, share_hash, share_info
from server.format.reader import u32
from server.format.roster import Policy
from server.format.transport import pad_counted
from server.seal.identity import open_identity, open_share, seal_identity
from server.seal.primitives import aead_seal, hpke_seal, kdf
from server.seal.shares import split

from ..plain import Json, to_json
from .testimony import RECORD, ZAHRA
from .world import DEVICES, OTHER_TEAM, RELAY_PK, ROSTER, flips, seeded, team_world

AMINA = DEVICES["amina"]


def identity_vectors() -> Json:
    random = seeded("identity")
    stream = random(16)
    witness = Identity(
        RECORD,
        (
            (("s_name",), "زہرا بی‌بی"),
            (("s_phone",), "+92 000"),
            (("victim", ZAHRA, "v_name"), "ہادی é 🕊️"),
            (("s_ways",), ("phone", "visit")),
        ),
    )
    alone = replace(ROSTER, policy=Policy(2, 1, RELAY_PK))
    many = replace(ROSTER, policy=Policy(2, 9, RELAY_PK))
    made = {
        "two of three": seal_identity(ROSTER, AMINA, witness, stream=stream, no=1, random=seeded("two of three")),
        "one of three": seal_identity(alone, AMINA, witness, stream=stream, no=0, random=random),
        "nine of three": seal_identity(many, AMINA, witness, stream=stream, no=0, random=random),
        "another team": seal_identity(OTHER_TEAM, AMINA, witness, stream=stream, no=0, random=random),
        "a false share": _identity_by_hand(stream, witness, lie_to="dawood"),
        "a false commitment": _identity_by_hand(stream, witness, commit=random(32)),
        "hidden padding": _identity_by_hand(stream, witness, pad_with=b"x"),
        "one left out": _identity_by_hand(stream, witness, ids=("bilal", "dawood")),
        "an earlier version": _identity_by_hand(stream, witness),
    }
    # Sanam puts Amina's signed name into a box of her own, and signs another under Amina's name.
    taken = open_identity(made["two of three"], _shares_of(made["two of three"])[:2])
    made |= {
        "signed for another box": _identity_by_hand(stream, taken),
        "under a false name": _identity_by_hand(stream, replace(witness, by=AMINA.id, signature=bytes(64))),
    }
    shares = {
        source: {name: open_share(ROSTER, DEVICES[name], made[source]).hex() for name in ("bilal", "dawood", "gul")}
        for source in (
            "two of three",
            "one of three",
            "nine of three",
            "a false commitment",
            "hidden padding",
            "an earlier version",
            "signed for another box",
            "under a false name",
        )
    }
    two, plain = shares["two of three"], {"record": RECORD.hex(), "fields": to_json(witness.fields)}
    signed = plain | {"by": AMINA.id.hex(), "genuine": True}
    nobody = [*_unsigned_cases(shares, plain)]
    turned = two["bilal"][:-4] + "00" + two["bilal"][-2:]
    base: dict[str, Json] = {"do": "open_share", "device": "bilal", "known": 4}
    join: dict[str, Json] = {"do": "open_identity", "sealed": {"from": "two of three"}}
    cases: list[Json] = [
        *(
            {
                "name": f"{name.title()} opens one share",
                **base,
                "device": name,
                "sealed": {"from": "two of three"},
                "gives": share,
            }
            for name, share in two.items()
        ),
        {
            "name": "a coordinator who is no guardian",
            **base,
            "device": "farah",
            "sealed": {"from": "two of three"},
            "refused": "not_recipient",
        },
        {
            "name": "the documenter cannot open what she sealed",
            **base,
            "device": "amina",
            "sealed": {"from": "two of three"},
            "refused": "not_recipient",
        },
        {
            "name": "another team's box",
            **base,
            "device": "farah",
            "sealed": {"from": "another team"},
            "refused": "wrong_team",
        },
        {
            "name": "a reader whose roster is older",
            **base,
            "known": 3,
            "sealed": {"from": "two of three"},
            "refused": "roster_unknown",
        },
        {
            "name": "a share that is not the one named",
            **base,
            "device": "dawood",
            "sealed": {"from": "a false share"},
            "refused": "false_share",
        },
        {"name": "a guardian left out", **base, "sealed": {"from": "one left out"}, "refused": "lockbox_recipients"},
        {"name": "two guardians open a name", **join, "shares": [two["bilal"], two["gul"]], "gives": signed},
        {"name": "two others open the same name", **join, "shares": [two["gul"], two["dawood"]], "gives": signed},
        {"name": "all three open it", **join, "shares": list(two.values()), "gives": signed},
        {"name": "one guardian alone", **join, "shares": [two["bilal"]], "refused": "shares_missing"},
        {"name": "one guardian twice", **join, "shares": [two["bilal"], two["bilal"]], "refused": "shares_missing"},
        {"name": "nobody", **join, "shares": [], "refused": "shares_missing"},
        {"name": "a guardian gives a false share", **join, "shares": [turned, two["gul"]], "refused": "false_share"},
        {
            "name": "a share of another box",
            **join,
            "shares": [shares["nine of three"]["bilal"], two["gul"]],
            "refused": "false_share",
        },
        {
            "name": "k of 1: any guardian alone",
            **join,
            "sealed": {"from": "one of three"},
            "shares": [shares["one of three"]["gul"]],
            "gives": signed,
        },
        {
            "name": "k above the number of guardians: all of them",
            **join,
            "sealed": {"from": "nine of three"},
            "shares": list(shares["nine of three"].values()),
            "gives": signed,
        },
        {
            "name": "k above the number of guardians: one is missing",
            **join,
            "sealed": {"from": "nine of three"},
            "shares": list(shares["nine of three"].values())[1:],
            "refused": "shares_missing",
        },
        {
            "name": "shares that give another key",
            **join,
            "sealed": {"from": "a false commitment"},
            "shares": list(shares["a false commitment"].values()),
            "refused": "lockbox_commitment",
        },
        {
            "name": "something hidden in the padding",
            **join,
            "sealed": {"from": "hidden padding"},
            "shares": list(shares["hidden padding"].values()),
            "refused": "padding",
        },
        {
            "name": "the ciphertext damaged",
            **join,
            "sealed": {"from": "two of three", "flip": [-20, 1]},
            "shares": [two["bilal"], two["gul"]],
            "refused": "damaged",
        },
        {
            "name": "the nonce damaged",
            **join,
            "sealed": {"from": "two of three", "flip": [223 + 3 * 1169, 1]},
            "shares": [two["bilal"], two["gul"]],
            "refused": "damaged",
        },
        {"name": "cut short", **base, "sealed": {"from": "two of three", "cut": 1}, "refused": "malformed"},
        {"name": "a byte too many", **base, "sealed": {"from": "two of three", "add": "00"}, "refused": "malformed"},
        *flips(
            {
                "magic": (0, "malformed"),
                "suite": (4, "unknown_suite"),
                "team": (5, "wrong_team"),
                "stream": (37, "damaged"),
                "number": (56, "damaged"),
                "roster seq": (60, "roster_unknown"),
                "roster head": (61, "roster_unknown"),
                "n": (94, "malformed"),
                "commitment": (95, "damaged"),
                "a share's hash": (127, "damaged"),
                "own box": (223, "damaged"),
                "length": (223 + 3 * 1169 + 15, "malformed"),
            },
            "two of three",
            base,
        ),
        {"name": "k of 0", **base, "sealed": {"from": "two of three", "flip": [93, 2]}, "refused": "malformed"},
        {"name": "k above n", **base, "sealed": {"from": "two of three", "flip": [93, 4]}, "refused": "malformed"},
        *nobody,
        {"name": "the plain bytes", "do": "plain", "identity": plain, "bytes": encode_identity(witness).hex()},
    ]
    about = '"open_share": a guardian whose roster ends with entry number `known` gets a share. "open_identity": shares give the identity, fields as [path, value], who is said to have sealed it, and whether they did. "plain": identity and canonical bytes are one another.'
    return {
        "noun": "identity",
        "about": about,
        "world": team_world() | {"bytes": {name: data.hex() for name, data in made.items()}},
        "cases": cases,
    }


def _shares_of(box: bytes) -> list[bytes]:
    return [open_share(ROSTER, DEVICES[name], box) for name in ("bilal", "dawood", "gul")]


def _unsigned_cases(shares: dict[str, dict[str, str]], plain: dict[str, Json]) -> list[Json]:
    whose = {"an earlier version": None, "signed for another box": AMINA.id.hex(), "under a false name": AMINA.id.hex()}
    return [
        {
            "name": f"a name that nobody is proven to have sealed: {source}",
            "do": "open_identity",
            "sealed": {"from": source},
            "shares": list(shares[source].values()),
            "gives": plain | {"by": by, "genuine": False},
        }
        for source, by in whose.items()
    ]


def _identity_by_hand(
    stream: bytes,
    witness: Identity,
    *,
    ids: tuple[str, ...] = ("bilal", "dawood", "gul"),
    lie_to: str | None = None,
    commit: bytes | None = None,
    pad_with: bytes = b"\0",
) -> bytes:
    random = seeded(f"by hand {ids} {lie_to} {commit!r} {pad_with!r}")
    key = random(32)
    shares = split(key, n=len(ids), k=2, random=random)
    prefix = build_prefix(
        team_id=ROSTER.team_id,
        stream=stream,
        no=0,
        roster_seq=4,
        roster_head=ROSTER.head,
        k=2,
        commit=commit or kdf(key, "commit"),
        share_hashes=tuple(share_hash(stream, 0, share) for share in shares),
    )
    given = (bytes(32) + share[-1:] if name == lie_to else share for name, share in zip(ids, shares, strict=True))
    boxes = (
        hpke_seal(DEVICES[name].kem_pk, share, share_info(prefix, DEVICES[name].id))
        for name, share in zip(ids, given, strict=True)
    )
    ciphertext = aead_seal(kdf(key, "id"), bytes(12), pad_counted(encode_identity(witness))[:-1] + pad_with, prefix)
    return b"".join((prefix, *boxes, bytes(12), u32(len(ciphertext)), ciphertext))
