"""Renewals: what members fetch when a team has drawn a new epoch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "renewals",
        sa.Column("team", sa.Integer, sa.ForeignKey("teams.id"), primary_key=True, autoincrement=False),
        sa.Column("renewal_id", sa.LargeBinary(16), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("last_day", sa.Integer, nullable=False),
    )
