"""Live arrival: a poll that costs next to nothing, and a hub that holds thousands who only wait."""

from __future__ import annotations

import asyncio
import http.client
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from server.format.item import Kind
from server.relay.database import open_store
from server.relay.hub import UNSENT_LIMIT_BYTES, Hub, Listener
from tests.relay.conftest import Relay
from tests.relay.teams import Team, bearer, decode, refused, sealed
from tests.served import ROOT, Served, free_port

LISTENERS = 1000


class ServedHub:
    def __init__(self, *arguments: str, log: Path) -> None:
        self.port = free_port()
        self.log = log
        command = [sys.executable, "-m", "server", "hub", "--port", str(self.port), *arguments]
        with log.open("wb") as file:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 30
        while b"is ready" not in log.read_bytes():
            assert self.process.poll() is None, log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def get(self, path: str, token: bytes | None = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={"Authorization": bearer(token)} if token else {})
        return connection.getresponse()


@pytest.fixture
def hub(served_on_each: Served, tmp_path: Path, database_url: str | None) -> Iterator[ServedHub]:
    arguments = ["--data", str(served_on_each.data), *(["--database-url", database_url] if database_url else [])]
    running = ServedHub(*arguments, log=tmp_path / "hub.log")
    yield running
    running.process.terminate()
    running.process.wait(10)


@pytest.fixture
def team(served_on_each: Served) -> Iterator[Team]:
    with httpx.Client(base_url=served_on_each.url, timeout=30) as http:
        team = Team(http)
        team.found()
        yield team


