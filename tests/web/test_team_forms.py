"""The screens of a team's forms on a small phone: which there are, giving one, choosing one when a record is begun."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.web.site import Site
from tests.web.test_screens import assert_fits, open_home
from tests.web.test_team import keep_picture

TITLE = "Oral history of the valley"


def form(**question: Any) -> FilePayload:
    label = {"en": "What was it?", "ur": "کیا تھا؟"}
    asked = {"n": "what", "t": "text", "l": label, "cls": "safe", "cmp": "testimony", **question}
    whole = {"id": "oral", "version": "2", "title": {"en": TITLE, "ur": "وادی"}, "lists": {}, "q": [asked]}
    return {"name": "form.json", "mimeType": "application/json", "buffer": json.dumps(whole).encode()}


def open_forms(page: Page, site: Site, **story: Any) -> None:
    open_home(page, site, requests=0, **story)
    page.evaluate("location.hash = '#/team/forms'")
    expect(page.locator("#add-form")).to_be_visible()


def choose(page: Page, file: FilePayload) -> None:
    page.locator("input[type=file]").set_input_files(file)


def test_the_forms_of_a_team_fit_a_small_phone_and_one_is_taken_out_of_use_in_two_acts(page: Page, site: Site) -> None:
    open_forms(page, site, forms=[{}, {"title": None, "by": None}])
    expect(page.locator("main .list .card")).to_have_count(2)
    keep_picture(page, "forms")
    assert_fits(page)
    page.locator(".card .button-quiet").first.click()
    keep_picture(page, "form-end")
    expect(page.locator(".button-danger")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click(".button-danger")
    expect(page.locator(".button-danger")).to_have_count(0)
    assert_fits(page)


def test_a_form_is_looked_at_before_it_is_given(page: Page, site: Site) -> None:
    open_forms(page, site)
    choose(page, form())
    expect(page.locator(".button-primary")).to_be_visible()
    keep_picture(page, "form-look")
    assert_fits(page)
    page.click(".button-primary")
    expect(page.locator(".notice.tone-good")).to_be_visible()
    expect(page.locator("main .list .card")).to_have_count(1)


@pytest.mark.parametrize(
    ("file", "tone"),
    [
        (form(cls="direct"), ".notice.tone-danger"),
        ({**form(), "buffer": b"{"}, ".notice.tone-danger"),
        ({**form(), "name": "form.xlsx"}, ".notice.tone-warn"),
    ],
)
def test_what_cannot_be_given_says_why_and_offers_no_way_to_give_it(
    page: Page, site: Site, file: FilePayload, tone: str
) -> None:
    open_forms(page, site)
    choose(page, file)
    expect(page.locator(tone)).to_be_visible()
    expect(page.locator(".button-primary")).to_have_count(0)
    keep_picture(page, f"form-no-{len(file['buffer'])}")
    assert_fits(page)


def test_a_record_is_begun_with_the_form_that_was_chosen_and_the_apps_own_stays(page: Page, site: Site) -> None:
    open_home(page, site, roles=["documenter"], forms=[{}, {"inUse": False}])
    expect(page.locator("#begin")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(2)
    keep_picture(page, "form-begin")
    assert_fits(page)
    page.locator(".tile").first.click()
    expect(page.locator("[data-name=name]")).to_be_visible()
    expect(page.locator("[data-name=what]")).to_be_visible()


def test_a_draft_whose_form_is_not_here_is_left_as_it_is_and_the_person_told(page: Page, site: Site) -> None:
    draft = {"id": "03" * 16, "formId": "oral", "formVersion": "9-0123456789abcdef", "at": "", "changed": 1}
    drafts = [{**draft, "answers": {"fields": {"what": "words"}, "members": {}}}]
    open_home(page, site, roles=["documenter"], drafts=drafts)
    page.locator(f"a[href='#/record/{'03' * 16}']").click()
    expect(page.locator(".notice.tone-warn")).to_be_visible()
    expect(page.locator("[data-name]")).to_have_count(0)
