"""The numbers of the newest items, for those who only wait for one: read, never written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine, event, select
from sqlalchemy.exc import DBAPIError

from server.relay.config import RelayConfig
from server.relay.database import CannotPromise, Store, engine_options, open_store
from server.relay.tables import TeamRow

Head = tuple[bytes, int]
"""Epoch and number of a team's newest item."""

_NO_VERSION: Final = -1


@dataclass(slots=True)
class Heads:
    """Used by one thread."""

    store: Store
    _version: int = field(default=_NO_VERSION)

    def all(self) -> dict[int, Head] | None:
        """By the team's row; None if nothing at all was written since the last call."""
        if self.store.is_sqlite and not self._has_changed():
            return None
        wanted = select(TeamRow.id, TeamRow.epoch, TeamRow.head)
        with self.store.reading() as connection:
            return {team: (epoch, head) for team, epoch, head in connection.execute(wanted)}

    def _has_changed(self) -> bool:
        """SQLite tells each connection whether another one has written: 2 us instead of reading all teams."""
        with self.store.cursor() as cursor:
            cursor.execute("pragma data_version")
            row = cursor.fetchone()
        version = row[0] if row else _NO_VERSION
        before, self._version = self._version, version
        return bool(version != before)


def open_reader(config: RelayConfig) -> Store:
    """Beside a relay that writes: this process never does, and so never checkpoints SQLite's log under the other.

    Raises ``CannotPromise`` where no relay has made its tables yet.
    """
    store = open_store(create_engine(config.database, **engine_options(config.database)))
    if store.is_sqlite:
        event.listen(store.engine, "connect", lambda connection, _: connection.execute("pragma query_only = on"))
        if not Path(store.engine.url.database or "").exists():  # else SQLite would make an empty one
            raise CannotPromise("There is no database here yet: start the relay first (gawahi serve).")
    try:
        Heads(store).all()
    except DBAPIError as error:
        raise CannotPromise(f"The relay's database cannot be read: {error.orig}") from error
    return store
