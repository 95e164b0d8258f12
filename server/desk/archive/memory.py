"""The archive as this process knows it. Every change to it is written to the store in the same breath; it is never
ahead."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from server.desk.archive import entries
from server.desk.archive.entries import Aside, Cursor, Granted, StoredChange, Stream, Team
from server.desk.archive.findings import Finding
from server.desk.archive.forms import FormKey, form_key
from server.desk.archive.log import Branch, Log
from server.desk.archive.store import Kept, Store
from server.desk.relay_client import Letter
from server.format import shape
from server.format.refusals import Refusal
from server.format.roster import Roster
from server.seal.opening import Act
from server.seal.roster import read_roster
from server.seal.team_form import OpenedForm, read_form


@dataclass(slots=True)
class Memory:
    """``streams`` by lockbox hash, ``changes`` by change id, ``asides`` and ``outbox`` by item id.

    ``log`` None in an archive that was never shown one; ``branches``: the logs before it, by number.
    ``arrivals``: the number in this log under which each roster entry first came.
    ``granted``: by receiver, the lockboxes whose keys this desk has given them. ``openings``: by id, what was
    said about opening names. ``forms``: what coordinators said about forms, by id, version and whether it is the end of
    its use. ``news`` grows whenever a stream becomes known or readable.
    """

    team: Team | None = None
    relay: str = ""
    cursor: Cursor = field(default_factory=Cursor)
    log: Log | None = None
    branches: dict[int, Branch] = field(default_factory=dict)
    findings: dict[bytes, Finding] = field(default_factory=dict)
    roster: Roster = field(default_factory=Roster)
    streams: dict[bytes, Stream] = field(default_factory=dict)
    changes: dict[bytes, StoredChange] = field(default_factory=dict)
    asides: dict[bytes, Aside] = field(default_factory=dict)
    outbox: dict[bytes, Letter] = field(default_factory=dict)
    granted: dict[bytes, set[bytes]] = field(default_factory=dict)
    openings: dict[bytes, Act] = field(default_factory=dict)
    forms: dict[FormKey, OpenedForm] = field(default_factory=dict)
    arrivals: dict[int, int] = field(default_factory=dict)
    news: int = 0


def recall(store: Store) -> Memory:
    """Everything that the store holds; the roster is verified from its genesis on, each time."""
    memory = Memory()
    signed_entries: dict[bytes, bytes] = {}
    signed_forms: list[bytes] = []
    for kept in store.everything():
        if kept.shelf == entries.ROSTER:
            signed_entries[kept.key] = _bytes(kept.value)
        elif kept.shelf == entries.OPENING:
            memory.openings[kept.key] = entries.read_opening(kept.key, kept.value)
        elif kept.shelf == entries.FORM:
            signed_forms.append(_bytes(kept.value))
        elif kept.shelf == entries.ARRIVAL:
            memory.arrivals[int.from_bytes(kept.key, "big")] = shape.as_number(kept.value)
        else:
            _recall_one(memory, kept)
    memory.roster = read_roster(signed_entries[seq] for seq in sorted(signed_entries))
    for signed in signed_forms:
        form = read_form(memory.roster, signed)
        memory.forms[form_key(form.content)] = form
    if memory.log is None:
        # It was kept before relays proved what they gave, and nothing of that was proved: all is read again.
        memory.cursor = replace(memory.cursor, after=0)
    return memory


def _recall_one(memory: Memory, kept: Kept) -> None:
    match kept.shelf:
        case entries.TEAM:
            memory.team = Team.read(kept.value)
        case entries.RELAY:
            memory.relay = shape.as_text(kept.value)
        case entries.CURSOR:
            memory.cursor = Cursor.read(kept.value)
        case entries.LOG:
            memory.log = Log.read(kept.value)
        case entries.BRANCH:
            branch = Branch.read(int.from_bytes(kept.key, "big"), kept.value)
            memory.branches[branch.number] = branch
        case entries.FINDING:
            memory.findings[kept.key] = Finding.read(kept.value)
        case entries.STREAM:
            memory.streams[kept.key] = Stream.read(kept.value)
        case entries.CHANGE:
            memory.changes[kept.key] = StoredChange.read(kept.value)
        case entries.ASIDE:
            memory.asides[kept.key] = Aside.read(kept.value)
        case entries.OUTBOX:
            memory.outbox[kept.key] = read_letter(kept.value)
        case entries.GRANTED:
            granted = Granted.read(kept.value)
            memory.granted.setdefault(granted.receiver, set()).update(granted.lockboxes)
        case _:
            raise Refusal("malformed", "a shelf of another version")


def letter_value(letter: Letter) -> object:
    return [int(letter.kind), letter.body, letter.mailbox]


def read_letter(value: object) -> Letter:
    kind, body, mailbox = shape.as_list(value)
    return Letter(shape.as_number(kind), _bytes(body), None if mailbox is None else shape.as_bytes(mailbox, 16))


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise Refusal("malformed", "an entry of the archive")
    return value
