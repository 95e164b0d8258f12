"""Vectors of the log: leaves and roots, what a proof is made of, states that continue each other."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from server.format.log import EMPTY_ROOT, cover, leaf, node, seen_root

from ..plain import Json
from .notes import note_cases, receipt_cases
from .tree import EPOCH, IDS, LEAVES, prove, root

# size, seen, wanted
QUESTIONS: dict[str, tuple[int, int, Sequence[int]]] = {
    "nothing of nothing": (0, 0, []),
    "the first item ever": (1, 0, [1]),
    "one item, seen before": (1, 1, []),
    "one item, seen and wanted": (1, 1, [1]),
    "nothing wanted, nothing seen": (7, 0, []),
    "nothing new": (7, 7, []),
    "seven continue six": (7, 6, []),
    "seven continue three": (7, 3, []),
    "seven continue four, a power of two": (7, 4, []),
    "eight continue four": (8, 4, []),
    "eight continue seven": (8, 7, []),
    "the third of seven": (7, 0, [3]),
    "the last of seven": (7, 0, [7]),
    "the first of eight": (8, 0, [1]),
    "the last of 64": (64, 0, [64]),
    "the last of 65": (65, 0, [65]),
    "a push of ten after 60": (70, 60, range(61, 71)),
    "a push of six that makes 64": (64, 58, range(59, 65)),
    "a push of six after 64": (70, 64, range(65, 71)),
    "a push of which some were there": (70, 60, [3, 17, 18, *range(61, 68)]),
    "a push by somebody who saw less": (70, 33, range(61, 71)),
    "a push by somebody who never saw anything": (70, 0, range(61, 71)),
    "everything wanted": (21, 0, range(1, 22)),
    "everything wanted by somebody who saw some": (21, 13, range(1, 22)),
    "a page from the middle, and the head": (70, 20, [*range(21, 31), 70]),
    "a page that ends at the head": (70, 60, range(61, 71)),
    "letters here and there": (69, 41, [2, 3, 16, 33, 48, 69]),
    "only the head": (70, 12, [70]),
    "wanted on both sides of what was seen": (33, 16, [16, 17]),
}


def log_vectors() -> Json:
    about = (
        '"leaf", "node", "seen_root": hashes. "root": of the first items of world.leaves.'
        ' "cover": the spans [low, high] of a proof (items low + 1..high). "prove": that proof, of world.leaves.'
        ' "continue": a new state [size, root] is checked against the one known before; "wanted" are numbers of'
        " world.leaves, or [number, leaf]."
        ' "write": a signed note. "checkpoint": the state that a note gives.'
        ' "receipt": the state after a push; "kept" are [number, item_id, rosters].'
    )
    cases = [*_hashes(), *_roots(), *_questions(), *_lies(), *note_cases(), *receipt_cases()]
    return {"noun": "log", "about": about, "world": {"leaves": [one.hex() for one in LEAVES]}, "cases": cases}


def _hashes() -> list[Json]:
    leaves = {
        "of the first item": (IDS[0], 1),
        "with no roster entry yet": (IDS[1], 0),
        "with the most": (IDS[2], 2**32 - 1),
    }
    epoch = EPOCH.hex()
    return [
        *(
            {
                "name": f"a leaf {name}",
                "do": "leaf",
                "item_id": one.hex(),
                "rosters": count,
                "gives": leaf(one, count).hex(),
            }
            for name, (one, count) in leaves.items()
        ),
        {"name": "a leaf with more", "do": "leaf", "item_id": IDS[2].hex(), "rosters": 2**32, "refused": "log_wrong"},
        {
            "name": "a node",
            "do": "node",
            "left": IDS[0].hex(),
            "right": IDS[1].hex(),
            "gives": node(IDS[0], IDS[1]).hex(),
        },
        {
            "name": "what was seen",
            "do": "seen_root",
            "epoch": epoch,
            "root": root(7).hex(),
            "gives": seen_root(EPOCH, root(7)).hex(),
        },
    ]


def _roots() -> list[Json]:
    sizes = (0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 70)
    return [{"name": f"the root of {size}", "do": "root", "size": size, "gives": root(size).hex()} for size in sizes]


def _questions() -> list[Json]:
    cases: list[Json] = []
    for name, (size, seen, wanted) in QUESTIONS.items():
        asked = {"size": size, "seen": seen, "wanted": list(wanted)}
        proof = [one.hex() for one in prove(size, seen, wanted)]
        spans = [list(span) for span in cover(size, seen, wanted)]
        cases += [
            {"name": f"the cover of: {name}", "do": "cover", **asked, "gives": spans},
            {"name": f"the proof of: {name}", "do": "prove", **asked, "gives": proof},
            {"name": f"proven: {name}", **_continue(size, seen, list(wanted), proof), "gives": True},
        ]
    return cases


def _continue(size: int, seen: int, wanted: Json, proof: Sequence[str]) -> Json:
    known = root(seen) if seen <= len(LEAVES) else EMPTY_ROOT
    states = {"new": [size, root(size).hex()], "known": [seen, known.hex()]}
    return {"do": "continue", **states, "wanted": wanted, "proof": list(proof)}


def _lies() -> list[Json]:
    size, seen, wanted = 70, 33, [5, *range(61, 71)]
    proof = [one.hex() for one in prove(size, seen, wanted)]
    good = _continue(size, seen, wanted, proof)
    flipped = [bytes((one[0] ^ 1, *one[1:])).hex() for one in map(bytes.fromhex, proof)]
    other = hashlib.sha256(b"another item").hexdigest()
    lies: dict[str, tuple[Json, str]] = {
        "no proof at all": ({"proof": []}, "log_wrong"),
        "a proof that is too short": ({"proof": proof[:-1]}, "log_wrong"),
        "a proof that is too long": ({"proof": [*proof, proof[-1]]}, "log_wrong"),
        "a proof in another order": ({"proof": proof[::-1]}, "log_wrong"),
        "a proof with a short hash": ({"proof": [proof[0][:-2], *proof[1:]]}, "log_wrong"),
        "a proof with a long hash": ({"proof": [f"{proof[0]}00", *proof[1:]]}, "log_wrong"),
        "a proof where nothing is to be proven": (
            {"new": [0, EMPTY_ROOT.hex()], "known": [0, EMPTY_ROOT.hex()], "wanted": []},
            "log_wrong",
        ),
        "an item that is not there": ({"wanted": [[5, other], *wanted[1:]]}, "log_wrong"),
        "an item under another number": ({"wanted": [[5, LEAVES[5].hex()], *wanted[1:]]}, "log_wrong"),
        "a number beyond the log": ({"wanted": [*wanted, [71, other]]}, "log_wrong"),
        "number 0": ({"wanted": [[0, other], *wanted]}, "log_wrong"),
        "a log that is shorter than what was seen": ({"known": [71, other]}, "log_wrong"),
        "a root that is signed but not that of the log": ({"new": [size, other]}, "log_wrong"),
        "another history before what was seen": ({"known": [seen, other]}, "log_fork"),
    }
    cases = [{"name": f"a lie: {name}", **good, **change, "refused": why} for name, (change, why) in lies.items()]
    cases += [
        {
            "name": f"a lie: hash {place} is wrong",
            **good,
            "proof": [*proof[:place], flipped[place], *proof[place + 1 :]],
            "refused": "log_wrong",
        }
        for place in range(len(proof))
    ]
    unequal = _continue(4, 4, [], [root(4).hex()]) | {"known": [4, root(3).hex()]}
    six = [one.hex() for one in prove(7, 6, [])]
    moved = [six[0], six[1][:-2], six[1][-2:] + six[2]]
    empty = _continue(7, 0, [], [root(7).hex()]) | {"known": [0, other]}
    return [
        *cases,
        {"name": "a lie: as long as before, and another", **unequal, "refused": "log_fork"},
        {
            "name": "a lie: a byte of one hash moved to the next, which makes the same node",
            **_continue(7, 6, [], moved),
            "refused": "log_wrong",
        },
        {"name": "what begins with nothing begins with the empty root", **empty, "refused": "log_fork"},
    ]
