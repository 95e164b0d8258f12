"""The ledger of releases: which rows each held, and which of them looked alike in it. For the coordinator alone.

A row stands in it as a keyed hash of all its cells, never as words; without the ledger's own salt nobody can look for a
row that they guess. Whoever holds the ledger and the table learns nothing new.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np

from server.desk.anonymise.repeated import Earlier
from server.desk.release.refused import CannotAnonymise
from server.desk.release.source import Source

_PROTOCOL: Final = "gawahi/v1/release-ledger"
_BETWEEN: Final = "\x1f"
_HASH_BYTES: Final = 16
_SALT_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class EarlierRelease(Earlier):
    """``name`` is the hash of the table that left."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    salt: bytes
    releases: tuple[EarlierRelease, ...]

    def rows(self, source: Source) -> list[str]:
        """Each row's hash. Rows that are alike in all their cells are told apart by their number."""
        columns = [np.array(column.values, dtype=object)[column.codes].tolist() for column in source.columns]
        seen: Counter[str] = Counter()
        hashes = []
        for cells in zip(*columns, strict=True):
            said = _BETWEEN.join(cells)
            seen[said] += 1
            row = f"{seen[said]}{_BETWEEN}{said}".encode()
            hashes.append(blake2b(row, key=self.salt, digest_size=_HASH_BYTES).hexdigest())
        return hashes


def read_ledger(path: Path) -> Ledger:
    """A new one if there is none. Raises CannotAnonymise for a ledger that is damaged: without it nothing is safe."""
    if not path.exists():
        return Ledger(secrets.token_bytes(_SALT_BYTES), ())
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["protocol"] != _PROTOCOL:
            raise ValueError("another protocol")
        releases = tuple(
            EarlierRelease({str(row): int(at) for row, at in one["held"].items()}, name=str(one["name"]))
            for one in told["releases"]
        )
        return Ledger(bytes.fromhex(told["salt"]), releases)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotAnonymise(
            f"The ledger {path.name} is damaged or is none.",
            "Bring it back from a copy: without it nobody can say what two releases give away together.",
        ) from error


def with_release(ledger: Ledger, name: str, rows: Sequence[str], classes: Sequence[int]) -> Ledger:
    return Ledger(ledger.salt, (*ledger.releases, EarlierRelease(dict(zip(rows, classes, strict=True)), name=name)))


def write_ledger(path: Path, ledger: Ledger) -> None:
    """Whole or not at all, readable by its owner alone."""
    told = {
        "protocol": _PROTOCOL,
        "salt": ledger.salt.hex(),
        "releases": [{"name": one.name, "held": dict(one.held)} for one in ledger.releases],
    }
    making = path.with_name(f".{path.name}.part")
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
