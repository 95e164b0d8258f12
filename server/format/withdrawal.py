"""Taking consent back without a name (PROTOCOL section 26): the witness keeps a number, the testimony only its hash.

Nothing gives consent back again: whoever agrees anew tells anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from server.format.hash import H
from server.format.past import Known
from server.format.refusals import Refusal

MARK_FIELD: Final = "gw_withdrawal"
"""Of a testimony: the hash of the number that its witness was given."""
NUMBER_FIELD: Final = "gw_withdraws"
"""Of a withdrawal: the number."""
FORM: Final = ("gw_withdrawal", "1")
"""What a withdrawal says its form is. It is told by what it holds (`is_withdrawal`), never by this."""
DIGITS: Final = 12
"""The last two are check digits by ISO 7064 MOD 97-10."""
_CHECKED: Final = 97
_LABEL: Final = b"gawahi/v1/withdrawal\0"
_BETWEEN: Final = re.compile(r"[ \t\n\r\u00a0\u202f\u2010-\u2013\u061c\u200e\u200f\u2066-\u2069-]")
_NUMBER: Final = re.compile(rf"[0-9]{{{DIGITS}}}")


def read_number(typed: str) -> str:
    """Twelve digits as they count, from twelve digits in any script with anything between them that people put there.

    Refuses withdrawal_number if they are not twelve, or were mistyped.
    """
    digits = "".join(str(unicodedata.decimal(letter, "?")) for letter in _BETWEEN.sub("", typed))
    if not _NUMBER.fullmatch(digits) or int(digits) % _CHECKED != 1:
        raise Refusal("withdrawal_number")
    return digits


def mark_of(number: str) -> str:
    """64 hexadecimal digits; ``number`` as `read_number` gives it."""
    return H(_LABEL, number.encode()).hex()


def withdrawn_marks(known: Iterable[Known]) -> frozenset[str]:
    """What all changes together take back, also those that wait: a withdrawal needs nothing that comes before it."""
    found = set[str]()
    for one in known:
        for op in one.change.ops:
            if op.path == (NUMBER_FIELD,) and isinstance(op.x, str) and _NUMBER.fullmatch(op.x):
                found.add(mark_of(op.x))
    return frozenset(found)


def is_withdrawn(known: Iterable[Known], marks: frozenset[str]) -> bool:
    """Whether a testimony ever had one of these marks: who writes another one over it changes nothing."""
    return any(op.path == (MARK_FIELD,) and op.x in marks for one in known for op in one.change.ops)


def is_withdrawal(known: Iterable[Known]) -> bool:
    """Whether a record says nothing but numbers: it is no testimony, and hides none."""
    return all(op.path == (NUMBER_FIELD,) for one in known for op in one.change.ops)
