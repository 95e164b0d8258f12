"""A relay that shows one history to the desk and another to a phone is found out by what the phone's changes say; and
nobody is accused who saw what the desk saw."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.desk.archive.gossip import Claim, Gossip
from server.desk.archive.locker import Locker
from server.desk.archive.log import BRANCHES_LIMIT, Leaves, Log
from server.desk.archive.store import Store
from server.format.change import Op
from server.format.envelope import ZERO_ID, Checkpoint
from server.format.item import Kind
from server.format.log import Frontier
from server.format.roster import Role
from server.seal.device import Device
from server.seal.roster import add_device
from tests.desk.conftest import PASSPHRASE
from tests.desk.scene import Scene, names, new_scene
from tests.desk.test_grants import grant, keys_of, newest_member
from tests.liar import Liar, restore


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return new_scene(tmp_path)


def test_whoever_saw_the_same_log_accuses_nobody(scene: Scene) -> None:
    desk = scene.desk()
    for _ in range(3):
        scene.tell(scene.team.look())
        scene.tell()
    stream = scene.tell(scene.team.look())
    desk.sync()
    old = scene.team.look()
    for _ in range(3):
        scene.tell(scene.team.look())
    scene.team.push(scene.team.seal(stream, (Op(("e_type",), "bombing", stream.seen),), old))
    desk.sync()
    assert (names(desk), desk.status().records) == ([], 12)


@pytest.mark.parametrize(
    "lie",
    [
        lambda seen: Checkpoint(seen.log_size, os.urandom(32)),
        lambda seen: Checkpoint(seen.log_size - 1, seen.log_root),
        lambda seen: Checkpoint(seen.log_size + 100, seen.log_root),
        lambda seen: Checkpoint((1 << 53) - 1, seen.log_root),
        lambda seen: Checkpoint(0, seen.log_root),
        lambda seen: Checkpoint(seen.log_size, ZERO_ID),
    ],
    ids=["another root", "another size", "a longer log", "a log without end", "no log, and a root", "no root"],
)
def test_whoever_saw_another_log_is_named_and_what_they_said_stays(scene: Scene, lie) -> None:
    desk = scene.desk()
    scene.tell(lie(scene.team.look()))
    assert desk.sync() == 1
    (finding,) = desk.findings()
    assert (finding.name, finding.author, finding.is_seen) == ("log_fork", scene.team.phone.id, False)
    assert desk.label_of(finding.author) == "Bilal"
    assert finding.after.startswith(f"gawahi/{scene.team.roster.team_tag.hex()}/")
    assert (desk.status().records, scene.acknowledged()) == (3, 3)
    scene.tell(lie(scene.team.look()))
    desk.sync()
    assert len(desk.findings()) == 1, "the same author is named once"


def test_nobody_can_have_seen_their_own_change_before_they_sent_it(scene: Scene) -> None:
    desk = scene.desk()
    desk.sync()
    archive, seen = desk._opened()[0], scene.team.look()
    assert archive.cursor.after == seen.log_size
    gossip = Gossip(Leaves(archive._store), Log(0, archive.known), seen.log_size, (), 0)

    def found(number: int) -> list[str]:
        return [one.name for one in gossip.forks([Claim(scene.team.phone.id, number, archive.roster.seq, seen)])]

    assert (found(seen.log_size + 1), found(seen.log_size)) == ([], ["log_fork"])


def test_two_desks_to_whom_a_relay_shows_two_histories_find_out(scene: Scene) -> None:
    first = scene.desk()
    second = scene.another_desk()
    first.sync()
    # From here on the second desk is shown a copy, into which the relay carries what the phone says.
    apart = Liar(scene.liar.copy("apart"))
    second._config = type(second._config)(
        second._config.folder, second._config.relay, 8001, apart, second._config.cost, scene.clock
    )
    second._http = None
    for _ in range(2):
        scene.tell(scene.team.look())
    carried = [one for one in scene.team.items() if one.kind in (Kind.LOCKBOX, Kind.CHANGE)][-4:]
    scene.liar.serve(apart.folder)
    scene.team.push(*carried[2:])
    scene.liar.serve(scene.liar.folder)
    first.sync()
    second.sync()
    assert names(first) == []
    (finding,) = second.findings()
    assert (finding.name, finding.author) == ("log_fork", scene.team.phone.id)


def test_what_was_sealed_before_the_desk_came_may_speak_of_a_log_it_was_never_shown(scene: Scene) -> None:
    scene.tell(scene.team.look())
    restore(scene.liar.folder)
    desk = scene.joined()
    scene.team.push(grant(scene, newest_member(scene), keys_of(scene)))
    assert desk.sync() == 1
    assert names(desk) == []
    scene.tell(Checkpoint(1, os.urandom(32)))
    desk.sync()
    assert names(desk) == ["log_fork"]


def test_a_phone_that_saw_more_than_the_desk_before_a_restore_accuses_nobody(scene: Scene) -> None:
    desk = scene.desk()
    backup = scene.liar.copy("backup")
    scene.tell()
    lost = scene.team.look()
    restore(backup)
    scene.liar.serve(backup)
    scene.tell(lost)
    desk.sync()
    assert names(desk) == [], "it may have been lost with the old log"
    scene.team.change_roster(add_device(Device.new(os.urandom), Role.DOCUMENTER, mailbox=os.urandom(16), label="C"))
    scene.tell(lost)
    desk.sync()
    assert names(desk) == ["log_fork"], "its author has been here since, and still speaks of the old log"


def test_the_desk_remembers_earlier_logs_over_a_restart(scene: Scene) -> None:
    desk = scene.desk()
    old = [scene.team.look()]
    for _ in range(2):
        restore(scene.liar.folder)
        scene.liar.serve(scene.liar.folder)
        desk.sync()
        scene.tell()
        desk.sync()
        old.append(scene.team.look())
    desk.lock()
    desk.unlock(PASSPHRASE)
    scene.team.change_roster(add_device(Device.new(os.urandom), Role.DOCUMENTER, mailbox=os.urandom(16), label="C"))
    for seen in old:
        scene.tell(seen)
    desk.sync()
    assert (names(desk), desk.status().records) == ([], 7)


def test_only_so_many_earlier_logs_are_remembered(scene: Scene) -> None:
    desk = scene.desk()
    archive = desk._opened()[0]
    blocks = archive._store._connection.execute("SELECT count(*) FROM block").fetchone()[0]
    for _ in range(BRANCHES_LIMIT + 3):
        archive.start_again(os.urandom(16))
        archive._logbook().append(0, [])
    assert len(archive._memory.branches) == BRANCHES_LIMIT
    kept = archive._store._connection.execute("SELECT count(*) FROM block").fetchone()[0]
    assert kept <= blocks + BRANCHES_LIMIT


def test_the_root_of_every_earlier_size_is_known_whatever_pages_it_came_in(tmp_path: Path) -> None:
    store = Store(tmp_path / "archive.sqlite", Locker(b"v" * 32))
    book, leaves, size = Leaves(store), [os.urandom(32) for _ in range(1_700)], 0
    for count in (0, 1, 510, 1, 1, 511, 0, 512, 164):
        with store.writing():
            book.append(3, size, leaves[size : size + count])
        size += count
    assert size == len(leaves)
    sizes = [0, 1, 2, 511, 512, 513, 1_023, 1_024, 1_025, 1_536, 1_537, 1_699, 1_700]
    assert book.roots(3, sizes) == {one: Frontier().extend(leaves[:one]).root() for one in sizes}
    assert book.roots(3, [700]) == {700: Frontier().extend(leaves[:700]).root()}
    store.close()
