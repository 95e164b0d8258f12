"""Vectors of the lockbox: who can open it, who cannot, and what a forged one looks like. Sealed once and kept."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

from server.format.entry import Role
from server.format.lockbox import build_prefix as lockbox_prefix
from server.format.lockbox import lockbox_hash, wrap_info
from server.seal.lockbox import seal_lockbox
from server.seal.primitives import hpke_seal, kdf
from server.seal.roster import read_roster

from ..plain import Json
from .world import DEVICES, ENTRIES, OTHER_TEAM, ROSTER, flips, seeded, team_world


def lockbox_vectors() -> Json:
    random = seeded("lockbox")
    stream, key = random(16), random(32)
    made = {
        "coordinators": seal_lockbox(ROSTER, stream=stream, chain=3, chain_key=key),
        "at entry 2": seal_lockbox(read_roster(ENTRIES[:3]), stream=stream, chain=0, chain_key=key),
        "documenters": seal_lockbox(ROSTER, stream=stream, chain=0, chain_key=key, role=Role.DOCUMENTER),
        "another team": seal_lockbox(OTHER_TEAM, stream=stream, chain=0, chain_key=key, role=Role.ADMIN),
        "wrong commitment": _lockbox_by_hand(stream, key, commit=kdf(random(32), "commit")),
        "wrapped for another": _lockbox_by_hand(stream, key, ids=("farah", "dawood", "bilal")),
        "one left out": _lockbox_by_hand(stream, key, ids=("farah", "bilal")),
        "one too many": _lockbox_by_hand(stream, key, ids=("farah", "bilal", "dawood", "stranger")),
        "for one who left": _lockbox_by_hand(stream, key, ids=("farah", "bilal", "dawood", "tahir")),
    }
    base: dict[str, Json] = {"do": "open", "device": "bilal", "known": 4}

    def opens(sealed: str, chain: int, roster_seq: int) -> Json:
        place = {"stream": stream.hex(), "chain": chain, "roster_seq": roster_seq, "chain_key": key.hex()}
        return place | {"lockbox_hash": lockbox_hash(made[sealed]).hex()}

    cases: list[Json] = [
        *(
            {
                "name": f"{name.title()} opens it",
                **base,
                "device": name,
                "sealed": {"from": "coordinators"},
                "gives": opens("coordinators", 3, 4),
            }
            for name in ("farah", "bilal", "dawood")
        ),
        {
            "name": "Tahir opens what was sealed before he left",
            **base,
            "device": "tahir",
            "sealed": {"from": "at entry 2"},
            "gives": opens("at entry 2", 0, 2),
        },
        {
            "name": "Tahir opens nothing that was sealed after he left",
            **base,
            "device": "tahir",
            "sealed": {"from": "coordinators"},
            "refused": "not_recipient",
        },
        {
            "name": "the documenter cannot open what she sealed",
            **base,
            "device": "amina",
            "sealed": {"from": "coordinators"},
            "refused": "not_recipient",
        },
        {
            "name": "a lockbox for documenters",
            **base,
            "device": "sanam",
            "sealed": {"from": "documenters"},
            "gives": opens("documenters", 0, 4),
        },
        {
            "name": "a coordinator and a lockbox for documenters",
            **base,
            "sealed": {"from": "documenters"},
            "refused": "not_recipient",
        },
        {
            "name": "a stranger",
            **base,
            "device": "stranger",
            "sealed": {"from": "coordinators"},
            "refused": "not_recipient",
        },
        {
            "name": "another team's lockbox",
            **base,
            "device": "farah",
            "sealed": {"from": "another team"},
            "refused": "wrong_team",
        },
        {
            "name": "a reader whose roster is older",
            **base,
            "known": 3,
            "sealed": {"from": "coordinators"},
            "refused": "roster_unknown",
        },
        {
            "name": "a key that does not match its commitment",
            **base,
            "sealed": {"from": "wrong commitment"},
            "refused": "lockbox_commitment",
        },
        {"name": "boxes in another order", **base, "sealed": {"from": "wrapped for another"}, "refused": "damaged"},
        {"name": "a coordinator left out", **base, "sealed": {"from": "one left out"}, "refused": "lockbox_recipients"},
        {"name": "a ghost added", **base, "sealed": {"from": "one too many"}, "refused": "lockbox_recipients"},
        {
            "name": "one who left is still wrapped for",
            **base,
            "sealed": {"from": "for one who left"},
            "refused": "lockbox_recipients",
        },
        {"name": "cut short by a byte", **base, "sealed": {"from": "coordinators", "cut": 1}, "refused": "malformed"},
        {"name": "cut short by a box", **base, "sealed": {"from": "coordinators", "cut": 1168}, "refused": "malformed"},
        {
            "name": "half a header",
            **base,
            "sealed": {"from": "coordinators", "cut": 1168 * 3 + 60},
            "refused": "malformed",
        },
        {"name": "a byte too many", **base, "sealed": {"from": "coordinators", "add": "00"}, "refused": "malformed"},
        {"name": "without a role", **base, "sealed": {"from": "coordinators", "flip": [93, 2]}, "refused": "malformed"},
        *flips(
            {
                "magic": (0, "malformed"),
                "suite": (4, "unknown_suite"),
                "team": (5, "wrong_team"),
                "stream": (37, "damaged"),
                "chain": (56, "damaged"),
                "roster seq": (60, "roster_unknown"),
                "roster head": (61, "roster_unknown"),
                "role": (93, "lockbox_recipients"),
                "commitment": (94, "damaged"),
                "number of boxes": (126, "malformed"),
                "own box": (127 + 1168, "damaged"),
                "own box's tag": (127 + 2 * 1168 - 1, "damaged"),
            },
            "coordinators",
            base,
        ),
        {
            "name": "a flipped bit in another's box",
            **base,
            "sealed": {"from": "coordinators", "flip": [127, 1]},
            "gives": opens("coordinators", 3, 4)
            | {
                "lockbox_hash": lockbox_hash(
                    bytes((*made["coordinators"][:127], made["coordinators"][127] ^ 1, *made["coordinators"][128:]))
                ).hex()
            },
        },
    ]
    about = '"open": a device whose roster ends with entry number `known` opens the lockbox and gets stream, chain, roster_seq, chain_key and the hash that changes must name.'
    return {
        "noun": "lockbox",
        "about": about,
        "world": team_world() | {"bytes": {name: data.hex() for name, data in made.items()}},
        "cases": cases,
    }


def _lockbox_by_hand(
    stream: bytes, key: bytes, *, ids: tuple[str, ...] = ("farah", "bilal", "dawood"), commit: bytes | None = None
) -> bytes:
    prefix = lockbox_prefix(
        team_id=ROSTER.team_id,
        stream=stream,
        chain=0,
        roster_seq=4,
        roster_head=ROSTER.head,
        role=2,
        commit=commit or kdf(key, "commit"),
        n=len(ids),
    )
    return prefix + b"".join(hpke_seal(DEVICES[name].kem_pk, key, wrap_info(prefix, DEVICES[name].id)) for name in ids)
