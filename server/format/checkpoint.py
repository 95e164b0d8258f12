"""Checkpoints: the relay's signed word on the state of a team's log, as a signed note of C2SP (tlog-checkpoint,
PROTOCOL section 17). It has one form, to the byte, so that two people can compare theirs.

Pure: the relay signs and whoever believes brings ``verify``.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from server.format.device import Verify
from server.format.log import SIZE_LIMIT, State
from server.format.refusals import Refusal

KEY_ID_SIZE: Final = 4
_ED25519: Final = b"\x01"  # the note's own number for this kind of signature
_DASH: Final = "\u2014"
_NOTE: Final = re.compile(
    r"gawahi/([0-9a-f]{32})/([0-9a-f]{32})\n([0-9]{1,16})\n([A-Za-z0-9+/]{43}=)\n\n"
    + _DASH
    + r" \S+ ([A-Za-z0-9+/]{91}=)\n",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    team_tag: bytes
    epoch: bytes
    state: State

    @property
    def name(self) -> str:
        """Which log this is: one of its own for each team and each epoch."""
        return f"gawahi/{self.team_tag.hex()}/{self.epoch.hex()}"

    def signed(self) -> bytes:
        """The three lines under the signature."""
        return f"{self.name}\n{self.state.size}\n{_base64(self.state.root)}\n".encode()


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint as somebody wrote it down. ``check_note`` says whether it was the relay."""

    checkpoint: Checkpoint
    key_id: bytes
    signature: bytes

    def text(self) -> str:
        lines = self.checkpoint.signed().decode()
        return f"{lines}\n{_DASH} {self.checkpoint.name} {_base64(self.key_id + self.signature)}\n"


def key_id(name: str, relay_pk: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + relay_pk).digest()[:KEY_ID_SIZE]


def read_note(text: str) -> Note:
    """Refuses as ``log_wrong`` every other form than the one in which it is written."""
    found = _NOTE.fullmatch(text)
    if found is None:
        raise Refusal("log_wrong", "not a checkpoint")
    team_tag, epoch, size, root, sealed = found.groups()
    checkpoint = Checkpoint(bytes.fromhex(team_tag), bytes.fromhex(epoch), State(int(size), base64.b64decode(root)))
    key_and_signature = base64.b64decode(sealed)
    note = Note(checkpoint, key_and_signature[:KEY_ID_SIZE], key_and_signature[KEY_ID_SIZE:])
    if checkpoint.state.size > SIZE_LIMIT or note.text() != text:
        raise Refusal("log_wrong", "a checkpoint in another form")
    return note


def check_note(verify: Verify, text: str, relay_pk: bytes) -> Checkpoint:
    """Refuses as ``log_wrong`` unless this relay signed it."""
    note = read_note(text)
    if note.key_id != key_id(note.checkpoint.name, relay_pk):
        raise Refusal("log_wrong", "the key of another relay")
    if not verify(relay_pk, note.signature, note.checkpoint.signed()):
        raise Refusal("log_wrong", "not signed by the relay")
    return note.checkpoint


def check_checkpoint(verify: Verify, text: str, *, relay_pk: bytes, team_tag: bytes, epoch: bytes) -> State:
    """The state of this team's log in this epoch, signed by the relay; else refused as ``log_wrong``."""
    checkpoint = check_note(verify, text, relay_pk)
    if (checkpoint.team_tag, checkpoint.epoch) != (team_tag, epoch):
        raise Refusal("log_wrong", "the checkpoint of another log")
    return checkpoint.state


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
