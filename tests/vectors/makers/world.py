"""The people of the vectors: one team with everybody that a case may need, made from seeds, the same every time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from server.format.entry import Entry, encode_entry, encode_signed, entry_head, signature_message
from server.format.roster import Policy, Remove, Role, Roster
from server.seal.device import Device
from server.seal.primitives import Random
from server.seal.roster import add_device, read_roster

from ..plain import Json

TIME = 1_795_000_000_000
NAMES = ("farah", "hamid", "bilal", "dawood", "gul", "tahir", "amina", "sanam", "stranger")
LABELS = {"amina": "آمنہ", "bilal": "بلال 🕊", "gul": "گُل"}  # گُل carries a combining mark


def seeded(seed: str) -> Random:
    """Bytes that are the same in every run."""
    taken = 0

    def random(size: int) -> bytes:
        nonlocal taken
        taken += 1
        return hashlib.shake_256(f"gawahi vectors {seed} {taken}".encode()).digest(size)

    return random


DEVICES = {name: Device.new(seeded(f"device {name}")) for name in NAMES}
RELAY_SEED = seeded("relay")(32)
RELAY_PK = Device.from_seeds(RELAY_SEED, RELAY_SEED).sign_pk


def add(name: str, role: Role) -> object:
    return add_device(DEVICES[name], role, mailbox=seeded(f"mailbox {name}")(16), label=LABELS.get(name, name.title()))


def signed_at_first(entry: Entry, admins: Sequence[Device]) -> bytes:
    """As before op 5: its policies, which say nothing unusual, written as op 3."""
    encoded = encode_entry(entry)
    for op in entry.ops:
        if isinstance(op, Policy):
            now = encode_entry(replace(entry, ops=(op,)))[len(encode_entry(replace(entry, ops=()))) :]
            encoded = encoded.replace(now, bytes((3, op.quorum, op.k, op.seal, op.stale_days)) + op.relay_pk)
    message = signature_message(entry_head(encoded))
    return encode_signed(encoded, [(admin.id, admin.sign(message)) for admin in admins])


def entries() -> list[bytes]:
    """0 Farah founds; 1 coordinators and guardians; 2 two documenters; 3 Tahir leaves; 4 a second admin, quorum 2.

    This team was founded before there was an op 5.
    """
    steps = (
        ([add("farah", Role.ADMIN | Role.COORDINATOR), Policy(1, 2, RELAY_PK)], ["farah"]),
        (
            [
                add("bilal", Role.COORDINATOR | Role.GUARDIAN),
                add("dawood", Role.COORDINATOR | Role.GUARDIAN),
                add("gul", Role.GUARDIAN),
                add("tahir", Role.COORDINATOR),
            ],
            ["farah"],
        ),
        ([add("amina", Role.DOCUMENTER), add("sanam", Role.DOCUMENTER)], ["farah"]),
        ([Remove(DEVICES["tahir"].id, 1)], ["farah"]),
        ([add("hamid", Role.ADMIN), Policy(2, 2, RELAY_PK)], ["farah"]),
    )
    roster, signed = Roster(), []
    for seq, (ops, admins) in enumerate(steps):
        entry = signed_at_first(roster.next_entry(ops, TIME + seq), [DEVICES[name] for name in admins])
        roster = read_roster([entry], roster)
        signed.append(entry)
    return signed


ENTRIES = entries()
ROSTER = read_roster(ENTRIES)


def team_world() -> dict[str, object]:
    """What a vector file says of the team: everybody's seeds and the roster as far as entry 4."""
    return {
        "devices": {
            name: {"sign_seed": device.seeds()[0].hex(), "kem_seed": device.seeds()[1].hex(), "id": device.id.hex()}
            for name, device in DEVICES.items()
        },
        "roster": [entry.hex() for entry in ENTRIES],
        "team_id": ROSTER.team_id.hex(),
    }


OTHER_FOUNDER = add_device(DEVICES["farah"], Role.ADMIN | Role.GUARDIAN, mailbox=bytes(16), label="F")
OTHER_TEAM = read_roster(
    [signed_at_first(Roster().next_entry([OTHER_FOUNDER, Policy(1, 1, RELAY_PK)], TIME), [DEVICES["farah"]])]
)


def flips(fields: dict[str, tuple[int, str]], source: str, base: dict[str, Json]) -> list[Json]:
    return [
        {"name": f"a flipped bit in {field}", **base, "sealed": {"from": source, "flip": [place, 1]}, "refused": why}
        for field, (place, why) in fields.items()
    ]
