"""The desk remembers every export that it made, and holds each new one against all of them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from random import SystemRandom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.desk.anonymise.limits import Limits
from server.desk.anonymise.select import Folded
from server.desk.export.report import Report
from server.desk.ledger.held import HeldRelease, Past
from server.desk.publish import ExportRequest, examine, held_by
from server.format.change import Change, Op
from server.format.consent import Purpose
from server.format.history import Known, fold
from server.forms.form import load_default
from tests.desk.tables import NO_LIMITS
from tests.desk.team import ops_of, with_witness

FORM = load_default()
K = 3
PLACES = ("PK_BA_MAS", "PK_BA_QUE")
QUASI = ("e_admin2", "e_daypart")


def keyed(kind: str, said: bytes) -> str:
    return hashlib.sha256(kind.encode() + b"\0" + said).hexdigest()[:32]


def said_by(at: int, *, place: str = PLACES[0], daypart: str = "night", withdrawn: bool = False) -> Folded:
    answers = {"e_type": "one_sided", "e_country": "PK", "e_admin2": place, "e_daypart": daypart}
    record, first = at.to_bytes(16, "big"), b"F" + at.to_bytes(31, "big")
    told = ops_of(with_witness({**answers, "victim": [{"v_sex": "male"}]}))
    known = [Known(first, b"A" * 16, Change(record, "testimony", (FORM.id, FORM.version), 0, (), told))]
    if withdrawn:
        no = Change(record, "testimony", (FORM.id, FORM.version), 0, (first,), (Op(("c_statistics",), "no", (first,)),))
        known.append(Known(b"W" + at.to_bytes(31, "big"), b"A" * 16, no))
    return Folded(fold(record, known), FORM.id, False)


def looked(
    records: list[Folded],
    *earlier: HeldRelease,
    k: int = K,
    limits: Limits = NO_LIMITS,
    purpose: Purpose = "statistics",
) -> Report:
    return examine(records, ExportRequest(purpose, k, {}, limits=limits), FORM, SystemRandom(), Past(earlier, keyed))


def exported(records: list[Folded], *earlier: HeldRelease) -> tuple[Report, HeldRelease]:
    report = looked(records, *earlier)
    assert report.refusal is None, report.refusal
    testimonies, tables = held_by(report, Past(earlier, keyed))
    name = f"2026-11-{20 + len(earlier)}-statistics"
    return report, HeldRelease(name, name[:10], "statistics", K, "00" * 32, testimonies, tables)


def classes(report: Report) -> dict[bytes, tuple[object, ...]]:
    """The class of each testimony that leaves, by an id that only this test can see."""
    (records,) = (table for table in report.outcome.leaving if table.shape.name == "records")
    return {report.selected.records[row.subject]: row.cells for row in records.rows}


def isolated(before: dict[bytes, tuple[object, ...]], after: dict[bytes, tuple[object, ...]]) -> int:
    """Testimonies whom a subtraction puts into a group smaller than k."""
    came = Counter(cells for who, cells in after.items() if who not in before)
    left = Counter(cells for who, cells in before.items() if who not in after)
    return sum(number for number in (*came.values(), *left.values()) if number < K)


told = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(("night", "dawn"))),
    min_size=K,
    max_size=14,
)


@settings(max_examples=15, deadline=None)
@given(told, st.lists(st.sampled_from(["stays", "withdraws"]), min_size=14, max_size=14), st.integers(0, 14))
def test_two_exports_never_isolate_whoever_came_or_withdrew_between_them(
    people: list[tuple[str, str]], acts: list[str], here_before: int
) -> None:
    everybody = [said_by(at, place=place, daypart=daypart) for at, (place, daypart) in enumerate(people)]
    first_report, first = exported(everybody[: max(K, here_before)])
    now = [
        said_by(at, place=place, daypart=daypart, withdrawn=acts[at] == "withdraws")
        for at, (place, daypart) in enumerate(people)
    ]
    second = looked(now, first)
    gone = {one.record.record for one, act in zip(now, acts, strict=False) if act == "withdraws"}
    if second.refusal is None:
        assert isolated(classes(first_report), classes(second)) == 0
        assert not gone & set(classes(second))
    held = gone & set(classes(first_report))
    assert [one.testimonies for one in second.withdrawn] == ([len(held)] if held else [])


def test_who_came_alone_waits_and_the_others_leave() -> None:
    everybody = [said_by(at) for at in range(6)]
    _, first = exported(everybody)
    second, _ = exported([*everybody, said_by(7)], first)
    assert (second.waiting, second.exported) == (1, 6)
    third, _ = exported([*everybody, *(said_by(at) for at in (7, 8, 9))], first)
    assert (third.waiting, third.exported) == (0, 9)


def test_others_leave_with_who_withdrew_so_that_nobody_is_alone_in_having_left() -> None:
    _, first = exported([said_by(at) for at in range(9)])
    second, _ = exported([said_by(at, withdrawn=at == 0) for at in range(9)], first)
    assert (second.exported, second.waiting) == (9 - K, K - 1)


def test_an_export_that_could_only_single_somebody_out_is_refused_by_name() -> None:
    _, first = exported([said_by(at) for at in range(4)])
    second = looked([said_by(at, withdrawn=at == 0) for at in range(4)], first)
    assert (second.refusal, second.waiting > 0) == ("would_stand_out", True)


def test_a_corrected_testimony_counts_as_one_that_left_and_came() -> None:
    _, first = exported([said_by(at) for at in range(9)])
    second = looked([said_by(at, daypart="dawn" if at == 0 else "night") for at in range(9)], first)
    assert second.waiting >= 1


def test_an_earlier_export_is_named_for_its_own_purpose_alone() -> None:
    _, first = exported([said_by(at) for at in range(6)])
    withdrawn = [said_by(at, withdrawn=at == 0) for at in range(6)]
    for purpose in ("un", "statistics"):
        (named,) = looked(withdrawn, first, purpose=purpose).withdrawn  # type: ignore[arg-type]
        assert (named.name, named.day, named.purpose, named.testimonies) == (first.name, first.day, "statistics", 1)
    assert not looked([said_by(at) for at in range(6)], first).withdrawn


def test_a_testimony_that_is_not_whole_or_not_here_counts_as_withdrawn() -> None:
    _, first = exported([said_by(at) for at in range(6)])
    (named,) = looked([said_by(at) for at in range(5)], first).withdrawn
    assert named.testimonies == 1
    broken = [said_by(at) for at in range(6)]
    broken[0] = Folded(broken[0].record, FORM.id, True)
    (named,) = looked(broken, first).withdrawn
    assert named.testimonies == 1


def test_the_ledger_holds_no_cell_and_no_id() -> None:
    _, first = exported([said_by(at) for at in range(6)])
    written = json.dumps([first.testimonies, {name: table.rows for name, table in first.tables.items()}])
    for at in range(6):
        assert at.to_bytes(16, "big").hex() not in written
    assert PLACES[0] not in written
    assert set(first.tables) == {"records", "victim"}


@pytest.mark.parametrize("copies", [1, 2])
def test_rows_that_are_alike_in_one_testimony_are_told_apart(copies: int) -> None:
    report = looked([said_by(at) for at in range(6)])
    past = Past((), keyed)
    (victims,) = (table for table in report.tables if table.shape.name == "victim")
    rows = past.rows("victim", type(victims)(victims.shape, victims.rows * copies), report.selected.records)
    assert len(set(rows)) == 6 * copies
    by_subject: dict[int, int] = defaultdict(int)
    for row in victims.rows:
        by_subject[row.subject] += 1
    assert len(by_subject) == 6
