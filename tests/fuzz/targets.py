"""The parsers, each with its writer: what was read must be written again as the bytes that it was read from."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from server.format import (
    ack,
    backup,
    bundle,
    canonical,
    change,
    checkpoint,
    chunk,
    entry,
    envelope,
    grant,
    identity,
    invite,
    keyfile,
    lockbox,
    opening,
    opening_said,
    proposal,
    release,
    renewal,
    team_form,
    transport,
    wire_json,
)
from server.format.device import KEM_PK_SIZE
from server.format.refusals import Refusal
from server.format.roster import Roster
from server.relay import batch, hub_http
from server.relay.access import token_of

Read = Callable[[bytes], Any]
Write = Callable[[Any], bytes]
TAG: Final = bytes.fromhex("5e" * 16)
_LOOP: Final = asyncio.new_event_loop()


@dataclass(frozen=True, slots=True)
class Target:
    """``written_from`` gives what ``write`` must reproduce, where that is not the input itself."""

    name: str
    read: Read
    write: Write
    seeds: tuple[bytes, ...] = ()
    written_from: Callable[[bytes], bytes] = bytes

    def outcome(self, data: bytes) -> str:
        """``accepted``, or the refusal's name. Anything else that is raised is a finding, and so is another writing."""
        try:
            value = self.read(data)
        except Refusal as refusal:
            return refusal.name
        written, wanted = self.write(value), self.written_from(data)
        if written != wanted:
            raise AssertionError(f"{self.name} reads {wanted.hex()} and writes {written.hex()}")
        return "accepted"


def _lockbox(read: lockbox.Lockbox) -> bytes:
    head = lockbox.build_prefix(
        team_id=read.team_id,
        stream=read.stream,
        chain=read.chain,
        roster_seq=read.roster_seq,
        roster_head=read.roster_head,
        role=read.role,
        commit=read.commit,
        n=read.n,
    )
    return head + b"".join(read.boxes)


def _identity_box(read: identity.IdentityBox) -> bytes:
    head = identity.build_prefix(
        team_id=read.team_id,
        stream=read.stream,
        no=read.no,
        roster_seq=read.roster_seq,
        roster_head=read.roster_head,
        k=read.k,
        commit=read.commit,
        share_hashes=read.share_hashes,
    )
    return b"".join((head, *read.boxes, read.nonce, len(read.ciphertext).to_bytes(4, "big"), read.ciphertext))


def _opening(read: opening.SealedOpening) -> bytes:
    head = opening.build_prefix(
        team_id=read.team_id,
        roster_seq=read.roster_seq,
        roster_head=read.roster_head,
        commit=read.commit,
        n=len(read.boxes),
    )
    return b"".join((head, *read.boxes, read.nonce, read.ciphertext))


def _sealed_form(read: transport.SealedForMembers) -> bytes:
    return team_form.build_header(read.team_tag, read.epoch) + read.nonce + read.ciphertext


def _envelope(read: envelope.Envelope) -> bytes:
    return envelope.build_header(read.place, read.nonce, len(read.ciphertext)) + read.ciphertext


def _letter(magic: invite.Magic) -> Write:
    return lambda read: invite.build_header(magic, read.team_tag, read.invite_id) + read.nonce + read.ciphertext


def _signed_entry(read: entry.SignedEntry) -> bytes:
    return entry.encode_signed(entry.encode_entry(read.entry), read.signatures)


def _bundle(read: bundle.Letters | bundle.Receipts) -> bytes:
    if isinstance(read, bundle.Receipts):
        return bundle.encode_receipts(TAG, read.lots)
    return b"" if read.refused else bundle.encode_letters(TAG, read.items)


def _bundle_without_refused(data: bytes) -> bytes:
    """A bad letter refuses itself alone: then there is nothing that could be written alike."""
    read = bundle.decode_bundle(data, TAG)
    return b"" if isinstance(read, bundle.Letters) and read.refused else data


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _text(read: Callable[[str], Any]) -> Read:
    """For parsers of text: bytes that are no text are somebody else's to refuse."""

    def reading(data: bytes) -> Any:
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            raise Refusal("malformed") from error
        return read(text)

    return reading


def _as_written_now(signed: bytes) -> bytes:
    """A policy of the first form (op 3) is read, and written as op 5, which is longer; all else has one length."""
    written = _signed_entry(entry.parse_signed(signed))
    return signed if len(written) == len(signed) else written


def _nothing(_: object) -> bytes:
    """For what is only read: all that is asked is that nothing but a refusal is raised."""
    return b""


