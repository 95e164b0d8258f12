"""`gawahi keys check`: proves a backup file offline, and shows all it holds but the keys. Sends and keeps nothing."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from server.desk.terminal import say
from server.format.backup import BACKUP_LIMIT, Backup
from server.format.device import fingerprint
from server.format.entry import Role
from server.format.refusals import Refusal
from server.seal.backup import open_backup
from server.seal.device import Device


def add_keys_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("keys", help="prove a backup of a device's keys, offline")
    actions = parser.add_subparsers(required=True, metavar="action")
    check = actions.add_parser("check", help="open a backup file, and say whose keys are in it")
    check.add_argument("file", type=Path, help="what a phone or desk has written as a backup of its keys")
    check.add_argument("--passphrase-file", type=Path, help="file whose first line is the passphrase of the backup")
    check.set_defaults(run=_check)


def _check(parsed: argparse.Namespace) -> int:
    try:
        backup = open_backup(_read(parsed.file), _passphrase_of(parsed.passphrase_file))
        device = Device.from_seeds(backup.sign, backup.kem)
    except Refusal as refusal:
        say(f"{refusal.kind.message} {refusal.kind.next}")
        return 1
    sys.stdout.write(_said(backup, device))
    return 0


def _said(backup: Backup, device: Device) -> str:
    roles = ", ".join(role.name.lower() for role in Role if role in backup.role and role.name)
    paper = "yes" if backup.root else "no, these keys were made by an early version"
    return "\n".join(
        (
            f"The backup opens. It holds the keys of {backup.label} ({roles}) in the team {backup.way.team}.",
            f"Fingerprint: {fingerprint(device.id)}. Compare it with the team's list.",
            f"It knows the list of members up to entry {backup.way.seq} and finds the relay at {backup.relay}.",
            f"A paper copy of these keys is possible: {paper}.\n",
        )
    )


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > BACKUP_LIMIT:
            raise Refusal("too_large", "the file")
        return file.read_bytes()
    except OSError as error:
        raise Refusal("not_found", "the file") from error


def _passphrase_of(file: Path | None) -> str:
    """Typed, or the first line of a file."""
    if file is None:
        return getpass.getpass("Passphrase of the backup: ").strip()
    try:
        return file.read_text(encoding="utf-8").split("\n", 1)[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal("not_found", "the passphrase file") from error
