"""The archive's file: SQLite that loses nothing it said it kept, and in which nothing lies in clear.

Every body is sealed and every key is a name without meaning. Knows nothing of testimonies: shelves, keys and
canonical values.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.desk.archive.locker import Locker
from server.desk.relay_client import Letter
from server.format import canonical, shape
from server.format.refusals import Refusal

_ITEM_SHELF: Final = "item"
# An item is at most 1 MiB, and so is an inflated change; what frames them comes on top.
_BODY_LIMIT: Final = 2 << 20
# A change and an item are some KiB: with SQLite's own 4 KiB most of them lie in chains of pages of their own.
_PAGE_BYTES: Final = 16_384
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS entry (name BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS item (name BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS block (name BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry: where it stands and what it says."""

    shelf: str
    key: bytes
    value: object


@dataclass(frozen=True, slots=True)
class HeldItem:
    number: int
    letter: Letter


class Store:
    """One open archive file. All calls of one process go through one lock; other processes are kept out by SQLite."""

    def __init__(self, path: Path, locker: Locker) -> None:
        self._locker = locker
        self._lock = threading.RLock()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=60)
        # EXTRA also settles the folder when the journal goes; secure_delete overwrites what is taken out.
        self._connection.executescript(
            f"PRAGMA page_size = {_PAGE_BYTES}; PRAGMA journal_mode = DELETE;"
            f" PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON; {_SCHEMA}"
        )

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def version(self) -> int:
        """Changes whenever another process has written."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it, or nothing. A full disk is `device_full`."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                self._connection.execute("COMMIT")
            except BaseException as error:
                # After some failures, a full disk among them, SQLite has taken the transaction back by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                    raise Refusal("device_full") from error
                raise

    def put(self, shelf: str, key: bytes, value: object) -> None:
        self._insert("entry", shelf, key, canonical.encode([shelf, key, value]))

    def take_out(self, shelf: str, key: bytes) -> None:
        self._connection.execute("DELETE FROM entry WHERE name = ?", (self._locker.name(shelf, key),))

    def everything(self) -> Iterator[Kept]:
        """All entries, in no order. Refuses as `damaged` if one was changed."""
        with self._lock:
            for name, body in self._connection.execute("SELECT name, body FROM entry").fetchall():
                shelf, key, value = shape.as_list(canonical.decode(self._locker.open(name, body), _BODY_LIMIT))
                yield Kept(shape.as_text(shelf), _bytes(key), value)

    def put_block(self, shelf: str, key: bytes, value: object) -> None:
        """An entry that is not read with everything else, only when somebody asks for it."""
        self._insert("block", shelf, key, canonical.encode(value))

    def block(self, shelf: str, key: bytes) -> object:
        """None if there is none."""
        name = self._locker.name(shelf, key)
        row = self._connection.execute("SELECT body FROM block WHERE name = ?", (name,)).fetchone()
        return None if row is None else canonical.decode(self._locker.open(name, row[0]), _BODY_LIMIT)

    def drop_block(self, shelf: str, key: bytes) -> None:
        self._connection.execute("DELETE FROM block WHERE name = ?", (self._locker.name(shelf, key),))

    def put_item(self, key: bytes, item: HeldItem) -> bool:
        """Keep an item as it lies on the relay, ``key`` being its id. False if it was kept before.

        A relay that was restored may have given it another number, and it is the last one that counts.
        """
        name = self._locker.name(_ITEM_SHELF, key)
        row = self._connection.execute("SELECT body FROM item WHERE name = ?", (name,)).fetchone()
        if row is not None and self._held(name, row[0]).number == item.number:
            return False
        letter = item.letter
        value = [item.number, int(letter.kind), letter.body, letter.mailbox]
        self._insert("item", _ITEM_SHELF, key, canonical.encode(value))
        return row is None

    def item(self, key: bytes) -> HeldItem:
        name = self._locker.name(_ITEM_SHELF, key)
        row = self._connection.execute("SELECT body FROM item WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise Refusal("damaged", "an item of the archive is gone")
        return self._held(name, row[0])

    def items(self) -> Iterator[HeldItem]:
        """All items in the order of their numbers; bodies are read one at a time."""
        with self._lock:
            names = [name for (name,) in self._connection.execute("SELECT name FROM item").fetchall()]
            numbered = sorted((self._read(name).number, name) for name in names)
        for _, name in numbered:
            yield self._read(name)

    def _read(self, name: bytes) -> HeldItem:
        with self._lock:
            (body,) = self._connection.execute("SELECT body FROM item WHERE name = ?", (name,)).fetchone()
        return self._held(name, body)

    def _held(self, name: bytes, body: bytes) -> HeldItem:
        number, kind, letter, mailbox = shape.as_list(canonical.decode(self._locker.open(name, body), _BODY_LIMIT))
        return HeldItem(
            shape.as_number(number),
            Letter(shape.as_number(kind), _bytes(letter), None if mailbox is None else _bytes(mailbox)),
        )

    def _insert(self, table: str, shelf: str, key: bytes, plain: bytes) -> None:
        name = self._locker.name(shelf, key)
        # The table is one of the three above, never a value from outside.
        self._connection.execute(
            f"INSERT OR REPLACE INTO {table} (name, body) VALUES (?, ?)",  # noqa: S608
            (name, self._locker.seal(name, plain)),
        )


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise Refusal("malformed", "an entry of the archive")
    return value
