"""A person's phone for the faults: a real Chromium with a profile on disk, the real app, driven by calls to its engine.

The calls go to the app's own worker, beside those of its screens; nothing of the app is changed. The phone can be
killed at any moment, and started again on what is then on its disk.
"""

from __future__ import annotations

import os
import secrets
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.served import children_of

FORM: Final = ("gawahi_default", "2026112200")
PASSPHRASE: Final = "laterne am fluss bei nacht"
PATIENCE_MS: Final = 60_000
KEEP_WORKER: Final = """
  const Worker_ = Worker;
  window.Worker = class extends Worker_ { constructor(...all) { super(...all); window.engineWorker = this; } };
"""
CALL: Final = """([method, args]) => new Promise((resolve, reject) => {
  const worker = window.engineWorker, id = 1e9 + Math.floor(Math.random() * 1e9);
  worker.addEventListener('message', function hear({ data }) {
    if (data.id !== id) return;
    worker.removeEventListener('message', hear);
    if ('refusal' in data) reject(new Error(data.refusal)); else resolve(data.ok);
  });
  worker.postMessage({ id, method, args });
})"""


@dataclass
class Phone:
    """``url``: where it finds the relay; always the same, because a browser keeps what it has by address."""

    playwright: Playwright
    profile: Path
    url: str
    context: BrowserContext | None = field(default=None, repr=False)
    page: Page | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self.context = self.open_context()
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(KEEP_WORKER)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.goto(self.url)
        self.page.wait_for_function("() => window.engineWorker !== undefined")

    def open_context(self) -> BrowserContext:
        return self.playwright.chromium.launch_persistent_context(
            self.profile, executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS)
        )

    def stop(self) -> None:
        if self.context is not None:
            try:
                self.context.close()
            except Error:  # it was killed
                self.kill()
        self.context = self.page = None

    def kill(self) -> None:
        """kill -9 of the browser with all its processes, from any thread."""
        for pid in [one for root in self._roots() for one in children_of(root)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def restart(self) -> None:
        """After it was killed: on what is on its disk."""
        self.stop()
        for lock in self.profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)  # of a browser that cannot take it away any more
        self.start()

    def call(self, method: str, *args: object) -> Any:
        assert self.page is not None
        return self.page.evaluate(CALL, [method, list(args)])

    def unlock(self) -> None:
        self.call("unlock", PASSPHRASE)

    def testify(self, narrative: str) -> str:
        """Record and seal one testimony; its record's id."""
        form_id, version = FORM
        draft = {"id": secrets.token_hex(16), "formId": form_id, "formVersion": version, "at": "event", "changed": 0}
        self.call("saveDraft", {**draft, "answers": {"fields": {"narrative": narrative}, "members": {}}})
        said = [{"path": ["narrative"], "value": narrative, "compartment": "testimony"}]
        return str(self.call("seal", draft["id"], FORM, said)["record"])

    def states(self) -> dict[str, str]:
        """What it says of each record that it handed over: sealed, delivered or readable."""
        return {one["record"]: one["state"] for one in self.call("handed")}

    def _roots(self) -> list[int]:
        """The browser of this profile and of no other."""
        wanted = f"--user-data-dir={self.profile}".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                arguments = path.read_bytes().split(b"\0")
            except OSError:  # it ended while we looked
                continue
            if wanted in arguments and not any(one.startswith(b"--type=") for one in arguments):
                found.append(int(path.parent.name))
        return found
