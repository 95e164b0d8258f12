"""What goes wrong in the field, on the real screens: each time a clear sentence, and nothing is lost."""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.journey import story
from tests.journey.interview import Interview
from tests.journey.people import Person
from tests.journey.team import Team

PASSPHRASE = "laterne am fluss bei nacht"
OTHER_PASSPHRASE = "laterne am see bei tag"


@pytest.fixture
def team(playwright: Playwright, tmp_path: Path) -> Iterator[Team]:
    with Team(playwright, tmp_path) as gathered:
        yield gathered


def founder(team: Team) -> Person:
    person = team.person("QA-1", PASSPHRASE)
    person.found("Team Quetta")
    return person


def seal_one(person: Person) -> None:
    person.home()
    person.press_tile("Record a testimony")
    interview = Interview(person.page, story.survivor())
    interview.run()
    interview.seal()


def test_a_wrong_passphrase_opens_nothing_and_the_right_one_still_opens(team: Team) -> None:
    person = founder(team)
    person.page.reload()
    person.unlock("laterne am flusz bei nacht")
    person.sees("This passphrase does not open anything here.")
    person.unlock()
    person.sees("Record a testimony")


@pytest.mark.parametrize("cut", [1, 40], ids=["one letter short", "half of it"])
def test_a_damaged_invite_is_refused_before_anything_is_asked(team: Team, cut: int) -> None:
    link = founder(team).invite("Documenter")
    newcomer = team.person("DOC-1", OTHER_PASSPHRASE)
    newcomer.page.goto(f"{newcomer.url}/#{link.split('#')[1][:-cut]}")
    newcomer.sees("This invite is incomplete or damaged.")


def test_an_invite_that_was_taken_back_lets_nobody_in(team: Team) -> None:
    person = founder(team)
    person.page.goto(f"{person.url}/#/team")
    person.press("Make the invite")
    link = person.page.locator("p.link").inner_text()
    person.press("Take the invite back")
    person.sees("The invite was taken back.")
    newcomer = team.person("DOC-1", OTHER_PASSPHRASE)
    newcomer.page.goto(f"{newcomer.url}/#{link.split('#')[1]}")
    newcomer.sees("This invite has expired, was used, or was taken back.")


def test_an_expired_token_is_said_and_the_testimony_stays_on_the_phone(team: Team) -> None:
    person = founder(team)
    database = team.relay.data / "relay.sqlite"
    with sqlite3.connect(database) as relay:
        (rightful,) = relay.execute("select token_hash from teams").fetchone()
        relay.execute("update teams set token_hash = ?", (secrets.token_bytes(32),))
    seal_one(person)
    person.home()
    person.press_tile("Send and fetch now")
    person.sees("key for sending.")
    person.sees("Sealed on this phone")
    with sqlite3.connect(database) as relay:
        relay.execute("update teams set token_hash = ?", (rightful,))
    person.sync()
    person.sees("Readable by coordinators")


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A real file system of 3 MiB."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a disk needs root; tests/relay/test_limits.py needs none")
def test_a_full_disk_is_said_and_the_testimony_stays_on_the_phone(playwright: Playwright, tmp_path: Path) -> None:
    with small_disk(tmp_path / "relay"), Team(playwright, tmp_path) as team:
        person = founder(team)
        ballast = tmp_path / "relay" / "ballast"
        with pytest.raises(OSError, match="No space left"):
            fill(ballast)
        seal_one(person)
        person.home()
        person.press_tile("Send and fetch now")
        person.sees("disk is full.")
        person.sees("Sealed on this phone")
        ballast.unlink()
        person.sync()
        person.sees("Readable by coordinators")
