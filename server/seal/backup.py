"""Seals and opens a backup of a device's keys (PROTOCOL section 21): the file under a passphrase that Argon2id makes
dear, the paper's note under the root that its 24 words spell.

The words are BIP39's English ones, with its checksum. Of each, the first four letters are enough.
"""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

from mnemonic import Mnemonic

from server.format.backup import (
    NOTE_PREFIX,
    Backup,
    Way,
    build_header,
    decode,
    decode_way,
    encode,
    encode_way,
    parse_file,
    parse_note,
)
from server.format.keyfile import Cost
from server.format.refusals import Refusal
from server.seal.primitives import Random, aead_open, aead_seal, argon2id, kdf

WORDS: Final = 24
_ENOUGH_LETTERS: Final = 4
_BIP39: Final = Mnemonic("english")
_BY_BEGINNING: Final = {word[:_ENOUGH_LETTERS]: word for word in _BIP39.wordlist}


def seeds_of(root: bytes) -> tuple[bytes, bytes]:
    """Signing seed and KEM seed, both of one root of 32 random bytes."""
    return kdf(root, "device-sign"), kdf(root, "device-kem")


def seal_backup(backup: Backup, passphrase: str, *, cost: Cost, random: Random) -> bytes:
    if not passphrase:
        raise ValueError("an empty passphrase")
    header = build_header(cost, random(16))
    nonce = random(12)
    return header + nonce + aead_seal(_file_key(passphrase, header[-16:], cost), nonce, encode(backup), header)


def open_backup(data: bytes, passphrase: str) -> Backup:
    """Refuses malformed, too_large, wrong_passphrase (also a file that was changed), key_file_damaged, padding."""
    file = parse_file(data)
    key = _file_key(passphrase, file.salt, file.cost)
    backup = decode(_open_or("wrong_passphrase", key, file.nonce, file.ciphertext, file.header))
    if backup.root is not None and seeds_of(backup.root) != (backup.sign, backup.kem):
        raise Refusal("key_file_damaged", "seeds of another root")
    return backup


def seal_note(way: Way, root: bytes, *, random: Random) -> bytes:
    nonce = random(12)
    return NOTE_PREFIX + nonce + aead_seal(kdf(root, "paper"), nonce, encode_way(way), NOTE_PREFIX)


def open_note(note: bytes, root: bytes) -> Way:
    """Refuses malformed, unknown_suite, too_large and words_wrong (another paper's note, or one that was changed)."""
    nonce, ciphertext = parse_note(note)
    return decode_way(_open_or("words_wrong", kdf(root, "paper"), nonce, ciphertext, NOTE_PREFIX))


def words_of(root: bytes) -> str:
    """24 words, apart by one space."""
    return _BIP39.to_mnemonic(root)


def root_of(words: str) -> bytes:
    """Refuses words_wrong."""
    written = unicodedata.normalize("NFKC", words).lower().split()
    known = [_BY_BEGINNING.get(word[:_ENOUGH_LETTERS], "") for word in written]
    if len(known) != WORDS or not all(map(str.startswith, known, written)) or not _BIP39.check(" ".join(known)):
        raise Refusal("words_wrong")
    return bytes(_BIP39.to_entropy(known))


def _file_key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    secret = unicodedata.normalize("NFKC", passphrase).encode()
    return kdf(argon2id(secret, salt, memory_kib=cost.memory_kib, rounds=cost.rounds), "backup")


def _open_or(
    name: Literal["wrong_passphrase", "words_wrong"], key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes
) -> bytes:
    try:
        return aead_open(key, nonce, ciphertext, aad)
    except Refusal as refusal:
        raise Refusal(name) from refusal
