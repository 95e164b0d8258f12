"""A team's own XLSForm, from the workbook to a documenter's phone and back: compiled, given, asked, sealed, read with
its words, and taken out of use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.forms.workbooks import text, write
from tests.journey.people import PATIENCE_MS, Person
from tests.journey.team import Team
from tests.journey.wire import places_that_hold
from tests.served import ROOT

SAMPLES = ROOT / "tests" / "forms" / "samples"
TITLE = "oral_histories"
PLACE = "Kanarienbrücke / کنری پل"
SPEAKER = "Zarghuna Kanarizadeh"
COMMUNITY, PLACE_NAME = "What community are you from?", "What is the name of this place?"


def compiled(folder: Path) -> Path:
    """As somebody does it at a terminal."""
    form = folder / "oral_histories.json"
    workbook, classes = SAMPLES / "oral_histories.xlsx", SAMPLES / "oral_histories.csv"
    command = [sys.executable, "-m", "server", "form", "compile", str(workbook), str(form), "--classes", str(classes)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return form


def to_the_forms(person: Person) -> None:
    person.page.goto(f"{person.url}/#/team/forms")
    expect(person.page.get_by_role("heading", name="Forms", exact=True)).to_be_visible(timeout=PATIENCE_MS)


def give(person: Person, form: Path) -> None:
    to_the_forms(person)
    person.page.locator("input[type=file]").set_input_files(form)
    person.sees("Look at it before you give it")
    person.sees("18 questions in all")
    person.press("Give it to the team")
    person.sees("Given. It is on its way")
    person.sync()
    to_the_forms(person)
    person.sees("on the server")


def ask(person: Person, label: str, typed: str) -> None:
    person.page.locator(".capture-question").filter(has_text=label).locator("input, textarea").first.fill(typed)


def go_on(person: Person, heading: str) -> None:
    person.page.get_by_role("button", name="Next", exact=True).click()
    expect(person.page.get_by_role("heading", level=1, name=heading)).to_be_visible(timeout=PATIENCE_MS)
    # No person presses Next five times in a second; whoever does wants the app to close.
    person.page.wait_for_timeout(400)


def begin(person: Person) -> None:
    person.home()
    person.sees("The form that comes with the app")
    person.press_tile(TITLE)
    person.page.locator("label.pick").filter(has_text="Wayaka").click()
    go_on(person, "Place")
    ask(person, PLACE_NAME, PLACE)
    expect(person.page.get_by_text("Saved on this phone")).to_be_visible(timeout=PATIENCE_MS)


def go_on_with_the_draft(person: Person) -> None:
    """After the lock, with the form that it was begun with."""
    person.page.reload()
    person.unlock()
    person.page.get_by_role("link", name="Draft without a title").click()
    expect(person.page.get_by_role("heading", level=1, name="Place")).to_be_visible(timeout=PATIENCE_MS)
    expect(person.page.locator(".capture-question").filter(has_text=PLACE_NAME).locator("input")).to_have_value(PLACE)
    go_on(person, "Story")
    person.press("Add")
    ask(person, "What title would you give this story?", "The canary sang")
    go_on(person, "Speaker")
    person.press("Add")
    ask(person, "What is the name of the speaker?", SPEAKER)


def seal(person: Person) -> None:
    person.page.get_by_role("button", name="All parts").click()
    person.press("Check and seal")
    person.press("Seal")
    expect(person.page.get_by_role("heading", name="It is sealed")).to_be_visible(timeout=PATIENCE_MS)
    person.sync()


def reads(person: Person) -> None:
    person.sync()
    person.page.goto(f"{person.url}/#/queue")
    person.page.get_by_role("link").filter(has_text="No title yet").click()
    expect(person.answer(PLACE_NAME)).to_contain_text(PLACE, timeout=PATIENCE_MS)
    expect(person.answer(COMMUNITY)).to_contain_text("Wayaka")
    expect(person.page.get_by_text("with a form that this app does not have")).to_have_count(0)
    expect(person.page.locator("code:visible")).to_have_count(0)  # how a raw name is shown
    expect(person.page.get_by_text(SPEAKER)).to_have_count(0)


def test_a_form_of_the_team_is_given_asked_sealed_read_and_taken_out_of_use(
    playwright: Playwright, tmp_path: Path
) -> None:
    with Team(playwright, tmp_path) as team:
        farah = team.person("Farah", "kanarienvogel hockt auf dem dach")
        amina = team.person("Amina", "kanarienvogel traegt den hut von amina")
        farah.found("Team Quetta")
        link = farah.invite("Documenter")
        amina.join(f"{amina.url}/#{link.split('#')[1]}")
        farah.admit("Amina")
        amina.sync()
        amina.is_admitted()
        give(farah, compiled(tmp_path))
        amina.sync()
        begin(amina)
        go_on_with_the_draft(amina)
        seal(amina)
        reads(farah)
        to_the_forms(farah)
        farah.press("Take out of use")
        farah.press("Take it out of use")
        farah.sees("Taken out of use by Farah")
        farah.sync()
        reads(farah)
        amina.sync()
        expect(amina.page.get_by_text("The form that comes with the app")).to_have_count(0, timeout=PATIENCE_MS)
        expect(amina.page.get_by_role("button", name="Record a testimony")).to_be_visible()
        assert [farah.complaints, amina.complaints] == [[], []]
    seized = [tmp_path / name for name in ("relay", "profiles", "wire")]
    assert not places_that_hold([PLACE, SPEAKER, "What title would you give"], seized)


def test_at_the_desk_the_workbook_itself_is_chosen(playwright: Playwright, tmp_path: Path) -> None:
    unclear, clear = (tmp_path / name for name in ("unclear.xlsx", "clear.xlsx"))
    write(unclear, [text("said", gw_class="", gw_compartment="")])
    write(clear, [{"type": "start", "name": "start"}, text("said")])
    with Team(playwright, tmp_path) as team:
        farah = team.person("Farah", "kanarienvogel hockt auf dem dach", team.start_desk())
        farah.found("Team Quetta")
        to_the_forms(farah)
        farah.page.locator("input[type=file]").set_input_files(unclear)
        farah.sees("This form cannot be given to the team")
        farah.sees("Nobody has said what this answer gives away")
        farah.page.locator("input[type=file]").set_input_files(clear)
        farah.sees("Left out: it would identify the phone")
        farah.press("Give it to the team")
        farah.sees("Given. It is on its way")
        assert farah.complaints == []
