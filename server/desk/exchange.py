"""One exchange with the relay: everything new comes in, everything owed goes out.

After it the archive has seen all that the relay showed. A relay that was restored is read from 0 and offered all that
is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from server.desk.archive.archive import Archive
from server.desk.relay_client import EpochChanged, Letter, RelayClient
from server.format.refusals import Refusal

Progress = Callable[[int, int], None]
_OFFER_AT_ONCE: Final = 200
_RESTORES_AT_MOST: Final = 3


def exchange(archive: Archive, relay: RelayClient, progress: Progress) -> int:
    """How many changes became readable. Refuses as the relay or the network does; what was taken stays taken."""
    for _ in range(_RESTORES_AT_MOST):
        try:
            if archive.cursor.offer:
                _offer(archive, relay)
            read = _pull(archive, relay, progress)
            archive.owe_grants()
            _push(archive, relay)
        except EpochChanged as changed:
            archive.start_again(changed.epoch)
        else:
            return read
    raise Refusal("epoch_changed")


def _pull(archive: Archive, relay: RelayClient, progress: Progress) -> int:
    read = 0
    while True:
        cursor = archive.cursor
        page = relay.pull(cursor.after, cursor.epoch)
        if page.next < cursor.after or (page.items and page.next == cursor.after):
            raise Refusal("malformed", "a feed that does not go on")
        if page.next == cursor.after and page.epoch == cursor.epoch:
            return read
        read += archive.take(page, cursor.after)
        progress(page.next, max(page.head, page.next))


def _push(archive: Archive, relay: RelayClient) -> None:
    """What a relay refuses stays owed: it is offered again the next time."""
    for letters, delivery in relay.push(archive.outbox(), _relay_pk(archive)):
        done = [letter for letter, number in zip(letters, delivery.numbers, strict=True) if number is not None]
        archive.delivered(done)


def _offer(archive: Archive, relay: RelayClient) -> None:
    for letters in _batches(archive):
        for _ in relay.push(letters, _relay_pk(archive)):
            # Its receipt was checked; whether it had the item or lost it makes no difference.
            continue
    archive.offered()


def _batches(archive: Archive) -> Iterator[list[Letter]]:
    batch: list[Letter] = []
    for item in archive.held():
        batch.append(item.letter)
        if len(batch) == _OFFER_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _relay_pk(archive: Archive) -> bytes:
    policy = archive.roster.policy
    if policy is None:
        raise Refusal("roster_unknown")
    return policy.relay_pk
