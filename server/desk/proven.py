"""What the relay has proved, and the only things of it that the archive takes: made here, after the check, and nowhere
else."""

from __future__ import annotations

from dataclasses import dataclass

from server.desk.relay_client import EpochChanged, Letter, Numbered, Page, Pushed
from server.format.evidence import Entry, Known, Range, Trust, check_pull, check_push
from server.format.item import Kind
from server.format.refusals import Refusal
from server.format.roster import Roster
from server.seal.primitives import verify


@dataclass(frozen=True, slots=True)
class Proven:
    """A page: with it, what is known of the log goes from ``before`` to ``known``. ``entries`` are those of its
    items."""

    before: Known
    known: Known
    after: int
    next: int
    items: tuple[Numbered, ...]
    entries: tuple[Entry, ...]
    is_all: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A push: each of ``kept`` stands in the log. What was refused is not among them."""

    before: Known
    known: Known
    kept: tuple[tuple[Letter, Entry], ...]


def trust_in(roster: Roster) -> Trust:
    """The relay whose key the team has pinned."""
    if roster.policy is None:
        raise Refusal("roster_unknown")
    return Trust(verify, roster.policy.relay_pk, roster.team_tag)


def prove_page(trust: Trust, known: Known, page: Page, *, by_mailbox: bool = False) -> Proven:
    """Refuses log_wrong, roster_withheld, and log_rolled_back or log_fork as LogBroken."""
    entries = tuple(_entry(one.letter, one.number, one.rosters) for one in page.items)
    given = Range(page.after, page.next, page.head, entries, page.last)
    fresh = check_pull(trust, known, page.signed, given, by_mailbox=by_mailbox)
    return Proven(known, fresh, page.after, page.next, page.items, entries, is_all=page.next == page.head)


def prove_delivery(trust: Trust, known: Known, pushed: Pushed) -> Delivery:
    """Refuses receipt_wrong, epoch_changed, and log_rolled_back or log_fork as LogBroken."""
    epoch = pushed.signed.epoch
    if known.epoch not in (None, epoch):
        raise EpochChanged(epoch)
    kept = tuple(
        (letter, _entry(letter, *result))
        for letter, result in zip(pushed.letters, pushed.results, strict=True)
        if result is not None
    )
    fresh = check_push(trust, known, pushed.signed, [entry for _, entry in kept])
    return Delivery(known, fresh, kept)


def _entry(letter: Letter, number: int, rosters: int) -> Entry:
    return Entry(number, letter.id, rosters, letter.kind == Kind.ROSTER)
