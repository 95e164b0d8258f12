"""What a first pull costs a coordinator in a browser, beside what the browser's own ciphers would take for it.

The app's own engine, in its own worker, from the relay, pulls 10,000 testimonies: receipts and signatures checked,
decrypted, sealed again under the vault and kept with their cursor, acknowledged. The floor is what no program in that
browser can go below: 10,000 Ed25519 signatures verified and as many AES-GCM boxes of the same size opened by WebCrypto,
one after the other as the results are needed, in a worker of the same page, in the same minute.

Two teams' ways of writing are measured: ``STREAMS`` phones' streams that go on and on, and every testimony on a stream
of its own, which is what phones do; its 10,000 post-quantum lockboxes are opened besides and are in no floor.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from server.desk.joining import read_link
from server.desk.relay_client import Letter, RelayClient, http_client
from server.format.invite import Request
from server.format.item import Kind
from server.seal.device import Device
from server.seal.invite import invite_id, open_welcome, seal_request
from server.seal.roster import open_entry, read_roster, roster_mailbox, upload_token
from tests.bench.gawahi import Author, Ground, ops_of
from tests.bench.parts import Figures
from tests.bench.work import Work, records
from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.served import Served

CHANGES: Final = 10_000
STREAMS: Final = 100
PASSPHRASE: Final = "a passphrase for the benchmark alone"
SCRIPT: Final = Path(__file__).with_name("browser_pull.js")
ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Coordinator:
    """The engine in a page of the app's own origin, without the app's screens."""

    page: Page

    def call(self, method: str, *arguments: Any) -> Any:
        return self.page.evaluate("([method, args]) => engine.call(method, args)", [method, list(arguments)])

    def start(self) -> None:
        """A new worker; the one before ends, and with it every key."""
        self.page.evaluate("() => engine.start()")


def open_page(browser: Browser, url: str) -> Coordinator:
    # The page's own policy would keep a test from starting the worker by its address.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{url}/manifest.webmanifest")
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    coordinator = Coordinator(page)
    coordinator.start()
    return coordinator


def join(coordinator: Coordinator, url: str) -> Author:
    """A phone that the coordinator lets in as a documenter."""
    invite = read_link(coordinator.call("invite", ["documenter"])["link"])
    http, tag, phone = http_client(url), invite.team_id[:16], Device.new(os.urandom)
    sealed = RelayClient(http, tag).fetch_welcome(invite_id(invite.secret))
    secret = open_welcome(invite, sealed, now=int(time.time() * 1000)).epoch_secret
    relay = RelayClient(http, tag, upload_token(secret))
    request = Request(phone.sign_pk, phone.kem_pk, os.urandom(16), "phone")
    relay_pk = bytes.fromhex(http.get("/api/v1/health").json()["relay_pk"])
    letter = Letter(Kind.REQUEST, seal_request(invite, request, nonce=os.urandom(12)), roster_mailbox(secret))
    list(relay.push([letter], relay_pk))
    coordinator.call("sync")
    (asking,) = coordinator.call("team")["requests"]
    coordinator.call("admit", asking["id"])
    coordinator.call("sync")
    items = relay.pull(0, None, [roster_mailbox(secret)]).items
    entries = [one.letter.body for one in items if one.letter.kind == Kind.ROSTER]
    roster = read_roster([open_entry(body, team_tag=tag, epoch_secret=secret) for body in entries])
    return Author(phone, Ground(url, roster, b"", secret, relay_pk), relay)


def testify(author: Author, works: Sequence[Work], streams: int) -> None:
    """On so many streams, by turns."""
    letters: list[Letter] = []
    writers: list[Any] = [None] * streams
    for number, work in enumerate(works):
        record, place = bytes.fromhex(work["id"]), number % streams
        if writers[place] is not None:
            author.streams[record] = writers[place]
        letters += author.seal(record, ops_of(work))[0]
        writers[place] = author.streams.pop(record)
    author.push(letters)


def first_pull_seconds(browser: Browser, streams: int) -> tuple[float, float]:
    """Seconds of the pull, and of the native ciphers alone."""
    with tempfile.TemporaryDirectory() as name, Served(Path(name) / "data") as served:
        coordinator = open_page(browser, served.url)
        coordinator.call("found", "Quetta", "Amina", PASSPHRASE, None)
        author = join(coordinator, served.url)
        coordinator.page.evaluate("() => engine.stop()")
        testify(author, records(CHANGES), streams)
        coordinator.start()
        coordinator.call("unlock", PASSPHRASE)
        pulled = float(coordinator.page.evaluate("() => engine.timed('sync', [])"))
        known = coordinator.call("overview")["queue"]["records"]
        if known != CHANGES:
            raise RuntimeError(f"{known} of {CHANGES} records arrived")
        coordinator.page.evaluate("() => engine.stop()")
        native = float(coordinator.page.evaluate("(count) => engine.native(count)", CHANGES))
        coordinator.page.context.close()
    return pulled, native


def measure() -> Figures:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS))
        long = [first_pull_seconds(browser, STREAMS) for _ in range(ROUNDS)]
        own = [first_pull_seconds(browser, CHANGES)]
        browser.close()
    return {
        "pull.browser_over_native": statistics.median(pulled / native for pulled, native in long),
        "pull.browser_own_streams_over_native": statistics.median(pulled / native for pulled, native in own),
        "pull.browser_s": statistics.median(pulled for pulled, _ in long),
        "pull.browser_own_streams_s": statistics.median(pulled for pulled, _ in own),
        "pull.browser_native_s": statistics.median(native for _, native in (*long, *own)),
    }


if __name__ == "__main__":
    for figure, value in measure().items():
        print(f"{figure:<40} {value:>10.3f}")
