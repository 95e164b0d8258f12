"""A desk that joins late reads what was sealed before, once a coordinator who could read it grants it the keys; and it
grants them to those who come after it."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from server.desk.archive.store import Store
from server.desk.desk import Desk, DeskConfig
from server.desk.relay_client import Letter
from server.format.change import Op
from server.format.item import Kind
from server.format.lockbox import lockbox_hash
from server.format.refusals import Refusal
from server.format.roster import Member, Remove, Role
from server.seal.device import Device
from server.seal.grant import open_grant, seal_grant
from server.seal.lockbox import open_lockbox
from server.seal.roster import add_device
from tests.desk.conftest import CHEAPEST, PASSPHRASE, Place
from tests.desk.team import MASTUNG, RELAY_URL, with_witness
from tests.desk.test_archive import archive_for, digests, everything_on, give

TOLD = with_witness(MASTUNG["R1_mastung_killing"], narrative="گُواہی 🕯️")


def keys_of(place: Place) -> dict[bytes, bytes]:
    """The first keys of all lockboxes, as the administrator's device opens them."""
    boxes = [one.body for one in everything_on(place) if one.kind == Kind.LOCKBOX]
    team = place.team
    return {lockbox_hash(body): open_lockbox(team.roster, team.admin, body).chain_key for body in boxes}


def grant(place: Place, receiver: Member, keys: dict[bytes, bytes], granter: Device | None = None) -> Letter:
    body = seal_grant(granter or place.team.admin, place.team.roster, receiver, keys)
    return Letter(Kind.GRANT, body, receiver.mailbox)


def grants_on(place: Place) -> list[Letter]:
    return [one for one in everything_on(place) if one.kind == Kind.GRANT]


def newest_member(place: Place) -> Member:
    return list(place.team.roster.members.values())[-1]


def newcomer(place: Place, role: Role = Role.COORDINATOR) -> tuple[Device, Member]:
    device = Device.new(os.urandom)
    place.team.change_roster(add_device(device, role, mailbox=os.urandom(16), label="Late گ"))
    return device, newest_member(place)


def another_desk(place: Place, folder: Path) -> Desk:
    desk = Desk(DeskConfig(folder, RELAY_URL, 8001, place.wire, cost=lambda: CHEAPEST, clock=place.clock))
    desk.join(place.team.invite(), "Second desk", PASSPHRASE)
    assert place.team.admit() == 1
    desk.sync()
    return desk


def test_a_desk_that_joins_late_reads_all_that_was_sealed_before(place: Place) -> None:
    streams = [place.team.testify(TOLD) for _ in range(3)]
    place.team.push(place.team.seal(streams[0], (Op(("e_type",), "bombing", streams[0].seen),)))
    desk = place.joined()
    assert (desk.status().records, desk.set_aside()) == (0, {"not_recipient": 7})
    place.team.push(grant(place, newest_member(place), keys_of(place)))
    assert desk.sync() == 4
    assert (desk.status().records, desk.set_aside()) == (3, {})
    assert place.team.acknowledged() >= {change for stream in streams for change in stream.seen}
    place.team.push(place.team.seal(streams[1], (Op(("e_type",), "bombing", streams[1].seen),)))
    assert desk.sync() == 1


def test_one_desk_grants_another_everything_and_once(place: Place) -> None:
    desk = place.joined()
    for _ in range(3):
        place.team.testify(TOLD)
    desk.sync()
    second = another_desk(place, place.folder / "second")
    assert second.status().records == 0
    desk.sync()
    assert second.sync() == 3
    assert digests(second._opened()[0]) == digests(desk._opened()[0])
    for _ in range(2):
        desk.lock()
        desk.unlock(PASSPHRASE)
        desk.sync()
        second.sync()
    assert len(grants_on(place)) == 1
    place.team.testify(TOLD)
    desk.sync()
    assert len(grants_on(place)) == 1, "both are recipients of what is sealed now"


def test_a_desk_hands_on_what_it_was_granted(place: Place) -> None:
    place.team.testify(TOLD)
    desk = place.joined()
    place.team.push(grant(place, newest_member(place), keys_of(place)))
    desk.sync()
    device, member = newcomer(place)
    desk.sync()
    (letter,) = [one for one in grants_on(place) if one.mailbox == member.mailbox]
    assert open_grant(device, place.team.roster, letter.body).keys == keys_of(place)


