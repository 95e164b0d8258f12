"""Two administrators in real browsers: what takes both is done by both, and who is put out is out at once."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Playwright, expect

from tests.journey import story
from tests.journey.interview import Interview
from tests.journey.people import PATIENCE_MS, Person
from tests.journey.team import Team
from tests.journey.wire import places_that_hold

ROLES = {"Bilal": ("Administrator", "Coordinator"), "Amina": ("Documenter", "Coordinator"), "Gul": ("Documenter",)}
OUT = "Put out: \u2068Amina\u2069. Reason: the phone was taken by others"
"""Names are isolated, so that none changes the direction of what stands beside it."""


def gather(team: Team) -> list[Person]:
    farah = team.person("Farah", "kanarienvogel hockt auf dem dach")
    farah.found("Team Quetta")
    others = []
    for name, roles in ROLES.items():
        person = team.person(name, f"kanarienvogel traegt den hut von {name.lower()}")
        person.join(f"{person.url}/#{farah.invite(*roles).split('#')[1]}")
        farah.admit(name)
        person.sync()
        person.is_admitted()
        others.append(person)
    farah.sync()
    return [farah, *others]


def to_the_team(person: Person) -> None:
    person.sync()
    person.open("#/team")


def card(person: Person, name: str) -> Locator:
    return person.page.locator("li.card").filter(has=person.page.get_by_text(name, exact=True))


def propose_to_put_out(person: Person, name: str) -> None:
    person.page.get_by_role("link", name="Who can read what").click()
    device = card(person, name)
    device.get_by_role("button", name="Put this device out").click()
    device.get_by_label("the phone was taken by others").check()
    device.get_by_role("button", name="Put it out", exact=True).click()
    person.sees("Proposed. It counts when enough administrators have signed.")
    person.sync()


def record(person: Person) -> None:
    person.press_tile("Record a testimony")
    interview = Interview(person.page, story.survivor())
    interview.run()
    interview.seal()
    person.home()


def test_two_put_a_taken_phone_out_and_it_can_neither_send_nor_read(playwright: Playwright, tmp_path: Path) -> None:
    with Team(playwright, tmp_path) as team:
        farah, bilal, amina, gul = people = gather(team)
        amina.offline(True)
        record(amina)
        to_the_team(farah)
        farah.press("Ask for two signatures from now on")
        expect(farah.page.get_by_text("Two should decide together")).to_have_count(0, timeout=PATIENCE_MS)
        to_the_team(bilal)
        propose_to_put_out(bilal, "Amina")
        to_the_team(farah)
        expect(card(farah, OUT)).to_contain_text("1 of 2 signatures: \u2068Bilal\u2069")
        farah.press("Sign it")
        expect(card(farah, OUT)).to_have_count(0, timeout=PATIENCE_MS)
        farah.sync()
        for person in (farah, bilal, gul):
            to_the_team(person)
            person.page.get_by_role("link", name="Who can read what").click()
            expect(card(person, "Amina")).to_contain_text("the phone was taken by others")
            expect(card(person, "Amina")).to_contain_text("by \u2068Bilal\u2069 and \u2068Farah\u2069")
        amina.offline(False)
        amina.sync()
        amina.sees("The relay does not accept this device’s key for sending.")
        expect(amina.handed("Sealed on this phone")).to_have_text("1")
        gul.home()
        record(gul)
        gul.sync()
        for coordinator in (bilal, farah):
            coordinator.sync()
            coordinator.page.goto(f"{coordinator.url}/#/queue")
            expect(coordinator.page.locator("a.queue-row")).to_have_count(1)
        assert [person.complaints for person in people] == [[], [], [], []]
    assert not places_that_hold([story.WITNESS, story.FATHER, OUT], [tmp_path])
