"""`gawahi verify`: every corruption of a copy is found, and the first wrong item is named. Each is planted here."""

from __future__ import annotations

import hashlib
import random
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from server.cli import main
from server.format.item import Kind, item_id
from server.relay import audit
from server.relay.config import CHUNK_BYTES
from tests.relay.conftest import Relay, only_sqlite
from tests.relay.phone import Phone
from tests.relay.teams import Item, Team, sealed

BOX = b"m" * 16
Verify = Callable[..., tuple[int, str]]


@pytest.fixture
def verify(relay: Relay, capsys: pytest.CaptureFixture[str]) -> Verify:
    """The command on this relay's data: its exit status, and what it printed."""

    def run(*more: str, data: Path | None = None) -> tuple[int, str]:
        url = relay.config.database_url
        where = ["--data", str(data or relay.config.data), *(["--database-url", url] if url and data is None else [])]
        capsys.readouterr()
        status = main(["verify", *where, *more])
        captured = capsys.readouterr()
        return status, captured.out + captured.err

    return run


@pytest.fixture
def team(relay: Relay) -> Team:
    """40 items of several kinds, in batches; and two chunks."""
    team = relay.team()
    kinds = [(Kind.CHANGE, None), (Kind.ROSTER, BOX), (Kind.ACK, BOX), (Kind.LOCKBOX, None)]
    for _ in range(10):
        team.push([(kind, sealed(team.tag, kind, 150), box) for kind, box in kinds])
    for _ in range(2):
        keep_chunk(team)
    return team


def keep_chunk(team: Team) -> str:
    data = secrets.token_bytes(CHUNK_BYTES)
    name = hashlib.sha256(data).hexdigest()
    assert team.call("PUT", f"chunks/{name}", content=data).status_code == 204
    return name


def alter(relay: Relay, *statements: str, **values: object) -> None:
    from sqlalchemy import text

    with relay.app.extensions["gawahi_store"].writing() as connection:
        for statement in statements:
            names = {name: value for name, value in values.items() if f":{name}" in statement}
            assert connection.execute(text(statement), names).rowcount


def stored(relay: Relay, number: int, team: Team) -> tuple[bytes, ...]:
    from sqlalchemy import text

    query = (
        "select body, item_id, nodes from items where number = :number"
        " and team = (select id from teams where team_tag = :tag)"
    )
    with relay.app.extensions["gawahi_store"].reading() as connection:
        return tuple(map(bytes, connection.execute(text(query), {"number": number, "tag": team.tag}).one()))


def flipped(data: bytes, place: int = 60) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_a_sound_relay_is_said_to_be_sound_with_the_root_that_its_phones_know(
    relay: Relay, team: Team, verify: Verify, tmp_path: Path
) -> None:
    phone, empty = Phone.of(team), relay.team()
    phone.pull()
    notes = [tmp_path / "early", tmp_path / "late"]
    notes[0].write_text(phone.checkpoint, encoding="utf-8", newline="")
    phone.push([(Kind.CHANGE, sealed(team.tag), None)])
    notes[1].write_text(phone.checkpoint, encoding="utf-8", newline="")
    status, printed = verify("--checkpoint", str(notes[0]), "--checkpoint", str(notes[1]))
    assert status == 0
    root = phone.checkpoint.split("\n")[2]
    assert f"Team {team.tag.hex()}: 41 items and 2 chunks are as they were entered. Root: {root}\n" in printed
    assert f"Team {empty.tag.hex()}: 0 items and 0 chunks are as they were entered." in printed


def test_a_flipped_byte_is_found(relay: Relay, team: Team, verify: Verify) -> None:
    body, *_ = stored(relay, 17, team)
    alter(relay, "update items set body = :body where number = 17", body=flipped(body))
    assert verify() == (1, f"Team {team.tag.hex()}, item 17: its bytes are not those that it is named by.\n")


