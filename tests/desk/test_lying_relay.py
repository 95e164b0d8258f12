"""Whatever a relay lies about, the desk says so by name within one exchange, keeps nothing of it, and has lost nothing
once the relay is honest again."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from server.desk.desk import Desk
from server.format.item import Kind
from server.format.refusals import Refusal
from server.format.roster import Role
from server.seal.device import Device
from server.seal.roster import add_device
from tests.desk.conftest import PASSPHRASE
from tests.desk.scene import TOLD, Scene, names, new_scene
from tests.liar import LIES, Lie, restore, withholding


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return new_scene(tmp_path)


def what_it_has(desk: Desk) -> tuple[object, ...]:
    archive = desk._opened()[0]
    held = frozenset(item.letter for item in archive.held())
    return archive.cursor, archive.known, frozenset(archive.outbox()), held, archive.count_records()


@pytest.mark.parametrize("lie", [lie for lie in LIES if lie.of == "items"], ids=lambda lie: lie.name)
def test_nothing_of_a_page_that_does_not_prove_itself_is_kept(scene: Scene, lie: Lie) -> None:
    desk = scene.desk()
    for _ in range(3):
        scene.tell()
    before = what_it_has(desk)
    scene.liar.lie = lie
    with pytest.raises(Refusal) as refused:
        desk.sync()
    assert (refused.value.name, scene.liar.told, what_it_has(desk)) == (lie.named, 1, before)
    scene.liar.lie = None
    assert desk.sync() == 3
    assert (names(desk), scene.acknowledged()) == ([], 5)


@pytest.mark.parametrize("lie", [lie for lie in LIES if lie.of == "push"], ids=lambda lie: lie.name)
def test_nothing_counts_as_delivered_that_no_receipt_proves(scene: Scene, lie: Lie) -> None:
    desk = scene.desk()
    second = Device.new(os.urandom)
    scene.team.change_roster(add_device(second, Role.DOCUMENTER, mailbox=os.urandom(16), label="Chinar"))
    scene.tell()
    scene.team.testify(TOLD, second)
    scene.liar.lie = lie
    with pytest.raises(Refusal, match=lie.named):
        desk.sync()
    assert scene.liar.told == 1
    assert len(desk._opened()[0].outbox()) == 2, "both acknowledgements are still owed"
    scene.liar.lie = None
    desk.sync()
    assert (desk._opened()[0].outbox(), names(desk), scene.acknowledged()) == ((), [], 3)


def test_a_relay_that_says_it_stored_and_did_not_is_named_and_sent_everything_again(scene: Scene) -> None:
    desk = scene.desk()
    scene.tell()
    honest = scene.liar.folder
    for_show = scene.liar.copy("for-show")
    scene.liar.serve(for_show)
    desk.sync()
    assert desk._opened()[0].outbox() == (), "it was given a genuine receipt"
    scene.liar.serve(honest)
    assert scene.acknowledged() == 2, "which was a lie"
    desk.sync()
    assert (names(desk), scene.acknowledged()) == (["log_rolled_back"], 3)


@pytest.mark.parametrize("forget_seen", [False, True], ids=["and says so", "and hides it"])
def test_a_relay_that_goes_back_to_an_older_copy_is_named_and_nothing_is_lost(scene: Scene, forget_seen: bool) -> None:
    desk = scene.desk()
    older = scene.liar.copy("older")
    for _ in range(3):
        scene.tell()
    desk.sync()
    signed = desk._opened()[0].known.note
    scene.liar.serve(older, forget_seen=forget_seen)
    desk.sync()
    (finding,) = desk.findings()
    assert (finding.name, finding.before, finding.is_seen) == ("log_rolled_back", signed, False)
    assert finding.after.split("\n")[0] == signed.split("\n")[0]
    assert int(finding.after.split("\n")[1]) > 0
    assert (desk.status().records, scene.acknowledged()) == (5, 5)
    assert len([one for one in scene.team.items() if one.kind == Kind.CHANGE]) == 5, "all are offered again"


def test_a_relay_that_went_back_and_grew_again_shows_another_history(scene: Scene) -> None:
    desk = scene.desk()
    older = scene.liar.copy("older")
    scene.tell()
    desk.sync()
    before = desk._opened()[0].known.note
    scene.liar.serve(older)
    for _ in range(4):
        scene.tell()
    desk.sync()
    (finding,) = desk.findings()
    assert (finding.name, finding.before) == ("log_fork", before)
    assert int(finding.after.split("\n")[1]) > int(before.split("\n")[1])
    assert desk.status().records == 7
    assert scene.acknowledged() == 7


def test_a_relay_that_goes_to_and_fro_is_given_up_by_name_and_read_when_it_stands(scene: Scene) -> None:
    desk = scene.desk()
    honest, other = scene.liar.folder, scene.liar.copy("other")
    scene.tell()
    desk.sync()
    scene.liar.serve(other)
    for _ in range(4):
        scene.tell()
    turns = 0
    inner = scene.liar.handle_request

    def turn(request: httpx.Request) -> httpx.Response:
        nonlocal turns
        turns += 1
        scene.liar.serve(other if turns % 2 else honest)
        return inner(request)

    scene.liar.handle_request = turn  # type: ignore[method-assign]
    with pytest.raises(Refusal) as refused:
        desk.sync()
    assert refused.value.name in ("log_rolled_back", "log_fork")
    assert turns < 20
    del scene.liar.handle_request  # type: ignore[method-assign]
    scene.liar.serve(other)
    desk.sync()
    assert desk.status().records == 7
    assert scene.acknowledged() == 7


@pytest.mark.parametrize("name", ["epoch_changed", "log_rolled_back"])
def test_a_relay_that_never_stops_saying_that_it_was_restored_is_given_up_by_name(scene: Scene, name: str) -> None:
    desk = scene.desk()
    asked = 0

    class Restless(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal asked
            asked += 1
            return httpx.Response(409, json={"error": {"name": name, "epoch": os.urandom(16).hex()}})

    scene.wire.relay = Restless()
    with pytest.raises(Refusal) as refused:
        desk.sync()
    assert (refused.value.name, asked) == (name, 3)
    scene.wire.relay = scene.liar
    scene.tell()
    assert desk.sync() == 1
    assert scene.acknowledged() == 3


def test_a_newcomer_from_whom_a_change_of_the_members_is_withheld_is_told(scene: Scene) -> None:
    link = scene.team.invite()
    scene.team.change_roster(add_device(Device.new(os.urandom), Role.DOCUMENTER, mailbox=os.urandom(16), label="C"))
    scene.tell()
    scene.liar.lie = lie = withholding(scene.liar.folder, Kind.ROSTER)
    desk = Desk(scene.config())
    with pytest.raises(Refusal, match=lie.named):
        desk.join(link, "Desk", PASSPHRASE)
    assert (scene.liar.told, desk.status().state) == (1, "new")
    scene.liar.lie = None
    desk.join(link, "Desk", PASSPHRASE)
    assert desk.status().state == "joining"


def test_an_honest_restore_accuses_nobody_and_everything_is_offered_again(scene: Scene) -> None:
    desk = scene.desk()
    older = scene.liar.copy("older")
    scene.tell()
    desk.sync()
    scene.team.testify(TOLD, seen=scene.team.look())
    restore(older)
    scene.liar.serve(older)
    assert desk.sync() == 0
    assert (names(desk), desk.status().records) == ([], 3)
    scene.team.testify(TOLD, seen=scene.team.look())
    assert desk.sync() == 1
    assert (names(desk), scene.acknowledged()) == ([], 4)
