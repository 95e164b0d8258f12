"""What a relay answers is believed only if it proves itself. A small honest log, and everything that can be wrong with
what is said of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from server.format.checkpoint import Checkpoint, Note, key_id
from server.format.evidence import Entry, Known, LogBroken, Range, Signed, Trust, check_pull, check_push
from server.format.log import Frontier, State, cover, root_of
from server.format.refusals import Refusal
from server.seal.primitives import verify

TEAM_TAG, EPOCH = b"t" * 16, b"e" * 16
SEED = b"s" * 32
# Every fourth item is a roster entry, and so is the first.
ENTRIES = [
    Entry(number, hashlib.sha256(b"%d" % number).digest(), (number - 1) // 4 + 1, (number - 1) % 4 == 0)
    for number in range(1, 41)
]


@dataclass
class HonestLog:
    """Says what is true of these entries, with its own key."""

    entries: Sequence[Entry] = field(default_factory=lambda: ENTRIES)
    seed: bytes = SEED
    epoch: bytes = EPOCH

    def root(self, size: int) -> bytes:
        return self._perfect(0, size)

    def known(self, size: int, rosters: int = 0) -> Known:
        return Known(self.epoch, State(size, self.root(size)), rosters, self.note(size))

    def signed(self, size: int, seen: int, wanted: Sequence[int]) -> Signed:
        spans = cover(size, seen, sorted(set(wanted)))
        return Signed(self.epoch, self.note(size), tuple(root_of(*span, self._perfect) for span in spans))

    def note(self, size: int) -> str:
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        checkpoint = Checkpoint(TEAM_TAG, self.epoch, State(size, self.root(size)))
        public = key.public_key().public_bytes_raw()
        return Note(checkpoint, key_id(checkpoint.name, public), key.sign(checkpoint.signed())).text()

    def page(self, after: int, until: int, head: int, *, only: Callable[[Entry], bool] = lambda _: True) -> Range:
        given = tuple(entry for entry in self.entries[after:until] if only(entry))
        last = (self.entries[head - 1].item_id, self.entries[head - 1].rosters) if head else None
        return Range(after, until, head, given, last)

    def pulled(self, known: Known, given: Range, *, by_mailbox: bool = False) -> Known:
        wanted = [entry.number for entry in given.entries] + ([given.head] if given.head else [])
        signed = self.signed(given.head, known.state.size, wanted)
        return check_pull(TRUST, known, signed, given, by_mailbox=by_mailbox)

    def _perfect(self, low: int, high: int) -> bytes:
        return Frontier().extend([entry.leaf for entry in self.entries[low:high]]).root()


PUBLIC = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
TRUST = Trust(verify, PUBLIC, TEAM_TAG)
LOG = HonestLog()
OTHER = HonestLog([*ENTRIES[:9], replace(ENTRIES[9], item_id=bytes(32)), *ENTRIES[10:]])


def name_of(work: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        work()
    return refused.value.name


@given(st.lists(st.integers(1, 20), max_size=8), st.data())
def test_an_honest_relay_is_believed_page_after_page_and_push_after_push(steps: list[int], data: st.DataObject) -> None:
    known, after, head = Known(), 0, 0
    for step in steps:
        head = min(len(ENTRIES), head + step)
        pushed = data.draw(st.lists(st.sampled_from(ENTRIES[:head]), max_size=4))
        signed = LOG.signed(head, known.state.size, [entry.number for entry in pushed])
        known = check_push(TRUST, known, signed, pushed)
        until = data.draw(st.integers(after + 1, head)) if after < head else head
        known = LOG.pulled(known, LOG.page(after, until, head))
        after = until
    assert known.state == State(head, LOG.root(head))
    assert known.rosters == sum(entry.is_roster for entry in ENTRIES[:after])


def test_whoever_reads_some_mailboxes_learns_that_no_roster_entry_was_withheld() -> None:
    def mine(entry: Entry) -> bool:
        return entry.is_roster or entry.number % 3 == 0

    first = LOG.pulled(Known(), LOG.page(0, 10, 14, only=mine), by_mailbox=True)
    assert LOG.pulled(first, LOG.page(10, 14, 14, only=mine), by_mailbox=True).rosters == 4

    def hidden(number: int) -> Callable[[Entry], bool]:
        return lambda entry: mine(entry) and entry.number != number

    newest = LOG.page(10, 14, 14, only=hidden(13))
    assert name_of(lambda: LOG.pulled(first, newest, by_mailbox=True)) == "roster_withheld"
    earlier = LOG.page(0, 10, 14, only=hidden(5))
    assert name_of(lambda: LOG.pulled(Known(), earlier, by_mailbox=True)) == "log_wrong"


def edited(given: Range, edit: Callable[[list[Entry]], object], **more: int) -> Range:
    entries = list(given.entries)
    edit(entries)
    return replace(given, entries=tuple(entries), **more)


def with_first(**changed: Any) -> Range:
    return edited(PAGE, lambda entries: entries.__setitem__(0, replace(entries[0], **changed)))


PAGE = LOG.page(4, 12, 20)
BAD_PAGES = {
    "an item is missing": edited(PAGE, lambda entries: entries.pop(3)),
    "the last one is missing": edited(PAGE, lambda entries: entries.pop()),
    "one too many": edited(PAGE, lambda entries: entries.append(ENTRIES[12])),
    "one twice": edited(PAGE, lambda entries: entries.insert(0, entries[0])),
    "another order": edited(PAGE, lambda entries: entries.reverse()),
    "does not go on": edited(PAGE, lambda entries: entries.clear(), next=4),
    "goes back": edited(PAGE, lambda entries: entries.clear(), next=3),
    "goes beyond the head": edited(PAGE, lambda entries: entries.clear(), next=21),
    "another item": edited(PAGE, lambda entries: entries.__setitem__(2, replace(entries[2], item_id=bytes(32)))),
    "counts no roster entry": edited(PAGE, lambda entries: entries.__setitem__(0, replace(entries[0], rosters=1))),
    "calls it no roster entry": edited(
        PAGE, lambda entries: entries.__setitem__(0, replace(entries[0], is_roster=False))
    ),
    "no last": replace(PAGE, last=None),
    "another last": replace(PAGE, last=(bytes(32), 5)),
    "another count": replace(PAGE, last=(ENTRIES[19].item_id, 4)),
    "another head": replace(PAGE, head=21),
}


@pytest.mark.parametrize("given", BAD_PAGES.values(), ids=BAD_PAGES.keys())
@pytest.mark.parametrize("prove", [False, True], ids=["with the true proof", "with a proof of its own"])
def test_a_page_that_does_not_prove_itself_is_refused(given: Range, prove: bool) -> None:
    known = LOG.known(7, rosters=1)
    wanted = [entry.number for entry in (given if prove else PAGE).entries] + [20]
    signed = LOG.signed(20, 7, wanted)
    assert name_of(lambda: check_pull(TRUST, known, signed, given)) == "log_wrong"
    assert check_pull(TRUST, known, LOG.signed(20, 7, [*range(5, 13), 20]), PAGE).rosters == 3


def test_the_count_of_roster_entries_is_that_of_what_was_given() -> None:
    known = LOG.known(7, rosters=1)
    whole = LOG.page(4, 20, 20)
    assert LOG.pulled(known, whole).rosters == 5
    assert name_of(lambda: LOG.pulled(replace(known, rosters=2), whole)) == "log_wrong"
    nothing_new = LOG.page(20, 20, 20)
    assert LOG.pulled(LOG.known(20, rosters=5), nothing_new).rosters == 5
    assert name_of(lambda: LOG.pulled(LOG.known(20, rosters=4), nothing_new)) == "roster_withheld"


def forged(signed: Signed) -> dict[str, Signed]:
    hash_more = (*signed.proof, bytes(32))
    return {
        "signed by another key": replace(signed, note=HonestLog(seed=b"o" * 32).note(20)),
        "of another epoch": replace(signed, note=HonestLog(epoch=b"f" * 16).note(20)),
        "in another form": replace(signed, note=signed.note + "\n"),
        "a proof too short": replace(signed, proof=signed.proof[:-1]),
        "a proof too long": replace(signed, proof=hash_more),
        "another proof": replace(signed, proof=(bytes(32), *signed.proof[1:])),
        "of a longer log": replace(signed, note=LOG.note(21)),
        "of another log": replace(signed, note=OTHER.note(20)),
    }


@pytest.mark.parametrize("how", forged(LOG.signed(20, 7, [20])))
def test_what_is_signed_falsely_proves_nothing(how: str) -> None:
    known = LOG.known(7, rosters=1)
    pulled = forged(LOG.signed(20, 7, [*range(5, 13), 20]))[how]
    assert name_of(lambda: check_pull(TRUST, known, pulled, PAGE)) == "log_wrong"
    pushed = forged(LOG.signed(20, 7, [9, 18]))[how]
    assert name_of(lambda: check_push(TRUST, known, pushed, [ENTRIES[8], ENTRIES[17]])) == "receipt_wrong"


@pytest.mark.parametrize(
    "kept",
    [
        [replace(ENTRIES[8], number=10), ENTRIES[17]],
        [replace(ENTRIES[8], number=18), replace(ENTRIES[17], number=9)],
        [replace(ENTRIES[8], rosters=7), ENTRIES[17]],
        [ENTRIES[8]],
        [ENTRIES[8], ENTRIES[17], replace(ENTRIES[17], item_id=bytes(32))],
        [ENTRIES[8], ENTRIES[30]],
        [ENTRIES[8], replace(ENTRIES[17], number=0)],
    ],
    ids=["another number", "swapped", "another count", "one less", "two under one number", "beyond", "number 0"],
)
def test_a_receipt_for_something_else_proves_nothing(kept: list[Entry]) -> None:
    signed = LOG.signed(20, 7, [9, 18])
    assert check_push(TRUST, LOG.known(7), signed, [ENTRIES[8], ENTRIES[17]]).state.size == 20
    assert name_of(lambda: check_push(TRUST, LOG.known(7), signed, kept)) == "receipt_wrong"


@pytest.mark.parametrize("size", [10, 11, 16, 20, 40])
def test_another_history_is_a_fork_and_both_words_are_there(size: int) -> None:
    known = LOG.known(size, rosters=3)
    for call in (
        lambda: check_push(TRUST, known, OTHER.signed(40, size, [18]), [ENTRIES[17]]),
        lambda: OTHER.pulled(known, OTHER.page(size, 40, 40)),
    ):
        with pytest.raises(LogBroken, match="log_fork") as broken:
            call()
        assert (broken.value.known, broken.value.note) == (known, OTHER.note(40))


def test_a_shorter_log_was_rolled_back_whatever_else_is_wrong_with_the_answer() -> None:
    known = LOG.known(20, rosters=5)
    for call in (
        lambda: check_push(TRUST, known, LOG.signed(12, 0, [9]), [ENTRIES[8]]),
        lambda: check_pull(TRUST, known, LOG.signed(12, 0, [12]), LOG.page(12, 12, 12)),
        lambda: check_pull(TRUST, known, LOG.signed(12, 0, []), Range(20, 12, 12, (), None)),
    ):
        with pytest.raises(LogBroken, match="log_rolled_back") as broken:
            call()
        assert (broken.value.known, broken.value.note) == (known, LOG.note(12))


def test_an_empty_log_is_proved_by_its_signature_alone() -> None:
    empty = check_pull(TRUST, Known(), LOG.signed(0, 0, []), LOG.page(0, 0, 0))
    assert (empty.epoch, empty.state, empty.rosters) == (EPOCH, State(), 0)
    assert check_push(TRUST, Known(), LOG.signed(0, 0, []), []).state == State()
