"""Who is in, and who may say so."""

from __future__ import annotations

import pytest

from server.format.entry import Head, parse_signed
from server.format.refusals import Refusal
from server.format.roster import Roster
from server.seal.primitives import verify
from server.seal.roster import read_roster, sign_entry
from tests.vectors.judge import each, judge
from tests.vectors.makers.people import roster_json
from tests.vectors.makers.world import DEVICES, ENTRIES, ROSTER
from tests.vectors.plain import Json, bytes_of


def known(world: Json, last: int) -> Roster:
    return read_roster(bytes_of(world["bytes"][f"entry {seq}"]) for seq in range(last + 1))


@each("roster", "extend")
def test_a_roster_grows_only_as_its_admins_signed(case: Json, world: Json) -> None:
    before = known(world, case["after"])
    judge(case, lambda: roster_json(before.extend(bytes_of(case["signed"], world), verify)))


@each("roster", "members_at")
def test_members_are_those_of_that_moment_in_the_order_of_their_adding(case: Json, world: Json) -> None:
    roster = known(world, 4)
    assert [member.id.hex() for member in roster.members_at(case["seq"], case["role"])] == case["gives"]


def test_no_bit_of_a_signed_entry_can_be_changed() -> None:
    before, signed = read_roster(ENTRIES[:3]), ENTRIES[3]
    for bit in range(len(signed) * 8):
        changed = bytearray(signed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Refusal):
            before.extend(bytes(changed), verify)


def test_no_part_of_a_signed_entry_is_a_signed_entry() -> None:
    for size in range(len(ENTRIES[3])):
        with pytest.raises(Refusal, match="malformed"):
            parse_signed(ENTRIES[3][:size])


def test_a_refused_entry_changes_nothing() -> None:
    before = (ROSTER.head, dict(ROSTER.members), ROSTER.policy)
    with pytest.raises(Refusal, match="roster_signatures"):
        ROSTER.extend(sign_entry(ROSTER.next_entry([Head()], 1), [DEVICES["bilal"]]), verify)
    assert (ROSTER.head, dict(ROSTER.members), ROSTER.policy) == before


def test_a_roster_is_asked_for_a_device() -> None:
    amina = ROSTER.at(DEVICES["amina"].id)
    assert amina is not None
    assert amina.label == "آمنہ"
    assert ROSTER.at(DEVICES["stranger"].id) is None
    assert ROSTER.knows(4, ROSTER.head)
    assert not ROSTER.knows(3, ROSTER.head)
    assert not ROSTER.knows(5, ROSTER.head)
