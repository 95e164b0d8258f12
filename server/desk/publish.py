"""From folded records to a report, and from an export that may be made to its files: what page and command line both
run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from server.desk.anonymise.anonymised import anonymise
from server.desk.anonymise.form_ladders import ladders_of
from server.desk.anonymise.select import Folded, select
from server.desk.anonymise.shapes import shapes_of
from server.desk.anonymise.tables import disputed_cells, tables_of
from server.desk.export.package import PackedFile, Signer, pack
from server.desk.export.report import Report
from server.format.consent import Purpose
from server.format.refusals import Refusal
from server.forms.form import Form


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """``levels`` by ladder name, chosen by hand; the desk chooses the others. ``form``: the version of a form of the
    team, None for the form that comes with the app."""

    purpose: Purpose
    k: int
    levels: Mapping[str, int]
    form: str | None = None


def examine(records: Sequence[Folded], request: ExportRequest, form: Form, random: Random) -> Report:
    """What would be exported and at what risk. Writes nothing; ``random`` must be `random.SystemRandom`."""
    ladders = ladders_of(form)
    shapes, kept = shapes_of(form, frozenset(ladders))
    selected = select(records, request.purpose, form)
    tables = tables_of(shapes, selected.testimonies)
    outcome = anonymise(tables, ladders, k=request.k, levels_by_hand=request.levels, random=random)
    return Report(
        purpose=request.purpose,
        k=request.k,
        form=(form.id, form.version),
        selected=selected,
        disputed=disputed_cells(tables),
        outcome=outcome,
        kept=kept,
    )


def pack_report(report: Report, form: Form, signer: Signer) -> tuple[PackedFile, ...]:
    """The files of an export. Refuses by the report's own refusal, so that nothing below k is ever packed."""
    released = report.outcome.anonymised
    if report.refusal is not None or released is None:
        raise Refusal(report.refusal or "k_not_reached")
    return pack(released, report, form, ladders_of(form), signer)
