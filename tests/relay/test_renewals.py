"""A team draws a new epoch: those who stay find their box, and who left is out at once."""

from __future__ import annotations

import hashlib
import secrets
import struct

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.format import canonical
from server.relay.config import RENEWAL_LIFE_DAYS, RENEWALS_LIMIT
from tests.relay.conftest import DAY, Relay
from tests.relay.teams import Team, refused, sealed

Boxes = list[tuple[bytes, bytes]]


def box(team: Team) -> bytes:
    return b"GWN1\x01" + team.tag + secrets.token_bytes(600)


def renew(team: Team, serial: int, boxes: Boxes, token: bytes = b"n" * 32, **more: object) -> httpx.Response:
    """Signed by the admin key that the relay knows; the next one is given with it."""
    following = Ed25519PrivateKey.generate()
    admin_pk = following.public_key().public_bytes_raw()
    hashed = hashlib.sha256(token).digest()
    message = b"gawahi/v1/renew\0" + team.tag + struct.pack(">Q", serial) + hashed + admin_pk
    asked = {
        "admin_pk": admin_pk,
        "token_hash": hashed,
        "serial": serial,
        "signature": team.admin.sign(message),
        "renewals": [list(one) for one in boxes],
    }
    headers = {"Content-Type": "application/cbor"}
    answer = team.http.post(f"{team.path}/renew", content=canonical.encode(asked | more), headers=headers)
    if answer.status_code == 200:
        team.admin = following
    return answer


def fetch(team: Team, renewal_id: bytes) -> httpx.Response:
    return team.http.get(f"{team.path}/renewals/{renewal_id.hex()}")


def test_who_was_removed_can_neither_push_nor_pull_from_that_moment_on(relay: Relay) -> None:
    team, token = relay.team(), secrets.token_bytes(32)
    assert renew(team, 1, [], token).status_code == 200
    refused(team.push([(1, sealed(team.tag), None)]), "token_refused")
    refused(team.call("GET", "items?seen=0"), "token_refused")
    team.token = token
    assert team.push([(1, sealed(team.tag), None)]).status_code == 200


def test_a_roll_before_leaves_no_day_for_the_token_before_it(relay: Relay) -> None:
    team = relay.team()
    old = team.token
    team.roll(b"r" * 32, 1)
    renew(team, 2, [])
    for dead in (old, b"r" * 32):
        team.token = dead
        refused(team.call("GET", "items?seen=0"), "token_refused")


def test_a_member_fetches_their_box_with_a_token_that_is_dead(relay: Relay) -> None:
    team, name, body = relay.team(), secrets.token_bytes(16), b""
    body = box(team)
    renew(team, 1, [(name, body)])
    assert fetch(team, name).content == body
    refused(fetch(team, secrets.token_bytes(16)), "not_found")
    relay.clock.seconds += RENEWAL_LIFE_DAYS * DAY
    assert fetch(team, name).content == body
    relay.clock.seconds += DAY
    refused(fetch(team, name), "not_found")


def test_who_held_the_admin_key_before_holds_it_no_more(relay: Relay) -> None:
    team = relay.team()
    before = team.admin
    renew(team, 1, [])
    now, team.admin = team.admin, before
    refused(renew(team, 2, []), "signature")
    refused(team.roll(b"x" * 32, 3), "signature")
    refused(team.delete(4), "signature")
    team.admin = now
    assert renew(team, 2, []).status_code == 200


def test_a_renewal_is_done_whole_or_not_at_all(relay: Relay) -> None:
    team, name = relay.team(), secrets.token_bytes(16)
    good = box(team)
    for wrong in (b"GWW1\x01" + team.tag, b"GWN1\x01" + bytes(16), b"GWN1\x02" + team.tag):
        refused(renew(team, 1, [(name, good), (secrets.token_bytes(16), wrong + bytes(99))]), "malformed")
    refused(renew(team, 1, [(name, good), (b"short", good)]), "malformed")
    refused(renew(team, 1, [(name, good + bytes(4096))]), "too_large")
    refused(renew(team, 1, [(name, good)] * (RENEWALS_LIMIT + 1)), "too_large")
    refused(renew(team, 1, [(name, good)], renewals=[name]), "malformed")
    refused(renew(team, 1, [(name, good), (name, good)]), "malformed")
    refused(renew(team, 1, [(name, good)], signature=bytes(64)), "signature")
    refused(fetch(team, name), "not_found")
    assert team.call("GET", "items?seen=0").status_code == 200
    assert renew(team, 7, [(name, good)]).status_code == 200
    refused(renew(team, 7, []), "replayed")


def test_no_member_can_put_a_box_for_another(relay: Relay) -> None:
    """The token of the team is not enough: only the admin key."""
    team, name = relay.team(), secrets.token_bytes(16)
    refused(team.call("PUT", f"renewals/{name.hex()}", content=box(team)), "not_found")
    refused(fetch(team, name), "not_found")
