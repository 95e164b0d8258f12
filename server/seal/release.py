"""The release key: kept offline in a key file of the same form as a device's (PROTOCOL sections 5 and 22), and signing
nothing but release notes.
"""

from __future__ import annotations

from server.format.keyfile import Cost, SlotKind
from server.format.release import Release, ReleaseNote, release_key_id
from server.seal.primitives import Random, SignKey, kdf
from server.seal.vault import Passphrase, new_key_file, open_key_file


def new_release_key(passphrase: str, *, cost: Cost, random: Random) -> tuple[bytes, bytes]:
    """The key file, and the public key that a team pins."""
    vault_key = random(32)
    key_file = new_key_file([Passphrase(passphrase, SlotKind.KEEPS, vault_key)], cost=cost, random=random)
    return key_file, release_key(vault_key).public


def open_release_key(key_file: bytes, passphrase: str) -> SignKey:
    """Refuses malformed, too_large, wrong_passphrase, key_file_damaged."""
    return release_key(open_key_file(key_file, passphrase).vault_key)


def release_key(vault_key: bytes) -> SignKey:
    return SignKey(kdf(vault_key, "release"))


def sign_release(key: SignKey, release: Release) -> str:
    return ReleaseNote(release, release_key_id(key.public), key.sign(release.signed())).text()
