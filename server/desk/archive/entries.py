"""What the archive remembers, and how each thing is written: one small type a shelf, canonical values inside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from server.format import shape
from server.format.change import Change, decode_change
from server.format.envelope import Place
from server.format.item import TEAM_TAG_SIZE
from server.format.lockbox import PREFIX_SIZE, Prefix, parse_prefix
from server.format.opening_said import decode_said, encode_said
from server.format.refusals import Refusal
from server.format.roster import Role
from server.seal.change import Reading
from server.seal.opening import Act

TEAM: Final = "team"
RELAY: Final = "relay"
CURSOR: Final = "cursor"
ROSTER: Final = "roster"
STREAM: Final = "stream"
CHANGE: Final = "change"
ASIDE: Final = "aside"
OUTBOX: Final = "outbox"
LOG: Final = "log"
BRANCH: Final = "branch"
FINDING: Final = "finding"
GRANTED: Final = "granted"
ARRIVAL: Final = "arrival"
OPENING: Final = "opening"
RELEASES: Final = "releases"
FORM: Final = "form"
ONLY: Final = b""
"""Key of a shelf that holds one thing."""
NO_RELEASE: Final = bytes(32)
"""The head of a ledger of exports before the first."""

# Refused for now: what they wait for may still come.
_WAITING: Final = frozenset({"roster_unknown", "stream_order"})
NOT_OURS: Final = "not_recipient"
# Given to a change that opened and whose words were then refused: it has its place, and nobody else can take it.
_OPENED: Final = frozenset({"malformed", "not_canonical", "too_large", "replaces_several"})


@dataclass(frozen=True, slots=True)
class Team:
    """What the welcome said, and the renewals since. ``past``: secrets of epochs before, by number.

    ``began``: the roster entry with which an epoch began, by its number, as far as this desk knows.
    """

    team_id: bytes
    name: str
    epoch_secret: bytes = field(repr=False)
    epoch: int = 0
    past: tuple[tuple[int, bytes], ...] = field(default=(), repr=False)
    began: tuple[tuple[int, int], ...] = ()

    @property
    def tag(self) -> bytes:
        return self.team_id[:TEAM_TAG_SIZE]

    def value(self) -> object:
        past, began = ([list(one) for one in two] for two in (self.past, self.began))
        return [self.team_id, self.name, self.epoch_secret, self.epoch, past, began]

    @classmethod
    def read(cls, value: object) -> Team:
        # Archives of version 0.1.0 say no more than the first three, those after it no more than five.
        said = shape.as_list(value)
        team_id, name, secret, epoch, past, began = [*said, *[0, [], []][len(said) - 3 :]]
        return cls(
            shape.as_bytes(team_id, 32),
            shape.as_label(name),
            shape.as_bytes(secret, 32),
            shape.as_number(epoch),
            tuple(_past(one) for one in shape.as_list(past)),
            tuple(_began(one) for one in shape.as_list(began)),
        )

    def renewed(self, epoch: int, epoch_secret: bytes, since: int) -> Team:
        """``since``: the roster entry with which the new epoch began."""
        past, began = (*self.past, (self.epoch, self.epoch_secret)), (*self.began, (epoch, since))
        return replace(self, epoch=epoch, epoch_secret=epoch_secret, past=past, began=began)

    def secret_of(self, epoch: int) -> bytes | None:
        """None for an epoch that this desk does not know."""
        return {**dict(self.past), self.epoch: self.epoch_secret}.get(epoch)


def _began(value: object) -> tuple[int, int]:
    epoch, seq = shape.as_pair(value)
    return shape.as_number(epoch), shape.as_number(seq)


def _past(value: object) -> tuple[int, bytes]:
    epoch, secret = shape.as_pair(value)
    return shape.as_number(epoch), shape.as_bytes(secret, 32)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the feed was read. ``offer``: the relay was restored, and all that is held must be offered to it
    again."""

    epoch: bytes | None = None
    after: int = 0
    offer: bool = False

    def value(self) -> object:
        return [self.epoch, self.after, self.offer]

    @classmethod
    def read(cls, value: object) -> Cursor:
        epoch, after, offer = shape.as_list(value)
        return cls(None if epoch is None else shape.as_bytes(epoch, 16), shape.as_number(after), offer is True)


