"""People with a browser each: a profile of their own on disk, the real app, and what they do in it by what they see."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from playwright.sync_api import Locator, Page, Playwright, expect

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path, put_away

PHONE = {"width": 360, "height": 640}
PATIENCE_MS = 60_000
"""Argon2id is slow on purpose, and test machines are slow without one."""


class Person:
    """One person, one device. ``passphrase`` is also a canary: it may be found nowhere."""

    def __init__(self, playwright: Playwright, profile: Path, url: str, label: str, passphrase: str) -> None:
        self.label = label
        self.passphrase = passphrase
        self.profile = profile
        self.url = url
        self.context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium_path(),
            args=list(CHROMIUM_ARGUMENTS),
            viewport={"width": PHONE["width"], "height": PHONE["height"]},
            locale="en-GB",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.pages[0]
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        put_away(self.context)

    # --- moving about

    def open(self, fragment: str = "") -> None:
        self.page.goto(f"{self.url}/{fragment}")

    def home(self) -> None:
        self.page.goto(f"{self.url}/#/")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE_MS)

    def offline(self, away: bool) -> None:
        self.context.set_offline(away)

    def picture(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)

    # --- the door

    def _choose_passphrase(self, passphrase: str) -> None:
        self.page.get_by_label("Use my own").check()
        self.page.get_by_label("Your own passphrase").fill(passphrase)
        self.page.get_by_label("Type it once more").fill(passphrase)

    def found(self, team: str) -> None:
        self.open()
        self.page.get_by_role("link", name="Found a team").click()
        self.page.get_by_label("Name of the team").fill(team)
        self.page.get_by_label("Your name for the team").fill(self.label)
        self._choose_passphrase(self.passphrase)
        self.press("Found the team")
        expect(self.page.get_by_role("heading", name="Guardians", exact=True)).to_be_visible(timeout=PATIENCE_MS)
        self.home()
        expect(self.page.get_by_role("heading", name=team)).to_be_visible(timeout=PATIENCE_MS)

    def join(self, link: str) -> None:
        self.page.goto(link)
        self.page.get_by_label("Your name for the team").fill(self.label)
        self._choose_passphrase(self.passphrase)
        self.press("It is the same. Join")
        self.page.wait_for_url("**/#/")
        self.sees("You are not admitted yet")

    def unlock(self, passphrase: str | None = None) -> None:
        self.page.get_by_label("Passphrase").first.fill(passphrase or self.passphrase)
        self.press("Unlock")

    # --- the team

    def invite(self, *roles: str) -> str:
        self.page.goto(f"{self.url}/#/team")
        for role in ("Documenter", "Coordinator", "Guardian", "Administrator"):
            self.page.get_by_role("checkbox", name=role).set_checked(role in roles)
        self.press("Make the invite")
        link = self.page.locator("p.link").inner_text()
        self.press("Make another")
        return link

    def admit(self, label: str) -> None:
        self.page.goto(f"{self.url}/#/team")
        request = self.page.locator("li.card", has_text=label).filter(has=self.page.get_by_role("button", name="Admit"))
        request.get_by_role("checkbox").check()
        request.get_by_role("button", name="Admit").click()
        expect(request).to_have_count(0, timeout=PATIENCE_MS)

    def is_admitted(self) -> None:
        self.home()
        expect(self.page.get_by_text("You are not admitted yet")).to_have_count(0, timeout=PATIENCE_MS)

    def join_desk(self, passphrase: str) -> None:
        self.page.goto(f"{self.url}/#/export")
        self._choose_passphrase(passphrase)
        self.press("Join the desk to this team")
        self.sees("What is it for?")

    # --- recording and handing over

    def press_tile(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def handed(self, state: str) -> Locator:
        return self.page.locator(".card").filter(has_text=state).locator("strong")

    def sync(self) -> None:
        self.home()
        self.page.get_by_role("button", name="Send and fetch now").click()
        expect(self.page.get_by_role("button", name="Send and fetch now")).to_be_enabled(timeout=PATIENCE_MS)

    # --- examine and settle

    def testimony(self, title: str) -> None:
        self.page.goto(f"{self.url}/#/queue")
        self.page.get_by_role("link").filter(has=self.page.get_by_text(title, exact=True)).click()
        expect(self.page.get_by_role("heading", name=title, exact=True)).to_be_visible()

    def answer(self, label: str) -> Locator:
        return self.page.locator(".answer").filter(has=self.page.get_by_role("heading", name=label, exact=True)).first

    def edit(self, label: str, typed: str) -> None:
        row = self.answer(label)
        row.get_by_role("button", name="Edit", exact=True).click()
        row.get_by_role("textbox").fill(typed)
        self.press("Save the change")
        self.sees("Saved on this device")

    def decide(self, label: str, account: str, why: str) -> None:
        row = self.answer(label)
        # By what it says alone: beside it stands a time, which may hold the same figure.
        words = self.page.locator(".account-words", has_text=account)
        row.locator(".account").filter(has=words).get_by_role("button", name="Decide for this one").click()
        row.get_by_label("Why?").fill(why)
        row.get_by_role("button", name="Save the decision").click()
        expect(row.locator(".account")).to_have_count(0, timeout=PATIENCE_MS)

    # --- publish

    def preview_export(self, purpose: str, k: int) -> None:
        self.page.goto(f"{self.url}/#/export")
        self.page.get_by_role("radio", name=purpose).check()
        self.page.get_by_label("Smallest group").fill(str(k))
        self.press("Preview")
        self.sees("What the export would hold")
