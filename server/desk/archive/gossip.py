"""Did the author of a change see the log that this desk sees? (PROTOCOL section 17, forks by gossip)

Nobody but the relay is to blame for another one, and a relay that was restored in good faith is blamed by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from server.desk.archive.findings import FORK, Finding
from server.desk.archive.log import Branch, Leaves, Log
from server.format.envelope import Checkpoint
from server.format.log import seen_root


@dataclass(frozen=True, slots=True)
class Claim:
    """What the author of change ``number`` saw, by their word; they sealed it for the team of ``roster_seq``."""

    author: bytes
    number: int
    roster_seq: int
    seen: Checkpoint


@dataclass(frozen=True, slots=True)
class Gossip:
    """``size``: how many leaves of the present log are here. ``since``: the entry that let this desk in, None before.

    ``earlier``: the logs that this desk was shown before the present one.
    """

    leaves: Leaves
    log: Log
    size: int
    earlier: Sequence[Branch]
    since: int | None

    def forks(self, claims: Iterable[Claim]) -> Iterator[Finding]:
        """One for each author who saw another log than this desk was ever shown."""
        named: set[bytes] = set()
        for claim in self._misfits(claims):
            if claim.author not in named and not self._may_be_restored(claim):
                named.add(claim.author)
                branch, note = self.log.branch, self.log.known.note
                seen = claim.seen
                yield Finding(FORK, branch, "", note, claim.author, seen.log_size, seen.log_root)

    def _misfits(self, claims: Iterable[Claim]) -> list[Claim]:
        told = [claim for claim in claims if claim.seen != Checkpoint()]
        roots = self.leaves.roots(self.log.branch, {size for one in told if (size := one.seen.log_size) <= self.size})
        return [claim for claim in told if not self._fits(claim, roots) and not self._fitted(claim, roots)]

    def _fits(self, claim: Claim, roots: dict[int, bytes]) -> bool:
        epoch, root = self.log.known.epoch, roots.get(claim.seen.log_size)
        # Nobody has seen a change on the relay before they sent it.
        is_before = claim.seen.log_size < claim.number
        return bool(is_before and epoch and root and seen_root(epoch, root) == claim.seen.log_root)

    def _fitted(self, claim: Claim, roots: dict[int, bytes]) -> bool:
        """Does it fit a log that this desk was shown itself, before the relay was restored?"""
        size = claim.seen.log_size
        for branch in self.earlier:
            known = [roots[size]] if size in roots and branch.epoch != self.log.known.epoch else []
            if size <= branch.size:
                known.append(self.leaves.roots(branch.number, [size])[size])
            if any(seen_root(branch.epoch, root) == claim.seen.log_root for root in known):
                return True
        return False

    def _may_be_restored(self, claim: Claim) -> bool:
        """Is there an honest way to have seen what this desk never saw?

        Before it was let in, it cannot know which logs there were. And of a log that ended in a restore others may
        have seen more than this desk, as long as they show no sign of having been here since.
        """
        if self.since is None or claim.roster_seq < self.since:
            return True
        size, seq = claim.seen.log_size, claim.roster_seq
        return any(branch.size < size and seq <= branch.roster_seq for branch in self.earlier)
