"""A device that believes nothing: with every answer it demands the proof that the relay's log holds what was sent or
given, and continues what it saw before (PROTOCOL section 17).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.format.checkpoint import check_checkpoint
from server.format.item import item_id
from server.format.log import State, check_state, leaf
from server.format.receipt import check_receipt
from server.seal.primitives import verify
from tests.relay.teams import Item, Team, decode


@dataclass
class Phone:
    team: Team
    relay_pk: bytes
    known: State = field(default_factory=State)
    epoch: bytes = b""
    after: int = 0
    checkpoint: str = ""

    @classmethod
    def of(cls, team: Team) -> Phone:
        return cls(team, bytes.fromhex(team.http.get("/api/v1/health").json()["relay_pk"]))

    def push(self, items: Sequence[Item]) -> list[list[int]]:
        answer: Any = decode(self.team.push(list(items), query=f"seen={self.known.size}"))
        kept = [
            (number, item_id(kind, body, mailbox), rosters)
            for (status, number, rosters), (kind, body, mailbox) in zip(answer["results"], items, strict=True)
            if status in (0, 1)
        ]
        self._take(answer)
        self.known = check_receipt(
            verify,
            relay_pk=self.relay_pk,
            team_tag=self.team.tag,
            epoch=self.epoch,
            known=self.known,
            kept=kept,
            checkpoint=answer["checkpoint"],
            proof=answer["proof"],
        )
        results: list[list[int]] = answer["results"]
        return results

    def pull(self, mailboxes: Iterable[bytes] = (), *, limit: int = 500) -> list[Any]:
        """The items of the next page."""
        boxes = "".join(f"&mailbox={mailbox.hex()}" for mailbox in mailboxes)
        query = f"items?after={self.after}&limit={limit}&seen={self.known.size}{boxes}"
        answer: Any = decode(self.team.call("GET", query))
        self._take(answer)
        new = check_checkpoint(
            verify, answer["checkpoint"], relay_pk=self.relay_pk, team_tag=self.team.tag, epoch=self.epoch
        )
        assert new.size == answer["head"]
        leaves = {
            number: leaf(item_id(kind, body, mailbox), rosters)
            for number, kind, body, mailbox, rosters in answer["items"]
        }
        if answer["last"] is None:
            assert new.size == 0
        else:
            leaves[new.size] = leaf(*answer["last"])
        check_state(new, self.known, leaves, answer["proof"])
        self.known, self.after = new, answer["next"]
        items: list[Any] = answer["items"]
        return items

    def _take(self, answer: Any) -> None:
        assert self.epoch in (b"", answer["epoch"])
        self.epoch, self.checkpoint = answer["epoch"], answer["checkpoint"]
