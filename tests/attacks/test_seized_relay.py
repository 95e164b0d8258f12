"""A relay is seized after a team has worked on it: what is derived from it is exactly what THREATS.md says, and no
word, name, label or address is among it.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from server.desk.desk import Desk, DeskConfig
from server.format import canonical
from server.format.identity import Identity
from server.format.item import Kind
from server.format.opening_said import Withdraw
from server.format.padme import padme
from server.format.roster import Role
from server.seal.chunk import seal_chunks
from server.seal.device import Device
from server.seal.grant import seal_grant
from server.seal.identity import seal_identity
from server.seal.opening import seal_opening
from server.seal.proposal import say_no, seal_proposal
from server.seal.roster import add_device, roster_mailbox
from tests.attacks.seized_relay import COLUMNS, FILES, FINDINGS, Seized, derive, seize
from tests.desk.conftest import CHEAPEST, PASSPHRASE
from tests.desk.team import MASTUNG, TEAM_NAME, Letter, Stream, Team, with_witness
from tests.desk.test_team_forms import said
from tests.relay.test_hub import ServedHub
from tests.served import Served

ROOT = Path(__file__).resolve().parents[2]
WITNESS = "زینب canarywitness"
ADDRESS = "203.0.113.77"
TOLD = with_witness(MASTUNG["R1_mastung_killing"])


@dataclass
class Work:
    """What the team did, as only the team knows it."""

    team: Team
    desk: Desk
    corrected: Stream
    plain: Stream
    letters: list[Letter]


def work(served: Served, http: httpx.Client, folder: Path) -> Work:
    """Two phones, a coordinator's desk, a guardian, media, a name, a correction, a form, an invite that nobody took."""
    team = Team(http)
    config = DeskConfig(folder / "desk", served.url, 8001, None, lambda: CHEAPEST, time.time)
    desk = Desk(config)
    desk.join(team.invite(), "Desk canarylabel", PASSPHRASE)
    assert team.admit() == 1
    guardian = Device.new(os.urandom)
    team.change_roster(add_device(guardian, Role.GUARDIAN, mailbox=os.urandom(16), label="Guardian canarylabel"))
    corrected, plain = team.testify(TOLD), team.testify(TOLD, device=team.admin)
    team.push(team.seal(corrected, (), None))
    name = Identity(corrected.record, ((("i_name",), WITNESS),))
    box = seal_identity(team.roster, team.phone, name, stream=corrected.writer.place.stream, no=0, random=os.urandom)
    opening, _ = seal_opening(team.roster, team.admin, Withdraw(bytes(32)), os.urandom)
    reader = team.roster.members_at(team.roster.seq, Role.COORDINATOR)[-1]
    grant = seal_grant(team.admin, team.roster, reader, {os.urandom(32): os.urandom(32)})
    letters = [Letter(Kind.IDENTITY, box, None), Letter(Kind.OPENING, opening, roster_mailbox(team.epoch_secret))]
    team.push(*letters, Letter(Kind.GRANT, grant, reader.mailbox), said(team))
    _, chunks = seal_chunks(b"a film" * 100_000, fk=os.urandom(32), media_id=os.urandom(16), kind="video/mp4")
    for chunk in chunks:
        path = f"/api/v1/teams/{team.roster.team_tag.hex()}/chunks/{hashlib.sha256(chunk).hexdigest()}"
        assert http.put(path, content=chunk, headers=team.relay._headers).status_code == 204
    desk.sync()
    desk.sync()
    team.invite(Role.DOCUMENTER)
    second = Device.new(os.urandom)
    team.change_roster(add_device(second, Role.ADMIN, mailbox=os.urandom(16), label="Admin canarylabel"))
    admin = team.roster.members_at(team.roster.seq, Role.ADMIN)[-1]
    proposal = seal_proposal(team.roster, admin, say_no(team.admin, os.urandom(32)))
    team.push(Letter(Kind.PROPOSAL, proposal, admin.mailbox))
    letters = team.items()
    put_out(team, http)
    return Work(team, desk, corrected, plain, letters)


def put_out(team: Team, http: httpx.Client) -> None:
    """One member leaves, two stay: a new token, and what the two need to go on."""
    tag = team.roster.team_tag
    token_hash, admin = os.urandom(32), Device.new(os.urandom)
    boxes = [b"GWN1\x01" + tag + os.urandom(2400) for _ in range(2)] + [b"GWE1\x01" + tag + os.urandom(1100)]
    message = b"gawahi/v1/renew\0" + tag + (1).to_bytes(8, "big") + token_hash + admin.sign_pk
    order = {"token_hash": token_hash, "admin_pk": admin.sign_pk, "serial": 1, "signature": team.admin.sign(message)}
    body = canonical.encode({**order, "renewals": [[os.urandom(16), box] for box in boxes]})
    answer = http.post(f"/api/v1/teams/{tag.hex()}/renew", content=body, headers={"Content-Type": "application/cbor"})
    assert answer.status_code == 200, answer.text


