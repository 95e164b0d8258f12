"""Vectors of grants: who may hand on the keys of older streams, and which keys are refused. Sealed once and kept."""

from __future__ import annotations

from server.format import grant as grant_format
from server.format.entry import Role
from server.format.grant import GrantTail
from server.format.lockbox import build_prefix, lockbox_hash, wrap_info
from server.format.padme import pad
from server.format.reader import u16, u32
from server.format.roster import Roster
from server.seal.grant import seal_grant
from server.seal.lockbox import seal_lockbox
from server.seal.primitives import hpke_seal, kdf
from server.seal.roster import read_roster

from ..plain import Json
from .world import DEVICES, ENTRIES, OTHER_TEAM, ROSTER, flips, seeded, team_world

RECEIVER = "bilal"
Keys = dict[bytes, bytes]


def grant_vectors() -> Json:
    random = seeded("grant")
    keys = [random(32) for _ in range(3)]
    founding = read_roster(ENTRIES[:1])
    boxes = {
        f"lockbox {number}": seal_lockbox(founding, stream=random(16), chain=0, chain_key=key)
        for number, key in enumerate(keys)
    }
    boxes |= {
        "lockbox for documenters": seal_lockbox(
            ROSTER, stream=random(16), chain=0, chain_key=keys[0], role=Role.DOCUMENTER
        ),
        "lockbox of another team": seal_lockbox(
            OTHER_TEAM, stream=random(16), chain=0, chain_key=keys[0], role=Role.ADMIN
        ),
        "lockbox with a ghost": _lockbox_with_a_ghost(founding, random(16), keys[0]),
    }
    three = {lockbox_hash(boxes[f"lockbox {number}"]): key for number, key in enumerate(keys)}
    grants = _grants(three, {random(32): random(32) for _ in range(40)})
    return {
        "noun": "grant",
        "about": '"open": a device whose roster ends with entry number `known` opens a grant in its mailbox; '
        '`count` is the number of keys. "use": such a device opens a lockbox by a granted key.',
        "world": team_world() | {"bytes": {name: data.hex() for name, data in (boxes | grants).items()}},
        "cases": [*_open_cases(three), *_use_cases(keys, boxes)],
    }


def _grants(three: Keys, many: Keys) -> dict[str, bytes]:
    bilal = ROSTER.members[DEVICES[RECEIVER].id]
    tail = grant_format.build_tail(GrantTail(4, three))
    rows = [name + key for name, key in sorted(three.items())]
    return {
        "three keys": seal_grant(DEVICES["farah"], ROSTER, bilal, three),
        "forty keys": seal_grant(DEVICES["dawood"], ROSTER, bilal, many),
        "nothing": seal_grant(DEVICES["farah"], ROSTER, bilal, {}),
        "by a guardian": _by_hand("gul", tail),
        "by a documenter": _by_hand("sanam", tail),
        "by a stranger": _by_hand("stranger", tail),
        "by one who left later": _by_hand("tahir", grant_format.build_tail(GrantTail(2, three))),
        "by one who was not yet in": _by_hand("dawood", grant_format.build_tail(GrantTail(0, three))),
        "of days to come": _by_hand("farah", grant_format.build_tail(GrantTail(5, three))),
        "under a false name": _by_hand("gul", tail, name="farah"),
        "signed for another": _by_hand("farah", tail, signed_for="dawood"),
        "with hidden padding": _by_hand("farah", tail[:-1] + b"x"),
        "padded too far": _by_hand("farah", tail + b"\0"),
        "with a wrong count": _by_hand("farah", tail[:4] + u16(900) + tail[6:]),
        "with too many keys": _by_hand("farah", _tail_of([bytes([1]) * 64] * 1001)),
        "out of order": _by_hand("farah", _tail_of(rows[::-1])),
        "with a lockbox twice": _by_hand("farah", _tail_of([rows[0], rows[0], rows[1]])),
        "without a tail": _by_hand("farah", b"\0\0\0\4\0"),
        "for another": seal_grant(DEVICES["farah"], ROSTER, ROSTER.members[DEVICES["dawood"].id], three),
        "for a documenter": _by_hand("farah", tail, receiver="amina"),
        "for one who left": _by_hand("farah", tail, receiver="tahir"),
    }


