"""The rules of evidence (PROTOCOL section 8) word by word: what every fold of the product is judged by.

Slow and without any cleverness. It must never import `server.format.history` or `server.format.past`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from server.format import canonical
from server.format.change import Change, Op, Path, Value

Named = tuple[Path, bytes]


@dataclass(frozen=True)
class Said:
    """A change as a reader has it: its id, the device that signed it, and what it says."""

    id: bytes
    author: bytes
    change: Change

    def value_id(self, op: Op) -> bytes:
        if op.why is None:
            return self.id
        named = {"record": self.change.record, "p": op.path, "x": op.x, "r": sorted(set(op.replaces))}
        return hashlib.sha256(b"gawahi/v1/decision\0" + canonical.encode(named)).digest()

    def values(self) -> list[Named]:
        return [(op.path, self.value_id(op)) for op in self.change.ops]


def names(op: Op, value: Named) -> bool:
    """Does the operation replace this value: at its own path, or for a member at it or below it."""
    path, name = value
    return name in op.replaces and (op.path == path or (len(op.path) == 2 and op.path == path[:2]))


@dataclass
class Model:
    """The state that a set of changes of one record comes to."""

    all: dict[bytes, Said] = field(default_factory=dict)
    applied: dict[bytes, Said] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Iterable[Said]) -> Model:
        model = cls({one.id: one for one in said})
        while ready := [one for one in model.waiting if model._knows_all_that_it_replaces(one)]:
            model.applied.update({one.id: one for one in ready})
        return model

    @property
    def waiting(self) -> list[Said]:
        return [self.all[name] for name in sorted(self.all.keys() - self.applied.keys())]

    def _knows_all_that_it_replaces(self, one: Said) -> bool:
        known = [value for other in self.applied.values() for value in other.values()]
        return all(
            any(value[1] == name and names(op, value) for value in known)
            for op in one.change.ops
            for name in op.replaces
        )

    def sayings(self) -> list[tuple[Named, Value, Said]]:
        return [(key, op.x, s) for s in self.applied.values() for op, key in zip(s.change.ops, s.values(), strict=True)]

    def current(self) -> dict[Path, dict[bytes, tuple[Value, set[bytes]]]]:
        """By path and value id: what is said, and by whom, of all that nobody replaced."""
        found: dict[Path, dict[bytes, tuple[Value, set[bytes]]]] = {}
        for (path, name), x, said in self.sayings():
            if not any(names(op, (path, name)) for one in self.applied.values() for op in one.change.ops):
                found.setdefault(path, {}).setdefault(name, (x, set()))[1].add(said.author)
        return dict(sorted(found.items(), key=lambda item: canonical.encode(item[0])))

    def is_conflict(self, path: Path) -> bool:
        return len({canonical.encode(x) for x, _ in self.current()[path].values()}) > 1

    def members(self) -> dict[Path, str]:
        current, states = self.current(), dict[Path, str]()
        for member in sorted({key[0][:2] for key, _, _ in self.sayings() if len(key[0]) > 1}, key=canonical.encode):
            own = {x for x, _ in current.get(member, {}).values()}
            there = True in own or any(len(path) == 3 and path[:2] == member for path in current)
            states[member] = ("removed_but_edited" if False in own else "there") if there else "removed"
        return states

    def digest(self) -> bytes:
        rows = [
            [path, [[name, x, a] for name, (x, who) in sorted(values.items()) for a in sorted(who)], state]
            for path, values in self.current().items()
            for state in ["conflict" if self.is_conflict(path) else "settled"]
        ]
        told = {"paths": rows, "waiting": [one.id for one in self.waiting]}
        return hashlib.sha256(b"gawahi/v1/digest\0" + canonical.encode(told)).digest()
