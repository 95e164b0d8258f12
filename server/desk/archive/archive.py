"""The desk's archive: takes pages of the feed, owes acknowledgements and grants for them, and folds what they said.

A page, its cursor, what it proved of the relay's log and the acknowledgements it calls for are one transaction. If
that fails nothing was taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from server.desk.anonymise.select import Folded
from server.desk.archive import entries
from server.desk.archive.acknowledgements import acknowledgements
from server.desk.archive.entries import Cursor, Granted, Team
from server.desk.archive.findings import Finding
from server.desk.archive.forms import form_of
from server.desk.archive.grants import owed_grants
from server.desk.archive.logbook import Logbook
from server.desk.archive.memory import letter_value, recall
from server.desk.archive.openings import openings
from server.desk.archive.receive import Receiver
from server.desk.archive.store import HeldItem, Store
from server.desk.proven import Delivery, Proven
from server.desk.relay_client import Letter
from server.format import shape
from server.format.evidence import Known, LogBroken
from server.format.history import Known as KnownChange
from server.format.history import Record, fold
from server.format.item import Kind
from server.format.opening_ledger import Opening
from server.format.reader import u32
from server.format.refusals import Refusal
from server.format.roster import Role, Roster
from server.forms.form import Form
from server.seal.device import Device
from server.seal.grant import seal_grant


class Archive:
    """Open while the desk is open. Not for several threads at once: the desk lets one in at a time."""

    def __init__(self, store: Store, device: Device) -> None:
        self._store = store
        self._device = device
        self._memory = recall(store)
        self._version = store.version()
        self._folded: dict[bytes, tuple[int, Record]] = {}

    def close(self) -> None:
        self._store.close()

    def begin(self, team: Team, signed_entries: Sequence[bytes], request: Letter) -> None:
        """The first thing an archive holds: its team, the roster that the invite promised, and the request to be let
        in."""
        with self._writing():
            self._store.put(entries.TEAM, entries.ONLY, team.value())
            for seq, signed in enumerate(signed_entries):
                self._store.put(entries.ROSTER, u32(seq), signed)
            self._owe(request)
        self._memory = recall(self._store)

    @property
    def team(self) -> Team:
        if self._memory.team is None:
            raise Refusal("damaged", "an archive without a team")
        return self._memory.team

    def renew(self, team: Team) -> None:
        """The team has drawn a new epoch; what waited for its secret is read."""
        with self._writing():
            self._store.put(entries.TEAM, entries.ONLY, team.value())
            self._memory.team = team
            Receiver(self._memory, self._store, self._device, team).try_again()

    @property
    def relay(self) -> str:
        """The relay that this desk spoke to last."""
        return self._memory.relay

    def remember_relay(self, relay: str) -> None:
        if relay != self._memory.relay:
            with self._writing():
                self._store.put(entries.RELAY, entries.ONLY, relay)
                self._memory.relay = relay

    @property
    def roster(self) -> Roster:
        return self._memory.roster

    @property
    def cursor(self) -> Cursor:
        return self._memory.cursor

    @property
    def known(self) -> Known:
        """The relay's log as it was last verified."""
        return self._logbook().log.known

    @property
    def is_admitted(self) -> bool:
        """Is this desk a coordinator of the team, as far as it knows?"""
        member = self.roster.at(self._device.id)
        return member is not None and member.is_in(self.roster.seq, Role.COORDINATOR)

    def take(self, page: Proven) -> int | None:
        """Keep a page; how many changes became readable. None if another process has read on meanwhile: then it is
        passed over."""
        with self._writing():
            if (self._memory.cursor.after, self.known) != (page.after, page.before):
                return None
            logbook = self._logbook()
            logbook.remember(page.known)
            logbook.append(page.after, page.entries)
            receiver = Receiver(self._memory, self._store, self._device, self.team)
            numbered = zip(page.entries, page.items, strict=True)
            receiver.receive((entry.item_id, HeldItem(one.number, one.letter)) for entry, one in numbered)
            if self.is_admitted:
                for letter in acknowledgements(self._device, self.roster, receiver.read):
                    self._owe(letter)
            self._move(replace(self._memory.cursor, epoch=page.known.epoch, after=page.next))
            me = self.roster.at(self._device.id)
            logbook.compare(receiver.claims, None if me is None else me.added)
        return len(receiver.read)

    def owe_grants(self) -> None:
        """Owe those who came later the keys of what was sealed before them; each once, also over restarts."""
        with self._writing():
            for receiver, keys in list(owed_grants(self._memory, self._device.id)):
                body = seal_grant(self._device, self.roster, receiver, keys)
                granted = Granted(receiver.id, tuple(keys))
                letter = Letter(Kind.GRANT, body, receiver.mailbox)
                self._store.put(entries.GRANTED, letter.id, granted.value())
                self._memory.granted.setdefault(receiver.id, set()).update(keys)
                self._owe(letter)

    def start_again(self, epoch: bytes) -> None:
        """The relay was restored: read from 0, and offer all that is held."""
        with self._writing():
            if self.known.epoch != epoch:
                self._begin_log(epoch)

    def broken(self, broken: LogBroken) -> None:
        """The relay took back what it had signed. That is kept, and the work goes on as after a restore."""
        with self._writing():
            if self.known != broken.known:
                return
            if broken.known.note:
                self._logbook().find(Finding(broken.name, self._logbook().log.branch, broken.known.note, broken.note))
            self._begin_log(broken.known.epoch)

    def findings(self) -> tuple[Finding, ...]:
        """What the relay was ever caught at, the oldest first."""
        return tuple(finding for _, finding in sorted(self._memory.findings.items()))

    def openings(self, now_ms: int) -> tuple[Opening, ...]:
        """What became of each request for a witness's name, the newest first."""
        return openings(self._memory, now_ms)

    @property
    def releases_head(self) -> bytes:
        """The last export that this archive remembers, as the ledger of exports chains them."""
        head = self._store.block(entries.RELEASES, entries.ONLY)
        return entries.NO_RELEASE if head is None else shape.as_bytes(head, len(entries.NO_RELEASE))

    def enter_release(self, enter: Callable[[bytes], bytes], before: bytes) -> None:
        """``enter`` writes an export into the ledger after ``before`` and gives the new head. One process at a time."""
        with self._writing():
            self._store.put_block(entries.RELEASES, entries.ONLY, enter(before))

    def form(self, version: str) -> Form:
        """A form of the team, by its version, which names it. Refuses not_found and malformed."""
        return form_of(self._memory.forms, version)

    def findings_seen(self) -> None:
        """Somebody has seen them all."""
        with self._writing():
            for finding in self.findings():
                self._logbook().put_finding(finding.seen())

    def offered(self) -> None:
        with self._writing():
            self._move(replace(self._memory.cursor, offer=False))

    def held(self) -> Iterator[HeldItem]:
        return self._store.items()

    def outbox(self) -> tuple[Letter, ...]:
        return tuple(self._memory.outbox.values())

    def delivered(self, delivery: Delivery) -> bool:
        """These need not be sent again, unless the relay loses them: then they are offered like everything held.

        False if another process has read on meanwhile, and nothing is marked.
        """
        with self._writing():
            if self.known != delivery.before:
                return False
            self._logbook().remember(delivery.known)
            owed = {letter: key for key, letter in self._memory.outbox.items()}
            for letter, entry in delivery.kept:
                key = owed.get(letter)
                if key is not None:
                    self._store.put_item(entry.item_id, HeldItem(entry.number, letter))
                    self._store.take_out(entries.OUTBOX, key)
                    del self._memory.outbox[key]
        return True

    def records(self, progress: Callable[[int, int], None] = lambda _done, _total: None) -> tuple[Folded, ...]:
        """Every record, folded. A record of which anything could not be read yet is marked."""
        by_record: dict[bytes, list[KnownChange]] = {}
        for change_id, stored in self._memory.changes.items():
            known = KnownChange(change_id, stored.author, stored.change)
            by_record.setdefault(stored.change.record, []).append(known)
        incomplete = self._incomplete()
        folded = []
        for done, (record, known_changes) in enumerate(by_record.items()):
            progress(done, len(by_record))
            folded.append(self._fold(record, known_changes, incomplete=record in incomplete))
        return tuple(folded)

    def set_aside(self) -> dict[str, int]:
        """How many items were not read, by the name of the refusal."""
        return dict(Counter(aside.name for aside in self._memory.asides.values()))

    def count_records(self) -> int:
        return len({stored.change.record for stored in self._memory.changes.values()})

    def _fold(self, record: bytes, known: list[KnownChange], *, incomplete: bool) -> Folded:
        size, found = self._folded.get(record, (0, None))
        if found is None or size != len(known):
            found = fold(record, known)
            self._folded[record] = len(known), found
        ids, versions = ({one.change.form[at] for one in known} for at in (0, 1))
        form_id, version = (names.pop() if len(names) == 1 else "" for names in (ids, versions))
        return Folded(found, form_id, incomplete, version)

    def _incomplete(self) -> set[bytes]:
        """Records with a part that arrived and was not read: what is missing could be the withdrawal of consent."""
        found: set[bytes] = set()
        for aside in self._memory.asides.values():
            stream = self._memory.streams.get(aside.lockbox_hash or b"")
            if stream is not None and stream.reading is not None and aside.leaves_a_gap(stream.reading.place.seq):
                found.update(stream.records)
        return found

    def _owe(self, letter: Letter) -> None:
        key = letter.id
        self._store.put(entries.OUTBOX, key, letter_value(letter))
        self._memory.outbox[key] = letter

    def _logbook(self) -> Logbook:
        return Logbook(self._memory, self._store)

    def _begin_log(self, epoch: bytes | None) -> None:
        self._logbook().begin(epoch)
        for seq in self._memory.arrivals:
            self._store.take_out(entries.ARRIVAL, u32(seq))
        self._memory.arrivals.clear()
        self._move(Cursor(epoch, 0, offer=True))

    def _move(self, cursor: Cursor) -> None:
        self._store.put(entries.CURSOR, entries.ONLY, cursor.value())
        self._memory.cursor = cursor

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, on what is really in the file: a command and the page may work on one archive at a time
        each."""
        try:
            with self._store.writing():
                if self._store.version() != self._version:
                    self._memory = recall(self._store)
                    self._version = self._store.version()
                yield
        except BaseException:
            # The transaction is undone, so what it did in memory must not stay.
            self._memory = recall(self._store)
            raise
