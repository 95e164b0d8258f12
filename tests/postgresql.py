"""A PostgreSQL of the tests' own: a cluster in a temporary folder, as durable as a real one, reached over a socket in
that folder alone and gone with the tests. It never touches a server that is already there.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

OLDEST_VERSION: Final = 15
START_SECONDS, STOP_SECONDS = 30, 30
DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of prctl(2)
SETTINGS: Final = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "'64MB'",
    "max_wal_size": "'1GB'",
    "log_min_messages": "warning",
    "autovacuum": "off",  # nothing lives long enough here, and its work would be counted as ours
}


def programs() -> Path:
    """The folder of initdb and postgres: $GAWAHI_POSTGRESQL, Debian's newest, or wherever the path leads."""
    named = os.environ.get("GAWAHI_POSTGRESQL")
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted((int(path.parts[-3]), path.parent) for path in debian if int(path.parts[-3]) >= OLDEST_VERSION)
    on_path = shutil.which("initdb")
    if named:
        return Path(named)
    if found:
        return found[-1][1]
    if on_path:
        return Path(on_path).resolve().parent
    raise RuntimeError("PostgreSQL 15 or newer is needed (Debian, Ubuntu: postgresql), or name it in GAWAHI_POSTGRESQL")


def _unprivileged() -> str:
    known = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


class Cluster:
    """Runs as an unprivileged user, because PostgreSQL refuses to run as root."""

    def __init__(self, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="gawahi-postgresql-"))
        self.data = self.folder / "data"
        self.settings = SETTINGS | settings
        self.user = _unprivileged() if os.geteuid() == 0 else None
        if self.user is not None:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._initialise()
        lines = [f"{name} = {value}" for name, value in self.settings.items()]
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\n".join([*lines, f"unix_socket_directories = '{self.folder}'", ""]))
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [programs() / "postgres", "-D", str(self.data)],
                **self._as_nobody(),
                stdout=log,
                stderr=log,
                preexec_fn=die_with_the_tests,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {self._said()}")
            time.sleep(0.02)

    def stop(self, *, at_once: bool = False) -> None:
        """``at_once`` is the next best thing to a power cut: no last checkpoint, recovery at the next start."""
        assert self.process is not None, "not started"
        self.process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
        self.process.wait(STOP_SECONDS)

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str) -> str:
        return f"postgresql://gawahi@/{database}?host={quote(str(self.folder), safe='')}"

    def connect(self, database: str = "postgres", **options: object) -> psycopg.Connection:
        return psycopg.connect(self.url(database), **options)  # type: ignore[arg-type]

    def create(self, template: str = "template0") -> str:
        """A new database's name."""
        name = f"gawahi_{secrets.token_hex(6)}"
        order = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
        with self.connect(autocommit=True) as connection:
            connection.execute(order)
        return name

    def drop(self, database: str) -> None:
        order = sql.SQL("drop database {} with (force)").format(sql.Identifier(database))
        with self.connect(autocommit=True) as connection:
            connection.execute(order)

    def _initialise(self) -> None:
        options = ["-D", str(self.data), "-U", "gawahi", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        with self.log.open("ab") as log:
            done = subprocess.run(
                [programs() / "initdb", *options], **self._as_nobody(), stdout=log, stderr=log, check=False
            )
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed: {self._said()}")

    def _as_nobody(self) -> dict[str, Any]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        account = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        return {"cwd": "/", "env": environment, "stdin": subprocess.DEVNULL, **account}

    def _said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def die_with_the_tests() -> None:
    """A test run that is killed must not leave a server behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGQUIT)
