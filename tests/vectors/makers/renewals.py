"""Vectors of section 20: a new epoch for those who stay, and proposals among admins. Sealed once and kept."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

from server.format import proposal as proposal_format
from server.format import renewal as renewal_format
from server.format.entry import Remove
from server.format.proposal import No
from server.format.renewal import RenewalTail
from server.seal.primitives import hpke_seal
from server.seal.proposal import say_no, seal_proposal
from server.seal.renewal import seal_renewal
from server.seal.roster import sign_entry

from ..plain import Json
from .world import DEVICES, ROSTER, TIME, flips, seeded, team_world

RECEIVER = "bilal"
_random = seeded("renewal")
OLD_SECRET, SECRET, SEED = _random(32), _random(32), _random(32)
SAID = RenewalTail(4, ROSTER.head, 1, SECRET, bytes(32), 1_795_000_000_123)


def renewal_vectors() -> Json:
    bilal, hamid = ROSTER.members[DEVICES["bilal"].id], ROSTER.members[DEVICES["hamid"].id]
    tail = renewal_format.build_tail(SAID)
    for_admin = RenewalTail(4, ROSTER.head, 1, SECRET, SEED, SAID.serial)
    boxes = {
        "to Bilal": seal_renewal(DEVICES["farah"], ROSTER, bilal, SAID),
        "to an admin": seal_renewal(DEVICES["farah"], ROSTER, hamid, for_admin),
        "by a coordinator": _renewal("dawood", tail),
        "by a ghost": _renewal("stranger", tail),
        "by one who was not yet an admin": _renewal(
            "hamid", renewal_format.build_tail(RenewalTail(3, ROSTER.heads[3], 1, SECRET, bytes(32), 1))
        ),
        "under a false name": _renewal("dawood", tail, name="farah"),
        "signed for another": _renewal("farah", tail, signed_for="dawood"),
        "of days to come": _renewal("farah", renewal_format.build_tail(RenewalTail(5, bytes(32), 1, SECRET, SEED, 1))),
        "of another roster": _renewal(
            "farah", renewal_format.build_tail(RenewalTail(4, bytes(32), 1, SECRET, SEED, 1))
        ),
        "without an end": _renewal("farah", tail[:-1]),
        "with more than there is to say": _renewal("farah", tail + b"\0"),
    }
    refused = {
        "by a coordinator": "author_not_member",
        "by a ghost": "author_not_member",
        "by one who was not yet an admin": "author_not_member",
        "under a false name": "signature",
        "signed for another": "signature",
        "of days to come": "roster_unknown",
        "of another roster": "roster_unknown",
        "without an end": "malformed",
        "with more than there is to say": "malformed",
    }
    base: dict[str, Json] = {"do": "open", "device": RECEIVER, "known": 4}
    whole: Json = {"from": "to Bilal"}
    cases: list[Json] = [
        {"name": "Bilal gets the new epoch", **base, "sealed": whole, "gives": _said(SAID)},
        {"name": "an admin gets the key for the relay too", **base, "device": "hamid", "sealed": {"from": "to an admin"}, "gives": _said(for_admin)},
        *({"name": f"a renewal {name}", **base, "sealed": {"from": name}, "refused": why} for name, why in refused.items()),
        {"name": "opened by another device", **base, "device": "dawood", "sealed": whole, "refused": "damaged"},
        {"name": "a reader whose roster is older", **base, "known": 3, "sealed": whole, "refused": "roster_unknown"},
        {"name": "cut short", **base, "sealed": {"from": "to Bilal", "cut": 1}, "refused": "damaged"},
        {"name": "larger than any renewal", **base, "sealed": {"parts": [[boxes["to Bilal"].hex(), 1], ["00", 4096]]}, "refused": "too_large"},
        *flips({"magic": (0, "malformed"), "suite": (4, "unknown_suite"), "team tag": (5, "wrong_team"), "box": (21, "damaged")}, "to Bilal", base),
        {"name": "where Bilal's renewal lies", "do": "place", "device": RECEIVER, "epoch_secret": OLD_SECRET.hex(), "gives": renewal_format.renewal_id(OLD_SECRET, DEVICES[RECEIVER].id).hex()},
        {"name": "what the admin key signs", "do": "message", "serial": SAID.serial, "token_hash": SECRET.hex(), "admin_pk": SEED.hex(), "gives": renewal_format.renew_message(ROSTER.team_tag, SAID.serial, SECRET, SEED).hex()},
    ]  # fmt: skip
    return {
        "noun": "renewal",
        "about": '"open": a device whose roster ends with entry number `known` opens its renewal and believes it. '
        '"place": the id under which it lies. "message": for the relay.',
        "world": team_world() | {"bytes": {name: data.hex() for name, data in boxes.items()}},
        "cases": cases,
    }


def _said(said: RenewalTail) -> Json:
    return {
        "author": DEVICES["farah"].id.hex(),
        "roster_seq": said.roster_seq,
        "epoch": said.epoch,
        "epoch_secret": said.epoch_secret.hex(),
        "admin_seed": said.admin_seed.hex(),
        "serial": said.serial,
    }


def _renewal(signer: str, tail: bytes, *, name: str | None = None, signed_for: str = RECEIVER) -> bytes:
    meant, device = DEVICES[RECEIVER], DEVICES[signer]
    signature = device.sign(renewal_format.signature_message(ROSTER.team_id, DEVICES[signed_for].id, tail))
    plain = DEVICES[name or signer].id + signature + tail
    info = renewal_format.renewal_info(ROSTER.team_id, meant.id)
    return renewal_format.build(ROSTER.team_tag, hpke_seal(meant.kem_pk, plain, info))


def proposal_vectors() -> Json:
    hamid = ROSTER.members[DEVICES["hamid"].id]
    entry = ROSTER.next_entry([Remove(DEVICES["gul"].id, 2)], TIME + 7)
    signed = sign_entry(entry, [DEVICES["farah"]])
    no = say_no(DEVICES["farah"], ROSTER.head)
    boxes = {
        "an entry": seal_proposal(ROSTER, hamid, signed),
        "a no": seal_proposal(ROSTER, hamid, no),
        "an entry by a coordinator": seal_proposal(ROSTER, hamid, sign_entry(entry, [DEVICES["bilal"]])),
        "an entry by nobody": seal_proposal(ROSTER, hamid, sign_entry(entry, [])),
        "an entry under a false name": seal_proposal(ROSTER, hamid, signed[:-80] + DEVICES["hamid"].id + signed[-64:]),
        "a no by a ghost": seal_proposal(ROSTER, hamid, say_no(DEVICES["stranger"], ROSTER.head)),
        "a no under a false name": seal_proposal(ROSTER, hamid, No(no.head, DEVICES["hamid"].id, no.signature)),
        "something else": _proposal(b"\3" + proposal_format.build_plain(signed)[1:]),
        "nothing": _proposal(b""),
        "a no without an end": _proposal(b"\2" + proposal_format.build_plain(signed)[1:]),
        "hidden padding": _proposal(proposal_format.build_plain(no)[:-1] + b"x"),
    }
    refused = {
        "an entry by a coordinator": "signature",
        "an entry by nobody": "signature",
        "an entry under a false name": "signature",
        "a no by a ghost": "signature",
        "a no under a false name": "signature",
        "something else": "malformed",
        "nothing": "malformed",
        "a no without an end": "malformed",
        "hidden padding": "padding",
    }
    base: dict[str, Json] = {"do": "open", "device": "hamid", "known": 4}
    said_no = {"head": no.head.hex(), "device": no.device.hex(), "signature": no.signature.hex()}
    cases: list[Json] = [
        {"name": "Farah proposes that Gul leaves", **base, "sealed": {"from": "an entry"}, "gives": {"entry": signed.hex()}},
        {"name": "Farah says no", **base, "sealed": {"from": "a no"}, "gives": {"no": said_no}},
        *({"name": name, **base, "sealed": {"from": name}, "refused": why} for name, why in refused.items()),
        {"name": "read by one who is no admin", **base, "device": "bilal", "sealed": {"from": "an entry"}, "refused": "damaged"},
        {"name": "cut short", **base, "sealed": {"from": "an entry", "cut": 1}, "refused": "damaged"},
        *flips({"magic": (0, "malformed"), "suite": (4, "unknown_suite"), "team tag": (5, "wrong_team"), "box": (21, "damaged")}, "an entry", base),
    ]  # fmt: skip
    return {
        "noun": "proposal",
        "about": '"open": an admin whose roster ends with entry number `known` opens what another admin has sent.',
        "world": team_world() | {"bytes": {name: data.hex() for name, data in boxes.items()}},
        "cases": cases,
    }


def _proposal(plain: bytes) -> bytes:
    hamid = DEVICES["hamid"]
    info = proposal_format.proposal_info(ROSTER.team_id, hamid.id)
    return proposal_format.build(ROSTER.team_tag, hpke_seal(hamid.kem_pk, plain, info))