def _asked(data: bytes) -> object:
    """All is there at once, so nothing is waited for: no loop has to run."""
    stream = asyncio.StreamReader(limit=hub_http.HEAD_LIMIT_BYTES, loop=_LOOP)
    stream.feed_data(data)
    stream.feed_eof()
    try:
        hub_http.read_asked(stream).send(None)
    except StopIteration as done:
        return done.value
    except asyncio.IncompleteReadError as error:  # the hub hangs up on it
        raise Refusal("malformed") from error
    raise AssertionError("it waits for more than there is")


def _batch(items: list[tuple[object, object, object]]) -> bytes:
    listed = [{"kind": kind, "body": body, "mailbox": mailbox} for kind, body, mailbox in items]
    return canonical.encode({"items": listed})


_FIRST_CHANGE: Final = change.Change(
    bytes(16),
    "testimony",
    ("gawahi_default", "1"),
    0,
    (),
    (
        change.Op(("ev_summary",), "دریا کے پاس چار سپاہی"),
        change.Op(("victim", bytes(16), "vm_age"), 34),
        change.Op(("victim", bytes(16)), False, (bytes(32),)),
        change.Op(("ev_type",), ("killing", "threat"), (bytes(32), b"\1" * 32), "both of them saw it"),
    ),
)
_TAIL: Final = envelope.build_tail(change.encode_body(_FIRST_CHANGE), envelope.Checkpoint(7, b"\2" * 32))
_LETTERS: Final = bundle.encode_letters(
    TAG, [bundle.Letter(1, b"GWC1\1\0" + TAG + bytes(40), None), bundle.Letter(6, b"GWA1\1" + TAG, bytes(16))]
)
_RECEIPTS: Final = bundle.encode_receipts(TAG, [bundle.Lot(bytes(16), ((bytes(32), 1, 0),), "note", (b"\3" * 32,))])
_LOCK: Final = identity.build_prefix(
    team_id=bytes(32),
    stream=bytes(16),
    no=0,
    roster_seq=1,
    roster_head=bytes(32),
    k=1,
    commit=bytes(32),
    share_hashes=(bytes(32),),
) + bytes(identity.BOX_SIZE)
_NAME: Final = identity.Identity(bytes(16), ((("w_name",), "گل بی بی"), (("victim", bytes(16), "vm_name"), "é 🕊️")))
_OPENING: Final = opening.build_prefix(team_id=bytes(32), roster_seq=2, roster_head=bytes(32), commit=bytes(32), n=1)
_SAID: Final = tuple(
    opening_said.encode_said(said)
    for said in (
        opening_said.Request(bytes(16), bytes(32), _LOCK, bytes(KEM_PK_SIZE), 7, "عدالت نے پوچھا"),
        opening_said.Release(bytes(32), bytes(opening_said.RELEASE_SIZE)),
        opening_said.Refuse(bytes(32), ""),
        opening_said.Withdraw(b"\1" * 32),
        opening_said.Accuse(bytes(32), bytes(16), bytes(opening_said.PROOF_SIZE)),
    )
)
_FORM: Final = '{"title": "زبانی تاریخ é 🕯️"}'
_FORMS: Final = tuple(
    team_form.encode_content(team_form.FormContent("oral", "1" + team_form.version_ending(_FORM), form))
    for form in (_FORM, None)
)
_WAY: Final = backup.Way("کوئٹہ", bytes(32), 4, bytes(32), 1, b"\1" * 32, b"\2" * 32)
_BACKUP: Final = backup.Backup(bytes(32), bytes(32), None, "آمنہ", entry.Role(3), bytes(16), "https://a.example", _WAY)
_RENEWAL: Final = renewal.RenewalTail(3, bytes(32), 2, bytes(32), bytes(32), 7)
_NO: Final = proposal.No(bytes(32), bytes(16), bytes(64))
_GRANT: Final = grant.build_tail(grant.GrantTail(3, {bytes(32): b"\1" * 32, b"\2" * 32: b"\3" * 32}))
_INVITE: Final = invite.build(invite.Invite(bytes(32), 4, b"\4" * 32, bytes(16), b"\5" * 16))
_COST: Final = keyfile.build_header(keyfile.Cost(19 * 1024, 2), bytes(16)) + bytes(4 * keyfile.SLOT_SIZE)

