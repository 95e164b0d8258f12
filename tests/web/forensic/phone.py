"""A phone whose disk is looked at: either browser, the real app and relay, and a watch over every secret drawn.

The app differs from the one that people get in two lines: the page keeps its worker where a test can call it, and the
worker tells the page of each 32 random bytes, which is what keys are made of.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from playwright.sync_api import BrowserContext, Page, Playwright
from playwright.sync_api import Error as BrowserError

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.web.edition import DIST, make_edition, only
from tests.web.forensic.firefox import Firefox

PATIENCE_MS: Final = 120_000
KEEP_WORKER: Final = b"""
window.drawn = [];
new BroadcastChannel('drawn').onmessage = ({ data }) => window.drawn.push(data);
const KeptWorker = window.Worker;
window.Worker = class extends KeptWorker { constructor(...all) { super(...all); window.engineWorker = this; } };
"""
TELL_DRAWN: Final = b"""
;{ const draw = crypto.getRandomValues.bind(crypto); const told = new BroadcastChannel('drawn');
crypto.getRandomValues = (array) => {
  draw(array);
  if (array.byteLength === 32) told.postMessage([...array]);
  return array;
}; };
"""
QUICK_TAPS: Final = """async () => {
  const tap = (x) => dispatchEvent(new PointerEvent('pointerdown', { clientX: 99 + x, clientY: 300, bubbles: true }));
  setTimeout(() => [0, 1, 2, 3, 4].forEach(tap));
}"""
LOCKED: Final = """async () => (document.querySelector('input[type=password]') ? document.body.textContent : null)"""
CALL: Final = """async ([method, args]) => {
  while (!window.engineWorker) await new Promise((again) => setTimeout(again, 50));
  const worker = window.engineWorker, id = 1e9 + Math.floor(Math.random() * 1e9);
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', function hear({ data }) {
      if (data.id !== id) return;
      worker.removeEventListener('message', hear);
      if ('refusal' in data) reject(new Error(data.refusal)); else resolve(data.ok);
    });
    worker.postMessage({ id, method, args });
  });
}"""


def watched_app(folder: Path) -> Path:
    (main,) = DIST.glob("assets/main-*.js")
    replaced = {"assets/main-*.js": KEEP_WORKER + main.read_bytes()}
    edition = make_edition(folder, replaced, added={"assets/worker-*.js": TELL_DRAWN})
    assert only(edition, "assets/worker-*.js").read_bytes().endswith(TELL_DRAWN)
    return edition


class Tab(Protocol):
    def open(self, url: str) -> None: ...

    def run(self, function: str, argument: object = None) -> Any:
        """What an async function of the page gives."""
        ...

    def close(self) -> None: ...


class Chromium:
    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self._context: BrowserContext = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS), locale="en-GB"
        )
        self._page: Page = self._context.pages[0]
        self._page.set_default_timeout(PATIENCE_MS)

    def open(self, url: str) -> None:
        self._page.goto(url)

    def run(self, function: str, argument: object = None) -> Any:
        return self._page.evaluate(function, argument)

    def close(self) -> None:
        self._context.close()


@dataclass
class Phone:
    """A profile on a disk, and the browser that it belongs to."""

    browser: str
    playwright: Playwright
    profile: Path
    url: str
    drawn: set[bytes] = field(default_factory=set)

    @contextmanager
    def in_use(self) -> Iterator[Tab]:
        """From starting the browser until it was quit and everything was written."""
        tab: Tab = Firefox(self.profile) if self.browser == "firefox" else Chromium(self.playwright, self.profile)
        try:
            tab.open(self.url)
            yield tab
            self.listen(tab)
        finally:
            tab.close()

    def listen(self, tab: Tab) -> None:
        """Before the page goes, and with it what it heard."""
        self.drawn |= {bytes(one) for one in tab.run("async () => window.drawn ?? []")}

    def lock(self, tab: Tab) -> str:
        """By five quick taps, after which the page is a new one. Gives what is on it."""
        self.listen(tab)
        tab.run(QUICK_TAPS)
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while True:
            try:
                text = tab.run(LOCKED)
            except (BrowserError, RuntimeError):  # it was just being replaced
                text = None
            if text is not None:
                return str(text)
            assert time.monotonic() < deadline, "not locked"
            time.sleep(0.2)

    @staticmethod
    def call(tab: Tab, method: str, *arguments: object) -> Any:
        return tab.run(CALL, [method, list(arguments)])
