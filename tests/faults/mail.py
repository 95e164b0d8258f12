"""A client that pushes sealed items and chunks until each is acknowledged, and the audit of what a relay then has.

Both go through the desk's own `RelayClient`; whatever it verified is in the ledger before the client goes on.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from server.desk.proven import prove_delivery
from server.desk.relay_client import Letter, Page, RelayClient, batches, http_client
from server.format.evidence import Known, Trust
from server.format.item import Kind
from server.format.refusals import Refusal
from server.relay.config import CHUNK_BYTES
from server.seal.primitives import verify
from tests.faults.ledger import Acknowledged, Ledger
from tests.faults.report import Report
from tests.relay.teams import Team, bearer, sealed

SYNCS_AT_MOST = 3
BATCHES = (1, 5, 20, 60)


def item_name(tag: bytes, key: bytes) -> str:
    return f"{tag.hex()[:8]}/{key.hex()}"


def chunk_name(tag: bytes, key: bytes) -> str:
    return f"{tag.hex()[:8]}/chunk/{key.hex()}"


def found_team(url: str) -> Team:
    with http_client(url) as http:
        team = Team(http)
        assert team.found().status_code == 201
    return team


@dataclass
class Sender:
    """One device of a team. ``url`` may be a proxy's; the key that receipts are checked against is the relay's own."""

    url: str
    team: Team
    relay_pk: bytes
    ledger: Ledger
    seed: int = 0
    outbox: list[Letter] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def write(self, count: int | None = None) -> None:
        """New items, of many sizes, wait to be sent."""
        for _ in range(count or self._random.choice(BATCHES)):
            size = self._random.randint(60, 3_000)
            self.outbox.append(Letter(Kind.CHANGE, sealed(self.team.tag, size=size), None))

    def record(self) -> None:
        """A chunk waits to be sent."""
        self.chunks.append(os.urandom(CHUNK_BYTES))

    def sync(self) -> bool:
        """One try. True if nothing waits any more; what was acknowledged before it broke off is in the ledger."""
        try:
            with http_client(self.url) as http:
                http.timeout = httpx.Timeout(20)
                self._push(http)
                self._upload(http)
        except Refusal as refusal:
            self.refusals.append(refusal.name)
        except httpx.HTTPError:
            self.refusals.append("relay_unreachable")
        return not self.outbox and not self.chunks

    def _push(self, http: httpx.Client) -> None:
        relay = RelayClient(http, self.team.tag, self.team.token)
        trust = Trust(verify, self.relay_pk, self.team.tag)
        for letters in batches(list(self.outbox)):
            delivery = prove_delivery(trust, Known(), relay.push(letters, Known()))
            kept = [(letter, entry.number) for letter, entry in delivery.kept]
            self.ledger.note([Acknowledged(item_name(self.team.tag, letter.id), number) for letter, number in kept])
            self.outbox = self.outbox[len(letters) :]

    def _upload(self, http: httpx.Client) -> None:
        for data in list(self.chunks):
            key = hashlib.sha256(data).digest()
            answer = http.put(f"{self.team.path}/chunks/{key.hex()}", content=data, headers=_headers(self.team))
            if answer.status_code != 204:
                raise Refusal(answer.json()["error"]["name"])
            self.ledger.note([Acknowledged(chunk_name(self.team.tag, key), 0)])
            self.chunks.remove(data)


def heal(senders: Sequence[Sender], report: Report) -> None:
    """After the fault everything that waits must go out within a few syncs; what does not is stuck."""
    for sender in senders:
        done = any(sender.sync() for _ in range(SYNCS_AT_MOST))
        if not done:
            report.complaints.append(f"an outbox is stuck: {sender.refusals[-SYNCS_AT_MOST:]}")
        report.stuck += not done


def audit(url: str, team: Team, ledger: Ledger, report: Report) -> set[str]:
    """Count what the ledger has of this team and the relay lacks, or has elsewhere. Returns the names of all lost."""
    with http_client(url) as http:
        try:
            feed = read_feed(http, team)
        except Refusal as refusal:
            if refusal.name != "team_unknown":
                raise
            feed = []  # the whole team is gone
        there = {item_name(team.tag, key): number for number, key in feed}
        if [number for number, _ in feed] != list(range(1, len(feed) + 1)) or len(there) != len(feed):
            report.complaints.append("the feed has a gap, a repetition or another order")
        ours = {name: number for name, number in ledger.entries().items() if name.startswith(team.tag.hex()[:8])}
        items = {name: number for name, number in ours.items() if number}
        lost = {name for name, number in items.items() if there.get(name) != number}
        lost |= {name for name in ours.keys() - items.keys() if not _has_chunk(http, team, name)}
    report.acknowledged += len(ours)
    report.lost += len(lost)
    return lost


def read_feed(http: httpx.Client, team: Team) -> list[tuple[int, bytes]]:
    """Number and id of every item, read as any newcomer would read it."""
    relay, found, after = RelayClient(http, team.tag, team.token), [], 0
    while True:
        page: Page = relay.pull(after, Known())
        found += [(one.number, one.letter.id) for one in page.items]
        if page.next == after:
            return found
        after = page.next


def _has_chunk(http: httpx.Client, team: Team, name: str) -> bool:
    key = name.rsplit("/", 1)[1]
    answer = http.get(f"{team.path}/chunks/{key}", headers=_headers(team))
    return answer.status_code == 200 and hashlib.sha256(answer.content).hexdigest() == key


def _headers(team: Team) -> dict[str, str]:
    return {"Authorization": bearer(team.token)}
