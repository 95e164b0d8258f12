"""What only PostgreSQL can get wrong: settings that break promises, a server that goes away, a lock held too long."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from server.format.log import leaf
from server.relay import feed
from server.relay.app import create_relay
from server.relay.batch import Offered
from server.relay.config import RelayConfig
from server.relay.database import CannotPromise
from server.relay.ground import prepare
from server.relay.teams import team_of_tag
from tests.postgresql import Cluster
from tests.relay.conftest import Clock, Relay, only_postgresql
from tests.relay.teams import Team, decode, refused
from tests.relay.test_limits import one


@only_postgresql
@pytest.mark.parametrize("hot", [True, False])
def test_every_connection_waits_for_the_disk_whatever_the_database_is_set_to(
    relay: Relay, cluster: Cluster, hot: bool
) -> None:
    name = (relay.config.database_url or "").rpartition("/")[2].partition("?")[0]
    with cluster.connect(name, autocommit=True) as connection:
        connection.execute(f"alter database {name} set synchronous_commit = off")
        connection.execute(f"alter database {name} set default_transaction_isolation = 'serializable'")
    store = relay.again().app.extensions["gawahi_store"]
    found = {}
    for setting in ("synchronous_commit", "transaction_isolation"):
        if hot:
            with store.cursor() as cursor:
                cursor.execute(f"show {setting}")
                found[setting] = cursor.fetchone()[0]
        else:
            with store.writing() as connection:
                found[setting] = connection.exec_driver_sql(f"show {setting}").scalar()
    assert {name: _text(value) for name, value in found.items()} == {
        "synchronous_commit": "on",
        "transaction_isolation": "read committed",
    }


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [("fsync", "off", "power cut would lose"), ("full_page_writes", "off", "tear its tables")],
)
def test_a_server_that_would_lose_what_was_promised_is_refused_in_a_sentence(
    cluster: Cluster, tmp_path: Path, setting: str, value: str, said: str
) -> None:
    with cluster.connect(autocommit=True) as connection:
        connection.execute(f"alter system set {setting} = {value}")
        connection.execute("select pg_reload_conf()")
    try:
        deadline = time.monotonic() + 10
        while True:
            with cluster.connect() as connection:
                shown = connection.execute(f"show {setting}").fetchone()
            if shown == (value,) or time.monotonic() > deadline:
                break
            time.sleep(0.02)
        with pytest.raises(CannotPromise, match=said):
            prepare(RelayConfig(data=tmp_path / "data", database_url=cluster.url("postgres")))
    finally:
        with cluster.connect(autocommit=True) as connection:
            connection.execute(f"alter system reset {setting}")
            connection.execute("select pg_reload_conf()")


def test_a_database_in_another_encoding_or_that_only_reads_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    with cluster.connect(autocommit=True) as connection:
        connection.execute("create database latin encoding 'LATIN1' template template0")
        connection.execute("create database reader")
        connection.execute("alter database reader set default_transaction_read_only = on")
    for name, said in (("latin", "UTF-8"), ("reader", "primary"), ("nowhere", "does not exist")):
        with pytest.raises(CannotPromise, match=said):
            prepare(RelayConfig(data=tmp_path / "data", database_url=cluster.url(name)))


@only_postgresql
def test_a_full_disk_of_the_database_is_named_and_loses_nothing(relay: Relay, cluster: Cluster) -> None:
    """The server itself says that its disk is full, in the middle of the transaction."""
    team = relay.team()
    team.push(one(team))
    with relay.app.extensions["gawahi_store"].writing() as connection:
        connection.exec_driver_sql(
            "create function full_disk() returns trigger language plpgsql as"
            " $$ begin raise exception 'no space left' using errcode = '53100'; end $$"
        )
        connection.exec_driver_sql("create trigger fills before insert on items execute function full_disk()")
    answer = team.push(one(team))
    refused(answer, "disk_full")
    assert int(answer.headers["Retry-After"]) > 0
    assert team.pull()["head"] == 1
    with relay.app.extensions["gawahi_store"].writing() as connection:
        connection.exec_driver_sql("drop trigger fills on items")
    assert decode(team.push(one(team)))["results"] == [[0, 2, 0]]


def test_a_server_that_restarted_is_found_again_and_one_that_is_away_is_named(tmp_path: Path) -> None:
    with Cluster() as own:
        config = RelayConfig(data=tmp_path / "data", database_url=own.url("postgres"))
        prepare(config)
        relay = Relay(create_relay(config), config, Clock())
        team = relay.team()
        assert decode(team.push(one(team)))["results"] == [[0, 1, 0]]
        own.stop(at_once=True)
        for answer in (team.push(one(team)), team.call("GET", "items"), relay.http.get("/api/v1/health")):
            refused(answer, "store_unreachable")
            assert int(answer.headers["Retry-After"]) > 0
        own.start()
        assert decode(team.push(one(team)))["results"] == [[0, 2, 0]]
        assert team.pull()["head"] == 2
        own.stop()
        own.start()
        assert decode(team.push(one(team)))["results"] == [[0, 3, 0]], "connections that died while idle are no failure"


def test_a_commit_that_did_not_reach_its_standby_is_not_acknowledged(tmp_path: Path) -> None:
    """Somebody ends the wait for a standby that is away. PostgreSQL then says "done", and warns."""
    with Cluster() as own:
        config = RelayConfig(data=tmp_path / "data", database_url=own.url("postgres"))
        prepare(config)
        relay = Relay(create_relay(config), config, Clock())
        team = relay.team()
        items = one(team)
        with own.connect(autocommit=True) as operator:

            def set_standby(name: str) -> None:
                operator.execute(f"alter system set synchronous_standby_names = '{name}'")
                operator.execute("select pg_reload_conf()")
                time.sleep(0.5)

            def nobody_waits() -> None:
                waiting = "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'"
                while not done.wait(0.05):
                    operator.execute(waiting)

            set_standby("elsewhere")
            done = threading.Event()
            impatient = threading.Thread(target=nobody_waits)
            impatient.start()
            try:
                refused(team.push(items), "store_unreachable")
                refused(team.push(items), "store_unreachable")
                refused(Team(relay.http).found(), "store_unreachable")
            finally:
                done.set()
                impatient.join()
            set_standby("")
        assert decode(team.push(items))["results"] == [[1, 1, 0]]


@only_postgresql
def test_a_push_waits_for_the_one_before_and_is_told_of_what_it_stored(relay: Relay) -> None:
    """Both offer the same item; the first is slow to commit. Whoever waited for the lock sees what it left."""
    store = relay.app.extensions["gawahi_store"]
    team = team_of_tag(store, relay.team().tag)
    item = Offered(b"i" * 32, 1, None, b"the same body")
    first_has_the_lock, second_started = threading.Event(), threading.Event()
    results: dict[str, object] = {}

    def slow() -> None:
        with store.writing() as connection:
            connection.exec_driver_sql(f"select head from teams where id = {team.id} for update")
            first_has_the_lock.set()
            second_started.wait(10)
            time.sleep(0.2)
            connection.exec_driver_sql(
                "insert into items (team, number, item_id, kind, rosters, nodes, body)"
                f" values ({team.id}, 1, %s, 1, 0, '', %s)",
                (item.item_id, item.body),
            )
            written = f"update teams set head = 1, frontier = %s where id = {team.id}"
            connection.exec_driver_sql(written, (leaf(item.item_id, 0),))

    def second() -> None:
        first_has_the_lock.wait(10)
        second_started.set()
        results["second"] = feed.append(store, team.id, [item], 1 << 30).results

    threads = [threading.Thread(target=work) for work in (slow, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == {"second": [(1, 1, 0)]}
