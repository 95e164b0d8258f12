"""Pictures of the coordinator's screens over a Journey in memory, on a phone and a laptop, in English and Urdu.

Run from the repository: ``python tests/web/review_pictures.py [folder [scene ...]]``. It builds the page of
tests/static/review/page first, and fails if anything is wider than its screen.
"""

from __future__ import annotations

import functools
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "tests" / "static" / "review" / "page"
BUILT = ROOT / "build" / "review-page"
SIZES = {"phone": (360, 640), "laptop": (1200, 800)}
LANGUAGES = ("en", "ur")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


def build() -> None:
    command = ["npx", "vite", "build", str(PAGE), "--config", str(PAGE / "vite.config.mts"), "--outDir", str(BUILT)]
    subprocess.run([*command, "--emptyOutDir", "--logLevel", "warn"], cwd=ROOT / "static", check=True)


def begin_edit(page: Page) -> None:
    page.locator("#answer--e_title- .small-button").first.click()
    page.locator("#answer--e_title- textarea").fill("Pilgrims taken off a bus near Mastung")
    page.evaluate(
        "arrives({path: ['e_title'], x: 'زائرین کو بس سے اتارا گیا', sawValueIds: ['01'.padEnd(64, '0')]})",
    )
    page.locator(".compare").wait_for()
    page.locator("#answer--e_title-").scroll_into_view_if_needed()


def begin_decision(page: Page) -> None:
    page.locator(".notice .actions button").first.click()
    page.locator(".conflict .account button").nth(1).click()
    page.locator(".conflict .editor button").first.click()


def save_decision(page: Page) -> None:
    begin_decision(page)
    page.locator(".conflict .editor textarea").last.fill(
        "The second account counts the three in the car that came to help. فیصلہ"
    )
    page.locator(".conflict .editor button").first.click()
    page.locator(".save-bar").wait_for()


def open_history(page: Page) -> None:
    page.locator(".review-group").last.locator("summary").click()


def show_members(page: Page) -> None:
    page.locator(".member-out summary").last.click()
    page.locator(".member").nth(1).scroll_into_view_if_needed()


def preview(page: Page) -> None:
    page.locator("form button[type=submit]").click()
    page.locator(".publish-counts").first.wait_for()


def look_at_the_worst(page: Page) -> None:
    preview(page)
    page.locator("details summary").click()


def make(page: Page) -> None:
    preview(page)
    page.locator("main > .stack-close button").click()
    page.locator(".publish-hash").first.wait_for()


def refuse(page: Page) -> None:
    page.locator(".publish-k").fill("۲۵")
    page.locator("form button[type=submit]").click()
    page.locator(".notice.tone-good").wait_for()


def nothing(_: Page) -> None:
    """The screen as it opens."""


SCENES: dict[str, tuple[str, Callable[[Page], None], bool]] = {
    "queue": ("?records=80#/queue", nothing, False),
    "queue-empty": ("?records=0#/queue", nothing, False),
    "testimony": ("#/case", nothing, True),
    "decision": ("#/case", begin_decision, False),
    "decided": ("#/case", save_decision, False),
    "changed": ("#/case", begin_edit, False),
    "members": ("#/case", show_members, False),
    "history": ("#/case", open_history, False),
    "desk-away": ("?desk=away#/export", nothing, True),
    "desk-new": ("?desk=new#/export", nothing, True),
    "desk-locked": ("?desk=locked#/export", nothing, False),
    "preview": ("#/export", look_at_the_worst, True),
    "made": ("#/export", make, True),
    "refused": ("#/export", refuse, True),
}


def take(browser: Browser, address: str, folder: Path, only: list[str]) -> list[str]:
    wide = []
    for device, (width, height) in SIZES.items():
        for language in LANGUAGES:
            for scene, (where, act, whole) in SCENES.items():
                if only and scene not in only:
                    continue
                query, _, fragment = where.partition("#")
                page = browser.new_page(viewport={"width": width, "height": height})
                page.on("pageerror", lambda error: print("page error:", error))
                page.goto(f"{address}/{query or '?'}&lang={language}#{fragment}")
                page.locator("h1").wait_for()
                page.wait_for_timeout(150)
                act(page)
                page.wait_for_timeout(150)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    wide.append(f"{scene}-{device}-{language}")
                page.screenshot(path=str(folder / f"{scene}-{device}-{language}.png"), full_page=whole)
                page.close()
    return wide


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    build()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(BUILT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        wide = take(browser, f"http://127.0.0.1:{server.server_port}", folder, sys.argv[2:])
        browser.close()
    server.shutdown()
    if wide:
        sys.exit(f"wider than the screen: {', '.join(wide)}")


if __name__ == "__main__":
    main()
