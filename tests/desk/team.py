"""A small team on a real relay, for the desk's tests: Amina founds it, documents, and lets the desk in. Real keys,
real items."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from server.desk.proven import Proven, prove_delivery, prove_page, trust_in
from server.desk.relay_client import Letter, RelayClient, batches
from server.format import canonical
from server.format.change import Change, Op, Value
from server.format.envelope import Checkpoint
from server.format.evidence import Known
from server.format.invite import Invite, Welcome, build_text
from server.format.item import Kind
from server.format.log import seen_root
from server.format.renewal import RenewalTail, renew_message, renewal_id
from server.format.roster import Policy, Role, Roster
from server.seal.ack import Ack, open_ack
from server.seal.change import Writer, seal_change
from server.seal.device import Device
from server.seal.invite import invite_id, open_request, request_invite_id, seal_welcome
from server.seal.lockbox import new_stream
from server.seal.primitives import verify
from server.seal.renewal import seal_renewal
from server.seal.roster import add_device, roster_mailbox, seal_entry, sign_entry, upload_token

RELAY_URL = "http://127.0.0.1:8000"
TEAM_NAME = "Quetta گواہی 🕊️ canaryteam"
OWN_FORM = ("gawahi_default", "1")
COLLECTIONS = ("victim", "act", "perp", "claim", "justice", "src")
MASTUNG: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("mastung.json").read_text(encoding="utf-8"))
Answers = Mapping[str, Any]


@dataclass
class Stream:
    """What the writer of one record holds."""

    record: bytes
    device: Device
    writer: Writer
    seen: tuple[bytes, ...] = ()


@dataclass
class Team:
    """``admin`` is administrator, coordinator and documenter; ``phone`` a documenter."""

    http: httpx.Client
    admin: Device = field(default_factory=lambda: Device.new(os.urandom))
    phone: Device = field(default_factory=lambda: Device.new(os.urandom))
    epoch_secret: bytes = field(default_factory=lambda: os.urandom(32))
    epoch: int = 0
    mailbox: bytes = field(default_factory=lambda: os.urandom(16))
    roster: Roster = field(default_factory=Roster)
    invites: dict[bytes, Invite] = field(default_factory=dict)
    signed: list[bytes] = field(default_factory=list)
    renewals: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        relay_pk = bytes.fromhex(self.http.get("/api/v1/health").json()["relay_pk"])
        everything = Role.ADMIN | Role.COORDINATOR | Role.DOCUMENTER
        ops = (
            add_device(self.admin, everything, mailbox=os.urandom(16), label="Amina"),
            add_device(self.phone, Role.DOCUMENTER, mailbox=self.mailbox, label="Bilal"),
            Policy(quorum=1, k=1, relay_pk=relay_pk),
        )
        signed = self._sign(ops)
        token = upload_token(self.epoch_secret)
        founded = self.http.post(
            "/api/v1/teams",
            json={
                "team_tag": self.roster.team_tag.hex(),
                "admin_pk": self.admin.sign_pk.hex(),
                "token_hash": hashlib.sha256(token).hexdigest(),
            },
        )
        assert founded.status_code == 201, founded.text
        self.relay = RelayClient(self.http, self.roster.team_tag, token)
        self.push(self._entry(signed))

    def push(self, *letters: Letter) -> None:
        for batch in batches(letters):
            pushed = self.relay.push(batch, Known())
            assert len(prove_delivery(trust_in(self.roster), Known(), pushed).kept) == len(batch)

    def items(self, *mailboxes: bytes) -> list[Letter]:
        """All that the relay has, or what it has for these mailboxes."""
        return [one.letter for page in self._pages(*mailboxes) for one in page.items]

    def look(self) -> Checkpoint:
        """What a phone that looks at the relay now will say it has seen."""
        known = self._pages()[-1].known
        assert known.epoch is not None
        return Checkpoint(known.state.size, seen_root(known.epoch, known.state.root))

    def _pages(self, *mailboxes: bytes) -> list[Proven]:
        pages, known, after = [], Known(), 0
        while not pages or not pages[-1].is_all:
            page = self.relay.pull(after, known, mailboxes)
            pages.append(prove_page(trust_in(self.roster), known, page, by_mailbox=bool(mailboxes)))
            known, after = pages[-1].known, pages[-1].next
        return pages

    def change_roster(self, *ops: Any) -> None:
        self.push(self._entry(self._sign(ops)))

    def invite(self, role: Role = Role.COORDINATOR, *, days: int = 7) -> str:
        """The link for a newcomer; the welcome lies on the relay."""
        invite = Invite(self.roster.team_id, self.roster.seq, self.roster.head, self.admin.id, os.urandom(16))
        expires = int(time.time() * 1000) + days * 86_400_000
        welcome = Welcome(TEAM_NAME, role, self.epoch, self.epoch_secret, expires)
        sealed = seal_welcome(invite, welcome, nonce=os.urandom(12))
        name = invite_id(invite.secret)
        path = f"/api/v1/teams/{self.roster.team_tag.hex()}/invites/{name.hex()}"
        put = self.http.put(path, content=sealed, headers=self.relay._headers)
        assert put.status_code == 204, put.text
        self.invites[name] = invite
        return f"{RELAY_URL}/#join={build_text(invite)}"

    def admit(self, role: Role = Role.COORDINATOR) -> int:
        """Let in everybody who asked; how many."""
        admitted = 0
        for letter in self.items(roster_mailbox(self.epoch_secret)):
            if letter.kind != Kind.REQUEST:
                continue
            request = open_request(self.invites[request_invite_id(letter.body)], letter.body)
            device = Device.__new__(Device)
            object.__setattr__(device, "sign_pk", request.sign_pk)
            object.__setattr__(device, "kem_pk", request.kem_pk)
            op = add_device(device, role, mailbox=request.mailbox, label=request.label)
            if self.roster.at(op.device_id) is None:
                self.change_roster(op)
                admitted += 1
        return admitted

    def testify(
        self,
        answers: Answers,
        device: Device | None = None,
        seen: Checkpoint | None = None,
        form: tuple[str, str] = OWN_FORM,
    ) -> Stream:
        """Seal a whole testimony and push it."""
        lockbox, writer = new_stream(self.roster, os.urandom)
        stream = Stream(os.urandom(16), device or self.phone, writer)
        self.push(Letter(Kind.LOCKBOX, lockbox, None), self.seal(stream, ops_of(answers), seen, form))
        return stream

    def other_hand(self, stream: Stream) -> Stream:
        """A coordinator's own stream for the same record."""
        lockbox, writer = new_stream(self.roster, os.urandom)
        self.push(Letter(Kind.LOCKBOX, lockbox, None))
        return Stream(stream.record, self.admin, writer, stream.seen)

    def seal(
        self,
        stream: Stream,
        ops: tuple[Op, ...],
        seen: Checkpoint | None = None,
        form: tuple[str, str] = OWN_FORM,
    ) -> Letter:
        change = Change(stream.record, "testimony", form, 0, tuple(sorted(stream.seen)), ops)
        sealed = seal_change(stream.device, stream.writer, change, nonce=os.urandom(12), checkpoint=seen)
        stream.writer, stream.seen = sealed.writer, (sealed.change_id,)
        return Letter(Kind.CHANGE, sealed.envelope, None)

    def acknowledged(self) -> set[bytes]:
        """The changes that the phone was told coordinators can read."""
        letters = [one for one in self.items(self.mailbox) if one.kind == Kind.ACK]
        acks: list[Ack] = [open_ack(self.phone, self.roster, one.body) for one in letters]
        return {change_id for ack in acks for change_id in ack.change_ids}

    def renew(self) -> None:
        """A new epoch for everybody who is in, as an administrator's phone draws it."""
        said = RenewalTail(self.roster.seq, self.roster.head, self.epoch + 1, os.urandom(32), bytes(32), self.epoch + 1)
        stay = self.roster.members_at(self.roster.seq, Role(15))
        boxes = [
            [renewal_id(self.epoch_secret, one.id), seal_renewal(self.admin, self.roster, one, said)] for one in stay
        ]
        self.push(*(self._entry(signed, said) for signed in self.signed))
        hashed = hashlib.sha256(upload_token(said.epoch_secret)).digest()
        signature = self.admin.sign(renew_message(self.roster.team_tag, said.serial, hashed, self.admin.sign_pk))
        asked = {"admin_pk": self.admin.sign_pk, "token_hash": hashed, "serial": said.serial, "signature": signature}
        self.renewals.append(canonical.encode(asked | {"renewals": boxes}))
        self.lead_forward()
        self.epoch, self.epoch_secret = said.epoch, said.epoch_secret
        self.relay = RelayClient(self.http, self.roster.team_tag, upload_token(said.epoch_secret))

    def lead_forward(self) -> None:
        """The last renewal, for a relay that does not know it, or knows it no more."""
        path = f"/api/v1/teams/{self.roster.team_tag.hex()}/renew"
        answer = self.http.post(path, content=self.renewals[-1], headers={"Content-Type": "application/cbor"})
        assert answer.status_code == 200, answer.text

    def _sign(self, ops: Any) -> bytes:
        signed = sign_entry(self.roster.next_entry(ops, 0), [self.admin])
        self.roster = self.roster.extend(signed, verify)
        self.signed.append(signed)
        return signed

    def _entry(self, signed: bytes, said: RenewalTail | None = None) -> Letter:
        epoch, secret = (said.epoch, said.epoch_secret) if said else (self.epoch, self.epoch_secret)
        tag, nonce = self.roster.team_tag, os.urandom(12)
        sealed = seal_entry(signed, team_tag=tag, epoch=epoch, epoch_secret=secret, nonce=nonce)
        return Letter(Kind.ROSTER, sealed, roster_mailbox(secret))


def ops_of(answers: Answers) -> tuple[Op, ...]:
    """A record as phones write it: fields, and members of collections with ids of their own."""
    ops = [Op((name,), _value(x)) for name, x in answers.items() if name not in COLLECTIONS]
    for collection in COLLECTIONS:
        for position, fields in enumerate(answers.get(collection, ())):
            member = position.to_bytes(4, "big") + os.urandom(12)
            ops += [Op((collection, member, name), _value(x)) for name, x in fields.items()]
    return tuple(ops)


def _value(x: Any) -> Value:
    return tuple(x) if isinstance(x, list) else x


def with_witness(answers: Answers, **more: Any) -> dict[str, Any]:
    """A desk record as if a witness had told it, with every consent given unless said otherwise."""
    purposes = ("internal", "statistics", "public_anon", "un", "court_nat", "court_int", "partner")
    consent = {f"c_{purpose}": "yes" for purpose in purposes}
    return {**answers, "record_kind": "testimony", **consent, **more}


__all__ = ["MASTUNG", "RELAY_URL", "TEAM_NAME", "Stream", "Team", "ops_of", "with_witness"]
