"""What the desk was given it keeps, reads in the true order, and loses to no power cut, no other process and no bad
item."""

from __future__ import annotations

import os
import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from server.desk.archive.archive import Archive
from server.desk.archive.entries import Team as ArchiveTeam
from server.desk.archive.locker import Locker
from server.desk.archive.store import Store
from server.desk.desk import Desk
from server.desk.proven import Proven, prove_delivery, trust_in
from server.desk.publish import ExportRequest
from server.desk.relay_client import Letter, Numbered
from server.format.change import Op
from server.format.evidence import Entry, Known
from server.format.item import Kind
from server.format.log import State
from server.format.refusals import Refusal
from server.format.roster import Role
from server.seal.device import Device
from server.seal.primitives import SignKey
from server.seal.roster import add_device
from tests.desk.conftest import PASSPHRASE, Place
from tests.desk.tables import NO_LIMITS
from tests.desk.team import MASTUNG, with_witness
from tests.liar import copy_relay, relay_transport, restore

STATISTICS = ExportRequest("statistics", 3, {}, limits=NO_LIMITS)
EPOCH = b"e" * 16
KILLING = with_witness(MASTUNG["R1_mastung_killing"])


def everything_on(place: Place) -> list[Letter]:
    """All items of the team, as a coordinator's device pulls them."""
    return place.team.items()


def archive_for(place: Place, device: Device, name: str) -> Archive:
    """An archive of its own, fed by hand: no relay orders what it is given."""
    store = Store(place.folder / name / "archive.sqlite", Locker(b"v" * 32))
    archive = Archive(store, device)
    # A joining desk always begins with a roster that its invite vouched for.
    genesis = place.team.signed[:1]
    archive.begin(ArchiveTeam(place.team.roster.team_id, "team", place.team.epoch_secret), genesis, request())
    return archive


def request() -> Letter:
    return Letter(Kind.REQUEST, b"GWJ1" + os.urandom(60), os.urandom(16))


def give(archive: Archive, letters: list[Letter], epoch: bytes = EPOCH) -> int:
    """As if a relay had proved that its log goes on like this."""
    after, before = archive.cursor.after, archive.known
    rosters, items, entries = before.rosters, [], []
    for number, letter in enumerate(letters, start=after + 1):
        rosters += letter.kind == Kind.ROSTER
        items.append(Numbered(number, letter, rosters))
        entries.append(Entry(number, letter.id, rosters))
    size = after + len(letters)
    known = Known(epoch, State(size, os.urandom(32)), rosters, f"signed {size}")
    taken = archive.take(Proven(before, known, after, size, tuple(items), tuple(entries), is_all=True))
    assert taken is not None
    return taken


def digests(archive: Archive) -> set[bytes]:
    return {one.record.digest() for one in archive.records()}


def a_team_with_history(place: Place) -> list[Letter]:
    streams = [place.team.testify(KILLING) for _ in range(3)]
    for stream in streams:
        place.team.push(place.team.seal(stream, (Op(("e_type",), "bombing", stream.seen),)))
    late = Device.new(os.urandom)
    place.team.change_roster(add_device(late, Role.DOCUMENTER, mailbox=os.urandom(16), label="Chinar"))
    place.team.testify(KILLING, late)
    return everything_on(place)


def test_what_arrives_in_any_order_is_read_in_the_true_one(place: Place) -> None:
    letters = a_team_with_history(place)
    expected = archive_for(place, place.team.admin, "straight")
    assert give(expected, letters) == 7
    assert expected.set_aside() == {}
    for seed in range(6):
        shuffled = random.Random(seed).sample(letters, len(letters))
        archive = archive_for(place, place.team.admin, f"shuffled{seed}")
        read = sum(give(archive, [letter]) for letter in shuffled)
        assert (read, archive.set_aside(), digests(archive)) == (7, {}, digests(expected))


