"""The one catalogue of refusals: name, stable code, HTTP status, the sentence a person reads, and what to do next.

Every parser, the relay and the desk refuse by one of these names; the rows are in catalogue.py. The web app holds the
same names (static/src/format/refusals.ts) and says them in the reader's language; a test holds the two tables equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.format.catalogue import ROWS


@dataclass(frozen=True, slots=True)
class RefusalKind:
    """One row of the catalogue. ``code`` is what push answers carry per item; 0 and 1 mean accepted there."""

    name: str
    code: int
    status: int
    message: str
    next: str


class Refusal(Exception):
    """A named refusal. ``detail`` is for developers and never holds what a witness said, a key or a passphrase."""

    def __init__(self, name: str, detail: str = "") -> None:
        self.kind: Final = REFUSALS[name]
        self.detail: Final = detail
        super().__init__(f"{name}: {detail}" if detail else name)

    @property
    def name(self) -> str:
        return self.kind.name


REFUSALS: Final[dict[str, RefusalKind]] = {row[0]: RefusalKind(*row) for row in ROWS}
