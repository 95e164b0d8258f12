"""The ledger's bytes: each export signed by the desk's device together with the hash of the one before, and the whole
sealed under the desk's locker. Whoever changes, removes or reorders one is refused as `ledger_damaged`."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final, cast

from server.desk.archive.entries import NO_RELEASE
from server.desk.archive.locker import Locker
from server.desk.keys import write_whole
from server.desk.ledger.held import HeldRelease, HeldTable
from server.format.consent import PURPOSES, Purpose
from server.format.refusals import Refusal
from server.seal.device import Device
from server.seal.primitives import verify

LEDGER_FILE: Final = "releases.ledger"
_SIGNED: Final = b"gawahi/v1/desk-release\0"
_SHELF: Final = "releases"


class LedgerFile:
    """The one file of a desk's ledger. ``known``: the head that the archive remembers; the file may be ahead of it,
    if the desk died in between, and never behind."""

    def __init__(self, folder: Path, locker: Locker, device: Device) -> None:
        self._path = folder / LEDGER_FILE
        self._locker = locker
        self._name = locker.name(_SHELF, b"")
        self._device = device

    def read(self, known: bytes) -> tuple[tuple[HeldRelease, ...], bytes]:
        """The exports, and the head after the last of them. Refuses `ledger_damaged`."""
        signed = self._signed()
        heads, head = [NO_RELEASE], NO_RELEASE
        for body, signature in signed:
            message = _SIGNED + head + body.encode()
            if not verify(self._device.sign_pk, signature, message):
                raise Refusal("ledger_damaged", "a signature")
            head = hashlib.sha256(message).digest()
            heads.append(head)
        if known not in heads:
            raise Refusal("ledger_damaged", "an export that was made is missing")
        return tuple(_release(body) for body, _ in signed), head

    def append(self, release: HeldRelease, before: bytes) -> bytes:
        """The new head. Refuses `export_overtaken` if another export was entered since ``before`` was the head, and
        `device_full`."""
        signed = self._signed()
        _, head = self.read(before)
        if head != before:
            raise Refusal("export_overtaken")
        body = json.dumps(asdict(release), ensure_ascii=False, sort_keys=True)
        message = _SIGNED + head + body.encode()
        lines = [*signed, (body, self._device.sign(message))]
        plain = json.dumps([[one, signature.hex()] for one, signature in lines], ensure_ascii=False).encode()
        try:
            write_whole(self._path, self._locker.seal(self._name, plain))
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise Refusal("device_full") from error
            raise
        return hashlib.sha256(message).digest()

    def _signed(self) -> Sequence[tuple[str, bytes]]:
        if not self._path.exists():
            return ()
        try:
            plain = self._locker.open(self._name, self._path.read_bytes())
            return [(str(body), bytes.fromhex(signature)) for body, signature in json.loads(plain)]
        except (Refusal, ValueError, TypeError) as error:
            raise Refusal("ledger_damaged") from error


def _release(body: str) -> HeldRelease:
    """What this desk signed is what it wrote; that it can be read is all there is to see."""
    told = json.loads(body)
    if told["purpose"] not in PURPOSES:
        raise Refusal("ledger_damaged", "a purpose that is not known")
    return HeldRelease(
        name=told["name"],
        day=told["day"],
        purpose=cast("Purpose", told["purpose"]),
        k=told["k"],
        manifest=told["manifest"],
        testimonies=tuple(told["testimonies"]),
        tables={
            name: HeldTable(tuple(one["rows"]), tuple(one["of"]), tuple(one["classes"]))
            for name, one in told["tables"].items()
        },
    )
