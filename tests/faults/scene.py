"""What a lie needs: a relay that tells the truth, a team on it, copies of the relay that sign with its key, and a
victim. The team speaks to the truth; only the victim is lied to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from server.desk.relay_client import Letter, http_client
from server.format.change import Change
from server.format.entry import Remove
from server.format.envelope import Checkpoint
from server.format.item import Kind, item_id
from server.format.log import Frontier, leaf, seen_root
from server.format.roster import Role
from server.seal.change import seal_change
from server.seal.device import Device
from server.seal.lockbox import new_stream
from server.seal.roster import add_device, upload_token
from tests.desk.team import MASTUNG, Team, ops_of
from tests.faults.ground import Ground
from tests.faults.middle import Handle, forward
from tests.relay.teams import Team as RelayTeam
from tests.relay.teams import sealed
from tests.served import Served

ACCOUNT: Final = next(iter(MASTUNG.values()))
FORM: Final = ("gawahi_default", "1")


@dataclass
class Scene:
    """``victim_syncs`` is set when there is a victim: an exchange that is still told the truth."""

    ground: Ground
    relay: Served
    stack: ExitStack
    victim_syncs: Callable[[], object] = lambda: None
    _copies: list[Served] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.team = Team(self.stack.enter_context(http_client(self.relay.url)))
        self.random = os.urandom
        self._leaving = Device.new(os.urandom)
        role = Role.COORDINATOR | Role.DOCUMENTER
        self.team.change_roster(add_device(self._leaving, role, mailbox=os.urandom(16), label="Karim"))
        self.stack.callback(self._end_copies)

    @property
    def port(self) -> int:
        return self.relay.port

    def honestly(self) -> Handle:
        """The team says something new, and the victim is told of it."""
        self.testify()
        return lambda request: forward(self.port, request)

    def copy(self, weakness: str = "none") -> int:
        """The port of a relay with all that this one has now, its key too. Nothing is on its way while it is made."""
        data = self.ground.folder / f"copy-{self.team.roster.team_tag.hex()[:8]}-{len(self._copies)}"
        shutil.copytree(self.relay.data, data)
        copy = self.ground.relay(data, {"GAWAHI_FAULT_WEAK": weakness})
        self._copies.append(copy)
        copy.start()
        return copy.port

    def testify(self, port: int | None = None) -> None:
        """Two items: a lockbox and a change."""
        self.push_to(port or self.port, self._testimony(Checkpoint()))

    def testify_after_seeing(self, port: int) -> Sequence[Letter]:
        """A testimony whose author says what log this relay has shown; it is pushed there."""
        now = self.pull_everything(port)
        leaves = [leaf(item_id(kind, body, mailbox), rosters) for _, kind, body, mailbox, rosters in now["items"]]
        root = Frontier().extend(leaves).root()
        letters = self._testimony(Checkpoint(now["head"], seen_root(now["epoch"], root)))
        self.push_to(port, letters)
        return letters

    def remove_somebody(self) -> None:
        """A coordinator who was there from the beginning."""
        self.team.change_roster(Remove(self._leaving.id))

    def push_to(self, port: int, letters: Sequence[Letter]) -> None:
        with self._on(port) as team:
            answer = team.push([(letter.kind, letter.body, letter.mailbox) for letter in letters])
            assert answer.status_code == 200, answer.text

    def foreign_change(self) -> bytes:
        return sealed(os.urandom(16))

    def push_foreign(self, port: int) -> None:
        self.push_to(port, [Letter(Kind.CHANGE, self.foreign_change(), None)])

    def pull_everything(self, port: int | None = None) -> dict[str, Any]:
        with self._on(port or self.port) as team:
            return team.pull("after=0&limit=500")

    def _testimony(self, seen: Checkpoint) -> Sequence[Letter]:
        lockbox, writer = new_stream(self.team.roster, os.urandom)
        change = Change(os.urandom(16), "testimony", FORM, 0, (), ops_of(ACCOUNT))
        done = seal_change(self.team.phone, writer, change, nonce=os.urandom(12), checkpoint=seen)
        return [Letter(Kind.LOCKBOX, lockbox, None), Letter(Kind.CHANGE, done.envelope, None)]

    @contextmanager
    def _on(self, port: int) -> Iterator[RelayTeam]:
        """The team at one relay, for a moment."""
        with http_client(f"http://127.0.0.1:{port}") as http:
            yield RelayTeam(http, self.team.roster.team_tag, upload_token(self.team.epoch_secret))

    def _end_copies(self) -> None:
        for copy in self._copies:
            copy.kill()
            shutil.rmtree(copy.data)
