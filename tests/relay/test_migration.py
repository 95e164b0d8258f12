"""A relay of the version before keeps all it has: every item under its number, and from now on in a log."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection, text

from server.format.item import Kind, item_id
from server.format.log import Frontier, State, leaf
from server.relay.app import create_relay
from server.relay.config import RelayConfig
from server.relay.database import open_engine
from server.relay.ground import prepare
from server.relay.migrate import migrate
from tests.faults.ground import MORTAL, died_at, doom
from tests.faults.places import BY_NAME
from tests.postgresql import Cluster
from tests.relay.conftest import Clock, Relay
from tests.relay.phone import Phone
from tests.relay.teams import Item, Team, sealed
from tests.served import Served

BOX = b"m" * 16
KINDS = ((Kind.CHANGE, None), (Kind.ROSTER, BOX), (Kind.ACK, BOX), (Kind.IDENTITY, None), (Kind.GRANT, BOX))


def letters(team: Team, count: int) -> list[Item]:
    chosen = [KINDS[place % len(KINDS)] for place in range(count)]
    return [(kind, sealed(team.tag, kind, 100 + place), box) for place, (kind, box) in enumerate(chosen)]


def old_relay(config: RelayConfig, *teams: tuple[Team, list[Item]]) -> None:
    """As the first version left it: an item's id covered its kind and body alone."""
    config.data.mkdir(parents=True, exist_ok=True)
    migrate(config.database, "0001")
    engine = open_engine(config.database)
    with engine.begin() as connection:
        for team, items in teams:
            fill(connection, team, items)
    engine.dispose()


def fill(connection: Connection, team: Team, items: list[Item]) -> None:
    row: dict[str, Any] = {
        "tag": team.tag,
        "epoch": b"e" * 16,
        "head": len(items),
        "hash": hashlib.sha256(team.token).digest(),
    }
    row["admin"] = team.admin.public_key().public_bytes_raw()
    connection.execute(
        text(
            "insert into teams (team_tag, epoch, head, used_bytes, admin_pk, serial, token_hash)"
            " values (:tag, :epoch, :head, 5000, :admin, 0, :hash)"
        ),
        row,
    )
    number = connection.execute(text("select id from teams where team_tag = :tag"), row).scalar_one()
    for place, (kind, body, box) in enumerate(items, 1):
        connection.execute(
            text("insert into items values (:team, :number, :item_id, :kind, :mailbox, :body)"),
            {
                "team": number,
                "number": place,
                "item_id": item_id(kind, body, None),
                "kind": int(kind),
                "mailbox": box,
                "body": body,
            },
        )


@pytest.fixture
def config(tmp_path: Path, store: str, request: pytest.FixtureRequest) -> RelayConfig:
    if store == "sqlite":
        return RelayConfig(data=tmp_path / "data", clock=Clock())
    cluster: Cluster = request.getfixturevalue("cluster")
    return RelayConfig(data=tmp_path / "data", database_url=cluster.url(cluster.create()), clock=Clock())


def expected(items: list[Item]) -> State:
    rosters, leaves = 0, []
    for kind, body, box in items:
        rosters += kind == Kind.ROSTER
        leaves.append(leaf(item_id(kind, body, box), rosters))
    return State(len(items), Frontier().extend(leaves).root())


def check_the_log(team: Team, items: list[Item]) -> None:
    """Everything is proven, pushed again it has its old number, and the log goes on."""
    phone = Phone.of(team)
    while phone.after < len(items):
        phone.pull(limit=70)
    assert phone.known == expected(items)
    assert [(status, number) for status, number, _ in phone.push(items)] == [(1, n) for n in range(1, len(items) + 1)]
    more = letters(team, 3)
    phone.push(more)
    assert phone.known == expected([*items, *more])


def test_what_an_older_relay_kept_stands_in_the_log_under_its_numbers(config: RelayConfig) -> None:
    teams = [Team(http=None) for _ in range(3)]  # type: ignore[arg-type]
    kept = [letters(team, count) for team, count in zip(teams, (0, 1, 333), strict=True)]
    old_relay(config, *zip(teams, kept, strict=True))
    prepare(config)
    relay = Relay(create_relay(config), config, Clock())
    for team, items in zip(teams, kept, strict=True):
        team.http = relay.http
        assert team.pull()["epoch"] == b"e" * 16, "nobody has to read again"
        check_the_log(team, items)


def test_a_gap_in_an_older_feed_stops_the_start_and_changes_nothing(config: RelayConfig) -> None:
    """Two teams, and only the second is damaged: the first is not half moved either."""
    teams = [Team(http=None) for _ in range(2)]  # type: ignore[arg-type]
    old_relay(config, *((team, letters(team, 120)) for team in teams))
    engine = open_engine(config.database)
    with engine.begin() as connection:
        connection.exec_driver_sql("delete from items where number = 117 and team = (select max(id) from teams)")
    with pytest.raises(Exception, match=rf"Team {teams[1].tag.hex()}: item 117 is missing"):
        prepare(config)
    with engine.connect() as connection:
        columns = connection.exec_driver_sql("select * from items").keys()
        assert set(columns) == {"team", "number", "item_id", "kind", "mailbox", "body"}
        assert connection.exec_driver_sql("select version_num from alembic_version").scalar_one() == "0001"
    engine.dispose()


def test_a_relay_killed_while_it_moves_its_items_into_the_log_begins_anew(tmp_path: Path, web_folder: Path) -> None:
    team = Team(http=None)  # type: ignore[arg-type]
    items = letters(team, 250)
    config = RelayConfig(data=tmp_path / "data")
    old_relay(config, (team, items))
    point, hit_file = BY_NAME["relay: in the migration to the log"], tmp_path / "hit"
    dying = Served(config.data, web=web_folder, environment=doom(point, hit_file), module=MORTAL)
    with pytest.raises(RuntimeError, match="did not start"):
        dying.start()
    assert died_at(point, hit_file)
    with Served(config.data, web=web_folder) as relay, httpx.Client(base_url=relay.url, timeout=30) as team.http:
        check_the_log(team, items)
