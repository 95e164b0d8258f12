"""Many phones at once, and a server that is killed: no number is skipped, nothing acknowledged is lost."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from server.format.item import Kind
from tests.relay.teams import Item, Team, decode, sealed
from tests.served import Served

Kept = dict[int, bytes]


def batch(team: Team, count: int) -> list[Item]:
    return [(Kind.CHANGE, sealed(team.tag), None) for _ in range(count)]


def feed_of(team: Team) -> Kept:
    found: Kept = {}
    after = 0
    while True:
        page = team.pull(f"after={after}")
        items = page["items"]
        assert isinstance(items, list)
        found |= {number: body for number, _, body, _, _ in items}
        after = int(str(page["next"]))
        if after == page["head"]:
            return found


def test_eight_phones_at_once_leave_no_gap_and_no_double(served_on_each: Served) -> None:
    """They all send a shared set of items too, as phones do that were handed the same outbox again."""
    with httpx.Client(base_url=served_on_each.url, timeout=30) as http:
        team = Team(http)
        assert team.found().status_code == 201
        shared = batch(team, 20)
        waits: list[float] = []

        def phone(seed: int) -> Kept:
            mine: Kept = {}
            with httpx.Client(base_url=served_on_each.url, timeout=30) as own:
                member = Team(own, team.tag, team.token, team.admin)
                for turn in range(10):
                    items = [*batch(member, 10), *random.Random(seed * 100 + turn).sample(shared, 5)]
                    before = time.perf_counter()
                    results = decode(member.push(items))["results"]
                    waits.append(time.perf_counter() - before)
                    assert isinstance(results, list)
                    mine |= {number: body for (_, number, _), (_, body, _) in zip(results, items, strict=True)}
            return mine

        with ThreadPoolExecutor(8) as phones:
            acknowledged = list(phones.map(phone, range(8)))
        kept = feed_of(team)
    assert sorted(kept) == list(range(1, len(kept) + 1)), "no gap"
    assert len(set(kept.values())) == len(kept), "no double"
    assert len(kept) == 8 * 10 * 10 + len({body for _, body, _ in shared} & set(kept.values()))
    for mine in acknowledged:
        assert mine.items() <= kept.items()
    assert sorted(waits)[int(len(waits) * 0.99)] < 10


def test_a_reader_who_follows_the_numbers_misses_nothing_meanwhile(served_on_each: Served) -> None:
    with httpx.Client(base_url=served_on_each.url, timeout=30) as http:
        team = Team(http)
        team.found()
        done = threading.Event()
        seen: list[int] = []

        def follow() -> None:
            with httpx.Client(base_url=served_on_each.url, timeout=30) as own:
                reader = Team(own, team.tag, team.token)
                after = 0
                while True:
                    last_round = done.is_set()
                    page = reader.pull(f"after={after}&limit=50")
                    items = page["items"]
                    assert isinstance(items, list)
                    seen.extend(item[0] for item in items)
                    after = int(str(page["next"]))
                    if last_round and after == page["head"]:
                        return

        def write(_: int) -> None:
            with httpx.Client(base_url=served_on_each.url, timeout=30) as own:
                writer = Team(own, team.tag, team.token)
                for _turn in range(10):
                    writer.push(batch(writer, 3))

        with ThreadPoolExecutor(5) as crowd:
            reader = crowd.submit(follow)
            list(crowd.map(write, range(4)))
            done.set()
            reader.result()
    assert seen == list(range(1, 121))


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(served_on_each: Served, seed: int) -> None:
    luck = random.Random(seed)
    with httpx.Client(base_url=served_on_each.url, timeout=30) as http:
        team = Team(http)
        team.found()
        acknowledged: Kept = {}
        killed = threading.Event()

        def phone(_: int) -> None:
            with httpx.Client(base_url=served_on_each.url, timeout=30) as own:
                member = Team(own, team.tag, team.token)
                while not killed.is_set():
                    items = batch(member, 10)
                    try:
                        answer = member.push(items)
                    except httpx.TransportError:  # the server was killed in the middle: nothing was promised
                        return
                    results = decode(answer)["results"]
                    assert isinstance(results, list)
                    acknowledged.update(
                        {number: body for (_, number, _), (_, body, _) in zip(results, items, strict=True)}
                    )

        with ThreadPoolExecutor(4) as phones:
            running = [phones.submit(phone, name) for name in range(4)]
            time.sleep(0.4 + luck.random())
            served_on_each.kill()
            killed.set()
            for one in running:
                one.result()
        served_on_each.restart()
        kept = feed_of(team)
    assert acknowledged
    assert acknowledged.items() <= kept.items()
    assert sorted(kept) == list(range(1, len(kept) + 1))
