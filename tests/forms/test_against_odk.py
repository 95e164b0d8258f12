"""Real forms of other organisations: the app's engine agrees with ODK's after every answer, and fills them whole.

What both are given: the same workbook, compiled here to the app's form and by pyxform to the XForm that ODK reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from server.forms.commands import suggestions_for
from server.forms.compile_form import Node, compile_workbook
from server.forms.findings import FormRefused
from server.forms.workbook import read_workbook
from tests.forms.odk_engine import REAL_FORMS, Compared, compare, compiled, engines, fill
from tests.forms.workbooks import text, write

SEEDS = (1, 2)
STEPS = 40
REFUSED = {"04_odk_all_question_types.xlsx": {"unsupported_external_choices"}}
FORMS = sorted(path for path in REAL_FORMS.glob("*.xlsx") if path.name not in REFUSED)


@pytest.fixture(scope="module")
def page(playwright: Playwright) -> Iterator[Page]:
    with engines(playwright) as both:
        yield both


def is_known(difference: dict[str, str]) -> bool:
    """The sum over a repeat without a member: 0 in XPath 1.0 and here, empty in ODK's engine."""
    return difference["what"] == "value" and (difference["ours"], difference["theirs"]) == ("0", "")


def unknown(found: Compared) -> list[dict[str, str]]:
    return [difference for difference in found.differences if not is_known(difference)]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_of_another_organisation_runs_as_in_odk(path: Path, page: Page) -> None:
    form, xform = compiled(path)
    for seed in SEEDS:
        found = compare(page, form, xform, seed=seed, steps=STEPS)
        assert found.answers > 10
        assert found.comparisons > 20 * found.answers
        assert unknown(found) == []


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_of_another_organisation_can_be_filled_to_its_end(path: Path, page: Page) -> None:
    form, _ = compiled(path)
    answered, left = fill(page, form, seed=1)
    assert left == []
    assert answered > 5


@pytest.mark.parametrize("path", sorted(REAL_FORMS.glob("*.xlsx")), ids=lambda path: path.stem)
def test_what_cannot_run_is_refused_by_name_and_nothing_else_is(path: Path) -> None:
    workbook = read_workbook(path)
    classes = {one.question: one.suggested for one in suggestions_for(workbook)}
    if path.name not in REFUSED:
        assert compile_workbook(workbook, classes).form["q"]
        return
    with pytest.raises(FormRefused) as refused:
        compile_workbook(workbook, classes)
    assert {problem.code for problem in refused.value.problems} == REFUSED[path.name]


def with_rule(tmp_path: Path, **rule: str) -> tuple[Node, str]:
    path = write(tmp_path / "f.xlsx", [text("a", type="integer"), text("b", **rule), text("c", relevant="${a} > 1")])
    return compiled(path)


def test_a_difference_is_seen(page: Page, tmp_path: Path) -> None:
    """The same comparison with a rule that only one of the two forms has."""
    form, _ = with_rule(tmp_path, relevant="${a} > 5")
    _, xform = with_rule(tmp_path, relevant="${a} > 5 or ${a} = 3")
    found = compare(page, form, xform, seed=1, steps=60)
    assert Counter(difference["what"] for difference in unknown(found))["relevance"] > 0
