"""What lies on the relay's disk: made by migrations, durable, and without a name, an address or an exact time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from server.format.refusals import Refusal
from server.relay import feed
from server.relay.batch import Offered
from server.relay.config import RelayConfig
from server.relay.database import open_engine
from server.relay.ground import prepare
from server.relay.migrate import migrate
from server.relay.receipts import read_key_file
from server.relay.sqlite import BEGIN_WRITING
from server.relay.tables import Base
from server.relay.teams import team_of_tag
from tests.relay.conftest import Relay, only_sqlite


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        return {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}


def test_a_fresh_data_folder_gets_its_tables(tmp_path: Path) -> None:
    migrate(url(tmp_path / "fresh.sqlite"))
    assert tables(tmp_path / "fresh.sqlite") == {"alembic_version", *Base.metadata.tables}


def test_a_database_without_a_revision_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("create table alembic_version (version_num varchar(32) not null primary key)")
    migrate(url(path))
    migrate(url(path))
    assert "items" in tables(path)


def test_the_migrations_make_what_the_models_say(tmp_path: Path) -> None:
    migrate(url(tmp_path / "fresh.sqlite"))
    engine = open_engine(url(tmp_path / "fresh.sqlite"))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


@only_sqlite
@pytest.mark.parametrize("hot", [True, False])
def test_every_connection_is_durable_and_keeps_foreign_keys(relay: Relay, *, hot: bool) -> None:
    store = relay.app.extensions["gawahi_store"]
    wanted = {"page_size": 16384, "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    found = {}
    for name in wanted:
        if hot:
            with store.writing_cursor(BEGIN_WRITING) as cursor:
                cursor.execute(f"pragma {name}")
                found[name] = cursor.fetchone()[0]
        else:
            with store.writing() as connection:
                found[name] = connection.exec_driver_sql(f"pragma {name}").scalar()
    assert found == wanted


def test_a_write_that_fails_leaves_nothing(relay: Relay) -> None:
    store = relay.app.extensions["gawahi_store"]
    team = relay.team()
    known = team_of_tag(store, team.tag)
    item = Offered(b"i" * 32, 1, None, b"body")

    def fail() -> None:
        with store.writing() as connection:
            connection.exec_driver_sql("update teams set head = 99")
            raise ZeroDivisionError

    def fail_in_the_insert() -> None:
        feed.append(store, known.id, [item, item._replace(item_id=b"j" * 32, body=None)], 1 << 30)  # type: ignore[arg-type]

    with pytest.raises(ZeroDivisionError):
        fail()
    with pytest.raises(TypeError):
        fail_in_the_insert()
    with pytest.raises(Refusal, match="quota"):
        feed.append(store, known.id, [item], 1)
    assert team.pull()["head"] == 0
    assert feed.append(store, known.id, [item], 1 << 30).results == [(0, 1, 0)]


def test_no_column_can_hold_a_name_an_address_or_an_exact_time() -> None:
    columns = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
    assert columns == {
        *(f"teams.{name}" for name in ("id", "team_tag", "epoch", "head", "used_bytes", "admin_pk", "serial")),
        *(f"teams.{name}" for name in ("rosters", "frontier")),
        *(f"teams.{name}" for name in ("token_hash", "old_token_hash", "old_token_last_hour")),
        *(f"items.{name}" for name in ("team", "number", "item_id", "kind", "mailbox", "rosters")),
        *(f"items.{name}" for name in ("nodes", "body")),
        *("chunks.team", "chunks.chunk_id"),
        *(f"renewals.{name}" for name in ("team", "renewal_id", "body", "last_day")),
        *(f"invites.{name}" for name in ("team", "invite_id", "welcome", "last_day")),
    }


def test_the_relays_key_is_made_once_and_for_its_owner_only(relay: Relay) -> None:
    path = relay.config.key_file
    key = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    prepare(relay.config)
    assert path.read_bytes() == key
    with sqlite3.connect(relay.config.data / "relay.sqlite") as connection:
        assert key.hex() not in "".join(connection.iterdump()).lower()


def test_a_damaged_key_file_stops_the_start(tmp_path: Path) -> None:
    config = RelayConfig(data=tmp_path)
    prepare(config)
    config.key_file.write_bytes(b"short")
    with pytest.raises(ValueError, match="not a relay key"):
        read_key_file(config.key_file)
