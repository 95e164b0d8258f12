"""Brings a database to the tables of this version. Run once by the command, before any worker: two at once would
race.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from server.relay.database import open_engine


def migrate(database_url: str, revision: str = "head") -> None:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    engine = open_engine(database_url)
    try:
        with engine.connect() as connection:
            settings.attributes["connection"] = connection
            command.upgrade(settings, revision)
    finally:
        engine.dispose()
