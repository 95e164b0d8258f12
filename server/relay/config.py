"""What a relay is started with, and every limit it keeps. Values only: nothing here reads a file, a clock or the
environment.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ITEM_LIMIT_BYTES: Final = 1 << 20
BATCH_LIMIT_BYTES: Final = 4 << 20
BATCH_LIMIT_ITEMS: Final = 1000
PAGE_LIMIT_BYTES: Final = 4 << 20
PAGE_LIMIT_ITEMS: Final = 500
MAILBOX_FILTER_LIMIT: Final = 16
JSON_LIMIT_BYTES: Final = 8 << 10
CHUNK_BYTES: Final = 262_144
CHUNK_IDS_LIMIT: Final = 1000
INVITE_LIMIT_BYTES: Final = 1024
INVITE_LIFE_DAYS: Final = 7
INVITES_LIMIT: Final = 1000
RENEWAL_LIMIT_BYTES: Final = 4096
# Somebody may be in prison, and their phone in a drawer, for a year.
RENEWAL_LIFE_DAYS: Final = 400
# One epoch's: as many members as a lockbox can name, and those who just left.
RENEWALS_LIMIT: Final = 1000
RENEWALS_STORED_LIMIT: Final = 20_000
TOKEN_GRACE_HOURS: Final = 24
DISK_FULL_RETRY_SECONDS: Final = 60
AWAY_RETRY_SECONDS: Final = 10

GIB: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class RelayConfig:
    """``founding_code`` None means that anybody who reaches this relay may found a team: only right on loopback."""

    data: Path
    database_url: str | None = None
    chunks_url: str | None = None
    chunks_endpoint: str | None = None
    public_url: str | None = None
    # Where the app lies, if not here: who may call the API from there, and where invites lead to.
    app_origins: tuple[str, ...] = ()
    founding_code: str | None = None
    quota_bytes: int = 10 * GIB
    # All devices of a team share one token, so its rate is a team's.
    token_requests_per_minute: int = 3000
    address_requests_per_minute: int = 1200
    clock: Callable[[], float] = field(default=time.time)

    @property
    def database(self) -> str:
        url = self.database_url or f"sqlite:///{self.data.resolve() / 'relay.sqlite'}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)  # the driver that this relay speaks

    @property
    def chunk_folder(self) -> Path:
        return self.data / "chunks"

    @property
    def key_file(self) -> Path:
        return self.data / "relay.key"

    def today(self) -> int:
        """Days since 1970: the finest time that is stored, but for the hour at which an old token dies."""
        return int(self.clock() // 86_400)

    def this_hour(self) -> int:
        return int(self.clock() // 3600)
