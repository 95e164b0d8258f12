"""Vectors of what is wrapped by HPKE: lockboxes, identity boxes, acknowledgements. Each was sealed once and is kept."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

from dataclasses import replace

from server.format import ack as ack_format
from server.format.entry import Role
from server.format.identity import Identity, build_prefix, encode_identity, share_hash, share_info
from server.format.lockbox import build_prefix as lockbox_prefix
from server.format.lockbox import lockbox_hash, wrap_info
from server.format.reader import u32
from server.format.roster import Policy, Roster
from server.format.transport import pad_counted
from server.seal.ack import seal_ack
from server.seal.identity import open_share, seal_identity
from server.seal.lockbox import seal_lockbox
from server.seal.primitives import aead_seal, hpke_seal, kdf
from server.seal.roster import add_device, read_roster, sign_entry
from server.seal.shares import split

from ..plain import Json, to_json
from .testimony import RECORD, ZAHRA
from .world import DEVICES, ENTRIES, RELAY_PK, ROSTER, TIME, seeded, team_world

OTHER_TEAM = read_roster(
    [
        sign_entry(
            Roster().next_entry(
                [
                    add_device(DEVICES["farah"], Role.ADMIN | Role.GUARDIAN, mailbox=bytes(16), label="F"),
                    Policy(1, 1, RELAY_PK),
                ],
                TIME,
            ),
            [DEVICES["farah"]],
        )
    ]
)


def _flips(fields: dict[str, tuple[int, str]], source: str, base: dict[str, Json]) -> list[Json]:
    return [
        {"name": f"a flipped bit in {field}", **base, "sealed": {"from": source, "flip": [place, 1]}, "refused": why}
        for field, (place, why) in fields.items()
    ]


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
        *_flips(
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
        "two of three": seal_identity(ROSTER, witness, stream=stream, no=1, random=seeded("two of three")),
        "one of three": seal_identity(alone, witness, stream=stream, no=0, random=random),
        "nine of three": seal_identity(many, witness, stream=stream, no=0, random=random),
        "another team": seal_identity(OTHER_TEAM, witness, stream=stream, no=0, random=random),
        "a false share": _identity_by_hand(stream, witness, lie_to="dawood"),
        "a false commitment": _identity_by_hand(stream, witness, commit=random(32)),
        "hidden padding": _identity_by_hand(stream, witness, pad_with=b"x"),
        "one left out": _identity_by_hand(stream, witness, ids=("bilal", "dawood")),
    }
    shares = {
        source: {name: open_share(ROSTER, DEVICES[name], made[source]).hex() for name in ("bilal", "dawood", "gul")}
        for source in ("two of three", "one of three", "nine of three", "a false commitment", "hidden padding")
    }
    two, plain = shares["two of three"], {"record": RECORD.hex(), "fields": to_json(witness.fields)}
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
        {"name": "two guardians open a name", **join, "shares": [two["bilal"], two["gul"]], "gives": plain},
        {"name": "two others open the same name", **join, "shares": [two["gul"], two["dawood"]], "gives": plain},
        {"name": "all three open it", **join, "shares": list(two.values()), "gives": plain},
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
            "gives": plain,
        },
        {
            "name": "k above the number of guardians: all of them",
            **join,
            "sealed": {"from": "nine of three"},
            "shares": list(shares["nine of three"].values()),
            "gives": plain,
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
        *_flips(
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
        {"name": "the plain bytes", "do": "plain", "identity": plain, "bytes": encode_identity(witness).hex()},
    ]
    about = '"open_share": a guardian whose roster ends with entry number `known` gets a share. "open_identity": shares give the identity, fields as [path, value]. "plain": identity and canonical bytes are one another.'
    return {
        "noun": "identity",
        "about": about,
        "world": team_world() | {"bytes": {name: data.hex() for name, data in made.items()}},
        "cases": cases,
    }


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


def ack_vectors() -> Json:
    random = seeded("ack")
    amina = ROSTER.at(DEVICES["amina"].id)
    assert amina is not None
    few, many = [random(32) for _ in range(3)], [random(32) for _ in range(40)]
    tail = ack_format.build_tail(4, few)
    made = {
        "three changes": seal_ack(DEVICES["bilal"], ROSTER, amina, few),
        "forty changes": seal_ack(DEVICES["dawood"], ROSTER, amina, many),
        "nothing": seal_ack(DEVICES["farah"], ROSTER, amina, []),
        "of a turned guardian": _ack_by_hand("gul", tail),
        "of a stranger": _ack_by_hand("stranger", tail),
        "of one who left": _ack_by_hand("tahir", tail),
        "of one who had not left then": _ack_by_hand("tahir", ack_format.build_tail(2, few)),
        "of days to come": _ack_by_hand("bilal", ack_format.build_tail(5, few)),
        "under a false name": _ack_by_hand("gul", tail, name="bilal"),
        "with hidden padding": _ack_by_hand("bilal", tail[:-1] + b"x"),
        "padded too far": _ack_by_hand("bilal", tail + b"\0"),
        "with a wrong count": _ack_by_hand("bilal", tail[:4] + b"\xff\xff" + tail[6:]),
        "for another": seal_ack(DEVICES["bilal"], ROSTER, ROSTER.members[DEVICES["sanam"].id], few),
    }
    base: dict[str, Json] = {"do": "open", "device": "amina"}

    def gives(name: str, changes: list[bytes], seq: int = 4) -> Json:
        return {
            "coordinator": DEVICES[name].id.hex(),
            "roster_seq": seq,
            "change_ids": [change.hex() for change in changes],
        }

    refused = {
        "of a turned guardian": "author_not_member",
        "of a stranger": "author_not_member",
        "of one who left": "author_not_member",
        "of days to come": "roster_unknown",
        "under a false name": "signature",
        "with hidden padding": "padding",
        "padded too far": "padding",
        "with a wrong count": "padding",
        "for another": "damaged",
    }
    cases: list[Json] = [
        {
            "name": "Bilal has read three changes",
            **base,
            "sealed": {"from": "three changes"},
            "gives": gives("bilal", few),
        },
        {"name": "Dawood has read forty", **base, "sealed": {"from": "forty changes"}, "gives": gives("dawood", many)},
        {"name": "an acknowledgement of nothing", **base, "sealed": {"from": "nothing"}, "gives": gives("farah", [])},
        {
            "name": "Tahir had read three before he left",
            **base,
            "sealed": {"from": "of one who had not left then"},
            "gives": gives("tahir", few, 2),
        },
        *(
            {"name": f"an acknowledgement {name}", **base, "sealed": {"from": name}, "refused": why}
            for name, why in refused.items()
        ),
        {
            "name": "read by another device",
            **base,
            "device": "sanam",
            "sealed": {"from": "three changes"},
            "refused": "damaged",
        },
        {"name": "cut short", **base, "sealed": {"from": "three changes", "cut": 1}, "refused": "damaged"},
        {"name": "cut short in the header", **base, "sealed": "475741310100", "refused": "malformed"},
        {"name": "a byte too many", **base, "sealed": {"from": "three changes", "add": "00"}, "refused": "damaged"},
        *_flips(
            {
                "magic": (0, "malformed"),
                "suite": (4, "unknown_suite"),
                "team tag": (5, "wrong_team"),
                "box": (21, "damaged"),
                "tag of the box": (-1, "damaged"),
            },
            "three changes",
            base,
        ),
    ]
    about = '"open": a device with the roster of all entries opens an acknowledgement in its mailbox.'
    return {
        "noun": "ack",
        "about": about,
        "world": team_world() | {"bytes": {name: data.hex() for name, data in made.items()}},
        "cases": cases,
    }


def _ack_by_hand(signer: str, tail: bytes, *, name: str | None = None) -> bytes:
    amina, device = DEVICES["amina"], DEVICES[signer]
    signature = device.sign(ack_format.signature_message(ROSTER.team_id, amina.id, tail))
    plain = DEVICES[name or signer].id + signature + tail
    return ack_format.build(
        ROSTER.team_tag, hpke_seal(amina.kem_pk, plain, ack_format.ack_info(ROSTER.team_id, amina.id))
    )
