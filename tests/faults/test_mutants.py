"""The planted bugs of `make faults` have their places, and a test that notices nothing is itself noticed."""

from __future__ import annotations

import pytest

from tests.faults import mutate
from tests.faults.mutant import Mutant
from tests.faults.mutants import MUTANTS
from tests.faults.points import ROOT
from tests.faults.report import Report

PADME = "server/format/padme.py"
BLIND = ("tests/format/test_imports.py",)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_planted_bug_has_its_place_and_its_tests(mutant: Mutant) -> None:
    assert mutate.spoil(ROOT, mutant) != (ROOT / mutant.file).read_text(encoding="utf-8")
    for test in mutant.tests:
        assert (ROOT / test.split("::")[0]).is_file()
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


def test_a_bug_whose_place_is_gone_is_an_error() -> None:
    with pytest.raises(LookupError, match="0 places"):
        mutate.run(Report(), [Mutant("gone", PADME, (("no such line", ""),), BLIND)])


def test_a_bug_that_no_test_notices_is_told(report: Report) -> None:
    harmless = Mutant("a comment", PADME, (("from __future__ import annotations\n", "# harmless\n"),), BLIND)
    mutate.run(report, [harmless])
    assert report.failures() == ["no test noticed: a comment"]
