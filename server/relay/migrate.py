"""Brings a database to the tables of this version. Run once by the command, before any worker: two at once would
race. Relays on several machines that share one PostgreSQL wait for each other here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config

from server.relay.database import open_engine

_ONE_AT_A_TIME: Final = 0x6761_7761_6869  # an advisory lock's number is anything that nobody else uses


def migrate(database_url: str, revision: str = "head") -> None:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    engine = open_engine(database_url)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"select pg_advisory_lock({_ONE_AT_A_TIME})")  # until the connection ends
                connection.commit()
            settings.attributes["connection"] = connection
            command.upgrade(settings, revision)
    finally:
        engine.dispose()