def test_what_comes_twice_counts_once_and_is_acknowledged_once(place: Place) -> None:
    letters = a_team_with_history(place)
    archive = archive_for(place, place.team.admin, "twice")
    give(archive, letters)
    owed = archive.outbox()
    assert give(archive, letters) == 0
    assert archive.outbox() == owed


def test_a_bad_item_is_set_aside_by_name_and_stops_nobody(place: Place) -> None:
    letters = a_team_with_history(place)
    change = next(one for one in letters if one.kind == Kind.CHANGE)
    lockbox = next(one for one in letters if one.kind == Kind.LOCKBOX)
    bad = [
        Letter(Kind.CHANGE, change.body[:-1], None),
        Letter(Kind.CHANGE, change.body[:6] + b"another team tag" + change.body[22:], None),
        Letter(Kind.LOCKBOX, lockbox.body[:-1] + bytes([lockbox.body[-1] ^ 1]), None),
        Letter(Kind.LOCKBOX, lockbox.body + lockbox.body[-1168:], None),
        Letter(99, b"GWZ1", None),
    ]
    archive = archive_for(place, place.team.admin, "bad")
    roster = [one for one in letters if one.kind == Kind.ROSTER]
    assert give(archive, [*roster, *bad, *letters]) == 7
    assert archive.set_aside() == {"malformed": 3, "wrong_team": 1, "damaged": 1}
    assert len(archive.records()) == 4
    assert not any(one.incomplete for one in archive.records())


def test_a_roster_entry_that_forks_is_refused(place: Place) -> None:
    letters = a_team_with_history(place)
    archive = archive_for(place, place.team.admin, "fork")
    give(archive, letters)
    before = archive.roster.head
    place.team.roster = type(place.team.roster)(
        place.team.roster.members, place.team.roster.heads[:1], place.team.roster.policy
    )
    mallory = add_device(Device.new(os.urandom), Role.COORDINATOR, mailbox=os.urandom(16), label="Mallory")
    forked = place.team._entry(place.team._sign((mallory,)))
    give(archive, [forked])
    assert archive.roster.head == before
    assert archive.set_aside() == {"roster_chain": 1}


def test_a_power_cut_while_a_page_is_kept_loses_nothing_and_halves_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = a_team_with_history(place)
    archive = archive_for(place, place.team.admin, "cut")
    puts = 0
    put = Store.put

    def cut(self: Store, shelf: str, key: bytes, value: object) -> None:
        nonlocal puts
        puts += 1
        if puts == 20:
            raise KeyboardInterrupt
        put(self, shelf, key, value)

    monkeypatch.setattr(Store, "put", cut)
    with pytest.raises(KeyboardInterrupt):
        give(archive, letters)
    assert (archive.cursor.after, archive.count_records(), len(archive.outbox())) == (0, 0, 1)
    monkeypatch.setattr(Store, "put", put)
    assert give(archive, letters) == 7
    assert archive.cursor.after == len(letters)


def test_a_full_disk_is_said_and_what_was_kept_stays(place: Place) -> None:
    desk = place.joined()
    place.team.testify(KILLING)
    desk.sync()
    store = desk._opened()[0]._store
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    for _ in range(40):
        place.team.testify(KILLING)
    with pytest.raises(Refusal, match="device_full"):
        desk.sync()
    assert desk.status().records == 1
    store._connection.execute("PRAGMA max_page_count = 1000000")
    desk.sync()
    assert desk.status().records == 41


def test_a_command_and_the_page_work_on_one_archive(place: Place) -> None:
    page = place.joined()
    command = Desk(place.config())
    command.unlock(PASSPHRASE)
    for _ in range(3):
        place.team.testify(KILLING)
    assert command.sync() == 3
    assert page.preview(STATISTICS).report.selected.considered == 3
    place.team.testify(KILLING)
    assert page.sync() == 1
    assert command.preview(STATISTICS).report.selected.considered == 4
    assert len(place.team.acknowledged()) == 4


