"""What must stand before a relay runs: its folder, its key, its tables. Done once by the command, before any worker."""

from __future__ import annotations

from server.relay.chunk_store import prepare_chunks
from server.relay.config import RelayConfig
from server.relay.database import check_promises, open_engine
from server.relay.migrate import migrate
from server.relay.receipts import make_key_file
from server.relay.teams import draw_epochs


def prepare(config: RelayConfig, *, restored: bool = False) -> None:
    """``restored``: the database came from a backup, so every team's feed gets a new epoch."""
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_key_file(config.key_file)
    engine = open_engine(config.database)
    try:
        check_promises(engine)
        migrate(config.database)
        if restored:
            with engine.begin() as connection:
                draw_epochs(connection)
    finally:
        engine.dispose()
    prepare_chunks(config)
