"""What a first visit costs a phone: bytes as sent (brotli), and seconds until a screen answers, slowed six times."""

from __future__ import annotations

import re
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.served import Served

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"
SLOWDOWN = 6
VISITS = 5


def first_load_bytes() -> dict[str, float]:
    """Brotli sizes of what the capture path needs: page, style, script, engine with cryptography, service worker."""
    parts = {"index": DIST / "index.html.br", "service_worker": DIST / "sw.js.br"}
    for path in (DIST / "assets").glob("*.br"):
        kind = "style" if path.name.endswith(".css.br") else "engine" if "worker" in path.name else "page_script"
        if re.search(r"\.(css|js)\.br$", path.name):
            parts[kind] = path
    sizes = {f"shell.{name}_br_bytes": float(path.stat().st_size) for name, path in parts.items()}
    return sizes | {"shell.first_load_br_bytes": sum(sizes.values())}


def interactive_seconds(browser: Browser, url: str) -> float:
    """Seconds from navigation to a first screen whose buttons answer, in a fresh profile without any cache."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(url, wait_until="commit")
    ready = page.wait_for_function("() => document.querySelector('main button, main a') && performance.now()")
    seconds = float(ready.json_value()) / 1000
    context.close()
    return seconds


def measure() -> dict[str, float]:
    figures = first_load_bytes()
    with tempfile.TemporaryDirectory() as folder, Served(Path(folder)) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS))
        seconds = sorted(interactive_seconds(browser, served.url) for _ in range(VISITS))
        browser.close()
    figures["shell.interactive_6x_s"] = round(statistics.median(seconds), 3)
    figures["shell.interactive_6x_worst_s"] = round(seconds[-1], 3)
    return figures
