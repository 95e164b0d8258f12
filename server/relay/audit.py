"""Whether a team's rows are what the relay once entered into its log (PROTOCOL section 17, Audit): the first item that
is not is named.

Judges what it is handed and changes nothing: how a copy is opened and read is in audit_copy.py. It believes no hash
that lies beside an item, and computes all of them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from server.format.checkpoint import Checkpoint
from server.format.item import Kind, check_item, item_id
from server.format.log import EMPTY_ROOT, HASH_SIZE, Frontier, leaf
from server.format.refusals import Refusal
from server.relay.chunks import check_chunk

PROGRESS_EVERY: Final = 10_000

ReadChunk = Callable[[bytes, bytes], bytes]
"""``read_chunk(team_tag, chunk_id)``; refuses as ``not_found`` what is not there."""
Told = Callable[[str], None]


class Wrong(Exception):
    """The sentence that names the first thing that is wrong."""


class StoredItem(NamedTuple):
    """A row of the table of items, in this order."""

    number: int
    item_id: bytes
    kind: int
    mailbox: bytes | None
    rosters: int
    nodes: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class StoredTeam:
    """What the relay says of a team's log."""

    id: int
    team_tag: bytes
    epoch: bytes
    head: int
    rosters: int
    frontier: bytes


@dataclass(frozen=True, slots=True)
class Walked:
    """What the items say of it. ``roots``: by the sizes that were asked for."""

    tree: Frontier
    rosters: int
    roots: dict[int, bytes]


def walk(team: StoredTeam, items: Iterable[StoredItem], sizes: Collection[int], told: Told) -> Walked:
    """Raises ``Wrong`` at the first item that is not what was entered under its number."""
    tree, rosters, roots = Frontier(), 0, {0: EMPTY_ROOT}
    for item in items:
        number = tree.size + 1
        if item.number != number:
            raise Wrong(f"item {number}: it is missing.")
        if number > team.head:
            raise Wrong(f"item {number}: it lies beyond the end of the log, which has {team.head} items.")
        rosters += item.kind == Kind.ROSTER
        _check(team, item, rosters)
        tree, [nodes] = tree.grow([leaf(item.item_id, rosters)])
        _check_nodes(item, nodes)
        if number in sizes:
            roots[number] = tree.root()
        if number % PROGRESS_EVERY == 0:
            told(f"Team {team.team_tag.hex()}: {number} of {team.head} items")
    if tree.size < team.head:
        raise Wrong(f"item {tree.size + 1}: it is missing.")
    if (rosters, b"".join(tree.peaks)) != (team.rosters, team.frontier):
        raise Wrong("the end of its log is not that of its items.")
    return Walked(tree, rosters, roots)


def check_chunks(team: StoredTeam, chunk_ids: Iterable[bytes], read_chunk: ReadChunk) -> int:
    """How many there are. Raises ``Wrong`` at the first that is missing or not what it is named by."""
    count = 0
    for chunk_id in chunk_ids:
        count += 1
        try:
            check_chunk(chunk_id, read_chunk(team.team_tag, chunk_id))
        except Refusal as refusal:
            if refusal.name not in ("not_found", "chunk_mismatch"):
                raise
            why = "it is missing" if refusal.name == "not_found" else "its bytes are not those that it is named by"
            raise Wrong(f"chunk {chunk_id.hex()}: {why}.") from refusal
    return count


def check_beginnings(team: StoredTeam, walked: Walked, checkpoints: Sequence[Checkpoint]) -> None:
    """Raises ``Wrong`` unless each state that the relay once signed is a beginning of this log."""
    for checkpoint in checkpoints:
        size = checkpoint.state.size
        before = "" if checkpoint.epoch == team.epoch else " before it was restored"
        if size > team.head:
            raise Wrong(f"item {team.head + 1}: it is missing; the relay signed a log of {size} items{before}.")
        if walked.roots[size] != checkpoint.state.root:
            raise Wrong(f"items 1 to {size}: they are not those that the relay signed{before}.")


def _check(team: StoredTeam, item: StoredItem, rosters: int) -> None:
    """What its row says by itself."""
    if item_id(item.kind, item.body, item.mailbox) != item.item_id:
        raise Wrong(f"item {item.number}: its bytes are not those that it is named by.")
    try:
        check_item(item.kind, item.body, team.team_tag)
    except Refusal as refusal:
        why = "it belongs to another team" if refusal.name == "wrong_team" else "it is not of its kind"
        raise Wrong(f"item {item.number}: {why}.") from refusal
    if item.rosters != rosters:
        raise Wrong(f"item {item.number}: it counts {item.rosters} roster entries, and there are {rosters}.")


def _check_nodes(item: StoredItem, nodes: bytes) -> None:
    if item.nodes == nodes:
        return
    ends = range(HASH_SIZE, len(nodes) + 1, HASH_SIZE)
    right = next((level for level, end in enumerate(ends) if item.nodes[:end] != nodes[:end]), len(ends))
    first = item.number - (2 << right) + 1 if right < len(ends) else item.number
    raise Wrong(f"item {item.number}: the log over the items {first} to {item.number} is not that of these items.")
