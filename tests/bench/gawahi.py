"""Gawahi as a contestant, on the real relay, with what people's devices really do; beside its peers it is the only
one that encrypts and signs. Arguments: number of records, URL, the relay's data folder.

The client is Python: the sealing of `server/seal` for the side that writes, and the desk's archive and relay client
for the side that reads: every signature and every receipt is checked, everything is decrypted, kept sealed on the disk
in a transaction with its cursor, acknowledged to its author, and folded. No step is left out or made cheaper, except
that the writing side keeps no outbox of its own on the disk (nor does any peer's local writing count).

First push and first pull are the way of a testimony: a documenter's phone seals each record on a stream of its own for
the team's one coordinator (each further one costs 1,168 bytes a record), and the coordinator pulls. Edits and
conflicts are between two coordinators, for whom every record is sealed; the first edit of a record opens a stream.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from server.desk.anonymise.select import Folded
from server.desk.archive.archive import Archive
from server.desk.archive.entries import Team
from server.desk.archive.locker import Locker
from server.desk.archive.store import Store
from server.desk.exchange import exchange
from server.desk.proven import prove_delivery, trust_in
from server.desk.relay_client import Letter, RelayClient, batches, http_client
from server.format.change import Change, Op
from server.format.entry import Add, Policy
from server.format.evidence import Known
from server.format.item import Kind
from server.format.roster import Role, Roster
from server.seal.change import Writer, seal_change
from server.seal.device import Device
from server.seal.lockbox import new_stream
from server.seal.primitives import verify
from server.seal.roster import add_device, roster_mailbox, seal_entry, sign_entry, upload_token
from tests.bench.contestant import Look, at_rest, outcome, phase, tell
from tests.bench.work import EDITS, Side, Work, both_sides, edit_of, records, single_edit

FORM = ("gawahi_default", "1")


@dataclass(frozen=True, slots=True)
class Ground:
    """A team that was founded on the relay: its roster, and what its members share."""

    url: str
    roster: Roster
    signed: bytes
    epoch_secret: bytes

    def relay(self) -> RelayClient:
        return RelayClient(http_client(self.url), self.roster.team_tag, upload_token(self.epoch_secret))


@dataclass(slots=True)
class Author:
    """Somebody who writes, on a stream of their own for each record."""

    device: Device
    ground: Ground
    relay: RelayClient
    streams: dict[bytes, Writer] = field(default_factory=dict)
    known: Known = field(default_factory=Known)

    def seal(self, record: bytes, ops: tuple[Op, ...], saw: tuple[bytes, ...] = ()) -> tuple[list[Letter], bytes]:
        """The letters of one change and its id; its key is moved on."""
        letters: list[Letter] = []
        writer = self.streams.get(record)
        if writer is None:
            lockbox, writer = new_stream(self.ground.roster, os.urandom)
            letters.append(Letter(Kind.LOCKBOX, lockbox, None))
        change = Change(record, "testimony", FORM, 0, saw, ops)
        sealed = seal_change(self.device, writer, change, nonce=os.urandom(12))
        self.streams[record] = sealed.writer
        return [*letters, Letter(Kind.CHANGE, sealed.envelope, None)], sealed.change_id

    def push(self, letters: Sequence[Letter]) -> None:
        for batch in batches(letters):
            pushed = self.relay.push(batch, self.known)
            delivery = prove_delivery(trust_in(self.ground.roster), self.known, pushed)
            self.known = delivery.known
            if len(delivery.kept) < len(batch):
                raise RuntimeError("the relay refused an item")

    def testify(self, works: Sequence[Work]) -> list[bytes]:
        """Seals and pushes; the ids of the changes."""
        letters, ids = [], []
        for work in works:
            sealed, name = self.seal(bytes.fromhex(work["id"]), ops_of(work))
            letters += sealed
            ids.append(name)
        self.push(letters)
        return ids

    def edit(self, work: Work, change_id: bytes, field_name: str, text: str) -> list[Letter]:
        """Of a value that ``change_id`` gave."""
        edited = (Op((field_name,), text, replaces=(change_id,)),)
        return self.seal(bytes.fromhex(work["id"]), edited, (change_id,))[0]


@dataclass(slots=True)
class Reader:
    """A coordinator's archive."""

    archive: Archive
    relay: RelayClient
    seen_at: float = 0.0

    def pull(self) -> None:
        exchange(self.archive, self.relay, self._arrived)

    def _arrived(self, _done: int, _total: int) -> None:
        self.seen_at = time.perf_counter()

    def folded(self) -> dict[bytes, Folded]:
        return {one.record.record: one for one in self.archive.records()}


def ops_of(work: Work) -> tuple[Op, ...]:
    plain = ("title", "status", "place", "event_date", "documenter", "language", "narrative", "media_sha256")
    ops = [Op((name,), work[name]) for name in plain]
    ops += [Op((f"consent_{name}",), value) for name, value in work["consent"].items()]
    ops.append(Op(("tags",), tuple(work["tags"])))
    for witness, told in work["witnesses"].items():
        ops += [Op(("witness", bytes.fromhex(witness), name), value) for name, value in told.items()]
    return tuple(ops)


