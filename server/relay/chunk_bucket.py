"""Chunks of media in a bucket of an S3-compatible store: one object a chunk, under its team's tag.

Each write carries its SHA-256, which the store must check, and is answered only after the store said that it has it.
Whether that means "on the disk" is the store's own setting. It also keeps the time of each upload, which is finer than
what the relay itself keeps; nothing here can prevent that.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from server.answers import TellingRefusal
from server.format.refusals import Refusal
from server.relay.config import AWAY_RETRY_SECONDS
from server.relay.database import CannotPromise

if TYPE_CHECKING:
    from obstore.store import S3Config

ANSWER_SECONDS: Final = 20
CONNECT_SECONDS: Final = 5
TRIES_AGAIN: Final = 2
OBJECTS_A_DELETION: Final = 1000
# A store that hangs must not hold every thread of the server: text goes on while media wait.
AT_ONCE: Final = 3
TURN_SECONDS: Final = 1
_PROBE: Final = "probe"


@dataclass(frozen=True, slots=True)
class ChunkBucket:
    bucket: S3Store
    turns: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def write(self, team_tag: bytes, chunk_id: bytes, data: bytes, _day: int) -> None:
        with self._reached():
            obstore.put(self.bucket, _name(team_tag, chunk_id), data, use_multipart=False)

    def read(self, team_tag: bytes, chunk_id: bytes) -> bytes:
        with self._reached():
            return bytes(obstore.get(self.bucket, _name(team_tag, chunk_id)).bytes())

    def remove(self, team_tag: bytes) -> None:
        with self._reached():
            for page in obstore.list(self.bucket, prefix=team_tag.hex(), chunk_size=OBJECTS_A_DELETION):
                obstore.delete(self.bucket, [found["path"] for found in page])

    def prepare(self) -> None:
        """Objects appear whole or not at all, so nothing is half written. Credentials, bucket and write access are
        tried once, so that a mistake is seen at the start and not by a phone.
        """
        try:
            obstore.put(self.bucket, _PROBE, b"gawahi", use_multipart=False)
            found = bytes(obstore.get(self.bucket, _PROBE).bytes())
            obstore.delete(self.bucket, _PROBE)
        except (BaseError, FileNotFoundError, PermissionError) as error:
            reason = str(error).partition("\n")[0]
            raise CannotPromise(f"The store of chunks cannot be used: {reason}") from None
        if hashlib.sha256(found).digest() != hashlib.sha256(b"gawahi").digest():
            raise CannotPromise("The store of chunks gives back other bytes than it was given.")

    @contextmanager
    def _reached(self) -> Iterator[None]:
        if not self.turns.acquire(timeout=TURN_SECONDS):
            raise TellingRefusal("store_unreachable", retry_after_seconds=AWAY_RETRY_SECONDS)
        try:
            yield
        except (NotFoundError, FileNotFoundError) as error:
            raise Refusal("not_found") from error
        except (BaseError, PermissionError) as error:
            raise TellingRefusal("store_unreachable", retry_after_seconds=AWAY_RETRY_SECONDS) from error
        finally:
            self.turns.release()


def open_bucket(url: str, endpoint: str | None) -> ChunkBucket:
    """``s3://bucket/prefix``. Credentials come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ..)."""
    place = urlsplit(url)
    config: S3Config = {"checksum_algorithm": "SHA256"}
    if endpoint is not None:
        config["endpoint"] = endpoint
    store = S3Store(
        place.netloc,
        prefix=place.path.strip("/") or None,
        config=config,
        client_options={
            "timeout": timedelta(seconds=ANSWER_SECONDS),
            "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
            "allow_http": endpoint is not None and endpoint.startswith("http://"),
        },
        retry_config={"max_retries": TRIES_AGAIN, "retry_timeout": timedelta(seconds=ANSWER_SECONDS)},
    )
    return ChunkBucket(store)


def _name(team_tag: bytes, chunk_id: bytes) -> str:
    return f"{team_tag.hex()}/{chunk_id.hex()}"
