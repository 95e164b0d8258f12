"""`gawahi` in a process that dies at a labelled point, or with one promise taken out of it.

    GAWAHI_FAULT_POINT=name GAWAHI_FAULT_HIT=file python -m tests.faults.mortal serve --port 8000 --data folder

Everything else is the real command. It leads a process group of its own, so that nobody else dies with it.
GAWAHI_FAULT_WEAK plants a weakness by its name in `WEAKNESSES`, to show that the harness would notice.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from werkzeug.wsgi import ClosingIterator

from server import cli
from server.format.item import Kind
from server.relay import batch, chunk_folder, postgresql, sqlite
from tests.faults.places import BY_NAME
from tests.faults.points import Reaper

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FLUSH_SECONDS: Final = 0.3


def _sqlite_with(pragma: str) -> Callable[[], None]:
    def weaken() -> None:
        prepare = sqlite._prepare

        def prepare_weakly(connection: sqlite3.Connection, record: object) -> None:
            prepare(connection, record)
            connection.execute(pragma)

        sqlite._prepare = prepare_weakly

    return weaken


def _take_any_team() -> None:
    batch.check_item = lambda kind, _body, _team_tag: Kind(kind)


def _commit_without_waiting_for_postgresql() -> None:
    postgresql._SESSION = ("set synchronous_commit = off", *postgresql._SESSION[1:])
    postgresql.broken_promise = lambda _connection: None


def _forget_folders() -> None:
    chunk_folder._sync_folder = lambda _folder: None


WEAKNESSES: Final[dict[str, Callable[[], None]]] = {
    "synchronous_normal": _sqlite_with("pragma synchronous = normal"),
    "few_pages": _sqlite_with("pragma max_page_count = 300"),
    "folders_not_synced": _forget_folders,
    "synchronous_commit_off": _commit_without_waiting_for_postgresql,
    "any_team": _take_any_team,
}


def watched(application: WSGIApplication, reaper: Reaper) -> WSGIApplication:
    """Each request's thread watches for the point, or the answer to a push stops half way."""

    def watching(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        reaper.watch()
        return application(environ, start_response)

    def stopping(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = application(environ, start_response)
        return _sent(answer, reaper, part) if environ["PATH_INFO"].endswith("/push") else answer

    part = reaper.sends_first
    return watching if part is None else stopping


def _sent(answer: Iterable[bytes], reaper: Reaper, part: float) -> Iterator[bytes]:
    """Ends before the answer is closed, so that nothing of the application runs after it."""
    body = b"".join(answer)
    first = int(len(body) * part)
    yield body[:first]
    time.sleep(FLUSH_SECONDS)
    reaper.pass_by()
    yield body[first:]
    if isinstance(answer, ClosingIterator):
        answer.close()


def main() -> int:
    os.setsid()
    weakness = os.environ.get("GAWAHI_FAULT_WEAK")
    if weakness and weakness != "none":
        WEAKNESSES[weakness]()
    named = os.environ.get("GAWAHI_FAULT_POINT")
    if named:
        reaper = Reaper(BY_NAME[named], Path(os.environ["GAWAHI_FAULT_HIT"]))
        compose = cli.compose

        @wraps(compose)
        def composed(*arguments: Any) -> WSGIApplication:
            return watched(compose(*arguments), reaper)

        cli.compose = composed
        reaper.watch()
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
