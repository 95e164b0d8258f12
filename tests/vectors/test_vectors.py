"""The vectors themselves: a second run of the maker writes the same bytes, and every file is in good form."""

from __future__ import annotations

import pytest

from server.format.refusals import REFUSALS

from .make_vectors import MAKERS, SEALED_ONCE, written
from .plain import FOLDER, load

NOUNS = sorted(path.stem for path in FOLDER.glob("*.json"))


def test_every_noun_has_its_maker() -> None:
    assert sorted(MAKERS) == NOUNS


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun not in SEALED_ONCE])
def test_a_second_run_writes_the_same_bytes(noun: str) -> None:
    assert (FOLDER / f"{noun}.json").read_text() == written(MAKERS[noun]())


@pytest.mark.parametrize("noun", NOUNS)
def test_every_case_has_its_own_name_and_one_outcome(noun: str) -> None:
    vectors = load(noun)
    names = [case["name"] for case in vectors["cases"]]
    assert len(set(names)) == len(names)
    assert vectors["noun"] == noun
    for case in vectors["cases"]:
        assert not {"gives", "refused"} <= case.keys(), case["name"]
        assert case.get("refused", "malformed") in REFUSALS


@pytest.mark.parametrize("noun", sorted(SEALED_ONCE))
def test_what_was_sealed_once_still_has_a_case_for_every_case_of_its_maker(noun: str) -> None:
    names = [(case["name"], case.get("refused")) for case in MAKERS[noun]()["cases"]]
    assert [(case["name"], case.get("refused")) for case in load(noun)["cases"]] == names
