"""Where chunks of media lie: in a folder, or in a bucket of an S3-compatible store. Whoever uses one does not know
which.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import Protocol

from flask import current_app

from server.relay.chunk_folder import ChunkFolder
from server.relay.config import RelayConfig


class ChunkStore(Protocol):
    """All chunks of all teams, each team's apart. A chunk's content never changes, because its id is its hash.

    A store that cannot be reached is refused as ``store_unreachable``; then nothing was promised.
    """

    def write(self, team_tag: bytes, chunk_id: bytes, data: bytes, day: int, /) -> None:
        """Durable when it returns; harmless if it is there already. ``day`` is the finest time a file may show."""

    def read(self, team_tag: bytes, chunk_id: bytes) -> bytes:
        """Refuses as ``not_found`` what is not there."""

    def remove(self, team_tag: bytes) -> None:
        """All chunks of a team; harmless if there are none."""

    def prepare(self) -> None:
        """At the start: clears what a crash left half written, and shows that the store takes chunks."""


def open_chunks(config: RelayConfig) -> ChunkStore:
    if config.chunks_url is None:
        return ChunkFolder(config.chunk_folder)
    from server.relay.chunk_bucket import open_bucket  # brings threads of its own, which a folder does without

    return open_bucket(config.chunks_url, config.chunks_endpoint)


def prepare_chunks(config: RelayConfig) -> None:
    if config.chunks_url is None:
        open_chunks(config).prepare()
        return
    # In a process of its own: the bucket's client starts threads, and a process with threads must not fork workers.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
        apart.submit(_prepare, config.chunks_url, config.chunks_endpoint).result()


def _prepare(url: str, endpoint: str | None) -> None:
    from server.relay.chunk_bucket import open_bucket

    open_bucket(url, endpoint).prepare()


def chunk_store() -> ChunkStore:
    found: ChunkStore = current_app.extensions["gawahi_chunks"]
    return found
