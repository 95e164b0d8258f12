"""Opening a witness's name in real browsers: one asks with a reason, two of three guardians release, it is shown."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.journey import story
from tests.journey.interview import Interview
from tests.journey.people import PATIENCE_MS, Person
from tests.journey.team import Team
from tests.journey.wire import places_that_hold

ROLES = {"Gul": ("Guardian",), "Dawood": ("Coordinator", "Guardian"), "Amina": ("Documenter",)}
REASON = "The court has summoned the witness of the bridge"
TITLE = story.survivor()["e_title"]


def gather(team: Team) -> dict[str, Person]:
    """Farah founds and guards, Gul only guards, Dawood coordinates and guards, Amina records."""
    people = {"Farah": team.person("Farah", "kanarienvogel hockt auf dem dach")}
    people["Farah"].found("Team Quetta")
    for name, roles in ROLES.items():
        person = people[name] = team.person(name, f"kanarienvogel traegt den hut von {name.lower()}")
        link = people["Farah"].invite(*roles)
        person.join(f"{person.url}/#{link.split('#')[1]}")
        people["Farah"].admit(name)
        person.sync()
        person.is_admitted()
    return people


def tell(amina: Person) -> None:
    """With everybody in the list of members that her phone knows."""
    amina.sync()
    amina.press_tile("Record a testimony")
    interview = Interview(amina.page, story.survivor())
    interview.run()
    interview.seal()
    amina.sync()


def to_the_name(person: Person) -> None:
    person.sync()
    person.testimony(TITLE)
    person.page.get_by_role("link", name="Who guards the name").click()
    person.sees("3 guardians together can open it")


def ask(person: Person) -> None:
    person.page.get_by_label("Why do you need it?").fill(REASON)
    person.press("Ask the guardians")
    person.sees("0 of 2 shares")


def to_the_request(person: Person) -> None:
    person.sync()
    person.page.get_by_role("link", name="Names of witnesses").click()
    person.page.get_by_role("link", name="Testimony T-").first.click()
    person.sees("Its guardians")


def release(person: Person) -> None:
    person.page.get_by_role("checkbox").check()
    person.press("Release my share")
    expect(person.page.get_by_role("button", name="Release my share")).to_have_count(0, timeout=PATIENCE_MS)
    person.sync()


def test_two_guardians_release_and_the_name_is_shown_once(playwright: Playwright, tmp_path: Path) -> None:
    with Team(playwright, tmp_path) as team:
        people = gather(team)
        farah, gul, dawood = people["Farah"], people["Gul"], people["Dawood"]
        tell(people["Amina"])
        to_the_name(farah)
        ask(farah)
        farah.sync()
        for guardian in (gul, dawood):
            to_the_request(guardian)
            guardian.sees(REASON)
            guardian.sees("Farah")
            release(guardian)
        to_the_request(farah)
        farah.press("Show the name now")
        farah.sees(story.WITNESS)
        farah.sees("Shown once")
        farah.press("Close, and forget it here")
        expect(farah.page.get_by_text(story.WITNESS)).to_have_count(0)
        to_the_request(farah)
        farah.sees("Name was shown")
        expect(farah.page.get_by_role("button", name="Show the name now")).to_have_count(0)
        to_the_request(gul)
        gul.sees("Name was shown")
        assert [person.complaints for person in people.values()] == [[], [], [], []]
    assert not places_that_hold([story.WITNESS, story.FATHER, REASON], [tmp_path])
