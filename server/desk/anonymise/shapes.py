"""What of a form may leave: the tables of an export and their columns, read from the form's own disclosure classes.

Everything here is an allow-list: a question that is not plainly named as fit to leave stays. Never let a question out
because nothing forbids it. Free text, identity, review notes, media, consent answers and references between tables
have no column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.forms.form import Disclosure, Field, Form, Text

RECORDS: Final = "records"
# Media describe files that do not leave, and nested repeats refer to rows of other tables: neither is exported.
COLLECTIONS: Final = ("victim", "act", "perp", "claim", "justice", "src")
CODED: Final = frozenset({"select_one", "select_multiple"})
MEASURED: Final = frozenset({"integer"})
DATED: Final = frozenset({"date"})
# Consent decides what leaves; the answers themselves say something about the witness and nothing about what happened.
_CONSENT_PREFIX: Final = "c_"


@dataclass(frozen=True, slots=True)
class Column:
    """One question that may leave. ``codes`` are its choices, None for numbers and dates."""

    name: str
    disclosure: Disclosure
    type: str
    ladder: str | None
    codes: frozenset[str] | None
    list: str | None
    label: Text


@dataclass(frozen=True, slots=True)
class Shape:
    """One table: ``collection`` is None for the table of records."""

    name: str
    collection: str | None
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A question that does not leave, and the reason, for the report."""

    name: str
    reason: str


def shapes_of(form: Form, ladder_names: frozenset[str]) -> tuple[tuple[Shape, ...], tuple[Kept, ...]]:
    """The tables that an export of this form has, and what stays. ``ladder_names`` are the ladders that exist."""
    reasons = {field.name: _reason_to_keep(field, ladder_names) for field in form.fields.values()}
    shapes = []
    for collection in (None, *COLLECTIONS):
        leaving = [field for field in form.fields_of(collection) if reasons[field.name] is None]
        if leaving:
            columns = tuple(_column(field, form) for field in leaving)
            shapes.append(Shape(collection or RECORDS, collection, columns))
    kept = tuple(Kept(name, reason) for name, reason in reasons.items() if reason is not None)
    return tuple(shapes), kept


def _reason_to_keep(field: Field, ladder_names: frozenset[str]) -> str | None:
    """Why this question may not leave, or None if it may."""
    coded = field.type in CODED and field.list is not None and field.choices_from is None
    rules = (
        (field.collection is not None and field.collection not in COLLECTIONS, "not in a table of the export"),
        (field.compartment != "testimony", "not in the testimony compartment"),
        (field.name.startswith(_CONSENT_PREFIX), "consent is enforced, not published"),
        (field.disclosure == "direct", "identifies a person"),
        (field.disclosure not in ("quasi", "sensitive", "safe"), "has no disclosure class"),
        (field.ladder == "drop", "withheld by the form"),
        (field.ladder is not None and field.ladder not in ladder_names, "its ladder is not known"),
        (field.type == "text", "free text"),
        (not coded and field.type not in MEASURED | DATED, "of a kind that is not exported"),
        (field.ladder is None and field.disclosure == "quasi", "could single out a person and has no ladder"),
        (field.ladder is None and field.type in DATED, "a date without a ladder"),
    )
    return next((reason for broken, reason in rules if broken), None)


def _column(field: Field, form: Form) -> Column:
    coded = field.type in CODED
    codes = frozenset(choice.value for choice in form.lists[field.list]) if coded and field.list else None
    return Column(
        name=field.name,
        disclosure=field.disclosure,
        type=field.type,
        ladder=field.ladder,
        codes=codes,
        list=field.list if coded else None,
        label=field.label,
    )
