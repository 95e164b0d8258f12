"""Writes the traces that both languages must come to the same end with: `python -m tests.sync.make_traces`.

The digests in them are the model's (`model.py`), never the product's. `by_hand.json` keeps its steps and gets its
digests anew; `seeded.json` is drawn from one seed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from server.format import canonical
from tests.sync.model import Model
from tests.sync.pasts import frontier, parallel_paths
from tests.sync.world import COORDINATORS, DOCUMENTERS, NOW, PEOPLE, Step, World

TRACES = Path(__file__).with_name("traces")
SEED = 20261125
COUNT = 200
YEAR = 365 * 86_400_000
FIELDS = ("e_title", "e_place", "n_best", "victim/1/v_sex", "victim/1/v_age", "victim/2/v_sex")
MEMBERS = ("victim/1", "victim/2")
SAID: tuple[Any, ...] = ("گواہی", "e\u0301", "\u00e9", "26 مارے گئے 🕊️", "26", 26, 1, True, None, ["a", "ب"], "")
REASONS = ("the list of the hospital", "ہسپتال کی فہرست")
KINDS = ("say",) * 8 + ("push",) * 3 + ("pull",) * 3 + ("lose_answer", "crash", "restart", "clock", "form", "trouble")
CLOCKS = (0, 2**53 - 1, NOW - 3 * YEAR, NOW + 5 * YEAR, NOW)


def drawn_steps(random: Random) -> list[Step]:
    """One record or two, told and then settled by people who do not see each other at once, on bad phones."""
    # A relay and a phone that both went back may have lost the only two copies, so a trace has one or the other.
    trouble = random.choice((("backup", "restore"), ("roll_back",), ("join", "dismiss")))
    steps: list[Step] = [_testimony(random, number) for number in range(random.choice((1, 1, 2)))]
    steps += [{"do": "push", "who": one["who"]} for one in steps]
    steps += [{"do": "pull", "who": who} for who in COORDINATORS[:2]]
    for _ in range(random.randint(8, 22)):
        kind = random.choice(KINDS)
        if kind == "trouble":
            kind = random.choice(trouble)
        steps.append(_say(random, steps) if kind == "say" else _event(random, kind))
        if steps[-1]["do"] == "decide" and random.random() < 0.4:
            # Two who were shown the same and come to the same.
            steps.append(steps[-1] | {"who": "sana" if steps[-1]["who"] == "bilal" else "bilal", "why": REASONS[0]})
    return steps


def _testimony(random: Random, number: int) -> Step:
    fields = [[path, random.choice(SAID)] for path in random.sample(FIELDS, random.randint(1, 4))]
    return {"do": "testify", "who": random.choice((*DOCUMENTERS, "bilal")), "record": number, "fields": fields}


def _say(random: Random, steps: Sequence[Step]) -> Step:
    who, record = (
        random.choice(("bilal", "sana") * 3 + ("dawood",)),
        random.choice([s["record"] for s in steps if s["do"] == "testify"]),
    )
    said: Step = {
        "do": random.choice(("edit", "edit", "edit", "decide", "remove", "keep")),
        "who": who,
        "record": record,
    }
    said["path"] = random.choice(MEMBERS if said["do"] in {"remove", "keep"} else FIELDS)
    if said["do"] in {"edit", "decide"}:
        said["x"] = random.choice(SAID)
    if said["do"] == "decide":
        said["why"] = random.choice(REASONS)
    if said["do"] == "edit" and random.random() < 0.2:
        said["blind"] = True
    if random.random() < 0.15:
        said["dies"] = random.choice(("before", "after"))
    return said


def _event(random: Random, kind: str) -> Step:
    match kind:
        case "roll_back":
            return {"do": kind, "lost": random.randint(1, 6)}
        case "clock":
            return {"do": kind, "who": random.choice(PEOPLE), "ms": random.choice(CLOCKS)}
        case "form":
            return {"do": kind, "who": random.choice(PEOPLE), "version": random.choice(("2019010100", "2099010100"))}
        case "join":
            return {"do": kind, "who": "dawood"}
        case "dismiss":
            return {"do": kind, "who": random.choice(("sana", "zahra"))}
    return {"do": kind, "who": random.choice(COORDINATORS if kind in {"push", "pull"} else PEOPLE)}


def ends(steps: Sequence[Step]) -> dict[str, list[str]]:
    """By record: the digest of all its changes, of two halves of them, in which some changes wait, and its marks."""
    found = {}
    for record, whole in World().run(steps).heal().items():
        said = list(Model.of(whole.all.values()).all.values())
        digests = [Model.of(part).digest() for part in (said, said[::2], said[1::2])]
        found[record.hex()] = [one.hex() for one in (*digests, marks(whole))]
    return found


def marks(model: Model) -> bytes:
    """What screens show and the digest leaves out, hashed: parallel paths, states of members, and the frontier."""
    members = [[*member, state] for member, state in model.members().items()]
    parallel = sorted(parallel_paths(model), key=canonical.encode)
    shown = {"parallel": parallel, "members": members, "frontier": list(frontier(model))}
    return hashlib.sha256(canonical.encode(shown)).digest()


def written(traces: Sequence[Step]) -> str:
    lines = [json.dumps(trace, ensure_ascii=False, separators=(",", ":")) for trace in traces]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def seeded() -> list[Step]:
    random, traces = Random(SEED), []
    for number in range(COUNT):
        steps = drawn_steps(random)
        traces.append({"name": f"drawn {number}", "steps": steps, "gives": ends(steps)})
    return traces


def read(path: Path) -> list[Step]:
    found: list[Step] = json.loads(path.read_text(encoding="utf-8"))
    return found


def regressions() -> list[Step]:
    """Traces that once failed, each in a file of its own; they are run before all others."""
    return [trace for path in sorted((TRACES / "regressions").glob("*.json")) for trace in read(path)]


def main() -> None:
    by_hand = TRACES / "by_hand.json"
    for path in (by_hand, *sorted((TRACES / "regressions").glob("*.json"))):
        kept = [trace | {"gives": ends(trace["steps"])} for trace in read(path)]
        path.write_text(written(kept), encoding="utf-8")
    (TRACES / "seeded.json").write_text(written(seeded()), encoding="utf-8")


if __name__ == "__main__":
    main()