@dataclass(frozen=True, slots=True)
class Scene:
    work: Work
    seized: Seized
    found: dict[str, object]
    logs: bytes


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, web_folder: Path) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("seized")
    proxied = {"X-Forwarded-For": ADDRESS, "Forwarded": f"for={ADDRESS}", "User-Agent": "canaryagent"}
    with Served(folder / "data", web=web_folder) as served, httpx.Client(base_url=served.url, headers=proxied) as http:
        hub = ServedHub("--data", str(served.data), log=folder / "hub.log")
        hub.get(f"/api/v1/teams/{'00' * 16}/watch", os.urandom(32)).read()
        done = work(served, http, folder)
        seized = seize(served.data, folder / "copy")
        hub.process.terminate()
        hub.process.wait(10)
        logs = (folder / "data.log").read_bytes() + (folder / "hub.log").read_bytes()
    yield Scene(done, seized, derive(seized), logs)
    done.desk.lock()


def listed() -> list[str]:
    threats = (ROOT / "server" / "THREATS.md").read_text(encoding="utf-8")
    part = threats.split("## What a seized relay tells", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^- `(\w+)`: ", part, flags=re.MULTILINE)


def test_a_seized_relay_tells_exactly_what_the_threats_say(scene: Scene) -> None:
    assert listed() == list(FINDINGS)
    empty = [name for name, value in scene.found.items() if not value and name != "founding_code"]
    assert empty == [], "a finding that finds nothing proves nothing"


def test_every_column_and_every_file_of_a_relay_was_looked_at(scene: Scene) -> None:
    tables = [name for (name,) in scene.seized.rows("select name from sqlite_master where type = 'table'")]
    columns = {f"{table}.{row[1]}" for table in tables for row in scene.seized.rows(f"pragma table_info({table})")}
    assert columns == set(COLUMNS)
    files = {path.name for path in scene.seized.folder.iterdir()}
    assert files <= set(FILES)
    assert {name for names in [*COLUMNS.values(), *FILES.values()] for name in names} == set(FINDINGS)


def test_what_is_derived_is_true(scene: Scene) -> None:
    """An attacker's program that derives nonsense would prove nothing."""
    team, found = scene.work.team, scene.found
    letters = scene.work.letters
    assert found["teams"] == [team.roster.team_tag.hex()]
    assert found["order_of_items"] == list(range(1, len(letters) + 1))
    kinds = found["kinds_of_items"]
    assert isinstance(kinds, dict)
    assert set(kinds) == {kind.name for kind in Kind}, "every kind of item was there"
    assert found["streams"] == {
        scene.work.corrected.writer.place.stream.hex(): 2,
        scene.work.plain.writer.place.stream.hex(): 1,
    }
    readers = found["readers"]
    assert isinstance(readers, dict)
    assert set(readers.values()) == {2}, "Amina and the desk"
    assert found["names_of_witnesses"] == {(scene.work.corrected.writer.place.stream.hex(), 0): (1, 1)}
    assert found["requests_for_names"] == [3], "two coordinators and a guardian"
    ((_, label_size),) = found["newcomers"]  # type: ignore[misc]
    assert label_size > len("Desk canarylabel")
    renewals = found["renewals"]
    assert isinstance(renewals, dict)
    assert sorted((name, count) for (_, name), count in renewals.items()) == [("put out", 1), ("stayed", 2)]
    batches = found["recent_batches"]
    assert isinstance(batches, list)
    assert batches[-1] == len(letters)
    assert len(batches) < len(letters), "some items came together"


def test_no_word_no_name_no_label_and_no_address_is_in_a_seized_relay_or_its_logs(scene: Scene) -> None:
    canaries = [WITNESS, "canarywitness", "canarylabel", "canaryteam", TEAM_NAME, ADDRESS, "canaryagent", "127.0.0.1"]
    canaries += [str(value) for value in TOLD.values() if isinstance(value, str) and len(value) > 12]
    everything = b"".join(path.read_bytes() for path in scene.seized.folder.rglob("*") if path.is_file())
    assert [word for word in canaries if word.encode() in everything] == []
    assert [word for word in canaries if word != "127.0.0.1" and word.encode() in scene.logs] == []
    team = scene.work.team
    secrets = [team.epoch_secret, team.phone.id, team.admin.id, team.phone.sign_pk, team.phone.kem_pk[:32]]
    assert [secret.hex() for secret in secrets if secret in everything] == []
    assert all(line.startswith((b"Gawahi is ready", b"Gawahi's hub is ready")) for line in scene.logs.splitlines())


# What stands around the part that is padded, for each kind: fixed by the members, never by what was said.
def _is_in_steps(kind: int, size: int, boxes: int) -> bool:
    tag, hpke = 16, 1120 + 16
    around = {
        Kind.CHANGE: 126 + tag,
        Kind.ROSTER: 37 + tag,
        Kind.FORM: 37 + tag,
        Kind.ACK: 21 + hpke,
        Kind.GRANT: 21 + hpke,
        Kind.PROPOSAL: 21 + hpke + 1,
        Kind.IDENTITY: 127 + 32 * boxes + (hpke + 33) * boxes + 12 + 4 + tag,
        Kind.OPENING: 106 + (hpke + 32) * boxes + 12 + tag,
    }
    if kind == Kind.LOCKBOX:
        return (size - 127) % 1168 == 0
    rest = size - around[Kind(kind)]
    return padme(rest) == rest


def test_every_kind_of_item_comes_in_steps_of_size_but_a_request_to_join(scene: Scene) -> None:
    for item in scene.seized.items:
        if item.kind == Kind.REQUEST:
            continue  # as long as the name that the newcomer gave: listed as `newcomers`
        boxes = 3 if item.kind == Kind.OPENING else 1
        assert _is_in_steps(item.kind, len(item.body), boxes), (Kind(item.kind).name, len(item.body))
