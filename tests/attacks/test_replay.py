"""What was sent once is sent again by somebody who listened: nothing happens twice, and nothing happens elsewhere."""

from __future__ import annotations

import hashlib
import secrets

import httpx
import pytest

from server.format.item import Kind
from server.format.refusals import Refusal
from server.format.roster import Policy, Role, Roster
from server.seal.ack import open_ack, seal_ack
from server.seal.device import Device
from server.seal.primitives import verify
from server.seal.roster import add_device, sign_entry
from tests.attacks.line import error_name
from tests.relay.phone import Phone
from tests.relay.teams import Team, decode, sealed


def test_a_push_that_is_sent_again_stores_nothing_again(team: Team) -> None:
    items = [(Kind.CHANGE, sealed(team.tag), None), (Kind.ACK, sealed(team.tag, Kind.ACK), secrets.token_bytes(16))]
    first = decode(team.push(items))
    again = [decode(team.push(items)) for _ in range(3)]
    assert first["results"] == [[0, 1, 0], [0, 2, 0]]
    assert [answer["results"] for answer in again] == [[[1, 1, 0], [1, 2, 0]]] * 3
    assert team.pull()["head"] == 2


def test_a_letter_that_is_sent_again_to_another_mailbox_is_another_letter(team: Team) -> None:
    """Its address is part of its id, so nobody who carries it can pass it off as the one that was acknowledged."""
    body = sealed(team.tag, Kind.ACK)
    one, other = secrets.token_bytes(16), secrets.token_bytes(16)
    phone = Phone.of(team)
    phone.push([(Kind.ACK, body, one)])
    assert phone.push([(Kind.ACK, body, other)]) == [[0, 2, 0]]


def test_what_one_team_sent_is_refused_by_another(team: Team, http: httpx.Client) -> None:
    other = Team(http)
    other.found()
    item = (Kind.CHANGE, sealed(team.tag), None)
    assert decode(team.push([item]))["results"] == [[0, 1, 0]]
    (code, number, _), *_ = decode(other.push([item]))["results"]  # type: ignore[attr-defined]
    assert code > 1
    assert number == 0


def test_an_administrators_order_works_once_and_for_one_team(team: Team, http: httpx.Client) -> None:
    token = secrets.token_bytes(32)
    hashed = hashlib.sha256(token).digest()
    order = {"token_hash": hashed.hex(), "serial": 5, "signature": team.signed(b"token", 5, hashed)}
    assert http.post(f"{team.path}/token", json=order).status_code == 200
    assert error_name(http.post(f"{team.path}/token", json=order)) == "replayed"
    other = Team(http, admin=team.admin)
    other.found()
    assert error_name(http.post(f"{other.path}/token", json=order)) == "signature"
    deletion = {"serial": 6, "signature": order["signature"]}
    assert error_name(http.request("DELETE", team.path, json=deletion)) == "signature"
    higher = {**order, "serial": 7}
    assert error_name(http.post(f"{team.path}/token", json=higher)) == "signature", "the serial is signed, too"


def test_an_acknowledgement_is_good_for_its_receiver_and_its_team_alone() -> None:
    amina, bilal, zahra = (Device.new(secrets.token_bytes) for _ in range(3))
    roster, other = (_team(amina, bilal, zahra) for _ in range(2))
    bilals = next(member for member in roster.members.values() if member.id == bilal.id)
    box = seal_ack(amina, roster, bilals, [secrets.token_bytes(32)])
    assert open_ack(bilal, roster, box).change_ids
    for device, read_with in ((zahra, roster), (bilal, other)):
        with pytest.raises(Refusal) as refused:
            open_ack(device, read_with, box)
        assert refused.value.name in ("damaged", "wrong_team")


def test_an_entry_of_the_members_list_is_good_at_its_place_alone() -> None:
    """An old removal or admission that is shown again, or in another team, is no entry there."""
    amina, bilal, zahra = (Device.new(secrets.token_bytes) for _ in range(3))
    roster = _team(amina, bilal)
    op = add_device(zahra, Role.DOCUMENTER, mailbox=bytes(16), label="Zahra")
    signed = sign_entry(roster.next_entry([op], 0), [amina])
    after = roster.extend(signed, verify)
    for reader in (after, _team(amina, bilal), Roster()):
        with pytest.raises(Refusal, match="roster_chain"):
            reader.extend(signed, verify)


def _team(admin: Device, *documenters: Device) -> Roster:
    everything = Role.ADMIN | Role.COORDINATOR
    ops = [
        add_device(admin, everything, mailbox=secrets.token_bytes(16), label="Amina"),
        *(add_device(one, Role.DOCUMENTER, mailbox=secrets.token_bytes(16), label="x") for one in documenters),
        Policy(quorum=1, k=1, relay_pk=bytes(32)),
    ]
    return Roster().extend(sign_entry(Roster().next_entry(ops, 0), [admin]), verify)
