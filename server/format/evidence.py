"""Does an answer of the relay prove itself? (PROTOCOL section 17)

Pure: it takes what a device has verified of the log, what the relay answered, and gives what the device knows after
it. Whatever does not prove itself is refused by name, and nothing of it may be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from server.format.checkpoint import check_checkpoint
from server.format.device import Verify
from server.format.log import State, check_state, leaf
from server.format.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Known:
    """A log as a device has verified it. ``note`` is the relay's signed word on ``state``, empty while there is none.

    ``rosters``: how many roster entries the device was ever given in this epoch.
    """

    epoch: bytes | None = None
    state: State = field(default_factory=State)
    rosters: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose word counts: the relay's whose key the roster has, on this team."""

    verify: Verify
    relay_pk: bytes
    team_tag: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """What every answer brings along."""

    epoch: bytes
    note: str
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as the log names it."""

    number: int
    item_id: bytes
    rosters: int
    is_roster: bool = False

    @property
    def leaf(self) -> bytes:
        return leaf(self.item_id, self.rosters)


@dataclass(frozen=True, slots=True)
class Range:
    """What a pull was answered: ``last`` is the entry of item ``head``, None of an empty log."""

    after: int
    next: int
    head: int
    entries: tuple[Entry, ...]
    last: tuple[bytes, int] | None


class LogBroken(Refusal):
    """The relay contradicts what it signed before, ``known``. ``note``: its new signed word, empty if it only said
    so."""

    def __init__(self, name: str, known: Known, note: str = "") -> None:
        super().__init__(name, f"up to {known.state.size}")
        self.known: Final = known
        self.note: Final = note


def check_push(trust: Trust, known: Known, signed: Signed, kept: Sequence[Entry]) -> Known:
    """``kept``: the items with status 0 or 1. Refuses receipt_wrong, and log_rolled_back or log_fork as LogBroken."""
    try:
        state = _signed_state(trust, known, signed)
        _check_proof(known, state, signed, kept)
    except Refusal as refusal:
        if refusal.name != "log_wrong":
            raise
        raise Refusal("receipt_wrong", refusal.detail) from refusal
    return replace(known, epoch=signed.epoch, state=state, note=signed.note)


def check_pull(trust: Trust, known: Known, signed: Signed, given: Range, *, by_mailbox: bool = False) -> Known:
    """Refuses log_wrong, roster_withheld, and log_rolled_back or log_fork as LogBroken.

    ``by_mailbox``: only some mailboxes were asked for, so that numbers may be missing.
    """
    # First of all, so that a relay that went back convicts itself whatever else is wrong with its answer.
    state = _signed_state(trust, known, signed)
    if state.size != given.head:
        raise Refusal("log_wrong", "a head that is not the checkpoint's")
    _check_numbers(given, by_mailbox=by_mailbox)
    _check_proof(known, state, signed, (*given.entries, *_last(given)))
    rosters = _count_rosters(known.rosters, given.entries, by_mailbox=by_mailbox)
    if given.next == given.head and given.last is not None and given.last[1] != rosters:
        raise Refusal("roster_withheld", f"{given.last[1]} entries, {rosters} given")
    return Known(signed.epoch, state, rosters, signed.note)


def _signed_state(trust: Trust, known: Known, signed: Signed) -> State:
    """What the relay signed, which can only ever grow."""
    if known.epoch not in (None, signed.epoch):
        raise Refusal("log_wrong", "another epoch")
    state = check_checkpoint(
        trust.verify, signed.note, relay_pk=trust.relay_pk, team_tag=trust.team_tag, epoch=signed.epoch
    )
    if state.size < known.state.size:
        raise LogBroken("log_rolled_back", known, signed.note)
    return state


def _check_proof(known: Known, state: State, signed: Signed, wanted: Iterable[Entry]) -> None:
    """Does it hold what is wanted, and continue what is known?"""
    try:
        check_state(state, known.state, _leaves(wanted), signed.proof)
    except Refusal as refusal:
        if refusal.name != "log_fork":
            raise
        raise LogBroken("log_fork", known, signed.note) from refusal


def _leaves(wanted: Iterable[Entry]) -> dict[int, bytes]:
    leaves: dict[int, bytes] = {}
    for entry in wanted:
        found = entry.leaf
        if leaves.setdefault(entry.number, found) != found:
            raise Refusal("log_wrong", f"two items under number {entry.number}")
    return leaves


def _check_numbers(given: Range, *, by_mailbox: bool) -> None:
    numbers = [entry.number for entry in given.entries]
    if not given.after <= given.next <= given.head or (given.next == given.after and given.next != given.head):
        raise Refusal("log_wrong", "a feed that does not go on")
    if by_mailbox:
        if not all(first < second for first, second in pairwise([given.after, *numbers, given.next + 1])):
            raise Refusal("log_wrong", "numbers that do not ascend")
    elif numbers != list(range(given.after + 1, given.next + 1)):
        raise Refusal("log_wrong", "an item is missing, or one too many")


def _last(given: Range) -> tuple[Entry, ...]:
    if (given.last is None) != (given.head == 0):
        raise Refusal("log_wrong", "a head without its item")
    return () if given.last is None else (Entry(given.head, *given.last),)


def _count_rosters(before: int, entries: Sequence[Entry], *, by_mailbox: bool) -> int:
    """How many roster entries were given up to here, each of which must be the next one."""
    rosters = before
    for entry in entries:
        rosters += entry.is_roster
        if entry.rosters != rosters and (entry.is_roster or not by_mailbox):
            raise Refusal("log_wrong", f"item {entry.number} counts {entry.rosters} roster entries, not {rosters}")
    return rosters
