"""What an export or its preview says about itself: how many testimonies, which levels, and the risk before and after.

Counts only. It says openly what k-anonymity does not protect against.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from server.desk.anonymise.anonymised import Outcome, TableRisk
from server.desk.anonymise.measure import Risk
from server.desk.anonymise.select import Selected
from server.desk.anonymise.shapes import Kept

LIMITS: Final = (
    "Each class of quasi-identifying values is shared by at least k testimonies of its table. Sensitive values ("
    "such as religion) stay: if a whole class shares one, it can still be learned. l-diversity and "
    "t-closeness are not measured in this version.",
    "Two exports of the same archive can be compared with each other. Publish one, not one after every new testimony.",
    "Rows of different tables cannot be joined.",
)


@dataclass(frozen=True, slots=True)
class Report:
    purpose: str
    k: int
    form: tuple[str, str]
    selected: Selected
    disputed: int
    outcome: Outcome
    kept: tuple[Kept, ...]

    @property
    def refusal(self) -> str | None:
        """The name of the refusal, None if the export may be made."""
        if not self.selected.testimonies:
            return "nothing_to_export"
        return None if self.outcome.anonymised else "k_not_reached"


def report_json(report: Report) -> bytes:
    selected, outcome = report.selected, report.outcome
    described = {
        "purpose": report.purpose,
        "k": report.k,
        "form": list(report.form),
        "testimonies": {
            "considered": selected.considered,
            "exported": len(selected.testimonies),
            "withheldByConsent": selected.withheld_by_consent,
            "notComplete": selected.waiting,
            "ofAnotherForm": selected.other_form,
        },
        "disputedValues": report.disputed,
        "levels": {name: {"level": at.level, "name": at.name, "of": at.of} for name, at in outcome.levels.items()},
        "lowestLevelsProven": outcome.lowest_proven,
        "tables": [_table(risk) for risk in outcome.risks],
        "questionsThatStay": {one.name: one.reason for one in report.kept},
        "limits": list(LIMITS),
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


def report_text(report: Report) -> bytes:
    """The same for a reader at a terminal or a printer."""
    selected, outcome = report.selected, report.outcome
    lines = [
        f"Export for {report.purpose}, k = {report.k}, form {report.form[0]} version {report.form[1]}",
        "",
        f"Testimonies: {selected.considered} considered, {len(selected.testimonies)} used, "
        f"{selected.withheld_by_consent} withheld by consent, {selected.waiting} not complete yet, "
        f"{selected.other_form} of another form.",
        f"Values on which accounts differ: {report.disputed} (shown as disputed).",
        "",
        *(_table_line(risk, report.k) for risk in outcome.risks),
        "",
        "Levels (0 is as recorded):",
        *(f"  {name}: {at.level} of {at.of}, {at.name}" for name, at in outcome.levels.items()),
        *([] if outcome.lowest_proven else ["  The search was stopped: lower levels may exist."]),
        "",
        "What this does not protect against:",
        *(f"  - {limit}" for limit in LIMITS),
        "",
    ]
    return "\n".join(lines).encode()


def _table_line(risk: TableRisk, k: int) -> str:
    before = f"{risk.before.rows} rows; before: {risk.before.unique} unique, smallest class {risk.before.smallest}"
    if risk.after is None:
        return f"{risk.name}: withheld, it holds fewer than {k} testimonies"
    after = f"after: {risk.after.unique} unique, smallest class {risk.after.smallest}"
    return f"{risk.name}: {before}; {after}; highest risk {risk.after.prosecutor:.3f}"


def _table(risk: TableRisk) -> dict[str, object]:
    return {
        "name": risk.name,
        "before": _risk(risk.before) if risk.after else None,
        "after": _risk(risk.after) if risk.after else None,
        "withheld": risk.after is None,
    }


def _risk(risk: Risk) -> dict[str, object]:
    return {
        "rows": risk.rows,
        "classes": risk.classes,
        "smallestClass": risk.smallest,
        "unique": risk.unique,
        "highestRisk": round(risk.prosecutor, 6),
    }
