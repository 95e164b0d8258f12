"""Items: what the relay stores (PROTOCOL section 13).

It may look at kind, magic, team tag and length, and at nothing else.
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from typing import Final

from server.format.refusals import Refusal

ITEM_LIMIT: Final = 1 << 20
TEAM_TAG_SIZE: Final = 16


class Kind(IntEnum):
    CHANGE = 1
    LOCKBOX = 2
    IDENTITY = 3
    ROSTER = 4
    REQUEST = 5
    ACK = 6
    GRANT = 7
    OPENING = 8
    FORM = 9
    PROPOSAL = 16


KINDS: Final = {int(kind): kind for kind in Kind}
# Magic, and where the 16 bytes of the team tag begin: after magic and suite, for a change also after its flags.
_SHAPES: Final[dict[int, tuple[bytes, int]]] = {
    Kind.CHANGE: (b"GWC1", 6),
    Kind.LOCKBOX: (b"GWL1", 5),
    Kind.IDENTITY: (b"GWI1", 5),
    Kind.ROSTER: (b"GWE1", 5),
    Kind.REQUEST: (b"GWJ1", 5),
    Kind.ACK: (b"GWA1", 5),
    Kind.GRANT: (b"GWG1", 5),
    Kind.OPENING: (b"GWO1", 5),
    Kind.FORM: (b"GWF1", 5),
    Kind.PROPOSAL: (b"GWP1", 5),
}


_ITEM: Final = b"gawahi/v1/item\0"
_LETTER: Final = b"gawahi/v1/letter\0"
# To be copied: the relay names every item of every push, and beginning a hash takes twice as long as hashing 2 KiB.
_BEGUN: Final = {int(kind): hashlib.sha256(_ITEM + bytes([kind])) for kind in Kind}


def item_id(kind: int, body: bytes, mailbox: bytes | None) -> bytes:
    """32 bytes that name this item on the relay and in its log. Who carries a letter cannot change its mailbox."""
    if mailbox is not None:
        named = hashlib.sha256(_LETTER + mailbox + bytes([kind]))
    else:
        begun = _BEGUN.get(kind)
        named = hashlib.sha256(_ITEM + bytes([kind])) if begun is None else begun.copy()
    named.update(body)
    return named.digest()


def check_item(kind: int, body: bytes, team_tag: bytes) -> Kind:
    """The item's kind, if the relay may store it for this team."""
    if len(body) > ITEM_LIMIT:
        raise Refusal("too_large", f"{len(body)} bytes")
    shape = _SHAPES.get(kind)
    if shape is None:
        raise Refusal("malformed", f"kind {kind}")
    magic, tag_at = shape
    if not body.startswith(magic) or len(body) < tag_at + TEAM_TAG_SIZE:
        raise Refusal("malformed", f"not {magic.decode()}")
    if body[tag_at : tag_at + TEAM_TAG_SIZE] != team_tag:
        raise Refusal("wrong_team")
    return KINDS[kind]
