"""An interview on the real screens: goes from page to page and answers what the record answers, like a documenter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

FORM = json.loads(
    (Path(__file__).resolve().parents[2] / "server" / "forms" / "gawahi_default.json").read_text(encoding="utf-8")
)
MOST_PAGES = 150
TURN_PAGE_MS = 350
"""No person presses Next five times in a second; whoever does wants the app to close."""
# The last page says "To the end" as soon as it is answered, which may be just now.
ON = re.compile(r"^(Next|To the end)$")
ADD = re.compile(r"^Add$")

Record = Mapping[str, Any]


def nodes(children: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in children:
        yield node
        yield from nodes(node.get("c", []))


NODES = {node["n"]: node for node in nodes(FORM["q"])}
REPEAT_BY_LABEL = {node["l"]["en"]: node["n"] for node in NODES.values() if node["t"] == "repeat"}


class Interview:
    """``record``: field -> answer, collection -> list of such, as in the Mastung records."""

    def __init__(self, page: Page, record: Record) -> None:
        self.page = page
        self.record = record
        self.members: dict[str, list[str]] = {}
        self.answered: set[str] = set()

    def run(self, pages: int = MOST_PAGES) -> None:
        """So many pages, or every page to the last: then the person is on the screen that seals."""
        for _ in range(pages):
            self.page.locator(".capture-bar").wait_for()
            title = self.page.locator("h1").inner_text()
            if title == "Check and seal":
                return
            collection = REPEAT_BY_LABEL.get(title)
            if collection and self._add_next(collection):
                self._leave(title, ADD)
                continue
            if not self._answer_page():
                self.page.wait_for_timeout(TURN_PAGE_MS)
            self._leave(title, ON)
        assert pages < MOST_PAGES, "the form has no end"

    def seal(self) -> None:
        self.page.get_by_role("button", name="Seal", exact=True).click()
        expect(self.page.get_by_role("heading", name="It is sealed")).to_be_visible(timeout=30_000)

    def _leave(self, title: str, button: re.Pattern[str]) -> None:
        before = self.page.locator("h1").element_handle()
        self.page.get_by_role("button", name=button).click()
        if button is ADD and self._answers_inline(title):
            return
        assert before is not None
        self.page.wait_for_function("(old) => !old.isConnected", arg=before)

    def _answers_inline(self, title: str) -> bool:
        return self.page.locator("h1").inner_text() == title

    def _add_next(self, collection: str) -> bool:
        wanted = self.record.get(collection, [])
        return len(wanted) > self.page.locator("main li.card").count()

    def _answer_page(self) -> bool:
        """Whether anything was answered. One answer opens and closes further questions, so looks again after each."""
        before = len(self.answered)
        while new := [key for key in self._keys() if key not in self.answered]:
            self.answered.add(new[0])
            self._answer(self.page.locator("[data-name]").filter(has=self.page.locator(f"[id='{new[0]}']")), new[0])
        return len(self.answered) > before

    def _keys(self) -> list[str]:
        """The first input of every question on the page."""
        questions = self.page.locator("[data-name]")
        keys: list[str] = questions.evaluate_all("(all) => all.map((one) => one.querySelector(\"[id^='q-']\").id)")
        return keys

    def _value(self, key: str, name: str) -> Any:
        parts = key.split("-")
        if len(parts) == 2:
            return self.record.get(name)
        collection, member = parts[1], parts[2]
        known = self.members.setdefault(collection, [])
        if member not in known:
            known.append(member)
        return self.record[collection][known.index(member)].get(name)

    def _answer(self, question: Locator, key: str) -> None:
        name = question.get_attribute("data-name") or ""
        value = self._value(key, name)
        if value is None:
            return
        node = NODES[name]
        if node["t"] in ("select_one", "select_multiple"):
            self._choose(question, node, value if isinstance(value, list) else [value])
        elif node["t"] == "date":
            year, month, day = value.split("-")
            question.get_by_label("Calendar").select_option("gregorian")
            question.get_by_label("Day").select_option(day)
            question.get_by_label("Month").select_option(month)
            question.get_by_label("Year", exact=True).fill(year)
        else:
            question.locator("input, textarea").first.fill(str(value))

    def _choose(self, question: Locator, node: dict[str, Any], values: list[str]) -> None:
        if question.locator("select").count():
            question.locator("select").select_option(values[0])
            return
        for value in values:
            label = next(choice["l"]["en"] for choice in FORM["lists"][node["list"]] if choice["v"] == value)
            question.locator("label.pick").filter(has=self.page.get_by_text(label, exact=True)).click()
