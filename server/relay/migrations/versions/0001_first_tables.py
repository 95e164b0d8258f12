"""The first tables: teams, items, chunks, invites."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("team_tag", sa.LargeBinary(16), nullable=False, unique=True),
        sa.Column("epoch", sa.LargeBinary(16), nullable=False),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.Column("used_bytes", sa.BigInteger, nullable=False),
        sa.Column("admin_pk", sa.LargeBinary(32), nullable=False),
        sa.Column("serial", sa.BigInteger, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("old_token_hash", sa.LargeBinary(32)),
        sa.Column("old_token_last_hour", sa.Integer),
    )
    op.create_table(
        "items",
        sa.Column("team", sa.Integer, sa.ForeignKey("teams.id"), primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("item_id", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.Integer, nullable=False),
        sa.Column("mailbox", sa.LargeBinary(16)),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("team", "item_id", name="items_once"),
    )
    op.create_index(
        "items_of_mailbox",
        "items",
        ["team", "mailbox", "number"],
        sqlite_where=sa.text("mailbox IS NOT NULL"),
        postgresql_where=sa.text("mailbox IS NOT NULL"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Bodies are ciphertext of some KiB: they do not shrink, and in a side table each costs half as much again.
        op.execute("alter table items alter column body set storage external")
        op.execute("alter table items set (toast_tuple_target = 8160)")
    op.create_table(
        "chunks",
        sa.Column("team", sa.Integer, sa.ForeignKey("teams.id"), primary_key=True, autoincrement=False),
        sa.Column("chunk_id", sa.LargeBinary(32), primary_key=True),
    )
    op.create_table(
        "invites",
        sa.Column("team", sa.Integer, sa.ForeignKey("teams.id"), primary_key=True, autoincrement=False),
        sa.Column("invite_id", sa.LargeBinary(16), primary_key=True),
        sa.Column("welcome", sa.LargeBinary, nullable=False),
        sa.Column("last_day", sa.Integer, nullable=False),
    )
