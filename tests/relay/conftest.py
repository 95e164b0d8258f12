"""Two relays: one inside the test, with a clock that the test turns, and the real command in its own process. Each
comes on SQLite and on PostgreSQL: every test that asks for one is part of the contract that both must keep.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask

from server.relay.app import create_relay
from server.relay.config import RelayConfig
from server.relay.ground import prepare
from server.relay.migrate import migrate
from tests.postgresql import Cluster
from tests.relay.teams import Team
from tests.seaweed import BUCKET, ENVIRONMENT, Seaweed
from tests.served import Served

DAY = 86_400


@dataclass
class Clock:
    seconds: float = 20_000 * DAY + 12 * 3600

    def __call__(self) -> float:
        return self.seconds


@dataclass(frozen=True)
class Chunks:
    url: str | None = None
    endpoint: str | None = None


@dataclass
class Relay:
    """A relay in this process. ``http`` comes from this computer; ``from_address`` from elsewhere."""

    app: Flask
    config: RelayConfig
    clock: Clock

    @property
    def http(self) -> httpx.Client:
        return self.from_address("127.0.0.1")

    def from_address(self, address: str) -> httpx.Client:
        transport = httpx.WSGITransport(self.app, remote_addr=address, raise_app_exceptions=False)
        return httpx.Client(transport=transport, base_url="http://relay.test")

    def team(self) -> Team:
        team = Team(self.http)
        assert team.found().status_code == 201
        return team

    def again(self, **changes: Any) -> Relay:
        """The same data under another configuration, as after a restart."""
        config = replace(self.config, **changes)
        prepare(config)
        return Relay(create_relay(config), config, self.clock)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with Cluster() as running:
        yield running


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> str:
    """A database with the tables of this version, from which each test gets a copy."""
    name = cluster.create()
    migrate(RelayConfig(data=cluster.folder, database_url=cluster.url(name)).database)
    return name


only_sqlite = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("store", ["postgresql"], indirect=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def database_url(store: str, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """None stands for SQLite in the data folder."""
    if store == "sqlite":
        yield None
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = cluster.create(request.getfixturevalue("migrated"))
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture(scope="session")
def seaweed() -> Iterator[Seaweed]:
    with Seaweed() as running:
        yield running


@pytest.fixture
def bucket(seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch) -> Chunks:
    """A corner of its own for each test."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return Chunks(f"s3://{BUCKET}/{secrets.token_hex(8)}", seaweed.endpoint)


@pytest.fixture
def chunks_in() -> Chunks:
    """The data folder; test_chunks.py tries a bucket, too."""
    return Chunks()


@pytest.fixture
def relay(tmp_path: Path, database_url: str | None, chunks_in: Chunks) -> Relay:
    clock = Clock()
    config = RelayConfig(
        data=tmp_path / "data",
        database_url=database_url,
        chunks_url=chunks_in.url,
        chunks_endpoint=chunks_in.endpoint,
        clock=clock,
    )
    prepare(config)
    return Relay(create_relay(config), config, clock)


@pytest.fixture(scope="session")
def web_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built web app, as small as one can be."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>گواہی</title>", encoding="utf-8")
    (folder / "index.html.br").write_bytes(b"packed page")
    (folder / "sw.js").write_text("self;", encoding="utf-8")
    (folder / "assets" / "main-1a2b.js").write_text("'use strict';", encoding="utf-8")
    (folder / ".stamp").write_text("not for anybody", encoding="utf-8")
    return folder


@pytest.fixture
def served(tmp_path: Path, web_folder: Path) -> Iterator[Served]:
    with Served(tmp_path / "data", web=web_folder) as running:
        yield running


@pytest.fixture
def served_on_each(tmp_path: Path, web_folder: Path, database_url: str | None) -> Iterator[Served]:
    arguments = ["--database-url", database_url] if database_url else []
    with Served(tmp_path / "data", *arguments, web=web_folder) as running:
        yield running
