"""A witness who gives the number back is in no later export, whoever took it down and whatever is written over it."""

from __future__ import annotations

import hashlib

from server.desk.publish import ExportRequest
from server.format.change import Op
from server.format.withdrawal import MARK_FIELD, NUMBER_FIELD, mark_of
from tests.desk.conftest import Place
from tests.desk.tables import NO_LIMITS
from tests.desk.team import MASTUNG, with_witness

STATISTICS = ExportRequest("statistics", 3, {}, limits=NO_LIMITS)
NUMBERS = ("482177301941", "000000000098", "999999999951", "073194552844")
KILLING = MASTUNG["R1_mastung_killing"]


def test_who_gave_the_number_back_is_in_no_later_export(place: Place) -> None:
    desk = place.joined()
    told = [place.team.testify(with_witness(KILLING) | {MARK_FIELD: mark_of(number)}) for number in NUMBERS]
    before = desk.export(STATISTICS)
    assert before.report.selected.withheld_by_consent == 0
    place.team.testify({NUMBER_FIELD: NUMBERS[0]}, device=place.team.phone)
    (first,) = told[0].seen
    over = Op((MARK_FIELD,), mark_of(NUMBERS[1]), (first,))
    place.team.push(place.team.seal(told[0], (over,)))
    # Three alone would show by subtraction who left, so nobody leaves: the number protects the witness, and so do they.
    after = desk.preview(STATISTICS)
    assert after.report.refusal == "would_stand_out"
    assert before.folder is not None
    assert [(one.name, one.testimonies) for one in after.report.withdrawn] == [(before.folder.name, 1)]
    assert after.report.selected.considered == 4, "the withdrawal is no testimony"
    assert after.report.selected.withheld_by_consent == 1
    assert len(after.report.selected.testimonies) == 3


def test_no_number_and_no_mark_leaves(place: Place) -> None:
    desk = place.joined()
    for number in NUMBERS:
        place.team.testify(with_witness(KILLING) | {MARK_FIELD: mark_of(number)})
    place.team.testify({NUMBER_FIELD: hashlib.sha256(b"another").hexdigest()[:12]})
    folder = desk.export(STATISTICS).folder
    assert folder is not None
    exported = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for secret in (*NUMBERS, *map(mark_of, NUMBERS), MARK_FIELD, NUMBER_FIELD):
        assert secret.encode() not in exported