def _open_cases(three: Keys) -> list[Json]:
    base: dict[str, Json] = {"do": "open", "device": RECEIVER, "known": 4}
    gives = {"granter": DEVICES["farah"].id.hex(), "roster_seq": 4, "count": 3}
    rows = {"keys": [[name.hex(), key.hex()] for name, key in sorted(three.items())]}
    forty = {"granter": DEVICES["dawood"].id.hex(), "roster_seq": 4, "count": 40}
    refused = {
        "by a guardian": "author_not_member",
        "by a documenter": "author_not_member",
        "by a stranger": "author_not_member",
        "by one who left later": "author_not_member",
        "by one who was not yet in": "author_not_member",
        "of days to come": "roster_unknown",
        "under a false name": "signature",
        "signed for another": "signature",
        "with hidden padding": "padding",
        "padded too far": "padding",
        "with a wrong count": "padding",
        "with too many keys": "too_large",
        "out of order": "malformed",
        "with a lockbox twice": "malformed",
        "without a tail": "malformed",
        "for another": "damaged",
    }
    whole: Json = {"from": "three keys"}
    return [
        {"name": "Farah grants Bilal three", **base, "sealed": whole, "gives": gives | rows},
        {"name": "Dawood grants forty", **base, "sealed": {"from": "forty keys"}, "gives": forty},
        {
            "name": "a grant of nothing",
            **base,
            "sealed": {"from": "nothing"},
            "gives": gives | {"count": 0, "keys": []},
        },
        *(
            {"name": f"a grant {name}", **base, "sealed": {"from": name}, "refused": why}
            for name, why in refused.items()
        ),
        {
            "name": "Tahir's grant while he was still in",
            **base,
            "known": 2,
            "sealed": {"from": "by one who left later"},
            "gives": gives | rows | {"granter": DEVICES["tahir"].id.hex(), "roster_seq": 2},
        },
        {
            "name": "a documenter is granted nothing",
            **base,
            "device": "amina",
            "sealed": {"from": "for a documenter"},
            "refused": "not_recipient",
        },
        {
            "name": "a coordinator who left is granted nothing",
            **base,
            "device": "tahir",
            "sealed": {"from": "for one who left"},
            "refused": "not_recipient",
        },
        {"name": "read by another device", **base, "device": "dawood", "sealed": whole, "refused": "damaged"},
        {"name": "a reader whose roster is older", **base, "known": 3, "sealed": whole, "refused": "roster_unknown"},
        {"name": "cut short", **base, "sealed": {"from": "three keys", "cut": 1}, "refused": "damaged"},
        {"name": "cut short in the header", **base, "sealed": "475747310100", "refused": "malformed"},
        {"name": "cut short in the box", **base, "sealed": {"from": "three keys", "cut": 1400}, "refused": "damaged"},
        {"name": "a byte too many", **base, "sealed": {"from": "three keys", "add": "00"}, "refused": "damaged"},
        *flips(
            {
                "magic": (0, "malformed"),
                "suite": (4, "unknown_suite"),
                "team tag": (5, "wrong_team"),
                "box": (21, "damaged"),
                "tag of the box": (-1, "damaged"),
            },
            "three keys",
            base,
        ),
    ]


def _use_cases(keys: list[bytes], boxes: dict[str, bytes]) -> list[Json]:
    base: dict[str, Json] = {"do": "use", "device": RECEIVER, "known": 4}
    sealed: Json = {"from": "lockbox 1"}
    flipped = {
        "roster seq": (60, "roster_unknown"),
        "roster head": (61, "roster_unknown"),
        "commitment": (94, "lockbox_commitment"),
        "number of boxes": (126, "malformed"),
    }
    name = lockbox_hash(boxes["lockbox 1"]).hex()
    opens = {"chain": 0, "roster_seq": 0, "chain_key": keys[1].hex(), "lockbox_hash": name}
    return [
        {
            "name": "a lockbox from before Bilal joined opens by its key",
            **base,
            "sealed": sealed,
            "key": keys[1].hex(),
            "gives": opens,
        },
        {
            "name": "the key of another lockbox",
            **base,
            "sealed": sealed,
            "key": keys[2].hex(),
            "refused": "lockbox_commitment",
        },
        {
            "name": "a key with a flipped bit",
            **base,
            "sealed": sealed,
            "key": bytes([keys[1][0] ^ 1, *keys[1][1:]]).hex(),
            "refused": "lockbox_commitment",
        },
        {
            "name": "a lockbox for documenters stays theirs",
            **base,
            "sealed": {"from": "lockbox for documenters"},
            "key": keys[0].hex(),
            "refused": "not_recipient",
        },
        {
            "name": "another team's lockbox",
            **base,
            "sealed": {"from": "lockbox of another team"},
            "key": keys[0].hex(),
            "refused": "wrong_team",
        },
        {
            "name": "a lockbox with a ghost, though the key is right",
            **base,
            "sealed": {"from": "lockbox with a ghost"},
            "key": keys[0].hex(),
            "refused": "lockbox_recipients",
        },
        *(
            {
                "name": f"a lockbox with a flipped bit in {field}",
                **base,
                "sealed": {"from": "lockbox 1", "flip": [place, 1]},
                "key": keys[1].hex(),
                "refused": why,
            }
            for field, (place, why) in flipped.items()
        ),
    ]


def _tail_of(rows: list[bytes]) -> bytes:
    """A tail as no writer of ours would make it."""
    content = u32(4) + u16(len(rows)) + b"".join(rows)
    return pad(content, before=80)


def _by_hand(
    signer: str, tail: bytes, *, name: str | None = None, receiver: str = RECEIVER, signed_for: str | None = None
) -> bytes:
    meant, device = DEVICES[receiver], DEVICES[signer]
    said_for = DEVICES[signed_for or receiver].id
    signature = device.sign(grant_format.signature_message(ROSTER.team_id, said_for, tail))
    plain = DEVICES[name or signer].id + signature + tail
    info = grant_format.grant_info(ROSTER.team_id, meant.id)
    return grant_format.build(ROSTER.team_tag, hpke_seal(meant.kem_pk, plain, info))


def _lockbox_with_a_ghost(roster: Roster, stream: bytes, key: bytes) -> bytes:
    prefix = build_prefix(
        team_id=roster.team_id,
        stream=stream,
        chain=0,
        roster_seq=roster.seq,
        roster_head=roster.head,
        role=Role.COORDINATOR,
        commit=kdf(key, "commit"),
        n=2,
    )
    return prefix + b"".join(
        hpke_seal(DEVICES[name].kem_pk, key, wrap_info(prefix, DEVICES[name].id)) for name in ("farah", "stranger")
    )
