"""One exchange with the relay: everything new comes in, everything owed goes out.

After it the archive has seen all that the relay showed, and nothing that the relay did not prove. A relay that was
restored, or that took back what it had signed, is read from 0 and offered all that is held.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from server.desk.archive.archive import Archive
from server.desk.proven import prove_delivery, prove_page, trust_in
from server.desk.relay_client import EpochChanged, Letter, RelayClient, batches
from server.format.evidence import LogBroken
from server.format.refusals import Refusal

Progress = Callable[[int, int], None]
# A relay that takes its log back again and again is given up, by name, until the next exchange.
_RESTORES_AT_MOST: Final = 3


def exchange(archive: Archive, relay: RelayClient, progress: Progress) -> int:
    """How many changes became readable. Refuses as the relay or the network does; what was taken stays taken."""
    last: Refusal | None = None
    for _ in range(_RESTORES_AT_MOST):
        try:
            return _exchange(archive, relay, progress)
        except EpochChanged as changed:
            last = changed
            archive.start_again(changed.epoch)
        except LogBroken as broken:
            last = broken
            archive.broken(broken)
    raise last or Refusal("epoch_changed")


def _exchange(archive: Archive, relay: RelayClient, progress: Progress) -> int:
    # Read first: what the relay signs before it is offered anything is what a finding keeps.
    read = _pull(archive, relay, progress)
    if archive.cursor.offer:
        _offer(archive, relay)
    archive.owe_grants()
    for letters in batches(archive.outbox()):
        # What a relay refuses stays owed: it is offered again the next time.
        _push(archive, relay, letters)
    return read


def _pull(archive: Archive, relay: RelayClient, progress: Progress) -> int:
    read = 0
    while True:
        known, after = archive.known, archive.cursor.after
        page = prove_page(trust_in(archive.roster), known, relay.pull(after, known))
        if page.is_all and page.next == after and page.known == known:
            return read
        taken = archive.take(page)
        if taken is not None:
            read += taken
            progress(page.next, page.known.state.size)
            if page.is_all:
                return read


def _push(archive: Archive, relay: RelayClient, letters: Sequence[Letter]) -> None:
    while True:
        known = archive.known
        if archive.delivered(prove_delivery(trust_in(archive.roster), known, relay.push(letters, known))):
            return


def _offer(archive: Archive, relay: RelayClient) -> None:
    """Whether the relay had an item or lost it makes no difference: it proves that it has it now."""
    for letters in batches(item.letter for item in archive.held()):
        _push(archive, relay, letters)
    archive.offered()
