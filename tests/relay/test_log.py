"""The relay's log: what it answered it has shown, and can prove to everybody who saw any part of it."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.format.item import Kind, item_id
from server.format.log import Frontier, State, cover, leaf, root_of
from server.relay import feed_postgresql, feed_sqlite, log
from server.relay.app import create_relay
from server.relay.feed_rows import DamagedLog
from server.relay.ground import prepare
from server.relay.teams import team_of_tag
from tests.relay.conftest import Relay
from tests.relay.phone import Phone
from tests.relay.teams import Item, Team, decode, refused, sealed
from tests.served import Served

ROSTER_BOX, HER_BOX, OTHER_BOX = b"roster" + bytes(10), b"hers" + bytes(12), b"other" + bytes(11)


def changes(team: Team, count: int) -> list[Item]:
    return [(Kind.CHANGE, sealed(team.tag), None) for _ in range(count)]


def mixed(team: Team, count: int, luck: random.Random) -> list[Item]:
    """Changes, acknowledgements and roster entries, these in their mailbox, in another and in none."""
    kinds = [(Kind.CHANGE, None), (Kind.ACK, HER_BOX), (Kind.ACK, OTHER_BOX)]
    rosters = [(Kind.ROSTER, box) for box in (ROSTER_BOX, OTHER_BOX, None)]
    chosen = [luck.choice([*kinds * 4, *rosters]) for _ in range(count)]
    return [(kind, sealed(team.tag, kind, luck.randint(40, 300)), box) for kind, box in chosen]


def leaves_of(items: Sequence[Item]) -> list[bytes]:
    rosters, leaves = 0, []
    for kind, body, mailbox in items:
        rosters += kind == Kind.ROSTER
        leaves.append(leaf(item_id(kind, body, mailbox), rosters))
    return leaves


def test_every_receipt_is_proven_and_continues_the_one_before(relay: Relay) -> None:
    team, luck = relay.team(), random.Random(1)
    phone, sent = Phone.of(team), list[Item]()
    for count in (1, 1, 2, 60, 0, 3, 61, 128, 1):
        items = mixed(team, count, luck)
        sent += items
        results = phone.push(items)
        assert [number for _, number, _ in results] == list(range(len(sent) - count + 1, len(sent) + 1))
        assert phone.known == State(len(sent), Frontier().extend(leaves_of(sent)).root())


def test_who_saw_less_or_sends_again_gets_a_proof_too(relay: Relay) -> None:
    team, luck = relay.team(), random.Random(2)
    amina, sanam = Phone.of(team), Phone.of(team)
    sent = mixed(team, 20, luck)
    sanam.push(sent)
    for count in (7, 25, 100):
        items = mixed(team, count, luck)
        amina.push([*items, sent[3], sent[-1], (9, b"nonsense", None), items[0]])
        sent += items
    assert sanam.known.size == 20
    news = mixed(team, 4, luck)
    sanam.push(news)
    sent += news
    sanam.push([sent[50], *mixed(team, 2, luck), sent[11]])
    sanam.push(sent[:40])
    newcomer = Phone.of(team)
    newcomer.push(mixed(team, 5, luck))
    assert newcomer.known.size == len(sent) + 7


def test_a_push_of_new_items_reads_nothing_for_its_proof(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    team, luck = relay.team(), random.Random(3)
    phone = Phone.of(team)
    phone.push(mixed(team, 77, luck))

    def read(*_: object) -> None:
        raise AssertionError("the old frontier is the whole proof")

    for rows in (feed_sqlite, feed_postgresql):
        monkeypatch.setattr(rows, "log_lines", read)
    phone.push(mixed(team, 60, luck))
    Phone.of(team).push(mixed(team, 3, luck))


def test_every_page_is_proven_whole_or_by_mailboxes(relay: Relay) -> None:
    team, luck = relay.team(), random.Random(4)
    writer, sent = Phone.of(team), list[Item]()
    coordinator, amina, newcomer = (Phone.of(team) for _ in range(3))
    assert coordinator.pull() == []
    for count in (90, 1, 150, 40):
        items = mixed(team, count, luck)
        writer.push(items)
        sent += items
        coordinator.pull(limit=37)
        amina.pull([HER_BOX, ROSTER_BOX], limit=11)
    for phone, mailboxes in ((coordinator, []), (amina, [HER_BOX, ROSTER_BOX]), (newcomer, [HER_BOX])):
        while phone.after < len(sent):
            phone.pull(mailboxes, limit=50)
        assert phone.known == writer.known
        assert phone.pull(mailboxes) == []


def test_all_roster_entries_come_whatever_their_mailbox(relay: Relay) -> None:
    team, luck = relay.team(), random.Random(5)
    sent = mixed(team, 200, luck)
    Phone.of(team).push(sent)
    phone, came = Phone.of(team), list[Any]()
    while phone.after < len(sent):
        came += phone.pull([HER_BOX], limit=9)
    wanted = [number for number, (kind, _, box) in enumerate(sent, 1) if kind == Kind.ROSTER or box == HER_BOX]
    assert [number for number, *_ in came] == wanted
    rosters = [counted for _, kind, _, _, counted in came if kind == Kind.ROSTER]
    assert rosters == list(range(1, len(rosters) + 1))
    last: Any = team.pull()["last"]
    assert last == [item_id(*sent[-1]), len(rosters)]


def test_whoever_saw_more_than_there_is_is_told_and_nothing_is_stored(relay: Relay) -> None:
    team = relay.team()
    team.push(changes(team, 3))
    refused(team.push(changes(team, 1), query="seen=4"), "log_rolled_back")
    refused(team.call("GET", "items?seen=4"), "log_rolled_back")
    refused(team.call("GET", "log?size=4&seen=1"), "log_rolled_back")
    assert team.pull()["head"] == 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("seen=3", None),
        ("epoch={epoch}&seen=3", None),  # as a desk writes it
        ("seen=3&epoch={epoch}", None),
        ("seen=%33", None),
        ("", None),
        ("seen=4", "log_rolled_back"),
        ("epoch={other}&seen=3", "epoch_changed"),
        ("seen=3&epoch={other}", "epoch_changed"),
        ("seen=9007199254740991", "log_rolled_back"),
        ("seen=9007199254740992", "malformed"),
        ("seen=-1", "malformed"),
        ("seen=3%0a", None),  # the schema has always forgiven it
        ("seen=3%0a1", "malformed"),
        ("seen=", "malformed"),
        ("seen=3&more=1", "malformed"),
        ("epoch=&seen=3", "malformed"),
        ("epoch={epoch}0&seen=3", "malformed"),
    ],
)
def test_what_a_device_says_it_saw_is_judged_alike_in_every_form(
    relay: Relay, query: str, expected: str | None
) -> None:
    team = relay.team()
    team.push(changes(team, 3))
    epoch = decode(team.call("GET", "head"))["epoch"]
    asked = query.format(epoch=epoch.hex(), other="00" * 16)
    answer = team.push(changes(team, 1), query=asked)
    if expected is None:
        assert decode(answer)["epoch"] == epoch
    else:
        refused(answer, expected)
        assert team.pull()["head"] == 3


def test_a_device_that_saw_another_epoch_is_told_the_new_one_whatever_it_asks(relay: Relay) -> None:
    team = relay.team()
    team.push(changes(team, 3))
    other = f"epoch={'00' * 16}"
    refused(team.push(changes(team, 1), query=f"seen=9&{other}"), "epoch_changed")
    refused(team.call("GET", f"items?seen=9&{other}"), "epoch_changed")
    refused(team.call("GET", f"log?size=9&seen=1&{other}"), "epoch_changed")
    assert team.pull()["head"] == 3


def test_the_beginning_of_the_log_is_proven_for_every_two_sizes(relay: Relay) -> None:
    """So that a coordinator can ask whether what an author saw is what everybody saw."""
    team, luck = relay.team(), random.Random(6)
    sent = mixed(team, 21, luck)
    team.push(sent[:6])
    team.push(sent[6:])
    leaves = leaves_of(sent)
    for size in range(22):
        for seen in range(size + 1):
            proof = decode(team.call("GET", f"log?size={size}&seen={seen}"))["proof"]
            assert proof == expected(leaves, size, seen, [])
    refused(team.call("GET", "log?size=3&seen=4"), "malformed")
    refused(team.call("GET", "log?size=3"), "malformed")
    refused(team.call("GET", "log?size=-1&seen=0"), "malformed")
    team.token = secrets.token_bytes(32)
    refused(team.call("GET", "log?size=3&seen=1"), "token_refused")


def expected(leaves: Sequence[bytes], size: int, seen: int, wanted: Sequence[int]) -> list[bytes]:
    perfect = {span: Frontier().extend(leaves[span[0] : span[1]]).root() for span in cover(size, seen, wanted)}
    return [
        root_of(*span, lambda low, high: perfect[low, high]) if span not in perfect else perfect[span]
        for span in perfect
    ]


def test_a_relay_that_was_started_anew_proves_the_same(relay: Relay) -> None:
    """From its tables alone, whatever is asked."""
    team, luck = relay.team(), random.Random(7)
    sent = mixed(team, 150, luck)
    phone = Phone.of(team)
    for start in range(0, 150, 25):
        phone.push(sent[start : start + 25])
    again = relay.again()
    store = again.app.extensions["gawahi_store"]
    row, leaves = team_of_tag(store, team.tag), leaves_of(sent)
    for _ in range(150):
        size = luck.randint(0, 150)
        seen = luck.randint(0, size)
        wanted = sorted(luck.sample(range(1, size + 1), luck.randint(0, min(size, 12))))
        assert log.prove(store, row.id, size=size, seen=seen, wanted=wanted) == expected(leaves, size, seen, wanted)
    phone.team.http = again.http
    phone.push(changes(team, 2))


def test_a_restored_relay_draws_new_epochs_and_begins_every_log_under_them(relay: Relay) -> None:
    team, other = relay.team(), relay.team()
    phone = Phone.of(team)
    phone.push(changes(team, 3))
    prepare(relay.config, restored=True)
    again = Relay(create_relay(relay.config), relay.config, relay.clock)
    team.http = other.http = again.http
    epochs = {team.pull()["epoch"], other.pull()["epoch"]}
    assert len(epochs) == 2
    assert phone.epoch not in epochs
    newcomer = Phone.of(team)
    newcomer.pull()
    assert newcomer.known == phone.known
    assert newcomer.checkpoint != phone.checkpoint
    prepare(relay.config)
    assert team.pull()["epoch"] in epochs


def test_a_damaged_log_is_no_proof_but_a_plain_failure(relay: Relay) -> None:
    team = relay.team()
    team.push(changes(team, 5))
    store = relay.app.extensions["gawahi_store"]
    with store.writing() as connection:
        connection.exec_driver_sql("delete from items where number = 2")
    row = team_of_tag(store, team.tag)
    with pytest.raises(DamagedLog):
        log.prove(store, row.id, size=5, seen=3, wanted=[])
    with store.writing() as connection:
        connection.exec_driver_sql("update teams set head = 4")
    refused(team.push(changes(team, 1)), "server_error")
    refused(team.call("GET", "items?seen=0"), "server_error")


def test_a_team_whose_log_has_lost_its_end_is_told_so_and_gets_no_empty_log(relay: Relay) -> None:
    team = relay.team()
    team.push(changes(team, 5))
    with relay.app.extensions["gawahi_store"].writing() as connection:
        connection.exec_driver_sql("update teams set frontier = substr(frontier, 1, 32)")
    refused(team.call("GET", "items?seen=0"), "server_error")
    refused(team.push(changes(team, 1)), "server_error")


def test_eight_phones_at_once_each_get_proofs_that_hold(served_on_each: Served) -> None:
    """Each demands that every state continues the one it saw before; all see one log at the end."""
    with httpx.Client(base_url=served_on_each.url, timeout=30) as http:
        team = Team(http)
        assert team.found().status_code == 201
        shared = changes(team, 20)

        def work(seed: int) -> Phone:
            luck = random.Random(seed)
            with httpx.Client(base_url=served_on_each.url, timeout=30) as own:
                phone = Phone.of(Team(own, team.tag, team.token, team.admin))
                for _ in range(8):
                    phone.push([*mixed(team, luck.randint(1, 9), luck), *luck.sample(shared, 3)])
                    if luck.random() < 0.5:
                        phone.pull(limit=20)
                return phone

        with ThreadPoolExecutor(8) as crowd:
            phones = list(crowd.map(work, range(8)))
        reader = Phone.of(team)
        while reader.after == 0 or reader.after < reader.known.size:
            reader.pull(limit=60)
        for phone in phones:
            phone.team.http = http
            phone.pull()
            assert phone.known == reader.known


def test_the_command_draws_new_epochs_only_when_it_is_told_that_data_were_restored(
    tmp_path: Path, web_folder: Path
) -> None:
    team, epochs = Team(http=None), []  # type: ignore[arg-type]
    for arguments in ([], ["--restored"], []):
        with (
            Served(tmp_path / "data", *arguments, web=web_folder) as relay,
            httpx.Client(base_url=relay.url, timeout=30) as team.http,
        ):
            if not epochs:
                team.found()
            epochs.append(team.pull()["epoch"])
    assert epochs[0] != epochs[1] == epochs[2]