def found(url: str, members: Sequence[tuple[Device, Role]]) -> Ground:
    """A team whose first member is its administrator."""
    with httpx.Client(base_url=url) as http:
        relay_pk = bytes.fromhex(http.get("/api/v1/health").json()["relay_pk"])
        adds = [add_device(device, role, mailbox=os.urandom(16), label="Amina") for device, role in members]
        ops: list[Add | Policy] = [*adds, Policy(quorum=1, k=1, relay_pk=relay_pk)]
        admin, epoch_secret = members[0][0], os.urandom(32)
        signed = sign_entry(Roster().next_entry(ops, 0), [admin])
        roster = Roster().extend(signed, verify)
        token_hash = hashlib.sha256(upload_token(epoch_secret)).hexdigest()
        asked = {"team_tag": roster.team_tag.hex(), "admin_pk": admin.sign_pk.hex(), "token_hash": token_hash}
        http.post("/api/v1/teams", json=asked).raise_for_status()
    return Ground(url, roster, signed, epoch_secret)


def open_reader(ground: Ground, device: Device, folder: Path) -> Reader:
    """An empty archive that owes the relay one letter, the team's first roster entry."""
    archive = Archive(Store(folder / f"{device.id.hex()}.sqlite", Locker(os.urandom(32))), device)
    sealed = seal_entry(
        ground.signed,
        team_tag=ground.roster.team_tag,
        epoch=0,
        epoch_secret=ground.epoch_secret,
        nonce=os.urandom(12),
    )
    letter = Letter(Kind.ROSTER, sealed, roster_mailbox(ground.epoch_secret))
    archive.begin(Team(ground.roster.team_id, "Quetta", ground.epoch_secret), [ground.signed], letter)
    return Reader(archive, ground.relay())


def first_exchange(url: str, count: int, folder: Path, database: Path) -> None:
    """A documenter pushes, the coordinator pulls."""
    coordinator, phone = Device.new(os.urandom), Device.new(os.urandom)
    ground = found(url, [(coordinator, Role.ADMIN | Role.COORDINATOR), (phone, Role.DOCUMENTER)])
    work = records(count)
    documenter = Author(phone, ground, ground.relay())
    reader = open_reader(ground, coordinator, folder)
    with phase("push"):
        documenter.testify(work)
    with phase("pull"):
        reader.pull()
        folded = reader.folded()
    for one in work:
        if folded[bytes.fromhex(one["id"])].record.paths["narrative",].x != one["narrative"]:
            raise RuntimeError("a record did not arrive as it was written")
    settle(database)
    at_rest()


def edits_of_two(url: str, count: int, folder: Path) -> None:
    """Two coordinators edit what one of them recorded."""
    amina, bilal = Device.new(os.urandom), Device.new(os.urandom)
    ground = found(url, [(amina, Role.ADMIN | Role.COORDINATOR), (bilal, Role.COORDINATOR)])
    edited = both_sides(count)
    work = records(count)
    work = [*work[:edited], *work[-EDITS:]]
    sides = {1: Author(amina, ground, ground.relay()), 2: Author(bilal, ground, ground.relay())}
    readers = {1: open_reader(ground, amina, folder), 2: open_reader(ground, bilal, folder)}
    ids = sides[1].testify(work)
    for reader in readers.values():
        reader.pull()
    pushed, seen = [], []
    with phase("edits"):
        for number in range(EDITS):
            name, text = single_edit(number)
            start = time.perf_counter()
            sides[1].push(sides[1].edit(work[-1 - number], ids[-1 - number], name, text))
            pushed.append(time.perf_counter() - start)
            readers[2].pull()
            seen.append(readers[2].seen_at - start)
    letters: dict[Side, list[Letter]] = {1: [], 2: []}
    for number in range(edited):
        for side in letters:
            letters[side] += sides[side].edit(work[number], ids[number], *edit_of(side, number, edited, work[number]))
    with phase("both_sides"):
        for side, owed in letters.items():
            sides[side].push(owed)
        for reader in readers.values():
            reader.pull()
    folded = {side: reader.folded() for side, reader in readers.items()}

    def look(number: int) -> Look:
        name = bytes.fromhex(work[number]["id"])
        record = folded[1][name].record
        if record.digest() != folded[2][name].record.digest():
            raise RuntimeError("the two coordinators see different records")
        wanted = [edit_of(1, number, edited, work[number]), edit_of(2, number, edited, work[number])]
        shown = [text in [value.x for value in record.current((field_name,))] for field_name, text in wanted]
        return Look((shown[0], shown[1]), (False, False), bool(record.conflicts))

    tell(pushed=pushed, seen=seen, outcome=outcome(edited, look))


def settle(database: Path) -> None:
    """Folds SQLite's log of writes into its file, as the relay's own end does."""
    with sqlite3.connect(database) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")


def main(count: int, url: str, data: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        first_exchange(url, count, Path(name), data / "relay.sqlite")
        edits_of_two(url, count, Path(name))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
