"""What the relay proves of a team's log (PROTOCOL section 17), from the rows of its items: every node of the tree
stands with the item that completes it, so a proof costs the logarithm of the log, and what is read never changes.

It signs nothing: that is the key's (receipts.py).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from server.format.log import HASH_SIZE, Span, cover, leaf, perfect_parts, root_of
from server.relay.database import Store
from server.relay.feed import Appended, Page, rows_of
from server.relay.feed_rows import DamagedLog, LogLine

Entry = tuple[bytes, int]
"""item_id and rosters of an item."""


def prove(read_from: Store, team: int, *, size: int, seen: int, wanted: Sequence[int]) -> list[bytes]:
    """That the log of this size holds the wanted items and continues that of size ``seen``."""
    spans = list(cover(size, seen, wanted))
    parts = {part for span in spans for part in perfect_parts(*span)}
    roots = _perfect_roots(read_from, team, parts)
    return [root_of(*span, lambda low, high: roots[low, high]) for span in spans]


def prove_push(read_from: Store, team: int, appended: Appended, *, seen: int) -> list[bytes]:
    """Of all that the relay has of the push. Nearly always that is new and the log was seen whole or never: what stands
    before it is then the old frontier, and nothing is read.
    """
    before = appended.before
    all_new = bool(appended.lines) and all(number > before.size for _, number, _ in appended.results if number)
    if all_new and seen in (0, before.size):
        return list(before.peaks)
    return prove(read_from, team, size=appended.state.head, seen=seen, wanted=appended.kept)


def prove_page(read_from: Store, team: int, page: Page, *, seen: int) -> tuple[Entry | None, list[bytes]]:
    """The log's last entry, and the proof of the page's items and of this last one."""
    head = page.state.head
    if not head:
        return None, []
    _, item_id, rosters, _ = _lines(read_from, team, [head])[head]
    wanted = [number for number, *_ in page.items]
    if wanted[-1:] != [head]:
        wanted.append(head)
    return (item_id, rosters), prove(read_from, team, size=head, seen=seen, wanted=wanted)


def _perfect_roots(read_from: Store, team: int, parts: Collection[Span]) -> dict[Span, bytes]:
    lines = _lines(read_from, team, {high for _, high in parts})
    found: dict[Span, bytes] = {}
    for low, high in parts:
        _, item_id, rosters, nodes = lines[high]
        level = (high - low).bit_length() - 1
        found[low, high] = nodes[HASH_SIZE * (level - 1) : HASH_SIZE * level] if level else leaf(item_id, rosters)
    return found


def _lines(read_from: Store, team: int, numbers: Collection[int]) -> dict[int, LogLine]:
    found = rows_of(read_from).log_lines(read_from, team, sorted(numbers)) if numbers else ()
    lines = {line[0]: line for line in found}
    if len(lines) != len(numbers):
        raise DamagedLog
    return lines
