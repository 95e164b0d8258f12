"""Takes the pictures of the README from the running app: `python -m tests.journey.pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.journey import story
from tests.journey.interview import Interview
from tests.journey.people import Person
from tests.journey.team import Team

PICTURES = Path(__file__).with_name("pictures")
FIGURE = "Figure given"


def in_urdu(person: Person) -> None:
    person.page.goto(f"{person.url}/#/settings")
    person.page.get_by_text("اردو").click()


def main() -> None:
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        Team(playwright, Path(folder)) as team,
    ):
        aziz = team.person("Aziz", "laterne am fluss bei nacht")
        aziz.found("Team Quetta")
        bilal = team.person("Bilal", "laterne am see bei tag")
        link = aziz.invite("Coordinator")
        bilal.join(f"{bilal.url}/#{link.split('#')[1]}")
        aziz.admit("Bilal")
        aziz.home()
        aziz.press_tile("Record a testimony")
        interview = Interview(aziz.page, story.FIRST_PHONE[0])
        interview.run()
        interview.seal()
        for person in (aziz, bilal):
            person.sync()
            person.testimony(story.TITLE)
        team.signal("Bilal", there=False)
        aziz.edit(FIGURE, "27")
        bilal.edit(FIGURE, "29")
        team.signal("Bilal", there=True)
        bilal.sync()
        aziz.sync()
        aziz.testimony(story.TITLE)
        aziz.answer(FIGURE).scroll_into_view_if_needed()
        aziz.answer(FIGURE).evaluate("(row) => row.scrollIntoView({block: 'start'})")
        aziz.picture(PICTURES / "conflict-en.png")
        aziz.home()
        aziz.press_tile("Record a testimony")
        Interview(aziz.page, story.survivor()).run(pages=3)
        aziz.picture(PICTURES / "record-en.png")
        in_urdu(aziz)
        aziz.page.go_back()
        aziz.page.wait_for_timeout(500)
        aziz.picture(PICTURES / "record-ur.png")


if __name__ == "__main__":
    main()
