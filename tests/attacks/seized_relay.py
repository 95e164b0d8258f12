"""All that can be derived from a relay that was seized: its database, its files and its log, read by whoever took them.

Each function is one finding, named in server/THREATS.md under "What a seized relay tells"; a test holds the two lists
equal, and every column and file accounted for. It uses no key but the relay's own, because a thief has no other.
"""

from __future__ import annotations

import shutil
import sqlite3
import struct
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.format.envelope import parse_header
from server.format.identity import parse as parse_identity
from server.format.invite import parse_letter
from server.format.item import Kind
from server.format.lockbox import parse as parse_lockbox
from server.format.opening import parse as parse_opening

WELCOME_FRAME_BYTES: Final = 37 + 12 + 16  # header, nonce, tag
NANOSECONDS_OF_A_DAY: Final = 86_400 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class Item:
    number: int
    kind: int
    mailbox: bytes | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Seized:
    """A copy of a data folder. ``items`` in the order in which they came; times are those of the file system."""

    folder: Path
    items: tuple[Item, ...]

    @property
    def database(self) -> Path:
        return self.folder / "relay.sqlite"

    def rows(self, sql: str) -> list[Any]:
        return _rows(self.database, sql)

    def of(self, *kinds: Kind) -> list[Item]:
        return [item for item in self.items if item.kind in kinds]


def seize(data: Path, into: Path) -> Seized:
    """Copies as a police officer would: with the times of files, while the relay may still run."""
    shutil.copytree(data, into, copy_function=shutil.copy2)
    rows = _rows(into / "relay.sqlite", "select number, kind, mailbox, body from items order by team, number")
    return Seized(into, tuple(Item(*row) for row in rows))


def _rows(database: Path, sql: str) -> list[Any]:
    """From a copy of the copy: SQLite tidies the log of a database away that it has opened."""
    log = database.with_name(f"{database.name}-wal")
    with (
        _cut_copy(database, log.read_bytes() if log.exists() else b"") as copy,
        closing(sqlite3.connect(copy)) as opened,
    ):
        return opened.execute(sql).fetchall()


# ---- the relay itself
def relay_key(seized: Seized) -> object:
    return (seized.folder / "relay.key").read_bytes() != b""


def founding_code(seized: Seized) -> object:
    path = seized.folder / "founding.code"
    return path.read_text().strip() if path.exists() else None


def file_times(seized: Seized) -> object:
    """The file system's own, finer than a day: the last push, the start, and (ctime) the coming of each chunk."""
    return {path.name for path in seized.folder.iterdir() if path.stat().st_mtime_ns % NANOSECONDS_OF_A_DAY}


# ---- teams
def teams(seized: Seized) -> object:
    return [tag.hex() for (tag,) in seized.rows("select team_tag from teams where id > 0")]


def administration(seized: Seized) -> object:
    """The public key of the founder's orders, and the number that the last one bore."""
    return [(key.hex(), serial) for key, serial in seized.rows("select admin_pk, serial from teams where id > 0")]


def tokens(seized: Seized) -> object:
    """Hashes of the token and of the one before, and the hour at which that dies: so, when it was rolled."""
    return seized.rows("select token_hash, old_token_hash, old_token_last_hour from teams where id > 0")


def volume(seized: Seized) -> object:
    return [used for (used,) in seized.rows("select used_bytes from teams where id > 0")]


# ---- items
def order_of_items(seized: Seized) -> object:
    return [item.number for item in seized.items]


def kinds_of_items(seized: Seized) -> object:
    return dict(Counter(Kind(item.kind).name for item in seized.items))


def steps_of_size(seized: Seized) -> object:
    return {Kind(item.kind).name: len(item.body) for item in seized.items}


def recent_batches(seized: Seized) -> object:
    """Which items came in one push, as far back as the database's write-ahead log goes."""
    heads = [head for head in _heads_in_log(seized.database) if head is not None]
    return sorted(set(heads))


def mailboxes(seized: Seized) -> object:
    """How many letters each pseudonymous address has got, and of which kind."""
    return Counter((item.mailbox.hex(), Kind(item.kind).name) for item in seized.items if item.mailbox)


# ---- testimonies
def streams(seized: Seized) -> object:
    """Which changes are one device's about one testimony: how many, so how often it was corrected."""
    return Counter(parse_header(item.body).place.stream.hex() for item in seized.of(Kind.CHANGE))


def readers(seized: Seized) -> object:
    """How many coordinators there were when a stream began."""
    return {parse_lockbox(one.body).stream.hex(): parse_lockbox(one.body).n for one in seized.of(Kind.LOCKBOX)}


def age_of_members_list(seized: Seized) -> object:
    """Which entry of the members list the author's device knew last."""
    lockboxes = {(one := parse_lockbox(item.body)).stream.hex(): one.roster_seq for item in seized.of(Kind.LOCKBOX)}
    return lockboxes | {
        f"opening {item.number}": parse_opening(item.body).roster_seq for item in seized.of(Kind.OPENING)
    }


def names_of_witnesses(seized: Seized) -> object:
    """Which streams have a sealed name, how many guardians hold a share, how many it takes, which correction it is."""
    boxes = [parse_identity(item.body) for item in seized.of(Kind.IDENTITY)]
    return {(box.stream.hex(), box.no): (box.k, len(box.share_hashes)) for box in boxes}


def requests_for_names(seized: Seized) -> object:
    """How often something was said about opening a name, and to how many coordinators and guardians."""
    return [len(parse_opening(item.body).boxes) for item in seized.of(Kind.OPENING)]


