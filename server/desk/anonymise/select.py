"""Which testimonies may be used for a purpose, and what they say: the first step of every export.

A testimony leaves only with its consent, whole: while any part of it is missing here, the missing part could be a
withdrawal, so it stays. Never counts a conflict as an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.desk.anonymise.tables import Accounts, Field, Testimony
from server.format.consent import Purpose, allows
from server.format.history import PathState, Record
from server.format.team_form import OWN_FORM
from server.format.withdrawal import is_withdrawal, withdrawn_marks
from server.forms.form import Form


@dataclass(frozen=True, slots=True)
class Folded:
    """One record as the archive knows it. ``incomplete``: a part of it has arrived and cannot be read yet.

    ``form_id`` and ``form_version`` are empty where its changes name several.
    """

    record: Record
    form_id: str
    incomplete: bool
    form_version: str = ""


@dataclass(frozen=True, slots=True)
class Selected:
    """The testimonies that may be used, and why the others are not. The counts add up to ``considered``. ``records``:
    the id of each of these testimonies, for the coordinator and the ledger alone. ``everybody``: all testimonies of
    this form, also those that stay; a risk is measured against them, and none of them leaves by it."""

    testimonies: tuple[Testimony, ...]
    records: tuple[bytes, ...]
    everybody: tuple[Testimony, ...]
    considered: int
    withheld_by_consent: int
    waiting: int
    other_form: int


def select(records: Sequence[Folded], purpose: Purpose, form: Form) -> Selected:
    marks = withdrawn_marks(known for one in records for known in one.record.known)
    testimonies = [one for one in records if one.incomplete or not is_withdrawal(one.record.known)]
    waiting = [one for one in testimonies if one.incomplete or one.record.waiting]
    whole = [one for one in testimonies if not (one.incomplete or one.record.waiting)]
    # The form says what may leave, so a record of a form that is not here cannot.
    known = [one for one in whole if _is_of(one, form)]
    allowed = [one for one in known if allows(one.record, purpose, marks)]
    return Selected(
        testimonies=tuple(testimony_of(one.record) for one in allowed),
        records=tuple(one.record.record for one in allowed),
        everybody=tuple(testimony_of(one.record) for one in known),
        considered=len(testimonies),
        withheld_by_consent=len(known) - len(allowed),
        waiting=len(waiting),
        other_form=len(whole) - len(known),
    )


def _is_of(one: Folded, form: Form) -> bool:
    """Versions of the app's own form name the same questions; those of a team's form may mean another thing by a
    name."""
    return one.form_id == form.id and (form.id == OWN_FORM or one.form_version == form.version)


def testimony_of(record: Record) -> Testimony:
    """The current values, without ids, authors, times or reasons. Removed members are left out."""
    removed = {(one.collection, one.member) for one in record.members if one.state == "removed"}
    fields: dict[str, Field] = {}
    members: dict[tuple[str, bytes], dict[str, Field]] = {}
    for path, state in record.paths.items():
        match path:
            case (str(name),):
                fields[name] = _field(state)
            case (str(collection), bytes(member), str(name)) if (collection, member) not in removed:
                members.setdefault((collection, member), {})[name] = _field(state)
    return Testimony(fields, _by_collection(members))


def _field(state: PathState) -> Field:
    return Accounts() if state.state == "conflict" else state.x


def _by_collection(
    members: Mapping[tuple[str, bytes], Mapping[str, Field]],
) -> dict[str, list[Mapping[str, Field]]]:
    found: dict[str, list[Mapping[str, Field]]] = {}
    for (collection, _), fields in members.items():
        found.setdefault(collection, []).append(fields)
    return found
