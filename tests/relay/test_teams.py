"""Founding, the roll of the upload token and deletion: what only the admin's key may do."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

import httpx
import pytest

from server.format.item import Kind
from tests.relay.conftest import Relay, only_sqlite
from tests.relay.teams import Team, refused, sealed

HOUR = 3600


def test_a_team_is_founded_once(relay: Relay) -> None:
    team = Team(relay.http)
    answer = team.found()
    assert answer.status_code == 201
    assert answer.json()["team_tag"] == team.tag.hex()
    assert bytes.fromhex(answer.json()["epoch"]) == team.pull()["epoch"]
    refused(team.found(), "team_exists")


def test_a_public_relay_founds_only_for_who_has_its_code(relay: Relay) -> None:
    team = Team(relay.again(founding_code="12ab-34cd").http)
    refused(team.found(), "founding_code")
    refused(team.found(founding_code="12ab-34ce"), "founding_code")
    refused(team.found(founding_code="گواہی"), "founding_code")
    assert team.found(founding_code=" 12AB 34cd").status_code == 201
    assert team.http.get("/api/v1/health").json()["founding"] == "code"


def test_a_rolled_token_replaces_the_old_one_after_a_day(relay: Relay) -> None:
    team = relay.team()
    old, new = team.token, secrets.token_bytes(32)
    assert team.roll(new, 1).status_code == 200
    for token in (old, new):
        team.token = token
        assert team.call("GET", "items").status_code == 200
    relay.clock.seconds += 24 * HOUR
    team.token = old
    assert team.call("GET", "items").status_code == 200, "24 more hours"
    relay.clock.seconds += HOUR
    refused(team.call("GET", "items"), "token_refused")
    team.token = new
    assert team.call("GET", "items").status_code == 200


def test_a_second_roll_leaves_only_one_old_token(relay: Relay) -> None:
    team = relay.team()
    first, second, third = team.token, secrets.token_bytes(32), secrets.token_bytes(32)
    team.roll(second, 1)
    team.roll(third, 2)
    team.token = first
    refused(team.call("GET", "items"), "token_refused")
    team.token = second
    assert team.call("GET", "items").status_code == 200


def test_nobody_without_the_admins_key_rolls_or_deletes(relay: Relay) -> None:
    team, stranger = relay.team(), relay.team()
    stranger.tag = team.tag
    refused(stranger.roll(secrets.token_bytes(32), 1), "signature")
    refused(stranger.delete(1), "signature")
    hashed = hashlib.sha256(b"").hexdigest()
    asked = {"token_hash": hashed, "serial": 1, "signature": team.signed(b"delete-team", 1)}
    refused(team.http.post(f"{team.path}/token", json=asked), "signature")
    assert team.call("GET", "items").status_code == 200


def test_an_order_of_the_admin_works_once(relay: Relay) -> None:
    team = relay.team()
    assert team.roll(team.token, 5).status_code == 200
    refused(team.roll(team.token, 5), "replayed")
    refused(team.delete(4), "replayed")
    assert team.delete(6).status_code == 200


def test_a_deleted_team_is_gone_with_all_it_held(relay: Relay) -> None:
    team, other = relay.team(), relay.team()
    body = sealed(team.tag, size=3000)
    team.push([(Kind.CHANGE, body, None)])
    chunk = secrets.token_bytes(262_144)
    name = hashlib.sha256(chunk).hexdigest()
    assert team.call("PUT", f"chunks/{name}", content=chunk).status_code == 204
    other.push([(Kind.CHANGE, sealed(other.tag), None)])
    assert team.delete(1).status_code == 200
    refused(team.call("GET", "items"), "team_unknown")
    refused(team.delete(2), "team_unknown")
    assert other.pull()["head"] == 1
    assert not list(relay.config.chunk_folder.rglob(f"{name}*"))
    assert team.found().status_code == 201
    assert team.pull()["items"] == []


@only_sqlite
def test_a_deleted_team_leaves_no_ciphertext_in_the_database(relay: Relay) -> None:
    team = relay.team()
    bodies = [sealed(team.tag, size=3000) for _ in range(20)]
    team.push([(Kind.CHANGE, body, None) for body in bodies])
    team.delete(1)
    relay.again()
    with relay.app.extensions["gawahi_store"].engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    stored = (relay.config.data / "relay.sqlite").read_bytes()
    assert not [body for body in bodies if body[-64:] in stored]


Change = Callable[[dict[str, object]], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda asked: asked.pop("team_tag"),
        lambda asked: asked.update(team_tag="AB" * 16),
        lambda asked: asked.update(team_tag="00" * 17),
        lambda asked: asked.update(admin_pk=7),
        lambda asked: asked.update(more=1),
        lambda asked: asked.update(founding_code="x" * 65),
    ],
)
def test_a_founding_of_another_shape_is_malformed(relay: Relay, change: Change) -> None:
    asked: dict[str, object] = {"team_tag": "00" * 16, "admin_pk": "00" * 32, "token_hash": "00" * 32}
    change(asked)
    refused(relay.http.post("/api/v1/teams", json=asked), "malformed")


def test_json_that_is_no_json_or_no_map_is_malformed(relay: Relay) -> None:
    def post(body: bytes, media_type: str = "application/json") -> httpx.Response:
        return relay.http.post("/api/v1/teams", content=body, headers={"Content-Type": media_type})

    refused(post(b"{"), "malformed")
    refused(post(b"[]"), "malformed")
    refused(post(b"\xff"), "malformed")
    refused(post(b"[" * 8000), "malformed")
    refused(post(b" " * 9000), "too_large")
    refused(post(b"{}", "text/plain"), "wrong_media_type")
