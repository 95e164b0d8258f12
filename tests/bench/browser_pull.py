"""What a first pull costs a coordinator in a browser, beside what the browser's own ciphers would take for it.

The app's own engine, in its own worker, from the relay, pulls 10,000 testimonies: receipts and signatures checked,
decrypted, sealed again under the vault and kept with their cursor, acknowledged. The floor is what no program in that
browser can go below: 10,000 Ed25519 signatures verified and as many AES-GCM boxes of the same size opened by WebCrypto,
one after the other as the results are needed, in a worker of the same page, in the same minute.

Both in processor time of all the browser's processes: seconds would tell how busy the machine was.

Measured are 10,000 changes of a hundred streams; and, apart, fewer with each testimony on a stream of its own, as
phones begin one: for each of them a post-quantum lockbox is opened besides, which is in no floor.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from server.desk.joining import read_link
from server.desk.relay_client import Letter, RelayClient, http_client
from server.format.evidence import Known
from server.format.invite import Request
from server.format.item import Kind
from server.seal.device import Device
from server.seal.invite import invite_id, open_welcome, seal_request
from server.seal.roster import open_entry, read_roster, roster_mailbox, upload_token
from tests.bench.gawahi import Author, Ground, ops_of
from tests.bench.meter import cpu_seconds
from tests.bench.parts import Figures
from tests.bench.work import Work, records
from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.served import Served, children_of

CHANGES: Final = 10_000
STREAMS: Final = 100
OWN_STREAMS: Final = 2_000
PASSPHRASE: Final = "a passphrase for the benchmark alone"
SCRIPT: Final = Path(__file__).with_name("browser_pull.js")


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
    relay.push(
        [Letter(Kind.REQUEST, seal_request(invite, request, nonce=os.urandom(12)), roster_mailbox(secret))], Known()
    )
    coordinator.call("sync")
    (asking,) = coordinator.call("team")["requests"]
    coordinator.call("admit", asking["id"])
    coordinator.call("sync")
    items = relay.pull(0, Known(), [roster_mailbox(secret)]).items
    entries = [one.letter.body for one in items if one.letter.kind == Kind.ROSTER]
    roster = read_roster([open_entry(body, team_tag=tag, epoch_secret=secret) for body in entries])
    return Author(phone, Ground(url, roster, b"", secret), relay)


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


@dataclass(frozen=True, slots=True)
class Cost:
    """``seconds`` on the clock, ``cpu_seconds`` of all processes of the browser."""

    seconds: float
    cpu_seconds: float


def cost_of(work: Callable[[], object]) -> Cost:
    browsers = [pid for pid in children_of(os.getpid()) if "chrom" in Path(f"/proc/{pid}/comm").read_text()]
    start, before = time.perf_counter(), cpu_seconds(browsers)
    work()
    return Cost(time.perf_counter() - start, cpu_seconds(browsers) - before)


def first_pull(browser: Browser, changes: int, streams: int) -> tuple[Cost, Cost]:
    """Of the pull, and of the native ciphers alone."""
    with tempfile.TemporaryDirectory() as name, Served(Path(name) / "data") as served:
        coordinator = open_page(browser, served.url)
        coordinator.call("found", "Quetta", "Amina", PASSPHRASE, None)
        author = join(coordinator, served.url)
        coordinator.page.evaluate("() => engine.stop()")
        testify(author, records(changes), streams)
        coordinator.start()
        coordinator.call("unlock", PASSPHRASE)
        pulled = cost_of(lambda: coordinator.call("sync"))
        known = coordinator.call("overview")["queue"]["records"]
        if known != changes:
            raise RuntimeError(f"{known} of {changes} records arrived")
        coordinator.page.evaluate("() => engine.stop()")
        native = cost_of(lambda: coordinator.page.evaluate("(count) => engine.native(count)", changes))
        coordinator.page.context.close()
    return pulled, native


def measure() -> Figures:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS))
        pull, native = first_pull(browser, CHANGES, STREAMS)
        own, own_native = first_pull(browser, OWN_STREAMS, OWN_STREAMS)
        browser.close()
    return {
        "pull.browser_over_native": pull.cpu_seconds / native.cpu_seconds,
        "pull.browser_cpu_ms": 1000 * pull.cpu_seconds / CHANGES,
        "pull.browser_native_cpu_ms": 1000 * native.cpu_seconds / CHANGES,
        "pull.browser_s": pull.seconds,
        "pull.browser_native_s": native.seconds,
        "pull.browser_own_streams_over_native": own.cpu_seconds / own_native.cpu_seconds,
        "pull.browser_own_streams_cpu_ms": 1000 * own.cpu_seconds / OWN_STREAMS,
    }


if __name__ == "__main__":
    for figure, value in measure().items():
        print(f"{figure:<40} {value:>10.3f}")
