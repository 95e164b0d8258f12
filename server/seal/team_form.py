"""Signs, seals and opens forms of a team (PROTOCOL section 23). Every member reads them; only coordinators say them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from server.format.change import inflate_body
from server.format.entry import Role
from server.format.item import ITEM_LIMIT
from server.format.refusals import Refusal
from server.format.roster import Roster
from server.format.team_form import (
    FormContent,
    build_header,
    build_tail,
    decode_content,
    encode_content,
    parse,
    parse_signed,
    signature_message,
)
from server.format.transport import pad_counted, unpad_counted
from server.seal.device import Device
from server.seal.primitives import aead_open, aead_seal, kdf, verify


@dataclass(frozen=True, slots=True)
class OpenedForm:
    author: bytes
    roster_seq: int
    content: FormContent


def sign_form(coordinator: Device, roster: Roster, content: FormContent) -> bytes:
    """What is sealed, and can be sealed again in a later epoch without its author."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    tail = build_tail(roster.seq, roster.head, deflate.compress(encode_content(content)) + deflate.flush())
    return coordinator.id + coordinator.sign(signature_message(roster.team_id, tail)) + tail


def seal_form(signed: bytes, *, team_tag: bytes, epoch: int, epoch_secret: bytes, nonce: bytes) -> bytes:
    """Refuses too_large."""
    header = build_header(team_tag, epoch)
    sealed = header + nonce + aead_seal(kdf(epoch_secret, "form"), nonce, pad_counted(signed), header)
    if len(sealed) > ITEM_LIMIT:
        raise Refusal("too_large", f"{len(sealed)} bytes")
    return sealed


def unseal_form(sealed: bytes, *, team_tag: bytes, epoch_secret: bytes) -> bytes:
    """The signed form. Refuses malformed, unknown_suite, too_large, wrong_team, damaged, padding."""
    parsed = parse(sealed)
    if parsed.team_tag != team_tag:
        raise Refusal("wrong_team")
    return unpad_counted(aead_open(kdf(epoch_secret, "form"), parsed.nonce, parsed.ciphertext, parsed.header))


def read_form(roster: Roster, signed: bytes) -> OpenedForm:
    """Refuses malformed, roster_unknown, author_not_member (no coordinator), signature, not_canonical, too_large."""
    said = parse_signed(signed)
    if not roster.knows(said.roster_seq, said.roster_head):
        raise Refusal("roster_unknown", f"entry {said.roster_seq}")
    member = roster.at(said.author)
    if member is None or not member.is_in(said.roster_seq, Role.COORDINATOR):
        raise Refusal("author_not_member", "not a coordinator")
    if not verify(member.sign_pk, said.signature, signature_message(roster.team_id, said.tail)):
        raise Refusal("signature")
    return OpenedForm(said.author, said.roster_seq, decode_content(inflate_body(said.content)))
