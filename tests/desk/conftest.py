"""A desk and its team on a real relay, for tests of the whole engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from server.desk.desk import Desk, DeskConfig
from server.format.keyfile import Cost
from tests.desk.team import RELAY_URL, Team
from tests.liar import relay_transport

PASSPHRASE = "river mulberry lantern پہاڑ"
CHEAPEST = Cost(19 * 1024, 2)


class Clock:
    """A clock that goes when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


class Wire(httpx.BaseTransport):
    """The way to the relay. Can be cut, and remembers what went over it."""

    def __init__(self, relay: httpx.BaseTransport) -> None:
        self.relay = relay
        self.is_cut = False
        self.sent: list[bytes] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_cut:
            raise httpx.ConnectError("no network", request=request)
        self.sent.append(str(request.url).encode() + str(request.headers).encode() + request.read())
        return self.relay.handle_request(request)


@dataclass
class Place:
    """A computer with a desk that is not joined yet, and the team it may join."""

    folder: Path
    relay_folder: Path
    wire: Wire
    team: Team
    clock: Clock

    def config(self) -> DeskConfig:
        folder = self.folder / "desk"
        return DeskConfig(folder, RELAY_URL, 8001, self.wire, cost=lambda: CHEAPEST, clock=self.clock)

    def plant_renewal(self, renewal_id: bytes, body: bytes) -> None:
        """The hand of the relay's owner."""
        with sqlite3.connect(self.relay_folder / "relay.sqlite") as connection:
            connection.execute("update renewals set body = ? where renewal_id = ?", (body, renewal_id))

    def joined(self) -> Desk:
        """A desk that was let in and is open."""
        desk = Desk(self.config())
        desk.join(self.team.invite(), "Desk", PASSPHRASE)
        assert self.team.admit() == 1
        desk.sync()
        return desk


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    wire = Wire(relay_transport(tmp_path / "relay"))
    with httpx.Client(transport=wire, base_url=RELAY_URL) as http:
        yield Place(tmp_path, tmp_path / "relay", wire, Team(http), Clock())
