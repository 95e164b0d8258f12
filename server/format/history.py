"""Folds the changes of one record into what is known: every value that nobody replaced, with all who said it.

The rules of evidence (PROTOCOL section 8). The result is the same for any order, repetition or partition of the
changes. Nothing here picks a winner, merges a text, believes a clock, or drops a value that no change names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from server.format import canonical
from server.format.change import MemberPath, Op, Path, Value, value_id
from server.format.hash import H
from server.format.past import Known, Past, causal_order, past_of

__all__ = ["Conflict", "Current", "Known", "MemberState", "PathState", "Record", "Saying", "Settled", "fold"]

Settled = Literal["settled"]
Conflict = Literal["conflict"]
ValueKey = tuple[Path, bytes]


@dataclass(frozen=True, slots=True)
class Saying:
    """Somebody said this value, in this change. ``time`` is the author's claim, ``why`` the reason of a decision."""

    change_id: bytes
    author: bytes
    time: int
    why: str | None


@dataclass(frozen=True, slots=True)
class Current:
    """A value at a path, current or replaced. Several sayings only if equal decisions were made several times."""

    path: Path
    value_id: bytes
    x: Value
    sayings: tuple[Saying, ...]

    @property
    def authors(self) -> tuple[bytes, ...]:
        return tuple(sorted({saying.author for saying in self.sayings}))


@dataclass(frozen=True, slots=True)
class PathState:
    """A path that has current values, sorted by value id. Settled: all say the same. Conflict: all are shown."""

    path: Path
    values: tuple[Current, ...]
    state: Settled | Conflict
    parallel: bool

    @property
    def x(self) -> Value:
        """What a settled path says; for a conflict there is no one value, so asking is an error of the program."""
        if self.state == "conflict":
            raise ValueError("a conflict has no one value")
        return self.values[0].x


