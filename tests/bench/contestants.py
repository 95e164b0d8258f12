"""Gawahi and its peers: how each is installed, how its server is started, and what its client is called.

Peers come from their registries in the versions of the lock files in peers/, into build/; none of their install
scripts is run. A peer that takes seconds a record is measured with 1,000 records, and its figures count a record.
"""

from __future__ import annotations

import http.client
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import psycopg

from tests.bench.meter import Server, disk_bytes
from tests.bench.work import RECORDS, write_records
from tests.served import Served

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCES: Final = Path(__file__).with_name("peers")
INSTALLED: Final = ROOT / "build" / "bench" / "peers"
WORK_FILE: Final = INSTALLED / "records.jsonl"
FEW: Final = 1_000
START_SECONDS: Final = 60
STOP_SECONDS: Final = 20
INSTALL_SECONDS: Final = 600


class Postgres(NamedTuple):
    """An empty database, and the process all of whose children serve it."""

    url: str
    pid: int


class Missing(Exception):
    """A contestant that cannot run here, and why: never passed over in silence."""


Serving = Callable[[Path, int, Postgres | None], AbstractContextManager[Server]]


@dataclass(frozen=True, slots=True)
class Contestant:
    """``client``: its command for a port and a server. ``lock``: of an installation, "" if there is none."""

    records: int
    serve: Serving
    client: Callable[[int, Server], Sequence[str]]
    lock: str = ""
    needs_postgresql: bool = False


# ---- installation
def install(name: str) -> None:
    """Anew only if its lock file has changed."""
    lock = CONTESTANTS[name].lock
    if not lock:
        return
    INSTALLED.mkdir(parents=True, exist_ok=True)
    shutil.copy(SOURCES / "work.mjs", INSTALLED)
    if not WORK_FILE.exists() or WORK_FILE.stat().st_mtime < Path(__file__).with_name("work.py").stat().st_mtime:
        write_records(WORK_FILE)
    install_locked(name, lock)


def install_locked(name: str, lock: str) -> Path:
    """The folder of an installation from a lock file in peers/."""
    place = INSTALLED / name
    wanted, done = (SOURCES / name / lock).read_bytes(), place / "installed"
    shutil.copytree(SOURCES / name, place, dirs_exist_ok=True)
    if done.exists() and done.read_bytes() == wanted:
        return place
    done.unlink(missing_ok=True)
    try:
        for command in _installing(lock, place):
            subprocess.run(command, cwd=place, check=True, timeout=INSTALL_SECONDS, capture_output=True)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or b""
        raise Missing(f"cannot be installed: {error} {said.decode(errors='replace')[-500:]}") from error
    done.write_bytes(wanted)
    return place


def _installing(lock: str, place: Path) -> list[list[str]]:
    if lock == "package-lock.json":
        return [["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]]
    pip = [str(place / "venv" / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    return [[sys.executable, "-m", "venv", "--clear", "venv"], [*pip, "--require-hashes", "-r", lock]]


# ---- servers
@contextmanager
def _serve_gawahi(folder: Path, _port: int, _postgres: Postgres | None) -> Iterator[Server]:
    web = folder / "web"
    web.mkdir()
    (web / "index.html").write_text("the web app is not measured here")
    with Served(folder / "data", web=web) as served:
        yield Server([served.pid], lambda: disk_bytes(served.data), served.url, served.data)


def _serve_with(command: Callable[[Path, int], Sequence[str]], name: str) -> Serving:
    """A server of one process, with a folder of its own."""

    @contextmanager
    def serve(folder: Path, port: int, _postgres: Postgres | None) -> Iterator[Server]:
        data = folder / "data"
        data.mkdir()
        with _process(command(data, port), INSTALLED / name, port, folder / "server.log") as pid:
            yield Server([pid], lambda: disk_bytes(data), f"http://127.0.0.1:{port}", data)

    return serve


@contextmanager
def _serve_kinto(folder: Path, port: int, postgres: Postgres | None) -> Iterator[Server]:
    if postgres is None:
        raise Missing("Kinto keeps its records in PostgreSQL")
    binaries, settings = INSTALLED / "kinto" / "venv" / "bin", folder / "kinto.ini"
    # Percent signs mean something in such a file.
    database = postgres.url.replace("postgresql://", "postgresql+psycopg2://").replace("%", "%%")
    template = (SOURCES / "kinto" / "kinto.ini").read_text(encoding="utf-8")
    settings.write_text(template.format(port=port, database=database), encoding="utf-8")
    subprocess.run([binaries / "kinto", "migrate", "--ini", settings], check=True, timeout=60, capture_output=True)
    with _process([str(binaries / "pserve"), str(settings)], folder, port, folder / "server.log") as pid:
        yield Server([pid, postgres.pid], lambda: _database_bytes(postgres.url), f"http://127.0.0.1:{port}", folder)


def _database_bytes(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("select pg_database_size(current_database())").fetchone()
    assert row
    return int(row[0])


@contextmanager
def _process(command: Sequence[str], folder: Path, port: int, log: Path) -> Iterator[int]:
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True


# ---- clients
def _node_client(name: str, count: int) -> Callable[[int, Server], Sequence[str]]:
    return lambda _port, server: [
        "node",
        str(INSTALLED / name / "client.mjs"),
        str(WORK_FILE),
        str(count),
        server.url,
        str(server.folder),
    ]


def _python_client(module: str, count: int) -> Callable[[int, Server], Sequence[str]]:
    command = [sys.executable, "-m", f"tests.bench.{module}", str(count)]
    return lambda _port, server: [*command, server.url, str(server.folder)]


def _pouchdb(data: Path, port: int) -> Sequence[str]:
    # Its own log would be the only thing it writes beside the records.
    return ["node", "node_modules/.bin/pouchdb-server", "--port", str(port), "--dir", str(data), "--no-stdout-logs"]


def _node_server(data: Path, port: int) -> Sequence[str]:
    return ["node", "server.mjs", str(port), str(data)]


NPM: Final = "package-lock.json"
CONTESTANTS: Final[dict[str, Contestant]] = {
    "gawahi": Contestant(RECORDS, _serve_gawahi, _python_client("gawahi", RECORDS)),
    "pouchdb": Contestant(RECORDS, _serve_with(_pouchdb, "pouchdb"), _node_client("pouchdb", RECORDS), NPM),
    "yjs": Contestant(RECORDS, _serve_with(_node_server, "yjs"), _node_client("yjs", RECORDS), NPM),
    "automerge": Contestant(FEW, _serve_with(_node_server, "automerge"), _node_client("automerge", FEW), NPM),
    "kinto": Contestant(FEW, _serve_kinto, _python_client("kinto", FEW), "requirements.lock", needs_postgresql=True),
}
PEERS: Final = tuple(name for name in CONTESTANTS if name != "gawahi")
