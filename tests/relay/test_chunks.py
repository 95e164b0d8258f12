"""Chunks of media: kept whole or not at all, and given to their own team only, whether they lie in a folder or in a
bucket of an S3-compatible store.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import httpx
import pytest

from server.format import canonical
from server.relay.config import CHUNK_BYTES
from tests.relay.conftest import DAY, Chunks, Relay
from tests.relay.teams import Team, decode, refused

FOLDERS = [("sqlite", "folder"), ("postgresql", "folder")]
only_in_a_folder = pytest.mark.parametrize("place", FOLDERS, indirect=True, ids="-".join)


@pytest.fixture(params=[*FOLDERS, ("sqlite", "bucket")], ids="-".join)
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Where the rows lie, and where the chunks."""
    found: tuple[str, str] = request.param
    return found


@pytest.fixture
def store(place: tuple[str, str]) -> str:
    return place[0]


@pytest.fixture
def chunks_in(place: tuple[str, str], request: pytest.FixtureRequest) -> Chunks:
    found: Chunks = request.getfixturevalue("bucket") if place[1] == "bucket" else Chunks()
    return found


def new_chunk() -> tuple[str, bytes]:
    data = secrets.token_bytes(CHUNK_BYTES)
    return hashlib.sha256(data).hexdigest(), data


def put(team: Team, name: str, data: bytes) -> httpx.Response:
    return team.call("PUT", f"chunks/{name}", content=data)


def have(team: Team, ids: list[bytes]) -> httpx.Response:
    body = canonical.encode({"ids": ids})
    return team.call("POST", "chunks/have", content=body, headers={"Content-Type": "application/cbor"})


def test_a_chunk_comes_back_byte_for_byte(relay: Relay) -> None:
    team = relay.team()
    name, data = new_chunk()
    for _ in range(2):
        assert put(team, name, data).status_code == 204
    assert team.call("GET", f"chunks/{name}").content == data


@pytest.mark.parametrize("asked", ["bytes=0-0", "bytes=100-299", "bytes=262000-", "bytes=-10"])
def test_a_phone_on_a_bad_line_fetches_the_rest_of_a_chunk(relay: Relay, asked: str) -> None:
    team = relay.team()
    name, data = new_chunk()
    put(team, name, data)
    answer = team.call("GET", f"chunks/{name}", headers={"Range": asked})
    first, _, last = asked.removeprefix("bytes=").partition("-")
    start = int(first) if first else CHUNK_BYTES - int(last)
    end = int(last) + 1 if first and last else CHUNK_BYTES
    assert answer.status_code == 206
    assert answer.content == data[start:end]
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{CHUNK_BYTES}"


def test_a_range_beyond_the_chunk_is_malformed(relay: Relay) -> None:
    team = relay.team()
    name, data = new_chunk()
    put(team, name, data)
    refused(team.call("GET", f"chunks/{name}", headers={"Range": "bytes=262144-"}), "malformed")


def test_a_chunk_that_is_not_what_its_name_says_is_not_kept(relay: Relay) -> None:
    team = relay.team()
    name, data = new_chunk()
    for wrong in (data[:-1], data + b"\0", data[:-1] + bytes([data[-1] ^ 1]), b""):
        refused(put(team, name, wrong), "chunk_mismatch")
    short = data[:-1]
    refused(put(team, hashlib.sha256(short).hexdigest(), short), "chunk_mismatch")
    refused(team.call("GET", f"chunks/{name}"), "not_found")


def test_a_team_reads_only_its_own_chunks(relay: Relay) -> None:
    ours, theirs = relay.team(), relay.team()
    name, data = new_chunk()
    put(ours, name, data)
    refused(theirs.call("GET", f"chunks/{name}"), "not_found")
    assert decode(have(theirs, [bytes.fromhex(name)]))["missing"] == [bytes.fromhex(name)]
    put(theirs, name, data)
    ours.delete(1)
    assert theirs.call("GET", f"chunks/{name}").content == data, "one team's files are no other's"


def test_a_phone_learns_which_chunks_are_missing(relay: Relay) -> None:
    team = relay.team()
    name, data = new_chunk()
    put(team, name, data)
    others = [secrets.token_bytes(32) for _ in range(999)]
    assert decode(have(team, [*others, bytes.fromhex(name)]))["missing"] == others
    refused(have(team, [secrets.token_bytes(32) for _ in range(1001)]), "too_large")
    refused(have(team, [b"short"]), "malformed")


@only_in_a_folder
def test_a_chunks_file_shows_the_day_and_no_more(relay: Relay) -> None:
    team = relay.team()
    name, data = new_chunk()
    put(team, name, data)
    (path,) = relay.config.chunk_folder.rglob(name)
    assert path.stat().st_mtime == relay.config.today() * DAY
    assert path.stat().st_mode & 0o077 == 0


@only_in_a_folder
def test_a_start_clears_what_a_crash_left_and_keeps_the_rest(relay: Relay) -> None:
    team = relay.team()
    name, data = new_chunk()
    put(team, name, data)
    (path,) = relay.config.chunk_folder.rglob(name)
    unfinished = path.with_name("0011.part")
    unfinished.write_bytes(b"half of it")
    nobodys = relay.config.chunk_folder / ("00" * 16) / "ab" / ("ab" * 32)
    nobodys.parent.mkdir(parents=True)
    nobodys.write_bytes(b"of a team that a restored database does not know any more")
    again = relay.again()
    assert not unfinished.exists()
    assert nobodys.exists()
    team.http = again.http
    assert team.call("GET", f"chunks/{name}").content == data


@only_in_a_folder
def test_a_chunk_is_not_in_the_folder_under_its_name_before_it_is_whole(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is written and made durable under another name first: a crash leaves a part, never a wrong chunk."""
    steps: list[str] = []
    real_fsync = os.fsync

    def fsync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        steps.append("part" if path.suffix == ".part" else "folder" if path.is_dir() else "other")
        real_fsync(descriptor)

    real_rename = Path.rename

    def rename(path: Path, target: Path) -> Path:
        steps.append("rename")
        return real_rename(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", rename)
    team = relay.team()
    steps.clear()
    put(team, *new_chunk())
    assert steps[-3:] == ["part", "rename", "folder"]
