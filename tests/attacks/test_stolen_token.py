"""A stolen upload token is all that a thief has: what it lets them do, and what it does not."""

from __future__ import annotations

import secrets

import httpx
import pytest

from server.format import canonical
from server.format.item import Kind
from server.format.refusals import Refusal
from server.seal.roster import open_entry, roster_mailbox, upload_token
from tests.attacks.line import error_name
from tests.desk.conftest import Place
from tests.desk.team import MASTUNG, with_witness
from tests.relay.teams import Team, bearer, decode, sealed

CANARY = "کاریز کے پاس سفید گاڑی canarywhitecar"


def test_whoever_stole_a_token_reads_nothing_of_what_they_pull(place: Place) -> None:
    """They get all of the team's sealed items, and open none: not one word, name or label is in them."""
    place.joined()
    place.team.testify(with_witness(MASTUNG["R1_mastung_killing"], ev_summary=CANARY))
    bodies = [letter.body for letter in place.team.items()]
    assert len(bodies) > 3
    for body in bodies:
        for word in (CANARY, "canarywhitecar", "Amina", "Bilal", "canaryteam", "Desk"):
            assert word.encode() not in body
    entry = next(letter.body for letter in place.team.items() if letter.kind == Kind.ROSTER)
    with pytest.raises(Refusal, match="damaged"):
        open_entry(entry, team_tag=place.team.roster.team_tag, epoch_secret=upload_token(place.team.epoch_secret))


def test_whoever_stole_a_token_adds_nothing_that_anybody_believes(place: Place) -> None:
    """What they push is stored, is set aside by name, and stops nothing of what is true."""
    desk = place.joined()
    team = place.team
    before = [desk.status().records, team.roster.seq]
    tag, mailbox = team.roster.team_tag, roster_mailbox(team.epoch_secret)
    junk = [(kind, sealed(tag, kind), mailbox if kind == Kind.ROSTER else None) for kind in Kind]
    items = [{"kind": int(kind), "body": body, "mailbox": box} for kind, body, box in junk]
    pushed = team.http.post(
        f"/api/v1/teams/{tag.hex()}/push?seen=0",
        content=canonical.encode({"items": items}),
        headers={"Authorization": bearer(upload_token(team.epoch_secret)), "Content-Type": "application/cbor"},
    )
    assert [status for status, *_ in decode(pushed)["results"]] == [0] * len(junk)  # type: ignore[attr-defined]
    team.testify(with_witness(MASTUNG["R1_mastung_killing"]))
    desk.sync()
    assert [desk.status().records, team.roster.seq] == [before[0] + 1, before[1]]
    assert sum(desk.set_aside().values()) >= 2
    assert desk.findings() == ()


def test_whoever_stole_a_token_cannot_take_anything_away(team: Team) -> None:
    """No call that a token is good for removes an item, rolls the token or deletes the team."""
    team.push([(Kind.CHANGE, sealed(team.tag), None)])
    assert team.call("DELETE", "items").status_code == 404
    assert team.call("DELETE", "items?after=0").status_code == 404
    assert team.call("DELETE", "push").status_code == 404
    thief = Team(team.http, tag=team.tag, token=team.token)
    assert error_name(thief.delete(1)) == "signature"
    assert error_name(thief.roll(secrets.token_bytes(32), 1)) == "signature"
    assert team.pull()["head"] == 1


def test_a_stolen_token_is_worth_nothing_at_another_team_or_address(team: Team, http: httpx.Client) -> None:
    other = Team(http)
    other.found()
    thief = Team(http, tag=other.tag, token=team.token)
    assert error_name(thief.call("GET", "items")) == "token_refused"
    assert error_name(thief.call("GET", "watch")) in ("token_refused", "not_found")
    for where in ({"Cookie": f"token={team.token.hex()}"}, {"X-Token": bearer(team.token)}):
        assert error_name(http.get(f"{team.path}/items", headers=where)) == "token_refused"
    assert error_name(http.get(f"{team.path}/items?token={bearer(team.token)[7:]}")) == "token_refused"


def test_a_token_that_was_replaced_lets_nobody_in_after_a_day(team: Team) -> None:
    """The day is for honest phones that are away. `tests/relay/test_teams.py` turns the clock."""
    thief = Team(team.http, tag=team.tag, token=team.token)
    first, second = secrets.token_bytes(32), secrets.token_bytes(32)
    assert team.roll(first, 1).status_code == 200
    assert team.pull()["head"] == 0
    assert team.roll(second, 2).status_code == 200
    team.token = second
    assert error_name(thief.call("GET", "items")) == "token_refused", "rolled twice, the thief is out at once"
    assert team.pull()["head"] == 0
