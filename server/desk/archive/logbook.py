"""Keeps what is known of the relay's log, the logs that were before it, and what the relay was caught at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from server.desk.archive import entries
from server.desk.archive.findings import Finding
from server.desk.archive.gossip import Claim, Gossip
from server.desk.archive.log import BRANCHES_LIMIT, Branch, Leaves, Log
from server.desk.archive.memory import Memory
from server.desk.archive.store import Store
from server.format.evidence import Entry, Known
from server.format.reader import u32


@dataclass(frozen=True, slots=True)
class Logbook:
    """Works inside one transaction of ``store``; ``memory`` is to be thrown away if that fails."""

    memory: Memory
    store: Store

    @property
    def log(self) -> Log:
        return self.memory.log or Log(known=Known(self.memory.cursor.epoch))

    def remember(self, known: Known) -> None:
        """What is known of the log now; a finding may wait for its checkpoint."""
        self._keep(replace(self.log, known=known))
        for finding in tuple(self.memory.findings.values()):
            if finding.waits:
                self.put_finding(replace(finding, after=known.note))

    def append(self, after: int, page: Sequence[Entry]) -> None:
        Leaves(self.store).append(self.log.branch, after, [entry.leaf for entry in page])

    def compare(self, claims: Iterable[Claim], since: int | None) -> None:
        """What authors saw, with the logs that this desk was shown. ``since``: the roster entry that let it in."""
        earlier = tuple(self.memory.branches.values())
        gossip = Gossip(Leaves(self.store), self.log, self.memory.cursor.after, earlier, since)
        for finding in gossip.forks(claims):
            self.find(finding)

    def find(self, finding: Finding) -> None:
        if finding.key not in self.memory.findings:
            self.put_finding(finding)

    def put_finding(self, finding: Finding) -> None:
        self.store.put(entries.FINDING, finding.key, finding.value())
        self.memory.findings[finding.key] = finding

    def begin(self, epoch: bytes | None) -> None:
        """Another log, of which nothing is known yet."""
        ended, size = self.log, self.memory.cursor.after
        if ended.known.epoch is not None:
            branch = Branch(ended.branch, ended.known.epoch, size, self.memory.roster.seq)
            self.store.put(entries.BRANCH, u32(branch.number), branch.value())
            self.memory.branches[branch.number] = branch
            self._forget_the_oldest()
        self._keep(Log(ended.branch + 1, Known(epoch)))

    def _forget_the_oldest(self) -> None:
        for number in sorted(self.memory.branches)[:-BRANCHES_LIMIT]:
            branch = self.memory.branches.pop(number)
            Leaves(self.store).forget(number, branch.size)
            self.store.take_out(entries.BRANCH, u32(number))

    def _keep(self, log: Log) -> None:
        self.store.put(entries.LOG, entries.ONLY, log.value())
        self.memory.log = log