@pytest.mark.parametrize("call", ["/items", "/push"])
def test_two_that_exchange_at_the_same_moment_lose_nothing_and_send_nothing_twice(place: Place, call: str) -> None:
    page = place.joined()
    command = Desk(place.config())
    command.unlock(PASSPHRASE)
    for _ in range(3):
        place.team.testify(KILLING)
    relay, interrupted = place.wire.relay, []

    def known(desk: Desk) -> int:
        return desk._opened()[0].known.state.size

    class Slow(httpx.BaseTransport):
        """While the command waits for its answer, the page exchanges."""

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = relay.handle_request(request)
            if request.url.path.endswith(call) and not interrupted:
                interrupted.append(known(command))
                place.team.testify(KILLING)
                page.sync()
                interrupted.append(known(page))
            return answer

    place.wire.relay = Slow()
    read = command.sync()
    before, meanwhile = interrupted
    assert known(command) >= meanwhile > before, "what is known of the log never becomes less"
    assert read == (0 if call == "/items" else 3), "each page is taken by one of them"
    for desk in (page, command):
        desk.sync()
        archive = desk._opened()[0]
        assert (archive.count_records(), archive.outbox(), archive.findings()) == (4, (), ())
    assert len(place.team.acknowledged()) == 4
    acks = [one for one in everything_on(place) if one.kind == Kind.ACK]
    assert len(acks) == (1 if call == "/items" else 2)


def test_after_a_restored_relay_everything_is_offered_again_and_read_again(place: Place) -> None:
    desk = place.joined()
    backup = copy_relay(place.relay_folder, place.folder / "backup")
    for _ in range(3):
        place.team.testify(KILLING)
    desk.sync()
    before = len(everything_on(place))
    restore(backup)
    place.wire.relay = relay_transport(backup)
    place.team.testify(KILLING)
    assert len(everything_on(place)) < before
    assert desk.sync() == 1
    assert len(everything_on(place)) == before + 3, "the new one with its lockbox, and its receipt"
    assert desk.preview(STATISTICS).report.selected.considered == 4
    assert len(place.team.acknowledged()) == 4


def test_a_relay_whose_receipt_is_false_has_received_nothing(place: Place) -> None:
    desk = place.joined()
    place.team.testify(KILLING)
    archive = desk._opened()[0]
    other = replace(trust_in(place.team.roster), relay_pk=SignKey(b"o" * 32).public)
    pushed = place.team.relay.push([request_of(place)], Known())
    with pytest.raises(Refusal, match="receipt_wrong"):
        prove_delivery(other, Known(), pushed)
    desk.sync()
    assert archive.outbox() == ()


def request_of(place: Place) -> Letter:
    return next(one for one in everything_on(place) if one.kind == Kind.CHANGE)


def test_an_archive_that_was_tampered_with_is_refused(place: Place) -> None:
    desk = place.joined()
    desk.lock()
    path = place.folder / "desk" / "archive.sqlite"
    with sqlite3.connect(path) as file:
        rows = file.execute("SELECT name, body FROM entry").fetchall()
        file.execute("UPDATE entry SET body = ? WHERE name = ?", (rows[1][1], rows[0][0]))
    with pytest.raises(Refusal, match="damaged"):
        desk.unlock(PASSPHRASE)


def test_the_names_in_the_archive_tell_nothing(tmp_path: Path) -> None:
    first, second = Locker(b"a" * 32), Locker(b"b" * 32)
    assert first.name("team", b"") == first.name("team", b"")
    assert first.name("team", b"") != second.name("team", b"")
    assert first.name("team", b"x") != first.name("teamx", b"")
    sealed = first.seal(b"n" * 16, "گواہی".encode())
    assert first.open(b"n" * 16, sealed).decode() == "گواہی"
    with pytest.raises(Refusal, match="damaged"):
        first.open(b"m" * 16, sealed)
    with pytest.raises(Refusal, match="damaged"):
        second.open(b"n" * 16, sealed)