def test_a_letter_that_was_put_into_another_mailbox_is_found(relay: Relay, team: Team, verify: Verify) -> None:
    alter(relay, "update items set mailbox = :box where number = 11", box=b"o" * 16)
    assert verify() == (1, f"Team {team.tag.hex()}, item 11: its bytes are not those that it is named by.\n")


@pytest.mark.parametrize("number", [1, 23, 40])
def test_an_item_that_is_gone_is_found(relay: Relay, team: Team, verify: Verify, number: int) -> None:
    alter(relay, "delete from items where number = :number", number=number)
    assert verify() == (1, f"Team {team.tag.hex()}, item {number}: it is missing.\n")


def test_swapped_items_are_found(relay: Relay, team: Team, verify: Verify) -> None:
    """Their rows are right by themselves; the tree knows where they stood."""
    alter(
        relay,
        "update items set number = 1000 where number = 9",
        "update items set number = 9 where number = 25",
        "update items set number = 25 where number = 1000",
        "update items set rosters = 2 where number = 9",
        "update items set rosters = 6 where number = 25",
    )
    assert verify() == (
        1,
        f"Team {team.tag.hex()}, item 10: the log over the items 9 to 10 is not that of these items.\n",
    )


def test_an_item_of_another_team_is_found(relay: Relay, team: Team, verify: Verify) -> None:
    foreign = sealed(secrets.token_bytes(16), size=150)
    name = item_id(Kind.CHANGE, foreign, None)
    alter(relay, "update items set body = :body, item_id = :name where number = 21", body=foreign, name=name)
    assert verify() == (1, f"Team {team.tag.hex()}, item 21: it belongs to another team.\n")


def test_an_item_that_is_not_of_its_kind_is_found(relay: Relay, team: Team, verify: Verify) -> None:
    body = b"junk" + bytes(100)
    name = item_id(Kind.CHANGE, body, None)
    alter(relay, "update items set body = :body, item_id = :name where number = 21", body=body, name=name)
    assert verify() == (1, f"Team {team.tag.hex()}, item 21: it is not of its kind.\n")


def test_an_item_that_was_replaced_by_another_in_good_form_is_found(relay: Relay, team: Team, verify: Verify) -> None:
    body = sealed(team.tag, size=150)
    name = item_id(Kind.CHANGE, body, None)
    alter(relay, "update items set body = :body, item_id = :name where number = 21", body=body, name=name)
    assert verify() == (
        1,
        f"Team {team.tag.hex()}, item 22: the log over the items 21 to 22 is not that of these items.\n",
    )


def test_a_wrong_count_of_roster_entries_is_found(relay: Relay, team: Team, verify: Verify) -> None:
    alter(relay, "update items set rosters = 4 where number = 13")
    assert verify() == (1, f"Team {team.tag.hex()}, item 13: it counts 4 roster entries, and there are 3.\n")


@pytest.mark.parametrize(("level", "first"), [(1, 15), (2, 13), (4, 1)])
def test_a_changed_node_of_the_tree_is_found(relay: Relay, team: Team, verify: Verify, level: int, first: int) -> None:
    *_, nodes = stored(relay, 16, team)
    changed = flipped(nodes, 32 * (level - 1))
    alter(relay, "update items set nodes = :nodes where number = 16", nodes=changed)
    assert verify() == (
        1,
        f"Team {team.tag.hex()}, item 16: the log over the items {first} to 16 is not that of these items.\n",
    )


@pytest.mark.parametrize("nodes", [b"", bytes(31), bytes(200)])
def test_nodes_that_are_cut_or_added_to_are_found(relay: Relay, team: Team, verify: Verify, nodes: bytes) -> None:
    alter(relay, "update items set nodes = :nodes where number = 15", nodes=b"x" + nodes)
    status, printed = verify()
    assert (status, printed.partition(":")[0]) == (1, f"Team {team.tag.hex()}, item 15")


