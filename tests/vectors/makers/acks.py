"""Vectors of acknowledgements: who may say that a testimony is readable. Sealed once and kept."""

from __future__ import annotations

from server.format import ack as ack_format
from server.seal.ack import seal_ack
from server.seal.primitives import hpke_seal

from ..plain import Json
from .world import DEVICES, ROSTER, flips, seeded, team_world


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
        *flips(
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
