"""Vectors of histories: what several people said of one record, and what is known when it is folded."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from server.format.change import Change, Compartment, Op, Path, Value, decision_id
from server.format.hash import H
from server.format.history import Known, Record, fold

from ..plain import Json, change_json, to_json
from .world import DEVICES, TIME

RECORD = H(b"the record of the vectors")[:16]
OTHER_RECORD = H(b"another record")[:16]
ZAHRA, HADI = (bytes((0, 0, 0, place)) + H(b"member", bytes((place,)))[:12] for place in (1, 2))

FIRST = "میں نے رات کو دریا کے پاس چار سپاہی دیکھے۔"
SECOND = "میرے بھائی نے فجر سے پہلے پھاٹک پر دو پولیس والے سنے۔ 🕊️"
MARKED = "گُواہی é"  # a pesh and a combining acute


def name_of(change: str) -> bytes:
    """Vectors of histories need no envelopes: an id is a hash of the change's name in its scenario."""
    return H(b"change ", change.encode())


@dataclass
class Scenario:
    """Collects changes by name; ``saw`` names the changes whose ids the author writes down."""

    known: list[Known] = field(default_factory=list)

    def say(
        self,
        name: str,
        author: str,
        *ops: Op,
        saw: Sequence[str] = (),
        time: int = 0,
        record: bytes = RECORD,
        compartment: Compartment = "testimony",
    ) -> Scenario:
        seen = tuple(sorted(name_of(one) for one in saw))
        change = Change(record, compartment, ("gawahi_default", "1"), TIME + time, seen, ops)
        self.known.append(Known(name_of(name), DEVICES[author].id, change))
        return self


def said(path: Path, x: Value, *replaces: str | bytes, why: str | None = None) -> Op:
    return Op(path, x, tuple(sorted(name if isinstance(name, bytes) else name_of(name) for name in replaces)), why)


def decided(path: Path, x: Value, *replaces: str) -> bytes:
    return decision_id(RECORD, path, x, [name_of(name) for name in replaces])


TITLE, PLACE, FIGURE, CONSENT = ("e_title",), ("e_place",), ("n_best",), ("c_un",)
WITNESS: Path = ("victim", ZAHRA)
AGE: Path = ("victim", ZAHRA, "v_age_band")
SEX: Path = ("victim", ZAHRA, "v_sex")


def histories() -> dict[str, Scenario]:
    settled = Scenario().say("a", "amina", said(TITLE, FIRST), said(PLACE, "Mastung"))
    return {
        "nothing was said": Scenario(),
        "one testimony": settled,
        "text stays as it was written": Scenario()
        .say("a", "amina", said(TITLE, MARKED))
        .say("b", "bilal", said(TITLE, "گُواہی é"), saw=["a"]),
        "two accounts of one event are both kept": Scenario()
        .say("a", "amina", said(TITLE, FIRST))
        .say("b", "sanam", said(TITLE, SECOND)),
        "sources give different figures": Scenario()
        .say("a", "amina", said(FIGURE, 26))
        .say("b", "sanam", said(FIGURE, 29))
        .say("c", "bilal", said(FIGURE, 26)),
        "two who say the same are one value with two authors": Scenario()
        .say("a", "amina", said(FIGURE, 26))
        .say("b", "sanam", said(FIGURE, 26)),
        "1 and true are not the same": Scenario()
        .say("a", "amina", said(FIGURE, 1))
        .say("b", "sanam", said(FIGURE, True)),
        "1 and the text 1 are not the same": Scenario()
        .say("a", "amina", said(FIGURE, 1))
        .say("b", "sanam", said(FIGURE, "1")),
        "an emptied field and an answer are a conflict": Scenario()
        .say("a", "amina", said(TITLE, FIRST))
        .say("b", "bilal", said(TITLE, None, "a"), saw=["a"])
        .say("c", "dawood", said(TITLE, SECOND, "a"), saw=["a"]),
        "a correction replaces what its author saw": Scenario()
        .say("a", "amina", said(TITLE, FIRST))
        .say("b", "bilal", said(TITLE, SECOND, "a"), saw=["a"]),
        "a correction does not replace what its author did not see": Scenario()
        .say("a", "amina", said(TITLE, FIRST))
        .say("b", "sanam", said(TITLE, SECOND))
        .say("c", "bilal", said(TITLE, "Mastung", "a"), saw=["a"]),
        "two corrections of one value are a conflict": Scenario()
        .say("a", "amina", said(TITLE, FIRST))
        .say("b", "bilal", said(TITLE, "B", "a"), saw=["a"])
        .say("c", "dawood", said(TITLE, "D", "a"), saw=["a"]),
        "a choice of several": Scenario()
        .say("a", "amina", said(("e_ground",), ("religion", "ethnic")))
        .say("b", "sanam", said(("e_ground",), ("ethnic", "religion"))),
        "a change that names its own record only": Scenario()
        .say("a", "amina", said(TITLE, FIRST))
        .say("b", "sanam", said(TITLE, SECOND), record=OTHER_RECORD),
        "a change known twice is one": Scenario([*settled.known, *settled.known]),
        **_decisions(),
        **_members(),
        **_waiting(),
        **_parallel(),
    }


