"""Signs roster entries, and seals them for their stay on the relay (PROTOCOL section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from server.format.entry import Add, Entry, Role, encode_entry, encode_signed, entry_head, signature_message
from server.format.refusals import Refusal
from server.format.roster import Roster
from server.format.transport import build_header, pad_counted, parse, unpad_counted
from server.seal.device import Device
from server.seal.primitives import aead_open, aead_seal, kdf, verify


def add_device(device: Device, role: Role, *, mailbox: bytes, label: str) -> Add:
    return Add(role, device.sign_pk, device.kem_pk, mailbox, label)


def sign_entry(entry: Entry, admins: Sequence[Device]) -> bytes:
    encoded = encode_entry(entry)
    message = signature_message(entry_head(encoded))
    return encode_signed(encoded, [(admin.id, admin.sign(message)) for admin in admins])


def read_roster(entries: Iterable[bytes], roster: Roster | None = None) -> Roster:
    """A roster from signed entries in order, every one checked."""
    grown = roster or Roster()
    for signed in entries:
        grown = grown.extend(signed, verify)
    return grown


def seal_entry(signed: bytes, *, team_tag: bytes, epoch: int, epoch_secret: bytes, nonce: bytes) -> bytes:
    header = build_header(team_tag, epoch)
    return header + nonce + aead_seal(kdf(epoch_secret, "roster-transport"), nonce, pad_counted(signed), header)


def open_entry(sealed: bytes, *, team_tag: bytes, epoch_secret: bytes) -> bytes:
    """The signed entry; it says nothing yet until a roster was extended by it. Refuses wrong_team, damaged, padding."""
    parsed = parse(sealed)
    if parsed.team_tag != team_tag:
        raise Refusal("wrong_team")
    key = kdf(epoch_secret, "roster-transport")
    return unpad_counted(aead_open(key, parsed.nonce, parsed.ciphertext, parsed.header))


def upload_token(epoch_secret: bytes) -> bytes:
    """What a member shows the relay to be let in; it knows only the SHA-256 of it."""
    return kdf(epoch_secret, "upload")


def opening_mailbox(epoch_secret: bytes) -> bytes:
    """Where all that is said about opening a name lies: guardians who are no coordinators follow it."""
    return kdf(epoch_secret, "opening-mailbox")[:16]


def roster_mailbox(epoch_secret: bytes) -> bytes:
    return kdf(epoch_secret, "roster-mailbox")[:16]
