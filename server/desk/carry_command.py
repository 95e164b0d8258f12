"""`gawahi carry`: bring the sealed letters of a carried file to the relay, and write its receipts beside the file."""

from __future__ import annotations

import argparse
import os
import secrets
from pathlib import Path

from server.desk.carry import Carried
from server.desk.desk import Desk, DeskConfig
from server.desk.terminal import desk_folder, passphrase_of, say
from server.format.bundle import BUNDLE_LIMIT
from server.format.refusals import Refusal


def add_carry_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "carry", help="bring the letters of a carried file to the relay, unread, and write the receipts that go back"
    )
    parser.add_argument("file", type=Path, help="what a colleague's phone has written")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that holds everything (default: data)")
    parser.add_argument("--relay", help="address of the relay, if it is not the one used last")
    parser.add_argument("--passphrase-file", type=Path, help="file whose first line is the desk's passphrase")
    parser.set_defaults(run=_carry)


def _carry(parsed: argparse.Namespace) -> int:
    desk = Desk(DeskConfig(desk_folder(parsed.data), parsed.relay))
    try:
        letters = _read(parsed.file)
        desk.unlock(passphrase_of(parsed.passphrase_file))
        carried = desk.carry(letters)
        receipts = _write(parsed.file.parent, carried) if carried.delivered else None
    except Refusal as refusal:
        say(f"{refusal.kind.message} {refusal.kind.next}")
        return 1
    finally:
        desk.lock()
    say(f"{carried.delivered} letters are delivered, {carried.left + len(carried.refused)} were not taken.")
    if receipts is not None:
        say(f"Give this file back to whoever wrote the letters: {receipts}")
    return 0 if carried.left == 0 and not carried.refused else 1


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > BUNDLE_LIMIT:
            raise Refusal("too_large", "the file")
        return file.read_bytes()
    except OSError as error:
        raise Refusal("not_found", "the file") from error


def _write(folder: Path, carried: Carried) -> Path:
    """The name says nothing. Whole on the disk, or not there."""
    path = folder / f"{secrets.token_hex(4)}.bin"
    part = path.with_suffix(".part")
    try:
        with part.open("xb") as file:
            file.write(carried.receipts)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refusal("device_full") from error
    return path
