"""The relay's tables. They hold ciphertext, its hashes and its order: no name, no address, no time finer than the
day.

A change here needs a migration (migrations/versions); a test holds the two equal. Every key starts with the team, so
that no statement ever crosses teams and they can be spread over several databases one day.
"""

from __future__ import annotations

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class TeamRow(Base):
    """``head`` is the number of the newest item. ``epoch`` changes when the database was restored from a backup.

    ``rosters`` (how many roster entries) and ``frontier`` (the peaks of the log's tree, joined) are all that appending
    needs: it costs nothing that grows with the history.
    """

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_tag: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    epoch: Mapped[bytes] = mapped_column(LargeBinary(16))
    head: Mapped[int] = mapped_column(BigInteger)
    used_bytes: Mapped[int] = mapped_column(BigInteger)
    rosters: Mapped[int] = mapped_column(BigInteger)
    frontier: Mapped[bytes] = mapped_column(LargeBinary)
    admin_pk: Mapped[bytes] = mapped_column(LargeBinary(32))
    serial: Mapped[int] = mapped_column(BigInteger)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    old_token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    # The one time finer than a day: without it "24 more hours" could mean two days.
    old_token_last_hour: Mapped[int | None]


class ItemRow(Base):
    """``rosters``: how many of the items up to this one are roster entries. ``nodes``: of the log's tree, the roots of
    the last 2 items, 4, 8.. that this one completes, joined. So every node stands with one item and is written once;
    and it stands before the body, without which SQLite then reads it.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("team", "item_id", name="items_once"),
        Index(
            "items_of_mailbox",
            "team",
            "mailbox",
            "number",
            sqlite_where=text("mailbox IS NOT NULL"),
            postgresql_where=text("mailbox IS NOT NULL"),
        ),
        Index("items_of_roster", "team", "number", sqlite_where=text("kind = 4"), postgresql_where=text("kind = 4")),
    )

    team: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    item_id: Mapped[bytes] = mapped_column(LargeBinary(32))
    kind: Mapped[int]
    mailbox: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    rosters: Mapped[int] = mapped_column(BigInteger)
    nodes: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ChunkRow(Base):
    """Written after its file is durable, so what has a row can be read."""

    __tablename__ = "chunks"

    team: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True, autoincrement=False)
    chunk_id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)


class RenewalRow(Base):
    __tablename__ = "renewals"

    team: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True, autoincrement=False)
    renewal_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    last_day: Mapped[int]


class InviteRow(Base):
    __tablename__ = "invites"

    team: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True, autoincrement=False)
    invite_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    welcome: Mapped[bytes] = mapped_column(LargeBinary)
    last_day: Mapped[int]
