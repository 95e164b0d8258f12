"""The whole journey in real browsers: two phones without a signal, a dying relay, coordinators who differ, a desk."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, expect

from server.desk.desk import Desk, DeskConfig
from tests.journey import story
from tests.journey.interview import Interview
from tests.journey.people import PATIENCE_MS, Person
from tests.journey.team import DESK_PASSPHRASE, Team
from tests.journey.wire import places_that_hold
from tests.served import ROOT

FIGURE = "Figure given"
PASSPHRASES = {
    "Aziz": "kanarienvogel singt im garten",
    "Bilal": "kanarienvogel schweigt am abend",
    "DOC-1": "kanarienvogel fliegt nach quetta",
    "DOC-2": "kanarienvogel sieht den morgen",
}


def gather(team: Team) -> None:
    """Aziz founds, Bilal coordinates from his desk, two documenters join by link; everyone is admitted by a person."""
    aziz = team.person("Aziz", PASSPHRASES["Aziz"])
    aziz.found("Team Quetta")
    desk_url = team.start_desk()
    bilal = team.person("Bilal", PASSPHRASES["Bilal"], desk_url)
    link = aziz.invite("Coordinator", "Administrator")
    bilal.join(f"{desk_url}/#{link.split('#')[1]}")
    aziz.admit("Bilal")
    bilal.sync()
    bilal.join_desk(DESK_PASSPHRASE)
    for name in ("DOC-1", "DOC-2"):
        phone = team.person(name, PASSPHRASES[name])
        link = aziz.invite("Documenter")
        phone.join(f"{phone.url}/#{link.split('#')[1]}")
        aziz.admit(name)
        phone.sync()
        phone.is_admitted()


def record_offline(phone: Person, records: list[dict[str, Any]]) -> None:
    """Without relay or signal: the app starts from the phone, drafts survive a reload, everything is sealed."""
    phone.home()
    phone.page.reload()
    phone.unlock()
    for number, record in enumerate(records):
        phone.home()
        phone.press_tile("Record a testimony")
        interview = Interview(phone.page, record)
        if number == 0:
            interview.run(pages=3)
            phone.page.get_by_text("Saved on this phone").wait_for()
            phone.page.reload()
            phone.unlock()
            # No address says where one was: the draft is found again in the list.
            phone.page.locator("a[href^='#/record/']").first.click()
            phone.page.locator("[data-name]").first.wait_for()
        interview.run()
        interview.seal()
        phone.sees("Sealed on this phone")


def test_a_testimony_travels_and_nobody_else_reads_it(playwright: Playwright, tmp_path: Path) -> None:
    with Team(playwright, tmp_path) as team:
        gather(team)
        team.signal("DOC-1", there=False)
        team.signal("DOC-2", there=False)
        team.relay.kill()
        record_offline(team.people["DOC-1"], story.FIRST_PHONE)
        record_offline(team.people["DOC-2"], story.SECOND_PHONE)
        team.relay.restart()
        for name, records in (("DOC-1", story.FIRST_PHONE), ("DOC-2", story.SECOND_PHONE)):
            team.signal(name, there=True)
            team.people[name].sync()
            expect(team.people[name].handed("Delivered")).to_have_text(str(len(records)), timeout=PATIENCE_MS)
        differ_and_settle(team)
        exported = publish(team)
        for name, records in (("DOC-1", story.FIRST_PHONE), ("DOC-2", story.SECOND_PHONE)):
            team.people[name].sync()
            readable = team.people[name].handed("Readable by coordinators")
            expect(readable).to_have_text(str(len(records)), timeout=PATIENCE_MS)
        assert not [complaint for person in team.people.values() for complaint in person.complaints]
    check_export(exported)
    check_everything_is_kept(team)
    check_nobody_else_can_read(team)


def differ_and_settle(team: Team) -> None:
    """Both coordinators change one figure while apart; both accounts stand until Aziz decides, with a reason."""
    aziz, bilal = team.people["Aziz"], team.people["Bilal"]
    for person in (aziz, bilal):
        person.sync()
        person.testimony(story.TITLE)
    team.signal("Aziz", there=False)
    aziz.edit(FIGURE, "27")
    bilal.edit(FIGURE, "28")
    bilal.edit("The place in the speaker's words", "Mastung, on the road")
    bilal.sync()
    team.signal("Aziz", there=True)
    aziz.sync()
    aziz.testimony(story.TITLE)
    aziz.sees("Accounts differ in 1 place")
    for shown in ("27", "28", "Aziz", "Bilal"):
        expect(aziz.answer(FIGURE)).to_contain_text(shown, timeout=PATIENCE_MS)
    aziz.sees("changed at the same time as another answer")
    aziz.decide(FIGURE, "28", story.DECISION)
    aziz.sync()
    bilal.sync()
    bilal.testimony(story.TITLE)
    expect(bilal.answer(FIGURE)).to_contain_text(story.DECISION, timeout=PATIENCE_MS)
    expect(bilal.page.get_by_text("Accounts differ")).to_have_count(0)


def publish(team: Team) -> Path:
    """A group of 50 is refused, and so few testimonies are too few for the public at all: nothing is written. Bilal
    exports them at his own computer's terminal, under limits that the team has agreed on."""
    bilal = team.people["Bilal"]
    exports = team.desk_data / "desk" / "exports"
    bilal.preview_export("Statistics", 50)
    bilal.sees("Nobody was exposed")
    assert not exports.exists() or not list(exports.iterdir())
    bilal.preview_export("Statistics", 11)
    bilal.sees("Nobody was exposed")
    assert not exports.exists() or not list(exports.iterdir())
    passphrase = team.folder / "passphrase"
    passphrase.write_text(f"{DESK_PASSPHRASE}\n", encoding="utf-8")
    asked = ["--purpose", "statistics", "--k", "2", "--own-limits", "0.5", "1"]
    command = [sys.executable, "-m", "server", "export", "--data", str(team.desk_data), *asked]
    subprocess.run([*command, "--passphrase-file", str(passphrase)], cwd=ROOT, check=True, timeout=120)
    passphrase.unlink()
    (folder,) = exports.iterdir()
    return folder


