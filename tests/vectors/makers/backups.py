"""Vectors of what a person keeps of a device's keys: the backup file, the paper's words and its note."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

import unicodedata
from dataclasses import replace

from server.format import backup as layout
from server.format.backup import Backup, Way
from server.format.entry import Role
from server.format.keyfile import Cost
from server.seal.backup import seal_backup, seal_note, seeds_of, words_of
from server.seal.primitives import aead_seal, argon2id, kdf

from ..plain import Json
from .world import ROSTER, seeded

CHEAP = Cost(19 * 1024, 2)
PASSPHRASE = "گواہی دریا کبوتر ستارہ é ﬁ"


def backup_vectors() -> Json:
    random = seeded("backup")
    root = random(32)
    sign, kem = seeds_of(root)
    way = Way("گواہی é 🕊️", ROSTER.team_id, 2, ROSTER.heads[2], 7, random(32), random(32))
    member = replace(way, admin_seed=None)
    newer = Backup(sign, kem, root, "ف‌رح 🕊️", Role.COORDINATOR | Role.GUARDIAN, random(16), "https://relay.example", way)
    older = replace(newer, sign=random(32), kem=random(32), root=None, way=member)
    made = {
        "file": seal_backup(newer, PASSPHRASE, cost=CHEAP, random=seeded("file")),
        "early": seal_backup(older, PASSPHRASE, cost=CHEAP, random=seeded("early")),
        "another key": _by_hand(b"\1" + layout.encode(newer)[1:]),
        "another filling": _by_hand(layout.encode(newer)[:-1] + b"\1"),
        "another root": _by_hand(layout.encode(replace(newer, root=bytes(32)))),
        "note": seal_note(way, root, random=seeded("note")),
        "note of a member": seal_note(member, root, random=seeded("member")),
    }
    about = (
        '"seeds" and "words": what a root gives; "root": what typed words give. "open" a file with a passphrase, "seal" it with a salt and a nonce; '
        '"open_note" with a root, "seal_note" with a root and a nonce; "link" of a note at a relay, and back.'
    )
    cases = [*_word_cases(root), *_file_cases(newer, older), *_note_cases(root, way, member, made["note"])]
    return {"noun": "backup", "about": about, "world": {"bytes": {name: data.hex() for name, data in made.items()}}, "cases": cases}  # fmt: skip


def _by_hand(plain: bytes) -> bytes:
    random = seeded("by hand")
    header, nonce = layout.build_header(CHEAP, random(16)), random(12)
    secret = unicodedata.normalize("NFKC", PASSPHRASE).encode()
    key = kdf(argon2id(secret, header[-16:], memory_kib=CHEAP.memory_kib, rounds=CHEAP.rounds), "backup")
    return header + nonce + aead_seal(key, nonce, plain, header)


def _word_cases(root: bytes) -> list[Json]:
    words = words_of(root)
    listed = words.split()
    swapped = " ".join([listed[1], listed[0], *listed[2:]])
    four = " ".join(word[:4] for word in listed)
    sign, kem = seeds_of(root)
    return [
        {"name": "both seeds of one root", "do": "seeds", "root": root.hex(), "gives": {"sign": sign.hex(), "kem": kem.hex()}},
        {"name": "the words of a root", "do": "words", "root": root.hex(), "gives": words},
        {"name": "the words of nothing but zeros", "do": "words", "root": bytes(32).hex(), "gives": "abandon " * 23 + "art"},
        {"name": "the words of nothing but ones", "do": "words", "root": "ff" * 32, "gives": "zoo " * 23 + "vote"},
        {"name": "typed as they are", "do": "root", "typed": words, "gives": root.hex()},
        {"name": "the first four letters of each", "do": "root", "typed": four, "gives": root.hex()},
        {"name": "typed in capitals over two lines", "do": "root", "typed": f"  {words.upper().replace(' ', '  ', 3)}\n", "gives": root.hex()},
        {"name": "two words changed places", "do": "root", "typed": swapped, "refused": "words_wrong"},
        {"name": "a word too few", "do": "root", "typed": " ".join(listed[:-1]), "refused": "words_wrong"},
        {"name": "a word too many", "do": "root", "typed": f"{words} zoo", "refused": "words_wrong"},
        {"name": "twelve words of a wallet", "do": "root", "typed": "abandon " * 11 + "about", "refused": "words_wrong"},
        {"name": "a word of another list", "do": "root", "typed": " ".join(["gawahi", *listed[1:]]), "refused": "words_wrong"},
        {"name": "a word that goes on otherwise", "do": "root", "typed": " ".join([f"{listed[0]}x", *listed[1:]]), "refused": "words_wrong"},
        {"name": "nothing", "do": "root", "typed": "", "refused": "words_wrong"},
    ]  # fmt: skip


def way_json(way: Way) -> Json:
    seed = None if way.admin_seed is None else way.admin_seed.hex()
    numbers = {"seq": way.seq, "epoch": way.epoch, "team": way.team}
    return numbers | {"team_id": way.team_id.hex(), "head": way.head.hex(), "epoch_secret": way.epoch_secret.hex(), "admin_seed": seed}  # fmt: skip


def backup_json(backup: Backup) -> Json:
    keys = {key: getattr(backup, key).hex() for key in ("sign", "kem", "mailbox")}
    root = None if backup.root is None else backup.root.hex()
    said = {"root": root, "label": backup.label, "role": int(backup.role), "relay": backup.relay}
    return keys | said | {"way": way_json(backup.way)}


def _file_cases(newer: Backup, older: Backup) -> list[Json]:
    random = seeded("file")
    base: dict[str, Json] = {"do": "open", "file": {"from": "file"}, "passphrase": PASSPHRASE}
    decomposed = unicodedata.normalize("NFD", PASSPHRASE).replace("ﬁ", "fi")
    flips = {
        "magic": (3, 3, "malformed"),
        "way to stretch": (4, 3, "malformed"),
        "memory beyond the limit": (5, 0x80, "too_large"),
        "memory below the floor": (7, 0x40, "malformed"),
        "rounds": (12, 1, "wrong_passphrase"),
        "lanes": (13, 3, "malformed"),
        "salt": (20, 1, "wrong_passphrase"),
        "nonce": (31, 1, "wrong_passphrase"),
        "keys": (90, 1, "wrong_passphrase"),
        "tag": (-1, 1, "wrong_passphrase"),
    }
    return [
        {"name": "sealing a backup", "do": "seal", "backup": backup_json(newer), "passphrase": PASSPHRASE, "memory_kib": CHEAP.memory_kib, "rounds": CHEAP.rounds, "salt": random(16).hex(), "nonce": random(12).hex(), "gives": {"from": "file"}},
        {"name": "a backup", **base, "gives": backup_json(newer)},
        {"name": "from a keyboard that decomposes", **base, "passphrase": decomposed, "gives": backup_json(newer)},
        {"name": "of a device of an early version, by a member", **base, "file": {"from": "early"}, "gives": backup_json(older)},
        {"name": "a wrong passphrase", **base, "passphrase": PASSPHRASE + " ", "refused": "wrong_passphrase"},
        {"name": "an empty passphrase", **base, "passphrase": "", "refused": "wrong_passphrase"},
        {"name": "other bytes where zeros commit to the key", **base, "file": {"from": "another key"}, "refused": "key_file_damaged"},
        {"name": "other bytes where it is filled up", **base, "file": {"from": "another filling"}, "refused": "padding"},
        {"name": "seeds that are not of its root", **base, "file": {"from": "another root"}, "refused": "key_file_damaged"},
        *({"name": f"a flipped bit in the {field}", **base, "file": {"from": "file", "flip": [place, mask]}, "refused": why} for field, (place, mask, why) in flips.items()),
        {"name": "cut short", **base, "file": {"from": "file", "cut": 1}, "refused": "wrong_passphrase"},
        {"name": "a byte too many", **base, "file": {"from": "file", "add": "00"}, "refused": "wrong_passphrase"},
        {"name": "an empty file", **base, "file": "", "refused": "malformed"},
        {"name": "a file of 4,097 bytes", **base, "file": {"parts": [["47", 4097]]}, "refused": "too_large"},
    ]  # fmt: skip


def _note_cases(root: bytes, way: Way, member: Way, note: bytes) -> list[Json]:
    base: dict[str, Json] = {"do": "open_note", "note": {"from": "note"}, "root": root.hex()}
    relay = "https://relay.example:8443"
    text = layout.note_link("", note).removeprefix("/#return=")
    return [
        {"name": "sealing a note", "do": "seal_note", "way": way_json(way), "root": root.hex(), "nonce": seeded("note")(12).hex(), "gives": {"from": "note"}},
        {"name": "a note", **base, "gives": way_json(way)},
        {"name": "a note of who did not found the team", **base, "note": {"from": "note of a member"}, "gives": way_json(member)},
        {"name": "with the words of another paper", **base, "root": bytes(32).hex(), "refused": "words_wrong"},
        {"name": "a flipped bit in a note", **base, "note": {"from": "note", "flip": [40, 1]}, "refused": "words_wrong"},
        {"name": "a note cut short", **base, "note": {"from": "note", "cut": 1}, "refused": "words_wrong"},
        {"name": "half a note", **base, "note": {"from": "note", "cut": len(note) - 12}, "refused": "malformed"},
        {"name": "another suite", **base, "note": {"from": "note", "flip": [4, 2]}, "refused": "unknown_suite"},
        {"name": "a note of another magic", **base, "note": {"from": "note", "flip": [3, 3]}, "refused": "malformed"},
        {"name": "a note of 4,097 bytes", **base, "note": {"parts": [["47", 4097]]}, "refused": "too_large"},
        {"name": "a link", "do": "link", "relay": relay, "link": f"{relay}/#return={text}", "gives": {"from": "note"}},
        {"name": "the text behind it alone", "do": "link", "relay": relay, "link": text, "gives": {"from": "note"}},
        {"name": "a link with a space in it", "do": "link", "relay": relay, "link": f"{relay}/#return={text[:9]} {text[9:]}", "refused": "malformed"},
        {"name": "a link without a note", "do": "link", "relay": relay, "link": f"{relay}/#return=", "refused": "malformed"},
    ]  # fmt: skip
