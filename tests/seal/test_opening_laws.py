"""Laws of opening a name: any k of n guardians open it, any k - 1 do not, whoever they are and in whatever order."""

from __future__ import annotations

import functools
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.format.identity import Identity, parse
from server.format.item import Kind, item_id
from server.format.opening_ledger import fold_openings
from server.format.opening_said import OPENING_MS, Release, Request
from server.format.refusals import Refusal
from server.format.roster import Policy, Role, Roster
from server.seal.device import Device
from server.seal.identity import open_identity, seal_identity
from server.seal.opening import Act, open_opening, open_release, seal_opening, seal_release
from server.seal.primitives import KemKey
from server.seal.roster import add_device, read_roster, sign_entry
from tests.vectors.makers.testimony import RECORD

MOST = 5
NOW = 1_795_000_000_000
NAME = Identity(RECORD, ((("s_name",), "زہرا بی‌بی é 🕊️"),))
GUARDIANS = tuple(Device.new(os.urandom) for _ in range(MOST))
ASKER, AUTHOR = Device.new(os.urandom), Device.new(os.urandom)
REPLY = KemKey(os.urandom(32))
SHAPES = [(k, n) for n in range(1, MOST + 1) for k in range(1, n + 1)]


@functools.cache
def team(k: int, n: int) -> Roster:
    everything = Role.ADMIN | Role.COORDINATOR
    ops = [
        add_device(ASKER, everything, mailbox=bytes(16), label="Asker"),
        add_device(AUTHOR, Role.DOCUMENTER, mailbox=bytes(16), label="Author"),
        *(add_device(one, Role.GUARDIAN, mailbox=bytes(16), label="Guardian") for one in GUARDIANS[:n]),
        Policy(1, k, bytes(32)),
    ]
    return read_roster([sign_entry(Roster().next_entry(ops, NOW), [ASKER])])


@functools.cache
def asked(k: int, n: int) -> tuple[bytes, Act, tuple[Act, ...]]:
    """The box, the request, and what every guardian would release for it, as the asker reads them."""
    roster = team(k, n)
    box = seal_identity(roster, AUTHOR, NAME, stream=bytes(16), no=0, random=os.urandom)
    request = Request(RECORD, item_id(Kind.IDENTITY, box, None), parse(box).lock, REPLY.public, NOW, "a reason")
    item, ask = seal_opening(roster, ASKER, request, os.urandom)
    for guardian in GUARDIANS[:n]:
        assert open_opening(roster, guardian, item) == ask
    items = [
        seal_opening(roster, guardian, seal_release(roster, guardian, ask, NOW), os.urandom)[0]
        for guardian in GUARDIANS[:n]
    ]
    return box, ask, tuple(open_opening(roster, ASKER, one) for one in items)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(SHAPES), st.data())
def test_any_k_of_n_guardians_open_a_name_and_any_fewer_do_not(shape: tuple[int, int], data: st.DataObject) -> None:
    k, n = shape
    box, ask, releases = asked(k, n)
    given_by = data.draw(st.lists(st.sampled_from(releases), max_size=2 * n))
    shares = [open_release(team(k, n), REPLY, ask, release)[0] for release in given_by]
    (opening,) = fold_openings([*given_by, ask], team(k, n), NOW, set())
    enough = len(set(shares)) >= k
    assert opening.state == ("ready" if enough else "open")
    if enough:
        assert open_identity(box, shares).fields == NAME.fields
    else:
        with pytest.raises(Refusal, match="shares_missing"):
            open_identity(box, shares)


@settings(deadline=None, max_examples=60)
@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=255))
def test_no_bit_of_a_release_can_be_changed_without_naming_or_refusing(place: int, mask: int) -> None:
    _, ask, releases = asked(2, 3)
    release = releases[0]
    assert isinstance(release.said, Release)
    changed = bytearray(release.said.share)
    changed[place % len(changed)] ^= mask
    altered = Act(release.id, release.author, release.roster_seq, Release(ask.id, bytes(changed)))
    _, accusation = open_release(team(2, 3), REPLY, ask, altered)
    assert accusation is not None
    assert accusation.guardian == release.author


@settings(deadline=None, max_examples=60)
@given(st.integers(min_value=0, max_value=1_000_000))
def test_no_byte_of_what_is_said_can_be_changed_unseen(place: int) -> None:
    roster = team(2, 3)
    item, act = seal_opening(roster, ASKER, asked(2, 3)[1].said, os.urandom)
    changed = bytearray(item)
    changed[place % len(item)] ^= 1
    try:
        read = open_opening(roster, GUARDIANS[0], bytes(changed))
    except Refusal:
        return
    # Another recipient's box: they see the change of their own.
    assert read == act


def test_a_request_is_released_for_in_its_time_only() -> None:
    ask = asked(2, 3)[1]
    for now in (NOW - 86_400_001, NOW + OPENING_MS + 1):
        with pytest.raises(Refusal, match="opening_expired"):
            seal_release(team(2, 3), GUARDIANS[0], ask, now)


def test_a_coordinator_who_is_no_guardian_has_no_share_to_release() -> None:
    with pytest.raises(Refusal, match="not_recipient"):
        seal_release(team(2, 3), ASKER, asked(2, 3)[1], NOW)