def run_apart(work: Coroutine[object, object, None]) -> None:
    """In a thread of its own: the browser tests before this one leave an event loop running in the first."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def push_one(team: Team) -> None:
    assert team.push([(Kind.CHANGE, sealed(team.tag), None)]).status_code == 200


def next_head(events: http.client.HTTPResponse) -> dict[str, object]:
    while True:
        line = events.readline()
        assert line, "the hub hung up"
        if line.startswith(b"data: "):
            told: dict[str, object] = json.loads(line.removeprefix(b"data: "))
            return told


def hung_up(events: http.client.HTTPResponse) -> bool:
    while line := events.readline():
        assert not line.startswith(b"data: ")
    return True


def test_a_poll_says_only_whether_something_new_has_come(relay: Relay) -> None:
    team = relay.team()
    epoch = team.pull()["epoch"]
    assert isinstance(epoch, bytes)
    assert decode(team.call("GET", "head")) == {"head": 0, "epoch": epoch}
    nothing = team.call("GET", f"head?head=0&epoch={epoch.hex()}")
    assert (nothing.status_code, nothing.content) == (204, b"")
    push_one(team)
    assert decode(team.call("GET", f"head?head=0&epoch={epoch.hex()}")) == {"head": 1, "epoch": epoch}
    assert decode(team.call("GET", f"head?head=1&epoch={'00' * 16}")) == {"head": 1, "epoch": epoch}
    refused(team.call("GET", "head?head=-1"), "malformed")
    team.token = secrets.token_bytes(32)
    refused(team.call("GET", "head"), "token_refused")


def test_a_listener_is_told_of_each_arrival_and_of_no_other_teams(hub: ServedHub, team: Team) -> None:
    other = Team(team.http)
    other.found()
    events = hub.get(f"{team.path}/watch", team.token)
    assert (events.status, events.headers["Content-Type"]) == (200, "text/event-stream")
    assert events.headers["X-Accel-Buffering"] == "no"
    assert next_head(events)["head"] == 0
    push_one(other)
    push_one(team)
    assert next_head(events)["head"] == 1
    push_one(team)
    told = next_head(events)
    assert told["head"] == 2
    epoch = team.pull()["epoch"]
    assert isinstance(epoch, bytes)
    assert told["epoch"] == epoch.hex()
    assert next_head(hub.get(f"{team.path}/watch", team.token))["head"] == 2, "who comes late is told at once"
    assert "127.0.0.1:" not in hub.log.read_text().replace(f"http://127.0.0.1:{hub.port}", "")


def test_a_listener_of_a_deleted_team_is_sent_away(hub: ServedHub, team: Team) -> None:
    events = hub.get(f"{team.path}/watch", team.token)
    next_head(events)
    team.delete(1)
    assert hung_up(events)
    again = hub.get(f"{team.path}/watch", team.token)
    assert (again.status, json.loads(again.read())["error"]["name"]) == (404, "team_unknown")


def test_the_hub_refuses_by_name(hub: ServedHub, team: Team) -> None:
    for path, token, name in (
        (f"{team.path}/watch", None, "token_refused"),
        (f"{team.path}/watch", secrets.token_bytes(32), "token_refused"),
        (f"{team.path}/items", team.token, "not_found"),
        (f"/api/v1/teams/{'0' * 32}/watch", team.token, "team_unknown"),
        (f"{team.path}/watch?{'x' * 9000}", team.token, "too_large"),
    ):
        answer = hub.get(path, token)
        assert json.loads(answer.read())["error"]["name"] == name
    connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=10)
    connection.request("POST", f"{team.path}/watch")
    assert json.loads(connection.getresponse().read())["error"]["name"] == "malformed"


def test_a_thousand_wait_and_all_hear_it_within_two_seconds(hub: ServedHub, team: Team) -> None:
    request = (f"GET {team.path}/watch HTTP/1.1\r\nHost: hub\r\nAuthorization: {bearer(team.token)}\r\n\r\n").encode()

    async def listen() -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection("127.0.0.1", hub.port)
        lines.append(writer)
        writer.write(request)
        await reader.readuntil(b'"head": 0')
        return reader

    async def health_ms() -> float:
        before = time.perf_counter()
        answer = await asyncio.to_thread(hub.get, "/api/v1/health")
        assert (answer.status, json.loads(answer.read())["name"]) == (200, "gawahi-hub")
        return 1000 * (time.perf_counter() - before)

    async def crowd() -> None:
        readers = []
        for _ in range(LISTENERS // 100):
            readers += await asyncio.gather(*(listen() for _ in range(100)))
        assert await health_ms() < 2000
        heard = asyncio.gather(*(reader.readuntil(b'"head": 1') for reader in readers))
        await asyncio.to_thread(push_one, team)
        async with asyncio.timeout(2):
            await heard
        assert await health_ms() < 2000
        for writer in lines:
            writer.close()

    lines: list[asyncio.StreamWriter] = []
    run_apart(crowd())


def test_a_listener_who_stopped_reading_is_dropped_and_too_many_are_turned_away(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck:
        """A line whose other end reads nothing: what is written stays."""

        def __init__(self) -> None:
            self.unsent = b""
            self.aborted = False
            self.transport = self

        def write(self, data: bytes) -> None:
            self.unsent += data

        def get_write_buffer_size(self) -> int:
            return len(self.unsent)

        def is_closing(self) -> bool:
            return self.aborted

        def abort(self) -> None:
            self.aborted = True

    line = Stuck()
    listener = Listener(line, (b"e" * 16, 0))  # type: ignore[arg-type]
    for number in range(1, 1000):
        listener.tell((b"e" * 16, number))
    assert line.aborted
    assert len(line.unsent) < UNSENT_LIMIT_BYTES + 200

    monkeypatch.setattr("server.relay.hub.LISTENERS_OF_A_TEAM", 1)
    hub = Hub(open_store(relay.app.extensions["gawahi_store"].engine), relay.app.extensions["gawahi_gate"])
    team = relay.team()

    async def come_twice() -> None:
        server = await asyncio.start_server(hub._connected, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        request = f"GET {team.path}/watch HTTP/1.1\r\nAuthorization: {bearer(team.token)}\r\n\r\n".encode()
        first, second = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        first[1].write(request)
        await first[0].readuntil(b'"head": 0')
        second[1].write(request)
        answer = await second[0].read()
        assert answer.startswith(b"HTTP/1.1 429 ")
        assert b"Retry-After: " in answer
        for _, writer in (first, second):
            writer.close()
        server.close()

    run_apart(come_twice())


def test_a_hub_without_a_relay_says_what_to_do(tmp_path: Path) -> None:
    alone = subprocess.run(
        [sys.executable, "-m", "server", "hub", "--data", str(tmp_path), "--port", str(free_port())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (alone.returncode, "gawahi serve" in alone.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []
