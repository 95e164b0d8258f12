"""From folded records to a report, and from an export that may be made to its files: what page and command line both
run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from server.desk.anonymise.anonymised import Outcome, anonymise
from server.desk.anonymise.attack import attack
from server.desk.anonymise.cells import Ladders
from server.desk.anonymise.form_ladders import ladders_of
from server.desk.anonymise.limits import LARGER, Limits, least_k, limits_of
from server.desk.anonymise.select import Folded, select
from server.desk.anonymise.shapes import shapes_of
from server.desk.anonymise.tables import SourceTable, disputed_cells, tables_of, without
from server.desk.export.package import PackedFile, Signer, pack
from server.desk.export.report import Exposed, Proposal, Report
from server.desk.ledger.held import HeldTable, Past
from server.desk.ledger.withdrawn import held_withdrawn
from server.format.consent import Purpose
from server.format.refusals import Refusal
from server.forms.form import Form

WORST: Final = 10
_ROUNDS: Final = 40
"""Testimonies that wait may make others wait; an export that has not settled after so many rounds is not made."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """``levels`` by ladder name, chosen by hand; the desk chooses the others. ``form``: the version of a form of the
    team, None for the form that comes with the app. ``limits`` None: those of the purpose; others, and a smaller k, are
    for whoever types them at the desk's own computer."""

    purpose: Purpose
    k: int
    levels: Mapping[str, int]
    form: str | None = None
    limits: Limits | None = None

    @property
    def bounds(self) -> Limits:
        return self.limits or limits_of(self.purpose)


@dataclass(frozen=True, slots=True)
class _Work:
    """What one request works on: ``tables`` as recorded, of all testimonies that may be used."""

    request: ExportRequest
    ladders: Ladders
    tables: tuple[SourceTable, ...]
    records: tuple[bytes, ...]
    random: Random

    def anonymise(self, waits: set[int], k: int, levels: Mapping[str, int]) -> Outcome:
        tables, limits = without(self.tables, waits), self.request.bounds
        return anonymise(tables, self.ladders, k=k, limits=limits, levels_by_hand=levels, random=self.random)


def examine(records: Sequence[Folded], request: ExportRequest, form: Form, random: Random, past: Past) -> Report:
    """What would be exported and at what risk, after the exports of the ``past``. Writes nothing; ``random`` must be
    `random.SystemRandom`. Refuses `k_too_small` for a k that the purpose does not allow."""
    if request.limits is None and request.k < least_k(request.purpose):
        raise Refusal("k_too_small")
    ladders = ladders_of(form)
    shapes, kept = shapes_of(form, frozenset(ladders))
    selected = select(records, request.purpose, form)
    tables = tables_of(shapes, selected.testimonies)
    work = _Work(request, ladders, tables, selected.records, random)
    waits, outcome = _after_others(work, past)
    leave = without(tables, waits)
    found = attack(leave, tables_of(shapes, selected.everybody), outcome, ladders, most=WORST)
    return Report(
        purpose=request.purpose,
        k=request.k,
        limits=request.bounds,
        limits_by_hand=request.limits is not None,
        form=(form.id, form.version),
        selected=selected,
        waiting=len(waits),
        disputed=disputed_cells(leave),
        outcome=outcome,
        attack=found,
        worst=tuple(Exposed(selected.records[one.subject], one.group, one.facts) for one in found.worst),
        proposals=_proposals(work, waits, outcome),
        withdrawn=held_withdrawn(past, records),
        kept=kept,
        tables=leave,
    )


def held_by(report: Report, past: Past) -> tuple[tuple[str, ...], dict[str, HeldTable]]:
    """What an export of this report holds, for the ledger."""
    return past.held(report.tables, report.outcome.leaving, report.selected.records)


def pack_report(report: Report, form: Form, signer: Signer) -> tuple[PackedFile, ...]:
    """The files of an export. Refuses by the report's own refusal, so that nothing below k is ever packed."""
    released = report.outcome.anonymised
    if report.refusal is not None or released is None:
        raise Refusal(report.refusal or "k_not_reached")
    return pack(released, report, form, ladders_of(form), signer)


def _after_others(work: _Work, past: Past) -> tuple[set[int], Outcome]:
    """Who has to wait for a later export, and what comes of the others."""
    waits: set[int] = set()
    for _ in range(_ROUNDS):
        outcome = work.anonymise(waits, work.request.k, work.request.levels)
        if outcome.anonymised is None:
            return waits, outcome
        leave = without(work.tables, waits)
        more = past.must_wait(leave, outcome.leaving, work.records, work.request.k)
        if not more:
            return waits, outcome
        waits |= more
    return waits, outcome.refused()


def _proposals(work: _Work, waits: set[int], outcome: Outcome) -> tuple[Proposal, ...]:
    """What would pass, if this does not: the least change of k at which the desk finds levels by itself."""
    k, least = work.request.k, work.request.bounds.least(work.request.k)
    people = {row.subject for table in work.tables for row in table.rows} - waits
    if outcome.anonymised is not None or len(people) < least:
        return ()
    for larger in sorted({k, least, *(int(k * times) for times in LARGER)}):
        found = work.anonymise(waits, larger, {}) if larger <= len(people) else None
        if found is not None and found.anonymised is not None:
            return (Proposal(larger, found.highest, found.overall),)
    return ()
