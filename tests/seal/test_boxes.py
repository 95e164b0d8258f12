"""Lockboxes, names, acknowledgements and roster entries open for those they were sealed for, and for nobody else."""

from __future__ import annotations

import os

import pytest

from server.format.device import fingerprint
from server.format.identity import Identity, decode_identity, encode_identity
from server.format.lockbox import lockbox_hash
from server.format.lockbox import parse as parse_lockbox
from server.format.refusals import Refusal
from server.format.roster import Roster
from server.format.transport import parse
from server.seal.ack import open_ack, seal_ack
from server.seal.grant import open_grant
from server.seal.identity import is_sealed_by, open_identity, open_share, seal_identity
from server.seal.lockbox import open_granted, open_lockbox, seal_lockbox
from server.seal.roster import open_entry, opening_mailbox, roster_mailbox, seal_entry, upload_token
from tests.vectors.judge import device, each, judge, roster
from tests.vectors.makers.testimony import RECORD
from tests.vectors.makers.world import DEVICES, ROSTER
from tests.vectors.plain import Json, bytes_of, to_json


@each("device")
def test_a_device_is_its_two_seeds(case: Json, world: Json) -> None:
    found = device({"devices": {"one": case}}, "one")
    named = {"device_id": found.id.hex(), "fingerprint": fingerprint(found.id)}
    assert {"sign_pk": found.sign_pk.hex(), "kem_pk": found.kem_pk.hex()} | named == case["gives"]


@each("lockbox")
def test_a_lockbox_opens_for_its_recipients(case: Json, world: Json) -> None:
    def answer() -> Json:
        reading = open_lockbox(
            roster(world, case["known"]), device(world, case["device"]), bytes_of(case["sealed"], world)
        )
        place = reading.place
        return {
            "stream": place.stream.hex(),
            "chain": place.chain,
            "roster_seq": reading.roster_seq,
            "chain_key": reading.chain_key.hex(),
            "lockbox_hash": place.lockbox_hash.hex(),
        }

    judge(case, answer)


@each("identity", "open_share")
def test_a_guardian_opens_one_share(case: Json, world: Json) -> None:
    sealed = bytes_of(case["sealed"], world)
    judge(case, lambda: open_share(roster(world, case["known"]), device(world, case["device"]), sealed).hex())


@each("identity", "open_identity")
def test_enough_guardians_together_open_a_name(case: Json, world: Json) -> None:
    def answer() -> Json:
        shares = [bytes.fromhex(share) for share in case["shares"]]
        sealed = bytes_of(case["sealed"], world)
        opened = open_identity(sealed, shares)
        by = opened.by.hex() if opened.by else None
        return identity_json(opened) | {"by": by, "genuine": is_sealed_by(roster(world), sealed, opened)}

    judge(case, answer)


@each("identity", "plain")
def test_a_name_has_one_form(case: Json, world: Json) -> None:
    found = decode_identity(bytes.fromhex(case["bytes"]))
    assert identity_json(found) == case["identity"]
    assert encode_identity(found).hex() == case["bytes"]


def identity_json(identity: Identity) -> Json:
    return {"record": identity.record.hex(), "fields": to_json(identity.fields)}


@each("ack")
def test_only_a_coordinator_says_that_a_testimony_is_readable(case: Json, world: Json) -> None:
    def answer() -> Json:
        ack = open_ack(device(world, case["device"]), roster(world), bytes_of(case["sealed"], world))
        changes = [name.hex() for name in ack.change_ids]
        return {"coordinator": ack.coordinator.hex(), "roster_seq": ack.roster_seq, "change_ids": changes}

    judge(case, answer)


@each("grant", "open")
def test_only_a_coordinator_grants_and_only_to_a_coordinator(case: Json, world: Json) -> None:
    def answer() -> Json:
        grant = open_grant(device(world, case["device"]), roster(world, case["known"]), bytes_of(case["sealed"], world))
        said = {"granter": grant.granter.hex(), "roster_seq": grant.roster_seq, "count": len(grant.keys)}
        # Long lists are counted only, to keep the file small.
        keys = [[name.hex(), key.hex()] for name, key in grant.keys.items()]
        return said | ({"keys": keys} if len(keys) <= 3 else {})

    judge(case, answer)


@each("grant", "use")
def test_a_granted_key_opens_its_own_lockbox_alone(case: Json, world: Json) -> None:
    def answer() -> Json:
        sealed = bytes_of(case["sealed"], world)
        known = roster(world, case["known"])
        reading = open_granted(known, parse_lockbox(sealed), lockbox_hash(sealed), bytes.fromhex(case["key"]))
        return {
            "chain": reading.place.chain,
            "roster_seq": reading.roster_seq,
            "chain_key": reading.chain_key.hex(),
            "lockbox_hash": reading.place.lockbox_hash.hex(),
        }

    judge(case, answer)


