"""Who had seen what (PROTOCOL section 8, rule 4), word by word: beside `model.py`, and as slow and independent."""

from __future__ import annotations

from server.format.change import Path
from tests.sync.model import Model, Said


def frontier(model: Model) -> tuple[bytes, ...]:
    """The applied changes that no other applied change had in its own `saw`."""
    seen = {name for one in model.applied.values() for name in one.change.saw}
    return tuple(sorted(model.applied.keys() - seen))


def past(model: Model, one: Said) -> set[bytes]:
    """The closure of `saw`, through waiting changes too; ids that are not known are ignored."""
    found: set[bytes] = set()
    todo = list(one.change.saw)
    while todo:
        name = todo.pop()
        if name in model.all and name not in found:
            found.add(name)
            todo += model.all[name].change.saw
    return found


def parallel_paths(model: Model) -> set[Path]:
    """Settled paths whose change is parallel to another author's that holds a current value at another path."""
    pasts = {name: past(model, one) for name, one in model.all.items()}
    current = model.current()
    holds = [(key[0], said) for key, _, said in model.sayings() if key[1] in current.get(key[0], {})]
    return {
        path
        for path, one in holds
        for elsewhere, other in holds
        if elsewhere != path and one.author != other.author and not model.is_conflict(path)
        if one.id not in pasts[other.id] and other.id not in pasts[one.id]
    }
