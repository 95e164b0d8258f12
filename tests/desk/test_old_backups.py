"""A desk's folder that comes back from an old backup, an archive of an older version, a relay that was restored, a
phone that was away for a year: nothing is lost, nobody is accused, and all end with the same."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from server.desk.archive import entries
from server.desk.archive.entries import Cursor
from server.desk.desk import Desk
from server.desk.relay_client import Letter
from server.format.change import Change, Op
from server.format.item import Kind
from server.format.roster import Role
from server.seal.change import seal_change
from server.seal.device import Device
from server.seal.lockbox import new_stream
from server.seal.roster import add_device
from tests.desk.conftest import PASSPHRASE
from tests.desk.scene import TOLD, Scene, names, new_scene
from tests.desk.team import Stream, ops_of
from tests.desk.test_archive import digests
from tests.liar import restore


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return new_scene(tmp_path)


def everything(desk: Desk) -> tuple[object, ...]:
    archive = desk._opened()[0]
    held = frozenset(item.letter for item in archive.held())
    return digests(archive), held, archive.outbox(), archive.known.state, archive.roster.head, desk.set_aside()


def settled(desk: Desk) -> Desk:
    """Exchanged until nothing moves: what it sent it has also seen come back."""
    for _ in range(3):
        desk.sync()
    return desk


def from_backup(scene: Scene, desk: Desk, backup: Path) -> Desk:
    desk.lock()
    folder = scene.folder / "desk"
    shutil.rmtree(folder)
    shutil.copytree(backup, folder)
    again = Desk(scene.config())
    again.unlock(PASSPHRASE)
    return again


def backed_up(scene: Scene, desk: Desk) -> Path:
    desk.lock()
    backup = scene.folder / "backup-of-the-desk"
    shutil.copytree(scene.folder / "desk", backup)
    desk.unlock(PASSPHRASE)
    return backup


def a_year(scene: Scene, desk: Desk) -> None:
    """New testimonies, corrections, a coordinator who comes later and is granted everything."""
    stream = scene.tell(scene.team.look())
    desk.sync()
    late = Device.new(os.urandom)
    scene.team.change_roster(add_device(late, Role.COORDINATOR, mailbox=os.urandom(16), label="Dawood"))
    scene.team.push(scene.team.seal(stream, (Op(("e_type",), "bombing", stream.seen),), scene.team.look()))
    scene.tell(scene.team.look())
    settled(desk)
    assert desk.status().records == 4


def test_a_desk_from_an_old_backup_ends_where_it_was(scene: Scene) -> None:
    desk = scene.desk()
    backup = backed_up(scene, desk)
    a_year(scene, desk)
    expected = everything(desk)
    again = settled(from_backup(scene, desk, backup))
    records, _, outbox, _, head, aside = everything(again)
    assert (records, outbox, head, aside) == (expected[0], (), expected[4], expected[5])
    held = {item.letter for item in again._opened()[0].held()}
    assert held >= expected[1]  # type: ignore[operator]
    assert (names(again), scene.acknowledged()) == ([], 5)


def test_a_desk_from_a_backup_before_it_was_let_in_ends_where_it_was(scene: Scene) -> None:
    desk = Desk(scene.config())
    desk.join(scene.team.invite(), "Desk", PASSPHRASE)
    backup = backed_up(scene, desk)
    scene.team.admit()
    scene.tell()
    scene.tell()
    a_year(scene, desk)
    again = settled(from_backup(scene, desk, backup))
    assert everything(again)[0] == digests(again._opened()[0])
    assert (again.status().records, again._opened()[0].outbox(), names(again)) == (4, (), [])
    assert len([one for one in scene.team.items() if one.kind == Kind.REQUEST]) == 1, "it asks with the same letter"


def test_desk_and_relay_from_backups_of_different_days_end_with_everything(scene: Scene) -> None:
    desk = scene.desk()
    backup = backed_up(scene, desk)
    relay_backup = scene.liar.copy("relay-backup")
    a_year(scene, desk)
    restore(relay_backup)
    scene.liar.serve(relay_backup)
    desk.sync()
    assert (names(desk), desk.status().records, scene.acknowledged()) == ([], 4, 5)
    again = settled(from_backup(scene, desk, backup))
    assert (names(again), again.status().records, again._opened()[0].outbox()) == ([], 4, ())
    assert scene.acknowledged() == 5


def test_what_was_delivered_and_never_seen_again_is_offered_when_the_relay_loses_it(scene: Scene) -> None:
    desk = scene.desk()
    relay_backup = scene.liar.copy("relay-backup")
    scene.tell()
    desk.sync()
    assert scene.acknowledged() == 3
    restore(relay_backup)
    scene.liar.serve(relay_backup)
    assert scene.acknowledged() == 2
    desk.sync()
    assert scene.acknowledged() == 3, "the phone must learn again that it can be read"


def test_an_archive_that_knows_no_log_reads_everything_again_and_goes_on(scene: Scene) -> None:
    desk = scene.desk()
    scene.tell()
    archive = settled(desk)._opened()[0]
    with archive._store.writing():
        archive._store.take_out(entries.LOG, entries.ONLY)
        archive._store.put(entries.CURSOR, entries.ONLY, Cursor(archive.known.epoch, archive.cursor.after).value())
        archive._store._connection.execute("DROP TABLE block")
    desk.lock()
    desk.unlock(PASSPHRASE)
    assert desk._opened()[0].cursor.after == 0
    scene.tell(scene.team.look())
    assert desk.sync() == 1
    assert (desk.status().records, names(desk), desk._opened()[0].outbox()) == (4, [], ())


def test_a_letter_that_an_older_version_owed_goes_out_and_is_owed_no_more(scene: Scene) -> None:
    desk = scene.desk()
    scene.tell()
    archive = settled(desk)._opened()[0]
    letter = next(one for one in scene.team.items() if one.kind == Kind.ACK)
    with archive._store.writing():
        # Letters were once named without their mailboxes.
        archive._store.put(entries.OUTBOX, os.urandom(32), [int(letter.kind), letter.body, letter.mailbox])
    desk.lock()
    desk.unlock(PASSPHRASE)
    assert desk._opened()[0].outbox() == (letter,)
    desk.sync()
    assert desk._opened()[0].outbox() == ()


def test_a_phone_that_was_away_for_a_year_is_read_and_accuses_nobody(scene: Scene) -> None:
    desk = scene.desk()
    lockbox, writer = new_stream(scene.team.roster, os.urandom)
    seen = scene.team.look()
    stream = Stream(os.urandom(16), scene.team.phone, writer)
    sealed = []
    for time, form in ((0, "0.1"), (253_402_300_799_999, "1"), (1, "99")):
        change = Change(
            stream.record,
            "testimony",
            ("gawahi_default", form),
            time,
            tuple(stream.seen),
            ops_of(TOLD) if not time else (),
        )
        done = seal_change(scene.team.phone, stream.writer, change, nonce=os.urandom(12), checkpoint=seen)
        stream.writer, stream.seen = done.writer, (done.change_id,)
        sealed.append(done)
    a_year(scene, desk)
    backup = scene.liar.copy("relay-backup")
    restore(backup)
    scene.liar.serve(backup)
    desk.sync()
    scene.team.push(Letter(Kind.LOCKBOX, lockbox, None), *(Letter(Kind.CHANGE, done.envelope, None) for done in sealed))
    assert desk.sync() == 3
    assert (desk.status().records, desk.set_aside(), names(desk)) == (5, {}, [])
    assert scene.acknowledged() == 8
