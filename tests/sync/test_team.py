"""A whole team on a real relay takes traces, kept ones and new ones: whatever happens to phones, relay and clocks, all
that was acknowledged is read by every coordinator, and all know the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.sync.crew import Crew
from tests.sync.keeping import kept, read_back, searching, somewhere
from tests.sync.make_traces import CLOCKS, FIELDS, MEMBERS, REASONS, SAID, TRACES, read, regressions
from tests.sync.world import COORDINATORS, DOCUMENTERS, PEOPLE, Step

KEPT = [*regressions(), *read(TRACES / "by_hand.json"), *read(TRACES / "seeded.json")[:6]]


def take(crew: Crew, steps: Sequence[Step]) -> None:
    for step in steps:
        crew.do(step)
    crew.heal()
    crew.check()


@pytest.mark.parametrize("trace", KEPT, ids=lambda trace: trace["name"])
def test_a_team_takes_a_kept_trace_and_loses_nothing(trace: Step) -> None:
    with somewhere() as folder:
        crew = Crew(folder)
        take(crew, trace["steps"])
        crew.close()


coordinator = st.sampled_from(COORDINATORS)
anybody = st.sampled_from(PEOPLE)
records = st.sampled_from((0, 0, 1))
values = st.sampled_from(SAID)
dies = st.sampled_from((None, None, None, None, "before", "after"))


class Team(RuleBasedStateMachine):
    """Draws one step after the other. A trace has either devices that go back to a backup or a relay that does: both
    may have held the only two copies of a testimony, and then it is truly gone.
    """

    @initialize(trouble=st.sampled_from(("device", "relay", "roster")), fields=st.lists(st.sampled_from(FIELDS)))
    def begin(self, trouble: str, fields: list[str]) -> None:
        self.trouble, self.steps = trouble, list[Step]()
        self.open = ExitStack()
        self.crew = Crew(self.open.enter_context(somewhere()))
        self.do("testify", "amina", record=0, fields=[[path, "گواہی"] for path in sorted(set(fields))])
        self.do("push", "amina")
        self.do("pull", "bilal")
        self.do("pull", "sana")

    def do(self, what: str, who: str, **more: Any) -> None:
        self.take({"do": what, "who": who, **more})

    def take(self, step: Step) -> None:
        self.steps.append(step)
        with kept(self.steps):
            self.crew.do(step)

    @rule(who=st.sampled_from((*DOCUMENTERS, "bilal")), fields=st.lists(st.tuples(st.sampled_from(FIELDS), values)))
    def testify(self, who: str, fields: list[tuple[str, Any]]) -> None:
        if not any(step.get("record") == 1 for step in self.steps):
            self.do("testify", who, record=1, fields=[list(one) for one in dict(fields).items()])

    @rule(who=coordinator, record=records, path=st.sampled_from(FIELDS), x=values, dies=dies)
    def edit(self, who: str, record: int, path: str, x: Any, dies: str | None) -> None:
        self.do("edit", who, record=record, path=path, x=x, **({"dies": dies} if dies else {}))

    @rule(who=coordinator, record=records, path=st.sampled_from(FIELDS), x=values, why=st.sampled_from(REASONS))
    def decide(self, who: str, record: int, path: str, x: Any, why: str) -> None:
        self.do("decide", who, record=record, path=path, x=x, why=why)

    @rule(what=st.sampled_from(("remove", "keep")), who=coordinator, record=records, path=st.sampled_from(MEMBERS))
    def remove_or_keep(self, what: str, who: str, record: int, path: str) -> None:
        self.do(what, who, record=record, path=path)

    @rule(what=st.sampled_from(("push", "pull", "pull")), who=coordinator)
    def exchange(self, what: str, who: str) -> None:
        self.do(what, who)

    @rule(what=st.sampled_from(("lose_answer", "crash", "restart", "push")), who=anybody)
    def suffer(self, what: str, who: str) -> None:
        self.do(what, who)

    @rule(who=anybody, ms=st.sampled_from(CLOCKS))
    def clock(self, who: str, ms: int) -> None:
        self.do("clock", who, ms=ms)

    @rule(who=anybody, version=st.sampled_from(("2019010100", "2099010100")))
    def form(self, who: str, version: str) -> None:
        self.do("form", who, version=version)

    @precondition(lambda self: self.trouble == "device")
    @rule(what=st.sampled_from(("backup", "restore")), who=anybody)
    def go_back(self, what: str, who: str) -> None:
        self.do(what, who)

    @precondition(lambda self: self.trouble == "relay")
    @rule(lost=st.integers(1, 6))
    def roll_back(self, lost: int) -> None:
        self.take({"do": "roll_back", "lost": lost})

    @precondition(lambda self: self.trouble == "roster")
    @rule(step=st.sampled_from((("join", "dawood"), ("dismiss", "sana"), ("dismiss", "zahra"), ("dismiss", "dawood"))))
    def roster(self, step: tuple[str, str]) -> None:
        self.do(*step)

    def teardown(self) -> None:
        with self.open, kept(self.steps):
            self.crew.heal()
            self.crew.check()
            self.crew.close()


TestTeam = Team.TestCase
TestTeam.settings = searching(20, stateful_step_count=22)


def test_a_trace_that_fails_is_kept_and_can_be_taken_again(tmp_path: Path) -> None:
    steps: list[Step] = [{"do": "testify", "who": "amina", "record": 0, "fields": [["e_title", "گواہی"]]}]
    with pytest.raises(AssertionError) as raised, kept(steps, tmp_path):
        raise AssertionError("lost")
    (trace,) = read_back(tmp_path / "failed_trace.json")
    assert (trace["steps"], len(trace["gives"])) == (steps, 1)
    assert "regressions" in str(raised.value.__notes__)
