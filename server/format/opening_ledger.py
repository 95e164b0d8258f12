"""The ledger of openings: what became of each request, folded from all that was said (PROTOCOL section 19).

In whatever order it came, and however often. Decides nothing about keys; a request that is not `open` here MUST get no
share.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from server.format.opening import WITNESSES
from server.format.opening_said import Accuse, Opened, Refuse, Release, Request, Said, Withdraw
from server.format.roster import Role, Roster

State = Literal["opened", "withdrawn", "void", "expired", "ready", "open"]


class Spoken(Protocol):
    """What is known of one act."""

    @property
    def id(self) -> bytes: ...
    @property
    def author(self) -> bytes: ...
    @property
    def roster_seq(self) -> int: ...
    @property
    def said(self) -> Said: ...


@dataclass(frozen=True, slots=True)
class Opening:
    """``guardians``: of this box, in their order, whether or not they are still in. The others are subsets of them:
    who released (and counts), who refused and has not released, whose share was proven false, whose is said to be."""

    id: bytes
    author: bytes
    request: Request
    state: State
    k: int
    guardians: tuple[bytes, ...]
    released: tuple[bytes, ...]
    refused: dict[bytes, str]
    proven_false: tuple[bytes, ...]
    said_false: tuple[bytes, ...]


def fold_openings(acts: Iterable[Spoken], roster: Roster, now: int, proven: Collection[bytes]) -> tuple[Opening, ...]:
    """Every request, the newest first. ``now`` ms; ``proven``: ids of the accusations whose proof was checked."""
    by_id = {act.id: act for act in acts}
    ordered = [by_id[act_id] for act_id in sorted(by_id)]
    folded = [_fold(act, act.said, ordered, roster, now, proven) for act in ordered if isinstance(act.said, Request)]
    return tuple(sorted(folded, key=lambda one: (-one.request.time, one.id)))


def _fold(
    asked: Spoken, request: Request, acts: Sequence[Spoken], roster: Roster, now: int, proven: Collection[bytes]
) -> Opening:
    about = [act for act in acts if not isinstance(act.said, Request) and act.said.request == asked.id]
    own = [act for act in about if act.author == asked.author]
    lock = request.locked
    guardians = tuple(member.id for member in roster.members_at(lock.roster_seq, Role.GUARDIAN))
    present = {member.id for member in roster.members_at(roster.seq, Role.GUARDIAN)}
    accusations = [(act.said.guardian, act.id in proven) for act in own if isinstance(act.said, Accuse)]
    # A proof outweighs a claim, whichever came first.
    accused = dict(sorted(accusations))
    gave = {act.author for act in about if isinstance(act.said, Release)}
    released = tuple(one for one in guardians if one in gave and one in present and one not in accused)
    refused = {act.author: act.said.why for act in about if isinstance(act.said, Refuse)}
    is_in = any(member.id == asked.author for member in roster.members_at(roster.seq, WITNESSES))
    state: State = "open"
    if any(isinstance(act.said, Opened) for act in own):
        state = "opened"
    elif any(isinstance(act.said, Withdraw) for act in own):
        state = "withdrawn"
    elif not is_in:
        state = "void"
    elif not request.is_in_time(now):
        state = "expired"
    elif len(released) >= lock.k:
        state = "ready"
    return Opening(
        id=asked.id,
        author=asked.author,
        request=request,
        state=state,
        k=lock.k,
        guardians=guardians,
        released=released,
        refused={one: refused[one] for one in guardians if one in refused and one not in gave},
        proven_false=tuple(one for one in guardians if accused.get(one) is True),
        said_false=tuple(one for one in guardians if accused.get(one) is False),
    )
