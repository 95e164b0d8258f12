"""What opening and closing take on a slow phone: seconds until a screen, ms from the fifth tap to a dead engine.

Slowed six times by stopping the page's process for five sixths of the time, because the browser's own brake leaves
workers alone, and the key is made in one. The key file is calibrated under the same brake, as on a phone that is slow.
"""

from __future__ import annotations

import os
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.served import Served, children_of

SLOWDOWN: Final = 6
RUN_SECONDS: Final = 0.004
TIMES: Final = 3
PATIENCE_MS: Final = 180_000
PASSPHRASE: Final = "a passphrase for the benchmark alone"
KEEP_WORKER: Final = """
  const Kept = Worker;
  window.Worker = class extends Kept {
    constructor(...all) { super(...all); window.engineWorker = this; }
    terminate() { super.terminate(); window.endedAt = performance.now(); }
  };
"""
FOUND: Final = """(passphrase) => new Promise((done, failed) => {
  window.engineWorker.addEventListener('message', ({ data }) => {
    if (data.id === 1e9) ('ok' in data ? done : failed)(data);
  });
  window.engineWorker.postMessage({ id: 1e9, method: 'found', args: ['Bench', 'B-1', passphrase, null] });
})"""
UNLOCK: Final = """(passphrase) => new Promise((done) => {
  const field = document.querySelector('input[type=password]');
  field.value = passphrase;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  const start = performance.now();
  const look = () => {
    if (document.querySelector('input[type=password]')) requestAnimationFrame(look);
    else done(performance.now() - start);
  };
  document.querySelector('button[type=submit]').click();
  look();
})"""
QUICK_TAPS: Final = """() => {
  const tap = () => dispatchEvent(new PointerEvent('pointerdown', { clientX: 99, clientY: 300 }));
  [1, 2, 3, 4].forEach(tap);
  const start = performance.now();
  tap();
  return [window.endedAt - start, document.documentElement.style.opacity];
}"""


@contextmanager
def slowed(context: BrowserContext, browser_pid: int) -> Iterator[None]:
    """Every renderer of this browser runs one sixth of the time."""
    over = threading.Event()
    renderers = [pid for pid in children_of(browser_pid) if b"--type=renderer" in command_of(pid)]

    def tell(what: signal.Signals) -> None:
        for pid in renderers:
            try:
                os.kill(pid, what)
            except ProcessLookupError:
                continue

    def brake() -> None:
        while not over.is_set():
            tell(signal.SIGSTOP)
            time.sleep(RUN_SECONDS * (SLOWDOWN - 1))
            tell(signal.SIGCONT)
            time.sleep(RUN_SECONDS)

    thread = threading.Thread(target=brake)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        tell(signal.SIGCONT)


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it ended while we looked
        return b""


def browser_of(profile: str) -> int:
    """The process that was started with this profile and starts all others."""
    for path in Path("/proc").glob("[0-9]*"):
        command = command_of(int(path.name))
        if f"--user-data-dir={profile}".encode() in command and b"--type=" not in command:
            return int(path.name)
    raise RuntimeError("the browser is not there")


def measure(playwright: Playwright) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, Served(Path(folder) / "relay") as served:
        profile = f"{folder}/profile"
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS)
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(KEEP_WORKER)
        try:
            return _measure(context, served.url, browser_of(profile))
        finally:
            context.close()


def _measure(context: BrowserContext, url: str, browser_pid: int) -> dict[str, float]:
    page = context.pages[0]
    page.goto(url)
    page.wait_for_function("window.engineWorker !== undefined")
    with slowed(context, browser_pid):
        page.evaluate(FOUND, PASSPHRASE)
    unlocks, locks = [], []
    for _ in range(TIMES):
        fresh_door(page, url)
        with slowed(context, browser_pid):
            unlocks.append(float(page.evaluate(UNLOCK, PASSPHRASE)) / 1000)
            milliseconds, opacity = page.evaluate(QUICK_TAPS)
        assert opacity == "0", "the screen is covered when the taps have been seen"
        locks.append(float(milliseconds))
    return {"unlock.6x_s": round(statistics.median(unlocks), 3), "lock.ms": round(max(locks), 3)}


def fresh_door(page: Page, url: str) -> None:
    page.goto("about:blank")
    page.goto(url)
    page.locator("input[type=password]").wait_for()
