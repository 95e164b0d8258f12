"""Puts an export on the disk: whole under its final name, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from server.desk.export.package import PackedFile
from server.format.refusals import Refusal


def write_folder(exports: Path, name: str, files: Sequence[PackedFile]) -> Path:
    """``exports/name`` with these files. If anything fails nothing is left of it; a full disk is `device_full`."""
    final = exports / name
    making = exports / f".{name}.part"
    try:
        exports.mkdir(mode=0o700, parents=True, exist_ok=True)
        making.mkdir(mode=0o700)
        for file in files:
            _write(making / file.name, file.body)
        _settle(making)
        making.rename(final)
        _settle(exports)
    except OSError as error:
        shutil.rmtree(making, ignore_errors=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refusal("device_full") from error
        raise
    return final


def _write(path: Path, body: bytes) -> None:
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make the names in a folder durable. Windows cannot open folders, and keeps names durable by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
