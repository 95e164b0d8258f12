"""Earlier exports that hold what may no longer be used: whoever received them has to be told. For the coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.desk.anonymise.select import Folded
from server.desk.ledger.held import Past
from server.format.consent import Purpose, allows
from server.format.withdrawal import withdrawn_marks


@dataclass(frozen=True, slots=True)
class HeldWithdrawn:
    """An earlier export, and how many testimonies it held of which the consent for its purpose no longer stands."""

    name: str
    day: str
    purpose: Purpose
    testimonies: int


def held_withdrawn(past: Past, records: Sequence[Folded]) -> tuple[HeldWithdrawn, ...]:
    """Only a testimony that is whole here and still allows the purpose counts as allowed; whatever is unclear does
    not."""
    if not past.releases:
        return ()
    marks = withdrawn_marks(known for one in records for known in one.record.known)
    whole = [(past.record(one.record.record), one.record) for one in records if not one.incomplete]
    found = []
    for release in past.releases:
        allowed = {name for name, record in whole if not record.waiting and allows(record, release.purpose, marks)}
        gone = sum(name not in allowed for name in release.testimonies)
        if gone:
            found.append(HeldWithdrawn(release.name, release.day, release.purpose, gone))
    return tuple(found)