def _decisions() -> dict[str, Scenario]:
    def disputed() -> Scenario:
        return Scenario().say("a", "amina", said(TITLE, FIRST)).say("b", "sanam", said(TITLE, SECOND))

    both = decided(TITLE, FIRST, "a", "b")
    other = decided(TITLE, SECOND, "a", "b")
    return {
        "a decision settles a conflict": disputed().say(
            "d", "bilal", said(TITLE, FIRST, "a", "b", why="زیادہ قریب تھا"), saw=["a", "b"]
        ),
        "two equal decisions are one, with two authors and two reasons": disputed()
        .say("d", "bilal", said(TITLE, FIRST, "a", "b", why="first"), saw=["a", "b"])
        .say("e", "dawood", said(TITLE, FIRST, "a", "b", why="second"), saw=["a", "b"]),
        "the same decision twice by one person is listed once": disputed()
        .say("d", "bilal", said(TITLE, FIRST, "a", "b", why="first"), saw=["a", "b"])
        .say("e", "bilal", said(TITLE, FIRST, "a", "b", why="again"), saw=["d"]),
        "two different decisions are a conflict again": disputed()
        .say("d", "bilal", said(TITLE, FIRST, "a", "b", why="first"), saw=["a", "b"])
        .say("e", "dawood", said(TITLE, SECOND, "a", "b", why="second"), saw=["a", "b"]),
        "a decision between decisions": disputed()
        .say("d", "bilal", said(TITLE, FIRST, "a", "b", why="first"), saw=["a", "b"])
        .say("e", "dawood", said(TITLE, SECOND, "a", "b", why="second"), saw=["a", "b"])
        .say("f", "farah", said(TITLE, FIRST, both, other, why="we met"), saw=["d", "e"]),
        "a correction of a decision names the decision's id": disputed()
        .say("d", "bilal", said(TITLE, FIRST, "a", "b", why="first"), saw=["a", "b"])
        .say("f", "dawood", said(TITLE, "Mastung", both), saw=["d"]),
        "a third account after the decision is a conflict": disputed()
        .say("d", "bilal", said(TITLE, FIRST, "a", "b", why="first"), saw=["a", "b"])
        .say("c", "gul", said(TITLE, "late")),
        "an equal decision that comes after its correction changes nothing": disputed()
        .say("d", "bilal", said(TITLE, FIRST, "a", "b", why="first"), saw=["a", "b"])
        .say("f", "bilal", said(TITLE, "Mastung", both), saw=["d"])
        .say("e", "dawood", said(TITLE, FIRST, "a", "b", why="late"), saw=["a", "b"]),
        "a decision with a choice of several": Scenario()
        .say("a", "amina", said(("e_ground",), ("religion",)))
        .say("b", "sanam", said(("e_ground",), ("ethnic",)))
        .say("d", "bilal", said(("e_ground",), ("ethnic", "religion"), "a", "b", why="both"), saw=["a", "b"]),
    }


