"""Vectors of the ways in: the key file, and an invite with its welcome and join request."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

import unicodedata
from dataclasses import replace

from server.format import canonical
from server.format.entry import Role
from server.format.invite import (
    Invite,
    Request,
    Welcome,
    build,
    build_header,
    build_text,
    encode_request,
    encode_welcome,
)
from server.format.keyfile import Cost, SlotKind, build_slot, slot_aad
from server.seal.invite import invite_id, seal_request, seal_welcome
from server.seal.primitives import aead_seal, argon2id, kdf
from server.seal.vault import Passphrase, new_key_file

from ..plain import Json
from .world import DEVICES, ROSTER, TIME, seeded, team_world

CHEAP = Cost(19 * 1024, 2)
SECOND = bytes(range(32))
REAL, DURESS = "گواہی دریا کبوتر ستارہ چراغ پتھر", "correct horse battery staple é ﬁ"


def keyfile_vectors() -> Json:
    random = seeded("key file")
    real, duress = random(32), random(32)
    made = {
        "two passphrases": new_key_file(
            [Passphrase(REAL, SlotKind.KEEPS, real), Passphrase(DURESS, SlotKind.OVERWRITES, duress)],
            cost=CHEAP,
            random=random,
        ),
        "one passphrase": new_key_file(
            [Passphrase(REAL, SlotKind.KEEPS, real)], cost=Cost(20 * 1024, 3), random=random
        ),
        "a security key besides": new_key_file(
            [Passphrase(REAL, SlotKind.KEEPS, real, SECOND), Passphrase(DURESS, SlotKind.OVERWRITES, duress)],
            cost=CHEAP,
            random=seeded("security key"),
        ),
        "other bytes in a slot": _by_hand(build_slot(SlotKind.KEEPS, real)[:-1] + b"x"),
        "another kind in a slot": _by_hand(b"\x03" + real + bytes(31)),
    }
    base: dict[str, Json] = {"do": "open", "file": {"from": "two passphrases"}, "passphrase": REAL}
    opened = {"kind": 1, "vault_key": real.hex()}
    in_duress = {"kind": 2, "vault_key": duress.hex()}
    cases: list[Json] = [
        {"name": "the real passphrase", **base, "gives": opened},
        {"name": "the passphrase said under duress", **base, "passphrase": DURESS, "gives": in_duress},
        {
            "name": "the same from a keyboard that decomposes",
            **base,
            "passphrase": unicodedata.normalize("NFD", DURESS),
            "gives": in_duress,
        },
        {"name": "the same without a ligature", **base, "passphrase": DURESS.replace("ﬁ", "fi"), "gives": in_duress},
        {"name": "another cost", **base, "file": {"from": "one passphrase"}, "gives": opened},
        *_second_cases(base, opened, in_duress),
        {"name": "a wrong passphrase", **base, "passphrase": REAL + " ", "refused": "wrong_passphrase"},
        {"name": "another case of letters", **base, "passphrase": DURESS.upper(), "refused": "wrong_passphrase"},
        {"name": "an empty passphrase", **base, "passphrase": "", "refused": "wrong_passphrase"},
        {
            "name": "a passphrase of another file",
            **base,
            "file": {"from": "one passphrase"},
            "passphrase": DURESS,
            "refused": "wrong_passphrase",
        },
        {
            "name": "other bytes where zeros commit to the key",
            **base,
            "file": {"from": "other bytes in a slot"},
            "refused": "key_file_damaged",
        },
        {
            "name": "another kind of slot",
            **base,
            "file": {"from": "another kind in a slot"},
            "refused": "key_file_damaged",
        },
        {
            "name": "a damaged salt",
            **base,
            "file": {"from": "two passphrases", "flip": [20, 1]},
            "refused": "wrong_passphrase",
        },
        {
            "name": "another number of rounds",
            **base,
            "file": {"from": "two passphrases", "flip": [12, 1]},
            "refused": "wrong_passphrase",
        },
        {"name": "cut short", **base, "file": {"from": "two passphrases", "cut": 1}, "refused": "malformed"},
        {"name": "an empty file", **base, "file": "", "refused": "malformed"},
        {"name": "a byte too many", **base, "file": {"from": "two passphrases", "add": "00"}, "refused": "malformed"},
        {"name": "another magic", **base, "file": {"from": "two passphrases", "flip": [3, 3]}, "refused": "malformed"},
        {
            "name": "another way to stretch",
            **base,
            "file": {"from": "two passphrases", "flip": [4, 3]},
            "refused": "malformed",
        },
        {"name": "two lanes", **base, "file": {"from": "two passphrases", "flip": [13, 3]}, "refused": "malformed"},
        {
            "name": "less than 19 MiB",
            **base,
            "file": {"from": "two passphrases", "flip": [7, 0x40]},
            "refused": "malformed",
        },
        {"name": "one round", **base, "file": {"from": "two passphrases", "flip": [12, 3]}, "refused": "malformed"},
        {"name": "2 GiB", **base, "file": {"from": "two passphrases", "flip": [5, 0x80]}, "refused": "too_large"},
        {"name": "66 rounds", **base, "file": {"from": "two passphrases", "flip": [12, 0x40]}, "refused": "too_large"},
    ]
    cases += [
        {
            "name": f"the key for {noun}",
            "do": "derive",
            "vault_key": real.hex(),
            "label": noun,
            "gives": kdf(real, noun).hex(),
        }
        for noun in ("device", "drafts", "archive", "index")
    ]
    about = '"open": a key file and a passphrase give kind and vault_key. "derive": kdf(vault_key, label).'
    return {
        "noun": "keyfile",
        "about": about,
        "world": {"bytes": {name: data.hex() for name, data in made.items()}},
        "cases": cases,
    }


def _second_cases(base: dict[str, Json], opened: Json, other: Json) -> list[Json]:
    both: dict[str, Json] = {**base, "file": {"from": "a security key besides"}}
    key = SECOND.hex()
    return [
        {"name": "the passphrase and its security key", **both, "second": key, "gives": opened},
        {"name": "the passphrase without its security key", **both, "refused": "wrong_passphrase"},
        {"name": "another security key", **both, "second": bytes(32).hex(), "refused": "wrong_passphrase"},
        {"name": "another passphrase with the security key", **both, "passphrase": "x", "second": key, "refused": "wrong_passphrase"},
        {"name": "the other passphrase, which needs none", **both, "passphrase": DURESS, "gives": other},
        {"name": "a security key where none is needed", **base, "second": key, "refused": "wrong_passphrase"},
    ]  # fmt: skip


def _by_hand(plain: bytes) -> bytes:
    """A key file whose third slot opens to these bytes."""
    random = seeded("by hand")
    empty = new_key_file([Passphrase("nobody", SlotKind.KEEPS, bytes(32))], cost=CHEAP, random=random)
    header, nonce = empty[:30], random(12)
    stretched = argon2id(
        unicodedata.normalize("NFKC", REAL).encode(), header[14:], memory_kib=CHEAP.memory_kib, rounds=CHEAP.rounds
    )
    slot = nonce + aead_seal(kdf(stretched, "slot2"), nonce, plain, slot_aad(header, 2))
    return empty[: 30 + 2 * 92] + slot + empty[30 + 3 * 92 :]


def invite_vectors() -> Json:
    random = seeded("invite")
    invite = Invite(ROSTER.team_id, 2, ROSTER.heads[2], DEVICES["farah"].id, random(16))
    welcome = Welcome("گواہی é 🕊️", Role.DOCUMENTER, 7, random(32), TIME + 7 * 86_400_000)
    stranger = DEVICES["stranger"]
    request = Request(stranger.sign_pk, stranger.kem_pk, random(16), "نئی ساتھی 🕊️")
    nonces = random(12), random(12)
    made = {
        "welcome": seal_welcome(invite, welcome, nonce=nonces[0]),
        "request": seal_request(invite, request, nonce=nonces[1]),
    }
    texts = {"invite": build_text(invite), "secret": invite.secret.hex(), "invite_id": invite_id(invite.secret).hex()}
    welcome_json = {
        "team": welcome.team,
        "role": 1,
        "epoch": 7,
        "epoch_secret": welcome.epoch_secret.hex(),
        "expires": welcome.expires,
    }
    request_json = {
        "sign_pk": request.sign_pk.hex(),
        "kem_pk": request.kem_pk.hex(),
        "mailbox": request.mailbox.hex(),
        "label": request.label,
    }
    parsed = {
        "team_id": invite.team_id.hex(),
        "seq": 2,
        "head": invite.head.hex(),
        "inviter": invite.inviter.hex(),
        "secret": invite.secret.hex(),
    }
    about = (
        '"parse": the text behind #/join= gives an invite, and the invite that text. "check_head": the invite against the roster up to entry `known`. '
        '"open_welcome" and "open_request": with the invite world.invite. "seal_welcome" and "seal_request" give the bytes for a nonce.'
    )
    cases: list[Json] = [
        {"name": "an invite", "do": "parse", "text": texts["invite"], "gives": parsed},
        *_damaged_invites(invite),
        {"name": "the newcomer finds the promised entry", "do": "check_head", "known": 2, "gives": True},
        {"name": "and later ones too", "do": "check_head", "known": 4, "gives": True},
        {"name": "a roster that does not go so far", "do": "check_head", "known": 1, "refused": "invite_head"},
        {"name": "a roster with another entry there", "do": "check_head", "known": 4, "invite": build_text(replace(invite, head=ROSTER.heads[1])), "refused": "invite_head"},
        {"name": "another team's roster", "do": "check_head", "known": 4, "invite": build_text(replace(invite, team_id=random(32))), "refused": "invite_head"},
        {"name": "sealing a welcome", "do": "seal_welcome", "welcome": welcome_json, "nonce": nonces[0].hex(), "gives": {"from": "welcome"}},
        {"name": "sealing a request", "do": "seal_request", "request": request_json, "nonce": nonces[1].hex(), "gives": {"from": "request"}},
        {"name": "a welcome", "do": "open_welcome", "now": TIME, "sealed": {"from": "welcome"}, "gives": welcome_json},
        {"name": "a welcome in its last moment", "do": "open_welcome", "now": welcome.expires, "sealed": {"from": "welcome"}, "gives": welcome_json},
        {"name": "a welcome a moment too late", "do": "open_welcome", "now": welcome.expires + 1, "sealed": {"from": "welcome"}, "refused": "invite_expired"},
        {"name": "a request", "do": "open_request", "sealed": {"from": "request"}, "gives": request_json},
        {"name": "a welcome is no request", "do": "open_request", "sealed": {"from": "welcome"}, "refused": "malformed"},
        *_letters("welcome"),
        *_letters("request"),
        *_bad_letters(invite, welcome, request),
    ]  # fmt: skip
    world = team_world() | {"invite": texts, "bytes": {name: data.hex() for name, data in made.items()}}
    return {"noun": "invite", "about": about, "world": world, "cases": cases}


def _damaged_invites(invite: Invite) -> list[Json]:
    text, data = build_text(invite), build(invite)
    bad = {
        "cut short": text[:-1],
        "cut short by four letters": text[:-4],
        "with a letter too many": text + "A",
        "with padding": text + "=",
        "with a plus": text[:-1] + "+",
        "with a space": " " + text,
        "with a line end": text + "\n",
        "with bits behind the last byte": text[:-1] + "_",
        "empty": "",
        "of another magic": build_text(invite).replace("R1dR", "R1dS", 1),
    }
    assert len(data) == 104
    return [
        {"name": f"an invite {name}", "do": "parse", "text": damaged, "refused": "invite_damaged"}
        for name, damaged in bad.items()
    ]


def _letters(noun: str) -> list[Json]:
    base: dict[str, Json] = {"do": f"open_{noun}"} | ({"now": TIME} if noun == "welcome" else {})
    flips = {
        "magic": (2, "malformed"),
        "suite": (4, "unknown_suite"),
        "team tag": (5, "wrong_team"),
        "invite id": (21, "invite_damaged"),
        "nonce": (37, "damaged"),
        "ciphertext": (60, "damaged"),
        "tag": (-1, "damaged"),
    }
    return [
        {"name": f"a {noun} cut short", **base, "sealed": {"from": noun, "cut": 1}, "refused": "damaged"},
        {"name": f"half a header of a {noun}", **base, "sealed": "475757310100" if noun == "welcome" else "47574a310100", "refused": "malformed"},
        {"name": f"a {noun} with a byte too many", **base, "sealed": {"from": noun, "add": "00"}, "refused": "damaged"},
        {"name": f"a {noun} that is too large", **base, "sealed": {"parts": [["47", 5000]]}, "refused": "too_large"},
        *({"name": f"a flipped bit in {field} of a {noun}", **base, "sealed": {"from": noun, "flip": [place, 2]}, "refused": why} for field, (place, why) in flips.items()),
    ]  # fmt: skip


def _bad_letters(invite: Invite, welcome: Welcome, request: Request) -> list[Json]:
    def sealed(noun: str, plain: bytes) -> str:
        header = build_header(b"GWW1" if noun == "welcome" else b"GWJ1", invite.team_id[:16], invite_id(invite.secret))
        return (
            header
            + bytes(12)
            + aead_seal(kdf(invite.secret, "welcome" if noun == "welcome" else "join"), bytes(12), plain, header)
        ).hex()

    tree, asks = canonical.decode(encode_welcome(welcome)), canonical.decode(encode_request(request))
    assert isinstance(tree, dict)
    assert isinstance(asks, dict)
    bad = [
        ("welcome", "without a role", tree | {"role": 0}, "malformed"),
        ("welcome", "with an unknown role", tree | {"role": 16}, "malformed"),
        ("welcome", "with a key too many", tree | {"x": 0}, "malformed"),
        ("welcome", "with a short secret", tree | {"epoch_secret": bytes(31)}, "malformed"),
        ("welcome", "with a long team name", tree | {"team": "گ" * 65}, "too_large"),
        ("request", "with a short key", asks | {"sign_pk": bytes(31)}, "malformed"),
        ("request", "with a long label", asks | {"label": "گ" * 65}, "too_large"),
        ("request", "with a key that nobody can seal to", asks | {"kem_pk": b"\xff" * 1216}, "malformed"),
    ]  # fmt: skip
    return [
        {"name": f"a {noun} {name}", "do": f"open_{noun}", "now": TIME, "sealed": sealed(noun, canonical.encode(value)), "refused": why}
        for noun, name, value, why in bad
    ]  # fmt: skip
