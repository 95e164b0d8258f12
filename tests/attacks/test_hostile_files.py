"""What somebody hands over to harm who opens it: a `.gawahi` file, an invite, a list of members."""

from __future__ import annotations

import base64
import os
import time

import cbor2
import pytest

from server.desk.desk import Desk
from server.format import bundle, canonical, invite
from server.format.device import KEM_PK_SIZE
from server.format.entry import Add, Entry, Policy, Role, encode_entry, encode_signed
from server.format.item import Kind
from server.format.refusals import Refusal
from server.format.roster import Roster
from server.seal.device import Device
from server.seal.primitives import verify
from server.seal.roster import add_device, sign_entry
from tests.desk.conftest import PASSPHRASE, Place
from tests.desk.team import RELAY_URL
from tests.relay.teams import sealed

TAG = bytes(16)
HEAD = b"GWB1\x01" + TAG


def packed(value: object) -> bytes:
    return HEAD + cbor2.dumps(value, canonical=True)


ENDLESS = {"epoch": bytes(16), "items": [], "checkpoint": "x" * (1 << 20), "proof": []}
HOSTILE_BUNDLES = {
    "nothing": b"",
    "another file": b"PK\x03\x04" + bytes(100),
    "too large": bytes(bundle.BUNDLE_LIMIT + 1),
    "of another team": b"GWB1\x01" + b"\1" * 16 + b"\xa0",
    "deep": HEAD + b"\x81" * 1_000_000 + b"\x80",
    "a million letters": packed({"do": "deliver", "items": [[1, b"", None]] * 20_000}),
    "letters and receipts at once": packed({"do": "deliver", "items": [], "lots": []}),
    "an order that is no order": packed({"do": "__proto__", "items": []}),
    "keys of the language": packed({"__proto__": {"do": "deliver"}, "do": "deliver", "items": []}),
    "twice the same key": HEAD + b"\xa2\x62do\x67deliver\x62do\x67deliver",
    "receipts without end": packed({"do": "receipts", "lots": [ENDLESS] * 40}),
}


@pytest.mark.parametrize("data", HOSTILE_BUNDLES.values(), ids=HOSTILE_BUNDLES.keys())
def test_a_carried_file_that_was_made_to_harm_is_refused_by_name(data: bytes) -> None:
    began = time.process_time()
    with pytest.raises(Refusal) as refused:
        bundle.decode_bundle(data, TAG)
    assert refused.value.name in ("malformed", "too_large", "wrong_team", "not_canonical")
    assert time.process_time() - began < 2


def test_forged_letters_in_a_carried_file_bring_nothing_into_the_archive(place: Place) -> None:
    """They reach the relay like any rubbish with the team's token would, and nobody believes them."""
    desk = place.joined()
    tag, before = place.team.roster.team_tag, desk.status().records
    desk.carry(bundle.encode_letters(tag, [bundle.Letter(kind, sealed(tag, kind), None) for kind in Kind]))
    desk.sync()
    assert desk.status().records == before
    assert sum(desk.set_aside().values()) > 0


def test_an_invite_that_was_made_to_harm_is_refused_and_leaves_nothing(place: Place) -> None:
    """Cut, turned to another team, inviter or server, or a link to something else: nothing is kept of it."""
    good = place.team.invite()
    raw = bytearray(base64.urlsafe_b64decode(good.split("#join=")[1] + "=="))
    other_team = bytes(raw[:4]) + os.urandom(32) + bytes(raw[36:])
    other_head = bytes(raw[:40]) + os.urandom(32) + bytes(raw[72:])

    def link(data: bytes) -> str:
        return f"{RELAY_URL}/#join={base64.urlsafe_b64encode(data).rstrip(b'=').decode()}"

    hostile = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        f"{RELAY_URL}/#join=",
        f"{RELAY_URL}/#join=../../../etc/passwd",
        good[:-1],
        good + "A",
        good.replace("#join=", "#join=%20"),
        link(other_team),
        link(other_head),
        link(bytes(raw) + b"\0"),
    ]
    for text in hostile:
        with pytest.raises(Refusal) as refused:
            Desk(place.config()).join(text, "Desk", PASSPHRASE)
        assert refused.value.name in ("invite_damaged", "invite_head", "invite_expired", "team_unknown"), text
        folder = place.config().folder
        assert not folder.exists() or not any(folder.iterdir()), text


def test_a_list_of_members_that_was_made_to_harm_is_refused(place: Place) -> None:
    """Ghosts, an entry of another place, a quorum that nobody reaches, and too many of all."""
    admin, ghost = Device.new(os.urandom), Device.new(os.urandom)
    team = Roster()
    genesis = (
        add_device(admin, Role.ADMIN | Role.COORDINATOR, mailbox=bytes(16), label="A"),
        Policy(quorum=1, k=1, relay_pk=bytes(32)),
    )
    team = team.extend(sign_entry(team.next_entry(genesis, 0), [admin]), verify)
    add_ghost = add_device(ghost, Role.COORDINATOR, mailbox=bytes(16), label="Amina")
    entry = team.next_entry([add_ghost], 0)
    forged = {
        "signed by the ghost itself": sign_entry(entry, [ghost]),
        "signed by nobody": encode_signed(encode_entry(entry), []),
        "one signature many times": sign_entry(
            team.next_entry([add_ghost, Policy(2, 1, bytes(32))], 0), [admin, admin]
        ),
        "a quorum that nobody reaches": sign_entry(team.next_entry([Policy(200, 1, bytes(32))], 0), [admin]),
        "the same device twice": sign_entry(team.next_entry([add_ghost, add_ghost], 0), [admin]),
        "of another team": sign_entry(Entry(bytes(32), 1, team.head, 0, (add_ghost,)), [admin]),
        "beside the last one": sign_entry(Entry(team.team_id, 1, bytes(32), 0, (add_ghost,)), [admin]),
    }
    for how, signed in forged.items():
        with pytest.raises(Refusal) as refused:
            team.extend(signed, verify)
        assert refused.value.name in ("roster_signatures", "roster_op", "roster_chain", "malformed"), how
    many = [Add(Role.DOCUMENTER, os.urandom(32), bytes(KEM_PK_SIZE), bytes(16), "x") for _ in range(850)]
    with pytest.raises(Refusal, match="too_large"):
        team.extend(sign_entry(team.next_entry(many, 0), [admin]), verify)


def test_a_welcome_with_keys_of_the_language_is_no_welcome() -> None:
    for value in ({"__proto__": 1}, {"constructor": {"prototype": {}}}, {"toString": "x"}):
        with pytest.raises(Refusal):
            invite.decode_welcome(canonical.encode(value))
