"""A testimony is used for what its witness allowed, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from server.desk.anonymise.select import Folded, Selected, select
from server.desk.anonymise.tables import Accounts
from server.format.change import Change, Op
from server.format.consent import Purpose
from server.format.history import Known, Record, fold
from server.forms.form import load_default
from tests.desk.team import MASTUNG, ops_of, with_witness

FORM = load_default()
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
RECORD = bytes(15) + b"R"
AMINA, BILAL = b"A" * 16, b"B" * 16
KILLING = MASTUNG["R1_mastung_killing"]


def change(ops: tuple[Op, ...], saw: tuple[bytes, ...] = ()) -> Change:
    return Change(RECORD, "testimony", (FORM.id, FORM.version), 0, saw, ops)


def record_of(*known: Known) -> Record:
    return fold(RECORD, known)


def told(**answers: Any) -> Record:
    return record_of(Known(b"1" * 32, AMINA, change(ops_of(with_witness(KILLING, **answers)))))


def selected(record: Record, purpose: Purpose, *, form: str = FORM.id, incomplete: bool = False) -> Selected:
    return select([Folded(record, form, incomplete)], purpose, FORM)


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("answer", ["yes", "no", "ask_first", None])
def test_only_a_plain_yes_for_the_purpose_lets_a_testimony_out(purpose: Purpose, answer: str | None) -> None:
    found = selected(told(**{f"c_{purpose}": answer}), purpose)
    assert len(found.testimonies) == (1 if answer == "yes" else 0)
    assert found.withheld_by_consent == (0 if answer == "yes" else 1)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_yes_for_one_purpose_is_no_yes_for_another(purpose: Purpose) -> None:
    others = {f"c_{other}": "no" for other in PURPOSES if other != purpose}
    record = told(**others)
    assert [other for other in PURPOSES if selected(record, other).testimonies] == [purpose]


@pytest.mark.parametrize("answer", ["no", None])
def test_nothing_leaves_when_it_may_not_even_be_kept(answer: str | None) -> None:
    assert not selected(told(c_internal=answer), "statistics").testimonies


def test_two_accounts_of_what_the_witness_allowed_are_a_no() -> None:
    first = Known(b"1" * 32, AMINA, change(ops_of(with_witness(KILLING))))
    takes_back = Known(b"2" * 32, BILAL, change((Op(("c_statistics",), "no"),)))
    assert not selected(record_of(first, takes_back), "statistics").testimonies


def test_a_withdrawal_takes_a_testimony_out() -> None:
    first = Known(b"1" * 32, AMINA, change(ops_of(with_witness(KILLING))))
    takes_back = Known(b"2" * 32, BILAL, change((Op(("c_statistics",), "no", (b"1" * 32,)),), (b"1" * 32,)))
    assert selected(record_of(first), "statistics").testimonies
    assert not selected(record_of(first, takes_back), "statistics").testimonies


def test_a_testimony_waits_while_a_change_of_it_waits() -> None:
    first = Known(b"1" * 32, AMINA, change(ops_of(with_witness(KILLING))))
    names_the_unknown = Known(b"2" * 32, BILAL, change((Op(("e_type",), "bombing", (b"9" * 32,)),)))
    found = selected(record_of(first, names_the_unknown), "statistics")
    assert (len(found.testimonies), found.waiting, found.withheld_by_consent) == (0, 1, 0)


def test_a_testimony_waits_while_a_part_of_it_cannot_be_read() -> None:
    found = selected(told(), "statistics", incomplete=True)
    assert (len(found.testimonies), found.waiting) == (0, 1)


def test_a_testimony_of_another_form_stays() -> None:
    found = selected(told(), "statistics", form="another")
    assert (len(found.testimonies), found.other_form) == (0, 1)


def test_a_desk_record_has_no_witness_to_ask() -> None:
    desk_record = record_of(Known(b"1" * 32, AMINA, change(ops_of(KILLING))))
    assert selected(desk_record, "statistics").testimonies
    assert not selected(desk_record, "court_nat").testimonies


def test_every_testimony_is_counted_once() -> None:
    records = [
        Folded(told(), FORM.id, False),
        Folded(told(c_statistics="no"), FORM.id, False),
        Folded(told(), "another", False),
        Folded(told(), FORM.id, True),
    ]
    found = select(records, "statistics", FORM)
    counted = len(found.testimonies) + found.withheld_by_consent + found.waiting + found.other_form
    assert counted == found.considered == 4


def test_a_conflict_leaves_as_disputed_and_a_removed_member_does_not_leave() -> None:
    ops = ops_of(with_witness(KILLING))
    victim = next(op.path for op in ops if op.path[0] == "victim")
    first = Known(b"1" * 32, AMINA, change(ops))
    differs = Known(b"2" * 32, BILAL, change((Op(("e_admin2",), "PK_BA_QUE"),)))
    (testimony,) = selected(record_of(first, differs), "statistics").testimonies
    assert testimony.fields["e_admin2"] == Accounts()
    assert len(testimony.members["victim"]) == 1
    gone = change((Op((victim[0], victim[1]), False, (b"1" * 32,)),), (b"1" * 32,))  # type: ignore[misc]
    removed = replace(first, change_id=b"3" * 32, change=gone, author=BILAL)
    (testimony,) = selected(record_of(first, removed), "statistics").testimonies
    assert "victim" not in testimony.members
