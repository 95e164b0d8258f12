"""`gawahi verify`: audits a copy of a relay, offline. It tells of each team whether all is as it was entered, and names
the first thing that is not.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Sequence
from pathlib import Path

from server.format.checkpoint import Checkpoint, check_note
from server.format.refusals import Refusal
from server.relay.audit_copy import CannotVerify, TeamAudit, audit_copy, open_copy
from server.relay.chunk_store import open_chunks
from server.relay.config import RelayConfig
from server.relay.receipts import read_key_file, verify

ALL_RIGHT, WRONG, NOT_VERIFIED = 0, 1, 2


def verify_copy(config: RelayConfig, checkpoint_files: Sequence[Path], relay_pk: str | None) -> int:
    """The exit status."""
    status = ALL_RIGHT
    try:
        checkpoints = _checkpoints(config, checkpoint_files, relay_pk)
        with open_copy(config) as connection:
            for team in audit_copy(connection, open_chunks(config).read, checkpoints, _tell):
                sys.stdout.write(f"{_sentence(team)}\n")
                if team.wrong is not None:
                    status = WRONG
    except CannotVerify as reason:
        _tell(str(reason))
        return NOT_VERIFIED
    except Refusal as refusal:  # of a store of chunks that cannot be reached
        _tell(f"{refusal.kind.message} {refusal.kind.next}")
        return NOT_VERIFIED
    return status


def _sentence(team: TeamAudit) -> str:
    named = f"Team {team.team_tag.hex()}"
    if team.wrong is not None:
        return f"{named}, {team.wrong}"
    root = base64.b64encode(team.root).decode()
    return f"{named}: {team.items} items and {team.chunks} chunks are as they were entered. Root: {root}"


def _tell(progress: str) -> None:
    sys.stderr.write(f"{progress}\n")


def _checkpoints(config: RelayConfig, files: Sequence[Path], relay_pk: str | None) -> list[Checkpoint]:
    if not files:
        return []
    key = _relay_pk(config, relay_pk)
    found = []
    for path in files:
        try:
            found.append(check_note(verify, path.read_bytes().decode(), key))
        except (OSError, UnicodeDecodeError) as error:
            raise CannotVerify(f"{path} cannot be read.") from error
        except Refusal as refusal:
            raise CannotVerify(f"{path} is no checkpoint that this relay signed: {refusal.detail}.") from refusal
    return found


def _relay_pk(config: RelayConfig, relay_pk: str | None) -> bytes:
    if relay_pk is not None:
        try:
            return bytes.fromhex(relay_pk)
        except ValueError as error:
            raise CannotVerify("--relay-pk must be 64 hexadecimal digits.") from error
    if not config.key_file.is_file():
        raise CannotVerify("To check checkpoints, say with --relay-pk whose they must be (`/api/v1/health` shows it).")
    return read_key_file(config.key_file).public
