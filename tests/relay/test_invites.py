"""Welcomes lie on the relay for a week, for who knows their id."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from server.format.refusals import Refusal
from server.relay import invites
from server.relay.teams import team_of_tag
from tests.relay.conftest import DAY, Relay
from tests.relay.teams import Team, refused


def welcome(team: Team, invite_id: bytes, size: int = 400) -> bytes:
    start = b"GWW1\x01" + team.tag + invite_id
    return start + secrets.token_bytes(size - len(start))


def put(team: Team, invite_id: bytes, body: bytes) -> httpx.Response:
    return team.call("PUT", f"invites/{invite_id.hex()}", content=body)


def fetch(relay: Relay, team: Team, invite_id: bytes) -> httpx.Response:
    """As a newcomer: without the token."""
    return relay.http.get(f"{team.path}/invites/{invite_id.hex()}")


def test_a_newcomer_fetches_the_welcome_without_a_token(relay: Relay) -> None:
    team, invite_id = relay.team(), secrets.token_bytes(16)
    body = welcome(team, invite_id)
    assert put(team, invite_id, body).status_code == 204
    assert fetch(relay, team, invite_id).content == body


def test_a_welcome_can_be_replaced_and_taken_back(relay: Relay) -> None:
    team, invite_id = relay.team(), secrets.token_bytes(16)
    put(team, invite_id, welcome(team, invite_id))
    second = welcome(team, invite_id)
    put(team, invite_id, second)
    assert fetch(relay, team, invite_id).content == second
    for _ in range(2):
        assert team.call("DELETE", f"invites/{invite_id.hex()}").status_code == 204
    refused(fetch(relay, team, invite_id), "invite_expired")


def test_a_welcome_dies_after_seven_days(relay: Relay) -> None:
    team, invite_id = relay.team(), secrets.token_bytes(16)
    put(team, invite_id, welcome(team, invite_id))
    relay.clock.seconds += 7 * DAY
    assert fetch(relay, team, invite_id).status_code == 200
    relay.clock.seconds += DAY
    refused(fetch(relay, team, invite_id), "invite_expired")


def test_only_members_leave_and_take_back_welcomes(relay: Relay) -> None:
    team, invite_id = relay.team(), secrets.token_bytes(16)
    put(team, invite_id, welcome(team, invite_id))
    path = f"{team.path}/invites/{invite_id.hex()}"
    refused(relay.http.put(path, content=welcome(team, invite_id)), "token_refused")
    refused(relay.http.delete(path), "token_refused")
    refused(fetch(relay, Team(relay.http), invite_id), "team_unknown")


def test_what_is_no_welcome_of_this_team_and_invite_is_refused(relay: Relay) -> None:
    team, other = relay.team(), relay.team()
    invite_id = secrets.token_bytes(16)
    assert put(team, invite_id, welcome(team, invite_id, 1024)).status_code == 204
    refused(put(team, invite_id, welcome(team, invite_id, 1025)), "too_large")
    refused(put(team, invite_id, welcome(other, invite_id)), "malformed")
    refused(put(team, invite_id, welcome(team, secrets.token_bytes(16))), "malformed")
    refused(put(team, invite_id, b""), "malformed")


def test_many_put_the_same_welcome_at_once_and_one_stays(relay: Relay) -> None:
    team, invite_id = relay.team(), secrets.token_bytes(16)
    bodies = [welcome(team, invite_id) for _ in range(24)]
    with ThreadPoolExecutor(8) as members:
        answers = list(members.map(lambda body: put(team, invite_id, body).status_code, bodies))
    assert answers == [204] * len(bodies)
    assert fetch(relay, team, invite_id).content in bodies


def test_a_welcome_for_a_team_that_is_just_being_deleted_is_refused_by_name(relay: Relay) -> None:
    team = relay.team()
    store = relay.app.extensions["gawahi_store"]
    number = team_of_tag(store, team.tag).id
    team.delete(1)
    with pytest.raises(Refusal, match="team_unknown"), store.writing() as connection:
        invites.put_invite(connection, number, b"i" * 16, b"welcome", 1)
