"""A team whose relay can be made to lie, and a desk that looks on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx

from server.desk.desk import Desk, DeskConfig
from server.format.envelope import Checkpoint
from tests.desk.conftest import CHEAPEST, PASSPHRASE, Clock, Place, Wire
from tests.desk.team import MASTUNG, RELAY_URL, Stream, Team, with_witness
from tests.liar import Liar

TOLD = with_witness(MASTUNG["R1_mastung_killing"])


@dataclass
class Scene(Place):
    """``liar`` stands between everybody and the relay."""

    liar: Liar

    def desk(self) -> Desk:
        """Joined, and in step with the relay: it has read two testimonies."""
        desk = self.joined()
        self.tell()
        self.tell()
        desk.sync()
        assert desk.status().records == 2
        return desk

    def another_desk(self, wire: httpx.BaseTransport | None = None) -> Desk:
        """On another computer, and perhaps by another way to the relay."""
        transport = wire or self.wire
        desk = Desk(DeskConfig(self.folder / "second", RELAY_URL, 8001, transport, lambda: CHEAPEST, self.clock))
        desk.join(self.team.invite(), "Second desk", PASSPHRASE)
        assert self.team.admit() == 1
        desk.sync()
        return desk

    def tell(self, seen: Checkpoint | None = None) -> Stream:
        return self.team.testify(TOLD, seen=seen)

    def acknowledged(self) -> int:
        return len(self.team.acknowledged())


def new_scene(folder: Path) -> Scene:
    liar = Liar(folder / "relay")
    wire = Wire(liar)
    http = httpx.Client(transport=wire, base_url=RELAY_URL)
    return Scene(folder, folder / "relay", wire, Team(http), Clock(), liar)


def names(desk: Desk) -> list[str]:
    return [finding.name for finding in desk.findings()]
