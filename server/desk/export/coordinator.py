"""What a report tells the coordinator at a terminal: also what never stands in a file that leaves."""

from __future__ import annotations

from collections.abc import Iterator

from server.desk.anonymise.anonymised import TableRisk
from server.desk.export.report import LIMITS, Exposed, Report


def coordinator_text(report: Report) -> str:
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    selected, outcome = report.selected, report.outcome
    yield f"Export for {report.purpose}, k = {report.k}, form {report.form[0]} version {report.form[1]}"
    yield ""
    yield (
        f"Testimonies: {selected.considered} considered, {report.exported} used, "
        f"{selected.withheld_by_consent} withheld by consent, {selected.waiting} not complete yet, "
        f"{selected.other_form} of another form."
    )
    if report.waiting:
        yield f"{report.waiting} wait for a later export: compared with earlier ones they would stand out in this."
    yield f"Values on which accounts differ: {report.disputed} (shown as disputed)."
    yield ""
    yield from _risks(report)
    yield from (_table(risk) for risk in outcome.risks)
    yield ""
    yield "Levels (0 is as recorded):"
    yield from (f"  {name}: {at.level} of {at.of}, {at.name}" for name, at in outcome.levels.items())
    if not outcome.lowest_proven:
        yield "  The search was stopped: lower levels may exist."
    yield from _worst(report)
    yield from _withdrawn(report)
    yield ""
    yield "What this does not protect against:"
    yield from (f"  - {limit}" for limit in LIMITS)


def _risks(report: Report) -> Iterator[str]:
    outcome = report.outcome
    yield f"As recorded {report.attack.unique} rows are unique."
    yield (
        f"As it would leave: highest risk {outcome.highest:.1%} (somebody who is known to be in it), "
        f"{report.attack.journalist:.1%} (anybody of your archive), global risk {outcome.overall:.1%}."
    )
    by_hand = " These limits were set by hand." if report.limits_by_hand else ""
    yield f"Limits: {report.limits.highest_risk:.1%} and {report.limits.global_risk:.1%}.{by_hand}"
    yield from (f"Too much: {one}." for one in outcome.over)
    for one in report.proposals:
        yield f"This would pass: k = {one.k} (highest risk {one.highest:.1%}, global risk {one.overall:.1%})."


def _table(risk: TableRisk) -> str:
    if risk.after is None:
        return f"  {risk.name}: withheld, too few testimonies have it (or have it together with another table)"
    return (
        f"  {risk.name}: {risk.after.rows} rows in {risk.after.classes} classes, the smallest of {risk.after.smallest}"
    )


def _worst(report: Report) -> Iterator[str]:
    if report.worst:
        yield ""
        yield "Easiest to find, as recorded. For you alone:"
        yield from (f"  {one.record.hex()}: {_exposed(one)}" for one in report.worst)


def _exposed(one: Exposed) -> str:
    facts = "" if one.facts is None else f", alone by {one.facts} facts"
    return f"{one.group} look like it{facts}"


def _withdrawn(report: Report) -> Iterator[str]:
    if report.withdrawn:
        yield ""
        yield "Earlier exports hold testimonies that may no longer be used. Tell whoever received them to delete them:"
        yield from (f"  {one.name} ({one.purpose}, {one.day}): {one.testimonies}" for one in report.withdrawn)