def media(seized: Seized) -> object:
    """How many chunks each team keeps, and on which day each came; not to which testimony they belong."""
    chunks = [path for path in (seized.folder / "chunks").rglob("*") if path.is_file()]
    assert len(chunks) == len(seized.rows("select 1 from chunks"))
    return Counter(path.stat().st_mtime_ns // NANOSECONDS_OF_A_DAY for path in chunks)


# ---- people
def changes_of_members(seized: Seized) -> object:
    """Where the members list's entries stand among the items, their steps of size, and the epoch of each (u32)."""
    return [(item.number, len(item.body), item.body[21:25].hex()) for item in seized.of(Kind.ROSTER)]


def votes(seized: Seized) -> object:
    """How many proposals to change the members list lie in administrators' mailboxes, and their steps of size."""
    return [len(item.body) for item in seized.of(Kind.PROPOSAL)]


def renewals(seized: Seized) -> object:
    """After a member was put out: the day, how many stayed (a box each), and how many were put out."""
    rows = seized.rows("select last_day, substr(body, 1, 4) from renewals")
    return Counter((day, "stayed" if magic == b"GWN1" else "put out") for day, magic in rows)


def newcomers(seized: Seized) -> object:
    """Each request to join, the id of the invite that it answers, and how long the name is that they chose."""
    return [(parse_letter(b"GWJ1", item.body).invite_id.hex(), len(item.body)) for item in seized.of(Kind.REQUEST)]


def open_invites(seized: Seized) -> object:
    """Ids of invites that were not taken back, the day on which each dies, and how long the team's name is."""
    return [
        (name.hex(), day, size)
        for name, day, size in seized.rows("select invite_id, last_day, length(welcome) from invites")
    ]


FINDINGS: Final[dict[str, Callable[[Seized], object]]] = {
    found.__name__: found
    for found in (
        relay_key,
        founding_code,
        file_times,
        teams,
        administration,
        tokens,
        volume,
        order_of_items,
        kinds_of_items,
        steps_of_size,
        recent_batches,
        mailboxes,
        streams,
        readers,
        age_of_members_list,
        names_of_witnesses,
        requests_for_names,
        media,
        changes_of_members,
        votes,
        renewals,
        newcomers,
        open_invites,
    )
}
# What each column and file was read by; an empty list is one that tells nothing beyond another.
COLUMNS: Final[dict[str, list[str]]] = {
    "teams.id": [],
    "teams.team_tag": ["teams"],
    "teams.epoch": [],  # 16 random bytes, new after a restore; the one before is not kept
    "teams.head": ["order_of_items"],
    "teams.used_bytes": ["volume"],
    "teams.rosters": ["changes_of_members"],
    "teams.frontier": [],  # hashes over the items
    "teams.admin_pk": ["administration"],
    "teams.serial": ["administration"],
    "teams.token_hash": ["tokens"],
    "teams.old_token_hash": ["tokens"],
    "teams.old_token_last_hour": ["tokens"],
    "items.team": [],
    "items.number": ["order_of_items"],
    "items.item_id": [],  # a hash over the item
    "items.kind": ["kinds_of_items"],
    "items.mailbox": ["mailboxes"],
    "items.rosters": ["changes_of_members"],
    "items.nodes": [],  # hashes over the items
    "items.body": [
        "steps_of_size",
        "streams",
        "readers",
        "age_of_members_list",
        "names_of_witnesses",
        "requests_for_names",
        "newcomers",
        "votes",
    ],
    "chunks.team": ["media"],
    "chunks.chunk_id": ["media"],
    "invites.team": [],
    "invites.invite_id": ["open_invites"],
    "invites.welcome": ["open_invites"],
    "invites.last_day": ["open_invites"],
    "renewals.team": [],
    "renewals.renewal_id": [],  # a hash under the key of the epoch before
    "renewals.body": ["renewals"],
    "renewals.last_day": ["renewals"],
    "alembic_version.version_num": [],  # which version of Gawahi made the tables
}
FILES: Final[dict[str, list[str]]] = {
    "relay.sqlite": ["file_times"],
    "relay.sqlite-wal": ["recent_batches", "file_times"],
    "relay.sqlite-shm": [],  # an index of the one above
    "relay.key": ["relay_key", "file_times"],
    "founding.code": ["founding_code"],
    "lock": ["file_times"],  # empty: when the relay was started first
    "chunks": ["media", "file_times"],
}


def derive(seized: Seized) -> dict[str, object]:
    return {name: found(seized) for name, found in FINDINGS.items()}


# ---- SQLite's write-ahead log: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
_LOG_HEADER_BYTES, _FRAME_HEADER_BYTES = 32, 24


def _ends_of_transactions(log: bytes) -> Iterator[int]:
    page_size = struct.unpack(">I", log[8:12])[0]
    frame = _FRAME_HEADER_BYTES + page_size
    for start in range(_LOG_HEADER_BYTES, len(log) - frame + 1, frame):
        if struct.unpack(">I", log[start + 4 : start + 8])[0]:
            yield start + frame


def _heads_in_log(database: Path) -> Iterator[int | None]:
    log = database.with_name(f"{database.name}-wal")
    if not log.exists() or log.stat().st_size <= _LOG_HEADER_BYTES:
        return
    data = log.read_bytes()
    for end in _ends_of_transactions(data):
        with _cut_copy(database, data[:end]) as copy, closing(sqlite3.connect(copy)) as connection:
            try:
                row = connection.execute("select max(head) from teams where id > 0").fetchone()
            except sqlite3.OperationalError:  # the tables were not made yet
                continue
            yield row[0]


@contextmanager
def _cut_copy(database: Path, log: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / database.name
        shutil.copyfile(database, copy)
        copy.with_name(f"{copy.name}-wal").write_bytes(log)
        yield copy
