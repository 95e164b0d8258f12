"""Proposals: an entry of the roster on its way to the other admins, and an admin's no (PROTOCOL section 20).

Layout only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.item import ITEM_LIMIT, TEAM_TAG_SIZE
from server.format.reader import SUITE, Reader, u8
from server.format.refusals import Refusal
from server.format.transport import pad_counted, unpad_counted

_ENTRY: Final = 1
_NO: Final = 2


@dataclass(frozen=True, slots=True)
class SealedProposal:
    team_tag: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class No:
    """An admin refuses the entry with this head."""

    head: bytes
    device: bytes
    signature: bytes


def build(team_tag: bytes, box: bytes) -> bytes:
    return b"GWP1" + u8(SUITE) + team_tag + box


def parse(data: bytes) -> SealedProposal:
    if len(data) > ITEM_LIMIT:
        raise Refusal("too_large", f"{len(data)} bytes")
    reader = Reader(data)
    reader.magic(b"GWP1")
    reader.suite()
    return SealedProposal(reader.take(TEAM_TAG_SIZE), reader.rest())


def proposal_info(team_id: bytes, receiver: bytes) -> bytes:
    return b"gawahi/v1/proposal\0" + team_id + receiver


def no_message(head: bytes) -> bytes:
    """What an admin signs who refuses."""
    return b"gawahi/v1/proposal-no\0" + head


def build_plain(said: bytes | No) -> bytes:
    """``said``: a signed entry, or a no."""
    if isinstance(said, No):
        return u8(_NO) + pad_counted(said.head + said.device + said.signature)
    return u8(_ENTRY) + pad_counted(said)


def parse_plain(plain: bytes) -> bytes | No:
    """Refuses malformed and padding."""
    if not plain:
        raise Refusal("malformed", "an empty proposal")
    content = unpad_counted(plain[1:])
    if plain[0] == _ENTRY:
        return content
    if plain[0] != _NO:
        raise Refusal("malformed", f"neither an entry nor a no: {plain[0]}")
    reader = Reader(content)
    said = No(reader.take(32), reader.take(DEVICE_ID_SIZE), reader.take(SIGNATURE_SIZE))
    reader.end()
    return said