def check_export(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for one in manifest["files"]:
        assert hashlib.sha256((folder / one["name"]).read_bytes()).hexdigest() == one["sha256"]
    with (folder / "records.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    allowed = len(story.FIRST_PHONE) + len(story.SECOND_PHONE) - 1  # one witness did not agree to be counted
    assert len(rows) == allowed
    assert not places_that_hold([*story.CANARIES, "DOC-1"], [folder])


def check_everything_is_kept(team: Team) -> None:
    """Opens the desk's archive as its owner could: every answer ever given is there, also those that were replaced."""
    desk = Desk(DeskConfig(team.desk_data / "desk", team.relay.url))
    desk.unlock(DESK_PASSPHRASE)
    try:
        folded = desk.records()
    finally:
        desk.lock()
    kept = [value.x for one in folded for value in one.record.values.values()]
    kept = [list(value) if isinstance(value, tuple) else value for value in kept]
    told = [value for record in (*story.FIRST_PHONE, *story.SECOND_PHONE) for value in story.values_told(record)]
    assert len(folded) == len(story.FIRST_PHONE) + len(story.SECOND_PHONE)
    assert [value for value in [*told, 27, 28, "Mastung, on the road"] if value not in kept] == []


def check_nobody_else_can_read(team: Team) -> None:
    # The titles of the Mastung records are no secret: the app carries them for its demonstration.
    secrets = [*story.CANARIES, *PASSPHRASES.values(), DESK_PASSPHRASE, "Team Quetta", "Account of a survivor"]
    assert (team.folder / "wire" / "DOC-1").stat().st_size > 10_000, "the tap heard nothing, so it proves nothing"
    assert not places_that_hold(secrets, [team.folder])
