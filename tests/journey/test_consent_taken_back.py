"""A witness leaves with a number, and comes back with it to somebody else of the team, who is told no name."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.journey import story
from tests.journey.interview import Interview
from tests.journey.people import PATIENCE_MS
from tests.journey.team import Team
from tests.journey.wire import places_that_hold

TITLE = story.survivor()["e_title"]


def test_a_number_that_was_shown_once_ends_the_testimony_through_any_phone(
    playwright: Playwright, tmp_path: Path
) -> None:
    with Team(playwright, tmp_path) as team:
        farah = team.person("Farah", "kanarienvogel hockt auf dem dach")
        farah.found("Team Quetta")
        phones = []
        for name in ("Amina", "Gul"):
            person = team.person(name, f"kanarienvogel traegt den hut von {name.lower()}")
            person.join(f"{person.url}/#{farah.invite('Documenter').split('#')[1]}")
            farah.admit(name)
            person.sync()
            person.is_admitted()
            phones.append(person)
        amina, gul = phones
        amina.press_tile("Record a testimony")
        interview = Interview(amina.page, story.survivor())
        interview.run()
        interview.seal()
        number = amina.page.locator(".given-number").inner_text()
        amina.sees("It is shown only now")
        amina.picture(tmp_path / "pictures" / "given-number.png")
        amina.sync()
        expect(amina.page.get_by_text(number)).to_have_count(0)
        farah.sync()
        farah.testimony(TITLE)
        gul.home()
        gul.page.get_by_role("link", name="A witness takes consent back").click()
        gul.page.get_by_label("The number that the witness was given").fill(
            number[:-1] + str((int(number[-1]) + 1) % 10)
        )
        gul.press("Take it back")
        gul.sees("Type its twelve digits again")
        gul.page.get_by_label("The number that the witness was given").fill(number.replace(" ", "-"))
        gul.picture(tmp_path / "pictures" / "withdraw.png")
        gul.press("Take it back")
        gul.sees("every later publication leaves the testimony out")
        gul.sync()
        farah.sync()
        farah.page.goto(f"{farah.url}/#/queue")
        expect(farah.page.locator("a.queue-row")).to_have_count(1, timeout=PATIENCE_MS)
        expect(farah.page.locator("a.queue-row")).to_contain_text("Consent taken back")
        farah.picture(tmp_path / "pictures" / "queue.png")
        farah.testimony(TITLE)
        farah.sees("The witness has taken every consent back.")
        assert [person.complaints for person in (farah, amina, gul)] == [[], [], []]
    assert not places_that_hold([number, number.replace(" ", "")], [tmp_path])