@dataclass(frozen=True, slots=True)
class MemberState:
    collection: str
    member: bytes
    state: Literal["there", "removed", "removed_but_edited"]


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one record. ``frontier`` is what the next change writes as ``saw``."""

    record: bytes
    paths: Mapping[Path, PathState]
    members: tuple[MemberState, ...]
    replaced: tuple[Current, ...]
    applied: tuple[Known, ...]
    waiting: tuple[Known, ...]
    frontier: tuple[bytes, ...]
    values: Mapping[ValueKey, Current]

    @property
    def known(self) -> tuple[Known, ...]:
        """Every change that is here, also those that wait for another."""
        return (*self.applied, *self.waiting)

    @property
    def conflicts(self) -> tuple[PathState, ...]:
        return tuple(path for path in self.paths.values() if path.state == "conflict")

    def current(self, path: Path) -> tuple[Current, ...]:
        """The current values at a path, none if it is empty."""
        found = self.paths.get(path)
        return found.values if found else ()

    def digest(self) -> bytes:
        """32 bytes that two devices compare to see that they know the same."""
        paths = [
            [
                path.path,
                [[value.value_id, value.x, author] for value in path.values for author in value.authors],
                path.state,
            ]
            for path in self.paths.values()
        ]
        waiting = [known.change_id for known in self.waiting]
        return H(b"gawahi/v1/digest\0", canonical.encode({"paths": paths, "waiting": waiting}))


def fold(record: bytes, known: Iterable[Known]) -> Record:
    """``known``: changes in any order, with any repetitions; those of other records are left out."""
    changes = {one.change_id: one for one in known if one.change.record == record}
    order = causal_order(changes)
    applied_ids = _applied(record, order)
    applied = tuple(one for one in order if one.change_id in applied_ids)
    values = _values(record, applied)
    replaced = _replaced(applied, values)
    current: dict[Path, list[Current]] = {}
    for key in sorted(values.keys() - replaced, key=lambda key: key[1]):
        current.setdefault(key[0], []).append(values[key])
    marked = _parallel(current, past_of(order))
    paths = {path: _path_state(path, current[path], path in marked) for path in sorted(current, key=canonical.encode)}
    seen = {name for one in applied for name in one.change.saw}
    return Record(
        record=record,
        paths=paths,
        members=_members(values, current),
        replaced=tuple(values[key] for key in sorted(replaced, key=lambda key: (canonical.encode(key[0]), key[1]))),
        applied=applied,
        waiting=tuple(changes[name] for name in sorted(changes.keys() - applied_ids)),
        frontier=tuple(sorted(applied_ids - seen)),
        values=values,
    )


def _member_of(path: Path) -> MemberPath | None:
    return (path[0], path[1]) if len(path) > 1 else None


def _applied(record: bytes, order: tuple[Known, ...]) -> set[bytes]:
    """Changes all of whose replaced ids are known at that path, or below it for a member (rule 1); the rest waits."""
    missing = {one.change_id: {(op.path, name) for op in one.change.ops for name in op.replaces} for one in order}
    by_id = {one.change_id: one for one in order}
    waiting_for: dict[ValueKey, list[bytes]] = {}
    for name, needs in missing.items():
        for need in needs:
            waiting_for.setdefault(need, []).append(name)
    ready = [name for name, needs in missing.items() if not needs]
    applied: set[bytes] = set()
    while ready:
        name = ready.pop()
        applied.add(name)
        for op in by_id[name].change.ops:
            for provided in _provided(op, value_id(name, record, op)):
                for follower in waiting_for.pop(provided, ()):
                    missing[follower].discard(provided)
                    if not missing[follower]:
                        ready.append(follower)
    return applied


def _provided(op: Op, name: bytes) -> tuple[ValueKey, ...]:
    member = _member_of(op.path)
    return ((op.path, name),) if member is None else ((op.path, name), (member, name))


def _values(record: bytes, applied: tuple[Known, ...]) -> dict[ValueKey, Current]:
    sayings: dict[ValueKey, list[Saying]] = {}
    said: dict[ValueKey, Value] = {}
    for one in applied:
        for op in one.change.ops:
            key = (op.path, value_id(one.change_id, record, op))
            said[key] = op.x
            sayings.setdefault(key, []).append(Saying(one.change_id, one.author, one.change.time, op.why))
    return {key: Current(key[0], key[1], said[key], tuple(sayings[key])) for key in said}


def _replaced(applied: tuple[Known, ...], values: Mapping[ValueKey, Current]) -> set[ValueKey]:
    below: dict[ValueKey, list[ValueKey]] = {}
    for key in values:
        member = _member_of(key[0])
        if member is not None:
            below.setdefault((member, key[1]), []).append(key)
    replaced: set[ValueKey] = set()
    for one in applied:
        for op in one.change.ops:
            for name in op.replaces:
                replaced.update(below[(op.path, name)] if len(op.path) == 2 else [(op.path, name)])
    return replaced


def _path_state(path: Path, values: list[Current], parallel: bool) -> PathState:
    # Canonical bytes, not ==, because to Python 1 and True are equal.
    settled = len(values) == 1 or len({canonical.encode(value.x) for value in values}) == 1
    return PathState(path, tuple(values), "settled" if settled else "conflict", parallel and settled)


def _members(values: Mapping[ValueKey, Current], current: Mapping[Path, list[Current]]) -> tuple[MemberState, ...]:
    known = {member for path, _ in values if (member := _member_of(path)) is not None}
    edited = {_member_of(path) for path in current if len(path) == 3}
    members: list[MemberState] = []
    for member in sorted(known, key=canonical.encode):
        says = {value.x for value in current.get(member, ())}
        there = member in edited or True in says
        state: Literal["there", "removed", "removed_but_edited"] = "there" if there else "removed"
        if there and False in says:
            state = "removed_but_edited"
        members.append(MemberState(member[0], member[1], state))
    return tuple(members)


def _parallel(current: Mapping[Path, list[Current]], past: Past) -> set[Path]:
    """Paths whose value comes from a change parallel to that of a current value elsewhere, by another author."""
    holders: dict[bytes, bytes] = {}
    paths_of: dict[bytes, set[Path]] = {}
    for path, values in current.items():
        for saying in (saying for value in values for saying in value.sayings):
            holders[saying.change_id] = saying.author
            paths_of.setdefault(saying.change_id, set()).add(path)
    everyone = past.mask(holders)
    by_author = {
        author: past.mask(name for name, holder in holders.items() if holder == author)
        for author in set(holders.values())
    }
    marked: set[Path] = set()
    for path, values in current.items():
        here = {saying.change_id for value in values for saying in value.sayings}
        only_here = past.mask(name for name in here if len(paths_of[name]) == 1)
        for name in here:
            if everyone & ~only_here & ~by_author[holders[name]] & ~past.related[past.index[name]]:
                marked.add(path)
    return marked