@dataclass(frozen=True, slots=True)
class Stream:
    """A lockbox and how far its stream was read; ``reading`` None if it was not sealed for this desk.

    ``prefix`` is what a granted key must match. ``first_key`` is for coordinators who come later: None while the
    stream is closed, and for a lockbox that is not for coordinators.
    """

    prefix: bytes
    reading: Reading | None = None
    first_key: bytes | None = field(default=None, repr=False)
    records: tuple[bytes, ...] = ()

    @property
    def lockbox(self) -> Prefix:
        return parse_prefix(self.prefix)

    def opened(self, reading: Reading) -> Stream:
        """This stream at its start, with the key that its lockbox holds."""
        for_coordinators = bool(self.lockbox.role & Role.COORDINATOR)
        return replace(self, reading=reading, first_key=reading.chain_key if for_coordinators else None)

    def value(self) -> object:
        reading = None if self.reading is None else _reading(self.reading)
        return [self.prefix, reading, self.first_key, list(self.records)]

    @classmethod
    def read(cls, value: object) -> Stream:
        prefix, reading, first_key, records = shape.as_list(value)
        return cls(
            shape.as_bytes(prefix, PREFIX_SIZE),
            None if reading is None else _read_reading(reading),
            None if first_key is None else shape.as_bytes(first_key, 32),
            tuple(shape.as_bytes(record, 16) for record in shape.as_list(records)),
        )


@dataclass(frozen=True, slots=True)
class StoredChange:
    author: bytes
    change: Change

    def value(self, encoded: bytes) -> object:
        """``encoded``: the canonical bytes of the change, which were just read."""
        return [self.author, encoded]

    @classmethod
    def read(cls, value: object) -> StoredChange:
        author, encoded = shape.as_pair(value)
        if not isinstance(encoded, bytes):
            encoded = b""
        return cls(shape.as_bytes(author, 16), decode_change(encoded))


@dataclass(frozen=True, slots=True)
class Granted:
    """The lockboxes, by their hashes, whose keys one grant of this desk handed on."""

    receiver: bytes
    lockboxes: tuple[bytes, ...]

    def value(self) -> object:
        return [self.receiver, list(self.lockboxes)]

    @classmethod
    def read(cls, value: object) -> Granted:
        receiver, lockboxes = shape.as_pair(value)
        names = tuple(shape.as_bytes(name, 32) for name in shape.as_list(lockboxes))
        return cls(shape.as_bytes(receiver, 16), names)


@dataclass(frozen=True, slots=True)
class Aside:
    """An item that was not read, and the refusal's name. ``lockbox_hash``, ``chain`` and ``seq`` if it has a place.

    ``seq`` is 0 for a lockbox and 1 more than its own number for a change, which comes after it.
    """

    name: str
    lockbox_hash: bytes | None = None
    stream: bytes = bytes(16)
    chain: int = 0
    seq: int = 0
    final: bool = False

    @property
    def waits(self) -> bool:
        return self.name in _WAITING and not self.final

    def leaves_a_gap(self, next_seq: int) -> bool:
        """Does something of its stream remain unread, of which ``next_seq`` is the change expected next?

        A damaged copy does not, once the true change has taken its place.
        """
        return self.name in _OPENED or self.seq > next_seq

    @property
    def order(self) -> tuple[bytes, int, int]:
        """Streams one after the other, each in its own order, a lockbox (seq 0) before its changes."""
        return self.stream, self.chain, self.seq

    def value(self) -> object:
        return [self.name, self.lockbox_hash, self.stream, self.chain, self.seq, self.final]

    @classmethod
    def read(cls, value: object) -> Aside:
        name, lockbox_hash, stream, chain, seq, final = shape.as_list(value)
        return cls(
            shape.as_text(name),
            None if lockbox_hash is None else shape.as_bytes(lockbox_hash, 32),
            shape.as_bytes(stream, 16),
            shape.as_number(chain),
            shape.as_number(seq),
            final is True,
        )


def opening_value(act: Act) -> object:
    return [act.author, act.roster_seq, encode_said(act.said)]


def read_opening(act_id: bytes, value: object) -> Act:
    author, roster_seq, said = shape.as_list(value)
    if not isinstance(said, bytes):
        raise Refusal("malformed", "what was said about a name")
    return Act(act_id, shape.as_bytes(author, 16), shape.as_number(roster_seq), decode_said(said))


def _reading(reading: Reading) -> list[object]:
    place = reading.place
    return [
        [place.team_tag, place.stream, place.chain, place.seq, place.prev, place.lockbox_hash],
        reading.chain_key,
        reading.roster_seq,
        reading.author,
    ]


def _read_reading(value: object) -> Reading:
    placed, chain_key, roster_seq, author = shape.as_list(value)
    team_tag, stream, chain, seq, prev, lockbox_hash = shape.as_list(placed)
    place = Place(
        shape.as_bytes(team_tag, TEAM_TAG_SIZE),
        shape.as_bytes(stream, 16),
        shape.as_number(chain),
        shape.as_number(seq),
        shape.as_bytes(prev, 32),
        shape.as_bytes(lockbox_hash, 32),
    )
    known_author = None if author is None else shape.as_bytes(author, 16)
    return Reading(place, shape.as_bytes(chain_key, 32), shape.as_number(roster_seq), known_author)
