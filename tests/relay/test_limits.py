"""When the relay cannot or may not: each refusal says so by name, nothing is lost, and reading goes on."""

from __future__ import annotations

import logging
import resource
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import request
from sqlalchemy import event

from server.format.item import Kind
from tests.relay.conftest import Relay, only_sqlite
from tests.relay.teams import Item, Team, bearer, decode, refused, sealed
from tests.relay.test_chunks import new_chunk, put


def one(team: Team, size: int = 600) -> list[Item]:
    return [(Kind.CHANGE, sealed(team.tag, size=size), None)]


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer !"},
        {"Authorization": "Basic " + "A" * 43},
        {"Authorization": bearer(secrets.token_bytes(32))},
        {"Authorization": bearer(secrets.token_bytes(31))},
        {"Authorization": "Bearer " + "=" * 43},
    ],
)
def test_a_wrong_token_is_refused_everywhere(relay: Relay, header: dict[str, str]) -> None:
    team = relay.team()
    name, data = new_chunk()
    for method, path in (("POST", "push"), ("GET", "items"), ("POST", "chunks/have")):
        refused(relay.http.request(method, f"{team.path}/{path}", headers=header), "token_refused")
    refused(relay.http.put(f"{team.path}/chunks/{name}", content=data, headers=header), "token_refused")
    refused(relay.http.get(f"{team.path}/chunks/{name}", headers=header), "token_refused")


def test_an_unknown_team_is_named_as_such(relay: Relay) -> None:
    stranger = Team(relay.http)
    refused(stranger.push(one(stranger)), "team_unknown")
    refused(stranger.roll(secrets.token_bytes(32), 1), "team_unknown")


def test_cbor_goes_by_its_own_media_type(relay: Relay) -> None:
    team = relay.team()
    for media_type in ("application/json", "text/plain", ""):
        refused(team.push_bytes(b"\xa1\x65items\x80", media_type), "wrong_media_type")


def test_a_request_above_4_mib_is_too_large(relay: Relay) -> None:
    team = relay.team()
    refused(team.push_bytes(b"\0" * ((4 << 20) + 1)), "too_large")


@pytest.mark.parametrize(
    "query",
    [
        "after=-1",
        "after=x",
        "limit=0",
        "epoch=00",
        "mailbox=zz",
        "more=1",
        f"after={1 << 53}",
        "&".join(["mailbox=" + "00" * 16] * 17),
    ],
)
def test_a_question_of_another_shape_is_malformed(relay: Relay, query: str) -> None:
    refused(relay.team().call("GET", f"items?{query}"), "malformed")


def test_an_address_that_is_not_there_is_not_found(relay: Relay) -> None:
    for method, path in (("GET", "/api/v1/nothing"), ("GET", "/api/v1/teams/xyz/items"), ("TRACE", "/api/v1/health")):
        refused(relay.http.request(method, path), "not_found")


def test_a_full_team_stores_nothing_more_and_still_reads(relay: Relay) -> None:
    team = relay.team()
    team.http = relay.again(quota_bytes=1500).http
    kept = one(team)
    assert decode(team.push(kept))["results"] == [[0, 1, 0]]
    refused(team.push([*one(team), *one(team)]), "quota")
    assert decode(team.push(kept))["results"] == [[1, 1, 0]], "what is there already costs nothing"
    assert team.pull()["head"] == 1
    refused(put(team, *new_chunk()), "quota")
    assert not list(relay.config.chunk_folder.rglob("*.part"))


@only_sqlite
def test_a_full_database_disk_says_so_loses_nothing_and_recovers(relay: Relay) -> None:
    team = relay.team()
    team.push(one(team))
    limits: list[int] = []

    def limit(connection: sqlite3.Connection) -> None:
        if limits:
            connection.execute(f"pragma max_page_count = {limits[-1]}")

    relay = relay.again()
    store = relay.app.extensions["gawahi_store"]
    event.listen(store.engine, "connect", lambda connection, _: limit(connection))
    limits.append(24)
    team.http = relay.http
    answers = [team.push(one(team, 20_000)) for _ in range(20)]
    kept = [answer for answer in answers if answer.status_code == 200]
    full = [answer for answer in answers if answer.status_code != 200]
    assert kept
    assert full
    for answer in full:
        refused(answer, "disk_full")
        assert int(answer.headers["Retry-After"]) > 0
    assert team.pull()["head"] == 1 + len(kept)
    store.writer_connection.connection.execute("pragma max_page_count = 100000")
    assert decode(team.push(one(team)))["results"] == [[0, 2 + len(kept), 0]]


@contextmanager
def files_at_most(size_bytes: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_chunk_disk_says_so_and_leaves_no_half_chunk(relay: Relay) -> None:
    """The kernel refuses the write in the middle of the file, as it does on a full disk."""
    team = relay.team()
    name, data = new_chunk()
    with files_at_most(100_000):
        answer = put(team, name, data)
    refused(answer, "disk_full")
    assert int(answer.headers["Retry-After"]) > 0
    refused(team.call("GET", f"chunks/{name}"), "not_found")
    assert not [path for path in relay.config.chunk_folder.rglob("*") if path.is_file()]
    assert put(team, name, data).status_code == 204


def test_a_team_that_asks_too_often_is_told_when_to_come_again(relay: Relay) -> None:
    team, other = relay.team(), relay.team()
    team.http = other.http = relay.again(token_requests_per_minute=5).http
    assert [team.call("GET", "items").status_code for _ in range(5)] == [200] * 5
    answer = team.call("GET", "items")
    refused(answer, "too_many")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert other.call("GET", "items").status_code == 200
    relay.clock.seconds += 121
    assert team.call("GET", "items").status_code == 200


def test_an_address_that_asks_too_often_is_held_back_alone(relay: Relay) -> None:
    relay = relay.again(address_requests_per_minute=5)
    busy, quiet = relay.from_address("203.0.113.7"), relay.from_address("203.0.113.8")
    assert [busy.get("/api/v1/health").status_code for _ in range(5)] == [200] * 5
    refused(busy.get("/api/v1/health"), "too_many")
    assert quiet.get("/api/v1/health").status_code == 200
    home = [relay.from_address(f"2001:db8::{last}") for last in range(1, 7)]
    assert [client.get("/api/v1/health").status_code for client in home] == [200] * 5 + [429], "one home, one address"


def test_an_address_is_not_kept_in_the_clear(relay: Relay) -> None:
    relay.from_address("203.0.113.7").get("/api/v1/health")
    gate = relay.app.extensions["gawahi_gate"]
    keys = list(gate.rate._present)
    assert len(keys) == 1
    assert b"203.0.113.7" not in keys[0]


def test_a_failure_is_a_refusal_and_its_log_holds_no_value(relay: Relay, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise ValueError(f"said by {request.remote_addr}")

    relay.app.add_url_rule("/api/v1/fail", view_func=fail)
    with caplog.at_level(logging.DEBUG):
        refused(relay.from_address("203.0.113.7").get("/api/v1/fail"), "server_error")
    assert "ValueError" in caplog.text
    assert "203.0.113.7" not in caplog.text
