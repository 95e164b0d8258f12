"""A form of the team at the desk: it is kept if a coordinator said it in time, its testimonies are exported by its own
classes and never by another's, and a workbook becomes a form on the coordinator's own page."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server.desk.app import create_desk
from server.desk.compiling import WORKBOOK_LIMIT_BYTES
from server.desk.publish import ExportRequest
from server.format.entry import Remove
from server.format.item import Kind
from server.format.refusals import Refusal
from server.format.roster import Role
from server.format.team_form import FormContent, version_ending
from server.seal.device import Device
from server.seal.roster import add_device, roster_mailbox
from server.seal.team_form import seal_form, sign_form
from tests.desk.conftest import PASSPHRASE, Place
from tests.desk.tables import NO_LIMITS
from tests.desk.team import MASTUNG, Letter, Team, with_witness
from tests.desk.test_app import HOME, name_of

SAMPLE = Path(__file__).resolve().parents[1] / "forms" / "samples" / "oral_histories.xlsx"


def text_of_form(name: str = "place") -> str:
    def label(words: str) -> dict[str, str]:
        return {"en": words, "ur": words, "fa": words}

    def question(name: str, disclosure: str, more: dict[str, str]) -> dict[str, object]:
        return {"n": name, "t": "select_one", "l": label(name), "cls": disclosure, "cmp": "testimony", **more}

    words = {"n": "words", "t": "text", "l": label("words"), "cls": "sensitive", "cmp": "testimony"}
    asked = [question("c_internal", "safe", {"list": "yn"}), question("c_statistics", "safe", {"list": "yn"})]
    asked += [question(name, "safe", {"list": "yn"}), words]
    lists = {"yn": [{"v": "yes", "l": label("Yes")}, {"v": "no", "l": label("No")}]}
    return json.dumps({"id": "oral", "version": "7", "title": label("Oral"), "lists": lists, "q": asked})


FORM = text_of_form()
VERSION = "7" + version_ending(FORM)


def said(team: Team, form: str | None = FORM, *, by: Device | None = None, version: str = VERSION) -> Letter:
    signed = sign_form(by or team.admin, team.roster, FormContent("oral", version, form))
    return sealed(team, signed)


def sealed(team: Team, signed: bytes) -> Letter:
    tag, secret = team.roster.team_tag, team.epoch_secret
    body = seal_form(signed, team_tag=tag, epoch=team.epoch, epoch_secret=secret, nonce=os.urandom(12))
    return Letter(Kind.FORM, body, roster_mailbox(secret))


def statistics(form: str | None) -> ExportRequest:
    return ExportRequest("statistics", 2, {}, form, NO_LIMITS)


def test_a_form_is_kept_over_locking_and_told_with_its_words(place: Place) -> None:
    desk, team = place.joined(), place.team
    team.push(said(team), said(team, None))
    desk.sync()
    desk.lock()
    desk.unlock(PASSPHRASE)
    form = desk._opened()[0].form(VERSION)
    assert (form.id, form.version, list(form.fields)) == (
        "oral",
        VERSION,
        ["c_internal", "c_statistics", "place", "words"],
    )
    assert desk.set_aside() == {}


def test_a_form_that_a_documenter_said_or_that_bears_anothers_version_is_set_aside(place: Place) -> None:
    desk, team = place.joined(), place.team
    team.push(said(team, by=team.phone), said(team, "{}", version="8" + version_ending(FORM)))
    desk.sync()
    assert desk.set_aside() == {"author_not_member": 1, "malformed": 1}
    with pytest.raises(Refusal, match="not_found"):
        desk._opened()[0].form(VERSION)


def test_what_a_removed_coordinator_said_stays_if_it_came_in_time_and_not_if_it_came_late(place: Place) -> None:
    desk, team = place.joined(), place.team
    sana = Device.new(os.urandom)
    team.change_roster(add_device(sana, Role.COORDINATOR, mailbox=os.urandom(16), label="Sana"))
    in_time = sign_form(sana, team.roster, FormContent("oral", VERSION, FORM))
    late = said(team, text_of_form("late"), by=sana, version="7" + version_ending(text_of_form("late")))
    team.change_roster(Remove(sana.id, 3))
    team.renew()
    # By an administrator's phone, for those who come later; and what she signed with an old date.
    team.push(sealed(team, in_time), late)
    desk.sync()
    assert desk._opened()[0].form(VERSION).id == "oral"
    assert desk.set_aside() == {"author_not_member": 1}


def test_a_desk_that_comes_later_passes_over_an_epoch_that_it_does_not_know(place: Place) -> None:
    team = place.team
    early = sign_form(team.admin, team.roster, FormContent("oral", VERSION, FORM))
    team.push(sealed(team, early))
    team.renew()
    team.push(sealed(team, early))
    desk = place.joined()
    assert desk._opened()[0].form(VERSION).id == "oral"
    assert "damaged" not in desk.set_aside()


def test_testimonies_of_a_form_are_exported_by_its_own_classes_and_never_by_anothers(place: Place) -> None:
    desk, team = place.joined(), place.team
    team.push(said(team))
    answers = {"c_internal": "yes", "c_statistics": "yes", "place": "yes", "words": "canary"}
    for _ in range(3):
        team.testify(answers, form=("oral", VERSION))
        team.testify(with_witness(MASTUNG["R1_mastung_killing"], c_statistics="yes", c_internal="yes"))
    team.testify(answers, form=("oral", "7-0000000000000000"))
    own = desk.preview(statistics(None)).report.selected
    assert (len(own.testimonies), own.other_form) == (3, 4)
    published = desk.export(statistics(VERSION))
    selected = published.report.selected
    assert (published.report.form, len(selected.testimonies), selected.other_form) == (("oral", VERSION), 3, 4)
    columns = {column.name for one in published.report.outcome.anonymised.tables for column in one.shape.columns}  # type: ignore[union-attr]
    assert columns == {"place"}
    assert all(b"canary" not in one.body for one in published.files)
    with pytest.raises(Refusal, match="not_found"):
        desk.export(statistics("7-0000000000000000"))


# ---- a workbook on the coordinator's own page


@pytest.fixture
def page(place: Place) -> Iterator[FlaskClient]:
    with create_desk(place.config()).test_client() as client:
        yield client


def test_a_workbook_becomes_a_form_or_says_every_reason_why_not(page: FlaskClient) -> None:
    sent = {"data": SAMPLE.read_bytes(), "content_type": "application/octet-stream", "base_url": HOME}
    told = page.post("/form?name=oral_histories.xlsx", headers={"Origin": HOME}, **sent).get_json()
    assert told["form"] is None
    assert {one["code"] for one in told["problems"]} == {"unclassified"}
    assert {one["code"] for one in told["notices"]} == {"dropped_for_safety", "not_asked_yet"}
    sheet = (
        "| survey |      |      |       |          |                |\n"
        "|        | type | name | label | gw_class | gw_compartment |\n"
        "|        | text | a    | What? | N        | testimony      |\n"
    )
    sent = {**sent, "data": sheet.encode()}
    told = page.post("/form?name=small.md", headers={"Origin": HOME}, **sent).get_json()
    assert (told["problems"], json.loads(told["form"])["q"][0]["n"]) == ([], "a")
    sent = {**sent, "data": b"PK\x03\x04 no workbook"}
    told = page.post("/form?name=broken.xlsx", headers={"Origin": HOME}, **sent).get_json()
    assert [one["code"] for one in told["problems"]] == ["unreadable"]


def test_a_workbook_is_taken_from_the_desks_own_page_only_and_up_to_four_mebibytes(page: FlaskClient) -> None:
    sent = {"data": b"x", "content_type": "application/octet-stream", "base_url": HOME}
    assert name_of(page.post("/form?name=a.md", headers={"Origin": "https://evil.example"}, **sent)) == "wrong_host"
    assert name_of(page.post("/form?name=a.md", **sent)) == "wrong_host"
    assert name_of(page.post("/form", headers={"Origin": HOME}, **sent)) == "malformed"
    other = {**sent, "content_type": "text/plain"}
    assert name_of(page.post("/form?name=a.md", headers={"Origin": HOME}, **other)) == "wrong_media_type"
    large = {**sent, "data": b"x" * (WORKBOOK_LIMIT_BYTES + 1)}
    assert name_of(page.post("/form?name=a.md", headers={"Origin": HOME}, **large)) == "too_large"
