"""Any order, any repetition, any split into batches and any point of saving gives one record; nothing stays pending.

Of the fold, which is a function of a set; and of the archive, which is given pages, keeps them, and is closed and
opened again between them.
"""

from __future__ import annotations

import os
from itertools import permutations
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from server.desk.proven import Proven
from server.desk.relay_client import Letter, Numbered
from server.format.evidence import Entry, Known
from server.format.history import fold
from server.format.item import Kind
from server.format.log import State
from tests.sync.crew import Crew
from tests.sync.handset import Handset
from tests.sync.keeping import searching, somewhere
from tests.sync.make_traces import drawn_steps
from tests.sync.model import Model, Said
from tests.sync.told import RECORD, known_of, told

EPOCH = b"e" * 16


@searching(60)
@given(told(most=5))
def test_every_permutation_gives_one_record(said: list[Said]) -> None:
    digests = {fold(RECORD, order).digest() for order in permutations(known_of(said))}
    assert digests == {Model.of(said).digest()}


@searching(100)
@given(told(most=24, least=6), st.randoms(use_true_random=False))
def test_every_order_and_repetition_and_batch_gives_one_record(said: list[Said], random: Random) -> None:
    given_twice = random.sample(said * 2, len(said) * 2)
    folded = fold(RECORD, known_of(given_twice))
    assert folded.digest() == Model.of(said).digest()
    cut = random.randint(0, len(given_twice))
    first = fold(RECORD, known_of(given_twice[:cut]))
    # What a first batch came to, applied and waiting, and then the rest: as when an archive is kept in between.
    rest = [*first.waiting, *known_of(given_twice[cut:]), *first.applied]
    assert fold(RECORD, rest).digest() == folded.digest()
    assert not folded.waiting


@searching(100)
@given(told(most=12, least=2), st.data())
def test_a_child_waits_until_its_parent_comes_and_stops_nobody_else(said: list[Said], data: st.DataObject) -> None:
    late = data.draw(st.sampled_from(said))
    before, model = [one for one in said if one is not late], Model.of(one for one in said if one is not late)
    folded = fold(RECORD, known_of(before))
    assert [one.change_id for one in folded.waiting] == [one.id for one in model.waiting]
    needs_nothing = {one.id for one in before if not any(op.replaces for op in one.change.ops)}
    assert needs_nothing <= {one.change_id for one in folded.applied}
    assert not fold(RECORD, known_of([*before, late])).waiting


# ---- the archive
class Feed:
    """Gives an archive pages by hand, as if a relay had proved that its log goes on like this: nothing is in order."""

    def __init__(self, handset: Handset) -> None:
        self.handset = handset

    def give(self, letters: list[Letter]) -> None:
        archive = self.handset.archive
        after, before, rosters = archive.cursor.after, archive.known, archive.known.rosters
        items, entries = [], []
        for number, letter in enumerate(letters, start=after + 1):
            rosters += letter.kind == Kind.ROSTER
            items.append(Numbered(number, letter, rosters))
            entries.append(Entry(number, letter.id, rosters))
        size = after + len(letters)
        known = Known(EPOCH, State(size, os.urandom(32)), rosters, f"signed {size}")
        archive.take(Proven(before, known, after, size, tuple(items), tuple(entries), is_all=True))


def a_team_that_talked(folder: Path, seed: int) -> Crew:
    """Nobody is taken out: what they say later is set aside by its place in the feed, so there order does matter."""
    crew = Crew(folder)
    for step in drawn_steps(Random(seed)):
        if step["do"] != "dismiss":
            crew.do(step)
    crew.heal()
    crew.check()
    return crew


def a_new_reader(crew: Crew, folder: Path) -> Handset:
    """Bilal's keys on an empty disk, who was told of the team's genesis and of nothing else."""
    return Handset(folder, crew.handsets["bilal"].device, crew.roster, crew.secret, crew.genesis)


@searching(12)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_an_archive_comes_to_one_record_from_any_pages_in_any_order_with_any_restarts(
    seed: int, random: Random
) -> None:
    with somewhere() as folder:
        crew = a_team_that_talked(folder / "team", seed)
        letters = crew.letters()
        expected = crew.handsets["bilal"].digests()
        reader = a_new_reader(crew, folder / "reader")
        mixed = random.sample(letters * 2, len(letters) * 2)
        while mixed:
            count = random.randint(1, 8)
            Feed(reader).give(mixed[:count])
            mixed = mixed[count:]
            if random.random() < 0.3:
                reader.restart()
        assert (reader.digests(), reader.archive.set_aside()) == (expected, {})
        reader.restart()
        assert (reader.digests(), reader.archive.set_aside()) == (expected, {})
        reader.archive.close()
        crew.close()


@searching(6)
@given(st.integers(0, 10**6))
def test_a_change_that_came_before_its_lockbox_waits_over_a_restart(seed: int) -> None:
    with somewhere() as folder:
        crew = a_team_that_talked(folder / "team", seed)
        letters = crew.letters()
        roster = [one for one in letters if one.kind == Kind.ROSTER]
        late = next(one for one in letters if one.kind == Kind.LOCKBOX)
        reader = a_new_reader(crew, folder / "reader")
        Feed(reader).give([*roster, *(one for one in letters if one not in roster and one is not late)])
        waiting = reader.archive.set_aside().get("stream_order", 0)
        assert waiting > 0
        reader.restart()
        assert reader.archive.set_aside().get("stream_order", 0) == waiting
        Feed(reader).give([late])
        assert (reader.digests(), reader.archive.set_aside()) == (crew.handsets["bilal"].digests(), {})
        reader.archive.close()
        crew.close()
