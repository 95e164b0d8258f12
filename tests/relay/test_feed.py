"""Push and pull: what was answered is kept, numbered without gaps, and proven by a receipt."""

from __future__ import annotations

import secrets

from server.format.item import Kind
from server.format.refusals import REFUSALS
from tests.relay.conftest import Relay
from tests.relay.teams import Item, Team, decode, refused, sealed

GAWAHI = "گواہی ہے, é, 🕊️".encode()


def changes(team: Team, count: int) -> list[Item]:
    return [(Kind.CHANGE, sealed(team.tag), None) for _ in range(count)]


def numbers(page: dict[str, object]) -> list[int]:
    items = page["items"]
    assert isinstance(items, list)
    return [item[0] for item in items]


def test_what_a_phone_pushed_comes_back_byte_for_byte(relay: Relay) -> None:
    team = relay.team()
    body = sealed(team.tag) + GAWAHI
    results = decode(team.push([(Kind.CHANGE, body, None), (Kind.ACK, sealed(team.tag, Kind.ACK), b"m" * 16)]))[
        "results"
    ]
    assert results == [[0, 1, 0], [0, 2, 0]]
    page = team.pull()
    assert page["items"][0] == [1, Kind.CHANGE, body, None, 0]  # type: ignore[index]
    assert (page["head"], page["next"]) == (2, 2)


def test_every_kind_of_item_is_kept(relay: Relay) -> None:
    team = relay.team()
    answer = decode(team.push([(kind, sealed(team.tag, kind), None) for kind in Kind]))
    assert answer["results"] == [[0, number, int(number >= Kind.ROSTER)] for number in range(1, len(Kind) + 1)]


def test_a_batch_sent_twice_because_the_answer_was_lost_gets_the_same_numbers(relay: Relay) -> None:
    team = relay.team()
    items = changes(team, 5)
    assert decode(team.push(items))["results"] == [[0, number, 0] for number in range(1, 6)]
    more = [*items, *changes(team, 1)]
    assert decode(team.push(more))["results"] == [*([1, number, 0] for number in range(1, 6)), [0, 6, 0]]
    assert numbers(team.pull()) == [1, 2, 3, 4, 5, 6]


def test_an_item_twice_in_one_batch_is_stored_once(relay: Relay) -> None:
    team = relay.team()
    item = changes(team, 1)[0]
    assert decode(team.push([item, item]))["results"] == [[0, 1, 0], [1, 1, 0]]
    assert team.pull()["head"] == 1


def test_a_bad_item_is_refused_by_code_and_stops_nobody_else(relay: Relay) -> None:
    team = relay.team()
    good = changes(team, 2)
    wrong: list[Item] = [
        (Kind.CHANGE, sealed(secrets.token_bytes(16)), None),
        (9, sealed(team.tag), None),
        (Kind.LOCKBOX, sealed(team.tag), None),
        (Kind.CHANGE, sealed(team.tag, size=(1 << 20) + 1), None),
        (Kind.CHANGE, sealed(team.tag), b"too short"),
        (Kind.CHANGE, b"", None),
    ]
    codes = [REFUSALS[name].code for name in ("wrong_team", *["malformed"] * 2, "too_large", *["malformed"] * 2)]
    results = decode(team.push([good[0], *wrong, good[1]]))["results"]
    assert results == [[0, 1, 0], *([code, 0, 0] for code in codes), [0, 2, 0]]


def test_an_empty_push_asks_only_for_the_epoch(relay: Relay) -> None:
    team = relay.team()
    assert decode(team.push([]))["results"] == []


def test_a_reader_goes_on_from_page_to_page(relay: Relay) -> None:
    team = relay.team()
    team.push(changes(team, 7))
    seen: list[int] = []
    after = 0
    while True:
        page = team.pull(f"after={after}&limit=3")
        seen += numbers(page)
        after = int(str(page["next"]))
        if after == page["head"]:
            break
    assert seen == list(range(1, 8))


def test_a_page_holds_at_most_500_items_whatever_is_asked(relay: Relay) -> None:
    team = relay.team()
    team.push(changes(team, 600))
    page = team.pull("limit=100000")
    assert len(numbers(page)) == 500
    assert page["next"] == 500


def test_a_page_holds_at_most_4_mib_but_always_one_item(relay: Relay) -> None:
    team = relay.team()
    for _ in range(6):
        team.push([(Kind.CHANGE, sealed(team.tag, size=1 << 20), None)])
    assert numbers(team.pull()) == [1, 2, 3, 4]
    assert team.pull()["next"] == 4
    assert numbers(team.pull("after=4")) == [5, 6]


def test_a_phone_follows_only_its_own_mailboxes(relay: Relay) -> None:
    team = relay.team()
    mine, rosters, other = (secrets.token_bytes(16) for _ in range(3))
    team.push([*changes(team, 3), (Kind.ACK, sealed(team.tag, Kind.ACK), mine)])
    team.push([(Kind.ACK, sealed(team.tag, Kind.ACK), other), (Kind.ROSTER, sealed(team.tag, Kind.ROSTER), rosters)])
    page = team.pull(f"mailbox={mine.hex()}&mailbox={rosters.hex()}")
    assert numbers(page) == [4, 6]
    assert (page["next"], page["head"]) == (6, 6)
    page = team.pull(f"mailbox={mine.hex()}&limit=1")
    assert (numbers(page), page["next"]) == ([4], 4)
    page = team.pull(f"mailbox={mine.hex()}&after=4")
    assert (numbers(page), page["next"]) == ([6], 6), "all roster entries come, whatever their mailbox"
    page = team.pull(f"mailbox={mine.hex()}&after=6")
    assert (numbers(page), page["next"]) == ([], 6)


def test_a_pull_with_another_epoch_is_told_the_new_one(relay: Relay) -> None:
    team = relay.team()
    epoch = team.pull()["epoch"]
    assert isinstance(epoch, bytes)
    assert team.pull(f"epoch={epoch.hex()}")["epoch"] == epoch
    answer = team.call("GET", f"items?epoch={'00' * 16}")
    refused(answer, "epoch_changed")
    assert answer.json()["error"]["epoch"] == epoch.hex()


def test_teams_see_nothing_of_each_other(relay: Relay) -> None:
    ours, theirs = relay.team(), relay.team()
    ours.push(changes(ours, 2))
    assert theirs.pull()["items"] == []
    assert decode(theirs.push(changes(theirs, 1)))["results"] == [[0, 1, 0]]
    ours.tag = theirs.tag
    refused(ours.call("GET", "items"), "token_refused")
