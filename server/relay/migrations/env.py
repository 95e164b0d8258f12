"""Alembic's entry: runs the migrations on the connection that server.relay.migrate opened, in one transaction."""

from __future__ import annotations

from alembic import context

from server.relay.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