def _members() -> dict[str, Scenario]:
    def witnessed() -> Scenario:
        return Scenario().say("a", "amina", said(AGE, "adult"), said(SEX, "female"))

    return {
        "two first witnesses are both there": witnessed().say(
            "b", "sanam", said(("victim", HADI, "v_age_band"), "child")
        ),
        "members are listed in the order of their bytes": Scenario()
        .say("a", "amina", said(("victim", HADI, "v_sex"), "male"))
        .say("b", "sanam", said(("act", ZAHRA, "a_type"), "x"), said(AGE, "adult")),
        "a witness removed after all was seen is gone": witnessed().say(
            "r", "bilal", said(WITNESS, False, "a"), saw=["a"]
        ),
        "a removal never hides an edit that it did not see": witnessed()
        .say("b", "dawood", said(AGE, "child", "a"), saw=["a"])
        .say("r", "bilal", said(WITNESS, False, "a"), saw=["a"]),
        "a removal that saw nothing removes nothing": witnessed().say("r", "bilal", said(WITNESS, False)),
        "a removal replaces two accounts at once": witnessed()
        .say("b", "sanam", said(AGE, "child"))
        .say("r", "bilal", said(WITNESS, False, "a", "b"), saw=["a", "b"]),
        "a removed witness is kept after all": witnessed()
        .say("r", "bilal", said(WITNESS, False, "a"), saw=["a"])
        .say("k", "dawood", said(WITNESS, True, "r"), saw=["r"]),
        "removed by one, kept by another": witnessed()
        .say("r", "bilal", said(WITNESS, False, "a"), saw=["a"])
        .say("k", "dawood", said(WITNESS, True, "a"), saw=["a"]),
        "removed by one, kept by another, and edited by a third": witnessed()
        .say("r", "bilal", said(WITNESS, False, "a"), saw=["a"])
        .say("k", "dawood", said(WITNESS, True), saw=["a"])
        .say("b", "sanam", said(AGE, "child", "a"), saw=["a"]),
        "an edit after the removal brings the witness back, flagged": witnessed()
        .say("r", "bilal", said(WITNESS, False, "a"), saw=["a"])
        .say("b", "sanam", said(AGE, "child"), saw=["r"]),
        "a removal with a reason is a decision": witnessed()
        .say("r", "bilal", said(WITNESS, False, "a", why="entered twice"), saw=["a"])
        .say("s", "dawood", said(WITNESS, False, "a", why="کوئی نہیں"), saw=["a"]),
        "a removal that also names a decision": witnessed()
        .say("b", "sanam", said(AGE, "child"))
        .say("d", "bilal", said(AGE, "child", "a", "b", why="papers"), saw=["a", "b"])
        .say("r", "farah", said(WITNESS, False, "a", decided(AGE, "child", "a", "b")), saw=["d"]),
        "an emptied field still keeps its witness": Scenario()
        .say("a", "amina", said(AGE, "adult"))
        .say("b", "bilal", said(AGE, None, "a"), saw=["a"]),
        "a removal leaves other witnesses alone": witnessed()
        .say("b", "amina", said(("victim", HADI, "v_sex"), "male"), saw=["a"])
        .say("r", "bilal", said(WITNESS, False, "a"), saw=["b"]),
        "the same member id in two collections is two members": Scenario()
        .say("a", "amina", said(AGE, "adult"), said(("act", ZAHRA, "a_type"), "x"))
        .say("r", "bilal", said(WITNESS, False, "a"), saw=["a"]),
    }


def _waiting() -> dict[str, Scenario]:
    orphan = Scenario().say("b", "bilal", said(TITLE, SECOND, "a"), saw=["a"])
    chain = (
        Scenario()
        .say("c", "dawood", said(TITLE, "third", "b"), saw=["b"])
        .say("b", "bilal", said(TITLE, SECOND, "a"), saw=["a"])
    )
    return {
        "a change whose parent has not arrived waits": orphan,
        "a chain whose beginning has not arrived waits": chain,
        "it applies when the parent comes": Scenario([*chain.known]).say("a", "amina", said(TITLE, FIRST)),
        "a waiting change stops nobody else": Scenario([*orphan.known]).say("x", "sanam", said(PLACE, "Mastung")),
        "a change waits as a whole": Scenario()
        .say("a", "amina", said(TITLE, FIRST))
        .say("b", "bilal", said(TITLE, SECOND, "a"), said(PLACE, "Quetta", "missing"), saw=["a"]),
        "an id at another path is not enough": Scenario()
        .say("a", "amina", said(TITLE, FIRST))
        .say("b", "bilal", said(PLACE, "Quetta", "a"), saw=["a"]),
        "a change's id is not its decision's id": Scenario()
        .say("a", "amina", said(TITLE, FIRST))
        .say("d", "bilal", said(TITLE, FIRST, "a", why="sure"), saw=["a"])
        .say("b", "dawood", said(TITLE, SECOND, "d"), saw=["d"]),
        "a removal waits for what it saw": Scenario()
        .say("r", "bilal", said(WITNESS, False, "a", "b"), saw=["a"])
        .say("a", "amina", said(AGE, "adult")),
        "a removal does not wait for a change of another witness": Scenario()
        .say("r", "bilal", said(WITNESS, False, "a"), saw=["a"])
        .say("a", "amina", said(AGE, "adult"), said(("victim", HADI, "v_sex"), "male")),
        "an unknown id in saw is ignored": Scenario().say("a", "amina", said(TITLE, FIRST), saw=["never seen"]),
        "the past goes through a change that waits": Scenario()
        .say("a", "amina", said(TITLE, FIRST))
        .say("w", "bilal", said(("e_type",), "x", "missing"), saw=["a"])
        .say("c", "dawood", said(PLACE, "Quetta"), saw=["w"]),
    }


