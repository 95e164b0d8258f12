"""A new epoch reaches those who stay and nobody else; a proposal is read by admins alone."""

from __future__ import annotations

import pytest

from server.format import renewal as renewal_format
from server.format.proposal import No
from server.format.refusals import Refusal
from server.format.renewal import RenewalTail
from server.seal.proposal import open_proposal, say_no, seal_proposal
from server.seal.renewal import check_renewal, open_renewal, seal_renewal
from tests.vectors.judge import device, each, judge, roster
from tests.vectors.makers.world import DEVICES, ROSTER
from tests.vectors.plain import Json, bytes_of


@each("renewal", "open")
def test_a_new_epoch_is_believed_of_an_admin_alone(case: Json, world: Json) -> None:
    def answer() -> Json:
        known, me = roster(world, case["known"]), device(world, case["device"])
        opened = open_renewal(me, known.team_id, bytes_of(case["sealed"], world))
        said = check_renewal(known, me.id, opened)
        return {
            "author": opened.author.hex(),
            "roster_seq": said.roster_seq,
            "epoch": said.epoch,
            "epoch_secret": said.epoch_secret.hex(),
            "admin_seed": said.admin_seed.hex(),
            "serial": said.serial,
        }

    judge(case, answer)


@each("renewal", "place")
def test_everybody_finds_their_own(case: Json, world: Json) -> None:
    secret = bytes.fromhex(case["epoch_secret"])
    assert renewal_format.renewal_id(secret, device(world, case["device"]).id).hex() == case["gives"]


@each("renewal", "message")
def test_the_admin_key_signs_serial_token_and_the_key_after_it(case: Json, world: Json) -> None:
    token_hash, admin_pk = bytes.fromhex(case["token_hash"]), bytes.fromhex(case["admin_pk"])
    said = renewal_format.renew_message(ROSTER.team_tag, case["serial"], token_hash, admin_pk)
    assert said.hex() == case["gives"]


@each("proposal", "open")
def test_a_proposal_counts_if_an_admin_said_it(case: Json, world: Json) -> None:
    def answer() -> Json:
        said = open_proposal(
            device(world, case["device"]), roster(world, case["known"]), bytes_of(case["sealed"], world)
        )
        if isinstance(said, No):
            return {"no": {"head": said.head.hex(), "device": said.device.hex(), "signature": said.signature.hex()}}
        return {"entry": said.hex()}

    judge(case, answer)


def test_nothing_is_renewed_or_proposed_to_those_who_left() -> None:
    tahir = ROSTER.members[DEVICES["tahir"].id]
    said = RenewalTail(4, ROSTER.head, 1, bytes(32), bytes(32), 1)
    with pytest.raises(Refusal, match="not_recipient"):
        seal_renewal(DEVICES["farah"], ROSTER, tahir, said)
    with pytest.raises(Refusal, match="not_recipient"):
        seal_proposal(ROSTER, tahir, say_no(DEVICES["farah"], ROSTER.head))
