"""Eight phones push at once, some on slow lines, some cut off in the middle, while a reader follows the numbers.

The same crowd, with the one fault planted that this design is there against (numbers from a sequence, as BIGSERIAL
gives them), makes the reader miss items for ever: so the test can fail.
"""

from __future__ import annotations

import itertools
import random
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from server.format.item import Kind
from server.relay import feed
from server.relay.batch import Offered
from server.relay.database import Store
from server.relay.feed import Appended
from server.relay.feed_rows import Places, TeamState
from server.relay.sqlite import BEGIN_WRITING
from server.relay.teams import team_of_tag
from tests.relay.conftest import Relay
from tests.relay.teams import sealed

PHONES, PUSHES = 8, 25
QUOTA = 1 << 40


class CutOff(Exception):
    """The line of a phone, or its push, ended in the middle of the transaction."""


@dataclass
class Crowd:
    """What the phones were told, and what the reader saw, both in numbers."""

    store: Store
    tag: bytes
    team: int
    acknowledged: set[int] = field(default_factory=set)
    seen: list[int] = field(default_factory=list)

    def push_often(self, seed: int, push: Callable[[Crowd, random.Random], set[int]]) -> None:
        luck = random.Random(seed)
        for _ in range(PUSHES):
            try:
                self.acknowledged |= push(self, luck)
            except CutOff:
                continue

    def follow(self, done: threading.Event) -> None:
        """A reader as simple as can be: it keeps the highest number, and asks for what is above it."""
        cursor = 0
        while True:
            last_round = done.is_set()
            with self.store.reading() as connection:
                asked = f"select number from items where team = {self.team} and number > {cursor} order by number"
                numbers = list(connection.exec_driver_sql(asked).scalars())
            self.seen += numbers
            cursor = max([cursor, *numbers])
            if last_round and not numbers:
                return
            time.sleep(0.002)

    def run(self, push: Callable[[Crowd, random.Random], set[int]]) -> None:
        done = threading.Event()
        with ThreadPoolExecutor(PHONES + 1) as people:
            reader = people.submit(self.follow, done)
            phones = [people.submit(self.push_often, seed, push) for seed in range(PHONES)]
            try:
                for phone in phones:
                    phone.result()
            finally:
                done.set()
            reader.result()


def items(tag: bytes, luck: random.Random) -> list[Offered]:
    return [
        Offered(secrets.token_bytes(32), int(Kind.CHANGE), None, sealed(tag)) for _ in range(luck.choice([1, 2, 20]))
    ]


def push_as_the_relay_does(crowd: Crowd, luck: random.Random) -> set[int]:
    offered = items(crowd.tag, luck)

    def slowly(state: TeamState, known: Places) -> Appended:
        """While the row is locked: now and then slow, now and then the end of it."""
        appended = feed._enter(crowd.team, offered, QUOTA, 0, state, known)
        time.sleep(luck.choice([0, 0, 0, 0.01]))
        if luck.random() < 0.2:
            raise CutOff
        return appended

    rows = feed.rows_of(crowd.store)
    kept = rows.append(crowd.store, crowd.team, [item.item_id for item in offered], slowly)
    return set(kept.kept)


def push_numbered_by_a_sequence(next_number: Callable[[], int]) -> Callable[[Crowd, random.Random], set[int]]:
    """The planted fault: a number is given out before it is known when, and if, its transaction commits."""
    insert = "insert into items (team, number, item_id, kind, rosters, nodes, body) values ({}, {}, {}, 1, 0, {}, {})"

    def push(crowd: Crowd, luck: random.Random) -> set[int]:
        offered = items(crowd.tag, luck)
        numbers = [next_number() for _ in offered]
        time.sleep(luck.choice([0, 0, 0, 0.01]))
        if luck.random() < 0.2:
            raise CutOff
        if crowd.store.is_sqlite:
            with crowd.store.writing_cursor(BEGIN_WRITING) as cursor:
                for number, item in zip(numbers, offered, strict=True):
                    cursor.execute(insert.format(crowd.team, number, *"???"), (item.item_id, b"", item.body))
        else:
            with crowd.store.writing() as connection:
                for number, item in zip(numbers, offered, strict=True):
                    row = (item.item_id, b"", item.body)
                    connection.exec_driver_sql(insert.format(crowd.team, number, "%s", "%s", "%s"), row)
        return set(numbers)

    return push


@pytest.fixture
def crowd(relay: Relay) -> Crowd:
    store: Store = relay.app.extensions["gawahi_store"]
    tag = relay.team().tag
    return Crowd(store, tag, team_of_tag(store, tag).id)


def test_a_reader_misses_nothing_whoever_is_slow_or_cut_off(crowd: Crowd) -> None:
    crowd.run(push_as_the_relay_does)
    assert crowd.seen == list(range(1, len(crowd.seen) + 1)), "in order of commit, without gap or double"
    assert set(crowd.seen) == crowd.acknowledged
    assert len(crowd.acknowledged) > PHONES * PUSHES


def test_numbers_from_a_sequence_hide_items_from_the_same_reader(crowd: Crowd) -> None:
    """The control: what the test above would catch."""
    if crowd.store.is_sqlite:
        numbers = itertools.count(1)
        crowd.run(push_numbered_by_a_sequence(lambda: next(numbers)))
    else:
        with crowd.store.writing() as connection:
            connection.exec_driver_sql("create sequence numbers")

        def next_number() -> int:
            with crowd.store.reading() as connection:
                number: int = connection.exec_driver_sql("select nextval('numbers')").scalar_one()
            return number

        crowd.run(push_numbered_by_a_sequence(next_number))
    assert crowd.acknowledged - set(crowd.seen), "a reader that missed nothing here would prove nothing above"