@each("transport", "open")
def test_a_roster_entry_on_the_relay_opens_for_the_team(case: Json, world: Json) -> None:
    def answer() -> Json:
        sealed, secret = bytes_of(case["sealed"], world), bytes.fromhex(case["epoch_secret"])
        signed = open_entry(sealed, team_tag=bytes.fromhex(case["team_tag"]), epoch_secret=secret)
        return {"signed": signed.hex(), "epoch": parse(sealed).epoch}

    judge(case, answer)


@each("transport", "seal")
def test_a_roster_entry_is_sealed_alike_everywhere(case: Json, world: Json) -> None:
    keys = {key: bytes.fromhex(case[key]) for key in ("team_tag", "epoch_secret", "nonce")}
    assert seal_entry(bytes.fromhex(case["signed"]), epoch=case["epoch"], **keys).hex() == case["gives"]


@each("transport", "derive")
def test_the_team_finds_its_token_and_mailbox(case: Json, world: Json) -> None:
    secret = bytes.fromhex(case["epoch_secret"])
    found = {"upload_token": upload_token(secret).hex(), "roster_mailbox": roster_mailbox(secret).hex()}
    found |= {"opening_mailbox": opening_mailbox(secret).hex()}
    assert found == case["gives"]


def test_a_new_lockbox_opens_for_all_three_coordinators() -> None:
    lockbox = seal_lockbox(ROSTER, stream=bytes(16), chain=0, chain_key=b"k" * 32)
    assert len(lockbox) == 127 + 3 * 1168
    for name in ("farah", "bilal", "dawood"):
        assert open_lockbox(ROSTER, DEVICES[name], lockbox).chain_key == b"k" * 32


def test_a_witness_is_known_to_no_single_guardian() -> None:
    witness = Identity(RECORD, ((("s_name",), "زہرا"), (("s_age",), 31)))
    box = seal_identity(ROSTER, DEVICES["amina"], witness, stream=bytes(16), no=0, random=os.urandom)
    shares = {name: open_share(ROSTER, DEVICES[name], box) for name in ("bilal", "dawood", "gul")}
    opened = open_identity(box, [shares["gul"], shares["bilal"]])
    assert (opened.record, opened.fields) == (witness.record, witness.fields)
    assert opened.by == DEVICES["amina"].id
    assert is_sealed_by(ROSTER, box, opened)
    for share in shares.values():
        with pytest.raises(Refusal, match="shares_missing"):
            open_identity(box, [share])


def test_a_name_is_not_sealed_while_there_is_no_guardian() -> None:
    few = Roster({DEVICES["farah"].id: ROSTER.members[DEVICES["farah"].id]}, ROSTER.heads, ROSTER.policy)
    with pytest.raises(Refusal, match="no_guardian"):
        seal_identity(few, DEVICES["amina"], Identity(RECORD, ()), stream=bytes(16), no=0, random=os.urandom)


def test_a_name_is_written_once_in_a_box() -> None:
    twice = Identity(RECORD, ((("s_name",), "a"), (("s_name",), "b")))
    with pytest.raises(Refusal, match="malformed"):
        encode_identity(twice)
    with pytest.raises(Refusal, match="malformed"):
        encode_identity(Identity(b"short", ()))


def test_no_bit_of_a_name_box_can_be_changed_unseen() -> None:
    box = seal_identity(ROSTER, DEVICES["amina"], Identity(RECORD, ()), stream=bytes(16), no=0, random=os.urandom)
    shares = [open_share(ROSTER, DEVICES[name], box) for name in ("bilal", "gul")]
    skipped = range(223, 223 + 3 * 1169)  # the guardians' own boxes: each guardian sees a change of their own
    for place in (place for place in range(len(box)) if place not in skipped):
        changed = bytearray(box)
        changed[place] ^= 1 << place % 8
        with pytest.raises(Refusal):
            open_identity(bytes(changed), shares)


def test_an_acknowledgement_is_for_one_receiver() -> None:
    amina = ROSTER.members[DEVICES["amina"].id]
    sealed = seal_ack(DEVICES["bilal"], ROSTER, amina, [b"c" * 32])
    assert open_ack(DEVICES["amina"], ROSTER, sealed).change_ids == (b"c" * 32,)
    with pytest.raises(Refusal, match="damaged"):
        open_ack(DEVICES["sanam"], ROSTER, sealed)
