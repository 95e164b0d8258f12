"""What only a store over the network can do to a chunk: be away, not let us in, or get other bytes than we sent."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import obstore
import pytest

from server.format.refusals import Refusal
from server.relay.chunk_bucket import AT_ONCE, TURN_SECONDS, open_bucket
from server.relay.config import RelayConfig
from server.relay.database import CannotPromise
from server.relay.ground import prepare
from tests.relay.conftest import Chunks, Relay, only_sqlite
from tests.relay.teams import Team, decode, refused
from tests.relay.test_chunks import have, new_chunk, put
from tests.seaweed import Seaweed
from tests.served import Served, free_port


@pytest.fixture
def chunks_in(bucket: Chunks) -> Chunks:
    return bucket


def objects(seaweed: Seaweed, chunks: Chunks) -> list[str]:
    prefix = urlsplit(chunks.url or "").path.strip("/")
    return [found["path"] for page in obstore.list(seaweed.store(str(prefix))) for found in page]


class Line:
    """A line to the store on which, from ``spoil`` on, one byte of each chunk arrives changed."""

    def __init__(self, endpoint: str) -> None:
        place = urlsplit(endpoint)
        self.target = (place.hostname or "", place.port or 0)
        self.spoil = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.target)
            for source, sink, upwards in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._carry, args=(source, sink, upwards), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, upwards: bool) -> None:
        try:
            while data := source.recv(65_536):
                if upwards and self.spoil and len(data) > 20_000:  # the middle of a chunk, no header
                    data = data[:-1] + bytes([data[-1] ^ 1])
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            return


@only_sqlite
def test_a_chunk_that_arrives_changed_is_refused_by_the_store_and_not_acknowledged(relay: Relay) -> None:
    line = Line(relay.config.chunks_endpoint or "")
    team = relay.team()
    team.http = relay.again(chunks_endpoint=line.endpoint).http
    name, data = new_chunk()
    assert put(team, name, data).status_code == 204
    line.spoil = True
    second, more = new_chunk()
    answer = put(team, second, more)
    refused(answer, "store_unreachable")
    assert int(answer.headers["Retry-After"]) > 0
    assert decode(have(team, [bytes.fromhex(second)]))["missing"] == [bytes.fromhex(second)]
    line.spoil = False
    assert put(team, second, more).status_code == 204
    assert team.call("GET", f"chunks/{second}").content == more


@only_sqlite
def test_a_store_that_is_away_is_named_and_nothing_is_acknowledged(relay: Relay, seaweed: Seaweed) -> None:
    team = relay.team()
    name, data = new_chunk()
    put(team, name, data)
    away = Relay(relay.app, relay.config, relay.clock).again()
    seaweed.stop()
    try:
        team.http = away.http
        second, more = new_chunk()
        for answer in (put(team, second, more), team.call("GET", f"chunks/{name}"), team.delete(1)):
            refused(answer, "store_unreachable")
            assert int(answer.headers["Retry-After"]) > 0
        assert decode(have(team, [bytes.fromhex(second)]))["missing"] == [bytes.fromhex(second)]
        assert team.push([]).status_code == 200, "text does not wait for media"
    finally:
        seaweed.start()
    assert put(team, second, more).status_code == 204
    assert team.call("GET", f"chunks/{name}").content == data, "what was acknowledged is on its disk"


def test_a_store_that_hangs_holds_only_some_of_the_servers_threads(bucket: Chunks) -> None:
    """Four phones send media to a store that takes everything and never answers: one is told so at once."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        store = open_bucket(bucket.url or "", f"http://127.0.0.1:{deaf.getsockname()[1]}")

        def wait_long() -> None:
            with pytest.raises(Refusal, match="store_unreachable"):
                store.read(b"t" * 16, b"c" * 32)

        waiting = [threading.Thread(target=wait_long) for _ in range(AT_ONCE)]
        for thread in waiting:
            thread.start()
        time.sleep(0.3)
        before = time.monotonic()
        with pytest.raises(Refusal, match="store_unreachable"):
            store.read(b"t" * 16, b"c" * 32)
        assert time.monotonic() - before < TURN_SECONDS + 1
    for thread in waiting:
        thread.join()


@only_sqlite
def test_a_deleted_team_leaves_no_chunk_in_the_bucket(relay: Relay, seaweed: Seaweed, bucket: Chunks) -> None:
    ours, theirs = relay.team(), relay.team()
    for team in (ours, ours, theirs):
        put(team, *new_chunk())
    assert ours.delete(1).status_code == 200
    left = objects(seaweed, bucket)
    assert [path.split("/")[0] for path in left] == [theirs.tag.hex()]


def test_a_store_that_does_not_let_us_in_is_said_at_the_start(
    bucket: Chunks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = RelayConfig(data=tmp_path / "data", chunks_url=bucket.url, chunks_endpoint=bucket.endpoint)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(CannotPromise, match="store of chunks"):
        prepare(config)
    nowhere = RelayConfig(
        data=tmp_path / "data", chunks_url=bucket.url, chunks_endpoint=f"http://127.0.0.1:{free_port()}"
    )
    with pytest.raises(CannotPromise, match="store of chunks"):
        prepare(nowhere)


def test_the_served_relay_keeps_chunks_in_a_bucket(bucket: Chunks, tmp_path: Path, web_folder: Path) -> None:
    """Its worker is forked, and the client of the bucket has threads: they must not meet."""
    options = ["--chunks", bucket.url or "", "--chunks-endpoint", bucket.endpoint or ""]
    with Served(tmp_path / "data", *options, web=web_folder) as served, httpx.Client(base_url=served.url) as http:
        team = Team(http)
        team.found()
        name, data = new_chunk()
        assert put(team, name, data).status_code == 204
        assert hashlib.sha256(team.call("GET", f"chunks/{name}").content).hexdigest() == name
        assert not (served.data / "chunks").exists()
