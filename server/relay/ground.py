"""What must stand before a relay runs: its folder, its key, its tables. Done once by the command, before any worker."""

from __future__ import annotations

from server.relay.chunks import sweep
from server.relay.config import RelayConfig
from server.relay.database import check_promises, open_engine
from server.relay.migrate import migrate
from server.relay.receipts import make_key_file
from server.relay.teams import team_tags


def prepare(config: RelayConfig) -> None:
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_key_file(config.key_file)
    engine = open_engine(config.database)
    try:
        check_promises(engine)
        migrate(config.database)
        with engine.connect() as connection:
            tags = team_tags(connection)
    finally:
        engine.dispose()
    sweep(config.chunk_folder, tags)
