"""Vectors of the roster: who is in, who may say so, and the entry on its way over the relay."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from server.format.entry import Add, Head, Operation, Policy, Remove, Role, SealPolicy, encode_entry, encode_signed
from server.format.roster import Roster
from server.format.transport import build_header as transport_header
from server.format.transport import pad_counted
from server.seal.primitives import aead_seal, kdf
from server.seal.roster import opening_mailbox, read_roster, roster_mailbox, seal_entry, sign_entry, upload_token

from ..plain import Json
from .world import DEVICES, ENTRIES, RELAY_PK, ROSTER, TIME, add, seeded, signed_at_first

ALL = Role.DOCUMENTER | Role.COORDINATOR | Role.GUARDIAN | Role.ADMIN
GENESIS = read_roster(ENTRIES[:1])

SAYING_ALL = Policy(
    2, 3, RELAY_PK, 9, SealPolicy.KEPT, 30, guardians_at_desk=True, delay_minutes=1440, release_pk=seeded("release")(32)
)
IMPOSSIBLE: dict[str, dict[str, object]] = {
    "a testimony that is never sealed": {"seal": 0, "kept_days": 0},
    "an unknown way of sealing": {"seal": 4, "kept_days": 0},
    "kept for no day": {"kept_days": 0},
    "sealed when done and kept": {"seal": 1},
    "sealed on delivery and kept": {"seal": 2},
    "a head that is stale at once": {"stale_days": 0},
    "guardians at something else": {"guardians_at_desk": 2},
    "a wait of more than a day": {"delay_minutes": 1441},
}


def roster_json(roster: Roster) -> Json:
    policy = roster.policy
    assert policy is not None
    return {
        "team_id": roster.team_id.hex(),
        "seq": roster.seq,
        "head": roster.head.hex(),
        "time": roster.time,
        "policy": {
            "quorum": policy.quorum,
            "k": policy.k,
            "seal": int(policy.seal),
            "kept_days": policy.kept_days,
            "stale_days": policy.stale_days,
            "guardians_at_desk": policy.guardians_at_desk,
            "delay_minutes": policy.delay_minutes,
            "relay_pk": policy.relay_pk.hex(),
            "release_pk": policy.release_pk.hex(),
        },
        "members": [
            {
                "id": member.id.hex(),
                "role": int(member.role),
                "mailbox": member.mailbox.hex(),
                "label": member.label,
                "added": member.added,
                "removed": member.removed,
            }
            for member in roster.members.values()
        ],
    }


def _signed(roster: Roster, ops: Sequence[Operation], *admins: str) -> bytes:
    return sign_entry(roster.next_entry(ops, TIME + 9), [DEVICES[name] for name in admins])


def _reads() -> list[Json]:
    """Entries that extend the roster they are given after."""
    admin = add("farah", Role.ADMIN)
    steps: list[tuple[str, Roster, bytes]] = [
        ("two found together with a quorum of two", Roster(), _signed(Roster(), [admin, add("hamid", Role.ADMIN), Policy(2, 3, RELAY_PK)], "farah", "hamid")),
        ("a founder with every role and an empty label", Roster(), _signed(Roster(), [_label("farah", ""), Policy(1, 1, RELAY_PK)], "farah")),
        ("a label of 128 bytes", GENESIS, _signed(GENESIS, [_label("amina", "گ" * 64, Role.DOCUMENTER)], "farah")),
        ("one admin of two lets a documenter in", ROSTER, _signed(ROSTER, [_label("stranger", "نئی", Role.DOCUMENTER)], "hamid")),
        ("one admin of two lets a documenter go", ROSTER, _signed(ROSTER, [Remove(DEVICES["sanam"].id)], "hamid")),
        ("one admin of two re-dates the head", ROSTER, _signed(ROSTER, [Head()], "farah")),
        ("two admins let a guardian in", ROSTER, _signed(ROSTER, [_label("stranger", "S", Role.GUARDIAN)], "farah", "hamid")),
        ("two admins go back to a quorum of one", ROSTER, _signed(ROSTER, [Policy(1, 2, RELAY_PK, 255)], "farah", "hamid")),
        ("two admins let one of them go, and need only one from then on", ROSTER, _signed(ROSTER, [Policy(1, 2, RELAY_PK), Remove(DEVICES["hamid"].id)], "hamid", "farah")),
        ("a policy that says everything", ROSTER, _signed(ROSTER, [SAYING_ALL], "farah", "hamid")),
        ("a policy as teams wrote it at first", ROSTER, signed_at_first(ROSTER.next_entry([Policy(2, 3, RELAY_PK, 7)], TIME + 9), [DEVICES["farah"], DEVICES["hamid"]])),
        ("one is founded with a policy that says everything", Roster(), _signed(Roster(), [admin, replace(SAYING_ALL, quorum=1)], "farah")),
        ("delivered is forgotten", ROSTER, _signed(ROSTER, [replace(SAYING_ALL, seal=SealPolicy.ON_DELIVERY, kept_days=0, delay_minutes=0)], "farah", "hamid")),
        ("signatures that do not count do no harm", ROSTER, _signed(ROSTER, [Head()], "stranger", "bilal", "farah", "farah")),
        ("one entry lets a device in and out again", ROSTER, _signed(ROSTER, [_label("stranger", "S", Role.DOCUMENTER), Remove(DEVICES["stranger"].id)], "farah")),
    ]  # fmt: skip
    return [
        {"name": name, "do": "extend", "after": roster.seq, "signed": signed.hex(), "gives": roster_json(read_roster([signed], roster))}
        for name, roster, signed in steps
    ]  # fmt: skip


def _label(name: str, label: str, role: Role = ALL) -> Add:
    device = DEVICES[name]
    return Add(role, device.sign_pk, device.kem_pk, seeded(f"mailbox {name}")(16), label)


def _refused() -> list[tuple[str, Roster, bytes, str]]:
    stranger, admin = _label("stranger", "S", Role.COORDINATOR), _label("stranger", "S", Role.ADMIN)
    forged = encode_entry(ROSTER.next_entry([Head()], TIME))
    fork, later = read_roster([_signed(GENESIS, [Head()], "farah")], GENESIS), read_roster(ENTRIES[:4])
    founder = [add("farah", Role.ADMIN), Policy(1, 2, RELAY_PK)]
    return [
        ("a second genesis", ROSTER, ENTRIES[0], "roster_chain"),
        ("an entry once more", ROSTER, ENTRIES[4], "roster_chain"),
        ("an entry left out", later, _signed(ROSTER, [Head()], "farah"), "roster_chain"),
        ("an entry of a fork", read_roster(ENTRIES[:2]), _signed(fork, [Head()], "farah"), "roster_chain"),
        ("an entry of another team", ROSTER, _signed(Roster(heads=(bytes(32), *ROSTER.heads[1:])), [Head()], "farah"), "roster_chain"),
        ("a later entry as genesis", Roster(), ENTRIES[1], "roster_chain"),
        ("a genesis without a policy", Roster(), _signed(Roster(), founder[:1], "farah"), "roster_op"),
        ("a genesis without an admin", Roster(), _signed(Roster(), [_label("amina", "A", Role.DOCUMENTER), Policy(1, 1, RELAY_PK)], "amina"), "roster_op"),
        ("a genesis with a larger quorum than admins", Roster(), _signed(Roster(), [founder[0], Policy(2, 2, RELAY_PK)], "farah"), "roster_op"),
        ("a genesis that nobody signed", Roster(), _signed(Roster(), founder), "roster_signatures"),
        ("a genesis signed by one who is not in it", Roster(), _signed(Roster(), founder, "hamid"), "roster_signatures"),
        ("a genesis of two signed by one", Roster(), _signed(Roster(), [founder[0], add("hamid", Role.ADMIN), Policy(2, 2, RELAY_PK)], "farah"), "roster_signatures"),
        ("a ghost coordinator signed by itself", ROSTER, _signed(ROSTER, [stranger], "stranger"), "roster_signatures"),
        ("a ghost coordinator signed by a turned coordinator", ROSTER, _signed(ROSTER, [stranger], "bilal"), "roster_signatures"),
        ("a ghost coordinator signed by one turned admin of two", ROSTER, _signed(ROSTER, [stranger], "farah"), "roster_signatures"),
        ("a ghost coordinator signed twice by the same admin", ROSTER, _signed(ROSTER, [stranger], "farah", "farah"), "roster_signatures"),
        ("a new admin who helps to let itself in", ROSTER, _signed(ROSTER, [admin], "farah", "stranger"), "roster_signatures"),
        ("a policy signed by one admin of two", ROSTER, _signed(ROSTER, [Policy(1, 1, RELAY_PK)], "farah"), "roster_signatures"),
        ("a guardian sent away by one admin of two", ROSTER, _signed(ROSTER, [Remove(DEVICES["gul"].id)], "farah"), "roster_signatures"),
        ("a documenter let in by a documenter", ROSTER, _signed(ROSTER, [_label("stranger", "S", Role.DOCUMENTER)], "amina"), "roster_signatures"),
        ("an entry that nobody signed", ROSTER, encode_signed(forged, []), "roster_signatures"),
        ("a right admin with a wrong signature", ROSTER, encode_signed(forged, [(DEVICES["farah"].id, bytes(64))]), "roster_signatures"),
        ("a signature under another name", ROSTER, encode_signed(forged, [(DEVICES["hamid"].id, DEVICES["farah"].sign(forged))]), "roster_signatures"),
        ("one who is in is let in again", ROSTER, _signed(ROSTER, [add("amina", Role.DOCUMENTER)], "farah"), "roster_op"),
        ("one who left is let in again", ROSTER, _signed(ROSTER, [add("tahir", Role.COORDINATOR)], "farah", "hamid"), "roster_op"),
        ("one entry lets a device in twice", ROSTER, _signed(ROSTER, [stranger, stranger], "farah", "hamid"), "roster_op"),
        ("a stranger is sent away", ROSTER, _signed(ROSTER, [Remove(DEVICES["stranger"].id)], "farah", "hamid"), "roster_op"),
        ("one who left is sent away again", ROSTER, _signed(ROSTER, [Remove(DEVICES["tahir"].id)], "farah", "hamid"), "roster_op"),
        ("fewer admins than the quorum remain", ROSTER, _signed(ROSTER, [Remove(DEVICES["hamid"].id)], "farah", "hamid"), "roster_op"),
        ("a quorum above the number of admins", ROSTER, _signed(ROSTER, [Policy(3, 2, RELAY_PK)], "farah", "hamid"), "roster_op"),
        ("a quorum of nobody", ROSTER, _signed(ROSTER, [Policy(0, 2, RELAY_PK)], "farah", "hamid"), "roster_op"),
        ("shares for nobody", ROSTER, _signed(ROSTER, [Policy(2, 0, RELAY_PK)], "farah", "hamid"), "roster_op"),
        ("an entry that says nothing", ROSTER, _signed(ROSTER, [], "farah"), "malformed"),
        ("no role", ROSTER, _signed(ROSTER, [_label("stranger", "S", Role(0))], "farah", "hamid"), "malformed"),
        ("an unknown role", ROSTER, _signed(ROSTER, [_label("stranger", "S", 16)], "farah", "hamid"), "malformed"),  # type: ignore[arg-type]
        *((name, ROSTER, _signed(ROSTER, [replace(SAYING_ALL, **said)], "farah", "hamid"), "malformed") for name, said in IMPOSSIBLE.items()),
        ("a first policy that seals otherwise", ROSTER, signed_at_first(ROSTER.next_entry([replace(SAYING_ALL, seal=SealPolicy.ON_DELIVERY)], TIME + 9), [DEVICES["farah"], DEVICES["hamid"]]), "malformed"),
        ("a policy that says everything, signed by one admin of two", ROSTER, _signed(ROSTER, [SAYING_ALL], "farah"), "roster_signatures"),
        ("a label of 129 bytes", ROSTER, _signed(ROSTER, [_label("stranger", "گ" * 64 + "x", Role.DOCUMENTER)], "farah"), "too_large"),
    ]  # fmt: skip


def roster_vectors() -> Json:
    world = {"bytes": {f"entry {seq}": entry.hex() for seq, entry in enumerate(ENTRIES)}}
    cases: list[Json] = []
    roster = Roster()
    for seq, entry in enumerate(ENTRIES):
        roster = read_roster([entry], roster)
        cases.append({"name": f"the team's entry {seq}", "do": "extend", "after": seq - 1, "signed": {"from": f"entry {seq}"}, "gives": roster_json(roster)})  # fmt: skip
    cases += _reads()
    for name, base, signed, why in _refused():
        cases.append({"name": name, "do": "extend", "after": base.seq, "signed": signed.hex(), "refused": why})
    # Entry 3 removes Tahir: magic 0, team 4, seq 36, prev 40, time 72, n 80, op 82, device 83, reason 99, signatures 100.
    flips = {"magic": (0, "malformed"), "team": (4, "roster_chain"), "seq": (39, "roster_chain"), "prev": (71, "roster_chain"), "time": (79, "roster_signatures"), "number of ops": (81, "malformed"), "op": (82, "malformed"), "device": (83, "roster_op"), "reason": (99, "roster_signatures"), "number of signatures": (100, "malformed"), "signer": (101, "roster_signatures"), "signature": (150, "roster_signatures")}  # fmt: skip
    base = {"do": "extend", "after": 2}
    for field, (place, why) in flips.items():
        mask = 4 if field == "op" else 1
        cases.append({"name": f"a flipped bit in {field}", **base, "signed": {"from": "entry 3", "flip": [place, mask]}, "refused": why})  # fmt: skip
    for name, edit in {"cut short": {"cut": 1}, "without signatures": {"cut": 81}, "a byte too many": {"add": "00"}}.items():  # fmt: skip
        cases.append({"name": name, **base, "signed": {"from": "entry 3"} | edit, "refused": "malformed"})
    larger = {"parts": [[ENTRIES[3].hex(), 1], ["00", 1 << 20]]}
    cases.append({"name": "more than 1 MiB", **base, "signed": larger, "refused": "too_large"})
    unreadable = ENTRIES[0].replace(b"Farah", b"Far\xffh")
    cases.append({"name": "a label that is not UTF-8", "do": "extend", "after": -1, "signed": unreadable.hex(), "refused": "malformed"})  # fmt: skip
    cases += [
        {"name": f"members with role {role} at entry {seq}", "do": "members_at", "seq": seq, "role": role, "gives": [member.id.hex() for member in ROSTER.members_at(seq, role)]}
        for seq in range(5)
        for role in (1, 2, 4, 8, 15)
    ]  # fmt: skip
    about = '"extend": the roster of the entries up to number `after` (-1: empty) and one signed entry give a roster. "members_at" asks the roster of all entries.'
    return {"noun": "roster", "about": about, "world": world, "cases": cases}


def transport_vectors() -> Json:
    random = seeded("transport")
    secret, nonce, tag = random(32), random(12), ROSTER.team_tag
    sealed = seal_entry(ENTRIES[3], team_tag=tag, epoch=7, epoch_secret=secret, nonce=nonce)
    header, key = transport_header(tag, 7), kdf(secret, "roster-transport")
    unpadded = header + nonce + aead_seal(key, nonce, pad_counted(ENTRIES[3])[:-1], header)
    hidden = header + nonce + aead_seal(key, nonce, pad_counted(ENTRIES[3])[:-1] + b"x", header)
    base = {"do": "open", "team_tag": tag.hex(), "epoch_secret": secret.hex()}
    opened = {"signed": ENTRIES[3].hex(), "epoch": 7}
    cases: list[Json] = [
        {"name": "sealing", "do": "seal", "signed": ENTRIES[3].hex(), "epoch": 7, "nonce": nonce.hex(), "team_tag": tag.hex(), "epoch_secret": secret.hex(), "gives": sealed.hex()},
        {"name": "opening", **base, "sealed": {"from": "entry"}, "gives": opened},
        {"name": "another epoch's secret", **base, "epoch_secret": random(32).hex(), "sealed": {"from": "entry"}, "refused": "damaged"},
        {"name": "another team", **base, "team_tag": random(16).hex(), "sealed": {"from": "entry"}, "refused": "wrong_team"},
        {"name": "a suite of later times", **base, "sealed": {"from": "entry", "flip": [4, 3]}, "refused": "unknown_suite"},
        {"name": "cut short in the header", **base, "sealed": header[:20].hex(), "refused": "malformed"},
        {"name": "cut short", **base, "sealed": {"from": "entry", "cut": 1}, "refused": "damaged"},
        {"name": "a byte too many", **base, "sealed": {"from": "entry", "add": "00"}, "refused": "damaged"},
        {"name": "one zero less inside", **base, "sealed": unpadded.hex(), "refused": "padding"},
        {"name": "something hidden in the padding", **base, "sealed": hidden.hex(), "refused": "padding"},
        {"name": "what else comes from the secret", "do": "derive", "epoch_secret": secret.hex(), "gives": {"upload_token": upload_token(secret).hex(), "roster_mailbox": roster_mailbox(secret).hex(), "opening_mailbox": opening_mailbox(secret).hex()}},
    ]  # fmt: skip
    for field, (place, why) in {"magic": (0, "malformed"), "tag": (5, "wrong_team"), "epoch": (24, "damaged"), "nonce": (25, "damaged"), "ciphertext": (60, "damaged"), "AES-GCM tag": (-1, "damaged")}.items():  # fmt: skip
        cases.append({"name": f"a flipped bit in {field}", **base, "sealed": {"from": "entry", "flip": [place, 1]}, "refused": why})  # fmt: skip
    about = '"open": gives the signed entry and its epoch. "seal" gives the sealed bytes. "derive": token and mailbox.'
    return {"noun": "transport", "about": about, "world": {"bytes": {"entry": sealed.hex()}}, "cases": cases}