def test_a_changed_end_of_the_log_is_found(relay: Relay, team: Team, verify: Verify) -> None:
    alter(relay, "update teams set head = 41")
    assert verify() == (1, f"Team {team.tag.hex()}, item 41: it is missing.\n")
    alter(relay, "update teams set head = 39")
    assert verify() == (
        1,
        f"Team {team.tag.hex()}, item 40: it lies beyond the end of the log, which has 39 items.\n",
    )
    alter(relay, "update teams set head = 40, frontier = :frontier", frontier=bytes(64))
    assert verify() == (1, f"Team {team.tag.hex()}, the end of its log is not that of its items.\n")


def test_a_missing_and_a_damaged_chunk_are_found(relay: Relay, team: Team, verify: Verify) -> None:
    names = sorted(path.name for path in relay.config.chunk_folder.rglob("*") if path.is_file())
    first, second = (next(relay.config.chunk_folder.rglob(name)) for name in names)
    data = second.read_bytes()
    second.write_bytes(flipped(data, 200_000))
    assert verify() == (
        1,
        f"Team {team.tag.hex()}, chunk {names[1]}: its bytes are not those that it is named by.\n",
    )
    second.write_bytes(data[:-1])
    assert f"chunk {names[1]}: its bytes" in verify()[1]
    first.unlink()
    assert verify() == (1, f"Team {team.tag.hex()}, chunk {names[0]}: it is missing.\n")


def test_a_checkpoint_of_another_history_is_found(relay: Relay, team: Team, verify: Verify, tmp_path: Path) -> None:
    phone = Phone.of(team)
    phone.push([(Kind.CHANGE, sealed(team.tag), None) for _ in range(5)])
    note = tmp_path / "note"
    note.write_text(phone.checkpoint, encoding="utf-8", newline="")
    before = rewound(relay, team, to=38)
    assert verify("--checkpoint", str(note)) == (
        1,
        f"Team {team.tag.hex()}, item 39: it is missing; the relay signed a log of 45 items.\n",
    )
    before.push([(Kind.CHANGE, sealed(team.tag), None) for _ in range(9)])
    assert verify()[0] == 0, "by itself it is a sound log"
    assert verify("--checkpoint", str(note)) == (
        1,
        f"Team {team.tag.hex()}, items 1 to 45: they are not those that the relay signed.\n",
    )
    relay.again()
    alter(relay, "update teams set epoch = :epoch", epoch=b"n" * 16)
    assert "not those that the relay signed before it was restored" in verify("--checkpoint", str(note))[1]