def _parallel() -> dict[str, Scenario]:
    def base() -> Scenario:
        return Scenario().say("a", "amina", said(TITLE, FIRST), said(PLACE, "Mastung"), said(FIGURE, 26))

    return {
        "edits of different fields in parallel merge and are marked": base()
        .say("b", "bilal", said(TITLE, SECOND, "a"), saw=["a"])
        .say("c", "dawood", said(PLACE, "Quetta", "a"), saw=["a"]),
        "edits one after the other are not marked": base()
        .say("b", "bilal", said(TITLE, SECOND, "a"), saw=["a"])
        .say("c", "dawood", said(PLACE, "Quetta", "a"), saw=["b"]),
        "parallel edits by one person on two devices are two authors": base()
        .say("b", "bilal", said(TITLE, SECOND, "a"), saw=["a"])
        .say("c", "gul", said(PLACE, "Quetta", "a"), saw=["a"]),
        "parallel changes by one author are not marked": base()
        .say("b", "bilal", said(TITLE, SECOND, "a"), saw=["a"])
        .say("c", "bilal", said(PLACE, "Quetta", "a"), saw=["a"]),
        "two who say the same of one field only are not marked": Scenario()
        .say("a", "amina", said(FIGURE, 26))
        .say("b", "sanam", said(FIGURE, 26)),
        "a conflict is not marked, the field beside it is": base()
        .say("b", "bilal", said(TITLE, "B", "a"), said(PLACE, "Quetta", "a"), saw=["a"])
        .say("c", "dawood", said(TITLE, "D", "a"), saw=["a"]),
        "a replaced value marks nothing": base()
        .say("b", "bilal", said(TITLE, SECOND, "a"), saw=["a"])
        .say("c", "dawood", said(PLACE, "Quetta", "a"), saw=["a"])
        .say("d", "farah", said(TITLE, "T", "b"), said(PLACE, "P", "c"), saw=["b", "c"]),
        "review and testimony are one record": base()
        .say("b", "bilal", said(("r_status",), "read"), saw=["a"], compartment="review")
        .say("c", "dawood", said(("r_risk",), "high"), saw=["a"], compartment="review"),
        "clocks decide nothing": Scenario()
        .say("a", "amina", said(TITLE, FIRST), time=900_000)
        .say("b", "bilal", said(TITLE, SECOND, "a"), saw=["a"], time=-900_000)
        .say("c", "dawood", said(PLACE, "Quetta"), saw=["a"], time=10**12),
    }


def record_json(record: Record) -> Json:
    return {
        "digest": record.digest().hex(),
        "paths": [
            [
                to_json(path.path),
                [
                    [value.value_id.hex(), to_json(value.x), [author.hex() for author in value.authors]]
                    for value in path.values
                ],
                path.state,
            ]
            for path in record.paths.values()
        ],
        "conflicts": [to_json(path.path) for path in record.conflicts],
        "parallel": [to_json(path.path) for path in record.paths.values() if path.parallel],
        "members": [[one.collection, one.member.hex(), one.state] for one in record.members],
        "replaced": [[to_json(value.path), value.value_id.hex()] for value in record.replaced],
        "waiting": [known.change_id.hex() for known in record.waiting],
        "frontier": [name.hex() for name in record.frontier],
    }


def history_vectors() -> Json:
    cases = [
        {
            "name": name,
            "do": "fold",
            "record": RECORD.hex(),
            "changes": [
                {"id": one.change_id.hex(), "author": one.author.hex(), "change": change_json(one.change)}
                for one in scenario.known
            ],
            "gives": record_json(fold(RECORD, scenario.known)),
        }
        for name, scenario in histories().items()
    ]
    about = (
        '"fold": the changes, in any order, give digest, paths as [path, [[value id, x, [authors sorted]], ..], state], conflicts and parallel as paths, '
        "members as [collection, member, state], replaced as [path, value id], waiting and frontier as change ids. All lists are in the protocol's order; frontier is ascending."
    )
    return {"noun": "history", "about": about, "cases": cases}
