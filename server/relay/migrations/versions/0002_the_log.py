"""The log: every item under its new id and with its place in the tree, every team with the tree's frontier.

All in one transaction: a relay that is killed in the middle begins anew. What stands in the log is computed from the
items as they lie there, so a gap in their numbers stops the start: no log can be made of it that a phone would believe.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from server.format.item import Kind, item_id
from server.format.log import Frontier, leaf

revision = "0002"
down_revision = "0001"

PAGE_ITEMS: Final = 100


class GapInFeed(Exception):
    """Items of a team are missing from a database of the version before."""


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("teams", sa.Column("rosters", sa.BigInteger, nullable=False, server_default=sa.text("0")))
    op.add_column("teams", sa.Column("frontier", sa.LargeBinary, nullable=False, server_default=sa.text("''")))
    place = _new_table() if sqlite else _new_columns()
    for team, head, tag in op.get_bind().execute(sa.text("select id, head, team_tag from teams")).fetchall():
        _enter(team, head, bytes(tag), "old_items" if sqlite else "items", sa.text(place))
    if sqlite:
        op.drop_table("old_items")
        _index("items_of_mailbox", ["team", "mailbox", "number"], "mailbox IS NOT NULL")
    else:
        op.alter_column("items", "rosters", nullable=False)
        op.alter_column("items", "nodes", nullable=False)
    _index("items_of_roster", ["team", "number"], "kind = 4")


def _new_table() -> str:
    """In SQLite what stands before a body is read without it, so the tree's nodes must stand there."""
    op.drop_index("items_of_mailbox", "items")
    op.rename_table("items", "old_items")
    op.create_table(
        "items",
        sa.Column("team", sa.Integer, sa.ForeignKey("teams.id"), primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("item_id", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.Integer, nullable=False),
        sa.Column("mailbox", sa.LargeBinary(16)),
        sa.Column("rosters", sa.BigInteger, nullable=False),
        sa.Column("nodes", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("team", "item_id", name="items_once"),
    )
    return (
        "insert into items (team, number, item_id, kind, mailbox, rosters, nodes, body)"
        " select team, number, :item_id, kind, mailbox, :rosters, :nodes, body from old_items"
        " where team = :team and number = :number"
    )


def _new_columns() -> str:
    op.add_column("items", sa.Column("rosters", sa.BigInteger))
    op.add_column("items", sa.Column("nodes", sa.LargeBinary))
    return (
        "update items set item_id = :item_id, rosters = :rosters, nodes = :nodes"
        " where team = :team and number = :number"
    )


def _enter(team: int, head: int, tag: bytes, table: str, place: sa.TextClause) -> None:
    frontier, rosters = Frontier(), 0
    for page in _pages(team, table):
        rows: list[dict[str, Any]] = []
        leaves = []
        for number, kind, mailbox, body in page:
            if number != frontier.size + len(rows) + 1:
                raise GapInFeed(f"Team {tag.hex()}: item {frontier.size + len(rows) + 1} is missing.")
            rosters += kind == Kind.ROSTER
            name = item_id(kind, bytes(body), None if mailbox is None else bytes(mailbox))
            rows.append({"team": team, "number": number, "item_id": name, "rosters": rosters})
            leaves.append(leaf(name, rosters))
        frontier, grown = frontier.grow(leaves)
        op.get_bind().execute(place, [row | {"nodes": nodes} for row, nodes in zip(rows, grown, strict=True)])
    if frontier.size != head:
        raise GapInFeed(f"Team {tag.hex()}: the last of {head} items is number {frontier.size}.")
    op.get_bind().execute(
        sa.text("update teams set rosters = :rosters, frontier = :frontier where id = :team"),
        {"rosters": rosters, "frontier": b"".join(frontier.peaks), "team": team},
    )


def _pages(team: int, table: str) -> Iterator[list[Any]]:
    read = sa.text(
        f"select number, kind, mailbox, body from {table} where team = :team and number > :after"  # noqa: S608
        " order by number limit :page_limit"
    )
    after = 0
    while page := list(op.get_bind().execute(read, {"team": team, "after": after, "page_limit": PAGE_ITEMS})):
        yield page
        after = page[-1][0]


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "items", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
