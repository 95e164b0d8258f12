"""What a long history costs a coordinator's slow phone: folding one record of 1,000 changes, slowed six times.

A coordinator opens such a record from the queue, and the queue folds every record that is there. So each page has
read the changes from their bytes, has folded a queue of 200 ordinary records of one to eight changes, and then folds
the long record for the first time: nothing of it is kept from before. `cold` is the same in a page that has never
folded anything, as if the queue began with the long record. The median of several pages counts; the best says how
much of it the machine's other work was. The thread's own time is of a page that is not slowed.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path

ROOT: Final = Path(__file__).resolve().parents[2]
CHANGES: Final = 1_000
OTHERS: Final = 200
SLOWDOWN: Final = 6
PAGES: Final = 9


def built() -> str:
    """The product's fold as one script."""
    config = ROOT / "tests" / "static" / "model" / "vite.config.mts"
    with tempfile.TemporaryDirectory() as folder:
        command = ["npx", "--no-install", "vite", "build", "--config", str(config), "--outDir", folder]
        subprocess.run(command, cwd=ROOT / "static", check=True)
        return (Path(folder) / "fold.js").read_text(encoding="utf-8")


def fold_milliseconds(browser: Browser, script: str, slowdown: int, others: int) -> tuple[float, float]:
    """By the clock, and of the page's own thread, which other programs cannot make longer by taking turns with it."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def thread_milliseconds() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in metrics if one["name"] == "ThreadTime") * 1000

    page.evaluate(script)
    page.evaluate("(counts) => prepare(...counts)", [CHANGES, others])
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    before = thread_milliseconds()
    milliseconds = float(page.evaluate("() => foldMilliseconds()"))
    of_thread = thread_milliseconds() - before
    context.close()
    return milliseconds, of_thread


def measure() -> dict[str, float]:
    script = built()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS))
        slow = [fold_milliseconds(browser, script, SLOWDOWN, OTHERS)[0] for _ in range(PAGES)]
        cold = [fold_milliseconds(browser, script, SLOWDOWN, 0)[0] for _ in range(PAGES)]
        plain = [fold_milliseconds(browser, script, 1, OTHERS)[1] for _ in range(PAGES)]
        browser.close()
    return {
        "fold.1000_changes_6x_ms": round(statistics.median(slow), 1),
        "fold.1000_changes_6x_best_ms": round(min(slow), 1),
        "fold.1000_changes_6x_cold_ms": round(statistics.median(cold), 1),
        "fold.1000_changes_thread_ms": round(statistics.median(plain), 1),
    }


if __name__ == "__main__":
    print(measure())
