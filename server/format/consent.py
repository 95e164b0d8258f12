"""What the witness allowed, asked of a folded record. Whatever is unclear means no.

This is the only judge: no export may decide for itself, and no screen may soften the answer.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from server.format.history import Record
from server.format.withdrawal import is_withdrawn

Purpose = Literal["statistics", "public_anon", "un", "court_nat", "court_int", "partner"]
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)

_WITHOUT_WITNESS: Final = frozenset({"statistics", "public_anon"})
_CONSENT_PREFIX: Final = "c_"
_KIND: Final = "record_kind"


def allows(record: Record, purpose: Purpose, withdrawn: frozenset[str]) -> bool:
    """May this record be used for this purpose? ``withdrawn``: `withdrawn_marks` of all that is known of the team."""
    if purpose not in PURPOSES or _is_unsettled(record) or is_withdrawn(record.known, withdrawn):
        return False
    if _says(record, _KIND) == "desk":
        return purpose in _WITHOUT_WITNESS and not _had_a_witness(record) and not _refuses_anything(record)
    internal = _says(record, "c_internal")
    return _says(record, _CONSENT_PREFIX + purpose) == "yes" and isinstance(internal, str) and internal != "no"


def _says(record: Record, field: str) -> object:
    """The settled value of a field, else None."""
    state = record.paths.get((field,))
    return state.x if state is not None and state.state == "settled" else None


def _is_unsettled(record: Record) -> bool:
    """Does a change that waits touch consent? It may take back what is shown as given."""
    waiting = {op.path[0] for one in record.waiting for op in one.change.ops}
    return any(name.startswith(_CONSENT_PREFIX) or name == _KIND for name in waiting)


def _had_a_witness(record: Record) -> bool:
    """Was it ever said to be anything but a desk record? Nobody takes a witness out of a testimony by calling it so."""
    said = [op.x for one in record.applied for op in one.change.ops if op.path == (_KIND,)]
    return any(x != "desk" for x in said)


def _refuses_anything(record: Record) -> bool:
    """Is any consent field "no", or in conflict? A desk record has no witness; a "no" in it still counts."""
    return any(
        state.state == "conflict" or state.x == "no"
        for path, state in record.paths.items()
        if path[0].startswith(_CONSENT_PREFIX)
    )
