"""Openings that no honest device makes, sealed by hand: each with one thing wrong."""

from __future__ import annotations

from server.format import canonical
from server.format.opening import WITNESSES, build_prefix, build_tail, opening_info, signature_message
from server.format.opening_said import Request, encode_said
from server.format.padme import pad
from server.format.roster import Roster
from server.seal.primitives import aead_seal, hpke_seal, kdf

from .world import DEVICES, OTHER_TEAM, ROSTER, seeded

NAMES = {device.id: name for name, device in DEVICES.items()}


def forged_openings(request: Request) -> dict[str, bytes]:
    said = encode_said(request)
    return {
        "by a documenter": _sealed("amina", build_tail(said)),
        "by a stranger": _sealed("stranger", build_tail(said)),
        "under a false name": _sealed("farah", build_tail(said), name="bilal"),
        "with a false commitment": _sealed("farah", build_tail(said), commit=bytes(32)),
        "with hidden padding": _sealed("farah", build_tail(said)[:-1] + b"x"),
        "padded too far": _sealed("farah", pad(build_tail(said) + b"\0", before=80)),
        "that says nothing known": _sealed("farah", build_tail(b"\xa1\x62do\x65dance")),
        "that leaves a guardian out": _sealed("farah", build_tail(said), left_out="gul"),
        "of another team": _sealed("farah", build_tail(said), roster=OTHER_TEAM),
        "without a reason": _sealed("farah", build_tail(_with_why(said, request.why, " \n"))),
        "too short for an author": _sealed("farah", b"", bare=True),
    }


def _with_why(said: bytes, why: str, other: str) -> bytes:
    """No maker writes this: the reason is exchanged in the canonical bytes."""
    found = canonical.decode(said)
    assert isinstance(found, dict)
    assert found["why"] == why
    return canonical.encode(found | {"why": other})


def _sealed(
    signer: str,
    tail: bytes,
    *,
    name: str | None = None,
    commit: bytes | None = None,
    left_out: str | None = None,
    roster: Roster = ROSTER,
    bare: bool = False,
) -> bytes:
    random = seeded(f"opening by hand {signer} {name} {left_out} {bare} {len(tail)}")
    recipients = [one for one in roster.members_at(roster.seq, WITNESSES) if NAMES[one.id] != left_out]
    key, nonce = random(32), random(12)
    prefix = build_prefix(
        team_id=roster.team_id,
        roster_seq=roster.seq,
        roster_head=roster.head,
        commit=commit or kdf(key, "commit"),
        n=len(recipients),
    )
    boxes = (hpke_seal(one.kem_pk, key, opening_info(prefix, one.id)) for one in recipients)
    plain = DEVICES[name or signer].id + DEVICES[signer].sign(signature_message(prefix, tail)) + tail
    ciphertext = aead_seal(kdf(key, "opening"), nonce, plain[:79] if bare else plain, prefix)
    return b"".join((prefix, *boxes, nonce, ciphertext))
