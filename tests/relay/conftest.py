"""Two relays: one inside the test, with a clock that the test turns, and the real command in its own process."""

from __future__ import annotations

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
from tests.relay.teams import Team
from tests.served import Served

DAY = 86_400


@dataclass
class Clock:
    seconds: float = 20_000 * DAY + 12 * 3600

    def __call__(self) -> float:
        return self.seconds


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


@pytest.fixture
def relay(tmp_path: Path) -> Relay:
    clock = Clock()
    config = RelayConfig(data=tmp_path / "data", clock=clock)
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
