"""What an export or its preview came to: which levels, which risks, who waits, and what of it the files may say.

`report_json` and `methods_text` are in the folder that leaves, and say of the tables only what anybody can count in
them. Everything else of a `Report` is for the coordinator: see coordinator.py.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Final

from server.desk.anonymise.anonymised import Outcome, TableRisk
from server.desk.anonymise.attack import Attack
from server.desk.anonymise.limits import Limits
from server.desk.anonymise.select import Selected
from server.desk.anonymise.shapes import Kept
from server.desk.anonymise.tables import SourceTable
from server.desk.ledger.withdrawn import HeldWithdrawn

PROTECTING: Final = ("nothing_to_export", "k_not_reached", "risk_too_high", "would_stand_out")
"""Refusals by which an export protects somebody."""
LIMITS: Final = (
    "Each class of quasi-identifying values is shared by at least k testimonies, in each table, in each table joined"
    " with the records, and in any two tables joined with the records. Who knows members of three tables of one"
    " testimony, or several of one table, may find fewer.",
    "Sensitive values (such as religion) stay: if a whole class shares one, it can still be learned. l-diversity and"
    " t-closeness are not measured for testimonies.",
    "This export was compared with the earlier ones of the same desk; exports that were made elsewhere are not known"
    " here.",
    "Rows of different tables cannot be joined by any id: the name of a row is random and of this export alone.",
)


@dataclass(frozen=True, slots=True)
class Exposed:
    """A testimony that is easy to find as recorded: how many look like it, and by how few facts it stands alone."""

    record: bytes
    group: int
    facts: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """With this k, and levels that the desk chooses, the export could be made."""

    k: int
    highest: float
    overall: float


@dataclass(frozen=True, slots=True)
class Report:
    """``waiting``: testimonies that would stand out beside an earlier export. ``withdrawn``: earlier exports that hold
    what may no longer be used. ``tables``: what would leave, as recorded; it never does."""

    purpose: str
    k: int
    limits: Limits
    limits_by_hand: bool
    form: tuple[str, str]
    selected: Selected
    waiting: int
    disputed: int
    outcome: Outcome
    attack: Attack
    worst: tuple[Exposed, ...]
    proposals: tuple[Proposal, ...]
    withdrawn: tuple[HeldWithdrawn, ...]
    kept: tuple[Kept, ...]
    tables: tuple[SourceTable, ...] = field(repr=False)

    @property
    def exported(self) -> int:
        """How many testimonies leave."""
        return len(self.selected.testimonies) - self.waiting

    @property
    def refusal(self) -> str | None:
        """The name of the refusal, None if the export may be made."""
        if not self.selected.testimonies:
            return "nothing_to_export"
        if self.outcome.anonymised is not None:
            return None
        if self.waiting:
            return "would_stand_out"
        return "risk_too_high" if self.outcome.over else "k_not_reached"


def report_json(report: Report) -> bytes:
    described = {
        "purpose": report.purpose,
        "k": report.k,
        "form": list(report.form),
        "testimonies": report.exported,
        "disputedValues": report.disputed,
        "levels": {
            name: {"level": at.level, "name": at.name, "of": at.of} for name, at in report.outcome.levels.items()
        },
        "limits": {"highestRisk": report.limits.highest_risk, "globalRisk": report.limits.global_risk},
        "tables": [_table(risk) for risk in report.outcome.risks if risk.after is not None],
        "questionsThatStay": {one.name: one.reason for one in report.kept},
        "doesNotProtectAgainst": list(LIMITS),
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode() + b"\n"


def methods_text(report: Report) -> bytes:
    """How the tables were made, in plain language, for whoever receives them."""
    levels = report.outcome.levels
    lines = [
        f"How these tables were made (for {report.purpose}, form {report.form[0]} version {report.form[1]})",
        "",
        f"They hold {report.exported} testimonies whose witnesses agreed to this purpose. Names, free text, review"
        " notes and media are not in them.",
        f"What others may know of a person was made coarser, until at least {report.k} testimonies share every"
        " combination of it. One level holds for a whole column.",
        f"Nobody who is in the tables can be found with a chance above {report.limits.highest_risk:.1%}, and at most"
        f" {report.limits.global_risk:.1%} of all rows would be found on average.",
        'A cell that says "*" was withheld; "disputed": accounts differ and nobody has decided; "unlisted": the answer'
        " is not one of the form's own; an empty cell: no answer.",
        f"Values on which accounts differ: {report.disputed}.",
        "",
        "Levels (0 is as recorded):",
        *(f"  {name}: {at.level} of {at.of}, {at.name}" for name, at in levels.items()),
        "",
        "What this does not protect against:",
        *(f"  - {limit}" for limit in LIMITS),
        "",
        "manifest.json names every file by its SHA-256; manifest.sig is the signature of the desk that made them.",
        "",
    ]
    return "\n".join(lines).encode()


def _table(risk: TableRisk) -> dict[str, object]:
    return {"name": risk.name, "rows": risk.after.rows if risk.after else 0}
