"""The desk as a blind courier: what it brings is delivered and proven, and what it cannot prove it does not say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from server.desk.desk import Desk, DeskConfig
from server.desk.proven import trust_in
from server.desk.relay_client import Letter
from server.format import bundle
from server.format.evidence import Entry, Known, Signed, check_push
from server.format.item import Kind
from server.format.refusals import Refusal
from server.seal.lockbox import new_stream
from tests.desk.conftest import CHEAPEST, PASSPHRASE, Place
from tests.desk.team import MASTUNG, Stream, Team, ops_of
from tests.served import ROOT, Served


def sealed_letters(team: Team) -> list[Letter]:
    """A testimony as the phone seals it, not pushed."""
    lockbox, writer = new_stream(team.roster, os.urandom)
    stream = Stream(os.urandom(16), team.phone, writer)
    return [Letter(Kind.LOCKBOX, lockbox, None), team.seal(stream, ops_of(MASTUNG["R2_rescue_car"]))]


def written(team: Team, letters: list[Letter]) -> bytes:
    return bundle.encode_letters(
        team.roster.team_tag, [bundle.Letter(one.kind, one.body, one.mailbox) for one in letters]
    )


def proven_ids(team: Team, receipts: bytes) -> set[bytes]:
    """What the origin's phone believes of it."""
    found = bundle.decode_bundle(receipts, team.roster.team_tag)
    assert isinstance(found, bundle.Receipts)
    ids: set[bytes] = set()
    for lot in found.lots:
        entries = [Entry(number, item_id, rosters) for item_id, number, rosters in lot.items]
        check_push(trust_in(team.roster), Known(), Signed(lot.epoch, lot.checkpoint, lot.proof), entries)
        ids |= {item_id for item_id, _, _ in lot.items}
    return ids


def test_a_file_is_delivered_and_its_receipts_prove_it_to_whoever_wrote_it(place: Place) -> None:
    desk = place.joined()
    letters = sealed_letters(place.team)
    carried = desk.carry(written(place.team, letters))
    assert (carried.delivered, carried.left, carried.refused) == (2, 0, ())
    assert proven_ids(place.team, carried.receipts) == {letter.id for letter in letters}
    assert desk.sync() == 1, "the desk may read it like any other testimony"
    again = desk.carry(written(place.team, letters))
    assert proven_ids(place.team, again.receipts) == {letter.id for letter in letters}
    assert len({letter.id for letter in place.team.items()}) == len(place.team.items())


def test_a_bad_letter_stops_no_other_and_a_file_of_another_team_is_refused(place: Place) -> None:
    desk = place.joined()
    good = sealed_letters(place.team)
    foreign = Letter(Kind.CHANGE, b"GWC1\x01\x00" + bytes(40), None)
    carried = desk.carry(written(place.team, [foreign, *good]))
    assert (carried.delivered, carried.refused) == (2, ("wrong_team",))
    whole = written(place.team, good)
    for wrong, name in (
        (whole[:5] + bytes(16) + whole[21:], "wrong_team"),
        (whole[:-1], "malformed"),
        (b"", "malformed"),
    ):
        with pytest.raises(Refusal, match=name):
            desk.carry(wrong)
    with pytest.raises(Refusal, match="malformed"):
        desk.carry(carried.receipts)


def test_a_desk_without_a_way_to_the_relay_says_so_and_writes_no_receipt(place: Place) -> None:
    desk = place.joined()
    file = written(place.team, sealed_letters(place.team))
    place.wire.is_cut = True
    with pytest.raises(Refusal, match="relay_unreachable"):
        desk.carry(file)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    web = tmp_path / "web"
    web.mkdir()
    (web / "index.html").write_text("<!doctype html><title>Gawahi</title>", encoding="utf-8")
    with Served(tmp_path / "relay", web=web) as running:
        yield running


def test_the_command_writes_the_receipts_beside_the_file(served: Served, tmp_path: Path) -> None:
    with httpx.Client(base_url=served.url, trust_env=False) as http:
        team = Team(http)
        desk = Desk(DeskConfig(tmp_path / "data" / "desk", served.url, cost=lambda: CHEAPEST))
        desk.join(team.invite(), "Desk", PASSPHRASE)
        team.admit()
        desk.sync()
        desk.lock()
        letters = sealed_letters(team)
        (tmp_path / "in.bin").write_bytes(written(team, letters))
        (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
        command = [sys.executable, "-m", "server", "carry", "--data", str(tmp_path / "data")]
        command += ["--passphrase-file", str(tmp_path / "passphrase")]

        def run(file: str) -> subprocess.CompletedProcess[str]:
            whole = [*command, str(tmp_path / file)]
            return subprocess.run(whole, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

        done = run("in.bin")
        assert done.returncode == 0, done.stderr
        assert "2 letters are delivered, 0 were not taken." in done.stderr
        (receipts,) = [path for path in tmp_path.glob("*.bin") if path.name != "in.bin"]
        assert proven_ids(team, receipts.read_bytes()) == {letter.id for letter in letters}
        missing = run("nowhere.bin")
        assert (missing.returncode, missing.stderr.count("Traceback")) == (1, 0)