def rewound(relay: Relay, team: Team, *, to: int) -> Team:
    """As if a backup of that size had been put back, or a relay had thought better of it."""
    from server.format.log import Frontier, leaf

    query = [stored(relay, number, team)[1] for number in range(1, to + 1)]
    rosters = [(number + 2) // 4 for number in range(1, to + 1)]
    tree = Frontier().extend(leaf(name, count) for name, count in zip(query, rosters, strict=True))
    alter(
        relay,
        "delete from items where number > :head",
        "update teams set head = :head, rosters = :rosters, frontier = :frontier",
        head=to,
        rosters=rosters[-1],
        frontier=b"".join(tree.peaks),
    )
    return team


def test_what_is_no_checkpoint_of_this_relay_is_said_before_anything_is_looked_at(
    relay: Relay, team: Team, verify: Verify, tmp_path: Path
) -> None:
    phone = Phone.of(team)
    phone.pull()
    note = tmp_path / "note"
    note.write_text(phone.checkpoint.replace("gawahi", "Gawahi"), encoding="utf-8")
    assert verify("--checkpoint", str(note))[0] == 2
    note.write_text(phone.checkpoint, encoding="utf-8")
    assert "no checkpoint that this relay signed" in verify("--checkpoint", str(note), "--relay-pk", "00" * 32)[1]
    assert "hexadecimal" in verify("--checkpoint", str(note), "--relay-pk", "xyz")[1]
    assert verify("--checkpoint", str(note), "--relay-pk", phone.relay_pk.hex())[0] == 0
    assert verify("--checkpoint", str(tmp_path / "nothing"))[0] == 2
    relay.config.key_file.rename(tmp_path / "key")
    assert "--relay-pk" in verify("--checkpoint", str(note))[1]
    assert verify("--checkpoint", str(note), "--relay-pk", phone.relay_pk.hex())[0] == 0


def test_a_checkpoint_of_a_team_that_is_gone_is_found(relay: Relay, team: Team, verify: Verify, tmp_path: Path) -> None:
    other = relay.team()
    phone = Phone.of(other)
    phone.pull()
    note = tmp_path / "note"
    note.write_text(phone.checkpoint, encoding="utf-8")
    assert other.delete(1).status_code == 200
    status, printed = verify("--checkpoint", str(note))
    assert status == 1
    assert f"Team {other.tag.hex()}, this relay knows no such team." in printed


def test_each_team_is_told_of_though_one_is_damaged(relay: Relay, team: Team, verify: Verify) -> None:
    other = relay.team()
    items: list[Item] = [(Kind.CHANGE, sealed(other.tag), None) for _ in range(3)]
    other.push(items)
    alter(relay, "update items set kind = 2 where number = 39")
    status, printed = verify()
    assert status == 1
    assert f"Team {team.tag.hex()}, item 39: " in printed
    assert f"Team {other.tag.hex()}: 3 items" in printed


def test_long_work_shows_how_far_it_is(
    relay: Relay, team: Team, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PROGRESS_EVERY", 15)
    assert f"Team {team.tag.hex()}: 30 of 40 items\n" in verify()[1]


@only_sqlite
def test_a_copy_is_read_and_never_written(relay: Relay, team: Team, verify: Verify, tmp_path: Path) -> None:
    """With and without a write-ahead log beside it: what is only there counts too."""
    copy = tmp_path / "copy"
    shutil.copytree(relay.config.data, copy)
    assert (copy / "relay.sqlite-wal").stat().st_size
    (copy / "relay.sqlite-shm").unlink()
    before = contents(copy)
    assert "40 items and 2 chunks" in verify(data=copy)[1]
    after = contents(copy)
    assert {name: after[name] for name in before} == before
    with sqlite3.connect(copy / "relay.sqlite") as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    for path in copy.glob("relay.sqlite-*"):
        path.unlink()
    before = contents(copy)
    assert "40 items and 2 chunks" in verify(data=copy)[1]
    assert contents(copy) == before, "not even a file of locks was made"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: hashlib.sha256(path.read_bytes()).digest() for path in folder.rglob("*") if path.is_file()}


@only_sqlite
def test_a_database_that_breaks_off_is_named_at_the_item_where_it_does(
    relay: Relay, team: Team, verify: Verify, tmp_path: Path
) -> None:
    team.push([(Kind.CHANGE, sealed(team.tag, size=9000), None) for _ in range(200)])
    copy = tmp_path / "copy"
    shutil.copytree(relay.config.data, copy)
    with sqlite3.connect(copy / "relay.sqlite") as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    luck, found = random.Random(1), 0
    whole = (copy / "relay.sqlite").read_bytes()
    for _ in range(12):
        place = luck.randrange(16_384 * 8, len(whole) - 16_384)
        (copy / "relay.sqlite").write_bytes(whole[:place] + secrets.token_bytes(16_384) + whole[place + 16_384 :])
        status, printed = verify(data=copy)
        found += status == 1
        assert status == 1, printed
        assert "item" in printed
    assert found == 12


def test_what_is_no_relay_is_said(verify: Verify, tmp_path: Path) -> None:
    status, printed = verify(data=tmp_path)
    assert (status, printed) == (2, f"There is no database {(tmp_path / 'relay.sqlite').resolve()}.\n")
    with sqlite3.connect(tmp_path / "relay.sqlite") as connection:
        connection.execute("create table teams (id integer)")
    connection.close()
    assert "tables of another version" in verify(data=tmp_path)[1]