def test_only_coordinators_are_granted_anything(place: Place) -> None:
    desk = place.joined()
    place.team.testify(TOLD)
    desk.sync()
    documenter, guardian = newcomer(place, Role.DOCUMENTER)[1], newcomer(place, Role.GUARDIAN)[1]
    leaver = newcomer(place)[1]
    place.team.change_roster(Remove(leaver.id, 1))
    desk.sync()
    assert grants_on(place) == []
    for member in (documenter, guardian, leaver):
        with pytest.raises(Refusal, match="not_recipient"):
            seal_grant(place.team.admin, place.team.roster, place.team.roster.members[member.id], {})


def test_a_granter_who_lies_is_refused_by_name_and_a_right_grant_still_works(place: Place) -> None:
    for _ in range(3):
        place.team.testify(TOLD)
    desk = place.joined()
    member, keys = newest_member(place), keys_of(place)
    wrong = keys | {min(keys): os.urandom(32)}
    place.team.push(grant(place, member, wrong), grant(place, member, keys, granter=place.team.phone))
    assert desk.sync() == 0
    assert desk.set_aside() == {"not_recipient": 6, "lockbox_commitment": 1, "author_not_member": 1}
    place.team.push(grant(place, member, keys))
    assert desk.sync() == 3
    assert desk.set_aside() == {"lockbox_commitment": 1, "author_not_member": 1}


def test_a_grant_may_come_before_anything_that_it_opens(place: Place) -> None:
    streams = [place.team.testify(TOLD) for _ in range(3)]
    for stream in streams:
        place.team.push(place.team.seal(stream, (Op(("e_type",), "bombing", stream.seen),)))
    device, member = newcomer(place)
    place.team.push(grant(place, member, keys_of(place)))
    letters = everything_on(place)
    expected = archive_for(place, device, "straight")
    assert give(expected, letters) == 6
    for seed in range(8):
        shuffled = random.Random(seed).sample(letters, len(letters))
        archive = archive_for(place, device, f"shuffled{seed}")
        read = sum(give(archive, [letter]) for letter in shuffled)
        assert (read, archive.set_aside(), digests(archive)) == (6, {}, digests(expected))


def test_a_grant_in_somebody_elses_mailbox_is_passed_over(place: Place) -> None:
    place.team.testify(TOLD)
    device, member = newcomer(place)
    archive = archive_for(place, device, "other")
    letter = grant(place, member, keys_of(place))
    assert give(archive, [*everything_on(place), Letter(Kind.GRANT, letter.body, os.urandom(16))]) == 0
    assert archive.set_aside() == {"not_recipient": 2}


def test_a_power_cut_before_a_grant_is_kept_sends_none_and_forgets_none(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.team.testify(TOLD)
    newcomer(place)
    archive = archive_for(place, place.team.admin, "cut")
    give(archive, everything_on(place))
    # After a failure the outbox is read again from the file, which keeps no order.
    before = set(archive.outbox())
    put = Store.put

    def cut(self: Store, shelf: str, key: bytes, value: object) -> None:
        if shelf == "outbox":
            raise KeyboardInterrupt
        put(self, shelf, key, value)

    monkeypatch.setattr(Store, "put", cut)
    with pytest.raises(KeyboardInterrupt):
        archive.owe_grants()
    assert set(archive.outbox()) == before
    monkeypatch.setattr(Store, "put", put)
    archive.owe_grants()
    archive.owe_grants()
    assert [one.kind for one in archive.outbox() if one not in before] == [Kind.GRANT]


def test_two_and_a_half_thousand_testimonies_are_granted_in_three_letters(place: Place) -> None:
    place.team.testify(TOLD)
    device, member = newcomer(place)
    archive = archive_for(place, place.team.admin, "many")
    give(archive, everything_on(place))
    memory = archive._memory
    (stream,) = memory.streams.values()
    memory.streams |= {os.urandom(32): stream for _ in range(2_499)}
    before = set(archive.outbox())
    archive.owe_grants()
    letters = [one for one in archive.outbox() if one not in before]
    grants = [open_grant(device, place.team.roster, letter.body).keys for letter in letters]
    assert sorted(len(keys) for keys in grants) == [500, 1_000, 1_000]
    assert {name for keys in grants for name in keys} == set(memory.streams)
    assert max(len(letter.body) for letter in letters) < 70_000
    with pytest.raises(Refusal, match="too_large"):
        seal_grant(place.team.admin, place.team.roster, member, {os.urandom(32): bytes(32) for _ in range(1_001)})
