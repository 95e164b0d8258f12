"""A phone without signal for a week, and a colleague who drives to the city: in real browsers, by real files."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.journey import story
from tests.journey.interview import Interview
from tests.journey.people import PATIENCE_MS, Person
from tests.journey.team import Team
from tests.journey.wire import places_that_hold

PASSPHRASES = {
    "Aziz": "kanarienvogel singt im garten",
    "Sanam": "kanarienvogel fliegt nach quetta",
    "Tahir": "kanarienvogel sieht den morgen",
}


def gather(team: Team) -> None:
    aziz = team.person("Aziz", PASSPHRASES["Aziz"])
    aziz.found("Team Quetta")
    for name in ("Sanam", "Tahir"):
        phone = team.person(name, PASSPHRASES[name])
        link = aziz.invite("Documenter")
        phone.join(f"{phone.url}/#{link.split('#')[1]}")
        aziz.admit(name)
        phone.sync()
        phone.is_admitted()


def carry_screen(person: Person) -> Page:
    person.home()
    person.press("Through a colleague")
    expect(person.page.get_by_role("heading", name="Through a colleague")).to_be_visible()
    return person.page


def written(person: Person, button: str, folder: Path) -> Path:
    """The file that the browser gives to the person."""
    with person.page.expect_download() as begun:
        person.press(button)
    assert begun.value.suggested_filename.endswith(".bin")
    path = folder / begun.value.suggested_filename
    begun.value.save_as(path)
    return path


def take(person: Person, file: Path, says: str) -> None:
    page = carry_screen(person)
    page.set_input_files("input[type=file]", file)
    person.sees(says)


def test_a_testimony_travels_in_a_colleagues_pocket_and_its_receipts_come_back(
    playwright: Playwright, tmp_path: Path
) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    with Team(playwright, tmp_path) as team:
        gather(team)
        aziz, sanam, tahir = (team.people[name] for name in ("Aziz", "Sanam", "Tahir"))
        team.signal("Sanam", there=False)
        sanam.home()
        sanam.press_tile("Record a testimony")
        interview = Interview(sanam.page, story.survivor())
        interview.run()
        interview.seal()
        carry_screen(sanam)
        letters = written(sanam, "Write them into a file", usb)
        sanam.sees("Written, not sent")
        sanam.home()
        expect(sanam.handed("Sealed on this phone")).to_have_text("1")

        team.signal("Tahir", there=False)
        take(tahir, letters, "You carry")
        team.signal("Tahir", there=True)
        tahir.sync()
        expect(tahir.page.locator(".card strong")).to_have_count(0)  # nothing of it counts as his
        aziz.sync()
        aziz.testimony(story.survivor()["e_title"])
        carry_screen(tahir)
        receipts = written(tahir, "Write the receipts into a file", usb)

        take(sanam, receipts, "of your letters are proven to be delivered")
        sanam.home()
        expect(sanam.handed("Delivered")).to_have_text("1")
        team.signal("Sanam", there=True)
        sanam.sync()
        expect(sanam.handed("Readable by coordinators")).to_have_text("1", timeout=PATIENCE_MS)
        assert not [complaint for person in team.people.values() for complaint in person.complaints]
    assert places_that_hold([*story.CANARIES, *PASSPHRASES.values()], [usb]) == {}
    assert sorted(places_that_hold(["GWB1"], [usb])["GWB1"]) == sorted(map(str, (letters, receipts)))
