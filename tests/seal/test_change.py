"""A testimony is sealed along a chain of keys, and only its readers can open it, in order and unchanged."""

from __future__ import annotations

import os

import pytest

from server.format.change import Change, Op, encode_body
from server.format.envelope import Checkpoint, Place
from server.format.lockbox import lockbox_hash
from server.format.refusals import Refusal
from server.format.roster import Role, Roster
from server.seal.change import Reading, Writer, open_change, seal_body, seal_change
from server.seal.lockbox import new_stream, open_lockbox, seal_lockbox
from server.seal.primitives import aead_open, kdf
from tests.vectors.judge import device, each, judge, roster
from tests.vectors.makers.testimony import MARKED, RECORD, TITLE
from tests.vectors.makers.world import DEVICES, ROSTER
from tests.vectors.plain import Json, bytes_of, load

AMINA, BILAL = DEVICES["amina"], DEVICES["bilal"]
CHANGE = Change(RECORD, "testimony", ("gawahi_default", "1"), 7, (), (Op(TITLE, MARKED),))


def place_of(written: Json) -> Place:
    return Place(
        *(bytes.fromhex(written[key]) for key in ("team_tag", "stream")),
        written["chain"],
        written["seq"],
        *(bytes.fromhex(written[key]) for key in ("prev", "lockbox_hash")),
    )


def readings() -> list[Reading]:
    """A reader before each change of the vectors' stream."""
    found: list[Reading] = []
    for case in (case for case in load("change")["cases"] if case["do"] == "seal"):
        author = AMINA.id if found else None
        found.append(Reading(place_of(case["place"]), bytes.fromhex(case["chain_key"]), 4, author))
    return found


READINGS = readings()


@each("change", "seal")
def test_a_sealed_change_is_opened_again(case: Json, world: Json) -> None:
    writer = Writer(place_of(case["place"]), bytes.fromhex(case["chain_key"]))
    body, checkpoint = bytes.fromhex(case["body"]), Checkpoint(case["log_size"], bytes.fromhex(case["log_root"]))
    author = device(world, case["device"])
    sealed = seal_body(author, writer, body, nonce=bytes.fromhex(case["nonce"]), checkpoint=checkpoint)
    gives = case["gives"]
    assert sealed.envelope == bytes_of(gives["envelope"], world)
    assert (sealed.change_id.hex(), sealed.writer.chain_key.hex()) == (gives["change_id"], gives["chain_key"])
    opened = open_change(roster(world), READINGS[writer.place.seq], sealed.envelope)
    assert (opened.body, opened.author, opened.checkpoint) == (body, author.id, checkpoint)
    assert (opened.reading.place, opened.reading.chain_key) == (sealed.writer.place, sealed.writer.chain_key)


@each("change", "open")
def test_whatever_was_done_to_a_change_is_refused_by_name(case: Json, world: Json) -> None:
    envelope = bytes_of(case["envelope"], world)
    judge(case, lambda: open_change(roster(world), READINGS[case["seq"]], envelope).body.hex())


def test_no_bit_of_a_sealed_change_can_be_changed() -> None:
    envelope = bytes_of(load("change")["world"]["bytes"]["change 0"])
    for place in range(len(envelope)):
        changed = bytearray(envelope)
        changed[place] ^= 1 << place % 8
        with pytest.raises(Refusal):
            open_change(ROSTER, READINGS[0], bytes(changed))


def test_a_testimony_travels_from_a_documenter_to_every_coordinator() -> None:
    lockbox, writer = new_stream(ROSTER, os.urandom)
    first = seal_change(AMINA, writer, CHANGE, nonce=os.urandom(12))
    second = seal_change(AMINA, first.writer, CHANGE, nonce=os.urandom(12))
    for name in ("farah", "bilal", "dawood"):
        opened = open_change(ROSTER, open_lockbox(ROSTER, DEVICES[name], lockbox), first.envelope)
        assert (opened.change, opened.author) == (CHANGE, AMINA.id)
        assert open_change(ROSTER, opened.reading, second.envelope).change == CHANGE


def test_a_phone_cannot_open_what_it_sealed() -> None:
    lockbox, writer = new_stream(ROSTER, os.urandom)
    sealed = seal_change(AMINA, writer, CHANGE, nonce=bytes(12))
    with pytest.raises(Refusal, match="not_recipient"):
        open_lockbox(ROSTER, AMINA, lockbox)
    for label in ("mk", "ck", "commit"):
        with pytest.raises(Refusal, match="damaged"):
            aead_open(kdf(sealed.writer.chain_key, label), bytes(12), sealed.envelope[126:], sealed.envelope[:126])


def test_one_bad_body_does_not_close_the_stream() -> None:
    lockbox, writer = new_stream(ROSTER, os.urandom)
    bad = seal_body(AMINA, writer, b"not deflated", nonce=bytes(12))
    good = seal_change(AMINA, bad.writer, CHANGE, nonce=bytes(12))
    opened = open_change(ROSTER, open_lockbox(ROSTER, BILAL, lockbox), bad.envelope)
    with pytest.raises(Refusal, match="malformed"):
        opened.change  # noqa: B018  reading it refuses
    assert open_change(ROSTER, opened.reading, good.envelope).change == CHANGE


def test_the_relay_sees_neither_author_nor_length() -> None:
    sizes = set()
    for text in ("x", "گواہی " * 20, "y" * 500):
        body = encode_body(Change(RECORD, "testimony", ("f", "1"), 7, (), (Op(TITLE, text),)))
        _, writer = new_stream(ROSTER, os.urandom)
        envelope = seal_body(AMINA, writer, body, nonce=bytes(12)).envelope
        assert AMINA.id not in envelope
        assert RECORD not in envelope
        sizes.add(len(envelope))
    assert sizes == {126 + 1024 + 16}


def test_a_stream_that_nobody_could_read_is_not_begun() -> None:
    alone = Roster(members={AMINA.id: ROSTER.members[AMINA.id]}, heads=ROSTER.heads, policy=ROSTER.policy)
    with pytest.raises(Refusal, match="lockbox_recipients"):
        new_stream(alone, os.urandom)


def test_a_later_chain_goes_on_where_the_stream_was() -> None:
    _, writer = new_stream(ROSTER, os.urandom, Role.COORDINATOR)
    before = seal_change(AMINA, writer, CHANGE, nonce=bytes(12))
    key = os.urandom(32)
    lockbox = seal_lockbox(ROSTER, stream=writer.place.stream, chain=1, chain_key=key)
    place = Place(ROSTER.team_tag, writer.place.stream, 1, 1, before.change_id, lockbox_hash(lockbox))
    after = seal_change(AMINA, Writer(place, key), CHANGE, nonce=bytes(12))
    reading = open_lockbox(ROSTER, BILAL, lockbox, seq=1, prev=before.change_id)
    assert open_change(ROSTER, reading, after.envelope).change == CHANGE


def test_keys_do_not_show_when_a_state_is_printed() -> None:
    lockbox, writer = new_stream(ROSTER, os.urandom)
    for state in (writer, open_lockbox(ROSTER, BILAL, lockbox)):
        assert "chain_key" not in repr(state)
    assert repr(AMINA) == f"Device({AMINA.id.hex()})"
