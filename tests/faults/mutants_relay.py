"""Bugs for the relay: it answers too early, syncs too little, or gives numbers that hide items."""

from __future__ import annotations

from typing import Final

from tests.faults.mutant import Mutant

_DEATHS: Final = "tests/faults/test_deaths.py"
_CROWD: Final = "tests/relay/test_crowd.py::test_a_reader_who_follows_the_numbers_misses_nothing_meanwhile"

RELAY: Final = (
    Mutant(
        "relay: answers before it commits",
        "server/relay/database.py",
        (
            ("from flask import current_app", "from flask import after_this_request, current_app"),
            (
                "                connection.commit()\n",
                "                commit = connection.commit\n"
                "                after_this_request(lambda answer: answer.call_on_close(commit) and answer)\n",
            ),
        ),
        (f"{_DEATHS}::test_a_relay_that_is_killed_as_soon_as_it_answered_keeps_what_it_acknowledged",),
    ),
    Mutant(
        "relay: SQLite with synchronous=NORMAL",
        "server/relay/sqlite.py",
        (("pragma synchronous = full", "pragma synchronous = normal"),),
        (f"{_DEATHS}::test_a_power_cut_takes_nothing_acknowledged_and_a_careless_relay_is_found_out",),
    ),
    Mutant(
        "relay: a chunk's folder is not synced",
        "server/relay/chunk_folder.py",
        (("            part.rename(path)\n", "            part.rename(path)\n            return\n"),),
        (f"{_DEATHS}::test_a_power_cut_takes_nothing_acknowledged_and_a_careless_relay_is_found_out",),
    ),
    Mutant(
        "relay: numbers as of a sequence, SQLite",
        "server/relay/feed_sqlite.py",
        (
            (
                "            cursor.executemany(_INSERT, decided.lines)\n            new = decided.state\n",
                "            new = decided.state\n",
            ),
            (
                "new.frontier, team))\n        return decided\n",
                "new.frontier, team))\n"
                "    with write_to.writing_cursor(BEGIN_WRITING) as cursor:\n"
                "        cursor.executemany(_INSERT, decided.lines)\n"
                "        return decided\n",
            ),
        ),
        (f"{_CROWD}[sqlite]",),
    ),
    Mutant(
        "relay: numbers outside of the lock, PostgreSQL",
        "server/relay/feed_postgresql.py",
        ((" for no key update", ""),),
        (f"{_CROWD}[postgresql]",),
    ),
)
