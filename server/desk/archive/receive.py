"""Reads what arrived: roster entries, lockboxes, changes and grants, each checked before it counts.

What cannot be read is set aside under the name of its refusal, counted, and stops nobody else; what waits is tried
again as soon as something new was read. Identity boxes, requests and acknowledgements are kept and never opened here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from server.desk.archive import entries
from server.desk.archive.entries import Aside, StoredChange, Stream, Team
from server.desk.archive.forms import form_key
from server.desk.archive.gossip import Claim
from server.desk.archive.memory import Memory
from server.desk.archive.store import HeldItem, Store
from server.desk.relay_client import Letter
from server.format import canonical, lockbox
from server.format.change import decode_change
from server.format.entry import parse_signed
from server.format.envelope import ZERO_ID, parse_header
from server.format.item import Kind, check_item
from server.format.reader import u32
from server.format.refusals import Refusal
from server.format.team_form import parse as parse_form
from server.format.transport import parse as parse_transport
from server.seal.change import open_change
from server.seal.device import Device
from server.seal.grant import open_grant
from server.seal.lockbox import open_granted, open_lockbox
from server.seal.opening import open_opening
from server.seal.primitives import verify
from server.seal.roster import open_entry
from server.seal.team_form import read_form, unseal_form


@dataclass(frozen=True, slots=True)
class Receiver:
    """Works inside one transaction of ``store``; ``memory`` is to be thrown away if that fails.

    ``read``: the changes that became readable, by their ids; ``claims``: what the authors of those that were opened
    saw of the log.
    """

    memory: Memory
    store: Store
    device: Device
    team: Team
    read: dict[bytes, StoredChange] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)

    def receive(self, items: Iterable[tuple[bytes, HeldItem]]) -> None:
        """Keep and read these items, given with their ids."""
        fresh = [(key, item) for key, item in items if self.store.put_item(key, item)]
        news = [self._settle(key, item) for key, item in fresh]
        if any(news):
            self.try_again()

    def try_again(self) -> None:
        """Everything that waits, until nothing more can be read."""
        progress = True
        while progress:
            waiting = [(aside.order, key) for key, aside in self.memory.asides.items() if self._may_be_read(aside)]
            # Every one is tried, so no `any`, which would stop at the first.
            progress = sum(self._settle(key, self.store.item(key)) for _, key in sorted(waiting)) > 0

    def _may_be_read(self, aside: Aside) -> bool:
        """It waits, or it was not for this desk and a grant has opened its stream since."""
        return aside.waits or (aside.name == entries.NOT_OURS and self._is_open(aside.lockbox_hash or b""))

    def _is_open(self, name: bytes) -> bool:
        stream = self.memory.streams.get(name)
        return stream is not None and stream.reading is not None

    def _settle(self, key: bytes, item: HeldItem) -> bool:
        """True if the item was read, or if others may be read now because of it; what was not read is set aside."""
        news = self.memory.news
        try:
            self._read(item)
        except Refusal as refusal:
            self._set_aside(key, self._aside(item.letter, refusal.name))
            return self.memory.news != news
        if self.memory.asides.pop(key, None) is not None:
            self.store.take_out(entries.ASIDE, key)
        return True

    def _set_aside(self, key: bytes, aside: Aside) -> None:
        if self.memory.asides.get(key) != aside:
            self.memory.asides[key] = aside
            self.store.put(entries.ASIDE, key, aside.value())

    def _aside(self, letter: Letter, name: str) -> Aside:
        try:
            if letter.kind == Kind.LOCKBOX:
                parsed = lockbox.parse(letter.body)
                return Aside(name, lockbox.lockbox_hash(letter.body), parsed.stream, parsed.chain)
            if letter.kind == Kind.CHANGE:
                place = parse_header(letter.body).place
                stream = self.memory.streams.get(place.lockbox_hash)
                passed = stream is not None and stream.reading is not None and place.seq < stream.reading.place.seq
                return Aside(name, place.lockbox_hash, place.stream, place.chain, place.seq + 1, final=passed)
        except Refusal:
            # It has no place that could be read; that is what the refusal already says.
            return Aside(name)
        return Aside(name)

    def _read(self, item: HeldItem) -> None:
        letter = item.letter
        match check_item(letter.kind, letter.body, self.team.tag):
            case Kind.ROSTER:
                self._read_roster_entry(letter.body, item.number)
            case Kind.LOCKBOX:
                self._read_lockbox(letter.body)
            case Kind.CHANGE:
                self._read_change(letter.body, item.number)
            case Kind.GRANT:
                self._read_grant(letter)
            case Kind.OPENING:
                self._read_opening(letter.body)
            case Kind.FORM:
                self._read_form(letter.body, item.number)
            case Kind.IDENTITY | Kind.REQUEST | Kind.ACK | Kind.PROPOSAL:
                pass

    def _read_roster_entry(self, body: bytes, number: int) -> None:
        secret = self.team.secret_of(parse_transport(body).epoch)
        if secret is None:
            raise Refusal("roster_unknown", "an epoch to come, or before this desk")
        signed = open_entry(body, team_tag=self.team.tag, epoch_secret=secret)
        parsed, roster = parse_signed(signed), self.memory.roster
        if parsed.entry.seq <= roster.seq + 1 and parsed.entry.seq not in self.memory.arrivals:
            # Entries come again with each epoch; the first time counts.
            self.memory.arrivals[parsed.entry.seq] = number
            self.store.put(entries.ARRIVAL, u32(parsed.entry.seq), number)
        if roster.knows(parsed.entry.seq, parsed.head):
            return
        if parsed.entry.seq > roster.seq + 1:
            raise Refusal("roster_unknown", f"entry {parsed.entry.seq}")
        self.memory.roster = roster.extend(signed, verify)
        self.store.put(entries.ROSTER, u32(parsed.entry.seq), signed)

    def _read_lockbox(self, body: bytes) -> None:
        parsed, name = lockbox.parse(body), lockbox.lockbox_hash(body)
        if self._is_open(name):
            return
        stream = Stream(parsed.prefix)
        seq, prev, author = self._start_of(parsed)
        try:
            reading = open_lockbox(self.memory.roster, self.device, body, seq=seq, prev=prev)
        except Refusal as refusal:
            if refusal.name == entries.NOT_OURS:
                # Remembered, so that the changes of this stream are known not to be for this desk either.
                self._keep_stream(name, stream)
            raise
        self._keep_stream(name, stream.opened(replace(reading, author=author)))

    def _read_grant(self, letter: Letter) -> None:
        """Opens the closed streams that it names. Waits as `stream_order` if one is not here yet."""
        me = self.memory.roster.at(self.device.id)
        if me is None:
            raise Refusal("roster_unknown", "this desk is not in it yet")
        if letter.mailbox != me.mailbox:
            return
        keys = open_grant(self.device, self.memory.roster, letter.body).keys
        closed = {name: key for name, key in keys.items() if name in self.memory.streams and not self._is_open(name)}
        # All are tried before the first is kept: a grant with one wrong key opens nothing.
        opened = {name: self._open_granted(name, key) for name, key in closed.items()}
        for name, stream in opened.items():
            self._keep_stream(name, stream)
        if not keys.keys() <= self.memory.streams.keys():
            raise Refusal("stream_order", "a lockbox that is not here yet")

    def _open_granted(self, name: bytes, key: bytes) -> Stream:
        stream = self.memory.streams[name]
        seq, prev, author = self._start_of(stream.lockbox)
        reading = open_granted(self.memory.roster, stream.lockbox, name, key, seq=seq, prev=prev)
        return stream.opened(replace(reading, author=author))

    def _start_of(self, parsed: lockbox.Prefix) -> tuple[int, bytes, bytes | None]:
        """Where a chain begins: at the stream's beginning, or where the chain before it was left."""
        if parsed.chain == 0:
            return 0, ZERO_ID, None
        for stream in self.memory.streams.values():
            before = stream.reading
            if before and (before.place.stream, before.place.chain) == (parsed.stream, parsed.chain - 1):
                return before.place.seq, before.place.prev, before.author
        raise Refusal("stream_order", f"chain {parsed.chain}")

    def _read_change(self, body: bytes, number: int) -> None:
        place = parse_header(body).place
        stream = self.memory.streams.get(place.lockbox_hash)
        if stream is None:
            raise Refusal("stream_order", "no lockbox yet")
        if stream.reading is None:
            raise Refusal(entries.NOT_OURS)
        opened = open_change(self.memory.roster, stream.reading, body)
        self.claims.append(Claim(opened.author, number, stream.reading.roster_seq, opened.checkpoint))
        records = stream.records
        try:
            self._demand_in_time(opened.author, number)
            encoded = opened.encoded
            change = decode_change(encoded)
            records = tuple(sorted({*records, change.record}))
        finally:
            # The stream goes on even if what is inside is refused: one bad body does not close it.
            self._keep_stream(place.lockbox_hash, replace(stream, reading=opened.reading, records=records))
        stored = StoredChange(opened.author, change)
        self.memory.changes[opened.change_id] = self.read[opened.change_id] = stored
        self.store.put(entries.CHANGE, opened.change_id, stored.value(encoded))

    def _read_opening(self, body: bytes) -> None:
        """What is said about opening a name is a coordinator's to see. This desk has no share, and says nothing."""
        try:
            act = open_opening(self.memory.roster, self.device, body)
        except Refusal as refusal:
            if refusal.name == entries.NOT_OURS:
                return  # said before this desk was let in
            raise
        self.memory.openings[act.id] = act
        self.store.put(entries.OPENING, act.id, entries.opening_value(act))

    def _read_form(self, body: bytes, number: int) -> None:
        epoch = parse_form(body).epoch
        secret = self.team.secret_of(epoch)
        if secret is None and epoch < self.team.epoch:
            return  # said to those of an epoch before this desk, and said again for those who came later
        if secret is None:
            raise Refusal("roster_unknown", "an epoch to come")
        signed = unseal_form(body, team_tag=self.team.tag, epoch_secret=secret)
        opened = read_form(self.memory.roster, signed)
        # What was sealed for an epoch that began after the removal was sealed by somebody who had taken it in before.
        self._demand_in_time(opened.author, number, dict(self.team.began).get(epoch, -1))
        key = form_key(opened.content)
        if key not in self.memory.forms:
            self.memory.forms[key] = opened
            self.store.put(entries.FORM, canonical.encode(list(key)), signed)

    def _demand_in_time(self, author: bytes, number: int, since: int = -1) -> None:
        """Whoever holds a phone that was removed can give any date to what they seal with it. ``since``: an entry up to
        which a removal changes nothing."""
        member = self.memory.roster.at(author)
        if member is not None and member.removed is not None and member.removed > since:
            arrived = self.memory.arrivals.get(member.removed)
            if arrived is not None and number > arrived:
                raise Refusal("author_not_member", "it came after its author was removed")

    def _keep_stream(self, name: bytes, stream: Stream) -> None:
        known = self.memory.streams.get(name)
        if known is None or (known.reading is None) != (stream.reading is None):
            self.memory.news += 1
        self.memory.streams[name] = stream
        self.store.put(entries.STREAM, name, stream.value())
