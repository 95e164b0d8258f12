"""The desk's keys on the disk: the key file that a passphrase opens, and the device's seeds sealed under what it holds.

`desk.key` is written last when a desk joins and is what makes it exist: anything beside it without it is left over
and is replaced.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.format.keyfile import Cost, SlotKind
from server.format.refusals import Refusal
from server.seal.device import SEED_SIZE, Device
from server.seal.primitives import aead_open, aead_seal, kdf
from server.seal.vault import Passphrase, new_key_file, open_key_file

KEY_FILE: Final = "desk.key"
DEVICE_FILE: Final = "desk.device"
ARCHIVE_FILE: Final = "archive.sqlite"
_DEVICE_AAD: Final = b"gawahi/desk/device\0"
_NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Keys:
    vault_key: bytes = field(repr=False)
    device: Device


def exists(folder: Path) -> bool:
    return (folder / KEY_FILE).exists()


def new_keys(random: Callable[[int], bytes]) -> Keys:
    return Keys(random(32), Device.new(random))


def write_device(folder: Path, keys: Keys, random: Callable[[int], bytes]) -> None:
    """Prepare a folder for a new desk. What an unfinished joining left there cannot be opened by anybody and goes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / ARCHIVE_FILE).unlink(missing_ok=True)
    nonce = random(_NONCE_BYTES)
    seeds = b"".join(keys.device.seeds())
    write_whole(folder / DEVICE_FILE, nonce + aead_seal(kdf(keys.vault_key, "device"), nonce, seeds, _DEVICE_AAD))


def write_key_file(folder: Path, keys: Keys, passphrase: str, cost: Cost, random: Callable[[int], bytes]) -> None:
    ways_in = [Passphrase(passphrase, SlotKind.KEEPS, keys.vault_key)]
    write_whole(folder / KEY_FILE, new_key_file(ways_in, cost=cost, random=random))


def open_keys(folder: Path, passphrase: str) -> Keys:
    """Refuses wrong_passphrase, key_file_damaged, and damaged if the device's file was changed."""
    unlocked = open_key_file(_read(folder / KEY_FILE), passphrase)
    sealed = _read(folder / DEVICE_FILE)
    key = kdf(unlocked.vault_key, "device")
    seeds = aead_open(key, sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _DEVICE_AAD)
    return Keys(unlocked.vault_key, Device.from_seeds(seeds[:SEED_SIZE], seeds[SEED_SIZE:]))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Refusal("key_file_damaged", f"{path.name} is missing") from error


def write_whole(path: Path, body: bytes) -> None:
    """Readable by this user alone, and whole or not there; on the disk when it returns."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600, exist_ok=False)
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