TARGETS: Final = (
    Target("canonical", canonical.decode, canonical.encode),
    Target("change", change.decode_change, change.encode_change, (change.encode_change(_FIRST_CHANGE),)),
    Target(
        "body",
        change.decode_body,
        change.encode_change,
        (change.encode_body(_FIRST_CHANGE), _packed(b"\xa0"), _packed(bytes(1 << 20))),
        change.inflate_body,
    ),
    Target("envelope", envelope.parse_header, _envelope),
    Target("change tail", envelope.parse_tail, lambda read: envelope.build_tail(*read), (_TAIL,)),
    Target("lockbox", lockbox.parse, _lockbox),
    Target("identity box", identity.parse, _identity_box),
    Target("identity", identity.decode_identity, identity.encode_identity, (identity.encode_identity(_NAME),)),
    Target("roster entry", entry.parse_signed, _signed_entry, written_from=_as_written_now),
    Target(
        "first roster entry",
        lambda data: (Roster().extend(data, lambda *_: True), data)[1],
        bytes,
    ),
    Target(
        "sealed roster entry",
        transport.parse,
        lambda read: transport.build_header(read.team_tag, read.epoch) + read.nonce + read.ciphertext,
    ),
    Target("counted", transport.unpad_counted, transport.pad_counted, (transport.pad_counted(b"said"),)),
    Target("acknowledgement", ack.parse, lambda read: ack.build(read.team_tag, read.box)),
    Target(
        "acknowledgement tail", ack.parse_tail, lambda read: ack.build_tail(*read), (ack.build_tail(2, [b"\1" * 32]),)
    ),
    Target("grant", grant.parse, lambda read: grant.build(read.team_tag, read.box)),
    Target("grant tail", grant.parse_tail, grant.build_tail, (_GRANT,)),
    Target("invite", invite.parse, invite.build, (_INVITE,)),
    Target("invite text", _text(invite.parse_text), lambda read: invite.build_text(read).encode()),
    Target("welcome", lambda data: invite.parse_letter(b"GWW1", data), _letter(b"GWW1")),
    Target("join request", lambda data: invite.parse_letter(b"GWJ1", data), _letter(b"GWJ1")),
    Target(
        "opened welcome",
        invite.decode_welcome,
        invite.encode_welcome,
        (invite.encode_welcome(invite.Welcome("کوئٹہ", entry.Role(3), 1, bytes(32), 1_800_000_000_000)),),
    ),
    Target(
        "opened join request",
        invite.decode_request,
        invite.encode_request,
        (invite.encode_request(invite.Request(bytes(32), bytes(1216), bytes(16), "آمنہ")),),
    ),
    Target(
        "key file",
        keyfile.parse,
        lambda read: keyfile.build_header(read.cost, read.salt) + b"".join(read.slots),
        (_COST,),
    ),
    Target(
        "slot",
        keyfile.parse_slot,
        lambda read: keyfile.build_slot(*read),
        (keyfile.build_slot(keyfile.SlotKind.KEEPS, b"\7" * 32),),
    ),
    Target("backup", backup.decode, backup.encode, (backup.encode(_BACKUP),)),
    Target("way back", backup.decode_way, backup.encode_way, (backup.encode_way(_WAY),)),
    Target("renewal tail", renewal.parse_tail, renewal.build_tail, (renewal.build_tail(_RENEWAL),)),
    Target("proposal", proposal.parse_plain, proposal.build_plain, tuple(map(proposal.build_plain, (_NO, b"said")))),
    Target("opening", opening.parse, _opening, (_OPENING + bytes(opening.BOX_SIZE + 60),)),
    Target("opening tail", opening.parse_tail, opening.build_tail, (opening.build_tail(_SAID[2]),)),
    Target("said of an opening", opening_said.decode_said, opening_said.encode_said, _SAID),
    Target("form", team_form.parse, _sealed_form, (team_form.build_header(TAG, 1) + bytes(60),)),
    Target(
        "signed form",
        team_form.parse_signed,
        lambda read: read.author + read.signature + read.tail,
        (bytes(80) + team_form.build_tail(2, bytes(32), b"deflated"),),
    ),
    Target("content of a form", team_form.decode_content, team_form.encode_content, _FORMS),
    Target("lock of a name", identity.parse_lock, lambda read: read.lock, (_LOCK,)),
    Target(
        "bundle", lambda data: bundle.decode_bundle(data, TAG), _bundle, (_LETTERS, _RECEIPTS), _bundle_without_refused
    ),
    Target("manifest of media", chunk.decode_manifest, chunk.encode_manifest),
    Target("checkpoint", _text(checkpoint.read_note), lambda read: read.text().encode()),
    Target("release note", _text(release.read_release), lambda read: read.text().encode()),
    Target("push", batch.read_batch, _batch, (_batch([(1, b"GWC1", None), (6, b"GWA1", bytes(16))]),)),
    Target("json", wire_json.decode, _nothing, ('{"label": "آمنہ", "n": [1, null]}'.encode(),), _nothing),
    Target("token", _text(token_of), _nothing, (b"Bearer " + b"A" * 43,), _nothing),
    Target(
        "hub request",
        _asked,
        _nothing,
        (b"GET /api/v1/teams/" + b"5e" * 16 + b"/watch HTTP/1.1\r\nAuthorization: Bearer x\r\n\r\n",),
        _nothing,
    ),
)
