"""The laws of conflict, as properties of whatever several people say of one record apart from each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from server.format import canonical
from server.format.change import Change, Op, Path, Value
from server.format.hash import H
from server.format.history import Record, fold
from tests.sync.keeping import searching
from tests.sync.make_traces import SAID
from tests.sync.model import Said, names
from tests.sync.told import RECORD, known_of, told
from tests.sync.world import device_of, path_of, value_of

BILAL, SANA = device_of("bilal"), device_of("sana")
values = st.sampled_from(SAID).map(value_of)


def folded(said: list[Said]) -> Record:
    return fold(RECORD, known_of(said))


def current(record: Record) -> set[tuple[Path, bytes]]:
    return {(path, value.value_id) for path, state in record.paths.items() for value in state.values}


def next_change(record: Record, author: bytes, *ops: Op, name: str = "next") -> Said:
    change = Change(RECORD, "review", ("f", "1"), 0, record.frontier, ops)
    return Said(H(b"later", name.encode(), author), author, change)


def shown(record: Record, path: Path) -> tuple[bytes, ...]:
    return tuple(value.value_id for value in record.current(path))


@searching(60)
@given(told(), told(most=1))
def test_a_value_leaves_only_by_a_change_that_names_it(said: list[Said], more: list[Said]) -> None:
    later = [replace(one, id=H(b"more", one.id)) for one in more]
    left = current(folded(said)) - current(folded([*said, *later]))
    assert all(any(names(op, value) for one in later for op in one.change.ops) for value in left)
    for value in current(folded(said[:-1])) - current(folded(said)):
        assert any(names(op, value) for one in said for op in one.change.ops)


@searching(60)
@given(told())
def test_every_text_that_is_shown_is_to_the_byte_one_that_somebody_wrote_there(said: list[Said]) -> None:
    written = {(op.path, one.author, canonical.encode(op.x)) for one in said for op in one.change.ops}
    for path, state in folded(said).paths.items():
        for value in state.values:
            assert {(path, author, canonical.encode(value.x)) for author in value.authors} <= written


@searching(60)
@given(told())
def test_a_path_is_flagged_if_and_only_if_two_current_values_differ(said: list[Said]) -> None:
    for state in folded(said).paths.values():
        assert (state.state == "conflict") == (len({canonical.encode(value.x) for value in state.values}) > 1)


@searching(60)
@given(told(), st.data(), values)
def test_deciding_twice_alike_is_deciding_once(said: list[Said], data: st.DataObject, x: Value) -> None:
    record = folded(said)
    fields = [path for path in record.paths if len(path) != 2]
    assume(fields)
    path = data.draw(st.sampled_from(fields))
    decisions = [
        next_change(record, author, Op(path, x, shown(record, path), why))
        for author, why in ((BILAL, "the list of the hospital"), (SANA, "ہسپتال کی فہرست"))
    ]
    once, twice = folded([*said, decisions[0]]), folded([*said, *decisions])
    assert shown(once, path) == shown(twice, path)
    assert (twice.paths[path].state, twice.paths[path].values[0].authors) == ("settled", tuple(sorted((BILAL, SANA))))
    assert {one.why for one in twice.paths[path].values[0].sayings} == {"the list of the hospital", "ہسپتال کی فہرست"}


@searching(60)
@given(told(), st.data(), values, values)
def test_two_different_decisions_are_a_conflict_again(said: list[Said], data: Any, x: Value, other: Value) -> None:
    assume(canonical.encode(x) != canonical.encode(other))
    record = folded(said)
    fields = [path for path in record.paths if len(path) != 2]
    assume(fields)
    path = data.draw(st.sampled_from(fields))
    one = next_change(record, BILAL, Op(path, x, shown(record, path), "a"))
    two = next_change(record, SANA, Op(path, other, shown(record, path), "b"))
    after = folded([*said, one, two])
    assert after.paths[path].state == "conflict"
    assert {canonical.encode(value.x) for value in after.current(path)} == {
        canonical.encode(x),
        canonical.encode(other),
    }
    settled = folded([*said, one, two, next_change(after, BILAL, Op(path, x, shown(after, path), "c"), name="third")])
    assert (settled.paths[path].state, settled.paths[path].x) == ("settled", x)


@searching(60)
@given(told(), st.sampled_from(("victim/1", "victim/2")), values)
def test_a_removal_never_hides_an_edit_that_it_did_not_see(said: list[Said], text: str, x: Value) -> None:
    record, member = folded(said), path_of(text)
    below = {name for at, name in current(record) if at[:2] == member}
    removal = next_change(record, BILAL, Op(member, False, tuple(sorted(below))))
    unseen = next_change(record, SANA, Op((*member, "v_new"), x), name="unseen")
    after = folded([*said, removal, unseen])
    states = {(one.collection, one.member): one.state for one in after.members}
    assert states[member] == "removed_but_edited"
    assert shown(after, (*member, "v_new")) == (unseen.id,)
    assert {(one.collection, one.member): one.state for one in folded([*said, removal]).members}[member] == "removed"


@searching(60)
@given(told(), values, values)
def test_two_who_each_add_a_first_member_have_added_two(said: list[Said], x: Value, other: Value) -> None:
    record = folded(said)
    members = [("perp", (1).to_bytes(4, "big") + bytes(11) + bytes((end,))) for end in (1, 2)]
    one = next_change(record, BILAL, Op((*members[0], "p_unit"), x))
    two = next_change(record, SANA, Op((*members[1], "p_unit"), other))
    there = {(one.collection, one.member): one.state for one in folded([*said, one, two]).members}
    assert [there[member] for member in members] == ["there", "there"]


@searching(60)
@given(told(least=2), st.data(), values)
def test_an_edit_replaces_only_what_its_author_saw(said: list[Said], data: st.DataObject, x: Value) -> None:
    """Whatever was said that the author did not see is as current after the edit as it was before."""
    seen = folded([one for one in said if data.draw(st.booleans())])
    path = data.draw(st.sampled_from([path_of("e_title"), *(path for path in seen.paths if len(path) != 2)]))
    edit = next_change(seen, BILAL, Op(path, x, shown(seen, path)[:1]))
    before, after = current(folded(said)), current(folded([*said, edit]))
    assert before - after <= {(path, name) for name in shown(seen, path)[:1]}
    assert (path, edit.id) in after
