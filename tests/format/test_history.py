"""The rules of evidence: nothing acknowledged is ever lost, and nothing is ever said that nobody said."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from server.format.change import Change, Op, Path, Value, decision_id, value_id
from server.format.hash import H
from server.format.history import Known, Record, fold
from tests.vectors.judge import each
from tests.vectors.makers.testimony import AGE, RECORD, TITLE, WITNESS, Scenario, name_of, record_json, said
from tests.vectors.plain import Json, known_of

Draw = Any  # Hypothesis gives a composite strategy this; it has the type of whatever is drawn
AUTHORS = [H(b"author", bytes((number,)))[:16] for number in range(3)]
MEMBERS = [H(b"member", bytes((number,)))[:16] for number in range(2)]
FIELDS: list[Path] = [("e_title",), ("n_best",), *(("victim", member, "v_sex") for member in MEMBERS)]
PATHS: list[Path] = [*FIELDS, *(("victim", member) for member in MEMBERS)]
TEXTS: list[Value] = [None, True, 1, 26, "گواہی", "é", "é", "26 مارے گئے 🕊️", ("a", "b")]


@each("history")
def test_a_history_folds_to_what_was_said(case: Json, world: Json) -> None:
    known = [known_of(written) for written in case["changes"]]
    for order in (known, known[::-1], known + known):
        assert record_json(fold(bytes.fromhex(case["record"]), order)) == case["gives"]


@st.composite
def a_case(draw: Draw) -> list[Known]:
    """Changes as people write them: each author folds what it has seen so far, and replaces what it was shown."""
    known: list[Known] = []
    for number in range(draw(st.integers(1, 9))):
        seen = fold(RECORD, [one for one in known if draw(st.booleans())])
        ops = tuple(
            _op(draw, seen, path)
            for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3, unique=True))
        )
        change = Change(RECORD, "testimony", ("f", "1"), draw(st.integers(0, 99)), seen.frontier, ops)
        known.append(Known(H(b"id", bytes((number,))), draw(st.sampled_from(AUTHORS)), change))
    return known


def _op(draw: Draw, seen: Record, path: Path) -> Op:
    if len(path) == 2:
        shown = {value.value_id for at, state in seen.paths.items() if at[:2] == path for value in state.values}
        return Op(path, bool(draw(st.booleans())), tuple(sorted(shown)))
    shown_here = tuple(sorted(value.value_id for value in seen.current(path)))
    x = draw(st.sampled_from(TEXTS))
    if len(shown_here) > 1 or draw(st.booleans()):
        return Op(path, x, shown_here, "because")
    return Op(path, x, shown_here)


def shown(record: Record) -> set[tuple[Path, bytes]]:
    return {(path, value.value_id) for path, state in record.paths.items() for value in state.values}


def named(known: Sequence[Known]) -> set[tuple[Path, bytes]]:
    """Values that some change names as replaced."""
    said_at = {(op.path, value_id(one.change_id, RECORD, op)) for one in known for op in one.change.ops}
    found = set()
    for one in known:
        for op in one.change.ops:
            for path, name in said_at:
                if name in op.replaces and (path == op.path or (path[:2] == op.path and len(op.path) == 2)):
                    found.add((path, name))
    return found


@given(a_case(), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same(known: list[Known], random: Random) -> None:
    expected = fold(RECORD, known)
    mixed = known + known[: len(known) // 2]
    random.shuffle(mixed)
    found = fold(RECORD, mixed)
    assert found.digest() == expected.digest()
    assert record_json(found) == record_json(expected)
    assert found.applied == expected.applied


@given(a_case(), st.data())
def test_two_readers_who_exchange_what_they_lack_agree(known: list[Known], data: st.DataObject) -> None:
    mine = [one for one in known if data.draw(st.booleans())]
    theirs = [one for one in known if one not in mine]
    assert fold(RECORD, mine + theirs).digest() == fold(RECORD, theirs + mine).digest() == fold(RECORD, known).digest()


@given(a_case(), st.data())
def test_no_value_ever_leaves_but_by_a_change_that_names_it(known: list[Known], data: st.DataObject) -> None:
    before = [one for one in known if data.draw(st.booleans())]
    assert shown(fold(RECORD, before)) - shown(fold(RECORD, known)) <= named(known)


@given(a_case())
def test_every_value_ever_said_is_still_there(known: list[Known]) -> None:
    record = fold(RECORD, known)
    said_values = {(op.path, value_id(one.change_id, RECORD, op)) for one in record.applied for op in one.change.ops}
    assert said_values == record.values.keys()
    assert {(value.path, value.value_id) for value in record.replaced} | shown(record) == said_values
    assert {one.change_id for one in (*record.applied, *record.waiting)} == {one.change_id for one in known}


@given(a_case())
def test_every_shown_text_is_one_that_somebody_wrote(known: list[Known]) -> None:
    written = {(op.path, type(op.x), op.x) for one in known for op in one.change.ops}
    for path, state in fold(RECORD, known).paths.items():
        assert all((path, type(value.x), value.x) in written for value in state.values)


@given(a_case())
def test_a_conflict_is_flagged_if_and_only_if_accounts_differ(known: list[Known]) -> None:
    for state in fold(RECORD, known).paths.values():
        differ = len({(type(value.x), value.x) for value in state.values}) > 1
        assert (state.state == "conflict") == differ


@given(a_case())
def test_a_removal_never_hides_what_it_did_not_see(known: list[Known]) -> None:
    record = fold(RECORD, known)
    states = {(member.collection, member.member): member.state for member in record.members}
    for path in record.paths:
        if len(path) == 3:
            assert states[path[0], path[1]] != "removed"


@given(a_case(), st.data())
def test_a_change_waits_for_its_parent_and_then_applies(known: list[Known], data: st.DataObject) -> None:
    lost = data.draw(st.sampled_from(known))
    without = fold(RECORD, [one for one in known if one is not lost])
    applied = {one.change_id for one in without.applied}
    for one in without.waiting:
        assert any(name not in applied for op in one.change.ops for name in op.replaces)
    assert fold(RECORD, [lost, *without.waiting, *without.applied]).digest() == fold(RECORD, known).digest()


@given(a_case())
def test_the_listing_puts_every_change_after_those_it_saw(known: list[Known]) -> None:
    order = [one.change_id for one in fold(RECORD, known).applied]
    for one in fold(RECORD, known).applied:
        assert all(order.index(name) < order.index(one.change_id) for name in one.change.saw if name in order)


@given(a_case())
def test_a_next_change_that_saw_the_frontier_saw_everything(known: list[Known]) -> None:
    record = fold(RECORD, known)
    by_id = {one.change_id: one for one in record.applied}
    past, todo = set[bytes](), list(record.frontier)
    while todo:
        name = todo.pop()
        past.add(name)
        todo += [seen for seen in by_id[name].change.saw if seen in by_id and seen not in past]
    assert past == by_id.keys()


@given(st.lists(st.sampled_from([b"\1" * 32, b"\2" * 32, b"\3" * 32]), unique=True))
def test_equal_decisions_are_one_whoever_makes_them(replaces: list[bytes]) -> None:
    first = decision_id(RECORD, TITLE, "گواہی", replaces)
    assert first == decision_id(RECORD, TITLE, "گواہی", replaces[::-1])
    assert first != decision_id(RECORD, TITLE, "گواہی ", replaces)


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_a_hundred_parallel_edits_fold_and_are_all_marked(random: Random) -> None:
    scenario = Scenario().say("first", "amina", said(TITLE, "x"))
    for number in range(100):
        author = ("bilal", "dawood")[number % 2]
        scenario.say(f"edit {number}", author, said((f"field_{number}",), number), saw=["first"])
    random.shuffle(scenario.known)
    record = fold(RECORD, scenario.known)
    assert [path.path for path in record.paths.values() if not path.parallel] == [TITLE]


def test_a_long_chain_of_corrections_folds_in_any_order() -> None:
    scenario = Scenario().say("0", "amina", said(AGE, 0))
    for number in range(1, 3000):
        scenario.say(str(number), "bilal", said(AGE, number, str(number - 1)), saw=[str(number - 1)])
    record = fold(RECORD, scenario.known[::-1])
    assert [value.x for value in record.current(AGE)] == [2999]
    assert record.frontier == (name_of("2999"),)


def test_changes_that_claim_to_have_seen_each_other_are_not_dropped() -> None:
    scenario = (
        Scenario().say("a", "amina", said(TITLE, "a"), saw=["b"]).say("b", "sanam", said(WITNESS, True), saw=["a"])
    )
    record = fold(RECORD, scenario.known)
    assert len(record.applied) == 2
    assert record.digest() == fold(RECORD, scenario.known[::-1]).digest()


def test_a_conflict_has_no_one_value_to_ask_for() -> None:
    scenario = Scenario().say("a", "amina", said(TITLE, "a")).say("b", "sanam", said(TITLE, "b"))
    record = fold(RECORD, scenario.known)
    assert [path.path for path in record.conflicts] == [TITLE]
    try:
        answer = record.paths[TITLE].x
    except ValueError:
        answer = "refused"
    assert answer == "refused"
