"""Consent is enforced, not recorded: whatever is unclear means no."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.format.consent import PURPOSES, allows
from server.format.history import fold
from tests.vectors.judge import each
from tests.vectors.makers.testimony import RECORD, Scenario, said
from tests.vectors.plain import Json, known_of

NOTHING: frozenset[str] = frozenset()
ANSWERS = st.sampled_from(["yes", "no", "ask_first", "", None, True, ("yes",), "YES", "yes "])


@each("consent")
def test_a_testimony_is_used_only_as_the_witness_allowed(case: Json, world: Json) -> None:
    record = fold(bytes.fromhex(case["record"]), [known_of(written) for written in case["changes"]])
    assert [purpose for purpose in PURPOSES if allows(record, purpose, NOTHING)] == case["gives"]


@given(st.dictionaries(st.sampled_from(["c_internal", "c_un", "c_statistics", "record_kind"]), ANSWERS))
def test_only_a_plain_yes_is_a_yes(answers: dict[str, object]) -> None:
    ops = [said((field,), answer) for field, answer in answers.items()]  # type: ignore[arg-type]
    record = fold(RECORD, Scenario().say("a", "amina", *ops).known)
    if allows(record, "un", NOTHING):
        assert answers["c_un"] == "yes"
        assert isinstance(answers["c_internal"], str)
        assert answers["c_internal"] != "no"


def test_an_unknown_purpose_is_never_allowed() -> None:
    record = fold(RECORD, Scenario().say("a", "amina", said(("c_internal",), "yes"), said(("c_sale",), "yes")).known)
    assert not allows(record, "sale", NOTHING)  # type: ignore[arg-type]
